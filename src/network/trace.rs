//! What a forward pass shows of its inside.
//!
//! One forward serves training and looking. A Trace that records nothing costs one comparison for each intermediate; one that reduces
//! keeps of each intermediate only what a function makes of it, so that looking at many samples needs little memory.
//! Where gradients are wanted it keeps every intermediate and adds a leaf of zeros to each: the gradient of that leaf is
//! the gradient of the intermediate (burn has no hooks, and `require_grad` panics on anything but a leaf). One that follows
//! a number of a parameter is told by the layers what it multiplies and which sums it is part of ([`super::following`]).

use std::ops::Range;

use burn::tensor::{Gradients, Tensor, s};
use rand::Rng;

use crate::network::following::{Followed, Layout, Sums, patches};
use crate::operations::{Convolution, dense};
use crate::random;

/// One intermediate.
pub struct Intermediate {
    /// Position in the list of layers; the output layer comes last.
    pub layer: usize,
    /// `output`, or what the layer calls it (`state`, `attention`).
    pub name: &'static str,
    /// Shape of one sample.
    pub shape: Vec<usize>,
    /// `[samples, values]`.
    pub value: Tensor<2>,
    leaf: Option<Tensor<2>>,
}

impl Intermediate {
    /// Gradient of the loss with respect to this intermediate; none unless gradients were asked for.
    pub fn gradient(&self, gradients: &Gradients) -> Option<Tensor<2>> {
        self.leaf.as_ref()?.grad(gradients)
    }
}

/// Some of the values of an intermediate.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// Position in the list of layers.
    pub layer: usize,
    /// `output`, or what the layer calls it; of what is recorded at every step of a sequence each step is picked.
    pub name: &'static str,
    /// Which of a sample's values; all where it is empty.
    pub ranges: Vec<Range<usize>>,
}

/// Records the intermediates of a forward pass, or none; and knows whether the pass belongs to a training step, which a
/// few layers (dropout, batch norm) do otherwise than when the network is only used.
pub struct Trace {
    /// Set by the list of layers as it goes along.
    pub layer: usize,
    /// Position of the layer's first parameter; set likewise.
    pub first: usize,
    intermediates: Option<Vec<Intermediate>>,
    reduce: Option<Reduce>,
    gradients: bool,
    training: Option<Training>,
    updates: Vec<(usize, Tensor<1>)>,
    followed: Option<Followed>,
    sums: Vec<Sums>,
    /// What comes out of a layer instead of what it gives.
    replaced: Option<(usize, Tensor<2>)>,
}

/// What is kept of an intermediate; none: nothing.
type Reduce = Box<dyn Fn(&Intermediate) -> Option<Tensor<2>>>;

/// Which training step a forward pass belongs to.
#[derive(Clone, Copy)]
struct Training {
    seed: u64,
    step: u64,
}

impl Trace {
    /// Records nothing.
    pub fn off() -> Self {
        Self {
            layer: 0,
            first: 0,
            intermediates: None,
            reduce: None,
            gradients: false,
            training: None,
            updates: Vec::new(),
            followed: None,
            sums: Vec::new(),
            replaced: None,
        }
    }

    /// The forward pass of a training step; what is random in it follows from seed and step.
    pub fn training(seed: u64, step: u64) -> Self {
        Self {
            training: Some(Training { seed, step }),
            ..Self::off()
        }
    }

    /// Records of every intermediate what `reduce` makes of it; of most perhaps nothing.
    pub fn reducing(reduce: impl Fn(&Intermediate) -> Option<Tensor<2>> + 'static) -> Self {
        Self {
            intermediates: Some(Vec::new()),
            reduce: Some(Box::new(reduce)),
            ..Self::off()
        }
    }

    /// Records the picked values only, `[samples, values]` of each, in the order in which the network comes to them.
    pub fn picking(picks: Vec<Pick>) -> Self {
        Self::reducing(move |found| {
            let mut picks = picks.iter();
            let pick = picks.find(|pick| (pick.layer, pick.name) == (found.layer, found.name))?;
            if pick.ranges.is_empty() {
                return Some(found.value.clone());
            }
            let ranges = pick.ranges.iter();
            let parts = ranges.map(|range| found.value.clone().slice(s![.., range.clone()]));
            Some(Tensor::cat(parts.collect(), 1))
        })
    }

    /// Records every intermediate so that its gradient can be asked for.
    pub fn with_gradients() -> Self {
        Self {
            intermediates: Some(Vec::new()),
            gradients: true,
            ..Self::off()
        }
    }

    /// The same, and every sum that one number of a parameter is part of.
    pub fn following(followed: Followed) -> Self {
        Self {
            followed: Some(followed),
            ..Self::with_gradients()
        }
    }

    /// Whether it is shown what happens inside of layers. Where not, they may compute it at once.
    pub fn looks(&self) -> bool {
        self.intermediates.is_some() || self.followed.is_some()
    }

    /// Records nothing; out of the layer of that position comes this, `[samples, values]`, instead of what it gives.
    pub fn replacing(layer: usize, value: Tensor<2>) -> Self {
        Self {
            replaced: Some((layer, value)),
            ..Self::off()
        }
    }

    /// Whether this is a training step.
    pub fn trains(&self) -> bool {
        self.training.is_some()
    }

    /// A dropout mask: for each of `length` values 0 with the given probability, else 1/(1 − probability); none outside
    /// training.
    ///
    /// Drawn on the host, so that every Device drops the same values and Sessions do not disturb each other.
    pub fn dropout_mask(&self, probability: f64, length: usize) -> Option<Vec<f32>> {
        let Training { seed, step } = self.training?;
        let mut rng = random::generator(seed, &format!("dropout {}", self.layer), step);
        let kept = (1.0 / (1.0 - probability)) as f32;
        let limit = (probability * 4_294_967_296.0) as u64;
        let draw = |_| {
            if u64::from(rng.next_u32()) < limit {
                0.0
            } else {
                kept
            }
        };
        Some((0..length).map(draw).collect())
    }

    /// A layer's parameter `index` that is measured and not learnt has a new value after this step.
    pub fn update(&mut self, index: usize, value: Tensor<1>) {
        self.updates.push((self.first + index, value));
    }

    /// What was measured in this step: the position of the parameter, and its new value.
    pub fn take_updates(&mut self) -> Vec<(usize, Tensor<1>)> {
        std::mem::take(&mut self.updates)
    }

    /// Records an intermediate `[samples, values]`, where this Trace records. The layer must go on with what comes
    /// back: with gradients, the leaf of zeros has been added to it.
    pub fn record(&mut self, name: &'static str, shape: &[usize], value: Tensor<2>) -> Tensor<2> {
        let here = |(layer, _): &mut (usize, Tensor<2>)| *layer == self.layer && name == "output";
        let value = match self.replaced.take_if(here) {
            Some((_, other)) => other,
            None => value,
        };
        let Some(intermediates) = &mut self.intermediates else {
            return value;
        };
        let leaf = self
            .gradients
            .then(|| value.zeros_like().detach().require_grad());
        let value = match &leaf {
            Some(leaf) => value + leaf.clone(),
            None => value,
        };
        let mut recorded = Intermediate {
            layer: self.layer,
            name,
            shape: shape.into(),
            value: value.clone(),
            leaf,
        };
        if let Some(reduce) = &self.reduce {
            let Some(reduced) = reduce(&recorded) else {
                return value;
            };
            recorded.value = reduced;
        }
        intermediates.push(recorded);
        value
    }

    /// The element of a layer's parameter that is followed; none where another parameter is, or none.
    fn element_of(&self, parameter: usize) -> Option<usize> {
        let followed = self.followed?;
        (followed.parameter == self.first + parameter).then_some(followed.element)
    }

    /// `x·W + b` of a weight `[inputs, units]` and a bias, by their positions in the layer's parameters.
    pub fn linear(
        &mut self,
        x: Tensor<2>,
        parameters: &[Tensor<1>],
        [weight, bias]: [usize; 2],
        [inputs, units]: [usize; 2],
    ) -> Tensor<2> {
        let (matrix, added) = (parameters[weight].clone(), parameters[bias].clone());
        if self.followed.is_none() {
            return dense(x, matrix, added, [inputs, units]);
        }
        let sums = dense(x.clone(), matrix, added, [inputs, units]);
        let of = [Some(weight), Some(bias)];
        self.matrix(|| x, parameters, of, [inputs, units], sums)
    }

    /// Tells of sums `[places, units]` that they are `x·W + b`, perhaps with more; the layer must go on with what comes
    /// back. `weight` and `bias` are positions in the layer's parameters.
    pub fn matrix(
        &mut self,
        x: impl FnOnce() -> Tensor<2>,
        parameters: &[Tensor<1>],
        [weight, bias]: [Option<usize>; 2],
        [inputs, units]: [usize; 2],
        sums: Tensor<2>,
    ) -> Tensor<2> {
        let of_weight = weight.and_then(|index| self.element_of(index));
        let of_bias = bias.and_then(|index| self.element_of(index));
        let (unit, input) = match (of_weight, of_bias) {
            (Some(element), _) => (element % units, Some(element / units)),
            (None, Some(element)) => (element, None),
            (None, None) => return sums,
        };
        let layout = Layout {
            outer: sums.dims()[0],
            units,
            inner: 1,
        };
        let products = weight.map(|weight| {
            let matrix = parameters[weight].clone().reshape([inputs, units]);
            (x(), matrix.narrow(1, unit, 1).reshape([inputs]))
        });
        let bias = bias.map(|bias| parameters[bias].clone().narrow(0, unit, 1));
        self.keep(layout, unit, products, bias, input, sums)
    }

    /// Tells of the feature maps of a convolution of one picture, weight 0 and bias 1 of its layer, what they are sums of; the
    /// layer must go on with what comes back.
    pub fn kernel(
        &mut self,
        picture: impl FnOnce() -> Tensor<2>,
        parameters: &[Tensor<1>],
        sizes: Convolution,
        maps: Tensor<2>,
    ) -> Tensor<2> {
        let (of_weight, of_bias) = (self.element_of(0), self.element_of(1));
        if of_weight.is_none() && of_bias.is_none() {
            return maps;
        }
        let picture = picture();
        let samples = picture.dims()[0];
        let Convolution {
            input: [channels, height, width],
            kernel,
            padding,
            stride,
            ..
        } = sizes;
        let [units, rows, columns] = sizes.output();
        let inputs = channels * kernel * kernel;
        let (unit, input) = match of_weight {
            Some(element) => (element / inputs, Some(element % inputs)),
            None => (of_bias.unwrap_or(0), None),
        };
        let layout = Layout {
            outer: samples,
            units,
            inner: rows * columns,
        };
        let picture = picture.reshape([channels, height, width]);
        let weights = parameters[0].clone().narrow(0, unit * inputs, inputs);
        let products = Some((patches(picture, kernel, padding, stride), weights));
        let bias = Some(parameters[1].clone().narrow(0, unit, 1));
        self.keep(layout, unit, products, bias, input, maps)
    }

    /// Tells of values `[outer, units, inner]` that each is what was normed times the gain of its unit, plus its shift: by
    /// the positions of these in the layer's parameters. The layer must go on with what comes back.
    pub fn gain<const D: usize>(
        &mut self,
        normed: impl FnOnce() -> Tensor<D>,
        parameters: &[Tensor<1>],
        [gain, shift]: [usize; 2],
        [outer, units, inner]: [usize; 3],
        values: Tensor<D>,
    ) -> Tensor<D> {
        let (of_gain, of_shift) = (self.element_of(gain), self.element_of(shift));
        let Some(unit) = of_gain.or(of_shift) else {
            return values;
        };
        let layout = Layout {
            outer,
            units,
            inner,
        };
        let normed = layout.of_unit(unit, normed()).reshape([outer * inner, 1]);
        let of = |index: usize| parameters[index].clone().narrow(0, unit, 1);
        let products = Some((normed, of(gain)));
        let input = of_gain.map(|_| 0);
        self.keep(layout, unit, products, Some(of(shift)), input, values)
    }

    /// Tells of values that a parameter of the layer, as long as they are, was added to them; the layer must go on with
    /// what comes back.
    pub fn added<const D: usize>(
        &mut self,
        parameters: &[Tensor<1>],
        parameter: usize,
        values: Tensor<D>,
    ) -> Tensor<D> {
        let Some(unit) = self.element_of(parameter) else {
            return values;
        };
        let units = parameters[parameter].dims()[0];
        let all = values.dims().iter().product::<usize>();
        let layout = Layout {
            outer: all / units,
            units,
            inner: 1,
        };
        let bias = Some(parameters[parameter].clone().narrow(0, unit, 1));
        self.keep(layout, unit, None, bias, None, values)
    }

    /// Keeps what a unit's sums are made of, with a leaf for their gradient.
    fn keep<const D: usize>(
        &mut self,
        layout: Layout,
        unit: usize,
        products: Option<(Tensor<2>, Tensor<1>)>,
        bias: Option<Tensor<1>>,
        input: Option<usize>,
        all: Tensor<D>,
    ) -> Tensor<D> {
        let (all, sums) = Sums::new(layout, unit, products, bias, input, all);
        self.sums.push(sums);
        all
    }

    /// What was recorded, in order, and the sums that the followed number is part of.
    pub fn into_followed(self) -> (Vec<Intermediate>, Vec<Sums>) {
        (self.intermediates.unwrap_or_default(), self.sums)
    }

    /// What was recorded, in order.
    pub fn into_intermediates(self) -> Vec<Intermediate> {
        self.intermediates.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use pollster::block_on;

    use super::*;
    use crate::network::Network;
    use crate::params::Entry;

    fn values(tensor: Tensor<2>) -> Vec<f32> {
        block_on(tensor.into_data_async())
            .expect("flex is never lost")
            .try_into_vec()
            .expect("f32")
    }

    #[test]
    fn a_trace_changes_nothing_and_knows_every_intermediate_with_its_gradient() {
        let device = Device::flex();
        let mut entry = Entry::new("sequential").with_layers("dense(3),tanh");
        entry.normalise(
            crate::network::architectures::sequential::SEQUENTIAL.params,
            &mut Vec::new(),
        );
        let network = Network::new(&entry, &Entry::new("default"), &vec![2], &[2], 1, &device)
            .expect("it fits");
        let x = || Tensor::<2>::from_floats([[0.5, -1.0], [2.0, 0.25]], &device.clone().autodiff());
        let plain = network.forward(x(), &network.weights, &mut Trace::off());
        let mut trace = Trace::with_gradients();
        let traced = network.forward(x(), &network.weights, &mut trace);
        assert_eq!(values(plain.inner()), values(traced.clone().inner()));

        let gradients = traced.clone().sum().backward();
        let intermediates = trace.into_intermediates();
        let seen: Vec<_> = intermediates
            .iter()
            .map(|found| (found.layer, found.name, found.shape.clone()))
            .collect();
        assert_eq!(
            seen,
            [
                (0, "output", vec![3]),
                (1, "output", vec![3]),
                (2, "output", vec![2])
            ]
        );
        assert_eq!(
            values(intermediates[2].value.clone().inner()),
            values(traced.inner())
        );
        // The sum's gradient with respect to each output is 1; tanh's own factor 1 − y² lies between layers 1 and 0.
        let gradient = |index: usize| {
            values(
                intermediates[index]
                    .gradient(&gradients)
                    .expect("asked for"),
            )
        };
        assert_eq!(gradient(2), [1.0; 4]);
        let y = values(intermediates[1].value.clone().inner());
        for ((before, after), y) in gradient(0).iter().zip(gradient(1)).zip(y) {
            assert!((before - after * (1.0 - y * y)).abs() < 1e-6);
        }
    }

    #[test]
    fn a_trace_that_is_off_records_nothing() {
        let device = Device::flex();
        let mut trace = Trace::off();
        let value = Tensor::<2>::zeros([1, 1], &device);
        trace.record("output", &[1], value);
        assert!(trace.into_intermediates().is_empty());
    }
}
