//! The named experiments reach what is said of them, natively on the processor, from their own Recipes.
//!
//! `cargo run --release -- train mlp-64-adam` prints the same numbers.

use burn::tensor::Device;
use downhill::catalog;
use downhill::data::{self, Data};
use downhill::protocol::Score;
use downhill::session::{Session, Step};
use pollster::block_on;

/// The score of the whole test set after the experiment's last epoch.
fn run(id: &str) -> Score {
    let experiment = catalog::experiment(id).expect("it exists");
    let (recipe, problems) = (experiment.recipe)().normalise();
    assert_eq!(problems, []);
    let record = catalog::dataset_record(&recipe.data.id).expect("normalised");
    let read = |name: &'static str| {
        let path = format!("{}/assets/data/{name}", env!("CARGO_MANIFEST_DIR"));
        (name, std::fs::read(path).expect("in the repository"))
    };
    let files: Vec<_> = data::needed(record).into_iter().map(read).collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let mut data = Data::open(record, &recipe.data, recipe.seed, &files).expect("our own files");
    for name in data.missing() {
        data.supply(record, name, &read(name).1)
            .expect("our own files");
    }
    let mut session = Session::open(recipe, data, &Device::flex(), None).expect("it fits");
    while session.step() != Step::Finished {
        if session.unread() >= 1000 {
            block_on(session.look(false)).expect("flex is never lost");
        }
    }
    loop {
        if let Some(score) = block_on(session.test_slice()).expect("flex is never lost")
            && !session.test_due()
        {
            return score;
        }
    }
}

#[test]
fn mlp_64_adam_reads_96_5_percent_of_the_test_set() {
    let score = run("mlp-64-adam");
    println!("mlp-64-adam: {score:?}");
    assert_eq!(score.samples, 10_000);
    assert!(score.accuracy >= Some(0.965), "{score:?}");
}

#[test]
fn lenet_fast_reads_98_5_percent_of_the_test_set() {
    let score = run("lenet-fast");
    println!("lenet-fast: {score:?}");
    assert_eq!(score.samples, 10_000);
    assert!(score.accuracy >= Some(0.985), "{score:?}");
}
