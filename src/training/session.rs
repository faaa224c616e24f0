//! A Session: one live training. No I/O, no clock; same Recipe, seed and Device, same numbers.
//!
//! The path of the data is short: [`Data`] on the host → a chunk of gathered rows on the Device → a batch → forward,
//! loss, backward, update ([`Session::step`], which awaits nothing) → the losses wait on the Device until
//! [`Session::look`] reads them. After steps that follow from the Recipe alone ([`Schedule`]) a step is refused until
//! [`Session::evaluate_slice`] has measured the validation sample: so curves, symptoms and early stopping are the same
//! whoever looks, and however fast the machine is.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::bounds;
use crate::data::Data;
use crate::error::{Error, Result};
use crate::network::cost::Cost;
use crate::network::trace::Trace;
use crate::network::{self, Network};
use crate::optim::losses::{self, LossRecord};
use crate::optim::optimizers::{self, Now, OptimizerRecord};
use crate::optim::schedules;
use crate::params::Value;
use crate::random;
use crate::recipe::{Key, Part, Recipe};
use crate::samples::{Samples, Task};
use crate::say;
use crate::text::{Text, count, quoted, short};
use crate::training::checkpoint::Checkpoint;
use crate::training::evaluation::{
    self, Batch, Evaluation, Flat, Held, Schedule, slice_len, upload,
};
use crate::training::gradients;
use crate::training::history::History;
use crate::training::metrics::Score;

/// Numbers that are gathered and uploaded at once: 4 MB, some twenty batches of digits.
const CHUNK_VALUES: usize = 1 << 20;

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
    /// Nothing happened: the validation sample has to be measured first, by [`Session::evaluate_slice`].
    Evaluate,
    /// Nothing happened: training is over; [`Session::reason`] says why.
    Finished,
}

/// What symptoms are read from beside the curves: of the newest evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    /// Norms of gradient and weights of each parameter that is learnt, in the network's order; of the step before.
    pub norms: Vec<[f32; 2]>,
    /// Of each activation that has flat parts.
    pub flat: Vec<Flat>,
}

/// Mean of losses; none where there are none.
pub fn mean_loss(losses: &[f32]) -> Option<f32> {
    // A sum of negated zeros is −0; adding 0 makes it what people write.
    let mean = losses.iter().sum::<f32>() / losses.len() as f32 + 0.0;
    (!losses.is_empty()).then_some(mean)
}

/// Gathered rows: those from `start` of the epoch's order.
struct Chunk {
    start: usize,
    len: usize,
    rows: Batch,
}

/// The best end of an epoch so far, for early stopping.
struct Best {
    loss: f32,
    epoch: u64,
    weights: Vec<Tensor<1>>,
}

/// Samples that are never trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldOut {
    /// At most 512, looked at during training.
    Validation,
    /// All the others, looked at when training rests.
    Test,
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
    /// Updates that it remembers: those of the position, but for weights that came without its memory.
    updates: u64,
    position: Position,
    changes: Vec<Change>,
    /// The curves so far.
    pub history: History,
    order: Vec<(u32, u32)>,
    chunk: Option<Chunk>,
    /// Losses that wait on the Device, and those that were read and that nobody asked for yet.
    unread: Vec<Tensor<1>>,
    read: Vec<f32>,
    /// The validation sample on the Device, where it is small.
    validation: Option<Held>,
    schedule: Schedule,
    /// The evaluation that training waits for.
    evaluation: Option<Evaluation>,
    /// The step of the one before.
    evaluated: Option<u64>,
    score: Option<Score>,
    inside: Inside,
    /// What somebody asked to be measured; neither curves nor symptoms know of it.
    asked: Option<(HeldOut, Evaluation)>,
    /// An epoch is over and was not judged yet.
    judging: bool,
    best: Option<Best>,
    /// The step after which early stopping went back to the best weights: what was measured there is of others.
    restored: Option<u64>,
    /// Why training is over, where what was measured decided it.
    over: Option<Text>,
    /// What the step before an evaluation measured: squared norms, two for each parameter that is learnt.
    measured: Option<Tensor<1>>,
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
            return Err(vec![nothing_to_train_on()]);
        }
        let word = if recipe.loss.is_empty() {
            data.task.default_loss()
        } else {
            &recipe.loss
        };
        let loss = losses::find(word).filter(|loss| loss.tasks.contains(&data.task));
        let loss = loss.ok_or_else(|| vec![wrong_loss(word, data.task)])?;
        let optimizer = optimizers::find(&recipe.optimizer.id)
            .expect("a normalised Recipe names an optimiser that exists");
        let output = loss.output_shape(&data);
        let (network, init) = (&recipe.network, &recipe.init);
        let built = network::build(network, &data.shape, &output)?;
        let cost = Cost::of(
            built.graph.as_ref(),
            &data.shape,
            optimizer.slots.len(),
            recipe.patience > 0,
        );
        let batch = recipe.batch.min(data.train_len());
        cost.check(batch).map_err(|error| vec![error])?;
        let network = Network::new(network, init, &data.shape, &output, recipe.seed, device)?;
        if data.next && !network.is_causal() {
            return Err(vec![looks_ahead()]);
        }
        let mut session = Self {
            data,
            network,
            device: device.clone(),
            loss,
            optimizer,
            slots: Vec::new(),
            updates: 0,
            position: Position::default(),
            changes: Vec::new(),
            history: History::default(),
            order: Vec::new(),
            chunk: None,
            unread: Vec::new(),
            read: Vec::new(),
            validation: None,
            schedule: Schedule::default(),
            evaluation: None,
            evaluated: None,
            score: None,
            inside: Inside::default(),
            asked: None,
            judging: false,
            best: None,
            restored: None,
            over: None,
            measured: None,
            problems: Vec::new(),
            recipe,
        };
        session.forget();
        session.reschedule();
        if let Some(checkpoint) = checkpoint {
            session.problems = checkpoint.problems.clone();
            if let Err(error) = session.restore(checkpoint) {
                session.problems.push(error);
                return Err(session.problems);
            }
        }
        session.order = session
            .data
            .order(session.position.epoch, session.recipe.shuffle);
        let held_out = &session.data.validation;
        if !held_out.is_empty() && held_out.len() * held_out.width <= CHUNK_VALUES {
            session.validation = Some(Held::upload(held_out, 0, held_out.len(), device));
        }
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
        self.updates = 0;
        self.position = Position::default();
        self.changes.clear();
        self.history = History::default();
        self.chunk = None;
        self.unread.clear();
        self.read.clear();
        self.evaluation = None;
        self.evaluated = None;
        self.score = None;
        self.inside = Inside::default();
        self.asked = None;
        self.judging = false;
        self.best = None;
        self.restored = None;
        self.over = None;
        self.measured = None;
    }

    /// Back to the same initial weights. What was changed meanwhile (the rate, say) stays changed.
    pub fn rewind(&mut self) -> Result<(), Vec<Error>> {
        self.network = Network::new(
            &self.recipe.network,
            &self.recipe.init,
            &self.data.shape,
            &self.loss.output_shape(&self.data),
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
            let plural = if epochs == 1 { " is" } else { "s are" };
            return Some(say!(
                "{epochs} epoch{plural} done.",
                "{epochs} 轮训练已完成。"
            ));
        }
        if steps != 0 && self.position.step >= steps {
            let plural = if steps == 1 { " is" } else { "s are" };
            return Some(say!("{steps} step{plural} done.", "{steps} 步训练已完成。"));
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

    /// The step at which the Recipe ends by itself, if it is left alone; none where it sets neither epochs nor steps.
    pub fn end(&self) -> Option<u64> {
        let epochs = u64::from(self.recipe.epochs) * self.steps_per_epoch();
        let ends = [epochs, self.recipe.steps].into_iter();
        ends.filter(|end| *end > 0).min()
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

    /// Changes what may change while it trains, from the next step on: `batch`, `epochs`, a live parameter such as
    /// `optimizer.rate` or `network.layers[2].rate`, or `device`.
    ///
    /// # Errors
    /// A key that cannot change while it trains, or a value out of range; nothing is changed then.
    pub fn tune(&mut self, key: &str, value: impl Into<Value>) -> Result<()> {
        let value = value.into();
        let place = Key::parse(key).filter(|place| place.live(&self.recipe));
        let place = place.ok_or_else(|| not_live(key))?;
        let mut recipe = self.recipe.clone();
        place.set(&mut recipe, value.clone())?;
        let batch = recipe.batch.min(self.data.train_len());
        if batch < self.network.least_batch() {
            return Err(single_sample());
        }
        self.cost_of(&recipe).check(batch)?;
        if place.part() == Some(Part::Network) {
            let output = self.loss.output_shape(&self.data);
            let rebuilt = self
                .network
                .rebuild(&recipe.network, &self.data.shape, &output);
            rebuilt.map_err(|errors| errors.into_iter().next().unwrap_or_else(|| not_live(key)))?;
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
        self.network
            .cost(&self.data.shape, self.optimizer.slots.len(), keeps_best)
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
        self.log(key, value);
        self.recipe = recipe;
        self.reschedule();
        // Whoever changes something wants to go on.
        self.over = None;
    }

    /// Notes a change. Of many values between two steps, as a slider says them, the last one holds.
    fn log(&mut self, key: &str, value: f64) {
        let step = self.position.step;
        let mut now = self
            .changes
            .iter_mut()
            .rev()
            .take_while(|last| last.step == step);
        if let Some(again) = now.find(|last| last.key == key) {
            again.value = value;
            return;
        }
        if self.changes.len() == bounds::CHANGES {
            self.changes.remove(0);
        }
        self.changes.push(Change {
            step,
            key: key.into(),
            value,
        });
    }

    /// One update, only enqueued: nothing is read, nothing awaited.
    pub fn step(&mut self) -> Step {
        if self.evaluates() {
            return Step::Evaluate;
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
        let loss = self.loss.mean(outputs, targets);
        let mut gradients = loss.backward();
        let mut gradients: Vec<Option<Tensor<1>>> = (self.network.weights.iter())
            // A weight that the loss does not depend on has no gradient and stays as it is.
            .map(|weight| weight.grad_remove(&mut gradients))
            .collect();
        if self.has_validation() && self.schedule.due(self.position.step + 1) {
            self.measured = gradients::norms(&self.network, &gradients);
        }
        gradients::regularise(&self.recipe, &self.network, &mut gradients);
        let factor = schedules::find(&self.recipe.schedule.id)
            .expect("a normalised Recipe names a schedule that exists")
            .factor(&self.recipe.schedule, self.position.step);
        self.position.step += 1;
        self.updates += 1;
        let now = Now {
            entry: &self.recipe.optimizer,
            rate: self.recipe.optimizer.number("rate") * factor,
            step: self.updates,
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

    fn has_validation(&self) -> bool {
        !self.data.validation.is_empty()
    }

    /// When the validation sample is measured with the batch of now.
    fn reschedule(&mut self) {
        let samples = self.data.validation.len();
        let operations = self.network.operations_forward();
        self.schedule = Schedule::new(self.batch(), samples, operations);
    }

    /// Whether the validation sample has to be measured before training goes on: when the schedule says so, at the end
    /// of an epoch that decides about going on, and at the end of training.
    pub fn evaluates(&self) -> bool {
        let Position { step, .. } = self.position;
        let judges = self.judging && self.recipe.judges();
        self.has_validation()
            && self.over.is_none()
            && self.evaluated != Some(step)
            && (judges || self.schedule.due(step) || self.reason().is_some())
    }

    /// The newest score of the validation sample, with the step after which it was measured.
    pub fn score(&self) -> Option<&Score> {
        self.score.as_ref()
    }

    /// Whether the newest score is that of the weights of now.
    pub fn score_is_current(&self) -> bool {
        let step = self.position.step;
        let current = (self.score.as_ref()).is_some_and(|score| score.step == step as f64);
        current && self.restored != Some(step)
    }

    /// What was measured inside the network at the newest evaluation.
    pub fn inside(&self) -> &Inside {
        &self.inside
    }

    /// Measures one more slice of the validation sample, for the curves, for symptoms, and for whether to go on; whether
    /// that was the last one. Losses that wait on the Device are read with it.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn evaluate_slice(&mut self) -> Result<bool> {
        if !self.evaluates() {
            return Ok(true);
        }
        let under_way = self.evaluation.take();
        let mut evaluation = match under_way {
            Some(evaluation) if evaluation.step == self.position.step => evaluation,
            _ => self.begin(true),
        };
        self.enqueue(HeldOut::Validation, &mut evaluation);
        if evaluation.done < self.data.validation.len() {
            if evaluation.full() {
                let values = read(Tensor::cat(evaluation.unread(), 0)).await?;
                evaluation.take(&values);
            }
            self.evaluation = Some(evaluation);
            return Ok(false);
        }
        let losses = std::mem::take(&mut self.unread);
        let norms = self.measured.take();
        let flats = evaluation.flat_shares();
        let lengths = [
            losses.len(),
            norms.as_ref().map_or(0, |norms| norms.dims()[0]),
            flats.len(),
        ];
        let parts = [
            losses,
            norms.into_iter().collect(),
            flats,
            evaluation.unread(),
        ];
        let values = read(Tensor::cat(parts.into_iter().flatten().collect(), 0)).await?;
        let mut rest = values.as_slice();
        let [losses, norms, flats] = lengths.map(|length| {
            let (taken, after) = rest.split_at(length);
            rest = after;
            taken
        });
        self.evaluated = Some(evaluation.step);
        self.keep(losses);
        if self.over.is_some() {
            // What has run away says nothing any more.
            return Ok(true);
        }
        evaluation.take(rest);
        let score = evaluation.score();
        (self.history).push_score(evaluation.step, score.loss, score.accuracy);
        if !norms.is_empty() {
            let (pairs, _) = norms.as_chunks::<2>();
            self.inside.norms = pairs.iter().map(|pair| pair.map(f32::sqrt)).collect();
        }
        self.inside.flat = evaluation.flats(flats);
        if std::mem::take(&mut self.judging) {
            self.judge(&score, evaluation.weights);
        }
        self.score = Some(score);
        Ok(true)
    }

    fn begin(&self, inside: bool) -> Evaluation {
        let (network, outputs) = (&self.network, self.loss.outputs);
        Evaluation::new(network, &self.data, outputs, self.position.step, inside)
    }

    /// Sends the next slice of held-out samples through the network.
    fn enqueue(&self, which: HeldOut, evaluation: &mut Evaluation) {
        let samples = self.held_out(which);
        let from = evaluation.done;
        let to = samples.len().min(from + slice_len(&self.network));
        let held = match (&self.validation, which) {
            (Some(all), HeldOut::Validation) => all.slice(from, to),
            _ => Held::upload(samples, from, to, &self.device),
        };
        evaluation.enqueue(&self.network, self.loss, held);
    }

    /// The samples that are held out.
    pub fn held_out(&self, which: HeldOut) -> &Samples {
        match which {
            HeldOut::Validation => &self.data.validation,
            HeldOut::Test => &self.data.test,
        }
    }

    /// Says at the end of an epoch whether to go on: the targets of the Recipe, and early stopping, which goes back to
    /// the best weights (Prechelt 1998). Measured on the validation sample, never on the test set.
    fn judge(&mut self, score: &Score, weights: Vec<Tensor<1>>) {
        let Recipe {
            target_loss,
            target_accuracy,
            patience,
            ..
        } = self.recipe;
        let (loss, epoch) = (score.loss, self.position.epoch);
        if target_loss > 0.0 && f64::from(loss) <= target_loss {
            let read = short(loss);
            self.over = Some(say!(
                "The validation loss is {read}: the target is reached.",
                "验证损失为 {read}：已达到目标。"
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
            return;
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
            let (best_loss, best_epoch) = (short(best.loss), best.epoch);
            let epochs = count(patience.into(), "epoch", "epochs");
            self.over = Some(say!(
                "Early stopping: no better validation loss for {epochs}. The weights of epoch {best_epoch} (loss {best_loss}) are back.",
                "早停：验证损失已有 {patience} 轮没有改善。已恢复第 {best_epoch} 轮的权重（损失 {best_loss}）。"
            ));
            let weights = best.weights.clone();
            self.network.adopt(weights);
            self.restored = Some(self.position.step);
        }
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

    /// The loss of each batch since the last look, before its update.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn look(&mut self) -> Result<Vec<f32>> {
        if !self.unread.is_empty() {
            let losses = std::mem::take(&mut self.unread);
            let losses = read(Tensor::cat(losses, 0)).await?;
            self.keep(&losses);
        }
        Ok(std::mem::take(&mut self.read))
    }

    /// Keeps losses up to now for the curves. Where one is no number training is over: nothing follows from it.
    fn keep(&mut self, losses: &[f32]) {
        let first = self.position.step + 1 - losses.len() as u64;
        self.history.push_losses(first, losses);
        self.read.extend(losses);
        if losses.iter().any(|loss| !loss.is_finite()) {
            self.over = Some(say!(
                "Stopped: the loss is NaN or infinite (training diverged).",
                "损失变为 NaN 或无穷大（训练发散），训练已停止。"
            ));
        }
    }

    /// Begins to measure held-out samples as somebody wants to know it now, with the weights of now; curves, symptoms
    /// and training take no notice. What was being measured is given up.
    pub fn ask(&mut self, which: HeldOut) {
        if !self.held_out(which).is_empty() {
            self.asked = Some((which, self.begin(false)));
        }
    }

    /// Nobody wants to know it any more.
    pub fn unask(&mut self) {
        self.asked = None;
    }

    /// What is being measured because somebody asked.
    pub fn asked(&self) -> Option<HeldOut> {
        self.asked.as_ref().map(|(which, _)| *which)
    }

    /// One more slice of what somebody asked for; the score after the last.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn answer_slice(&mut self) -> Result<Option<(HeldOut, Score)>> {
        let Some((which, mut evaluation)) = self.asked.take() else {
            return Ok(None);
        };
        self.enqueue(which, &mut evaluation);
        let values = read(Tensor::cat(evaluation.unread(), 0)).await?;
        evaluation.take(&values);
        if evaluation.done < self.held_out(which).len() {
            self.asked = Some((which, evaluation));
            return Ok(None);
        }
        Ok(Some((which, evaluation.score())))
    }

    /// All of the held-out samples at once, with the weights of now; none where there are none.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn measure(&mut self, which: HeldOut) -> Result<Option<Score>> {
        self.ask(which);
        while self.asked.is_some() {
            if let Some((_, score)) = self.answer_slice().await? {
                return Ok(Some(score));
            }
        }
        Ok(None)
    }

    /// The loss of each sample from `from` to `to` of these, with the weights of now: `[to − from]` on the Device, off
    /// autodiff; nothing is read. Of a sequence it is the mean over the steps that have a target.
    pub fn losses_of(&self, samples: &Samples, from: usize, to: usize) -> Tensor<1> {
        evaluation::losses_of(&self.network, self.loss, samples, from, to, &self.device)
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
        checkpoint.meta.optimizer_step = Some(self.updates);
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
        self.network.set_weights(weights, &self.device);
        self.position = checkpoint.meta.position;
        match checkpoint.optimizer_state(&self.network.specs, self.optimizer) {
            Ok(state) => {
                let state = state.into_iter().map(|slots| {
                    let slots = slots.into_iter();
                    slots.map(|slot| flat(slot, &self.device)).collect()
                });
                self.slots = state.collect();
                let known = checkpoint.meta.optimizer_step;
                self.updates = known.unwrap_or(self.position.step);
            }
            // Weights to begin with: there is nothing that the optimiser could remember.
            Err(_) if self.position.step == 0 => {}
            // Nothing of it is used, and so it counts its updates from the beginning: Adam's first steps would be far
            // too long if an empty memory were taken for an old one.
            Err(reason) => self.problems.push(begins_anew(reason)),
        }
        // A position from elsewhere may lie past what this data holds.
        if self.left() < self.network.least_batch() {
            self.position.sample = 0;
        }
        if let Some((loss, epoch)) = checkpoint.meta.best {
            let weights: Result<Vec<Tensor<1>>> = (self.network.specs.iter())
                .map(|spec| Ok(flat(checkpoint.get(spec, "best.")?, &self.device)))
                .collect();
            match weights {
                Ok(weights) => {
                    self.best = Some(Best {
                        loss,
                        epoch,
                        weights,
                    });
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        self.judging = checkpoint.meta.judging;
        self.changes = checkpoint.meta.changes.clone();
        self.history = checkpoint.history();
        Ok(())
    }
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

fn nothing_to_train_on() -> Error {
    Error::new(
        "data",
        "too_few_samples",
        say!(
            "No sample is left to train on. Choose more samples, or keep more of each class.",
            "没有可用于训练的样本。请增加样本数，或提高各类保留的比例。"
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

fn begins_anew(reason: Error) -> Error {
    let Text { en, zh } = reason.text;
    Error {
        text: say!(
            "The optimiser begins anew, because its state is not in the file. {en}",
            "文件中没有完整的优化器状态，优化器将重新开始。{zh}"
        ),
        ..reason
    }
}

fn not_live(key: &str) -> Error {
    let name = quoted(key);
    Error::new(
        key,
        "not_live",
        say!(
            "“{name}” cannot change while it trains; open the experiment anew.",
            "“{name}”不能在训练中更改，请重新打开实验。"
        ),
    )
}

fn flat(values: Vec<f32>, device: &Device) -> Tensor<1> {
    Tensor::from_floats(values.as_slice(), device)
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
    use super::mean_loss;

    #[test]
    fn a_loss_of_nothing_is_zero_and_not_minus_zero() {
        let zero = mean_loss(&[-0.0, -0.0]).map(f32::to_bits);
        assert_eq!(zero, Some(0.0_f32.to_bits()));
        assert_eq!(mean_loss(&[1.0, 2.0]), Some(1.5));
        assert_eq!(mean_loss(&[]), None);
    }
}
