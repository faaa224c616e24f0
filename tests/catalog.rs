//! Every entry of the catalog opens, learns, and goes on from its Checkpoint.

use burn::tensor::Device;
use downhill::catalog;
use downhill::checkpoint::Checkpoint;
use downhill::data::Data;
use downhill::datasets::Source;
use downhill::params::Entry;
use downhill::recipe::Recipe;
use downhill::session::{Session, Step};
use pollster::block_on;

/// Files of a data set from the repository.
fn files(id: &str) -> Vec<(&'static str, Vec<u8>)> {
    let record = catalog::dataset_record(id).expect("a data set of the catalog");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/");
    let read = |name: &'static str| (name, std::fs::read(format!("{folder}{name}")).expect(name));
    downhill::data::needed(record)
        .into_iter()
        .map(read)
        .collect()
}

fn open(recipe: &Recipe, checkpoint: Option<&Checkpoint>) -> Session {
    let (recipe, problems) = recipe.clone().normalise();
    assert_eq!(problems, []);
    let record = catalog::dataset_record(&recipe.data.id).expect("normalised");
    let files = files(&recipe.data.id);
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let data = Data::open(record, &recipe.data, recipe.seed, &files).expect("our own files");
    Session::open(recipe, data, &Device::flex(), checkpoint)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The loss of each of `steps` steps.
fn train(session: &mut Session, steps: usize) -> Vec<f32> {
    for _ in 0..steps {
        assert!(matches!(session.step(), Step::Done | Step::EpochDone));
    }
    block_on(session.look(false))
        .expect("flex is never lost")
        .losses
}

/// Each preset on each data set that it suits, with a small batch.
fn all_networks() -> Vec<(String, Recipe)> {
    let catalog = catalog::catalog();
    let mut all = Vec::new();
    for preset in &catalog.presets {
        for data in &preset.datasets {
            // LeNet's second convolution does not fit into 8×8: the shape checker says so, see sequential.rs.
            if (preset.id.as_str(), data.as_str()) == ("lenet", "digits-8x8") {
                continue;
            }
            let recipe = Recipe {
                data: Entry::new(data),
                network: preset.network.clone(),
                optimizer: Entry::new("adam").with("rate", 0.01),
                batch: 16,
                ..Recipe::default()
            };
            all.push((format!("{} on {data}", preset.id), recipe));
        }
    }
    all
}

#[test]
fn every_network_has_gradients_for_every_weight() {
    for (name, recipe) in all_networks() {
        let mut session = open(&recipe, None);
        let before = block_on(session.checkpoint()).expect("flex is never lost");
        train(&mut session, 1);
        let after = block_on(session.checkpoint()).expect("flex is never lost");
        for spec in &session.network().specs {
            // Adam's first moment is a tenth of the first gradient.
            let gradient = after
                .get(spec, "optimizer.exp_avg.")
                .expect("a slot for each weight");
            assert!(
                gradient.iter().any(|value| *value != 0.0),
                "{name}: {} has no gradient",
                spec.name
            );
            let (old, new) = (
                before.get(spec, "").expect("kept"),
                after.get(spec, "").expect("kept"),
            );
            assert_ne!(old, new, "{name}: {} did not change", spec.name);
        }
    }
}

#[test]
fn every_network_learns_one_batch_to_a_tenth() {
    for (name, recipe) in all_networks() {
        // No network learns noise: where classes overlap, no hidden layer can bend the boundary, or one batch is not
        // enough, the limit is the data's and not the training's.
        let linear = name.starts_with("linear") && !name.contains("blobs");
        if linear {
            continue;
        }
        let mut session = one_batch(&recipe);
        let first = train(&mut session, 1)[0];
        let mut last = first;
        for _ in 0..40 {
            last = *train(&mut session, 50).last().expect("50 losses");
            if last < first / 10.0 {
                break;
            }
        }
        assert!(last < first / 10.0, "{name}: {first} → {last}");
    }
}

/// The experiment with 16 samples as all its training data.
fn one_batch(recipe: &Recipe) -> Session {
    let (mut recipe, _) = recipe.clone().normalise();
    recipe.shuffle = false;
    let record = catalog::dataset_record(&recipe.data.id).expect("normalised");
    let files = files(&recipe.data.id);
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let mut data = Data::open(record, &recipe.data, recipe.seed, &files).expect("our own files");
    data.shards.truncate(1);
    let shard = &mut data.shards[0];
    let few: Vec<usize> = (0..16).collect();
    shard.samples = shard
        .samples
        .as_ref()
        .map(|samples| samples.take(&few).into());
    shard.len = few.len();
    Session::open(recipe, data, &Device::flex(), None).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn every_network_goes_on_from_its_checkpoint_with_the_same_losses() {
    for (name, recipe) in all_networks() {
        let mut unbroken = open(&recipe, None);
        train(&mut unbroken, 7);
        let bytes = block_on(unbroken.checkpoint())
            .expect("flex is never lost")
            .to_bytes()
            .expect("writes");
        let checkpoint = Checkpoint::from_bytes(&bytes).expect("reads what it wrote");
        let mut resumed = open(&recipe, Some(&checkpoint));
        assert_eq!(resumed.position(), unbroken.position());
        assert_eq!(train(&mut resumed, 5), train(&mut unbroken, 5), "{name}");
    }
}

#[test]
fn every_optimizer_goes_on_from_its_checkpoint_with_the_same_losses() {
    for optimizer in catalog::OPTIMIZERS {
        let recipe = Recipe {
            optimizer: Entry::new(optimizer.id),
            ..Recipe::default()
        };
        let mut unbroken = open(&recipe, None);
        // Past the end of the first epoch: the order of the second must follow too.
        train(&mut unbroken, 15);
        let checkpoint = block_on(unbroken.checkpoint()).expect("flex is never lost");
        let mut resumed = open(&recipe, Some(&checkpoint));
        assert_eq!(
            train(&mut resumed, 10),
            train(&mut unbroken, 10),
            "{}",
            optimizer.id
        );
    }
}

#[test]
fn two_sessions_do_not_disturb_each_other() {
    let recipes = [
        Recipe::default(),
        Recipe {
            seed: 9,
            ..Recipe::default()
        },
    ];
    let alone: Vec<Vec<f32>> = recipes
        .iter()
        .map(|recipe| train(&mut open(recipe, None), 20))
        .collect();
    let mut both: Vec<Session> = recipes.iter().map(|recipe| open(recipe, None)).collect();
    let mut together = vec![Vec::new(), Vec::new()];
    for _ in 0..20 {
        for (session, losses) in both.iter_mut().zip(&mut together) {
            losses.extend(train(session, 1));
        }
    }
    assert_eq!(alone, together);
}

#[test]
fn rewinding_returns_to_the_same_start() {
    let mut session = open(&Recipe::default(), None);
    let first = train(&mut session, 20);
    session.rewind().expect("it was opened before");
    assert_eq!(train(&mut session, 20), first);
}

#[test]
fn rate_and_batch_change_while_it_trains_and_nothing_else() {
    let mut session = open(&Recipe::default(), None);
    train(&mut session, 3);
    session
        .tune("optimizer.rate", 0.5)
        .expect("the rate is live");
    session.tune("batch", 10.0).expect("the batch is live");
    train(&mut session, 60);
    assert_eq!(session.recipe().batch, 10);
    let changes: Vec<_> = session
        .changes()
        .iter()
        .map(|change| (change.step, change.key.as_str()))
        .collect();
    assert_eq!(changes, [(3, "optimizer.rate"), (3, "batch")]);
    // More than what is left of the epoch, and more than there are samples.
    for batch in [300.0, 4096.0, 1.0] {
        session.tune("batch", batch).expect("the batch is live");
        train(&mut session, 3);
    }
    session.tune("batch", 10.0).expect("the batch is live");
    for (key, value) in [
        ("batch", 0.0),
        ("batch", 1.5),
        ("optimizer.rate", f64::NAN),
        ("seed", 3.0),
        ("data.noise", 0.1),
        ("?", 0.0),
    ] {
        assert!(session.tune(key, value).is_err(), "{key} = {value}");
    }
    assert_eq!(session.recipe().batch, 10);
}

#[test]
fn the_default_experiment_learns_its_spirals() {
    let mut session = open(&Recipe::default(), None);
    train(&mut session, 20_000);
    let score = block_on(session.look(true))
        .expect("flex is never lost")
        .validation
        .expect("asked for");
    assert!(score.accuracy >= Some(0.98), "{score:?}");
}

#[test]
fn the_whole_test_set_is_measured_with_the_weights_of_the_epochs_end() {
    let recipe = Recipe {
        data: Entry::new("digits-8x8"),
        ..Recipe::default()
    };
    let mut session = open(&recipe, None);
    while session.step() != Step::EpochDone {}
    let step = session.position().step;
    train(&mut session, 5);
    let mut score = None;
    while session.test_due() {
        score = block_on(session.test_slice()).expect("flex is never lost");
    }
    let score = score.expect("the last slice gives the score");
    assert_eq!(score.step, step as f64);
    assert_eq!(score.samples as usize, session.data().test.len());
}

#[test]
fn training_waits_for_a_shard_and_then_goes_on_as_if_it_had_been_there() {
    let recipe = Recipe {
        data: Entry::new("mnist"),
        batch: 500,
        network: Entry::new("sequential").with_layers("flatten"),
        ..Recipe::default()
    };
    let mut session = open(&recipe, None);
    let mut steps = 0;
    let file = loop {
        match session.step() {
            Step::Waiting(file) => break file,
            _ => steps += 1,
        }
    };
    // The first shard has 10,000 less the 512 of validation.
    assert_eq!(steps, 18);
    let record = catalog::dataset_record("mnist").expect("it exists");
    let Source::Files { train: shards, .. } = record.source else {
        panic!("MNIST comes in files")
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/");
    for (name, _) in &shards[1..] {
        let bytes = std::fs::read(format!("{folder}{name}")).expect("in the repository");
        session
            .data_mut()
            .supply(record, name, &bytes)
            .expect("our own file");
    }
    assert!(shards[1..].iter().any(|(name, _)| *name == file));
    assert!(session.data().missing().is_empty());
    assert_eq!(session.data().train_len(), 60_000 - 512);
    assert_eq!(session.step(), Step::Done);
}

#[test]
fn test_and_validation_samples_are_never_trained_on() {
    let recipe = Recipe {
        data: Entry::new("digits-8x8"),
        ..Recipe::default()
    }
    .normalise()
    .0;
    let record = catalog::dataset_record("digits-8x8").expect("it exists");
    let data = Data::open(record, &recipe.data, 1, &[]).expect("in the program");
    let rows = |samples: &downhill::data::Samples| -> Vec<Vec<u32>> {
        let row = |index| {
            let (mut row, mut target) = (Vec::new(), Vec::new());
            samples.gather(index, &mut row, &mut target);
            row.into_iter().map(f32::to_bits).collect()
        };
        (0..samples.len()).map(row).collect()
    };
    let train = rows(data.shards[0].samples.as_ref().expect("in the program"));
    assert_eq!(train.len() + data.validation.len() + data.test.len(), 1797);
    for held_out in [&data.validation, &data.test] {
        assert!(rows(held_out).iter().all(|row| !train.contains(row)));
    }
}
