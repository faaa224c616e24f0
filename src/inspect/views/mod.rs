//! The views, one a file; [`super::view`] says how to add one.

pub mod accuracy;
pub mod class_accuracy;
pub mod confusion;
pub mod first_weights;
pub mod fit;
pub mod followed;
pub mod hardest;
pub mod loss;
pub mod network;
mod scores;
pub mod surface;

use super::view::{Subject, View};

/// All of them, in the order in which the page shows them.
pub static ALL: &[&View] = &[
    &surface::SURFACE,
    &fit::FIT,
    &network::NETWORK,
    &loss::LOSS,
    &accuracy::ACCURACY,
    &confusion::CONFUSION,
    &class_accuracy::CLASS_ACCURACY,
    &first_weights::FIRST_WEIGHTS,
    &hardest::HARDEST,
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
