//! Networks that read sequences: states, attention, how a sequence goes on, and what is written.

use anyhow::{Context, Result};

use super::pictures::picture;
use crate::gallery::canvas::{Bitmap, Canvas, Colour, HEIGHT, Lettering, NEUTRAL, WIDTH};
use crate::gallery::data::{list, prose, signal, verses};
use crate::gallery::learner::{Learner, tokens};
use crate::gallery::numbers::large;

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
pub fn states_below_signal(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn states_beside_rows(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn goes_on(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn attention_map(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn attention_of_heads(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn heads_beside_rows(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn states_below_letters(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn attention_to_letters(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
pub fn written(one: &mut Learner, steps: u64) -> Result<Canvas> {
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
