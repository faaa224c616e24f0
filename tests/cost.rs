//! What the estimates of `src/network/cost.rs` say against what is really allocated, and what is refused for it.
//!
//! The memory that is counted is what this process asks for, so it depends on neither machine nor speed.

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use burn::tensor::Device;
use downhill::bounds;
use downhill::data::{self, Data};
use downhill::datasets;
use downhill::inspect::view::ViewRequest;
use downhill::inspect::views;
use downhill::network;
use downhill::network::cost::{self, Cost};
use downhill::optim::{losses, optimizers};
use downhill::params::Entry;
use downhill::protocol::{Command, Event};
use downhill::recipe::Recipe;
use downhill::recipe::experiments;
use downhill::recipe::link;
use downhill::shape::count;
use downhill::training::session::Session;
use pollster::block_on;
use support::host::{self, QUICK, Run};

/// Counts what is allocated now, and the most that ever was.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn more(bytes: usize) {
    let now = NOW.fetch_add(bytes, Relaxed) + bytes;
    MOST.fetch_max(now, Relaxed);
}

fn less(bytes: usize) {
    NOW.fetch_sub(bytes, Relaxed);
}

// SAFETY: every call is handed on as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        less(layout.size());
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Only one at a time is measured.
static ALONE: Mutex<()> = Mutex::new(());

/// Most bytes that were alive at once in `work`, beyond those before it.
fn peak<R>(work: impl FnOnce() -> R) -> (f64, R) {
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    let result = work();
    ((MOST.load(Relaxed) - before) as f64, result)
}

/// A Recipe with its data.
fn opened(link: &str) -> (Recipe, Data) {
    let parsed = link::parse(link);
    assert_eq!(parsed.problems, [], "{link}");
    let recipe = parsed.recipe;
    let record = datasets::find(&recipe.data.id).expect("it exists");
    // The first files of each are enough.
    let files: Vec<_> = (data::needed(record).into_iter().map(support::file)).collect();
    let files: Vec<(&str, &[u8])> = (files.iter())
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let data = Data::open(record, &recipe.data, 1, &files).expect("our own files");
    (recipe, data)
}

fn cost_of(link: &str) -> (Cost, usize) {
    let (recipe, data) = opened(link);
    let loss = losses::find(data.task.default_loss()).expect("it exists");
    let output = loss.output_shape(&data);
    let built = network::build(&recipe.network, &data.shape, &output)
        .unwrap_or_else(|errors| panic!("{link}: {errors:?}"));
    let optimizer = optimizers::find(&recipe.optimizer.id).expect("it exists");
    let cost = Cost::of(
        built.graph.as_ref(),
        &data.shape,
        optimizer.state.len(),
        recipe.patience > 0,
    );
    (cost, recipe.batch.min(data.train_len()))
}

/// Networks of every kind of layer, each large enough that small things beside it do not count.
const NETWORKS: &[&str] = &[
    "data=digits-8x8&batch=256&network.layers=dense(1024),relu,dense(1024),tanh",
    "data=digits-8x8&batch=1024&network.layers=dense(64),gelu,dense(512),leaky_relu,dense(512),sigmoid",
    "data=digits-8x8&batch=1024&network.layers=dense(512),dropout(0.5),dense(512),layer_norm,residual(1)",
    "data=digits-8x8&batch=1024&network.layers=dense(1024),batch_norm,relu,identity",
    "data=digits-8x8&batch=256&network.layers=conv(64,3,1),relu,conv(64,3,1),relu,pool(2),average_pool(2)",
    "data=digits-8x8&batch=128&network.layers=conv(256,1),relu,batch_norm,relu,batch_norm,relu",
    "data=digits-8x8&batch=1024&network.layers=rnn(128,1),rnn(128)",
    "data=digits-8x8&batch=512&network.layers=lstm(128,1),lstm(128)",
    "data=digits-8x8&batch=512&network.layers=gru(128,1),gru(128)",
    "data=digits-8x8&batch=1024&network.layers=embedding(64),attention(64),block(4,128),mean",
    "data=names&batch=256&network.layers=embedding(64),lstm(128,1)",
    "data=ratings&batch=1024&network=matrix-factorization&network.factors=32",
];

#[test]
fn training_and_saving_need_about_as_much_memory_as_was_estimated() {
    let _alone = ALONE.lock();
    for link in NETWORKS {
        let (recipe, data) = opened(link);
        let (cost, batch) = cost_of(link);
        let (allocated, file) = peak(|| {
            let mut session = Session::open(recipe, data, &Device::flex(), None)
                .unwrap_or_else(|errors| panic!("{link}: {errors:?}"));
            support::train(&mut session, 2);
            let checkpoint = block_on(session.checkpoint()).expect("flex is never lost");
            checkpoint.to_bytes().expect("writes")
        });
        let share = allocated / cost.memory(batch);
        assert!(
            (0.6..1.4).contains(&share),
            "{share:.2} of what was estimated: {link}"
        );
        let share = file.len() as f64 / cost.checkpoint();
        assert!(
            (0.95..1.1).contains(&share),
            "a file of {share:.2} of the estimate: {link}"
        );
    }
}

/// A network whose batch decides whether it fits.
const LARGE: &str = "data=digits-8x8&network.layers=conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu,conv(256,3,1),relu";

/// What is refused for `link`: its key and the sentence.
fn refused(link: &str) -> (String, String) {
    let (recipe, data) = opened(link);
    let (bytes, errors) = peak(|| Session::open(recipe, data, &Device::flex(), None).err());
    assert!(
        bytes < 1e6,
        "{link} allocated {bytes} bytes before it was refused"
    );
    let error = errors
        .unwrap_or_else(|| panic!("{link} was opened"))
        .remove(0);
    assert_eq!(error.code, "too_much_memory", "{link}: {error}");
    (error.key, error.text.en.into())
}

/// Before a single weight is made.
#[test]
fn what_needs_gigabytes_is_refused_with_the_number_and_what_would_help() {
    let _alone = ALONE.lock();
    let (key, text) = refused("data=digits-8x8&network.layers=dense(4096),dense(4095),dense(4000)");
    assert_eq!(key, "network.layers");
    assert!(
        text.contains("about 1.3 GB") && text.contains("Fewer units"),
        "{text}"
    );

    refused("data=mnist&network.layers=conv(256,3,1)&batch=4096");
    let (key, text) = refused(&format!("{LARGE}&batch=4096"));
    assert_eq!(key, "batch");
    assert!(text.contains("A batch of at most"), "{text}");
    let fits: usize = text
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .max()
        .expect("a number");
    let (cost, _) = cost_of(LARGE);
    assert!(cost.check(fits).is_ok() && cost.check(fits + 1).is_err());

    // The weights that early stopping keeps count too.
    let wide = "data=digits-8x8&network.layers=dense(4096),dense(4095),dense(1000)";
    assert!(cost_of(wide).0.check(32).is_ok());
    assert_eq!(refused(&format!("{wide}&patience=3")).0, "network.layers");
}

/// A network of which all held-out samples at once would need gigabytes, where a batch needs a tenth of one.
const DEEP_MAPS: &str = "data=shapes&data.samples=1000&batch=8&network.layers=conv(256,1),relu,batch_norm,relu,batch_norm,relu,batch_norm,relu,batch_norm,relu";

/// Validation, the test set and every view look at it in slices, and keep only what they read.
#[test]
fn looking_needs_no_more_memory_than_training() {
    let _alone = ALONE.lock();
    let (cost, batch) = cost_of(DEEP_MAPS);
    let training = cost.memory(batch);
    assert!(cost.check(batch).is_ok() && training < 0.5 * bounds::MEMORY);
    let mut run = Run::open(DEEP_MAPS, QUICK);
    let (bytes, ()) = peak(|| {
        run.send(0.0, host::train(1));
        run.send(2.5, Command::Pause { session: 1 });
        run.serve();
    });
    assert!(bytes < 1.4 * training, "validation and test: {bytes}");
    for (id, view) in views::ALL.iter().enumerate() {
        let ask = Command::Ask {
            session: 1,
            id: id as u32,
            view: ViewRequest::new(view.id, 300, 200),
            again: false,
        };
        run.send(run.now(), ask);
        let (bytes, ()) = peak(|| run.serve());
        assert!(bytes < 1.4 * training, "{}: {bytes}", view.id);
    }
    let told = run.told(|event| match event {
        Event::Shown { id: Some(id), .. } => Some(*id),
        _ => None,
    });
    assert!(told.len() > 8, "{told:?}");
}

#[test]
fn a_batch_is_refused_while_it_trains_too_and_the_old_one_stays() {
    let _alone = ALONE.lock();
    let (recipe, data) = opened(&format!("{LARGE}&batch=1"));
    let mut session = Session::open(recipe, data, &Device::flex(), None)
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    let error = session.tune("batch", 4096.0).expect_err("it is too large");
    assert_eq!(
        (error.key.as_str(), error.code.as_str()),
        ("batch", "too_much_memory")
    );
    assert_eq!(session.recipe().batch, 1);
    assert_eq!(session.tune("batch", 8.0), Ok(()));
}

/// On wasm a `usize` has 32 bits: sizes are reckoned with as floats, and counted up to the largest number.
#[test]
fn the_largest_layers_overflow_nothing() {
    let _alone = ALONE.lock();
    for (layers, shape) in [
        ("conv(256,1,7)", vec![16, 1000, 1000]),
        ("conv(256,15,7),conv(256,15,7)", vec![3, 32, 32]),
        ("dense(4096)", vec![1 << 24]),
        (
            "embedding(512),attention(512),block(16,2048)",
            vec![1 << 14, 1 << 10],
        ),
        (
            "lstm(1024,1),gru(1024,1),rnn(1024,1)",
            vec![1 << 14, 1 << 10],
        ),
    ] {
        let entry = Entry::new("sequential").with_layers(layers);
        let (recipe, _) = Recipe {
            network: entry,
            ..Recipe::default()
        }
        .normalise();
        match network::build(&recipe.network, &shape, &[4096]) {
            Ok(built) => {
                let optimizer = optimizers::find("adam").expect("it exists");
                let cost = Cost::of(built.graph.as_ref(), &shape, optimizer.state.len(), true);
                assert!(cost.memory(bounds::BATCH).is_finite());
                assert!(cost.check(bounds::BATCH).is_err(), "{layers}");
            }
            Err(errors) => assert_eq!(errors[0].code, "too_large", "{layers}: {errors:?}"),
        }
    }
    assert_eq!(count(&[usize::MAX, 2, 3]), usize::MAX);
}

/// The experiments are what a browser can do, and none of them is so slow that it would not begin.
#[test]
fn every_experiment_fits_and_begins_by_itself() {
    let _alone = ALONE.lock();
    for experiment in experiments::ALL {
        let link = format!("experiment={}", experiment.id);
        let (cost, batch) = cost_of(&link);
        assert_eq!(cost.check(batch), Ok(()), "{link}");
        assert_eq!(
            cost::waits(cost.seconds(batch, cost::PROCESSOR)),
            None,
            "{link}"
        );
    }
    let waits = cost::waits(30.0).expect("too long");
    assert!(waits.en.contains("about 30 seconds"), "{}", waits.en);
    assert!(cost::waits(600.0).expect("too long").zh.contains("10 分钟"));
}
