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
use crate::gradients;
use crate::history::History;
use crate::layers::activation::RELU;
use crate::link;
use crate::losses::LossRecord;
use crate::metrics::Tally;
use crate::network::Network;
use crate::optimizers::{Now, OptimizerRecord};
use crate::params::Value;
use crate::protocol::Score;
use crate::random;
use crate::recipe::{self, Recipe};
use crate::say;
use crate::text::Text;
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
    /// Nothing happened: an epoch is over, and [`Session::judge`] must say whether to go on.
    Judge,
    /// Nothing happened: training is over; [`Session::reason`] says why.
    Finished,
}

/// What a look at the Device brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The loss of each batch since the last look, before its update.
    pub losses: Vec<f32>,
    /// On the fixed sample, where it was asked for.
    pub validation: Option<Score>,
    /// What went on inside, where validation was asked for.
    pub inside: Inside,
}

/// What symptoms are read from beside the curves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    /// Norms of gradient and weights of each parameter that is learnt, in the network's order; of one recent step.
    pub norms: Vec<[f32; 2]>,
    /// Of each ReLU: the layer, and the share of its units that are zero for every validation sample.
    pub dead: Vec<(usize, f32)>,
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

/// Samples on the Device that are never trained on, with their targets on the host too.
#[derive(Clone)]
struct Held {
    batch: Batch,
    targets: Vec<f32>,
    len: usize,
}

/// The best end of an epoch so far, for early stopping.
struct Best {
    loss: f32,
    epoch: u64,
    weights: Vec<Tensor<1>>,
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
    validation: Option<Held>,
    test: Option<TestRun>,
    test_next: Option<TestRun>,
    /// An epoch is over and was not judged yet.
    judging: bool,
    best: Option<Best>,
    /// Why training is over, where an epoch's end decided it.
    over: Option<Text>,
    /// The next step measures gradients and weights.
    measure: bool,
    /// What it measured: squared norms, two for each parameter that is learnt.
    measured: Option<Tensor<1>>,
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
        let loss = catalog::loss(word).filter(|loss| loss.tasks.contains(&data.task));
        let loss = loss.ok_or_else(|| vec![wrong_loss(word, data.task)])?;
        let optimizer = catalog::optimizer_record(&recipe.optimizer.id)
            .expect("a normalised Recipe names an optimiser that exists");
        let output = data.output_shape(loss.boundary);
        let (network, init) = (&recipe.network, &recipe.init);
        let network = Network::new(network, init, &data.shape, &output, recipe.seed, device)?;
        if data.next && network.looks_ahead() {
            return Err(vec![looks_ahead()]);
        }
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
            judging: false,
            best: None,
            over: None,
            measure: false,
            measured: None,
            recipe,
        };
        session.forget();
        if let Some(checkpoint) = checkpoint {
            session.restore(checkpoint).map_err(|error| vec![error])?;
        }
        session.order = session
            .data
            .order(session.position.epoch, session.recipe.shuffle);
        session.validation = session.held(&session.data.validation, 0, usize::MAX);
        if session.batch() < session.network.least_batch() {
            return Err(vec![single_sample()]);
        }
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
        self.judging = false;
        self.best = None;
        self.over = None;
        self.measured = None;
    }

    /// Back to the same initial weights. What was changed meanwhile (the rate, say) stays changed.
    pub fn rewind(&mut self) -> Result<(), Vec<Error>> {
        self.network = Network::new(
            &self.recipe.network,
            &self.recipe.init,
            &self.data.shape,
            &self.data.output_shape(self.loss.boundary),
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

    /// Why training is over; none while it is not.
    pub fn reason(&self) -> Option<Text> {
        if self.over.is_some() {
            return self.over.clone();
        }
        let Recipe { epochs, steps, .. } = self.recipe;
        if epochs != 0 && self.position.epoch >= u64::from(epochs) {
            return Some(say!("{epochs} epochs are done.", "{epochs} 轮训练已完成。"));
        }
        if steps != 0 && self.position.step >= steps {
            return Some(say!("{steps} steps are done.", "{steps} 步训练已完成。"));
        }
        None
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

    /// Samples of each epoch that are not trained on: one, where the last batch would be too small for batch norm.
    pub fn left_out(&self) -> usize {
        let left = self.data.train_len() % self.batch();
        if left < self.network.least_batch() {
            left
        } else {
            0
        }
    }

    /// Steps in one epoch with the batch of now.
    pub fn steps_per_epoch(&self) -> u64 {
        (self.data.train_len() - self.left_out()).div_ceil(self.batch()) as u64
    }

    /// What a person should know of a Recipe that is fine otherwise.
    pub fn remarks(&self) -> Vec<Error> {
        let (batch, all) = (self.batch(), self.data.train_len());
        let left_out = (self.left_out() > 0).then(|| {
            Error::new(
                "batch",
                "left_out",
                say!(
                    "Batches of {batch} leave one of {all} samples at the end of each epoch. Batch norm cannot train on a single one, so it is left out.",
                    "批量为 {batch} 时，每轮结束会在 {all} 个样本中剩下一个。批归一化无法用单个样本训练，因此略过它。"
                ),
            )
        });
        left_out.into_iter().collect()
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
        if let Some((layer, param)) = layer_key(key) {
            return self.tune_layer(layer, param, key, value);
        }
        let live = match key.split_once('.') {
            None => recipe::setting(key).is_some_and(|setting| setting.live),
            Some((part, param)) => {
                let mut parts = self.recipe.parts().into_iter();
                let part = parts.find(|(name, _, _)| *name == part);
                let declared = part.and_then(|(_, entry, find)| find(&entry.id));
                let mut declared = declared.into_iter().flatten();
                declared.any(|declared| declared.id == param && declared.live)
            }
        };
        if !live {
            return Err(not_live(key));
        }
        let mut recipe = self.recipe.clone();
        link::set(&mut recipe, key, &value.to_string())?;
        let (recipe, problems) = recipe.normalise();
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem);
        }
        if recipe.batch.min(self.data.train_len()) < self.network.least_batch() {
            return Err(single_sample());
        }
        self.adopt(recipe, key, value);
        Ok(())
    }

    /// Goes on with a changed Recipe.
    fn adopt(&mut self, recipe: Recipe, key: &str, value: f64) {
        if recipe == self.recipe {
            return;
        }
        let step = self.position.step;
        self.changes.push(Change {
            step,
            key: key.into(),
            value,
        });
        self.recipe = recipe;
        // Whoever changes something wants to go on.
        self.over = None;
    }

    /// Changes a number of a layer that may change while it trains (the probability of dropout).
    fn tune_layer(&mut self, layer: usize, param: &str, key: &str, value: f64) -> Result<()> {
        let mut recipe = self.recipe.clone();
        let Some(Value::Layers(layers)) = recipe.network.params.get_mut("layers") else {
            return Err(not_live(key));
        };
        let declared = layers
            .get(layer)
            .and_then(|entry| catalog::layer(&entry.id));
        let mut declared = declared.into_iter().flatten();
        let declared = declared.find(|declared| declared.id == param && declared.live);
        let (Some(declared), Some(entry)) = (declared, layers.get_mut(layer)) else {
            return Err(not_live(key));
        };
        let value_of = Value::Number(value);
        declared.check(&value_of).map_err(|error| Error {
            key: key.into(),
            ..error
        })?;
        entry.params.insert(param.into(), value_of);
        let output = self.data.output_shape(self.loss.boundary);
        let rebuilt = self
            .network
            .rebuild(&recipe.network, &self.data.shape, &output);
        rebuilt.map_err(|errors| errors.into_iter().next().unwrap_or_else(|| not_live(key)))?;
        self.adopt(recipe, key, value);
        Ok(())
    }

    /// One update, only enqueued: nothing is read, nothing awaited.
    pub fn step(&mut self) -> Step {
        if self.judging && self.recipe.judges() && self.validation.is_some() {
            return Step::Judge;
        }
        if self.reason().is_some() {
            return Step::Finished;
        }
        let batch = self.batch().min(self.left());
        let (inputs, targets) = match self.rows(batch) {
            Ok(rows) => rows,
            Err(file) => return Step::Waiting(file),
        };
        let mut trace = Trace::training(self.recipe.seed, self.position.step);
        let outputs = self
            .network
            .forward(inputs, &self.network.weights, &mut trace);
        let loss = (self.loss.compute)(outputs, targets);
        let mut gradients = loss.backward();
        let mut gradients: Vec<Option<Tensor<1>>> = (self.network.weights.iter())
            // A weight that the loss does not depend on has no gradient and stays as it is.
            .map(|weight| weight.grad_remove(&mut gradients))
            .collect();
        if std::mem::take(&mut self.measure) {
            self.measured = gradients::norms(&self.network, &gradients);
        }
        gradients::regularise(&self.recipe, &self.network, &mut gradients);
        let factor = catalog::schedule_record(&self.recipe.schedule.id)
            .expect("a normalised Recipe names a schedule that exists")
            .factor(&self.recipe.schedule, self.position.step);
        self.position.step += 1;
        let now = Now {
            entry: &self.recipe.optimizer,
            rate: self.recipe.optimizer.number("rate") * factor,
            step: self.position.step,
        };
        let weights = self.network.weights.iter_mut().zip(&mut self.slots);
        for ((weight, slots), gradient) in weights.zip(gradients) {
            if let Some(gradient) = gradient {
                let value = (self.optimizer.update)(&now, weight.clone().inner(), gradient, slots);
                *weight = Tensor::from_inner(value).require_grad();
            }
        }
        for (index, value) in trace.take_updates() {
            self.network.weights[index] = Tensor::from_inner(value.inner());
        }
        self.unread.push(loss.inner().reshape([1]));

        self.position.sample += batch;
        if self.end_epoch() {
            Step::EpochDone
        } else {
            Step::Done
        }
    }

    /// Says at the end of an epoch whether to go on: the targets of the Recipe, and early stopping, which goes back to
    /// the best weights (Prechelt 1998). Measured on the validation sample, never on the test set.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn judge(&mut self) -> Result<()> {
        let Some(held) = self.validation.clone().filter(|_| self.judging) else {
            return Ok(());
        };
        let weights = self.network.frozen();
        let mut tally = Tally::new(&self.data, self.loss.boundary);
        self.count(&held, &weights, &mut tally).await?;
        let score = tally.score(self.position.step);
        self.judging = false;

        let Recipe {
            target_loss,
            target_accuracy,
            patience,
            ..
        } = self.recipe;
        let (loss, epoch) = (score.loss, self.position.epoch);
        if target_loss > 0.0 && f64::from(loss) <= target_loss {
            self.over = Some(say!(
                "The validation loss is {loss:.4}: the target is reached.",
                "验证损失为 {loss:.4}：已达到目标。"
            ));
        }
        let accuracy = f64::from(score.accuracy.unwrap_or(0.0));
        if target_accuracy > 0.0 && accuracy >= target_accuracy {
            let percent = accuracy * 100.0;
            self.over = Some(say!(
                "The validation accuracy is {percent:.1}%: the target is reached.",
                "验证准确率为 {percent:.1}%：已达到目标。"
            ));
        }
        if patience == 0 {
            return Ok(());
        }
        if loss.is_finite() && self.best.as_ref().is_none_or(|best| loss < best.loss) {
            self.best = Some(Best {
                loss,
                epoch,
                weights,
            });
        } else if let Some(best) = &self.best
            && epoch >= best.epoch + u64::from(patience)
        {
            let (best_loss, best_epoch) = (best.loss, best.epoch);
            self.over = Some(say!(
                "Early stopping: no better validation loss for {patience} epochs. The weights of epoch {best_epoch} (loss {best_loss:.4}) are back.",
                "早停：验证损失已有 {patience} 轮没有改善。已恢复第 {best_epoch} 轮的权重（损失 {best_loss:.4}）。"
            ));
            let weights = best.weights.clone();
            self.network.adopt(weights);
        }
        Ok(())
    }

    /// Samples of the epoch that were not visited.
    fn left(&self) -> usize {
        self.data.train_len().saturating_sub(self.position.sample)
    }

    /// Begins the next epoch where nothing is left of this one that can be trained on; whether it did.
    fn end_epoch(&mut self) -> bool {
        if self.left() >= self.network.least_batch() {
            return false;
        }
        self.position.epoch += 1;
        self.position.sample = 0;
        self.judging = true;
        self.order = self.data.order(self.position.epoch, self.recipe.shuffle);
        self.chunk = None;
        self.begin_test();
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
            if let Some(augment) = &self.data.augment {
                let place = self.position.epoch * self.order.len() as u64 + (start + len) as u64;
                let mut rng = random::generator(self.recipe.seed, "augment", place);
                let picture = inputs.len() - width;
                augment.apply(&mut inputs[picture..], &mut rng);
            }
            len += 1;
        }
        let rows = upload(inputs, targets, len, &self.device.clone().autodiff());
        Ok(Chunk { start, len, rows })
    }

    /// Samples on the Device, off autodiff; none where there are none.
    fn held(&self, samples: &Samples, from: usize, count: usize) -> Option<Held> {
        let to = samples.len().min(from.saturating_add(count));
        if from >= to {
            return None;
        }
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for sample in from..to {
            samples.gather(sample, &mut inputs, &mut targets);
        }
        let len = to - from;
        Some(Held {
            batch: upload(inputs, targets.clone(), len, &self.device),
            targets,
            len,
        })
    }

    /// Reads what waits on the Device, in one read; with the loss and accuracy on the fixed validation sample if asked.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn look(&mut self, validate: bool) -> Result<Look> {
        let mut parts = std::mem::take(&mut self.unread);
        let unread = parts.len();
        let held = self.validation.clone().filter(|_| validate);
        let mut relus = Vec::new();
        let mut outputs = 0;
        if let Some(held) = &held {
            let mut trace = Trace::recording();
            let [loss, values] = self.evaluate(held, &self.network.frozen(), &mut trace);
            outputs = values.dims()[0];
            parts.extend([loss, values]);
            for (layer, dead) in self.dead_relus(trace) {
                relus.push(layer);
                parts.push(dead);
            }
        }
        let measured = self.measured.take();
        parts.extend(measured);
        // Symptoms are read where there is something to compare with.
        self.measure |= held.is_some();
        if parts.is_empty() {
            return Ok(Look::default());
        }
        let mut losses = read(Tensor::cat(parts, 0)).await?;
        let rest = losses.split_off(unread);
        let mut rest = rest.as_slice();
        let mut take = |count: usize| {
            let (taken, after) = rest.split_at(count);
            rest = after;
            taken
        };
        let validation = held.map(|held| {
            let mut tally = Tally::new(&self.data, self.loss.boundary);
            let loss = take(1)[0];
            tally.add(held.len, loss, take(outputs), &held.targets);
            tally.score(self.position.step)
        });
        let dead = take(relus.len());
        let dead = relus.iter().copied().zip(dead.iter().copied()).collect();
        let (pairs, _) = rest.as_chunks::<2>();
        let norms = pairs.iter().map(|pair| pair.map(f32::sqrt)).collect();
        Ok(Look {
            losses,
            validation,
            inside: Inside { norms, dead },
        })
    }

    /// Keeps a look for the curves.
    pub fn record(&mut self, look: &Look) {
        let first = self.position.step + 1 - look.losses.len() as u64;
        self.history.push_losses(first, &look.losses);
        if let Some(score) = &look.validation {
            let step = score.step as u64;
            self.history.push_score(step, score.loss, score.accuracy);
        }
    }

    /// Loss `[1]` and outputs, flat, of samples with the given weights.
    fn evaluate(&self, held: &Held, weights: &[Tensor<1>], trace: &mut Trace) -> [Tensor<1>; 2] {
        let (inputs, targets) = held.batch.clone();
        let outputs = self.network.forward(inputs, weights, trace);
        let loss = (self.loss.compute)(outputs.clone(), targets).reshape([1]);
        let values = outputs.dims().iter().product::<usize>();
        [loss, outputs.reshape([values])]
    }

    /// Evaluates samples with the given weights, in one read, and counts how well it went.
    async fn count(&self, held: &Held, weights: &[Tensor<1>], tally: &mut Tally) -> Result<()> {
        let evaluated = self.evaluate(held, weights, &mut Trace::off());
        let values = read(Tensor::cat(evaluated.into(), 0)).await?;
        tally.add(held.len, values[0], &values[1..], &held.targets);
        Ok(())
    }

    /// Of each ReLU that was traced: its layer, and the share `[1]` of its units that are dead. A unit is dead where
    /// the largest of its values over all samples, and a channel where the largest over all samples and places, is 0.
    fn dead_relus(&self, trace: Trace) -> Vec<(usize, Tensor<1>)> {
        let layers = &self.network.layers;
        let relu = |layer: usize| layers.get(layer).is_some_and(|info| info.id == RELU.id);
        let stops = trace.into_stops().into_iter();
        let relus = stops.filter(|stop| stop.name == "output" && relu(stop.layer));
        let measured = relus.map(|stop| {
            let [samples, values] = stop.value.dims();
            let channels = (stop.shape.len() == 3).then(|| stop.shape[0]);
            let units = channels.unwrap_or(values);
            let value = stop.value.reshape([samples, units, values / units]);
            let largest = value.max_dim(2).max_dim(0);
            (
                stop.layer,
                largest.lower_equal_elem(0.0).float().mean().reshape([1]),
            )
        });
        measured.collect()
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
        if let Some(held) = self.held(&self.data.test, run.next, TEST_SLICE) {
            self.count(&held, &run.weights, &mut run.tally).await?;
            run.next += TEST_SLICE;
        }
        if run.next < self.data.test.len() {
            self.test = Some(run);
            return Ok(None);
        }
        Ok(Some(run.tally.score(run.step)))
    }

    /// The whole test set with the weights of now; none where there is none.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn test(&mut self) -> Result<Option<Score>> {
        self.begin_test();
        loop {
            let score = self.test_slice().await?;
            if score.is_some() || !self.test_due() {
                return Ok(score);
            }
        }
    }

    fn begin_test(&mut self) {
        if !self.data.test.is_empty() {
            self.test_next = Some(TestRun {
                weights: self.network.frozen(),
                step: self.position.step,
                next: 0,
                tally: Tally::new(&self.data, self.loss.boundary),
            });
        }
    }

    /// Outputs, row by row, for rows of inputs.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn outputs(&self, inputs: Vec<f32>) -> Result<Vec<f32>> {
        self.outputs_with(&self.network.frozen(), inputs).await
    }

    /// The same with given weights, which may be older ones.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn outputs_with(&self, weights: &[Tensor<1>], inputs: Vec<f32>) -> Result<Vec<f32>> {
        let width: usize = self.data.shape.iter().product();
        let rows = inputs.len() / width;
        let inputs = Tensor::from_data(TensorData::new(inputs, [rows, width]), &self.device);
        let outputs = self.network.forward(inputs, weights, &mut Trace::off());
        let values = outputs.dims().iter().product::<usize>();
        read(outputs.reshape([values])).await
    }

    /// Everything needed to go on, in one read of the Device.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let slots = self.slots.iter().flatten().cloned();
        let best = self.best.iter().flat_map(|best| best.weights.clone());
        let weights = self.network.frozen().into_iter();
        let all: Vec<Tensor<1>> = weights.chain(slots).chain(best).collect();
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
        checkpoint.meta.judging = self.judging;
        for (spec, values) in self.network.specs.iter().zip(weights) {
            checkpoint.put(spec, "", values);
        }
        for spec in &self.network.specs {
            for slot in self.optimizer.slots {
                let values = parts.next().expect("as many as were read");
                checkpoint.put(spec, &format!("optimizer.{slot}."), values);
            }
        }
        if let Some(best) = &self.best {
            checkpoint.meta.best = Some((best.loss, best.epoch));
            for (spec, values) in self.network.specs.iter().zip(parts) {
                checkpoint.put(spec, "best.", values);
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
            *ours = flat(theirs, &self.device);
        }
        self.position = checkpoint.meta.position;
        // A position from elsewhere may lie past what this data holds.
        if self.left() < self.network.least_batch() {
            self.position.sample = 0;
        }
        if self.position.step > MAX_STEP || self.position.epoch > MAX_STEP {
            self.position = Position::default();
        }
        if let Some((loss, epoch)) = checkpoint.meta.best {
            let weights: Result<Vec<Tensor<1>>> = (self.network.specs.iter())
                .map(|spec| Ok(flat(checkpoint.get(spec, "best.")?, &self.device)))
                .collect();
            self.best = Some(Best {
                loss,
                epoch,
                weights: weights?,
            });
        }
        self.judging = checkpoint.meta.judging;
        self.changes = checkpoint.meta.changes.clone();
        self.history = checkpoint.history();
        Ok(())
    }
}

/// The layer and the parameter of a key such as `network.layers[2].rate`.
fn layer_key(key: &str) -> Option<(usize, &str)> {
    let (index, param) = key.strip_prefix("network.layers[")?.split_once("].")?;
    Some((index.parse().ok()?, param))
}

fn looks_ahead() -> Error {
    Error::new(
        "network.layers",
        "looks_ahead",
        say!(
            "This network sees the characters that it is to predict: it would only copy them. Switch on “Causal mask” in its attention layers or transformer blocks, or use an RNN, LSTM or GRU.",
            "此网络能看到要预测的字符，只会照抄。请在自注意力层或 Transformer 块中打开“因果掩码（只看前文）”，或使用 RNN、LSTM、GRU。"
        ),
    )
}

fn single_sample() -> Error {
    Error::new(
        "batch",
        "single_sample",
        say!(
            "Batch norm needs at least two samples in a batch: of a single one the variance is 0, and whatever it is, the same comes out. Choose a batch of 2 or more (32 is usual), or layer norm.",
            "批归一化要求每批至少有两个样本：单个样本的方差为 0，无论输入什么，输出都一样。请把批量设为 2 或更大（通常为 32），或改用层归一化。"
        ),
    )
}

fn not_live(key: &str) -> Error {
    Error::new(
        key,
        "not_live",
        say!(
            "“{key}” cannot change while it trains; open the experiment anew.",
            "“{key}”不能在训练中更改，请重新打开实验。"
        ),
    )
}

fn flat(values: Vec<f32>, device: &Device) -> Tensor<1> {
    Tensor::from_floats(values.as_slice(), device)
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
            say!("The graphics card was lost.", "与 GPU 的连接已丢失。"),
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
            ..Look::default()
        };
        let zero = look(&[-0.0, -0.0]).train_loss().map(f32::to_bits);
        assert_eq!(zero, Some(0.0_f32.to_bits()));
        assert_eq!(look(&[1.0, 2.0]).train_loss(), Some(1.5));
        assert_eq!(look(&[]).train_loss(), None);
    }
}
