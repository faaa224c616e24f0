//! Looking: reports, predictions and Checkpoints.
//!
//! It is paid for by time: what was costly to look at is looked at more rarely, so that training keeps nine tenths of
//! the processor. Numbers do not depend on it.

use serde_bytes::ByteBuf;

use super::driver::Driver;
use super::host::{Host, Work};
use super::pacing::save_rest;
use crate::error::Error;
use crate::optim::outputs::Outputs;
use crate::protocol::{Event, Report};
use crate::samples::Task;
use crate::training::session::{HeldOut, Session, mean_loss};

/// Least milliseconds between two reports: at most ten reads of the Device a second.
const REPORT: f64 = 100.0;

/// A report, with its views, waits so many times as long as it took.
const REPORT_REST: f64 = 12.0;

/// Milliseconds of measuring that a report waits for where training rests.
const MEASURING: f64 = 50.0;

/// Milliseconds of rest after single steps before the test set is measured.
const STEP_REST: f64 = 800.0;

/// Milliseconds of writing before training and messages get their turn.
const WRITING: f64 = 50.0;

/// Writing waits so many times as long as it took.
const WRITING_REST: f64 = 12.0;

/// Why somebody looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// In passing, while it trains: what is costly waits until it is due.
    Passing,
    /// After steps that were asked for: everything is shown, and kept when it is due.
    Step,
    /// It will stay like this for a while: everything is shown and kept.
    Rest,
}

impl<H: Host> Driver<H> {
    /// Reads what waits on the Device, tells it, keeps it.
    pub async fn look(&mut self, session: u32, occasion: Occasion) {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        experiment.unseen = false;
        match experiment.read().await {
            Ok(losses) => self.host.did(Work::Losses(losses)),
            Err(error) => return self.fail(session, None, error),
        }
        let losses = std::mem::take(&mut experiment.read);
        let began = self.host.now();
        experiment.pace(began);
        if losses.iter().any(|loss| !loss.is_finite()) {
            experiment.diagnose();
        }
        match occasion {
            Occasion::Passing => {}
            Occasion::Step => experiment.rests(began + STEP_REST),
            Occasion::Rest => experiment.rests(began),
        }
        // What takes long comes in a report of its own.
        while experiment.rest.first() == Some(&HeldOut::Validation)
            || experiment.session.asked() == Some(HeldOut::Validation)
        {
            let measured = experiment.measure_slice().await;
            self.host.did(Work::Evaluation);
            match measured {
                Ok(_) if self.host.now() - began < MEASURING => {}
                Ok(_) => break,
                Err(error) => return self.fail(session, None, error),
            }
        }
        self.tell(session, mean_loss(&losses)).await;
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        experiment.write_again(self.host.now());
        let due = occasion == Occasion::Rest || self.host.now() >= experiment.save_due;
        let save = due && self.host.saves();
        // Weights that are no numbers are nothing to go on from: the Checkpoint before them is kept.
        if save && experiment.session.timeline.ran_away().is_none() {
            let saving = self.host.now();
            match written(&experiment.session).await {
                Ok(bytes) => {
                    self.host.did(Work::Checkpoint(bytes.len()));
                    experiment.save_due =
                        self.host.now() + save_rest(self.host.now() - saving, bytes.len());
                    self.host.emit(Event::Saved {
                        session,
                        step: experiment.session.position().step as f64,
                        checkpoint: ByteBuf::from(bytes),
                    });
                }
                Err(error) => return self.fail(session, None, error),
            }
        }
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        let took = self.host.now() - began;
        experiment.report_due = self.host.now() + (took * REPORT_REST).max(REPORT);
    }

    /// Tells what is new: a report, symptoms, views, a prediction.
    pub async fn tell(&mut self, session: u32, train_loss: Option<f32>) {
        self.report(session, train_loss);
        self.tell_symptoms(session);
        self.show_watched(session).await;
        self.predict(session).await;
    }

    /// Tells what goes wrong, where that has changed.
    pub fn tell_symptoms(&mut self, session: u32) {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        if experiment.told_symptoms.as_ref() != Some(&experiment.symptoms) {
            let symptoms = experiment.symptoms.clone();
            experiment.told_symptoms = Some(symptoms.clone());
            self.host.emit(Event::Diagnosed { session, symptoms });
        }
    }

    fn report(&mut self, session: u32, train_loss: Option<f32>) {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        let step = experiment.session.position().step;
        let seconds = (self.host.now() - experiment.reported) / 1000.0;
        let steps = step.saturating_sub(experiment.reported_step) as f64;
        experiment.reported = self.host.now();
        experiment.reported_step = step;
        self.host.emit(Event::Report(Box::new(Report {
            session,
            running: experiment.training,
            waiting: experiment.training && experiment.waiting,
            step: step as f64,
            epoch: experiment.session.epochs(),
            slowly: experiment.slowly(),
            train_loss,
            validation: experiment.known.tell_validation(),
            test: experiment.known.tell_test(),
            steps_per_second: if seconds > 0.0 { steps / seconds } else { 0.0 },
            dispatches: self.host.dispatches().map(|all| all / step.max(1) as f64),
        })));
    }

    pub async fn predict(&mut self, session: u32) {
        let Some(experiment) = self.experiments.get(&session) else {
            return;
        };
        let Some(id) = experiment.predicting else {
            return;
        };
        let data = experiment.session.data();
        let Some(seen) = experiment.chosen.clone() else {
            return self.host.emit(Event::Predicted {
                session,
                id,
                logits: Vec::new(),
                probabilities: Vec::new(),
                seen: Vec::new(),
                blank: true,
            });
        };
        match experiment.session.outputs(seen.clone()).await {
            Ok(logits) => {
                self.host.did(Work::Outputs);
                let kind = experiment.session.loss().outputs;
                let probabilities = match data.task {
                    Task::Classify => kind.probabilities(&logits),
                    // Each pixel of what it gives back, where the loss takes it for a yes or no.
                    Task::Reconstruct if kind == Outputs::Sigmoid => kind.probabilities(&logits),
                    _ => Vec::new(),
                };
                self.host.emit(Event::Predicted {
                    session,
                    id,
                    logits,
                    probabilities,
                    seen,
                    blank: false,
                });
            }
            Err(error) => self.fail(session, Some(id), error),
        }
    }

    /// Goes on with what a language model was asked to write, for a while; whether there was anything.
    pub async fn write(&mut self, session: u32) -> bool {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return false;
        };
        if experiment.writing.is_none() {
            return false;
        }
        let began = self.host.now();
        while let Some((id, writing)) = &mut experiment.writing
            && self.host.now() - began < WRITING
        {
            let id = *id;
            let written = writing.go_on(&experiment.session).await;
            self.host.did(Work::Tokens);
            match written {
                Ok(None) => {}
                Ok(Some(texts)) => {
                    experiment.writing = None;
                    self.host.emit(Event::Written { session, id, texts });
                }
                Err(error) => {
                    self.fail(session, Some(id), error);
                    return true;
                }
            }
        }
        experiment.writing_due += (self.host.now() - began) * WRITING_REST;
        true
    }
}

async fn written(session: &Session) -> Result<Vec<u8>, Error> {
    session.checkpoint().await?.to_bytes()
}
