//! MNIST read row by row: 28 steps of 28 numbers each, for networks with a memory.

use super::mnist::FILES;
use super::{DatasetRecord, LABEL_NOISE, NORMALISE, Preparation, numerals, size};
use crate::samples::Task;
use crate::text::Text;

pub static DIGIT_ROWS: DatasetRecord = DatasetRecord {
    id: "digit-rows",
    title: Text::new("MNIST digits, row by row", "MNIST 手写数字，逐行读取"),
    about: Text::new(
        "The digits of MNIST as 28 steps of 28 pixels: the network sees one row after another; about 11 MB to download.",
        "把 MNIST 手写数字当作 28 个时间步、每步 28 个像素：网络逐行读取；约需下载 11 MB。",
    ),
    citation: "LeCun, Cortes & Burges 1998, CC BY-SA 3.0",
    group: "signals",
    params: &[size(60_000), NORMALISE, LABEL_NOISE],
    task: Task::Classify,
    shape: &[28, 28],
    outputs: numerals,
    source: FILES,
    drawing: Some(Preparation::Centred),
};
