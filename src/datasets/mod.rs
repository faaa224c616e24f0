//! Data sets: named sources of samples, one file each.
//!
//! # To add one
//!
//! 1. Copy `circles.rs` (classes) or `plane.rs` (a value), the shortest, to a file of the new name, and name it below: once as a module, once in [`ALL`].
//! 2. Fill in its [`DatasetRecord`]. `id`, `title`, `about` and `citation` are what people read, `group` says with
//!    which others it stands in the menu and which ready-made networks suit it: `plane` and `plane_values` (points and
//!    their class or value), `line` (x and a value), `table`, `pictures`, `signals` (one class for many steps),
//!    `sequences` (values after many steps), `tokens` (a token for each token), `text` (the next character),
//!    `ratings`.
//! 3. `params` become controls, link keys and help; the ones that many sets share are below. Some of them are honoured
//!    by [`crate::data`] for any set that declares them: `train` or `held_out`, `label_noise`, `balance`, `normalise`,
//!    `size`, `reconstruct`, those of [`crate::data::augment`], and the inputs of the plane ([`crate::features`]), which
//!    every set of points has through `plane_params!`.
//! 4. `source`: [`Source::Generated`] for what is made from the parameters with a shape that never changes,
//!    [`Source::Made`] for what is read from a file (`wine.rs`) or whose shape follows from the parameters
//!    (`oscillators.rs`), [`Source::Sequences`] for tokens with a rule (`token_tasks.rs`), [`Source::Files`] for
//!    pictures in files. Random numbers come from the generator that is
//!    handed in and functions from `libm`, so that everybody gets the same samples.
//! 5. Its lib test `what_is_made_is_sound…` sweeps all parameters of every set, and `cargo test --test catalog` opens it
//!    and trains on it; what a single neuron or a straight line cannot learn of it is named in `cannot_learn` there.
//! 6. `cargo xtask gallery ID` makes its picture, as `src/bin/downhill/gallery/data.rs` draws its group.
//! 7. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew. Names of classes and columns that are
//!    words stand in `words.rs` in both languages; a data file has a `.toml` beside it and a cutter in `xtask/src/data`.

pub mod blobs;
pub mod breast_cancer;
pub mod bumps;
pub mod circles;
pub mod classes_10;
pub mod digit_rows;
pub mod digits_8x8;
pub mod fashion;
pub mod function;
pub mod mnist;
pub mod moons;
pub mod names;
pub mod noisy_line;
pub mod oscillators;
pub mod own;
pub mod plane;
pub mod ratings;
pub mod regression_10;
pub mod shakespeare;
pub mod shapes;
pub mod spirals;
mod table;
pub mod tang;
mod text;
pub mod token_tasks;
pub mod waves;
pub mod wine;
pub mod words;
pub mod xor;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::error::Result;
use crate::params::{Entry, Param, Unit};
use crate::samples::{Answer, Made, Samples, Task};
use crate::text::Text;

/// What the catalog knows of a data set.
pub struct DatasetRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    /// Where it comes from, and under which licence; names and years, the same in every language. Empty: made here.
    pub citation: &'static str,
    /// Data that are alike stand together in a menu: `plane`, `line`, `table`, `pictures`, `sequences`, `text`…
    pub group: &'static str,
    pub params: &'static [Param],
    pub task: Task,
    /// Of one input; empty where the data themselves say.
    pub shape: &'static [usize],
    /// Names of the classes, or of the outputs; symbols and numerals, the same in every language.
    pub outputs: fn(&Entry) -> Vec<String>,
    pub source: Source,
    /// How its pictures were made, so that a drawing is made alike; none where nothing can be drawn.
    pub drawing: Option<Preparation>,
}

/// How the pictures of a data set were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preparation {
    /// MNIST (LeCun et al. 1998, §III.A): scaled into 20×20 keeping the proportions, grey by area, and placed with the
    /// centre of mass in the middle of 28×28.
    Centred,
    /// UCI's digits (Alpaydin & Kaynak 1998), made with the programs of NIST (Garris et al. 1994, NISTIR 5469):
    /// stretched to 20×32, thickened or thinned to a usual amount of ink, sheared upright, and the ink of 32×32
    /// counted in blocks of 4×4.
    Counted,
}

/// Where samples come from.
pub enum Source {
    /// Made from the Recipe's parameters and random numbers.
    Generated(fn(&Entry, &mut ChaCha8Rng) -> Samples),
    /// Made, or read from a file that is fetched when the data are chosen, with what only then is known of them.
    Made {
        file: Option<&'static str>,
        make: fn(&Entry, &[u8], &mut ChaCha8Rng) -> Result<Made>,
    },
    /// Sequences of tokens for which a rule says what is right, so that it can be asked of any other.
    Sequences {
        make: fn(&Entry, &mut ChaCha8Rng) -> Made,
        answer: Answer,
    },
    /// Pictures in the program itself.
    Included { bytes: &'static [u8], scale: f32 },
    /// Pictures in files of their own, with the number of samples in each.
    Files {
        train: &'static [(&'static str, usize)],
        test: (&'static str, usize),
        scale: f32,
    },
    /// Brought along when the experiment is opened.
    Own,
}

/// Every data set, in the order of the menu.
pub static ALL: &[&DatasetRecord] = &[
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

/// The data set `id`.
pub fn find(id: &str) -> Option<&'static DatasetRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}

/// How many samples are made.
const fn samples(min: i64, max: i64, default: i64) -> Param {
    Param::integer("samples", Text::new("Samples", "样本数"), min, max, default)
}

/// The parameters of a set of points in the plane: its own, and which inputs of a point the network is given
/// ([`crate::features`]).
macro_rules! plane_params {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            $crate::features::X1,
            $crate::features::X2,
            $crate::features::X1_SQUARED,
            $crate::features::X2_SQUARED,
            $crate::features::X1_X2,
            $crate::features::SIN_X1,
            $crate::features::SIN_X2,
        ]
    };
}
use plane_params;

/// Samples of every set of points in the plane.
const POINTS: Param = samples(20, 5000, 500);

/// The share to train on; validation and test get the rest.
const fn train(default: i64) -> Param {
    let title = Text::new("Training share (%)", "训练集比例（%）");
    Param::integer("train", title, 10, 90, default).counts(Unit::Percent)
}

/// The usual share.
const TRAIN: Param = train(70);

/// Samples that validation looks at during training.
pub const VALIDATION: usize = 512;

/// Samples for validation and for testing, where the parameter `held_out` names a number to test with: the record makes
/// so many beside those to train on, and the split holds them out.
pub fn held_out(entry: &Entry) -> Option<[usize; 2]> {
    let test = entry.optional("held_out")? as usize;
    Some([test.min(VALIDATION), test])
}

/// How many of the training samples are used, where they come in files.
const fn size(max: i64) -> Param {
    let title = Text::new(
        "Training samples used (0: all)",
        "使用的训练样本数（0：全部）",
    );
    Param::integer("size", title, 0, max, 0)
}

/// Parameters of every set whose samples have classes; they change what is trained on, and nothing that is held out.
const LABEL_NOISE: Param = Param::integer(
    "label_noise",
    Text::new("Wrong labels in training (%)", "训练标签噪声（%）"),
    0,
    50,
    0,
)
.counts(Unit::Percent);
const BALANCE: Param = Param::integer(
    "balance",
    Text::new(
        "Imbalance: kept of all classes but the first (%)",
        "类别不平衡：其余类保留比例（%）",
    ),
    2,
    100,
    100,
)
.counts(Unit::Percent);

/// Whether features have mean 0 and variance 1, and pixels go from 0 to 1.
const NORMALISE: Param = Param::switch("normalise", Text::new("Normalised", "归一化"), true);

/// For autoencoders.
const RECONSTRUCT: Param = Param::switch(
    "reconstruct",
    Text::new(
        "The target is the input picture (autoencoder)",
        "以输入图像为目标（自编码器）",
    ),
    false,
);

/// How pictures are varied each time they are trained on.
const SHIFT: Param = Param::integer(
    "shift",
    Text::new("Shift (pixels)", "平移（像素）"),
    0,
    6,
    0,
)
.counts(Unit::Pixels);
const ROTATE: Param = Param::integer(
    "rotate",
    Text::new("Rotate (degrees)", "旋转（度）"),
    0,
    45,
    0,
)
.counts(Unit::Degrees);
const ZOOM: Param =
    Param::integer("zoom", Text::new("Scale (%)", "缩放（%）"), 0, 40, 0).counts(Unit::Percent);
const JITTER: Param = Param::real(
    "jitter",
    Text::new("Pixel noise", "像素噪声"),
    0.0,
    1.0,
    0.0,
);

/// Standard deviation of what is added to every point.
const fn noise(default: f64) -> Param {
    Param::real("noise", Text::new("Noise", "噪声"), 0.0, 1.0, default)
}

/// Two classes, shown as − and +.
fn two_classes(_: &Entry) -> Vec<String> {
    vec!["−".into(), "+".into()]
}

/// Inputs spread evenly from −1 to 1 in each of `N` directions, with one value each, to which noise is added.
fn values<const N: usize>(
    entry: &Entry,
    rng: &mut ChaCha8Rng,
    value: impl Fn([f64; N]) -> f64,
) -> (Vec<[f32; N]>, Vec<f32>) {
    let (count, noise) = (entry.integer("samples"), entry.number("noise"));
    let (mut inputs, mut targets) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for _ in 0..count {
        let at = [(); N].map(|()| 2.0 * rng.random::<f64>() - 1.0);
        let [away] = normal(rng);
        inputs.push(at.map(|value| value as f32));
        targets.push((value(at) + noise * away) as f32);
    }
    (inputs, targets)
}

/// Points of the plane with a value each. See [`values`].
fn plane_values(entry: &Entry, rng: &mut ChaCha8Rng, value: impl Fn([f64; 2]) -> f64) -> Samples {
    let (points, targets) = values(entry, rng, value);
    Samples::points(points, targets)
}

/// Numbers with a value each. See [`values`].
fn line_values(entry: &Entry, rng: &mut ChaCha8Rng, value: impl Fn(f64) -> f64) -> Samples {
    let (inputs, targets) = values(entry, rng, |[x]| value(x));
    Samples::floats(inputs.concat(), 1, targets, 1)
}

/// Samples in the plane from a function that gives the point and class of one sample; noise is added by the caller.
fn points(count: usize, mut point: impl FnMut(usize) -> ([f64; 2], usize)) -> Samples {
    let mut points = Vec::with_capacity(count);
    let mut targets = Vec::with_capacity(count);
    for index in 0..count {
        let (at, class) = point(index);
        points.push(at.map(|value| value as f32));
        targets.push(class as f32);
    }
    Samples::points(points, targets)
}

/// A point of the standard normal distribution in `N` dimensions.
fn normal<const N: usize>(rng: &mut ChaCha8Rng) -> [f64; N] {
    [(); N].map(|()| rng.sample(rand_distr::StandardNormal))
}

/// One value.
fn one_value(_: &Entry) -> Vec<String> {
    vec!["y".into()]
}

/// The numerals 0 to 9.
fn numerals(_: &Entry) -> Vec<String> {
    (0..10).map(|digit| digit.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::features;
    use crate::random;
    use crate::samples::Inputs;

    /// The record's defaults.
    pub(super) fn entry(record: &DatasetRecord) -> Entry {
        let mut entry = Entry::new(record.id);
        entry.normalise(record.params, &mut Vec::new());
        entry
    }

    /// The data of a record, by its defaults, of its file as it is published.
    pub(super) fn published(record: &'static DatasetRecord, file: &str, bytes: &[u8]) -> Data {
        Data::open(record, &entry(record), 1, &[(file, bytes)]).expect("our own file")
    }

    /// What a record makes without a file.
    pub(super) fn made(record: &DatasetRecord, entry: &Entry) -> Made {
        let mut rng = random::generator(1, "data", 0);
        match record.source {
            Source::Generated(make) => Made {
                samples: make(entry, &mut rng),
                shape: record.shape.to_vec(),
                outputs: (record.outputs)(entry),
                tokens: Vec::new(),
                features: Vec::new(),
                next: false,
            },
            Source::Sequences { make, .. } => make(entry, &mut rng),
            Source::Made { make, .. } => make(entry, &[], &mut rng).expect("it is made here"),
            _ => panic!("{} comes from a file", record.id),
        }
    }

    /// Whatever lies in the plane lets people choose what the network is given of a point, and nothing else does.
    #[test]
    fn points_of_the_plane_have_all_its_inputs() {
        for record in ALL {
            let in_plane = matches!(record.group, "plane" | "plane_values");
            for feature in &features::ALL {
                let mut params = record.params.iter();
                let declared = params.any(|param| param.id == feature.param.id);
                assert_eq!(declared, in_plane, "{} {}", record.id, feature.name);
            }
            if in_plane {
                let given = made(record, &entry(record)).samples.features();
                assert_eq!(
                    given,
                    Some(features::Features::COORDINATES),
                    "{}",
                    record.id
                );
            }
        }
    }

    /// At both ends of every parameter: as many numbers as the shape says, all of them finite, classes and tokens that
    /// exist, and the same again the next time.
    #[test]
    fn what_is_made_is_sound_wherever_its_parameters_stand() {
        use crate::params::ParamKind;
        for record in ALL {
            if !matches!(
                record.source,
                Source::Generated(_) | Source::Sequences { .. } | Source::Made { file: None, .. }
            ) {
                continue;
            }
            let param = |id| record.params.iter().find(|param| param.id == id);
            let few = match param("samples").map(|param| &param.kind) {
                Some(ParamKind::Integer { min, .. }) => entry(record).with("samples", *min as f64),
                _ => entry(record),
            };
            let mut entries = vec![entry(record), few.clone()];
            // Many samples are no different from some.
            for param in record.params.iter().filter(|param| param.id != "samples") {
                let (min, max) = match param.kind {
                    ParamKind::Integer { min, max, .. } => (min as f64, max as f64),
                    ParamKind::Real { min, max, .. } => (min, max),
                    _ => continue,
                };
                entries.extend([min, max].map(|end| few.clone().with(param.id, end)));
            }
            for entry in entries {
                let made = made(record, &entry);
                let samples = &made.samples;
                assert_eq!(
                    samples.width,
                    made.shape.iter().product::<usize>(),
                    "{entry:?}"
                );
                let width = match &samples.inputs {
                    Inputs::Bytes { values, .. } => values.len(),
                    Inputs::Floats(values) => {
                        assert!(values.iter().all(|value| value.is_finite()), "{entry:?}");
                        values.len()
                    }
                    Inputs::Points { points, .. } => {
                        assert!(points.as_flattened().iter().all(|value| value.is_finite()));
                        points.len() * samples.width
                    }
                    Inputs::Tokens { values, vocabulary } => {
                        assert_eq!(made.tokens.len(), *vocabulary);
                        assert!(values.iter().all(|token| usize::from(*token) < *vocabulary));
                        values.len() * vocabulary
                    }
                };
                assert!(samples.len() >= 3, "{entry:?}");
                assert_eq!(width, samples.len() * samples.width, "{entry:?}");
                let classes = made.outputs.len() as f32;
                let class = |target: f32| target.fract() == 0.0 && (0.0..classes).contains(&target);
                let right = |target: &f32| match record.task {
                    Task::Classify => class(*target),
                    // −1 where a step has no target.
                    Task::Tokens => class(*target) || *target == -1.0,
                    _ => target.is_finite(),
                };
                assert!(samples.targets.iter().all(right), "{entry:?}");
                assert_eq!(*samples, self::made(record, &entry).samples, "{entry:?}");
            }
        }
    }
}
