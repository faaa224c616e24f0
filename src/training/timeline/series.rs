//! Series: rows of numbers that were measured, over steps or over epochs.
//!
//! To record a new one:
//!
//! 1. Its [`Kind`] here, and its entry in [`KINDS`]: Checkpoints then hold it, and older ones open without it.
//! 2. [`super::Timeline::push`] where it is measured: in `Session::evaluate_slice` of `training/measuring.rs`, whose
//!    values come in the same read as all others. Where its width follows from the data, `expect_width` in
//!    `training/saving.rs`.
//! 3. A view that shows it (`src/inspect/views/class_accuracy.rs` is one).

/// Most rows of a series; then of every two neighbours one is kept.
pub const MAX_ROWS: u64 = 1024;

/// Most numbers of a series, where its rows are wide: 128 kB in a Checkpoint.
const MAX_VALUES: u64 = 1 << 15;

/// Largest step or epoch that is kept: its two halves are exact as `f32`, in which Checkpoints hold it.
pub const MAX_AT: u64 = 1 << 48;

/// What the rows of a series are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Updates so far.
    Steps,
    /// Passes through the data so far; one under way counts as a whole one.
    Epochs,
}

/// A series that a [`super::Timeline`] can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in Checkpoints too.
    pub id: &'static str,
    pub over: Over,
    /// Numbers in a row; none where that follows from the data.
    pub width: Option<usize>,
}

/// Loss and accuracy (NaN where the targets are values) on the validation sample.
pub const VALIDATION: Kind = Kind {
    id: "validation",
    over: Over::Steps,
    width: Some(2),
};

/// Accuracy on the validation samples of each class, or on the tokens of each kind (recall); NaN where there is none.
/// Each row is of the newest evaluation of its epoch, at its end where that costs little.
pub const CLASS_ACCURACY: Kind = Kind {
    id: "class_accuracy",
    over: Over::Epochs,
    width: None,
};

/// Of each layer with weights the norm of its gradient in the step before, and then of each by how much of their norm that
/// step moved its weights; NaN where it has no gradient. After the steps by which validation is measured.
pub const GRADIENTS: Kind = Kind {
    id: "gradients",
    over: Over::Steps,
    width: None,
};

/// All learnt weights of a small network, at every validation: the way that it went.
pub const WEIGHTS: Kind = Kind {
    id: "weights",
    over: Over::Steps,
    width: None,
};

/// All of them: what a Checkpoint may hold.
pub const KINDS: &[Kind] = &[VALIDATION, CLASS_ACCURACY, GRADIENTS, WEIGHTS];

/// Rows of numbers that were measured: of one width, over steps or epochs.
#[derive(Clone, Debug)]
pub struct Series {
    pub id: &'static str,
    pub over: Over,
    /// Numbers in a row.
    pub width: usize,
    /// Steps or epochs of which one row is kept, the last one; a power of two.
    every: u64,
    at: Vec<u64>,
    values: Vec<f32>,
}

impl Series {
    /// Without a row.
    pub fn new(kind: Kind, width: usize) -> Self {
        Self {
            id: kind.id,
            over: kind.over,
            width,
            every: 1,
            at: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The rows, oldest first: the step or epoch, and as many numbers as the series is wide.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (u64, &[f32])> + ExactSizeIterator {
        let rows = self.values.chunks_exact(self.width.max(1));
        self.at.iter().copied().zip(rows)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether nothing was measured yet.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Steps or epochs of which one row is kept.
    pub fn every(&self) -> u64 {
        self.every
    }

    /// Adds a row. A second one for the same step or epoch takes the place of the first; what is older than the newest
    /// row, or of another width, is left out.
    pub fn push(&mut self, at: u64, row: &[f32]) {
        if row.len() != self.width || self.width == 0 || at > MAX_AT {
            return;
        }
        if let Some(&last) = self.at.last() {
            if at < last {
                return;
            }
            if at.div_ceil(self.every) == last.div_ceil(self.every) {
                self.at.pop();
                self.values.truncate(self.values.len() - self.width);
            }
        }
        self.at.push(at);
        self.values.extend(row);
        // How much is kept follows from the first row and the last alone, so that it is the same after a Checkpoint.
        let first = self.at[0];
        let most = MAX_ROWS.min(MAX_VALUES / self.width as u64).max(1);
        let mut every = self.every;
        while at.div_ceil(every) - first.div_ceil(every) > most {
            every *= 2;
        }
        self.thin(every);
    }

    /// Keeps one row, the last, of so many steps or epochs each; a power of two, and no fewer than now.
    pub fn thin(&mut self, every: u64) {
        if every <= self.every {
            return;
        }
        self.every = every;
        let group = |at: u64| at.div_ceil(every);
        let last_of_group = |index: usize| {
            let next = self.at.get(index + 1);
            next.is_none_or(|next| group(*next) != group(self.at[index]))
        };
        let kept: Vec<usize> = (0..self.at.len())
            .filter(|index| last_of_group(*index))
            .collect();
        let rows = kept.iter().flat_map(|index| {
            let start = index * self.width;
            &self.values[start..start + self.width]
        });
        self.values = rows.copied().collect();
        self.at = kept.iter().map(|index| self.at[*index]).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(rows: impl Iterator<Item = u64>, width: usize) -> Series {
        let mut series = Series::new(CLASS_ACCURACY, width);
        for at in rows {
            series.push(at, &vec![at as f32; width]);
        }
        series
    }

    #[test]
    fn a_second_row_of_an_epoch_takes_the_place_of_the_first() {
        let mut series = Series::new(VALIDATION, 2);
        series.push(0, &[3.0, 0.1]);
        series.push(4, &[2.0, 0.5]);
        series.push(4, &[1.0, 0.75]);
        series.push(2, &[9.0, 0.0]);
        series.push(5, &[9.0]);
        let rows: Vec<_> = series.rows().collect();
        assert_eq!(rows, [(0, &[3.0, 0.1][..]), (4, &[1.0, 0.75])]);
    }

    #[test]
    fn long_and_wide_series_are_thinned_and_end_with_the_newest_row() {
        for (width, epochs) in [(2, 5_000_u64), (10, 5_000), (100, 5_000), (4096, 100)] {
            let series = pushed(0..=epochs, width);
            assert!(series.len() as u64 <= MAX_ROWS + 1, "{width}");
            assert!(series.len() * width <= 2 * MAX_VALUES as usize, "{width}");
            let last = series.rows().next_back();
            assert_eq!(
                last.map(|(at, row)| (at, row[0])),
                Some((epochs, epochs as f32))
            );
            assert_eq!(series.rows().next().map(|(at, _)| at), Some(0));
            // Read back from what was kept it goes on alike.
            let again = pushed(series.rows().map(|(at, _)| at), width);
            let both = [series, again].map(|mut series| {
                (epochs + 1..2 * epochs).for_each(|at| series.push(at, &vec![0.5; width]));
                format!("{series:?}")
            });
            assert_eq!(both[0], both[1], "{width}");
        }
    }
}
