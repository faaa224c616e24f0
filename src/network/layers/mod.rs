//! Layers: the pieces of a network, one file a kind.
//!
//! Between layers a sample is one flat row, `Tensor<2>` of `[samples, values]`, and the [`Shape`] of a sample is known
//! when the network is built; each layer reshapes as it needs, which copies nothing. Parameters are flat `Tensor<1>`
//! for the same reason: optimizer, Checkpoint and gradient norms are one code for weights of any rank.
//!
//! # To add one
//!
//! 1. Copy `dense.rs`, or `dropout.rs` where nothing is learnt, to a file of the new name, and name it below: once as a
//!    module, once in [`ALL`], in the order of the menu.
//! 2. Fill in its [`LayerRecord`]. `params` become controls, link keys and help; `build` checks the shape and says what
//!    does not fit as an error with a remedy.
//! 3. `forward` reshapes flat rows and flat weights as it needs, and records what is worth looking at
//!    ([`Trace::record`]). What its parameters multiply and are added to it tells by [`Trace::linear`], or where it computes
//!    that itself by [`Trace::matrix`], [`Trace::kernel`], [`Trace::gain`] or [`Trace::added`], so that one number can be
//!    followed: a network with it in `LINKS` of `tests/followed.rs`. `parameters` gives each its [`Role`] and PyTorch's
//!    name (a new kind of name: `named_role` in `tests/catalog.rs`). Where samples are mixed along a sequence, `is_causal`
//!    says whether later steps are seen; `operations`, `kept` and `working` say what it costs: a network with it in
//!    `NETWORKS` of `tests/cost.rs`, which measures it.
//! 4. `tests/fixtures/make.py`: PyTorch's counterpart and a case with it; `python3 tests/fixtures/make.py` writes
//!    `reference.json`, `cargo test --test pytorch` compares forward, gradients and ten updates.
//! 5. `cargo test --test catalog` opens it in the networks that use it: a preset or an experiment names it
//!    ([`super::presets`]). `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.
//! 6. The drawing of the network shows its outputs. Where there is more to see, as kernels and gates, or where it changes
//!    each value on its own, `inspect/views/network/columns.rs` and `inspect/followed/round.rs` name it.
//! 7. Where burn's composition of it is slow: [`crate::operations`].

pub mod activation;
pub mod attention;
pub mod batch_norm;
pub mod block;
pub mod conv;
pub mod dense;
pub mod dropout;
pub mod embedding;
pub mod flatten;
pub mod gru;
pub mod layer_norm;
pub mod lstm;
pub mod mean;
pub mod pool;
pub mod recurrent;
pub mod residual;
pub mod rnn;
pub mod time_distributed;

use burn::tensor::Tensor;

use crate::error::{Error, Result};
use crate::network::trace::Trace;
use crate::params::{Entry, Param};
use crate::say;
use crate::shape::{Shape, count, shape_text, size};
use crate::text::Text;

/// What the catalog knows of a kind of layer.
pub struct LayerRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    /// `layer` or `activation`.
    pub group: &'static str,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// The layer for samples of the given shape, or why it cannot be.
    pub build: fn(&Entry, &Shape) -> Result<Box<dyn Layer>>,
}

/// Every kind of layer, in the order of the menu.
pub static ALL: &[&LayerRecord] = &[
    &dense::DENSE,
    &conv::CONV,
    &pool::POOL,
    &pool::AVERAGE_POOL,
    &flatten::FLATTEN,
    &residual::RESIDUAL,
    &embedding::EMBEDDING,
    &rnn::RNN,
    &lstm::LSTM,
    &gru::GRU,
    &attention::ATTENTION,
    &block::BLOCK,
    &time_distributed::TIME_DISTRIBUTED,
    &mean::MEAN,
    &dropout::DROPOUT,
    &batch_norm::BATCH_NORM,
    &layer_norm::LAYER_NORM,
    &activation::RELU,
    &activation::TANH,
    &activation::SIGMOID,
    &activation::LEAKY_RELU,
    &activation::GELU,
    &activation::IDENTITY,
];

/// The kind of layer `id`.
pub fn find(id: &str) -> Option<&'static LayerRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}

/// The declared parameters of the kind of layer `id`.
pub fn declared(id: &str) -> Option<&'static [Param]> {
    find(id).map(|record| record.params)
}

/// A layer, built for samples of one shape.
pub trait Layer {
    /// Shape of what comes out.
    fn output(&self) -> Shape;

    /// What it learns, in the order in which [`Layer::forward`] gets it.
    fn parameters(&self) -> Vec<ParameterSpec> {
        Vec::new()
    }

    /// Numbers of one sample that a training step keeps, from forward until backward has used them. `tests/cost.rs`
    /// measures whether that is so.
    fn kept(&self) -> f64 {
        size(&self.output())
    }

    /// Numbers of one sample that are needed beside those for as long as the layer computes, forward or backward.
    fn working(&self) -> f64 {
        3.0 * size(&self.output())
    }

    /// Multiplications and additions for one sample, as pairs.
    fn operations(&self) -> f64 {
        0.0
    }

    /// Whether it is causal: what comes out for a step depends on no later step, so that later steps can be predicted
    /// from it.
    fn is_causal(&self) -> bool {
        true
    }

    /// `[samples, values in]` to `[samples, values out]`. Training and looking use this one forward; what happens
    /// inside is shown to the trace.
    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2>;
}

/// What a parameter does in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies inputs or states: a matrix, the kernels of a convolution, an embedding table.
    Weight,
    /// Is added: one number for each unit.
    Bias,
    /// Multiplies what was normalized: γ of batch norm and layer norm.
    Gain,
    /// Is added at each step of a sequence: a learnt positional encoding.
    Positions,
    /// Estimate of the mean over the training data, from an exponential moving average over batches.
    RunningMean,
    /// The same of the variance.
    RunningVariance,
}

impl Role {
    /// Whether training learns it by its gradient. Running estimates are measured instead: they have no gradient and
    /// no optimizer.
    pub fn learnt(self) -> bool {
        !matches!(self, Self::RunningMean | Self::RunningVariance)
    }

    /// Whether L1 and L2 penalties apply to it: not to biases and gains, as is common (Goodfellow et al. 2016, 7.1).
    pub fn penalised(self) -> bool {
        matches!(self, Self::Weight | Self::Positions)
    }
}

/// One parameter of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSpec {
    /// Position of its layer in [`crate::network::Network::layers`]. A layer declares 0; the architecture, which knows
    /// the order of layers, sets the position.
    pub layer: usize,
    pub role: Role,
    /// PyTorch's name for it, within its layer; an architecture puts the layer's number before it.
    pub name: String,
    /// Shape here, row-major.
    pub shape: Vec<usize>,
    /// PyTorch keeps it transposed (dense weights are `[in, out]` here and `[out, in]` there).
    pub transposed: bool,
    pub init: Init,
    /// PyTorch has a second tensor of this name that is added to this one.
    pub twin: Option<&'static str>,
}

impl ParameterSpec {
    /// A parameter that PyTorch keeps in the same layout.
    pub fn new(role: Role, name: &str, shape: &[usize], init: Init) -> Self {
        Self {
            layer: 0,
            role,
            name: name.into(),
            shape: shape.into(),
            transposed: false,
            init,
            twin: None,
        }
    }

    /// A weight `[in, out]` that PyTorch keeps as `[out, in]`.
    pub fn matrix(name: &str, shape: [usize; 2], init: Init) -> Self {
        Self {
            transposed: true,
            ..Self::new(Role::Weight, name, &shape, init)
        }
    }

    /// Where the number lies here that lies at a row-major index in PyTorch's shape.
    pub fn element(&self, index: usize) -> usize {
        match (self.transposed, &self.shape[..]) {
            (true, &[inputs, outputs]) => index % inputs * outputs + index / inputs,
            _ => index,
        }
    }

    /// The same numbers row-major in PyTorch's shape.
    pub fn to_torch(&self, values: &[f32]) -> Vec<f32> {
        (0..values.len())
            .map(|at| values[self.element(at)])
            .collect()
    }

    /// Numbers that stand row-major in PyTorch's shape, as they stand here.
    pub fn from_torch(&self, values: &[f32]) -> Vec<f32> {
        let mut here = vec![0.0; values.len()];
        for (at, value) in values.iter().enumerate() {
            here[self.element(at)] = *value;
        }
        here
    }

    /// A bias for so many units.
    pub fn bias(name: &str, units: usize, init: Init) -> Self {
        Self::new(Role::Bias, name, &[units], init)
    }

    /// The γ of a norm, from 1.
    pub fn gain(name: &str, shape: &[usize]) -> Self {
        Self::new(Role::Gain, name, shape, Init::Constant(1.0))
    }

    /// The β of a norm, from 0.
    pub fn shift(name: &str, shape: &[usize]) -> Self {
        Self::new(Role::Bias, name, shape, Init::Constant(0.0))
    }

    /// The same, with PyTorch's second tensor that is added to it.
    pub fn twin(mut self, name: &'static str) -> Self {
        self.twin = Some(name);
        self
    }

    /// Inputs of one unit (fan-in), and units that one input goes to (fan-out); none for vectors, such as biases.
    pub fn fans(&self) -> Option<(usize, usize)> {
        match self.shape[..] {
            [inputs, outputs] => Some((inputs, outputs)),
            [filters, channels, height, width] => {
                Some((channels * height * width, filters * height * width))
            }
            _ => None,
        }
    }

    /// How many numbers.
    pub fn len(&self) -> usize {
        count(&self.shape)
    }

    /// Whether it has no numbers; no layer makes such a parameter.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a parameter starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// All the same.
    Constant(f32),
    /// Evenly from −bound to bound.
    Uniform(f64),
    /// Normal with mean 0 and this standard deviation.
    Normal(f64),
    /// Evenly within ±1/√inputs, unless the Recipe says how weights start.
    FanIn(usize),
}

impl Init {
    /// PyTorch's start of linear and convolution layers: evenly within ±1/√(inputs of one unit).
    /// (He et al. 2015 with a = √5, as `torch.nn.Linear.reset_parameters` sets it.)
    pub fn fan_in(inputs: usize) -> Self {
        Self::FanIn(inputs)
    }
}

/// Steps and features of a sample read row by row: `[steps, features]`, or a picture with one channel.
fn as_sequence(title: &Text, input: &Shape) -> Result<[usize; 2]> {
    match input[..] {
        [steps, features] | [1, steps, features] => Ok([steps, features]),
        _ => {
            let (en, zh) = (&title.en, &title.zh);
            let got = shape_text(input);
            Err(Error::new(
                "",
                "shape_mismatch",
                say!(
                    "“{en}” reads a sequence of rows, steps×features or a grey picture, but gets {got}.",
                    "“{zh}”读取序列（时间步×特征，或按行读取灰度图片），但得到的是 {got}。"
                ),
            ))
        }
    }
}

/// Channels, height and width of a picture.
fn as_picture(title: &Text, input: &Shape) -> Result<[usize; 3]> {
    match input[..] {
        [channels, height, width] => Ok([channels, height, width]),
        _ => {
            let (en, zh) = (&title.en, &title.zh);
            let got = shape_text(input);
            Err(Error::new(
                "",
                "shape_mismatch",
                say!(
                    "“{en}” needs a picture (channels×height×width), but gets {got}. Put it before the first dense or flatten layer, or choose data with pictures.",
                    "“{zh}”需要图片（通道×高×宽），但得到的是 {got}。请把它放在第一个全连接层或展平层之前，或选择图片数据。"
                ),
            ))
        }
    }
}
