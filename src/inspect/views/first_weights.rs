//! The weights of the first dense layer as pictures: of each unit, what it adds or takes away for each pixel.

use serde_bytes::ByteBuf;

use crate::inspect::form::{
    Cell, Column, Figure, Form, Format, PictureScale, Pictures, Table, diverging,
};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::short;
use crate::network::layers::Role;
use crate::say;
use crate::text::Text;

pub static FIRST_WEIGHTS: View = View {
    id: "first_weights",
    title: Text::new("First layer's weights", "第一层的权重"),
    about: Text::new(
        "Each picture is a unit of the first dense layer: blue pixels make it larger, orange ones smaller. All have one scale.",
        "每幅图对应第一个全连接层的一个单元：蓝色像素使其增大，橙色像素使其减小。所有图使用同一刻度。",
    ),
    explanation: Text::new(
        "A unit of the first layer has one weight for each pixel, so that its weights are a picture. The unit answers most to inputs that have ink where the weights are positive and none where they are negative. Before training the pictures are noise.",
        "第一层的每个单元对每个像素各有一个权重，因此其权重可以画成一幅图。输入在权重为正处有墨迹、在权重为负处没有墨迹时，该单元的响应最大。训练之前这些图只是噪声。",
    ),
    formula: "<msub><mi>z</mi><mi>j</mi></msub><mo>=</mo><munder><mo>∑</mo><mi>i</mi></munder><msub><mi>w</mi><mrow><mi>j</mi><mi>i</mi></mrow></msub><msub><mi>x</mi><mi>i</mi></msub><mo>+</mo><msub><mi>b</mi><mi>j</mi></msub>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| first_weights(subject).is_some(),
    wants: |subject| {
        first_weights(subject)
            .map(Want::Parameter)
            .into_iter()
            .collect()
    },
    show: |subject, _, read| {
        let [channels, height, width] = subject.session.data().shape[..] else {
            return None;
        };
        Some(form([channels, height, width], read.first()?))
    },
};

/// Most units that are shown.
const UNITS: usize = 64;

/// Of a dense layer that sees the pixels of a picture themselves, the parameter that holds its weights.
fn first_weights(subject: &Subject) -> Option<usize> {
    let session = subject.session;
    let [channels, height, width] = session.data().shape[..] else {
        return None;
    };
    let picture = matches!(channels, 1 | 3) && height > 1 && width > 1;
    let first = session.network().specs.first()?;
    let dense = session.network().layers.get(first.layer)?.id == "dense";
    let sees_all = first.shape.first() == Some(&(channels * height * width));
    (picture && dense && sees_all && first.role == Role::Weight).then_some(0)
}

/// `weights` is `[channels · height · width, units]`. Of a colour picture the channels are averaged.
fn form([channels, height, width]: [usize; 3], weights: &[f32]) -> Form {
    let size = height * width;
    let all = weights.len() / (channels * size);
    let units = all.min(UNITS);
    let of = |unit: usize, pixel: usize| {
        let channels = 0..channels;
        let sum: f32 = channels
            .clone()
            .map(|channel| weights[(channel * size + pixel) * all + unit])
            .sum();
        sum / channels.len() as f32
    };
    let images: Vec<Vec<f32>> = (0..units)
        .map(|unit| (0..size).map(|pixel| of(unit, pixel)).collect())
        .collect();
    let values = || images.iter().flatten().copied();
    let (widest, bytes) = diverging(values());
    let row = |(unit, image): (usize, &Vec<f32>)| {
        let ends = image
            .iter()
            .fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], value| {
                [low.min(*value), high.max(*value)]
            });
        let norm = image
            .iter()
            .map(|value| f64::from(*value).powi(2))
            .sum::<f64>()
            .sqrt();
        vec![
            Cell::Number((unit + 1) as f64),
            Cell::Number(ends[0].into()),
            Cell::Number(ends[1].into()),
            Cell::Number(norm),
        ]
    };
    let caption = |unit: usize| {
        let number = (unit + 1).to_string();
        Text::filled(number.clone(), number)
    };
    let lost = values().any(|value| !value.is_finite());
    let range = short(f64::from(widest));
    let sentence = if lost {
        say!(
            "Weights of {units} of {all} units; some are no numbers.",
            "{all} 个单元中 {units} 个的权重；其中有些不是数（NaN）。"
        )
    } else {
        say!(
            "Weights of {units} of {all} units, from −{range} to {range}.",
            "{all} 个单元中 {units} 个的权重，范围从 −{range} 到 {range}。"
        )
    };
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence,
        note: Some(FIRST_WEIGHTS.about.clone()),
        table: Some(Table {
            columns: vec![
                Column::new(Text::new("Unit", "单元"), Format::Count),
                Column::new(Text::new("Smallest weight", "最小权重"), Format::Number),
                Column::new(Text::new("Largest weight", "最大权重"), Format::Number),
                Column::new(Text::new("Norm", "范数"), Format::Number),
            ],
            rows: images.iter().enumerate().map(row).collect(),
            note: None,
        }),
        figure: Figure::Pictures(Pictures {
            width: width as u32,
            height: height as u32,
            channels: 1,
            scale: PictureScale::Diverging,
            range: [-widest, widest],
            values: ByteBuf::from(bytes),
            captions: (0..units).map(caption).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_has_its_column_of_the_weights_on_one_scale() {
        // Two pixels by two, three units: unit 1 wants the first pixel, unit 2 the last not, unit 3 nothing.
        let weights = [
            [0.5, 0.0, 0.0],
            [0.0, 0.0, 0.0],
            [0.0, 0.25, 0.0],
            [0.0, -1.0, 0.0],
        ];
        let form = form([1, 2, 2], weights.as_flattened());
        let Figure::Pictures(pictures) = form.figure else {
            panic!("pictures")
        };
        assert_eq!(pictures.range, [-1.0, 1.0]);
        assert_eq!(
            pictures.values.as_ref(),
            [191, 128, 128, 128, 128, 128, 159, 0, 128, 128, 128, 128]
        );
        assert_eq!(pictures.captions.len(), 3);
        let table = form.table.expect("numbers to read");
        assert_eq!(
            table.rows[1],
            [2.0, -1.0, 0.25, 1.0625_f64.sqrt()].map(Cell::Number)
        );
        assert_eq!(form.sentence.en, "Weights of 3 of 3 units, from −1 to 1.");
    }

    #[test]
    fn snapshot() {
        let weight = |at: usize| ((at * 37).rem_euclid(101) as f32 / 50.0 - 1.0) * (at % 3) as f32;
        let weights: Vec<f32> = (0..8 * 8 * 6).map(weight).collect();
        crate::inspect::snapshot::check(&FIRST_WEIGHTS, |_| form([1, 8, 8], &weights));
    }
}
