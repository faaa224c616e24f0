//! Held-out samples as the network sees them before its last layer, or in its code: the plane of their first two principal
//! components, coloured by class.

use super::layers;
use crate::data::Data;
use crate::inspect::form::{Axis, Cell, Dot, Figure, Form, Format, KeyEntry, Points, Table};
use crate::inspect::palette::CLASSES;
use crate::inspect::principal::Principal;
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent};
use crate::network::trace::Pick;
use crate::samples::{Split, Task};
use crate::say;
use crate::text::{Text, count};

pub static HIDDEN_MAP: View = View {
    id: "hidden_map",
    title: Text::new("Hidden states", "隐藏表示"),
    about: Text::new(
        "Each dot is a held-out sample where the network puts it before its output layer; of an autoencoder, in its code. Of many values the two directions are shown along which they vary most (principal components). What the output layer can tell apart lies apart here.",
        "每个点是一个留出样本在输出层之前的表示；对自编码器则是其编码。维数多时，显示变化最大的两个方向（主成分）。输出层能区分的类别在图中彼此分开。",
    ),
    explanation: Text::new(
        "A network learns to bring its inputs into a space in which its last layer can tell them apart by straight cuts. This is that space, seen from the side from which it is widest. While it trains the classes drift apart; those that stay mixed are the ones that it mistakes for each other.",
        "网络学会把输入变换到一个空间，使最后一层用直线就能将它们分开。图中就是这个空间，从它展得最开的方向看。训练时各类逐渐分开，仍混在一起的就是网络容易混淆的类别。",
    ),
    formula: "<msub><mi>z</mi><mi>n</mi></msub><mo>=</mo><msup><mi>V</mi><mi>T</mi></msup><mo>(</mo><msub><mi>h</mi><mi>n</mi></msub><mo>−</mo><mover><mi>h</mi><mo>¯</mo></mover><mo>)</mo>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| plan(subject).is_some(),
    wants: |subject| {
        let want = plan(subject).map(|plan| Want::Inside {
            inputs: layers::held_inputs(&subject.session.data().validation, plan.samples),
            picks: vec![Pick {
                layer: plan.layer,
                name: "output",
                ranges: Vec::new(),
            }],
        });
        want.into_iter().collect()
    },
    show: |subject, _, read| {
        let (plan, values) = (plan(subject)?, read.first()?);
        let session = subject.session;
        let after = layers::title(session.network(), plan.layer);
        let (classes, names) = classes(session.data(), plan.samples);
        (values.len() == plan.samples * plan.width)
            .then(|| form(values, plan.width, &classes, names, &after))
    },
};

/// Most samples that are shown.
const SAMPLES: usize = 500;

/// Most values that are read: 1 MB.
const VALUES: usize = 1 << 18;

/// Most values of one sample.
const WIDTH: usize = 1 << 13;

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Class", "类别"), Format::Count),
    (Text::new("Samples", "样本数"), Format::Count),
    (
        Text::new("Centre, horizontally", "中心（横轴）"),
        Format::Number,
    ),
    (
        Text::new("Centre, vertically", "中心（纵轴）"),
        Format::Number,
    ),
];

/// Which layer is shown, how many values it gives, and for how many samples.
struct Plan {
    layer: usize,
    width: usize,
    samples: usize,
}

fn plan(subject: &Subject) -> Option<Plan> {
    let (data, network) = (subject.session.data(), subject.session.network());
    let (_, hidden) = network.layers.split_last()?;
    let values = hidden.iter().map(|info| {
        let sides = info.output.iter().map(|side| *side as usize);
        sides.product::<usize>()
    });
    let (layer, width) = match data.task {
        Task::Classify => values.enumerate().next_back()?,
        Task::Reconstruct => layers::code(network)?,
        Task::Regress | Task::Tokens => return None,
    };
    let samples = SAMPLES
        .min(VALUES / width.max(1))
        .min(data.validation.len());
    ((2..=WIDTH).contains(&width) && samples > 1).then_some(Plan {
        layer,
        width,
        samples,
    })
}

/// The class of each of the first held-out samples, and names of the classes; one class where they have none.
fn classes(data: &Data, samples: usize) -> (Vec<usize>, Vec<Text>) {
    let (held, names) = (&data.validation, data.output_titles());
    let known = held.target_width == 1 && !names.is_empty();
    let all = held.targets.iter().take(samples);
    let all: Vec<usize> = all.map(|target| *target as usize).collect();
    if known && all.iter().all(|class| *class < names.len()) {
        (all, names)
    } else {
        (vec![0; samples], vec![Text::new("Samples", "样本")])
    }
}

/// `values` is `[samples, width]`: what comes out of the layer that is called `after`.
fn form(values: &[f32], width: usize, classes: &[usize], names: Vec<Text>, after: &Text) -> Form {
    let (mut rows, mut of, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (row, class)) in values.chunks_exact(width).zip(classes).enumerate() {
        if row.iter().all(|value| value.is_finite()) {
            rows.extend_from_slice(row);
            of.push(*class);
            ids.push(Split::Validation.id(index));
        }
    }
    let lost = classes.len() - of.len();
    // Two values are a plane already.
    let principal = (width > 2 && of.len() > 1).then(|| Principal::of(&rows, width));
    let places: Vec<[f64; 2]> = match &principal {
        Some(principal) => principal.places.clone(),
        None if width == 2 => {
            let pairs = rows.as_chunks::<2>().0.iter();
            pairs.map(|pair| pair.map(f64::from)).collect()
        }
        None => Vec::new(),
    };
    let centres = centres(&places, &of, names.len());
    let dot = |(place, class): (&[f64; 2], &usize)| Dot {
        x: place[0] as f32,
        y: place[1] as f32,
        class: *class as u32,
        filled: *class < CLASSES.len(),
    };
    let axis = |at: usize| {
        let ends = places.iter().map(|place| place[at]);
        let [low, high] = ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
            [low.min(value), high.max(value)]
        });
        let margin = ((high - low) * 0.05).max(1e-3);
        let number = at + 1;
        let title = if let Some(principal) = &principal {
            let share = percent(principal.variances[at] / principal.total);
            say!(
                "Principal component {number} ({share} of the variance)",
                "主成分 {number}（占方差 {share}）"
            )
        } else {
            say!("Unit {number}", "单元 {number}")
        };
        let range = if low <= high {
            [low - margin, high + margin]
        } else {
            [-1.0, 1.0]
        };
        Axis::of_numbers(title, range)
    };
    let entry = |(class, name): (usize, &Text)| {
        let character = if class < CLASSES.len() { "" } else { "○" };
        KeyEntry::of_class(class, name.clone(), character)
    };
    let key = names.iter().enumerate().map(entry);
    let row = |(name, (count, centre)): (&Text, &(usize, [f64; 2]))| {
        vec![
            Cell::Text(name.clone()),
            Cell::Number(*count as f64),
            Cell::Number(centre[0]),
            Cell::Number(centre[1]),
        ]
    };
    let [x, y] = [axis(0), axis(1)];
    let sentence = describe(
        (of.len(), lost, width),
        principal.as_ref(),
        own_centre(&places, &of, &centres).filter(|_| names.len() > 1),
        after,
    );
    Form {
        samples: ids,
        controls: Vec::new(),
        key: if names.len() > 1 {
            key.collect()
        } else {
            Vec::new()
        },
        sentence,
        note: Some(HIDDEN_MAP.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows: names.iter().zip(&centres).map(row).collect(),
            note: None,
        }),
        figure: Figure::Points(Points {
            x,
            y,
            diagonal: false,
            dots: places.iter().zip(&of).map(dot).collect(),
            classes: names,
            plot: None,
        }),
    }
}

/// Of each class how many samples there are, and their mean; NaN of none.
fn centres(places: &[[f64; 2]], of: &[usize], classes: usize) -> Vec<(usize, [f64; 2])> {
    let centre = |class: usize| {
        let own = places.iter().zip(of).filter(|(_, other)| **other == class);
        let count = own.clone().count();
        let mean = |at: usize| own.clone().map(|(place, _)| place[at]).sum::<f64>() / count as f64;
        (count, [mean(0), mean(1)])
    };
    (0..classes).map(centre).collect()
}

/// The share of samples that lie nearest to the centre of their own class.
fn own_centre(places: &[[f64; 2]], of: &[usize], centres: &[(usize, [f64; 2])]) -> Option<f64> {
    let far = |place: &[f64; 2], class: usize| {
        let [x, y] = centres[class].1;
        (place[0] - x).powi(2) + (place[1] - y).powi(2)
    };
    let there = || (0..centres.len()).filter(|class| centres[*class].0 > 0);
    let right = places.iter().zip(of).filter(|(place, class)| {
        let by = |one: &usize, other: &usize| far(place, *one).total_cmp(&far(place, *other));
        there().min_by(by) == Some(**class)
    });
    (!places.is_empty()).then(|| right.count() as f64 / places.len() as f64)
}

/// What is shown, how much of the variance that is, and how well classes lie apart.
fn describe(
    (known, lost, width): (usize, usize, usize),
    principal: Option<&Principal>,
    own: Option<f64>,
    after: &Text,
) -> Text {
    let (en, zh) = (&after.en, &after.zh);
    let mut told = Vec::new();
    let share = principal.map(Principal::share);
    if known < 2 {
        told.push(say!(
            "After “{en}” the network gives no numbers.",
            "网络在“{zh}”之后的输出不是数（NaN 或无穷大）。"
        ));
    } else {
        told.push(match share {
            Some(share) if share.is_finite() => {
                let share = percent(share);
                say!(
                    "The {width} values after “{en}” of {known} held-out samples: two principal components hold {share} of their variance.",
                    "{known} 个留出样本在“{zh}”之后的 {width} 个值：前两个主成分占其方差的 {share}。"
                )
            }
            Some(_) => say!(
                "The {width} values after “{en}” are the same for all of {known} held-out samples.",
                "在“{zh}”之后的 {width} 个值对全部 {known} 个留出样本都相同。"
            ),
            None => say!(
                "The two values after “{en}” of {known} held-out samples.",
                "{known} 个留出样本在“{zh}”之后的两个值。"
            ),
        });
        if let Some(own) = own.filter(|_| share.is_none_or(f64::is_finite)) {
            let own = percent(own);
            told.push(say!(
                "{own} of them lie nearest to the centre of their own class.",
                "其中 {own} 离自己类别的中心最近。"
            ));
        }
        if lost > 0 {
            let en = count(lost as u64, "sample", "samples");
            told.push(say!(
                "Of {en} more the network gives no numbers.",
                "另有 {lost} 个样本的值不是数（NaN 或无穷大）。"
            ));
        }
    }
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::snapshot::classes;

    /// Three classes in three corners of a plane in four dimensions.
    fn values(samples: usize) -> (Vec<f32>, Vec<usize>) {
        let class = |at: usize| at % 3;
        let value = |at: usize| {
            let noise = [37, 59, 83, 97].map(|by| (at * by % 101) as f32 / 101.0 - 0.5);
            let corner = [[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]][class(at)];
            [
                corner[0] + noise[0],
                corner[1] + noise[1],
                corner[0] + noise[2],
                0.1 * noise[3],
            ]
        };
        (
            (0..samples).flat_map(value).collect(),
            (0..samples).map(class).collect(),
        )
    }

    fn shown(values: &[f32], width: usize, of: &[usize]) -> Form {
        form(values, width, of, classes(), &Text::new("2 tanh", "2 tanh"))
    }

    #[test]
    fn classes_that_lie_apart_are_said_to() {
        let (values, of) = values(90);
        let form = shown(&values, 4, &of);
        assert!(
            (form.sentence.en)
                .ends_with("100.0% of them lie nearest to the centre of their own class."),
            "{}",
            form.sentence.en
        );
        let Figure::Points(points) = &form.figure else {
            panic!("points")
        };
        assert_eq!(points.dots.len(), 90);
        // Two values are shown as they are.
        let form = shown(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, &[0, 1, 2]);
        let Figure::Points(points) = &form.figure else {
            panic!("points")
        };
        assert_eq!((points.dots[1].x, points.dots[1].y), (3.0, 4.0));
        assert!(
            form.sentence
                .en
                .starts_with("The two values after “2 tanh” of 3")
        );
    }

    #[test]
    fn what_is_no_number_or_does_not_vary_is_said() {
        let (mut values, of) = values(9);
        values[5] = f32::NAN;
        let form = shown(&values, 4, &of);
        assert!(
            (form.sentence.en).ends_with("Of 1 sample more the network gives no numbers."),
            "{}",
            form.sentence.en
        );
        let lost = shown(&[f32::NAN; 12], 4, &[0, 1, 2]);
        assert_eq!(
            lost.sentence.en,
            "After “2 tanh” the network gives no numbers."
        );
        let lost = shown(&[f32::INFINITY; 4], 2, &[0, 1]);
        assert_eq!(
            lost.sentence.en,
            "After “2 tanh” the network gives no numbers."
        );
        let same = shown(&[0.0; 12], 4, &[0, 1, 2]);
        assert_eq!(
            same.sentence.en,
            "The 4 values after “2 tanh” are the same for all of 3 held-out samples."
        );
    }

    #[test]
    fn snapshot() {
        let (values, of) = values(90);
        crate::inspect::snapshot::check(&HIDDEN_MAP, |_| shown(&values, 4, &of));
    }
}
