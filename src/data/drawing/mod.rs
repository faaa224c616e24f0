//! A person's writing, made alike to the pictures that a network was trained on: strokes of the pad, or the ink of a
//! picture file.
//!
//! A network that saw only pictures made in one way reads a digit only after the same. A data set says with its
//! [`Preparation`] how its pictures were made; how thick the pen was, how large and where somebody wrote makes no
//! difference.

mod bitmap;
#[cfg(feature = "cli")]
pub mod file;
pub mod ground;
mod specks;
mod strokes;

pub use self::bitmap::Bitmap;
use self::strokes::Strokes;
use crate::datasets::Preparation;

/// Side of MNIST's pictures, and of the square into which their digits were scaled.
const SIDE: usize = 28;
const INNER: [usize; 2] = [20, 20];

/// Radius of the pen in MNIST's pictures, in pixels: the mean ink of strokes drawn with it is that of the data.
const RADIUS: f64 = 1.4;

/// Thickness of strokes in MNIST's pictures, in pixels: nine of ten lie between.
const THICKNESS: [f32; 2] = [1.6, 3.6];

/// Side of NIST's bitmaps, and the box into which their digits were stretched.
const BITMAP: usize = 32;
const STRETCHED: [usize; 2] = [20, 32];

/// Side of the block of a bitmap that becomes one of UCI's 8×8 pixels.
const BLOCK: usize = 4;

/// Ink of a digit in UCI's bitmaps, in pixels: the mean, the same for every digit, and where nine of ten lie.
const INK: f32 = 305.0;
const USUAL_INK: [f32; 2] = [260.0, 380.0];

/// One direction is stretched at most so much more than the other: the bar of a one stays a bar.
const STRETCH: f64 = 1.25;

/// Pixels along the longer side of a picture's writing while its strokes are thickened or thinned, and the most steps
/// of one pixel: beyond them lies nothing that could be read.
const WORKING: usize = 120;
const STEPS: usize = 30;

/// What the network is to see of strokes, 0 to 1, row by row; none where nothing was drawn. A stroke is a list of
/// x and y in turn, as shares of the pad's side.
pub fn from_strokes(preparation: Preparation, strokes: &[Vec<f32>]) -> Option<Vec<f32>> {
    let strokes = Strokes::new(strokes)?;
    Some(match preparation {
        Preparation::Centred => centred(&strokes.drawn(INNER, 1.0, RADIUS)),
        Preparation::Counted => {
            // The pen that gives the usual ink, found by halving.
            let [mut thin, mut thick] = [1.0, 6.0];
            for _ in 0..8 {
                let radius = (thin + thick) / 2.0;
                let ink = strokes.drawn(STRETCHED, STRETCH, radius).total();
                *if ink < INK { &mut thin } else { &mut thick } = radius;
            }
            counted(&strokes.drawn(STRETCHED, STRETCH, (thin + thick) / 2.0))
        }
    })
}

/// The same of a picture's ink, as [`ground::ink`] finds it.
pub fn from_ink(preparation: Preparation, ink: &Bitmap) -> Option<Vec<f32>> {
    let ink = specks::without(ink);
    let [left, top, right, bottom] = ink.bounds()?;
    let (width, height) = (right - left, bottom - top);
    let scale = WORKING as f64 / width.max(height) as f64;
    let length = |side: usize| ((side as f64 * scale).round() as usize).max(1);
    let working = ink.scaled([left, top, right, bottom], [length(width), length(height)]);
    // Room to thicken.
    let size = [working.width + 2 * STEPS, working.height + 2 * STEPS];
    let working = working.placed([STEPS, STEPS], size);
    match preparation {
        Preparation::Centred => {
            usual(working, INNER, 1.0, THICKNESS, Bitmap::thickness).map(|fitted| centred(&fitted))
        }
        Preparation::Counted => usual(working, STRETCHED, STRETCH, USUAL_INK, Bitmap::total)
            .map(|fitted| counted(&fitted)),
    }
}

/// Writing scaled into a box, after its strokes were thickened or thinned a pixel at a time until what is measured
/// there is as usual.
fn usual(
    mut working: Bitmap,
    size: [usize; 2],
    stretch: f64,
    [least, most]: [f32; 2],
    measure: fn(&Bitmap) -> f32,
) -> Option<Bitmap> {
    let mut fitted = working.fitted(size, stretch)?;
    let thicken = measure(&fitted) < least;
    for step in 0..STEPS {
        let now = measure(&fitted);
        if if thicken { now >= least } else { now <= most } {
            break;
        }
        // Crosses and squares in turn come near a round pen.
        let corners = step % 2 == 1;
        working = if thicken {
            working.thickened(corners)
        } else {
            working.thinned(corners)
        };
        // Nothing is left of what was thin already.
        let Some(next) = working.fitted(size, stretch) else {
            break;
        };
        fitted = next;
    }
    Some(fitted)
}

/// MNIST's last step: the centre of mass comes to the middle.
fn centred(writing: &Bitmap) -> Vec<f32> {
    let [x, y] = writing.centre_of_mass();
    let place = |centre: f32, length: usize| {
        ((SIDE as f32 / 2.0 - centre).round().max(0.0) as usize).min(SIDE - length)
    };
    let corner = [place(x, writing.width), place(y, writing.height)];
    writing.placed(corner, [SIDE, SIDE]).ink
}

/// NIST's and UCI's last steps: upright in the middle of the bitmap, counted in blocks.
fn counted(writing: &Bitmap) -> Vec<f32> {
    let corner = [(BITMAP - writing.width) / 2, (BITMAP - writing.height) / 2];
    let bitmap = writing.placed(corner, [BITMAP, BITMAP]).upright();
    let blocks = BITMAP / BLOCK;
    bitmap.scaled([0, 0, BITMAP, BITMAP], [blocks, blocks]).ink
}
