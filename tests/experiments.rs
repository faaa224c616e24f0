//! The named experiments reach what is said of them, natively on the processor, from their own Recipes.
//!
//! `cargo run -- train mlp-64-adam` prints the same numbers. What takes minutes is recorded, see `records.rs`.

mod support;

use downhill::inspect::writing::{SamplingOptions, Writing};
use downhill::protocol::Score;
use downhill::recipe::Recipe;
use downhill::recipe::experiments;
use downhill::recipe::link;
use downhill::training::session::{HeldOut, Session};
use pollster::block_on;
use support::{finish, normal, open, train};

fn recipe(id: &str) -> Recipe {
    normal(&(experiments::find(id).expect("it exists").recipe)())
}

/// The score of the whole test set at the experiment's own end.
fn run(id: &str) -> Score {
    let score = finish(&mut open(&recipe(id), None));
    println!("{id}: {score:?}");
    score
}

fn validation(session: &mut Session) -> Score {
    support::measure(session, HeldOut::Validation)
}

#[test]
fn mlp_64_adam_reads_96_5_percent_of_the_test_set() {
    let score = run("mlp-64-adam");
    assert_eq!(score.samples, 10_000);
    assert!(score.accuracy >= Some(0.965), "{score:?}");
}

#[test]
fn three_layer_classifier_is_right_for_90_percent_of_1000_held_out_samples() {
    let score = run("three-layer-classifier");
    assert_eq!(score.samples, 1000);
    assert!(score.accuracy >= Some(0.9), "{score:?}");
}

#[test]
fn line_fit_finds_slope_and_intercept_and_diverges_with_the_rate_that_must() {
    let recipe = recipe("line-fit");
    // What is found is the best line through these samples; it comes near the true one where there is no noise.
    let mut exact = recipe.clone();
    exact.data = exact.data.with("noise", 0.0);
    let mut session = open(&exact, None);
    train(&mut session, 500);
    let found = block_on(session.checkpoint()).expect("flex is never lost");
    for (name, param) in [("0.weight", "slope"), ("0.bias", "intercept")] {
        let value = f64::from(found.stored(name).expect("a line has both")[0]);
        let right = exact.data.number(param);
        assert!(
            (value - right).abs() <= 0.02 * right.abs(),
            "{param}: {value} is not {right}"
        );
    }

    let mut session = open(&self::recipe("line-fit-diverges"), None);
    let losses = train(&mut session, 60);
    assert!(losses[59] > 100.0 * losses[0], "{losses:?}");
}

#[test]
fn the_default_network_separates_98_percent_of_the_spirals() {
    let mut session = open(&Recipe::default(), None);
    train(&mut session, 20_000);
    let score = validation(&mut session);
    assert!(score.accuracy >= Some(0.98), "{score:?}");
}

/// What is seen first falls from the first steps on, whatever the seed, and links that leave things out mean what they
/// always did.
#[test]
fn a_bare_address_opens_spirals_that_are_learnt_while_one_looks() {
    let opening = link::parse("").recipe;
    assert_eq!(opening, recipe("spirals").normalise().0);
    assert_eq!(link::parse("#v=1").recipe, Recipe::default().normalise().0);
    assert_eq!(link::parse(&link::print(&opening, &[])).recipe, opening);
    let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
    for seed in 1..=3 {
        let mut session = open(
            &Recipe {
                seed,
                ..opening.clone()
            },
            None,
        );
        let losses = train(&mut session, 2_000);
        let [first, early, later] = [0, 180, 480].map(|from| mean(&losses[from..from + 20]));
        assert!(early < 0.85 * first && later < 0.6 * first, "{seed}");
        let score = validation(&mut session);
        assert!(score.accuracy >= Some(0.9), "{seed}: {score:?}");
    }
}

#[test]
fn breast_cancer_is_told_from_benign_in_95_percent() {
    let score = run("breast-cancer");
    assert!(score.accuracy >= Some(0.95), "{score:?}");
}

#[test]
fn rnn_10_50_10_halves_its_first_validation_loss() {
    let mut session = open(&recipe("rnn-10-50-10"), None);
    let first = validation(&mut session).loss;
    train(&mut session, 500);
    let last = validation(&mut session).loss;
    println!("rnn-10-50-10: {first} → {last}");
    assert!(last <= first / 2.0, "{first} → {last}");
}

#[test]
fn one_head_of_attention_turns_99_percent_of_the_symbols_around() {
    let score = run("self-attention");
    assert!(score.accuracy >= Some(0.99), "{score:?}");
}

#[test]
fn two_blocks_put_95_percent_of_the_symbols_in_order() {
    let score = run("transformer-sort");
    assert!(score.accuracy >= Some(0.95), "{score:?}");
}

/// The same network and data, from weights that are nothing, too much, and right.
#[test]
fn how_weights_start_decides_whether_two_spirals_are_learnt() {
    let run = |id: &str| {
        let mut session = open(&recipe(id), None);
        let losses = train(&mut session, 1500);
        let score = validation(&mut session);
        println!("{id}: loss {} at first; {score:?}", losses[0]);
        (losses[0], score.accuracy.expect("there are classes"))
    };
    let (_, zeros) = run("start-zeros");
    let (first_of_large, large) = run("start-large");
    let (first, right) = run("start-kaiming");
    assert!(zeros < 0.65 && large < 0.8 && right > 0.95);
    assert!(first_of_large > 20.0 * first);
}

#[test]
fn dropout_learns_less_by_heart() {
    let run = |id: &str| {
        let mut session = open(&recipe(id), None);
        let losses = train(&mut session, 1500);
        let trained = losses[1400..].iter().sum::<f32>() / 100.0;
        (trained, validation(&mut session).loss)
    };
    let ((by_heart, worse), (trained, better)) = (run("moons-noise"), run("dropout"));
    println!("training {by_heart} → {trained}, validation {worse} → {better}");
    assert!(trained > by_heart && better < worse);
}

#[test]
fn a_plain_rnn_learns_names_too() {
    let mut session = open(&recipe("rnn-names"), None);
    let first = validation(&mut session).loss;
    train(&mut session, 150);
    let last = validation(&mut session).loss;
    println!("rnn-names: {first} → {last} nats a letter");
    // A guess is ln 27 = 3.3; how often each letter stands there is 2.8.
    assert!(last < 2.6, "{first} → {last}");
}

/// All at once what the page's worker lets come a token at a time.
fn write(session: &Session, prompt: &str) -> Vec<String> {
    let options = SamplingOptions {
        count: 3,
        prompt: prompt.into(),
        temperature: 0.8,
        top_k: 0,
        length: 20,
    };
    let mut writing = Writing::begin(session, options);
    loop {
        if let Some(texts) = block_on(writing.go_on(session)).expect("flex is never lost") {
            return texts;
        }
    }
}

#[test]
fn what_a_language_model_writes_goes_on_from_the_prompt_and_follows_from_seed_and_step() {
    let mut session = open(&recipe("lstm-names"), None);
    train(&mut session, 100);
    let texts = write(&session, "an");
    assert_eq!(texts.len(), 3);
    for text in &texts {
        // The end is not a letter, and no name is longer than the longest one it was shown.
        assert!(text.starts_with("an") && text.len() <= 13, "{text}");
        assert!(
            text.bytes().all(|letter| letter.is_ascii_lowercase()),
            "{text}"
        );
    }
    assert_eq!(write(&session, "an"), texts);
    train(&mut session, 1);
    assert_ne!(write(&session, "an"), texts);
}
