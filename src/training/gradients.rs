//! What is done with gradients before the update: measured, penalised, clipped.

use burn::tensor::Tensor;

use crate::network::Network;
use crate::network::layers::Role;
use crate::recipe::Recipe;

/// What a step did to the parameters that have a gradient, measured before the weights move and after.
pub struct Measured {
    /// Their positions among the network's parameters.
    pub parameters: Vec<usize>,
    /// Gradients before they are penalised and clipped, and weights before the update; off autodiff.
    gradients: Vec<Tensor<1>>,
    before: Vec<Tensor<1>>,
}

impl Measured {
    /// Before the update. Tensors are only held on to: nothing is computed yet.
    pub fn before(network: &Network, gradients: &[Option<Tensor<1>>]) -> Self {
        let all = network.weights.iter().zip(gradients).enumerate();
        let known = all.filter_map(|(index, (weight, gradient))| {
            let weight = weight.clone().inner();
            Some((index, gradient.clone()?, weight))
        });
        let mut measured = Self {
            parameters: Vec::new(),
            gradients: Vec::new(),
            before: Vec::new(),
        };
        for (index, gradient, weight) in known {
            measured.parameters.push(index);
            measured.gradients.push(gradient);
            measured.before.push(weight);
        }
        measured
    }

    /// After the update: squared norms, three of each parameter: of its gradient, of its weights before, and of what
    /// they moved by; none where nothing has a gradient.
    pub fn squares(&self, network: &Network) -> Option<Tensor<1>> {
        let all = self
            .parameters
            .iter()
            .zip(&self.gradients)
            .zip(&self.before);
        let squares = all.flat_map(|((index, gradient), before)| {
            let moved = network.weights[*index].clone().inner() - before.clone();
            [gradient, before, &moved].map(squared)
        });
        let squares: Vec<Tensor<1>> = squares.collect();
        (!squares.is_empty()).then(|| Tensor::cat(squares, 0))
    }
}

/// The layers that have weights, each with the positions of these among the network's parameters; biases and the like are
/// left out.
pub fn layers_with_weights(network: &Network) -> Vec<(usize, Vec<usize>)> {
    let of = |layer: usize| {
        let specs = network.specs.iter().enumerate();
        let own = specs.filter(|(_, spec)| spec.layer == layer && spec.role == Role::Weight);
        (layer, own.map(|(index, _)| index).collect::<Vec<_>>())
    };
    let layers = (0..network.layers.len()).map(of);
    layers.filter(|(_, own)| !own.is_empty()).collect()
}

/// Of each layer with weights the norm of its gradient, and then of each by how much of their norm its weights moved; NaN
/// where it has no gradient. `squares` are those of [`Measured::squares`].
pub fn of_layers(network: &Network, parameters: &[usize], squares: &[f32]) -> Vec<f32> {
    let (triples, _) = squares.as_chunks::<3>();
    let layers = layers_with_weights(network).into_iter().map(|(_, own)| {
        let known = parameters.iter().zip(triples);
        let known = known.filter(|(index, _)| own.contains(index));
        let sums = known.fold(None, |sums: Option<[f64; 3]>, (_, triple)| {
            let sums = sums.unwrap_or_default();
            Some([0, 1, 2].map(|part| sums[part] + f64::from(triple[part])))
        });
        sums.map_or([f32::NAN; 2], |[gradient, weights, moved]| {
            [gradient.sqrt() as f32, (moved / weights).sqrt() as f32]
        })
    });
    let layers: Vec<[f32; 2]> = layers.collect();
    let part = |part: usize| layers.iter().map(move |both| both[part]);
    part(0).chain(part(1)).collect()
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
