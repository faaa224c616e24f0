//! Every view, asked of real experiments through the driver, says what the real tensors say.

mod support;

use std::collections::BTreeSet;

use downhill::inspect::form::{Cell, Figure, Form};
use downhill::inspect::view::ViewRequest;
use downhill::inspect::views;
use downhill::protocol::{Command, Event, FileFormat};
use downhill::training::session::HeldOut;
use downhill::training::timeline::CLASS_ACCURACY;
use pollster::block_on;
use support::host::{QUICK, Run};

/// One experiment of each kind of input and task.
const LINKS: &[&str] = &[
    "data=circles&network.layers=dense(4),tanh",
    "data=blobs&network.layers=dense(4),tanh",
    "data=plane&network.layers=dense(4),tanh",
    "data=functions&network.layers=dense(4),tanh",
    "data=classes-10&network.layers=dense(4),relu",
    "data=digits-8x8&network.layers=flatten,dense(16),relu",
    "data=digits-8x8&network.layers=conv(4,3),relu,flatten",
    "data=waves&network.layers=rnn(4)",
    "data=sort&network.layers=embedding(4)",
];

fn request(view: &str) -> ViewRequest {
    ViewRequest::new(view, 300, 200)
}

/// After some steps, at rest.
fn trained(link: &str) -> Run {
    let mut run = Run::open(&format!("{link}&epochs=0&steps=60&batch=16"), QUICK);
    run.send(0.0, support::host::train(1));
    run.serve();
    run
}

/// What a view shows of experiment 1 now; none where it is refused.
fn asked(run: &mut Run, view: &str) -> Option<Form> {
    let before = run.events().len();
    let (session, id) = (1, 99);
    let ask = Command::Ask {
        session,
        id,
        view: request(view),
    };
    run.send(run.now(), ask);
    run.serve();
    let told = run.events().into_iter().skip(before);
    told.filter_map(|(_, event)| match event {
        Event::Shown {
            id: Some(99),
            view: of,
            step,
            form,
            ..
        } => {
            assert_eq!((of.as_str(), step), (view, 60.0));
            Some(*form)
        }
        _ => None,
    })
    .next()
}

/// The file of a view.
fn filed(run: &mut Run, view: &str, format: FileFormat) -> String {
    let before = run.events().len();
    let (session, id) = (1, 98);
    let draw = Command::Draw {
        session,
        id,
        view: request(view),
        format,
    };
    run.send(run.now(), draw);
    run.serve();
    let told = run.events().into_iter().skip(before);
    let mut texts = told.filter_map(|(_, event)| match event {
        Event::Drawn { id: 98, text, .. } => Some(text),
        _ => None,
    });
    texts.next().expect("a file of what is shown")
}

fn numbers(form: &Form, column: usize) -> Vec<f64> {
    let rows = form.table.iter().flat_map(|table| &table.rows);
    let cells = rows.filter_map(|row| match row[column] {
        Cell::Number(number) => Some(number),
        _ => None,
    });
    cells.collect()
}

#[test]
fn every_view_shows_where_it_fits_and_is_refused_where_it_does_not() {
    let mut shown = BTreeSet::new();
    for link in LINKS {
        let mut run = trained(link);
        let fitting = run.told(|event| match event {
            Event::Opened(opened) => Some(opened.views.clone()),
            _ => None,
        });
        let fitting = fitting[0].1.clone();
        for view in views::ALL {
            let form = asked(&mut run, view.id);
            assert_eq!(
                form.is_some(),
                fitting.iter().any(|id| id == view.id),
                "{link}: {}",
                view.id
            );
            let Some(form) = form else { continue };
            shown.insert(view.id);
            assert!(
                !form.sentence.en.is_empty() && !form.sentence.zh.is_empty(),
                "{}",
                view.id
            );
            if let Some(table) = &form.table {
                let widths = table.rows.iter().map(Vec::len);
                assert!(
                    widths.clone().all(|width| width == table.columns.len()),
                    "{}",
                    view.id
                );
            }
            let svg = filed(&mut run, view.id, FileFormat::Svg);
            assert!(svg.contains(view.title.en.as_ref()), "{}", view.id);
            let csv = filed(&mut run, view.id, FileFormat::Csv);
            let lines = matches!(form.figure, Figure::Lines(_));
            assert_eq!(
                csv.lines().count() > 1,
                lines || form.table.is_some(),
                "{}",
                view.id
            );
        }
    }
    let all: BTreeSet<&str> = views::ALL.iter().map(|view| view.id).collect();
    assert_eq!(shown, all, "a view that no experiment here shows");
}

#[test]
fn weights_are_those_of_the_first_layer() {
    let mut run = trained(LINKS[5]);
    let form = asked(&mut run, "first_weights").expect("it is dense");
    let session = run.session();
    let weights = &session.network().weights[0];
    // `[64 pixels, 16 units]`.
    let all = weights
        .clone()
        .inner()
        .into_data()
        .try_into_vec::<f32>()
        .expect("floats");
    for (unit, norm) in numbers(&form, 3).into_iter().enumerate() {
        let column = all.iter().skip(unit).step_by(16);
        let wanted = column
            .map(|weight| f64::from(*weight).powi(2))
            .sum::<f64>()
            .sqrt();
        assert!(
            (norm - wanted).abs() < 1e-6 * wanted,
            "unit {unit}: {norm}, not {wanted}"
        );
    }
    assert_eq!(numbers(&form, 3).len(), 16);
}

#[test]
fn the_largest_losses_are_those_of_the_samples() {
    let mut run = trained(LINKS[5]);
    let form = asked(&mut run, "hardest").expect("pictures of classes");
    let session = run.session();
    let held = session.held_out(HeldOut::Validation);
    let losses = session.losses_of(held, 0, held.len());
    let losses = losses.into_data().try_into_vec::<f32>().expect("floats");
    let told = numbers(&form, 3);
    assert_eq!(told.len(), 20);
    for (sample, loss) in numbers(&form, 0).into_iter().zip(&told) {
        assert!((f64::from(losses[sample as usize - 1]) - loss).abs() < 1e-5);
    }
    assert!(told.is_sorted_by(|one, next| one >= next));
    let larger = losses
        .iter()
        .filter(|loss| f64::from(**loss) > told[19] + 1e-5)
        .count();
    assert!(
        larger < 20,
        "{larger} are larger than the last that is shown"
    );
}

#[test]
fn the_accuracy_of_each_class_is_that_of_the_timeline_and_of_the_confusion() {
    let mut run = trained(LINKS[5]);
    let form = asked(&mut run, "class_accuracy").expect("classes");
    let series = run
        .session()
        .timeline
        .series(CLASS_ACCURACY.id)
        .expect("measured");
    let (epoch, row) = series.rows().next_back().expect("measured");
    assert_eq!(numbers(&form, 0)[0], epoch as f64);
    let values: Vec<Option<f64>> = form.key.iter().map(|entry| entry.values[0].value).collect();
    let wanted: Vec<Option<f64>> = (row.iter())
        .map(|share| share.is_finite().then_some(f64::from(*share)))
        .collect();
    assert_eq!(values, wanted);
}

#[test]
fn the_surface_is_what_the_network_gives() {
    let mut run = trained(LINKS[0]);
    let form = asked(&mut run, "surface").expect("a plane");
    let Figure::Field(field) = &form.figure else {
        panic!("a field")
    };
    // The middle of the cell in the top left corner.
    let middle = -1.25 + 1.25 / field.side as f32;
    let session = run.session();
    let outputs = block_on(session.outputs(vec![middle, -middle])).expect("flex is never lost");
    let kind = session.loss().outputs;
    let class = kind.predicted_class(&outputs);
    let sure = 2.0 * (kind.probabilities(&outputs)[class] - 0.5);
    let (told, strength) = field.cells[0];
    assert_eq!(told as usize, class);
    assert!((strength - sure).abs() < 1e-5, "{strength}, not {sure}");
}
