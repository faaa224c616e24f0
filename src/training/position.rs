//! Where training stands, and what was changed on the way.

use serde::{Deserialize, Serialize};

use crate::bounds;

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

impl Position {
    /// Passes so far, where one under way counts as a whole one.
    pub fn epochs_begun(&self) -> u64 {
        self.epoch + u64::from(self.sample > 0)
    }
}

/// One thing that was changed while it trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The update after which it holds.
    pub step: u64,
    pub key: String,
    pub value: f64,
    /// Mean training loss of the last steps before it: what it is compared with, when those steps have long been merged
    /// with later ones. None where there were too few, and in older Checkpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<f32>,
}

/// Adds to a change log, of which the newest entries are kept. Of many values of a key between two steps, as a slider
/// gives them, the last one holds.
pub fn log(changes: &mut Vec<Change>, change: Change) {
    let mut now = (changes.iter_mut().rev()).take_while(|last| last.step == change.step);
    if let Some(again) = now.find(|last| last.key == change.key) {
        again.value = change.value;
        return;
    }
    if changes.len() == bounds::CHANGES {
        changes.remove(0);
    }
    changes.push(change);
}
