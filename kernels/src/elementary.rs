//! Exponential, hyperbolic tangent and logistic function of `f32` as polynomials, so that the compiler computes four or
//! eight of them at once; the standard library's are calls of a function for each number.
//!
//! Without a branch and without fused multiply-add: the same bits on every machine. NaN stays NaN.

/// eˣ to two units in the last place; from 88.37 on the largest value, 2.4·10³⁸, below −87.33 the smallest, 1.2·10⁻³⁸.
///
/// Cephes' `expf` (Moshier 1992): x = n·ln 2 + r, a polynomial for eʳ, and n into the exponent.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = if x > 88.376_26 { 88.376_26 } else { x };
    let x = if x < -87.336_54 { -87.336_54 } else { x };
    // 1.5·2²³: what is added to it is rounded to a whole number, which stands in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.987_569_2e-4;
    let p = p * r + 1.398_2e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 5e-1;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000));
    (p * r * r + r + 1.0) * power
}

/// tanh x to four units in the last place: the quotient of two polynomials that Eigen uses.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    const END: f32 = 7.905_311;
    let x = if x > END { END } else { x };
    let x = if x < -END { -END } else { x };
    let square = x * x;
    let p = -2.760_768_4e-16;
    let p = p * square + 2.000_188e-13;
    let p = p * square - 8.604_671e-11;
    let p = p * square + 5.122_297e-8;
    let p = p * square + 1.485_722_4e-5;
    let p = p * square + 6.372_619e-4;
    let p = p * square + 4.893_524_6e-3;
    let q = 1.198_258_4e-6;
    let q = q * square + 1.185_347_1e-4;
    let q = q * square + 2.268_434_6e-3;
    let q = q * square + 4.893_525e-3;
    x * p / q
}

/// 1/(1 + e⁻ˣ).
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Sums of every eighth value, which are then added up: as fast as they can be read, and rounded less than one by one.
pub fn sum(values: &[f32]) -> f32 {
    let chunks = values.chunks_exact(8);
    let rest: f32 = chunks.remainder().iter().sum();
    let mut sums = [0.0; 8];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest error of a function over numbers from −`end` to `end`, relative to the right value.
    fn worst(end: f32, function: fn(f32) -> f32, right: fn(f64) -> f64) -> f64 {
        let mut worst = 0.0_f64;
        for step in -100_000..=100_000 {
            let x = end * step as f32 / 100_000.0;
            let right = right(f64::from(x));
            let error = (f64::from(function(x)) - right).abs() / right.abs().max(1e-30);
            worst = worst.max(error);
        }
        worst
    }

    #[test]
    fn they_are_the_functions_to_a_few_units_in_the_last_place() {
        assert!(worst(87.0, exp, f64::exp) < 3e-7);
        assert!(worst(20.0, tanh, f64::tanh) < 5e-7);
        assert!(worst(80.0, sigmoid, |x| 1.0 / (1.0 + (-x).exp())) < 4e-7);
    }

    #[test]
    fn the_ends_and_what_is_no_number() {
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f32::NEG_INFINITY) < 1e-37 && exp(f32::INFINITY) > 1e38);
        assert_eq!(tanh(0.0), 0.0);
        assert!(tanh(f32::INFINITY) <= 1.0 && tanh(f32::INFINITY) > 0.999_999);
        assert_eq!(tanh(-100.0), -tanh(100.0));
        for function in [exp, tanh, sigmoid] {
            assert!(function(f32::NAN).is_nan());
        }
    }
}
