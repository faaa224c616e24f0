//! Clouds of points around centres on a circle.

use std::f64::consts::TAU;

use super::{
    BALANCE, DatasetRecord, LABEL_NOISE, POINTS, Source, TRAIN, noise, normal, plane_params, points,
};
use crate::params::Param;
use crate::samples::Task;
use crate::text::Text;

pub static BLOBS: DatasetRecord = DatasetRecord {
    id: "blobs",
    title: Text::new("Blobs", "高斯簇"),
    about: Text::new(
        "Clouds of points, one for each class: lines separate them.",
        "每个类别一个高斯簇：用直线即可分开。",
    ),
    citation: "",
    group: "plane",
    params: plane_params![
        POINTS,
        noise(0.2),
        Param::integer("classes", Text::new("Classes", "类别数"), 2, 6, 2),
        LABEL_NOISE,
        BALANCE,
        TRAIN,
    ],
    task: Task::Classify,
    shape: &[2],
    outputs: |entry| {
        if entry.integer("classes") == 2 {
            return super::two_classes(entry);
        }
        (1..=entry.integer("classes"))
            .map(|class| class.to_string())
            .collect()
    },
    source: Source::Generated(|entry, rng| {
        let classes = entry.integer("classes");
        points(entry.integer("samples"), |index| {
            let class = index % classes;
            let angle = TAU * (0.125 + class as f64 / classes as f64);
            let [dx, dy] = normal(rng).map(|step| step * entry.number("noise"));
            let at = [0.6 * libm::cos(angle) + dx, 0.6 * libm::sin(angle) + dy];
            (at, class)
        })
    }),
    drawing: None,
};
