//! The catalog: everything that can be chosen, one line an entry. The page, the link, validation and the tests over the
//! whole catalog follow from these lists and the records that they name.

use crate::datasets::*;
use crate::inspect::charts::{self, ChartRecord};
use crate::network::architectures::{
    ArchitectureRecord, matrix_factorization::MATRIX_FACTORIZATION, sequential::SEQUENTIAL,
};
use crate::network::initializers::{self, InitializerRecord};
use crate::network::layers::{
    LayerRecord, activation, attention, batch_norm, block, conv, dense, dense_each, dropout,
    embedding, flatten, gru, layer_norm, lstm, mean, pool, rnn, skip,
};
use crate::network::presets::{PRESETS, Preset};
use crate::optim::losses::{self, LossRecord};
use crate::optim::optimizers::{self, OptimizerRecord};
use crate::optim::schedules::{self, ScheduleRecord};
use crate::params::{Entry, Param};
use crate::protocol::{Catalog, CatalogEntry, ExperimentEntry, PresetEntry};
use crate::recipe::SETTINGS;
use crate::recipe::experiments::{EXPERIMENTS, Experiment};
use crate::text::Text;

pub static DATASETS: &[&DatasetRecord] = &[
    &circles::CIRCLES,
    &xor::XOR,
    &blobs::BLOBS,
    &spirals::SPIRALS,
    &moons::MOONS,
    &plane::PLANE,
    &bumps::BUMPS,
    &noisy_line::NOISY_LINE,
    &function::FUNCTION,
    &regression_10::REGRESSION_10,
    &classes_10::CLASSES_10,
    &breast_cancer::BREAST_CANCER,
    &wine::WINE,
    &digits_8x8::DIGITS_8X8,
    &mnist::MNIST,
    &fashion::FASHION,
    &shapes::SHAPES,
    &digit_rows::DIGIT_ROWS,
    &waves::WAVES,
    &oscillators::OSCILLATORS,
    &token_tasks::COPY,
    &token_tasks::REVERSE,
    &token_tasks::SORT,
    &token_tasks::PAIR,
    &names::NAMES,
    &shakespeare::SHAKESPEARE,
    &tang::TANG,
    &ratings::RATINGS,
    &own::OWN,
];

pub static ARCHITECTURES: &[&ArchitectureRecord] = &[&SEQUENTIAL, &MATRIX_FACTORIZATION];

pub static LAYERS: &[&LayerRecord] = &[
    &dense::DENSE,
    &conv::CONV,
    &pool::POOL,
    &pool::AVERAGE_POOL,
    &flatten::FLATTEN,
    &skip::SKIP,
    &embedding::EMBEDDING,
    &rnn::RNN,
    &lstm::LSTM,
    &gru::GRU,
    &attention::ATTENTION,
    &block::BLOCK,
    &dense_each::DENSE_EACH,
    &mean::MEAN,
    &dropout::DROPOUT,
    &batch_norm::BATCH_NORM,
    &layer_norm::LAYER_NORM,
    &activation::RELU,
    &activation::TANH,
    &activation::SIGMOID,
    &activation::LEAKY_RELU,
    &activation::GELU,
    &activation::IDENTITY,
];

pub static INITIALIZERS: &[&InitializerRecord] = &[
    &initializers::DEFAULT,
    &initializers::ZEROS,
    &initializers::CONSTANT,
    &initializers::UNIFORM,
    &initializers::NORMAL,
    &initializers::XAVIER,
    &initializers::KAIMING,
];

pub static OPTIMIZERS: &[&OptimizerRecord] = &[
    &optimizers::SGD,
    &optimizers::MOMENTUM,
    &optimizers::NESTEROV,
    &optimizers::ADAGRAD,
    &optimizers::RMSPROP,
    &optimizers::ADAM,
    &optimizers::ADAMW,
];

pub static SCHEDULES: &[&ScheduleRecord] =
    &[&schedules::CONSTANT, &schedules::STEP, &schedules::COSINE];

pub static LOSSES: &[&LossRecord] = &[
    &losses::CROSS_ENTROPY,
    &losses::BINARY_CROSS_ENTROPY,
    &losses::MSE,
    &losses::HALF_MSE,
    &losses::HUBER,
];

pub static CHARTS: &[&ChartRecord] = &[
    &charts::surface::SURFACE,
    &charts::fit::FIT,
    &charts::curves::LOSS,
    &charts::curves::ACCURACY,
];

macro_rules! finders {
    ($($(#[$doc:meta])* $record:ident $params:ident $list:ident $kind:ty;)*) => {
        $(
            $(#[$doc])*
            pub fn $record(id: &str) -> Option<&'static $kind> {
                $list.iter().copied().find(|record| record.id == id)
            }

            #[doc = concat!("The declared parameters of the entry `id` of [`", stringify!($list), "`].")]
            pub fn $params(id: &str) -> Option<&'static [Param]> {
                $record(id).map(|record| record.params)
            }
        )*
    };
}

finders! {
    /// The data set `id`.
    dataset_record dataset DATASETS DatasetRecord;
    /// The architecture `id`.
    architecture_record architecture ARCHITECTURES ArchitectureRecord;
    /// The kind of layer `id`.
    layer_record layer LAYERS LayerRecord;
    /// The start of weights `id`.
    initializer_record initializer INITIALIZERS InitializerRecord;
    /// The optimiser `id`.
    optimizer_record optimizer OPTIMIZERS OptimizerRecord;
    /// The schedule `id`.
    schedule_record schedule SCHEDULES ScheduleRecord;
}

/// The loss `id`.
pub fn loss(id: &str) -> Option<&'static LossRecord> {
    LOSSES.iter().copied().find(|record| record.id == id)
}

/// The chart `id`.
pub fn chart(id: &str) -> Option<&'static ChartRecord> {
    CHARTS.iter().copied().find(|record| record.id == id)
}

/// The experiment `id`.
pub fn experiment(id: &str) -> Option<&'static Experiment> {
    EXPERIMENTS.iter().find(|experiment| experiment.id == id)
}

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
        datasets: (DATASETS.iter())
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
        settings: SETTINGS.to_vec(),
        datasets: (DATASETS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, r.group, r.citation, r.params))
            .collect(),
        architectures: (ARCHITECTURES.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        layers: (LAYERS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, r.group, r.citation, r.params))
            .collect(),
        initializers: (INITIALIZERS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        schedules: (SCHEDULES.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        optimizers: (OPTIMIZERS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        losses: (LOSSES.iter())
            .map(|r| CatalogEntry {
                tasks: r.tasks.iter().map(|task| task.word().into()).collect(),
                ..entry(r.id, &r.title, &r.about, "", r.citation, &[])
            })
            .collect(),
        charts: (CHARTS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", "", &[]))
            .collect(),
        presets: PRESETS.iter().map(preset_entry).collect(),
        experiments: (EXPERIMENTS.iter())
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
