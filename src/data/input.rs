//! One input of a network, as a person gives it: a drawing, a point, a text, or its numbers.

use serde::Deserialize;

use super::{Data, drawing};
use crate::datasets::Preparation;
use crate::samples::END;

/// One input of a network.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Input {
    /// What was written on the pad, stroke by stroke: x and y of its points in turn, as shares of the pad's side. It is
    /// drawn as the data set's pictures were made.
    Drawing { strokes: Vec<Vec<f32>> },
    /// A point of the plane, whichever of its features the network is given; where it is given one number, x.
    Point { x: f32, y: f32 },
    /// A text, letter by letter; what is not in the vocabulary is left out.
    Text { text: String },
    /// The numbers as the network takes them.
    Values { values: Vec<f32> },
}

impl Input {
    /// The row of numbers that a network of this data takes; `preparation` is that of the data set. None where nothing
    /// was drawn or typed that the data know, where nothing can be drawn for such data or they are no points of the plane,
    /// and where there are too few numbers or too many.
    pub fn row(&self, data: &Data, preparation: Option<Preparation>) -> Option<Vec<f32>> {
        match self {
            Self::Values { values } => {
                let width: usize = data.shape.iter().product();
                (values.len() == width).then(|| values.clone())
            }
            Self::Point { x, y } if x.is_finite() && y.is_finite() => {
                match data.features_of_plane() {
                    Some(features) => Some(features.rows(&[[*x, *y]])),
                    None => (data.shape == [1]).then(|| vec![*x]),
                }
            }
            Self::Point { .. } => None,
            Self::Text { text } => from_letters(data, text),
            Self::Drawing { strokes } => {
                let seen = drawing::from_strokes(preparation?, strokes)?;
                // Networks that were trained on raw pixels read raw pixels.
                Some(seen.into_iter().map(|value| value * data.ink).collect())
            }
        }
    }

    /// Where it lies in the plane, if it is a point of it.
    pub fn point(&self) -> Option<[f32; 2]> {
        match *self {
            Self::Point { x, y } => Some([x, y]),
            _ => None,
        }
    }
}

/// The tokens of a text, one-hot. As the data sets of texts have it, where texts begin with a sign of their own so does
/// this, and the first token fills what is left of the window; of a longer text the last letters are taken.
fn from_letters(data: &Data, text: &str) -> Option<Vec<f32>> {
    let (&[steps, vocabulary], tokens) = (&data.shape[..], &data.tokens) else {
        return None;
    };
    if tokens.len() != vocabulary {
        return None;
    }
    let known = |letter: char| {
        let letter = letter.to_string();
        tokens.iter().position(|token| *token == letter)
    };
    let letters: Vec<usize> = text.chars().filter_map(known).collect();
    if letters.is_empty() {
        return None;
    }
    let begins = usize::from(tokens.first().is_some_and(|token| token == END)).min(steps - 1);
    let room = steps - begins;
    let kept = &letters[letters.len().saturating_sub(room)..];
    let all = std::iter::repeat_n(0, begins).chain(kept.iter().copied());
    let mut row = vec![0.0; steps * vocabulary];
    for (step, token) in all.chain(std::iter::repeat(0)).take(steps).enumerate() {
        row[step * vocabulary + token] = 1.0;
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Samples, Task};

    fn letters(tokens: &[&str]) -> Data {
        let samples = Samples::tokens(vec![0; 4], 4, tokens.len(), vec![0.0; 4]);
        let mut data = Data::for_tests(Task::Tokens, tokens.len(), samples);
        data.shape = vec![4, tokens.len()];
        data.tokens = tokens.iter().map(ToString::to_string).collect();
        data
    }

    fn read(data: &Data, text: &str) -> Option<Vec<usize>> {
        let row = Input::Text { text: text.into() }.row(data, None)?;
        let rows = row.chunks_exact(data.tokens.len());
        rows.map(|row| row.iter().position(|value| *value == 1.0))
            .collect()
    }

    #[test]
    fn a_text_is_read_letter_by_letter_as_the_data_sets_make_theirs() {
        let names = letters(&[END, "a", "b"]);
        assert_eq!(read(&names, "ab"), Some(vec![0, 1, 2, 0]));
        assert_eq!(
            read(&names, "a?b\u{301}aa"),
            Some(vec![0, 2, 1, 1]),
            "the last"
        );
        assert_eq!(read(&names, ""), None);
        assert_eq!(read(&names, "xyz"), None);
        let digits = letters(&["0", "1"]);
        assert_eq!(read(&digits, "01101"), Some(vec![1, 1, 0, 1]));
        assert_eq!(read(&digits, "1"), Some(vec![1, 0, 0, 0]));
    }

    #[test]
    fn a_point_becomes_the_features_that_are_on_and_only_in_the_plane() {
        let points = vec![[0.0, 0.0]; 3];
        let plane = Data::for_tests(Task::Classify, 2, Samples::points(points, vec![0.0; 3]));
        let at = |x, y| Input::Point { x, y };
        assert_eq!(at(0.5, -1.0).row(&plane, None), Some(vec![0.5, -1.0]));
        assert_eq!(at(f32::NAN, 0.0).row(&plane, None), None);
        let line = Data::for_tests(
            Task::Regress,
            1,
            Samples::floats(vec![0.0; 3], 1, vec![0.0; 3], 1),
        );
        assert_eq!(at(0.5, -1.0).row(&line, None), Some(vec![0.5]));
        assert_eq!(at(f32::INFINITY, 0.0).row(&line, None), None);
        let texts = letters(&["0", "1"]);
        assert_eq!(at(0.5, -1.0).row(&texts, None), None);
        let text = Input::Text { text: "1".into() };
        assert_eq!(text.row(&plane, None), None);
    }
}
