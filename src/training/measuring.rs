//! What a Session measures on held-out samples.
//!
//! Two things are measured. The validation sample, after steps that follow from the Recipe alone: training waits for
//! it, and curves, symptoms and early stopping are read from it. And whatever somebody wants to know now
//! ([`Session::ask`]): training takes no notice of it.

use burn::tensor::Tensor;

use super::evaluation::{Evaluation, Flat, Held, Schedule, slice_len};
use super::gradients;
use super::metrics::{Score, counts_classes};
use super::readback::Readback;
use super::session::Session;
use super::timeline::{CLASS_ACCURACY, WEIGHTS};
use crate::error::Result;
use crate::network::Network;
use crate::samples::Samples;

/// Most learnt weights of a network whose way through the loss landscape is kept: sixteen places of it at least.
pub const PATH_WEIGHTS: usize = 2048;

/// Samples that are never trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldOut {
    /// At most 512, looked at during training.
    Validation,
    /// All the others, looked at when training rests.
    Test,
}

/// What symptoms are read from beside the curves: of the newest evaluation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inside {
    /// Norms of gradient and weights of each parameter that is learnt, in the network's order; of the step before.
    pub norms: Vec<[f32; 2]>,
    /// Of each activation that has flat parts.
    pub flat: Vec<Flat>,
}

/// What is being measured, and what was.
#[derive(Default)]
pub(super) struct Measuring {
    /// The validation sample on the Device, where it is small.
    pub held: Option<Held>,
    /// When the validation sample is measured.
    pub schedule: Schedule,
    /// The evaluation that training waits for.
    evaluation: Option<Evaluation>,
    /// The step of the one before.
    evaluated: Option<u64>,
    score: Option<Score>,
    inside: Inside,
    /// What somebody asked to be measured; neither curves nor symptoms know of it.
    asked: Option<(HeldOut, Evaluation)>,
    /// What the step before an evaluation did, until it is read.
    pub moved: Option<Moved>,
    /// What was read of it, until the evaluation: norms of gradient and weights of each parameter that is learnt.
    pub norms: Option<Vec<[f32; 2]>>,
}

/// What a step did to its parameters, on the Device.
pub(super) struct Moved {
    pub step: u64,
    pub parameters: Vec<usize>,
    /// Of [`gradients::Measured::squares`].
    pub squares: Tensor<1>,
}

impl Measuring {
    /// A step is over of which it was measured what came before.
    pub fn after_step(
        &mut self,
        step: u64,
        network: &Network,
        measured: Option<gradients::Measured>,
    ) {
        let Some(measured) = measured else { return };
        self.moved = measured.squares(network).map(|squares| Moved {
            step,
            parameters: measured.parameters,
            squares,
        });
    }

    /// What was measured of the weights of now is no longer true of them.
    pub fn outdate(&mut self) {
        (self.evaluation, self.asked, self.score) = (None, None, None);
    }

    /// Forgets what was measured; the samples and the schedule stay.
    pub fn forget(&mut self) {
        *self = Self {
            held: self.held.take(),
            schedule: self.schedule,
            ..Self::default()
        };
    }
}

impl Session {
    /// Whether there is a validation sample.
    pub(super) fn has_validation(&self) -> bool {
        !self.data.validation.is_empty()
    }

    /// Plans when the validation sample is measured with the batch of now.
    pub(super) fn reschedule(&mut self) {
        let samples = self.data.validation.len();
        let operations = self.network.operations_forward();
        self.measuring.schedule = Schedule::new(self.batch(), samples, operations);
    }

    /// Whether the validation sample has to be measured before training goes on: when the schedule says so, at the end
    /// of an epoch that decides about going on or is long, and at the end of training.
    pub fn evaluates(&self) -> bool {
        let step = self.position.step;
        let judges = self.stopping.judging && self.recipe.judges();
        let rounds_off = self.at_end_of_epoch()
            && counts_classes(&self.data)
            && (self.measuring.schedule).spares_epochs(self.steps_per_epoch());
        self.has_validation()
            && !self.stopping.is_over()
            && self.measuring.evaluated != Some(step)
            && (judges
                || rounds_off
                || self.measuring.schedule.due(step)
                || self.reason().is_some())
    }

    /// Whether the last step was that of an epoch.
    fn at_end_of_epoch(&self) -> bool {
        self.position.step > 0 && self.position.sample == 0
    }

    /// The newest score of the validation sample, with the step after which it was measured.
    pub fn score(&self) -> Option<&Score> {
        self.measuring.score.as_ref()
    }

    /// Whether the newest score is that of the weights of now.
    pub fn score_is_current(&self) -> bool {
        let step = self.position.step;
        let current = self.score().is_some_and(|score| score.step == step as f64);
        current && !self.stopping.restored_at(step)
    }

    /// What was measured inside the network at the newest evaluation.
    pub fn inside(&self) -> &Inside {
        &self.measuring.inside
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
        let under_way = self.measuring.evaluation.take();
        let mut evaluation = match under_way {
            Some(evaluation) if evaluation.step == self.position.step => evaluation,
            _ => self.begin(true),
        };
        self.enqueue(HeldOut::Validation, &mut evaluation);
        if evaluation.done < self.data.validation.len() {
            if evaluation.full() {
                read_waiting(&mut evaluation).await?;
            }
            self.measuring.evaluation = Some(evaluation);
            return Ok(false);
        }
        let mut readback = Readback::default();
        let unread = self.want_unread(&mut readback);
        let weights = readback.want_all(self.path_weights());
        let flats = readback.want_all(evaluation.flat_shares());
        let slices = evaluation.want(&mut readback);
        let mut values = readback.read().await?;
        self.measuring.evaluated = Some(evaluation.step);
        self.keep_unread(unread, &mut values);
        if self.stopping.is_over() {
            // What has run away says nothing any more.
            return Ok(true);
        }
        evaluation.take(slices, &mut values);
        let score = evaluation.score();
        (self.timeline).push_score(evaluation.step, score.loss, score.accuracy);
        let classes = evaluation.class_accuracy();
        if !classes.is_empty() {
            (self.timeline).push(CLASS_ACCURACY, self.position.epochs_begun(), &classes);
        }
        (self.timeline).push(WEIGHTS, evaluation.step, &values.take(weights));
        if let Some(norms) = self.measuring.norms.take() {
            self.measuring.inside.norms = norms;
        }
        self.measuring.inside.flat = evaluation.flats(&values.take(flats));
        let weights = evaluation.weights;
        let best = (self.stopping).judge(&self.recipe, self.position, &score, weights);
        if let Some(best) = best {
            self.network.adopt(best);
        }
        self.measuring.score = Some(score);
        Ok(true)
    }

    /// The learnt weights, one after the other, where they are few enough that the way which they go is kept; else none.
    pub fn path_weights(&self) -> Vec<Tensor<1>> {
        if self.network.parameters() > PATH_WEIGHTS {
            return Vec::new();
        }
        self.learnt_of(self.network.detached())
    }

    /// The samples that are held out.
    pub fn held_out(&self, which: HeldOut) -> &Samples {
        match which {
            HeldOut::Validation => &self.data.validation,
            HeldOut::Test => &self.data.test,
        }
    }

    /// Begins to measure held-out samples as somebody wants to know it now, with the weights of now; curves, symptoms
    /// and training take no notice. What was being measured is given up.
    pub fn ask(&mut self, which: HeldOut) {
        if !self.held_out(which).is_empty() {
            self.measuring.asked = Some((which, self.begin(false)));
        }
    }

    /// Nobody wants to know it any more.
    pub fn unask(&mut self) {
        self.measuring.asked = None;
    }

    /// What is being measured because somebody asked.
    pub fn asked(&self) -> Option<HeldOut> {
        self.measuring.asked.as_ref().map(|(which, _)| *which)
    }

    /// One more slice of what somebody asked for; the score after the last.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn answer_slice(&mut self) -> Result<Option<(HeldOut, Score)>> {
        let Some((which, mut evaluation)) = self.measuring.asked.take() else {
            return Ok(None);
        };
        self.enqueue(which, &mut evaluation);
        read_waiting(&mut evaluation).await?;
        if evaluation.done < self.held_out(which).len() {
            self.measuring.asked = Some((which, evaluation));
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
        while self.asked().is_some() {
            if let Some((_, score)) = self.answer_slice().await? {
                return Ok(Some(score));
            }
        }
        Ok(None)
    }

    /// An evaluation of the weights of now; `inside` says whether symptoms will be read from it.
    fn begin(&self, inside: bool) -> Evaluation {
        let (network, outputs) = (&self.network, self.loss.outputs);
        Evaluation::new(network, &self.data, outputs, self.position.step, inside)
    }

    /// Sends the next slice of held-out samples through the network.
    fn enqueue(&self, which: HeldOut, evaluation: &mut Evaluation) {
        let samples = self.held_out(which);
        let from = evaluation.done;
        let to = samples.len().min(from + slice_len(&self.network));
        let held = match (&self.measuring.held, which) {
            (Some(all), HeldOut::Validation) => all.slice(from, to),
            _ => Held::upload(samples, from, to, &self.device),
        };
        evaluation.enqueue(&self.network, self.loss, held);
    }
}

/// Reads and counts what an evaluation has waiting on the Device.
async fn read_waiting(evaluation: &mut Evaluation) -> Result<()> {
    let mut readback = Readback::default();
    let slices = evaluation.want(&mut readback);
    evaluation.take(slices, &mut readback.read().await?);
    Ok(())
}
