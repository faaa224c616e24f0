//! What goes through the drawn network, and what its steps are called.

use crate::data::Data;
use crate::datasets::words;
use crate::features::Features;
use crate::inspect::view::Subject;
use crate::inspect::views::network::columns::Units;
use crate::inspect::views::{fit, surface};
use crate::text::Text;

/// Points along each side of a unit's picture of the plane.
pub const SIDE: usize = 20;

/// What goes through the network, and how a unit's answers to it stand in a picture.
pub enum Through {
    /// Points of the plane, row by row from the top left, of which the network is given these features; then the point that
    /// a person chose, if somebody did.
    Plane(Features),
    /// Values of the one input, from the smallest to the largest; then the one that a person chose.
    Line,
    /// One sample: the one that a person drew or chose, or the first held-out one.
    Sample,
}

impl Through {
    pub fn of(data: &Data) -> Self {
        match (data.features_of_plane(), &data.shape[..]) {
            (Some(features), _) => Self::Plane(features),
            (None, [1]) => Self::Line,
            _ => Self::Sample,
        }
    }

    /// The rows of inputs.
    pub fn inputs(&self, subject: &Subject) -> Vec<f32> {
        let data = subject.session.data();
        let train = data.shards[0].samples.as_deref();
        let size = data.shape.iter().product::<usize>();
        let chosen = subject.chosen.filter(|chosen| chosen.len() == size);
        let mut rows = match self {
            Self::Plane(features) => features.rows(&surface::grid(SIDE)),
            Self::Line => {
                let all = train.map(fit::inputs).unwrap_or_default();
                let step = (all.len() / SIDE).max(1);
                all.into_iter().step_by(step).take(SIDE).collect()
            }
            Self::Sample => {
                if chosen.is_none() {
                    let held = &*data.validation;
                    let samples = Some(held).filter(|held| !held.is_empty()).or(train);
                    let (mut input, mut target) = (Vec::new(), Vec::new());
                    if let Some(samples) = samples {
                        samples.gather(0, &mut input, &mut target);
                    }
                    return input;
                }
                Vec::new()
            }
        };
        rows.extend(chosen.into_iter().flatten());
        rows
    }

    /// How many rows a picture is of; what comes after them is the answer to what a person chose.
    pub fn points(&self) -> usize {
        match self {
            Self::Plane(_) => SIDE * SIDE,
            Self::Line => SIDE,
            Self::Sample => 1,
        }
    }

    /// Width and height of a unit's picture, whose own values are so many.
    pub fn picture(&self, units: Units) -> [usize; 2] {
        match self {
            Self::Plane(_) => [SIDE, SIDE],
            Self::Line => [SIDE, 1],
            Self::Sample => [units.width, units.height],
        }
    }

    /// Where the chosen point lies in every picture, as shares from the left and from the top.
    pub fn place(&self, subject: &Subject) -> Option<[f32; 2]> {
        let [x, y] = subject.point?;
        match self {
            Self::Plane(_) => {
                let share = |at: f32| (at / surface::EXTENT + 1.0) / 2.0;
                Some([share(x), share(-y)])
            }
            Self::Line => {
                let train = subject.session.data().shards[0].samples.as_deref()?;
                let all = fit::inputs(train);
                let (from, to) = (all.first()?, all.last()?);
                Some([((x - from) / (to - from)).clamp(0.0, 1.0), 0.5])
            }
            Self::Sample => None,
        }
    }
}

/// What the steps of a sequence are called: the tokens of the sample, or their numbers.
pub fn step_names(data: &Data, input: &[f32], steps: usize) -> Vec<Text> {
    let tokens = &data.tokens;
    if !tokens.is_empty() && data.shape.first() == Some(&steps) {
        let rows = input.chunks_exact(tokens.len());
        let found = rows.map(|row| row.iter().position(|value| *value == 1.0));
        return found
            .map(|at| token_name(at.map(|at| &*tokens[at])))
            .collect();
    }
    let number = |step: usize| Text::filled(step.to_string(), step.to_string());
    (1..=steps).map(number).collect()
}

/// A token as it stands at an axis: what would not be seen there has a sign.
pub fn token_name(token: Option<&str>) -> Text {
    let same = |sign: &'static str| Text::new(sign, sign);
    match token {
        None => same("–"),
        Some(" ") => same("␣"),
        Some("\n") => same("↵"),
        // Letters stand for themselves, underscores too.
        Some(letter) if letter.chars().count() == 1 => Text::filled(letter.into(), letter.into()),
        Some(word) => words::title(word),
    }
}
