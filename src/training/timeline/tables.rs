//! A Timeline as tables of a Checkpoint, and read from them.
//!
//! The losses are one table, each series is one: `history.` and its id, with as many columns as it has numbers behind
//! the two that hold the step or epoch.

use super::Timeline;
use super::buckets::Bucket;
use super::series::{KINDS, VALIDATION};
use crate::bounds;

/// A table of numbers, as a Checkpoint holds it.
pub struct Table {
    pub name: String,
    pub columns: usize,
    /// Row by row.
    pub values: Vec<f32>,
}

/// What the first of the two columns of a step counts.
const HALF: u64 = 1 << 24;

/// Of the losses: step, count, lost, mean, low, high.
const LOSSES: (&str, usize) = ("history.losses", 7);

/// Of older files: step, mean training loss since the row before, validation loss, accuracy.
const OLD: (&str, usize) = ("history", 4);

/// Before the id of a series.
const PREFIX: &str = "history.";

impl Timeline {
    /// As tables, for a Checkpoint; none of what is empty.
    pub fn tables(&self) -> Vec<Table> {
        let losses = self.buckets().iter().flat_map(|bucket| {
            let [high, low] = halves(bucket.step);
            let (count, lost) = (bucket.count as f32, bucket.lost as f32);
            [high, low, count, lost, bucket.mean, bucket.low, bucket.high]
        });
        let losses = Table {
            name: LOSSES.0.into(),
            columns: LOSSES.1,
            values: losses.collect(),
        };
        let series = self.all_series().map(|series| Table {
            name: format!("{PREFIX}{}", series.id),
            columns: 2 + series.width,
            values: (series.rows())
                .flat_map(|(at, row)| halves(at).into_iter().chain(row.iter().copied()))
                .collect(),
        });
        let tables = [losses].into_iter().chain(series);
        tables.filter(|table| !table.values.is_empty()).collect()
    }

    /// Whether a tensor of a Checkpoint is one of the tables, of this version or another; they may hold NaN.
    pub fn owns(name: &str) -> bool {
        name == OLD.0 || name.starts_with(PREFIX)
    }

    /// Read from the tables of a Checkpoint: `table` gives the columns and the values under a name. Rows whose step is
    /// no whole number or not after the one before are left out, and so are more rows than a Timeline has.
    pub fn from_tables<'a>(table: impl Fn(&str) -> Option<(usize, &'a [f32])>) -> Self {
        let rows = |(name, columns): (&str, usize)| {
            let found = table(name).filter(|(found, _)| *found == columns);
            let values = found.map_or(&[][..], |(_, values)| values);
            values.chunks_exact(columns).take(bounds::POINTS)
        };
        let mut timeline = Self::default();
        for row in rows(OLD) {
            let Some(step) = whole(row[0]) else { continue };
            let before = timeline.buckets().last().map_or(0, |bucket| bucket.step);
            let count = step.saturating_sub(before).min(HALF) as u32;
            if count > 0 && row[1].is_finite() {
                timeline.add(Bucket {
                    count,
                    ..Bucket::new(step, row[1])
                });
            }
            if row[2].is_finite() {
                timeline.push(VALIDATION, step, &row[2..4]);
            }
        }
        for row in rows(LOSSES) {
            let (Some(step), Some(count), Some(lost)) = (joined(row), whole(row[2]), whole(row[3]))
            else {
                continue;
            };
            let numbers = row[4..7].iter().all(|value| value.is_finite());
            if count + lost > 0 && numbers == (count > 0) {
                timeline.add(Bucket {
                    step,
                    count: count as u32,
                    lost: lost as u32,
                    mean: row[4],
                    low: row[5],
                    high: row[6],
                });
            }
        }
        for kind in KINDS {
            let name = format!("{PREFIX}{}", kind.id);
            let columns = table(&name).map_or(0, |(columns, _)| columns);
            let width = columns.saturating_sub(2);
            if width == 0 || kind.width.is_some_and(|known| known != width) {
                continue;
            }
            for row in rows((&name, columns)) {
                if let Some(at) = joined(row) {
                    timeline.push(*kind, at, &row[2..]);
                }
            }
        }
        timeline
    }
}

/// A step or epoch as two numbers that are exact as `f32`.
fn halves(at: u64) -> [f32; 2] {
    [(at / HALF) as f32, (at % HALF) as f32]
}

/// The step or epoch of a row.
fn joined(row: &[f32]) -> Option<u64> {
    Some(whole(row[0])? * HALF + whole(row[1])?)
}

/// A step or a count: a whole number that is exact as `f32`, or none.
fn whole(value: f32) -> Option<u64> {
    let exact = value >= 0.0 && value <= HALF as f32 && value.fract() == 0.0;
    exact.then_some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::super::{CLASS_ACCURACY, MAX_BUCKETS, Series};
    use super::*;

    fn read_back(timeline: &Timeline) -> Timeline {
        let tables = timeline.tables();
        Timeline::from_tables(|name| {
            let table = tables.iter().find(|table| table.name == name)?;
            Some((table.columns, table.values.as_slice()))
        })
    }

    #[test]
    fn steps_past_sixteen_million_are_exact() {
        let mut timeline = Timeline::default();
        timeline.push_losses((1 << 24) + 4, &[1.0, 2.0, 4.0]);
        timeline.push_score((1 << 24) + 5, 3.0, Some(0.25));
        let timeline = read_back(&timeline);
        let steps: Vec<u64> = timeline
            .buckets()
            .iter()
            .map(|bucket| bucket.step)
            .collect();
        assert_eq!(steps, [(1 << 24) + 4, (1 << 24) + 5, (1 << 24) + 6]);
        assert_eq!(timeline.measured()[0].step, (1 << 24) + 5);
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
        let table = |name: &str| (name == "history").then_some((4, values.as_slice()));
        let timeline = Timeline::from_tables(table);
        let steps: Vec<_> = (timeline.buckets().iter())
            .map(|bucket| (bucket.first(), bucket.step, bucket.mean))
            .collect();
        assert_eq!(steps, [(1, 750, 1.0), (751, 1500, 0.5)]);
        let measured: Vec<_> = (timeline.measured().iter())
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
        let table = |name: &str| (name == LOSSES.0).then_some((7, values.as_slice()));
        let timeline = Timeline::from_tables(table);
        let kept: Vec<_> = (timeline.buckets().iter())
            .map(|bucket| (bucket.step, bucket.mean))
            .collect();
        assert_eq!(kept, [(4, 1.0), (8, 2.0)]);
        // Half a million rows, as a hostile file may have them.
        let many: Vec<f32> = (0..500_000)
            .flat_map(|step| [step as f32, 1.0, 1.0, 1.0])
            .collect();
        let table = |name: &str| (name == OLD.0).then_some((4, many.as_slice()));
        assert!(Timeline::from_tables(table).buckets().len() as u64 <= MAX_BUCKETS);
        // As series: of no width, of the wrong one, and with more rows than are read.
        let table = |name: &str| match name {
            "history.validation" => Some((3, many.as_slice())),
            "history.class_accuracy" => Some((2, many.as_slice())),
            _ => None,
        };
        assert_eq!(Timeline::from_tables(table).all_series().count(), 0);
        let many: Vec<f32> = (0..500_000).flat_map(|at| [0.0, at as f32, 0.5]).collect();
        let table = |name: &str| (name != OLD.0).then_some((3, many.as_slice()));
        let timeline = Timeline::from_tables(table);
        let series = timeline.series(CLASS_ACCURACY.id).map(Series::len);
        assert!(series.is_some_and(|rows| rows as u64 <= MAX_BUCKETS + 1));
    }

    #[test]
    fn series_of_any_width_are_written_and_read() {
        let mut timeline = Timeline::default();
        timeline.push(CLASS_ACCURACY, 0, &[0.0, f32::NAN, 0.25]);
        timeline.push(CLASS_ACCURACY, 1 << 40, &[0.5, f32::NAN, 0.75]);
        timeline.push_score(0, 2.0, None);
        let names: Vec<_> = (timeline.tables().into_iter())
            .map(|table| (table.name, table.columns))
            .collect();
        let names: Vec<_> = (names.iter())
            .map(|(name, columns)| (name.as_str(), *columns))
            .collect();
        assert_eq!(
            names,
            [("history.class_accuracy", 5), ("history.validation", 4)]
        );
        assert!(names.iter().all(|(name, _)| Timeline::owns(name)));
        let back = read_back(&timeline);
        let series = back.series("class_accuracy").expect("it was written");
        let rows: Vec<_> = series.rows().collect();
        assert_eq!(
            format!("{rows:?}"),
            "[(0, [0.0, NaN, 0.25]), (1099511627776, [0.5, NaN, 0.75])]"
        );
    }
}
