//! The worker's loop: commands in, slices of training, events out.
//!
//! One task owns everything, so nothing is locked: it drains the inbox, trains each running Session for a slice, and
//! gives others their turn.

mod lab;
mod looking;
mod opening;

use std::collections::{BTreeMap, BTreeSet};

use futures_channel::mpsc::UnboundedReceiver;
use serde_bytes::ByteBuf;

use self::lab::Lab;
use self::looking::Occasion;
use self::opening::Opening;
use super::device::Chosen;
use super::{Message, clock, emit, fetch, send};
use crate::catalog;
use crate::error::Error;
use crate::inspect::writing::Wish;
use crate::protocol::{self, Command, Event};
use crate::say;
use crate::training::session::{HeldOut, Step};

/// Milliseconds of training before messages get their turn: less than a frame.
const SLICE: f64 = 12.0;

/// Milliseconds after which the loop looks whether the time has come that it waits for.
const NAP: f64 = 10.0;

/// Every experiment of this worker.
struct Worker {
    chosen: Chosen,
    labs: BTreeMap<u32, Lab>,
    opening: BTreeMap<u32, Opening>,
    /// Data files as they came, kept packed: another seed or network needs no download.
    files: BTreeMap<&'static str, Vec<u8>>,
    fetching: BTreeSet<&'static str>,
    /// How often a file did not come, or could not be used, since it was last used.
    failures: BTreeMap<&'static str, u32>,
}

/// Serves the page for as long as the worker lives.
pub async fn run(chosen: Chosen, mut inbox: UnboundedReceiver<Message>) {
    emit(&Event::Ready {
        version: protocol::VERSION,
        device: chosen.word.into(),
        adapter: chosen.adapter.clone(),
        catalog: Box::new(catalog::catalog()),
    });
    let mut worker = Worker {
        chosen,
        labs: BTreeMap::new(),
        opening: BTreeMap::new(),
        files: BTreeMap::new(),
        fetching: BTreeSet::new(),
        failures: BTreeMap::new(),
    };
    // Whether there is nothing to do before a message comes.
    let mut idle = true;
    loop {
        let message = if idle {
            next(&mut inbox).await
        } else {
            inbox.try_recv().ok()
        };
        idle = false;
        if let Some(message) = message {
            worker.handle(message).await;
            continue;
        }
        let sessions: Vec<u32> = worker.labs.keys().copied().collect();
        let mut worked = false;
        for session in sessions {
            worked |= worker.turn(session).await;
        }
        if worked {
            clock::turn().await;
            continue;
        }
        idle = true;
        if worker.waits() {
            wasm_bindgen_futures::spawn_local(async {
                clock::sleep(NAP).await;
                send(Message::Woken);
            });
        }
    }
}

/// Waits for a message.
async fn next(inbox: &mut UnboundedReceiver<Message>) -> Option<Message> {
    inbox.recv().await.ok()
}

impl Worker {
    /// Whether something is to be done at a time that has not come.
    fn waits(&self) -> bool {
        self.labs.values().any(|lab| lab.slowly() || lab.measures())
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Arrived { file, bytes } => self.arrived(file, bytes),
            Message::Command(command) => self.command(command).await,
            Message::Woken => {}
        }
    }

    async fn command(&mut self, command: Command) {
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
                self.labs.remove(&session);
                self.opening.remove(&session);
            }
            Command::Abandon { session } => self.abandon(session),
            Command::Retry { .. } => fetch::hurry(),
            Command::Train {
                session,
                steps,
                slowly,
            } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.training = true;
                    lab.remaining = steps;
                    lab.may_be_slow = slowly;
                    lab.begin(clock::now());
                }
            }
            Command::Pause { session } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.training = false;
                    self.look(session, Occasion::Rest).await;
                }
            }
            Command::Step { session, id, count } => self.step(session, id, count).await,
            Command::Rewind { session } => {
                if let Some(lab) = self.lab(session, None) {
                    match lab.session.rewind() {
                        Ok(()) => {
                            lab.forget();
                            let mut occasion = Occasion::Rest;
                            if lab.training {
                                lab.begin(clock::now());
                                occasion = Occasion::Passing;
                            }
                            self.look(session, occasion).await;
                        }
                        Err(errors) => refuse(session, None, errors),
                    }
                }
            }
            Command::Evaluate { session } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.session.ask(HeldOut::Test);
                }
            }
            Command::Tune {
                session,
                key,
                value,
            } => {
                if let Some(lab) = self.lab(session, None) {
                    let errors = match lab.session.tune(&key, value) {
                        Ok(()) if key == "batch" => lab.session.remarks(),
                        Ok(()) => Vec::new(),
                        Err(error) => {
                            if let Some(value) = lab.session.value(&key) {
                                emit(&Event::Kept {
                                    session,
                                    key,
                                    value,
                                });
                            }
                            vec![error]
                        }
                    };
                    for error in errors {
                        emit(&Event::Warned { session, error });
                    }
                    lab.diagnose();
                    self.tell_symptoms(session);
                }
            }
            Command::Predict { session, id, input } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    lab.input = input.map(|input| (id, input));
                    self.predict(session).await;
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
                if let Some(lab) = self.lab(session, Some(id)) {
                    let wish = Wish {
                        count: count as usize,
                        prompt,
                        temperature,
                        top_k: top_k as usize,
                        length: length as usize,
                    };
                    lab.wish = (wish.count > 0 && lab.session.data().next).then_some((id, wish));
                    lab.writing = None;
                    lab.writing_due = 0.0;
                    lab.write_again(clock::now());
                }
            }
            Command::Sample { session, id, count } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    emit(&opening::sample(lab, session, id, count));
                }
            }
            Command::Watch { session, charts } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.watch = charts;
                    for request in lab.watch.clone() {
                        self.draw(session, &request).await;
                    }
                }
            }
            Command::Draw { session, id, chart } => {
                if self.lab(session, Some(id)).is_some() {
                    self.draw_svg(session, id, &chart).await;
                }
            }
            Command::Export {
                session,
                id,
                network,
            } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    let checkpoint = lab.session.checkpoint().await;
                    let wanted = checkpoint.and_then(|all| {
                        let wanted = if network { all.network() } else { all };
                        wanted.to_bytes()
                    });
                    match wanted {
                        Ok(bytes) => emit(&Event::Exported {
                            session,
                            id,
                            checkpoint: ByteBuf::from(bytes),
                        }),
                        Err(error) => self.fail(session, Some(id), error),
                    }
                }
            }
        }
    }

    /// The experiment of that name; says so where there is none.
    fn lab(&mut self, session: u32, id: Option<u32>) -> Option<&mut Lab> {
        if !self.labs.contains_key(&session) {
            let text = say!("No experiment is open.", "没有打开的实验。");
            refuse(session, id, vec![Error::new("session", "no_session", text)]);
        }
        self.labs.get_mut(&session)
    }

    /// Some milliseconds of whatever is due: measuring, writing, training. Whether there was anything.
    async fn turn(&mut self, session: u32) -> bool {
        let Some(lab) = self.labs.get_mut(&session) else {
            return false;
        };
        let mut worked = lab.measures_now(clock::now());
        if worked {
            match lab.measure_slice().await {
                Ok(true) => self.tell(session, None).await,
                Ok(false) => {}
                Err(error) => self.fail(session, None, error),
            }
        }
        worked |= self.write(session).await;
        self.train(session).await || worked
    }

    /// One slice of training; whether there was a step to take.
    async fn train(&mut self, session: u32) -> bool {
        let Some(lab) = self.labs.get_mut(&session) else {
            return false;
        };
        if !lab.training || lab.waiting {
            return false;
        }
        let start = clock::now();
        let mut over = lab.out_of_time(start);
        let limit = lab.limit(start);
        let may_go_on = |lab: &Lab| {
            clock::now() - start < SLICE
                && lab.session.unread() < lab.ahead
                && lab.session.position().step < limit
        };
        while over.is_none() && may_go_on(lab) {
            match lab.session.step() {
                Step::Done | Step::EpochDone => {
                    if let Some(remaining) = &mut lab.remaining {
                        *remaining = remaining.saturating_sub(1);
                        if *remaining == 0 {
                            over =
                                Some(say!("The steps asked for are done.", "指定的步数已完成。"));
                            break;
                        }
                    }
                }
                Step::Waiting(_) => {
                    lab.waiting = true;
                    break;
                }
                Step::Evaluate => {
                    if let Err(error) = lab.evaluate_slice().await {
                        self.fail(session, None, error);
                        return true;
                    }
                }
                Step::Finished => over = lab.session.reason(),
            }
        }
        let held_back = lab.session.position().step >= limit;
        if let Some(reason) = over {
            lab.training = false;
            self.look(session, Occasion::Rest).await;
            emit(&Event::Finished { session, reason });
            return true;
        }
        // In the midst of an evaluation there is nothing new to tell.
        let new =
            lab.waiting || lab.scored.is_some() || lab.session.position().step > lab.reported_step;
        let due = lab.waiting
            || clock::now() >= lab.report_due.min(lab.save_due)
            || lab.session.unread() >= lab.ahead;
        if due && new {
            self.look(session, Occasion::Passing).await;
        }
        !held_back
    }

    /// Exactly `count` steps, however long they take.
    async fn step(&mut self, session: u32, id: u32, count: u32) {
        let Some(lab) = self.lab(session, Some(id)) else {
            return;
        };
        lab.wakes();
        let unreported = lab.read.len();
        let mut began = clock::now();
        let mut done = 0;
        while done < count {
            match lab.session.step() {
                Step::Done | Step::EpochDone => done += 1,
                Step::Evaluate => {
                    if let Err(error) = lab.evaluate_slice().await {
                        return self.fail(session, Some(id), error);
                    }
                }
                Step::Waiting(_) | Step::Finished => break,
            }
            if lab.session.unread() >= lab.ahead.max(16)
                && let Err(error) = lab.read().await
            {
                return self.fail(session, Some(id), error);
            }
            // Messages wait in the inbox meanwhile, but the browser sees that the worker lives.
            if clock::now() - began > 500.0 {
                clock::turn().await;
                began = clock::now();
            }
        }
        if let Err(error) = lab.read().await {
            return self.fail(session, Some(id), error);
        }
        emit(&Event::Stepped {
            session,
            id,
            losses: lab.read[unreported..].to_vec(),
        });
        self.look(session, Occasion::Step).await;
    }

    /// The Device is gone: nothing can go on here.
    fn fail(&mut self, session: u32, id: Option<u32>, error: Error) {
        let fatal = error.code == "gpu_lost";
        if fatal {
            self.labs.clear();
        }
        emit(&Event::Failed {
            session,
            id,
            fatal,
            errors: vec![error],
        });
    }
}

/// A command that cannot be carried out; nothing was lost.
fn refuse(session: u32, id: Option<u32>, errors: Vec<Error>) {
    emit(&Event::Failed {
        session,
        id,
        fatal: false,
        errors,
    });
}
