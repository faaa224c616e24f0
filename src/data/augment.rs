//! Augmentation: a training picture is shifted, turned, scaled and speckled a little, otherwise each time it is seen.
//!
//! Drawn from (seed, place in the whole training), so that it repeats; what is held out is never touched.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use crate::params::Entry;

/// How much pictures are varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Augment {
    channels: usize,
    height: usize,
    width: usize,
    /// Pixels, in both directions.
    shift: f64,
    /// Radians.
    rotate: f64,
    /// Share by which it grows or shrinks.
    zoom: f64,
    /// Standard deviation of what is added to each pixel.
    jitter: f64,
}

impl Augment {
    /// What the data's entry asks for pictures of a shape; none where it asks for nothing. `ink` is what a full pixel
    /// is worth.
    pub fn new(entry: &Entry, shape: &[usize], ink: f32) -> Option<Self> {
        let [channels, height, width] = *shape else {
            return None;
        };
        let number = |param| entry.optional(param).unwrap_or(0.0);
        let augment = Self {
            channels,
            height,
            width,
            shift: number("shift"),
            rotate: number("rotate").to_radians(),
            zoom: number("zoom") / 100.0,
            jitter: number("jitter") * f64::from(ink),
        };
        let moves = augment.shift > 0.0 || augment.rotate > 0.0 || augment.zoom > 0.0;
        (moves || augment.jitter > 0.0).then_some(augment)
    }

    /// Varies one picture in place.
    pub fn apply(&self, picture: &mut [f32], rng: &mut ChaCha8Rng) {
        let mut within = |bound: f64| bound * (2.0 * rng.random::<f64>() - 1.0);
        let (dx, dy) = (within(self.shift), within(self.shift));
        let (angle, zoom) = (within(self.rotate), 1.0 + within(self.zoom));
        if (dx, dy, angle, zoom) != (0.0, 0.0, 0.0, 1.0) {
            let (sin, cos) = (libm::sin(angle) / zoom, libm::cos(angle) / zoom);
            let middle = |side: usize| (side as f64 - 1.0) / 2.0;
            let (middle_x, middle_y) = (middle(self.width), middle(self.height));
            let pixels = self.height * self.width;
            for channel in picture.chunks_exact_mut(pixels).take(self.channels) {
                let before = channel.to_vec();
                for (index, value) in channel.iter_mut().enumerate() {
                    // Where this pixel was before the picture moved.
                    let x = (index % self.width) as f64 - middle_x - dx;
                    let y = (index / self.width) as f64 - middle_y - dy;
                    let from = [cos * x + sin * y + middle_x, cos * y - sin * x + middle_y];
                    *value = self.at(&before, from);
                }
            }
        }
        if self.jitter > 0.0 {
            for value in picture {
                *value += (self.jitter * rng.sample::<f64, _>(StandardNormal)) as f32;
            }
        }
    }

    /// The picture between its pixels, bilinearly; nothing outside.
    fn at(&self, picture: &[f32], [x, y]: [f64; 2]) -> f32 {
        let (left, top) = (libm::floor(x), libm::floor(y));
        let (right, bottom) = ((x - left) as f32, (y - top) as f32);
        let pixel = |column: f64, row: f64| {
            let inside = column >= 0.0
                && row >= 0.0
                && column < self.width as f64
                && row < self.height as f64;
            if inside {
                picture[row as usize * self.width + column as usize]
            } else {
                0.0
            }
        };
        let row = |row| pixel(left, row) * (1.0 - right) + pixel(left + 1.0, row) * right;
        row(top) * (1.0 - bottom) + row(top + 1.0) * bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    const SIDE: usize = 9;

    /// Varies a picture whose only ink lies two pixels to the right of its middle.
    fn varied(param: &str, value: f64, seed: u64) -> Vec<f32> {
        let entry = Entry::new("any").with(param, value);
        let augment = Augment::new(&entry, &[1, SIDE, SIDE], 1.0).expect("it asks for something");
        let mut picture = vec![0.0; SIDE * SIDE];
        picture[SIDE * (SIDE / 2) + SIDE / 2 + 2] = 1.0;
        augment.apply(&mut picture, &mut random::generator(seed, "augment", 0));
        picture
    }

    /// Where its ink lies, from the middle.
    fn centre(picture: &[f32]) -> [f64; 2] {
        let middle = (SIDE as f64 - 1.0) / 2.0;
        let ink: f64 = picture.iter().map(|ink| f64::from(*ink)).sum();
        let mean = |of: fn(usize) -> usize| {
            let places = picture.iter().enumerate();
            let sum: f64 = places
                .map(|(at, ink)| of(at) as f64 * f64::from(*ink))
                .sum();
            sum / ink - middle
        };
        [mean(|at| at % SIDE), mean(|at| at / SIDE)]
    }

    /// Of 40 varied pictures, the least and the most of what is measured in them.
    fn range(param: &str, value: f64, measure: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
        let all = (0..40).map(|seed| measure(centre(&varied(param, value, seed))));
        all.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], one| {
            [least.min(one), most.max(one)]
        })
    }

    /// Between bounds, and near both of them.
    fn reaches([least, most]: [f64; 2], from: f64, to: f64) -> bool {
        let near = 0.2 * (to - from);
        let beyond = 0.05 * (to - from);
        (from - beyond..from + near).contains(&least) && (to - near..to + beyond).contains(&most)
    }

    #[test]
    fn ink_is_shifted_turned_and_scaled_as_far_as_is_asked_for() {
        for axis in [0, 1] {
            let moved = range("shift", 1.5, |ink| ink[axis] - [2.0, 0.0][axis]);
            assert!(reaches(moved, -1.5, 1.5), "{moved:?}");
        }
        let degrees = range("rotate", 30.0, |[x, y]| y.atan2(x).to_degrees());
        assert!(reaches(degrees, -30.0, 30.0), "{degrees:?}");
        // It keeps its distance from the middle, whatever the angle.
        let [least, most] = range("rotate", 30.0, |[x, y]| x.hypot(y));
        assert!(least > 1.8 && most < 2.2, "{least} {most}");
        let scaled = range("zoom", 25.0, |[x, _]| x);
        assert!(reaches(scaled, 1.5, 2.5), "{scaled:?}");
    }

    #[test]
    fn speckles_have_the_deviation_that_is_asked_for() {
        let picture = varied("jitter", 0.1, 1);
        let blank = picture.iter().filter(|ink| **ink < 0.5);
        let squares: f32 = blank.clone().map(|ink| ink * ink).sum();
        let deviation = (squares / blank.count() as f32).sqrt();
        assert!((0.08..0.12).contains(&deviation), "{deviation}");
    }

    #[test]
    fn nothing_is_asked_of_tables() {
        let entry = Entry::new("any").with("shift", 2.0);
        assert_eq!(Augment::new(&entry, &[10], 1.0), None);
        assert!(Augment::new(&entry, &[1, 8, 8], 1.0).is_some());
    }
}
