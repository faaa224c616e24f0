//! The catalog: everything that can be chosen, one line an entry. The page, the link, validation and the tests over the
//! whole catalog follow from these lists and the records that they name.

use crate::architectures::{ArchitectureRecord, sequential::SEQUENTIAL};
use crate::charts::{self, ChartRecord};
use crate::datasets::*;
use crate::layers::{LayerRecord, activation, conv, dense, encoder, flatten, pool, rnn};
use crate::losses::{self, LossRecord};
use crate::optimizers::{self, OptimizerRecord};
use crate::params::{Entry, Param};
use crate::protocol::{Catalog, CatalogEntry, ExperimentEntry, PresetEntry};
use crate::recipe::{Recipe, SETTINGS};
use crate::text::Text;

pub static DATASETS: &[&DatasetRecord] = &[
    &circles::CIRCLES,
    &xor::XOR,
    &blobs::BLOBS,
    &spirals::SPIRALS,
    &digits_8x8::DIGITS_8X8,
    &mnist::MNIST,
    &own::OWN,
];

pub static ARCHITECTURES: &[&ArchitectureRecord] = &[&SEQUENTIAL];

pub static LAYERS: &[&LayerRecord] = &[
    &dense::DENSE,
    &conv::CONV,
    &pool::POOL,
    &flatten::FLATTEN,
    &rnn::RNN,
    &encoder::ENCODER,
    &activation::RELU,
    &activation::TANH,
    &activation::SIGMOID,
    &activation::LEAKY_RELU,
    &activation::GELU,
];

pub static OPTIMIZERS: &[&OptimizerRecord] =
    &[&optimizers::SGD, &optimizers::MOMENTUM, &optimizers::ADAM];

pub static LOSSES: &[&LossRecord] = &[&losses::CROSS_ENTROPY, &losses::MSE, &losses::HALF_MSE];

pub static CHARTS: &[&ChartRecord] = &[
    &charts::surface::SURFACE,
    &charts::curves::LOSS,
    &charts::curves::ACCURACY,
];

/// A ready-made network.
pub struct Preset {
    pub id: &'static str,
    pub title: Text,
    /// For `sequential`, in the notation of [`crate::link`].
    pub layers: &'static str,
    /// Group of data sets that it suits.
    pub group: &'static str,
}

pub static PRESETS: &[Preset] = &[
    Preset {
        id: "linear",
        title: Text::new("No hidden layer", "无隐藏层"),
        layers: "",
        group: "plane",
    },
    Preset {
        id: "small",
        title: Text::new("One hidden layer of 8", "一个 8 单元隐藏层"),
        layers: "dense(8),tanh",
        group: "plane",
    },
    Preset {
        id: "two-hidden",
        title: Text::new("Two hidden layers of 16", "两个 16 单元隐藏层"),
        layers: "dense(16),tanh,dense(16),tanh",
        group: "plane",
    },
    Preset {
        id: "softmax",
        title: Text::new("Softmax regression", "Softmax 回归"),
        layers: "flatten",
        group: "pictures",
    },
    Preset {
        id: "mlp-64",
        title: Text::new("MLP, 64 hidden units", "多层感知机，64 个隐藏单元"),
        layers: "flatten,dense(64),relu",
        group: "pictures",
    },
    Preset {
        id: "mlp-128",
        title: Text::new("MLP, 128 hidden units", "多层感知机，128 个隐藏单元"),
        layers: "flatten,dense(128),relu",
        group: "pictures",
    },
    Preset {
        id: "tiny-cnn",
        title: Text::new("Small CNN", "小型卷积网络"),
        layers: "conv(8,3,1),relu,pool(2),flatten,dense(32),relu",
        group: "pictures",
    },
    Preset {
        id: "lenet",
        title: Text::new("LeNet", "LeNet"),
        layers: LENET,
        group: "pictures",
    },
    Preset {
        id: "rnn",
        title: Text::new("Simple RNN, row by row", "简单循环网络，逐行读取"),
        layers: "rnn(64)",
        group: "pictures",
    },
    Preset {
        id: "encoder",
        title: Text::new("Encoder block, rows as tokens", "编码器块，以行为词元"),
        layers: "encoder(32,4,64)",
        group: "pictures",
    },
];

/// LeNet-5 with ReLU and max pooling, on 28×28 with padding 2.
const LENET: &str =
    "conv(6,5,2),relu,pool(2),conv(16,5),relu,pool(2),flatten,dense(120),relu,dense(84),relu";

/// A named Recipe.
pub struct Experiment {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub recipe: fn() -> Recipe,
}

/// A Recipe for MNIST.
fn mnist_recipe(layers: &str, optimizer: Entry, batch: usize, epochs: u32) -> Recipe {
    Recipe {
        data: Entry::new("mnist"),
        network: Entry::new("sequential").with_layers(layers),
        optimizer,
        batch,
        epochs,
        ..Recipe::default()
    }
}

pub static EXPERIMENTS: &[Experiment] = &[
    Experiment {
        id: "spirals",
        title: Text::new("Two spirals", "双螺旋"),
        about: Text::new(
            "A small network bends its boundary around two spirals.",
            "小网络把决策边界弯曲成双螺旋的形状。",
        ),
        recipe: Recipe::default,
    },
    Experiment {
        id: "digits-8x8",
        title: Text::new("Small digits", "小幅手写数字"),
        about: Text::new(
            "An MLP learns 8×8 digits in seconds; then draw one yourself.",
            "多层感知机几秒内学会 8×8 数字，然后请亲手写一个。",
        ),
        recipe: || Recipe {
            data: Entry::new("digits-8x8"),
            network: Entry::new("sequential").with_layers("flatten,dense(64),relu"),
            optimizer: Entry::new("adam").with("rate", 0.003),
            ..Recipe::default()
        },
    },
    Experiment {
        id: "softmax-digits",
        title: Text::new("Softmax regression on MNIST", "MNIST 上的 Softmax 回归"),
        about: Text::new(
            "784 → 10: the simplest network that reads digits.",
            "784 → 10：能识别数字的最简单网络。",
        ),
        recipe: || mnist_recipe("flatten", Entry::new("sgd").with("rate", 0.1), 64, 0),
    },
    Experiment {
        id: "mlp-64-adam",
        title: Text::new("MLP with Adam on MNIST", "MNIST 上的多层感知机（Adam）"),
        about: Text::new(
            "784 → 64 → 10, Adam 0.001, batch 32, 5 epochs: over 96.5 % on the test set.",
            "784 → 64 → 10，Adam 0.001，批量 32，5 轮：测试集准确率超过 96.5%。",
        ),
        recipe: || {
            mnist_recipe(
                "flatten,dense(64),relu",
                Entry::new("adam").with("rate", 0.001),
                32,
                5,
            )
        },
    },
    Experiment {
        id: "mlp-128-sgd",
        title: Text::new(
            "MLP with plain gradient descent",
            "多层感知机（普通梯度下降）",
        ),
        about: Text::new(
            "784 → 128 → 10, SGD 0.01, batch 64, 10 epochs: slow and steady.",
            "784 → 128 → 10，SGD 0.01，批量 64，10 轮：缓慢而稳定。",
        ),
        recipe: || {
            mnist_recipe(
                "flatten,dense(128),relu",
                Entry::new("sgd").with("rate", 0.01),
                64,
                10,
            )
        },
    },
    Experiment {
        id: "lenet",
        title: Text::new("LeNet on MNIST", "MNIST 上的 LeNet"),
        about: Text::new(
            "Convolutions find strokes wherever they are; SGD 0.001 with momentum 0.9, 10 epochs.",
            "卷积在任何位置都能找到笔画；SGD 0.001，动量 0.9，10 轮。",
        ),
        recipe: || mnist_recipe(LENET, Entry::new("momentum").with("rate", 0.001), 64, 10),
    },
    Experiment {
        id: "lenet-fast",
        title: Text::new("LeNet, fast", "LeNet（快速）"),
        about: Text::new(
            "The same with rate 0.02: over 98.5 % on the test set after 3 epochs.",
            "学习率 0.02：3 轮后测试集准确率超过 98.5%。",
        ),
        recipe: || mnist_recipe(LENET, Entry::new("momentum").with("rate", 0.02), 64, 3),
    },
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
    /// The optimiser `id`.
    optimizer_record optimizer OPTIMIZERS OptimizerRecord;
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
        optimizers: (OPTIMIZERS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", r.citation, r.params))
            .collect(),
        losses: (LOSSES.iter())
            .map(|r| entry(r.id, &r.title, &r.about, r.task.word(), r.citation, &[]))
            .collect(),
        charts: (CHARTS.iter())
            .map(|r| entry(r.id, &r.title, &r.about, "", "", &[]))
            .collect(),
        presets: (PRESETS.iter())
            .map(|preset| PresetEntry {
                id: preset.id.into(),
                title: preset.title.clone(),
                network: Entry::new(SEQUENTIAL.id).with_layers(preset.layers),
                datasets: (DATASETS.iter())
                    .filter(|dataset| dataset.group == preset.group)
                    .map(|dataset| dataset.id.into())
                    .collect(),
            })
            .collect(),
        experiments: (EXPERIMENTS.iter())
            .map(|experiment| ExperimentEntry {
                id: experiment.id.into(),
                title: experiment.title.clone(),
                about: experiment.about.clone(),
                recipe: (experiment.recipe)().normalise().0,
            })
            .collect(),
    }
}
