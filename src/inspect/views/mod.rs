//! The views, one a file; [`super::view`] says how to add one.

pub mod accuracy;
pub mod activation_statistics;
pub mod class_accuracy;
pub mod code;
pub mod confusion;
pub mod first_weights;
pub mod fit;
pub mod followed;
pub mod gradient_history;
pub mod gradient_sizes;
pub mod hardest;
pub mod hidden_map;
mod layers;
pub mod loss;
pub mod loss_landscape;
pub mod network;
pub mod next_token;
pub mod predicted_true;
pub mod saliency;
mod scores;
mod smoothing;
pub mod surface;
pub mod typed_tokens;
pub mod weight_histograms;

pub use layers::held_inputs;

use super::view::{Subject, View};

/// All of them, group by group, in the order in which the page shows them.
pub static ALL: &[&View] = &[
    &surface::SURFACE,
    &fit::FIT,
    &confusion::CONFUSION,
    &class_accuracy::CLASS_ACCURACY,
    &next_token::NEXT_TOKEN,
    &typed_tokens::TYPED_TOKENS,
    &hardest::HARDEST,
    &predicted_true::PREDICTED_TRUE,
    &saliency::SALIENCY,
    &network::NETWORK,
    &activation_statistics::ACTIVATION_STATISTICS,
    &hidden_map::HIDDEN_MAP,
    &code::CODE,
    &first_weights::FIRST_WEIGHTS,
    &weight_histograms::WEIGHT_HISTOGRAMS,
    &gradient_sizes::GRADIENT_SIZES,
    &gradient_history::GRADIENT_HISTORY,
    &loss::LOSS,
    &accuracy::ACCURACY,
    &loss_landscape::LOSS_LANDSCAPE,
    &followed::FOLLOWED,
];

/// The view of that id.
pub fn find(id: &str) -> Option<&'static View> {
    ALL.iter().copied().find(|view| view.id == id)
}

/// The views that have something to show for an experiment.
pub fn fitting(subject: &Subject) -> impl Iterator<Item = &'static View> {
    let views = ALL.iter().copied();
    views.filter(|view| (view.fits)(subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_of_a_group_stand_together() {
        let mut groups: Vec<_> = ALL.iter().map(|view| &view.group.en).collect();
        groups.dedup();
        assert_eq!(
            groups,
            [
                "Predictions",
                "Activations",
                "Weights",
                "Gradients",
                "Training"
            ]
        );
    }
}
