//! Hills and hollows in a ring.

use std::f64::consts::TAU;

use super::{DatasetRecord, POINTS, Source, TRAIN, noise, one_value, plane_params, plane_values};
use crate::samples::Task;
use crate::text::Text;

pub static BUMPS: DatasetRecord = DatasetRecord {
    id: "bumps",
    title: Text::new("Hills and hollows", "山丘与洼地"),
    about: Text::new(
        "The value is a ring of three hills and three hollows, each a Gaussian: no plane comes near it.",
        "目标值是环形排列的三座山丘与三个洼地，各为一个高斯函数：任何平面都拟合不了。",
    ),
    citation: "",
    group: "plane_values",
    params: plane_params![POINTS, noise(0.05), TRAIN],
    task: Task::Regress,
    shape: &[2],
    outputs: one_value,
    source: Source::Generated(|entry, rng| plane_values(entry, rng, height)),
    drawing: None,
};

const BUMPS_IN_RING: usize = 6;
/// From the middle of the picture to that of a bump.
const RADIUS: f64 = 0.6;
/// Standard deviation of one bump.
const WIDTH: f64 = 0.2;

/// Hills are 1 high, hollows −1; they hardly touch.
fn height([x, y]: [f64; 2]) -> f64 {
    let bump = |index: usize| {
        let angle = TAU * index as f64 / BUMPS_IN_RING as f64;
        let (dx, dy) = (x - RADIUS * libm::cos(angle), y - RADIUS * libm::sin(angle));
        let sign = [1.0, -1.0][index % 2];
        sign * libm::exp(-(dx * dx + dy * dy) / (2.0 * WIDTH * WIDTH))
    };
    (0..BUMPS_IN_RING).map(bump).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hills_and_hollows_take_turns() {
        assert!(height([RADIUS, 0.0]) > 0.95);
        assert!(height([-RADIUS, 0.0]) < -0.95);
        assert!(height([0.0, 0.0]).abs() < 1e-12);
    }
}
