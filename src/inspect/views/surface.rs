//! The plane of a two-input experiment: which class (or value) the network gives each point, how sure it is, and the
//! samples.

use serde_bytes::ByteBuf;

use crate::data::Data;
use crate::inspect::form::{Axis, Colour, Dot, Field, Figure, Form, Format, KeyEntry, Sign};
use crate::inspect::view::{Place, Presence, View, Want};
use crate::inspect::words::percent;
use crate::optim::losses::LossRecord;
use crate::samples::{Samples, Split, Task};
use crate::say;
use crate::text::Text;

pub static SURFACE: View = View {
    id: "surface",
    title: Text::new("Decision surface", "决策面"),
    about: Text::new(
        "The class that the network gives each point of the plane, the stronger the colour the surer; or the value, orange negative and blue positive. Filled dots are trained on, hollow ones held out.",
        "网络对平面上每一点的预测：类别（颜色越深，概率越大）或数值（橙色为负，蓝色为正）。实心点用于训练，空心点为留出样本。",
    ),
    explanation: Text::new(
        "Every point of the plane is given to the network as an input, and coloured by what comes out. Where two colours meet the network is undecided: that is its decision boundary. Training bends it until the samples of each class lie on its side.",
        "把平面上每一点都作为输入送入网络，并按其输出着色。两种颜色相接之处网络无法判断，即决策边界。训练使边界弯曲，直到每一类样本都落在自己的一侧。",
    ),
    formula: "<msub><mi>p</mi><mi>k</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo><mo>=</mo><mfrac><msup><mi>e</mi><mrow><msub><mi>z</mi><mi>k</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo></mrow></msup><mrow><munder><mo>∑</mo><mi>j</mi></munder><msup><mi>e</mi><mrow><msub><mi>z</mi><mi>j</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo></mrow></msup></mrow></mfrac>",
    presence: Presence::Open,
    place: Place::Result,
    fits: |subject| {
        let data = subject.session.data();
        data.features_of_plane().is_some()
            && match data.task {
                Task::Classify => true,
                Task::Regress => data.outputs.len() == 1,
                Task::Tokens | Task::Reconstruct => false,
            }
    },
    wants: |subject| {
        let features = subject.session.data().features_of_plane();
        let inputs = features.map(|features| features.rows(&grid(GRID)));
        inputs.map(Want::Outputs).into_iter().collect()
    },
    show: |subject, _, read| {
        let session = subject.session;
        of(session.data(), session.loss(), &read[0])
    },
};

/// Points along each side of the grid that is evaluated.
const GRID: usize = 100;

/// The plane is shown from −EXTENT to EXTENT in both directions.
pub(super) const EXTENT: f32 = 1.25;

/// Points of the plane, `side` along each side, row by row from the top left. A network is given their features:
/// [`crate::features::Features::rows`].
pub(super) fn grid(side: usize) -> Vec<[f32; 2]> {
    let at = |index: usize| ((index as f32 + 0.5) / side as f32 * 2.0 - 1.0) * EXTENT;
    let point = |index: usize| [at(index % side), -at(index / side)];
    (0..side * side).map(point).collect()
}

fn of(data: &Data, loss: &LossRecord, outputs: &[f32]) -> Option<Form> {
    let classes: Vec<Text> = match data.task {
        Task::Classify => data.output_titles(),
        _ => Vec::new(),
    };
    let points = outputs.chunks_exact(outputs.len() / (GRID * GRID));
    let cells: Vec<(u32, f32)> = points
        .map(|outputs| cell(outputs, classes.len(), loss))
        .collect();
    let (mut dots, mut ids) = (Vec::new(), Vec::new());
    let train = data.shards[0].samples.as_deref();
    for (samples, split) in [
        (Some(&*data.validation), Split::Validation),
        (train, Split::Training),
    ] {
        let filled = split == Split::Training;
        let samples = samples.into_iter();
        dots.extend(samples.flat_map(|samples| in_plane(samples, classes.is_empty(), filled)));
        ids.extend((0..dots.len() - ids.len()).map(|index| split.id(index)));
    }
    Some(Form {
        samples: ids,
        ..form(
            &classes,
            cells,
            readings(outputs, classes.len(), loss),
            dots,
        )
    })
}

/// What a pointer reads of each point of the grid, as [`Field::readings`].
fn readings(outputs: &[f32], classes: usize, loss: &LossRecord) -> Vec<u8> {
    let points = outputs.chunks_exact(outputs.len() / (GRID * GRID));
    let read = |outputs: &[f32]| match classes {
        0 => outputs[0].to_le_bytes().to_vec(),
        _ if outputs.iter().any(|output| !output.is_finite()) => vec![u8::MAX, 0],
        _ => {
            let class = loss.outputs.predicted_class(outputs);
            let share = loss.outputs.probabilities(outputs)[class];
            vec![class as u8, (share * 255.0).round() as u8]
        }
    };
    points.flat_map(read).collect()
}

fn form(classes: &[Text], cells: Vec<(u32, f32)>, readings: Vec<u8>, dots: Vec<Dot>) -> Form {
    let axis = |title: &'static str| Axis {
        title: Text::new(title, title),
        unit: Format::Number,
        range: Some([-f64::from(EXTENT), f64::from(EXTENT)]),
    };
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: key(classes),
        sentence: describe(classes, &cells),
        note: Some(SURFACE.about.clone()),
        table: None,
        figure: Figure::Field(Field {
            x: axis("x₁"),
            y: axis("x₂"),
            side: GRID as u32,
            cells,
            names: key(classes)
                .into_iter()
                .map(|entry| entry.name)
                .filter(|_| !classes.is_empty())
                .collect(),
            readings: ByteBuf::from(readings),
            dots,
            chooses: true,
            path: Vec::new(),
            plot: None,
        }),
    }
}

/// The class of a point and how sure the network is, or the sign of its value and how far it is from 0.
fn cell(outputs: &[f32], classes: usize, loss: &LossRecord) -> (u32, f32) {
    if outputs.iter().any(|output| !output.is_finite()) {
        return (0, f32::NAN);
    }
    if classes == 0 {
        return (u32::from(outputs[0] > 0.0), outputs[0].abs());
    }
    let class = loss.outputs.predicted_class(outputs);
    // From 1/classes (no idea) to 1 (sure).
    let even = 1.0 / classes as f32;
    let sure = loss.outputs.probabilities(outputs)[class];
    (class as u32, (sure - even) / (1.0 - even))
}

fn in_plane(samples: &Samples, values: bool, filled: bool) -> impl Iterator<Item = Dot> {
    let points = samples.in_plane().unwrap_or_default().into_iter();
    let targets = samples.targets.iter().step_by(samples.target_width);
    points.zip(targets).map(move |([x, y], target)| {
        let class = if values {
            u32::from(*target > 0.0)
        } else {
            *target as u32
        };
        Dot {
            x,
            y,
            class,
            filled,
        }
    })
}

/// Of two classes one is called negative, by convention and by its sign; and so are values.
fn key(classes: &[Text]) -> Vec<KeyEntry> {
    let negative = Text::new("negative", "负");
    let positive = Text::new("positive", "正");
    let signs: &[&str] = if classes.len() < 3 {
        &["−", "+"]
    } else {
        &[]
    };
    let plain = classes.is_empty() || classes.iter().map(|name| name.en.as_ref()).eq(["−", "+"]);
    let names = if plain {
        vec![negative, positive]
    } else {
        classes.to_vec()
    };
    let entry = |(index, name): (usize, Text)| KeyEntry {
        id: format!("class_{index}"),
        name,
        sign: Sign::Field {
            colour: Colour::Class(index as u32),
            character: signs.get(index).copied().unwrap_or_default().into(),
        },
        values: Vec::new(),
    };
    names.into_iter().enumerate().map(entry).collect()
}

/// Which share of the plane each class has, or the values of each sign.
fn describe(classes: &[Text], cells: &[(u32, f32)]) -> Text {
    let signs = [
        Text::new("negative values", "负值"),
        Text::new("positive values", "正值"),
    ];
    let names = if classes.is_empty() { &signs } else { classes };
    let all = cells.len() as f64;
    let won = |class: usize| {
        let won = cells
            .iter()
            .filter(|(of, sure)| *of as usize == class && sure.is_finite());
        won.count() as f64 / all
    };
    let shares = |pick: fn(&Text) -> &str| {
        let share =
            |(class, name): (usize, &Text)| format!("{} {}", pick(name), percent(won(class)));
        names.iter().enumerate().map(share).collect::<Vec<_>>()
    };
    let en = shares(|name| &name.en).join(", ");
    let zh = shares(|name| &name.zh).join("，");
    let lost = cells.iter().filter(|(_, sure)| !sure.is_finite()).count();
    if lost > 0 {
        let lost = percent(lost as f64 / all);
        return say!(
            "Shares of the plane: {en}; on {lost} of it the network gives no number.",
            "各部分占平面的比例：{zh}；其中 {lost} 处网络的输出不是数（NaN）。"
        );
    }
    say!("Shares of the plane: {en}.", "各部分占平面的比例：{zh}。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::losses::CROSS_ENTROPY;

    #[test]
    fn the_plane_shows_what_the_network_says() {
        // A network that gives the right half to class 1.
        let outputs: Vec<f32> = grid(GRID)
            .into_iter()
            .flat_map(|[x, _]| [-x * 9.0, x * 9.0])
            .collect();
        let classes = [Text::new("left", "左"), Text::new("right", "右")];
        let cells = |outputs: &[f32]| -> Vec<(u32, f32)> {
            let points = outputs.chunks(2);
            points
                .map(|outputs| cell(outputs, 2, &CROSS_ENTROPY))
                .collect()
        };
        let told = describe(&classes, &cells(&outputs));
        assert_eq!(told.en, "Shares of the plane: left 50.0%, right 50.0%.");
        // At the edge it is sure, in the middle it is not.
        let row = &cells(&outputs)[..GRID];
        assert!(row[0].1 > 0.99 && row[GRID / 2].1 < 0.5, "{row:?}");

        // What a pointer reads is what the network gives there.
        let read = readings(&outputs, 2, &CROSS_ENTROPY);
        for index in [0, 40, 60, 99, GRID * GRID - 1] {
            let logits = &outputs[2 * index..2 * index + 2];
            let (right, left) = (logits[1].exp(), logits[0].exp());
            let share = f32::from(read[2 * index + 1]) / 255.0;
            assert_eq!(read[2 * index], u8::from(right > left));
            assert!((share - right.max(left) / (right + left)).abs() < 0.002);
        }
        assert_eq!(
            readings(&vec![f32::NAN; 2 * GRID * GRID], 2, &CROSS_ENTROPY)[..2],
            [255, 0]
        );
        assert_eq!(
            readings(&vec![1.5; GRID * GRID], 0, &CROSS_ENTROPY)[..4],
            1.5f32.to_le_bytes()
        );

        // A network full of NaN has no side.
        let told = describe(&classes, &cells(&vec![f32::NAN; 2 * GRID * GRID]));
        assert_eq!(
            told.en,
            "Shares of the plane: left 0.0%, right 0.0%; on 100.0% of it the network gives no number."
        );
    }

    #[test]
    fn snapshot() {
        let classes = [Text::new("left", "左"), Text::new("right", "右")];
        let cells = || {
            let sure = |x: f32| (u32::from(x > 0.0), x.abs() / EXTENT);
            grid(GRID).into_iter().map(|[x, _]| sure(x)).collect()
        };
        let dot = |index: usize| Dot {
            x: index as f32 / 10.0 - 1.0,
            y: (index * 7).rem_euclid(20) as f32 / 10.0 - 1.0,
            class: u32::from(index > 10),
            filled: index.is_multiple_of(2),
        };
        crate::inspect::snapshot::check(&SURFACE, |_| {
            form(&classes, cells(), Vec::new(), (0..20).map(dot).collect())
        });
    }
}
