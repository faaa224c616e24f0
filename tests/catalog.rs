//! Every entry of the catalog opens, learns, and goes on from its Checkpoint. One file, because all of it goes over the same
//! list of networks ([`all_networks`]).

mod support;

use burn::tensor::Device;
use downhill::catalog;
use downhill::data::Data;
use downhill::datasets::{self, Source};
use downhill::network::layers::Role;
use downhill::optim::optimizers;
use downhill::params::Entry;
use downhill::recipe::{Recipe, link};
use downhill::training::checkpoint::Checkpoint;
use downhill::training::evaluation::slice_len;
use downhill::training::metrics::Tally;
use downhill::training::session::{HeldOut, Session, Step};
use pollster::block_on;
use support::{file, open, train};

/// Each preset on each data set that it suits, and each architecture that no preset names, with a small batch.
fn all_networks() -> Vec<(String, Recipe)> {
    let catalog = catalog::catalog();
    let mut all = Vec::new();
    let mut put = |name: String, data: &str, network: &Entry| {
        let recipe = Recipe {
            data: small(data),
            network: network.clone(),
            optimizer: Entry::new("adam").with("rate", 0.01),
            batch: 16,
            ..Recipe::default()
        };
        all.push((name, recipe));
    };
    for preset in &catalog.presets {
        for data in &preset.datasets {
            put(format!("{} on {data}", preset.id), data, &preset.network);
        }
    }
    let other = Entry::new("matrix-factorization");
    put("matrix factorisation".into(), "ratings", &other);
    all
}

/// A data set with few samples: what is tested here is the network.
fn small(data: &str) -> Entry {
    let declared = datasets::find(data)
        .map(|record| record.params)
        .expect("it exists");
    let mut entry = Entry::new(data);
    if declared.iter().any(|param| param.id == "samples") {
        entry = entry.with("samples", 100.0);
    }
    entry
}

#[test]
fn ids_are_written_one_way_in_each_family() {
    let catalog = catalog::catalog();
    let ids = |entries: &[downhill::protocol::CatalogEntry]| -> Vec<String> {
        entries.iter().map(|entry| entry.id.clone()).collect()
    };
    let experiments = catalog.experiments.iter().map(|one| one.id.clone());
    let presets = catalog.presets.iter().map(|one| one.id.clone());
    let views = catalog.views.iter().map(|one| one.id.clone());
    let settings = catalog.settings.iter().flat_map(|group| group.params);
    let settings = settings.map(|param| param.id.to_string());
    let all = [&catalog.datasets, &catalog.layers, &catalog.optimizers];
    let params = all.into_iter().flatten().flat_map(|entry| &entry.params);
    let params = params.map(|param| param.id.to_string());
    for (family, between, ids) in [
        ("experiments", '-', experiments.collect()),
        ("presets", '-', presets.collect()),
        ("data sets", '-', ids(&catalog.datasets)),
        ("architectures", '-', ids(&catalog.architectures)),
        ("layers", '_', ids(&catalog.layers)),
        ("initializers", '_', ids(&catalog.initializers)),
        ("optimizers", '_', ids(&catalog.optimizers)),
        ("schedules", '_', ids(&catalog.schedules)),
        ("losses", '_', ids(&catalog.losses)),
        ("views", '_', views.collect()),
        ("settings", '_', settings.collect()),
        ("parameters", '_', params.collect()),
    ] {
        for id in ids as Vec<String> {
            let fits = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == between
            };
            assert!(id.chars().all(fits), "{family}: {id}");
        }
    }
}

/// The role that PyTorch's name for a parameter tells, of a layer of this kind.
fn named_role(name: &str, kind: &str) -> Role {
    let last = name.rsplit('.').next().expect("a name has a last part");
    let norm = kind == "batch_norm" || kind == "layer_norm" || name.contains(".norm");
    match last {
        "running_mean" => Role::RunningMean,
        "running_var" => Role::RunningVariance,
        "positions" => Role::Positions,
        "weight" if norm => Role::Gain,
        "mean" | "biases" => Role::Bias,
        _ if last.contains("bias") => Role::Bias,
        _ if last.contains("weight") => Role::Weight,
        _ => panic!("{name}: no role is known for this name"),
    }
}

#[test]
fn every_parameter_knows_its_layer_and_its_role() {
    let mut roles = Vec::new();
    let norms = Entry::new("sequential").with_layers("dense(4),batch_norm,layer_norm,residual(2)");
    let normed = Recipe {
        network: norms,
        ..Recipe::default()
    };
    let all = all_networks().into_iter().chain([("norms".into(), normed)]);
    for (name, recipe) in all {
        let session = open(&recipe, None);
        let network = session.network();
        for spec in &network.specs {
            let layer = &network.layers[spec.layer];
            let role = named_role(&spec.name, &layer.id);
            assert_eq!(spec.role, role, "{name}: {}", spec.name);
            if recipe.network.id == "sequential" {
                let number = format!("{}.", spec.layer);
                assert!(spec.name.starts_with(&number), "{name}: {}", spec.name);
            }
            roles.push(role);
        }
        for (index, layer) in network.layers.iter().enumerate() {
            let own = network.specs.iter().filter(|spec| spec.layer == index);
            let learnt = own.filter(|spec| spec.role.learnt());
            let learnt: usize = learnt.map(|spec| spec.len()).sum();
            assert_eq!(learnt, layer.parameters as usize, "{name}: layer {index}");
        }
    }
    for role in [
        Role::Weight,
        Role::Bias,
        Role::Gain,
        Role::Positions,
        Role::RunningMean,
        Role::RunningVariance,
    ] {
        assert!(roles.contains(&role), "{role:?}: no network has one");
    }
}

#[test]
fn every_network_has_gradients_for_every_weight() {
    for (name, recipe) in all_networks() {
        let mut session = open(&recipe, None);
        let before = block_on(session.checkpoint()).expect("flex is never lost");
        train(&mut session, 1);
        let after = block_on(session.checkpoint()).expect("flex is never lost");
        for spec in &session.network().specs {
            let (old, new) = (
                before.get(spec, "").expect("kept"),
                after.get(spec, "").expect("kept"),
            );
            assert_ne!(old, new, "{name}: {} did not change", spec.name);
            if !spec.role.learnt() {
                continue;
            }
            // Adam's first moment is a tenth of the first gradient.
            let gradient = after
                .get(spec, "optimizer.exp_avg.")
                .expect("a state for each weight");
            assert!(
                gradient.iter().any(|value| *value != 0.0),
                "{name}: {} has no gradient",
                spec.name
            );
        }
    }
}

/// What no network of that kind can learn by heart, and why.
fn cannot_learn(name: &str) -> bool {
    // A line, a plane or one boundary is all that no hidden layer gives.
    let linear = name.starts_with("linear") || name.starts_with("neuron");
    let linear = linear && !name.contains("blobs");
    // One head without a network behind it mixes symbols; it cannot count or compare them.
    let compares = name == "self-attention on sort" || name == "self-attention on pair";
    // Values with noise on them are learnt by heart only by more units than samples.
    let noisy = name.contains("noisy-line") || name.contains("on function");
    linear || compares || noisy
}

#[test]
fn every_network_learns_one_batch_to_a_tenth() {
    let mut failed = Vec::new();
    for (name, mut recipe) in all_networks() {
        if cannot_learn(&name) {
            continue;
        }
        recipe.optimizer = Entry::new("adam").with("rate", 0.003);
        let mut session = one_batch(&recipe);
        // How a text begins cannot be known: that much of its loss stays.
        let share = if session.data().next { 5.0 } else { 10.0 };
        let first = train(&mut session, 1)[0];
        let mut last = first;
        for _ in 0..60 {
            last = *train(&mut session, 50).last().expect("50 losses");
            if last < first / share {
                break;
            }
        }
        if last >= first / share {
            failed.push(format!("{name}: {first} → {last}"));
        }
    }
    assert_eq!(failed, [""; 0]);
}

/// The experiment with 16 samples as all its training data.
fn one_batch(recipe: &Recipe) -> Session {
    let mut recipe = support::normal(recipe);
    recipe.shuffle = false;
    let mut data = support::data(&recipe);
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
        let [one, other] = [&resumed, &unbroken].map(|session| format!("{:?}", session.timeline));
        assert_eq!(one, other, "{name}");
    }
}

/// Each preset takes one input of the plane as well as all seven, goes on from its Checkpoint, and its link opens the
/// same experiment.
#[test]
fn networks_take_whatever_inputs_of_the_plane_are_on() {
    let inputs = downhill::features::ALL
        .each_ref()
        .map(|input| input.param.id);
    let choose = |data: &str, on: &[&str]| {
        let switch = |entry: Entry, id: &&str| entry.with(id, f64::from(u8::from(on.contains(id))));
        inputs.iter().fold(small(data), switch)
    };
    let in_plane = |recipe: &Recipe| {
        let record = datasets::find(&recipe.data.id).expect("it exists");
        matches!(record.group, "plane" | "plane_values")
    };
    let networks = all_networks().into_iter();
    for (name, recipe) in networks.filter(|(_, recipe)| in_plane(recipe)) {
        for on in [&inputs[5..6], &inputs[1..4], &inputs[..]] {
            let data = choose(&recipe.data.id, on);
            let recipe = Recipe {
                data,
                ..recipe.clone()
            };
            let mut unbroken = open(&recipe, None);
            assert_eq!(unbroken.data().shape, [on.len()], "{name}");
            train(&mut unbroken, 3);
            let bytes = block_on(unbroken.checkpoint())
                .expect("flex is never lost")
                .to_bytes()
                .expect("writes");
            let checkpoint = Checkpoint::from_bytes(&bytes).expect("reads what it wrote");
            assert_eq!(checkpoint.meta.recipe.data, unbroken.recipe().data);
            let mut resumed = open(&checkpoint.meta.recipe, Some(&checkpoint));
            assert_eq!(train(&mut resumed, 2), train(&mut unbroken, 2), "{name}");
            let printed = link::print(unbroken.recipe(), &[]);
            let read = link::parse(&printed);
            assert_eq!(&read.recipe, unbroken.recipe(), "{printed}");
            assert!(read.problems.is_empty(), "{printed}");
        }
    }
}

#[test]
fn a_network_that_would_be_given_nothing_is_refused() {
    let read = link::parse("data=circles&data.x1=0&data.x2=0");
    let record = datasets::find("circles").expect("it exists");
    let refused = Data::open(record, &read.recipe.data, 1, &[]).err();
    let refused = refused.expect("there is no input");
    assert_eq!(
        (refused.key.as_str(), refused.code.as_str()),
        ("data.x1", "no_input")
    );
    // What is on by default is not in the link.
    let printed = link::print(
        &link::parse("data=circles&data.x1=1&data.sin_x1=1").recipe,
        &[],
    );
    assert!(printed.contains("data.sin_x1=1"), "{printed}");
    assert!(!printed.contains("data.x1="), "{printed}");
}

#[test]
fn every_optimizer_goes_on_from_its_checkpoint_with_the_same_losses() {
    for optimizer in optimizers::ALL {
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

/// As PyTorch's DataLoader does it: the last batch of an epoch is smaller.
#[test]
fn every_sample_is_trained_on_once_an_epoch() {
    for (batch, shuffle) in [(32, true), (32, false), (9, true), (4096, false)] {
        let recipe = Recipe {
            batch,
            shuffle,
            // So slow that every step sees the same weights.
            optimizer: Entry::new("sgd").with("rate", 1e-6),
            ..Recipe::default()
        };
        let mut session = open(&recipe, None);
        let all = session.data().train_len();
        let steps = session.steps_per_epoch();
        assert_eq!(steps, all.div_ceil(batch) as u64);
        let losses = train(&mut session, steps as usize);
        assert_eq!(
            (session.position().epoch, session.position().sample),
            (1, 0)
        );
        // The mean of the epoch, each batch by its size, is that of all samples at once.
        let sizes = (0..all).step_by(batch).map(|from| batch.min(all - from));
        let mean = losses
            .iter()
            .zip(sizes)
            .map(|(loss, size)| loss * size as f32);
        let mean = mean.sum::<f32>() / all as f32;
        let whole = train(
            &mut open(
                &Recipe {
                    batch: 4096,
                    ..recipe
                },
                None,
            ),
            1,
        )[0];
        assert!(
            (mean - whole).abs() < 1e-4,
            "batch {batch}: {mean} is not {whole}"
        );
    }
}

#[test]
fn batch_norm_is_never_trained_on_a_single_sample() {
    let recipe = |layers: &str, batch: usize| {
        support::normal(&Recipe {
            data: Entry::new("digits-8x8"),
            network: Entry::new("sequential").with_layers(layers),
            batch,
            ..Recipe::default()
        })
    };
    let refused = |layers: &str, batch: usize| {
        let recipe = recipe(layers, batch);
        let data = support::data(&recipe);
        let opened = Session::open(recipe, data, &Device::flex(), None);
        opened.err().map(|errors| errors[0].code.clone())
    };
    let dense = "flatten,dense(8),batch_norm,relu";
    assert_eq!(refused(dense, 1).as_deref(), Some("single_sample"));
    // A channel of a picture has many values in one sample, and layer norm needs no other samples.
    assert_eq!(refused("conv(4,3,1),batch_norm,relu", 1), None);
    assert_eq!(refused("flatten,dense(8),layer_norm,relu", 1), None);

    let mut session = open(&recipe(dense, 32), None);
    let all = session.data().train_len();
    assert_eq!((all % 32, session.left_out()), (9, 0));
    assert!(session.remarks().is_empty());
    let error = session.tune("batch", 1.0).expect_err("it is refused");
    assert_eq!(error.code, "single_sample");
    assert_eq!(session.value("batch"), Some(32.0.into()));
    // A single sample that is left at the end is left out, and that is said.
    let batch = (2..all)
        .find(|batch| all % batch == 1)
        .expect("one of them");
    session
        .tune("batch", batch as f64)
        .expect("the batch is live");
    assert_eq!(session.left_out(), 1);
    assert_eq!(session.remarks()[0].code, "left_out");
    let losses = train(&mut session, 2 * all.div_ceil(batch));
    assert!(losses.iter().all(|loss| loss.is_finite()));
    assert!(session.position().epoch >= 1);
}

/// Two samples to train on, of which the balance may take both.
#[test]
fn where_nothing_is_left_to_train_on_that_is_said() {
    let opened = (1..20).map(|seed| {
        let data = Entry::new("circles");
        let data = data.with("samples", 20.0).with("train", 10.0);
        let recipe = support::normal(&Recipe {
            data: data.with("balance", 2.0),
            seed,
            ..Recipe::default()
        });
        let data = support::data(&recipe);
        let opened = Session::open(recipe, data, &Device::flex(), None);
        opened.map_err(|errors| errors[0].code.clone())
    });
    let (opened, refused): (Vec<_>, Vec<_>) = opened.partition(Result::is_ok);
    assert!(!opened.is_empty() && !refused.is_empty());
    let codes = refused.into_iter().filter_map(Result::err);
    assert!(codes.into_iter().all(|code| code == "too_few_samples"));
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
    let before = session.position().sample;
    train(&mut session, 2);
    assert_eq!(session.position().sample, before + 20);
    train(&mut session, 58);
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

/// Whoever looks at the test set while tuning tunes on it, so nobody looks at it in passing.
#[test]
fn the_test_set_is_measured_when_somebody_asks_and_training_takes_no_notice() {
    let recipe = Recipe {
        data: Entry::new("digits-8x8"),
        ..Recipe::default()
    };
    let mut alone = open(&recipe, None);
    let losses = train(&mut alone, 60);
    let mut session = open(&recipe, None);
    train(&mut session, 50);
    let (history, score) = (session.timeline.clone(), session.score().cloned());
    session.ask(HeldOut::Test);
    let step = session.position().step;
    // It goes on meanwhile; what is measured are the weights of then.
    assert_eq!(train(&mut session, 10), losses[50..]);
    let mut answer = None;
    while session.asked().is_some() {
        answer = block_on(session.answer_slice()).expect("flex is never lost");
    }
    let (which, test) = answer.expect("the last slice gives the score");
    assert_eq!((which, test.step), (HeldOut::Test, step as f64));
    assert_eq!(test.samples as usize, session.data().test.len());
    assert_eq!(session.timeline.buckets()[..50], history.buckets()[..50]);
    assert_eq!(session.score().map(|score| score.step), Some(32.0));
    assert_eq!(score.map(|score| score.step), Some(32.0));
    assert_eq!(session.timeline.measured(), alone.timeline.measured());
}

/// In slices as in one piece; the slices of a large network are small.
#[test]
fn an_evaluation_in_slices_is_that_of_the_whole_sample() {
    let recipe = |layers: &str| Recipe {
        data: Entry::new("digits-8x8"),
        network: Entry::new("sequential").with_layers(layers),
        batch: 4,
        ..Recipe::default()
    };
    let mut session = open(&recipe("conv(64,3,1),relu,conv(32,3,1),relu"), None);
    let mut slices = 1;
    assert_eq!(session.step(), Step::Evaluate);
    while !block_on(session.evaluate_slice()).expect("flex is never lost") {
        slices += 1;
        assert_eq!(session.step(), Step::Evaluate, "no step comes between");
    }
    assert!(slices > 1, "one slice");
    let score = session.score().expect("measured").clone();
    assert_eq!(score.samples as usize, session.data().validation.len());
    let inside = session.inside().clone();
    assert_eq!(inside.flat.len(), 2);
    // All at once, by the outputs alone.
    let data = session.data().validation.clone();
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for sample in 0..data.len() {
        data.gather(sample, &mut inputs, &mut targets);
    }
    let outputs = block_on(session.outputs(inputs)).expect("flex is never lost");
    let mut tally = Tally::new(session.data(), session.loss().outputs);
    tally.add(data.len(), score.loss, &outputs, &targets);
    let whole = tally.score(0);
    assert_eq!(score.accuracy, whole.accuracy);
    assert_eq!(score.confusion, whole.confusion);

    let small = open(&recipe("flatten"), None);
    assert!(slice_len(small.network()) >= 512);
    let large = open(&recipe("conv(64,3,1),relu,conv(32,3,1),relu"), None);
    let values = slice_len(large.network()) * large.network().values();
    assert!(values <= 1 << 22, "{values} numbers at once");
}

#[test]
fn training_waits_for_a_shard_and_then_goes_on_as_if_it_had_been_there() {
    let recipe = support::normal(&Recipe {
        data: Entry::new("mnist"),
        batch: 500,
        network: Entry::new("sequential").with_layers("flatten"),
        ..Recipe::default()
    });
    let record = datasets::find("mnist").expect("it exists");
    let files: Vec<_> = (downhill::data::needed(record).into_iter().map(file)).collect();
    let files: Vec<(&str, &[u8])> = (files.iter())
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let data = Data::open(record, &recipe.data, recipe.seed, &files).expect("our own files");
    let mut session = Session::open(recipe, data, &Device::flex(), None)
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut steps = 0;
    let missing = loop {
        match session.step() {
            Step::Waiting(file) => break file,
            Step::Evaluate => {
                block_on(session.evaluate_slice()).expect("flex is never lost");
            }
            _ => steps += 1,
        }
    };
    // The first shard has 10,000 less the 512 of validation.
    assert_eq!(steps, 18);
    let Source::Files { train: shards, .. } = record.source else {
        panic!("MNIST comes in files")
    };
    for (name, _) in &shards[1..] {
        let (_, bytes) = file(name);
        session
            .data_mut()
            .supply(record, name, &bytes)
            .expect("our own file");
    }
    assert!(shards[1..].iter().any(|(name, _)| *name == missing));
    assert!(session.data().missing().is_empty());
    assert_eq!(session.data().train_len(), 60_000 - 512);
    assert!(support::step(&mut session));
}

#[test]
fn test_and_validation_samples_are_never_trained_on() {
    let recipe = support::normal(&Recipe {
        data: Entry::new("digits-8x8"),
        ..Recipe::default()
    });
    let record = datasets::find("digits-8x8").expect("it exists");
    let data = Data::open(record, &recipe.data, 1, &[]).expect("in the program");
    let rows = |samples: &downhill::samples::Samples| -> Vec<Vec<u32>> {
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

#[test]
fn a_schedule_penalties_and_clipping_go_on_from_a_checkpoint_with_the_same_losses() {
    let recipe = Recipe {
        network: Entry::new("sequential").with_layers("dense(16),batch_norm,tanh,dropout(0.3)"),
        // Far from its end, where the rate is 0 and nothing could go on differently.
        schedule: Entry::new("cosine").with("steps", 60.0).with("warmup", 5.0),
        init: Entry::new("xavier"),
        l1: 1e-4,
        l2: 1e-3,
        clip: 0.5,
        patience: 300,
        ..Recipe::default()
    };
    let mut unbroken = open(&recipe, None);
    train(&mut unbroken, 25);
    let bytes = block_on(unbroken.checkpoint())
        .expect("flex is never lost")
        .to_bytes()
        .expect("writes");
    let checkpoint = Checkpoint::from_bytes(&bytes).expect("reads what it wrote");
    let mut resumed = open(&recipe, Some(&checkpoint));
    let losses = train(&mut unbroken, 20);
    assert_eq!(train(&mut resumed, 20), losses);
    // Each of them counts in these steps.
    for change in [
        (|recipe| recipe.schedule = Entry::new("constant")) as fn(&mut Recipe),
        |recipe| recipe.l1 = 0.0,
        |recipe| recipe.l2 = 0.0,
        |recipe| recipe.clip = 0.0,
    ] {
        let mut other = recipe.clone();
        change(&mut other);
        let mut other = open(&other, Some(&checkpoint));
        assert_ne!(train(&mut other, 20), losses);
    }
}

#[test]
fn augmented_pictures_are_the_same_each_time_and_others_in_each_epoch() {
    let recipe = |shift: f64| Recipe {
        data: Entry::new("digits-8x8")
            .with("shift", shift)
            .with("rotate", 5.0 * shift),
        network: Entry::new("sequential").with_layers("flatten"),
        ..Recipe::default()
    };
    let losses = train(&mut open(&recipe(1.0), None), 50);
    assert_eq!(losses, train(&mut open(&recipe(1.0), None), 50));
    assert_ne!(losses, train(&mut open(&recipe(0.0), None), 50));
    // One step an epoch, so short that the weights stay: only the pictures can make a difference.
    let epochs = |shift: f64| {
        let recipe = Recipe {
            batch: 4096,
            shuffle: false,
            optimizer: Entry::new("sgd").with("rate", 1e-6),
            ..recipe(shift)
        };
        let losses = train(&mut open(&recipe, None), 2);
        (losses[0] - losses[1]).abs()
    };
    let (same, other) = (epochs(0.0), epochs(1.0));
    assert!(same < 1e-5 && other > 1e-3, "{same}, {other}");
}

#[test]
fn training_stops_where_the_recipe_says() {
    let until = |change: fn(&mut Recipe)| {
        let mut recipe = Recipe {
            data: Entry::new("blobs"),
            optimizer: Entry::new("adam").with("rate", 0.02),
            ..Recipe::default()
        };
        change(&mut recipe);
        let mut session = open(&recipe, None);
        let score = support::finish(&mut session);
        let reason = session.reason().expect("it is over");
        (session.position(), reason.en.into_owned(), score)
    };
    let (position, reason, _) = until(|recipe| recipe.steps = 7);
    assert_eq!((position.step, reason.as_str()), (7, "7 steps are done."));
    let (position, _, _) = until(|recipe| recipe.epochs = 3);
    assert_eq!(position.epoch, 3);
    let (_, reason, _) = until(|recipe| recipe.target_loss = 0.1);
    assert!(reason.contains("target is reached"), "{reason}");
    let (_, reason, score) = until(|recipe| recipe.target_accuracy = 0.95);
    assert!(reason.contains("target is reached"), "{reason}");
    assert!(score.accuracy >= Some(0.9), "{score:?}");
}

#[test]
fn early_stopping_goes_back_to_the_best_weights() {
    let recipe = Recipe {
        data: Entry::new("moons")
            .with("samples", 60.0)
            .with("noise", 0.4)
            .with("label_noise", 20.0),
        network: Entry::new("sequential").with_layers("dense(64),relu,dense(64),relu"),
        optimizer: Entry::new("adam").with("rate", 0.01),
        patience: 5,
        ..Recipe::default()
    };
    let mut session = open(&recipe, None);
    let per_epoch = session.steps_per_epoch();
    while support::step(&mut session) {}
    // The best of those at the ends of epochs.
    let ends = session
        .timeline
        .measured()
        .into_iter()
        .filter(|measured| measured.step > 0 && measured.step.is_multiple_of(per_epoch));
    let best = ends.fold(f32::INFINITY, |best, measured| best.min(measured.loss));
    let back = support::measure(&mut session, HeldOut::Validation).loss;
    assert!((back - best).abs() < 1e-6, "{back} is not {best}");
    // Whoever changes something goes on from there.
    session.tune("patience", 0.0).expect("it is live");
    assert!(support::step(&mut session));
}

#[test]
fn the_probability_of_dropout_changes_while_it_trains() {
    let recipe = Recipe {
        network: Entry::new("sequential").with_layers("dense(16),tanh,dropout(0.5)"),
        ..Recipe::default()
    };
    let mut session = open(&recipe, None);
    train(&mut session, 5);
    session
        .tune("network.layers[2].rate", 0.0)
        .expect("it is live");
    train(&mut session, 5);
    assert_eq!(
        session.recipe().network.layers("layers")[2].number("rate"),
        0.0
    );
    // Training takes it from there: tuned, it is as if it had been so from the start.
    let losses = |start: f64, tuned: f64| {
        let layers = format!("dense(16),tanh,dropout({start})");
        let mut session = open(
            &Recipe {
                network: Entry::new("sequential").with_layers(&layers),
                ..Recipe::default()
            },
            None,
        );
        (session.tune("network.layers[2].rate", tuned)).expect("it is live");
        train(&mut session, 5)
    };
    assert_eq!(losses(0.5, 0.0), losses(0.0, 0.0));
    assert_ne!(losses(0.0, 0.5), losses(0.0, 0.0));
    for (key, value) in [
        ("network.layers[2].rate", 1.0),
        ("network.layers[0].units", 4.0),
        ("network.layers[9].rate", 0.1),
        ("network.layers[x].rate", 0.1),
    ] {
        assert!(session.tune(key, value).is_err(), "{key} = {value}");
    }
}

#[test]
fn where_it_trains_changes_no_number_and_is_no_change_of_the_training() {
    let recipe = Recipe {
        steps: 5,
        ..Recipe::default()
    };
    let mut session = open(&recipe, None);
    train(&mut session, 5);
    session.tune("device", "gpu").expect("it is live");
    assert_eq!(session.value("device"), Some("gpu".into()));
    assert!(session.changes().is_empty());
    assert!(!support::step(&mut session), "it stays over");
    for (key, value) in [("device", "abacus"), ("optimizer", "sgd"), ("batch", "8")] {
        assert!(session.tune(key, value).is_err(), "{key} = {value}");
    }
    assert_eq!(session.value("device"), Some("gpu".into()));
}

#[test]
fn a_network_that_sees_what_it_is_to_predict_is_refused() {
    let recipe = support::normal(&Recipe {
        data: Entry::new("names"),
        network: Entry::new("sequential").with_layers("embedding(8),block(2,8)"),
        ..Recipe::default()
    });
    let data = support::data(&recipe);
    let refused = Session::open(recipe, data, &Device::flex(), None);
    let code = refused
        .err()
        .and_then(|errors| Some(errors.first()?.code.clone()));
    assert_eq!(code.as_deref(), Some("looks_ahead"));
}

#[test]
fn every_start_of_weights_is_as_it_says() {
    for (id, expected) in [
        ("zeros", 0.0),
        ("constant", 0.1),
        ("uniform", 0.5 / 3.0_f64.sqrt()),
        ("normal", 1.0 / 28.0),
        ("xavier", (2.0 / (784.0 + 100.0_f64)).sqrt()),
        ("kaiming", (2.0 / 784.0_f64).sqrt()),
        ("default", 1.0 / 28.0 / 3.0_f64.sqrt()),
    ] {
        let recipe = Recipe {
            data: Entry::new("mnist").with("size", 1000.0),
            network: Entry::new("sequential").with_layers("dense(100)"),
            init: Entry::new(id),
            ..Recipe::default()
        };
        let session = open(&recipe, None);
        let start = block_on(session.checkpoint()).expect("flex is never lost");
        let weights = start.stored("0.weight").expect("a dense layer has weights");
        let squares: f64 = weights.iter().map(|w| f64::from(w * w)).sum();
        let size = (squares / weights.len() as f64).sqrt();
        assert!(
            (size - expected).abs() <= 0.02 * expected,
            "{id}: {size} is not {expected}"
        );
        let bias = start.stored("0.bias").expect("and biases");
        assert_eq!(id != "default", bias.iter().all(|b| *b == 0.0), "{id}");
    }
}

#[test]
fn classes_and_columns_with_english_names_have_chinese_ones() {
    use downhill::datasets::words;
    for record in datasets::ALL {
        if record.id == "own" {
            continue;
        }
        let recipe = support::normal(&Recipe {
            data: small(record.id),
            ..Recipe::default()
        });
        let data = support::data(&recipe);
        let classes = match data.task {
            downhill::samples::Task::Classify => &data.outputs[..],
            _ => &[],
        };
        for name in classes.iter().chain(&data.features) {
            let english = name.chars().filter(char::is_ascii_alphabetic).count() > 1;
            let title = words::title(name);
            assert!(!english || title.en != title.zh, "{}: {name}", record.id);
        }
    }
}
