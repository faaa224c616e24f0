//! digits-8x8: 1,797 digits of 8×8 pixels with values from 0 to 16, as scikit-learn ships them.

use anyhow::{Context, Result, ensure};
use csv::ReaderBuilder;

use super::packages::Sources;
use super::{Cut, gunzip};

const SOURCE: &str = "scikit-learn/sklearn/datasets/data/digits.csv.gz";

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let text = String::from_utf8(gunzip(sources.bytes(SOURCE)?)?)?;
    let (images, labels) = parse(&text)?;
    Ok(vec![Cut::pictures("digits-8x8", [8, 8], &images, &labels)?])
}

/// A line has 64 pixels and the digit, separated by commas.
fn parse(text: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for (index, line) in reader.deserialize().enumerate() {
        let row: Vec<u8> = line.with_context(|| {
            format!("line {} holds something else than small numbers", index + 1)
        })?;
        ensure!(
            row.len() == 65,
            "line {} has {} numbers",
            index + 1,
            row.len()
        );
        let (pixels, label) = (&row[..64], row[64]);
        ensure!(
            pixels.iter().all(|&pixel| pixel <= 16) && label <= 9,
            "line {} is no digit",
            index + 1
        );
        images.extend(pixels);
        labels.push(label);
    }
    Ok((images, labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_pictures_and_anything_else_is_refused() {
        let line = format!("{}7", "16,".repeat(64));
        let (images, labels) = parse(&format!("{line}\n{line}\n")).unwrap();
        assert_eq!((images.len(), labels), (128, vec![7, 7]));
        for bad in ["1,2,3", &line.replace("16", "17"), &line.replace('7', "x")] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
