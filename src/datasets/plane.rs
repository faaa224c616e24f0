//! A sloped plane: the value that one neuron gives.

use super::{DatasetRecord, POINTS, Source, TRAIN, noise, one_value, plane_params, plane_values};
use crate::samples::Task;
use crate::text::Text;

pub static PLANE: DatasetRecord = DatasetRecord {
    id: "plane",
    title: Text::new("Sloped plane", "斜面"),
    about: Text::new(
        "The value is (x + y)/2, from −1 in one corner to 1 in the opposite: one neuron can do it.",
        "目标值为 (x + y)/2，从一角的 −1 升到对角的 1：单个神经元就能拟合。",
    ),
    citation: "",
    group: "plane_values",
    params: plane_params![POINTS, noise(0.05), TRAIN],
    task: Task::Regress,
    shape: &[2],
    outputs: one_value,
    source: Source::Generated(|entry, rng| plane_values(entry, rng, |[x, y]| (x + y) / 2.0)),
    drawing: None,
};
