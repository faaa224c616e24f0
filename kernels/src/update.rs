//! Updates of weights from their gradients, each in one pass and in place. What they remember of a weight has the names
//! of Downhill's `optim::optimizers`, whose formulas these are, number by number in the same order.

/// `w ← w − η·g`.
pub fn sgd(weights: &mut [f32], gradient: &[f32], rate: f32) {
    for (w, g) in weights.iter_mut().zip(gradient) {
        *w -= g * rate;
    }
}

/// `v ← μ·v + g`, `w ← w − η·v`.
pub fn momentum(
    weights: &mut [f32],
    gradient: &[f32],
    velocity: &mut [f32],
    momentum: f32,
    rate: f32,
) {
    for ((w, g), v) in weights.iter_mut().zip(gradient).zip(velocity) {
        *v = *v * momentum + g;
        *w -= *v * rate;
    }
}

/// `v ← μ·v + g`, `w ← w − η·(g + μ·v)`.
pub fn nesterov(
    weights: &mut [f32],
    gradient: &[f32],
    velocity: &mut [f32],
    momentum: f32,
    rate: f32,
) {
    for ((w, g), v) in weights.iter_mut().zip(gradient).zip(velocity) {
        *v = *v * momentum + g;
        *w -= (g + *v * momentum) * rate;
    }
}

/// `s ← s + g²`, `w ← w − η·g/(√s + ε)`.
pub fn adagrad(weights: &mut [f32], gradient: &[f32], sum: &mut [f32], epsilon: f32, rate: f32) {
    for ((w, g), s) in weights.iter_mut().zip(gradient).zip(sum) {
        *s += g * g;
        *w -= g / (s.sqrt() + epsilon) * rate;
    }
}

/// `s ← α·s + (1 − α)·g²`, `w ← w − η·g/(√s + ε)`.
pub fn rmsprop(
    weights: &mut [f32],
    gradient: &[f32],
    square: &mut [f32],
    [alpha, rest]: [f32; 2],
    epsilon: f32,
    rate: f32,
) {
    for ((w, g), s) in weights.iter_mut().zip(gradient).zip(square) {
        *s = *s * alpha + g * g * rest;
        *w -= g / (s.sqrt() + epsilon) * rate;
    }
}

/// Adam's numbers for one update.
pub struct Adam {
    /// β₁ and 1 − β₁.
    pub mean: [f32; 2],
    /// β₂ and 1 − β₂.
    pub square: [f32; 2],
    /// √(1 − β₂ᵗ).
    pub bias: f32,
    pub epsilon: f32,
    /// η/(1 − β₁ᵗ).
    pub rate: f32,
    /// What is left of the weight before: 1, or 1 − η·λ.
    pub kept: f32,
}

impl Adam {
    /// `m ← β₁·m + (1 − β₁)·g`, `v ← β₂·v + (1 − β₂)·g²`,
    /// `w ← kept·w − η/(1 − β₁ᵗ)·m/(√v/√(1 − β₂ᵗ) + ε)`.
    pub fn update(
        &self,
        weights: &mut [f32],
        gradient: &[f32],
        mean: &mut [f32],
        square: &mut [f32],
    ) {
        let Self {
            bias,
            epsilon,
            rate,
            kept,
            ..
        } = *self;
        let ([mean_kept, mean_new], [square_kept, square_new]) = (self.mean, self.square);
        let all = weights.iter_mut().zip(gradient).zip(mean).zip(square);
        for (((w, g), m), v) in all {
            *m = *m * mean_kept + g * mean_new;
            *v = *v * square_kept + g * g * square_new;
            *w = *w * kept - *m / (v.sqrt() / bias + epsilon) * rate;
        }
    }
}
