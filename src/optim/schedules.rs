//! Schedules: how the learning rate changes as it trains, as a factor of the rate that was set.
//!
//! Every schedule may begin with a warm-up: over so many steps the rate grows evenly from nothing to the whole
//! (Goyal et al. 2017). The fixtures in `tests/fixtures` prove them against PyTorch's `LRScheduler`s.
//!
//! # To add one
//!
//! 1. A `pub static` [`ScheduleRecord`] here, and its line in [`ALL`]; its parameters begin with the warm-up's, as those
//!    of the others do.
//! 2. `after` gives the factor after so many steps without the warm-up: a function of the step alone.
//! 3. `tests/fixtures/make.py`: a case with PyTorch's `LRScheduler`, compared by `cargo test --test pytorch`.
//! 4. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use std::f64::consts::PI;

use crate::params::{Entry, Param, Unit};
use crate::text::Text;

/// What the catalog knows of a schedule.
pub struct ScheduleRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// The factor after so many steps, those of the warm-up not counted.
    after: fn(&Entry, f64) -> f64,
}

impl ScheduleRecord {
    /// What the learning rate is multiplied with in the update that follows `step` updates.
    pub fn factor(&self, entry: &Entry, step: u64) -> f64 {
        let (step, warmup) = (step as f64, entry.number("warmup"));
        if step < warmup {
            return (step + 1.0) / warmup;
        }
        (self.after)(entry, step - warmup)
    }
}

const WARMUP: Param = Param::integer(
    "warmup",
    Text::new("Warm-up steps", "预热步数"),
    0,
    100_000,
    0,
)
.counts(Unit::Steps);

pub static CONSTANT: ScheduleRecord = ScheduleRecord {
    id: "constant",
    title: Text::new("Constant", "恒定"),
    about: Text::new("The rate stays as it is set.", "学习率保持不变。"),
    citation: "",
    params: &[WARMUP],
    after: |_, _| 1.0,
};

pub static STEP: ScheduleRecord = ScheduleRecord {
    id: "step",
    title: Text::new("Step decay", "阶梯衰减"),
    about: Text::new(
        "The rate is multiplied by a factor every so many steps.",
        "每隔若干步，学习率乘以一个系数。",
    ),
    citation: "Krizhevsky et al. 2012",
    params: &[
        Param::integer(
            "every",
            Text::new("Steps between reductions", "间隔步数"),
            1,
            1_000_000,
            500,
        )
        .counts(Unit::Steps),
        Param::real("factor", Text::new("Factor", "系数"), 0.0, 1.0, 0.5),
        WARMUP,
    ],
    after: |entry, step| {
        let times = (step / entry.number("every")).floor().min(1e6);
        libm::pow(entry.number("factor"), times)
    },
};

pub static COSINE: ScheduleRecord = ScheduleRecord {
    id: "cosine",
    title: Text::new("Cosine", "余弦"),
    about: Text::new(
        "The rate glides along half a cosine down to a share of it, and stays there.",
        "学习率沿半个余弦平滑下降到给定比例，然后保持。",
    ),
    citation: "Loshchilov & Hutter 2017",
    params: &[
        Param::integer(
            "steps",
            Text::new("Steps until the end", "下降步数"),
            1,
            1_000_000,
            2000,
        )
        .counts(Unit::Steps),
        Param::real(
            "floor",
            Text::new("Final share of the rate", "最终比例"),
            0.0,
            1.0,
            0.0,
        ),
        WARMUP,
    ],
    after: |entry, step| {
        let floor = entry.number("floor");
        let share = (step / entry.number("steps")).min(1.0);
        floor + (1.0 - floor) * 0.5 * (1.0 + libm::cos(PI * share))
    },
};

/// Every schedule, in the order of the menu.
pub static ALL: &[&ScheduleRecord] = &[&CONSTANT, &STEP, &COSINE];

/// The schedule `id`.
pub fn find(id: &str) -> Option<&'static ScheduleRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(record: &ScheduleRecord, set: &[(&str, f64)], step: u64) -> f64 {
        let mut entry = Entry::new(record.id);
        for (param, value) in set {
            entry = entry.with(param, *value);
        }
        entry.normalise(record.params, &mut Vec::new());
        record.factor(&entry, step)
    }

    #[test]
    fn a_warm_up_grows_evenly_and_the_schedule_begins_after_it() {
        let at = |step| factor(&STEP, &[("warmup", 4.0), ("every", 2.0)], step);
        let all: Vec<f64> = (0..9).map(at).collect();
        assert_eq!(all, [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25]);
    }

    #[test]
    fn a_cosine_ends_at_its_floor_and_stays_there() {
        let at = |step| factor(&COSINE, &[("steps", 10.0), ("floor", 0.1)], step);
        assert_eq!(at(0), 1.0);
        assert!((at(5) - 0.55).abs() < 1e-12);
        assert!((at(10) - 0.1).abs() < 1e-12 && (at(1000) - 0.1).abs() < 1e-12);
    }
}
