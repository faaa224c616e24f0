//! Smoothed curves: an exponential moving average over the values of a line, corrected for its start, as TensorBoard has
//! it. The curve itself stays, thin and pale.

use crate::inspect::controls::Controls;
use crate::inspect::form::{KeyEntry, Line, Look, Point};
use crate::say;
use crate::text::Text;

/// Largest weight of what came before.
const MOST: f64 = 0.99;

/// The weight that a person chose; 0 where curves are not smoothed.
pub fn control(controls: &mut Controls) -> f64 {
    let title = Text::new("Smoothing", "平滑");
    controls.range("smoothing", title, [0.0, MOST], 0.01, 0.0)
}

/// The averages of values one after the other: each is the weighted mean of all so far, the weight of one that came so many
/// before being `weight` to that power. What is no number stays so, and does not count.
pub fn average(values: impl Iterator<Item = f64>, weight: f64) -> Vec<f64> {
    // Dividing by the sum of the weights corrects the start, where there is little before.
    let (mut sum, mut weights) = (0.0, 0.0);
    let values = values.map(|value| {
        if !value.is_finite() {
            return value;
        }
        (sum, weights) = (sum * weight + value, weights * weight + 1.0);
        sum / weights
    });
    values.collect()
}

/// A line of averages, with the colour of the one that it is of; that one becomes pale.
pub fn over(line: &mut Line, points: Vec<Point>, weight: f64) -> Line {
    line.look = Look::Faint;
    line.band = Vec::new();
    let (en, zh) = (&line.name.en, &line.name.zh);
    Line {
        id: format!("{}_smoothed", line.id),
        name: say!("{en}, smoothed {weight:.2}", "{zh}（平滑 {weight:.2}）"),
        colour: line.colour,
        look: Look::Solid,
        points,
        ran_away: line.ran_away,
        band: Vec::new(),
    }
}

/// A line of the averages of a line's own points; that one becomes pale.
pub fn over_points(line: &mut Line, weight: f64) -> Line {
    let values = average(line.points.iter().map(|point| point.y), weight);
    let both = line.points.iter().zip(values);
    let points = both.map(|(point, y)| Point { y, ..*point }).collect();
    over(line, points, weight)
}

/// The entry of a smoothed line: its newest value.
pub fn entry(line: &Line, unit: crate::inspect::form::Format) -> KeyEntry {
    let newest = line.points.last().map(|point| point.y);
    KeyEntry::of(line, newest.filter(|value| value.is_finite()), unit)
}

/// That curves are smoothed, for those who do not see it.
pub fn words(weight: f64) -> Text {
    say!(
        "Curves are smoothed by an exponential moving average with weight {weight:.2}; the pale ones are not.",
        "曲线经指数移动平均平滑（权重 {weight:.2}）；浅色曲线为原始值。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_are_those_of_the_formula_and_corrected_for_the_start() {
        let nan = f64::NAN;
        let found = average([4.0, 0.0, nan, 2.0].into_iter(), 0.5);
        // 4; (0.5·4 + 0)/1.5; no number; (0.25·4 + 0.5·0 + 2)/1.75.
        assert_eq!(found[..2], [4.0, 4.0 / 3.0]);
        assert!(found[2].is_nan());
        assert!((found[3] - 3.0 / 1.75).abs() < 1e-12);
        // As TensorBoard writes it: last·w + (1 − w)·next, divided by 1 − wⁿ.
        let values = [0.3, 1.7, -2.0, 5.5, 0.1];
        let (mut last, weight) = (0.0, 0.9_f64);
        for (index, found) in average(values.into_iter(), weight).into_iter().enumerate() {
            last = last * weight + (1.0 - weight) * values[index];
            let wanted = last / (1.0 - weight.powi(index as i32 + 1));
            assert!((found - wanted).abs() < 1e-12);
        }
        // Unsmoothed they are the values themselves.
        assert_eq!(average(values.into_iter(), 0.0), values);
    }
}
