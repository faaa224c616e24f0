//! Looking: reports, charts, predictions and Checkpoints.
//!
//! It is paid for by time: what was costly to look at is looked at more rarely, so that training keeps nine tenths of
//! the processor. Numbers do not depend on it.

use serde_bytes::ByteBuf;

use super::super::{canvas, clock, emit, emit_picture};
use super::{Worker, refuse};
use crate::catalog;
use crate::data::drawing;
use crate::datasets::words;
use crate::error::Error;
use crate::inspect::charts::{self, Picture, Subject, fit, surface};
use crate::protocol::{ChartRequest, Event, Input, Report};
use crate::running::pacing::save_rest;
use crate::samples::Task;
use crate::say;
use crate::training::metrics::probabilities;
use crate::training::session::{HeldOut, Session, mean_loss};

/// Least milliseconds between two reports: at most ten reads of the Device a second.
const REPORT: f64 = 100.0;

/// A report, with its charts, waits so many times as long as it took.
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

impl Worker {
    /// Reads what waits on the Device, tells it, keeps it.
    pub async fn look(&mut self, session: u32, occasion: Occasion) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        if let Err(error) = lab.read().await {
            return self.fail(session, None, error);
        }
        let losses = std::mem::take(&mut lab.read);
        let began = clock::now();
        lab.pace(began);
        if losses.iter().any(|loss| !loss.is_finite()) {
            lab.diagnose();
        }
        match occasion {
            Occasion::Passing => {}
            Occasion::Step => lab.rests(began + STEP_REST),
            Occasion::Rest => lab.rests(began),
        }
        // What takes long comes in a report of its own.
        while lab.rest.first() == Some(&HeldOut::Validation)
            || lab.session.asked() == Some(HeldOut::Validation)
        {
            match lab.measure_slice().await {
                Ok(_) if clock::now() - began < MEASURING => {}
                Ok(_) => break,
                Err(error) => return self.fail(session, None, error),
            }
        }
        self.tell(session, mean_loss(&losses)).await;
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        lab.write_again(clock::now());
        let save = occasion == Occasion::Rest || clock::now() >= lab.save_due;
        // Weights that are no numbers are nothing to go on from: the Checkpoint before them is kept.
        if save && lab.session.history.ran_away().is_none() {
            let saving = clock::now();
            match written(&lab.session).await {
                Ok(bytes) => {
                    lab.save_due = clock::now() + save_rest(clock::now() - saving, bytes.len());
                    emit(&Event::Saved {
                        session,
                        step: lab.session.position().step as f64,
                        checkpoint: ByteBuf::from(bytes),
                    });
                }
                Err(error) => return self.fail(session, None, error),
            }
        }
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        let took = clock::now() - began;
        lab.report_due = clock::now() + (took * REPORT_REST).max(REPORT);
    }

    /// Tells what is new: a report, symptoms, charts, a prediction.
    pub async fn tell(&mut self, session: u32, train_loss: Option<f32>) {
        self.report(session, train_loss);
        self.tell_symptoms(session);
        let Some(lab) = self.labs.get(&session) else {
            return;
        };
        for request in lab.watch.clone() {
            self.draw(session, &request).await;
        }
        self.predict(session).await;
    }

    /// Tells what goes wrong, where that has changed.
    pub fn tell_symptoms(&mut self, session: u32) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        if lab.told_symptoms.as_ref() != Some(&lab.symptoms) {
            let symptoms = lab.symptoms.clone();
            lab.told_symptoms = Some(symptoms.clone());
            emit(&Event::Diagnosed { session, symptoms });
        }
    }

    fn report(&mut self, session: u32, train_loss: Option<f32>) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        let step = lab.session.position().step;
        let seconds = (clock::now() - lab.reported) / 1000.0;
        let steps = step.saturating_sub(lab.reported_step) as f64;
        lab.reported = clock::now();
        lab.reported_step = step;
        let (history, told) = lab.session.history.since(lab.told);
        lab.told = told;
        emit(&Event::Report(Box::new(Report {
            session,
            running: lab.training,
            waiting: lab.training && lab.waiting,
            step: step as f64,
            epoch: lab.session.epochs(),
            slowly: lab.slowly(),
            train_loss,
            validation: lab.scored.take(),
            test: lab.tested.take(),
            steps_per_second: if seconds > 0.0 { steps / seconds } else { 0.0 },
            dispatches: dispatches().map(|all| all / step.max(1) as f64),
            history,
        })));
    }

    pub async fn predict(&mut self, session: u32) {
        let Some(lab) = self.labs.get(&session) else {
            return;
        };
        let Some((id, input)) = &lab.input else {
            return;
        };
        let id = *id;
        let data = lab.session.data();
        let width: usize = data.shape.iter().product();
        let seen = match input {
            Input::Values { values } if values.len() == width => Some(values.clone()),
            Input::Values { .. } => None,
            Input::Drawing { strokes } => lab.record.drawing.and_then(|preparation| {
                let seen = drawing::from_strokes(preparation, strokes)?;
                // Networks that were trained on raw pixels read raw pixels.
                Some(seen.into_iter().map(|value| value * data.ink).collect())
            }),
        };
        let Some(seen) = seen else {
            return emit(&Event::Predicted {
                session,
                id,
                logits: Vec::new(),
                probabilities: Vec::new(),
                seen: Vec::new(),
                blank: true,
            });
        };
        match lab.session.outputs(seen.clone()).await {
            Ok(logits) => {
                let boundary = lab.session.loss().boundary;
                let probabilities = match data.task {
                    Task::Classify => probabilities(&logits, boundary),
                    // Each pixel of what it gives back, where the loss takes it for a yes or no.
                    Task::Reconstruct if boundary == Some(0.0) => probabilities(&logits, boundary),
                    _ => Vec::new(),
                };
                emit(&Event::Predicted {
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
        let Some(lab) = self.labs.get_mut(&session) else {
            return false;
        };
        if lab.writing.is_none() {
            return false;
        }
        let began = clock::now();
        while let Some((id, writing)) = &mut lab.writing
            && clock::now() - began < WRITING
        {
            let id = *id;
            match writing.go_on(&lab.session).await {
                Ok(None) => {}
                Ok(Some(texts)) => {
                    lab.writing = None;
                    emit(&Event::Written { session, id, texts });
                }
                Err(error) => {
                    self.fail(session, Some(id), error);
                    return true;
                }
            }
        }
        lab.writing_due += (clock::now() - began) * WRITING_REST;
        true
    }

    /// Gathers what a chart shows, then draws it; none where this experiment has no such chart, or nothing to show yet.
    async fn with_picture<R>(
        &self,
        session: u32,
        chart: &str,
        draw: impl FnOnce(&Picture) -> Result<R, String>,
    ) -> Result<Option<R>, Error> {
        let Some(lab) = self.labs.get(&session) else {
            return Ok(None);
        };
        let (history, data) = (&lab.session.history, lab.session.data());
        let held_out = data.validation.clone();
        let drawn = match (chart, &data.shards[0].samples) {
            ("loss" | "accuracy", _) => draw(&Picture::Curves {
                history,
                accuracy: chart == "accuracy",
            }),
            ("surface", Some(train)) if fits(&lab.session, chart) => {
                draw(&Picture::Surface(&surface::Surface {
                    outputs: lab.session.outputs(surface::grid()).await?,
                    classes: match data.task {
                        Task::Classify => {
                            data.outputs.iter().map(|name| words::title(name)).collect()
                        }
                        _ => Vec::new(),
                    },
                    boundary: lab.session.loss().boundary,
                    train: train.clone(),
                    held_out,
                }))
            }
            ("fit", Some(train)) if fits(&lab.session, chart) => draw(&Picture::Fit(&fit::Fit {
                outputs: lab.session.outputs(fit::inputs(train)).await?,
                train: train.clone(),
                held_out,
            })),
            _ => return Ok(None),
        };
        Ok(drawn
            .map_err(|reason| log::error!("the chart {chart} was not drawn: {reason}"))
            .ok())
    }

    pub async fn draw(&mut self, session: u32, request: &ChartRequest) {
        let chart = request.chart.clone();
        let drawn = self
            .with_picture(session, &chart, |picture| canvas::draw(request, picture))
            .await;
        match drawn {
            Ok(Some((drawn, bitmap))) => {
                let event = Event::Drawn {
                    session,
                    chart,
                    plot: Some(drawn.plot),
                    alt: drawn.alt,
                    bitmap: (),
                };
                emit_picture(&event, bitmap);
            }
            Ok(None) => {}
            Err(error) => self.fail(session, None, error),
        }
    }

    pub async fn draw_svg(&mut self, session: u32, id: u32, request: &ChartRequest) {
        let svg = self
            .with_picture(session, &request.chart, |picture| {
                charts::svg(request, picture)
            })
            .await;
        match svg {
            Ok(Some((svg, _))) => emit(&Event::DrawnSvg { session, id, svg }),
            Ok(None) => {
                let text = say!("This experiment has no such chart.", "此实验没有该图表。");
                refuse(
                    session,
                    Some(id),
                    vec![Error::new("chart", "unknown_entry", text)],
                );
            }
            Err(error) => self.fail(session, Some(id), error),
        }
    }
}

async fn written(session: &Session) -> Result<Vec<u8>, Error> {
    session.checkpoint().await?.to_bytes()
}

pub fn fits(session: &Session, chart: &str) -> bool {
    let data = session.data();
    let subject = Subject {
        input: &data.shape,
        task: data.task,
        outputs: data.outputs.len(),
    };
    catalog::chart(chart).is_some_and(|record| (record.fits)(&subject))
}

/// GPU dispatches so far, where worker.js counts them.
fn dispatches() -> Option<f64> {
    js_sys::Reflect::get(&js_sys::global(), &"downhillDispatches".into())
        .ok()?
        .as_f64()
}
