//! A Session with what was asked about it: what is shown, measured, written and when.

use std::collections::BTreeMap;

use crate::datasets::DatasetRecord;
use crate::error::Error;
use crate::inspect::form::Form;
use crate::inspect::symptoms;
use crate::inspect::view::ViewRequest;
use crate::inspect::writing::{SamplingOptions, Writing};
use crate::protocol::{Score, Symptom};
use crate::running::pacing::{SlowStart, paced, save_rest};
use crate::say;
use crate::text::{Text, count};
use crate::training::session::{HeldOut, MAX_UNREAD, Session};

/// Milliseconds of work that may be queued on a GPU before it is read, so that a pause acts soon.
const QUEUE: f64 = 100.0;

/// The newest scores, and which of them was not told yet.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// On the validation sample.
    pub validation: Option<Score>,
    /// On the test set.
    pub test: Option<Score>,
    new_validation: bool,
    new_test: bool,
}

impl Scores {
    fn validation(&mut self, score: Option<Score>) {
        self.new_validation = score.is_some();
        self.validation = score;
    }

    fn test(&mut self, score: Score) {
        self.new_test = true;
        self.test = Some(score);
    }

    /// Whether there is a validation that was not told.
    pub fn has_news(&self) -> bool {
        self.new_validation
    }

    /// The score of the validation sample, where it was not told yet.
    pub fn tell_validation(&mut self) -> Option<Score> {
        let new = std::mem::take(&mut self.new_validation);
        self.validation.clone().filter(|_| new)
    }

    /// The score of the test set, where it was not told yet.
    pub fn tell_test(&mut self) -> Option<Score> {
        let new = std::mem::take(&mut self.new_test);
        self.test.clone().filter(|_| new)
    }
}

/// An experiment with what was asked about it. All times are milliseconds by the clock of the host.
pub struct Experiment {
    pub session: Session,
    pub record: &'static DatasetRecord,
    /// Keys of its link that are the page's, or not known.
    pub others: Vec<(String, String)>,
    pub training: bool,
    /// Steps until it pauses by itself.
    pub remaining: Option<u32>,
    /// A shard has not arrived.
    pub waiting: bool,
    /// Losses that were read and not reported yet.
    pub read: Vec<f32>,
    /// Single steps were taken and nobody looked since.
    pub unseen: bool,
    pub known: Scores,
    /// What is still to be measured because training rests, and from when on.
    pub rest: Vec<HeldOut>,
    pub rest_due: f64,
    pub watch: Vec<ViewRequest>,
    /// What views answered that were asked, by their ids: what was chosen in them, the step, and what they showed.
    answers: BTreeMap<String, (Option<String>, u64, Form)>,
    /// The command that asked about a sample, and wants to hear of it again after every report.
    pub predicting: Option<u32>,
    /// The values of that sample as the network is given them; none where nothing is drawn.
    pub chosen: Option<Vec<f32>>,
    /// Where it lies, if it is a point of the plane.
    pub point: Option<[f32; 2]>,
    /// What a language model is asked to write.
    pub sampling: Option<(u32, SamplingOptions)>,
    /// What of it is being written.
    pub writing: Option<(u32, Writing)>,
    /// When the next texts may be begun while it trains.
    pub writing_due: f64,
    pub symptoms: Vec<Symptom>,
    /// What was told of them; none before the first time.
    pub told_symptoms: Option<Vec<Symptom>>,
    /// Whether training may begin slowly; how it does, and since when.
    pub may_be_slow: bool,
    slow: Option<(SlowStart, f64)>,
    /// Most steps a second, and from which step and time on they are counted.
    pub speed_limit: Option<f64>,
    paced_from: (u64, f64),
    /// Milliseconds of training before `began`.
    trained: f64,
    began: f64,
    /// Steps that may be queued before the Device is read.
    pub ahead: usize,
    pub reported: f64,
    pub reported_step: u64,
    pub report_due: f64,
    pub save_due: f64,
}

impl Experiment {
    /// A Session that nobody asked anything about yet; `queues` where steps are queued and not done at once.
    pub fn new(
        session: Session,
        record: &'static DatasetRecord,
        others: Vec<(String, String)>,
        queues: bool,
        now: f64,
    ) -> Self {
        Self {
            reported_step: session.position().step,
            session,
            record,
            others,
            training: false,
            remaining: None,
            waiting: false,
            read: Vec::new(),
            unseen: false,
            known: Scores::default(),
            rest: Vec::new(),
            rest_due: 0.0,
            watch: Vec::new(),
            answers: BTreeMap::new(),
            predicting: None,
            chosen: None,
            point: None,
            sampling: None,
            writing: None,
            writing_due: 0.0,
            symptoms: Vec::new(),
            told_symptoms: None,
            may_be_slow: false,
            slow: None,
            speed_limit: None,
            paced_from: (0, now),
            trained: 0.0,
            began: now,
            ahead: if queues { 1 } else { MAX_UNREAD },
            reported: now,
            report_due: 0.0,
            save_due: now + save_rest(0.0, 0),
        }
    }

    /// Training begins, or goes on.
    pub fn begin(&mut self, now: f64) {
        (self.reported, self.began) = (now, now);
        // After the way back the samples may be there; the next step says so.
        self.waiting = false;
        self.wakes();
        let slow = SlowStart::of(&self.session).filter(|_| self.may_be_slow);
        self.slow = slow.map(|slow| (slow, now));
        self.paced_from = (self.session.position().step, now);
        if self.session.position().step == 0 {
            self.trained = 0.0;
        }
    }

    /// The step at which training has to wait for the clock, where it begins slowly or has a pace.
    pub fn limit(&mut self, now: f64) -> u64 {
        let slow = (self.slow).and_then(|(slow, began)| slow.steps(now - began));
        if slow.is_none() {
            self.slow = None;
        }
        let (step, began) = self.paced_from;
        let paced = self.speed_limit.map(|pace| paced(pace, step, now - began));
        slow.into_iter().chain(paced).min().unwrap_or(u64::MAX)
    }

    /// Whether it trains more slowly than it could.
    pub fn slowly(&self) -> bool {
        self.training && self.slow.is_some()
    }

    /// Whether training waits for the clock.
    pub fn held_back(&self) -> bool {
        self.slowly() || (self.training && self.speed_limit.is_some())
    }

    /// Why training is over, where the Recipe's seconds are.
    pub fn out_of_time(&mut self, now: f64) -> Option<Text> {
        self.trained += now - std::mem::replace(&mut self.began, now);
        let seconds = self.session.recipe().seconds;
        let over = seconds != 0 && self.trained >= f64::from(seconds) * 1000.0;
        over.then(|| {
            // Whoever goes on gets as many again.
            self.trained = 0.0;
            let time = count(seconds.into(), "second", "seconds");
            say!("The time is up: {time}.", "时间已到：{seconds} 秒。")
        })
    }

    /// Forgets what was measured of a training that is no more. What happens from now on is told at once.
    pub fn forget(&mut self) {
        self.reported_step = 0;
        self.report_due = 0.0;
        self.read.clear();
        self.rest.clear();
        self.known = Scores::default();
        self.writing = None;
        self.slow = None;
        self.symptoms.clear();
        self.answers.clear();
    }

    /// Keeps what a view answered at a step, so that it can be drawn at another size.
    pub fn keep_answer(&mut self, request: &ViewRequest, step: u64, form: Form) {
        let answer = (request.choice.clone(), step, form);
        self.answers.insert(request.view.clone(), answer);
    }

    /// What a view answered last, with the step, where the same was chosen in it.
    pub fn answer(&self, request: &ViewRequest) -> Option<(u64, Form)> {
        let (choice, step, form) = self.answers.get(&request.view)?;
        (*choice == request.choice).then(|| (*step, form.clone()))
    }

    /// One more slice of the validation sample that training waits for.
    pub async fn evaluate_slice(&mut self) -> Result<bool, Error> {
        let complete = self.session.evaluate_slice().await?;
        if complete {
            self.known.validation(self.session.score().cloned());
            self.diagnose();
        }
        Ok(complete)
    }

    /// What goes wrong, by the newest evaluation.
    pub fn diagnose(&mut self) {
        self.symptoms = symptoms::of(&self.session);
    }

    /// It goes on: what was to be measured of the rest is given up.
    pub fn wakes(&mut self) {
        self.rest.clear();
        self.session.unask();
    }

    /// Training rests: from `due` on, what stands still is measured.
    pub fn rests(&mut self, due: f64) {
        let all = [HeldOut::Validation, HeldOut::Test].into_iter();
        let there = all.filter(|which| !self.session.held_out(*which).is_empty());
        self.rest = there.collect();
        self.rest_due = due;
    }

    /// Whether held-out samples are to be measured beside training, or when it rests.
    pub fn measures(&self) -> bool {
        self.session.asked().is_some() || !self.rest.is_empty()
    }

    /// Whether they are to be measured now.
    pub fn measures_now(&self, now: f64) -> bool {
        let waits = self.rest.first() == Some(&HeldOut::Test) && now < self.rest_due;
        self.session.asked().is_some() || !self.rest.is_empty() && !waits
    }

    /// One slice of what somebody asked for, or of what is measured when training rests; whether there is a new score.
    pub async fn measure_slice(&mut self) -> Result<bool, Error> {
        if self.session.asked().is_some() {
            let Some((which, score)) = self.session.answer_slice().await? else {
                return Ok(false);
            };
            match which {
                HeldOut::Validation => self.known.validation(Some(score)),
                HeldOut::Test => self.known.test(score),
            }
            return Ok(true);
        }
        // The curves want it too.
        if self.session.evaluates() {
            return self.evaluate_slice().await;
        }
        if !self.rest.is_empty() {
            let which = self.rest.remove(0);
            let known = self.session.score_is_current();
            if !(which == HeldOut::Validation && known) {
                self.session.ask(which);
            }
        }
        Ok(false)
    }

    /// Begins new texts with the weights of now, where somebody asked for them; while it trains only when they are due.
    pub fn write_again(&mut self, now: f64) {
        if self.training && (self.writing.is_some() || now < self.writing_due) {
            return;
        }
        let sampling = self.sampling.clone();
        self.writing = sampling.map(|(id, options)| (id, Writing::begin(&self.session, options)));
        self.writing_due = now;
    }

    /// Reads the losses that wait on the Device: those of the steps since the last read.
    pub async fn read(&mut self) -> Result<&[f32], Error> {
        let from = self.read.len();
        self.read.extend(self.session.look().await?);
        Ok(&self.read[from..])
    }

    /// How many steps fit into the time that may be queued, from those just read.
    pub fn pace(&mut self, now: f64) {
        let steps = self
            .session
            .position()
            .step
            .saturating_sub(self.reported_step);
        if self.ahead < MAX_UNREAD && steps > 0 {
            let each = (now - self.reported) / steps as f64;
            self.ahead = (QUEUE / each.max(0.1)).clamp(1.0, 512.0) as usize;
        }
    }
}
