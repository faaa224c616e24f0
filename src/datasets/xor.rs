//! Exclusive or: opposite quarters of the plane belong together.

use rand::RngExt;

use super::{
    BALANCE, DatasetRecord, LABEL_NOISE, POINTS, Source, TRAIN, noise, normal, plane_params,
    points, two_classes,
};
use crate::samples::Task;
use crate::text::Text;

pub static XOR: DatasetRecord = DatasetRecord {
    id: "xor",
    title: Text::new("Exclusive or", "异或"),
    about: Text::new(
        "Opposite quarters of the plane belong together: one neuron cannot do it.",
        "相对的两个象限属于同一类：单个神经元无法区分。",
    ),
    citation: "Minsky & Papert 1969",
    group: "plane",
    params: plane_params![POINTS, noise(0.1), LABEL_NOISE, BALANCE, TRAIN],
    task: Task::Classify,
    shape: &[2],
    outputs: two_classes,
    source: Source::Generated(|entry, rng| {
        points(entry.integer("samples"), |_| {
            // A gap of 0.1 along both axes.
            let [x, y] = [(); 2].map(|()| {
                let side = if rng.random::<bool>() { 1.0 } else { -1.0 };
                side * (0.1 + 0.9 * rng.random::<f64>())
            });
            let [dx, dy] = normal(rng).map(|step| step * entry.number("noise"));
            ([x + dx, y + dy], usize::from(x * y > 0.0))
        })
    }),
    drawing: None,
};
