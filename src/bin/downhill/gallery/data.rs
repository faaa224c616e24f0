//! Pictures of data sets: samples as they come, by the group of the set.

use std::path::Path;

use anyhow::{Context, Result, bail};
use downhill::data::Data;
use downhill::datasets::DatasetRecord;
use downhill::params::Entry;
use downhill::samples::{Inputs, Samples, Task};

use super::canvas::{Bitmap, Canvas, Colour, HEIGHT, Lettering, NEUTRAL, WIDTH};
use super::learner::{Sample, read, take, token_rows, tokens};
use super::numbers::{principal, range};

/// The plane is shown so far from its middle, downwards and upwards.
const EXTENT: f64 = 1.2;

/// The picture of a data set with its usual settings.
pub fn draw(record: &'static DatasetRecord, files: &Path) -> Result<Canvas> {
    let mut entry = Entry::new(record.id);
    if record.params.iter().any(|param| param.id == "length") && record.group == "text" {
        // As much as there is room for.
        entry = entry.with("length", 150.0);
    }
    entry.normalise(record.params, &mut Vec::new());
    let data = read(record, &entry, 1, files)?;
    let samples = data.shards[0].samples.as_deref();
    let samples = samples.context("all files are here")?;
    let mut canvas = Canvas::default();
    match (record.group, data.task) {
        ("plane", _) => dots_of_classes(&mut canvas, &plane_points(samples, 280)),
        ("plane_values", _) => dots_of_values(&mut canvas, samples),
        ("line", _) => {
            let points = line_points(samples);
            canvas.dots(&points.on_canvas(&points.all), 2.0, Colour::class(1));
        }
        ("table", Task::Classify) => clusters(&mut canvas, &take(samples, 400)),
        ("table", _) => columns(&mut canvas, &take(samples, 14))?,
        ("pictures", _) => mosaic(&mut canvas, &data, &take(samples, 200))?,
        ("signals", _) if data.shape[1] > 1 => ridges(&mut canvas, &data, &take(samples, 40)),
        ("signals", _) => signals(&mut canvas, &take(samples, 200)),
        ("sequences", _) => features(&mut canvas, &data, &take(samples, 1)[0]),
        ("tokens", _) => letters(&mut canvas, &data, &take(samples, 1)[0]),
        ("text", _) => words(&mut canvas, &data, samples)?,
        ("ratings", _) => ratings(&mut canvas, &data, samples)?,
        (group, _) => bail!("no picture is made of the group {group}"),
    }
    Ok(canvas)
}

/// Where a point of the plane lies on the canvas.
pub fn on_plane(x: f64, y: f64) -> [f64; 2] {
    let scale = HEIGHT / 2.0 / EXTENT;
    [WIDTH / 2.0 + x * scale, HEIGHT / 2.0 - y * scale]
}

/// The point of the plane at a place of the canvas.
pub fn plane_at(x: f64, y: f64) -> [f32; 2] {
    let scale = HEIGHT / 2.0 / EXTENT;
    [(x - WIDTH / 2.0) / scale, (HEIGHT / 2.0 - y) / scale].map(|value| value as f32)
}

/// Samples in the plane: where they are drawn, and their target.
pub fn plane_points(samples: &Samples, most: usize) -> Vec<([f64; 2], f32)> {
    let Inputs::Points { points, .. } = &samples.inputs else {
        return Vec::new();
    };
    let targets = take(samples, most)
        .into_iter()
        .map(|sample| sample.target[0]);
    let place =
        |([x, y], target): (&[f32; 2], f32)| (on_plane(f64::from(*x), f64::from(*y)), target);
    points.iter().zip(targets).map(place).collect()
}

/// The points of one class.
pub fn of_class(points: &[([f64; 2], f32)], class: usize) -> Vec<[f64; 2]> {
    let same = points
        .iter()
        .filter(|(_, target)| *target as usize == class);
    same.map(|(point, _)| *point).collect()
}

fn dots_of_classes(canvas: &mut Canvas, points: &[([f64; 2], f32)]) {
    for class in 0..6 {
        canvas.dots(&of_class(points, class), 2.2, Colour::class(class));
    }
}

/// Orange below 0 and blue above, the stronger the further.
fn dots_of_values(canvas: &mut Canvas, samples: &Samples) {
    let points = plane_points(samples, 500);
    let [low, high] = range(points.iter().map(|(_, value)| f64::from(*value)));
    let most = low.abs().max(high.abs()) as f32;
    let shade = |value: f32| (value / most * 5.0).round() as i32;
    for step in -5..=5_i32 {
        let same = points.iter().filter(|(_, value)| shade(*value) == step);
        let same: Vec<_> = same.map(|(point, _)| *point).collect();
        let colour = match step {
            0 => NEUTRAL.faded(0.3),
            step => Colour::class(usize::from(step > 0)).faded(0.25 + 0.15 * f64::from(step.abs())),
        };
        canvas.dots(&same, 2.8, colour);
    }
}

/// Samples of a function of one number, and the scale that shows them.
pub struct LinePoints {
    pub all: Vec<[f64; 2]>,
    pub x: [f64; 2],
    pub y: [f64; 2],
}

pub fn line_points(samples: &Samples) -> LinePoints {
    let pairs = take(samples, 160).into_iter();
    let all: Vec<_> = pairs
        .map(|sample| [f64::from(sample.input[0]), f64::from(sample.target[0])])
        .collect();
    LinePoints {
        x: range(all.iter().map(|point| point[0])),
        y: range(all.iter().map(|point| point[1])),
        all,
    }
}

impl LinePoints {
    /// Where points lie on the canvas.
    pub fn on_canvas(&self, points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let share = |value: f64, [low, high]: [f64; 2]| (value - low) / (high - low);
        let place = |[x, y]: &[f64; 2]| {
            [
                8.0 + share(*x, self.x) * (WIDTH - 16.0),
                HEIGHT - 14.0 - share(*y, self.y) * (HEIGHT - 28.0),
            ]
        };
        points.iter().map(place).collect()
    }
}

/// Rows of a table on their two principal components, in the colours of their classes.
pub fn clusters(canvas: &mut Canvas, samples: &[Sample]) {
    let rows: Vec<Vec<f32>> = samples.iter().map(|sample| sample.input.clone()).collect();
    let targets = samples.iter().map(|sample| sample.target[0]);
    scatter(canvas, &principal(&rows), &targets.collect::<Vec<_>>());
}

/// Points from −1 to 1 in the colours of their classes, over the whole canvas.
pub fn scatter(canvas: &mut Canvas, points: &[[f64; 2]], classes: &[f32]) {
    let place = |[x, y]: &[f64; 2]| {
        [
            WIDTH / 2.0 + x * (WIDTH / 2.0 - 8.0),
            HEIGHT / 2.0 - y * (HEIGHT / 2.0 - 8.0),
        ]
    };
    let places = points.iter().map(place).zip(classes.iter().copied());
    let places: Vec<_> = places.collect();
    for class in 0..6 {
        canvas.dots(
            &of_class(&places, class),
            2.2,
            Colour::class(class).faded(0.85),
        );
    }
}

/// A table as it stands: a row for each sample, a cell for each number, and the value to predict apart.
fn columns(canvas: &mut Canvas, samples: &[Sample]) -> Result<()> {
    let (columns, rows) = (samples[0].input.len(), samples.len());
    let features = Bitmap::cells(columns, rows, [6, 4], |column, row| {
        cell_colour(samples[row].input[column] / 2.0)
    });
    canvas.bitmap([6.0, 6.0, 134.0, HEIGHT - 12.0], &features, true)?;
    let targets = Bitmap::cells(1, rows, [6, 4], |_, row| {
        cell_colour(samples[row].target[0] / 2.0)
    });
    canvas.bitmap([150.0, 6.0, 36.0, HEIGHT - 12.0], &targets, true)
}

/// Of a cell that is seen even where its value is 0.
pub fn cell_colour(value: f32) -> Colour {
    let share = (0.12 + 0.88 * f64::from(value.abs().min(1.0)) * 10.0).round() / 10.0;
    let share = share.clamp(0.1, 1.0);
    Colour::class(usize::from(value > 0.0)).faded(share)
}

/// One picture, light on dark.
pub fn tile(values: &[f32], height: usize, width: usize, full: f32) -> Bitmap {
    Bitmap::new(width, height, |x, y| {
        Colour::ink(values[y * width + x] / full)
    })
}

/// Twelve pictures of as many classes as there are.
fn mosaic(canvas: &mut Canvas, data: &Data, samples: &[Sample]) -> Result<()> {
    let [channels, height, width] = data.shape[..] else {
        bail!("pictures have channels, height and width")
    };
    let chosen = spread(samples, data.outputs.len(), 12);
    if channels == 3 {
        return coloured(canvas, &chosen, [height, width]);
    }
    // Pixels of small pictures are cells, each of several pixels so that the gaps between pictures stay narrow.
    let by = if width < 16 { 4 } else { 1 };
    let tiles: Vec<_> = (chosen.iter())
        .map(|sample| {
            let whole = tile(&sample.input, height, width, data.ink);
            Bitmap::new(width * by, height * by, |x, y| {
                whole.pixels[y / by * width + x / by]
            })
        })
        .collect();
    let all = Bitmap::mosaic(&tiles, 4, 1);
    canvas.bitmap([0.0, 0.0, WIDTH, HEIGHT], &all, by > 1)
}

/// Samples whose classes follow one another.
pub fn spread(samples: &[Sample], classes: usize, count: usize) -> Vec<&Sample> {
    let mut left: Vec<&Sample> = samples.iter().collect();
    let mut chosen = Vec::new();
    for index in 0..count {
        let class = index % classes;
        let at = left
            .iter()
            .position(|sample| sample.target[0] as usize == class);
        if let Some(at) = at {
            chosen.push(left.remove(at));
        }
    }
    chosen
}

/// Coloured pictures as one JPEG: their speckles would make a PNG large.
fn coloured(canvas: &mut Canvas, chosen: &[&Sample], [height, width]: [usize; 2]) -> Result<()> {
    let gap = 2;
    let (wide, high) = (width + gap, height + gap);
    let mut all = image::RgbImage::from_pixel(
        (4 * wide) as u32,
        (3 * high) as u32,
        image::Rgb(super::canvas::GROUND),
    );
    for (index, sample) in chosen.iter().enumerate() {
        let [left, top] = [index % 4 * wide + gap / 2, index / 4 * high + gap / 2];
        for at in 0..height * width {
            let of = |channel: usize| sample.input[channel * height * width + at];
            let colour = [of(0), of(1), of(2)].map(|value| (value * 255.0).round() as u8);
            let (x, y) = (left + at % width, top + at / width);
            all.put_pixel(x as u32, y as u32, image::Rgb(colour));
        }
    }
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 50).encode_image(&all)?;
    canvas.image([0.0, 0.0, WIDTH, HEIGHT], "jpeg", &bytes, false);
    Ok(())
}

/// Pictures that are read row by row: each row a line, higher where there is ink.
fn ridges(canvas: &mut Canvas, data: &Data, samples: &[Sample]) {
    let [steps, width] = [data.shape[0], data.shape[1]];
    for (index, sample) in spread(samples, 10, 10)[2..4].iter().enumerate() {
        // The pen is lifted between rows.
        let (mut inked, mut empty) = (Vec::new(), Vec::new());
        let left = 8.0 + index as f64 * 92.0;
        for step in 0..steps {
            let base = 14.0 + step as f64 * (HEIGHT - 22.0) / steps as f64;
            let row = &sample.input[step * width..][..width];
            let mut points = Vec::new();
            for (at, ink) in row.iter().enumerate() {
                // What lies flat needs only its ends.
                let flat = |at: usize| row.get(at).is_none_or(|ink| *ink == 0.0);
                let ends = at == 0 || at + 1 == width;
                if *ink > 0.0 || ends || !flat(at + 1) || !flat(at - 1) {
                    let x = left + at as f64 * 84.0 / width as f64;
                    points.push([x, base - 9.0 * f64::from(*ink)]);
                }
            }
            points.push([f64::NAN; 2]);
            if row.iter().any(|ink| *ink > 0.0) {
                inked.extend(points);
            } else {
                empty.extend(points);
            }
        }
        canvas.line(&empty, 1.1, NEUTRAL.faded(0.5));
        canvas.line(&inked, 1.1, Colour::class(index));
    }
}

/// Eight signals of different classes, each in its own field.
fn signals(canvas: &mut Canvas, samples: &[Sample]) {
    for (index, sample) in spread(samples, 10, 8).into_iter().enumerate() {
        let (left, top) = ((index % 2) as f64 * 96.0, (index / 2) as f64 * 36.0);
        let place = [left + 5.0, top + 3.0, 86.0, 30.0];
        canvas.line(
            &signal(&sample.input, place, 1.6),
            1.8,
            Colour::class(index % 6),
        );
    }
}

/// The points of a signal in a field that shows it from −`most` to `most`.
pub fn signal(values: &[f32], [x, y, width, height]: [f64; 4], most: f64) -> Vec<[f64; 2]> {
    let step = width / (values.len() - 1) as f64;
    let place = |(at, value): (usize, &f32)| {
        let share = 0.5 - f64::from(*value) / most / 2.0;
        [x + at as f64 * step, y + share * height]
    };
    values.iter().enumerate().map(place).collect()
}

/// What several features show over time, and as dots what they show next.
fn features(canvas: &mut Canvas, data: &Data, sample: &Sample) {
    let [steps, width] = [data.shape[0], data.shape[1]];
    let all = sample.input.iter().chain(&sample.target);
    let [low, high] = range(all.map(|value| f64::from(*value)));
    let most = low.abs().max(high.abs());
    let right = 170.0;
    for feature in 0..width {
        let values: Vec<f32> = (0..=steps)
            .map(|step| match step < steps {
                true => sample.input[step * width + feature],
                false => sample.target[feature],
            })
            .collect();
        let colour = Colour::class(feature % 6).faded(if feature < 6 { 1.0 } else { 0.6 });
        let points = signal(&values, [8.0, 6.0, right, HEIGHT - 12.0], most);
        canvas.line(&points[..steps], 1.6, colour);
        canvas.dots(&points[steps..], 3.0, colour);
    }
    let x = 8.0 + right - right / steps as f64 / 2.0;
    canvas.line(&[[x, 4.0], [x, HEIGHT - 4.0]], 1.0, NEUTRAL.faded(0.6));
}

/// A sequence above, what is right for it below, and lines from each letter to where it goes.
fn letters(canvas: &mut Canvas, data: &Data, sample: &Sample) {
    let given = tokens(&sample.input, data.tokens.len());
    let wanted: Vec<usize> = sample
        .target
        .iter()
        .map(|target| *target as usize)
        .collect();
    let step = (WIDTH - 16.0) / given.len() as f64;
    let x = |at: usize| 8.0 + (at as f64 + 0.5) * step;
    let marks = data.outputs.len() != data.tokens.len();
    let mut from: Vec<bool> = vec![false; given.len()];
    for (to, token) in wanted.iter().enumerate() {
        // A letter that stands there twice goes to both places in their order.
        let start = if marks {
            (*token == 1).then_some(to)
        } else {
            let mut places = given.iter().enumerate();
            let free = places.find(|(at, letter)| *letter == token && !from[*at]);
            free.map(|(at, _)| at)
        };
        let Some(start) = start else { continue };
        from[start] = true;
        let colour = Colour::class(given[start] % 6);
        canvas.line(&[[x(start), 46.0], [x(to), 98.0]], 2.0, colour.faded(0.55));
    }
    for (at, token) in given.iter().enumerate() {
        letter(canvas, [x(at), 30.0], step, *token, &data.tokens[*token]);
        if marks {
            let found = wanted[at] == 1;
            let colour = if found {
                Colour::class(token % 6)
            } else {
                NEUTRAL.faded(0.5)
            };
            canvas.dots(&[[x(at), 114.0]], if found { 6.0 } else { 2.0 }, colour);
        } else {
            let token = wanted[at];
            letter(canvas, [x(at), 114.0], step, token, &data.outputs[token]);
        }
    }
}

/// A letter in a cell of its colour.
pub fn letter(canvas: &mut Canvas, [x, y]: [f64; 2], step: f64, token: usize, name: &str) {
    let colour = Colour::class(token % 6);
    let side = step - 3.0;
    canvas.rect([x - side / 2.0, y - 14.0, side, 28.0], colour.faded(0.2));
    let lettering = Lettering {
        size: 17.0,
        colour,
        centred: true,
        serif: false,
    };
    canvas.text([x, y + 5.5], lettering, name);
}

/// Some text as it stands in the data.
fn words(canvas: &mut Canvas, data: &Data, samples: &Samples) -> Result<()> {
    let (values, _) = token_rows(samples).context("text is made of tokens")?;
    let steps = data.shape[0];
    let text = |sample: usize| -> String {
        let row = &values[sample * steps..][..steps];
        let names = row
            .iter()
            .map(|token| data.tokens[usize::from(*token)].as_str());
        names.collect()
    };
    let end = downhill::samples::END;
    if data.tokens[0] == end {
        let all: Vec<String> = (0..60).map(|at| text(at).replace(end, "")).collect();
        if !all[0].is_ascii() {
            let fits = |text: &&String| text.chars().count() <= 24;
            let poem = all.iter().find(fits).context("a short one is among them")?;
            verses(canvas, poem, NEUTRAL);
        } else {
            list(canvas, &all, NEUTRAL);
        }
    } else {
        // From the beginning of a line, as far as it goes.
        let whole = text(3);
        let begin = whole.find('\n').map_or(0, |at| at + 1);
        prose(canvas, &whole[begin..], NEUTRAL);
    }
    Ok(())
}

/// Names in two columns.
pub fn list(canvas: &mut Canvas, names: &[String], colour: Colour) {
    let lettering = Lettering {
        size: 17.0,
        colour,
        centred: true,
        serif: false,
    };
    let fits = names
        .iter()
        .filter(|name| (3..=9).contains(&name.chars().count()));
    for (index, name) in fits.take(10).enumerate() {
        let (column, row) = ((index % 2) as f64, (index / 2) as f64);
        canvas.text([50.0 + 92.0 * column, 26.0 + 26.5 * row], lettering, name);
    }
}

/// A poem in lines.
pub fn verses(canvas: &mut Canvas, text: &str, colour: Colour) {
    let lettering = Lettering {
        size: 20.0,
        colour,
        centred: true,
        serif: true,
    };
    let mut lines = vec![String::new()];
    for letter in text.trim().chars() {
        if "，。？！；\n".contains(letter) {
            lines.push(String::new());
        } else if let Some(line) = lines.last_mut() {
            line.push(letter);
        }
    }
    lines.retain(|line| !line.is_empty());
    for (index, line) in lines.iter().take(4).enumerate() {
        canvas.text([WIDTH / 2.0, 32.0 + 31.0 * index as f64], lettering, line);
    }
}

/// Running text in lines of equal length, as many as there is room for.
pub fn prose(canvas: &mut Canvas, text: &str, colour: Colour) {
    let lettering = Lettering {
        size: 13.0,
        colour,
        centred: false,
        serif: true,
    };
    let mut lines = vec![String::new()];
    for piece in text.split_inclusive([' ', '\n']) {
        let length = |line: &String| line.chars().count() + piece.trim().chars().count();
        if lines.last().is_some_and(|line| length(line) > 24) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece.trim_end_matches('\n'));
        }
        if piece.ends_with('\n') {
            lines.push(String::new());
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    for (index, line) in lines.iter().take(6).enumerate() {
        canvas.text([10.0, 24.0 + 22.0 * index as f64], lettering, line.trim());
    }
}

/// Users and items: what is known of how they rate, from 1 (orange) to 5 (blue).
fn ratings(canvas: &mut Canvas, data: &Data, samples: &Samples) -> Result<()> {
    let (values, _) = token_rows(samples).context("users and items are tokens")?;
    let users = data
        .tokens
        .iter()
        .filter(|name| name.starts_with("user"))
        .count();
    let items = data.tokens.len() - users;
    let mut known = vec![None; users * items];
    for (pair, rating) in values.chunks(2).zip(&samples.targets) {
        known[usize::from(pair[0]) * items + usize::from(pair[1]) - users] = Some(*rating);
    }
    rating_cells(canvas, |user, item| known[user * items + item])
}

/// Cells of ratings; of those that are not known only where they would be.
pub fn rating_cells(
    canvas: &mut Canvas,
    rating: impl Fn(usize, usize) -> Option<f32>,
) -> Result<()> {
    let cells = Bitmap::new(40, 30, |user, item| match rating(user, item) {
        Some(rating) => cell_colour((rating - 3.0) / 1.6),
        None => Colour([0; 4]),
    });
    canvas.bitmap([4.0, 3.0, WIDTH - 8.0, HEIGHT - 6.0], &cells, true)
}
