//! Data as a Session uses it: samples on the host, split by the seed, and the order in which training visits them.
//!
//! Samples stay on the host as they came (a picture is 784 bytes; as 32-bit floats on the Device 60,000 of them would
//! be 188 MB), and the rows of a few batches at a time are gathered in the order of the epoch and uploaded together.
//! So memory stays small, no GPU binding comes near its limit, and shuffling costs no kernel.

use std::io::Read;
use std::sync::Arc;

use rand::seq::SliceRandom;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use crate::datasets::{DatasetRecord, Source};
use crate::error::{Error, Result};
use crate::layers::Shape;
use crate::params::Entry;
use crate::random;
use crate::say;

/// Samples that validation looks at during training.
pub const VALIDATION: usize = 512;

/// Most numbers that a person's own data may hold.
pub const MAX_OWN_VALUES: usize = 1 << 28;

/// What is to be learnt; decides losses and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// One of several classes.
    Classify,
    /// Values.
    Regress,
}

impl Task {
    /// The word of the protocol.
    pub fn word(self) -> &'static str {
        match self {
            Self::Classify => "classify",
            Self::Regress => "regress",
        }
    }

    /// The loss that is used where the Recipe names none.
    pub fn default_loss(self) -> &'static str {
        match self {
            Self::Classify => "cross_entropy",
            Self::Regress => "mse",
        }
    }
}

/// Inputs of many samples, row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// Bytes, each worth `scale`.
    Bytes { values: Vec<u8>, scale: f32 },
    /// Numbers as the network takes them.
    Floats(Vec<f32>),
}

/// Samples with what is right for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    pub inputs: Inputs,
    /// Numbers in one input.
    pub width: usize,
    /// A class index, or values.
    pub targets: Vec<f32>,
    /// Numbers in one target.
    pub target_width: usize,
}

impl Samples {
    /// How many.
    pub fn len(&self) -> usize {
        self.targets.len() / self.target_width
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Appends input and target of one sample to rows that are being gathered.
    pub fn gather(&self, sample: usize, inputs: &mut Vec<f32>, targets: &mut Vec<f32>) {
        let row = sample * self.width..(sample + 1) * self.width;
        match &self.inputs {
            Inputs::Bytes { values, scale } => {
                inputs.extend(values[row].iter().map(|&value| f32::from(value) * scale));
            }
            Inputs::Floats(values) => inputs.extend_from_slice(&values[row]),
        }
        let target = sample * self.target_width..(sample + 1) * self.target_width;
        targets.extend_from_slice(&self.targets[target]);
    }

    /// The chosen samples, in that order.
    pub fn take(&self, chosen: &[usize]) -> Self {
        let rows = |width: usize| chosen.iter().flat_map(move |&s| s * width..(s + 1) * width);
        let inputs = match &self.inputs {
            Inputs::Bytes { values, scale } => Inputs::Bytes {
                values: rows(self.width).map(|at| values[at]).collect(),
                scale: *scale,
            },
            Inputs::Floats(values) => {
                Inputs::Floats(rows(self.width).map(|at| values[at]).collect())
            }
        };
        Self {
            inputs,
            targets: rows(self.target_width).map(|at| self.targets[at]).collect(),
            ..*self
        }
    }
}

/// Part of the training data, perhaps still on its way.
#[derive(Clone)]
pub struct Shard {
    /// Samples in it, known before it arrives.
    pub len: usize,
    /// File it comes from; empty for what is made here.
    pub file: &'static str,
    pub samples: Option<Arc<Samples>>,
}

/// A data set, split. Cloning it copies no samples.
#[derive(Clone)]
pub struct Data {
    pub task: Task,
    /// Of one input.
    pub shape: Shape,
    /// Names of the classes, or of the outputs.
    pub outputs: Vec<String>,
    pub shards: Vec<Shard>,
    /// Never trained on; looked at during training.
    pub validation: Arc<Samples>,
    /// Never trained on; looked at when an epoch ends.
    pub test: Arc<Samples>,
    seed: u64,
}

impl Data {
    /// The data set of a Recipe. `files` holds what [`needed`] named; `own` data are the file `own`.
    ///
    /// # Errors
    /// Files that are cut off, of the wrong kind or shape.
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
        let outputs = (record.outputs)(entry);
        match record.source {
            Source::Generated(generate) => {
                let all = generate(entry, &mut rng);
                Ok(Self::split(record, outputs, &all, entry, seed))
            }
            Source::Included { bytes, scale } => {
                let all =
                    read_pictures(record.id, bytes, scale, record.shape, outputs.len(), None)?;
                Ok(Self::split(record, outputs, &all, entry, seed))
            }
            Source::Files { train, test, scale } => {
                let read = |name, len| {
                    read_pictures(
                        name,
                        file(name)?,
                        scale,
                        record.shape,
                        outputs.len(),
                        Some(len),
                    )
                };
                let first = read(train[0].0, train[0].1)?;
                let mut order: Vec<usize> = (0..first.len()).collect();
                order.shuffle(&mut random::generator(seed, "split", 0));
                let (validation, rest) = order.split_at(VALIDATION);
                let mut rest = rest.to_vec();
                rest.sort_unstable();
                let mut shards: Vec<Shard> = train
                    .iter()
                    .map(|&(file, len)| Shard {
                        len,
                        file,
                        samples: None,
                    })
                    .collect();
                shards[0].len = rest.len();
                shards[0].samples = Some(Arc::new(first.take(&rest)));
                Ok(Self {
                    task: record.task,
                    shape: record.shape.to_vec(),
                    outputs: outputs.clone(),
                    validation: Arc::new(first.take(validation)),
                    test: Arc::new(read(test.0, test.1)?),
                    shards,
                    seed,
                })
            }
            Source::Own => {
                let bytes = file("own")?;
                let (task, shape, outputs, samples) = read_own(bytes)?;
                // The measuring page compares step by step: nothing is held out, everything is trained on.
                Ok(Self {
                    task,
                    shape,
                    outputs,
                    validation: Arc::new(samples.take(&[])),
                    test: Arc::new(samples.take(&[])),
                    shards: vec![Shard {
                        len: samples.len(),
                        file: "",
                        samples: Some(Arc::new(samples)),
                    }],
                    seed,
                })
            }
        }
    }

    /// Splits by the parameter `train`, a percentage; validation and test share the rest.
    fn split(
        record: &DatasetRecord,
        outputs: Vec<String>,
        all: &Samples,
        entry: &Entry,
        seed: u64,
    ) -> Self {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.shuffle(&mut random::generator(seed, "split", 0));
        let train = (all.len() * entry.integer("train") / 100).clamp(1, all.len() - 2);
        let validation = ((all.len() - train) / 2).clamp(1, VALIDATION);
        let (train, held_out) = order.split_at(train);
        let (validation, test) = held_out.split_at(validation);
        let samples = all.take(train);
        Self {
            task: record.task,
            shape: record.shape.to_vec(),
            outputs,
            shards: vec![Shard {
                len: samples.len(),
                file: "",
                samples: Some(Arc::new(samples)),
            }],
            validation: Arc::new(all.take(validation)),
            test: Arc::new(all.take(test)),
            seed,
        }
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
        let shard = self.shards.iter_mut().find(|shard| shard.file == file);
        let shard = shard.ok_or_else(|| missing(file))?;
        let samples = read_pictures(
            file,
            bytes,
            scale,
            record.shape,
            self.outputs.len(),
            Some(shard.len),
        )?;
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
        _ => Vec::new(),
    }
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

fn unreadable(file: &str, why_en: &str, why_zh: &str) -> Error {
    Error::new(
        "data",
        "bad_file",
        say!(
            "The data file “{file}” cannot be used: {why_en}.",
            "数据文件“{file}”无法使用：{why_zh}。"
        ),
    )
}

/// Undoes gzip. Some servers do it already, so what does not begin like gzip passes as it is.
fn unzip(file: &str, bytes: &[u8], limit: usize) -> Result<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.to_vec());
    }
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .take(limit as u64)
        .read_to_end(&mut unzipped)
        .map_err(|_| unreadable(file, "it is cut off or damaged", "文件被截断或已损坏"))?;
    Ok(unzipped)
}

/// Reads pictures with one class each from a (zipped) safetensors file: `images` and `labels`, both bytes.
fn read_pictures(
    file: &str,
    bytes: &[u8],
    scale: f32,
    shape: &[usize],
    classes: usize,
    expected: Option<usize>,
) -> Result<Samples> {
    let width: usize = shape.iter().product();
    let bytes = unzip(file, bytes, 1 << 28)?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|_| {
        unreadable(
            file,
            "it is cut off or no safetensors file",
            "文件被截断或不是 safetensors 文件",
        )
    })?;
    let tensor = |name| {
        let found = tensors
            .tensor(name)
            .ok()
            .filter(|view| view.dtype() == Dtype::U8);
        found.ok_or_else(|| unreadable(file, "it lacks images or labels", "缺少图片或标签"))
    };
    let (images, labels) = (tensor("images")?, tensor("labels")?);
    let count = labels.data().len();
    if count < 3 || images.data().len() != count * width || images.shape()[1..] != *shape {
        return Err(unreadable(
            file,
            "its pictures have another size",
            "图片尺寸不符",
        ));
    }
    if expected.is_some_and(|expected| expected != count) {
        return Err(unreadable(
            file,
            "it has another number of samples",
            "样本数不符",
        ));
    }
    if labels
        .data()
        .iter()
        .any(|&label| usize::from(label) >= classes)
    {
        return Err(unreadable(
            file,
            "it has classes that do not exist",
            "含有不存在的类别",
        ));
    }
    Ok(Samples {
        inputs: Inputs::Bytes {
            values: images.data().to_vec(),
            scale,
        },
        width,
        targets: labels
            .data()
            .iter()
            .map(|&label| f32::from(label))
            .collect(),
        target_width: 1,
    })
}

/// Reads somebody's own data: `inputs` as f32 `[n, …shape]`; `targets` as u8 `[n]` for classes or f32 `[n, outputs]`.
fn read_own(bytes: &[u8]) -> Result<(Task, Shape, Vec<String>, Samples)> {
    let bad = |en: &str, zh: &str| unreadable("own", en, zh);
    let tensors = SafeTensors::deserialize(bytes).map_err(|_| {
        bad(
            "it is cut off or no safetensors file",
            "文件被截断或不是 safetensors 文件",
        )
    })?;
    let tensor = |name| {
        tensors
            .tensor(name)
            .map_err(|_| bad("it lacks inputs or targets", "缺少 inputs 或 targets"))
    };
    let (inputs, targets) = (tensor("inputs")?, tensor("targets")?);
    let shape = inputs.shape().get(1..).unwrap_or_default().to_vec();
    let width: usize = shape.iter().product();
    let count = inputs.shape().first().copied().unwrap_or(0);
    if inputs.dtype() != Dtype::F32 || count == 0 || width == 0 || shape.len() > 3 {
        return Err(bad(
            "its inputs are empty or no 32-bit floats",
            "inputs 为空或不是 32 位浮点数",
        ));
    }
    if inputs.data().len() / 4 > MAX_OWN_VALUES {
        return Err(bad("it is too large", "文件太大"));
    }
    if targets.shape().first() != Some(&count) {
        return Err(bad(
            "inputs and targets differ in number",
            "inputs 与 targets 数量不同",
        ));
    }
    let (task, outputs, values, target_width) = match targets.dtype() {
        Dtype::U8 if targets.shape().len() == 1 => {
            let classes = targets
                .data()
                .iter()
                .max()
                .map_or(0, |&max| usize::from(max) + 1);
            let values = targets
                .data()
                .iter()
                .map(|&class| f32::from(class))
                .collect();
            (Task::Classify, classes, values, 1)
        }
        Dtype::F32 if targets.shape().len() == 2 && targets.shape()[1] > 0 => {
            let width = targets.shape()[1];
            (
                Task::Regress,
                width,
                crate::checkpoint::floats(targets.data()),
                width,
            )
        }
        _ => {
            return Err(bad(
                "its targets are neither classes nor values",
                "targets 既不是类别也不是数值",
            ));
        }
    };
    let inputs = crate::checkpoint::floats(inputs.data());
    if inputs.iter().chain(&values).any(|value| !value.is_finite()) {
        return Err(bad("it holds NaN or infinite numbers", "含有 NaN 或无穷大"));
    }
    let names = match classes_named(bytes) {
        Some(classes) if classes >= outputs => classes,
        _ => outputs,
    };
    let outputs = (0..if task == Task::Classify {
        names
    } else {
        outputs
    })
        .map(|index| index.to_string())
        .collect();
    Ok((
        task,
        shape,
        outputs,
        Samples {
            inputs: Inputs::Floats(inputs),
            width,
            targets: values,
            target_width,
        },
    ))
}

/// Number of classes that the file's metadata names: the samples at hand need not show every class.
fn classes_named(bytes: &[u8]) -> Option<usize> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).ok()?;
    let classes = metadata.metadata().as_ref()?.get("classes")?.parse().ok()?;
    (1..=1000).contains(&classes).then_some(classes)
}
