//! Input that is cut off, mutated or plain nonsense: a clear error, never a panic, and nothing lost. One file, so that the ways
//! in from outside stand beside each other, and one generator of Recipes serves them.

mod support;

use std::collections::BTreeMap;

use burn::tensor::Device;
use downhill::bounds;
use downhill::data::Data;
use downhill::datasets;
use downhill::error::Error;
use downhill::network::{architectures, initializers, layers};
use downhill::optim::{losses, optimizers, schedules};
use downhill::params::{Entry, ParamKind, Value};
use downhill::recipe::link;
use downhill::recipe::{self, DeviceChoice, Key, Recipe};
use downhill::training::checkpoint::Checkpoint;
use downhill::training::session::Session;
use pollster::block_on;
use proptest::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

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
    let layers: Vec<_> = layers::ALL
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

/// A link with all of it encoded once more.
fn encoded(link: &str) -> String {
    let mut encoded = String::new();
    for byte in link.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

/// A link in an address, as it comes out of some program.
fn any_mangling() -> impl Strategy<Value = fn(&str) -> String> {
    let manglings: [fn(&str) -> String; 22] = [
        |link| format!("https://example.org/#{}", link.replace('&', "&amp;")),
        |link| format!("#{}", link.replace('&', "&amp;amp;")),
        |link| {
            format!(
                "https://example.org/?lang=zh#{}",
                link.replace('&', "&#38;")
            )
        },
        |link| format!("#{}", link.replace('&', "%26")),
        |link| format!("#{}", link.replace('=', "%3D")),
        |link| format!("#{}", link.replace('=', "%3d").replace('&', "%26")),
        |link| format!("#{}", encoded(link)),
        |link| format!("#{}", encoded(&encoded(link))),
        |link| format!("https://example.org/%23{link}"),
        |link| format!("https://example.org/%23{}", encoded(link)),
        // Values encoded once more, as some editors do with what is between the signs.
        |link| format!("#{}", link.replace('%', "%25")),
        |link| format!("#{link}.\n"),
        |link| format!("<https://example.org/#{link}>),"),
        // Broken at 72 characters.
        |link| {
            let characters: Vec<char> = format!("#{link}").chars().collect();
            let lines = characters
                .chunks(72)
                .map(|line| line.iter().collect::<String>());
            lines.collect::<Vec<_>>().join("\r\n ")
        },
        |link| format!("#{}", link.replace(',', ",%20").replace("&", "&\u{200b}")),
        |link| format!("#{link}。"),
        |link| format!("#{}&nbsp;", link.replace(',', ",\u{a0}")),
        |link| format!("#{}", link.replace(',', ",%C2%A0")),
        |link| {
            format!(
                "https://example.org/#{}&quot;&gt;",
                link.replace('&', "&amp;")
            )
        },
        // Quoted-printable, shown as it was sent.
        |link| {
            let quoted = format!("https://example.org/#{}", link.replace('=', "=3D"));
            quoted.replace('&', "&=\r\n")
        },
        |link| format!("#{}", link.replace('=', "=3D").replace(',', ",=\n")),
        |link| {
            let characters: Vec<char> = link.chars().collect();
            let lines = characters
                .chunks(20)
                .map(|line| line.iter().collect::<String>());
            format!("#{}", lines.collect::<Vec<_>>().join("%0A"))
        },
    ];
    proptest::sample::select(manglings.to_vec())
}

fn any_recipe() -> impl Strategy<Value = Recipe> {
    let losses: Vec<_> = losses::ALL
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
        any_of!(datasets::ALL),
        any::<bool>(),
        any_of!(architectures::ALL),
        any_of!(initializers::ALL),
        proptest::sample::select(losses),
        any_of!(optimizers::ALL),
        any_of!(schedules::ALL),
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

    /// What mail programs and content management systems make of a link changes nothing.
    #[test]
    fn a_mangled_link_is_read_as_it_was_meant(recipe in any_recipe(), run in any::<bool>(), mangled in any_mangling()) {
        let (recipe, _) = recipe.normalise();
        let run = if run { "&run=1" } else { "" };
        let link = format!("{}{run}", link::print(&recipe, &[]));
        let parsed = link::parse(&mangled(&link));
        prop_assert_eq!(parsed.problems, vec![], "{}", mangled(&link));
        prop_assert_eq!(parsed.recipe, recipe);
        prop_assert_eq!(parsed.run, !run.is_empty());
    }

    #[test]
    fn a_recipe_set_key_by_key_from_another_is_equal(recipe in any_recipe()) {
        let (recipe, _) = recipe.normalise();
        let mut copy = Recipe::default();
        for key in Key::all(&recipe) {
            let value = key.get(&recipe).expect("a normalised Recipe has all");
            prop_assert_eq!(key.set(&mut copy, value), Ok(()), "{}", key);
        }
        prop_assert_eq!(copy, recipe);
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
            let recipe = checkpoint.meta.recipe.clone();
            // Only what is made here is opened: other data would need its files.
            let record = datasets::find(&recipe.data.id).expect("normalised");
            if let Ok(data) = Data::open(record, &recipe.data, recipe.seed, &[])
                && let Ok(mut session) = Session::open(recipe, data, &Device::flex(), Some(&checkpoint))
            {
                support::step(&mut session);
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
        let record = datasets::find("own").expect("it exists");
        let _ = Data::open(record, &Entry::new("own"), 1, &[("own", &bytes)]);
        let mnist = datasets::find("mnist").expect("it exists");
        let files: Vec<(&str, &[u8])> = downhill::data::needed(mnist).into_iter().map(|name| (name, bytes.as_slice())).collect();
        prop_assert!(Data::open(mnist, &Entry::new("mnist"), 1, &files).is_err());
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
        let record = datasets::find("circles").expect("it exists");
        let data = Data::open(record, &recipe.data, 1, &[]).expect("made here");
        let mut session = Session::open(recipe, data, &Device::flex(), None).expect("it fits");
        support::train(&mut session, 1);
        block_on(session.checkpoint())
            .expect("flex is never lost")
            .to_bytes()
            .expect("writes")
    })
}

/// Six samples of two numbers in three classes.
fn own_data() -> Vec<u8> {
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
            ("seed", "wrong_kind"),
            ("link", "unknown_key"),
            ("data.noise", "out_of_range")
        ]
    );
    assert!(parsed.problems[1].text.en.contains("“btach”, “未来”"));
    assert_eq!(parsed.recipe.batch, 16);
    let printed = link::print(&parsed.recipe, &parsed.others);
    assert!(printed.contains("btach=3") && printed.contains("view.log=1"));
}

#[test]
fn a_fragment_that_gives_no_known_key_a_value_is_foreign() {
    for fragment in [
        "stage",
        "utm_source=mail",
        "utm_source=mail&utm_medium=",
        ":~:text=loss",
        "batch=",
        "a%3Db",
    ] {
        assert!(link::parse(fragment).foreign, "{fragment}");
    }
    for link in [
        "",
        "#",
        "v=1",
        "utm_source=mail&batch=8",
        "data%3Dxor%26seed%3D2",
        "network.layers=dense(8)",
        "view.log=loss",
        "run=1",
        "experiment=lenet",
        "batch=many",
    ] {
        assert!(!link::parse(link).foreign, "{link}");
    }
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
        problem_codes(&"x".repeat(bounds::LINK + 1)),
        ["link:too_large"]
    );
    // Weights have a bound of their own.
    let weights = |count| format!("batch=8&weights=f32.{}", "A".repeat(count));
    assert_eq!(problem_codes(&weights(100_000)), [""; 0]);
    assert_eq!(link::parse(&weights(100_000)).recipe.batch, 8);
    assert_eq!(
        problem_codes("batch=8&weights=heavy"),
        ["weights:wrong_kind"]
    );
    assert_eq!(
        problem_codes(&weights(bounds::LINK_WEIGHTS)),
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
    let record = datasets::find("own").expect("it exists");
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
    let record = datasets::find("reverse").expect("it exists");
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
        datasets::ALL,
        architectures::ALL,
        layers::ALL,
        initializers::ALL,
        optimizers::ALL,
        schedules::ALL
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
        let record = datasets::find(&recipe.data.id).expect("it exists");
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

#[test]
fn thousands_of_unknown_keys_are_one_problem_and_thousands_of_bad_ones_few() {
    let unknown: String = (0..2000).map(|n| format!("&k{n}=1")).collect();
    let parsed = link::parse(&format!("batch=8{unknown}"));
    assert_eq!(parsed.recipe.batch, 8);
    assert_eq!(parsed.others.len(), 2000);
    assert_eq!(parsed.problems.len(), 1);
    assert!(parsed.problems[0].text.en.contains("and 1995 more"));
    assert_eq!(
        problem_codes(&"seed=x&".repeat(2000)).len(),
        bounds::PROBLEMS
    );
}

/// Values of a tensor with its shape.
type Values = (Vec<usize>, Vec<f32>);

/// The Checkpoint of a small network with other metadata or tensors.
fn altered(alter: impl FnOnce(&mut serde_json::Value, &mut BTreeMap<String, Values>)) -> Vec<u8> {
    let bytes = checkpoint_bytes();
    let (_, metadata) = SafeTensors::read_metadata(bytes).expect("it is whole");
    let mut metadata = metadata.metadata().clone().expect("it has some");
    let mut meta = serde_json::from_str(&metadata["downhill"]).expect("JSON");
    let file = SafeTensors::deserialize(bytes).expect("it is whole");
    let floats = |bytes: &[u8]| {
        let words = bytes.chunks_exact(4);
        words
            .map(|word| f32::from_le_bytes(word.try_into().expect("four")))
            .collect()
    };
    let mut tensors: BTreeMap<String, Values> = (file.iter())
        .map(|(name, view)| (name.into(), (view.shape().into(), floats(view.data()))))
        .collect();
    alter(&mut meta, &mut tensors);
    metadata.insert("downhill".into(), meta.to_string());
    let tensors: Vec<_> = (tensors.into_iter())
        .map(|(name, (shape, values))| {
            let bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            (name, shape, bytes)
        })
        .collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes);
        (name, view.expect("it fits"))
    });
    safetensors::serialize(views, Some(metadata)).expect("writes")
}

/// Opens a Checkpoint as the worker does: the Session, or every reason why not.
fn reopened(bytes: &[u8]) -> Result<Session, Vec<Error>> {
    let checkpoint = Checkpoint::from_bytes(bytes).map_err(|error| vec![error])?;
    let recipe = checkpoint.meta.recipe.clone();
    let record = datasets::find(&recipe.data.id).expect("normalised");
    let data = Data::open(record, &recipe.data, recipe.seed, &[]).map_err(|error| vec![error])?;
    Session::open(recipe, data, &Device::flex(), Some(&checkpoint))
}

/// What is said about a Checkpoint, opened or not, as codes; every sentence is one that can be read.
fn told(bytes: &[u8]) -> Vec<String> {
    let problems = match reopened(bytes) {
        Ok(session) => session.problems,
        Err(problems) => problems,
    };
    let code = |problem: Error| {
        for text in [&problem.text.en, &problem.text.zh] {
            assert!(text.chars().count() < 300, "{text}");
            assert!(!text.chars().any(downhill::text::steers), "{text:?}");
        }
        problem.code
    };
    problems.into_iter().map(code).collect()
}

/// Many things that files hold which no Session has written: said, and the rest is used.
#[test]
fn a_checkpoint_of_another_version_is_opened_with_what_is_known() {
    let later = altered(|meta, _| {
        meta["recipe"]["version"] = 2.into();
        meta["recipe"]["momentum_of_the_future"] = serde_json::json!({"id": "x"});
        meta["recipe"]["network"]["params"]["layers"][0]["params"]["sparse"] = 1.into();
        meta["notes"] = "kept elsewhere".into();
    });
    assert_eq!(
        told(&later),
        [
            "unknown_key",
            "newer_version",
            "unknown_parameter",
            "unknown_key"
        ]
    );
    let session = reopened(&later).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(session.position().step, 1);
    // A wrong kind is named with its key.
    let wrong = altered(|meta, _| {
        meta["recipe"]["batch"] = "many".into();
        meta["position"] = serde_json::json!([]);
    });
    assert_eq!(told(&wrong), ["wrong_kind", "wrong_kind"]);
    let none = altered(|meta, _| *meta = serde_json::json!({"recipe": 3}));
    assert_eq!(told(&none), ["no_recipe"]);
    let no_json = altered(|meta, _| *meta = "a".into());
    assert_eq!(told(&no_json), ["bad_meta"]);
}

/// Losses after reopening a file, and those of the Session that wrote it.
fn losses_after(bytes: &[u8]) -> Vec<f32> {
    let mut session = reopened(bytes).unwrap_or_else(|errors| panic!("{errors:?}"));
    support::train(&mut session, 20)
}

/// Adam divides by 1 − βᵗ. With an empty memory and an old t its first steps would be some three times too long.
#[test]
fn without_the_optimisers_state_its_count_of_updates_begins_anew_too() {
    let old = |meta: &mut serde_json::Value| {
        meta["position"]["step"] = 1000.into();
        meta["optimizer_step"] = 1000.into();
    };
    let without = |wanted: fn(&str) -> bool, step: bool| {
        altered(|meta, tensors| {
            if step {
                old(meta);
            }
            tensors.retain(|name, _| !name.starts_with("optimizer.") || wanted(name));
        })
    };
    let (none, young) = (without(|_| false, true), without(|_| false, false));
    assert_eq!(told(&none), ["missing_tensor"]);
    assert_eq!(losses_after(&none), losses_after(&young));
    // A part of it is as good as nothing.
    let partly = without(|name| name.contains("exp_avg_sq"), true);
    assert_eq!(told(&partly), ["missing_tensor"]);
    assert_eq!(losses_after(&partly), losses_after(&none));
    // A file that does not say how often its optimizer has updated has done so at every step.
    let silent = altered(|meta, _| {
        meta.as_object_mut()
            .expect("an object")
            .remove("optimizer_step");
    });
    assert_eq!(told(&silent), [""; 0]);
    assert_eq!(losses_after(&silent), losses_after(checkpoint_bytes()));
}

#[test]
fn files_that_are_too_large_are_refused_or_cut_before_they_are_unpacked() {
    let layers = altered(|meta, _| {
        let relu = serde_json::json!({"id": "relu"});
        meta["recipe"]["network"]["params"]["layers"] = vec![relu; 20_000].into();
    });
    assert_eq!(told(&layers)[0], "too_large");
    let name = altered(|_, tensors| {
        tensors.insert("x".repeat(3 << 20), (vec![1], vec![1.0]));
    });
    assert_eq!(told(&name), ["too_large"]);
    let name = altered(|_, tensors| {
        tensors.insert("\u{202e}".repeat(100_000), (vec![1], vec![f32::NAN]));
    });
    assert_eq!(told(&name), ["not_finite"]);
    let changes = |count| {
        altered(move |meta, _| {
            let change = serde_json::json!({"step": 1, "key": "batch", "value": 8.0});
            meta["changes"] = vec![change; count].into();
        })
    };
    assert_eq!(told(&changes(300_000)), ["too_large"]);
    let some = changes(5000);
    assert_eq!(told(&some), ["too_large"]);
    let session = reopened(&some).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(session.changes().len(), bounds::CHANGES);
    let rows = altered(|_, tensors| {
        let rows = 500_000;
        let row = |step: usize| [step as f32, 1.0, 1.0, 0.5];
        tensors.insert(
            "history".into(),
            (vec![rows, 4], (0..rows).flat_map(row).collect()),
        );
    });
    assert_eq!(told(&rows), ["too_large"]);
    assert!(reopened(&rows).is_ok());
}

/// Numbers that no training reaches: what they stand for begins anew, and what a file claims is never believed.
#[test]
fn impossible_positions_and_changes_are_dropped() {
    for (position, codes) in [
        (
            serde_json::json!({"step": 1e300, "epoch": 0, "sample": 0}),
            &["wrong_kind"][..],
        ),
        (
            serde_json::json!({"step": -1, "epoch": 0, "sample": 0}),
            &["wrong_kind"],
        ),
        (
            serde_json::json!({"step": u64::MAX, "epoch": 0, "sample": 0}),
            &["out_of_range"],
        ),
        (
            serde_json::json!({"step": 1, "epoch": u64::MAX, "sample": 0}),
            &["out_of_range"],
        ),
        (
            serde_json::json!({"step": 1, "epoch": 0, "sample": 4_000_000_000_u64}),
            &[],
        ),
    ] {
        let bytes = altered(|meta, _| meta["position"] = position.clone());
        assert_eq!(told(&bytes), codes, "{position}");
        assert_eq!(losses_after(&bytes).len(), 20, "{position}");
    }
    let odd = altered(|meta, _| {
        meta["changes"] = serde_json::json!([
            {"step": 0, "key": "x".repeat(1000), "value": 1.0},
            {"step": 0, "key": "batch", "value": 16.0},
        ]);
        meta["best"] = serde_json::json!([1e300, 1]);
        meta["optimizer_step"] = u64::MAX.into();
    });
    let session = reopened(&odd).unwrap_or_else(|errors| panic!("{errors:?}"));
    let keys: Vec<_> = session
        .changes()
        .iter()
        .map(|change| change.key.as_str())
        .collect();
    assert_eq!(keys, ["batch"]);
    // Early stopping without its best weights begins anew.
    let best = altered(|meta, _| meta["best"] = serde_json::json!([0.5, 1]));
    assert_eq!(told(&best), ["missing_tensor"]);
    assert_eq!(losses_after(&best).len(), 20);
}

/// Steps of a curve that a chart would never come to the end of.
#[test]
fn a_curve_with_impossible_steps_is_opened_without_them() {
    let curve = altered(|_, tensors| {
        let steps = [
            0.0,
            10.0,
            f32::NAN,
            5.0,
            10.0,
            f32::INFINITY,
            -1.0,
            20.0,
            f32::NEG_INFINITY,
        ];
        let rows = steps
            .iter()
            .flat_map(|step| [*step, 1.0, 1.0, 0.5])
            .collect();
        tensors.insert("history".into(), (vec![steps.len(), 4], rows));
    });
    let session = reopened(&curve).unwrap_or_else(|errors| panic!("{errors:?}"));
    let buckets = session.timeline.buckets().iter();
    let steps: Vec<u64> = buckets.map(|bucket| bucket.step).collect();
    assert_eq!(steps, [10, 20]);
}

/// A slider that is dragged says hundreds of values: the log keeps one for each step, and no more than it may.
#[test]
fn the_change_log_is_bounded() {
    let mut session = reopened(checkpoint_bytes()).unwrap_or_else(|errors| panic!("{errors:?}"));
    for rate in 1..300 {
        session
            .tune("optimizer.rate", f64::from(rate) * 1e-4)
            .expect("it is live");
    }
    assert_eq!(session.changes().len(), 1);
    for turn in 0..bounds::CHANGES + 50 {
        support::step(&mut session);
        let rate = if turn % 2 == 0 { 1e-3 } else { 2e-3 };
        session.tune("optimizer.rate", rate).expect("it is live");
    }
    let changes = session.changes();
    assert_eq!(changes.len(), bounds::CHANGES);
    assert_eq!(changes[changes.len() - 1].step, session.position().step);
}

#[test]
fn a_recipe_file_is_read_in_every_encoding_and_names_what_it_cannot_use() {
    let text = r#"{"batch": 16, "btach": 3, "seed": "x", "data": {"id": "circles"}}"#;
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for file in [text.as_bytes(), &marked, &utf16] {
        let (recipe, problems) = recipe::from_bytes(file).expect("JSON");
        assert_eq!((recipe.batch, recipe.data.id.as_str()), (16, "circles"));
        let codes: Vec<_> = problems
            .iter()
            .map(|problem| problem.code.as_str())
            .collect();
        assert_eq!(codes, ["wrong_kind", "unknown_key"]);
    }
    let code = |file: &[u8]| recipe::from_bytes(file).err().map(|error| error.code);
    assert_eq!(code(b"[1]").as_deref(), Some("bad_file"));
    assert_eq!(
        code(&vec![b' '; bounds::RECIPE + 1]).as_deref(),
        Some("too_large")
    );
    let layers = format!(
        r#"{{"network": {{"id": "sequential", "params": {{"layers": [{}]}}}}}}"#,
        vec![r#"{"id":"relu"}"#; 20_000].join(",")
    );
    let (_, problems) = recipe::from_bytes(layers.as_bytes()).expect("JSON");
    assert_eq!(problems[0].code, "too_large");
}
