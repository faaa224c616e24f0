//! Ten digits as people write them, some of them in several ways, as strokes on a square. `tests/web/drawings.test.js`
//! draws the same.

use serde::Deserialize;

pub type Point = [f64; 2];

/// A digit, how it is written, and its strokes.
#[derive(Deserialize)]
pub struct Written {
    pub digit: usize,
    pub way: String,
    pub strokes: Vec<Vec<Point>>,
}

/// Fifteen digits, upright.
pub fn written() -> Vec<Written> {
    serde_json::from_str(include_str!("../fixtures/digits.json")).expect("our own file")
}

/// Turned clockwise around the middle of the square.
pub fn turned(strokes: &[Vec<Point>], degrees: f64) -> Vec<Vec<Point>> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let turn = |&[x, y]: &Point| {
        let (x, y) = (x - 0.5, y - 0.5);
        [0.5 + x * cos - y * sin, 0.5 + x * sin + y * cos]
    };
    strokes
        .iter()
        .map(|line| line.iter().map(turn).collect())
        .collect()
}

/// As the page sends them: x and y in turn.
pub fn lists(strokes: &[Vec<Point>]) -> Vec<Vec<f32>> {
    strokes
        .iter()
        .map(|line| line.iter().flatten().map(|&value| value as f32).collect())
        .collect()
}
