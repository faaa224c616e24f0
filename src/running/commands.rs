//! Carrying out commands.

use serde_bytes::ByteBuf;

use super::driver::Driver;
use super::experiment::Experiment;
use super::host::{Host, Work};
use super::looking::Occasion;
use super::opening;
use crate::error::Error;
use crate::formats::qr;
use crate::inspect::view::ViewRequest;
use crate::inspect::writing::SamplingOptions;
use crate::params::Value;
use crate::protocol::{Command, Event, Input, Weights};
use crate::recipe::link;
use crate::say;
use crate::training::by_hand::WEIGHTS;
use crate::training::session::HeldOut;

impl<H: Host> Driver<H> {
    pub(super) async fn command(&mut self, command: Command) {
        let now = self.host.now();
        match command {
            Command::Open {
                session,
                id,
                recipe,
                link,
                checkpoint,
                data,
            } => {
                let recipe = recipe.map(|recipe| *recipe);
                self.open(session, id, recipe, link, checkpoint, data);
            }
            Command::Close { session } => {
                self.experiments.remove(&session);
                self.opening.remove(&session);
            }
            Command::Abandon { session } => self.abandon(session),
            Command::Retry { .. } => self.host.hurry(),
            Command::Train {
                session,
                steps,
                slowly,
                pace,
            } => {
                if let Some(experiment) = self.experiment(session, None) {
                    experiment.training = true;
                    experiment.remaining = steps;
                    experiment.speed_limit = pace.filter(|pace| *pace > 0.0);
                    // Whoever sets a pace has chosen how slowly.
                    experiment.may_be_slow = slowly && experiment.speed_limit.is_none();
                    experiment.begin(now);
                }
            }
            Command::Pause { session } => {
                if let Some(experiment) = self.experiment(session, None) {
                    experiment.training = false;
                    self.look(session, Occasion::Rest).await;
                }
            }
            Command::Step { session, id, count } => self.step(session, id, count).await,
            Command::Rewind { session } => self.rewind(session).await,
            Command::Evaluate { session } => {
                if let Some(experiment) = self.experiment(session, None) {
                    experiment.session.ask(HeldOut::Test);
                }
            }
            Command::Tune {
                session,
                key,
                value,
            } => {
                let is_weight = key.starts_with(WEIGHTS);
                self.tune(session, key, value);
                // Pictures and scores are of other weights now.
                if is_weight && let Some(experiment) = self.experiment(session, None) {
                    let occasion = if experiment.training {
                        Occasion::Passing
                    } else {
                        Occasion::Rest
                    };
                    self.look(session, occasion).await;
                }
            }
            Command::Predict { session, id, input } => {
                if let Some(experiment) = self.experiment(session, Some(id)) {
                    let data = experiment.session.data();
                    let values = input.as_ref();
                    experiment.chosen =
                        values.and_then(|input| input.row(data, experiment.record.drawing));
                    experiment.point = values.and_then(Input::point);
                    experiment.predicting = input.map(|_| id);
                    let rests = !experiment.training;
                    self.predict(session).await;
                    // While it trains the next report shows it.
                    if rests {
                        self.show_inside(session).await;
                    }
                }
            }
            Command::Write {
                session,
                id,
                count,
                prompt,
                temperature,
                top_k,
                length,
            } => {
                if let Some(experiment) = self.experiment(session, Some(id)) {
                    let options = SamplingOptions {
                        count: count as usize,
                        prompt,
                        temperature,
                        top_k: top_k as usize,
                        length: length as usize,
                    };
                    experiment.sampling = (options.count > 0 && experiment.session.data().next)
                        .then_some((id, options));
                    experiment.writing = None;
                    experiment.writing_due = 0.0;
                    experiment.write_again(now);
                }
            }
            Command::Sample { session, id, count } => {
                if let Some(experiment) = self.experiment(session, Some(id)) {
                    let sampled = opening::sample(experiment, session, id, count);
                    self.host.emit(sampled);
                }
            }
            Command::Watch { session, views } => {
                if let Some(experiment) = self.experiment(session, None) {
                    let before = std::mem::replace(&mut experiment.watch, views.clone());
                    let is_new = |view: &ViewRequest| !before.contains(view);
                    let new: Vec<_> = views.into_iter().filter(is_new).collect();
                    self.show(session, None, &new).await;
                }
            }
            Command::Ask {
                session,
                id,
                view,
                again,
            } => {
                let Some(experiment) = self.experiment(session, Some(id)) else {
                    return;
                };
                match experiment.answer(&view).filter(|_| again) {
                    Some((step, form)) => self.tell_form(session, Some(id), step, &view, form),
                    None => self.show(session, Some(id), &[view]).await,
                }
            }
            Command::Draw {
                session,
                id,
                view,
                format,
            } => {
                if self.experiment(session, Some(id)).is_some() {
                    self.draw_file(session, id, &view, format).await;
                }
            }
            Command::Pack {
                session,
                id,
                weights,
            } => self.pack(session, id, weights).await,
            Command::Encode { session, id, text } => {
                let code = qr::code(&text);
                let (side, path) =
                    code.map_or_else(Default::default, |code| (code.side, code.path));
                self.host.emit(Event::Encoded {
                    session,
                    id,
                    side,
                    path,
                });
            }
            Command::Export {
                session,
                id,
                network,
            } => self.export(session, id, network).await,
        }
    }

    /// Back to the initial weights; where it trains, it trains on from there.
    async fn rewind(&mut self, session: u32) {
        let now = self.host.now();
        let Some(experiment) = self.experiment(session, None) else {
            return;
        };
        if let Err(errors) = experiment.session.rewind() {
            return self.refuse(session, None, errors);
        }
        experiment.forget();
        let mut occasion = Occasion::Rest;
        if experiment.training {
            experiment.begin(now);
            occasion = Occasion::Passing;
        }
        self.look(session, occasion).await;
    }

    /// Changes a value of the Recipe while it trains, or says what it stays at and why.
    fn tune(&mut self, session: u32, key: String, value: Value) {
        let Some(experiment) = self.experiment(session, None) else {
            return;
        };
        let (kept, errors) = match experiment.session.tune(&key, value) {
            Ok(()) if key == "batch" => (None, experiment.session.remarks()),
            Ok(()) => (None, Vec::new()),
            Err(error) => (experiment.session.value(&key), vec![error]),
        };
        experiment.diagnose();
        let recipe = experiment.session.recipe().clone();
        let tuned = Event::Tuned {
            session,
            link: link::print(&recipe, &[]),
            recipe: Box::new(recipe),
        };
        self.host.emit(tuned);
        if let Some(value) = kept {
            self.host.emit(Event::Kept {
                session,
                key,
                value,
            });
        }
        for error in errors {
            self.host.emit(Event::Warned { session, error });
        }
        self.tell_symptoms(session);
    }

    /// The weights as a link carries them.
    async fn pack(&mut self, session: u32, id: u32, weights: Weights) {
        let Some(experiment) = self.experiment(session, Some(id)) else {
            return;
        };
        let step = match weights {
            Weights::Start => 0,
            Weights::Now => experiment.session.position().step,
        };
        match experiment.session.packed(weights).await {
            Ok(weights) => self.host.emit(Event::Packed {
                session,
                id,
                weights,
                step: step as f64,
            }),
            Err(error) => self.fail(session, Some(id), error),
        }
    }

    /// The Checkpoint, or of it the network alone, as a file.
    async fn export(&mut self, session: u32, id: u32, network: bool) {
        let Some(experiment) = self.experiment(session, Some(id)) else {
            return;
        };
        let checkpoint = experiment.session.checkpoint().await;
        let wanted = checkpoint.and_then(|all| {
            let wanted = if network { all.network() } else { all };
            wanted.to_bytes()
        });
        match wanted {
            Ok(bytes) => {
                self.host.did(Work::Checkpoint(bytes.len()));
                self.host.emit(Event::Exported {
                    session,
                    id,
                    checkpoint: ByteBuf::from(bytes),
                });
            }
            Err(error) => self.fail(session, Some(id), error),
        }
    }

    /// The experiment of that name; says so where there is none.
    pub(super) fn experiment(&mut self, session: u32, id: Option<u32>) -> Option<&mut Experiment> {
        if !self.experiments.contains_key(&session) {
            let text = say!("No experiment is open.", "没有打开的实验。");
            self.refuse(session, id, vec![Error::new("session", "no_session", text)]);
        }
        self.experiments.get_mut(&session)
    }
}
