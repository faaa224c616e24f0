//! IDX files, in which MNIST and its relatives come.

use anyhow::{Context, Result, ensure};

/// The contents of an IDX file of bytes: two zeros, the type 8, the number of dimensions, then each
/// dimension as a big-endian u32, then the bytes.
pub fn idx(bytes: &[u8], dimensions: &[u32]) -> Result<Vec<u8>> {
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
