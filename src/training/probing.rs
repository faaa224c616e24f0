//! What views want to know of a network beside its outputs: parts of its weights, and what a training step would do to
//! them. Nothing here changes a Session, and nothing is read.

use std::ops::Range;

use burn::tensor::activation::softmax;
use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use rand_distr::StandardNormal;

use super::evaluation::Held;
use super::gradients::{regularise, squared};
use super::session::{Session, flat};
use crate::network::layers::Role;
use crate::network::trace::{Pick, Trace};
use crate::random;
use crate::samples::Samples;

/// Some rows and columns of a parameter that is read as a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Position of the parameter in [`crate::network::Network::specs`].
    pub parameter: usize,
    /// Rows and columns of the whole table.
    pub table: [usize; 2],
    /// Which of them; all where it is empty.
    pub rows: Vec<Range<usize>>,
    pub columns: Vec<Range<usize>>,
}

impl Part {
    /// How many numbers.
    pub fn len(&self) -> usize {
        let chosen = [&self.rows, &self.columns].into_iter().zip(self.table);
        let sides = chosen.map(|(ranges, all)| match ranges.is_empty() {
            true => all,
            false => ranges.iter().map(Range::len).sum(),
        });
        sides.product()
    }

    /// Whether it has no numbers; no layer has such a parameter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the next step would do to one parameter if it trained on given samples.
pub struct Pull {
    /// Gradient of their mean loss, without what L1 and L2 add and before it is clipped.
    pub gradient: Tensor<1>,
    /// Squared norms `[3]`: of the gradient, of the parameter, and of the update that the optimizer would make.
    pub squares: Tensor<1>,
}

impl Session {
    /// What the next step would do to each parameter if it trained on the first `count` of these samples, with the
    /// dropout masks of that step; none for parameters that are not learnt, or that the loss does not depend on.
    pub fn pull(&self, samples: &Samples, count: usize) -> Vec<Option<Pull>> {
        let held = Held::upload(samples, 0, count.min(samples.len()), &self.device);
        let (inputs, targets) = held.batch;
        let (network, step) = (&self.network, self.position.step);
        let [inputs, targets] = [inputs, targets].map(Tensor::from_inner);
        let mut trace = Trace::training(self.recipe.seed, step);
        let outputs = network.forward(inputs, &network.weights, &mut trace);
        let mut found = self.loss.mean(outputs, targets).backward();
        let gradients: Vec<Option<Tensor<1>>> = (network.weights.iter())
            .map(|weight| weight.grad_remove(&mut found))
            .collect();
        let mut changed = gradients.clone();
        regularise(&self.recipe, network, &mut changed);
        let now = self.next_update();
        let both = gradients.into_iter().zip(changed);
        let all = both.zip(&network.weights).zip(&self.optimizer.state);
        all.map(|(((gradient, changed), weight), state)| {
            let (gradient, weight) = (gradient?, weight.clone().inner());
            // What the optimizer remembers stays as it is: it works on a copy.
            let mut state = state.clone();
            let value = (self.optimizer.record.update)(&now, weight.clone(), changed?, &mut state);
            let squares = [&gradient, &weight, &(value - weight.clone())].map(squared);
            Some(Pull {
                squares: Tensor::cat(squares.into(), 0),
                gradient,
            })
        })
        .collect()
    }
}

impl Session {
    /// The numbers of a part of a parameter, row-major, off autodiff.
    pub fn part(&self, part: &Part) -> Tensor<1> {
        let weight = self.network.weights[part.parameter].clone().inner();
        let mut values = weight.reshape(part.table);
        for (side, ranges) in [&part.rows, &part.columns].into_iter().enumerate() {
            if !ranges.is_empty() {
                let ranges = ranges.iter();
                let taken =
                    ranges.map(|range| values.clone().narrow(side, range.start, range.len()));
                values = Tensor::cat(taken.collect(), side);
            }
        }
        flat(values)
    }

    /// What comes out inside the network for rows of inputs, with the weights of now: of each pick `[rows · values]`; of
    /// what is recorded at every step of a sequence `[rows · steps · values]`.
    pub fn inside_of(&self, inputs: Vec<f32>, picks: Vec<Pick>) -> Vec<Tensor<1>> {
        let width: usize = self.data.shape.iter().product();
        let rows = inputs.len() / width;
        let inputs = Tensor::from_data(TensorData::new(inputs, [rows, width]), &self.device);
        let mut trace = Trace::picking(picks.clone());
        let weights = self.network.detached();
        self.network.forward(inputs, &weights, &mut trace);
        let found = trace.into_intermediates();
        let of = |pick: Pick| {
            let own = found.iter();
            let own = own.filter(|one| (one.layer, one.name) == (pick.layer, pick.name));
            let steps: Vec<Tensor<2>> = own.map(|one| one.value.clone()).collect();
            (!steps.is_empty()).then(|| flat(Tensor::cat(steps, 1)))
        };
        picks.into_iter().filter_map(of).collect()
    }
}

impl Session {
    /// Of each of some rows of inputs how its largest output changes with each input: `[rows · inputs]`, the gradient of
    /// the logit of the predicted class where there is one for each class (Simonyan et al. 2014), off autodiff.
    pub fn saliency(&self, inputs: Vec<f32>) -> Tensor<1> {
        let width: usize = self.data.shape.iter().product();
        let len = inputs.len();
        let rows = TensorData::new(inputs, [len / width, width]);
        let inputs = Tensor::<2>::from_data(rows, &self.device.clone().autodiff()).require_grad();
        let weights = self.network.detached().into_iter();
        let weights: Vec<Tensor<1>> = weights.map(Tensor::from_inner).collect();
        let outputs = self
            .network
            .forward(inputs.clone(), &weights, &mut Trace::off());
        // So steep a softmax is 1 for the largest and 0 for all others; `max_dim` would bring an argmax for every type of
        // number along, 38 KB of the worker.
        let largest = Tensor::from_inner(softmax(outputs.clone().inner() * 1e6, 1));
        // A row's outputs depend on no other row, so that one backward pass serves all.
        let gradients = (outputs * largest).sum().backward();
        match inputs.grad(&gradients) {
            Some(gradient) => gradient.reshape([len]),
            None => Tensor::zeros([len], &self.device),
        }
    }
}

impl Session {
    /// A random direction from the present weights, which follows from the Recipe's seed: for each parameter a tensor of
    /// its length, off autodiff. Each filter of it (what leads to one unit, one map or one entry of a table) is as long as
    /// the network's own; biases and all that is no weight stay as they are (Li et al. 2018).
    pub fn direction(&self, which: u64) -> Vec<Tensor<1>> {
        let mut rng = random::generator(self.recipe.seed, "direction", which);
        let (network, device) = (&self.network, &self.device);
        let all = network.specs.iter().zip(network.detached());
        all.map(|(spec, weight)| {
            let len = spec.len();
            if spec.role != Role::Weight {
                return Tensor::zeros([len], device);
            }
            let drawn: Vec<f32> = (0..len)
                .map(|_| rng.sample::<f32, _>(StandardNormal))
                .collect();
            // Filters stand in columns where PyTorch has them in rows.
            let rows = if spec.transposed {
                len / spec.shape.last().copied().unwrap_or(1).max(1)
            } else {
                spec.shape.first().copied().unwrap_or(1)
            };
            let along = usize::from(!spec.transposed);
            let table = [rows.max(1), len / rows.max(1)];
            let drawn = Tensor::<1>::from_data(TensorData::new(drawn, [len]), device);
            let [drawn, weight] = [drawn, weight].map(|all| all.reshape(table));
            let norm = |of: &Tensor<2>| (of.clone() * of.clone()).sum_dim(along).sqrt();
            let factor = norm(&weight) / norm(&drawn).clamp_min(1e-12);
            (drawn * factor).reshape([len])
        })
        .collect()
    }

    /// A direction that is given by numbers for all learnt parameters, one after the other; the others stay as they are.
    pub fn direction_along(&self, learnt: &[f32]) -> Vec<Tensor<1>> {
        let mut left = learnt;
        let specs = self.network.specs.iter();
        specs
            .map(|spec| {
                let taken = if spec.role.learnt() { spec.len() } else { 0 };
                let (own, rest) = left.split_at(taken.min(left.len()));
                left = rest;
                let mut own = own.to_vec();
                own.resize(spec.len(), 0.0);
                Tensor::from_data(TensorData::new(own, [spec.len()]), &self.device)
            })
            .collect()
    }

    /// The learnt parts of a direction, or of weights.
    pub fn learnt_of(&self, all: Vec<Tensor<1>>) -> Vec<Tensor<1>> {
        let both = self.network.specs.iter().zip(all);
        let learnt = both.filter(|(spec, _)| spec.role.learnt());
        learnt.map(|(_, part)| part).collect()
    }

    /// The mean loss of the first `count` of these samples in a plane through the present weights, which two directions
    /// span: `[side · side]`, off autodiff. The first direction goes from −reach on the left to reach on the right, the
    /// second from its own reach at the top to −reach.
    pub fn loss_plane(
        &self,
        samples: &Samples,
        count: usize,
        side: usize,
        [across, up]: &[Vec<Tensor<1>>; 2],
        reach: [f64; 2],
    ) -> Tensor<1> {
        let held = Held::upload(samples, 0, count.min(samples.len()), &self.device);
        let weights = self.network.detached();
        let shift = |at: usize| 2.0 * at as f64 / (side - 1) as f64 - 1.0;
        let cells = (0..side * side).map(|cell| {
            let (x, y) = (
                reach[0] * shift(cell % side),
                -reach[1] * shift(cell / side),
            );
            let moved = weights.iter().zip(across.iter().zip(up));
            let moved: Vec<Tensor<1>> = moved
                .map(|(weight, (across, up))| weight.clone() + across.clone() * x + up.clone() * y)
                .collect();
            let (inputs, targets) = held.batch.clone();
            let outputs = (self.network).forward(inputs, &moved, &mut Trace::off());
            self.loss.mean(outputs, targets).reshape([1])
        });
        Tensor::cat(cells.collect(), 0)
    }
}

/// What an autoencoder makes of a code that was moved.
pub struct Decoded {
    /// What it gives for the code as it is, and as it was moved; flat.
    pub outputs: [Tensor<1>; 2],
    /// The code, and of each of its units the standard deviation over other inputs.
    pub code: Tensor<1>,
    pub deviations: Tensor<1>,
}

impl Session {
    /// Moves the code of an input, which is what comes out of that layer, by so many standard deviations of each of its
    /// units over the rows of `others`, and decodes it; off autodiff.
    pub fn decoded(&self, input: Vec<f32>, others: Vec<f32>, layer: usize, by: &[f32]) -> Decoded {
        let pick = || {
            vec![Pick {
                layer,
                name: "output",
                ranges: Vec::new(),
            }]
        };
        let units = by.len();
        let width = input.len();
        let count = others.len() / width;
        let code_of = |rows: Vec<f32>| {
            let found = self.inside_of(rows, pick()).into_iter().next();
            found.unwrap_or_else(|| Tensor::zeros([units], &self.device))
        };
        let spread = code_of(others).reshape([count, units]);
        let mean = spread.clone().mean_dim(0);
        let away = spread - mean;
        let deviations = (away.clone() * away).mean_dim(0).sqrt();
        let code = code_of(input.clone());
        let by = Tensor::<2>::from_data(TensorData::new(by.to_vec(), [1, units]), &self.device);
        let moved = code.clone().reshape([1, units]) + by * deviations.clone();
        let weights = self.network.detached();
        let given = |trace: &mut Trace| {
            let rows = TensorData::new(input.clone(), [1, width]);
            let rows = Tensor::from_data(rows, &self.device);
            let outputs = self.network.forward(rows, &weights, trace);
            let values = outputs.dims().iter().product::<usize>();
            outputs.reshape([values])
        };
        Decoded {
            outputs: [
                given(&mut Trace::off()),
                given(&mut Trace::replacing(layer, moved)),
            ],
            code,
            deviations: deviations.reshape([units]),
        }
    }
}

/// One value in so many, from the first on.
pub fn thinned(values: Tensor<1>, every: usize) -> Tensor<1> {
    let [len] = values.dims();
    let rows = len / every.max(1);
    if every < 2 || rows == 0 {
        return values;
    }
    let table = values.narrow(0, 0, rows * every).reshape([rows, every]);
    table.narrow(1, 0, 1).reshape([rows])
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn one_in_so_many_is_left() {
        let left = |every: usize| -> Vec<f32> {
            let values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
            let values = Tensor::<1>::from_floats(values, &Device::flex());
            thinned(values, every)
                .into_data()
                .try_into_vec()
                .expect("floats")
        };
        assert_eq!(left(3), [0.0, 3.0]);
        assert_eq!(left(1).len(), 7);
        assert_eq!(left(9).len(), 7, "nothing would be left");
    }
}
