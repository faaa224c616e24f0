//! Inputs of the plane: the numbers that a network is given of a point. The coordinates themselves are two of them;
//! their squares, their product and their sines are what a small network would have to build from those first.
//!
//! This is the one place that makes inputs of points. Samples in the plane ([`crate::samples::Inputs::Points`]) keep
//! their coordinates and are turned into inputs when they are gathered; whoever asks a network about other points gets a
//! row for each from [`Features::rows`].

use crate::error::{Error, Result};
use crate::params::{Entry, Param};
use crate::say;
use crate::text::Text;

/// One input of the plane.
pub struct Feature {
    /// Switches it on or off.
    pub param: Param,
    /// What it is called; the same in every language.
    pub name: &'static str,
    of: fn([f32; 2]) -> f32,
}

/// Whether x₁ is given.
pub const X1: Param = Param::switch("x1", Text::new("Input x₁", "输入 x₁"), true);
/// Whether x₂ is given.
pub const X2: Param = Param::switch("x2", Text::new("Input x₂", "输入 x₂"), true);
/// Whether x₁² is given.
pub const X1_SQUARED: Param =
    Param::switch("x1_squared", Text::new("Input x₁²", "输入 x₁²"), false);
/// Whether x₂² is given.
pub const X2_SQUARED: Param =
    Param::switch("x2_squared", Text::new("Input x₂²", "输入 x₂²"), false);
/// Whether x₁x₂ is given.
pub const X1_X2: Param = Param::switch("x1_x2", Text::new("Input x₁x₂", "输入 x₁x₂"), false);
/// Whether sin 5x₁ is given.
pub const SIN_X1: Param =
    Param::switch("sin_x1", Text::new("Input sin 5x₁", "输入 sin 5x₁"), false);
/// Whether sin 5x₂ is given.
pub const SIN_X2: Param =
    Param::switch("sin_x2", Text::new("Input sin 5x₂", "输入 sin 5x₂"), false);

/// Radians for each unit of a coordinate. TensorFlow Playground takes the sine of coordinates whose samples reach to 5;
/// ours reach to 1. So the sine goes through two periods over the plane that is drawn, from −1.25 to 1.25.
const FREQUENCY: f64 = 5.0;

/// Every input of the plane, in the order in which a network takes those that are on.
pub static ALL: [Feature; 7] = [
    Feature {
        param: X1,
        name: "x₁",
        of: |[x, _]| x,
    },
    Feature {
        param: X2,
        name: "x₂",
        of: |[_, y]| y,
    },
    Feature {
        param: X1_SQUARED,
        name: "x₁²",
        of: |[x, _]| x * x,
    },
    Feature {
        param: X2_SQUARED,
        name: "x₂²",
        of: |[_, y]| y * y,
    },
    Feature {
        param: X1_X2,
        name: "x₁x₂",
        of: |[x, y]| x * y,
    },
    Feature {
        param: SIN_X1,
        name: "sin 5x₁",
        of: |[x, _]| sine(x),
    },
    Feature {
        param: SIN_X2,
        name: "sin 5x₂",
        of: |[_, y]| sine(y),
    },
];

fn sine(coordinate: f32) -> f32 {
    libm::sin(FREQUENCY * f64::from(coordinate)) as f32
}

/// Those inputs of the plane that a network is given: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// Whether each of [`ALL`] is on.
    on: [bool; ALL.len()],
}

impl Features {
    /// The two coordinates.
    pub const COORDINATES: Self = Self {
        on: [true, true, false, false, false, false, false],
    };

    /// All of them, to be looked at.
    pub const EVERY: Self = Self {
        on: [true; ALL.len()],
    };

    /// Those that are on in a normalised entry; none where its data set declares no such switches.
    ///
    /// # Errors
    /// Where all are off.
    pub fn of(entry: &Entry) -> Result<Option<Self>> {
        if entry.optional(X1.id).is_none() {
            return Ok(None);
        }
        let on = ALL.each_ref().map(|feature| entry.on(feature.param.id));
        if on.contains(&true) {
            return Ok(Some(Self { on }));
        }
        Err(Error::new(
            "data.x1",
            "no_input",
            say!(
                "All inputs are switched off: the network would be given nothing. Switch at least one on.",
                "所有输入都已关闭，网络将没有任何输入。请至少打开一个。"
            ),
        ))
    }

    /// How many.
    pub fn count(self) -> usize {
        self.on.iter().filter(|on| **on).count()
    }

    /// Whether input `index` of [`ALL`] is one of them.
    pub fn has(self, index: usize) -> bool {
        self.on[index]
    }

    /// Those of [`ALL`].
    pub fn iter(self) -> impl Iterator<Item = &'static Feature> {
        let on = ALL.iter().zip(self.on).filter(|(_, on)| *on);
        on.map(|(feature, _)| feature)
    }

    /// The inputs of some points, `[points, features]` row by row.
    pub fn rows(self, points: &[[f32; 2]]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(points.len() * self.count());
        for point in points {
            rows.extend(self.iter().map(|feature| (feature.of)(*point)));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(on: &[&str]) -> Entry {
        let all = ALL.iter().map(|feature| feature.param.id);
        all.fold(Entry::new("circles"), |entry, id| {
            entry.with(id, f64::from(u8::from(on.contains(&id))))
        })
    }

    #[test]
    fn inputs_are_the_functions_of_their_names() {
        let point = [0.5_f32, -0.25];
        let every = Features::EVERY.rows(&[point]);
        let right = [
            0.5,
            -0.25,
            0.25,
            0.0625,
            -0.125,
            2.5_f64.sin() as f32,
            -(1.25_f64.sin() as f32),
        ];
        for (value, right) in every.iter().zip(right) {
            assert!((value - right).abs() < 1e-7, "{every:?}");
        }
        let chosen = Features::of(&entry(&["x2", "x1_x2"])).expect("two are on");
        let chosen = chosen.expect("they are declared");
        assert_eq!(chosen.count(), 2);
        assert_eq!(
            chosen.rows(&[point, [2.0, 3.0]]),
            [-0.25, -0.125, 3.0, 6.0],
            "row by row, in the order of the list"
        );
    }

    #[test]
    fn nothing_to_be_given_is_refused_and_other_data_have_no_such_inputs() {
        let refused = Features::of(&entry(&[])).expect_err("all are off");
        assert_eq!(
            (refused.key.as_str(), refused.code.as_str()),
            ("data.x1", "no_input")
        );
        assert_eq!(Features::of(&Entry::new("wine")), Ok(None));
        let plain = Features::of(&entry(&["x1", "x2"]));
        assert_eq!(plain, Ok(Some(Features::COORDINATES)));
    }
}
