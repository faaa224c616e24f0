//! Every view, asked of real experiments through the driver, says what the real tensors say. One file, because all views are
//! asked in the same way of the same few experiments; a drawn network and a followed number have files of their own.

mod support;

use std::collections::BTreeSet;

use burn::tensor::Tensor;
use downhill::inspect::form::{Cell, Figure, Form, NetworkColumn, NetworkDrawing, NetworkUnit};
use downhill::inspect::principal::Principal;
use downhill::inspect::view::ViewRequest;
use downhill::inspect::views;
use downhill::network::trace::Pick;
use downhill::protocol::{Command, Event, FileFormat};
use downhill::samples::Samples;
use downhill::training::session::{HeldOut, Session};
use downhill::training::timeline::{CLASS_ACCURACY, GRADIENTS, WEIGHTS};
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
    "data=sort&network.layers=embedding(4),block(2)",
    "data=ratings",
    "data=digits-8x8&data.reconstruct=1&network.layers=flatten,dense(3),tanh",
    "data=names&network.layers=rnn(8,1)",
];

fn request(view: &str) -> ViewRequest {
    ViewRequest::new(view, 300, 200)
}

/// After some steps, at rest.
fn trained(link: &str) -> Run {
    let mut run = Run::new(QUICK);
    let (name, bytes) = support::file("names.txt.gz");
    (run.driver.host.files.borrow_mut()).insert(name, (0.0, bytes));
    let link = format!("{link}&epochs=0&steps=60&batch=16");
    run.send(0.0, support::host::open(1, &link));
    run.serve();
    assert!(run.driver.session(1).is_some(), "{link}");
    run.send(0.0, support::host::train(1));
    run.serve();
    run
}

/// What a view shows of experiment 1 now; none where it is refused.
fn asked(run: &mut Run, view: &str) -> Option<Form> {
    asked_with(run, view, None)
}

/// The same where a person chose something in it.
fn asked_with(run: &mut Run, view: &str, choice: Option<&str>) -> Option<Form> {
    run.asked(ViewRequest {
        choice: choice.map(String::from),
        ..request(view)
    })
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
            let svg = run.filed(request(view.id), FileFormat::Svg);
            assert!(svg.contains(view.title.en.as_ref()), "{}", view.id);
            let csv = run.filed(request(view.id), FileFormat::Csv);
            let points = matches!(form.figure, Figure::Lines(_) | Figure::Points(_));
            assert_eq!(
                csv.lines().count() > 1,
                points || form.table.is_some(),
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

/// The drawing of a network, and its table.
fn drawn(run: &mut Run) -> (NetworkDrawing, Form) {
    let form = asked(run, "network").expect("every experiment has a network");
    let Figure::Network(drawing) = form.figure.clone() else {
        panic!("a network")
    };
    (drawing, form)
}

#[test]
fn every_network_is_drawn_whole() {
    for link in LINKS {
        let mut run = trained(link);
        let (drawing, _) = drawn(&mut run);
        let learnt: usize = drawing
            .columns
            .iter()
            .map(|column| column.parameters as usize)
            .sum();
        let network = run.session().network();
        assert_eq!(learnt, network.parameters(), "{link}");
        // Each layer stands in a column; the input comes first.
        let titles = drawing.columns.iter().map(|column| column.titles.len());
        assert_eq!(titles.sum::<usize>(), network.layers.len() + 1, "{link}");
        for column in &drawing.columns {
            assert!(
                !column.units.is_empty() && column.units.len() <= 16,
                "{link}"
            );
            let pixels = (column.width * column.height) as usize;
            assert_eq!(column.values.len(), column.units.len() * pixels, "{link}");
            assert!(
                column.units.iter().any(|unit| unit.range > 0.0),
                "{link}: {:?} shows nothing",
                column.titles
            );
            let means = column.units.iter().map(|unit| unit.mean);
            assert!(means.clone().all(f32::is_finite), "{link}");
        }
    }
}

#[test]
fn units_show_what_they_answer_and_lines_are_their_weights() {
    let mut run = trained(LINKS[0]);
    let (drawing, form) = drawn(&mut run);
    let session = run.session();
    let parameter = |index: usize| {
        let values = session.network().weights[index].clone().inner();
        values.into_data().try_into_vec::<f32>().expect("floats")
    };
    // `[2 inputs, 4 units]`, the units' biases, and `[4 units, 2 classes]`.
    let (first, biases, second) = (parameter(0), parameter(1), parameter(2));
    let [input, hidden, output] = &drawing.columns[..] else {
        panic!("tanh has no column of its own")
    };
    let on = |unit: &NetworkUnit| unit.switch.as_ref().expect("it can be switched").on;
    let given: Vec<bool> = input.units.iter().map(on).collect();
    assert_eq!(given, [true, true, false, false, false, false, false]);
    let every = input.units.len();
    for unit in 0..4 {
        assert_eq!(hidden.units[unit].bias, Some(biases[unit]));
        for other in 0..2 {
            assert_eq!(
                hidden.weights[unit * every + other],
                first[other * 4 + unit]
            );
            assert_eq!(output.weights[other * 4 + unit], second[unit * 2 + other]);
        }
    }
    // The picture's corner top left, as the network computes it.
    let middle = -1.25 + 1.25 / hidden.width as f32;
    let point = [middle, -middle];
    let pixels = (hidden.width * hidden.height) as usize;
    let shown = |column: &NetworkColumn, unit: usize| {
        (f32::from(column.values[unit * pixels]) - 127.5) / 127.5 * column.units[unit].range
    };
    for unit in 0..4 {
        let sum = point[0] * first[unit] + point[1] * first[4 + unit] + biases[unit];
        assert!((shown(hidden, unit) - sum.tanh()).abs() <= hidden.units[unit].range / 200.0);
    }
    let outputs = block_on(session.outputs(point.to_vec())).expect("flex is never lost");
    for (unit, value) in outputs.iter().enumerate() {
        assert!((shown(output, unit) - value).abs() <= output.units[unit].range / 200.0);
    }
    assert_eq!(
        numbers(&form, 3).len(),
        6,
        "biases of four units and two classes"
    );
}

/// The samples' class or value, the surface and every unit's picture follow from the inputs that are on, and a weight
/// of an input leads from that input.
#[test]
fn other_inputs_of_the_plane_go_through_the_whole_experiment() {
    let link =
        "data=circles&data.x1=0&data.x1_squared=1&data.sin_x2=1&network.layers=dense(3),tanh";
    let mut run = trained(link);
    let (drawing, _) = drawn(&mut run);
    let session = run.session();
    assert_eq!(session.data().shape, [3]);
    let parameter = |index: usize| {
        let values = session.network().weights[index].clone().inner();
        values.into_data().try_into_vec::<f32>().expect("floats")
    };
    let (weight, bias) = (parameter(0), parameter(1));
    let [input, hidden, output] = &drawing.columns[..] else {
        panic!("input, hidden units and classes")
    };
    let names: Vec<&str> = input.units.iter().map(|unit| &*unit.name.en).collect();
    assert_eq!(
        names,
        ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin 5x₁", "sin 5x₂"]
    );
    // x₂, x₁² and sin 5x₂ are on.
    for (place, row) in [None, Some(0), Some(1), None, None, None, Some(2)]
        .into_iter()
        .enumerate()
    {
        for unit in 0..3 {
            let shown = hidden.weights[unit * 7 + place];
            match row {
                Some(row) => assert_eq!(shown, weight[row * 3 + unit]),
                None => assert!(shown.is_nan()),
            }
        }
    }
    // A point that is no corner, as the network computes it.
    let side = hidden.width as usize;
    let (column, row) = (13, 4);
    let at = |index: usize| ((index as f32 + 0.5) / side as f32 * 2.0 - 1.0) * 1.25;
    let (x, y) = (at(column), -at(row));
    let features = [y, x * x, (5.0 * y).sin()];
    let shown = |of: &NetworkColumn, unit: usize| {
        let value = of.values[unit * side * side + row * side + column];
        (f32::from(value) - 127.5) / 127.5 * of.units[unit].range
    };
    for unit in 0..3 {
        let terms = (0..3).map(|row| features[row] * weight[row * 3 + unit]);
        let answer = (terms.sum::<f32>() + bias[unit]).tanh();
        assert!((shown(hidden, unit) - answer).abs() <= hidden.units[unit].range / 200.0);
    }
    let outputs = block_on(session.outputs(features.to_vec())).expect("flex is never lost");
    for (unit, value) in outputs.iter().enumerate() {
        assert!((shown(output, unit) - value).abs() <= output.units[unit].range / 200.0);
    }
    // The surface is what the network predicts of each point of its grid.
    let form = asked(&mut run, "surface").expect("a plane has one");
    let Figure::Field(field) = form.figure else {
        panic!("a surface")
    };
    let at = |index: u32| ((index as f32 + 0.5) / field.side as f32 * 2.0 - 1.0) * 1.25;
    for (column, row) in [(3, 90), (50, 50), (71, 12)] {
        let (x, y) = (at(column), -at(row));
        let features = vec![y, x * x, (5.0 * y).sin()];
        let outputs = block_on(run.session().outputs(features)).expect("flex is never lost");
        let (class, _) = field.cells[(row * field.side + column) as usize];
        assert_eq!(class == 1, outputs[1] > outputs[0], "{column} {row}");
    }
    // Samples lie where they were made, whatever the network is given of them.
    let mut plain = trained("data=circles&network.layers=dense(3),tanh");
    let Figure::Field(before) = asked(&mut plain, "surface").expect("a plane").figure else {
        panic!("a surface")
    };
    assert_eq!(field.dots, before.dots);
}

#[test]
fn maps_and_attention_are_those_of_one_held_out_sample() {
    let mut run = trained(LINKS[6]);
    let (drawing, _) = drawn(&mut run);
    let sizes: Vec<_> = (drawing.columns.iter())
        .map(|column| (column.units.len(), column.width, column.height))
        .collect();
    assert_eq!(sizes[..2], [(1, 8, 8), (4, 6, 6)]);
    let session = run.session();
    let (mut sample, mut target) = (Vec::new(), Vec::new());
    session
        .held_out(HeldOut::Validation)
        .gather(0, &mut sample, &mut target);
    let outputs = block_on(session.outputs(sample)).expect("flex is never lost");
    let last = drawing.columns.last().expect("an output");
    for (unit, value) in last.units.iter().zip(&outputs) {
        assert!(
            (unit.mean - value).abs() < 1e-4,
            "{}, not {value}",
            unit.mean
        );
    }

    let mut run = trained("data=sort&network.layers=embedding(4),block(2)");
    let (drawing, _) = drawn(&mut run);
    let maps = &drawing.columns[2];
    assert_eq!((maps.units.len(), maps.width), (2, maps.height));
    // A row of attention is a softmax.
    for unit in &maps.units {
        assert!(
            (unit.mean - 1.0 / maps.width as f32).abs() < 1e-5,
            "{}",
            unit.mean
        );
    }
}

#[test]
fn of_a_layer_with_very_many_units_the_ends_are_drawn() {
    let mut run = trained("data=circles&network.layers=dense(600),tanh,dense(600),tanh");
    let (drawing, _) = drawn(&mut run);
    let [_, one, two, _] = &drawing.columns[..] else {
        panic!("two hidden layers")
    };
    let indices: Vec<u32> = one.units.iter().map(|unit| unit.index).collect();
    assert_eq!(
        (indices.len(), indices[7], indices[8], one.all),
        (16, 7, 592, 600)
    );
    // Each unit has a line from every input of the plane, those that are off included; of 360,000 weights those between
    // the units that are shown are read.
    assert_eq!((one.weights.len(), two.weights.len()), (16 * 7, 16 * 16));
}

/// Values of a tensor.
fn read(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("floats")
}

/// Inputs and targets of the first samples.
fn rows(samples: &Samples, count: usize) -> (Vec<f32>, Vec<f32>) {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for sample in 0..count.min(samples.len()) {
        samples.gather(sample, &mut inputs, &mut targets);
    }
    (inputs, targets)
}

fn training(session: &Session) -> &Samples {
    let samples = session.data().shards[0].samples.as_deref();
    samples.expect("they are here")
}

/// The weights with one number of one parameter changed.
fn moved(weights: &[Tensor<1>], parameter: usize, at: usize, by: f32) -> Vec<Tensor<1>> {
    let mut all = weights.to_vec();
    let mut values = read(all[parameter].clone());
    values[at] += by;
    all[parameter] = Tensor::from_floats(values.as_slice(), &all[parameter].device());
    all
}

#[test]
fn predictions_are_those_of_the_network_and_their_errors_those_of_the_formulas() {
    for link in [LINKS[3], LINKS[10]] {
        let mut run = trained(link);
        let form = asked(&mut run, "predicted_true").expect("values");
        let session = run.session();
        let held = session.held_out(HeldOut::Validation);
        let (inputs, targets) = rows(held, held.len());
        let outputs = block_on(session.outputs(inputs)).expect("flex is never lost");
        let Figure::Points(points) = &form.figure else {
            panic!("points")
        };
        let told: Vec<(f32, f32)> = points.dots.iter().map(|dot| (dot.x, dot.y)).collect();
        let right: Vec<(f32, f32)> = targets.iter().copied().zip(outputs).collect();
        assert_eq!(told.len(), right.len(), "{link}");
        for (told, right) in told.iter().zip(&right) {
            assert!(told.0 == right.0 && (told.1 - right.1).abs() < 1e-4);
        }
        let errors = right.iter().map(|(x, y)| f64::from((x - y).abs()));
        let mean = errors.sum::<f64>() / right.len() as f64;
        assert!((numbers(&form, 1)[0] - mean).abs() < 1e-5 * mean, "{link}");
    }
}

#[test]
fn histograms_count_every_weight_of_a_layer() {
    let mut run = trained(LINKS[5]);
    let form = asked(&mut run, "weight_histograms").expect("it has weights");
    let Figure::Bars(bars) = &form.figure else {
        panic!("bars")
    };
    let network = run.session().network();
    for (place, parameter) in [(0, 0), (1, 2)] {
        let values = read(network.weights[parameter].clone().inner());
        let counts: u32 = bars.histograms[place].counts.iter().sum();
        assert_eq!(counts as usize, values.len());
        let mean = values.iter().map(|weight| f64::from(*weight)).sum::<f64>();
        let mean = mean / values.len() as f64;
        assert!((numbers(&form, 2)[place] - mean).abs() < 1e-9);
        let within = |value: f32, from: f64, to: f64| (from..to).contains(&f64::from(value));
        let [from, to] = bars.histograms[place].range;
        let width = (to - from) / bars.histograms[place].counts.len() as f64;
        let third = from + 3.0 * width;
        let there = values
            .iter()
            .filter(|value| within(**value, third, third + width));
        assert_eq!(there.count() as u32, bars.histograms[place].counts[3]);
    }
}

#[test]
fn gradients_are_those_of_finite_differences_and_steps_those_of_the_optimizer() {
    let mut run = trained("data=plane&network.layers=dense(4),tanh&optimizer=sgd");
    let form = asked(&mut run, "gradient_sizes").expect("it has weights");
    let session = run.session();
    let (inputs, targets) = rows(training(session), 64);
    let loss = |weights: &[Tensor<1>]| {
        let outputs = block_on(session.outputs_with(weights, inputs.clone()));
        let outputs = outputs.expect("flex is never lost");
        let squares = outputs.iter().zip(&targets);
        let squares = squares.map(|(output, target)| f64::from(output - target).powi(2));
        squares.sum::<f64>() / targets.len() as f64
    };
    let weights = session.network().detached();
    for (place, parameter) in [(0, 0), (1, 2)] {
        let values = read(weights[parameter].clone());
        let slope = |at: usize| {
            let [more, less] = [0.01, -0.01].map(|by| loss(&moved(&weights, parameter, at, by)));
            (more - less) / 0.02
        };
        let norm = (0..values.len())
            .map(|at| slope(at).powi(2))
            .sum::<f64>()
            .sqrt();
        let told = numbers(&form, 1)[place];
        assert!((told - norm).abs() < 0.01 * norm, "{told}, not {norm}");
        let length = values.iter().map(|weight| f64::from(*weight).powi(2));
        let length = length.sum::<f64>().sqrt();
        let rate = session.recipe().optimizer.number("rate");
        let (told, step) = (numbers(&form, 3)[place], rate * norm / length);
        assert!((told - step).abs() < 0.01 * step, "{told}, not {step}");
    }
    // Looking changes nothing.
    let after = session.network().detached();
    for (before, after) in weights.into_iter().zip(after) {
        assert_eq!(read(before), read(after));
    }
}

#[test]
fn activations_and_dead_units_are_those_of_the_layer() {
    let mut run = trained("data=digits-8x8&network.layers=flatten,dense(12),relu");
    let form = asked(&mut run, "activation_statistics").expect("it has layers");
    let session = run.session();
    let held = session.held_out(HeldOut::Validation);
    let (inputs, _) = rows(held, 256);
    let weights = session.network().detached();
    // `[64 pixels, 12 units]`.
    let (matrix, bias) = (read(weights[0].clone()), read(weights[1].clone()));
    let answers = inputs.chunks_exact(64).map(|row| {
        let unit = |unit: usize| {
            let products = row.iter().enumerate();
            let sum = products.map(|(at, value)| value * matrix[at * 12 + unit]);
            (sum.sum::<f32>() + bias[unit]).max(0.0)
        };
        (0..12).map(unit).collect::<Vec<f32>>()
    });
    let answers: Vec<Vec<f32>> = answers.collect();
    let dead = (0..12).filter(|unit| answers.iter().all(|row| row[*unit] == 0.0));
    assert_eq!(numbers(&form, 2)[0], dead.count() as f64);
    let all = answers.concat();
    let mean = all.iter().map(|value| f64::from(*value)).sum::<f64>() / all.len() as f64;
    let told = numbers(&form, 4)[0];
    assert!((told - mean).abs() < 1e-4 * mean, "{told}, not {mean}");
}

#[test]
fn hidden_states_are_those_before_the_output_and_the_code_of_an_autoencoder() {
    for (link, layer, width) in [(LINKS[5], 2, 16), (LINKS[11], 2, 3), (LINKS[7], 0, 4)] {
        let mut run = trained(link);
        let form = asked(&mut run, "hidden_map").expect("classes or a code");
        let Figure::Points(points) = &form.figure else {
            panic!("points")
        };
        let session = run.session();
        let held = session.held_out(HeldOut::Validation);
        let (inputs, _) = rows(held, 500);
        let pick = Pick {
            layer,
            name: "output",
            ranges: Vec::new(),
        };
        let values = session.inside_of(inputs, vec![pick]).remove(0);
        let found = Principal::of(&read(values), width);
        assert_eq!(points.dots.len(), found.places.len(), "{link}");
        let size = found.variances[0].sqrt();
        for (dot, place) in points.dots.iter().zip(&found.places) {
            let away = f64::from(dot.x) - place[0];
            assert!(away.abs() < 1e-3 * size, "{link}: {dot:?}, not {place:?}");
        }
        for (sample, dot) in points.dots.iter().enumerate().take(20) {
            let class = held.targets[sample * held.target_width] as u32;
            assert_eq!(dot.class, class, "{link}");
        }
    }
}

#[test]
fn saliency_is_that_of_finite_differences_and_occlusion_that_of_covering() {
    let mut run = trained("data=digits-8x8&network.layers=flatten,dense(16),tanh");
    let form = asked(&mut run, "saliency").expect("pictures of classes");
    let session = run.session();
    let held = session.held_out(HeldOut::Validation);
    let kind = session.loss().outputs;
    let outputs = |inputs: Vec<f32>| block_on(session.outputs(inputs)).expect("never lost");
    let samples = numbers(&form, 0);
    assert_eq!(samples.len(), 4);
    for (place, sample) in samples.iter().enumerate() {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        held.gather(*sample as usize - 1, &mut input, &mut target);
        let logits = outputs(input.clone());
        let predicted = kind.predicted_class(&logits);
        let sure = kind.probabilities(&logits)[predicted];
        assert!((numbers(&form, 3)[place] - f64::from(sure)).abs() < 1e-5);

        let slopes = read(session.saliency(input.clone()));
        for pixel in [0, 19, 27, 36, 44, 63] {
            let logit = |by: f32| {
                let mut changed = input.clone();
                changed[pixel] += by;
                outputs(changed)[predicted]
            };
            let slope = (logit(0.01) - logit(-0.01)) / 0.02;
            assert!(
                (slopes[pixel] - slope).abs() < 0.02 * slope.abs().max(0.05),
                "pixel {pixel}: {}, not {slope}",
                slopes[pixel]
            );
        }
        // A patch of two pixels by two, over every place, in the median of the picture.
        let mut sorted = input.clone();
        sorted.sort_by(f32::total_cmp);
        let fall = |corner: usize| {
            let (column, row) = (corner % 7, corner / 7);
            let mut covered = input.clone();
            for at in [0, 1, 8, 9] {
                covered[row * 8 + column + at] = sorted[32];
            }
            sure - kind.probabilities(&outputs(covered))[predicted]
        };
        let most = (0..49).map(fall).fold(f32::NEG_INFINITY, f32::max);
        let told = numbers(&form, 4)[place];
        assert!((told - f64::from(most)).abs() < 1e-5, "{told}, not {most}");
    }
}

#[test]
fn the_loss_landscape_is_that_of_moved_weights() {
    let mut run = trained(LINKS[2]);
    let form = asked(&mut run, "loss_landscape").expect("it is small");
    let session = run.session();
    let samples = training(session);
    let (inputs, targets) = rows(samples, 256);
    let weights = session.network().detached();
    let [across, up] = [0, 1].map(|which| session.direction(which));
    let loss = |x: f64, y: f64| {
        let parts = weights.iter().zip(across.iter().zip(&up));
        let moved: Vec<Tensor<1>> = parts
            .map(|(weight, (across, up))| weight.clone() + across.clone() * x + up.clone() * y)
            .collect();
        let outputs = block_on(session.outputs_with(&moved, inputs.clone()));
        let outputs = outputs.expect("flex is never lost");
        let squares = outputs.iter().zip(&targets);
        let squares = squares.map(|(output, target)| f64::from(output - target).powi(2));
        squares.sum::<f64>() / targets.len() as f64
    };
    let places = numbers(&form, 0);
    assert_eq!((places.len(), places[10]), (21, 0.0));
    for at in [0, 10, 13, 20] {
        let (right, above) = (loss(places[at], 0.0), loss(0.0, places[at]));
        let told = [numbers(&form, 1)[at], numbers(&form, 3)[at]];
        assert!(
            (told[0] - right).abs() < 1e-4 * right,
            "{told:?}, not {right}"
        );
        assert!(
            (told[1] - above).abs() < 1e-4 * above,
            "{told:?}, not {above}"
        );
    }
    // What leads to each unit moves by its own length at the edge, `[2 inputs, 4 units]`; biases stay.
    let (matrix, moved) = (read(weights[0].clone()), read(across[0].clone()));
    for unit in 0..4 {
        let [own, other] = [&matrix, &moved].map(|all| all[unit].hypot(all[4 + unit]));
        assert!((own - other).abs() < 1e-5 * own, "{own}, {other}");
    }
    assert_eq!(read(across[1].clone()), [0.0; 4]);
}

/// Every view that fits, of a network that was hardly trained, or too much.
fn all_shown(run: &mut Run) -> Vec<(&'static str, Form)> {
    let views = views::ALL.iter();
    let shown = views.filter_map(|view| Some((view.id, asked(run, view.id)?)));
    shown.collect()
}

#[test]
fn networks_that_have_run_away_are_said_to_and_never_panic() {
    for link in [
        "data=plane&network.layers=dense(4),tanh,dense(4)&optimizer=sgd&optimizer.rate=10",
        "data=digits-8x8&network.layers=conv(4,3),flatten&optimizer=sgd&optimizer.rate=10&loss=mse",
        "data=digits-8x8&data.reconstruct=1&network.layers=flatten,dense(3)&optimizer=sgd&optimizer.rate=10",
    ] {
        let mut run = trained(link);
        let weights = run.session().network().weights[0].clone().inner();
        assert!(
            read(weights).iter().any(|weight| !weight.is_finite()),
            "{link}: it has not run away"
        );
        let shown = all_shown(&mut run);
        assert!(shown.len() > 5, "{link}");
        for (view, form) in shown {
            run.filed(request(view), FileFormat::Svg);
            if [
                "weight_histograms",
                "gradient_sizes",
                "activation_statistics",
            ]
            .contains(&view)
            {
                assert!(
                    form.sentence.en.contains("no number"),
                    "{link}, {view}: {}",
                    form.sentence.en
                );
            }
        }
    }
}

#[test]
fn of_very_large_networks_a_part_is_shown() {
    let deep = ["dense(3),relu"; 32].join(",");
    for (link, layers) in [
        (format!("data=circles&network.layers={deep}"), Some((8, 33))),
        (
            "data=circles&network.layers=dense(4096),relu,dense(64),relu".into(),
            None,
        ),
        (
            "data=digits-8x8&network.layers=conv(512,3),relu,flatten".into(),
            None,
        ),
    ] {
        let mut run = Run::open(&format!("{link}&epochs=0&steps=1&batch=4"), QUICK);
        let shown = all_shown(&mut run);
        let form = |id: &str| {
            shown
                .iter()
                .find(|(view, _)| *view == id)
                .map(|(_, form)| form)
        };
        let form = form("weight_histograms").expect("it has weights");
        if let Some((some, all)) = layers {
            let told = format!("Weights of {some} of {all} layers.");
            assert!(form.sentence.en.starts_with(&told), "{}", form.sentence.en);
            assert_eq!(
                form.table.as_ref().map(|table| table.rows.len()),
                Some(some)
            );
        }
    }
}

#[test]
fn behind_a_cell_of_the_confusion_are_as_many_samples_as_it_counts() {
    let mut run = trained(LINKS[5]);
    let form = asked(&mut run, "confusion").expect("classes");
    let Figure::Matrix(matrix) = &form.figure else {
        panic!("a matrix")
    };
    let opens = matrix.opens.as_ref().expect("samples are behind it");
    let mut seen = 0;
    for (cell, count) in matrix.values.iter().enumerate() {
        let (right, taken) = (cell / 10, cell % 10);
        if right != 3 && taken != 3 {
            continue;
        }
        let form = asked_with(&mut run, &opens.view, Some(&opens.choices[cell]));
        let form = form.expect("pictures of classes");
        let table = form.table.expect("samples");
        assert_eq!(table.rows.len(), (*count as usize).min(20), "{cell}");
        for row in &table.rows {
            let names = [right, taken].map(|class| Cell::Text(matrix.row_names[class].clone()));
            assert_eq!(row[1..3], names);
            seen += 1;
        }
        let told = form.sentence.en;
        let wanted = if *count > 0.0 {
            format!("{count} of 270 test samples are as chosen")
        } else {
            "None of 270 test samples".into()
        };
        assert!(told.starts_with(&wanted), "{told}");
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn of_tables_ratings_and_sequences_each_sample_is_a_row() {
    for (link, columns, wanted) in [
        (LINKS[2], 6, "True"),
        (LINKS[10], 5, "True"),
        (LINKS[8], 5, "True"),
        (LINKS[4], 4, "True class"),
    ] {
        let mut run = trained(link);
        let form = asked_with(&mut run, "hardest", Some("order:smallest")).expect("held out");
        assert!(matches!(form.figure, Figure::Rows), "{link}");
        let table = form.table.as_ref().expect("samples");
        let titles: Vec<&str> = (table.columns.iter())
            .map(|column| column.title.en.as_ref())
            .collect();
        assert_eq!(
            (titles.len(), titles[columns - 3]),
            (columns, wanted),
            "{link}"
        );
        let losses = numbers(&form, columns - 1);
        assert!(losses.is_sorted(), "{link}: {losses:?}");
        let session = run.session();
        let held = session.held_out(HeldOut::Validation);
        let all = read(session.losses_of(held, 0, held.len()));
        for (sample, loss) in numbers(&form, 0).into_iter().zip(losses) {
            assert!(
                (f64::from(all[sample as usize - 1]) - loss).abs() < 1e-5,
                "{link}"
            );
        }
    }
    // Of values the prediction beside the truth.
    let mut run = trained(LINKS[2]);
    let form = asked(&mut run, "hardest").expect("held out");
    let session = run.session();
    let held = session.held_out(HeldOut::Validation);
    let (mut input, mut target) = (Vec::new(), Vec::new());
    held.gather(numbers(&form, 0)[0] as usize - 1, &mut input, &mut target);
    let output = block_on(session.outputs(input.clone())).expect("flex is never lost")[0];
    let row = [1, 2, 3, 4].map(|column| numbers(&form, column)[0]);
    for (told, wanted) in row.into_iter().zip([input[0], input[1], target[0], output]) {
        assert!((told - f64::from(wanted)).abs() < 1e-5);
    }
}

#[test]
fn the_history_of_gradients_is_that_of_the_steps() {
    let rate = 0.05;
    let link = format!(
        "data=plane&network.layers=dense(4),tanh&optimizer=sgd&optimizer.rate={rate}&batch=16"
    );
    let (recipe, problems) = downhill::recipe::link::parse(&link).recipe.normalise();
    assert_eq!(problems, []);
    let mut session = support::open(&recipe, None);
    let matrices =
        |session: &Session| [0, 2].map(|at| read(session.network().detached()[at].clone()));
    let norm = |all: &[f32]| {
        all.iter()
            .map(|one| f64::from(*one).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let mut wanted = Vec::new();
    for step in 1..=40_u64 {
        let before = matrices(&session);
        support::step(&mut session);
        let after = matrices(&session);
        let both = before.iter().zip(&after);
        // Without momentum the step is the gradient times the rate.
        let moved: Vec<f64> = both
            .map(|(before, after)| {
                let moved = before
                    .iter()
                    .zip(after)
                    .map(|(before, after)| after - before);
                norm(&moved.collect::<Vec<f32>>())
            })
            .collect();
        let ratios = moved
            .iter()
            .zip(&before)
            .map(|(moved, before)| moved / norm(before));
        let gradients = moved.iter().map(|moved| moved / rate);
        wanted.push((step, gradients.chain(ratios).collect::<Vec<f64>>()));
    }
    block_on(session.look()).expect("flex is never lost");
    let series = session.timeline.series(GRADIENTS.id).expect("measured");
    assert!(series.len() >= 5);
    for (step, row) in series.rows() {
        let (_, wanted) = wanted.iter().find(|(of, _)| *of == step).expect("a step");
        for (told, wanted) in row.iter().zip(wanted) {
            let away = (f64::from(*told) - wanted).abs();
            assert!(away < 1e-3 * wanted, "step {step}: {told}, not {wanted}");
        }
    }
    // And the view shows just these.
    let mut run = trained(LINKS[2]);
    let form = asked_with(&mut run, "gradient_history", Some("of:update")).expect("weights");
    let series = run
        .session()
        .timeline
        .series(GRADIENTS.id)
        .expect("measured");
    let (step, row) = series.rows().next_back().expect("measured");
    assert_eq!(numbers(&form, 0)[0], step as f64);
    let shown = [1, 2].map(|column| numbers(&form, column)[0]);
    assert_eq!(shown, [2, 3].map(|at| f64::from(row[at])));
}

#[test]
fn what_comes_next_is_the_softmax_after_the_typed_text() {
    let mut run = trained(LINKS[12]);
    let form = asked_with(&mut run, "next_token", Some("text:an%1F7")).expect("a language model");
    let session = run.session();
    let data = session.data();
    let place = |letter: &str| {
        data.tokens
            .iter()
            .position(|token| token == letter)
            .expect("known")
    };
    let mut row = vec![0.0; data.validation.width];
    let begun = [place("⏎"), place("a"), place("n")];
    for at in 0..data.validation.target_width {
        let token = begun.get(at).copied().unwrap_or(0);
        row[at * data.tokens.len() + token] = 1.0;
    }
    let outputs = block_on(session.outputs(row)).expect("flex is never lost");
    let rows: Vec<&[f32]> = outputs.chunks_exact(data.tokens.len()).collect();
    let kind = session.loss().outputs;
    let last = kind.probabilities(rows[2]);
    let Figure::Shares(shares) = &form.figure else {
        panic!("shares")
    };
    assert_eq!(shares.values.len(), 12);
    assert!(shares.values.is_sorted_by(|one, next| one >= next));
    for (name, value) in shares.names.iter().zip(&shares.values) {
        let token = if name.en.contains("(end)") {
            0
        } else {
            place(&name.en)
        };
        assert!((f64::from(last[token]) - value).abs() < 1e-5);
    }
    // Of the letters that were typed, how probable each was.
    let told = numbers(&form, 1);
    let wanted =
        [(0, "a"), (1, "n")].map(|(at, letter)| kind.probabilities(rows[at])[place(letter)]);
    for (told, wanted) in told.iter().zip(wanted) {
        assert!((told - f64::from(wanted)).abs() < 1e-5);
    }
    assert_eq!(told.len(), 2);
    let said = form.sentence.en;
    assert!(
        said.starts_with("After “an” the most probable is"),
        "{said}"
    );
    assert!(said.ends_with("not in its training text: 7"), "{said}");
    // Before the first letter, and with more than the window holds.
    for text in ["text:", &format!("text:{}", "anna".repeat(40))] {
        asked_with(&mut run, "next_token", Some(text)).expect("a language model");
    }
}

#[test]
fn typed_letters_are_answered_and_marked() {
    let mut run = trained(LINKS[8]);
    let form = asked_with(&mut run, "typed_tokens", Some("text:DCBa!")).expect("a rule");
    let session = run.session();
    let data = session.data();
    let table = form.table.as_ref().expect("places");
    let letters = |column: usize| -> String {
        let cells = table.rows.iter().map(|row| match &row[column] {
            Cell::Text(text) => text.en.to_string(),
            _ => panic!("letters"),
        });
        cells.collect()
    };
    let (typed, right) = (letters(1), letters(2));
    assert!(typed.starts_with("dcba") && typed.len() == 8, "{typed}");
    let mut sorted: Vec<char> = typed.chars().collect();
    sorted.sort_unstable();
    assert_eq!(right, sorted.into_iter().collect::<String>());
    let mut row = vec![0.0; data.validation.width];
    for (at, letter) in typed.chars().enumerate() {
        let token = letter as usize - 'a' as usize;
        row[at * data.tokens.len() + token] = 1.0;
    }
    let outputs = block_on(session.outputs(row)).expect("flex is never lost");
    let kind = session.loss().outputs;
    let mut hits = 0;
    for (at, row) in outputs.chunks_exact(data.tokens.len()).enumerate() {
        let taken = kind.predicted_class(row);
        let letter = &data.outputs[taken];
        let is_right = right.chars().nth(at).map(String::from).as_ref() == Some(letter);
        hits += usize::from(is_right);
        let Cell::Text(told) = &table.rows[at][3] else {
            panic!("letters")
        };
        assert_eq!(
            told.en,
            format!("{} {letter}", if is_right { "✓" } else { "✗" })
        );
        let sure = f64::from(kind.probabilities(row)[taken]);
        assert!((numbers(&form, 4)[at] - sure).abs() < 1e-5);
    }
    let told = form.sentence.en;
    assert!(
        told.starts_with(&format!("{hits} of 8 places are right.")),
        "{told}"
    );
    assert!(
        told.contains("from a to j: what is missing is filled up"),
        "{told}"
    );
}

#[test]
fn a_moved_code_is_decoded_by_the_last_layer() {
    let mut run = trained(LINKS[11]);
    let choice = "sample:3,unit_1:1.5,unit_3:-2";
    let form = asked_with(&mut run, "code", Some(choice)).expect("an autoencoder");
    let session = run.session();
    let held = session.held_out(HeldOut::Validation);
    let (inputs, _) = rows(held, 200);
    let pick = |inputs: Vec<f32>| {
        let pick = Pick {
            layer: 2,
            name: "output",
            ranges: Vec::new(),
        };
        read(session.inside_of(inputs, vec![pick]).remove(0))
    };
    let codes = pick(inputs.clone());
    let own = &codes[6..9];
    let count = (codes.len() / 3) as f64;
    let deviation = |unit: usize| {
        let all = || {
            codes
                .iter()
                .skip(unit)
                .step_by(3)
                .map(|value| f64::from(*value))
        };
        let mean = all().sum::<f64>() / count;
        (all().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
    };
    let moved: Vec<f64> = [1.5, 0.0, -2.0]
        .iter()
        .enumerate()
        .map(|(unit, by)| f64::from(own[unit]) + by * deviation(unit))
        .collect();
    for (told, wanted) in numbers(&form, 2).into_iter().zip(&moved) {
        assert!((told - wanted).abs() < 1e-4, "{told}, not {wanted}");
    }
    // `[3 units, 64 pixels]`, and a bias for each pixel.
    let weights = session.network().detached();
    let (matrix, bias) = (read(weights[2].clone()), read(weights[3].clone()));
    let Figure::Pictures(pictures) = &form.figure else {
        panic!("pictures")
    };
    let input = &inputs[2 * 64..3 * 64];
    let low = input.iter().copied().fold(f32::INFINITY, f32::min);
    let high = input.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for pixel in 0..64 {
        let parts = moved.iter().enumerate();
        let parts = parts.map(|(unit, code)| code * f64::from(matrix[unit * 64 + pixel]));
        let value = parts.sum::<f64>() + f64::from(bias[pixel]);
        let byte = (255.0 * (value - f64::from(low)) / f64::from(high - low)).clamp(0.0, 255.0);
        let told = f64::from(pictures.values[128 + pixel]);
        assert!(
            (told - byte).abs() <= 1.0,
            "pixel {pixel}: {told}, not {byte}"
        );
    }
    // A code that is not moved gives back what the network gives back.
    let form = asked_with(&mut run, "code", Some("sample:3")).expect("an autoencoder");
    let Figure::Pictures(pictures) = &form.figure else {
        panic!("pictures")
    };
    assert_eq!(pictures.values[64..128], pictures.values[128..]);
}

#[test]
fn along_two_weights_the_loss_is_that_of_the_changed_weights() {
    let mut run = trained(LINKS[2]);
    let choice =
        "along:weights,first:0.weight,first_number:3,second:2.bias,second_number:1,reach:0.5";
    let form = asked_with(&mut run, "loss_landscape", Some(choice)).expect("it is small");
    let session = run.session();
    let (inputs, targets) = rows(training(session), 256);
    let weights = session.network().detached();
    // PyTorch has `[4 units, 2 inputs]`, burn the other way round: the third is unit 2 of input 1.
    let loss = |by: f32| {
        let mut moved = weights.clone();
        let mut own = read(weights[0].clone());
        own[1] = by;
        moved[0] = Tensor::from_floats(own.as_slice(), &weights[0].device());
        let outputs = block_on(session.outputs_with(&moved, inputs.clone()));
        let outputs = outputs.expect("flex is never lost");
        let squares = outputs.iter().zip(&targets);
        let squares = squares.map(|(output, target)| f64::from(output - target).powi(2));
        squares.sum::<f64>() / targets.len() as f64
    };
    let now = f64::from(read(weights[0].clone())[1]);
    let (places, losses) = (numbers(&form, 0), numbers(&form, 1));
    assert!((places[10] - now).abs() < 1e-3);
    for at in [0, 5, 10, 20] {
        let wanted = loss(places[at] as f32);
        assert!(
            (losses[at] - wanted).abs() < 5e-3 * wanted,
            "{}, not {wanted}",
            losses[at]
        );
    }
    // The way ends at the weights of now.
    let Figure::Field(field) = &form.figure else {
        panic!("a field")
    };
    let series = session.timeline.series(WEIGHTS.id).expect("it is small");
    assert_eq!(field.path.len(), series.len() + 1);
    let [_, row] = [0, 1].map(|_| series.rows().next().expect("the start").1);
    assert!((field.path[0][0] - row[1]).abs() < 1e-5);
    let end = field.path.last().expect("the weights of now");
    assert!((f64::from(end[0]) - now).abs() < 1e-5);
    // Along the way itself the plane holds nearly all of it.
    let form = asked_with(&mut run, "loss_landscape", Some("along:path")).expect("it is small");
    let told = form.sentence.en;
    let share = told
        .split("The plane holds ")
        .nth(1)
        .and_then(|rest| rest.split('%').next());
    let share: f64 = share.expect("it is said").parse().expect("a number");
    assert!(share > 80.0, "{told}");
}

#[test]
fn what_was_answered_is_drawn_again_at_another_size_as_it_was() {
    let mut run = Run::open(&format!("{}&epochs=0&batch=16", LINKS[2]), QUICK);
    let ask = |run: &mut Run, width: u32, again: bool, choice: Option<&str>| {
        let before = run.events().len();
        let command = Command::Ask {
            session: 1,
            id: 97,
            view: ViewRequest {
                choice: choice.map(String::from),
                ..ViewRequest::new("loss_landscape", width, 200)
            },
            again,
        };
        run.send(run.now(), command);
        run.serve();
        let mut told = run.events().into_iter().skip(before);
        let found = told.find_map(|(_, event)| match event {
            Event::Shown {
                id: Some(97),
                step,
                form,
                ..
            } => Some((step, *form)),
            _ => None,
        });
        found.expect("an answer")
    };
    let (step, first) = ask(&mut run, 300, false, None);
    assert_eq!(step, 0.0);
    let command = Command::Step {
        session: 1,
        id: 96,
        count: 20,
    };
    run.send(run.now(), command);
    run.serve();
    let width = |form: &Form| match &form.figure {
        Figure::Field(field) => field.plot.expect("it was drawn").area[2],
        _ => panic!("a field"),
    };
    let (step, wide) = ask(&mut run, 700, true, None);
    assert_eq!((step, &wide.sentence), (0.0, &first.sentence));
    assert!(width(&wide) > width(&first));
    // Where something else is chosen, or nobody wants the old one, it is read anew.
    assert_eq!(ask(&mut run, 700, true, Some("reach:2")).0, 20.0);
    assert_eq!(ask(&mut run, 700, false, None).0, 20.0);
}

#[test]
fn the_chosen_picture_comes_first_in_what_the_network_looks_at() {
    let mut run = trained("data=digits-8x8&network.layers=flatten,dense(16),tanh");
    let (input, _) = rows(run.session().held_out(HeldOut::Test), 1);
    let predict = Command::Predict {
        session: 1,
        id: 95,
        input: Some(downhill::protocol::Input::Values {
            values: input.clone(),
        }),
    };
    run.send(run.now(), predict);
    run.serve();
    let form = asked(&mut run, "saliency").expect("pictures of classes");
    let Figure::Pictures(pictures) = &form.figure else {
        panic!("pictures")
    };
    assert!(pictures.captions[0].en.starts_with("chosen picture as"));
    let slopes = read(run.session().saliency(input));
    let steepest = |of: &mut dyn Iterator<Item = f32>| {
        let all = of.enumerate();
        all.max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(at, _)| at)
    };
    let shown = steepest(&mut pictures.values[64..128].iter().map(|byte| f32::from(*byte)));
    assert_eq!(shown, steepest(&mut slopes.iter().map(|slope| slope.abs())));
}
