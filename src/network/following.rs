//! Following one number of a parameter through a forward pass: which sums it is part of, what it multiplies there, and
//! the gradient of each sum. By these the gradient of the number is Σ (what it multiplies) · ∂ℓ/∂(the sum), for every kind
//! of layer.

use burn::tensor::{Gradients, Tensor};

/// One number of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Index among [`crate::network::Network::specs`].
    pub parameter: usize,
    /// Index within it, row-major.
    pub element: usize,
}

/// Sums that have the followed number in them, one for each place of the sample where it is used (a step of a sequence, a
/// position in a feature map): `Σ inputs · weights + bias` of one unit.
pub struct Sums {
    /// What is multiplied, `[places, inputs]`, and by what, `[inputs]`; none where the number is only added.
    pub products: Option<(Tensor<2>, Tensor<1>)>,
    /// What is added, `[1]`; none where nothing is known of it.
    pub bias: Option<Tensor<1>>,
    /// Which of the inputs the followed number multiplies; none where it is added itself.
    pub input: Option<usize>,
    /// The sums, `[places]`.
    pub values: Tensor<1>,
    /// Zeros that were added to them, whose gradient is theirs.
    leaf: Tensor<1>,
}

impl Sums {
    /// Of the values of one unit among all, to which zeros are added for their gradient: the layer goes on with what
    /// comes back first.
    pub(super) fn new<const D: usize>(
        layout: Layout,
        unit: usize,
        products: Option<(Tensor<2>, Tensor<1>)>,
        bias: Option<Tensor<1>>,
        input: Option<usize>,
        all: Tensor<D>,
    ) -> (Tensor<D>, Self) {
        let (all, leaf) = layout.with_leaf(unit, all);
        let values = layout.of_unit(unit, all.clone());
        let sums = Self {
            products,
            bias,
            input,
            values,
            leaf,
        };
        (all, sums)
    }

    /// Gradient of the loss with respect to each sum, `[places]`; zeros where the loss does not depend on them.
    pub fn gradient(&self, gradients: &Gradients) -> Tensor<1> {
        let found = self.leaf.grad(gradients);
        found.unwrap_or_else(|| self.leaf.clone().inner().zeros_like())
    }

    /// What the followed number multiplies at each place, `[places]`; ones where it is added.
    pub fn factors(&self) -> Tensor<1> {
        match (&self.products, self.input) {
            (Some((inputs, _)), Some(input)) => {
                let places = inputs.dims()[0];
                inputs.clone().narrow(1, input, 1).reshape([places]).inner()
            }
            _ => self.leaf.clone().inner().ones_like(),
        }
    }
}

/// How the values of a tensor belong to units: `[outer, units, inner]`, row-major.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub outer: usize,
    pub units: usize,
    pub inner: usize,
}

impl Layout {
    /// The values of one unit, `[outer · inner]`.
    pub fn of_unit<const D: usize>(self, unit: usize, all: Tensor<D>) -> Tensor<1> {
        let Self {
            outer,
            units,
            inner,
        } = self;
        let all: Tensor<3> = all.reshape([outer, units, inner]);
        all.narrow(1, unit, 1).reshape([outer * inner])
    }

    /// Adds zeros to the values of one unit: the same values, and the zeros with the gradient.
    pub fn with_leaf<const D: usize>(self, unit: usize, all: Tensor<D>) -> (Tensor<D>, Tensor<1>) {
        let Self {
            outer,
            units,
            inner,
        } = self;
        let device = all.device();
        let leaf = Tensor::<1>::zeros([outer * inner], &device).require_grad();
        let spread = |count: usize| Tensor::<3>::zeros([outer, count, inner], &device);
        let here = leaf.clone().reshape([outer, 1, inner]);
        let mut parts = Vec::new();
        if unit > 0 {
            parts.push(spread(unit));
        }
        parts.push(here);
        if unit + 1 < units {
            parts.push(spread(units - unit - 1));
        }
        let shape = all.dims();
        (all + Tensor::cat(parts, 1).reshape(shape), leaf)
    }
}

/// The squares of a picture `[channels, height, width]` that a kernel meets, `[places, channels · kernel · kernel]`.
pub(super) fn patches(
    picture: Tensor<3>,
    kernel: usize,
    padding: usize,
    stride: usize,
) -> Tensor<2> {
    let [channels, height, width] = picture.dims();
    let (high, wide) = (height + 2 * padding, width + 2 * padding);
    let device = picture.device();
    let padded = Tensor::<3>::zeros([channels, high, wide], &device).slice_assign(
        [
            0..channels,
            padding..padding + height,
            padding..padding + width,
        ],
        picture,
    );
    let rows = (high - kernel) / stride + 1;
    let columns = (wide - kernel) / stride + 1;
    // Every stride-th of them, by an index: slices with steps are not on every Device.
    let every = |count: usize| {
        let ends = 0..(count * stride) as i64;
        Tensor::<1, burn::tensor::Int>::arange_step(ends, stride, &device)
    };
    let shifted = (0..kernel * kernel).map(|at| {
        let (y, x) = (at / kernel, at % kernel);
        let from_y = padded.clone().narrow(1, y, high - kernel + 1);
        let from = from_y.narrow(2, x, wide - kernel + 1);
        let from = if stride > 1 {
            from.select(1, every(rows)).select(2, every(columns))
        } else {
            from
        };
        from.reshape([channels, 1, rows * columns])
    });
    let all: Tensor<3> = Tensor::cat(shifted.collect(), 1);
    all.reshape([channels * kernel * kernel, rows * columns])
        .transpose()
}
