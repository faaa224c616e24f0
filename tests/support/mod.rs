//! What several test programs need: opening a Recipe with the repository's data files, and training it.
#![allow(dead_code)] // each program uses some of it

pub mod digits;
pub mod host;

use burn::tensor::Device;
use downhill::data::{self, Data};
use downhill::datasets;
use downhill::protocol::Score;
use downhill::recipe::{Recipe, experiments};
use downhill::training::checkpoint::Checkpoint;
use downhill::training::session::{HeldOut, Session, Step};
use pollster::block_on;

/// A data file of the repository.
pub fn file(name: &'static str) -> (&'static str, Vec<u8>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/");
    (name, std::fs::read(format!("{folder}{name}")).expect(name))
}

/// The Recipe with every default filled in; nothing in it may be wrong.
pub fn normal(recipe: &Recipe) -> Recipe {
    let (recipe, problems) = recipe.clone().normalise();
    assert_eq!(problems, []);
    recipe
}

/// The data of a normalised Recipe, all shards there.
pub fn data(recipe: &Recipe) -> Data {
    let record = datasets::find(&recipe.data.id).expect("normalised");
    let files: Vec<_> = data::needed(record).into_iter().map(file).collect();
    let files: Vec<(&str, &[u8])> = (files.iter())
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let mut data = Data::open(record, &recipe.data, recipe.seed, &files).expect("our own files");
    for name in data.missing() {
        let (_, bytes) = file(name);
        data.supply(record, name, &bytes).expect("our own files");
    }
    data
}

/// A Session on the processor.
pub fn open(recipe: &Recipe, checkpoint: Option<&Checkpoint>) -> Session {
    let recipe = normal(recipe);
    let data = data(&recipe);
    Session::open(recipe, data, &Device::flex(), checkpoint)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A Session of a named experiment.
pub fn experiment(id: &str) -> Session {
    open(&(experiments::find(id).expect("it exists").recipe)(), None)
}

/// One more update; false where training is over. What is to be measured on the way is measured.
pub fn step(session: &mut Session) -> bool {
    loop {
        match session.step() {
            Step::Done | Step::EpochDone => return true,
            Step::Evaluate => {
                block_on(session.evaluate_slice()).expect("flex is never lost");
            }
            Step::Waiting(file) => panic!("{file} is missing"),
            Step::Finished => return false,
        }
    }
}

/// The loss of each of `steps` steps.
pub fn train(session: &mut Session, steps: usize) -> Vec<f32> {
    let mut losses = Vec::new();
    for done in 1..=steps {
        assert!(step(session), "{:?}", session.reason());
        if done % 1000 == 0 || done == steps {
            losses.extend(block_on(session.look()).expect("flex is never lost"));
        }
    }
    losses
}

/// How well the network does now.
pub fn measure(session: &mut Session, which: HeldOut) -> Score {
    let score = block_on(session.measure(which)).expect("flex is never lost");
    score.expect("there are samples")
}

/// Trains to the end that the Recipe sets, and measures the whole test set.
pub fn finish(session: &mut Session) -> Score {
    while step(session) {
        if session.unread() >= 1000 {
            block_on(session.look()).expect("flex is never lost");
        }
    }
    measure(session, HeldOut::Test)
}
