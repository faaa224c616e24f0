//! The timeline of a run: what its losses were, and what was measured on the way.
//!
//! It is a function of the run alone. Every batch's loss goes in; consecutive steps share a [`Bucket`], and when there
//! would be too many buckets all of them double. What was measured stands in [`Series`], of any width, over steps or
//! epochs, thinned in the same way. When somebody looked, and how often, changes nothing. Hours of training take no more
//! memory than the first minutes.

mod buckets;
mod series;
mod tables;

pub use buckets::{Bucket, MAX_BUCKETS};
pub use series::{CLASS_ACCURACY, GRADIENTS, Kind, Over, Series, VALIDATION, WEIGHTS};
pub use tables::Table;

use buckets::Buckets;

/// What was measured on the validation sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The step after which it was measured.
    pub step: u64,
    pub loss: f32,
    /// Share of right answers; NaN for values.
    pub accuracy: f32,
}

/// Losses and measurements of a run, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    losses: Buckets,
    /// By their ids: whether a run was interrupted can't be seen from their order.
    series: Vec<Series>,
}

impl Timeline {
    /// Adds losses: that of `first`, the first step being 1, and of the steps that follow. What is not after the last
    /// step that is known is left out.
    pub fn push_losses(&mut self, first: u64, losses: &[f32]) {
        for (step, &loss) in (first..=series::MAX_AT).zip(losses) {
            self.add(Bucket::new(step, loss));
        }
    }

    /// Adds what was measured on the validation sample after `step`.
    pub fn push_score(&mut self, step: u64, loss: f32, accuracy: Option<f32>) {
        self.push(VALIDATION, step, &[loss, accuracy.unwrap_or(f32::NAN)]);
    }

    /// Adds a row to a series, at a step or epoch. A second time at the same place takes the place of the first; what
    /// is older than the newest row is left out. A row of another width begins the series anew.
    pub fn push(&mut self, kind: Kind, at: u64, row: &[f32]) {
        self.series
            .retain(|series| series.id != kind.id || series.width == row.len());
        if row.is_empty() {
            return;
        }
        let place = |series: &Series| series.id.cmp(kind.id);
        let index = self.series.binary_search_by(place).unwrap_or_else(|index| {
            let mut new = Series::new(kind, row.len());
            if kind.over == Over::Steps {
                new.thin(self.losses.width());
            }
            self.series.insert(index, new);
            index
        });
        self.series[index].push(at, row);
    }

    /// A series by its id; none where nothing was measured for it.
    pub fn series(&self, id: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.id == id)
    }

    /// Every series that has a row.
    pub fn all_series(&self) -> impl Iterator<Item = &Series> {
        self.series.iter()
    }

    /// Forgets a series whose rows are not of this width: one of other data.
    pub fn expect_width(&mut self, kind: Kind, width: usize) {
        self.series
            .retain(|series| series.id != kind.id || series.width == width);
    }

    /// Losses, of as many consecutive steps each.
    pub fn buckets(&self) -> &[Bucket] {
        self.losses.all()
    }

    /// What was measured on the validation sample.
    pub fn measured(&self) -> Vec<Measured> {
        let rows = self
            .series(VALIDATION.id)
            .into_iter()
            .flat_map(Series::rows);
        let measured = rows.map(|(step, row)| Measured {
            step,
            loss: row[0],
            accuracy: row[1],
        });
        measured.collect()
    }

    /// Losses of `width` consecutive steps each, or of more where no fewer are known; `width` is a power of two.
    pub fn grouped(&self, width: u64) -> Vec<Bucket> {
        self.losses.grouped(width)
    }

    /// Mean loss of some two dozen of the newest steps; none before so many, and none that is no number.
    pub fn latest_loss(&self) -> Option<f32> {
        let groups = self.grouped(8);
        let newest = groups.len().checked_sub(3)?;
        let mean = groups[newest..].iter().map(|group| group.mean).sum::<f32>() / 3.0;
        mean.is_finite().then_some(mean)
    }

    /// The newest step that is known of; 0 before the first.
    pub fn last_step(&self) -> u64 {
        let trained = self.buckets().last().map_or(0, |bucket| bucket.step);
        let over_steps = self
            .series
            .iter()
            .filter(|series| series.over == Over::Steps);
        let measured = over_steps.filter_map(|series| Some(series.rows().next_back()?.0));
        measured.fold(trained, u64::max)
    }

    /// The first step whose loss was no number, as exactly as the width of a bucket allows.
    pub fn ran_away(&self) -> Option<u64> {
        let first = self.buckets().iter().find(|bucket| bucket.lost > 0)?;
        Some(first.first() + u64::from(first.count))
    }

    /// Adds losses of steps after all that are known. Of every bucket's steps one row of a series over steps is kept.
    fn add(&mut self, new: Bucket) {
        self.losses.add(new);
        let over_steps = self
            .series
            .iter_mut()
            .filter(|series| series.over == Over::Steps);
        over_steps.for_each(|series| series.thin(self.losses.width()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A timeline as text: NaN is equal to itself there.
    fn words(timeline: &Timeline) -> String {
        format!("{timeline:?}")
    }

    /// Pushes losses in portions, and every so often a measurement, at the step it is of or later.
    fn pushed(losses: &[f32], portions: &[usize], every: usize, late: bool) -> Timeline {
        let mut timeline = Timeline::default();
        let mut at = 0;
        let mut scores = (0..=losses.len()).step_by(every);
        let mut next = scores.next();
        for portion in portions.iter().copied().cycle() {
            let to = (at + portion).min(losses.len());
            let mut score = |timeline: &mut Timeline, until: usize| {
                while let Some(step) = next.filter(|step| *step <= until) {
                    timeline.push_score(step as u64, step as f32 / 7.0, Some(0.5));
                    let epoch = step.div_ceil(7) as u64;
                    timeline.push(CLASS_ACCURACY, epoch, &[step as f32, f32::NAN, 0.5]);
                    next = scores.next();
                }
            };
            if !late {
                score(&mut timeline, to);
            }
            timeline.push_losses(at as u64 + 1, &losses[at..to]);
            if late {
                score(&mut timeline, to);
            }
            at = to;
            if at == losses.len() {
                break;
            }
        }
        timeline
    }

    fn read_back(timeline: &Timeline) -> Timeline {
        let tables = timeline.tables();
        Timeline::from_tables(|name| {
            let table = tables.iter().find(|table| table.name == name)?;
            Some((table.columns, table.values.as_slice()))
        })
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
    }

    #[test]
    fn what_ran_away_is_known_by_its_step() {
        let mut timeline = Timeline::default();
        assert_eq!(timeline.ran_away(), None);
        timeline.push_losses(1, &[1.0, 5.0, 1e30]);
        assert_eq!(timeline.ran_away(), None);
        timeline.push_losses(4, &[f32::INFINITY, f32::NAN, f32::NAN]);
        assert_eq!(timeline.ran_away(), Some(4));
        let grouped = timeline.grouped(8);
        assert_eq!((grouped[0].count, grouped[0].lost), (3, 3));
        assert_eq!((grouped[0].low, grouped[0].high), (1.0, 1e30));
        assert_eq!(read_back(&timeline).ran_away(), Some(4));
    }
}
