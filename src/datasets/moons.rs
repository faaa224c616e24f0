//! Two half moons, each reaching into the other.

use std::f64::consts::PI;

use rand::RngExt;

use super::{
    BALANCE, DatasetRecord, LABEL_NOISE, POINTS, Source, TRAIN, noise, normal, plane_params,
    points, two_classes,
};
use crate::samples::Task;
use crate::text::Text;

pub static MOONS: DatasetRecord = DatasetRecord {
    id: "moons",
    title: Text::new("Moons", "双月形"),
    about: Text::new(
        "Two half moons, each reaching into the other: a line gets most of it, a small bend all.",
        "两个相互交错的半月：直线能分开大部分，稍加弯曲即可全部分开。",
    ),
    citation: "Pedregosa et al. 2011",
    group: "plane",
    params: plane_params![POINTS, noise(0.08), LABEL_NOISE, BALANCE, TRAIN],
    task: Task::Classify,
    shape: &[2],
    outputs: two_classes,
    source: Source::Generated(|entry, rng| {
        points(entry.integer("samples"), |index| {
            let class = index % 2;
            let angle = PI * rng.random::<f64>();
            // The second moon is the first, turned by half a circle about the middle of the picture.
            let turned = [1.0, -1.0][class];
            let [x, y] = [libm::cos(angle) - 0.5, libm::sin(angle) - 0.25];
            let [dx, dy] = normal(rng).map(|step| step * entry.number("noise"));
            let at = [turned * x / 1.5 + dx, turned * y / 1.5 + dy];
            (at, class)
        })
    }),
    drawing: None,
};
