//! The feed: the samples of an epoch in its order, batch by batch, on the Device.
//!
//! Samples stay on the host as bytes. Those of some twenty batches are gathered at once, augmented, and uploaded
//! together as a chunk; a batch is a part of it.

use burn::tensor::Device;

use super::evaluation::{Batch, upload};
use super::position::Position;
use crate::data::Data;
use crate::random;

/// Numbers that are gathered and uploaded at once: 4 MB, some twenty batches of digits.
pub const CHUNK_VALUES: usize = 1 << 20;

/// How an epoch is cut into batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batches {
    /// Samples of an epoch.
    pub samples: usize,
    /// Samples of a batch; the last one of an epoch has what is left.
    pub batch: usize,
    /// Fewest samples that can be trained on.
    pub least: usize,
}

impl Batches {
    /// Samples of each epoch that are not trained on: one, where the last batch would be too small for batch norm.
    pub fn left_out(&self) -> usize {
        let left = self.samples % self.batch;
        if left < self.least { left } else { 0 }
    }

    /// Batches of one epoch.
    pub fn per_epoch(&self) -> u64 {
        (self.samples - self.left_out()).div_ceil(self.batch) as u64
    }

    /// Samples of the next batch, where so many of the epoch were visited; none where the epoch is over.
    pub fn next(&self, visited: usize) -> Option<usize> {
        let left = self.samples.saturating_sub(visited);
        (left >= self.least).then_some(left.min(self.batch))
    }
}

/// Gathered rows: those from `start` of the epoch's order.
struct Chunk {
    start: usize,
    len: usize,
    rows: Batch,
}

/// The samples of an epoch in its order.
#[derive(Default)]
pub struct Feed {
    /// Shard and place in it of each sample.
    order: Vec<(u32, u32)>,
    chunk: Option<Chunk>,
}

impl Feed {
    /// Of this epoch.
    pub fn new(data: &Data, epoch: u64, shuffle: bool) -> Self {
        Self {
            order: data.order(epoch, shuffle),
            chunk: None,
        }
    }

    /// The next `batch` rows from a position on, on the Device (given without autodiff): they are constants. `seed` is
    /// that of the Recipe, for augmentation.
    ///
    /// # Errors
    /// The file that they wait for.
    pub fn rows(
        &mut self,
        data: &Data,
        seed: u64,
        position: Position,
        batch: usize,
        device: &Device,
    ) -> Result<Batch, &'static str> {
        let from = position.sample;
        let chunk = match self.chunk.take() {
            Some(chunk) if from >= chunk.start && from + batch <= chunk.start + chunk.len => chunk,
            _ => self.gather(data, seed, position, batch, device)?,
        };
        let (inputs, targets) = chunk.rows.clone();
        let at = from - chunk.start;
        self.chunk = Some(chunk);
        Ok((inputs.narrow(0, at, batch), targets.narrow(0, at, batch)))
    }

    fn gather(
        &self,
        data: &Data,
        seed: u64,
        position: Position,
        batch: usize,
        device: &Device,
    ) -> Result<Chunk, &'static str> {
        let start = position.sample;
        let width: usize = data.shape.iter().product();
        let batches = (CHUNK_VALUES / (batch * width)).max(1);
        let wanted = (batches * batch).min(self.order.len() - start);
        let (mut inputs, mut targets) = (Vec::with_capacity(wanted * width), Vec::new());
        let mut len = 0;
        for &(shard, sample) in &self.order[start..start + wanted] {
            let shard = &data.shards[shard as usize];
            match &shard.samples {
                Some(samples) => samples.gather(sample as usize, &mut inputs, &mut targets),
                None if len >= batch => break,
                None => return Err(shard.file),
            }
            if let Some(augment) = &data.augment {
                let place = position.epoch * self.order.len() as u64 + (start + len) as u64;
                let mut rng = random::generator(seed, "augment", place);
                let picture = inputs.len() - width;
                augment.apply(&mut inputs[picture..], &mut rng);
            }
            len += 1;
        }
        let rows = upload(inputs, targets, len, device);
        Ok(Chunk { start, len, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_batch_of_an_epoch_has_what_is_left() {
        let batches = Batches {
            samples: 65,
            batch: 32,
            least: 1,
        };
        let sizes: Vec<_> = [0, 32, 64, 65, 99].map(|at| batches.next(at)).into();
        assert_eq!(sizes, [Some(32), Some(32), Some(1), None, None]);
        assert_eq!((batches.per_epoch(), batches.left_out()), (3, 0));
        let batch_norm = Batches {
            least: 2,
            ..batches
        };
        assert_eq!(batch_norm.next(64), None);
        assert_eq!((batch_norm.per_epoch(), batch_norm.left_out()), (2, 1));
    }
}
