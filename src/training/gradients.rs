//! What is done with gradients before the update: measured, penalised, clipped.

use burn::tensor::Tensor;

use crate::network::Network;
use crate::recipe::Recipe;

/// Squared norms of gradient and weights, two for each parameter that is learnt, in one tensor; none where nothing is.
pub fn norms(network: &Network, gradients: &[Option<Tensor<1>>]) -> Option<Tensor<1>> {
    let both = (network.weights.iter().zip(gradients))
        .filter_map(|(weight, gradient)| Some((weight, gradient.as_ref()?)))
        .flat_map(|(weight, gradient)| [squared(gradient), squared(&weight.clone().inner())])
        .collect::<Vec<_>>();
    (!both.is_empty()).then(|| Tensor::cat(both, 0))
}

/// Adds what L1 and L2 ask for of weights (not of biases), then shortens gradients that are together longer than
/// allowed (Pascanu et al. 2013).
pub fn regularise(recipe: &Recipe, network: &Network, gradients: &mut [Option<Tensor<1>>]) {
    let Recipe { l1, l2, clip, .. } = *recipe;
    if l1 > 0.0 || l2 > 0.0 {
        let all = network.weights.iter().zip(&network.specs);
        for ((weight, spec), gradient) in all.zip(gradients.iter_mut()) {
            if let Some(gradient) = gradient
                && spec.role.penalised()
            {
                let weight = weight.clone().inner();
                if l2 > 0.0 {
                    *gradient = gradient.clone() + weight.clone() * l2;
                }
                if l1 > 0.0 {
                    *gradient = gradient.clone() + weight.sign() * l1;
                }
            }
        }
    }
    if clip > 0.0 {
        let Some(norm) = norm(gradients) else {
            return;
        };
        // As PyTorch's `clip_grad_norm_` has it, its 10⁻⁶ included.
        let factor = (norm + 1e-6).recip().mul_scalar(clip).clamp_max(1.0);
        for gradient in gradients.iter_mut().flatten() {
            *gradient = gradient.clone() * factor.clone();
        }
    }
}

/// Norm of all gradients together, `[1]`; none where nothing has one.
pub fn norm(gradients: &[Option<Tensor<1>>]) -> Option<Tensor<1>> {
    let squares: Vec<Tensor<1>> = gradients.iter().flatten().map(squared).collect();
    (!squares.is_empty()).then(|| Tensor::cat(squares, 0).sum().sqrt())
}

/// The squared norm, `[1]`.
pub(super) fn squared(x: &Tensor<1>) -> Tensor<1> {
    (x.clone() * x.clone()).sum()
}
