//! Each symptom is named where a Recipe provokes it, and nothing is named in ordinary trainings.

mod support;

use downhill::link;
use downhill::params::Value;
use downhill::protocol::Symptom;
use downhill::recipe::Recipe;
use downhill::session::Inside;
use downhill::symptoms;
use pollster::block_on;

/// Steps between two looks.
const LOOK: usize = 10;

/// What is named at each look while a Recipe trains.
fn watch(recipe: &Recipe, steps: usize) -> Vec<Vec<Symptom>> {
    let mut session = support::open(recipe, None);
    let mut inside = Inside::default();
    let mut all = Vec::new();
    for step in 1..=steps {
        if !support::step(&mut session) {
            break;
        }
        if step % LOOK == 0 {
            let look = block_on(session.look(true)).expect("flex is never lost");
            session.record(&look);
            if !look.inside.norms.is_empty() {
                inside.norms = look.inside.norms;
            }
            inside.dead = look.inside.dead;
            all.push(symptoms::of(&session, &inside, look.validation.as_ref()));
        }
    }
    all
}

fn linked(link: &str) -> Recipe {
    let link = link::parse(link);
    assert_eq!(link.problems, []);
    link.recipe
}

/// The symptom is named sooner or later, and its remedy can be applied and takes it away.
fn provoked(id: &str, link: &str, steps: usize, key: &str) {
    let recipe = linked(link);
    let named = watch(&recipe, steps);
    let found = named.iter().flatten().find(|symptom| symptom.id == id);
    let Some(symptom) = found else {
        let ids: Vec<Vec<&str>> = (named.iter())
            .map(|all| all.iter().map(|symptom| symptom.id.as_str()).collect())
            .collect();
        panic!("{id} is not named in {link}: {:?}", ids.last());
    };
    assert!(!symptom.evidence.en.is_empty() && !symptom.evidence.zh.is_empty());
    let remedy = symptom.remedy.clone().expect("it can be helped");
    assert_eq!(remedy.key, key, "{id}");
    let mut better = recipe;
    match &remedy.value {
        Value::Number(number) => {
            assert!(link::set(&mut better, &remedy.key, &number.to_string()).is_ok());
        }
        Value::Word(word) => {
            let (entry, _) = better.part(&remedy.key).expect("a part of the Recipe");
            *entry = downhill::params::Entry::new(word);
        }
        Value::Layers(_) => {
            let params = &mut better.network.params;
            params.insert("layers".into(), remedy.value.clone());
        }
    }
    let better = support::normal(&better);
    let named = watch(&better, steps);
    let last = named.last().expect("it was looked at");
    assert!(
        last.iter().all(|symptom| symptom.id != id),
        "{id} is still named after {remedy:?}: {last:?}"
    );
}

#[test]
fn a_rate_that_is_too_large_diverges() {
    provoked(
        "diverging",
        "experiment=line-fit-diverges",
        100,
        "optimizer.rate",
    );
}

#[test]
fn a_loss_that_is_no_number_is_named() {
    provoked(
        "not_finite",
        "experiment=line-fit-diverges",
        600,
        "optimizer.rate",
    );
}

#[test]
fn a_rate_that_is_too_small_is_named() {
    let link = "data=digits-8x8&network.layers=flatten,dense(32),relu&optimizer=sgd&optimizer.rate=0.00001";
    provoked("rate_too_small", link, 400, "optimizer.rate");
}

#[test]
fn a_start_from_zeros_stays_on_its_plateau() {
    let link = "data=circles&network.layers=dense(16),tanh&init=zeros";
    provoked("plateau", link, 800, "init");
}

#[test]
fn dead_relus_are_named() {
    let link =
        "data=digits-8x8&network.layers=flatten,dense(32),relu&init=constant&init.value=-0.1";
    let recipe = linked(link);
    let named = watch(&recipe, 200);
    assert!(
        named
            .iter()
            .flatten()
            .any(|symptom| symptom.id == "dead_relus")
    );
    provoked("dead_relus", link, 200, "network.layers");
}

#[test]
fn vanishing_gradients_are_named() {
    let deep = ["dense(8),sigmoid"; 9].join(",");
    let link = format!("data=circles&network.layers={deep}");
    provoked("vanishing_gradients", &link, 200, "network.layers");
}

#[test]
fn exploding_gradients_are_named() {
    let link = "data=regression-10&network.layers=dense(50),dense(50),dense(50)&init=uniform&init.bound=2&optimizer=sgd&optimizer.rate=0.000001";
    provoked("exploding_gradients", link, 100, "clip");
}

#[test]
fn overfitting_is_named() {
    provoked("overfitting", "experiment=moons-noise", 1500, "l2");
}

#[test]
fn unbalanced_classes_are_named() {
    provoked(
        "unbalanced_classes",
        "data=circles&data.balance=5",
        100,
        "data.balance",
    );
}

#[test]
fn inputs_that_are_not_normalised_are_named() {
    let link = "data=breast-cancer&data.normalise=0&network.layers=dense(16),relu";
    provoked("not_normalised", link, 100, "data.normalise");
}

#[test]
fn a_network_that_is_too_small_is_named() {
    provoked(
        "too_small",
        "data=circles&network.layers=",
        1500,
        "network.layers",
    );
}

/// Experiments that are to go wrong: two learn by heart, one runs away.
const MEANT_TO: [&str; 3] = ["line-fit-diverges", "moons-noise", "tang"];

/// Experiments whose steps take long: a test of their own, beside the others.
const LARGE: [&str; 4] = ["cnn-32-64", "cnn-32-64-shapes", "shakespeare", "gru-names"];

/// Trains 500 steps of each, and hears of nothing.
fn nothing_goes_off(links: impl Iterator<Item = String>) {
    let mut alarms = Vec::new();
    for link in links {
        for (look, named) in watch(&linked(&link), 500).into_iter().enumerate() {
            for symptom in named {
                let step = (look + 1) * LOOK;
                alarms.push(format!(
                    "{link} at {step}: {} ({})",
                    symptom.id, symptom.evidence.en
                ));
            }
        }
    }
    alarms.dedup_by_key(|alarm| alarm.split(" at ").next().map(str::to_owned));
    assert_eq!(alarms, [""; 0]);
}

#[test]
fn large_experiments_set_nothing_off_in_500_steps() {
    nothing_goes_off(LARGE.iter().map(|id| format!("experiment={id}")));
}

/// Ordinary Recipes: the experiments that are to go well, and some that nobody tuned anything on.
#[test]
fn ordinary_trainings_set_nothing_off_in_500_steps() {
    let experiments = downhill::experiments::EXPERIMENTS
        .iter()
        .map(|experiment| experiment.id)
        .filter(|id| !MEANT_TO.contains(id) && !LARGE.contains(id))
        .map(|id| format!("experiment={id}"));
    let held_out = [
        "data=moons&network.layers=dense(12),relu,dense(12),relu&optimizer=sgd&optimizer.rate=0.3&seed=5",
        "data=blobs&data.classes=4&network.layers=dense(6),tanh&seed=6",
        "data=plane&network.layers=dense(4),tanh&optimizer=momentum&seed=7",
        "data=functions&network.layers=dense(20),tanh&seed=8",
        "data=wine&network.layers=dense(30),gelu&optimizer=rmsprop&seed=9",
        "data=digits-8x8&network.layers=conv(8,3,1),relu,pool(2),flatten,dense(32),relu&seed=10",
        "data=digits-8x8&network.layers=flatten,dense(64),batch_norm,relu,dropout(0.3)&schedule=cosine&seed=11",
        "data=copy&network.layers=embedding(24),block(4,48)&seed=12",
        "data=names&network.layers=gru(48,1)&batch=64&optimizer.rate=0.005&seed=13",
        "data=xor&network.layers=dense(8),leaky_relu&optimizer=adagrad&seed=14",
    ]
    .map(String::from);
    nothing_goes_off(experiments.chain(held_out));
}

/// The curve of what ran away shows how it did, even where nobody looked in between.
#[test]
fn a_loss_that_runs_away_between_two_looks_leaves_its_way_on_the_curve() {
    let mut session = support::open(&linked("experiment=line-fit-diverges"), None);
    for _ in 0..1200 {
        support::step(&mut session);
    }
    let look = block_on(session.look(true)).expect("flex is never lost");
    session.record(&look);
    let buckets = session.history.buckets();
    let climbing: Vec<f32> = (buckets.iter().map(|bucket| bucket.mean))
        .filter(|loss| loss.is_finite())
        .collect();
    assert!(climbing.len() > 20, "{buckets:?}");
    assert!(climbing.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(buckets.last().map(|bucket| bucket.step), Some(1200));
}
