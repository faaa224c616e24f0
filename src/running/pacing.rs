//! How the driver spends time: how often it saves, how slowly an experiment begins that would be over in a moment, and
//! how long it waits before it asks again for a file. Functions of times that are passed in, so that they are tested
//! natively; no number depends on them.

use crate::training::evaluation;
use crate::training::session::Session;

/// Milliseconds between two Checkpoints to go on from, where making one costs little: at most a second may be lost with
/// a worker, and a Checkpoint is made between slices.
const SAVE: f64 = 900.0;

/// Most milliseconds between two: more learning than this is never lost.
const MOST: f64 = 60_000.0;

/// After a Checkpoint there is none for so many times as long as it took: at most 4% of the time.
const SAVE_REST: f64 = 25.0;

/// Bytes of Checkpoints a millisecond: the page keeps each, and writes some to the disc.
const SAVE_BYTES: f64 = 8_000.0;

/// Milliseconds until the next Checkpoint, after one that took so long and is so large.
pub fn save_rest(took: f64, bytes: usize) -> f64 {
    let rest = (took * SAVE_REST).max(bytes as f64 / SAVE_BYTES);
    rest.clamp(SAVE, MOST)
}

/// Longest wait before a file is asked for again, in seconds.
const LONGEST_WAIT: f64 = 30.0;

/// Seconds to wait before a file is asked for again that could not be used so many times: 1, 2, 4 … 30.
pub fn patience(failures: u32) -> f64 {
    f64::from(1 << failures.saturating_sub(1).min(5)).min(LONGEST_WAIT)
}

/// Milliseconds: an experiment that would be over sooner begins slowly.
const MOMENT: f64 = 3_000.0;

/// Milliseconds that it takes then.
const WATCHED: f64 = 5_000.0;

/// Multiply-adds a millisecond on a usual processor.
const OPERATIONS: f64 = 1e7;

/// The beginning of an experiment that would be over in a moment: the steps grow with the square of the time, so that
/// the first ones, in which most happens, can be watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlowStart {
    /// Steps until its own end.
    steps: u64,
}

impl SlowStart {
    /// For a Session at its start; none where the Recipe sets no end, or one that takes long anyway.
    pub fn of(session: &Session) -> Option<Self> {
        let steps = session.end().filter(|_| session.position().step == 0)?;
        let step = evaluation::STEP + session.network().operations(session.batch());
        (steps as f64 * step / OPERATIONS < MOMENT).then_some(Self { steps })
    }

    /// Steps that may have been taken after so many milliseconds; none where it need not wait any longer.
    pub fn steps(&self, elapsed: f64) -> Option<u64> {
        let share = elapsed / WATCHED;
        (share < 1.0).then(|| 1 + (self.steps as f64 * share * share) as u64)
    }
}

/// The step that may be reached `elapsed` milliseconds after training went on from `step`, at so many steps a second; the
/// first one at once.
pub fn paced(pace: f64, step: u64, elapsed: f64) -> u64 {
    step + 1 + (pace * elapsed / 1000.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_checkpoints_are_saved_less_often() {
        assert_eq!(save_rest(2.0, 10_000), 900.0);
        // A network of 379 MB, a Checkpoint of which takes two seconds.
        assert_eq!(save_rest(2_000.0, 379_000_000), 50_000.0);
        for (took, bytes) in [(1.0, 1_000), (100.0, 1 << 20), (900.0, 100 << 20)] {
            let rest = save_rest(took, bytes);
            assert!(took / (took + rest) < 0.04, "{took}, {bytes}: {rest}");
            assert!(rest <= 60_000.0);
        }
        assert_eq!(save_rest(1e9, 1 << 30), 60_000.0);
    }

    #[test]
    fn a_file_is_asked_for_ever_more_rarely() {
        let seconds = [1, 2, 3, 4, 5, 6, 7, 100, u32::MAX].map(patience);
        assert_eq!(seconds, [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]);
    }

    #[test]
    fn a_pace_gives_so_many_steps_a_second_from_the_first_on() {
        assert_eq!(paced(1.0, 0, 0.0), 1);
        assert_eq!(paced(1.0, 0, 999.0), 1);
        assert_eq!(paced(1.0, 100, 2_000.0), 103);
        assert_eq!(paced(30.0, 0, 1_000.0), 31);
    }

    #[test]
    fn a_slow_start_shows_the_first_steps_and_ends_in_time() {
        let slow = SlowStart { steps: 500 };
        let steps = |seconds: f64| slow.steps(seconds * 1000.0);
        assert_eq!(steps(0.0), Some(1));
        assert_eq!(steps(0.5), Some(6));
        assert_eq!(steps(2.5), Some(126));
        assert_eq!(steps(5.0), None);
    }
}
