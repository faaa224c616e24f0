//! A Network: an architecture built for some data, with weights.

pub mod architectures;
pub mod cost;
pub mod following;
pub mod initializers;
pub mod layers;
pub mod notation;
pub mod presets;
pub mod trace;

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_distr::StandardNormal;

use crate::error::Error;
use crate::network::architectures::{Built, LayerInfo};
use crate::network::cost::{Cost, backward_too};
use crate::network::initializers::InitializerRecord;
use crate::network::layers::batch_norm::{self, BATCH_NORM};
use crate::network::layers::{Init, Layer, ParameterSpec};
use crate::network::trace::Trace;
use crate::params::Entry;
use crate::random;
use crate::shape::Shape;

/// An architecture with weights.
pub struct Network {
    graph: Box<dyn Layer>,
    /// Numbers in the input of one sample.
    input: usize,
    /// The layers, for people.
    pub layers: Vec<LayerInfo>,
    /// What is learnt, in the architecture's order, with PyTorch's names.
    pub specs: Vec<ParameterSpec>,
    /// One flat tensor a spec, on a Device with autodiff; each a leaf that wants its gradient.
    pub weights: Vec<Tensor<1>>,
}

impl Network {
    /// Builds the network and gives it the initial weights that follow from `seed`.
    ///
    /// `output` is the shape of what comes out for one sample; `init` says how weights start; `device` is the Device
    /// without autodiff.
    ///
    /// # Errors
    /// Everything that does not fit: shapes, and sizes that no browser could hold.
    ///
    /// # Panics
    /// For an entry that was not normalised: a bug.
    pub fn new(
        entry: &Entry,
        init: &Entry,
        input: &Shape,
        output: &[usize],
        seed: u64,
        device: &Device,
    ) -> Result<Self, Vec<Error>> {
        let Built { graph, layers } = build(entry, input, output)?;
        let specs = graph.parameters();
        let mut network = Self {
            graph,
            input: input.iter().product(),
            layers,
            specs,
            weights: Vec::new(),
        };
        let values = initial_values(&network.specs, init, seed);
        network.set_weights(values, device);
        Ok(network)
    }

    /// Replaces all weights; one row-major list a spec.
    ///
    /// # Panics
    /// Where a list has not the length of its spec: callers check what comes from outside.
    pub fn set_weights(&mut self, values: Vec<Vec<f32>>, device: &Device) {
        let device = device.clone().autodiff();
        assert_eq!(values.len(), self.specs.len());
        self.weights = values
            .into_iter()
            .zip(&self.specs)
            .map(|(values, spec)| {
                assert_eq!(values.len(), spec.len(), "{}", spec.name);
                let shape = [values.len()];
                let tensor = Tensor::from_data(TensorData::new(values, shape), &device);
                if spec.role.learnt() {
                    tensor.require_grad()
                } else {
                    tensor
                }
            })
            .collect();
    }

    /// Takes over weights that were detached before.
    pub fn adopt(&mut self, detached: Vec<Tensor<1>>) {
        let leaves = detached.into_iter().zip(&self.specs).map(|(weight, spec)| {
            let weight = Tensor::from_inner(weight);
            if spec.role.learnt() {
                weight.require_grad()
            } else {
                weight
            }
        });
        self.weights = leaves.collect();
    }

    /// Builds the network anew around the same weights, for a setting that changes no shape.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub fn rebuild(
        &mut self,
        entry: &Entry,
        input: &Shape,
        output: &[usize],
    ) -> Result<(), Vec<Error>> {
        let Built { graph, layers } = build(entry, input, output)?;
        assert_eq!(graph.parameters(), self.specs);
        (self.graph, self.layers) = (graph, layers);
        Ok(())
    }

    /// The weights off the autodiff Device, for looking.
    pub fn detached(&self) -> Vec<Tensor<1>> {
        self.weights
            .iter()
            .map(|weight| weight.clone().inner())
            .collect()
    }

    /// `[samples, inputs]` to `[samples, outputs]` with the given weights: those of the network, or detached ones.
    pub fn forward(&self, x: Tensor<2>, weights: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        self.graph.forward(x, weights, trace)
    }

    /// Whether what comes out for a step of a sequence depends on no later step.
    pub fn is_causal(&self) -> bool {
        self.graph.is_causal()
    }

    /// Fewest samples of a training step: two where batch norm has a single value of each feature in a sample, because
    /// the variance of one value is 0. PyTorch refuses it too.
    pub fn least_batch(&self) -> usize {
        let single =
            |layer: &LayerInfo| layer.id == BATCH_NORM.id && batch_norm::places(&layer.output) == 1;
        1 + usize::from(self.layers.iter().any(single))
    }

    /// The position of the learnt parameter of that name, where it has more than `index` numbers.
    pub fn learnt(&self, name: &str, index: usize) -> Option<usize> {
        let mut specs = self.specs.iter();
        specs.position(|spec| spec.name == name && spec.role.learnt() && index < spec.len())
    }

    /// Numbers that the network learns.
    pub fn parameters(&self) -> usize {
        let learnt = self.specs.iter().filter(|spec| spec.role.learnt());
        learnt.map(ParameterSpec::len).sum()
    }

    /// Numbers that one sample becomes on its way: its input, and what each layer gives.
    pub fn values(&self) -> usize {
        let outputs = self.layers.iter().map(|layer| layer.output.iter());
        let outputs: usize = outputs
            .map(|sides| sides.map(|&side| side as usize).product::<usize>())
            .sum();
        self.input + outputs
    }

    /// Multiply-adds of a forward pass of one sample.
    pub fn operations_forward(&self) -> f64 {
        self.graph.operations()
    }

    /// Multiply-adds of one training step on so many samples.
    pub fn operations(&self, batch: usize) -> f64 {
        batch as f64 * backward_too(self.operations_forward())
    }

    /// What training it needs, on samples of such a shape; see [`Cost::of`].
    pub fn cost(&self, input: &Shape, state_tensors: usize, keeps_best: bool) -> Cost {
        Cost::of(self.graph.as_ref(), input, state_tensors, keeps_best)
    }
}

/// The network of an entry, without weights.
///
/// # Errors
/// Everything that does not fit.
///
/// # Panics
/// For an entry that was not normalised: a bug.
pub fn build(entry: &Entry, input: &Shape, output: &[usize]) -> Result<Built, Vec<Error>> {
    let record = architectures::find(&entry.id)
        .expect("a normalised Recipe names an architecture that exists");
    (record.build)(entry, input, output)
}

/// The start that follows from the seed: the same on every Device.
fn initial_values(specs: &[ParameterSpec], init: &Entry, seed: u64) -> Vec<Vec<f32>> {
    let record =
        initializers::find(&init.id).expect("a normalised Recipe names a start that exists");
    let draw = |(index, spec): (usize, &ParameterSpec)| {
        let mut rng = random::generator(seed, "weights", index as u64);
        let start = start(spec, record, init);
        (0..spec.len())
            .map(|_| match start {
                Init::Constant(value) => value,
                Init::Uniform(bound) => (bound * (2.0 * rng.random::<f64>() - 1.0)) as f32,
                Init::Normal(deviation) => {
                    (deviation * rng.sample::<f64, _>(StandardNormal)) as f32
                }
                Init::FanIn(inputs) => {
                    let bound = 1.0 / (inputs as f64).sqrt();
                    (bound * (2.0 * rng.random::<f64>() - 1.0)) as f32
                }
            })
            .collect()
    };
    specs.iter().enumerate().map(draw).collect()
}

/// What the Recipe says of weights and biases; what has a start of its own keeps it.
fn start(spec: &ParameterSpec, record: &InitializerRecord, entry: &Entry) -> Init {
    let Init::FanIn(_) = spec.init else {
        return spec.init;
    };
    let (inputs, outputs) = spec.fans().unwrap_or((1, 1));
    match (record.init)(entry, inputs, outputs) {
        None => spec.init,
        Some(_) if spec.fans().is_none() => Init::Constant(0.0),
        Some(init) => init,
    }
}
