//! The driver: commands in, slices of training, events out.
//!
//! One task owns every experiment, so nothing is locked: it takes the messages that have come (`commands.rs`), works on
//! each experiment for some milliseconds, and lets others have their turn. What is told after a slice is in
//! `looking.rs`, how an experiment comes to stand in `opening.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::experiment::Experiment;
use super::host::{Chosen, Host, Message, Work};
use super::looking::Occasion;
use super::opening::Opening;
use crate::catalog;
use crate::error::Error;
use crate::protocol::{self, Event};
use crate::say;
use crate::training::session::{Session, Step};

/// Milliseconds of training before messages get their turn: less than a frame.
const SLICE: f64 = 12.0;

/// Milliseconds after which the loop looks whether the time has come that it waits for.
const NAP: f64 = 10.0;

/// Milliseconds of single steps before the host gets a turn.
const STEPS: f64 = 500.0;

/// Milliseconds after a report in which single steps are not shown: a frame. Who asks for one step after another waits for no
/// picture.
const UNSEEN: f64 = 16.0;

/// Losses that may wait on the Device during single steps.
const STEPS_AHEAD: usize = 16;

/// Every experiment of one Device.
pub struct Driver<H> {
    pub host: H,
    pub(super) chosen: Chosen,
    pub(super) experiments: BTreeMap<u32, Experiment>,
    pub(super) opening: BTreeMap<u32, Opening>,
    /// Data files as they came, kept packed: another seed or network needs no download.
    pub(super) files: BTreeMap<&'static str, Vec<u8>>,
    pub(super) fetching: BTreeSet<&'static str>,
    /// How often a file did not come, or could not be used, since it was last used.
    pub(super) failures: BTreeMap<&'static str, u32>,
}

impl<H: Host> Driver<H> {
    /// No experiment yet.
    pub fn new(host: H, chosen: Chosen) -> Self {
        Self {
            host,
            chosen,
            experiments: BTreeMap::new(),
            opening: BTreeMap::new(),
            files: BTreeMap::new(),
            fetching: BTreeSet::new(),
            failures: BTreeMap::new(),
        }
    }

    /// Tells that commands can come, and what can be chosen.
    pub fn ready(&self) {
        self.host.emit(Event::Ready {
            version: protocol::VERSION,
            device: self.chosen.word.into(),
            adapter: self.chosen.adapter.clone(),
            catalog: Box::new(catalog::catalog()),
        });
    }

    /// Carries out commands and trains until nothing is left to do and no message can come any more.
    pub async fn serve(&mut self) {
        loop {
            while let Some(message) = self.host.take() {
                self.handle(message).await;
            }
            self.look_after_steps().await;
            if self.work().await {
                self.host.turn().await;
                continue;
            }
            let most = self.waits().then_some(NAP);
            match self.host.wait(most).await {
                Some(message) => self.handle(message).await,
                None => return,
            }
        }
    }

    /// The training of an experiment that stands.
    pub fn session(&self, session: u32) -> Option<&Session> {
        let experiment = self.experiments.get(&session)?;
        Some(&experiment.session)
    }

    /// Looks at what single steps have made, where the last report is a frame old.
    async fn look_after_steps(&mut self) {
        let now = self.host.now();
        let due =
            |experiment: &Experiment| experiment.unseen && now - experiment.reported >= UNSEEN;
        let all = self.experiments.iter();
        let due: Vec<u32> = all.filter(|(_, one)| due(one)).map(|(id, _)| *id).collect();
        for session in due {
            self.look(session, Occasion::Step).await;
        }
    }

    /// Whether something is to be done at a time that has not come.
    fn waits(&self) -> bool {
        let mut all = self.experiments.values();
        all.any(|experiment| experiment.unseen || experiment.held_back() || experiment.measures())
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Arrived { file, bytes } => self.arrived(file, bytes),
            Message::Command(command) => self.command(command).await,
            Message::Woken => {}
        }
    }

    /// Some milliseconds of work on each experiment; whether there was anything to do.
    async fn work(&mut self) -> bool {
        let sessions: Vec<u32> = self.experiments.keys().copied().collect();
        let mut worked = false;
        for session in sessions {
            worked |= self.turn(session).await;
        }
        worked
    }

    /// Some milliseconds of whatever is due: measuring, writing, training. Whether there was anything.
    async fn turn(&mut self, session: u32) -> bool {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return false;
        };
        let mut worked = experiment.measures_now(self.host.now());
        if worked {
            let measured = experiment.measure_slice().await;
            self.host.did(Work::Evaluation);
            match measured {
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
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return false;
        };
        if !experiment.training || experiment.waiting {
            return false;
        }
        let start = self.host.now();
        let mut over = experiment.out_of_time(start);
        let limit = experiment.limit(start);
        let may_go_on = |experiment: &Experiment| {
            self.host.now() - start < SLICE
                && experiment.session.unread() < experiment.ahead
                && experiment.session.position().step < limit
        };
        while over.is_none() && may_go_on(experiment) {
            match experiment.session.step() {
                Step::Done | Step::EpochDone => {
                    self.host.did(Work::Step);
                    if let Some(remaining) = &mut experiment.remaining {
                        *remaining = remaining.saturating_sub(1);
                        if *remaining == 0 {
                            over =
                                Some(say!("The steps asked for are done.", "指定的步数已完成。"));
                            break;
                        }
                    }
                }
                Step::Waiting(_) => {
                    experiment.waiting = true;
                    break;
                }
                Step::Evaluate => {
                    if let Err(error) = experiment.evaluate_slice().await {
                        self.fail(session, None, error);
                        return true;
                    }
                    self.host.did(Work::Evaluation);
                }
                Step::Finished => over = experiment.session.reason(),
            }
        }
        let held_back = experiment.session.position().step >= limit;
        if let Some(reason) = over {
            experiment.training = false;
            self.look(session, Occasion::Rest).await;
            self.host.emit(Event::Finished { session, reason });
            return true;
        }
        // In the midst of an evaluation there is nothing new to tell.
        let new = experiment.waiting
            || experiment.known.has_news()
            || experiment.session.position().step > experiment.reported_step;
        let due = experiment.waiting
            || self.host.now() >= experiment.report_due.min(experiment.save_due)
            || experiment.session.unread() >= experiment.ahead;
        if due && new {
            self.look(session, Occasion::Passing).await;
        }
        !held_back
    }

    /// Exactly `count` steps, however long they take.
    pub(super) async fn step(&mut self, session: u32, id: u32, count: u32) {
        if self.experiment(session, Some(id)).is_none() {
            return;
        }
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        experiment.wakes();
        let unreported = experiment.read.len();
        let mut began = self.host.now();
        let mut done = 0;
        while done < count {
            match experiment.session.step() {
                Step::Done | Step::EpochDone => {
                    self.host.did(Work::Step);
                    done += 1;
                }
                Step::Evaluate => {
                    if let Err(error) = experiment.evaluate_slice().await {
                        return self.fail(session, Some(id), error);
                    }
                    self.host.did(Work::Evaluation);
                }
                Step::Waiting(_) | Step::Finished => break,
            }
            if experiment.session.unread() >= experiment.ahead.max(STEPS_AHEAD) {
                match experiment.read().await {
                    Ok(losses) => self.host.did(Work::Losses(losses)),
                    Err(error) => return self.fail(session, Some(id), error),
                }
            }
            // Commands wait meanwhile, but the browser sees that the worker lives.
            if self.host.now() - began > STEPS {
                self.host.turn().await;
                began = self.host.now();
            }
        }
        match experiment.read().await {
            Ok(losses) => self.host.did(Work::Losses(losses)),
            Err(error) => return self.fail(session, Some(id), error),
        }
        self.host.emit(Event::Stepped {
            session,
            id,
            losses: experiment.read[unreported..].to_vec(),
        });
        experiment.unseen = true;
        self.look_after_steps().await;
    }

    /// The Device is gone: nothing can go on here.
    pub(super) fn fail(&mut self, session: u32, id: Option<u32>, error: Error) {
        let fatal = error.code == "gpu_lost";
        if fatal {
            self.experiments.clear();
        }
        self.host.emit(Event::Failed {
            session,
            id,
            fatal,
            errors: vec![error],
        });
    }

    /// A command that cannot be carried out; nothing was lost.
    pub(super) fn refuse(&self, session: u32, id: Option<u32>, errors: Vec<Error>) {
        self.host.emit(Event::Failed {
            session,
            id,
            fatal: false,
            errors,
        });
    }
}
