//! The one place where the Device is read.
//!
//! A read waits for everything that is queued on a GPU, however little it brings. So whoever wants values says so
//! first, and all of them come in one read.

use std::ops::Range;

use burn::tensor::Tensor;

use crate::error::{Error, Result};
use crate::say;

/// Collects tensors that somebody wants, reads the Device once, and hands the values back.
#[derive(Default)]
pub struct Readback {
    tensors: Vec<Tensor<1>>,
    /// Values of all tensors together.
    len: usize,
}

/// What was asked for, to be taken from the values of the same [`Readback`].
#[derive(Debug)]
pub struct Wanted(Range<usize>);

/// What was read: the values of every tensor, one after another.
#[derive(Debug)]
pub struct Values(Vec<f32>);

impl Readback {
    /// Asks for the values of a tensor, which is off autodiff as all others of the same Readback.
    pub fn want(&mut self, tensor: Tensor<1>) -> Wanted {
        let [len] = tensor.dims();
        let wanted = self.len..self.len + len;
        self.len = wanted.end;
        if len > 0 {
            self.tensors.push(tensor);
        }
        Wanted(wanted)
    }

    /// Asks for the values of several tensors, one after another.
    pub fn want_all(&mut self, tensors: impl IntoIterator<Item = Tensor<1>>) -> Wanted {
        let start = self.len;
        for tensor in tensors {
            self.want(tensor);
        }
        Wanted(start..self.len)
    }

    /// Whether nothing would be read.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// Reads everything that is wanted at once; where nothing is, the Device is not read.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn read(mut self) -> Result<Values> {
        let tensor = match self.tensors.len() {
            0 => return Ok(Values(Vec::new())),
            1 => self.tensors.remove(0),
            _ => Tensor::cat(self.tensors, 0),
        };
        let data = tensor.into_data_async().await;
        let data = data.map_err(|error| lost(&error))?;
        let values = data.try_into_vec().map_err(|error| lost(&error))?;
        Ok(Values(values))
    }
}

impl Values {
    /// The values of what was asked for.
    ///
    /// # Panics
    /// Where another [`Readback`] was asked for it: a bug.
    pub fn take(&mut self, wanted: Wanted) -> Vec<f32> {
        self.0[wanted.0].to_vec()
    }
}

fn lost(reason: &dyn std::fmt::Debug) -> Error {
    log::error!("reading the device failed: {reason:?}");
    Error::new(
        "device",
        "gpu_lost",
        say!("The graphics card was lost.", "与 GPU 的连接已丢失。"),
    )
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use pollster::block_on;

    use super::*;

    #[test]
    fn everybody_gets_what_he_asked_for_in_any_order() {
        let tensor = |values: &[f32]| Tensor::<1>::from_floats(values, &Device::flex());
        let mut readback = Readback::default();
        assert!(readback.is_empty());
        let one = readback.want(tensor(&[1.0, 2.0]));
        let none = readback.want_all([]);
        let two = readback.want_all([tensor(&[3.0]), tensor(&[4.0, 5.0])]);
        assert!(!readback.is_empty());
        let mut values = block_on(readback.read()).expect("flex is never lost");
        assert_eq!(values.take(two), [3.0, 4.0, 5.0]);
        assert_eq!(values.take(none), [0.0; 0]);
        assert_eq!(values.take(one), [1.0, 2.0]);
    }

    #[test]
    fn nothing_wanted_is_nothing_read() {
        let mut readback = Readback::default();
        let wanted = readback.want_all([]);
        let mut values = block_on(readback.read()).expect("nothing was asked of the Device");
        assert_eq!(values.take(wanted), [0.0; 0]);
    }
}
