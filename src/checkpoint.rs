//! The Checkpoint: everything a Session needs to go on, as a safetensors file.
//!
//! Weights have PyTorch's names and layouts (`0.weight` of `[out, in]`, so that `load_file` and `load_state_dict`
//! take them), the optimiser's memory stands beside them under `optimizer.…`, the curves under `history.…`. Recipe,
//! change log and position are JSON in the metadata key `downhill`.

use std::collections::{BTreeMap, HashMap};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use crate::data::Data;
use crate::error::{Error, Result};
use crate::history::History;
use crate::layers::ParameterSpec;
use crate::optimizers::OptimizerRecord;
use crate::recipe::Recipe;
use crate::say;
use crate::session::{Change, Position};

/// Largest file that is read.
pub const MAX_BYTES: usize = 1 << 29;

/// What the metadata says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    pub recipe: Recipe,
    #[serde(default)]
    pub position: Position,
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Whether an epoch is over and was not judged yet.
    #[serde(default)]
    pub judging: bool,
    /// Loss and epoch of the best weights so far, which stand under `best.`; for early stopping.
    #[serde(default)]
    pub best: Option<(f32, u64)>,
    /// Shape of one input, for whoever has the file but not the data.
    #[serde(default)]
    pub input: Vec<usize>,
    /// Names of the outputs.
    #[serde(default)]
    pub outputs: Vec<String>,
    /// `classify` or `regress`.
    #[serde(default)]
    pub task: String,
}

/// A tensor at rest.
#[derive(Clone, Debug, PartialEq)]
struct Stored {
    shape: Vec<usize>,
    values: Vec<f32>,
}

/// Everything a Session needs to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    pub meta: Meta,
    tensors: BTreeMap<String, Stored>,
}

impl Checkpoint {
    /// An empty one.
    pub fn new(recipe: &Recipe, data: &Data) -> Self {
        Self {
            meta: Meta {
                recipe: recipe.clone(),
                position: Position::default(),
                changes: Vec::new(),
                judging: false,
                best: None,
                input: data.shape.clone(),
                outputs: data.outputs.clone(),
                task: data.task.word().into(),
            },
            tensors: BTreeMap::new(),
        }
    }

    /// Puts values of a parameter, or what the optimiser remembers of it, under its name behind `prefix`.
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
            let found = crate::layers::shape_text(&stored.shape);
            let shape = crate::layers::shape_text(&shape);
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

    /// Whether the optimiser's memory is there.
    pub fn has_slots(&self, optimizer: &OptimizerRecord) -> bool {
        optimizer.slots.iter().all(|slot| {
            let prefix = format!("optimizer.{slot}.");
            self.tensors.keys().any(|name| name.starts_with(&prefix))
        })
    }

    /// The network alone, as PyTorch's `load_state_dict` takes it: no curves, no optimiser state, no best weights. Here
    /// it opens as weights to begin with, at step 0.
    pub fn network(mut self) -> Self {
        let beside = ["history.", "optimizer.", "best."];
        self.tensors
            .retain(|name, _| !beside.iter().any(|prefix| name.starts_with(prefix)));
        self.meta.position = Position::default();
        self.meta.changes.clear();
        self.meta.judging = false;
        self.meta.best = None;
        self
    }

    /// Keeps the curves.
    pub fn put_history(&mut self, history: &History) {
        for table in history.tables() {
            let shape = vec![table.values.len() / table.columns, table.columns];
            let values = table.values;
            let stored = Stored { shape, values };
            self.tensors.insert(table.name.into(), stored);
        }
    }

    /// The curves; none where the file has none.
    pub fn history(&self) -> History {
        History::from_tables(|name, columns| {
            let stored = self.tensors.get(name)?;
            let fits = matches!(stored.shape[..], [_, found] if found == columns);
            fits.then_some(stored.values.as_slice())
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
        let bytes: Vec<(&str, &[usize], Vec<u8>)> = (self.tensors.iter())
            .map(|(name, stored)| {
                let bytes = stored
                    .values
                    .iter()
                    .flat_map(|value| value.to_le_bytes())
                    .collect();
                (name.as_str(), stored.shape.as_slice(), bytes)
            })
            .collect();
        let mut views = Vec::new();
        for (name, shape, bytes) in &bytes {
            let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes);
            views.push((*name, view.map_err(|error| failed(error.to_string()))?));
        }
        let meta = serde_json::to_string(&self.meta).map_err(|error| failed(error.to_string()))?;
        let metadata = HashMap::from([
            ("downhill".to_owned(), meta),
            ("format".to_owned(), "pt".to_owned()),
        ]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| failed(error.to_string()))
    }

    /// Reads a file. Never panics, whatever the bytes.
    ///
    /// # Errors
    /// It is cut off, too large, no safetensors file, not from Downhill, or holds anything but finite 32-bit floats.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(bad(
                "too_large",
                say!(
                    "The file is too large for a checkpoint.",
                    "文件过大，不是检查点。"
                ),
            ));
        }
        let damaged = || {
            bad(
                "bad_file",
                say!(
                    "The file is cut off or is no safetensors file.",
                    "文件被截断或不是 safetensors 文件。"
                ),
            )
        };
        let tensors = SafeTensors::deserialize(bytes).map_err(|_| damaged())?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|_| damaged())?;
        let meta = metadata
            .metadata()
            .as_ref()
            .and_then(|all| all.get("downhill"));
        let meta = meta
            .and_then(|text| serde_json::from_str::<Meta>(text).ok())
            .ok_or_else(|| {
                bad(
                    "no_recipe",
                    say!(
                        "The file is no checkpoint of Downhill: it holds no recipe.",
                        "文件不是 Downhill 的检查点：其中没有配方。"
                    ),
                )
            })?;
        let mut stored = BTreeMap::new();
        for (name, view) in tensors.iter() {
            if view.dtype() != Dtype::F32 {
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
            if !History::owns(name) && values.iter().any(|value| !value.is_finite()) {
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
            tensors: stored,
        })
    }
}

/// Where PyTorch keeps the second tensor that is added to this one.
fn twin(spec: &ParameterSpec, prefix: &str) -> Option<String> {
    let (layer, _) = spec.name.rsplit_once('.').unwrap_or(("", ""));
    Some(format!("{prefix}{layer}.{}", spec.twin?))
}

/// Little-endian bytes as floats.
pub fn floats(bytes: &[u8]) -> Vec<f32> {
    let (words, _) = bytes.as_chunks();
    words.iter().map(|&word| f32::from_le_bytes(word)).collect()
}

/// `[rows, columns]` to `[columns, rows]`.
fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let row_of = |column: usize| (0..rows).map(move |row| values[row * columns + column]);
    (0..columns).flat_map(row_of).collect()
}

fn bad(code: &str, text: crate::text::Text) -> Error {
    Error::new("checkpoint", code, text)
}
