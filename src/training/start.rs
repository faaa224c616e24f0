//! Weights that a Session begins with in place of those that follow from its seed, as a link may carry them: in the order
//! of the network's parameters, each row-major in PyTorch's shape.

use burn::tensor::Tensor;
use serde::Deserialize;

use super::checkpoint::Checkpoint;
use super::errors;
use super::readback::Readback;
use super::session::Session;
use crate::bounds;
use crate::error::{Error, Result};
use crate::formats::packed;
use crate::network::Network;
use crate::network::layers::ParameterSpec;

/// Which weights of a Session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum Weights {
    /// Those that training began with.
    Start,
    /// Those of now.
    Now,
}

/// What the weights to begin with stand under in a Checkpoint, where they do not follow from the seed.
pub(super) const PREFIX: &str = "start.";

impl Session {
    /// Begins with these weights, and goes back to them. For a Session that has taken no step.
    ///
    /// # Errors
    /// They are damaged, or not of this network; nothing is changed then.
    pub fn begin_with(&mut self, packed: &str) -> Result<()> {
        let specs = &self.network.specs;
        let count = specs.iter().map(ParameterSpec::len).sum();
        let all = packed::unpack(packed, count);
        let all = all.filter(|all| all.iter().all(|value| value.is_finite()));
        let all = all.ok_or_else(|| errors::other_weights(count))?;
        let mut rest = all.as_slice();
        let start = (specs.iter())
            .map(|spec| {
                let (own, others) = rest.split_at(spec.len());
                rest = others;
                spec.from_torch(own)
            })
            .collect();
        self.start = Some(start);
        self.begin_anew();
        Ok(())
    }

    /// Whether it began with weights that do not follow from its seed.
    pub fn has_start(&self) -> bool {
        self.start.is_some()
    }

    /// Its weights as [`Session::begin_with`] takes them.
    ///
    /// # Errors
    /// They hold what is no number, or are too many for a link; or `gpu_lost` where the Device is gone.
    pub async fn packed(&self, which: Weights) -> Result<String> {
        let values = match (which, &self.start) {
            (Weights::Start, Some(start)) => start.clone(),
            (Weights::Start, None) => {
                let network = self.anew().map_err(first)?;
                read(&network.detached()).await?
            }
            (Weights::Now, _) => read(&self.network.detached()).await?,
        };
        let specs = self.network.specs.iter();
        let all = specs
            .zip(&values)
            .flat_map(|(spec, own)| spec.to_torch(own));
        let all: Vec<f32> = all.collect();
        if all.iter().any(|value| !value.is_finite()) {
            return Err(errors::weights_ran_away());
        }
        let packed = packed::pack(&all);
        if packed.len() > bounds::LINK_WEIGHTS {
            return Err(errors::too_many_weights(all.len()));
        }
        Ok(packed)
    }

    /// Puts the weights that it began with into the network, where they do not follow from its seed.
    pub(super) fn begin_anew(&mut self) {
        if let Some(start) = &self.start {
            self.network.set_weights(start.clone(), &self.device);
        }
    }

    /// The network with the weights that follow from the seed.
    pub(super) fn anew(&self) -> Result<Network, Vec<Error>> {
        let (network, init) = (&self.recipe.network, &self.recipe.init);
        let output = self.loss.output_shape(&self.data);
        let seed = self.recipe.seed;
        Network::new(network, init, &self.data.shape, &output, seed, &self.device)
    }

    /// Keeps them in a Checkpoint.
    pub(super) fn keep_start(&self, checkpoint: &mut Checkpoint) {
        for (spec, own) in self.network.specs.iter().zip(self.start.iter().flatten()) {
            checkpoint.put(spec, PREFIX, own.clone());
        }
    }

    /// Finds them in a Checkpoint, where it has them.
    pub(super) fn find_start(&mut self, checkpoint: &Checkpoint) {
        let specs = self.network.specs.iter();
        let found: Result<Vec<_>> = specs.map(|spec| checkpoint.get(spec, PREFIX)).collect();
        self.start = found.ok();
    }
}

/// The values of tensors, in one read of the Device.
async fn read(tensors: &[Tensor<1>]) -> Result<Vec<Vec<f32>>> {
    let mut readback = Readback::default();
    let wanted: Vec<_> = (tensors.iter())
        .map(|tensor| readback.want(tensor.clone()))
        .collect();
    let mut values = readback.read().await?;
    Ok(wanted
        .into_iter()
        .map(|wanted| values.take(wanted))
        .collect())
}

/// A network that stood once stands again: there is a problem only where that is not so.
fn first(problems: Vec<Error>) -> Error {
    let mut problems = problems.into_iter();
    problems.next().unwrap_or_else(errors::weights_ran_away)
}
