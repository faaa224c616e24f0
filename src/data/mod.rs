//! Data as a Session uses it: samples on the host, split by the seed, and the order in which training visits them.
//!
//! Samples stay on the host as they came (a picture is 784 bytes; as 32-bit floats on the Device 60,000 of them would
//! be 188 MB), and the rows of a few batches at a time are gathered in the order of the epoch and uploaded together.
//! So memory stays small, no GPU binding comes near its limit, and shuffling costs no kernel.

pub mod augment;
pub mod drawing;
pub mod facts;
mod files;
pub mod input;
mod preprocessing;
mod reading;

use std::sync::Arc;

use rand::seq::SliceRandom;

use self::files::{read_own, read_pictures};
use self::preprocessing::{balance, mislabel, standardise};
use crate::bounds;
use crate::data::augment::Augment;
use crate::data::facts::Facts;
use crate::datasets::{DatasetRecord, Source, VALIDATION, held_out};
use crate::error::{Error, Result};
use crate::features::Features;
use crate::formats::unzip;
use crate::params::Entry;
use crate::random;
use crate::samples::{Answer, Made, Samples, Task};
use crate::say;
use crate::shape::Shape;

/// Part of the training data, perhaps still on its way.
#[derive(Clone)]
pub struct Shard {
    /// Samples that are used of it, known before it arrives.
    pub len: usize,
    /// Samples in its file.
    pub whole: usize,
    /// File it comes from; empty for what is made here.
    pub file: &'static str,
    pub samples: Option<Arc<Samples>>,
}

impl From<Samples> for Shard {
    /// A shard of its own, which has arrived.
    fn from(samples: Samples) -> Self {
        Self {
            len: samples.len(),
            whole: samples.len(),
            file: "",
            samples: Some(Arc::new(samples)),
        }
    }
}

/// A data set, split. Cloning it copies no samples.
#[derive(Clone)]
pub struct Data {
    pub task: Task,
    /// Of one input.
    pub shape: Shape,
    /// Names of the classes, of the outputs, or of the tokens to predict.
    pub outputs: Vec<String>,
    /// The tokens of the inputs, where they are such.
    pub tokens: Vec<String>,
    /// Names of the features of a table.
    pub features: Vec<String>,
    /// Whether each target is the token that follows.
    pub next: bool,
    /// What is right for a sequence, where a rule says it.
    pub answer: Option<Answer>,
    /// What full ink is worth: 1, or the largest byte where pictures are not normalised.
    pub ink: f32,
    /// How pictures are varied each time they are trained on.
    pub augment: Option<Augment>,
    /// What those samples are like that were there when it was opened.
    pub facts: Facts,
    pub shards: Vec<Shard>,
    /// Never trained on; looked at during training.
    pub validation: Arc<Samples>,
    /// Never trained on; looked at when training rests.
    pub test: Arc<Samples>,
    entry: Entry,
    seed: u64,
}

impl Data {
    /// The data set of a Recipe. `files` holds what [`needed`] named; `own` data are the file `own`.
    ///
    /// # Errors
    /// Files that are cut off, of the wrong kind or shape; points of which the network would be given nothing.
    pub fn open(
        record: &'static DatasetRecord,
        entry: &Entry,
        seed: u64,
        files: &[(&str, &[u8])],
    ) -> Result<Self> {
        let mut rng = random::generator(seed, "data", 0);
        let file = |name: &str| {
            let found = files.iter().find(|(other, _)| *other == name);
            found.map(|(_, bytes)| *bytes).ok_or_else(|| missing(name))
        };
        let described = |samples| Made {
            samples,
            shape: record.shape.to_vec(),
            outputs: (record.outputs)(entry),
            tokens: Vec::new(),
            features: Vec::new(),
            next: false,
        };
        let scale_of = |scale: f32| if normalised(entry) { scale } else { 1.0 };
        let mut data = match record.source {
            Source::Generated(generate) => {
                let mut made = described(generate(entry, &mut rng));
                if let Some(features) = Features::of(entry)? {
                    made.samples.give(features);
                    made.shape = vec![features.count()];
                    made.features = features.iter().map(|feature| feature.name.into()).collect();
                }
                Self::split(record.task, made, entry, seed)
            }
            Source::Made { file: name, make } => {
                let bytes = match name {
                    Some(name) => unzip(name, file(name)?, bounds::TEXT)?,
                    None => Vec::new(),
                };
                let made = make(entry, &bytes, &mut rng)?;
                if made.samples.len() < 3 {
                    return Err(too_few());
                }
                Self::split(record.task, made, entry, seed)
            }
            Source::Sequences { make, answer } => {
                let made = make(entry, &mut rng);
                let data = Self::split(record.task, made, entry, seed);
                Self {
                    answer: Some(answer),
                    ..data
                }
            }
            Source::Included { bytes, scale } => {
                let outputs = (record.outputs)(entry).len();
                let scale = scale_of(scale);
                let all = read_pictures(record.id, bytes, scale, record.shape, outputs, None)?;
                Self::split(record.task, described(all), entry, seed)
            }
            Source::Files { train, test, scale } => {
                let classes = (record.outputs)(entry).len();
                let read = |(name, len)| {
                    let scale = scale_of(scale);
                    read_pictures(name, file(name)?, scale, record.shape, classes, Some(len))
                };
                let first = described(read(train[0])?);
                Self::sharded(record.task, first, train, read(test)?, entry, seed)
            }
            Source::Own => {
                let (task, made) = read_own(file("own")?)?;
                // The measuring page compares step by step: nothing is held out, everything is trained on.
                let held_out = [made.samples.take(&[]), made.samples.take(&[])];
                Self::new(task, made, held_out, entry, seed)
            }
        };
        data.ink = ink(record, entry);
        data.augment = Augment::new(entry, &data.shape, data.ink);
        if reconstructs(entry) {
            data.reconstruct();
        }
        data.facts = Facts::of(&data);
        Ok(data)
    }

    /// Data of which `made` holds what is trained on, and `held_out` what validation and test see.
    fn new(task: Task, made: Made, held_out: [Samples; 2], entry: &Entry, seed: u64) -> Self {
        let [validation, test] = held_out.map(Arc::new);
        Self {
            task,
            shape: made.shape,
            outputs: made.outputs,
            tokens: made.tokens,
            features: made.features,
            next: made.next,
            answer: None,
            ink: 1.0,
            augment: None,
            facts: Facts::default(),
            shards: vec![made.samples.into()],
            validation,
            test,
            entry: entry.clone(),
            seed,
        }
    }

    /// Training data that come in several files, of which the first is here; validation is held out of that one.
    fn sharded(
        task: Task,
        first: Made,
        files: &[(&'static str, usize)],
        test: Samples,
        entry: &Entry,
        seed: u64,
    ) -> Self {
        let all = &first.samples;
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.shuffle(&mut random::generator(seed, "split", 0));
        let (validation, rest) = order.split_at(VALIDATION);
        let validation = all.take(validation);
        let mut rest = rest.to_vec();
        rest.sort_unstable();
        balance(&mut rest, all, entry, seed);
        let size = entry.optional("size").filter(|size| *size > 0.0);
        let mut left = size.map_or(usize::MAX, |size| size as usize);
        rest.truncate(left);
        let mut samples = all.take(&rest);
        mislabel(&mut samples, first.outputs.len(), entry, seed, 0);

        let made = Made { samples, ..first };
        let mut data = Self::new(task, made, [validation, test], entry, seed);
        (data.shards[0].file, data.shards[0].whole) = files[0];
        left -= rest.len();
        for &(file, whole) in &files[1..] {
            let len = left.min(whole);
            left -= len;
            if len > 0 {
                data.shards.push(Shard {
                    len,
                    whole,
                    file,
                    samples: None,
                });
            }
        }
        data
    }

    /// Splits by the parameter `train`, a percentage; validation and test share the rest. See also [`held_out`].
    fn split(task: Task, made: Made, entry: &Entry, seed: u64) -> Self {
        let all = &made.samples;
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.shuffle(&mut random::generator(seed, "split", 0));
        let (train, validation) = match held_out(entry) {
            Some([validation, test]) => (all.len() - validation - test, validation),
            None => {
                let share = entry.optional("train").unwrap_or(70.0) as usize;
                let train = (all.len() * share / 100).clamp(1, all.len() - 2);
                (train, ((all.len() - train) / 2).clamp(1, VALIDATION))
            }
        };
        let (train, held_out) = order.split_at(train);
        let (validation, test) = held_out.split_at(validation);
        let mut train = train.to_vec();
        if task == Task::Classify {
            balance(&mut train, all, entry, seed);
        }
        let mut samples = all.take(&train);
        let mut held_out = [all.take(validation), all.take(test)];
        if task == Task::Classify {
            mislabel(&mut samples, made.outputs.len(), entry, seed, 0);
        }
        if entry.optional("normalise") == Some(1.0) {
            standardise(&mut samples, &mut held_out);
        }
        Self::new(task, Made { samples, ..made }, held_out, entry, seed)
    }

    /// The input becomes the target.
    fn reconstruct(&mut self) {
        self.task = Task::Reconstruct;
        let shards = self.shards.iter_mut().flat_map(|shard| &mut shard.samples);
        for samples in shards.chain([&mut self.validation, &mut self.test]) {
            Arc::make_mut(samples).reconstruct = true;
        }
    }

    /// Data of so many outputs and these samples, for tests of what only looks at them.
    #[cfg(test)]
    pub(crate) fn for_tests(task: Task, outputs: usize, samples: Samples) -> Self {
        let made = Made {
            shape: vec![samples.width],
            outputs: (0..outputs).map(|output| output.to_string()).collect(),
            tokens: Vec::new(),
            features: Vec::new(),
            next: false,
            samples: samples.take(&[0, 0, 0]),
        };
        Self::split(task, made, &Entry::new("tests"), 1)
    }

    /// The features of a point that the network is given, if the samples are points of the plane.
    pub fn features_of_plane(&self) -> Option<Features> {
        let flat = self.shape.len() == 1;
        self.validation.features().filter(|_| flat)
    }

    /// Samples to train on.
    pub fn train_len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len).sum()
    }

    /// Files that have not arrived.
    pub fn missing(&self) -> Vec<&'static str> {
        let missing = self.shards.iter().filter(|shard| shard.samples.is_none());
        missing.map(|shard| shard.file).collect()
    }

    /// Takes a shard that has arrived.
    ///
    /// # Errors
    /// A file that is cut off, of the wrong kind or shape; the shard stays missing.
    pub fn supply(&mut self, record: &DatasetRecord, file: &str, bytes: &[u8]) -> Result<()> {
        let Source::Files { scale, .. } = record.source else {
            return Err(missing(file));
        };
        let scale = scale * self.ink;
        let index = self.shards.iter().position(|shard| shard.file == file);
        let index = index.ok_or_else(|| missing(file))?;
        let shard = &mut self.shards[index];
        let classes = self.outputs.len();
        let whole = Some(shard.whole);
        let mut samples = read_pictures(file, bytes, scale, record.shape, classes, whole)?;
        if shard.len < shard.whole {
            samples = samples.take(&(0..shard.len).collect::<Vec<_>>());
        }
        mislabel(&mut samples, classes, &self.entry, self.seed, index as u64);
        samples.reconstruct = self.task == Task::Reconstruct;
        shard.samples = Some(Arc::new(samples));
        Ok(())
    }

    /// The order of an epoch as (shard, sample): shards shuffled, then the samples in each. The first epoch starts
    /// with the first shard, which has arrived.
    pub fn order(&self, epoch: u64, shuffle: bool) -> Vec<(u32, u32)> {
        let mut rng = random::generator(self.seed, "order", epoch);
        let mut shards: Vec<usize> = (0..self.shards.len()).collect();
        if shuffle {
            let keep = usize::from(epoch == 0);
            shards[keep..].shuffle(&mut rng);
        }
        let mut order = Vec::with_capacity(self.train_len());
        for shard in shards {
            let start = order.len();
            order.extend((0..self.shards[shard].len as u32).map(|sample| (shard as u32, sample)));
            if shuffle {
                order[start..].shuffle(&mut rng);
            }
        }
        order
    }
}

/// Files that must have arrived before an experiment can be opened.
pub fn needed(record: &DatasetRecord) -> Vec<&'static str> {
    match record.source {
        Source::Files { train, test, .. } => vec![train[0].0, test.0],
        Source::Made { file, .. } => file.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What is wrong with the bytes of a file that [`Data::open`] could not read; none where another file is to blame.
pub fn unusable(
    record: &DatasetRecord,
    entry: &Entry,
    file: &'static str,
    bytes: &[u8],
) -> Option<Error> {
    match record.source {
        Source::Files { train, test, scale } => {
            let known = [train[0], test].into_iter().find(|(name, _)| *name == file);
            let classes = (record.outputs)(entry).len();
            let len = known.map(|(_, len)| len);
            read_pictures(file, bytes, scale, record.shape, classes, len).err()
        }
        Source::Made {
            file: Some(_),
            make,
        } => {
            let mut rng = random::generator(0, "data", 0);
            let read =
                unzip(file, bytes, bounds::TEXT).and_then(|text| make(entry, &text, &mut rng));
            read.err().filter(|error| error.code == "bad_file")
        }
        _ => None,
    }
}

/// Whether inputs are brought into the range that networks like; on unless the data's entry says otherwise.
fn normalised(entry: &Entry) -> bool {
    entry.optional("normalise") != Some(0.0)
}

/// What full ink is worth to a network: 1, or the largest byte where pictures are not normalised.
pub fn ink(record: &DatasetRecord, entry: &Entry) -> f32 {
    match record.source {
        Source::Included { scale, .. } | Source::Files { scale, .. } if !normalised(entry) => {
            1.0 / scale
        }
        _ => 1.0,
    }
}

/// Whether the network is to give back its input.
pub fn reconstructs(entry: &Entry) -> bool {
    entry.optional("reconstruct") == Some(1.0)
}

fn too_few() -> Error {
    Error::new(
        "data",
        "too_few_samples",
        say!(
            "There are fewer than three samples: nothing could be held out. Choose more samples, or shorter ones.",
            "样本少于三个，无法留出任何数据。请增加样本数，或选择更短的样本。"
        ),
    )
}

fn missing(file: &str) -> Error {
    Error::new(
        "data",
        "missing_file",
        say!(
            "The data file “{file}” is not there.",
            "缺少数据文件“{file}”。"
        ),
    )
}
