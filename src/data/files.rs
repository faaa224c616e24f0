//! Samples from safetensors files, with every way in which they can be wrong.

use safetensors::{Dtype, SafeTensors};

use crate::bounds;
use crate::error::Result;
use crate::formats::safetensors::floats;
use crate::formats::{unreadable, unzip};
use crate::samples::{Inputs, Made, Samples, Task};

/// Reads pictures with one class each from a (zipped) safetensors file: `images` and `labels`, both bytes.
pub(super) fn read_pictures(
    file: &str,
    bytes: &[u8],
    scale: f32,
    shape: &[usize],
    classes: usize,
    expected: Option<usize>,
) -> Result<Samples> {
    let width: usize = shape.iter().product();
    let bytes = unzip(file, bytes, bounds::PICTURES)?;
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
    // Rows of a picture may be read as steps: what counts is how many numbers there are.
    if count < 3 || images.data().len() != count * width {
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
        reconstruct: false,
    })
}

/// Reads somebody's own data: `inputs` as f32 `[n, …shape]`; `targets` as u8 `[n]` for classes or f32 `[n, outputs]`.
pub(super) fn read_own(bytes: &[u8]) -> Result<(Task, Made)> {
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
    if inputs.data().len() / 4 > bounds::OWN_VALUES {
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
            (Task::Regress, width, floats(targets.data()), width)
        }
        _ => {
            return Err(bad(
                "its targets are neither classes nor values",
                "targets 既不是类别也不是数值",
            ));
        }
    };
    let inputs = floats(inputs.data());
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
    let made = Made {
        samples: Samples::floats(inputs, width, values, target_width),
        shape,
        outputs,
        tokens: Vec::new(),
        features: Vec::new(),
        next: false,
    };
    Ok((task, made))
}

/// Number of classes that the file's metadata names: the samples at hand need not show every class.
fn classes_named(bytes: &[u8]) -> Option<usize> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).ok()?;
    let classes = metadata.metadata().as_ref()?.get("classes")?.parse().ok()?;
    (1..=1000).contains(&classes).then_some(classes)
}
