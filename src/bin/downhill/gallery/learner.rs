//! An experiment that is trained for its picture, and what is read of it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use downhill::data::{self, Data};
use downhill::datasets::{self, DatasetRecord};
use downhill::inspect::writing::{SamplingOptions, Writing};
use downhill::network::trace::Pick;
use downhill::params::Entry;
use downhill::protocol::Score;
use downhill::recipe::Recipe;
use downhill::samples::{Inputs, Samples};
use downhill::training::readback::Readback;
use downhill::training::session::{HeldOut, Session, Step};
use pollster::block_on;

use crate::files::refuse;
use crate::told;

/// One sample: its input and what is right for it.
pub struct Sample {
    pub input: Vec<f32>,
    pub target: Vec<f32>,
}

/// So many samples, as a network gets them.
pub fn take(samples: &Samples, most: usize) -> Vec<Sample> {
    let one = |index| {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        samples.gather(index, &mut input, &mut target);
        Sample { input, target }
    };
    (0..samples.len().min(most)).map(one).collect()
}

/// The tokens of a sequence, of which each is one-hot.
pub fn tokens(input: &[f32], vocabulary: usize) -> Vec<usize> {
    let rows = input.chunks(vocabulary);
    rows.map(|row| row.iter().position(|value| *value == 1.0).unwrap_or(0))
        .collect()
}

/// The data of an entry, with all its files.
pub fn read(
    record: &'static DatasetRecord,
    entry: &Entry,
    seed: u64,
    folder: &Path,
) -> Result<Data> {
    let file = |name: &'static str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    let names = data::needed(record).into_iter();
    let files = names.map(|name| Ok((name, file(name)?)));
    let files = files.collect::<Result<Vec<_>>>()?;
    let files: Vec<(&str, &[u8])> = (files.iter())
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let mut data = Data::open(record, entry, seed, &files).map_err(anyhow::Error::msg)?;
    for name in data.missing() {
        data.supply(record, name, &file(name)?)
            .map_err(anyhow::Error::msg)?;
    }
    Ok(data)
}

/// A Session with shortcuts for who only looks.
pub struct Learner {
    pub session: Session,
}

impl Learner {
    pub fn open(recipe: Recipe, files: &Path) -> Result<Self> {
        let (recipe, problems) = recipe.normalise();
        refuse(problems)?;
        let record = datasets::find(&recipe.data.id).context("a normalised recipe names data")?;
        let data = read(record, &recipe.data, recipe.seed, files)?;
        let session = Session::open(recipe, data, &Device::flex(), None)
            .map_err(|errors| anyhow::anyhow!(told(&errors)))?;
        Ok(Self { session })
    }

    /// Opens a Recipe with weights to begin with, where there are any.
    pub fn begin(recipe: Recipe, weights: Option<&str>, files: &Path) -> Result<Self> {
        let mut one = Self::open(recipe, files)?;
        if let Some(weights) = weights {
            one.session
                .begin_with(weights)
                .map_err(anyhow::Error::msg)?;
        }
        Ok(one)
    }

    /// Trains until so many steps are done since the start, or less where the Recipe ends before.
    pub fn train_to(&mut self, steps: u64) -> Result<()> {
        while self.session.position().step < steps {
            match self.session.step() {
                Step::Done | Step::EpochDone => {}
                Step::Evaluate => {
                    block_on(self.session.evaluate_slice()).map_err(anyhow::Error::msg)?;
                }
                Step::Waiting(file) => bail!("{file} is missing"),
                Step::Finished => break,
            }
            if self.session.unread() >= 1000 {
                self.look()?;
            }
        }
        self.look()
    }

    fn look(&mut self) -> Result<()> {
        block_on(self.session.look()).map_err(anyhow::Error::msg)?;
        Ok(())
    }

    /// How well it does on held-out samples now; none where there are no such samples.
    pub fn measure(&mut self, which: HeldOut) -> Result<Option<Score>> {
        block_on(self.session.measure(which)).map_err(anyhow::Error::msg)
    }

    pub fn data(&self) -> &Data {
        self.session.data()
    }

    /// Samples that it is trained on.
    pub fn trained_on(&self) -> &Samples {
        let first = self.data().shards[0].samples.as_deref();
        first.expect("all files are here")
    }

    /// Held-out samples.
    pub fn held_out(&self, most: usize) -> Vec<Sample> {
        let mut all = take(&self.data().validation, most);
        all.extend(take(&self.data().test, most - all.len()));
        all
    }

    /// A held-out sample of each of some classes.
    pub fn of_classes(&self, classes: &[usize]) -> Vec<Sample> {
        let mut all = self.held_out(usize::MAX);
        let found = classes.iter().filter_map(|class| {
            let at = all
                .iter()
                .position(|one| one.target[0] as usize == *class)?;
            Some(all.swap_remove(at))
        });
        found.collect()
    }

    /// A row of outputs for each row of inputs.
    pub fn outputs(&self, inputs: Vec<f32>) -> Result<Vec<Vec<f32>>> {
        let rows = inputs.len() / self.data().shape.iter().product::<usize>();
        let all = block_on(self.session.outputs(inputs)).map_err(anyhow::Error::msg)?;
        Ok(all.chunks(all.len() / rows).map(<[f32]>::to_vec).collect())
    }

    /// What the network gives for each of some samples.
    pub fn outputs_of(&self, samples: &[Sample]) -> Result<Vec<Vec<f32>>> {
        let inputs = samples.iter().flat_map(|sample| sample.input.clone());
        self.outputs(inputs.collect())
    }

    /// The probability of each class.
    pub fn probabilities(&self, row: &[f32]) -> Vec<f32> {
        self.session.loss().outputs.probabilities(row)
    }

    /// What comes out inside for one input; of what is recorded at every step of a sequence all steps in one list.
    pub fn inside(&self, input: &[f32], layer: usize, name: &'static str) -> Result<Vec<Vec<f32>>> {
        let pick = Pick {
            layer,
            name,
            ranges: Vec::new(),
        };
        let mut all = Vec::new();
        for tensor in self.session.inside_of(input.to_vec(), vec![pick]) {
            let mut readback = Readback::default();
            let wanted = readback.want(tensor);
            let mut values = block_on(readback.read()).map_err(anyhow::Error::msg)?;
            all.push(values.take(wanted));
        }
        Ok(all)
    }

    /// How many values a layer gives at each step.
    pub fn units(&self, layer: usize) -> usize {
        let output = &self.session.network().layers[layer].output;
        output.last().map_or(1, |units| *units as usize)
    }

    /// The first layer of a kind.
    pub fn layer(&self, kinds: &[&str]) -> Result<usize> {
        let mut layers = self.session.network().layers.iter();
        let found = layers.position(|layer| kinds.contains(&layer.id.as_str()));
        found.with_context(|| format!("none of its layers is {kinds:?}"))
    }

    /// The first weights of a layer, row-major, with their shape.
    pub fn weights(&self, kinds: &[&str]) -> Result<(Vec<usize>, Vec<f32>)> {
        let layer = self.layer(kinds)?;
        let network = self.session.network();
        let specs = &network.specs;
        let index = specs.iter().position(|spec| spec.layer == layer);
        let index = index.context("the layer has no weights")?;
        let mut readback = Readback::default();
        let wanted = readback.want(network.weights[index].clone().inner());
        let mut values = block_on(readback.read()).map_err(anyhow::Error::msg)?;
        Ok((specs[index].shape.clone(), values.take(wanted)))
    }

    /// Texts that a language model writes.
    pub fn write(&self, count: usize, length: usize, prompt: &str) -> Result<Vec<String>> {
        let options = SamplingOptions {
            count,
            prompt: prompt.into(),
            temperature: 0.7,
            top_k: 0,
            length,
        };
        let mut writing = Writing::begin(&self.session, options);
        loop {
            let written = block_on(writing.go_on(&self.session)).map_err(anyhow::Error::msg)?;
            if let Some(texts) = written {
                return Ok(texts);
            }
        }
    }

    /// A text as the network gets it: one-hot, after the token at which texts begin where there is one, with its first
    /// token wherever nothing follows.
    pub fn as_input(&self, text: &str) -> Vec<f32> {
        let Data { tokens, shape, .. } = self.data();
        let known = text
            .chars()
            .filter_map(|letter| tokens.iter().position(|token| *token == letter.to_string()));
        let mut row: Vec<usize> = std::iter::once(0).chain(known).collect();
        row.resize(shape[0], 0);
        let mut input = vec![0.0; shape[0] * shape[1]];
        for (step, token) in row.into_iter().enumerate() {
            input[step * shape[1] + token] = 1.0;
        }
        input
    }
}

/// The values of the tokens of samples.
pub fn token_rows(samples: &Samples) -> Option<(&[u16], usize)> {
    match &samples.inputs {
        Inputs::Tokens { values, vocabulary } => Some((values, *vocabulary)),
        _ => None,
    }
}
