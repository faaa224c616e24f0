//! Long trainings: what `cargo xtask train` recorded meets what is said of it, and is of this code's Recipes.
//!
//! The losses that are recorded too are compared bit for bit where they are the same bits everywhere, in WebAssembly
//! (`tests/web/records.test.js`). Natively every kind of processor adds in an order of its own, and training amplifies
//! the difference, so only the first of them are compared, to a part in a thousand.

mod support;

use std::collections::HashMap;

use downhill::data::Data;
use downhill::protocol::Score;
use downhill::recipe::Recipe;
use downhill::recipe::experiments;
use downhill::samples::Samples;
use serde::Deserialize;

/// What `xtask/src/train.rs` and `tests/web/records.js` keep of a training.
#[derive(Deserialize)]
struct Record {
    recipe: Recipe,
    first_steps: FirstSteps,
    result: Outcome,
}

/// What worker_cpu computes.
#[derive(Deserialize)]
struct FirstSteps {
    losses: Vec<f32>,
}

/// Of the whole training, natively.
#[derive(Deserialize)]
struct Outcome {
    device: String,
    steps: u64,
    test: Score,
}

/// Steps over which the native twin's losses are those of the browser to `CLOSE`.
const COMPARED: usize = 20;
const CLOSE: f32 = 1e-3;

fn record(experiment: &str) -> Record {
    let path = format!(
        "{}/tests/records/{experiment}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}; type `cargo xtask train {experiment}`"));
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{path}: {error}; type `cargo xtask train {experiment}`"))
}

/// The recorded score, after all that can be checked of the record in seconds.
fn check(experiment: &str) -> Score {
    let Record {
        recipe,
        first_steps,
        result,
    } = record(experiment);
    let found = experiments::find(experiment).expect("it exists");
    assert_eq!(
        recipe,
        support::normal(&(found.recipe)()),
        "{experiment} was changed: cargo xtask train {experiment}"
    );
    assert_eq!(result.device, "cpu");
    let mut session = support::open(&recipe, None);
    if !recipe.judges() {
        let epoch = session.data().train_len().div_ceil(session.batch());
        assert_eq!(
            result.steps,
            epoch as u64 * u64::from(recipe.epochs),
            "{experiment}: steps"
        );
    }
    let mut apart = 0.0_f32;
    let losses = support::train(&mut session, COMPARED);
    for (step, (ours, theirs)) in losses.iter().zip(&first_steps.losses).enumerate() {
        let relative = (ours - theirs).abs() / theirs.abs();
        assert!(
            relative <= CLOSE,
            "{experiment}: the loss of step {step} is {ours} natively and {theirs} in WebAssembly"
        );
        apart = apart.max(relative);
    }
    println!(
        "{experiment}: {} steps, {:?}; {COMPARED} losses natively and in WebAssembly at most {apart:.0e} apart",
        result.steps, result.test
    );
    result.test
}

fn accuracy(experiment: &str, least: f32) {
    let score = check(experiment);
    assert!(score.accuracy >= Some(least), "{experiment}: {score:?}");
}

#[test]
fn lenet_fast_reads_98_5_percent_of_the_test_set() {
    accuracy("lenet-fast", 0.985);
}

#[test]
fn cnn_32_64_reads_98_percent_of_the_test_set() {
    accuracy("cnn-32-64", 0.98);
}

#[test]
fn lenet_leaves_its_plateau_on_coloured_shapes_within_its_ten_epochs() {
    // A guess is right for a tenth.
    accuracy("lenet-shapes", 0.4);
}

#[test]
fn an_rnn_reads_95_percent_of_the_digits_row_by_row() {
    accuracy("rnn-digits", 0.95);
}

#[test]
fn a_cnn_knows_85_percent_of_the_clothes() {
    accuracy("fashion-cnn", 0.85);
}

#[test]
fn an_lstm_knows_names_to_2_1_nats_a_letter_and_better_than_trigrams() {
    names("lstm-names");
}

#[test]
fn a_transformer_knows_names_to_2_1_nats_a_letter_and_better_than_trigrams() {
    names("transformer-names");
}

fn names(experiment: &str) {
    let score = check(experiment);
    let trigrams = trigrams(&support::data(&record(experiment).recipe));
    println!(
        "{experiment}: {} nats a letter, trigrams {trigrams}",
        score.loss
    );
    assert!(score.loss <= 2.1, "{score:?}");
    assert!(
        f64::from(score.loss) < trigrams,
        "{} is not below {trigrams}",
        score.loss
    );
}

/// Nats a letter of an interpolated trigram model on the test names (Jelinek & Mercer 1980): trained on the training
/// names, its weights chosen on those of validation. Ends count as letters.
fn trigrams(data: &Data) -> f64 {
    let train = data.shards[0].samples.as_ref().expect("they are here");
    let letters = data.tokens.len();
    // Counts of each letter after the last two, after the last, and after anything.
    let mut counts: [HashMap<(usize, usize), Vec<f64>>; 3] = Default::default();
    each_letter(train, letters, |[before, last, letter]| {
        for (counts, context) in counts.iter_mut().zip([(before, last), (0, last), (0, 0)]) {
            counts.entry(context).or_insert_with(|| vec![0.0; letters])[letter] += 1.0;
        }
    });
    let nats = |samples: &Samples, weights: [f64; 3]| {
        let (mut sum, mut all) = (0.0, 0.0);
        each_letter(samples, letters, |[before, last, letter]| {
            let mut probability = (1.0 - weights.iter().sum::<f64>()) / letters as f64;
            let contexts = [(before, last), (0, last), (0, 0)];
            for ((counts, weight), context) in counts.iter().zip(weights).zip(contexts) {
                if let Some(counts) = counts.get(&context) {
                    probability += weight * counts[letter] / counts.iter().sum::<f64>();
                }
            }
            sum -= probability.ln();
            all += 1.0;
        });
        sum / all
    };
    let tenths = || (0..10).map(|tenth| f64::from(tenth) / 10.0);
    let all = tenths().flat_map(|a| tenths().flat_map(move |b| tenths().map(move |c| [a, b, c])));
    let best = all
        .filter(|weights| weights.iter().sum::<f64>() < 0.999)
        .min_by(|one, other| {
            nats(&data.validation, *one).total_cmp(&nats(&data.validation, *other))
        })
        .expect("there are weights");
    nats(&data.test, best)
}

/// Calls with every letter of every name and the two tokens before it.
fn each_letter(samples: &Samples, letters: usize, mut call: impl FnMut([usize; 3])) {
    for index in 0..samples.len() {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        samples.gather(index, &mut input, &mut target);
        let mut before = 0;
        for (row, target) in input.chunks_exact(letters).zip(target) {
            let last = row.iter().position(|value| *value == 1.0).expect("one-hot");
            if target >= 0.0 {
                call([before, last, target as usize]);
            }
            before = last;
        }
    }
}
