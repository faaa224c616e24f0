//! Samples that are brought along when the experiment is opened, as safetensors.

use super::{DatasetRecord, Source};
use crate::samples::Task;
use crate::text::Text;

pub static OWN: DatasetRecord = DatasetRecord {
    id: "own",
    title: Text::new("Your own", "自己的数据"),
    about: Text::new(
        "Samples that a page hands over: `inputs` and `targets` in a safetensors file.",
        "由页面提供的样本：safetensors 文件中的 `inputs` 与 `targets`。",
    ),
    citation: "",
    group: "own",
    params: &[],
    task: Task::Classify,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Own,
    drawing: None,
};
