//! Each symptom is named where a Recipe provokes it, and nothing is named in ordinary trainings.

mod support;

use downhill::inspect::symptoms;
use downhill::params::Value;
use downhill::protocol::{Symptom, SymptomId};
use downhill::recipe::link;
use downhill::recipe::{Key, Recipe};
use downhill::training::session::{Session, Step};
use pollster::block_on;

/// What is named at each evaluation of so many more steps.
fn train(session: &mut Session, steps: u64) -> Vec<(u64, Vec<Symptom>)> {
    let mut all = Vec::new();
    let end = session.position().step + steps;
    loop {
        match session.step() {
            Step::Evaluate => {
                if block_on(session.evaluate_slice()).expect("flex is never lost") {
                    all.push((session.position().step, symptoms::of(session)));
                }
            }
            Step::Waiting(file) => panic!("{file} is missing"),
            Step::Done | Step::EpochDone if session.position().step < end => {}
            _ => break,
        }
    }
    block_on(session.look()).expect("flex is never lost");
    all.push((session.position().step, symptoms::of(session)));
    all
}

/// What is named while a Recipe trains.
fn watch(recipe: &Recipe, steps: u64) -> Vec<(u64, Vec<Symptom>)> {
    train(&mut support::open(recipe, None), steps)
}

fn linked(link: &str) -> Recipe {
    let link = link::parse(link);
    assert_eq!(link.problems, []);
    link.recipe
}

/// The symptom is named sooner or later, and its remedy can be applied and takes it away.
fn provoked(id: SymptomId, link: &str, steps: u64, key: &str) {
    let recipe = linked(link);
    let named = watch(&recipe, steps);
    let found = (named.iter()).find_map(|(_, all)| all.iter().find(|symptom| symptom.id == id));
    let Some(symptom) = found else {
        let ids: Vec<(u64, Vec<SymptomId>)> = (named.iter())
            .map(|(step, all)| (*step, all.iter().map(|symptom| symptom.id).collect()))
            .collect();
        panic!("{id:?} is not named in {link}: {ids:?}");
    };
    assert!(!symptom.evidence.en.is_empty() && !symptom.evidence.zh.is_empty());
    let remedy = symptom.remedy.clone().expect("it can be helped");
    assert_eq!(remedy.key, key, "{id:?}");
    let mut better = recipe;
    let place = Key::parse(&remedy.key).expect("a key of the Recipe");
    assert_eq!(remedy.live, place.live(&better), "{id:?}");
    assert_eq!(place.set(&mut better, remedy.value.clone()), Ok(()));
    let better = support::normal(&better);
    let named = watch(&better, steps);
    let (_, last) = named.last().expect("it was looked at");
    assert!(
        last.iter().all(|symptom| symptom.id != id),
        "{id:?} is still named after {remedy:?}: {last:?}"
    );
}

#[test]
fn a_rate_that_is_too_large_diverges() {
    provoked(
        SymptomId::Diverging,
        "experiment=line-fit-diverges",
        100,
        "optimizer.rate",
    );
}

#[test]
fn a_loss_that_is_no_number_is_named() {
    provoked(
        SymptomId::NotFinite,
        "experiment=line-fit-diverges",
        600,
        "optimizer.rate",
    );
}

#[test]
fn a_rate_that_is_too_small_is_named() {
    let link = "data=digits-8x8&network.layers=flatten,dense(32),relu&optimizer=sgd&optimizer.rate=0.00001";
    provoked(SymptomId::RateTooSmall, link, 400, "optimizer.rate");
}

#[test]
fn a_start_from_zeros_stays_on_its_plateau() {
    let link = "data=circles&network.layers=dense(16),tanh&init=zeros";
    provoked(SymptomId::Plateau, link, 800, "init");
}

#[test]
fn dead_relus_are_named() {
    let link =
        "data=digits-8x8&network.layers=flatten,dense(32),relu&init=constant&init.value=-0.1";
    provoked(SymptomId::DeadRelus, link, 200, "network.layers");
}

#[test]
fn vanishing_gradients_are_named() {
    let deep = ["dense(8),sigmoid"; 9].join(",");
    let link = format!("data=circles&network.layers={deep}");
    provoked(SymptomId::VanishingGradients, &link, 200, "network.layers");
}

#[test]
fn exploding_gradients_are_named() {
    let link = "data=regression-10&network.layers=dense(50),dense(50),dense(50)&init=uniform&init.bound=2&optimizer=sgd&optimizer.rate=0.000001";
    provoked(SymptomId::ExplodingGradients, link, 100, "clip");
}

#[test]
fn overfitting_is_named() {
    provoked(SymptomId::Overfitting, "experiment=moons-noise", 1500, "l2");
}

#[test]
fn unbalanced_classes_are_named() {
    provoked(
        SymptomId::UnbalancedClasses,
        "data=circles&data.balance=5",
        100,
        "data.balance",
    );
}

#[test]
fn inputs_that_are_not_normalised_are_named() {
    let link = "data=breast-cancer&data.normalise=0&network.layers=dense(16),relu";
    provoked(SymptomId::NotNormalised, link, 100, "data.normalise");
}

#[test]
fn a_network_that_is_too_small_is_named() {
    provoked(
        SymptomId::TooSmall,
        "data=circles&network.layers=",
        1500,
        "network.layers",
    );
}

/// Experiments that are to go wrong: two learn by heart, one runs away, of one no unit answers.
const MEANT_TO: [&str; 4] = ["line-fit-diverges", "moons-noise", "tang", "start-zeros"];

/// Experiments whose steps take long: a test of their own, beside the others.
const LARGE: [&str; 4] = ["cnn-32-64", "cnn-32-64-shapes", "shakespeare", "gru-names"];

/// Trains 500 steps of each, and hears of nothing.
fn nothing_goes_off(links: impl Iterator<Item = String>) {
    let mut alarms = Vec::new();
    for link in links {
        for (step, named) in watch(&linked(&link), 500) {
            for symptom in named {
                let (id, evidence) = (symptom.id, &symptom.evidence.en);
                alarms.push(format!("{link} at {step}: {id:?} ({evidence})"));
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
    let experiments = downhill::recipe::experiments::ALL
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

/// Spirals with Adam at 1: the weights are thrown away by the first steps, and nothing comes back.
const FAR_TOO_LARGE: &str = "data=spirals&optimizer.rate=1";

#[test]
fn a_rate_that_is_far_too_large_is_named_and_nothing_else() {
    provoked(
        SymptomId::RateTooLarge,
        FAR_TOO_LARGE,
        2000,
        "optimizer.rate",
    );
    for link in [
        FAR_TOO_LARGE,
        "data=spirals&optimizer.rate=1&seed=2",
        "data=spirals&optimizer.rate=1&network.layers=dense(8),relu,dense(8),relu",
        "data=digits-8x8&network.layers=flatten,dense(32),relu&optimizer=sgd&optimizer.rate=10",
    ] {
        let rates = [
            SymptomId::RateTooLarge,
            SymptomId::Diverging,
            SymptomId::NotFinite,
        ];
        let named = watch(&linked(link), 3000);
        let since: Vec<_> = named.iter().filter(|(step, _)| *step >= 500).collect();
        // Where the weights are thrown is chance, and so is at which of the evaluations the loss stands high enough: of
        // six orders of additions it was at 45% or more of them.
        let at = since.iter().filter(|(_, all)| !all.is_empty()).count();
        assert!(4 * at >= since.len(), "{link}: {at} of {}", since.len());
        for symptom in since.iter().flat_map(|(_, all)| all) {
            let key = symptom
                .remedy
                .as_ref()
                .map(|remedy| (remedy.key.as_str(), remedy.restart));
            assert!(rates.contains(&symptom.id), "{link}: {symptom:?}");
            assert_eq!(key, Some(("optimizer.rate", true)), "{link}");
        }
    }
}

/// Lowering the rate does not bring back what the large steps destroyed.
#[test]
fn after_a_rate_far_too_large_was_lowered_it_must_begin_anew() {
    let mut session = support::open(&linked(FAR_TOO_LARGE), None);
    train(&mut session, 1000);
    session
        .tune("optimizer.rate", 0.01)
        .expect("the rate is live");
    let named = train(&mut session, 1000);
    let (_, last) = named.last().expect("it was looked at");
    let [symptom] = last.as_slice() else {
        panic!("{last:?}");
    };
    assert_eq!(symptom.id, SymptomId::RateTooLarge);
    assert!(
        symptom.text.en.contains("begin anew"),
        "{}",
        symptom.text.en
    );
    let remedy = symptom.remedy.as_ref().expect("it can be helped");
    assert_eq!(
        (&remedy.value, remedy.restart),
        (&Value::Number(0.01), true)
    );
    session.rewind().expect("it was opened before");
    let named = train(&mut session, 1000);
    assert_eq!(named.last().map(|(_, all)| all.as_slice()), Some(&[][..]));
}

#[test]
fn a_rate_that_was_raised_too_far_on_a_good_run_is_named_and_healed() {
    let mut session = support::open(&linked("data=circles&network.layers=dense(16),tanh"), None);
    train(&mut session, 10_000);
    session
        .tune("optimizer.rate", 1.0)
        .expect("the rate is live");
    train(&mut session, 500);
    // However late one looks: by then the steps before the change share their points with steps after it.
    let named = train(&mut session, 20_000);
    for (step, all) in &named {
        let ids: Vec<SymptomId> = all.iter().map(|symptom| symptom.id).collect();
        assert_eq!(ids, [SymptomId::RateTooLarge], "at step {step}");
    }
    let (_, last) = named.last().expect("it was looked at");
    let symptom = last.first().expect("it is named");
    assert!(symptom.text.en.contains("undo"), "{}", symptom.text.en);
    let remedy = symptom.remedy.as_ref().expect("it can be helped");
    assert!(!remedy.restart, "what was learnt may come back");
    // A rate that moves nothing afterwards is no learning by heart.
    session
        .tune("optimizer.rate", 1e-6)
        .expect("the rate is live");
    let named = train(&mut session, 2000);
    let ids: Vec<SymptomId> = (named.iter())
        .flat_map(|(_, all)| all.iter().map(|symptom| symptom.id))
        .collect();
    assert!(!ids.contains(&SymptomId::Overfitting), "{ids:?}");
}

#[test]
fn a_rate_that_is_too_small_is_no_plateau_however_long_it_trains() {
    for link in [
        "data=spirals&optimizer=sgd&optimizer.rate=0.00001",
        "data=spirals&optimizer.rate=0.000001",
        "data=circles&network.layers=dense(16),tanh&optimizer=momentum&optimizer.rate=0.000001",
    ] {
        let named = watch(&linked(link), 20_000);
        let ids: Vec<SymptomId> = (named.iter())
            .flat_map(|(_, all)| all.iter().map(|symptom| symptom.id))
            .collect();
        assert!(
            ids.iter().all(|id| *id == SymptomId::RateTooSmall),
            "{link}: {ids:?}"
        );
        let (_, last) = named.last().expect("it was looked at");
        assert_eq!(last.len(), 1, "{link}");
    }
}

#[test]
fn batch_norm_in_small_batches_is_named_when_it_is_tuned() {
    let link = "data=digits-8x8&network.layers=flatten,dense(32),batch_norm,relu";
    let mut session = support::open(&linked(link), None);
    let named = train(&mut session, 100);
    assert!(named.iter().all(|(_, all)| all.is_empty()), "{named:?}");
    session.tune("batch", 2.0).expect("the batch is live");
    // At once: no step was taken.
    let named = symptoms::of(&session);
    let ids: Vec<SymptomId> = named.iter().map(|symptom| symptom.id).collect();
    assert_eq!(ids, [SymptomId::SmallBatchNorm]);
    let remedy = named[0].remedy.as_ref().expect("it can be helped");
    assert_eq!(
        (remedy.key.as_str(), &remedy.value),
        ("batch", &Value::Number(32.0))
    );
    session.tune("batch", 32.0).expect("the batch is live");
    assert_eq!(symptoms::of(&session), []);
}

/// What is told follows from the run: the same texts with the same numbers, however often somebody looks.
#[test]
fn two_runs_that_are_looked_at_differently_tell_the_same() {
    for (link, steps) in [
        ("experiment=line-fit-diverges", 2000),
        (FAR_TOO_LARGE, 700),
        (
            "data=digits-8x8&network.layers=flatten,dense(32),relu&init=constant&init.value=-0.1",
            200,
        ),
    ] {
        let once = watch(&linked(link), steps);
        let mut session = support::open(&linked(link), None);
        let mut often = Vec::new();
        loop {
            match session.step() {
                Step::Evaluate => {
                    if block_on(session.evaluate_slice()).expect("flex is never lost") {
                        often.push((session.position().step, symptoms::of(&session)));
                    }
                }
                Step::Finished => break,
                _ if session.position().step == steps => break,
                _ => {
                    block_on(session.look()).expect("flex is never lost");
                }
            }
        }
        block_on(session.look()).expect("flex is never lost");
        let named = symptoms::of(&session);
        assert_eq!(named, once.last().expect("it was looked at").1, "{link}");
        assert_eq!(often, once[..often.len()], "{link}");
        // At the end it was looked at once more; and who looks often sees a loss that is no number before the next
        // evaluation.
        assert!(often.len() + 2 >= once.len(), "{link}");
        assert!(once.iter().any(|(_, all)| !all.is_empty()), "{link}");
    }
}

/// The curve of what ran away shows how it did, even where nobody looked in between; training ends, and what is told is
/// the step of the first loss that was no number.
#[test]
fn a_loss_that_runs_away_leaves_its_way_on_the_curve_and_ends_training() {
    let mut session = support::open(&linked("experiment=line-fit-diverges"), None);
    let named = train(&mut session, 5000);
    let losses: Vec<f32> = (session.timeline.buckets().iter())
        .map(|bucket| bucket.mean)
        .filter(|loss| loss.is_finite())
        .collect();
    assert!(losses.len() > 20, "{losses:?}");
    assert!(losses.windows(2).all(|pair| pair[0] < pair[1]));
    let since = session.timeline.ran_away().expect("it did");
    assert_eq!(session.step(), Step::Finished);
    assert!(session.position().step < since + 200);
    let (_, last) = named.last().expect("it was looked at");
    let told = last
        .iter()
        .find(|symptom| symptom.id == SymptomId::NotFinite);
    let evidence = &told.expect("it is named").evidence.en;
    assert!(
        evidence.contains(&since.to_string()),
        "{evidence}, not {since}"
    );
}
