//! A Session: one live training. No I/O, no clock; same Recipe, seed and Device, same numbers.
//!
//! The path of the data is short: [`Data`] on the host → a chunk of gathered rows on the Device (`feed.rs`) → a batch →
//! forward, loss, backward, update ([`Session::step`], which awaits nothing) → the losses wait on the Device until
//! [`Session::look`] reads them. After steps that follow from the Recipe alone a step is refused until
//! [`Session::evaluate_slice`] has measured the validation sample (`measuring.rs`): so curves, symptoms and early
//! stopping (`stopping.rs`) are the same whoever looks, and however fast the machine is.

use burn::tensor::{Device, Tensor, TensorData};

use super::by_hand::WEIGHTS;
use super::checkpoint::Checkpoint;
use super::errors;
use super::evaluation::{self, Batch, Held};
use super::feed::{Batches, CHUNK_VALUES, Feed};
use super::gradients;
pub use super::measuring::{HeldOut, Inside};
use super::measuring::{Measuring, Moved};
use super::optimizer_state::OptimizerState;
use super::position::{self, Change, Position};
use super::readback::{Readback, Values, Wanted};
use super::stopping::Stopping;
use super::timeline::{GRADIENTS, Timeline};
use crate::data::Data;
use crate::error::{Error, Result};
use crate::network::cost::Cost;
use crate::network::trace::Trace;
use crate::network::{self, Network};
use crate::optim::losses::{self, LossRecord};
use crate::optim::optimizers;
use crate::params::Value;
use crate::recipe::{Key, Part, Recipe};
use crate::samples::Samples;
use crate::text::Text;

/// Most losses that wait on the Device; a look is due before.
pub const MAX_UNREAD: usize = 4096;

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One more update.
    Done,
    /// One more update, and it was the last of its epoch.
    EpochDone,
    /// Nothing happened: this file has not arrived.
    Waiting(&'static str),
    /// Nothing happened: the validation sample has to be measured first, by [`Session::evaluate_slice`].
    Evaluate,
    /// Nothing happened: training is over; [`Session::reason`] says why.
    Finished,
}

/// Mean of losses; none where there are none.
pub fn mean_loss(losses: &[f32]) -> Option<f32> {
    // A sum of negated zeros is −0; adding 0 makes it what people write.
    let mean = losses.iter().sum::<f32>() / losses.len() as f32 + 0.0;
    (!losses.is_empty()).then_some(mean)
}

/// One live training.
pub struct Session {
    pub(super) recipe: Recipe,
    pub(super) data: Data,
    pub(super) network: Network,
    pub(super) device: Device,
    pub(super) loss: &'static LossRecord,
    pub(super) optimizer: OptimizerState,
    pub(super) position: Position,
    pub(super) changes: Vec<Change>,
    /// Its losses so far, and what was measured on the way.
    pub timeline: Timeline,
    feed: Feed,
    /// Losses that wait on the Device, and those that were read and that nobody asked for yet.
    unread: Vec<Tensor<1>>,
    read: Vec<f32>,
    pub(super) measuring: Measuring,
    pub(super) stopping: Stopping,
    /// The weights that it began with, where they do not follow from the seed.
    pub(super) start: Option<Vec<Vec<f32>>>,
    /// What of its Checkpoint could not be used, and why.
    pub problems: Vec<Error>,
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
        if data.train_len() == 0 {
            return Err(vec![errors::nothing_to_train_on()]);
        }
        let word = if recipe.loss.is_empty() {
            data.task.default_loss()
        } else {
            &recipe.loss
        };
        let loss = losses::find(word).filter(|loss| loss.tasks.contains(&data.task));
        let loss = loss.ok_or_else(|| vec![errors::wrong_loss(word, data.task)])?;
        let optimizer = optimizers::find(&recipe.optimizer.id)
            .expect("a normalised Recipe names an optimiser that exists");
        let output = loss.output_shape(&data);
        let (network, init) = (&recipe.network, &recipe.init);
        let built = network::build(network, &data.shape, &output)?;
        let cost = Cost::of(
            built.graph.as_ref(),
            &data.shape,
            optimizer.state.len(),
            recipe.patience > 0,
        );
        let batch = recipe.batch.min(data.train_len());
        cost.check(batch).map_err(|error| vec![error])?;
        let network = Network::new(network, init, &data.shape, &output, recipe.seed, device)?;
        if data.next && !network.is_causal() {
            return Err(vec![errors::looks_ahead()]);
        }
        let mut session = Self {
            optimizer: OptimizerState::new(optimizer, &network, device),
            data,
            network,
            device: device.clone(),
            loss,
            position: Position::default(),
            changes: Vec::new(),
            timeline: Timeline::default(),
            feed: Feed::default(),
            unread: Vec::new(),
            read: Vec::new(),
            measuring: Measuring::default(),
            stopping: Stopping::default(),
            start: None,
            problems: Vec::new(),
            recipe,
        };
        session.reschedule();
        if let Some(checkpoint) = checkpoint {
            session.problems = checkpoint.problems.clone();
            if let Err(error) = session.restore(checkpoint) {
                session.problems.push(error);
                return Err(session.problems);
            }
        }
        session.begin_epoch();
        let held_out = &session.data.validation;
        if !held_out.is_empty() && held_out.len() * held_out.width <= CHUNK_VALUES {
            session.measuring.held = Some(Held::upload(held_out, 0, held_out.len(), device));
        }
        if session.batch() < session.network.least_batch() {
            return Err(vec![errors::single_sample()]);
        }
        Ok(session)
    }

    /// Back to the same initial weights. What was changed meanwhile (the rate, say) stays changed.
    pub fn rewind(&mut self) -> Result<(), Vec<Error>> {
        self.network = self.anew()?;
        self.begin_anew();
        self.optimizer = OptimizerState::new(self.optimizer.record, &self.network, &self.device);
        self.position = Position::default();
        self.changes.clear();
        self.timeline = Timeline::default();
        self.unread.clear();
        self.read.clear();
        self.measuring.forget();
        self.stopping = Stopping::default();
        self.begin_epoch();
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

    /// Why training is over; none while it is not.
    pub fn reason(&self) -> Option<Text> {
        self.stopping.reason(&self.recipe, self.position)
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

    /// Samples in one step: the Recipe's batch, or all there are. The last step of an epoch trains on what is left.
    pub fn batch(&self) -> usize {
        self.recipe.batch.min(self.data.train_len())
    }

    /// How an epoch is cut into batches of now.
    pub(super) fn batches(&self) -> Batches {
        Batches {
            samples: self.data.train_len(),
            batch: self.batch(),
            least: self.network.least_batch(),
        }
    }

    /// Samples of each epoch that are not trained on: one, where the last batch would be too small for batch norm.
    pub fn left_out(&self) -> usize {
        self.batches().left_out()
    }

    /// Steps in one epoch with the batch of now.
    pub fn steps_per_epoch(&self) -> u64 {
        self.batches().per_epoch()
    }

    /// The step at which the Recipe ends by itself, if it is left alone; none where it sets neither epochs nor steps.
    pub fn end(&self) -> Option<u64> {
        let epochs = u64::from(self.recipe.epochs) * self.steps_per_epoch();
        let ends = [epochs, self.recipe.steps].into_iter();
        ends.filter(|end| *end > 0).min()
    }

    /// What a person should know of a Recipe that is fine otherwise.
    pub fn remarks(&self) -> Vec<Error> {
        let left_out = self.left_out() > 0;
        let remark = left_out.then(|| errors::left_out(self.batch(), self.data.train_len()));
        remark.into_iter().collect()
    }

    /// Passes through the data, with the part of the one under way.
    pub fn epochs(&self) -> f64 {
        self.position.epoch as f64 + self.position.sample as f64 / self.data.train_len() as f64
    }

    /// Changes what may change while it trains, from the next step on: `batch`, `epochs`, a live parameter such as
    /// `optimizer.rate` or `network.layers[2].rate`, or `device`; and a number of the network
    /// ([`super::by_hand::WEIGHTS`]).
    ///
    /// # Errors
    /// A key that cannot change while it trains, or a value out of range; nothing is changed then.
    pub fn tune(&mut self, key: &str, value: impl Into<Value>) -> Result<()> {
        let value = value.into();
        if let (true, Value::Number(number)) = (key.starts_with(WEIGHTS), &value) {
            return self.set_weight(key, *number);
        }
        let place = Key::parse(key).filter(|place| place.live(&self.recipe));
        let place = place.ok_or_else(|| errors::not_live(key))?;
        let mut recipe = self.recipe.clone();
        place.set(&mut recipe, value.clone())?;
        let batch = recipe.batch.min(self.data.train_len());
        if batch < self.network.least_batch() {
            return Err(errors::single_sample());
        }
        self.cost_of(&recipe).check(batch)?;
        if place.part() == Some(Part::Network) {
            let output = self.loss.output_shape(&self.data);
            let rebuilt = self
                .network
                .rebuild(&recipe.network, &self.data.shape, &output);
            rebuilt.map_err(|errors| {
                errors
                    .into_iter()
                    .next()
                    .unwrap_or_else(|| errors::not_live(key))
            })?;
        }
        match value {
            Value::Number(number) => self.adopt(recipe, key, number),
            // Where it trains is no part of what it learns.
            _ => self.recipe = recipe,
        }
        Ok(())
    }

    /// The value at a key.
    pub fn value(&self, key: &str) -> Option<Value> {
        Key::parse(key)?.get(&self.recipe)
    }

    /// What training needs by a Recipe with this network.
    fn cost_of(&self, recipe: &Recipe) -> Cost {
        let keeps_best = recipe.patience > 0;
        self.network.cost(
            &self.data.shape,
            self.optimizer.record.state.len(),
            keeps_best,
        )
    }

    /// What training needs now.
    pub fn cost(&self) -> Cost {
        self.cost_of(&self.recipe)
    }

    /// Goes on with a changed Recipe.
    fn adopt(&mut self, recipe: Recipe, key: &str, value: f64) {
        if recipe == self.recipe {
            return;
        }
        self.note_change(key, value);
        self.recipe = recipe;
        self.reschedule();
        self.stopping.go_on();
    }

    /// Keeps in mind what was changed at this step.
    pub(super) fn note_change(&mut self, key: &str, value: f64) {
        let change = Change {
            step: self.position.step,
            key: key.into(),
            value,
            loss: self.timeline.latest_loss(),
        };
        position::log(&mut self.changes, change);
    }

    /// One update, only enqueued: nothing is read, nothing awaited.
    pub fn step(&mut self) -> Step {
        if self.evaluates() {
            return Step::Evaluate;
        }
        if self.reason().is_some() {
            return Step::Finished;
        }
        let batch = self.batches().next(self.position.sample);
        let batch = batch.expect("an epoch with nothing left has ended");
        let (inputs, targets) = match self.rows(batch) {
            Ok(rows) => rows,
            Err(file) => return Step::Waiting(file),
        };
        let mut trace = Trace::training(self.recipe.seed, self.position.step);
        let outputs = self
            .network
            .forward(inputs, &self.network.weights, &mut trace);
        let loss = self.loss.mean(outputs, targets);
        let mut gradients = loss.backward();
        let mut gradients: Vec<Option<Tensor<1>>> = (self.network.weights.iter())
            // A weight that the loss does not depend on has no gradient and stays as it is.
            .map(|weight| weight.grad_remove(&mut gradients))
            .collect();
        let measures = self.has_validation() && self.measuring.schedule.due(self.position.step + 1);
        let measured = measures.then(|| gradients::Measured::before(&self.network, &gradients));
        gradients::regularise(&self.recipe, &self.network, &mut gradients);
        let factor = self.schedule_factor();
        self.position.step += 1;
        let settings = &self.recipe.optimizer;
        (self.optimizer).update(settings, factor, &mut self.network, gradients);
        self.measuring
            .after_step(self.position.step, &self.network, measured);
        for (index, value) in trace.take_updates() {
            self.network.weights[index] = Tensor::from_inner(value.inner());
        }
        self.unread.push(loss.inner().reshape([1]));

        self.position.sample += batch;
        if self.batches().next(self.position.sample).is_some() {
            return Step::Done;
        }
        self.position.epoch += 1;
        self.position.sample = 0;
        self.stopping.judging = true;
        self.begin_epoch();
        Step::EpochDone
    }

    /// The next `batch` rows in the epoch's order, or the file that they wait for.
    fn rows(&mut self, batch: usize) -> Result<Batch, &'static str> {
        let (data, seed) = (&self.data, self.recipe.seed);
        (self.feed).rows(data, seed, self.position, batch, &self.device)
    }

    /// Puts the samples into the order of the epoch that begins or goes on.
    fn begin_epoch(&mut self) {
        self.feed = Feed::new(&self.data, self.position.epoch, self.recipe.shuffle);
    }

    /// The loss of each batch since the last look, before its update.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn look(&mut self) -> Result<Vec<f32>> {
        let mut readback = Readback::default();
        let unread = self.want_unread(&mut readback);
        let mut values = readback.read().await?;
        self.keep_unread(unread, &mut values);
        Ok(std::mem::take(&mut self.read))
    }

    /// Asks for what steps left on the Device, their losses and what was measured of their updates;
    /// [`Session::keep_unread`] gets it back before the next step.
    pub(super) fn want_unread(&mut self, readback: &mut Readback) -> [Wanted; 2] {
        let moved = self
            .measuring
            .moved
            .as_ref()
            .map(|moved| moved.squares.clone());
        [
            readback.want_all(self.unread.drain(..)),
            readback.want_all(moved),
        ]
    }

    /// Keeps what was read of steps up to now for the curves.
    pub(super) fn keep_unread(&mut self, [losses, moved]: [Wanted; 2], values: &mut Values) {
        self.keep_losses(&values.take(losses));
        let squares = values.take(moved);
        if let Some(Moved {
            step, parameters, ..
        }) = self.measuring.moved.take()
        {
            let row = gradients::of_layers(&self.network, &parameters, &squares);
            self.timeline.push(GRADIENTS, step, &row);
            let (triples, _) = squares.as_chunks::<3>();
            let norms = triples
                .iter()
                .map(|&[gradient, weights, _]| [gradient, weights]);
            self.measuring.norms = Some(norms.map(|pair| pair.map(f32::sqrt)).collect());
        }
    }

    /// Keeps losses up to now for the curves.
    fn keep_losses(&mut self, losses: &[f32]) {
        let first = self.position.step + 1 - losses.len() as u64;
        self.timeline.push_losses(first, losses);
        self.read.extend(losses);
        self.stopping.watch(losses);
    }

    /// The loss of each sample from `from` to `to` of these, with the weights of now: `[to − from]` on the Device, off
    /// autodiff; nothing is read. Of a sequence it is the mean over the steps that have a target.
    pub fn losses_of(&self, samples: &Samples, from: usize, to: usize) -> Tensor<1> {
        evaluation::losses_of(&self.network, self.loss, samples, from, to, &self.device)
    }

    /// The same of the first `count` samples with what the network gives for them: slice by slice the losses, and the
    /// outputs row by row.
    pub fn judged(&self, samples: &Samples, count: usize) -> Vec<(Tensor<1>, Tensor<1>)> {
        let to = count.min(samples.len());
        evaluation::judged(&self.network, self.loss, samples, 0, to, &self.device)
    }

    /// Outputs, row by row, for rows of inputs.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn outputs(&self, inputs: Vec<f32>) -> Result<Vec<f32>> {
        self.outputs_with(&self.network.detached(), inputs).await
    }

    /// The same with given weights, which may be older ones.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn outputs_with(&self, weights: &[Tensor<1>], inputs: Vec<f32>) -> Result<Vec<f32>> {
        let mut readback = Readback::default();
        let outputs = readback.want(self.forward(weights, inputs));
        Ok(readback.read().await?.take(outputs))
    }

    /// Outputs with given weights, flat, which wait on the Device.
    pub fn forward(&self, weights: &[Tensor<1>], inputs: Vec<f32>) -> Tensor<1> {
        let width: usize = self.data.shape.iter().product();
        let rows = inputs.len() / width;
        let inputs = Tensor::from_data(TensorData::new(inputs, [rows, width]), &self.device);
        flat(self.network.forward(inputs, weights, &mut Trace::off()))
    }
}

/// All values, row by row.
pub(super) fn flat(values: Tensor<2>) -> Tensor<1> {
    let count = values.dims().iter().product::<usize>();
    values.reshape([count])
}

#[cfg(test)]
mod tests {
    use super::mean_loss;

    #[test]
    fn a_loss_of_nothing_is_zero_and_not_minus_zero() {
        let zero = mean_loss(&[-0.0, -0.0]).map(f32::to_bits);
        assert_eq!(zero, Some(0.0_f32.to_bits()));
        assert_eq!(mean_loss(&[1.0, 2.0]), Some(1.5));
        assert_eq!(mean_loss(&[]), None);
    }
}
