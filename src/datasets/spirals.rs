//! Two spirals, one inside the other.

use std::f64::consts::{PI, TAU};

use rand::RngExt;

use super::{
    BALANCE, DatasetRecord, LABEL_NOISE, POINTS, Source, TRAIN, noise, normal, plane_params,
    points, two_classes,
};
use crate::params::Param;
use crate::samples::Task;
use crate::text::Text;

pub static SPIRALS: DatasetRecord = DatasetRecord {
    id: "spirals",
    title: Text::new("Spirals", "螺旋"),
    about: Text::new(
        "Two spirals, one inside the other: hard for a small network.",
        "两条相互缠绕的螺旋：对小网络来说很难。",
    ),
    citation: "Lang & Witbrock 1988",
    group: "plane",
    params: plane_params![
        POINTS,
        noise(0.02),
        Param::real("turns", Text::new("Turns", "圈数"), 0.5, 3.0, 1.5),
        LABEL_NOISE,
        BALANCE,
        TRAIN,
    ],
    task: Task::Classify,
    shape: &[2],
    outputs: two_classes,
    source: Source::Generated(|entry, rng| {
        points(entry.integer("samples"), |index| {
            let class = index % 2;
            // The root spreads the samples evenly along the arm.
            let along = libm::sqrt(rng.random::<f64>());
            let angle = along * entry.number("turns") * TAU + class as f64 * PI;
            let [dx, dy] = normal(rng).map(|step| step * entry.number("noise"));
            let at = [along * libm::cos(angle) + dx, along * libm::sin(angle) + dy];
            (at, class)
        })
    }),
    drawing: None,
};
