//! QR codes (ISO/IEC 18004) as the path of an SVG.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// The largest version that is made, of 40: its 97 by 97 modules are what a telephone reads from a screen at the other
/// end of a room. It holds 858 bytes.
const LARGEST: u8 = 20;

/// Empty modules on every side, which the standard asks for.
const QUIET: i32 = 4;

/// A QR code.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// Modules of a side, with the empty ones around it.
    pub side: u32,
    /// The path of its dark modules, a unit each.
    pub path: String,
}

/// The code of a text; none where it is too long.
pub fn code(text: &str) -> Option<Code> {
    let bytes = [QrSegment::make_bytes(text.as_bytes())];
    // The lowest level of correction has the largest modules; where there is room for a higher one it is taken.
    let level = QrCodeEcc::Low;
    let (least, most) = (Version::MIN, Version::new(LARGEST));
    let code = QrCode::encode_segments_advanced(&bytes, level, least, most, None, true).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count() as i32;
            if dark > 0 {
                let (left, top) = (x + QUIET, y + QUIET);
                // Writing to a String cannot fail.
                let _ = write!(path, "M{left} {top}h{dark}v1h-{dark}z");
            }
            x += dark.max(1);
        }
    }
    Some(Code {
        side: (size + 2 * QUIET) as u32,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dark modules by row, as the path paints them.
    fn painted(code: &Code) -> Vec<Vec<bool>> {
        let side = code.side as usize;
        let mut rows = vec![vec![false; side]; side];
        for run in code.path.split_terminator('z') {
            let numbers = run.split(|c: char| !c.is_ascii_digit());
            let numbers: Vec<usize> = numbers.filter_map(|number| number.parse().ok()).collect();
            let [x, y, width, ..] = numbers[..] else {
                panic!("{run}")
            };
            rows[y][x..x + width].fill(true);
        }
        rows
    }

    #[test]
    fn the_path_paints_the_code_within_its_quiet_zone() {
        let text = "https://example.org/downhill/#v=1&data=xor";
        let code = code(text).expect("it is short");
        let rows = painted(&code);
        let bytes = [QrSegment::make_bytes(text.as_bytes())];
        let (least, most) = (Version::MIN, Version::new(LARGEST));
        let level = QrCodeEcc::Low;
        let real = QrCode::encode_segments_advanced(&bytes, level, least, most, None, true);
        let real = real.expect("it is short");
        for (y, row) in (0..).zip(&rows) {
            for (x, dark) in (0..).zip(row) {
                assert_eq!(*dark, real.get_module(x - QUIET, y - QUIET), "{x} {y}");
            }
        }
        // The three corners that a reader looks for.
        let last = rows.len() - 5;
        assert!(rows[4][4] && rows[4][last] && rows[last][4]);
    }

    #[test]
    fn what_is_too_long_to_be_read_from_afar_has_none() {
        assert_eq!(code(&"x".repeat(858)).map(|code| code.side), Some(105));
        assert_eq!(code(&"x".repeat(859)), None);
        assert!(code("").is_some());
    }
}
