//! A Session: one live training. No I/O, no clock; same Recipe, seed and Device, same numbers.
//!
//! The path of the data is short: [`Data`] on the host → a chunk of gathered rows on the Device → a batch → forward,
//! loss, backward, update ([`Session::step`], which awaits nothing) → the losses wait on the Device until
//! [`Session::look`] reads them together with validation, in one read.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::catalog;
use crate::checkpoint::Checkpoint;
use crate::data::{Data, Samples, Task};
use crate::error::{Error, Result};
use crate::history::{History, Point};
use crate::link;
use crate::losses::LossRecord;
use crate::metrics::Tally;
use crate::network::Network;
use crate::optimizers::OptimizerRecord;
use crate::protocol::Score;
use crate::recipe::{Recipe, SETTINGS};
use crate::say;
use crate::trace::Trace;

/// Numbers that are gathered and uploaded at once: 4 MB, some twenty batches of digits.
const CHUNK_VALUES: usize = 1 << 20;

/// Samples of the test set that are evaluated at once, so that nobody waits for the rest.
const TEST_SLICE: usize = 256;

/// Largest step and epoch: every whole number up to here is exact in JavaScript too.
const MAX_STEP: u64 = 1 << 53;

/// Most losses that wait on the Device; a look is due before.
pub const MAX_UNREAD: usize = 4096;

/// Where training stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Updates so far.
    pub step: u64,
    /// Complete passes so far.
    pub epoch: u64,
    /// Samples of the pass under way that were visited.
    pub sample: usize,
}

/// One thing that was changed while it trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The update after which it holds.
    pub step: u64,
    pub key: String,
    pub value: f64,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One more update.
    Done,
    /// One more update, and it was the last of its epoch.
    EpochDone,
    /// Nothing happened: this file has not arrived.
    Waiting(&'static str),
    /// Nothing happened: the Recipe's epochs are over.
    Finished,
}

/// What a look at the Device brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The loss of each batch since the last look, before its update.
    pub losses: Vec<f32>,
    /// On the fixed sample, where it was asked for.
    pub validation: Option<Score>,
}

impl Look {
    /// Mean loss of the batches; none where there was none.
    pub fn train_loss(&self) -> Option<f32> {
        // A sum of negated zeros is −0; adding 0 makes it what people write.
        let mean = self.losses.iter().sum::<f32>() / self.losses.len() as f32 + 0.0;
        (!self.losses.is_empty()).then_some(mean)
    }
}

/// Inputs and targets on the Device, with as many rows each.
type Batch = (Tensor<2>, Tensor<2>);

/// Gathered rows: those from `start` of the epoch's order.
struct Chunk {
    start: usize,
    len: usize,
    rows: Batch,
}

/// An evaluation of the whole test set under way, with the weights of the end of an epoch.
struct TestRun {
    weights: Vec<Tensor<1>>,
    step: u64,
    next: usize,
    tally: Tally,
}

/// One live training.
pub struct Session {
    recipe: Recipe,
    data: Data,
    network: Network,
    device: Device,
    loss: &'static LossRecord,
    optimizer: &'static OptimizerRecord,
    /// What the optimiser remembers, by weight.
    slots: Vec<Vec<Tensor<1>>>,
    position: Position,
    changes: Vec<Change>,
    /// The curves so far.
    pub history: History,
    order: Vec<(u32, u32)>,
    chunk: Option<Chunk>,
    unread: Vec<Tensor<1>>,
    validation: Option<Batch>,
    test: Option<TestRun>,
    test_next: Option<TestRun>,
}

impl Session {
    /// Opens a normalised Recipe with its data on a Device (without autodiff), from the start or from a Checkpoint.
    ///
    /// # Errors
    /// Everything about the network, the loss or the Checkpoint that does not fit.
    ///
    /// # Panics
    /// For a Recipe that was not normalised: a bug.
    pub fn open(
        recipe: Recipe,
        data: Data,
        device: &Device,
        checkpoint: Option<&Checkpoint>,
    ) -> Result<Self, Vec<Error>> {
        let word = if recipe.loss.is_empty() {
            data.task.default_loss()
        } else {
            &recipe.loss
        };
        let loss = catalog::loss(word).filter(|loss| loss.task == data.task);
        let loss = loss.ok_or_else(|| vec![wrong_loss(word, data.task)])?;
        let optimizer = catalog::optimizer_record(&recipe.optimizer.id)
            .expect("a normalised Recipe names an optimiser that exists");
        let network = Network::new(
            &recipe.network,
            &data.shape,
            data.outputs.len(),
            recipe.seed,
            device,
        )?;
        let mut session = Self {
            data,
            network,
            device: device.clone(),
            loss,
            optimizer,
            slots: Vec::new(),
            position: Position::default(),
            changes: Vec::new(),
            history: History::default(),
            order: Vec::new(),
            chunk: None,
            unread: Vec::new(),
            validation: None,
            test: None,
            test_next: None,
            recipe,
        };
        session.forget();
        if let Some(checkpoint) = checkpoint {
            session.restore(checkpoint).map_err(|error| vec![error])?;
        }
        session.order = session
            .data
            .order(session.position.epoch, session.recipe.shuffle);
        session.validation = session.batch_of(&session.data.validation, 0, usize::MAX);
        Ok(session)
    }

    /// Sets everything that was learnt or counted back to nothing, but not the weights.
    fn forget(&mut self) {
        let zeros = |length: usize| Tensor::<1>::zeros([length], &self.device);
        self.slots = (self.network.specs.iter())
            .map(|spec| {
                self.optimizer
                    .slots
                    .iter()
                    .map(|_| zeros(spec.len()))
                    .collect()
            })
            .collect();
        self.position = Position::default();
        self.changes.clear();
        self.history = History::default();
        self.chunk = None;
        self.unread.clear();
        self.test = None;
        self.test_next = None;
    }

    /// Back to the same initial weights. What was changed meanwhile (the rate, say) stays changed.
    pub fn rewind(&mut self) -> Result<(), Vec<Error>> {
        self.network = Network::new(
            &self.recipe.network,
            &self.data.shape,
            self.data.outputs.len(),
            self.recipe.seed,
            &self.device,
        )?;
        self.forget();
        self.order = self.data.order(0, self.recipe.shuffle);
        Ok(())
    }

    /// The Recipe as it holds now.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The data it trains on.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// For a shard that arrives.
    pub fn data_mut(&mut self) -> &mut Data {
        &mut self.data
    }

    /// What is being trained.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Where training stands.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The loss in use.
    pub fn loss(&self) -> &'static LossRecord {
        self.loss
    }

    /// What was changed while it trained.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Losses that wait on the Device.
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// Samples in one step: the Recipe's batch, or all there are.
    pub fn batch(&self) -> usize {
        self.recipe.batch.min(self.data.train_len())
    }

    /// Passes through the data, with the part of the one under way.
    pub fn epochs(&self) -> f64 {
        self.position.epoch as f64 + self.position.sample as f64 / self.data.train_len() as f64
    }

    /// Changes a setting from the next step on: `batch`, `epochs`, or a live parameter such as `optimizer.rate`.
    ///
    /// # Errors
    /// A key that cannot change while it trains, or a value out of range; nothing is changed then.
    pub fn tune(&mut self, key: &str, value: f64) -> Result<()> {
        let live = match key.split_once('.') {
            None => SETTINGS
                .iter()
                .any(|setting| setting.id == key && setting.live),
            Some(("optimizer", param)) => self
                .optimizer
                .params
                .iter()
                .any(|declared| declared.id == param && declared.live),
            Some(_) => false,
        };
        if !live {
            return Err(Error::new(
                key,
                "not_live",
                say!(
                    "“{key}” cannot change while it trains; open the experiment anew.",
                    "“{key}”不能在训练中更改，请重新打开实验。"
                ),
            ));
        }
        let mut recipe = self.recipe.clone();
        link::set(&mut recipe, key, &value.to_string())?;
        let (recipe, problems) = recipe.normalise();
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem);
        }
        if recipe != self.recipe {
            let step = self.position.step;
            self.changes.push(Change {
                step,
                key: key.into(),
                value,
            });
            self.recipe = recipe;
            // A larger batch may no longer fit into what is left of the epoch.
            self.end_epoch();
        }
        Ok(())
    }

    /// One update, only enqueued: nothing is read, nothing awaited.
    pub fn step(&mut self) -> Step {
        let epochs = u64::from(self.recipe.epochs);
        if epochs != 0 && self.position.epoch >= epochs {
            return Step::Finished;
        }
        let batch = self.batch();
        let (inputs, targets) = match self.rows(batch) {
            Ok(rows) => rows,
            Err(file) => return Step::Waiting(file),
        };
        let outputs = self
            .network
            .forward(inputs, &self.network.weights, &mut Trace::off());
        let loss = (self.loss.compute)(outputs, targets);
        let mut gradients = loss.backward();
        self.position.step += 1;
        for (weight, slots) in self.network.weights.iter_mut().zip(&mut self.slots) {
            // A weight that the loss does not depend on has no gradient and stays as it is.
            let Some(gradient) = weight.grad_remove(&mut gradients) else {
                continue;
            };
            let value = (self.optimizer.update)(
                &self.recipe.optimizer,
                self.position.step,
                weight.clone().inner(),
                gradient,
                slots,
            );
            *weight = Tensor::from_inner(value).require_grad();
        }
        self.unread.push(loss.inner().reshape([1]));

        self.position.sample += batch;
        if self.end_epoch() {
            Step::EpochDone
        } else {
            Step::Done
        }
    }

    /// Begins the next epoch where what is left of this one fills no batch; whether it did.
    fn end_epoch(&mut self) -> bool {
        if self.position.sample + self.batch() <= self.data.train_len() {
            return false;
        }
        self.position.epoch += 1;
        self.position.sample = 0;
        self.order = self.data.order(self.position.epoch, self.recipe.shuffle);
        self.chunk = None;
        if !self.data.test.is_empty() {
            self.test_next = Some(TestRun {
                weights: self.network.frozen(),
                step: self.position.step,
                next: 0,
                tally: Tally::default(),
            });
        }
        true
    }

    /// The next `batch` rows in the epoch's order, or the file that they wait for.
    fn rows(&mut self, batch: usize) -> Result<Batch, &'static str> {
        let from = self.position.sample;
        let inside = |chunk: &Chunk| from >= chunk.start && from + batch <= chunk.start + chunk.len;
        if !self.chunk.as_ref().is_some_and(inside) {
            self.chunk = Some(self.gather(from, batch)?);
        }
        let chunk = self.chunk.as_ref().expect("gathered above");
        let (inputs, targets) = chunk.rows.clone();
        let at = from - chunk.start;
        Ok((inputs.narrow(0, at, batch), targets.narrow(0, at, batch)))
    }

    fn gather(&self, start: usize, batch: usize) -> Result<Chunk, &'static str> {
        let width: usize = self.data.shape.iter().product();
        let batches = (CHUNK_VALUES / (batch * width)).max(1);
        let wanted = (batches * batch).min(self.order.len() - start);
        let (mut inputs, mut targets) = (Vec::with_capacity(wanted * width), Vec::new());
        let mut len = 0;
        for &(shard, sample) in &self.order[start..start + wanted] {
            let shard = &self.data.shards[shard as usize];
            match &shard.samples {
                Some(samples) => samples.gather(sample as usize, &mut inputs, &mut targets),
                None if len >= batch => break,
                None => return Err(shard.file),
            }
            len += 1;
        }
        let rows = upload(inputs, targets, len, &self.device.clone().autodiff());
        Ok(Chunk { start, len, rows })
    }

    /// Samples on the Device, off autodiff; none where there are none.
    fn batch_of(&self, samples: &Samples, from: usize, count: usize) -> Option<Batch> {
        let to = samples.len().min(from.saturating_add(count));
        if from >= to {
            return None;
        }
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for sample in from..to {
            samples.gather(sample, &mut inputs, &mut targets);
        }
        Some(upload(inputs, targets, to - from, &self.device))
    }

    /// Reads what waits on the Device, in one read; with the loss and accuracy on the fixed validation sample if asked.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn look(&mut self, validate: bool) -> Result<Look> {
        let mut parts = std::mem::take(&mut self.unread);
        let unread = parts.len();
        let validation = self.validation.clone().filter(|_| validate);
        if let Some((inputs, targets)) = &validation {
            let weights = self.network.frozen();
            parts.extend(self.evaluate(inputs.clone(), targets.clone(), &weights));
        }
        if parts.is_empty() {
            return Ok(Look::default());
        }
        let mut losses = read(Tensor::cat(parts, 0)).await?;
        let evaluated = losses.split_off(unread);
        let validation = validation.map(|_| {
            let mut tally = Tally::default();
            self.tally(&mut tally, &evaluated, &self.data.validation, 0);
            tally.score(self.position.step)
        });
        Ok(Look { losses, validation })
    }

    /// Keeps a look for the curves.
    pub fn record(&mut self, look: &Look) {
        self.history.push(Point {
            step: self.position.step as f32,
            train: look.train_loss().unwrap_or(f32::NAN),
            validation: look.validation.map_or(f32::NAN, |score| score.loss),
            accuracy: look
                .validation
                .and_then(|score| score.accuracy)
                .unwrap_or(f32::NAN),
        });
    }

    /// Loss `[1]` and outputs, flat, of samples with the given weights.
    fn evaluate(
        &self,
        inputs: Tensor<2>,
        targets: Tensor<2>,
        weights: &[Tensor<1>],
    ) -> [Tensor<1>; 2] {
        let outputs = self.network.forward(inputs, weights, &mut Trace::off());
        let loss = (self.loss.compute)(outputs.clone(), targets).reshape([1]);
        let values = outputs.dims().iter().product::<usize>();
        [loss, outputs.reshape([values])]
    }

    /// Counts what [`Session::evaluate`] gave for samples from `first` on.
    fn tally(&self, tally: &mut Tally, evaluated: &[f32], samples: &Samples, first: usize) {
        let classes = (self.data.task == Task::Classify).then(|| &samples.targets[first..]);
        tally.add(
            evaluated[0],
            &evaluated[1..],
            self.data.outputs.len(),
            classes,
        );
    }

    /// Whether the whole test set waits to be evaluated.
    pub fn test_due(&self) -> bool {
        self.test.is_some() || self.test_next.is_some()
    }

    /// Whether an evaluation of the test set is under way.
    pub fn testing(&self) -> bool {
        self.test.is_some()
    }

    /// Evaluates one more slice of the test set, with the weights of the end of the epoch; the score after the last.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn test_slice(&mut self) -> Result<Option<Score>> {
        let Some(mut run) = self.test.take().or_else(|| self.test_next.take()) else {
            return Ok(None);
        };
        if let Some((inputs, targets)) = self.batch_of(&self.data.test, run.next, TEST_SLICE) {
            let evaluated = read(Tensor::cat(
                self.evaluate(inputs, targets, &run.weights).into(),
                0,
            ))
            .await?;
            self.tally(&mut run.tally, &evaluated, &self.data.test, run.next);
            run.next += TEST_SLICE;
        }
        if run.next < self.data.test.len() {
            self.test = Some(run);
            return Ok(None);
        }
        Ok(Some(run.tally.score(run.step)))
    }

    /// Outputs, row by row, for rows of inputs.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn outputs(&self, inputs: Vec<f32>) -> Result<Vec<f32>> {
        let width: usize = self.data.shape.iter().product();
        let rows = inputs.len() / width;
        let inputs = Tensor::from_data(TensorData::new(inputs, [rows, width]), &self.device);
        let outputs = self
            .network
            .forward(inputs, &self.network.frozen(), &mut Trace::off());
        read(outputs.reshape([rows * self.data.outputs.len()])).await
    }

    /// Everything needed to go on, in one read of the Device.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let slots = self.slots.iter().flatten().cloned();
        let all: Vec<Tensor<1>> = self.network.frozen().into_iter().chain(slots).collect();
        let lengths: Vec<usize> = all.iter().map(|tensor| tensor.dims()[0]).collect();
        let values = read(Tensor::cat(all, 0)).await?;
        let mut rest = values.as_slice();
        let mut parts = lengths.into_iter().map(|length| {
            let (part, after) = rest.split_at(length);
            rest = after;
            part.to_vec()
        });
        let weights: Vec<Vec<f32>> = parts.by_ref().take(self.network.specs.len()).collect();
        let mut checkpoint = Checkpoint::new(&self.recipe, &self.data);
        checkpoint.meta.position = self.position;
        checkpoint.meta.changes = self.changes.clone();
        for (spec, values) in self.network.specs.iter().zip(weights) {
            checkpoint.put(spec, "", values);
        }
        for spec in &self.network.specs {
            for slot in self.optimizer.slots {
                let values = parts.next().expect("as many as were read");
                checkpoint.put(spec, &format!("optimizer.{slot}."), values);
            }
        }
        checkpoint.put_history(&self.history);
        Ok(checkpoint)
    }

    fn restore(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        let weights: Result<Vec<_>> = self
            .network
            .specs
            .iter()
            .map(|spec| checkpoint.get(spec, ""))
            .collect();
        let weights = weights?;
        let mut slots = Vec::new();
        // A Checkpoint without the optimiser's memory (weights from elsewhere) starts with an empty one.
        if checkpoint.has_slots(self.optimizer) {
            for spec in &self.network.specs {
                let of_spec: Result<Vec<_>> = (self.optimizer.slots.iter())
                    .map(|slot| checkpoint.get(spec, &format!("optimizer.{slot}.")))
                    .collect();
                slots.push(of_spec?);
            }
        }
        self.network.set_weights(weights, &self.device);
        for (ours, theirs) in self
            .slots
            .iter_mut()
            .flatten()
            .zip(slots.into_iter().flatten())
        {
            let length = theirs.len();
            *ours = Tensor::from_data(TensorData::new(theirs, [length]), &self.device);
        }
        self.position = checkpoint.meta.position;
        // A position from elsewhere may lie past what this data holds.
        if self.position.sample.saturating_add(self.batch()) > self.data.train_len() {
            self.position.sample = 0;
        }
        if self.position.step > MAX_STEP || self.position.epoch > MAX_STEP {
            self.position = Position::default();
        }
        self.changes = checkpoint.meta.changes.clone();
        self.history = checkpoint.history();
        Ok(())
    }
}

fn upload(inputs: Vec<f32>, targets: Vec<f32>, rows: usize, device: &Device) -> Batch {
    let tensor = |values: Vec<f32>| {
        let width = values.len() / rows;
        Tensor::from_data(TensorData::new(values, [rows, width]), device)
    };
    (tensor(inputs), tensor(targets))
}

/// The one place where the Device is read.
async fn read(tensor: Tensor<1>) -> Result<Vec<f32>> {
    let lost = |reason: &dyn std::fmt::Debug| {
        log::error!("reading the device failed: {reason:?}");
        Error::new(
            "device",
            "gpu_lost",
            say!("The graphics card was lost.", "显卡连接已丢失。"),
        )
    };
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| lost(&error))?;
    data.try_into_vec().map_err(|error| lost(&error))
}

fn wrong_loss(id: &str, task: Task) -> Error {
    let task = task.word();
    Error::new(
        "loss",
        "wrong_task",
        say!(
            "The loss “{id}” does not fit this data, which asks to {task}.",
            "损失“{id}”不适用于这份数据（任务：{task}）。"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::Look;

    #[test]
    fn a_loss_of_nothing_is_zero_and_not_minus_zero() {
        let look = |losses: &[f32]| Look {
            losses: losses.into(),
            validation: None,
        };
        let zero = look(&[-0.0, -0.0]).train_loss().map(f32::to_bits);
        assert_eq!(zero, Some(0.0_f32.to_bits()));
        assert_eq!(look(&[1.0, 2.0]).train_loss(), Some(1.5));
        assert_eq!(look(&[]).train_loss(), None);
    }
}
