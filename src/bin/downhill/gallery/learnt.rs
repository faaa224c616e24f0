//! Pictures of experiments: each is trained for so many steps, and what it has learnt is drawn.

use anyhow::{Context, Result, bail};
use downhill::samples::Task;

use super::canvas::{Bitmap, Canvas, Colour, HEIGHT, Lettering, NEUTRAL, WIDTH};
use super::data::{
    cell_colour, line_points, list, of_class, plane_at, plane_points, prose, rating_cells, scatter,
    signal, spread, tile, verses,
};
use super::learner::{Learner, Sample, tokens};
use super::numbers::{large, principal, range};

/// Trains an experiment and draws it.
type Draw = fn(&mut Learner) -> Result<Canvas>;

/// How each experiment is drawn. Its own line, because what tells most of it differs; the kinds of picture follow below.
const ALL: &[(&str, Draw)] = &[
    ("neuron", |one| surface(one, 400)),
    ("line-fit", |one| lines(one, &[0, 4, 12, 30, 500])),
    ("xor", |one| surface(one, 700)),
    ("playground-2d", |one| surface(one, 500)),
    ("spirals", |one| surface(one, 2000)),
    ("bumps", |one| surface(one, 1500)),
    ("line-fit-diverges", |one| lines(one, &[0, 1, 2, 3, 4])),
    ("moons-noise", |one| surface(one, 1500)),
    ("dropout", |one| surface(one, 1500)),
    ("start-zeros", |one| surface(one, 1500)),
    ("start-large", |one| surface(one, 1500)),
    ("start-kaiming", |one| surface(one, 1500)),
    ("two-layer-regression", |one| predicted_and_true(one, 1100)),
    ("three-layer-classifier", |one| margins(one, 100)),
    ("breast-cancer", |one| margins(one, 240)),
    ("wine", |one| clusters_of_outputs(one, 120)),
    ("matrix-factorization", |one| completed_ratings(one, 1500)),
    ("digits-8x8", |one| maps(one, 300, 5)),
    ("autoencoder", |one| reconstructions(one, 1500)),
    ("softmax-digits", |one| weights_of_units(one, 929, 5)),
    ("mlp-64-adam", |one| weights_of_units(one, 1858, 6)),
    ("mlp-128-sgd", |one| curves(one, 3716)),
    ("lenet", |one| maps(one, 500, 4)),
    ("lenet-fast", |one| maps(one, 400, 7)),
    ("lenet-shapes", |one| maps(one, 300, 2)),
    ("cnn-32-64", |one| maps(one, 120, 3)),
    ("cnn-32-64-shapes", |one| maps(one, 60, 7)),
    ("fashion-cnn", |one| mistakes(one, 320)),
    ("waves", |one| states_below_signal(one, 500)),
    ("rnn-10-50-10", |one| goes_on(one, 800)),
    ("rnn-digits", |one| states_beside_rows(one, 900)),
    ("self-attention", |one| attention_map(one, 420)),
    ("transformer-sort", |one| attention_of_heads(one, 420)),
    ("encoder-digits", |one| heads_beside_rows(one, 500)),
    ("rnn-names", |one| states_below_letters(one, 800)),
    ("lstm-names", |one| states_below_letters(one, 800)),
    ("gru-names", |one| states_below_letters(one, 800)),
    ("transformer-names", |one| attention_to_letters(one, 800)),
    ("shakespeare", |one| written(one, 400)),
    ("tang", |one| written(one, 250)),
];

/// How an experiment is drawn.
pub fn find(id: &str) -> Option<Draw> {
    let found = ALL.iter().find(|(known, _)| *known == id);
    found.map(|(_, draw)| *draw)
}

/// How a network that is no experiment of ours is drawn after so many steps: by what tells most of its data.
pub fn any(one: &mut Learner, steps: u64) -> Result<Canvas> {
    let data = one.data();
    let is_picture = data.shape.len() == 3;
    let has = |kind: &str| one.layer(&[kind]).is_ok();
    let scores = one.session.loss().outputs.for_classes(data.outputs.len());
    let sees_pixels = || {
        let first = one.weights(&["dense", "output"]);
        first.is_ok_and(|(shape, _)| shape[0] == data.shape[1] * data.shape[2])
    };
    match data.task {
        _ if data.features_of_plane().is_some() => surface(one, steps),
        _ if data.next => written(one, steps),
        Task::Classify if is_picture && has("conv") => maps(one, steps, 0),
        Task::Classify if is_picture && data.shape[0] == 1 && sees_pixels() => {
            let columns = if has("dense") { 6 } else { 5 };
            weights_of_units(one, steps, columns)
        }
        Task::Classify if data.shape.len() == 1 && scores == 2 => margins(one, steps),
        Task::Regress if data.shape.len() == 1 && data.tokens.is_empty() => {
            predicted_and_true(one, steps)
        }
        _ => curves(one, steps),
    }
}

/// What the network says of each point of the plane, and the samples.
fn surface(one: &mut Learner, steps: u64) -> Result<Canvas> {
    // A pixel for so many units of the canvas: browsers smooth what lies between.
    const PIXEL: f64 = 3.0;
    one.train_to(steps)?;
    let (wide, high) = ((WIDTH / PIXEL) as usize, (HEIGHT / PIXEL) as usize);
    let at = |index: usize| (index as f64 + 0.5) * PIXEL;
    let points = (0..wide * high).map(|index| plane_at(at(index % wide), at(index / wide)));
    let features = one.data().features_of_plane();
    let features = features.context("samples are points of the plane")?;
    let outputs = one.outputs(features.rows(&points.collect::<Vec<_>>()))?;
    let classes = one.data().outputs.len();
    let values: Vec<f32> = outputs.iter().map(|row| row[0]).collect();
    let most = large(&values, 50);
    // The class with how sure it is, or the sign of a value with how far it is from 0.
    let said: Vec<(usize, f32)> = (outputs.iter())
        .map(|row| {
            if classes < 2 {
                return (usize::from(row[0] > 0.0), row[0].abs() / most);
            }
            let class = one.session.loss().outputs.predicted_class(row);
            let even = 1.0 / classes as f32;
            (class, (one.probabilities(row)[class] - even) / (1.0 - even))
        })
        .collect();
    let ground = Bitmap::new(wide, high, |x, y| {
        let (class, sure) = said[y * wide + x];
        let share = (f64::from(sure.clamp(0.0, 1.0)) * 7.0).round() / 7.0;
        Colour::class(class).faded(0.04 + 0.5 * share)
    });
    let mut canvas = Canvas::default();
    canvas.bitmap([0.0, 0.0, WIDTH, HEIGHT], &ground, false)?;
    let mut points = plane_points(one.trained_on(), 180);
    if classes < 2 {
        // Of values the sign.
        for (_, target) in &mut points {
            *target = f32::from(*target > 0.0);
        }
    }
    for class in 0..classes.max(2) {
        canvas.rimmed_dots(&of_class(&points, class), 2.0, Colour::class(class));
    }
    Ok(canvas)
}

/// A line at several moments, the later the stronger, and the samples.
fn lines(one: &mut Learner, moments: &[u64]) -> Result<Canvas> {
    let mut canvas = Canvas::default();
    let samples = line_points(one.trained_on());
    canvas.dots(&samples.on_canvas(&samples.all), 2.0, Colour::class(1));
    for (index, moment) in moments.iter().enumerate() {
        one.train_to(*moment)?;
        let [low, high] = samples.x;
        let outputs = one.outputs(vec![low as f32, high as f32])?;
        let ends = [
            [low, f64::from(outputs[0][0])],
            [high, f64::from(outputs[1][0])],
        ];
        let last = index + 1 == moments.len();
        let share = 0.25 + 0.5 * index as f64 / moments.len() as f64;
        let colour = Colour::class(0).faded(if last { 1.0 } else { share });
        canvas.line(
            &samples.on_canvas(&ends),
            if last { 3.0 } else { 1.6 },
            colour,
        );
    }
    Ok(canvas)
}

/// Held-out samples: to the right what is true, upwards what is predicted. On the diagonal both are the same.
fn predicted_and_true(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = one.held_out(150);
    let outputs = outputs_of(one, &samples)?;
    let mut canvas = Canvas::default();
    canvas.line(&[[24.0, HEIGHT], [WIDTH - 24.0, 0.0]], 1.5, NEUTRAL);
    let most = samples
        .iter()
        .map(|sample| f64::from(sample.target[0].abs()));
    let most = most.fold(0.0, f64::max);
    let at = |value: f32| f64::from(value) / most / 2.0;
    let points: Vec<_> = (samples.iter().zip(&outputs))
        .map(|(sample, row)| {
            let right = WIDTH / 2.0 + at(sample.target[0]) * (WIDTH - 48.0);
            [right, HEIGHT / 2.0 - at(row[0]) * HEIGHT]
        })
        .collect();
    canvas.dots(&points, 2.2, Colour::class(1).faded(0.8));
    Ok(canvas)
}

fn outputs_of(one: &Learner, samples: &[Sample]) -> Result<Vec<Vec<f32>>> {
    one.outputs(
        samples
            .iter()
            .flat_map(|sample| sample.input.clone())
            .collect(),
    )
}

/// Held-out samples of two classes, by how far the network is for one or the other: columns of how many there are.
fn margins(one: &mut Learner, steps: u64) -> Result<Canvas> {
    const COLUMNS: usize = 24;
    one.train_to(steps)?;
    let samples = one.held_out(1000);
    let outputs = outputs_of(one, &samples)?;
    let margins: Vec<f32> = outputs.iter().map(|row| row[1] - row[0]).collect();
    let most = large(&margins, 40);
    let mut counts = [[0_u32; COLUMNS]; 2];
    for (margin, sample) in margins.iter().zip(&samples) {
        let share = (margin / most).clamp(-1.0, 0.999) / 2.0 + 0.5;
        let column = (share * COLUMNS as f32) as usize;
        counts[usize::from(sample.target[0] > 0.5)][column] += 1;
    }
    let tallest = counts.iter().flatten().max().copied().unwrap_or(1);
    let mut canvas = Canvas::default();
    let width = (WIDTH - 8.0) / COLUMNS as f64;
    for (class, counts) in counts.iter().enumerate() {
        for (column, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            // Few among many must still be seen.
            let height = (f64::from(*count) / f64::from(tallest)).sqrt() * (HEIGHT - 20.0);
            let place = [
                4.0 + column as f64 * width,
                HEIGHT - 8.0 - height,
                width - 1.2,
                height,
            ];
            canvas.rect(place, Colour::class(class).faded(0.75));
        }
    }
    canvas.line(
        &[[4.0, HEIGHT - 7.0], [WIDTH - 4.0, HEIGHT - 7.0]],
        1.5,
        NEUTRAL,
    );
    canvas.line(
        &[[WIDTH / 2.0, 4.0], [WIDTH / 2.0, HEIGHT - 7.0]],
        1.0,
        NEUTRAL,
    );
    Ok(canvas)
}

/// Samples on the two principal components of what the network gives for them.
fn clusters_of_outputs(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = super::learner::take(one.trained_on(), 400);
    let outputs = outputs_of(one, &samples)?;
    let classes: Vec<f32> = samples.iter().map(|sample| sample.target[0]).collect();
    let mut canvas = Canvas::default();
    scatter(&mut canvas, &principal(&outputs), &classes);
    Ok(canvas)
}

/// All ratings as the network completes them, users and items in the order of what they have most in common.
fn completed_ratings(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let names = &one.data().tokens;
    let users = names.iter().filter(|name| name.starts_with("user")).count();
    let (vocabulary, items) = (names.len(), names.len() - users);
    let mut inputs = vec![0.0; users * items * 2 * vocabulary];
    for pair in 0..users * items {
        let row = &mut inputs[pair * 2 * vocabulary..];
        row[pair / items] = 1.0;
        row[vocabulary + users + pair % items] = 1.0;
    }
    let found = one.outputs(inputs)?;
    let rating = |user: usize, item: usize| found[user * items + item][0];
    let order = |count: usize, row: &dyn Fn(usize) -> Vec<f32>| -> Vec<usize> {
        let rows: Vec<_> = (0..count).map(row).collect();
        let along = principal(&rows);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|one, other| along[*one][0].total_cmp(&along[*other][0]));
        order
    };
    let by_user = order(users, &|user| {
        (0..items).map(|item| rating(user, item)).collect()
    });
    let by_item = order(items, &|item| {
        (0..users).map(|user| rating(user, item)).collect()
    });
    let mut canvas = Canvas::default();
    rating_cells(&mut canvas, |column, row| {
        let (user, item) = (column * users / 40, row * items / 30);
        Some(rating(by_user[user], by_item[item]))
    })?;
    Ok(canvas)
}

/// A sample on its way through the network: itself, the maps of each convolution, the probability of each class.
fn maps(one: &mut Learner, steps: u64, class: usize) -> Result<Canvas> {
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

    let row = outputs_of(one, std::slice::from_ref(&sample))?;
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
    let [red, green, blue] = super::canvas::GROUND.map(f32::from);
    let mix = |from: f32, to: f32| (from + (to - from) * share) as u8;
    Colour([mix(red, 140.0), mix(green, 205.0), mix(blue, 255.0), 255])
}

/// A sample that is a picture.
fn picture(canvas: &mut Canvas, one: &Learner, sample: &Sample, place: [f64; 4]) -> Result<()> {
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
fn reconstructions(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
        let row = outputs_of(one, std::slice::from_ref(sample))?;
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
fn weights_of_units(one: &mut Learner, steps: u64, columns: usize) -> Result<Canvas> {
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

/// The loss while it trains, and that of the validation sample.
fn curves(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let timeline = &one.session.timeline;
    let width = (steps / 96).max(1);
    let losses: Vec<[f64; 2]> = (timeline.grouped(width).iter())
        .map(|bucket| [bucket.step as f64, f64::from(bucket.mean)])
        .collect();
    let measured: Vec<[f64; 2]> = (timeline.measured().iter())
        .map(|score| [score.step as f64, f64::from(score.loss)])
        .collect();
    let [_, high] = range(losses.iter().chain(&measured).map(|point| point[1]));
    let place = |[x, y]: &[f64; 2]| {
        [
            12.0 + x / steps as f64 * (WIDTH - 22.0),
            HEIGHT - 12.0 - y / high * (HEIGHT - 22.0),
        ]
    };
    let mut canvas = Canvas::default();
    let axes = [
        [12.0, 8.0],
        [12.0, HEIGHT - 12.0],
        [WIDTH - 8.0, HEIGHT - 12.0],
    ];
    canvas.line(&axes, 1.4, NEUTRAL);
    for (points, class) in [(losses, 1), (measured, 0)] {
        let points: Vec<_> = points.iter().map(place).collect();
        canvas.line(&points, 2.2, Colour::class(class));
    }
    Ok(canvas)
}

/// Samples on the left; on the right which class (row) is taken for which (column): on the diagonal it is right.
fn mistakes(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = one.held_out(1500);
    let classes = one.data().outputs.len();
    let mut counts = vec![0.0; classes * classes];
    for some in samples.chunks(250) {
        for (sample, row) in some.iter().zip(outputs_of(one, some)?) {
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

/// States of a recurrent layer, step by step to the right, a row for each of some units; units in the order of how they
/// end.
fn states(one: &Learner, input: &[f32], most: usize) -> Result<Vec<Vec<f32>>> {
    let layer = one.layer(&["rnn", "gru", "lstm"])?;
    let all = one.inside(input, layer, "state")?.concat();
    let steps: Vec<&[f32]> = all.chunks_exact(one.units(layer)).collect();
    let last = steps.last().context("there are steps")?;
    let mut order: Vec<usize> = (0..last.len()).collect();
    order.sort_by(|one, other| last[*one].total_cmp(&last[*other]));
    let every = order.len().div_ceil(most);
    let rows = order.into_iter().step_by(every);
    Ok(rows
        .map(|unit| steps.iter().map(|states| states[unit]).collect())
        .collect())
}

/// A signal, and below it the states of the layer that reads it.
fn states_below_signal(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.of_classes(&[8]).pop().context("there is one")?;
    let rows = states(one, &sample.input, 32)?;
    let mut canvas = Canvas::default();
    let steps = sample.input.len();
    let half = WIDTH / steps as f64 / 2.0;
    canvas.line(
        &signal(&sample.input, [half, 2.0, WIDTH - 2.0 * half, 46.0], 1.7),
        2.0,
        Colour::class(0),
    );
    let all = Bitmap::new(steps, rows.len(), |x, y| Colour::signed(rows[y][x] * 1.2));
    canvas.bitmap([0.0, 52.0, WIDTH, HEIGHT - 54.0], &all, true)?;
    Ok(canvas)
}

/// A picture that is read row by row, and beside each row the states after it.
fn states_beside_rows(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.of_classes(&[3]).pop().context("there is one")?;
    let rows = states(one, &sample.input, 32)?;
    let mut canvas = Canvas::default();
    picture(&mut canvas, one, &sample, [4.0, 18.0, 108.0, 108.0])?;
    let all = Bitmap::new(rows.len(), sample.input.len() / 28, |x, y| {
        Colour::signed(rows[x][y])
    });
    canvas.bitmap([118.0, 18.0, 70.0, 108.0], &all, true)?;
    Ok(canvas)
}

/// Sequences go on by what the network predicts, which it reads in turn.
fn goes_on(one: &mut Learner, steps: u64) -> Result<Canvas> {
    const FEATURES: usize = 4;
    one.train_to(steps)?;
    let width = one.data().shape[1];
    let mut all = one.held_out(3).swap_remove(1).input;
    let given = all.len() / width;
    for _ in 0..given {
        let window = all[all.len() - given * width..].to_vec();
        let next = one.outputs(window)?.swap_remove(0);
        all.extend(next);
    }
    let most = f64::from(large(&all, 200));
    let mut canvas = Canvas::default();
    for feature in 0..FEATURES {
        let values: Vec<f32> = all.chunks(width).map(|row| row[feature]).collect();
        let points = signal(&values, [6.0, 6.0, WIDTH - 12.0, HEIGHT - 12.0], most);
        canvas.line(&points[..given], 2.0, NEUTRAL);
        canvas.line(&points[given - 1..], 2.2, Colour::class(feature));
    }
    let x = WIDTH / 2.0;
    canvas.line(&[[x, 4.0], [x, HEIGHT - 4.0]], 1.0, NEUTRAL.faded(0.6));
    Ok(canvas)
}

/// Which letter (row) looks at which (column), with the letters that are read above and those that are given beside.
fn attention_map(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.held_out(1).swap_remove(0);
    let layer = one.layer(&["attention", "block"])?;
    let map = &one.inside(&sample.input, layer, "attention")?[0];
    let vocabulary = one.data().tokens.len();
    let given = tokens(&sample.input, vocabulary);
    let said = one.outputs(sample.input.clone())?.swap_remove(0);
    let said: Vec<usize> = (said.chunks(vocabulary))
        .map(|row| one.session.loss().outputs.predicted_class(row))
        .collect();
    let mut canvas = Canvas::default();
    let (cell, left, top) = (14.5, 52.0, 24.0);
    let name = |token: usize| one.data().tokens[token].clone();
    for (at, token) in given.iter().enumerate() {
        let along = (at as f64 + 0.5) * cell;
        small_letter(
            &mut canvas,
            [left + along, top - 6.0],
            *token,
            &name(*token),
        );
        small_letter(
            &mut canvas,
            [left - 9.0, top + along + 4.0],
            said[at],
            &name(said[at]),
        );
    }
    let count = given.len();
    let all = Bitmap::cells(count, count, [10, 10], |x, y| {
        attention_colour(map[y * count + x])
    });
    let side = cell * count as f64;
    canvas.bitmap([left, top, side, side], &all, true)?;
    Ok(canvas)
}

fn small_letter(canvas: &mut Canvas, at: [f64; 2], token: usize, name: &str) {
    let lettering = Lettering {
        size: 13.0,
        colour: Colour::class(token % 6),
        centred: true,
        serif: false,
    };
    canvas.text(at, lettering, name);
}

/// From the colour of an empty cell to full blue.
fn attention_colour(value: f32) -> Colour {
    if value < 0.04 {
        NEUTRAL.faded(0.12)
    } else {
        let share = (f64::from(value) * 8.0).ceil() / 8.0;
        Colour::class(1).faded(0.1 + 0.9 * share)
    }
}

/// The maps of attention of every head of every block, one row of them for each block.
fn attention_of_heads(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.held_out(1).swap_remove(0);
    let layers = one.session.network().layers.iter().enumerate();
    let blocks: Vec<usize> = (layers.filter(|(_, layer)| layer.id == "block"))
        .map(|(index, _)| index)
        .collect();
    let mut canvas = Canvas::default();
    for (row, layer) in blocks.into_iter().enumerate() {
        let maps = one
            .inside(&sample.input, layer, "attention")?
            .swap_remove(0);
        let steps = one.data().shape[0];
        for (column, map) in maps.chunks(steps * steps).enumerate() {
            let most = large(map, 20);
            let all = Bitmap::new(steps, steps, |x, y| {
                attention_colour(map[y * steps + x] / most)
            });
            let place = [
                2.0 + column as f64 * 48.0,
                25.0 + row as f64 * 50.0,
                44.0,
                44.0,
            ];
            canvas.bitmap(place, &all, true)?;
        }
    }
    Ok(canvas)
}

/// A picture whose rows are tokens, and the maps of attention of the heads that compare them.
fn heads_beside_rows(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let sample = one.of_classes(&[2]).pop().context("there is one")?;
    let layer = one.layer(&["block"])?;
    let maps = one
        .inside(&sample.input, layer, "attention")?
        .swap_remove(0);
    let shape = &one.data().shape;
    let steps = shape[shape.len() - 2];
    let mut canvas = Canvas::default();
    picture(&mut canvas, one, &sample, [4.0, 30.0, 84.0, 84.0])?;
    for (head, map) in maps.chunks(steps * steps).enumerate() {
        let all = Bitmap::new(steps, steps, |x, y| {
            attention_colour(map[y * steps + x] * 2.0)
        });
        let (column, row) = ((head % 2) as f64, (head / 2) as f64);
        canvas.bitmap(
            [96.0 + column * 47.0, 26.0 + row * 47.0, 44.0, 44.0],
            &all,
            true,
        )?;
    }
    Ok(canvas)
}

/// The longest of some names that the network makes up.
fn made_up(one: &Learner) -> Result<(String, Vec<String>)> {
    let mut names = one.write(24, 12, "")?;
    names.retain(|name| (3..=8).contains(&name.chars().count()));
    let longest = (0..names.len())
        .rev()
        .max_by_key(|at| names[*at].chars().count());
    let longest = names.remove(longest.context("it writes names")?);
    Ok((longest, names))
}

/// A name that the network makes up, below each letter the states after it, and some more names.
fn states_below_letters(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let (name, others) = made_up(one)?;
    let rows = states(one, &one.as_input(&name), 22)?;
    let mut canvas = Canvas::default();
    let letters: Vec<char> = name.chars().collect();
    let step = (WIDTH - 16.0) / letters.len() as f64;
    for (at, one) in letters.iter().enumerate() {
        let lettering = Lettering {
            size: 21.0,
            colour: Colour::class(1),
            centred: true,
            serif: false,
        };
        canvas.text(
            [8.0 + (at as f64 + 0.5) * step, 24.0],
            lettering,
            &one.to_string(),
        );
    }
    // The first state is that of where texts begin.
    let all = Bitmap::new(letters.len(), rows.len(), |x, y| {
        Colour::signed(rows[y][x + 1] * 1.2)
    });
    canvas.bitmap([8.0, 34.0, WIDTH - 16.0, 76.0], &all, true)?;
    for (at, name) in others.iter().take(3).enumerate() {
        let lettering = Lettering {
            size: 14.0,
            colour: NEUTRAL,
            centred: true,
            serif: false,
        };
        canvas.text([36.0 + at as f64 * 60.0, 132.0], lettering, name);
    }
    Ok(canvas)
}

/// A name that the network makes up, each letter with those before it that it looks at, and some more names.
fn attention_to_letters(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let (name, others) = made_up(one)?;
    let layer = one.layer(&["block"])?;
    let maps = one
        .inside(&one.as_input(&name), layer, "attention")?
        .swap_remove(0);
    let steps = one.data().shape[0];
    let letters: Vec<char> = name.chars().collect();
    let mut canvas = Canvas::default();
    let cell = (104.0 / letters.len() as f64).min(18.0);
    let (left, top) = (22.0, (HEIGHT - cell * letters.len() as f64 + 14.0) / 2.0);
    for (row, letter) in letters.iter().enumerate() {
        let along = (row as f64 + 0.5) * cell;
        small_letter(
            &mut canvas,
            [left - 10.0, top + along + 4.0],
            1,
            &letter.to_string(),
        );
        small_letter(
            &mut canvas,
            [left + along, top - 5.0],
            1,
            &letter.to_string(),
        );
    }
    let count = letters.len();
    let all = Bitmap::cells(count, count, [8, 8], |column, row| {
        if column > row {
            return Colour([0; 4]);
        }
        // After the token at which texts begin.
        attention_colour(maps[(row + 1) * steps + column + 1] * 1.5)
    });
    let side = cell * count as f64;
    canvas.bitmap([left, top, side, side], &all, true)?;
    for (at, name) in others.iter().take(5).enumerate() {
        let lettering = Lettering {
            size: 14.0,
            colour: NEUTRAL,
            centred: true,
            serif: false,
        };
        canvas.text([160.0, 24.0 + at as f64 * 26.0], lettering, name);
    }
    Ok(canvas)
}

/// What the network writes.
fn written(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let colour = Colour::class(1);
    let mut canvas = Canvas::default();
    let short = one.write(12, 40, "")?;
    let spaced = one.data().tokens.iter().any(|token| token == " ");
    if spaced {
        let text = one.write(1, 180, "\n")?.swap_remove(0);
        prose(&mut canvas, &text, colour);
    } else if !short[0].is_ascii() {
        verses(&mut canvas, &short[0], colour);
    } else {
        list(&mut canvas, &short, colour);
    }
    Ok(canvas)
}
