//! Small handwritten digits, in the program itself: 1,797 pictures of 8×8.

use super::{
    BALANCE, DatasetRecord, JITTER, LABEL_NOISE, NORMALISE, Preparation, RECONSTRUCT, ROTATE,
    SHIFT, Source, TRAIN, ZOOM, numerals,
};
use crate::samples::Task;
use crate::text::Text;

pub static DIGITS_8X8: DatasetRecord = DatasetRecord {
    id: "digits-8x8",
    title: Text::new("Digits 8×8", "手写数字（8×8）"),
    about: Text::new(
        "1,797 small handwritten digits; nothing to download.",
        "1,797 个 8×8 像素的手写数字，无需下载。",
    ),
    citation: "Alpaydin & Kaynak 1998, UCI, CC BY 4.0",
    group: "pictures",
    params: &[
        NORMALISE,
        LABEL_NOISE,
        BALANCE,
        RECONSTRUCT,
        SHIFT,
        ROTATE,
        ZOOM,
        JITTER,
        TRAIN,
    ],
    task: Task::Classify,
    shape: &[1, 8, 8],
    outputs: numerals,
    source: Source::Included {
        bytes: include_bytes!("../../assets/data/digits-8x8.safetensors.gz"),
        scale: 1.0 / 16.0,
    },
    drawing: Some(Preparation::Counted),
};
