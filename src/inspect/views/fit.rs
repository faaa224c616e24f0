//! A function of one input: the samples, and what the network makes of every input between them.

use crate::inspect::form::{Axis, Colour, Figure, Form, Format, Line, Lines, Look, Point};
use crate::inspect::view::{Place, Presence, View, Want};
use crate::inspect::words::short;
use crate::samples::{Samples, Split, Task};
use crate::say;
use crate::text::Text;

pub static FIT: View = View {
    id: "fit",
    title: Text::new("Fit", "拟合"),
    about: Text::new(
        "The line is what the network gives each input. Filled dots are trained on, hollow ones held out.",
        "曲线是网络对每个输入的预测值。实心点用于训练，空心点为留出样本。",
    ),
    explanation: Text::new(
        "Each input along the axis is given to the network, and the line joins what comes out. A good fit passes near the samples, also near those that it never trained on. A line that follows every single one of them has learnt the noise.",
        "把横轴上的每个输入送入网络，曲线连接其输出。好的拟合会靠近样本，包括从未训练过的样本。若曲线贴合每一个样本，则连噪声也学了进去。",
    ),
    formula: "<mover><mi>y</mi><mo>^</mo></mover><mo>=</mo><mi>f</mi><mo>(</mo><mi>x</mi><mo>;</mo><mi>w</mi><mo>)</mo>",
    presence: Presence::Open,
    place: Place::Result,
    fits: |subject| {
        let data = subject.session.data();
        // A single input of the plane is seen on its surface.
        let line = data.shape == [1] && data.features_of_plane().is_none();
        line && data.task == Task::Regress && data.outputs.len() == 1
    },
    wants: |subject| {
        let train = subject.session.data().shards[0].samples.as_deref();
        train
            .map(|train| Want::Outputs(inputs(train)))
            .into_iter()
            .collect()
    },
    show: |subject, _, read| {
        let data = subject.session.data();
        let train = data.shards[0].samples.as_deref()?;
        Some(form(train, &data.validation, &read[0]))
    },
};

/// Inputs that are evaluated.
const POINTS: usize = 200;

/// Inputs evenly over the range of the samples.
pub(super) fn inputs(train: &Samples) -> Vec<f32> {
    let (from, to) = range(pairs(train).map(|(x, _)| x));
    (0..POINTS)
        .map(|index| from + (to - from) * index as f32 / (POINTS - 1) as f32)
        .collect()
}

fn form(train: &Samples, held_out: &Samples, outputs: &[f32]) -> Form {
    let xs = inputs(train);
    // The samples decide the scale: a network that has run away leaves the picture.
    let (low, high) = range(pairs(train).map(|(_, y)| y));
    let margin = f64::from((high - low).max(1e-3)) * 0.1;
    let y = [f64::from(low) - margin, f64::from(high) + margin];
    let dots = |samples, id: &str, name, look| Line {
        look,
        ..line(id, name, Colour::Training, pairs(samples))
    };
    let predicted = xs.iter().copied().zip(outputs.iter().copied());
    let lines = vec![
        dots(
            held_out,
            "held_out",
            Text::new("Held out", "留出样本"),
            Look::Rings,
        ),
        dots(
            train,
            "training",
            Text::new("Training", "训练样本"),
            Look::Dots,
        ),
        line(
            "prediction",
            Text::new("Prediction", "预测"),
            Colour::Validation,
            predicted,
        ),
    ];
    let axis = |title, range| Axis {
        title,
        unit: Format::Number,
        range: Some(range),
    };
    let ids = (0..held_out.len()).map(|index| Split::Validation.id(index));
    let ids = ids.chain((0..train.len()).map(|index| Split::Training.id(index)));
    Form {
        samples: ids.collect(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: describe(&lines[2].points, y),
        note: Some(FIT.about.clone()),
        table: None,
        figure: Figure::Lines(Lines {
            x: axis(
                Text::new("Input", "输入"),
                [f64::from(xs[0]), f64::from(xs[POINTS - 1])],
            ),
            y: axis(Text::new("Output", "输出"), y),
            chooses: true,
            may_be_log: false,
            lines,
            plot: None,
        }),
    }
}

fn line(id: &str, name: Text, colour: Colour, points: impl Iterator<Item = (f32, f32)>) -> Line {
    let point = |(x, y): (f32, f32)| Point::at(x.into(), y.into());
    Line {
        id: id.into(),
        name,
        colour,
        look: Look::Solid,
        points: points.map(point).collect(),
        ran_away: None,
        band: Vec::new(),
    }
}

/// Where the line begins, turns most, and ends.
fn describe(line: &[Point], [from, to]: [f64; 2]) -> Text {
    let numbers = line.iter().filter(|point| point.y.is_finite());
    let (Some(first), Some(last)) = (numbers.clone().next(), numbers.clone().next_back()) else {
        return say!(
            "The network gives no number anywhere.",
            "网络的输出全部不是数（NaN）。"
        );
    };
    let most = |better: fn(f64, f64) -> bool| {
        let pick = |one: Point, other: &Point| if better(other.y, one.y) { *other } else { one };
        numbers.clone().fold(*first, pick)
    };
    let (lowest, highest) = (
        most(|one, other| one < other),
        most(|one, other| one > other),
    );
    let [x0, y0, x1, y1] = [first.to, first.y, last.to, last.y].map(short);
    let [low_x, low, high_x, high] = [lowest.to, lowest.y, highest.to, highest.y].map(short);
    let (en, zh) = if lowest.y < from || highest.y > to {
        (" It leaves the picture.", "曲线超出了图的范围。")
    } else {
        ("", "")
    };
    say!(
        "The network gives {y0} at {x0} and {y1} at {x1}; at lowest {low} at {low_x}, at highest {high} at {high_x}.{en}",
        "网络在 {x0} 处的预测为 {y0}，在 {x1} 处为 {y1}；最低 {low}（在 {low_x} 处），最高 {high}（在 {high_x} 处）。{zh}"
    )
}

fn pairs(samples: &Samples) -> impl Iterator<Item = (f32, f32)> {
    (0..samples.len()).map(|index| {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        samples.gather(index, &mut input, &mut target);
        (input[0], target[0])
    })
}

fn range(values: impl Iterator<Item = f32>) -> (f32, f32) {
    values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::svg::svg;
    use crate::inspect::view::ViewRequest;

    #[test]
    fn samples_and_line_are_drawn_and_a_network_that_ran_away_stays_inside() {
        let train = Samples::floats(vec![-1.0, 1.0], 1, vec![0.0, 2.0], 1);
        let mut outputs = inputs(&train);
        outputs[3] = 1e30;
        outputs[4] = f32::NAN;
        let mut form = form(&train, &train, &outputs);
        assert_eq!(
            form.sentence.en,
            "The network gives -1 at -1 and 1 at 1; at lowest -1 at -1, at highest 1.0e30 at -0.97. It leaves the picture."
        );
        let request = ViewRequest::new("fit", 300, 200);
        let text = svg(&FIT.title, &request, &mut form).expect("SVG cannot fail");
        assert_eq!(text.matches("<circle").count(), 4);
        let Figure::Lines(Lines {
            plot: Some(plot), ..
        }) = form.figure
        else {
            panic!("lines that were drawn")
        };
        assert_eq!(plot.x, [-1.0, 1.0]);
        let lines: Vec<&str> = (text.lines())
            .filter(|line| line.contains("<polyline") && line.contains("#BC4C00"))
            .collect();
        assert_eq!(lines.len(), 2, "it ends at the edge: {lines:?}");
    }

    #[test]
    fn snapshot() {
        let at = |index: usize| index as f32 / 10.0 - 1.0;
        let samples = |odd: usize| {
            let xs: Vec<f32> = (0..10).map(|index| at(2 * index + odd)).collect();
            let ys = xs.iter().map(|x| x * x).collect();
            Samples::floats(xs, 1, ys, 1)
        };
        let outputs: Vec<f32> = inputs(&samples(0))
            .iter()
            .map(|x| 0.8 * x * x + 0.1)
            .collect();
        crate::inspect::snapshot::check(&FIT, |_| form(&samples(0), &samples(1), &outputs));
    }
}
