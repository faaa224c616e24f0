//! Coloured shapes: ten kinds in any colour, place and size, on a dark ground, plain or speckled.

use std::f64::consts::{PI, TAU};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    BALANCE, DatasetRecord, JITTER, LABEL_NOISE, RECONSTRUCT, ROTATE, SHIFT, Source, TRAIN, ZOOM,
    noise, normal, samples,
};
use crate::samples::{Inputs, Samples, Task};
use crate::text::Text;

pub static SHAPES: DatasetRecord = DatasetRecord {
    id: "shapes",
    title: Text::new("Coloured shapes 32×32", "彩色图形（32×32）"),
    about: Text::new(
        "Ten kinds of shape in any colour, place and size, on a dark ground, half of them speckled: neither a colour nor a single pixel gives the class away.",
        "十种图形，颜色、位置、大小任意，背景较暗，其中一半带有斑点：任何颜色或单个像素都不能泄露类别。",
    ),
    citation: "",
    group: "pictures",
    params: &[
        samples(100, 20_000, 3000),
        noise(0.08),
        LABEL_NOISE,
        BALANCE,
        RECONSTRUCT,
        SHIFT,
        ROTATE,
        ZOOM,
        JITTER,
        TRAIN,
    ],
    task: Task::Classify,
    shape: &[3, SIDE, SIDE],
    outputs: |_| SHAPES_BY_CLASS.map(|(sign, _)| sign.into()).into(),
    source: Source::Generated(|entry, rng| {
        let count = entry.integer("samples");
        let mut values = Vec::with_capacity(count * 3 * PIXELS);
        for index in 0..count {
            draw(
                index % SHAPES_BY_CLASS.len(),
                entry.number("noise"),
                rng,
                &mut values,
            );
        }
        Samples {
            // Bytes take a quarter of the memory; a network gets numbers from 0 to 1.
            inputs: Inputs::Bytes {
                values,
                scale: 1.0 / 255.0,
            },
            width: 3 * PIXELS,
            targets: (0..count)
                .map(|index| (index % SHAPES_BY_CLASS.len()) as f32)
                .collect(),
            target_width: 1,
            reconstruct: false,
        }
    }),
    drawing: None,
};

const SIDE: usize = 32;
const PIXELS: usize = SIDE * SIDE;

/// Points along each side of a pixel at which the shape is asked for: soft edges.
const FINE: usize = 3;

/// Smallest and largest distance of a shape's rim from its middle, in pixels.
const RADIUS: [f64; 2] = [7.0, 14.0];

/// Largest turn in both directions: a square must not become a diamond.
const TURN: f64 = PI / 12.0;

/// Whether a point belongs to a shape that fills the square from −1 to 1; y grows downwards.
type Inside = fn(f64, f64) -> bool;

/// The classes with the sign of each.
const SHAPES_BY_CLASS: [(&str, Inside); 10] = [
    ("●", |x, y| x * x + y * y <= 1.0),
    ("■", |x, y| x.abs().max(y.abs()) <= 0.85),
    ("▲", |x, y| y <= 0.85 && x.abs() <= 0.55 * (y + 0.95)),
    ("✚", |x, y| {
        x.abs().min(y.abs()) <= 0.27 && x.abs().max(y.abs()) <= 1.0
    }),
    ("○", |x, y| (0.36..=1.0).contains(&(x * x + y * y))),
    ("★", star),
    ("◆", |x, y| 1.5 * x.abs() + y.abs() <= 1.0),
    ("♥", |x, y| {
        let (x, y) = (1.2 * x, 0.15 - 1.15 * y);
        let round = x * x + y * y - 1.0;
        round * round * round <= x * x * y * y * y
    }),
    ("☾", |x, y| {
        let shifted = x - 0.55;
        x * x + y * y <= 1.0 && shifted * shifted + y * y >= 0.64
    }),
    ("▬", |x, y| x.abs() <= 1.0 && y.abs() <= 0.3),
];

/// Five points, one upwards.
fn star(x: f64, y: f64) -> bool {
    // Everything is turned into the half of one point: from its tip to the dent beside it.
    let angle = libm::atan2(x, -y) / (TAU / 5.0);
    let away = (angle - libm::floor(angle + 0.5)).abs() * (TAU / 5.0);
    let length = libm::sqrt(x * x + y * y);
    let (along, across) = (length * libm::cos(away), length * libm::sin(away));
    // The edge goes from the tip (1, 0) to the dent, at 0.42 and a tenth of a turn.
    let (dent_x, dent_y) = (0.42 * libm::cos(PI / 5.0), 0.42 * libm::sin(PI / 5.0));
    (along - 1.0) * dent_y + across * (1.0 - dent_x) <= 0.0
}

/// Appends one picture: all of its red, then green, then blue.
fn draw(class: usize, noise: f64, rng: &mut ChaCha8Rng, values: &mut Vec<u8>) {
    let (_, inside) = SHAPES_BY_CLASS[class];
    let mut between = |from: f64, to: f64| from + (to - from) * rng.random::<f64>();
    let radius = between(RADIUS[0], RADIUS[1]);
    let middle = [(); 2].map(|()| between(radius, SIDE as f64 - radius));
    let turn = between(-TURN, TURN);
    let ground = [(); 3].map(|()| between(0.0, 0.3));
    // Any colour that is bright in at least one of red, green and blue.
    let mut colour = [(); 3].map(|()| between(0.0, 1.0));
    let brightest = colour.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let bright = between(0.7, 1.0);
    colour = colour.map(|value| value * bright / brightest);
    let speckled = rng.random::<bool>();
    let (sin, cos) = (libm::sin(turn) / radius, libm::cos(turn) / radius);
    let covered: Vec<f64> = (0..PIXELS)
        .map(|pixel| {
            let fine = (0..FINE * FINE).filter(|point| {
                let at =
                    |place: usize, part: usize| place as f64 + (part as f64 + 0.5) / FINE as f64;
                let x = at(pixel % SIDE, point % FINE) - middle[0];
                let y = at(pixel / SIDE, point / FINE) - middle[1];
                let (x, y) = (cos * x + sin * y, cos * y - sin * x);
                x.abs().max(y.abs()) <= 1.0 && inside(x, y)
            });
            fine.count() as f64 / (FINE * FINE) as f64
        })
        .collect();
    for (ground, ink) in ground.into_iter().zip(colour) {
        for covered in &covered {
            let [away] = if speckled { normal(rng) } else { [0.0] };
            let value = ground + (ink - ground) * covered + noise * away * (1.0 - covered);
            values.push((255.0 * value.clamp(0.0, 1.0) + 0.5) as u8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shape on a coarse grid.
    fn picture(inside: Inside) -> String {
        let at = |place: usize| (place as f64 + 0.5) / 6.0 - 1.0;
        (0..144)
            .map(|cell| {
                if inside(at(cell % 12), at(cell / 12)) {
                    '#'
                } else {
                    '.'
                }
            })
            .collect()
    }

    #[test]
    fn every_shape_is_another_one_within_its_square() {
        let pictures = SHAPES_BY_CLASS.map(|(_, inside)| picture(inside));
        for (index, (sign, inside)) in SHAPES_BY_CLASS.into_iter().enumerate() {
            let ink = pictures[index].matches('#').count();
            assert!((30..=130).contains(&ink), "{sign}: {ink}");
            // Outside the square nobody asks.
            let rim = (-100..=100).map(|place| 1.01 * f64::from(place) / 100.0);
            for place in rim {
                for (x, y) in [(place, 1.01), (place, -1.01), (1.01, place), (-1.01, place)] {
                    assert!(!inside(x, y), "{sign} is cut at {x}, {y}");
                }
            }
            for other in 0..index {
                let same = pictures[index].bytes().zip(pictures[other].bytes());
                let apart = same.filter(|(one, other)| one != other).count();
                assert!(apart >= 14, "{sign} is nearly {}", SHAPES_BY_CLASS[other].0);
            }
        }
    }
}
