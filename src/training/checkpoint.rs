//! The Checkpoint: everything a Session needs to go on, as a safetensors file.
//!
//! Weights have PyTorch's names and layouts (`0.weight` of `[out, in]`, so that `load_file` and `load_state_dict`
//! take them), the optimizer's memory stands beside them under `optimizer.…`, the timeline under `history.…`. Recipe,
//! change log and position are JSON in the metadata key `downhill`.
//!
//! A file may be of another version, made by hand, or made to do harm. What is known of it is read, what could not be
//! used is named in [`Checkpoint::problems`], and [`bounds`] hold before anything is unpacked.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::data::Data;
use crate::error::{Error, Result, few};
use crate::formats::safetensors::floats;
use crate::json;
use crate::network::layers::ParameterSpec;
use crate::optim::optimizers::OptimizerRecord;
use crate::recipe::{self, Recipe};
use crate::say;
use crate::text::quoted;
use crate::training::position::{Change, Position};
use crate::training::start;
use crate::training::timeline::Timeline;

/// What the metadata says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meta {
    /// Normalised.
    pub recipe: Recipe,
    pub position: Position,
    /// Updates that the optimizer's state has seen; those of the position where the file does not say.
    pub optimizer_step: Option<u64>,
    pub changes: Vec<Change>,
    /// Whether an epoch is over and was not judged yet.
    pub judging: bool,
    /// Loss and epoch of the best weights so far, which stand under `best.`; for early stopping.
    pub best: Option<(f32, u64)>,
    /// Shape of one input, for whoever has the file but not the data.
    pub input: Vec<usize>,
    /// Names of the outputs.
    pub outputs: Vec<String>,
    /// `classify` or `regress`.
    pub task: String,
}

/// A tensor at rest.
#[derive(Clone, Debug, PartialEq)]
struct Stored {
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl View for &Stored {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let bytes = self.values.iter().flat_map(|value| value.to_le_bytes());
        bytes.collect::<Vec<u8>>().into()
    }

    fn data_len(&self) -> usize {
        size_of::<f32>() * self.values.len()
    }
}

/// Everything a Session needs to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    pub meta: Meta,
    /// What of the file could not be used, and why.
    pub problems: Vec<Error>,
    tensors: BTreeMap<String, Stored>,
}

impl Checkpoint {
    /// An empty one.
    pub fn new(recipe: &Recipe, data: &Data) -> Self {
        Self {
            meta: Meta {
                recipe: recipe.clone(),
                input: data.shape.clone(),
                outputs: data.outputs.clone(),
                task: data.task.word().into(),
                ..Meta::default()
            },
            problems: Vec::new(),
            tensors: BTreeMap::new(),
        }
    }

    /// Puts values of a parameter, or what the optimizer remembers of it, under its name behind `prefix`.
    pub fn put(&mut self, spec: &ParameterSpec, prefix: &str, values: Vec<f32>) {
        let name = format!("{prefix}{}", spec.name);
        let stored = match spec.shape[..] {
            [rows, columns] if spec.transposed => Stored {
                shape: vec![columns, rows],
                values: transpose(&values, rows, columns),
            },
            _ => Stored {
                shape: spec.shape.clone(),
                values,
            },
        };
        if let Some(twin_name) = twin(spec, prefix) {
            let values = vec![0.0; stored.values.len()];
            let twin = Stored {
                shape: stored.shape.clone(),
                values,
            };
            self.tensors.insert(twin_name, twin);
        }
        self.tensors.insert(name, stored);
    }

    /// Values of a parameter, in the layout used here.
    ///
    /// # Errors
    /// The tensor is missing, has another shape, or holds NaN.
    pub fn get(&self, spec: &ParameterSpec, prefix: &str) -> Result<Vec<f32>> {
        let name = format!("{prefix}{}", spec.name);
        let stored = self.tensors.get(&name).ok_or_else(|| {
            bad(
                "missing_tensor",
                say!(
                    "The file has no tensor “{name}”, which its network needs.",
                    "文件缺少网络所需的张量“{name}”。"
                ),
            )
        })?;
        let mut shape = spec.shape.clone();
        if spec.transposed {
            shape.reverse();
        }
        if stored.shape != shape {
            let found = quoted(&crate::shape::shape_text(&stored.shape));
            let shape = crate::shape::shape_text(&shape);
            return Err(bad(
                "shape_mismatch",
                say!(
                    "The tensor “{name}” has the shape {found}; its network needs {shape}.",
                    "张量“{name}”的形状是 {found}，而网络需要 {shape}。"
                ),
            ));
        }
        let mut values = match spec.shape[..] {
            [rows, columns] if spec.transposed => transpose(&stored.values, columns, rows),
            _ => stored.values.clone(),
        };
        if let Some(twin_name) = twin(spec, prefix)
            && let Some(twin) = self.tensors.get(&twin_name)
            && twin.values.len() == values.len()
        {
            values
                .iter_mut()
                .zip(&twin.values)
                .for_each(|(value, twin)| *value += twin);
        }
        Ok(values)
    }

    /// Values of a tensor as they stand in the file.
    pub fn stored(&self, name: &str) -> Option<&[f32]> {
        self.tensors
            .get(name)
            .map(|stored| stored.values.as_slice())
    }

    /// The optimizer's state of each parameter, in the order in which it is declared.
    ///
    /// # Errors
    /// It is not there, as in a file with weights from elsewhere, or not all of it fits.
    pub fn optimizer_state(
        &self,
        specs: &[ParameterSpec],
        optimizer: &OptimizerRecord,
    ) -> Result<Vec<Vec<Vec<f32>>>> {
        let of_spec = |spec| {
            let names = optimizer.state.iter();
            names
                .map(|name| self.get(spec, &format!("optimizer.{name}.")))
                .collect()
        };
        specs.iter().map(of_spec).collect()
    }

    /// The network alone, as PyTorch's `load_state_dict` takes it: no curves, no optimizer state, no best weights. Here
    /// it opens as weights to begin with, at step 0.
    pub fn network(mut self) -> Self {
        let beside = ["history.", "optimizer.", "best.", start::PREFIX];
        self.tensors
            .retain(|name, _| !beside.iter().any(|prefix| name.starts_with(prefix)));
        self.meta.position = Position::default();
        self.meta.changes.clear();
        self.meta.judging = false;
        self.meta.best = None;
        self
    }

    /// Keeps the timeline.
    pub fn put_timeline(&mut self, timeline: &Timeline) {
        for table in timeline.tables() {
            let shape = vec![table.values.len() / table.columns, table.columns];
            let values = table.values;
            let stored = Stored { shape, values };
            self.tensors.insert(table.name, stored);
        }
    }

    /// The timeline; an empty one where the file has none.
    pub fn timeline(&self) -> Timeline {
        Timeline::from_tables(|name| {
            let stored = self.tensors.get(name)?;
            let [_, columns] = stored.shape[..] else {
                return None;
            };
            Some((columns, stored.values.as_slice()))
        })
    }

    /// The file.
    ///
    /// # Errors
    /// None that a Checkpoint made here could cause; the library's are passed on.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let failed = |reason: String| {
            bad(
                "not_written",
                say!(
                    "The checkpoint could not be written: {reason}",
                    "无法写出检查点：{reason}"
                ),
            )
        };
        let meta = serde_json::to_string(&self.meta).map_err(|error| failed(error.to_string()))?;
        let metadata = HashMap::from([
            ("downhill".to_owned(), meta),
            ("format".to_owned(), "pt".to_owned()),
        ]);
        safetensors::serialize(&self.tensors, Some(metadata))
            .map_err(|error| failed(error.to_string()))
    }

    /// Reads a file. Never panics, whatever the bytes.
    ///
    /// # Errors
    /// It is cut off, too large, no safetensors file, not from Downhill, or holds anything but finite 32-bit floats.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        check_size(bytes)?;
        let damaged = |_| {
            bad(
                "bad_file",
                say!(
                    "The file is cut off or is no safetensors file.",
                    "文件被截断或不是 safetensors 文件。"
                ),
            )
        };
        let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let metadata = metadata.metadata().as_ref();
        let mut problems = Vec::new();
        let meta = read_meta(metadata.and_then(|all| all.get("downhill")), &mut problems)?;
        let mut stored = BTreeMap::new();
        for (name, view) in tensors.iter() {
            let is_curve = Timeline::owns(name);
            let rows = view.shape().first().copied().unwrap_or(0);
            if is_curve && rows > bounds::POINTS {
                let most = bounds::POINTS;
                problems.push(bad(
                    "too_large",
                    say!(
                        "The curve in the file has {rows} points, more than the {most} that are read; it begins anew.",
                        "文件中的曲线有 {rows} 个点，超过可读取的 {most} 个，曲线将重新开始。"
                    ),
                ));
                continue;
            }
            if view.dtype() != Dtype::F32 {
                let name = quoted(name);
                return Err(bad(
                    "wrong_kind",
                    say!(
                        "The tensor “{name}” does not hold 32-bit floats.",
                        "张量“{name}”不是 32 位浮点数。"
                    ),
                ));
            }
            let values = floats(view.data());
            // Only the curves have gaps.
            if !is_curve && values.iter().any(|value| !value.is_finite()) {
                let name = quoted(name);
                return Err(bad(
                    "not_finite",
                    say!(
                        "The tensor “{name}” holds NaN or infinite numbers; nothing can be learnt from there.",
                        "张量“{name}”含有 NaN 或无穷大，无法由此继续学习。"
                    ),
                ));
            }
            let shape = view.shape().to_vec();
            stored.insert(name.to_owned(), Stored { shape, values });
        }
        Ok(Self {
            meta,
            problems: few(problems),
            tensors: stored,
        })
    }
}

/// Refuses what is too large before any of it is read. A safetensors file begins with the length of its header.
fn check_size(bytes: &[u8]) -> Result<()> {
    let header = (bytes.first_chunk()).map_or(0, |length| u64::from_le_bytes(*length));
    let within = |text| Err(bad("too_large", text));
    if bytes.len() > bounds::CHECKPOINT {
        return within(say!(
            "The file is too large for a checkpoint.",
            "文件过大，不是检查点。"
        ));
    }
    // A length beyond the end is no header's: the file is damaged.
    if header > bounds::HEADER as u64 && header < bytes.len() as u64 {
        let most = bounds::HEADER;
        return within(say!(
            "The file describes itself in {header} bytes; in a checkpoint of Downhill it is at most {most}.",
            "文件的说明部分有 {header} 字节，而 Downhill 的检查点最多 {most} 字节。"
        ));
    }
    Ok(())
}

/// What the file says of itself, with everything in it that cannot be used replaced and named.
fn read_meta(text: Option<&String>, problems: &mut Vec<Error>) -> Result<Meta> {
    let Some(text) = text else {
        return Err(no_recipe());
    };
    let mut given: json::Object = serde_json::from_str(text).map_err(|reason| {
        let reason = quoted(&reason.to_string());
        bad(
            "bad_meta",
            say!(
                "What the file says of itself (the metadata “downhill”) cannot be read: {reason}.",
                "无法读取文件的说明（元数据“downhill”）：{reason}。"
            ),
        )
    })?;
    let Some(serde_json::Value::Object(recipe)) = given.remove("recipe") else {
        return Err(no_recipe());
    };
    let (recipe, found) = recipe::from_json(recipe);
    problems.extend(found);
    let mut meta = Meta {
        recipe,
        ..json::read(given, problems)
    };
    if meta.position.step > bounds::STEP || meta.position.epoch > bounds::STEP {
        meta.position = Position::default();
        problems.push(bad(
            "out_of_range",
            say!(
                "The step or epoch in the file is no number that training can reach; counting begins anew.",
                "文件中的步数或轮数超出训练可达的范围，将重新计数。"
            ),
        ));
    }
    meta.optimizer_step = meta.optimizer_step.filter(|step| *step <= bounds::STEP);
    meta.best = (meta.best).filter(|(loss, epoch)| loss.is_finite() && *epoch <= bounds::STEP);
    meta.outputs.truncate(bounds::OUTPUTS);
    let usable =
        |change: &Change| change.value.is_finite() && change.key.chars().count() <= bounds::QUOTED;
    meta.changes.retain(usable);
    let count = meta.changes.len();
    if count > bounds::CHANGES {
        let most = bounds::CHANGES;
        meta.changes.drain(..count - most);
        problems.push(bad(
            "too_large",
            say!(
                "The file's log has {count} changes; the newest {most} were kept.",
                "文件的更改记录有 {count} 条，只保留了最新的 {most} 条。"
            ),
        ));
    }
    Ok(meta)
}

fn no_recipe() -> Error {
    bad(
        "no_recipe",
        say!(
            "The file is no checkpoint of Downhill: it holds no recipe.",
            "文件不是 Downhill 的检查点：其中没有配方。"
        ),
    )
}

/// Where PyTorch keeps the second tensor that is added to this one.
fn twin(spec: &ParameterSpec, prefix: &str) -> Option<String> {
    let (layer, _) = spec.name.rsplit_once('.').unwrap_or(("", ""));
    Some(format!("{prefix}{layer}.{}", spec.twin?))
}

/// `[rows, columns]` to `[columns, rows]`.
fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let row_of = |column: usize| (0..rows).map(move |row| values[row * columns + column]);
    (0..columns).flat_map(row_of).collect()
}

fn bad(code: &str, text: crate::text::Text) -> Error {
    Error::new("checkpoint", code, text)
}
