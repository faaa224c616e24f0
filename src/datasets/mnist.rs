//! MNIST, complete: 60,000 handwritten digits of 28×28 to train on and 10,000 to test.
//!
//! Shards of 10,000 in the original order, so that training starts on the first while the others are on their way.

use super::{
    DatasetRecord, JITTER, LABEL_NOISE, NORMALISE, Preparation, RECONSTRUCT, ROTATE, SHIFT, Source,
    ZOOM, numerals, size,
};
use crate::samples::Task;
use crate::text::Text;

pub static MNIST: DatasetRecord = DatasetRecord {
    id: "mnist",
    title: Text::new("MNIST digits 28×28", "MNIST 手写数字（28×28）"),
    about: Text::new(
        "60,000 handwritten digits to train on, 10,000 to test; about 11 MB to download.",
        "60,000 个用于训练、10,000 个用于测试的手写数字；约需下载 11 MB。",
    ),
    citation: "LeCun, Cortes & Burges 1998, CC BY-SA 3.0",
    group: "pictures",
    params: &[
        size(60_000),
        NORMALISE,
        LABEL_NOISE,
        RECONSTRUCT,
        SHIFT,
        ROTATE,
        ZOOM,
        JITTER,
    ],
    task: Task::Classify,
    shape: &[1, 28, 28],
    outputs: numerals,
    source: FILES,
    drawing: Some(Preparation::Centred),
};

/// The digits as pictures; `digit_rows.rs` reads them otherwise.
pub(super) const FILES: Source = Source::Files {
    train: &[
        ("mnist-train-0.safetensors.gz", 10_000),
        ("mnist-train-1.safetensors.gz", 10_000),
        ("mnist-train-2.safetensors.gz", 10_000),
        ("mnist-train-3.safetensors.gz", 10_000),
        ("mnist-train-4.safetensors.gz", 10_000),
        ("mnist-train-5.safetensors.gz", 10_000),
    ],
    test: ("mnist-test.safetensors.gz", 10_000),
    scale: 1.0 / 255.0,
};
