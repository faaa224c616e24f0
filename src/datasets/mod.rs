//! Data sets: named sources of samples, one file each.
//!
//! To add one: copy `circles.rs`, the shortest, and name it in [`crate::catalog::DATASETS`].

pub mod blobs;
pub mod circles;
pub mod digits_8x8;
pub mod mnist;
pub mod own;
pub mod spirals;
pub mod xor;

use rand_chacha::ChaCha8Rng;

use crate::data::{Inputs, Samples, Task};
use crate::params::{Entry, Param};
use crate::text::Text;

/// What the catalog knows of a data set.
pub struct DatasetRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    /// Where it comes from, and under which licence; names and years, the same in every language. Empty: made here.
    pub citation: &'static str,
    /// Data that are alike stand together in a menu: `plane`, `pictures`.
    pub group: &'static str,
    pub params: &'static [Param],
    pub task: Task,
    /// Of one input; empty where the data themselves say.
    pub shape: &'static [usize],
    /// Names of the classes, or of the outputs; symbols and numerals, the same in every language.
    pub outputs: fn(&Entry) -> Vec<String>,
    pub source: Source,
    /// Side of the box into which a drawn digit is scaled, and of the whole picture; none where nothing can be drawn.
    pub drawing: Option<Drawing>,
}

/// How a person's drawing is made alike to the data.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    /// Side of the picture.
    pub side: usize,
    /// Side of the square into which the ink is scaled.
    pub inner: usize,
}

/// Where samples come from.
pub enum Source {
    /// Made from the Recipe's parameters and random numbers.
    Generated(fn(&Entry, &mut ChaCha8Rng) -> Samples),
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

/// Parameters of every set of points in the plane.
const POINTS: Param = Param::integer("samples", Text::new("Samples", "样本数"), 20, 5000, 500);
const TRAIN: Param = Param::integer(
    "train",
    Text::new("Share to train on, %", "训练所占百分比"),
    10,
    90,
    70,
);

/// Standard deviation of what is added to every point.
const fn noise(default: f64) -> Param {
    Param::real("noise", Text::new("Noise", "噪声"), 0.0, 1.0, default)
}

/// Two classes, shown as − and +.
fn two_classes(_: &Entry) -> Vec<String> {
    vec!["−".into(), "+".into()]
}

/// Samples in the plane from a function that gives the point and class of one sample; noise is added by the caller.
fn points(count: usize, mut point: impl FnMut(usize) -> ([f64; 2], usize)) -> Samples {
    let mut inputs = Vec::with_capacity(2 * count);
    let mut targets = Vec::with_capacity(count);
    for index in 0..count {
        let (at, class) = point(index);
        inputs.extend(at.map(|value| value as f32));
        targets.push(class as f32);
    }
    Samples {
        inputs: Inputs::Floats(inputs),
        width: 2,
        targets,
        target_width: 1,
    }
}

/// A point of the standard normal distribution in the plane.
fn normal(rng: &mut ChaCha8Rng) -> [f64; 2] {
    use rand::RngExt;
    [(); 2].map(|()| rng.sample(rand_distr::StandardNormal))
}

/// The numerals 0 to 9.
fn numerals(_: &Entry) -> Vec<String> {
    (0..10).map(|digit| digit.to_string()).collect()
}
