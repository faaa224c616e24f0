//! Forward, loss, gradients and five updates of each optimiser agree with PyTorch, from the same weights.
//!
//! `tests/fixtures/make.py` computes what PyTorch gives; weights and data are integer formulas that both know.

use std::collections::{BTreeMap, HashMap};

use burn::tensor::{Device, Tensor, TensorData};
use downhill::catalog;
use downhill::checkpoint::Checkpoint;
use downhill::data::Data;
use downhill::params::Entry;
use downhill::recipe::Recipe;
use downhill::session::{Session, Step};
use downhill::trace::Trace;
use pollster::block_on;
use safetensors::{Dtype, tensor::TensorView};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    batch: usize,
    steps: usize,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    layers: String,
    optimizer: String,
    loss: String,
    losses: Vec<f32>,
    outputs: Vec<f32>,
    gradients: BTreeMap<String, Digest>,
    weights: BTreeMap<String, Digest>,
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
            let word = ((index + 1) * 2_654_435_761 + salt * 40_503) % (1 << 32);
            (word as f64 / 4_294_967_296.0 - 0.5) as f32
        })
        .collect()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn file(
    tensors: &[(String, Vec<usize>, Vec<f32>)],
    classes: Option<&[u8]>,
    meta: Option<String>,
) -> Vec<u8> {
    let data: Vec<_> = tensors
        .iter()
        .map(|(name, shape, values)| (name, shape, bytes(values)))
        .collect();
    let mut views: Vec<(&str, TensorView)> = data
        .iter()
        .map(|(name, shape, bytes)| {
            let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes).expect("it fits");
            (name.as_str(), view)
        })
        .collect();
    if let Some(classes) = classes {
        views.push((
            "targets",
            TensorView::new(Dtype::U8, vec![classes.len()], classes).expect("it fits"),
        ));
    }
    safetensors::serialize(
        views,
        meta.map(|meta| HashMap::from([("downhill".to_owned(), meta)])),
    )
    .expect("writes")
}

/// To a part in ten thousand, or of the largest value where the value itself is tiny.
fn close(ours: f32, theirs: f32, largest: f32) -> bool {
    (ours - theirs).abs() <= 1e-4 * theirs.abs().max(largest * 0.1).max(1e-3)
}

/// `slack` is what may differ beside that: Adam divides a gradient by its own size, so that where a gradient is nothing
/// but rounding (a key's bias, which softmax takes out again) the update is rounding too.
fn check(name: &str, ours: &[f32], theirs: &Digest, slack: f32) {
    let step = (ours.len() / 16).max(1);
    let spread: Vec<f32> = ours.iter().copied().step_by(step).take(16).collect();
    let largest = theirs
        .values
        .iter()
        .fold(0.0_f32, |all, value| all.max(value.abs()));
    for (ours, value) in spread.iter().zip(&theirs.values) {
        let agrees = close(*ours, *value, largest) || (ours - value).abs() <= slack;
        assert!(agrees, "{name}: {ours} is not {value}");
    }
    let norm = ours
        .iter()
        .map(|value| f64::from(*value).powi(2))
        .sum::<f64>()
        .sqrt();
    assert!(
        (norm - theirs.norm).abs() <= 1e-4 * theirs.norm.max(1e-4),
        "{name}: norm {norm} is not {}",
        theirs.norm
    );
}

#[test]
fn networks_and_optimizers_agree_with_pytorch() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/reference.json"
    ));
    let reference: Reference =
        serde_json::from_str(&text.expect("it is committed")).expect("make.py wrote it");
    assert_eq!(reference.cases.len(), 5 * catalog::OPTIMIZERS.len() * 2);
    let samples = reference.batch * reference.steps;
    for case in &reference.cases {
        let name = format!("{} {} {}", case.layers, case.optimizer, case.loss);
        let mut recipe = Recipe {
            data: Entry::new("own"),
            shuffle: false,
            network: Entry::new("sequential").with_layers(&case.layers),
            loss: case.loss.clone(),
            batch: reference.batch,
            optimizer: Entry::new(&case.optimizer),
            ..Recipe::default()
        };
        // The defaults of the records are the rates of the fixture.
        let rate = match case.optimizer.as_str() {
            "sgd" => 0.1,
            "momentum" => 0.02,
            _ => 0.01,
        };
        recipe.optimizer = recipe.optimizer.with("rate", rate);
        let (recipe, problems) = recipe.normalise();
        assert_eq!(problems, []);

        let x: Vec<f32> = hashed(samples * 784, 1000)
            .iter()
            .map(|value| value + 0.5)
            .collect();
        let classes: Vec<u8> = (0..samples).map(|sample| (sample % 10) as u8).collect();
        let mut tensors = vec![("inputs".to_owned(), vec![samples, 1, 28, 28], x.clone())];
        let classify = case.loss == "cross_entropy";
        if !classify {
            tensors.push((
                "targets".to_owned(),
                vec![samples, 10],
                hashed(samples * 10, 1001),
            ));
        }
        let own = file(&tensors, classify.then_some(&classes), None);
        let record = catalog::dataset_record("own").expect("it exists");
        let data = Data::open(record, &recipe.data, 1, &[("own", &own)]).expect("it is whole");

        // The weights, in PyTorch's names and layouts: they go through the Checkpoint's transpositions.
        let device = Device::flex();
        let empty = Session::open(recipe.clone(), data.clone(), &device, None).expect("it fits");
        let mut names: Vec<String> = empty
            .network()
            .specs
            .iter()
            .map(|spec| spec.name.clone())
            .collect();
        // PyTorch's second bias of recurrent layers takes a place in the order, see make.py.
        if case.layers.starts_with("rnn") {
            names.push("0.bias_hh_l0".into());
        }
        names.sort();
        let weights: Vec<(String, Vec<usize>, Vec<f32>)> = (empty.network().specs.iter())
            .map(|spec| {
                let mut shape = spec.shape.clone();
                if spec.transposed {
                    shape.reverse();
                }
                let len: usize = shape.iter().product();
                let fan_in = if shape.len() > 1 { len / shape[0] } else { len };
                let salt = names
                    .iter()
                    .position(|name| *name == spec.name)
                    .expect("it is among them");
                let scale = (2.0 / (fan_in as f64).sqrt()) as f32;
                let values = hashed(len, salt as u64)
                    .iter()
                    .map(|value| value * scale)
                    .collect();
                (spec.name.clone(), shape, values)
            })
            .collect();
        let meta = serde_json::json!({ "recipe": recipe }).to_string();
        let checkpoint =
            Checkpoint::from_bytes(&file(&weights, None, Some(meta))).expect("it is whole");
        let mut session = Session::open(recipe, data, &device, Some(&checkpoint)).expect("it fits");

        // Forward, loss and gradients of the first batch.
        let network = session.network();
        let rows = x[..reference.batch * 784].to_vec();
        let inputs = Tensor::from_data(
            TensorData::new(rows, [reference.batch, 784]),
            &device.clone().autodiff(),
        );
        let targets: Vec<f32> = if classify {
            classes[..reference.batch]
                .iter()
                .map(|&class| f32::from(class))
                .collect()
        } else {
            hashed(samples * 10, 1001)[..reference.batch * 10].to_vec()
        };
        let width = targets.len() / reference.batch;
        let targets = Tensor::from_data(
            TensorData::new(targets, [reference.batch, width]),
            &device.clone().autodiff(),
        );
        let outputs = network.forward(inputs, &network.weights, &mut Trace::off());
        let values: Vec<f32> = block_on(outputs.clone().inner().into_data_async())
            .expect("flex")
            .try_into_vec()
            .expect("f32");
        let largest = case
            .outputs
            .iter()
            .fold(0.0_f32, |all, value| all.max(value.abs()));
        for (ours, theirs) in values.iter().zip(&case.outputs) {
            assert!(
                close(*ours, *theirs, largest),
                "{name}: output {ours} is not {theirs}"
            );
        }
        let gradients = (session.loss().compute)(outputs, targets).backward();
        let mut kept = Checkpoint::new(session.recipe(), session.data());
        for (spec, weight) in network.specs.iter().zip(&network.weights) {
            let gradient = weight
                .grad(&gradients)
                .expect("every weight has a gradient");
            let values = block_on(gradient.into_data_async())
                .expect("flex")
                .try_into_vec()
                .expect("f32");
            kept.put(spec, "", values);
        }
        for (weight, digest) in &case.gradients {
            check(
                &format!("{name}: gradient of {weight}"),
                kept.stored(weight).expect("put above"),
                digest,
                0.0,
            );
        }

        // Five updates.
        for _ in 0..reference.steps {
            assert!(matches!(session.step(), Step::Done | Step::EpochDone));
        }
        let losses = block_on(session.look(false))
            .expect("flex is never lost")
            .losses;
        for (ours, theirs) in losses.iter().zip(&case.losses) {
            assert!(
                close(*ours, *theirs, 0.0),
                "{name}: losses {losses:?} are not {:?}",
                case.losses
            );
        }
        let trained = block_on(session.checkpoint()).expect("flex is never lost");
        // A thousandth of how far Adam moved.
        let slack = if case.optimizer == "adam" {
            1e-3 * 0.01 * reference.steps as f32
        } else {
            0.0
        };
        for (weight, digest) in &case.weights {
            check(
                &format!("{name}: {weight}"),
                trained.stored(weight).expect("it is there"),
                digest,
                slack,
            );
        }
    }
}
