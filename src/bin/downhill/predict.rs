//! Reading a written digit from a picture file.

use std::path::Path;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use downhill::data::{self, drawing};
use downhill::datasets;
use downhill::error::Error;
use downhill::network::Network;
use downhill::network::trace::Trace;
use downhill::optim::losses;
use downhill::optim::outputs::Outputs;
use downhill::training::checkpoint::Checkpoint;
use pollster::block_on;

use crate::files::read_at_most;
use crate::{print, told};

/// Most bytes of a picture file.
const MAX_PICTURE: u64 = 1 << 27;

/// Prints the class and the probability of each as JSON.
pub fn predict(network: &Path, picture: &Path) -> Result<()> {
    let bytes =
        std::fs::read(network).with_context(|| format!("{} cannot be read", network.display()))?;
    let checkpoint = Checkpoint::from_bytes(&bytes).map_err(anyhow::Error::msg)?;
    // What is known is used, and the rest is said.
    if !checkpoint.problems.is_empty() {
        eprintln!("{}", told(&checkpoint.problems));
    }
    let recipe = &checkpoint.meta.recipe;
    let record =
        datasets::find(&recipe.data.id).context("a normalised recipe names data that exist")?;
    let Some(preparation) = record.drawing else {
        let digits = datasets::ALL
            .iter()
            .filter(|record| record.drawing.is_some());
        let digits: Vec<_> = digits.map(|record| record.id).collect();
        bail!(
            "only written digits can be read from a picture: this network was trained on “{}”, not on {}",
            record.id,
            digits.join(", ")
        );
    };
    if data::reconstructs(&recipe.data) {
        bail!("this network was trained to give pictures back, not to read them");
    }
    let bytes = read_at_most(picture, MAX_PICTURE)?;
    let pixels = drawing::file::decode(&bytes)
        .with_context(|| format!("{} is no picture that can be read", picture.display()))?;
    let Some(mut seen) = drawing::from_ink(preparation, &drawing::ground::ink(&pixels)) else {
        bail!("{} is blank: there is nothing to read", picture.display());
    };
    let full = data::ink(record, &recipe.data);
    seen.iter_mut().for_each(|value| *value *= full);
    let outputs = (record.outputs)(&recipe.data);
    let device = Device::flex();
    let shape = record.shape.to_vec();
    let kind = losses::find(&recipe.loss).map_or(Outputs::Softmax, |loss| loss.outputs);
    let width = kind.for_classes(outputs.len());
    let (seed, init) = (recipe.seed, &recipe.init);
    let mut network = Network::new(&recipe.network, init, &shape, &[width], seed, &device)
        .map_err(|errors| anyhow::anyhow!(told(&errors)))?;
    let weights: Result<Vec<_>, Error> = network
        .specs
        .iter()
        .map(|spec| checkpoint.get(spec, ""))
        .collect();
    network.set_weights(weights.map_err(anyhow::Error::msg)?, &device);
    let row = burn::tensor::TensorData::new(seen, [1, shape.iter().product()]);
    let x = burn::tensor::Tensor::from_data(row, &device);
    let logits = network.forward(x, &network.detached(), &mut Trace::off());
    let logits: Vec<f32> = block_on(logits.into_data_async())?.try_into_vec()?;
    let probabilities = kind.probabilities(&logits);
    let best = kind.predicted_class(&logits);
    let all: Vec<_> = outputs
        .iter()
        .zip(&probabilities)
        .map(|(name, probability)| serde_json::json!({ "class": name, "probability": probability }))
        .collect();
    let summary = serde_json::json!({ "class": outputs[best], "probabilities": all });
    print(&(serde_json::to_string_pretty(&summary)? + "\n"))
}
