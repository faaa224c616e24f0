//! Fashion-MNIST, a sixth of it: the first pictures of each class, so that no class is rarer than another.

use anyhow::{Context, Result, ensure};

use super::idx::idx;
use super::packages::Sources;
use super::{Cut, gunzip};

const FOLDER: &str = "dataset-fashion-mnist/usr/share/datasets/fashion-mnist";
const CLASSES: usize = 10;
const PIXELS: usize = 28 * 28;

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    Ok(vec![
        part(sources, "fashion-train", ("train", 60_000), 1_000)?,
        part(sources, "fashion-test", ("t10k", 10_000), 200)?,
    ])
}

/// The first `each` pictures of every class in one part of the original.
fn part(sources: &Sources, name: &str, original: (&str, u32), each: usize) -> Result<Cut> {
    let (part, count) = original;
    let file = |kind: &str| gunzip(sources.bytes(&format!("{FOLDER}/{part}-{kind}-ubyte.gz"))?);
    let images = idx(&file("images-idx3")?, &[count, 28, 28])?;
    let labels = idx(&file("labels-idx1")?, &[count])?;
    let kept = first_of_each(&labels, each)?;
    let images: Vec<u8> = kept
        .iter()
        .flat_map(|&index| &images[index * PIXELS..(index + 1) * PIXELS])
        .copied()
        .collect();
    let labels: Vec<u8> = kept.iter().map(|&index| labels[index]).collect();
    Cut::pictures(name, [28, 28], &images, &labels)
}

/// Where the first `each` samples of every class lie, in the original order.
fn first_of_each(labels: &[u8], each: usize) -> Result<Vec<usize>> {
    let mut taken = [0; CLASSES];
    let mut kept = Vec::new();
    for (index, &label) in labels.iter().enumerate() {
        let taken = taken
            .get_mut(usize::from(label))
            .with_context(|| format!("{label} is no class"))?;
        if *taken < each {
            *taken += 1;
            kept.push(index);
        }
    }
    ensure!(
        kept.len() == CLASSES * each,
        "a class has fewer than {each} samples"
    );
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_class_are_kept_in_order() {
        let labels = [3, 3, 0, 1, 2, 4, 5, 0, 6, 7, 8, 9];
        assert_eq!(
            first_of_each(&labels, 1).unwrap(),
            [0, 2, 3, 4, 5, 6, 8, 9, 10, 11]
        );
        assert!(first_of_each(&labels, 2).is_err(), "too few");
        assert!(first_of_each(&[10], 1).is_err(), "no such class");
    }
}
