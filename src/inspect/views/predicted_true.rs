//! What the network predicts for held-out samples, against the values that are right.

use crate::inspect::form::{Axis, Cell, Dot, Figure, Form, Format, KeyEntry, Points, Table};
use crate::inspect::view::{Place, Presence, View, Want};
use crate::inspect::words::{join, short};
use crate::samples::{Split, Task};
use crate::say;
use crate::text::{Text, count};
use crate::training::session::HeldOut;

pub static PREDICTED_TRUE: View = View {
    id: "predicted_true",
    title: Text::new("Predicted against true", "预测值与真实值"),
    about: Text::new(
        "Each dot is a held-out sample. On the line the prediction is exactly right; above it is too large, below it too small. R² is 1 where all are right and 0 where the mean of all samples would predict as well.",
        "每个点是一个留出样本。落在直线上表示预测完全正确，在直线上方表示偏大，下方表示偏小。R² 等于 1 表示全部正确，等于 0 表示与直接用平均值预测一样。",
    ),
    explanation: Text::new(
        "Every held-out sample stands where its true value and its prediction meet. The closer the dots lie to the line, the better; a cloud that is flatter than the line means that large values are predicted too small and small ones too large. R² says which share of the spread of the true values the network explains.",
        "每个留出样本位于其真实值与预测值的交点。点离直线越近越好；点群比直线平缓，说明大的值预测得偏小、小的值预测得偏大。R² 表示网络解释了真实值变化的多大比例。",
    ),
    formula: "<msup><mi>R</mi><mn>2</mn></msup><mo>=</mo><mn>1</mn><mo>−</mo><mfrac><mrow><munder><mo>∑</mo><mi>n</mi></munder><msup><mrow><mo>(</mo><msub><mi>y</mi><mi>n</mi></msub><mo>−</mo><msub><mover><mi>y</mi><mo>^</mo></mover><mi>n</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow><mrow><munder><mo>∑</mo><mi>n</mi></munder><msup><mrow><mo>(</mo><msub><mi>y</mi><mi>n</mi></msub><mo>−</mo><mover><mi>y</mi><mo>¯</mo></mover><mo>)</mo></mrow><mn>2</mn></msup></mrow></mfrac>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        data.task == Task::Regress && !data.validation.is_empty()
    },
    wants: |_| vec![Want::HeldOutputs(HeldOut::Validation)],
    show: |subject, _, read| {
        let data = subject.session.data();
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for sample in 0..data.validation.len() {
            inputs.clear();
            data.validation.gather(sample, &mut inputs, &mut targets);
        }
        Some(form(&targets, read.first()?, data.output_titles()))
    },
};

/// Most outputs that are shown: as many as there are colours.
const OUTPUTS: usize = 6;

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Output", "输出"), Format::Count),
    (
        Text::new("Mean absolute error", "平均绝对误差"),
        Format::Number,
    ),
    (Text::new("R²", "R²"), Format::Number),
    (Text::new("Samples", "样本数"), Format::Count),
];

/// How well one output is predicted.
struct Fit {
    /// Mean of |predicted − true|.
    error: f64,
    /// 1 − Σ(predicted − true)² / Σ(true − mean)²; NaN where all true values are the same.
    r2: f64,
    /// Predictions that are no numbers; they count for nothing else.
    lost: usize,
}

impl Fit {
    /// Of pairs of true and predicted values.
    fn of(pairs: &[(f64, f64)]) -> Self {
        let known = pairs.iter().filter(|(_, predicted)| predicted.is_finite());
        let usable = known.clone().count();
        let mean = known.clone().map(|(right, _)| right).sum::<f64>() / usable as f64;
        let sum = |of: &dyn Fn(f64, f64) -> f64| {
            let parts = known
                .clone()
                .map(|(right, predicted)| of(*right, *predicted));
            parts.sum::<f64>()
        };
        let around = sum(&|right, _| (right - mean).powi(2));
        let missed = sum(&|right, predicted| (predicted - right).powi(2));
        Self {
            error: sum(&|right, predicted| (predicted - right).abs()) / usable as f64,
            r2: if around > 0.0 {
                1.0 - missed / around
            } else {
                f64::NAN
            },
            lost: pairs.len() - usable,
        }
    }
}

/// `targets` and `outputs` are `[samples, outputs]`, with a name for each output.
fn form(targets: &[f32], outputs: &[f32], names: Vec<Text>) -> Form {
    let width = names.len().max(1);
    let samples = targets.len() / width;
    let shown = width.min(OUTPUTS);
    let pairs = |output: usize| -> Vec<(f64, f64)> {
        let of = |values: &[f32], sample: usize| f64::from(values[sample * width + output]);
        (0..samples)
            .map(|sample| (of(targets, sample), of(outputs, sample)))
            .collect()
    };
    let all: Vec<Vec<(f64, f64)>> = (0..shown).map(pairs).collect();
    let fits: Vec<Fit> = all.iter().map(|pairs| Fit::of(pairs)).collect();
    // The true values decide about the axes: a network that has run away leaves the picture.
    let ends = all.iter().flatten().map(|(right, _)| *right);
    let [low, high] = ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    });
    let margin = ((high - low) * 0.25).max(1e-3);
    let range = if low <= high {
        [low - margin, high + margin]
    } else {
        [-1.0, 1.0]
    };
    let outside = |(_, predicted): &&(f64, f64)| {
        predicted.is_finite() && !(range[0]..=range[1]).contains(predicted)
    };
    let outside = all.iter().flatten().filter(outside).count();
    let dots = all.iter().enumerate().flat_map(|(output, pairs)| {
        pairs.iter().map(move |&(right, predicted)| Dot {
            x: right as f32,
            y: predicted as f32,
            class: output as u32,
            filled: true,
        })
    });
    let ids = || (0..samples).map(|index| Split::Validation.id(index));
    let key = names.iter().take(shown).enumerate();
    let key = key.map(|(output, name)| KeyEntry::of_class(output, name.clone(), ""));
    let row = |(name, fit): (&Text, &Fit)| {
        let known = samples - fit.lost;
        vec![
            Cell::Text(name.clone()),
            Cell::Number(fit.error),
            Cell::Number(fit.r2),
            Cell::Number(known as f64),
        ]
    };
    Form {
        samples: (0..shown).flat_map(|_| ids()).collect(),
        controls: Vec::new(),
        key: if width > 1 { key.collect() } else { Vec::new() },
        sentence: describe(&fits, &names, samples, outside),
        note: Some(PREDICTED_TRUE.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows: names.iter().zip(&fits).map(row).collect(),
            note: None,
        }),
        figure: Figure::Points(Points {
            x: Axis::of_numbers(Text::new("True value", "真实值"), range),
            y: Axis::of_numbers(Text::new("Predicted value", "预测值"), range),
            diagonal: true,
            dots: dots.collect(),
            classes: names,
            plot: None,
        }),
    }
}

fn describe(fits: &[Fit], names: &[Text], samples: usize, outside: usize) -> Text {
    let mut told = Vec::new();
    for (fit, name) in fits.iter().zip(names) {
        let (error, r2) = (short(fit.error), short(fit.r2));
        if fit.lost == samples {
            let lost = say!(
                "gives no number for any sample",
                "对所有样本的输出都不是数（NaN）"
            );
            told.push(if names.len() > 1 {
                let (en, zh, of, to) = (&name.en, &name.zh, &lost.en, &lost.zh);
                say!("{en}: the network {of}.", "{zh}：网络{to}。")
            } else {
                let (of, to) = (&lost.en, &lost.zh);
                say!("The network {of}.", "网络{to}。")
            });
        } else if names.len() > 1 {
            let (en, zh) = (&name.en, &name.zh);
            told.push(say!(
                "{en}: mean absolute error {error}, R² = {r2}.",
                "{zh}：平均绝对误差 {error}，R² = {r2}。"
            ));
        } else {
            told.push(say!(
                "On {samples} held-out samples predictions are wrong by {error} on average; R² = {r2}.",
                "在 {samples} 个留出样本上，预测的平均绝对误差为 {error}；R² = {r2}。"
            ));
        }
    }
    if names.len() > fits.len() {
        let (shown, all) = (fits.len(), names.len());
        told.push(say!(
            "Of {all} outputs the first {shown} are shown.",
            "共 {all} 个输出，仅显示前 {shown} 个。"
        ));
    }
    let lost: usize = fits.iter().map(|fit| fit.lost).sum();
    if lost > 0 && lost < samples {
        let en = count(
            lost as u64,
            "prediction is no number",
            "predictions are no numbers",
        );
        told.push(say!("{en}.", "其中 {lost} 个预测不是数（NaN）。"));
    }
    if outside > 0 {
        let en = count(outside as u64, "prediction lies", "predictions lie");
        told.push(say!(
            "{en} outside the picture.",
            "{outside} 个预测超出了图的范围。"
        ));
    }
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(targets: &[f32], outputs: &[f32]) -> Form {
        form(targets, outputs, vec![Text::new("y", "y")])
    }

    #[test]
    fn error_and_r2_are_those_of_their_formulas_and_what_is_lost_is_said() {
        // Off by 0.5, 0 and 1; around the mean 2 the squares add up to 2.
        let shown = one(&[1.0, 2.0, 3.0], &[1.5, 2.0, 2.0]);
        assert_eq!(
            shown.sentence.en,
            "On 3 held-out samples predictions are wrong by 0.5 on average; R² = 0.375."
        );
        let table = shown.table.expect("numbers to read");
        assert_eq!(table.rows[0][1..], [0.5, 0.375, 3.0].map(Cell::Number));
        let Figure::Points(points) = shown.figure else {
            panic!("points")
        };
        assert_eq!((points.dots[2].x, points.dots[2].y), (3.0, 2.0));
        assert_eq!(points.x.range, Some([0.5, 3.5]));

        let lost = one(&[1.0, 2.0, 3.0], &[1.0, f32::NAN, 1e9]);
        assert!(
            (lost.sentence.en)
                .ends_with("1 prediction is no number. 1 prediction lies outside the picture."),
            "{}",
            lost.sentence.en
        );
        let none = one(&[1.0, 2.0], &[f32::NAN, f32::INFINITY]);
        assert_eq!(
            none.sentence.en,
            "The network gives no number for any sample."
        );
        // All true values the same: there is nothing to explain.
        let same = one(&[1.0, 1.0], &[1.0, 1.0]);
        assert!(
            same.sentence.en.ends_with("R² = NaN."),
            "{}",
            same.sentence.en
        );
    }

    #[test]
    fn of_many_outputs_the_first_are_shown() {
        let names: Vec<Text> = (0..8)
            .map(|output| Text::filled(format!("y{output}"), format!("y{output}")))
            .collect();
        let values: Vec<f32> = (0..16).map(|value| value as f32).collect();
        let shown = form(&values, &values, names);
        assert!(
            (shown.sentence.en).starts_with("y0: mean absolute error 0, R² = 1. y1:"),
            "{}",
            shown.sentence.en
        );
        assert!(
            shown
                .sentence
                .en
                .ends_with("Of 8 outputs the first 6 are shown.")
        );
        assert_eq!(shown.key.len(), 6);
    }

    #[test]
    fn snapshot() {
        let right = |at: usize| (at as f32 * 0.7).sin() * 3.0;
        let targets: Vec<f32> = (0..60).map(right).collect();
        let near = |(at, right): (usize, &f32)| 0.8 * right + (at % 7) as f32 * 0.1;
        let outputs: Vec<f32> = targets.iter().enumerate().map(near).collect();
        crate::inspect::snapshot::check(&PREDICTED_TRUE, |_| one(&targets, &outputs));
    }
}
