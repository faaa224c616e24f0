//! Shapes of samples and parameters.

/// Shape of one sample: `[features]`, `[channels, height, width]` or `[steps, features]`.
pub type Shape = Vec<usize>;

/// How many numbers there are of such a shape; the largest number where there are more than can be counted.
pub fn count(shape: &[usize]) -> usize {
    shape
        .iter()
        .fold(1, |all: usize, &side| all.saturating_mul(side))
}

/// The same for reckoning with: it never overflows.
pub fn size(shape: &[usize]) -> f64 {
    shape.iter().map(|&side| side as f64).product()
}

/// `6×14×14`.
pub fn shape_text(shape: &[usize]) -> String {
    shape
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("×")
}
