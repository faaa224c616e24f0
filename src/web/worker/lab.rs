//! A Session with what the page asked about it.

use super::super::clock;
use crate::datasets::DatasetRecord;
use crate::error::Error;
use crate::protocol::{ChartRequest, Input, Score, Symptom};
use crate::say;
use crate::session::{Inside, MAX_UNREAD, Session};
use crate::text::Text;
use crate::writing::{Wish, Writing};

/// Milliseconds of work that may be queued on a GPU before it is read, so that a pause acts soon.
const QUEUE: f64 = 100.0;

/// An experiment with what the page asked about it.
pub struct Lab {
    pub session: Session,
    pub record: &'static DatasetRecord,
    pub link: Vec<(String, String)>,
    pub training: bool,
    /// Steps until it pauses by itself.
    pub remaining: Option<u32>,
    /// A shard has not arrived.
    pub waiting: bool,
    /// Losses that were read and not reported yet.
    pub read: Vec<f32>,
    /// On the whole test set, and not told yet.
    pub tested: Option<Score>,
    /// Why training ended by itself; told when the test set has been evaluated too.
    pub over: Option<Text>,
    pub watch: Vec<ChartRequest>,
    pub input: Option<(u32, Input)>,
    /// What a language model is asked to write.
    pub wish: Option<(u32, Wish)>,
    /// What of it is being written.
    pub writing: Option<(u32, Writing)>,
    /// When the next texts may be begun while it trains.
    pub writing_due: f64,
    /// The newest measurements that symptoms are read from.
    pub inside: Inside,
    pub validated: Option<Score>,
    /// What was told of symptoms; none before the first time.
    pub symptoms: Option<Vec<Symptom>>,
    /// Milliseconds of training before `began`.
    trained: f64,
    began: f64,
    /// Steps that may be queued before the Device is read.
    pub ahead: usize,
    pub reported: f64,
    pub reported_step: u64,
    pub report_due: f64,
    pub validation_due: f64,
    pub saved: f64,
}

impl Lab {
    /// A Session that nobody asked anything about yet; `queues` where steps are queued and not done at once.
    pub fn new(
        session: Session,
        record: &'static DatasetRecord,
        link: Vec<(String, String)>,
        queues: bool,
    ) -> Self {
        let now = clock::now();
        Self {
            reported_step: session.position().step,
            session,
            record,
            link,
            training: false,
            remaining: None,
            waiting: false,
            read: Vec::new(),
            tested: None,
            over: None,
            watch: Vec::new(),
            input: None,
            wish: None,
            writing: None,
            writing_due: 0.0,
            inside: Inside::default(),
            validated: None,
            symptoms: None,
            trained: 0.0,
            began: now,
            ahead: if queues { 1 } else { MAX_UNREAD },
            reported: now,
            report_due: 0.0,
            validation_due: 0.0,
            saved: now,
        }
    }

    /// Training begins, or goes on.
    pub fn begin(&mut self, now: f64) {
        (self.reported, self.saved, self.began) = (now, now, now);
        if self.session.position().step == 0 {
            self.trained = 0.0;
        }
    }

    /// Why training is over, where the Recipe's seconds are.
    pub fn out_of_time(&mut self, now: f64) -> Option<Text> {
        self.trained += now - std::mem::replace(&mut self.began, now);
        let seconds = self.session.recipe().seconds;
        let over = seconds != 0 && self.trained >= f64::from(seconds) * 1000.0;
        over.then(|| {
            // Whoever goes on gets as many again.
            self.trained = 0.0;
            say!("{seconds} seconds are over.", "{seconds} 秒已到。")
        })
    }

    /// Forgets what was measured of a training that is no more.
    pub fn forget(&mut self) {
        self.read.clear();
        self.writing = None;
        self.inside = Inside::default();
        self.validated = None;
    }

    /// Begins new texts with the weights of now, where somebody asked for them; while it trains only when they are due.
    pub fn write_again(&mut self, now: f64) {
        if self.training && (self.writing.is_some() || now < self.writing_due) {
            return;
        }
        let wish = self.wish.clone();
        self.writing = wish.map(|(id, wish)| (id, Writing::begin(&self.session, wish)));
        self.writing_due = now;
    }

    /// Reads the losses that wait on the Device.
    pub async fn read(&mut self) -> Result<(), Error> {
        let look = self.session.look(false).await?;
        self.read.extend(look.losses);
        Ok(())
    }

    /// One slice of the test set that waits to be evaluated.
    pub async fn test(&mut self) -> Result<(), Error> {
        if let Some(score) = self.session.test_slice().await? {
            self.tested = Some(score);
        }
        Ok(())
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
