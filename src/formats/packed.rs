//! Numbers as text that an address can carry: 32-bit floats bit by bit, compressed by DEFLATE, in base64url (RFC 4648).
//!
//! The bytes stand in four planes, all lowest bytes first: the signs and exponents of weights are alike and compress,
//! their lowest bytes do not.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};

/// What a packed text begins with: another way of packing will have another one.
const FORMAT: &str = "f32.";

/// Whether a text can be such numbers, without unpacking it.
pub fn is_packed(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.strip_prefix(FORMAT)
        .is_some_and(|letters| !letters.is_empty() && letters.bytes().all(letter))
}

/// The numbers as text.
pub fn pack(values: &[f32]) -> String {
    let planes =
        (0..4).flat_map(|plane| values.iter().map(move |value| value.to_le_bytes()[plane]));
    let planes: Vec<u8> = planes.collect();
    let mut packed = Vec::new();
    // A slice is always read.
    let _ = DeflateEncoder::new(planes.as_slice(), Compression::best()).read_to_end(&mut packed);
    FORMAT.to_owned() + &URL_SAFE_NO_PAD.encode(packed)
}

/// So many numbers from a text; none where it holds another number of them, or is damaged. No more is unpacked than is
/// wanted, whatever the text says.
pub fn unpack(text: &str, count: usize) -> Option<Vec<f32>> {
    let packed = URL_SAFE_NO_PAD.decode(text.strip_prefix(FORMAT)?).ok()?;
    let mut planes = Vec::new();
    DeflateDecoder::new(packed.as_slice())
        .take(4 * count as u64 + 1)
        .read_to_end(&mut planes)
        .ok()?;
    if planes.len() != 4 * count {
        return None;
    }
    let value = |at| [0, 1, 2, 3].map(|plane| planes[plane * count + at]);
    Some((0..count).map(|at| f32::from_le_bytes(value(at))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_bit_by_bit() {
        let values = [
            0.0,
            -0.0,
            1.0,
            -2.5e-38,
            f32::MIN_POSITIVE / 8.0,
            f32::MAX,
            0.1,
        ];
        let text = pack(&values);
        assert!(is_packed(&text), "{text}");
        let bits = |values: &[f32]| {
            values
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<_>>()
        };
        let read = unpack(&text, values.len()).expect("it was packed here");
        assert_eq!(bits(&read), bits(&values));
        // Of weights as networks begin with, signs and exponents are spared.
        let weights: Vec<f32> = (0..4000u16).map(|n| f32::from(n).sin() * 0.1).collect();
        let text = pack(&weights);
        assert!(
            text.len() < 4 * 4 * weights.len() / 3 * 9 / 10,
            "{}",
            text.len()
        );
        assert_eq!(unpack(&text, weights.len()), Some(weights));
        assert_eq!(unpack(&pack(&[]), 0), Some(vec![]));
    }

    #[test]
    fn what_is_damaged_or_of_another_count_is_none() {
        let text = pack(&[1.0; 1000]);
        assert_eq!(unpack(&text, 999), None);
        assert_eq!(unpack(&text, 1001), None);
        for damaged in [
            "",
            "f32.",
            "f16.AAAA",
            "f32.~",
            "f32.AA==",
            &text[..text.len() - 5],
        ] {
            assert_eq!(unpack(damaged, 1000), None, "{damaged}");
        }
        // A few bytes that would unpack to a gigabyte are read no further than wanted.
        let bomb = pack(&vec![0.0; 1 << 22]);
        assert!(bomb.len() < 40_000);
        assert_eq!(unpack(&bomb, 10), None);
        for text in ["f32.", "f32.a b", "f32.<b>", "a", ""] {
            assert!(!is_packed(text), "{text}");
        }
    }
}
