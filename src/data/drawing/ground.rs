//! What is ink in a picture, and what is ground: a scan, a photograph of paper with its shade and noise, white chalk on
//! black, strokes on transparency.
//!
//! The border tells: what it shows is ground. A curved surface through its brightness is taken off, and what differs by
//! more than the noise is ink, whether darker or lighter. Where the border shows both, as around writing that was
//! cropped to its box, dark is ink.

use super::bitmap::Bitmap;

/// Larger pictures are made smaller first, to fewer than twice so many pixels along a side: what can be read stays, and
/// noise goes.
const SIDE: usize = 256;

/// Least share of transparent pixels that makes a picture one on transparency.
const TRANSPARENT: f32 = 0.01;

/// Brightness within which all that is opaque counts as one tone, up to a share of few pixels: less than a thin line.
const ONE_TONE: f32 = 0.25;
const FEW: f32 = 0.002;

/// The border tells what ground is if so much of it lies near one smooth surface, which differs there by no more than
/// a typical noise.
const TOLD: f32 = 0.9;
const NOISE: f32 = 0.08;

/// Ink differs from the ground by so many times the noise, which is at least so much where a picture has none.
const DEVIATIONS: f32 = 4.0;
const LEAST_NOISE: f32 = 0.015;

/// Writing reaches into the middle of a picture: away from its edges by this share of each side, with this share of
/// its ink. Else what seemed to be ink was the ground in the corners of something that fills the picture.
const MARGIN: f32 = 0.1;
const INSIDE: f32 = 0.25;

/// Where nothing but one tone is seen, darker than this it is all ink.
const DARK: f32 = 0.375;

/// A picture as it was read: how bright and how opaque its pixels are, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    /// From 0, black, to 255, white.
    pub brightness: Vec<u8>,
    /// From 0, transparent, to 255.
    pub opacity: Vec<u8>,
}

/// The ink of a picture; all blank where there is none.
pub fn ink(picture: &Picture) -> Bitmap {
    let tones = Tones::of(picture);
    let ink = on_transparency(&tones)
        .or_else(|| on_ground(&tones))
        .unwrap_or_else(|| dark(&tones));
    let opaque = ink.iter().zip(&tones.opacity);
    Bitmap {
        width: tones.width,
        height: tones.height,
        ink: opaque.map(|(ink, opacity)| ink * opacity).collect(),
    }
}

/// The picture at the size that is worked with, brightness and opacity from 0 to 1.
struct Tones {
    width: usize,
    height: usize,
    brightness: Vec<f32>,
    opacity: Vec<f32>,
}

impl Tones {
    /// Means over whole squares of pixels, weighted by how opaque they are.
    fn of(picture: &Picture) -> Self {
        let square = (picture.width.max(picture.height) / SIDE).max(1);
        let (width, height) = (
            picture.width.div_ceil(square),
            picture.height.div_ceil(square),
        );
        let (mut brightness, mut opacity) = (Vec::new(), Vec::new());
        for at in 0..width * height {
            let (left, top) = (at % width * square, at / width * square);
            let rows = top..(top + square).min(picture.height);
            let columns = left..(left + square).min(picture.width);
            let (mut light, mut opaque, mut count) = (0.0, 0.0, 0.0);
            for index in rows.flat_map(|y| columns.clone().map(move |x| y * picture.width + x)) {
                let share = f32::from(picture.opacity[index]) / 255.0;
                light += share * f32::from(picture.brightness[index]) / 255.0;
                opaque += share;
                count += 1.0;
            }
            brightness.push(if opaque > 0.0 { light / opaque } else { 1.0 });
            opacity.push(opaque / count);
        }
        Self {
            width,
            height,
            brightness,
            opacity,
        }
    }

    /// Pixels that are more opaque than a share.
    fn opaque(&self, share: f32) -> Vec<usize> {
        (0..self.opacity.len())
            .filter(|&at| self.opacity[at] > share)
            .collect()
    }

    /// The brightness of pixels.
    fn at(&self, pixels: &[usize]) -> Vec<f32> {
        pixels.iter().map(|&at| self.brightness[at]).collect()
    }
}

/// Strokes of one tone on transparency: what is opaque is ink.
fn on_transparency(picture: &Tones) -> Option<Vec<f32>> {
    let pixels = picture.opacity.len();
    let transparent = (pixels - picture.opaque(0.5).len()) as f32;
    let mut tones = picture.at(&picture.opaque(0.8));
    let one_tone = quantile(&mut tones, 1.0 - FEW)? - quantile(&mut tones, FEW)? < ONE_TONE;
    (one_tone && transparent >= TRANSPARENT * pixels as f32).then(|| vec![1.0; pixels])
}

/// Ink on the ground that the border shows; none where the border does not tell.
fn on_ground(picture: &Tones) -> Option<Vec<f32>> {
    let border = border(picture);
    let ground = Surface::flat(quantile(&mut picture.at(&border), 0.5)?).settled(picture, &border);
    let noise = ground.noise(picture, &border);
    let near = border
        .iter()
        .filter(|&&at| ground.off(picture, at).abs() < DEVIATIONS * noise);
    if noise > NOISE || (near.count() as f32) < TOLD * border.len() as f32 {
        return None;
    }
    let opaque = picture.opaque(0.8);
    let ground = ground.settled(picture, &opaque);
    let noise = ground.noise(picture, &opaque);
    let least = DEVIATIONS * noise;
    let off: Vec<f32> = (0..picture.brightness.len())
        .map(|at| {
            if picture.opacity[at] > 0.5 {
                ground.off(picture, at)
            } else {
                0.0
            }
        })
        .collect();
    // Ink is either darker or lighter than its ground: whichever there is more of.
    let sum = |sign: f32| {
        off.iter()
            .map(|off| (sign * off - least).max(0.0))
            .sum::<f32>()
    };
    let sign = if sum(1.0) > sum(-1.0) { 1.0 } else { -1.0 };
    let mut strong: Vec<f32> = off
        .iter()
        .map(|off| sign * off)
        .filter(|off| *off > least)
        .collect();
    let full = quantile(&mut strong, 0.8)?.max(2.0 * least);
    let ink: Vec<f32> = off
        .iter()
        .map(|off| ((sign * off - least) / (full - least)).clamp(0.0, 1.0))
        .collect();
    let inside = |at: usize| {
        let away = |place: usize, side: usize| {
            let place = (place as f32 + 0.5) / side as f32;
            (MARGIN..1.0 - MARGIN).contains(&place)
        };
        away(at % picture.width, picture.width) && away(at / picture.width, picture.height)
    };
    let within: f32 = (0..ink.len())
        .filter(|&at| inside(at))
        .map(|at| ink[at])
        .sum();
    (within >= INSIDE * ink.iter().sum::<f32>()).then_some(ink)
}

/// Dark is ink, by the threshold that tells two tones apart best (Otsu 1979); one dark tone is all ink.
fn dark(picture: &Tones) -> Vec<f32> {
    let mut tones = picture.at(&picture.opaque(0.5));
    tones.sort_by(f32::total_cmp);
    let total: f32 = tones.iter().sum();
    let (mut below, mut best) = (0.0, (0.0, 0.0, 0.0));
    for (index, tone) in tones.iter().enumerate().take(tones.len().saturating_sub(1)) {
        below += tone;
        let (dark, light) = ((index + 1) as f32, (tones.len() - index - 1) as f32);
        let (low, high) = (below / dark, (total - below) / light);
        let between = dark * light * (high - low) * (high - low);
        if between > best.0 {
            best = (between, low, high);
        }
    }
    let (_, low, high) = best;
    let ink = |tone: f32| {
        if high - low > ONE_TONE {
            ((high - tone) / (high - low)).clamp(0.0, 1.0)
        } else {
            f32::from(tone < DARK)
        }
    };
    picture.brightness.iter().map(|tone| ink(*tone)).collect()
}

/// Opaque pixels near the edge of the picture, or of what is opaque in it.
fn border(picture: &Tones) -> Vec<usize> {
    let (width, height) = (picture.width, picture.height);
    let near = (width.min(height) / 50).max(1);
    let opaque = |x: Option<usize>, y: Option<usize>| {
        let inside = x.filter(|x| *x < width).zip(y.filter(|y| *y < height));
        inside.is_some_and(|(x, y)| picture.opacity[y * width + x] > 0.5)
    };
    (0..width * height)
        .filter(|at| {
            let (x, y) = (at % width, at / width);
            let around = [
                (x.checked_sub(near), Some(y)),
                (Some(x + near), Some(y)),
                (Some(x), y.checked_sub(near)),
                (Some(x), Some(y + near)),
            ];
            opaque(Some(x), Some(y)) && around.into_iter().any(|(x, y)| !opaque(x, y))
        })
        .collect()
}

/// The value below which a share of all lies; none of nothing.
fn quantile(values: &mut [f32], share: f32) -> Option<f32> {
    let last = values.len().checked_sub(1)?;
    let index = (share * last as f32).round() as usize;
    Some(*values.select_nth_unstable_by(index, f32::total_cmp).1)
}

/// Brightness of the ground as a polynomial of the second degree over the picture: light that falls off to one side or
/// towards the corners.
struct Surface([f64; TERMS]);

const TERMS: usize = 6;

impl Surface {
    fn flat(tone: f32) -> Self {
        Self([f64::from(tone), 0.0, 0.0, 0.0, 0.0, 0.0])
    }

    /// Fitted anew to pixels a few times, each time without those that lie far from it: ink does not count.
    fn settled(self, picture: &Tones, pixels: &[usize]) -> Self {
        let mut ground = self;
        for _ in 0..3 {
            let most = DEVIATIONS * ground.noise(picture, pixels);
            let near = pixels
                .iter()
                .filter(|&&at| ground.off(picture, at).abs() < most);
            let near: Vec<usize> = near.copied().collect();
            ground = Self::through(picture, &near).unwrap_or(ground);
        }
        ground
    }

    /// Standard deviation of pixels from it, by their median so that ink does not count.
    fn noise(&self, picture: &Tones, pixels: &[usize]) -> f32 {
        let mut off: Vec<f32> = pixels
            .iter()
            .map(|&at| self.off(picture, at).abs())
            .collect();
        // Of a normal distribution half lies within 0.6745 deviations.
        (quantile(&mut off, 0.5).unwrap_or(0.0) / 0.6745).max(LEAST_NOISE)
    }

    /// 1, x, y, x², xy, y² with x and y from −1 to 1.
    fn terms(picture: &Tones, at: usize) -> [f64; TERMS] {
        let place = |place: usize, side: usize| 2.0 * (place as f64 + 0.5) / side as f64 - 1.0;
        let x = place(at % picture.width, picture.width);
        let y = place(at / picture.width, picture.height);
        [1.0, x, y, x * x, x * y, y * y]
    }

    /// The least squares through pixels; none where they leave it open.
    fn through(picture: &Tones, pixels: &[usize]) -> Option<Self> {
        let mut rows = [[0.0; TERMS + 1]; TERMS];
        for &at in pixels {
            let terms = Self::terms(picture, at);
            for (row, one) in rows.iter_mut().zip(terms) {
                for (sum, other) in row.iter_mut().zip(terms) {
                    *sum += one * other;
                }
                row[TERMS] += one * f64::from(picture.brightness[at]);
            }
        }
        // Gauss and Jordan, with the largest pivot.
        for column in 0..TERMS {
            let pivot = (column..TERMS)
                .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
            rows.swap(column, pivot);
            let pivot = rows[column];
            if pivot[column].abs() < 1e-9 * pixels.len() as f64 {
                return None;
            }
            for (index, row) in rows.iter_mut().enumerate() {
                let factor = row[column] / pivot[column];
                if index != column {
                    for (value, above) in row.iter_mut().zip(pivot) {
                        *value -= factor * above;
                    }
                }
            }
        }
        Some(Self(std::array::from_fn(|term| {
            rows[term][TERMS] / rows[term][term]
        })))
    }

    /// How much brighter than the ground a pixel is.
    fn off(&self, picture: &Tones, at: usize) -> f32 {
        let terms = Self::terms(picture, at);
        let ground: f64 = self
            .0
            .iter()
            .zip(terms)
            .map(|(factor, term)| factor * term)
            .sum();
        picture.brightness[at] - ground as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 60×40 with a brightness for each place.
    fn picture(brightness: impl Fn(usize, usize) -> u8) -> Picture {
        Picture {
            width: 60,
            height: 40,
            brightness: (0..2400).map(|at| brightness(at % 60, at / 60)).collect(),
            opacity: vec![255; 2400],
        }
    }

    fn in_bar(x: usize, y: usize) -> bool {
        (25..35).contains(&x) && (5..35).contains(&y)
    }

    /// Where ink is found.
    fn inked(picture: &Picture) -> Vec<bool> {
        ink(picture).ink.iter().map(|ink| *ink > 0.5).collect()
    }

    #[test]
    fn the_border_tells_the_ground_whatever_its_tone_and_shade() {
        let right: Vec<bool> = (0..2400).map(|at| in_bar(at % 60, at / 60)).collect();
        assert_eq!(
            inked(&picture(|x, y| if in_bar(x, y) { 0 } else { 255 })),
            right
        );
        assert_eq!(
            inked(&picture(|x, y| if in_bar(x, y) { 255 } else { 0 })),
            right
        );
        // Ink in the light is as bright as paper in the shade.
        let shaded = |x: usize, y: usize| 220 - 2 * x as u8 - if in_bar(x, y) { 70 } else { 0 };
        assert_eq!(inked(&picture(shaded)), right);
    }

    #[test]
    fn what_fills_the_picture_is_ink_if_it_is_dark() {
        assert!(inked(&picture(|_, _| 10)).into_iter().all(|ink| ink));
        assert!(!inked(&picture(|_, _| 250)).into_iter().any(|ink| ink));
        // A bar with light corners, as a pen leaves it.
        let corner = |x: usize, y: usize| x.min(59 - x) + y.min(39 - y) < 6;
        let bar = inked(&picture(|x, y| if corner(x, y) { 255 } else { 0 }));
        assert_eq!(bar.into_iter().filter(|ink| !ink).count(), 4 * 21);
        let empty = Picture {
            width: 0,
            height: 0,
            brightness: Vec::new(),
            opacity: Vec::new(),
        };
        assert_eq!(ink(&empty).bounds(), None);
    }

    #[test]
    fn on_transparency_what_is_opaque_is_ink() {
        for tone in [0, 255] {
            let mut strokes = picture(|_, _| tone);
            for (at, opacity) in strokes.opacity.iter_mut().enumerate() {
                *opacity = if in_bar(at % 60, at / 60) { 255 } else { 0 };
            }
            assert_eq!(inked(&strokes).into_iter().filter(|ink| *ink).count(), 300);
        }
    }
}
