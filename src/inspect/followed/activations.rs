//! Activations as formulas, with their derivatives: of the sum `z` before and the value `a` after.

use super::mathml::{base, factor, mi, number};

/// What an activation makes of a value, and its derivative there.
pub struct Activation {
    /// a as a formula of z with its number, as MathML.
    pub value: String,
    /// The derivative as a formula with its numbers, as MathML.
    pub slope: String,
    /// The derivative.
    pub factor: f64,
}

/// The activation `id` at `before`, where it gives `after`; none for anything else.
pub fn activation(id: &str, before: f64, after: f64) -> Option<Activation> {
    let (z, a) = (factor(before), factor(after));
    let call = |name: &str| {
        format!(
            "{}<mo>&#8289;</mo><mrow><mo>(</mo>{}<mo>)</mo></mrow>",
            mi(name),
            number(before)
        )
    };
    let step = |below: f64| if before > 0.0 { 1.0 } else { below };
    let (value, slope, factor) = match id {
        "relu" => (
            format!(
                "<mi>max</mi><mrow><mo>(</mo><mn>0</mn><mo>,</mo>{}<mo>)</mo></mrow>",
                number(before)
            ),
            number(step(0.0)),
            step(0.0),
        ),
        "leaky_relu" => (
            format!("{}<mo>·</mo>{z}", number(step(0.01))),
            number(step(0.01)),
            step(0.01),
        ),
        "tanh" => (
            call("tanh"),
            format!(
                "<mrow><mo>(</mo><mn>1</mn><mo>−</mo><msup>{}<mn>2</mn></msup><mo>)</mo></mrow>",
                base(after)
            ),
            1.0 - after * after,
        ),
        "sigmoid" => (
            format!(
                "<mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><msup><mi>e</mi><mrow><mo>−</mo>{z}</mrow></msup></mrow></mfrac>"
            ),
            format!("{a}<mo>·</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo>{a}<mo>)</mo></mrow>"),
            after * (1.0 - after),
        ),
        "gelu" => {
            let share = 0.5 * (1.0 + libm::erf(before / std::f64::consts::SQRT_2));
            let density =
                libm::exp(-0.5 * before * before) / libm::sqrt(2.0 * std::f64::consts::PI);
            (
                format!("{z}<mo>·</mo>{}", call("Φ")),
                format!(
                    "<mrow><mo>(</mo>{}<mo>+</mo>{z}<mo>·</mo>{}<mo>)</mo></mrow>",
                    call("Φ"),
                    call("φ")
                ),
                share + before * density,
            )
        }
        "identity" => (z, "<mn>1</mn>".into(), 1.0),
        _ => return None,
    };
    Some(Activation {
        value,
        slope,
        factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_finite_differences() {
        let value = |id: &str, z: f64| match id {
            "relu" => z.max(0.0),
            "leaky_relu" => z.max(0.01 * z),
            "tanh" => z.tanh(),
            "sigmoid" => 1.0 / (1.0 + (-z).exp()),
            "gelu" => z * 0.5 * (1.0 + libm::erf(z / std::f64::consts::SQRT_2)),
            _ => z,
        };
        for id in ["relu", "leaky_relu", "tanh", "sigmoid", "gelu", "identity"] {
            for z in [-1.3, 0.4, 2.0] {
                let (step, after) = (1e-5, value(id, z));
                let found = activation(id, z, after).expect("known").factor;
                let wanted = (value(id, z + step) - value(id, z - step)) / (2.0 * step);
                assert!(
                    (found - wanted).abs() < 1e-8,
                    "{id} at {z}: {found}, not {wanted}"
                );
            }
        }
    }
}
