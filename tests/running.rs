//! The driver under a clock that the test sets: when it trains, judges, measures, reports, saves, waits and stops. One file,
//! as it is one schedule in which each of them has its time.

mod support;

use downhill::inspect::symptoms;
use downhill::inspect::view::ViewRequest;
use downhill::params::Value;
use downhill::protocol::{Command, Event, Input};
use support::host::{Costs, QUICK, Run, gaps, open, train};

/// Trains on and on; a validation sample and a test set are there.
const ENDLESS: &str = "data=circles&epochs=0&steps=0&network.layers=dense(4),tanh&batch=16";

const PAUSE: Command = Command::Pause { session: 1 };

fn predict(id: u32) -> Command {
    let values = vec![0.5, 0.5];
    Command::Predict {
        session: 1,
        id,
        input: Some(Input::Values { values }),
    }
}

/// A training of so many milliseconds, then a pause.
fn paused_after(milliseconds: f64, costs: Costs) -> Run {
    let mut run = Run::open(ENDLESS, costs);
    run.send(0.0, train(1));
    run.send(milliseconds, PAUSE);
    run.serve();
    run
}

#[test]
fn it_trains_in_slices_of_12_milliseconds_and_lets_messages_in_between() {
    let mut run = Run::open(ENDLESS, QUICK);
    run.send(0.0, train(1));
    let asked = [33.5, 100.5, 250.25, 333.0];
    for (id, time) in asked.into_iter().enumerate() {
        run.send(time, predict(id as u32));
    }
    run.send(500.0, PAUSE);
    run.serve();
    let turns = run.driver.host.turns.borrow();
    let training: Vec<f64> = turns.iter().copied().filter(|time| *time < 500.0).collect();
    let (most, _) = gaps(&training);
    assert_eq!(most, 12.0);
    // A slice is used to its end.
    assert!(training.len() < 60, "{}", training.len());
    for (id, time) in asked.into_iter().enumerate() {
        let answers = run.told(|event| match event {
            Event::Predicted { id: of, .. } => (*of == id as u32).then_some(()),
            _ => None,
        });
        let waited = answers[0].0 - time;
        assert!((0.0..12.0).contains(&waited), "{id}: {waited}");
    }
}

#[test]
fn a_step_longer_than_a_slice_is_a_slice() {
    let mut run = Run::open(
        ENDLESS,
        Costs {
            step: 70.0,
            ..QUICK
        },
    );
    run.send(0.0, train(1));
    run.send(700.0, PAUSE);
    run.serve();
    let turns = run.driver.host.turns.borrow();
    let training: Vec<f64> = turns
        .iter()
        .copied()
        .filter(|time| *time <= 700.0)
        .collect();
    assert_eq!(gaps(&training).0, 70.0);
    assert_eq!(run.steps().len(), 10);
}

#[test]
fn a_pause_acts_at_the_next_message_and_what_rests_is_measured_and_kept() {
    let run = paused_after(250.0, QUICK);
    let last = *run.steps().last().expect("it trained");
    assert!((250.0..=262.0).contains(&last), "{last}");
    let step = run.session().position().step;
    assert_eq!(step, run.steps().len() as u64);
    let reports = run.reports(1);
    let resting: Vec<_> = (reports.iter())
        .filter(|(_, report)| !report.running)
        .collect();
    // The pause itself, with the validation of these very weights; the test set in a report of its own.
    assert_eq!(resting.len(), 2);
    assert!(
        resting.iter().all(|(time, report)| {
            *time == last && report.step == step as f64 && !report.waiting
        })
    );
    let [(_, paused), (_, measured)] = resting[..] else {
        panic!("two reports")
    };
    let validation = paused.validation.as_ref().expect("it is measured");
    assert_eq!(validation.step, step as f64);
    assert_eq!(paused.test, None);
    let test = measured.test.as_ref().expect("it is measured");
    assert_eq!(test.step, step as f64);
    assert_eq!(test.samples as usize, run.session().data().test.len());
    let saved = run.told(|event| match event {
        Event::Saved { step, .. } => Some(*step),
        _ => None,
    });
    assert_eq!(saved.last(), Some(&(last, step as f64)));
    // Nothing stops by itself here.
    assert_eq!(run.finished(), []);
}

#[test]
fn the_test_set_is_measured_at_rest_or_on_demand_and_never_in_passing() {
    let mut run = Run::open(ENDLESS, QUICK);
    run.send(0.0, train(1));
    run.send(1_500.0, Command::Evaluate { session: 1 });
    run.send(3_000.0, PAUSE);
    run.serve();
    let tests: Vec<f64> = (run.reports(1).into_iter())
        .filter(|(_, report)| report.test.is_some())
        .map(|(time, _)| time)
        .collect();
    assert_eq!(tests.len(), 2, "{tests:?}");
    assert!((1_500.0..1_530.0).contains(&tests[0]), "{tests:?}");
    assert!((3_000.0..3_030.0).contains(&tests[1]), "{tests:?}");
    let validations = run.reports(1).into_iter();
    let validations =
        validations.filter(|(time, report)| *time < 3_000.0 && report.validation.is_some());
    assert!(validations.count() > 10);
}

#[test]
fn there_are_at_most_ten_reports_a_second() {
    let run = paused_after(2_000.0, QUICK);
    let saved = run.told(|event| matches!(event, Event::Saved { .. }).then_some(()));
    let times: Vec<f64> = (run.reports(1).iter())
        .map(|(time, _)| *time)
        .filter(|time| *time < 2_000.0)
        // A Checkpoint brings a report of its own.
        .filter(|time| saved.iter().all(|(saved, ())| saved != time))
        .collect();
    let (most, least) = gaps(&times);
    assert!(
        least >= 100.0 && times.len() >= 14,
        "{least}, {most}: {times:?}"
    );
    // At the end of the slice in which it is due, but for where a Checkpoint came first.
    let late = times.windows(2).filter(|pair| pair[1] - pair[0] > 112.0);
    assert!(late.count() <= saved.len(), "{times:?}");
}

#[test]
fn a_report_that_took_long_is_followed_by_twelve_times_as_long_without() {
    let costs = Costs {
        losses: 10.0,
        chart: 20.0,
        ..QUICK
    };
    let mut run = Run::open(ENDLESS, costs);
    let views = ["loss", "surface"]
        .map(|view| ViewRequest::new(view, 200, 100))
        .into();
    run.send(0.0, Command::Watch { session: 1, views });
    run.send(10.0, predict(7));
    run.send(100.0, train(1));
    run.send(4_000.0, PAUSE);
    run.serve();
    let reports = run.reports(1);
    let times: Vec<f64> = (reports.iter())
        .map(|(time, _)| *time)
        .filter(|time| (200.0..4_000.0).contains(time))
        .collect();
    // Two views come after a report. The losses are read before, and don't count: they are read whoever looks.
    let (after, before) = (2.0 * 20.0, 10.0);
    // A Checkpoint is due sometimes, and brings a report of its own.
    let saves = run.told(|event| matches!(event, Event::Saved { .. }).then_some(()));
    for pair in times.windows(2) {
        let saved = saves.iter().any(|(time, ())| *time == pair[1] + after);
        let gap = pair[1] - pair[0];
        let due = after + after * 12.0 + before;
        assert!(
            saved || (due..due + 13.0).contains(&gap),
            "{gap}, not {due}"
        );
    }
    assert!(times.len() > 4, "{times:?}");
    // Each is followed by its views and by what is made of the input.
    let told = |view: &str| {
        run.told(|event| match event {
            Event::Shown { view: of, .. } if of == view => Some(()),
            _ => None,
        })
        .len()
    };
    let predicted = run.told(|event| matches!(event, Event::Predicted { .. }).then_some(()));
    // Once more at once, when they were asked for.
    assert_eq!(told("loss"), reports.len() + 1);
    assert_eq!(told("surface"), reports.len() + 1);
    assert_eq!(predicted.len(), reports.len() + 1);
}

#[test]
fn checkpoints_to_go_on_from_come_about_once_a_second_or_more_rarely_where_they_are_costly() {
    for (checkpoint, least, most) in [(0.0, 900.0, 912.0), (100.0, 2_500.0, 2_612.0)] {
        let run = paused_after(
            12_000.0,
            Costs {
                checkpoint,
                ..QUICK
            },
        );
        let saved = run.told(|event| matches!(event, Event::Saved { .. }).then_some(()));
        let times: Vec<f64> = (saved.iter())
            .map(|(time, ())| *time)
            .filter(|time| *time < 12_000.0)
            .collect();
        // The first one is due before it is known what it costs.
        assert!((900.0..1_013.0).contains(&times[0]), "{times:?}");
        let found = gaps(&times);
        assert!(found.1 >= least && found.0 <= most, "{found:?}");
    }
}

#[test]
fn an_experiment_that_would_be_over_in_a_moment_begins_slowly_where_one_wants_to_watch() {
    let link = "data=circles&epochs=20&steps=0&network.layers=dense(4),tanh&batch=16";
    let quick = Costs { step: 0.1, ..QUICK };
    let took = |slowly: bool| {
        let mut run = Run::open(link, quick);
        let steps = None;
        run.send(
            0.0,
            Command::Train {
                session: 1,
                steps,
                slowly,
                pace: None,
            },
        );
        run.serve();
        let reports = run.reports(1);
        assert_eq!(reports.iter().any(|(_, report)| report.slowly), slowly);
        // Whoever looks at the first second sees the first steps.
        let early = run.steps().iter().filter(|time| **time <= 1_000.0).count();
        let share = early as f64 / run.steps().len() as f64;
        assert!(if slowly { share < 0.06 } else { share == 1.0 }, "{share}");
        run.finished()[0].0
    };
    assert!((4_900.0..5_100.0).contains(&took(true)));
    assert!(took(false) < 1_000.0);
}

#[test]
fn at_a_pace_each_step_has_its_time_and_is_told() {
    let link = "data=circles&epochs=0&steps=20&network.layers=dense(4),tanh&batch=16";
    let mut run = Run::open(link, Costs { step: 0.1, ..QUICK });
    run.send(
        0.0,
        Command::Train {
            session: 1,
            steps: None,
            slowly: true,
            pace: Some(5.0),
        },
    );
    run.serve();
    let times = run.steps();
    assert_eq!(times.len(), 20);
    for (index, time) in times.iter().enumerate() {
        let due = 200.0 * index as f64;
        assert!((due..due + 30.0).contains(time), "{index}: {time}");
    }
    let told = run
        .reports(1)
        .iter()
        .map(|(_, report)| report.step)
        .collect::<Vec<_>>();
    assert!(
        (1..=20).all(|step| told.contains(&f64::from(step))),
        "{told:?}"
    );
}

#[test]
fn single_steps_are_answered_then_reported_and_the_test_set_waits_until_nobody_steps() {
    let mut run = Run::open(ENDLESS, QUICK);
    for (id, count) in [(5, 1), (6, 3)] {
        run.send(
            f64::from(id) * 100.0,
            Command::Step {
                session: 1,
                id,
                count,
            },
        );
    }
    run.serve();
    let order = run.told(|event| match event {
        Event::Stepped { id, losses, .. } => Some((*id, losses.len())),
        Event::Report(report) if report.test.is_none() => Some((0, report.step as usize)),
        Event::Report(report) => Some((1, report.step as usize)),
        _ => None,
    });
    assert_eq!(
        order,
        [
            (501.0, (5, 1)),
            (501.0, (0, 1)),
            (603.0, (6, 3)),
            (603.0, (0, 4)),
            (1_403.0, (1, 4)),
        ]
    );
    let reports = run.reports(1);
    assert!(reports.iter().all(|(_, report)| !report.running));
    assert_eq!(
        reports[1].1.validation.as_ref().map(|score| score.step),
        Some(4.0)
    );
}

#[test]
fn steps_asked_for_one_after_another_are_shown_once_a_frame_and_after_the_last() {
    let mut run = Run::open(ENDLESS, QUICK);
    for id in 1..=5 {
        let step = Command::Step {
            session: 1,
            id,
            count: 1,
        };
        // A step takes a millisecond: the next command is there when it is done.
        run.send(500.0 + f64::from(id), step);
    }
    run.serve();
    let answered = run.told(|event| match event {
        Event::Stepped { id, losses, .. } => Some((*id, losses.len())),
        _ => None,
    });
    let answered: Vec<_> = answered.into_iter().map(|(_, answer)| answer).collect();
    assert_eq!(answered, [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]);
    let shown = run.told(|event| match event {
        Event::Report(report) if report.test.is_none() => Some(report.step),
        _ => None,
    });
    assert_eq!(shown, [(502.0, 1.0), (526.0, 5.0)]);
}

#[test]
fn it_stops_at_the_end_of_the_recipe_at_the_steps_asked_for_and_when_the_time_is_up() {
    let stopped = |link: &str, steps: Option<u32>| {
        let mut run = Run::open(link, QUICK);
        run.send(
            0.0,
            Command::Train {
                session: 1,
                steps,
                slowly: false,
                pace: None,
            },
        );
        run.serve();
        let finished = run.finished();
        assert_eq!(finished.len(), 1, "{link}: {finished:?}");
        // The report of the rest comes first.
        let (at, reason) = finished[0].clone();
        let reports = run.reports(1);
        let rest = reports.iter().find(|(_, report)| !report.running);
        assert_eq!(rest.expect("it is told").0, at, "{link}");
        (run.session().position().step, reason)
    };
    let base = "data=circles&network.layers=dense(4),tanh&batch=16&epochs=";
    let (steps, reason) = stopped(&format!("{base}2"), None);
    assert_eq!(reason, "2 epochs are done.");
    let epoch = Run::open(ENDLESS, QUICK).session().steps_per_epoch();
    assert_eq!(steps, 2 * epoch);
    let (steps, reason) = stopped(&format!("{base}0&steps=77"), None);
    assert_eq!((steps, reason.as_str()), (77, "77 steps are done."));
    let (steps, reason) = stopped(&format!("{base}9"), Some(13));
    assert_eq!(
        (steps, reason.as_str()),
        (13, "The steps asked for are done.")
    );
    // By the host's clock, at the end of a slice.
    let (steps, reason) = stopped(&format!("{base}0&seconds=2"), None);
    assert_eq!(reason, "The time is up: 2 seconds.");
    assert!((2_000..=2_012).contains(&steps), "{steps}");
}

#[test]
fn a_pause_does_not_count_as_time_of_training() {
    let mut run = Run::open(&format!("{ENDLESS}&seconds=2"), QUICK);
    run.send(0.0, train(1));
    run.send(1_000.0, PAUSE);
    run.send(60_000.0, train(1));
    run.serve();
    let (at, reason) = &run.finished()[0];
    assert_eq!(reason, "The time is up: 2 seconds.");
    assert!((60_900.0..61_100.0).contains(at), "{at}");
}

/// What is shown then is of the weights that are back, which is what the sentence says of them.
#[test]
fn early_stopping_judges_at_the_end_of_epochs_and_measures_the_weights_that_are_back() {
    let mut run = Run::open(
        "data=moons&patience=2&optimizer=adam&optimizer.rate=0.05&epochs=0",
        QUICK,
    );
    run.send(0.0, train(1));
    run.serve();
    let (_, reason) = &run.finished()[0];
    assert!(reason.starts_with("Early stopping"), "{reason}");
    let session = run.session();
    let epoch = session.steps_per_epoch();
    assert_eq!(session.position().step % epoch, 0);
    let measured: Vec<u64> = (session.timeline.measured().iter())
        .map(|row| row.step)
        .collect();
    for end in (1..=session.position().epoch).map(|epochs| epochs * epoch) {
        assert!(measured.contains(&end), "epoch of step {end}: {measured:?}");
    }
    let mut best = f32::INFINITY;
    for row in session.timeline.measured() {
        if row.step > 0 && row.step % epoch == 0 {
            best = best.min(row.loss);
        }
    }
    let reports = run.reports(1);
    let last = reports
        .iter()
        .rev()
        .find_map(|(_, report)| report.validation.clone());
    assert_eq!(last.map(|score| score.loss), Some(best));
}

#[test]
fn a_loss_that_is_no_number_stops_training_and_the_checkpoint_before_it_stays() {
    let mut run = Run::open("experiment=line-fit-diverges&epochs=0&steps=0", QUICK);
    run.send(0.0, train(1));
    run.serve();
    let (at, reason) = &run.finished()[0];
    assert!(reason.contains("NaN or infinite"), "{reason}");
    let since = run.session().timeline.ran_away().expect("it did");
    let saved = run.told(|event| match event {
        Event::Saved { step, .. } => Some(*step as u64),
        _ => None,
    });
    assert!(saved.iter().all(|(time, step)| time < at && *step < since));
    let symptoms = run.told(|event| match event {
        Event::Diagnosed { symptoms, .. } => Some(symptoms.len()),
        _ => None,
    });
    assert!(symptoms.last().expect("it is named").1 > 0);
}

#[test]
fn what_goes_wrong_is_told_when_it_changes_and_not_again() {
    let mut run = Run::open(
        "data=digits-8x8&network.layers=flatten,dense(32),relu&init=constant&init.value=-0.1&epochs=0&steps=0",
        QUICK,
    );
    run.send(0.0, train(1));
    run.send(1_000.0, PAUSE);
    run.serve();
    let told = run.told(|event| match event {
        Event::Diagnosed { symptoms, .. } => Some(symptoms.clone()),
        _ => None,
    });
    assert!(run.reports(1).len() > 2 * told.len(), "{}", told.len());
    assert!(told.windows(2).all(|pair| pair[0].1 != pair[1].1));
    let last = &told.last().expect("it is told").1;
    assert!(!last.is_empty());
    assert_eq!(*last, symptoms::of(run.session()));
}

#[test]
fn what_is_tuned_is_told_and_what_cannot_be_stays_as_it_was() {
    let mut run = Run::open(
        &format!("{ENDLESS}&optimizer=sgd&optimizer.rate=0.1"),
        QUICK,
    );
    let tune = |key: &str, value: f64| Command::Tune {
        session: 1,
        key: key.into(),
        value: Value::Number(value),
    };
    run.send(10.0, tune("optimizer.rate", 0.2));
    run.send(20.0, tune("optimizer.rate", -3.0));
    run.send(30.0, tune("seed", 3.0));
    run.serve();
    let told = run.told(|event| match event {
        Event::Tuned { recipe, .. } => Some(format!("rate {}", recipe.optimizer.number("rate"))),
        Event::Kept { key, value, .. } => Some(format!("{key} kept at {value:?}")),
        Event::Warned { error, .. } => Some(format!("{} {}", error.key, error.code)),
        _ => None,
    });
    let at = |time: f64| -> Vec<&str> {
        let all = told.iter().filter(|(of, _)| *of == time);
        all.map(|(_, said)| said.as_str()).collect()
    };
    assert_eq!(at(10.0), ["rate 0.2"]);
    let kept = at(20.0);
    assert!(
        kept.contains(&"optimizer.rate kept at Number(0.2)"),
        "{kept:?}"
    );
    assert!(
        kept.iter()
            .any(|said| said.starts_with("optimizer.rate out_of_range")),
        "{kept:?}"
    );
    assert!(at(30.0).contains(&"seed not_live"), "{told:?}");
    assert_eq!(run.session().recipe().optimizer.number("rate"), 0.2);
}

#[test]
fn two_experiments_share_the_time() {
    let mut run = Run::open(ENDLESS, QUICK);
    run.send(0.0, open(2, &format!("{ENDLESS}&seed=2")));
    run.serve();
    run.send(0.0, train(1));
    run.send(0.0, train(2));
    run.send(2_000.0, PAUSE);
    run.send(2_000.0, Command::Pause { session: 2 });
    run.serve();
    let steps = [1, 2].map(|session| {
        let session = run.driver.session(session).expect("it is open");
        session.position().step
    });
    assert!(steps[0].abs_diff(steps[1]) <= 12, "{steps:?}");
    assert!(
        (2_000..=2_030).contains(&(steps[0] + steps[1])),
        "{steps:?}"
    );
    // What one of them pauses for does not hold up the other.
    run.send(3_000.0, train(2));
    run.send(4_000.0, Command::Pause { session: 2 });
    run.serve();
    let position = |session| run.driver.session(session).expect("it is open").position();
    assert_eq!(position(1).step, steps[0]);
    assert!(position(2).step >= steps[1] + 1_000);
}

#[test]
fn of_an_experiment_that_was_closed_nothing_more_is_heard() {
    let mut run = Run::open(ENDLESS, QUICK);
    run.send(0.0, train(1));
    run.send(500.0, Command::Close { session: 1 });
    run.send(900.0, PAUSE);
    run.serve();
    assert!(run.driver.session(1).is_none());
    let last = *run.steps().last().expect("it trained");
    assert!(last <= 512.0, "{last}");
    let after = run.events().into_iter().filter(|(time, _)| *time > last);
    let after: Vec<_> = after.map(|(_, event)| event).collect();
    assert!(
        matches!(&after[..], [Event::Failed { fatal: false, errors, .. }] if errors[0].code == "no_session"),
        "{after:?}"
    );
}

#[test]
fn going_back_while_it_trains_begins_again_and_trains_on() {
    let mut run = Run::open(ENDLESS, QUICK);
    run.send(0.0, train(1));
    run.send(1_000.0, Command::Rewind { session: 1 });
    run.send(1_500.0, PAUSE);
    run.serve();
    let step = run.session().position().step;
    assert!((490..=512).contains(&step), "{step}");
    let reports = run.reports(1);
    let back = reports.iter().find(|(_, report)| report.step == 0.0);
    let (at, back) = back.expect("the start is reported");
    assert!((1_000.0..1_013.0).contains(at) && back.running);
}

/// A file of the data set that comes in one piece.
fn names(run: &Run) {
    let (name, bytes) = support::file("names.txt.gz");
    run.driver
        .host
        .files
        .borrow_mut()
        .insert(name, (300.0, bytes));
}

#[test]
fn an_experiment_stands_when_its_file_has_come_and_another_needs_no_download() {
    let mut run = Run::new(QUICK);
    names(&run);
    let link = "data=names&network.layers=embedding(4)&epochs=0";
    run.send(0.0, open(1, link));
    run.serve();
    let opened = |run: &Run| {
        run.told(|event| match event {
            Event::Opened(opened) => Some(opened.id),
            _ => None,
        })
    };
    assert_eq!(opened(&run), [(300.0, 1)], "{:?}", run.events());
    run.send(400.0, open(2, &format!("{link}&seed=2")));
    run.serve();
    assert_eq!(opened(&run), [(300.0, 1), (400.0, 2)]);
    assert_eq!(run.driver.host.asked.borrow().len(), 1);
}

#[test]
fn a_file_that_does_not_come_is_asked_for_again_ever_more_rarely_until_it_does() {
    let mut run = Run::new(QUICK);
    names(&run);
    (run.driver.host.broken.borrow_mut()).insert("names.txt.gz", 3);
    run.send(0.0, open(1, "data=names&network.layers=embedding(4)"));
    run.serve();
    let postponed = run.told(|event| match event {
        Event::Postponed { seconds, error, .. } => Some((*seconds, error.code.to_string())),
        _ => None,
    });
    let code = || "download_failed".to_string();
    assert_eq!(
        postponed,
        [
            (300.0, (1.0, code())),
            (1_600.0, (2.0, code())),
            (3_900.0, (4.0, code())),
        ]
    );
    assert!(run.driver.session(1).is_some());
    assert_eq!(run.now(), 8_200.0);
}

#[test]
fn who_does_not_want_to_wait_for_a_file_asks_at_once_or_goes_on_without() {
    let mut run = Run::new(QUICK);
    names(&run);
    (run.driver.host.broken.borrow_mut()).insert("names.txt.gz", 1);
    run.send(0.0, open(1, "data=names&network.layers=embedding(4)"));
    run.send(400.0, Command::Retry { session: 1 });
    run.serve();
    assert!(run.driver.session(1).is_some());
    assert_eq!(run.now(), 400.0);

    // An open experiment stays where another is given up.
    let mut run = Run::open(ENDLESS, QUICK);
    names(&run);
    (run.driver.host.broken.borrow_mut()).insert("names.txt.gz", 9);
    run.send(100.0, open(1, "data=names&network.layers=embedding(4)"));
    run.send(5_000.0, Command::Abandon { session: 1 });
    run.send(5_000.0, train(1));
    run.send(5_100.0, PAUSE);
    run.serve();
    let failed = run.told(|event| match event {
        Event::Failed { id, errors, .. } => Some((*id, errors[0].code.to_string())),
        _ => None,
    });
    assert_eq!(failed, [(5_000.0, (Some(1), "abandoned".into()))]);
    assert_eq!(run.session().recipe().data.id, "circles");
    assert!(run.session().position().step >= 100);
    // Nobody asks for it any more.
    let asked = run.driver.host.asked.borrow().len();
    assert!(asked <= 4, "{asked}");
}

/// MNIST with two shards, of which the second takes its time.
const TWO_SHARDS: &str = "data=mnist&data.size=15000&network.layers=flatten&batch=4096&epochs=1";
const SECOND: &str = "mnist-train-1.safetensors.gz";

/// Its files, and their milliseconds.
fn mnist(run: &Run, second: f64) {
    for (shard, takes) in [
        ("mnist-test.safetensors.gz", 100.0),
        ("mnist-train-0.safetensors.gz", 100.0),
        (SECOND, second),
    ] {
        let (name, bytes) = support::file(shard);
        (run.driver.host.files.borrow_mut()).insert(name, (takes, bytes));
    }
}

#[test]
fn training_waits_for_a_shard_and_goes_on_when_it_has_come() {
    let mut run = Run::new(QUICK);
    mnist(&run, 1_000.0);
    run.send(0.0, open(1, TWO_SHARDS));
    run.send(110.0, train(1));
    run.serve();
    let reports = run.reports(1);
    let waits: Vec<f64> = (reports.iter())
        .filter(|(_, report)| report.waiting)
        .map(|(time, _)| *time)
        .collect();
    assert_eq!(waits.len(), 1, "{waits:?}");
    assert!(waits[0] < 200.0, "{waits:?}");
    let steps = run.steps();
    let (during, after): (Vec<f64>, Vec<f64>) = steps.iter().partition(|time| **time < 1_000.0);
    assert_eq!(during.len(), 2, "{steps:?}");
    assert!(after[0] >= 1_100.0 && after.len() == 2, "{steps:?}");
    // The time without data does not count as slow training.
    let (_, last) = reports
        .iter()
        .rfind(|(_, report)| report.steps_per_second > 0.0)
        .expect("it trained");
    assert!(last.steps_per_second > 100.0, "{}", last.steps_per_second);
    assert_eq!(run.finished()[0].1, "1 epoch is done.");
}

/// Whatever somebody presses meanwhile, it says that it waits, and goes on when the file has come at last.
#[test]
fn a_shard_that_fails_is_asked_for_again_through_pause_start_and_the_way_back() {
    let mut run = Run::new(QUICK);
    mnist(&run, 100.0);
    (run.driver.host.broken.borrow_mut()).insert(SECOND, 2);
    run.send(0.0, open(1, TWO_SHARDS));
    run.send(110.0, train(1));
    run.send(500.0, PAUSE);
    run.send(600.0, train(1));
    run.send(700.0, Command::Rewind { session: 1 });
    run.send(800.0, train(1));
    run.serve();
    // The batches of the first shard twice, and then, with the second, the rest.
    let steps = run.steps();
    let (during, after): (Vec<f64>, Vec<f64>) = steps.iter().partition(|time| **time < 1_000.0);
    assert_eq!((during.len(), after.len()), (4, 2), "{steps:?}");
    let asked = run.driver.host.asked.borrow();
    let times: Vec<f64> = (asked.iter())
        .filter(|(_, file)| *file == SECOND)
        .map(|(time, _)| *time)
        .collect();
    assert_eq!(times.len(), 3, "{times:?}");
    assert!(after[0] > times[2], "{steps:?}");
    let waits: Vec<f64> = (run.reports(1).iter())
        .filter(|(_, report)| report.waiting)
        .map(|(time, _)| *time)
        .collect();
    for from in [110.0, 600.0, 800.0] {
        let told = |time: &f64| (from..from + 100.0).contains(time);
        assert!(waits.iter().any(told), "after {from}: {waits:?}");
    }
    assert_eq!(run.finished()[0].1, "1 epoch is done.");
}

#[test]
fn numbers_depend_on_no_clock() {
    let losses = |costs: Costs| {
        let mut run = Run::open(&format!("{ENDLESS}&steps=400"), costs);
        run.send(0.0, train(1));
        run.serve();
        let timeline = format!("{:?}", run.session().timeline);
        let losses = run.driver.host.losses.borrow().clone();
        (losses, timeline)
    };
    let quick = losses(QUICK);
    assert_eq!(quick.0.len(), 400);
    let slow = losses(Costs {
        step: 30.0,
        evaluation: 50.0,
        losses: 7.0,
        checkpoint: 40.0,
        ..QUICK
    });
    assert_eq!(quick, slow);
}

/// One row an epoch: at its end where epochs are long, else of the newest evaluation that falls into it.
#[test]
fn the_accuracy_of_each_class_is_recorded_alike_whoever_looks_and_however_fast_the_machine_is() {
    let slow = Costs {
        step: 30.0,
        evaluation: 50.0,
        outputs: 20.0,
        ..QUICK
    };
    let short = format!("{ENDLESS}&steps=400");
    let long = "data=circles&data.samples=1000&network.layers=dense(4),tanh&batch=1&steps=1500";
    for (link, expected) in [
        // 22 steps an epoch; the validation sample is measured after 0, 2, 4, 8 … 64, 100, 200, 300 and 400.
        (short.as_str(), &[0, 1, 2, 3, 5, 10, 14, 19][..]),
        // 700 steps an epoch.
        (long, &[0, 1, 2, 3]),
    ] {
        let run = |costs: Costs, watched: bool| {
            let mut run = Run::open(link, costs);
            run.send(0.0, train(1));
            for id in 0..if watched { 20 } else { 0 } {
                run.send(20.0 * f64::from(id), predict(id));
                run.send(20.0 * f64::from(id) + 5.0, Command::Evaluate { session: 1 });
            }
            run.serve();
            run
        };
        let quick = run(QUICK, false);
        let timeline = &quick.session().timeline;
        let series = timeline.series("class_accuracy").expect("there are two");
        let epochs: Vec<u64> = series.rows().map(|(epoch, _)| epoch).collect();
        assert_eq!(epochs, expected, "{link}");
        assert_eq!(series.width, 2);
        // They are shares of the samples of each class, which are all of the sample.
        let validation = timeline.measured();
        let accuracy = validation.last().expect("it was measured").accuracy;
        let (_, last) = series.rows().next_back().expect("it has rows");
        assert!(last.iter().any(|share| *share <= accuracy), "{last:?}");
        assert!(last.iter().any(|share| *share >= accuracy), "{last:?}");
        for other in [run(QUICK, true), run(slow, false), run(slow, true)] {
            let other = format!("{:?}", other.session().timeline);
            assert_eq!(format!("{timeline:?}"), other, "{link}");
        }
    }
    let values = Run::open("data=function", QUICK);
    assert!(values.session().timeline.series("class_accuracy").is_none());
}
