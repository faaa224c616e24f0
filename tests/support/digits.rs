//! Ten digits as people write them, some of them in several ways, as strokes on a square.

pub type Point = [f64; 2];

/// A digit, how it is written, and its strokes.
pub struct Written {
    pub digit: usize,
    pub way: &'static str,
    pub strokes: Vec<Vec<Point>>,
}

/// A piece of an ellipse: centre, radii, and clockwise degrees from the top.
fn arc([x, y]: Point, [across, down]: Point, from: f64, to: f64) -> Vec<Point> {
    (0..=40)
        .map(|part| {
            let angle = (from + (to - from) * f64::from(part) / 40.0).to_radians();
            [x + across * angle.sin(), y - down * angle.cos()]
        })
        .collect()
}

fn then(mut line: Vec<Point>, more: &[Point]) -> Vec<Point> {
    line.extend(more);
    line
}

/// Fifteen digits, upright.
pub fn written() -> Vec<Written> {
    let bar = vec![[0.5, 0.12], [0.5, 0.88]];
    let flag = vec![[0.36, 0.28], [0.52, 0.12], [0.52, 0.88]];
    let foot = vec![[0.34, 0.88], [0.7, 0.88]];
    let two = then(
        arc([0.5, 0.32], [0.2, 0.2], -80.0, 110.0),
        &[[0.3, 0.86], [0.72, 0.86]],
    );
    let three = then(
        arc([0.48, 0.31], [0.19, 0.18], -70.0, 180.0),
        &arc([0.48, 0.68], [0.22, 0.19], 0.0, 250.0),
    );
    let open = vec![
        vec![[0.36, 0.12], [0.28, 0.55], [0.74, 0.55]],
        vec![[0.62, 0.2], [0.6, 0.9]],
    ];
    let closed = vec![[0.6, 0.9], [0.6, 0.12], [0.26, 0.6], [0.76, 0.6]];
    let five = then(
        vec![[0.68, 0.13], [0.36, 0.13], [0.34, 0.45]],
        &arc([0.49, 0.64], [0.21, 0.22], -35.0, 235.0),
    );
    let six = then(
        vec![[0.62, 0.12]],
        &arc([0.5, 0.66], [0.2, 0.22], -60.0, 300.0),
    );
    let seven = vec![[0.26, 0.15], [0.72, 0.15], [0.44, 0.88]];
    let eight = then(
        arc([0.5, 0.3], [0.17, 0.17], 180.0, 540.0),
        &arc([0.5, 0.68], [0.2, 0.2], 0.0, -360.0),
    );
    let round = then(
        arc([0.48, 0.34], [0.2, 0.2], 90.0, 450.0),
        &[[0.68, 0.34], [0.66, 0.6], [0.5, 0.88]],
    );
    let straight = then(arc([0.48, 0.32], [0.2, 0.2], 90.0, 450.0), &[[0.68, 0.9]]);
    [
        (0, "oval", vec![arc([0.5, 0.5], [0.22, 0.36], 0.0, 360.0)]),
        (1, "bar", vec![bar]),
        (1, "with a flag", vec![flag.clone()]),
        (1, "with a flag and a foot", vec![flag, foot]),
        (2, "with a foot", vec![two]),
        (3, "round", vec![three]),
        (4, "open", open),
        (4, "closed", vec![closed]),
        (5, "in one stroke", vec![five]),
        (6, "round", vec![six]),
        (7, "plain", vec![seven.clone()]),
        (7, "with a bar", vec![seven, vec![[0.38, 0.5], [0.68, 0.5]]]),
        (8, "in one stroke", vec![eight]),
        (9, "with a round tail", vec![round]),
        (9, "with a straight tail", vec![straight]),
    ]
    .into_iter()
    .map(|(digit, way, strokes)| Written {
        digit,
        way,
        strokes,
    })
    .collect()
}

/// Turned clockwise around the middle of the square.
pub fn turned(strokes: &[Vec<Point>], degrees: f64) -> Vec<Vec<Point>> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    moved(strokes, |[x, y]| {
        let (x, y) = (x - 0.5, y - 0.5);
        [0.5 + x * cos - y * sin, 0.5 + x * sin + y * cos]
    })
}

/// Scaled down to a share of the square, with its corner at a place.
pub fn placed(strokes: &[Vec<Point>], side: f64, [left, top]: Point) -> Vec<Vec<Point>> {
    moved(strokes, |[x, y]| [left + side * x, top + side * y])
}

fn moved(strokes: &[Vec<Point>], to: impl Fn(Point) -> Point) -> Vec<Vec<Point>> {
    strokes
        .iter()
        .map(|line| line.iter().copied().map(&to).collect())
        .collect()
}

/// As the page sends them: x and y in turn.
pub fn lists(strokes: &[Vec<Point>]) -> Vec<Vec<f32>> {
    strokes
        .iter()
        .map(|line| line.iter().flatten().map(|&value| value as f32).collect())
        .collect()
}
