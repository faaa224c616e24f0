//! Picture files: PNG and JPEG, turned as their camera says.

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, ImageResult, Limits};

use super::ground::Picture;

/// Largest picture that is read, in pixels along a side.
const MAX_SIDE: u32 = 8192;

/// Reads a file's bytes.
///
/// # Errors
/// What is no picture, is cut off, or is larger than 8,192 pixels along a side.
pub fn decode(bytes: &[u8]) -> ImageResult<Picture> {
    let mut reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // A tag that cannot be read turns nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let pixels = picture.to_luma_alpha8();
    Ok(Picture {
        width: pixels.width() as usize,
        height: pixels.height() as usize,
        brightness: pixels.pixels().map(|pixel| pixel.0[0]).collect(),
        opacity: pixels.pixels().map(|pixel| pixel.0[1]).collect(),
    })
}
