//! Randomness: every random number derives from (seed, purpose, step), never from a Device's own generator.
//!
//! So two Sessions in one process do not disturb each other, every Device starts from the same weights, and epoch 7
//! has the same order whether or not the six before it ran in the same worker.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// The generator for one purpose at one step. ChaCha is defined bit for bit on every platform.
pub fn generator(seed: u64, purpose: &str, step: u64) -> ChaCha8Rng {
    // FNV-1a: the purposes are a handful of our own words, they only have to differ.
    let purpose = purpose
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&purpose.to_le_bytes());
    key[16..24].copy_from_slice(&step.to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn each_purpose_and_step_has_numbers_of_its_own() {
        let first = |seed, purpose, step| generator(seed, purpose, step).next_u64();
        let all = [
            first(1, "order", 0),
            first(1, "order", 1),
            first(2, "order", 0),
            first(1, "weights", 0),
        ];
        for (index, number) in all.iter().enumerate() {
            assert!(!all[..index].contains(number));
        }
        assert_eq!(first(1, "order", 0), all[0]);
    }
}
