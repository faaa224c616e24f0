//! MNIST in the original order: the 60,000 training digits in six shards, the 10,000 test digits in one.

use anyhow::{Context, Result, ensure};

use super::{Cut, Sources};

/// Training starts on the first shard while the others are still on their way.
const SHARD: usize = 10_000;

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let (train, train_labels) = read(sources, "train", 60_000)?;
    let (test, test_labels) = read(sources, "t10k", 10_000)?;
    let mut cuts: Vec<Cut> = train
        .chunks(SHARD * 28 * 28)
        .zip(train_labels.chunks(SHARD))
        .enumerate()
        .map(|(index, (images, labels))| shard(&format!("mnist-train-{index}"), images, labels))
        .collect();
    cuts.push(shard("mnist-test", &test, &test_labels));
    Ok(cuts)
}

fn shard(name: &str, images: &[u8], labels: &[u8]) -> Cut {
    Cut {
        name: format!("{name}.safetensors.gz"),
        size: [28, 28],
        images: images.to_vec(),
        labels: labels.to_vec(),
    }
}

fn read(sources: &Sources, part: &str, count: u32) -> Result<(Vec<u8>, Vec<u8>)> {
    let file = |kind: &str| {
        let path = format!("package/data/{part}-{kind}-ubyte");
        sources.get(&path).with_context(|| format!("no {path}"))
    };
    let images = idx(file("images-idx3")?, &[count, 28, 28])?;
    let labels = idx(file("labels-idx1")?, &[count])?;
    ensure!(
        labels.iter().all(|&label| label <= 9),
        "a label is no digit"
    );
    Ok((images, labels))
}

/// The contents of an IDX file of bytes: two zeros, the type 8, the number of dimensions, then each
/// dimension as a big-endian u32, then the bytes.
fn idx(bytes: &[u8], dimensions: &[u32]) -> Result<Vec<u8>> {
    let mut head = vec![0, 0, 8, u8::try_from(dimensions.len())?];
    for dimension in dimensions {
        head.extend(dimension.to_be_bytes());
    }
    let body = bytes
        .strip_prefix(head.as_slice())
        .context("the head of an IDX file is not as expected")?;
    let length: u32 = dimensions.iter().product();
    ensure!(
        body.len() == usize::try_from(length)?,
        "an IDX file has {} bytes, not {length}",
        body.len()
    );
    Ok(body.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idx_files_must_have_the_expected_shape() {
        let file = [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6];
        assert_eq!(idx(&file, &[1, 2]).unwrap(), [5, 6]);
        assert!(idx(&file, &[2, 1]).is_err(), "other dimensions");
        assert!(idx(&file[..13], &[1, 2]).is_err(), "cut off");
        assert!(
            idx(&[0, 0, 9, 1, 0, 0, 0, 0], &[0]).is_err(),
            "another type"
        );
    }
}
