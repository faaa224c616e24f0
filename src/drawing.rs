//! A person's drawing, made alike to the pictures that a network was trained on.
//!
//! MNIST's digits were scaled into 20×20 keeping their proportions and placed with their centre of mass in the middle
//! of 28×28 (LeCun et al. 1998, §III.A). A network that saw only such pictures reads a drawing only after the same.

use crate::datasets::Drawing;

/// Ink below this counts as paper when the drawing is cropped.
const PAPER: u8 = 16;

/// Grey values 0 to 1, row by row, `side`×`side`; none where nothing was drawn or the size does not match.
pub fn prepare(drawing: Drawing, ink: &[u8], width: usize, height: usize) -> Option<Vec<f32>> {
    if width == 0 || height == 0 || ink.len() != width.checked_mul(height)? {
        return None;
    }
    let inked = |&(x, y): &(usize, usize)| ink[y * width + x] > PAPER;
    let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let [mut left, mut top, mut right, mut bottom] = [width, height, 0, 0];
    for (x, y) in all.filter(inked) {
        left = left.min(x);
        right = right.max(x + 1);
        top = top.min(y);
        bottom = bottom.max(y + 1);
    }
    if right == 0 {
        return None;
    }
    // Proportions stay: the longer side fills the inner square.
    let (wide, high) = (right - left, bottom - top);
    let scale = drawing.inner as f64 / wide.max(high) as f64;
    let size = |length: usize| ((length as f64 * scale).round() as usize).clamp(1, drawing.inner);
    let (columns, rows) = (size(wide), size(high));
    let mut small = vec![0.0; columns * rows];
    for row in 0..rows {
        for column in 0..columns {
            let from = (column as f64 / columns as f64, row as f64 / rows as f64);
            let to = (
                (column + 1) as f64 / columns as f64,
                (row + 1) as f64 / rows as f64,
            );
            let across = (
                left as f64 + from.0 * wide as f64,
                left as f64 + to.0 * wide as f64,
            );
            let down = (
                top as f64 + from.1 * high as f64,
                top as f64 + to.1 * high as f64,
            );
            small[row * columns + column] = mean(ink, width, across, down);
        }
    }
    // A thin pen becomes grey when it is scaled down; the darkest point is ink again, as in the data.
    let darkest = small.iter().copied().fold(0.0, f64::max);
    small.iter_mut().for_each(|value| *value /= darkest);

    let total: f64 = small.iter().sum();
    let moment = |position: fn(usize, usize) -> usize| {
        let weighted = small
            .iter()
            .enumerate()
            .map(|(at, v)| v * (position(at, columns) as f64 + 0.5));
        weighted.sum::<f64>() / total
    };
    let middle = drawing.side as f64 / 2.0;
    let place = |centre: f64, length: usize| {
        ((middle - centre).round().max(0.0) as usize).min(drawing.side - length)
    };
    let x = place(moment(|at, columns| at % columns), columns);
    let y = place(moment(|at, columns| at / columns), rows);
    let mut picture = vec![0.0; drawing.side * drawing.side];
    for (row, values) in small.chunks(columns).enumerate() {
        for (column, value) in values.iter().enumerate() {
            picture[(y + row) * drawing.side + x + column] = *value as f32;
        }
    }
    Some(picture)
}

/// Mean ink, 0 to 1, over a rectangle with fractional edges.
fn mean(ink: &[u8], width: usize, across: (f64, f64), down: (f64, f64)) -> f64 {
    let covered =
        |from: f64, to: f64, at: usize| (to.min(at as f64 + 1.0) - from.max(at as f64)).max(0.0);
    let span = |(from, to): (f64, f64)| from as usize..(to - 1e-9).max(from) as usize + 1;
    let mut sum = 0.0;
    for y in span(down) {
        let weight = covered(down.0, down.1, y);
        for x in span(across) {
            sum += weight * covered(across.0, across.1, x) * f64::from(ink[y * width + x]);
        }
    }
    sum / ((across.1 - across.0) * (down.1 - down.0)) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const MNIST: Drawing = Drawing {
        side: 28,
        inner: 20,
    };

    /// A filled rectangle on paper of 100×100.
    fn rectangle(left: usize, top: usize, right: usize, bottom: usize) -> Vec<u8> {
        let inside =
            |at: usize| (left..right).contains(&(at % 100)) && (top..bottom).contains(&(at / 100));
        (0..10_000)
            .map(|at| if inside(at) { 255 } else { 0 })
            .collect()
    }

    #[test]
    fn a_drawing_fills_the_inner_square_wherever_it_was_drawn() {
        let here = prepare(MNIST, &rectangle(5, 5, 25, 45), 100, 100);
        let there = prepare(MNIST, &rectangle(70, 50, 90, 90), 100, 100);
        assert_eq!(here, there);
        let here = here.expect("something was drawn");
        let inked: Vec<usize> = (0..784).filter(|&at| here[at] > 0.5).collect();
        assert_eq!(inked.len(), 20 * 10);
        assert!(
            inked
                .iter()
                .all(|at| (4..24).contains(&(at / 28)) && (9..19).contains(&(at % 28)))
        );
    }

    #[test]
    fn the_centre_of_mass_comes_to_the_middle() {
        let mut ink = rectangle(10, 10, 30, 90);
        // A foot to the right moves the centre of mass, and the picture the other way.
        rectangle(10, 80, 80, 90)
            .iter()
            .zip(&mut ink)
            .for_each(|(add, ink)| *ink |= add);
        let picture = prepare(MNIST, &ink, 100, 100).expect("something was drawn");
        let total: f32 = picture.iter().sum();
        let x: f32 = picture
            .iter()
            .enumerate()
            .map(|(at, v)| v * ((at % 28) as f32 + 0.5))
            .sum();
        let y: f32 = picture
            .iter()
            .enumerate()
            .map(|(at, v)| v * ((at / 28) as f32 + 0.5))
            .sum();
        assert!((x / total - 14.0).abs() <= 0.5 && (y / total - 14.0).abs() <= 0.5);
    }

    #[test]
    fn empty_and_impossible_drawings_give_nothing() {
        assert_eq!(prepare(MNIST, &[0; 10_000], 100, 100), None);
        assert_eq!(prepare(MNIST, &[255; 10], 100, 100), None);
        assert_eq!(prepare(MNIST, &[], 0, 0), None);
        assert_eq!(prepare(MNIST, &[], usize::MAX, 2), None);
        assert!(prepare(MNIST, &[255], 1, 1).is_some());
    }
}
