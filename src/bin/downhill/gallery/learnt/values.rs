//! Networks that give a value or a class: of points of the plane, along a line, of tables, ratings, over the steps.

use anyhow::{Context, Result};

use crate::gallery::canvas::{Bitmap, Canvas, Colour, HEIGHT, NEUTRAL, WIDTH};
use crate::gallery::data::{line_points, of_class, plane_at, plane_points, rating_cells, scatter};
use crate::gallery::learner::{Learner, take};
use crate::gallery::numbers::{large, principal, range};

/// What the network says of each point of the plane, and the samples.
pub fn surface(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn lines(one: &mut Learner, moments: &[u64]) -> Result<Canvas> {
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
pub fn predicted_and_true(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = one.held_out(150);
    let outputs = one.outputs_of(&samples)?;
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

/// Held-out samples of two classes, by how far the network is for one or the other: columns of how many there are.
pub fn margins(one: &mut Learner, steps: u64) -> Result<Canvas> {
    const COLUMNS: usize = 24;
    one.train_to(steps)?;
    let samples = one.held_out(1000);
    let outputs = one.outputs_of(&samples)?;
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
pub fn clusters_of_outputs(one: &mut Learner, steps: u64) -> Result<Canvas> {
    one.train_to(steps)?;
    let samples = take(one.trained_on(), 400);
    let outputs = one.outputs_of(&samples)?;
    let classes: Vec<f32> = samples.iter().map(|sample| sample.target[0]).collect();
    let mut canvas = Canvas::default();
    scatter(&mut canvas, &principal(&outputs), &classes);
    Ok(canvas)
}

/// All ratings as the network completes them, users and items in the order of what they have most in common.
pub fn completed_ratings(one: &mut Learner, steps: u64) -> Result<Canvas> {
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

/// The loss while it trains, and that of the validation sample.
pub fn curves(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
