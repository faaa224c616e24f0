//! A Session at rest: what of it goes into a Checkpoint, and how it goes on from one.

use burn::tensor::{Device, Tensor};

use super::checkpoint::Checkpoint;
use super::errors;
use super::gradients;
use super::readback::Readback;
use super::session::Session;
use super::stopping::Best;
use super::timeline::{CLASS_ACCURACY, GRADIENTS, WEIGHTS};
use crate::error::Result;

impl Session {
    /// Everything needed to go on, in one read of the Device.
    ///
    /// # Errors
    /// `gpu_lost` where the Device is gone.
    pub async fn checkpoint(&self) -> Result<Checkpoint> {
        let mut readback = Readback::default();
        let mut want = |tensor: &Tensor<1>| readback.want(tensor.clone());
        let weights: Vec<_> = self.network.detached().iter().map(&mut want).collect();
        let state: Vec<_> = (self.optimizer.state.iter().flatten())
            .map(&mut want)
            .collect();
        let best = self.stopping.best.as_ref();
        let best_weights = best.map_or(&[][..], |best| &best.weights);
        let best_weights: Vec<_> = best_weights.iter().map(&mut want).collect();
        let mut values = readback.read().await?;

        let mut checkpoint = Checkpoint::new(&self.recipe, &self.data);
        checkpoint.meta.position = self.position;
        checkpoint.meta.optimizer_step = Some(self.optimizer.updates);
        checkpoint.meta.changes = self.changes.clone();
        checkpoint.meta.judging = self.stopping.judging;
        checkpoint.meta.best = best.map(|best| (best.loss, best.epoch));
        let specs = &self.network.specs;
        for (spec, wanted) in specs.iter().zip(weights) {
            checkpoint.put(spec, "", values.take(wanted));
        }
        let names = self.optimizer.record.state.iter();
        let places = specs
            .iter()
            .flat_map(|spec| names.clone().map(move |name| (spec, name)));
        for ((spec, name), wanted) in places.zip(state) {
            checkpoint.put(spec, &format!("optimizer.{name}."), values.take(wanted));
        }
        for (spec, wanted) in specs.iter().zip(best_weights) {
            checkpoint.put(spec, "best.", values.take(wanted));
        }
        self.keep_start(&mut checkpoint);
        checkpoint.put_timeline(&self.timeline);
        Ok(checkpoint)
    }

    /// Goes on from a Checkpoint; what of it does not fit but is not needed is added to the Session's problems.
    ///
    /// # Errors
    /// Its weights do not fit the network.
    pub(super) fn restore(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        let specs = &self.network.specs;
        let weights: Result<Vec<_>> = specs.iter().map(|spec| checkpoint.get(spec, "")).collect();
        let weights = weights?;
        self.network.set_weights(weights, &self.device);
        self.find_start(checkpoint);
        self.position = checkpoint.meta.position;
        match checkpoint.optimizer_state(&self.network.specs, self.optimizer.record) {
            Ok(state) => {
                let state = state.into_iter().map(|of_one| {
                    let of_one = of_one.into_iter();
                    of_one.map(|values| upload(&values, &self.device)).collect()
                });
                self.optimizer.state = state.collect();
                let known = checkpoint.meta.optimizer_step;
                self.optimizer.updates = known.unwrap_or(self.position.step);
            }
            // Weights to begin with: there is nothing that the optimizer could remember.
            Err(_) if self.position.step == 0 => {}
            // Nothing of it is used, and so it counts its updates from the beginning: Adam's first steps would be far
            // too long if an empty memory were taken for an old one.
            Err(reason) => self.problems.push(errors::begins_anew(reason)),
        }
        // A position from elsewhere may lie past what this data holds.
        if self.batches().next(self.position.sample).is_none() {
            self.position.sample = 0;
        }
        if let Some((loss, epoch)) = checkpoint.meta.best {
            let weights: Result<Vec<Tensor<1>>> = (self.network.specs.iter())
                .map(|spec| Ok(upload(&checkpoint.get(spec, "best.")?, &self.device)))
                .collect();
            match weights {
                Ok(weights) => {
                    self.stopping.best = Some(Best {
                        loss,
                        epoch,
                        weights,
                    });
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        self.stopping.judging = checkpoint.meta.judging;
        self.changes = checkpoint.meta.changes.clone();
        self.timeline = checkpoint.timeline();
        (self.timeline).expect_width(CLASS_ACCURACY, self.data.outputs.len());
        let layers = gradients::layers_with_weights(&self.network).len();
        (self.timeline).expect_width(GRADIENTS, 2 * layers);
        (self.timeline).expect_width(WEIGHTS, self.network.parameters());
        Ok(())
    }
}

fn upload(values: &[f32], device: &Device) -> Tensor<1> {
    Tensor::from_floats(values, device)
}
