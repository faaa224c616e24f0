//! A disc inside a ring.

use std::f64::consts::TAU;

use rand::RngExt;

use super::{
    BALANCE, DatasetRecord, LABEL_NOISE, POINTS, Source, TRAIN, noise, normal, plane_params,
    points, two_classes,
};
use crate::samples::Task;
use crate::text::Text;

pub static CIRCLES: DatasetRecord = DatasetRecord {
    id: "circles",
    title: Text::new("Circles", "圆环"),
    about: Text::new(
        "A disc inside a ring: no straight line separates them.",
        "圆环之中有一个圆盘：没有直线能把它们分开。",
    ),
    citation: "",
    group: "plane",
    params: plane_params![POINTS, noise(0.1), LABEL_NOISE, BALANCE, TRAIN],
    task: Task::Classify,
    shape: &[2],
    outputs: two_classes,
    source: Source::Generated(|entry, rng| {
        points(entry.integer("samples"), |index| {
            let class = index % 2;
            let [from, to] = [[0.0, 0.5], [0.7, 1.0]][class];
            let radius = from + (to - from) * rng.random::<f64>();
            let angle = TAU * rng.random::<f64>();
            let [dx, dy] = normal(rng).map(|step| step * entry.number("noise"));
            let at = [
                radius * libm::cos(angle) + dx,
                radius * libm::sin(angle) + dy,
            ];
            (at, class)
        })
    }),
    drawing: None,
};
