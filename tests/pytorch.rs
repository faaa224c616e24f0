//! Forward, loss, gradients and ten updates of every layer, loss, optimizer and schedule agree with PyTorch, from the
//! same weights.
//!
//! `tests/fixtures/make.py` computes what PyTorch gives; weights and data are integer formulas that both know.

use std::collections::{BTreeMap, HashMap};

use burn::tensor::{Device, Tensor, TensorData};
use downhill::data::Data;
use downhill::datasets;
use downhill::formats::safetensors::floats;
use downhill::network::architectures;
use downhill::network::layers::{self, Init, ParameterSpec};
use downhill::network::trace::Trace;
use downhill::optim::{losses, optimizers, schedules};
use downhill::params::Value;
use downhill::recipe::Recipe;
use downhill::recipe::link;
use downhill::samples::Task;
use downhill::training::checkpoint::Checkpoint;
use downhill::training::session::{Session, Step};
use pollster::block_on;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    batch: usize,
    steps: usize,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    link: String,
    targets: String,
    losses: Vec<f32>,
    found: BTreeMap<String, Digest>,
    state_dict: BTreeMap<String, Vec<usize>>,
}

/// Sixteen values spread over a tensor, and its norm.
#[derive(Deserialize)]
struct Digest {
    values: Vec<f32>,
    norm: f64,
}

/// The numbers of `hashed` in make.py.
fn hashed(count: usize, salt: u64) -> Vec<f32> {
    (0..count as u64)
        .map(|index| {
            let mut word = ((index + 1) * 2_654_435_761 + salt * 40_503) % (1 << 32);
            word = (word ^ (word >> 16)) * 73_244_475 % (1 << 32);
            word ^= word >> 16;
            (word as f64 / 4_294_967_296.0 - 0.5) as f32
        })
        .collect()
}

/// What `fill` in make.py gives to a parameter of this name and PyTorch's shape.
fn weight(name: &str, shape: &[usize]) -> Vec<f32> {
    let salt = name
        .bytes()
        .fold(0, |salt, byte| (salt * 31 + u64::from(byte)) % 65536);
    let len: usize = shape.iter().product();
    let fan_in = if shape.len() > 1 { len / shape[0] } else { len };
    let scale = (4.0 / (fan_in as f64).sqrt()) as f32;
    hashed(len, salt)
        .iter()
        .map(|value| value * scale)
        .collect()
}

/// Weights as PyTorch would save them, so that they pass through the Checkpoint's names and transpositions.
fn weights(specs: &[ParameterSpec]) -> Vec<(String, Vec<usize>, Vec<f32>)> {
    let mut weights = Vec::new();
    for spec in specs {
        let mut shape = spec.shape.clone();
        if spec.transposed {
            shape.reverse();
        }
        if let Some(twin) = spec.twin {
            let (layer, _) = spec.name.split_once('.').expect("layers have numbers");
            let name = format!("{layer}.{twin}");
            weights.push((name.clone(), shape.clone(), weight(&name, &shape)));
        }
        let values = match spec.init {
            Init::Constant(value) if !spec.role.learnt() => vec![value; spec.len()],
            _ => weight(&spec.name, &shape),
        };
        weights.push((spec.name.clone(), shape, values));
    }
    weights
}

/// A safetensors file.
fn file(tensors: &[(String, Vec<usize>, Vec<f32>)], meta: Option<String>) -> Vec<u8> {
    let bytes = |values: &[f32]| -> Vec<u8> {
        let words = values.iter().map(|value| value.to_le_bytes());
        words.flatten().collect()
    };
    let data: Vec<_> = (tensors.iter())
        .map(|(name, shape, values)| (name, shape, bytes(values)))
        .collect();
    let views = data.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes).expect("it fits");
        (name.as_str(), view)
    });
    let meta = meta.map(|meta| HashMap::from([("downhill".to_owned(), meta)]));
    safetensors::serialize(views, meta).expect("writes")
}

/// Task, number of outputs, numbers in a target, and the targets of make.py.
fn targets(kind: &str, samples: usize) -> (Task, usize, usize, Vec<f32>) {
    let modulo = |count: usize, by: usize| (0..count).map(|at| (at % by) as f32).collect();
    match kind {
        "classes" => (Task::Classify, 10, 1, modulo(samples, 10)),
        "pair" => (Task::Classify, 2, 1, modulo(samples, 2)),
        "values" => {
            let values = hashed(samples * 10, 1001);
            let values = values.iter().map(|value| value * 4.0).collect();
            (Task::Regress, 10, 10, values)
        }
        "ratings" => {
            let values = hashed(samples, 1001);
            let values = values.iter().map(|value| value * 4.0).collect();
            (Task::Regress, 1, 1, values)
        }
        _ => {
            let classes: Vec<f32> = modulo(samples * 28, 11);
            let classes = classes.iter().map(|class| class - 1.0).collect();
            (Task::Tokens, 10, 28, classes)
        }
    }
}

/// A gradient that is smaller than this is 0 but for rounding: that of a bias before batch norm, or of a key's bias,
/// which softmax takes out again.
const ROUNDING: f64 = 1e-5;

/// To a part in ten thousand, or of a tenth of the largest value where the value itself is tiny.
fn close(ours: f32, theirs: f32, largest: f32) -> bool {
    (ours - theirs).abs() <= 1e-4 * theirs.abs().max(largest * 0.1)
}

fn check(name: &str, ours: &[f32], theirs: &Digest) {
    let squares: f64 = ours.iter().map(|value| f64::from(*value).powi(2)).sum();
    let norm = squares.sqrt();
    if norm.max(theirs.norm) < ROUNDING {
        return;
    }
    // What is no number is near nothing.
    let near = (norm - theirs.norm).abs() <= 1e-4 * theirs.norm;
    assert!(near, "{name}: norm {norm} is not {}", theirs.norm);
    let step = (ours.len() / 16).max(1);
    let spread: Vec<f32> = ours.iter().copied().step_by(step).take(16).collect();
    assert_eq!(spread.len(), theirs.values.len(), "{name}");
    let sizes = theirs.values.iter().map(|value| value.abs());
    let largest = sizes.fold(0.0, f32::max);
    for (ours, value) in spread.iter().zip(&theirs.values) {
        let agrees = close(*ours, *value, largest);
        assert!(agrees, "{name}: {ours} is not {value}");
    }
}

fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let data = block_on(tensor.into_data_async()).expect("flex is never lost");
    data.try_into_vec().expect("f32")
}

fn reference() -> Reference {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference.json");
    let text = std::fs::read_to_string(path).expect("it is committed");
    serde_json::from_str(&text).expect("make.py wrote it")
}

/// Names and shapes in the file of the network alone, whose values are those of the Checkpoint.
fn state_dict(trained: Checkpoint) -> BTreeMap<String, Vec<usize>> {
    let alone = trained.clone().network().to_bytes().expect("it is whole");
    let file = SafeTensors::deserialize(&alone).expect("it is whole");
    (file.iter())
        .map(|(name, tensor)| {
            let values = floats(tensor.data());
            assert_eq!(Some(values.as_slice()), trained.stored(name), "{name}");
            (name.to_owned(), tensor.shape().to_vec())
        })
        .collect()
}

/// What a case compares.
struct Trained {
    /// Values by PyTorch's names.
    found: BTreeMap<String, Vec<f32>>,
    /// Of the updates.
    losses: Vec<f32>,
    /// Shapes of the tensors in the file of the network alone.
    state_dict: BTreeMap<String, Vec<usize>>,
}

fn train(case: &Case, batch: usize, steps: usize) -> Trained {
    let link = format!("data=own&shuffle=0&batch={batch}&{}", case.link);
    let link = link::parse(&link);
    assert_eq!(link.problems, [], "{}", case.link);
    let recipe = link.recipe;

    let samples = batch * steps;
    let x = hashed(samples * 784, 1000);
    let (task, outputs, width, y) = targets(&case.targets, samples);
    let shape = match case.targets.as_str() {
        // Each half stands for a token.
        "ratings" => vec![samples, 2, 392],
        _ => vec![samples, 1, 28, 28],
    };
    let own = [
        ("inputs".into(), shape, x.clone()),
        ("targets".into(), vec![samples, width], y.clone()),
    ];
    let record = datasets::find("own").expect("it exists");
    let own = file(&own, None);
    let mut data = Data::open(record, &recipe.data, 1, &[("own", &own)]).expect("it is whole");
    data.task = task;
    data.outputs.resize(outputs, String::new());

    let device = Device::flex();
    let open = |checkpoint: Option<&Checkpoint>| {
        Session::open(recipe.clone(), data.clone(), &device, checkpoint).expect("it fits")
    };
    let meta = serde_json::json!({ "recipe": recipe }).to_string();
    let start = file(&weights(&open(None).network().specs), Some(meta));
    let start = Checkpoint::from_bytes(&start).expect("it is whole");
    let mut session = open(Some(&start));
    let network = session.network();

    // Forward, loss and gradients of the first batch.
    let mut found = BTreeMap::new();
    let tensor = |values: &[f32]| {
        let values = TensorData::new(values.to_vec(), [batch, values.len() / batch]);
        Tensor::from_data(values, &device.clone().autodiff())
    };
    let (inputs, wanted) = (&x[..batch * 784], &y[..batch * width]);
    let mut trace = Trace::training(recipe.seed, 0);
    let outputs = network.forward(tensor(inputs), &network.weights, &mut trace);
    found.insert("outputs".to_owned(), read(outputs.clone().inner()));
    let gradients = session.loss().mean(outputs, tensor(wanted)).backward();
    let mut kept = Checkpoint::new(session.recipe(), session.data());
    for (spec, weight) in network.specs.iter().zip(&network.weights) {
        if spec.role.learnt() {
            let gradient = weight.grad(&gradients).expect("the loss depends on it");
            kept.put(spec, "", read(gradient));
            let values = kept.stored(&spec.name).expect("put just now").to_vec();
            found.insert(format!("gradient of {}", spec.name), values);
        }
    }

    // The updates.
    for _ in 0..steps {
        assert!(matches!(session.step(), Step::Done | Step::EpochDone));
    }
    let losses = block_on(session.look()).expect("flex is never lost");
    let trained = block_on(session.checkpoint()).expect("flex is never lost");
    for ParameterSpec { name, .. } in &session.network().specs {
        let values = trained.stored(name).expect("it is there").to_vec();
        found.insert(name.clone(), values);
    }
    let in_use = block_on(session.outputs(inputs.to_vec())).expect("flex is never lost");
    found.insert("outputs in use".into(), in_use);
    Trained {
        found,
        losses,
        state_dict: state_dict(trained),
    }
}

#[test]
fn networks_losses_optimizers_and_schedules_agree_with_pytorch() {
    let Reference {
        batch,
        steps,
        cases,
    } = reference();
    for case in &cases {
        let name = format!("{} {}", case.link, case.targets);
        let Trained {
            found,
            losses,
            state_dict,
        } = train(case, batch, steps);
        assert_eq!(state_dict, case.state_dict, "{name}");
        assert_eq!(losses.len(), case.losses.len());
        for (ours, theirs) in losses.iter().zip(&case.losses) {
            assert!(
                close(*ours, *theirs, 0.0),
                "{name}: losses {losses:?} are not {:?}",
                case.losses
            );
        }
        assert!(found.keys().eq(case.found.keys()), "{name}");
        for (what, ours) in &found {
            check(&format!("{name}: {what}"), ours, &case.found[what]);
        }
    }
}

/// Dropout is random: its test is in `src/network/layers/dropout.rs`.
#[test]
fn every_entry_of_the_catalog_is_compared() {
    let cases = reference().cases;
    let recipes: Vec<Recipe> = (cases.iter())
        .map(|case| link::parse(&case.link).recipe)
        .collect();
    let missing = |mut ids: Vec<&'static str>, uses: fn(&Recipe, &str) -> bool| {
        ids.retain(|id| !recipes.iter().any(|recipe| uses(recipe, id)));
        ids
    };
    let ids = layers::ALL.iter().map(|record| record.id).collect();
    let uses = |recipe: &Recipe, id: &str| {
        let layers = recipe.network.params.get("layers");
        matches!(layers, Some(Value::Layers(layers)) if layers.iter().any(|layer| layer.id == id))
    };
    assert_eq!(missing(ids, uses), ["dropout"]);
    let ids = (architectures::ALL.iter())
        .map(|record| record.id)
        .collect();
    assert_eq!(missing(ids, |recipe, id| recipe.network.id == id), [""; 0]);
    let ids = optimizers::ALL.iter().map(|record| record.id).collect();
    assert_eq!(
        missing(ids, |recipe, id| recipe.optimizer.id == id),
        [""; 0]
    );
    let ids = schedules::ALL.iter().map(|record| record.id).collect();
    assert_eq!(missing(ids, |recipe, id| recipe.schedule.id == id), [""; 0]);
    let ids = losses::ALL.iter().map(|record| record.id).collect();
    assert_eq!(missing(ids, |recipe, id| recipe.loss == id), [""; 0]);
}
