//! A Session with what the page asked about it.

use super::super::clock;
use crate::datasets::DatasetRecord;
use crate::error::Error;
use crate::protocol::{ChartRequest, Input, Score};
use crate::session::{MAX_UNREAD, Session};
use crate::text::Text;

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
            ahead: if queues { 1 } else { MAX_UNREAD },
            reported: now,
            report_due: 0.0,
            validation_due: 0.0,
            saved: now,
        }
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
