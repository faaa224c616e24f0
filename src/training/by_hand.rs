//! Weights and biases that a person sets by hand.

use burn::tensor::{Tensor, TensorData, s};

use super::errors;
use super::session::Session;
use crate::error::Result;

/// What begins the key of a number of the network, beside those of the Recipe: `weights.0.bias[3]` is the fourth number
/// of the parameter `0.bias`, by PyTorch's names and row-major in PyTorch's shapes, as Checkpoints have them.
pub const WEIGHTS: &str = "weights.";

impl Session {
    /// Sets one number of the network. What was measured with the one before is measured anew; optimizer state and curves
    /// stay as they are.
    ///
    /// # Errors
    /// A parameter that is not learnt or does not exist, a place outside it, or a value that is no number; nothing is
    /// changed then.
    pub(super) fn set_weight(&mut self, key: &str, value: f64) -> Result<()> {
        let place = key.strip_prefix(WEIGHTS).and_then(|place| {
            let (name, index) = place.strip_suffix(']')?.split_once('[')?;
            let index: usize = index.parse().ok()?;
            let parameter = self.network.learnt(name, index)?;
            Some((parameter, self.network.specs[parameter].element(index)))
        });
        let Some((parameter, index)) = place.filter(|_| (value as f32).is_finite()) else {
            return Err(errors::no_such_weight(key));
        };
        let mut weights = self.network.detached();
        let one = TensorData::new(vec![value as f32], [1]);
        let one = Tensor::from_data(one, &weights[parameter].device());
        weights[parameter] = weights[parameter]
            .clone()
            .slice_assign(s![index..=index], one);
        self.network.adopt(weights);
        self.note_change(key, value);
        self.measuring.outdate();
        Ok(())
    }
}
