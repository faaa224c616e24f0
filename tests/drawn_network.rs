//! The drawing of a network against plain computations: kernels and weights behind its units, gates over time, a chosen
//! point that goes through it, what leads past its layers, and networks that are too large or have run away.

mod support;

use downhill::inspect::form::{
    ArcKind, Cell, Figure, Form, NetworkArc, NetworkColumn, NetworkDrawing, UnitDetails,
};
use downhill::inspect::view::ViewRequest;
use downhill::protocol::{Command, FileFormat, Input};
use downhill::training::session::{HeldOut, Session};
use support::host::{QUICK, Run};

/// After some steps, at rest.
fn trained(link: &str) -> Run {
    let mut run = Run::open(&format!("{link}&epochs=0&steps=20&batch=16"), QUICK);
    run.send(0.0, support::host::train(1));
    run.serve();
    run
}

/// What the view `network` shows now.
fn drawn(run: &mut Run) -> (NetworkDrawing, Form) {
    let form = run.asked(ViewRequest::new("network", 300, 200));
    let form = form.expect("every experiment has a network");
    let Figure::Network(drawing) = form.figure.clone() else {
        panic!("a network")
    };
    (drawing, form)
}

/// The drawing as a file.
fn filed(run: &mut Run, format: FileFormat, lang: &str) -> String {
    let mut view = ViewRequest::new("network", 700, 400);
    view.lang = lang.into();
    run.filed(view, format)
}

fn choose(run: &mut Run, input: Option<Input>) {
    let predict = Command::Predict {
        session: 1,
        id: 97,
        input,
    };
    run.send(run.now(), predict);
    run.serve();
}

/// A parameter by PyTorch's name, here row-major.
fn numbers(session: &Session, name: &str) -> Vec<f32> {
    let network = session.network();
    let index = network.specs.iter().position(|spec| spec.name == name);
    let weights = network.detached().swap_remove(index.expect(name));
    weights.into_data().try_to_vec().expect("f32")
}

/// The first held-out sample, which goes through where nobody chose one.
fn sample(session: &Session) -> Vec<f32> {
    let (mut input, mut target) = (Vec::new(), Vec::new());
    let held = session.held_out(HeldOut::Validation);
    held.gather(0, &mut input, &mut target);
    input
}

/// The value that a byte of a picture stands for.
fn value(byte: u8, range: f32) -> f32 {
    (f32::from(byte) - 127.5) / 127.5 * range
}

/// The picture of a unit behind it.
fn behind(details: &UnitDetails, unit: usize, picture: usize) -> Vec<f32> {
    let size = (details.width * details.height) as usize;
    let at = unit * details.names.len() + picture;
    let bytes = &details.values[at * size..][..size];
    let range = details.ranges[at];
    bytes.iter().map(|byte| value(*byte, range)).collect()
}

fn details(column: &NetworkColumn) -> &UnitDetails {
    column.details.as_ref().expect("something stands behind it")
}

/// Both lists are the same to what a byte can say of it.
fn same(found: &[f32], wanted: &[f32], what: &str) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    let range = wanted
        .iter()
        .fold(1.0_f32, |most, value| most.max(value.abs()));
    for (at, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        assert!(
            (found - wanted).abs() <= range / 200.0,
            "{what} {at}: {found}, not {wanted}"
        );
    }
}

/// The norm with the sign of the mean.
fn strength(numbers: &[f32]) -> f32 {
    let norm = numbers
        .iter()
        .map(|value| value * value)
        .sum::<f32>()
        .sqrt();
    norm.copysign(numbers.iter().sum())
}

#[test]
fn kernels_are_those_of_the_parameter_and_lines_their_norms() {
    let layers = "conv(4,3),relu,conv(3,2),relu,pool(2),flatten,dense(5)";
    let mut run = trained(&format!("data=digits-8x8&network.layers={layers}"));
    let (drawing, form) = drawn(&mut run);
    let session = run.session();
    let [_, first, second, pooled, dense, _] = &drawing.columns[..] else {
        panic!("input, two convolutions, a pooling, two dense layers")
    };
    for (column, name, maps, side) in [(first, "0.weight", 1, 3), (second, "2.weight", 4, 2)] {
        let weight = numbers(session, name);
        let found = details(column);
        assert_eq!(
            (found.names.len(), found.width, found.height),
            (maps, side, side)
        );
        assert!(column.kernels && column.weight.is_none());
        let size = (side * side) as usize;
        let mut heaviest = 0.0_f32;
        for unit in 0..column.units.len() {
            for map in 0..maps {
                let kernel = &weight[(unit * maps + map) * size..][..size];
                let range = kernel
                    .iter()
                    .fold(0.0_f32, |most, value| most.max(value.abs()));
                assert_eq!(found.ranges[unit * maps + map], range, "its own scale");
                same(&behind(found, unit, map), kernel, name);
                let line = column.weights[unit * maps + map];
                assert!((line - strength(kernel)).abs() < 1e-5, "{line}");
                heaviest = heaviest.max(line.abs());
            }
        }
        assert_eq!(column.heaviest, heaviest);
        let biases = numbers(session, &name.replace("weight", "bias"));
        let told: Vec<f32> = column.units.iter().filter_map(|unit| unit.bias).collect();
        assert_eq!(told, biases);
    }
    assert!(pooled.details.is_none() && pooled.weights.is_empty());
    // A dense layer after maps: of each unit a picture of its weights for each map. Here `[3 maps · 2 · 2, 5 units]`.
    let weight = numbers(session, "6.weight");
    let found = details(dense);
    assert_eq!((found.names.len(), found.width, found.height), (3, 2, 2));
    for unit in 0..5 {
        for map in 0..3 {
            let own: Vec<f32> = (0..4)
                .map(|pixel| weight[(map * 4 + pixel) * 5 + unit])
                .collect();
            same(&behind(found, unit, map), &own, "6.weight");
            assert!((dense.weights[unit * 3 + map] - strength(&own)).abs() < 1e-5);
        }
    }
    let note = form.note.expect("how to read it").en;
    assert!(note.contains("as thick as the kernel's norm"), "{note}");
    assert_eq!(form.key.len(), 2, "what the colours of lines mean");
}

#[test]
fn the_weights_of_a_first_dense_layer_are_a_picture_also_where_only_some_units_are_read() {
    let mut run = trained("data=digits-8x8&network.layers=flatten,dense(40),relu");
    let (drawing, _) = drawn(&mut run);
    let dense = &drawing.columns[1];
    let weight = numbers(run.session(), "1.weight");
    let found = details(dense);
    assert_eq!((found.names.len(), found.width, found.height), (1, 8, 8));
    for (place, unit) in dense.units.iter().enumerate() {
        let own: Vec<f32> = (0..64)
            .map(|pixel| weight[pixel * 40 + unit.index as usize])
            .collect();
        same(&behind(found, place, 0), &own, "1.weight");
    }
    assert_eq!(dense.units.last().map(|unit| unit.index), Some(39));
}

/// σ.
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Sums `x·W + b` of a matrix `[inputs, units]`.
fn linear(x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let units = weight.len() / x.len();
    let sum = |unit: usize| {
        let terms = x
            .iter()
            .enumerate()
            .map(|(input, x)| x * weight[input * units + unit]);
        terms.sum::<f32>() + bias.get(unit).copied().unwrap_or(0.0)
    };
    (0..units).map(sum).collect()
}

/// Of each name the values of each unit over the steps.
type OverTime = Vec<Vec<Vec<f32>>>;

fn lstm(session: &Session, units: usize) -> OverTime {
    let [w, u, b] = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"]
        .map(|name| numbers(session, &format!("0.{name}")));
    let features = *session.data().shape.last().expect("a sequence");
    let (mut state, mut cell) = (vec![0.0; units], vec![0.0; units]);
    let mut all = vec![vec![Vec::new(); units]; 5];
    for x in sample(session).chunks(features) {
        let sums: Vec<f32> = linear(x, &w, &b)
            .into_iter()
            .zip(linear(&state, &u, &[]))
            .map(|(one, other)| one + other)
            .collect();
        for unit in 0..units {
            let [i, f, g, o] = [0, 1, 2, 3].map(|gate| sums[gate * units + unit]);
            cell[unit] = sigmoid(f) * cell[unit] + sigmoid(i) * g.tanh();
            state[unit] = sigmoid(o) * cell[unit].tanh();
            let now = [state[unit], cell[unit], sigmoid(i), sigmoid(f), sigmoid(o)];
            for (list, value) in all.iter_mut().zip(now) {
                list[unit].push(value);
            }
        }
    }
    all
}

fn gru(session: &Session, units: usize) -> OverTime {
    let [w, u, b, c] = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        .map(|name| numbers(session, &format!("0.{name}")));
    let features = *session.data().shape.last().expect("a sequence");
    let mut state = vec![0.0; units];
    let mut all = vec![vec![Vec::new(); units]; 3];
    for x in sample(session).chunks(features) {
        let (driven, back) = (linear(x, &w, &b), linear(&state, &u, &c));
        for unit in 0..units {
            let at = |part: usize| part * units + unit;
            let reset = sigmoid(driven[at(0)] + back[at(0)]);
            let update = sigmoid(driven[at(1)] + back[at(1)]);
            let new = (driven[at(2)] + reset * back[at(2)]).tanh();
            state[unit] = (1.0 - update) * new + update * state[unit];
            for (list, value) in all.iter_mut().zip([state[unit], reset, update]) {
                list[unit].push(value);
            }
        }
    }
    all
}

#[test]
fn states_and_gates_over_time_are_those_of_a_plain_computation() {
    type Plain = fn(&Session, usize) -> OverTime;
    let lstm_names = ["state", "cell", "input gate", "forget gate", "output gate"];
    let kinds: [(&str, Plain, &[&str]); 2] = [
        ("lstm", lstm, &lstm_names),
        ("gru", gru, &["state", "reset gate", "update gate"]),
    ];
    for (kind, plain, names) in kinds {
        let mut run = trained(&format!("data=waves&network.layers={kind}(3)"));
        let (drawing, _) = drawn(&mut run);
        let session = run.session();
        let steps = session.data().shape[0] as u32;
        let wanted = plain(session, 3);
        let column = &drawing.columns[1];
        assert_eq!(
            (column.units.len(), column.width, column.height),
            (3, steps, 1)
        );
        let found = details(column);
        let told: Vec<&str> = found.names.iter().map(|name| &*name.en).collect();
        assert_eq!(told, names);
        for (list, (name, wanted)) in names.iter().zip(&wanted).enumerate() {
            for (unit, wanted) in wanted.iter().enumerate() {
                let what = format!("{kind}, unit {unit}, {name}");
                same(&behind(found, unit, list), wanted, &what);
                if name.ends_with("gate") {
                    assert_eq!(found.ranges[unit * names.len() + list], 1.0, "{what}");
                }
            }
        }
        for (unit, wanted) in wanted[0].iter().enumerate() {
            let own = &column.values[unit * steps as usize..][..steps as usize];
            let range = column.units[unit].range;
            let states: Vec<f32> = own.iter().map(|byte| value(*byte, range)).collect();
            same(&states, wanted, kind);
        }
        assert_eq!(found.across.len(), steps as usize, "a name for each step");
        // Of a sequence that was read to its end a line leads from each last state.
        let weight = numbers(session, "1.weight");
        let output = &drawing.columns[2];
        let classes = output.units.len();
        assert_eq!(output.weights.len(), 3 * classes);
        assert_eq!(output.weights[1], weight[classes]);
        let loops = NetworkArc {
            kind: ArcKind::State,
            from: 1,
            to: 1,
        };
        assert_eq!(drawing.arcs, [loops]);
    }
}

#[test]
fn a_chosen_point_goes_through_and_each_unit_says_its_answer() {
    let link = "data=circles&data.x1_squared=1&network.layers=dense(3),tanh";
    let mut run = trained(link);
    assert_eq!(drawn(&mut run).0.place, None);
    choose(&mut run, Some(Input::Point { x: 0.5, y: -0.75 }));
    let (drawing, form) = drawn(&mut run);
    assert_eq!(drawing.place, Some([0.7, 0.8]), "from −1.25 to 1.25");
    let session = run.session();
    let [w, b] = ["0.weight", "0.bias"].map(|name| numbers(session, name));
    let features = [0.5, -0.75, 0.25];
    let hidden: Vec<f32> = linear(&features, &w, &b)
        .into_iter()
        .map(f32::tanh)
        .collect();
    let [v, c] = ["2.weight", "2.bias"].map(|name| numbers(session, name));
    let answers = |column: &NetworkColumn| -> Vec<f32> {
        column
            .units
            .iter()
            .map(|unit| unit.answer.expect("a number"))
            .collect()
    };
    let close = |found: Vec<f32>, wanted: &[f32]| {
        assert_eq!(found.len(), wanted.len());
        let all = found.iter().zip(wanted);
        assert!(
            all.clone().all(|(one, other)| (one - other).abs() < 1e-5),
            "{found:?}, not {wanted:?}"
        );
    };
    // Inputs that are off say what they would give, too.
    close(answers(&drawing.columns[0])[..3].to_vec(), &features);
    close(answers(&drawing.columns[1]), &hidden);
    close(answers(&drawing.columns[2]), &linear(&hidden, &v, &c));
    let table = form.table.expect("numbers");
    let last = table.columns.last().map(|column| &*column.title.en);
    assert_eq!(last, Some("Answer to the chosen point"));
    assert_eq!(table.rows[0].last(), Some(&Cell::Number(0.5)));
    // Pictures are of all points, as before.
    assert_eq!(drawing.columns[1].width, 20);
    choose(&mut run, None);
    let (drawing, _) = drawn(&mut run);
    assert!(drawing.place.is_none() && drawing.columns[1].units[0].answer.is_none());
    // Elsewhere a point is nothing: the held-out sample is shown.
    let mut run = trained("data=digits-8x8&network.layers=flatten,dense(4)");
    let before = drawn(&mut run).0.columns[0].values.clone();
    choose(&mut run, Some(Input::Point { x: 0.5, y: 0.5 }));
    assert_eq!(drawn(&mut run).0.columns[0].values, before);
}

#[test]
fn paths_past_layers_and_tokens_at_the_axes_are_named() {
    let layers = "embedding(8),block(2,16),block(2,16)";
    let mut run = trained(&format!("data=sort&network.layers={layers}"));
    let (drawing, form) = drawn(&mut run);
    let skip = |from, to| NetworkArc {
        kind: ArcKind::Skip,
        from,
        to,
    };
    assert_eq!(drawing.arcs, [skip(1, 2), skip(2, 3)]);
    assert!(
        form.note
            .expect("how to read it")
            .en
            .contains("An arc adds")
    );
    let session = run.session();
    let tokens = &session.data().tokens;
    let rows: Vec<f32> = sample(session);
    let read: Vec<&str> = rows
        .chunks(tokens.len())
        .map(|row| {
            let at = row.iter().position(|value| *value == 1.0);
            &*tokens[at.expect("one-hot")]
        })
        .collect();
    let names = |of: &[downhill::text::Text]| -> Vec<String> {
        of.iter().map(|name| name.en.to_string()).collect()
    };
    for column in &drawing.columns[1..4] {
        assert_eq!(names(&column.across), read);
    }
    let attention = &drawing.columns[2];
    assert_eq!(attention.units.len(), 2, "heads");
    assert_eq!(names(&attention.down), read);
    let table = details(&drawing.columns[1]);
    let weight = numbers(session, "0.weight");
    assert_eq!(
        (table.width as usize, table.height as usize),
        (8, tokens.len())
    );
    same(&behind(table, 0, 0), &weight, "the table of the embedding");
    assert_eq!(names(&table.down), *tokens);

    // A skip connection reaches back to what went into the first layer that it skips.
    let layers = "dense(4),tanh,dense(4),tanh,residual(2),dense(4),residual(1)";
    let mut run = trained(&format!("data=circles&network.layers={layers}"));
    assert_eq!(drawn(&mut run).0.arcs, [skip(1, 2), skip(2, 3)]);
}

#[test]
fn a_factorised_matrix_is_its_two_tables() {
    let mut run = trained(
        "data=ratings&network=matrix-factorization&data.users=20&data.items=12&network.factors=3",
    );
    let (drawing, _) = drawn(&mut run);
    let session = run.session();
    let table = numbers(session, "factors.weight");
    let [input, tables, _] = &drawing.columns[..] else {
        panic!("a pair, its factors, the rating")
    };
    let row = sample(session);
    let token = |half: usize| {
        row[half * 32..][..32]
            .iter()
            .position(|value| *value == 1.0)
    };
    let (user, item) = (token(0).expect("a user"), token(1).expect("an item"));
    let names: Vec<&str> = input.units.iter().map(|unit| &*unit.name.en).collect();
    let wanted = [
        format!("user {}", user + 1),
        format!("item {}", item - 20 + 1),
    ];
    assert_eq!(names, wanted);
    assert_eq!(
        (tables.units.len(), tables.width, tables.height),
        (2, 3, 20)
    );
    let shown = |unit: usize, rows: usize| -> Vec<f32> {
        let bytes = &tables.values[unit * 60..][..rows * 3];
        let range = tables.units[unit].range;
        bytes.iter().map(|byte| value(*byte, range)).collect()
    };
    same(&shown(0, 20), &table[..60], "users");
    same(&shown(1, 12), &table[60..], "items");
    let found = details(tables);
    same(
        &behind(found, 0, 0),
        &table[user * 3..][..3],
        "the user's row",
    );
    same(
        &behind(found, 1, 0),
        &table[item * 3..][..3],
        "the item's row",
    );
}

#[test]
fn networks_that_are_too_large_are_drawn_in_part_and_say_so() {
    let deep = ["dense(3),relu"; 32].join(",");
    let mut run = Run::open(
        &format!("data=circles&network.layers={deep}&epochs=0&steps=1&batch=4"),
        QUICK,
    );
    let (drawing, form) = drawn(&mut run);
    assert_eq!(drawing.columns.len(), 24);
    let gap: u32 = drawing.columns.iter().map(|column| column.gap).sum();
    let drawn_layers: usize = drawing
        .columns
        .iter()
        .map(|column| column.titles.len())
        .sum();
    // The input is no layer.
    assert_eq!(gap as usize + drawn_layers - 1, 65);
    let after = &drawing.columns[12];
    assert!(after.gap == gap && after.weights.is_empty());
    assert_eq!(after.first, 22 + gap);
    let note = form.note.expect("what is left out").en;
    assert!(
        note.contains(&format!("{gap} layers in the middle are not drawn")),
        "{note}"
    );
    assert_eq!(
        filed(&mut run, FileFormat::Svg, "en")
            .matches("<svg")
            .count(),
        1
    );

    let wide =
        "data=circles&network.layers=dense(4096),relu,dense(64),relu&epochs=0&steps=1&batch=4";
    let mut run = Run::open(wide, QUICK);
    let (drawing, _) = drawn(&mut run);
    let weight = numbers(run.session(), "2.weight");
    let second = &drawing.columns[2];
    assert_eq!(second.weights.len(), 16 * 16);
    // From unit 4,089 of 4,096, the ninth that is shown, to unit 3.
    assert_eq!(second.weights[2 * 16 + 8], weight[4088 * 64 + 2]);

    let maps = "data=digits-8x8&network.layers=conv(256,3),relu,conv(256,3),relu,flatten,dense(8)&epochs=0&steps=1&batch=4";
    let mut run = Run::open(maps, QUICK);
    let (drawing, _) = drawn(&mut run);
    let weight = numbers(run.session(), "2.weight");
    let second = &drawing.columns[2];
    let found = details(second);
    assert_eq!((second.units.len(), found.names.len()), (16, 16));
    // The kernel of map 250 for map 249.
    same(
        &behind(found, 9, 8),
        &weight[(249 * 256 + 248) * 9..][..9],
        "2.weight",
    );
    let bytes: usize = drawing
        .columns
        .iter()
        .map(|column| column.values.len())
        .sum();
    assert!(bytes < 100_000, "{bytes}");
}

#[test]
fn a_network_that_has_run_away_is_drawn_and_said() {
    for link in [
        "data=digits-8x8&network.layers=conv(4,3),flatten&optimizer=sgd&optimizer.rate=10&loss=mse",
        "data=plane&network.layers=dense(4),tanh,dense(4)&optimizer=sgd&optimizer.rate=10",
    ] {
        let mut run = trained(link);
        let lost = numbers(run.session(), "0.weight");
        assert!(lost.iter().any(|weight| !weight.is_finite()), "{link}");
        let (drawing, form) = drawn(&mut run);
        assert!(
            form.sentence.en.contains("NaN or infinity"),
            "{link}: {}",
            form.sentence.en
        );
        assert!(form.sentence.zh.contains("NaN"), "{link}");
        let column = &drawing.columns[1];
        assert!(column.heaviest.is_finite(), "{link}");
        filed(&mut run, FileFormat::Svg, "en");
    }
}

#[test]
fn as_a_file_it_has_its_title_its_layers_its_names_and_its_legend() {
    let mut run = trained("data=circles&network.layers=dense(4),tanh");
    choose(&mut run, Some(Input::Point { x: 0.5, y: 0.5 }));
    let svg = filed(&mut run, FileFormat::Svg, "en");
    for words in [
        "Inside the network",
        "Dense",
        "tanh",
        "12 parameters",
        "x₁",
        "positive weight",
        "negative weight",
        "Each line is a weight",
    ] {
        assert!(svg.contains(words), "{words}");
    }
    assert_eq!(
        svg.matches("<g transform").count(),
        7 + 4 + 2,
        "a picture a unit"
    );
    assert_eq!(
        svg.matches("<circle").count(),
        13,
        "the chosen point in each"
    );
    // A line for each weight: two inputs are on.
    assert_eq!(
        svg.matches("fill=\"none\" stroke=").count() - 13,
        2 * 4 + 4 * 2
    );
    assert!(svg.contains("stroke-dasharray"), "some are negative");
    let chinese = filed(&mut run, FileFormat::Svg, "zh");
    assert!(
        chinese.contains("网络内部") && chinese.contains("正权重") && chinese.contains("全连接")
    );
    let csv = filed(&mut run, FileFormat::Csv, "en");
    assert_eq!(csv.lines().count(), 1 + 13);
    assert!(csv.starts_with("Layer,Unit,Mean answer,Bias"), "{csv}");
}
