//! Fashion-MNIST, a sixth of it: clothes instead of digits, and harder.

use super::{
    BALANCE, DatasetRecord, JITTER, LABEL_NOISE, NORMALISE, RECONSTRUCT, ROTATE, SHIFT, Source,
    ZOOM, size,
};
use crate::samples::Task;
use crate::text::Text;

pub static FASHION: DatasetRecord = DatasetRecord {
    id: "fashion",
    title: Text::new(
        "Clothes 28×28 (Fashion-MNIST)",
        "Fashion-MNIST 服饰（28×28）",
    ),
    about: Text::new(
        "12,000 small pictures of ten kinds of clothes, harder to tell apart than digits; about 5 MB to download.",
        "十类服饰的 12,000 幅小图，比数字更难分辨；约需下载 5 MB。",
    ),
    citation: "Xiao, Rasul & Vollgraf 2017, MIT",
    group: "pictures",
    params: &[
        size(10_000),
        NORMALISE,
        LABEL_NOISE,
        BALANCE,
        RECONSTRUCT,
        SHIFT,
        ROTATE,
        ZOOM,
        JITTER,
    ],
    task: Task::Classify,
    shape: &[1, 28, 28],
    outputs: |_| CLOTHES.map(String::from).into(),
    source: Source::Files {
        train: &[("fashion-train.safetensors.gz", 10_000)],
        test: ("fashion-test.safetensors.gz", 2_000),
        scale: 1.0 / 255.0,
    },
    drawing: None,
};

const CLOTHES: [&str; 10] = [
    "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
];
