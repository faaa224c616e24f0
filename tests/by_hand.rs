//! Weights and biases that a person sets by hand: what comes out is what one computes with them, nothing of the measured
//! outlives them, training goes on from them, and what does not exist is refused.

mod support;

use downhill::protocol::Command;
use downhill::recipe::link;
use downhill::training::session::{HeldOut, Session};
use pollster::block_on;
use support::host::{QUICK, Run};

const LINK: &str = "data=circles&network.layers=dense(3),tanh&batch=16&epochs=0";

fn opened() -> Session {
    support::open(&link::parse(LINK).recipe, None)
}

/// A parameter's numbers.
fn numbers(session: &Session, name: &str) -> Vec<f32> {
    let network = session.network();
    let index = network.specs.iter().position(|spec| spec.name == name);
    let weights = network.detached().swap_remove(index.expect(name));
    weights.into_data().try_to_vec().expect("f32")
}

/// The names of all parameters, and their numbers.
fn all(session: &Session) -> (Vec<String>, Vec<Vec<f32>>) {
    let specs = session.network().specs.iter();
    specs
        .map(|spec| (spec.name.clone(), numbers(session, &spec.name)))
        .unzip()
}

#[test]
fn a_weight_that_was_set_is_the_one_that_answers() {
    let mut session = opened();
    for _ in 0..5 {
        support::step(&mut session);
    }
    let (names, before) = all(&session);
    // The bias of the second unit, and the weight from x₂ to the second: in PyTorch's `[units, inputs]` the fourth number.
    for (parameter, index, value) in [(1, 1, 2.5), (0, 3, -1.25)] {
        session
            .tune(&format!("weights.{}[{index}]", names[parameter]), value)
            .expect("it is there");
    }
    for (parameter, name) in names.iter().enumerate() {
        let mut wanted = before[parameter].clone();
        match parameter {
            0 => wanted[4] = -1.25,
            1 => wanted[1] = 2.5,
            _ => {}
        }
        assert_eq!(numbers(&session, name), wanted, "{name}");
    }
    let [w, b, v, c] = [0, 1, 2, 3].map(|index| numbers(&session, &names[index]));
    let point = [0.3f32, -0.7];
    let hidden: Vec<f32> = (0..3)
        .map(|unit| (point[0] * w[unit] + point[1] * w[3 + unit] + b[unit]).tanh())
        .collect();
    let outputs = block_on(session.outputs(point.to_vec())).expect("the processor stays");
    for (class, output) in outputs.iter().enumerate() {
        let sum: f32 = (0..3)
            .map(|unit| hidden[unit] * v[unit * outputs.len() + class])
            .sum();
        assert!((output - sum - c[class]).abs() < 1e-5, "{output}");
    }
    let changes: Vec<_> = session
        .changes()
        .iter()
        .map(|change| (change.step, change.value))
        .collect();
    assert_eq!(changes, [(5, 2.5), (5, -1.25)]);
    assert!(support::step(&mut session), "it trains on");
    assert_ne!(numbers(&session, &names[1])[1], 2.5);
}

#[test]
fn what_does_not_exist_or_is_no_number_is_refused_and_changes_nothing() {
    let mut session = opened();
    let (names, before) = all(&session);
    let name = &names[0];
    for (place, value) in [
        (format!("{name}[6]"), 1.0),
        (format!("{name}[-1]"), 1.0),
        (format!("{name}[]"), 1.0),
        (name.clone(), 1.0),
        ("nothing[0]".into(), 1.0),
        (String::new(), 1.0),
        (format!("{name}[0]"), f64::NAN),
        (format!("{name}[0]"), f64::INFINITY),
        (format!("{name}[0]"), 1e300),
    ] {
        let error = session
            .tune(&format!("weights.{place}"), value)
            .expect_err(&place);
        assert_eq!(error.code, "no_such_weight", "{place}");
    }
    assert_eq!(all(&session).1, before);
    assert!(session.changes().is_empty());
}

#[test]
fn what_is_shown_at_rest_is_measured_anew() {
    let mut run = Run::open(&format!("{LINK}&steps=40"), QUICK);
    run.send(0.0, support::host::train(1));
    run.serve();
    let loss = |run: &Run| {
        let told = run.reports(1);
        told.iter()
            .rev()
            .find_map(|(_, report)| report.validation.clone())
            .expect("measured")
            .loss
    };
    let before = loss(&run);
    let name = run.session().network().specs[3].name.clone();
    run.send(
        run.now(),
        Command::Tune {
            session: 1,
            key: format!("weights.{name}[0]"),
            value: 50.0.into(),
        },
    );
    run.serve();
    let after = loss(&run);
    assert!(after > before + 1.0, "{before}, then {after}");
    let mut session = opened();
    assert!(
        block_on(session.measure(HeldOut::Validation))
            .expect("flex")
            .is_some()
    );
}
