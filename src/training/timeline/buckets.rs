//! Buckets: the losses of all batches, in groups of consecutive steps.

use super::series::MAX_AT;

/// Most buckets; then each holds twice as many steps.
pub const MAX_BUCKETS: u64 = 1024;

/// Losses of consecutive steps. A step's loss is that of its batch before its update.
#[derive(Clone, Copy, Debug, PartialEq)]
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

impl Bucket {
    /// One step.
    pub fn new(step: u64, loss: f32) -> Self {
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

/// Losses of a run, oldest first.
#[derive(Clone, Debug)]
pub struct Buckets {
    /// Steps that a bucket covers, a power of two. The n-th ends at step n·`width`.
    width: u64,
    all: Vec<Bucket>,
}

impl Default for Buckets {
    fn default() -> Self {
        Self {
            width: 1,
            all: Vec::new(),
        }
    }
}

impl Buckets {
    /// The buckets, oldest first.
    pub fn all(&self) -> &[Bucket] {
        &self.all
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
        let groups = self.all.chunk_by(same);
        groups
            .filter_map(|group| group.iter().copied().reduce(Bucket::merge))
            .collect()
    }

    /// Adds losses of steps after all that are known.
    pub fn add(&mut self, new: Bucket) {
        match self.all.last_mut() {
            _ if new.step > MAX_AT => return,
            Some(last) if new.step <= last.step => return,
            Some(last) if new.step.div_ceil(self.width) == last.step.div_ceil(self.width) => {
                *last = last.merge(new);
                return;
            }
            _ => self.all.push(new),
        }
        // The width follows from the first step and the last alone.
        let first = self.all[0].first();
        let mut width = self.width;
        while new.step.div_ceil(width) - first.div_ceil(width) >= MAX_BUCKETS {
            width *= 2;
        }
        if width > self.width {
            self.all = self.grouped(width);
            self.width = width;
        }
    }
}
