//! Evaluations: when held-out samples are measured, slice by slice, and what is kept of their way through the network.
//!
//! *When* follows from the run and never from the clock, so that the same Recipe has the same curves and the same
//! symptoms however fast the machine is and whoever looks: see [`Schedule`]. *Slices* are bounded by their memory and
//! their work, so that a large network needs no gigabytes and a pause acts between two of them.

use burn::tensor::{Device, Tensor, TensorData};

use crate::data::Data;
use crate::network::Network;
use crate::network::layers::activation::{RELU, SIGMOID, TANH};
use crate::network::trace::{Intermediate, Trace};
use crate::optim::losses::LossRecord;
use crate::optim::outputs::Outputs;
use crate::samples::Samples;
use crate::training::metrics::{Score, Tally};
use crate::training::readback::{Readback, Values, Wanted};

/// What measuring may cost: one part in so many of training.
const SHARE: f64 = 10.0;

/// What measuring at the ends of epochs may cost beside that: one part in so many of it.
const EPOCHS_SHARE: u64 = 3;

/// Fewest steps between two evaluations.
const LEAST: f64 = 10.0;

/// What an evaluation and a step cost beside their multiply-adds, counted in multiply-adds: some 100 µs and 10 µs.
const EVALUATION: f64 = 1e6;
pub const STEP: f64 = 1e5;

/// Numbers that the layers of a slice may give together: 16 MB.
const SLICE_VALUES: f64 = (1 << 22) as f64;

/// Multiply-adds of a slice: some hundredths of a second on a processor.
const SLICE_OPERATIONS: f64 = 1e8;

/// Outputs that may wait on the Device before they are read: 4 MB.
const WAITING: usize = 1 << 20;

/// From here on a value of tanh counts as flat: the slope there is below a fiftieth of the steepest. A value of sigmoid
/// does that is as far from its middle.
const FLAT: f64 = 0.99;

/// After which steps the validation sample is measured: at the start, after powers of two, then every so many steps
/// that measuring costs about a tenth of training.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The first power of two: by then training took as long as measuring does.
    first: u64,
    /// Steps between two evaluations later on, a number with one digit that is not 0.
    every: u64,
}

impl Schedule {
    /// For steps of `batch` samples, `samples` to measure, and a forward pass of so many multiply-adds a sample.
    pub fn new(batch: usize, samples: usize, operations: f64) -> Self {
        let (batch, samples) = (batch.max(1) as f64, samples as f64);
        // A step is a forward pass and a backward one, which costs twice as much.
        let evaluation = EVALUATION + samples * operations;
        let every = SHARE * evaluation / (STEP + 3.0 * batch * operations);
        let digit = 10_u64.pow(every.max(LEAST).log10() as u32);
        Self {
            first: (samples / (3.0 * batch)).ceil() as u64,
            every: (every.max(LEAST) / digit as f64).ceil() as u64 * digit,
        }
    }

    /// Whether there is an evaluation after `step`.
    pub fn due(&self, step: u64) -> bool {
        let early = step < self.every && step >= self.first && step.is_power_of_two();
        early || step.is_multiple_of(self.every)
    }

    /// Whether epochs of so many steps are so long that they can be measured at their ends too: some 3% of training.
    pub fn spares_epochs(&self, steps: u64) -> bool {
        steps >= EPOCHS_SHARE * self.every
    }
}

/// Inputs and targets on the Device, with as many rows each.
pub type Batch = (Tensor<2>, Tensor<2>);

/// Samples on the Device, off autodiff, with their targets on the host too.
pub struct Held {
    pub batch: Batch,
    pub targets: Vec<f32>,
    pub len: usize,
}

impl Held {
    /// Samples `from` to `to`.
    pub fn upload(samples: &Samples, from: usize, to: usize, device: &Device) -> Self {
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for sample in from..to {
            samples.gather(sample, &mut inputs, &mut targets);
        }
        let len = to - from;
        Self {
            batch: upload(inputs, targets.clone(), len, device),
            targets,
            len,
        }
    }

    /// Samples `from` to `to` of these.
    pub fn slice(&self, from: usize, to: usize) -> Self {
        let len = to - from;
        let (inputs, targets) = self.batch.clone();
        let width = self.targets.len() / self.len;
        Self {
            batch: (inputs.narrow(0, from, len), targets.narrow(0, from, len)),
            targets: self.targets[from * width..to * width].to_vec(),
            len,
        }
    }
}

/// Rows of numbers, brought to the Device.
pub fn upload(inputs: Vec<f32>, targets: Vec<f32>, rows: usize, device: &Device) -> Batch {
    let tensor = |values: Vec<f32>| {
        let width = values.len() / rows;
        Tensor::from_data(TensorData::new(values, [rows, width]), device)
    };
    (tensor(inputs), tensor(targets))
}

/// Samples of a network that are evaluated at once.
pub fn slice_len(network: &Network) -> usize {
    let values = SLICE_VALUES / network.values() as f64;
    let operations = SLICE_OPERATIONS / network.operations_forward().max(1.0);
    values.min(operations).max(1.0) as usize
}

/// The loss of each sample from `from` to `to` with the weights of now, `[to − from]`, off autodiff: the mean over what
/// counts of it. Samples go through the network in slices; nothing is read.
pub fn losses_of(
    network: &Network,
    loss: &LossRecord,
    samples: &Samples,
    from: usize,
    to: usize,
    device: &Device,
) -> Tensor<1> {
    let slices = judged(network, loss, samples, from, to, device);
    let losses: Vec<Tensor<1>> = slices.into_iter().map(|(losses, _)| losses).collect();
    if losses.is_empty() {
        return Tensor::zeros([0], device);
    }
    Tensor::cat(losses, 0)
}

/// The same with what the network gives for them: slice by slice the losses, and the outputs row by row.
pub fn judged(
    network: &Network,
    loss: &LossRecord,
    samples: &Samples,
    from: usize,
    to: usize,
    device: &Device,
) -> Vec<(Tensor<1>, Tensor<1>)> {
    let weights = network.detached();
    let length = slice_len(network);
    let slice = |from: usize| {
        let held = Held::upload(samples, from, to.min(from + length), device);
        let (inputs, targets) = held.batch;
        let outputs = network.forward(inputs, &weights, &mut Trace::off());
        let values = outputs.dims().iter().product::<usize>();
        let flat = outputs.clone().reshape([values]);
        (loss.of_each(outputs, targets), flat)
    };
    (from..to).step_by(length).map(slice).collect()
}

/// Of one activation: how many of its values are flat, so that no gradient passes them back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flat {
    /// Position in the network's layers.
    pub layer: usize,
    /// Share of its units that are flat for every sample; of its channels, where they are flat at every place too.
    pub dead: f32,
    /// Share of all its values that are flat.
    pub share: f32,
}

/// Which values of an activation are flat, as 1 and 0; none for layers that have no flat parts.
fn flat_values(layer: &str) -> Option<fn(Tensor<2>) -> Tensor<2>> {
    match layer {
        id if id == RELU.id => Some(|y| y.lower_equal_elem(0.0).float()),
        id if id == TANH.id => Some(|y| y.abs().greater_equal_elem(FLAT).float()),
        id if id == SIGMOID.id => Some(|y| (y - 0.5).abs().greater_equal_elem(FLAT / 2.0).float()),
        _ => None,
    }
}

/// For how many samples each unit is flat, `[1, units]`; a channel counts by the share of its places.
fn flat_counts(found: &Intermediate, flat: fn(Tensor<2>) -> Tensor<2>) -> Tensor<2> {
    let [samples, values] = found.value.dims();
    let units = match found.shape[..] {
        [channels, _, _] => channels,
        _ => values,
    };
    let flat = flat(found.value.clone()).reshape([samples, units, values / units]);
    flat.mean_dim(2).sum_dim(0).reshape([1, units])
}

/// Loss and outputs of some samples, flat, which wait on the Device.
struct Slice {
    values: Tensor<1>,
    targets: Vec<f32>,
    len: usize,
}

/// An evaluation under way, with the weights of one step.
pub struct Evaluation {
    /// After which step.
    pub step: u64,
    pub weights: Vec<Tensor<1>>,
    /// Samples that were sent through the network.
    pub done: usize,
    tally: Tally,
    waiting: Vec<Slice>,
    /// Whether symptoms will be read from it.
    inside: bool,
    /// Of each activation: its layer, and for how many samples each of its units was flat so far.
    flat: Vec<(usize, Tensor<2>)>,
}

impl Evaluation {
    /// Of the network as it is after `step`; `outputs` is what the loss takes outputs for; `inside` says whether symptoms will be read from it.
    pub fn new(network: &Network, data: &Data, outputs: Outputs, step: u64, inside: bool) -> Self {
        Self {
            step,
            weights: network.detached(),
            done: 0,
            tally: Tally::new(data, outputs),
            waiting: Vec::new(),
            inside,
            flat: Vec::new(),
        }
    }

    /// Sends some samples through the network; nothing is read.
    pub fn enqueue(&mut self, network: &Network, loss: &LossRecord, held: Held) {
        let (inputs, targets) = held.batch;
        let mut trace = if self.inside {
            let kinds = network.layers.iter().map(|layer| flat_values(&layer.id));
            let kinds: Vec<_> = kinds.collect();
            Trace::reducing(move |found| {
                let flat = kinds.get(found.layer).copied().flatten();
                let output = found.name == "output";
                flat.filter(|_| output).map(|flat| flat_counts(found, flat))
            })
        } else {
            Trace::off()
        };
        let outputs = network.forward(inputs, &self.weights, &mut trace);
        let loss = loss.mean(outputs.clone(), targets).reshape([1]);
        let values = outputs.dims().iter().product::<usize>();
        self.waiting.push(Slice {
            values: Tensor::cat(vec![loss, outputs.reshape([values])], 0),
            targets: held.targets,
            len: held.len,
        });
        self.done += held.len;
        let intermediates = trace.into_intermediates().into_iter();
        let found = intermediates.map(|one| (one.layer, one.value));
        if self.flat.is_empty() {
            self.flat = found.collect();
        } else {
            for ((_, all), (_, new)) in self.flat.iter_mut().zip(found) {
                *all = all.clone() + new;
            }
        }
    }

    /// Whether so much waits on the Device that it should be read.
    pub fn full(&self) -> bool {
        let waiting = self.waiting.iter().map(|slice| slice.values.dims()[0]);
        waiting.sum::<usize>() >= WAITING
    }

    /// Asks for everything that waits on the Device, slice by slice; [`Evaluation::take`] gets it back.
    pub fn want(&self, readback: &mut Readback) -> Vec<Wanted> {
        let slices = self.waiting.iter();
        slices
            .map(|slice| readback.want(slice.values.clone()))
            .collect()
    }

    /// Counts what was read.
    pub fn take(&mut self, wanted: Vec<Wanted>, values: &mut Values) {
        for (slice, wanted) in self.waiting.drain(..).zip(wanted) {
            let own = values.take(wanted);
            self.tally.add(slice.len, own[0], &own[1..], &slice.targets);
        }
    }

    /// Two numbers for each activation, for [`Evaluation::flats`]: the share of its units that are dead, and of its
    /// values that are flat.
    pub fn flat_shares(&self) -> Vec<Tensor<1>> {
        let samples = self.done as f64;
        let shares = self.flat.iter().flat_map(|(_, counts)| {
            let dead = counts.clone().greater_equal_elem(samples * (1.0 - 1e-6));
            [dead.float().mean(), counts.clone().mean() / samples]
        });
        shares.map(|share| share.reshape([1])).collect()
    }

    /// The shares that were read, with their layers.
    pub fn flats(&self, shares: &[f32]) -> Vec<Flat> {
        let (pairs, _) = shares.as_chunks::<2>();
        let all = self.flat.iter().zip(pairs);
        all.map(|(&(layer, _), &[dead, share])| Flat { layer, dead, share })
            .collect()
    }

    /// Accuracy on the samples of each class; see [`Tally::class_accuracy`].
    pub fn class_accuracy(&self) -> Vec<f32> {
        self.tally.class_accuracy()
    }

    /// What it comes to.
    pub fn score(&self) -> Score {
        self.tally.score(self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_epochs_are_measured_where_that_costs_a_third_of_the_schedule_or_less() {
        let schedule = Schedule::new(32, 75, 100.0);
        assert_eq!(schedule.every, 100);
        let spares = [22, 299, 300, 10_000].map(|steps| schedule.spares_epochs(steps));
        assert_eq!(spares, [false, false, true, true]);
    }

    #[test]
    fn evaluations_begin_at_once_and_cost_about_a_tenth_of_training() {
        // Batch, validation samples, multiply-adds of one sample.
        for (batch, samples, operations) in [
            (32, 75, 100.0),
            (1, 75, 100.0),
            (64, 512, 1e5),
            (64, 512, 4e5),
            (1, 512, 4e5),
            (4096, 512, 4e5),
            (8, 512, 5e8),
        ] {
            let schedule = Schedule::new(batch, samples, operations);
            assert!(schedule.due(0), "{schedule:?}");
            let steps = 100 * schedule.every;
            let times = (1..=steps).filter(|step| schedule.due(*step)).count() as f64;
            let evaluation = EVALUATION + samples as f64 * operations;
            let step = STEP + 3.0 * batch as f64 * operations;
            let cost = times * evaluation / (steps as f64 * step);
            assert!(cost < 0.12, "{schedule:?}: {cost}");
            // Nobody looks at what is much older: an evaluation comes as often as it may, or every ten steps.
            assert!(cost > 0.04 || schedule.every == 10, "{schedule:?}: {cost}");
            // What is measured at the start takes no longer than training until then.
            let early = (1..schedule.every).filter(|step| schedule.due(*step));
            assert!(
                early
                    .clone()
                    .all(|step| step as f64 * 3.0 * batch as f64 >= samples as f64)
            );
            assert!(early.count() <= 12);
        }
        let small = Schedule::new(32, 75, 100.0);
        let due: Vec<u64> = (0..300).filter(|step| small.due(*step)).collect();
        assert_eq!(due, [0, 1, 2, 4, 8, 16, 32, 64, 100, 200]);
    }
}
