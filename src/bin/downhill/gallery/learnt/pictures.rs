//! Networks that see pictures: maps of features, weights of units, what is given back, mistakes.

use anyhow::{Context, Result, bail};

use crate::gallery::canvas::{Bitmap, Canvas, Colour, HEIGHT, NEUTRAL, WIDTH};
use crate::gallery::data::{cell_colour, spread, tile};
use crate::gallery::learner::{Learner, Sample};
use crate::gallery::numbers::large;

/// A sample on its way through the network: itself, the maps of each convolution, the probability of each class.
pub fn maps(one: &mut Learner, steps: u64, class: usize) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.of_classes(&[class]).pop().context("there is one")?;
    let mut canvas = Canvas::default();
    let side = 46.0;
    picture(
        &mut canvas,
        one,
        &sample,
        [2.0, (HEIGHT - side) / 2.0, side, side],
    )?;

    // What comes out of each convolution before the next one: of its pooling, where it has one.
    let mut stages: Vec<(usize, [usize; 3])> = Vec::new();
    for (index, layer) in one.session.network().layers.iter().enumerate() {
        let sides: Vec<usize> = layer.output.iter().map(|side| *side as usize).collect();
        match (sides[..].try_into(), layer.id.as_str()) {
            (Ok(shape), "conv") => stages.push((index, shape)),
            (Ok(shape), _) => {
                if let Some(last) = stages.last_mut() {
                    *last = (index, shape);
                }
            }
            _ => {}
        }
    }
    let room = (WIDTH - side - 30.0) / stages.len() as f64;
    for (at, (layer, [count, height, width])) in stages.into_iter().enumerate() {
        let values = &one.inside(&sample.input, layer, "output")?[0];
        let shown = count.min(32);
        let most = large(values, 60);
        let tiles: Vec<Bitmap> = (values.chunks(height * width).take(shown))
            .map(|map| Bitmap::new(width, height, |x, y| map_colour(map[y * width + x] / most)))
            .collect();
        // As tall as there is room for.
        let columns = (1..=shown)
            .filter(|columns| shown.is_multiple_of(*columns))
            .find(|columns| (shown / columns) as f64 * room / *columns as f64 <= HEIGHT - 4.0);
        let columns = columns.unwrap_or(shown);
        let gap = if width > 8 { 2 } else { 1 };
        let all = Bitmap::mosaic(&tiles, columns, gap);
        let (x, wide) = (side + 9.0 + at as f64 * room, room - 7.0);
        let high = wide * all.height as f64 / all.width as f64;
        canvas.bitmap([x, (HEIGHT - high) / 2.0, wide, high], &all, true)?;
    }

    let row = one.outputs_of(std::slice::from_ref(&sample))?;
    let probabilities = one.probabilities(&row[0]);
    let step = (HEIGHT - 24.0) / probabilities.len() as f64;
    for (index, probability) in probabilities.into_iter().enumerate() {
        let y = 12.0 + index as f64 * step;
        canvas.rect([WIDTH - 18.0, y, 16.0, step - 3.0], NEUTRAL.faded(0.25));
        let width = 16.0 * f64::from(probability);
        if width > 0.4 {
            canvas.rect([WIDTH - 18.0, y, width, step - 3.0], Colour::class(1));
        }
    }
    Ok(canvas)
}

/// Of a map of features: blue light on the dark ground.
fn map_colour(value: f32) -> Colour {
    let share = (value.clamp(0.0, 1.0) * 7.0).round() / 7.0;
    let [red, green, blue] = crate::gallery::canvas::GROUND.map(f32::from);
    let mix = |from: f32, to: f32| (from + (to - from) * share) as u8;
    Colour([mix(red, 140.0), mix(green, 205.0), mix(blue, 255.0), 255])
}

/// A sample that is a picture.
pub fn picture(canvas: &mut Canvas, one: &Learner, sample: &Sample, place: [f64; 4]) -> Result<()> {
    let shape = &one.data().shape;
    let [height, width] = [shape[shape.len() - 2], shape[shape.len() - 1]];
    if shape.len() == 3 && shape[0] == 3 {
        let plane = height * width;
        let shade = |value: f32| (value.clamp(0.0, 1.0) * 3.0).round() as u8 * 85;
        let bitmap = Bitmap::new(width, height, |x, y| {
            let of = |channel: usize| shade(sample.input[channel * plane + y * width + x]);
            Colour([of(0), of(1), of(2), 255])
        });
        return canvas.bitmap(place, &bitmap, false);
    }
    let bitmap = tile(&sample.input, height, width, one.data().ink);
    canvas.bitmap(place, &bitmap, height < 16)
}

/// Pictures above, what the network makes of them below, and between them the few numbers of the narrowest layer.
pub fn reconstructions(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let layers = &one.session.network().layers;
    let width = |index: usize| layers[index].output.iter().product::<u32>();
    let narrow = (0..layers.len()).min_by_key(|index| width(*index));
    let narrow = narrow.context("it has layers")?;
    let mut samples = one.held_out(60);
    samples.truncate(5);
    let (mut codes, mut given) = (Vec::new(), Vec::new());
    for sample in &samples {
        codes.extend(one.inside(&sample.input, narrow, "output")?);
        let row = one.outputs_of(std::slice::from_ref(sample))?;
        given.push(given_back(one, &row[0]));
    }
    let [_, height, width] = one.data().shape[..] else {
        bail!("pictures have channels, height and width")
    };
    let ink = one.data().ink;
    let row = |pictures: Vec<&Vec<f32>>| {
        let tiles = pictures
            .into_iter()
            .map(|values| tile(values, height, width, ink));
        Bitmap::mosaic(&tiles.collect::<Vec<_>>(), 5, 1)
    };
    let mut canvas = Canvas::default();
    let before = row(samples.iter().map(|sample| &sample.input).collect());
    canvas.bitmap([4.0, 5.0, 184.0, 34.0], &before, true)?;
    canvas.bitmap(
        [4.0, 105.0, 184.0, 34.0],
        &row(given.iter().collect()),
        true,
    )?;
    // Two rows of cells each.
    let most = large(&codes.concat(), 60);
    let half = codes[0].len().div_ceil(2);
    let code = codes.iter().map(|code| {
        Bitmap::cells(half, 2, [3, 3], |x, y| {
            cell_colour(code.get(y * half + x).map_or(0.0, |value| value / most))
        })
    });
    let all = Bitmap::mosaic(&code.collect::<Vec<_>>(), 5, 2);
    canvas.bitmap([4.0, 63.0, 184.0, 18.0], &all, true)?;
    for index in 0..5 {
        let x = 4.0 + 17.0 + f64::from(index) * 37.5;
        for y in [45.0, 87.0] {
            canvas.line(&[[x, y], [x, y + 12.0]], 1.2, NEUTRAL);
        }
    }
    Ok(canvas)
}

/// Outputs as values of the input: as probabilities where the loss takes them for such.
fn given_back(one: &Learner, row: &[f32]) -> Vec<f32> {
    match one.session.loss().outputs {
        downhill::optim::outputs::Outputs::Direct { .. } => row.to_vec(),
        _ => one.probabilities(row),
    }
}

/// The weights of the first units that see the picture, each as a picture: what speaks for the unit is blue.
pub fn weights_of_units(one: &mut Learner, steps: u64, columns: usize) -> Result<Canvas> {
    one.train_to(steps)?;
    let (shape, weights) = one.weights(&["dense", "output"])?;
    let [_, units] = shape[..] else {
        bail!("a matrix")
    };
    let side = one.data().shape[2];
    let shown = if columns == 5 { 10 } else { 24 }.min(units);
    // Small ones as the mean of four pixels each.
    let by = if shown > 10 { 2 } else { 1 };
    let tiles: Vec<Bitmap> = (0..shown)
        .map(|unit| {
            let of = |x: usize, y: usize| weights[(y * side + x) * units + unit];
            let all: Vec<f32> = (0..side * side)
                .map(|at| of(at % side, at / side))
                .collect();
            let most = large(&all, 100);
            Bitmap::new(side / by, side / by, |x, y| {
                let some = (0..by * by).map(|at| of(x * by + at % by, y * by + at / by));
                let value = some.sum::<f32>() / (by * by) as f32 / most;
                // Where nothing is learnt there is still a picture.
                if value.abs() < 0.06 {
                    NEUTRAL.faded(0.1)
                } else {
                    Colour::signed(value * 1.3)
                }
            })
        })
        .collect();
    let all = Bitmap::mosaic(&tiles, columns, by.max(2));
    let mut canvas = Canvas::default();
    let wide = WIDTH - 8.0;
    let high = (wide * all.height as f64 / all.width as f64).min(HEIGHT - 4.0);
    canvas.bitmap([4.0, (HEIGHT - high) / 2.0, wide, high], &all, true)?;
    Ok(canvas)
}

/// Samples on the left; on the right which class (row) is taken for which (column): on the diagonal it is right.
pub fn mistakes(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = one.held_out(1500);
    let classes = one.data().outputs.len();
    let mut counts = vec![0.0; classes * classes];
    for some in samples.chunks(250) {
        for (sample, row) in some.iter().zip(one.outputs_of(some)?) {
            let said = one.session.loss().outputs.predicted_class(&row);
            counts[sample.target[0] as usize * classes + said] += 1.0;
        }
    }
    let mut canvas = Canvas::default();
    for (index, sample) in spread(&samples, classes, 9)[6..9].iter().enumerate() {
        picture(
            &mut canvas,
            one,
            sample,
            [4.0, 3.0 + index as f64 * 46.7, 44.0, 44.0],
        )?;
    }
    let all = Bitmap::cells(classes, classes, [5, 5], |column, row| {
        let total: f64 = counts[row * classes..][..classes].iter().sum();
        let share = (counts[row * classes + column] / total).sqrt();
        if share < 0.1 {
            NEUTRAL.faded(0.12)
        } else {
            Colour::class(usize::from(row == column)).faded(0.15 + 0.85 * share)
        }
    });
    canvas.bitmap([51.0, 3.0, 138.0, 138.0], &all, true)?;
    Ok(canvas)
}
