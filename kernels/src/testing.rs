//! What the tests of operations share.

use crate::Operation;
use crate::recurrent::Sizes;

/// Numbers between −1 and 1 that look random.
pub fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..count).map(next).collect()
}

/// That numbers agree, relative to the larger of 1 and their size.
pub fn close(found: &[f32], right: &[f32], most: f32) {
    assert_eq!(found.len(), right.len());
    for (at, (found, right)) in found.iter().zip(right).enumerate() {
        let apart = (found - right).abs() / right.abs().max(1.0);
        assert!(apart <= most, "at {at}: {found} is not {right}");
    }
}

/// That the gradients of an operation are the slopes of its output, by differences: of a weighted sum of the output, along
/// a direction for each input. Both the operation and the slope are computed in `f32`, so this holds to a part in a hundred.
pub fn gradients_are_slopes<const N: usize, O: Operation<N>>(operation: &O, inputs: [Vec<f32>; N]) {
    let slices = |inputs: &[Vec<f32>; N]| -> [Vec<f32>; N] { inputs.clone() };
    let run = |inputs: &[Vec<f32>; N]| operation.forward(inputs.each_ref().map(Vec::as_slice));
    let (output, saved) = run(&inputs);
    let weights = numbers(output.len(), 99);
    let read = std::array::from_fn(|at| {
        if O::READS_INPUTS[at] {
            inputs[at].as_slice()
        } else {
            &[]
        }
    });
    let kept: &[f32] = if O::READS_OUTPUT { &output } else { &[] };
    let gradients = operation.backward(read, kept, saved, weights.clone(), [true; N]);
    let value = |inputs: &[Vec<f32>; N]| -> f64 {
        let products = run(inputs).0.into_iter().zip(&weights);
        products.map(|(y, w)| f64::from(y) * f64::from(*w)).sum()
    };
    for (at, gradient) in gradients.iter().enumerate() {
        let gradient = gradient.as_ref().expect("it was wanted");
        assert_eq!(gradient.len(), inputs[at].len(), "input {at}");
        let direction = numbers(gradient.len(), at as u32 + 7);
        let step = 1e-2 / (gradient.len() as f32).sqrt();
        let mut moved = [slices(&inputs), slices(&inputs)];
        for (sign, moved) in [step, -step].into_iter().zip(&mut moved) {
            for (x, d) in moved[at].iter_mut().zip(&direction) {
                *x += sign * d;
            }
        }
        let slope = (value(&moved[0]) - value(&moved[1])) / (2.0 * f64::from(step));
        let products = gradient.iter().zip(&direction);
        let found: f64 = products.map(|(g, d)| f64::from(g * d)).sum();
        let size: f64 = gradient
            .iter()
            .map(|g| f64::from(g * g))
            .sum::<f64>()
            .sqrt();
        assert!(
            (found - slope).abs() <= 2e-2 * (1e-2 + size),
            "input {at}: {found} is not {slope} (of {size})"
        );
    }
}

/// That the gradients of a recurrent layer are slopes, at sizes that fill no vector and at one of everything. It has
/// `gates` sums for each unit, and as many inputs as `N` says: sequences, both matrices, and biases.
pub fn recurrent_gradients_are_slopes<const N: usize, O: Operation<N>>(
    gates: usize,
    layer: fn(Sizes) -> O,
) {
    for [samples, steps, features, units] in [[1, 1, 1, 1], [3, 2, 5, 4], [5, 7, 3, 10]] {
        for all in [false, true] {
            let sizes = Sizes {
                steps,
                features,
                units,
                all,
            };
            let inputs = std::array::from_fn(|at| {
                let length = match at {
                    0 => samples * steps * features,
                    1 => features * gates * units,
                    2 => units * gates * units,
                    _ => gates * units,
                };
                numbers(length, at as u32 + 1)
            });
            gradients_are_slopes(&layer(sizes), inputs);
        }
    }
}
