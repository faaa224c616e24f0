//! Loss over the steps: training as the mean of every batch's loss, with the band from the lowest to the highest behind
//! it, and validation as marks where it was measured.

use super::{scores, smoothing};
use crate::inspect::charts::scale::{Above, Scale};
use crate::inspect::controls::Controls;
use crate::inspect::form::{
    Axis, Cell, Colour, Column, Figure, Form, Format, KeyEntry, Line, Lines, Look, Point, Table,
};
use crate::inspect::view::{Place, Presence, View, ViewRequest};
use crate::inspect::words::{join, nothing_yet, short, trend};
use crate::say;
use crate::text::{Text, count};
use crate::training::timeline::{Bucket, Timeline};

pub static LOSS: View = View {
    id: "loss",
    title: Text::new("Loss", "损失"),
    about: Text::new(
        "How wrong the network is: on the batches it learns from, and on samples it never trains on.",
        "网络错了多少：在训练批次上，以及在从未训练过的样本上。",
    ),
    explanation: Text::new(
        "The loss is one number for how far the answers are from the right ones, averaged over samples. Each step moves every weight a little against its gradient, the direction in which the loss grows; the learning rate η says how far. When the loss on held-out samples rises while that in training falls, the network learns by heart.",
        "损失用一个数衡量预测与正确答案相差多远，对样本取平均。每一步都让每个权重沿梯度（损失增大的方向）的反方向移动一点，步幅由学习率 η 决定。若训练损失下降而留出样本的损失上升，网络就是在死记硬背。",
    ),
    formula: "<mi>L</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder><mi>ℓ</mi><mo>(</mo><mi>f</mi><mo>(</mo><msub><mi>x</mi><mi>n</mi></msub><mo>;</mo><mi>w</mi><mo>)</mo><mo>,</mo><msub><mi>y</mi><mi>n</mi></msub><mo>)</mo><mspace width='2em'/><mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><mi>w</mi></mrow></mfrac>",
    presence: Presence::Open,
    place: Place::Curve,
    fits: |_| true,
    wants: |_| Vec::new(),
    show: |subject, request, _| {
        let history = &subject.session.timeline;
        let mut held_out = scores::entries(subject, Format::Number, |one| one.loss);
        held_out.extend(scores::measures(subject, false));
        Some(form(history, request, held_out))
    },
};

/// CSS pixels that a point of the training line takes: the band is wide enough to be seen.
const POINT: u64 = 4;

/// `held_out` is what the legend says of samples that are not trained on.
fn form(history: &Timeline, request: &ViewRequest, held_out: Vec<KeyEntry>) -> Form {
    let mut controls = Controls::of(request.choice.as_deref());
    let weight = smoothing::control(&mut controls);
    let mut training = training_line(history, request.columns());
    let mut validation = scores::validation_line(history, |one| one.loss);
    let smooth = (weight > 0.0).then(|| {
        let points = smoothed(history, &training.points, weight);
        let training = smoothing::over(&mut training, points, weight);
        [training, smoothing::over_points(&mut validation, weight)]
    });
    let smooth: Vec<Line> = smooth.into_iter().flatten().collect();
    let now = history.buckets().last().map(mean);
    let mut key = vec![KeyEntry::of(&training, now, Format::Number)];
    key.extend(held_out);
    key.extend(
        smooth
            .iter()
            .map(|line| smoothing::entry(line, Format::Number)),
    );
    let mut all = vec![training, validation];
    all.extend(smooth);
    let lines = Lines {
        x: scores::steps(history),
        y: Axis {
            title: LOSS.title.clone(),
            unit: Format::Number,
            range: None,
        },
        chooses: false,
        may_be_log: true,
        lines: all,
        plot: None,
    };
    Form {
        samples: Vec::new(),
        controls: controls.into_form(),
        key,
        sentence: describe(&lines, history, lines.scale(request.log), weight),
        note: None,
        table: Some(table(history)),
        figure: Figure::Lines(lines),
    }
}

/// The mean loss of as many steps as a point of the line takes, on a picture of so many CSS pixels.
fn training_line(history: &Timeline, width: u32) -> Line {
    let first = history.buckets().first().map_or(0, Bucket::first);
    let points = (u64::from(width) / POINT).max(1);
    let group = ((history.last_step() + 1).saturating_sub(first) / points).next_power_of_two();
    let (mut points, mut band) = (Vec::new(), Vec::new());
    let mut next = None;
    for bucket in history.grouped(group) {
        let (from, to) = (bucket.first() as f64, bucket.step as f64);
        if next.is_some_and(|next| next != bucket.first()) {
            points.push(Point {
                from,
                to: from,
                y: f64::NAN,
            });
            band.push([f64::NAN; 2]);
        }
        next = Some(bucket.step + 1);
        let y = f64::from(bucket.mean);
        points.push(Point { from, to, y });
        band.push([bucket.low.into(), bucket.high.into()]);
    }
    Line {
        id: "training".into(),
        name: Text::new("training", "训练"),
        colour: Colour::Training,
        look: Look::Solid,
        points,
        ran_away: history.ran_away().map(|step| step as f64),
        band,
    }
}

/// Of each point of the training line the average up to there of all losses that are known one by one, or as means of a few.
fn smoothed(history: &Timeline, points: &[Point], weight: f64) -> Vec<Point> {
    let buckets = history.buckets();
    let averages = smoothing::average(buckets.iter().map(|bucket| bucket.mean.into()), weight);
    let at = |point: &Point| {
        let after = buckets.partition_point(|bucket| bucket.step as f64 <= point.to);
        let known = averages[..after].last().filter(|_| point.y.is_finite());
        let y = known.copied().unwrap_or(f64::NAN);
        Point { y, ..*point }
    };
    points.iter().map(at).collect()
}

/// The mean loss of a bucket; none that is a number where one of them was not.
fn mean(bucket: &Bucket) -> f64 {
    if bucket.lost > 0 {
        f64::NAN
    } else {
        bucket.mean.into()
    }
}

/// Steps at which validation was measured, or even parts of training where nothing is held out; and the newest.
fn table(history: &Timeline) -> Table {
    let (buckets, measured) = (history.buckets(), history.measured());
    let mut steps: Vec<f64> = if measured.len() > 1 {
        measured.iter().map(|one| one.step as f64).collect()
    } else {
        buckets.iter().map(|one| one.step as f64).collect()
    };
    let newest = buckets.last().map(|bucket| bucket.step as f64);
    steps = Table::newest_first(&steps);
    if let Some(newest) = newest.filter(|newest| steps.first().is_none_or(|first| newest > first)) {
        steps.insert(0, newest);
    }
    let row = |step: f64| {
        let at = buckets.partition_point(|bucket| (bucket.step as f64) < step);
        let bucket = buckets
            .get(at)
            .filter(|bucket| bucket.first() as f64 <= step);
        let validation = measured.iter().rfind(|one| one.step as f64 == step);
        vec![
            Cell::Number(step),
            bucket.map_or(Cell::Empty, |bucket| Cell::Number(mean(bucket))),
            validation.map_or(Cell::Empty, |one| Cell::Number(one.loss.into())),
        ]
    };
    let together = (buckets.iter())
        .map(|bucket| bucket.count + bucket.lost)
        .max();
    Table {
        columns: vec![
            Column::new(Text::new("Step", "步"), Format::Count),
            Column::new(Text::new("training", "训练"), Format::Number),
            Column::new(Text::new("validation", "验证"), Format::Number),
        ],
        rows: steps.into_iter().map(row).collect(),
        note: together.filter(|count| *count > 1).map(|count| {
            say!(
                "Training: the mean of up to {count} steps.",
                "训练：至多 {count} 步的平均值。"
            )
        }),
    }
}

/// What the picture shows, for those who do not see it.
fn describe(lines: &Lines, history: &Timeline, scale: Scale, weight: f64) -> Text {
    let [training, validation, ..] = &lines.lines[..] else {
        return nothing_yet();
    };
    let known = |line: &Line| {
        let known = line.points.iter().filter(|point| point.y.is_finite());
        let ends = (known.clone().next(), known.clone().next_back());
        ends.0.zip(ends.1).map(|(first, last)| (first.y, last.y))
    };
    let ran_away = training.ran_away;
    if known(training).is_none() && known(validation).is_none() && ran_away.is_none() {
        return nothing_yet();
    }
    let steps = history.last_step().max(1);
    let over = count(steps, "step", "steps");
    let mut all = vec![say!("Loss over {over}.", "{steps} 步内的损失。")];
    if let Some((first, last)) = known(training) {
        let Text { en, zh } = trend(first, last, short);
        all.push(say!("Training {en}.", "训练：{zh}。"));
    }
    all.extend(scores::validation_words(validation, short));
    let above = training.above(scale);
    let peaks = above.iter().filter(|above| above.last.is_none());
    let highest = peaks.max_by(|one, other| one.peak.1.total_cmp(&other.peak.1));
    if let Some(Above { peak, .. }) = highest {
        let (step, value) = (peak.0.round(), short(peak.1));
        all.push(say!(
            "A peak of {value} at step {step} lies above the picture.",
            "第 {step} 步处的峰值 {value} 超出了图的上边缘。"
        ));
    }
    if let Some(above) = above.last()
        && let Some(value) = above.last
    {
        let (step, value) = (above.start.round(), short(value));
        all.push(say!(
            "From step {step} on it lies above the picture, at last at {value}.",
            "从第 {step} 步起超出图的上边缘，最后为 {value}。"
        ));
    }
    if let Some(step) = ran_away {
        all.push(say!(
            "From step {step} on it is no number.",
            "从第 {step} 步起变为 NaN 或无穷大。"
        ));
    }
    if weight > 0.0 {
        all.push(smoothing::words(weight));
    }
    join(&all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::form::Plot;
    use crate::inspect::svg::svg;

    /// A picture that was drawn: where the plot lies, and what it shows in words.
    struct Drawn {
        plot: Plot,
        alt: Text,
    }

    fn request(log: bool) -> ViewRequest {
        ViewRequest {
            log,
            ..ViewRequest::new("loss", 600, 300)
        }
    }

    fn drawn(history: &Timeline, log: bool) -> (String, Drawn) {
        let mut form = form(history, &request(log), Vec::new());
        let text = svg(&LOSS.title, &request(log), &mut form).expect("SVG cannot fail");
        let Figure::Lines(Lines {
            plot: Some(plot), ..
        }) = form.figure
        else {
            panic!("lines that were drawn")
        };
        let alt = form.sentence;
        (text, Drawn { plot, alt })
    }

    /// A history of losses, and of measurements of the validation sample.
    fn history(losses: &[f32], measured: &[(u64, f32)]) -> Timeline {
        let mut history = Timeline::default();
        history.push_losses(1, losses);
        for &(step, loss) in measured {
            history.push_score(step, loss, Some(1.0 - loss / 4.0));
        }
        history
    }

    /// The vertical pixels that a line of this colour reaches.
    fn reached(svg: &str, color: &str) -> Vec<f64> {
        let lines = svg.lines().filter(|line| {
            line.contains("<polyline") && line.contains(&format!("stroke=\"{color}\""))
        });
        let points = lines.filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
        let rows = points.flat_map(|points| points.split_whitespace());
        rows.filter_map(|point| point.split_once(',')?.1.parse().ok())
            .collect()
    }

    const TRAIN: &str = "#0969DA";
    const VALIDATION: &str = "#BC4C00";

    #[test]
    fn training_is_a_line_with_a_band_and_validation_marks() {
        let losses: Vec<f32> = (0..2000)
            .map(|step| 2.0 / (1.0 + step as f32 / 100.0) + 0.2 * (step % 2) as f32)
            .collect();
        let history = history(&losses, &[(0, 2.4), (500, 0.5), (1000, 0.4), (2000, 0.25)]);
        let (text, drawn) = drawn(&history, false);
        let of = |sign: &str, color: &str| {
            let mut lines = text.lines().filter(|line| line.contains(sign));
            lines.any(|line| line.contains(color))
        };
        assert!(of("<polyline", TRAIN) && of("<polygon", TRAIN));
        let marks = text.lines().filter(|line| line.contains("<circle"));
        assert_eq!(marks.filter(|line| line.contains(VALIDATION)).count(), 4);
        assert_eq!(drawn.plot.x, [0.0, 2000.0]);
        assert_eq!(
            drawn.alt.en,
            "Loss over 2000 steps. Training falls from 1.96 to 0.196. Validation, measured 4 times, last at step 2000, falls from 2.4 to 0.25."
        );
        assert_eq!(
            drawn.alt.zh,
            "2000 步内的损失。训练：从 1.96 降到 0.196。验证（共测量 4 次，最后一次在第 2000 步）：从 2.4 降到 0.25。"
        );
    }

    #[test]
    fn a_logarithmic_axis_covers_whole_decades() {
        let losses: Vec<f32> = (1..=50).map(|step| 2.0 / step as f32).collect();
        let (_, drawn) = drawn(&history(&losses, &[]), true);
        assert!(drawn.plot.log);
        assert_eq!(drawn.plot.y, [0.01, 10.0]);
    }

    #[test]
    fn the_axis_follows_what_is_learnt_and_a_peak_is_marked() {
        // As of breast-cancer whose inputs were not normalised: 5.8 at first, then 0.12.
        let mut losses = vec![0.12; 2500];
        losses[..20].fill(5.8);
        let history = history(&losses, &[(0, 6.0), (2500, 0.13)]);
        let (text, shown) = drawn(&history, false);
        assert!(
            shown.plot.y[1] < 0.9,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(
            text.contains(">5.8<") || text.contains("5.8\n"),
            "the peak has its value"
        );
        let en = &shown.alt.en;
        assert!(en.contains("A peak of 5.8 at step"), "{en}");
        // Nothing is drawn along the edge.
        let top = f64::from(shown.plot.area[1]);
        let rows = reached(&text, TRAIN);
        assert!(
            rows.iter().filter(|row| **row <= top + 1.0).count() <= 1,
            "{rows:?}"
        );
        // On a logarithmic axis there is room for it.
        let (_, shown) = drawn(&history, true);
        assert_eq!(shown.plot.y, [0.1, 10.0]);
    }

    #[test]
    fn a_step_too_large_is_no_horizontal_line() {
        let losses: Vec<f32> = (0..40).map(|step| 4.48 * 1.47_f32.powi(step)).collect();
        let (_, shown) = drawn(&history(&losses[..2], &[]), false);
        assert!(shown.plot.y[1] > 6.58, "both are in the picture");
        // Later on the way there is still seen, and where it left.
        let away = losses.iter().copied().chain([f32::INFINITY, f32::NAN]);
        for log in [false, true] {
            let (text, shown) = drawn(&history(&away.clone().collect::<Vec<_>>(), &[]), log);
            assert!(
                shown.plot.y[1] < 4000.0,
                "the axis ends at {}",
                shown.plot.y[1]
            );
            assert!(text.contains('∞'));
            let rows = reached(&text, TRAIN);
            assert!(rows.len() > 3, "the way there: {rows:?}");
            assert!(
                shown.alt.en.ends_with("From step 41 on it is no number."),
                "{}",
                shown.alt.en
            );
        }
    }

    #[test]
    fn what_was_learnt_stays_when_a_loss_runs_away_at_last() {
        let mut losses: Vec<f32> = (0..1000)
            .map(|step| 0.5 + 1.0 / (1.0 + step as f32))
            .collect();
        losses.extend((0..60).map(|step| 0.5 * 3_f32.powi(step)));
        losses.push(f32::NAN);
        let (_, shown) = drawn(&history(&losses, &[]), false);
        assert!(
            shown.plot.y[1] < 10.0,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(!shown.alt.en.contains("00000"), "{}", shown.alt.en);
    }

    #[test]
    fn a_validation_loss_that_rises_stays_in_the_picture() {
        let losses: Vec<f32> = (0..3000)
            .map(|step| 1.0 / (1.0 + step as f32 / 20.0))
            .collect();
        let measured: Vec<(u64, f32)> = (0..30)
            .map(|time| (100 * time, 1.0 + 0.1 * time as f32))
            .collect();
        let (_, shown) = drawn(&history(&losses, &measured), false);
        assert!(
            shown.plot.y[1] > 3.9,
            "the axis ends at {}",
            shown.plot.y[1]
        );
        assert!(
            shown.alt.en.contains("rises from 1 to 3.9"),
            "{}",
            shown.alt.en
        );
    }

    #[test]
    fn nothing_and_nan_draw_an_empty_chart() {
        let nan = f32::NAN;
        for (losses, measured) in [(vec![], vec![]), (vec![nan], vec![(1, nan)])] {
            let history = history(&losses, &measured);
            for log in [false, true] {
                let (_, shown) = drawn(&history, log);
                assert!(shown.plot.y[1] > shown.plot.y[0]);
            }
        }
    }

    #[test]
    fn smoothed_curves_stand_beside_the_pale_ones() {
        let losses: Vec<f32> = (0..4000).map(|step| 1.0 + (step % 2) as f32).collect();
        let history = history(&losses, &[(0, 2.0), (2000, 1.0), (4000, 1.5)]);
        let request = ViewRequest {
            choice: Some("smoothing:0.5".into()),
            ..request(false)
        };
        let form = form(&history, &request, Vec::new());
        let Figure::Lines(lines) = &form.figure else {
            panic!("lines")
        };
        let seen: Vec<_> = lines
            .lines
            .iter()
            .map(|line| (line.id.as_str(), line.look))
            .collect();
        assert_eq!(
            seen,
            [
                ("training", Look::Faint),
                ("validation", Look::Faint),
                ("training_smoothed", Look::Solid),
                ("validation_smoothed", Look::Solid)
            ]
        );
        // As many points, at the same places, each the average of all buckets up to there.
        let [raw, validation, training, smooth] = &lines.lines[..] else {
            panic!("four lines")
        };
        assert_eq!(training.points.len(), raw.points.len());
        assert!(
            training
                .points
                .iter()
                .all(|point| (point.y - 1.5).abs() < 1e-3)
        );
        let found: Vec<f64> = smooth.points.iter().map(|point| point.y).collect();
        assert_eq!(found, [2.0, (1.0 + 1.0) / 1.5, (0.5 + 0.5 + 1.5) / 1.75]);
        assert_eq!(validation.points.len(), 3);
        assert!(
            form.sentence
                .en
                .ends_with("with weight 0.50; the pale ones are not.")
        );
        assert_eq!(
            form.key.last().map(|entry| entry.name.en.as_ref()),
            Some("validation, smoothed 0.50")
        );
    }

    #[test]
    fn snapshot() {
        let losses: Vec<f32> = (0..900)
            .map(|step| 1.9 / (1.0 + step as f32 / 60.0) + 0.1 * (step % 3) as f32)
            .collect();
        let history = history(
            &losses,
            &[(0, 2.4), (100, 0.9), (300, 0.5), (600, 0.45), (900, 0.5)],
        );
        crate::inspect::snapshot::check(&LOSS, |request| form(&history, request, Vec::new()));
    }
}
