//! Input that is cut off, mutated or plain nonsense: a clear error, never a panic, and nothing lost.

use burn::tensor::Device;
use downhill::catalog;
use downhill::checkpoint::Checkpoint;
use downhill::data::Data;
use downhill::link;
use downhill::params::{Entry, ParamKind, Value};
use downhill::recipe::{self, DeviceChoice, Recipe};
use downhill::session::{Session, Step};
use pollster::block_on;
use proptest::prelude::*;

/// Any value that an entry's parameters may have.
fn any_entry(id: &'static str, params: &'static [downhill::params::Param]) -> BoxedStrategy<Entry> {
    let mut entry = Just(Entry::new(id)).boxed();
    for param in params {
        let value: BoxedStrategy<Value> = match param.kind {
            ParamKind::Integer { min, max, .. } => {
                (min..=max).prop_map(|n| Value::Number(n as f64)).boxed()
            }
            ParamKind::Real { min, max, .. } => (min..=max).prop_map(Value::Number).boxed(),
            ParamKind::Choice { options, .. } => proptest::sample::select(options)
                .prop_map(|option| Value::Word(option.id.into()))
                .boxed(),
            ParamKind::Switch { .. } => any::<bool>()
                .prop_map(|on| Value::Number(f64::from(u8::from(on))))
                .boxed(),
            ParamKind::Layers { .. } => any_layers().prop_map(Value::Layers).boxed(),
        };
        entry = (entry, value)
            .prop_map(|(mut entry, value)| {
                entry.params.insert(param.id.into(), value);
                entry
            })
            .boxed();
    }
    entry
}

fn any_layers() -> BoxedStrategy<Vec<Entry>> {
    let layers: Vec<_> = catalog::LAYERS
        .iter()
        .map(|record| any_entry(record.id, record.params))
        .collect();
    proptest::collection::vec(proptest::strategy::Union::new(layers), 0..8).boxed()
}

/// Any entry of a list of the catalog.
macro_rules! any_of {
    ($list:expr) => {
        proptest::strategy::Union::new($list.iter().map(|r| any_entry(r.id, r.params)))
    };
}

/// Any value for each of the Recipe's own numbers.
fn any_settings() -> BoxedStrategy<Recipe> {
    let mut recipe = Just(Recipe::default()).boxed();
    for setting in recipe::settings() {
        let value: BoxedStrategy<f64> = match setting.kind {
            ParamKind::Integer { min, max, .. } => (min..=max).prop_map(|n| n as f64).boxed(),
            ParamKind::Real { min, max, .. } => (min..=max).boxed(),
            _ => panic!("{} is no number", setting.id),
        };
        recipe = (recipe, value)
            .prop_map(|(mut recipe, value)| {
                recipe.put(setting.id, value);
                recipe
            })
            .boxed();
    }
    recipe
}

fn any_recipe() -> impl Strategy<Value = Recipe> {
    let losses: Vec<_> = catalog::LOSSES
        .iter()
        .map(|record| record.id.to_owned())
        .chain([String::new()])
        .collect();
    (
        any_settings(),
        prop_oneof![
            Just(DeviceChoice::Auto),
            Just(DeviceChoice::Cpu),
            Just(DeviceChoice::Gpu)
        ],
        any_of!(catalog::DATASETS),
        any::<bool>(),
        any_of!(catalog::ARCHITECTURES),
        any_of!(catalog::INITIALIZERS),
        proptest::sample::select(losses),
        any_of!(catalog::OPTIMIZERS),
        any_of!(catalog::SCHEDULES),
    )
        .prop_map(
            |(recipe, device, data, shuffle, network, init, loss, optimizer, schedule)| Recipe {
                device,
                data,
                shuffle,
                network,
                init,
                loss,
                optimizer,
                schedule,
                ..recipe
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_link_is_parsed_back_equal(recipe in any_recipe()) {
        let (recipe, problems) = recipe.normalise();
        prop_assert_eq!(problems, vec![]);
        let others = vec![("view.log".to_owned(), "1".to_owned()), ("view.字 &=#%".to_owned(), "a b".to_owned())];
        let link = link::print(&recipe, &others);
        let parsed = link::parse(&format!("https://example.org/page#{link}"));
        prop_assert_eq!(parsed.problems, vec![]);
        prop_assert_eq!(parsed.recipe, recipe);
        prop_assert_eq!(parsed.others, others);
    }

    #[test]
    fn a_written_recipe_is_read_back_equal(recipe in any_recipe()) {
        let text = serde_json::to_string(&recipe).expect("plain data");
        let read: Recipe = serde_json::from_str(&text).expect("what was written");
        prop_assert_eq!(read, recipe);
    }

    #[test]
    fn any_text_gives_a_recipe_that_stands(text in ".{0,300}") {
        let parsed = link::parse(&text);
        let (again, problems) = parsed.recipe.clone().normalise();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again, parsed.recipe);
    }

    #[test]
    fn any_values_under_known_keys_give_a_recipe_that_stands(
        key in prop_oneof!["seed", "batch", "epochs", "data", "data.noise", "data.samples", "network.layers", "optimizer.rate", "loss", "v", "device", "shuffle"],
        value in prop_oneof![".{0,30}", "-?[0-9]{1,25}(\\.[0-9]+)?", "NaN|inf|-inf|1e999|0|-0|０", "(dense|conv|pool)\\(.{0,10}"],
    ) {
        let parsed = link::parse(&format!("{key}={value}"));
        let (again, problems) = parsed.recipe.clone().normalise();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again, parsed.recipe);
    }

    /// Bytes of a valid Checkpoint, changed at random places or cut off: read or refused, never a panic. What is read
    /// is opened too.
    #[test]
    fn a_mutated_checkpoint_never_panics(
        cut in proptest::option::of(any::<proptest::sample::Index>()),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), any::<bool>()), 0..12),
    ) {
        let mut bytes = checkpoint_bytes().to_vec();
        let header = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")) as usize;
        for (at, value, in_header) in changes {
            let range = if in_header { 8 + header } else { bytes.len() };
            bytes[at.index(range)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(checkpoint) = Checkpoint::from_bytes(&bytes) {
            let (recipe, _) = checkpoint.meta.recipe.clone().normalise();
            // Only what is made here is opened: other data would need its files.
            let record = catalog::dataset_record(&recipe.data.id).expect("normalised");
            if let Ok(data) = Data::open(record, &recipe.data, recipe.seed, &[])
                && let Ok(mut session) = Session::open(recipe, data, &Device::flex(), Some(&checkpoint))
            {
                step(&mut session);
            }
        }
    }

    #[test]
    fn mutated_data_files_never_panic(
        at in any::<proptest::sample::Index>(),
        value in any::<u8>(),
        length in any::<proptest::sample::Index>(),
    ) {
        let mut bytes = own_data();
        let index = at.index(bytes.len());
        bytes[index] = value;
        bytes.truncate(length.index(bytes.len()) + 1);
        let record = catalog::dataset_record("own").expect("it exists");
        let _ = Data::open(record, &Entry::new("own"), 1, &[("own", &bytes)]);
        let mnist = catalog::dataset_record("mnist").expect("it exists");
        let files: Vec<(&str, &[u8])> = downhill::data::needed(mnist).into_iter().map(|name| (name, bytes.as_slice())).collect();
        prop_assert!(Data::open(mnist, &Entry::new("mnist"), 1, &files).is_err());
    }
}

/// One update, with what is to be measured before it.
fn step(session: &mut Session) {
    while session.step() == Step::Evaluate {
        block_on(session.evaluate_slice()).expect("flex is never lost");
    }
}

/// A Checkpoint of a small network in the midst of training.
fn checkpoint_bytes() -> &'static [u8] {
    static BYTES: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    BYTES.get_or_init(|| {
        let recipe = Recipe {
            network: Entry::new("sequential").with_layers("dense(3),tanh"),
            data: Entry::new("circles").with("samples", 40.0),
            ..Recipe::default()
        };
        let (recipe, _) = recipe.normalise();
        let record = catalog::dataset_record("circles").expect("it exists");
        let data = Data::open(record, &recipe.data, 1, &[]).expect("made here");
        let mut session = Session::open(recipe, data, &Device::flex(), None).expect("it fits");
        step(&mut session);
        block_on(session.look()).expect("flex is never lost");
        block_on(session.checkpoint())
            .expect("flex is never lost")
            .to_bytes()
            .expect("writes")
    })
}

/// Six samples of two numbers in three classes.
fn own_data() -> Vec<u8> {
    use safetensors::{Dtype, tensor::TensorView};
    let inputs: Vec<u8> = (0..12u8).flat_map(|n| f32::from(n).to_le_bytes()).collect();
    let targets = [0u8, 1, 2, 0, 1, 2];
    let views = [
        (
            "inputs",
            TensorView::new(Dtype::F32, vec![6, 2], &inputs).expect("it fits"),
        ),
        (
            "targets",
            TensorView::new(Dtype::U8, vec![6], &targets).expect("it fits"),
        ),
    ];
    safetensors::serialize(views, None).expect("writes")
}

fn problem_codes(link: &str) -> Vec<String> {
    link::parse(link)
        .problems
        .into_iter()
        .map(|problem| format!("{}:{}", problem.key, problem.code))
        .collect()
}

#[test]
fn bad_keys_are_named_ignored_and_kept() {
    let parsed = link::parse("#v=1&batch=16&btach=3&seed=x&data.noise=7&view.log=1&未来=1");
    let codes: Vec<_> = parsed
        .problems
        .iter()
        .map(|problem| (problem.key.as_str(), problem.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("btach", "unknown_key"),
            ("seed", "wrong_kind"),
            ("未来", "unknown_key"),
            ("data.noise", "out_of_range")
        ]
    );
    assert_eq!(parsed.recipe.batch, 16);
    let printed = link::print(&parsed.recipe, &parsed.others);
    assert!(printed.contains("btach=3") && printed.contains("view.log=1"));
}

#[test]
fn every_problem_is_collected() {
    assert_eq!(
        problem_codes(
            "data=nothing&optimizer=none&network=dream&loss=joy&batch=0&epochs=99999999&seed=99999999999999999"
        ),
        [
            "batch:out_of_range",
            "epochs:out_of_range",
            "seed:out_of_range",
            "loss:unknown_entry",
            "data:unknown_entry",
            "network:unknown_entry",
            "optimizer:unknown_entry",
        ]
    );
}

#[test]
fn a_link_as_long_as_a_book_is_refused_at_once() {
    assert_eq!(
        problem_codes(&"x".repeat(link::MAX_LENGTH + 1)),
        ["link:too_large"]
    );
    let many = format!("network.layers={}", vec!["relu"; 65].join(","));
    assert_eq!(problem_codes(&many), ["network.layers:too_large"]);
}

#[test]
fn an_experiment_is_a_starting_point_that_other_keys_change() {
    let parsed = link::parse("batch=8&experiment=lenet-fast");
    assert_eq!(parsed.problems, []);
    assert_eq!(
        (
            parsed.recipe.batch,
            parsed.recipe.epochs,
            parsed.recipe.data.id.as_str()
        ),
        (8, 3, "mnist")
    );
}

#[test]
fn own_data_is_read_and_split_into_classes() {
    let record = catalog::dataset_record("own").expect("it exists");
    let bytes = own_data();
    let data = Data::open(record, &Entry::new("own"), 1, &[("own", &bytes)]).expect("it is whole");
    assert_eq!(
        (data.train_len(), data.shape.as_slice(), data.outputs.len()),
        (6, [2].as_slice(), 3)
    );
    let cut = Data::open(
        record,
        &Entry::new("own"),
        1,
        &[("own", &bytes[..bytes.len() - 1])],
    );
    assert_eq!(
        cut.err().map(|error| error.code),
        Some("bad_file".to_owned())
    );
}

#[test]
fn checkpoints_say_what_is_wrong_with_them() {
    let good = checkpoint_bytes();
    let code = |bytes: &[u8]| Checkpoint::from_bytes(bytes).err().map(|error| error.code);
    assert_eq!(code(good), None);
    assert_eq!(code(&good[..good.len() - 1]).as_deref(), Some("bad_file"));
    assert_eq!(code(b"").as_deref(), Some("bad_file"));
    assert_eq!(code("你好，世界".as_bytes()).as_deref(), Some("bad_file"));
    assert_eq!(code(&own_data()).as_deref(), Some("no_recipe"));
    // The last number of the file, made NaN.
    let mut nan = good.to_vec();
    let at = nan.len() - 4;
    nan[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert_eq!(code(&nan).as_deref(), Some("not_finite"));
}

#[test]
fn a_loss_for_another_task_is_refused() {
    let (recipe, problems) = Recipe {
        data: Entry::new("reverse"),
        loss: "mse".into(),
        ..Recipe::default()
    }
    .normalise();
    assert_eq!(problems, []);
    let record = catalog::dataset_record("reverse").expect("it exists");
    let data = Data::open(record, &recipe.data, 1, &[]).expect("made here");
    let errors = Session::open(recipe, data, &Device::flex(), None)
        .err()
        .expect("tokens have no squared error here");
    assert_eq!(errors[0].code, "wrong_task");
}

/// Every declared parameter of the catalog, with a name to tell it by.
fn all_params() -> Vec<(String, &'static downhill::params::Param)> {
    let mut all: Vec<(String, &'static downhill::params::Param)> = Vec::new();
    macro_rules! add {
        ($($list:expr),*) => {
            $(for record in $list {
                let named = |param| (record.id.to_owned(), param);
                all.extend(record.params.iter().map(named));
            })*
        };
    }
    add!(
        catalog::DATASETS,
        catalog::ARCHITECTURES,
        catalog::LAYERS,
        catalog::INITIALIZERS,
        catalog::OPTIMIZERS,
        catalog::SCHEDULES
    );
    all.extend(recipe::settings().map(|param| ("recipe".to_owned(), param)));
    all
}

#[test]
fn every_parameter_is_taken_at_its_limits_and_refused_beyond_them() {
    for (id, param) in all_params() {
        let name = format!("{id}.{}", param.id);
        let (inside, outside): (Vec<Value>, Vec<Value>) = match param.kind {
            ParamKind::Integer { min, max, .. } => {
                let number = |n: i64| Value::Number(n as f64);
                let outside = [
                    number(min - 1),
                    number(max + 1),
                    Value::Number(min as f64 + 0.5),
                ];
                (vec![number(min), number(max)], outside.into())
            }
            ParamKind::Real { min, max, .. } => {
                let below = min - 1e-9_f64.max(min.abs() * 1e-9);
                let outside = [
                    below,
                    max + 1e-9_f64.max(max * 1e-9),
                    f64::NAN,
                    f64::INFINITY,
                ];
                let outside = outside.into_iter().map(Value::Number).collect();
                (vec![Value::Number(min), Value::Number(max)], outside)
            }
            ParamKind::Switch { .. } => (
                vec![Value::Number(0.0), Value::Number(1.0)],
                vec![Value::Number(-1.0), Value::Number(0.5), Value::Number(2.0)],
            ),
            ParamKind::Choice { options, .. } => (
                (options.iter().map(|option| Value::Word(option.id.into()))).collect(),
                vec![Value::Word(String::new()), Value::Word("nothing".into())],
            ),
            ParamKind::Layers { .. } => (vec![param.default()], Vec::new()),
        };
        for value in inside.iter().chain([&param.default()]) {
            assert_eq!(param.check(value), Ok(()), "{name} = {value:?}");
        }
        for value in outside {
            let error = param.check(&value).expect_err(&name);
            assert_eq!(
                (error.key.as_str(), error.code.as_str()),
                (param.id, "out_of_range")
            );
            assert!(error.text.en != error.text.zh, "{name}: {}", error.text.en);
        }
        let wrong = Value::Layers(Vec::new());
        if !matches!(param.kind, ParamKind::Layers { .. }) {
            assert_eq!(param.check(&wrong).expect_err(&name).code, "wrong_kind");
        }
    }
}

/// What does not fit is said before anything trains, with what would fit.
#[test]
fn a_network_that_does_not_accept_the_data_says_what_would_fit() {
    for (link, code, helps) in [
        (
            "data=spirals&network=matrix-factorization",
            "shape_mismatch",
            "Choose the ratings",
        ),
        (
            "data=names&network.layers=dense(8)",
            "shape_mismatch",
            "reads a sequence",
        ),
        (
            "data=wine&network.layers=conv(4,3)",
            "shape_mismatch",
            "choose data with pictures",
        ),
        (
            "data=reverse&loss=mse",
            "wrong_task",
            "does not fit this data",
        ),
        (
            "data=names&network.layers=embedding(8),block(2,8)",
            "looks_ahead",
            "Causal mask",
        ),
    ] {
        let parsed = link::parse(link);
        assert_eq!(parsed.problems, [], "{link}");
        let recipe = parsed.recipe;
        let record = catalog::dataset_record(&recipe.data.id).expect("it exists");
        let read = |name: &'static str| {
            let path = format!("{}/assets/data/{name}", env!("CARGO_MANIFEST_DIR"));
            (name, std::fs::read(path).expect("in the repository"))
        };
        let files: Vec<_> = (downhill::data::needed(record).into_iter().map(read)).collect();
        let files: Vec<(&str, &[u8])> = (files.iter())
            .map(|(name, bytes)| (*name, bytes.as_slice()))
            .collect();
        let data = Data::open(record, &recipe.data, 1, &files).expect("our own files");
        let errors = Session::open(recipe, data, &Device::flex(), None)
            .err()
            .unwrap_or_else(|| panic!("{link} was accepted"));
        assert_eq!(errors[0].code, code, "{link}");
        assert!(
            errors[0].text.en.contains(helps),
            "{link}: {}",
            errors[0].text.en
        );
    }
}
