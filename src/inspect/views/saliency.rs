//! What of a picture its class depends on: by the gradient with respect to each pixel, and by covering parts of it.

use serde_bytes::ByteBuf;

use super::hardest::bytes;
use crate::inspect::charts::lines::quantile;
use crate::inspect::form::{Cell, Figure, Form, Format, PictureScale, Pictures, Table, largest};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent, short};
use crate::optim::outputs::Outputs;
use crate::samples::{Samples, Task};
use crate::say;
use crate::text::{Text, count};

pub static SALIENCY: View = View {
    id: "saliency",
    title: Text::new("What the network looks at", "网络关注的区域"),
    about: Text::new(
        "Of the picture that was drawn or chosen, and of the first held-out sample of some classes: the picture; how much the output of the predicted class changes with each pixel (saliency, Simonyan et al. 2014); and how far its probability falls where a small patch is covered (occlusion, Zeiler & Fergus 2014). The lighter the more; each has a scale of its own.",
        "取手写或选中的图片，以及若干类别的第一个留出样本，依次显示：图片；预测类别的输出随每个像素变化的幅度（显著图，Simonyan 等 2014）；遮住一小块时该类概率下降的幅度（遮挡图，Zeiler 与 Fergus 2014）。越亮幅度越大，每幅图使用各自的刻度。",
    ),
    explanation: Text::new(
        "Saliency asks by how much the output would change if a pixel changed a little; occlusion covers a patch and looks how far the probability falls. Where both are light the network looks. Light spots beside the thing itself show that it has learnt something else.",
        "显著图表示某个像素稍有变化时输出会改变多少；遮挡图则遮住一小块，看概率下降多少。两者都亮的地方就是网络关注之处。若物体之外有亮点，说明网络学到了别的东西。",
    ),
    formula: "<msub><mi>s</mi><mi>i</mi></msub><mo>=</mo><mo>|</mo><mfrac><mrow><mo>∂</mo><msub><mi>z</mi><mi>k</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>x</mi><mi>i</mi></msub></mrow></mfrac><mo>|</mo><mo>;</mo><msub><mi>o</mi><mi>P</mi></msub><mo>=</mo><msub><mi>p</mi><mi>k</mi></msub><mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo><msub><mi>p</mi><mi>k</mi></msub><mo>(</mo><msub><mi>x</mi><mrow><mo>∖</mo><mi>P</mi></mrow></msub><mo>)</mo>",
    presence: Presence::Asked,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        data.task == Task::Classify && !data.validation.is_empty() && plan(subject).is_some()
    },
    wants: |subject| {
        let Some(plan) = plan(subject) else {
            return Vec::new();
        };
        let pictures: Vec<Vec<f32>> = plan.seen.into_iter().map(|seen| seen.picture).collect();
        let covered = pictures.iter().map(|picture| plan.covering.rows(picture));
        let covered = covered.flatten();
        let rows: Vec<f32> = pictures.iter().flatten().copied().chain(covered).collect();
        vec![Want::Saliency(pictures.concat()), Want::Outputs(rows)]
    },
    show: |subject, _, read| {
        let (plan, [gradients, outputs]) = (plan(subject)?, read) else {
            return None;
        };
        let session = subject.session;
        let names = session.data().output_titles();
        let kind = session.loss().outputs;
        let Plan { seen, covering } = plan;
        Some(form(&seen, &covering, gradients, outputs, kind, &names))
    },
};

/// Most pictures.
const PICTURES: usize = 4;

/// A patch is one part in so many of the picture's longer side, and at least two pixels.
const PATCH: usize = 6;

/// Multiply-adds that may be spent on all pictures, some tenths of a second on a processor, and on a single one.
const OPERATIONS: f64 = 4e8;
const MOST_OPERATIONS: f64 = 4e9;

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Sample", "样本"), Format::Count),
    (Text::new("True class", "真实类别"), Format::Count),
    (Text::new("Predicted class", "预测类别"), Format::Count),
    (Text::new("Probability", "概率"), Format::Share),
    (Text::new("Largest fall", "最大降幅"), Format::Number),
    (Text::new("Patch there", "遮挡位置"), Format::Count),
];

/// Places of a patch over a picture `[channels, height, width]`.
struct Covering {
    shape: [usize; 3],
    side: usize,
    /// Left top corners: column and row.
    corners: Vec<(usize, usize)>,
}

impl Covering {
    fn new([channels, height, width]: [usize; 3]) -> Self {
        let side = (width.max(height) / PATCH).max(2).min(width.min(height));
        let starts = |length: usize| {
            let last = length - side;
            let mut starts: Vec<usize> = (0..last).step_by((side / 2).max(1)).collect();
            starts.push(last);
            starts
        };
        let rows = starts(height);
        let corner = |column: usize| rows.iter().map(move |row| (column, *row));
        Self {
            corners: starts(width).into_iter().flat_map(corner).collect(),
            shape: [channels, height, width],
            side,
        }
    }

    /// Positions of the pixels under a patch, in one channel.
    fn pixels(&self, (left, top): (usize, usize)) -> impl Iterator<Item = usize> {
        let (side, width) = (self.side, self.shape[2]);
        (top..top + side).flat_map(move |row| (left..left + side).map(move |at| row * width + at))
    }

    /// The picture as often as there are places, each time with the patch over one of them: in the median of each channel,
    /// which is the ground of a digit and a middle tone of a photograph.
    fn rows(&self, picture: &[f32]) -> Vec<f32> {
        let size = self.shape[1] * self.shape[2];
        let middle = |channel: &[f32]| {
            let values = channel.iter().map(|value| f64::from(*value));
            quantile(values.collect(), 0.5) as f32
        };
        let medians: Vec<f32> = picture.chunks_exact(size).map(middle).collect();
        let covered = self.corners.iter().map(|corner| {
            let mut covered = picture.to_vec();
            for (channel, median) in covered.chunks_exact_mut(size).zip(&medians) {
                for pixel in self.pixels(*corner) {
                    channel[pixel] = *median;
                }
            }
            covered
        });
        covered.flatten().collect()
    }

    /// Of each pixel the mean of what was found with the patches over it.
    fn map(&self, found: &[f32]) -> Vec<f32> {
        let mut sums = vec![(0.0, 0.0_f32); self.shape[1] * self.shape[2]];
        for (corner, value) in self.corners.iter().zip(found) {
            for pixel in self.pixels(*corner) {
                let (sum, count) = &mut sums[pixel];
                (*sum, *count) = (*sum + value, *count + 1.0);
            }
        }
        sums.into_iter().map(|(sum, count)| sum / count).collect()
    }
}

/// Which pictures are shown, and where they are covered.
struct Plan {
    seen: Vec<Seen>,
    covering: Covering,
}

fn plan(subject: &Subject) -> Option<Plan> {
    let (data, network) = (subject.session.data(), subject.session.network());
    let [channels @ (1 | 3), height, width] = data.shape[..] else {
        return None;
    };
    if height < 2 || width < 2 {
        return None;
    }
    let covering = Covering::new([channels, height, width]);
    let each = network.operations_forward().max(1.0) * covering.corners.len() as f64;
    if each > MOST_OPERATIONS {
        return None;
    }
    let most = (OPERATIONS / each).clamp(1.0, PICTURES as f64) as usize;
    let held = &data.validation;
    let chosen = subject.chosen.map(|picture| Seen {
        sample: None,
        picture: picture.to_vec(),
        class: None,
    });
    let mut seen: Vec<Seen> = chosen.into_iter().collect();
    for (sample, class) in held.targets.iter().enumerate() {
        let class = Some(*class as usize);
        if seen.len() < most && !seen.iter().any(|other| other.class == class) {
            seen.push(Seen {
                sample: Some(sample),
                picture: gathered(held, sample),
                class,
            });
        }
    }
    Some(Plan { seen, covering })
}

/// The picture of a sample.
fn gathered(held: &Samples, sample: usize) -> Vec<f32> {
    let (mut input, mut target) = (Vec::new(), Vec::new());
    held.gather(sample, &mut input, &mut target);
    input
}

/// A picture that is shown.
struct Seen {
    /// Of the held-out samples; none where a person drew or chose it.
    sample: Option<usize>,
    picture: Vec<f32>,
    /// Its true class, where it is known.
    class: Option<usize>,
}

/// `gradients` is `[samples, inputs]`; `outputs` has a row of each picture, and then one for each place of the patch over
/// each of them.
fn form(
    seen: &[Seen],
    covering: &Covering,
    gradients: &[f32],
    outputs: &[f32],
    kind: Outputs,
    names: &[Text],
) -> Form {
    let [channels, height, width] = covering.shape;
    let (size, places) = (height * width, covering.corners.len());
    let wide = outputs.len() / (seen.len() * (1 + places)).max(1);
    let row = |at: usize| &outputs[at * wide..(at + 1) * wide];
    let name = |class: usize| names.get(class).cloned().unwrap_or(Text::new("–", "–"));
    let (mut values, mut captions, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let (mut deepest, mut lost) = (None, 0);
    for (index, one) in seen.iter().enumerate() {
        let predicted = kind.predicted_class(row(index));
        let probability = |at: usize| {
            let all = kind.probabilities(row(at));
            all.get(predicted).copied().unwrap_or(f32::NAN)
        };
        let sure = probability(index);
        let first = seen.len() + index * places;
        let falls: Vec<f32> = (first..first + places)
            .map(|at| sure - probability(at))
            .collect();
        let own = &gradients[index * channels * size..][..channels * size];
        // Of a colour picture the channel that matters most.
        let slopes = (0..size).map(|pixel| {
            let all = own.iter().skip(pixel).step_by(size);
            all.fold(0.0, |most: f32, slope| {
                if slope.is_nan() {
                    f32::NAN
                } else {
                    most.max(slope.abs())
                }
            })
        });
        let map = covering.map(&falls);
        values.extend(bytes(&one.picture));
        for layer in [slopes.collect(), map.clone()] {
            let layer: Vec<u8> = shades(&layer);
            values.extend((0..channels).flat_map(|_| layer.iter().copied()));
        }
        let by = |a: &(usize, f32), b: &(usize, f32)| a.1.total_cmp(&b.1);
        let finite = falls.iter().copied().enumerate();
        let most = finite.filter(|(_, fall)| fall.is_finite()).max_by(by);
        let gradient_known = own.iter().all(|slope| slope.is_finite());
        lost += usize::from(!sure.is_finite() || !gradient_known);
        let yours = Text::new("chosen picture", "所选图片");
        let right = one.class.map_or(yours, name);
        let (taken, percent) = (name(predicted), percent(sure.into()));
        captions.push(Text::filled(
            format!("{} as {}: {percent}", right.en, taken.en),
            format!("{} → {}：{percent}", right.zh, taken.zh),
        ));
        let (en, zh) = (&right.en, &right.zh);
        captions.push(say!("{en}: saliency", "{zh}：显著图"));
        captions.push(say!("{en}: occlusion", "{zh}：遮挡图"));
        let fall = most.map_or(Cell::Empty, |(_, fall)| Cell::Number(fall.into()));
        let place = most.map_or(Cell::Empty, |(at, _)| {
            let (column, row) = covering.corners[at];
            let (column, row) = (column + 1, row + 1);
            Cell::Text(say!(
                "row {row}, column {column}",
                "第 {row} 行第 {column} 列"
            ))
        });
        rows.push(vec![
            match one.sample {
                Some(sample) => Cell::Number((sample + 1) as f64),
                None => Cell::Text(right.clone()),
            },
            one.class.map_or(Cell::Empty, |_| Cell::Text(right.clone())),
            Cell::Text(taken),
            Cell::Number(sure.into()),
            fall,
            place,
        ]);
        if let Some((_, fall)) = most
            && deepest.as_ref().is_none_or(|(deep, _)| fall > *deep)
        {
            deepest = Some((fall, right));
        }
    }
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: describe(seen.len(), covering.side, deepest, lost),
        note: Some(SALIENCY.about.clone()),
        table: Some(Table {
            columns: Table::columns(COLUMNS),
            rows,
            note: None,
        }),
        figure: Figure::Pictures(Pictures {
            width: width as u32,
            height: height as u32,
            channels: channels as u32,
            scale: PictureScale::Sequential,
            range: [0.0, 1.0],
            values: ByteBuf::from(values),
            captions,
        }),
    }
}

/// From nothing (0) to the largest of some values (255); what is below nothing, or no number, is nothing.
fn shades(values: &[f32]) -> Vec<u8> {
    let positive = |value: &f32| {
        if value.is_finite() {
            value.max(0.0)
        } else {
            0.0
        }
    };
    let most = largest(values.iter().map(positive));
    let shade = |value: &f32| (255.0 * positive(value) / most.max(f32::MIN_POSITIVE)).round() as u8;
    values.iter().map(shade).collect()
}

fn describe(samples: usize, side: usize, deepest: Option<(f32, Text)>, lost: usize) -> Text {
    let en = count(samples as u64, "picture", "pictures");
    let mut told = vec![say!(
        "{en}, each with what its class depends on.",
        "{samples} 张图片，以及其类别所依赖的区域。"
    )];
    if let Some((fall, name)) = deepest {
        let (fall, en, zh) = (short(fall.into()), &name.en, &name.zh);
        told.push(say!(
            "The probability of the predicted class falls most, by {fall}, where a patch of {side}×{side} pixels of “{en}” is covered.",
            "遮住“{zh}”中一块 {side}×{side} 像素时，预测类别的概率下降最多，达 {fall}。"
        ));
    }
    if lost > 0 {
        let en = count(lost as u64, "sample", "samples");
        told.push(say!(
            "Of {en} the network gives no numbers.",
            "网络对其中 {lost} 个样本的输出不是数（NaN 或无穷大）。"
        ));
    }
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_cover_every_pixel_and_a_map_gives_back_what_they_found() {
        for shape in [[1, 28, 28], [3, 8, 8], [1, 5, 9], [1, 2, 2]] {
            let covering = Covering::new(shape);
            let size = shape[1] * shape[2];
            let mut covered = vec![false; size];
            for corner in &covering.corners {
                covering.pixels(*corner).for_each(|at| covered[at] = true);
            }
            assert!(covered.iter().all(|covered| *covered), "{shape:?}");
            let map = covering.map(&vec![0.25; covering.corners.len()]);
            assert!(map.iter().all(|value| (value - 0.25).abs() < 1e-6));
        }
        // 28: five places of four pixels a step of two; 8: seven of two pixels.
        assert_eq!(Covering::new([1, 28, 28]).corners.len(), 13 * 13);
        assert_eq!(Covering::new([1, 8, 8]).corners.len(), 49);
    }

    #[test]
    fn a_patch_has_the_colour_of_the_ground() {
        let covering = Covering::new([1, 3, 3]);
        let picture = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
        let rows = covering.rows(&picture);
        assert_eq!(covering.corners[3], (1, 1));
        assert_eq!(rows[3 * 9..4 * 9], [0.0; 9], "all ink is covered");
        assert_eq!(rows[..9], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0]);
    }

    fn shown(gradients: &[f32], outputs: &[f32]) -> Form {
        let seen = [Seen {
            sample: Some(4),
            picture: vec![0.0, 0.0, 0.0, 1.0],
            class: Some(1),
        }];
        let covering = Covering::new([1, 2, 2]);
        let names = [Text::new("nought", "零"), Text::new("one", "一")];
        form(
            &seen,
            &covering,
            gradients,
            outputs,
            Outputs::Softmax,
            &names,
        )
    }

    #[test]
    fn a_fall_of_probability_and_a_slope_are_shown_with_their_sizes() {
        // e³/(1 + e³) uncovered, one half where the only patch covers everything.
        let form = shown(&[0.5, -1.0, 0.0, 0.25], &[0.0, 3.0, 1.0, 1.0]);
        let Figure::Pictures(pictures) = &form.figure else {
            panic!("pictures")
        };
        assert_eq!(
            pictures.values.as_ref(),
            [0, 0, 0, 255, 128, 255, 0, 64, 255, 255, 255, 255]
        );
        assert_eq!(pictures.captions[0].en, "one as one: 95.3%");
        assert_eq!(
            form.sentence.en,
            "1 picture, each with what its class depends on. The probability of the predicted class falls most, by 0.453, where a patch of 2×2 pixels of “one” is covered."
        );
        let lost = shown(&[f32::NAN; 4], &[f32::NAN; 4]);
        assert!(
            (lost.sentence.en).ends_with("Of 1 sample the network gives no numbers."),
            "{}",
            lost.sentence.en
        );
    }

    #[test]
    fn snapshot() {
        let picture: Vec<f32> = (0..64)
            .map(|at| f32::from(u8::from(at % 8 == 3 || at / 8 == 4)))
            .collect();
        let covering = Covering::new([1, 8, 8]);
        let gradients: Vec<f32> = (0..64)
            .map(|at| (at * 29_usize).rem_euclid(64) as f32 / 64.0 - 0.5)
            .collect();
        let places = covering.corners.iter();
        let outputs: Vec<f32> = std::iter::once([0.0, 3.0])
            .chain(places.map(|(column, row)| [0.0, (column.abs_diff(3) + row.abs_diff(4)) as f32]))
            .flatten()
            .collect();
        let names = [Text::new("nought", "零"), Text::new("one", "一")];
        let seen = [Seen {
            sample: Some(4),
            picture,
            class: Some(1),
        }];
        crate::inspect::snapshot::check(&SALIENCY, |_| {
            form(
                &seen,
                &covering,
                &gradients,
                &outputs,
                Outputs::Softmax,
                &names,
            )
        });
    }
}
