//! The history of a run: what its losses were, and what was measured on the validation sample.
//!
//! It is a function of the run alone. Every batch's loss goes in; consecutive steps share a [`Bucket`], and when there
//! would be too many buckets all of them double. When somebody looked, and how often, changes nothing. Hours of
//! training take no more memory than the first minutes.

use serde::Serialize;

use crate::bounds;

/// Most buckets; then each holds twice as many steps.
pub const MAX_BUCKETS: u64 = 1024;

/// Largest step that is kept: its two halves are exact as `f32`, in which Checkpoints hold it.
const MAX_STEP: u64 = 1 << 48;

/// What the first half of a step counts in a Checkpoint.
const HALF: u64 = 1 << 24;

/// Losses of consecutive steps. A step's loss is that of its batch before its update.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Bucket {
    /// The last of the steps.
    pub step: u64,
    /// How many losses are numbers.
    pub count: u32,
    /// How many are not: infinite or NaN.
    pub lost: u32,
    /// Mean of those that are; NaN where there is none, as for the two below.
    pub mean: f32,
    pub low: f32,
    pub high: f32,
}

/// What was measured on the validation sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct Measured {
    /// The step after which it was measured.
    pub step: u64,
    pub loss: f32,
    /// Share of right answers; NaN for values.
    pub accuracy: f32,
}

/// How much of a history somebody was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    width: u64,
    buckets: usize,
    measured: usize,
}

/// What is new in a history: rows that take the place of all from an index on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct News {
    pub buckets_from: u32,
    pub buckets: Vec<Bucket>,
    pub measured_from: u32,
    pub measured: Vec<Measured>,
}

/// A history as rows of numbers, as a Checkpoint holds it.
pub struct Table {
    pub name: &'static str,
    pub columns: usize,
    pub values: Vec<f32>,
}

/// Names and columns of the tables: the first column of a step counts [`HALF`].
const BUCKETS: (&str, usize) = ("history.losses", 7);
const MEASURED: (&str, usize) = ("history.validation", 4);
/// Of older files: step, mean training loss since the row before, validation loss, accuracy.
const OLD: (&str, usize) = ("history", 4);

/// Losses and measurements of a run, oldest first.
#[derive(Clone, Debug)]
pub struct History {
    /// Steps that a bucket covers, a power of two. The n-th ends at step n·`width`.
    width: u64,
    buckets: Vec<Bucket>,
    /// At most one in the steps of a bucket: the last.
    measured: Vec<Measured>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            width: 1,
            buckets: Vec::new(),
            measured: Vec::new(),
        }
    }
}

impl Bucket {
    /// One step.
    fn new(step: u64, loss: f32) -> Self {
        let finite = loss.is_finite();
        // Adding 0 makes of −0, the sum of negated zeros, what people write.
        let value = if finite { loss + 0.0 } else { f32::NAN };
        Self {
            step,
            count: u32::from(finite),
            lost: u32::from(!finite),
            mean: value,
            low: value,
            high: value,
        }
    }

    /// The first of the steps.
    pub fn first(&self) -> u64 {
        (self.step + 1).saturating_sub(u64::from(self.count) + u64::from(self.lost))
    }

    /// Together with the steps that follow.
    fn merge(self, next: Self) -> Self {
        let count = self.count.saturating_add(next.count);
        let mean = match (self.count, next.count) {
            (_, 0) => self.mean,
            (0, _) => next.mean,
            _ => {
                let share = f64::from(next.count) / f64::from(count);
                let (before, after) = (f64::from(self.mean), f64::from(next.mean));
                (before + (after - before) * share) as f32
            }
        };
        Self {
            step: next.step,
            count,
            lost: self.lost.saturating_add(next.lost),
            mean,
            // A NaN gives way to the other number.
            low: self.low.min(next.low),
            high: self.high.max(next.high),
        }
    }
}

impl History {
    /// Adds losses: that of `first`, the first step being 1, and of the steps that follow. What is not after the last
    /// step that is known is left out.
    pub fn push_losses(&mut self, first: u64, losses: &[f32]) {
        for (step, &loss) in (first..=MAX_STEP).zip(losses) {
            self.add(Bucket::new(step, loss));
        }
    }

    /// Adds what was measured on the validation sample after `step`. A second time at the same step takes the place of
    /// the first; what is older than the newest is left out.
    pub fn push_score(&mut self, step: u64, loss: f32, accuracy: Option<f32>) {
        let accuracy = accuracy.unwrap_or(f32::NAN);
        let new = Measured {
            step,
            loss,
            accuracy,
        };
        match self.measured.last_mut() {
            Some(last) if step < last.step => {}
            Some(last) if step.div_ceil(self.width) == last.step.div_ceil(self.width) => {
                *last = new;
            }
            _ if step <= MAX_STEP => self.measured.push(new),
            _ => {}
        }
    }

    /// Losses, of as many consecutive steps each.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// What was measured on the validation sample.
    pub fn measured(&self) -> &[Measured] {
        &self.measured
    }

    /// Steps that a bucket covers.
    pub fn width(&self) -> u64 {
        self.width
    }

    /// Losses of `width` consecutive steps each, or of more where no fewer are known; `width` is a power of two.
    pub fn grouped(&self, width: u64) -> Vec<Bucket> {
        let width = width.max(self.width);
        let same =
            |one: &Bucket, next: &Bucket| one.step.div_ceil(width) == next.step.div_ceil(width);
        let groups = self.buckets.chunk_by(same);
        groups
            .filter_map(|group| group.iter().copied().reduce(Bucket::merge))
            .collect()
    }

    /// The newest step that is known of; 0 before the first.
    pub fn last_step(&self) -> u64 {
        let trained = self.buckets.last().map_or(0, |bucket| bucket.step);
        trained.max(self.measured.last().map_or(0, |measured| measured.step))
    }

    /// The first step whose loss was no number, as exactly as the width of a bucket allows.
    pub fn ran_away(&self) -> Option<u64> {
        let first = self.buckets.iter().find(|bucket| bucket.lost > 0)?;
        Some(first.first() + u64::from(first.count))
    }

    /// What is new since `told`, and how much is told with it.
    pub fn since(&self, told: Told) -> (News, Told) {
        // The last row of either may have grown.
        let from = |rows: usize, all: usize| {
            if told.width == self.width {
                rows.saturating_sub(1).min(all)
            } else {
                0
            }
        };
        let buckets = from(told.buckets, self.buckets.len());
        let measured = from(told.measured, self.measured.len());
        let news = News {
            buckets_from: buckets as u32,
            buckets: self.buckets[buckets..].to_vec(),
            measured_from: measured as u32,
            measured: self.measured[measured..].to_vec(),
        };
        let told = Told {
            width: self.width,
            buckets: self.buckets.len(),
            measured: self.measured.len(),
        };
        (news, told)
    }

    /// As tables, for a Checkpoint; none of what is empty.
    pub fn tables(&self) -> Vec<Table> {
        let halves = |step: u64| [(step / HALF) as f32, (step % HALF) as f32];
        let buckets = self.buckets.iter().flat_map(|bucket| {
            let [high, low] = halves(bucket.step);
            let (count, lost) = (bucket.count as f32, bucket.lost as f32);
            [high, low, count, lost, bucket.mean, bucket.low, bucket.high]
        });
        let measured = self.measured.iter().flat_map(|measured| {
            let [high, low] = halves(measured.step);
            [high, low, measured.loss, measured.accuracy]
        });
        let table = |(name, columns): (&'static str, usize), values: Vec<f32>| Table {
            name,
            columns,
            values,
        };
        let tables = [
            table(BUCKETS, buckets.collect()),
            table(MEASURED, measured.collect()),
        ];
        let full = tables.into_iter().filter(|table| !table.values.is_empty());
        full.collect()
    }

    /// Whether a tensor of a Checkpoint is one of the tables, which may hold NaN.
    pub fn owns(name: &str) -> bool {
        [BUCKETS.0, MEASURED.0, OLD.0].contains(&name)
    }

    /// Read from the tables of a Checkpoint: `table` gives the values under a name, if it has so many columns. Rows
    /// whose step is no whole number or not after the one before are left out, and so are more rows than a history has.
    pub fn from_tables<'a>(table: impl Fn(&str, usize) -> Option<&'a [f32]>) -> Self {
        let rows = |(name, columns): (&str, usize)| {
            let values = table(name, columns).unwrap_or_default();
            values.chunks_exact(columns).take(bounds::POINTS)
        };
        let mut history = Self::default();
        for row in rows(OLD) {
            let Some(step) = whole(row[0]) else { continue };
            let before = history.buckets.last().map_or(0, |bucket| bucket.step);
            let count = step.saturating_sub(before).min(HALF) as u32;
            if count > 0 && row[1].is_finite() {
                history.add(Bucket {
                    count,
                    ..Bucket::new(step, row[1])
                });
            }
            if row[2].is_finite() {
                history.push_score(step, row[2], Some(row[3]));
            }
        }
        let joined = |high: f32, low: f32| Some(whole(high)? * HALF + whole(low)?);
        for row in rows(BUCKETS) {
            let (Some(step), Some(count), Some(lost)) =
                (joined(row[0], row[1]), whole(row[2]), whole(row[3]))
            else {
                continue;
            };
            let numbers = row[4..7].iter().all(|value| value.is_finite());
            if count + lost > 0 && numbers == (count > 0) {
                history.add(Bucket {
                    step,
                    count: count as u32,
                    lost: lost as u32,
                    mean: row[4],
                    low: row[5],
                    high: row[6],
                });
            }
        }
        for row in rows(MEASURED) {
            if let Some(step) = joined(row[0], row[1]) {
                history.push_score(step, row[2], Some(row[3]));
            }
        }
        history
    }

    /// Adds losses of steps after all that are known.
    fn add(&mut self, new: Bucket) {
        let last = self.buckets.last_mut();
        match last {
            _ if new.step > MAX_STEP => return,
            Some(last) if new.step <= last.step => return,
            Some(last) if new.step.div_ceil(self.width) == last.step.div_ceil(self.width) => {
                *last = last.merge(new);
                return;
            }
            _ => self.buckets.push(new),
        }
        // The width follows from the first step and the last alone.
        let first = self.buckets[0].first();
        let mut width = self.width;
        while new.step.div_ceil(width) - first.div_ceil(width) >= MAX_BUCKETS {
            width *= 2;
        }
        if width > self.width {
            self.buckets = self.grouped(width);
            let same = |one: &Measured, next: &Measured| {
                one.step.div_ceil(width) == next.step.div_ceil(width)
            };
            let groups = self.measured.chunk_by(same);
            self.measured = groups.filter_map(|group| group.last().copied()).collect();
            self.width = width;
        }
    }
}

/// A step or a count: a whole number that is exact as `f32`, or none.
fn whole(value: f32) -> Option<u64> {
    let exact = value >= 0.0 && value <= HALF as f32 && value.fract() == 0.0;
    exact.then_some(value as u64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// A history as text: NaN is equal to itself there.
    fn words(history: &History) -> String {
        format!("{history:?}")
    }

    /// Pushes losses in portions, and every so often a measurement, at the step it is of or later.
    fn pushed(losses: &[f32], portions: &[usize], every: usize, late: bool) -> History {
        let mut history = History::default();
        let mut at = 0;
        let mut scores = (0..=losses.len()).step_by(every);
        let mut next = scores.next();
        for portion in portions.iter().copied().cycle() {
            let to = (at + portion).min(losses.len());
            let mut score = |history: &mut History, until: usize| {
                while let Some(step) = next.filter(|step| *step <= until) {
                    history.push_score(step as u64, step as f32 / 7.0, Some(0.5));
                    next = scores.next();
                }
            };
            if !late {
                score(&mut history, to);
            }
            history.push_losses(at as u64 + 1, &losses[at..to]);
            if late {
                score(&mut history, to);
            }
            at = to;
            if at == losses.len() {
                break;
            }
        }
        history
    }

    fn read_back(history: &History) -> History {
        let tables = history.tables();
        let tables: BTreeMap<_, _> = (tables.iter())
            .map(|table| {
                (
                    (table.name.to_owned(), table.columns),
                    table.values.as_slice(),
                )
            })
            .collect();
        History::from_tables(|name, columns| tables.get(&(name.to_owned(), columns)).copied())
    }

    proptest! {
        #[test]
        fn nothing_depends_on_when_somebody_looked(
            steps in 1_usize..9000,
            seed in 0_u32..1000,
            portions in prop::collection::vec(1_usize..700, 1..9),
            others in prop::collection::vec(1_usize..700, 1..9),
            every in 1_usize..90,
        ) {
            let loss = |step: usize| ((step as u32 * 31 + seed) % 97) as f32 / (1.0 + step as f32);
            let losses: Vec<f32> = (0..steps).map(loss).collect();
            let one = pushed(&losses, &portions, every, false);
            let other = pushed(&losses, &others, every, true);
            prop_assert_eq!(words(&one), words(&other));
            prop_assert_eq!(words(&one), words(&read_back(&one)));
            prop_assert!(one.buckets().len() as u64 <= MAX_BUCKETS);
            prop_assert_eq!(one.last_step(), steps as u64);
            // Every loss is in it, and the means are those of the losses.
            let mut from = 0;
            for bucket in one.buckets() {
                let part = &losses[from..bucket.step as usize];
                from = bucket.step as usize;
                prop_assert_eq!(bucket.count as usize, part.len());
                let mean = part.iter().map(|loss| f64::from(*loss)).sum::<f64>() / part.len() as f64;
                prop_assert!((f64::from(bucket.mean) - mean).abs() <= 1e-5 * mean.abs());
                prop_assert_eq!(bucket.low, part.iter().copied().fold(f32::INFINITY, f32::min));
                prop_assert_eq!(bucket.high, part.iter().copied().fold(0.0, f32::max));
            }
        }

        #[test]
        fn whoever_is_told_what_is_new_has_it_all(
            steps in prop::collection::vec(1_usize..900, 1..20),
        ) {
            let mut history = History::default();
            let mut told = Told::default();
            let (mut buckets, mut measured) = (Vec::new(), Vec::new());
            let mut at = 0;
            for count in steps {
                let losses: Vec<f32> = (at..at + count).map(|step| step as f32).collect();
                history.push_losses(at as u64 + 1, &losses);
                at += count;
                history.push_score(at as u64, 1.0, None);
                let (news, now) = history.since(told);
                told = now;
                buckets.truncate(news.buckets_from as usize);
                buckets.extend(news.buckets);
                measured.truncate(news.measured_from as usize);
                measured.extend(news.measured);
                prop_assert_eq!(buckets.as_slice(), history.buckets());
                prop_assert_eq!(format!("{measured:?}"), format!("{:?}", history.measured()));
            }
        }
    }

    #[test]
    fn steps_past_sixteen_million_are_exact() {
        let mut history = History::default();
        history.push_losses((1 << 24) + 4, &[1.0, 2.0, 4.0]);
        history.push_score((1 << 24) + 5, 3.0, Some(0.25));
        let history = read_back(&history);
        let steps: Vec<u64> = history.buckets().iter().map(|bucket| bucket.step).collect();
        assert_eq!(steps, [(1 << 24) + 4, (1 << 24) + 5, (1 << 24) + 6]);
        assert_eq!(history.measured()[0].step, (1 << 24) + 5);
    }

    #[test]
    fn what_ran_away_is_known_by_its_step() {
        let mut history = History::default();
        assert_eq!(history.ran_away(), None);
        history.push_losses(1, &[1.0, 5.0, 1e30]);
        assert_eq!(history.ran_away(), None);
        history.push_losses(4, &[f32::INFINITY, f32::NAN, f32::NAN]);
        assert_eq!(history.ran_away(), Some(4));
        let grouped = history.grouped(8);
        assert_eq!((grouped[0].count, grouped[0].lost), (3, 3));
        assert_eq!((grouped[0].low, grouped[0].high), (1.0, 1e30));
        assert_eq!(read_back(&history).ran_away(), Some(4));
    }

    #[test]
    fn curves_of_older_files_are_read() {
        let nan = f32::NAN;
        let rows = [
            [0.0, nan, 2.0, 0.1],
            [750.0, 1.0, nan, nan],
            [1500.0, 0.5, 0.75, 0.9],
        ];
        let values = rows.concat();
        let table =
            |name: &str, columns| (name == "history" && columns == 4).then_some(values.as_slice());
        let history = History::from_tables(table);
        let steps: Vec<_> = (history.buckets().iter())
            .map(|bucket| (bucket.first(), bucket.step, bucket.mean))
            .collect();
        assert_eq!(steps, [(1, 750, 1.0), (751, 1500, 0.5)]);
        let measured: Vec<_> = (history.measured().iter())
            .map(|measured| (measured.step, measured.loss))
            .collect();
        assert_eq!(measured, [(0, 2.0), (1500, 0.75)]);
    }

    #[test]
    fn rows_that_cannot_be_are_left_out() {
        let inf = f32::INFINITY;
        let rows = [
            [0.0, 4.0, 4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, inf, 4.0, 0.0, 1.0, 1.0, 1.0],
            [inf, 8.0, 4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, f32::NAN, 4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 2.0, 4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 7.5, 4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 8.0, -4.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 8.0, 0.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 8.0, 4.0, 0.0, inf, 1.0, 1.0],
            [0.0, 8.0, 4.0, 0.0, 2.0, 2.0, 2.0],
        ];
        let values = rows.concat();
        let table =
            |name: &str, columns| (name == BUCKETS.0 && columns == 7).then_some(values.as_slice());
        let history = History::from_tables(table);
        let kept: Vec<_> = (history.buckets().iter())
            .map(|bucket| (bucket.step, bucket.mean))
            .collect();
        assert_eq!(kept, [(4, 1.0), (8, 2.0)]);
        // Half a million rows, as a hostile file may have them.
        let many: Vec<f32> = (0..500_000)
            .flat_map(|step| [step as f32, 1.0, 1.0, 1.0])
            .collect();
        let table = |name: &str, _| (name == OLD.0).then_some(many.as_slice());
        assert!(History::from_tables(table).buckets().len() as u64 <= MAX_BUCKETS);
    }
}
