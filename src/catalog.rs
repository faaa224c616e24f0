//! The catalog: everything that can be chosen, as the page gets it, assembled from the lists of the families.
//!
//! Each list stands beside its family, as `ALL` with a `find`: [`datasets::ALL`], [`layers::ALL`], [`optimizers::ALL`]…
//! The page, the link, validation and the tests over the whole catalog follow from these lists and the records in them.

use crate::datasets::{self, DatasetRecord};
use crate::inspect::views;
use crate::network::architectures::{self, sequential::SEQUENTIAL};
use crate::network::presets::{self, Preset};
use crate::network::{initializers, layers};
use crate::optim::{losses, optimizers, schedules};
use crate::params::{Entry, Param};
use crate::protocol::{Catalog, CatalogEntry, ExperimentEntry, PresetEntry, ViewEntry};
use crate::recipe::{Recipe, SETTINGS, experiments};
use crate::text::Text;

/// A preset with the data sets of its groups for which its network can be built, as far as their shapes are known
/// beforehand.
fn preset_entry(preset: &Preset) -> PresetEntry {
    let network = Entry::new(SEQUENTIAL.id).with_layers(preset.layers);
    let mut normal = network.clone();
    normal.normalise(SEQUENTIAL.params, &mut Vec::new());
    let suits = |dataset: &DatasetRecord| {
        let shape = dataset.shape.to_vec();
        shape.is_empty() || (SEQUENTIAL.build)(&normal, &shape, &[1]).is_ok()
    };
    PresetEntry {
        id: preset.id.into(),
        title: preset.title.clone(),
        network,
        datasets: (datasets::ALL.iter())
            .filter(|dataset| preset.groups.contains(&dataset.group) && suits(dataset))
            .map(|dataset| dataset.id.into())
            .collect(),
    }
}

/// The lists as the page gets them.
pub fn catalog() -> Catalog {
    let entry =
        |id: &str, title: &Text, about: &Text, group: &str, citation: &str, params: &[Param]| {
            CatalogEntry {
                id: id.into(),
                title: title.clone(),
                about: about.clone(),
                group: group.into(),
                citation: citation.into(),
                params: params.to_vec(),
                tasks: Vec::new(),
                defaults: params
                    .iter()
                    .map(|param| (param.id.into(), param.default()))
                    .collect(),
            }
        };
    Catalog {
        defaults: Recipe::default().normalise().0,
        settings: SETTINGS.to_vec(),
        datasets: (datasets::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, r.group, r.citation, r.params))
            .collect(),
        architectures: (architectures::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        layers: (layers::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, r.group, r.citation, r.params))
            .collect(),
        initializers: (initializers::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        schedules: (schedules::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        optimizers: (optimizers::ALL.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        losses: (losses::ALL.iter())
            .map(|r| CatalogEntry {
                tasks: r.tasks.iter().map(|task| task.word().into()).collect(),
                ..entry(r.id, &r.title, &r.about, "", r.citation, &[])
            })
            .collect(),
        views: (views::ALL.iter())
            .map(|view| ViewEntry {
                id: view.id.into(),
                title: view.title.clone(),
                about: view.about.clone(),
                explanation: view.explanation.clone(),
                formula: view.formula.into(),
                presence: view.presence,
                place: view.place,
                group: view.group.clone(),
            })
            .collect(),
        presets: presets::ALL.iter().map(preset_entry).collect(),
        experiments: (experiments::ALL.iter())
            .map(|experiment| ExperimentEntry {
                id: experiment.id.into(),
                group: experiment.group.clone(),
                title: experiment.title.clone(),
                about: experiment.about.clone(),
                recipe: (experiment.recipe)().normalise().0,
            })
            .collect(),
    }
}
