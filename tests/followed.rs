//! One number followed: its chain of factors is autodiff's gradient, for weights of every kind of layer, and its update is
//! the optimizer's; what cannot be followed is said.

mod support;

use burn::tensor::{Tensor, TensorData};
use downhill::inspect::form::{Cell, Derivation, Direction, Figure, Form};
use downhill::inspect::view::ViewRequest;
use downhill::network::following::Followed;
use downhill::network::layers;
use downhill::network::trace::Trace;
use downhill::optim::optimizers;
use downhill::protocol::{Command, Event};
use downhill::recipe::link;
use downhill::samples::Samples;
use downhill::training::following::Following;
use downhill::training::session::Session;
use pollster::block_on;
use support::host::{QUICK, Run};

/// Networks that have every kind of layer between them.
const LINKS: &[&str] = &[
    "data=circles&network.layers=dense(4),tanh,dense(3),relu",
    "data=circles&network.layers=dense(4),tanh,dense(4),tanh,residual(2),dense(3),identity",
    "data=circles&network.layers=dense(4),batch_norm,gelu",
    "data=circles&network.layers=dense(3),sigmoid&network.output=tanh&loss=mse",
    "data=plane&network.layers=dense(3),tanh&loss=huber",
    "data=digits-8x8&network.layers=conv(3,3,1,2),relu,pool(2),flatten,dense(5),sigmoid",
    "data=digits-8x8&network.layers=conv(3,3),batch_norm,leaky_relu,average_pool(2),flatten,dropout(0.5),layer_norm",
    "data=waves&network.layers=rnn(4)",
    "data=waves&network.layers=lstm(3)",
    "data=waves&network.layers=gru(3)",
    "data=waves&network.layers=embedding(4),mean",
    "data=sort&network.layers=embedding(4),attention(3)",
    "data=sort&network.layers=embedding(4),block(2),layer_norm,dense_each(5),tanh",
    "data=ratings&network=matrix-factorization",
];

fn opened(link: &str) -> Session {
    let link = link::parse(link);
    assert_eq!(link.problems, []);
    support::open(&support::normal(&link.recipe), None)
}

fn read(tensor: Tensor<1>) -> Vec<f64> {
    let data = block_on(tensor.into_data_async()).expect("flex is never lost");
    let values: Vec<f32> = data.try_into_vec().expect("f32");
    values.into_iter().map(f64::from).collect()
}

/// Input and target of a sample.
fn gathered(samples: &Samples, index: usize) -> [Vec<f32>; 2] {
    let (mut input, mut target) = (Vec::new(), Vec::new());
    samples.gather(index, &mut input, &mut target);
    [input, target]
}

/// Σ (what multiplies the number) · ∂ℓ/∂(the sum).
fn chain(found: &Following) -> f64 {
    let list = |tensor: &Option<Tensor<1>>| tensor.clone().map(read).unwrap_or_default();
    let (factors, slopes) = (list(&found.factors), list(&found.slopes));
    assert_eq!(factors.len(), slopes.len());
    let products = factors.iter().zip(&slopes);
    products.map(|(factor, slope)| factor * slope).sum()
}

#[test]
fn the_chain_of_factors_is_the_gradient_for_every_kind_of_layer() {
    let mut seen = std::collections::BTreeSet::new();
    for link in LINKS {
        let session = opened(link);
        let network = session.network();
        let [input, target] = gathered(&session.data().validation, 0);
        for (parameter, spec) in network.specs.iter().enumerate() {
            if !spec.role.learnt() {
                continue;
            }
            seen.insert(network.layers[spec.layer].id.clone());
            let mut found_one = false;
            let step = (spec.len() / 7).max(1);
            for element in (0..spec.len()).step_by(step) {
                let followed = Followed { parameter, element };
                let found = session.follow(input.clone(), target.clone(), followed);
                let wanted = read(found.gradient.clone())[0];
                let chain = chain(&found);
                assert!(
                    (chain - wanted).abs() <= 1e-4 * wanted.abs() + 1e-7,
                    "{link}: {} {element}: {chain}, not {wanted}",
                    spec.name
                );
                found_one |= wanted.abs() > 1e-9;
            }
            // What softmax takes out again has no gradient; of a table only what the sample names has one.
            let looked_up = link.contains("ratings") || spec.name.contains("key.bias");
            assert!(
                found_one || looked_up,
                "{link}: {} is never felt",
                spec.name
            );
        }
    }
    let without: Vec<&str> = (layers::ALL.iter())
        .map(|record| record.id)
        .filter(|id| !seen.contains(*id) && !LINKS.iter().any(|link| link.contains(id)))
        .collect();
    assert_eq!(without, [""; 0], "kinds of layers that no network here has");
}

#[test]
fn the_gradient_is_that_of_finite_differences() {
    for (link, parameter, element) in [(LINKS[0], 0, 1), (LINKS[8], 1, 4), (LINKS[5], 0, 3)] {
        let session = opened(link);
        let network = session.network();
        let [input, target] = gathered(&session.data().validation, 0);
        let loss = |by: f32| {
            let mut weights = network.detached();
            let mut values: Vec<f32> = (weights[parameter].clone().into_data())
                .try_into_vec()
                .expect("f32");
            values[element] += by;
            let device = weights[parameter].device();
            let len = values.len();
            weights[parameter] = Tensor::from_data(TensorData::new(values, [len]), &device);
            let row = |values: &[f32]| {
                let data = TensorData::new(values.to_vec(), [1, values.len()]);
                Tensor::<2>::from_data(data, &device)
            };
            let outputs = network.forward(row(&input), &weights, &mut Trace::off());
            read(session.loss().mean(outputs, row(&target)).reshape([1]))[0]
        };
        let step = 1e-2;
        let slope = (loss(step) - loss(-step)) / (2.0 * f64::from(step));
        let followed = Followed { parameter, element };
        let found = chain(&session.follow(input.clone(), target.clone(), followed));
        assert!(
            (found - slope).abs() <= 0.01 * slope.abs() + 1e-4,
            "{link}: {found}, not {slope}"
        );
    }
}

#[test]
fn following_disturbs_nothing() {
    let link = "data=circles&network.layers=dense(4),dropout(0.5),batch_norm,tanh&optimizer=adam";
    let [mut one, mut other] = [opened(link), opened(link)];
    let [input, target] = gathered(&one.data().validation, 0);
    for _ in 0..3 {
        support::step(&mut one);
        support::step(&mut other);
        let followed = Followed {
            parameter: 0,
            element: 0,
        };
        one.follow(input.clone(), target.clone(), followed);
    }
    for (one, other) in one
        .network()
        .detached()
        .into_iter()
        .zip(other.network().detached())
    {
        assert_eq!(read(one), read(other));
    }
}

#[test]
fn the_update_is_what_a_step_on_that_sample_does_by_every_optimizer() {
    for record in optimizers::ALL {
        let more = "&l2=0.01&l1=0.001&clip=0.5&schedule=step&schedule.warmup=2";
        for extra in ["", more] {
            let link = format!(
                "data=circles&batch=1&shuffle=0&network.layers=dense(3),tanh&optimizer={}{extra}",
                record.id
            );
            let mut session = opened(&link);
            for step in 0..4 {
                let samples = session.data().shards[0].samples.clone().expect("made");
                let [input, target] = gathered(&samples, step);
                let followed = Followed {
                    parameter: 0,
                    element: 2,
                };
                let found = session.follow(input, target, followed);
                assert!(support::step(&mut session), "{link}");
                let weight = read(session.network().weights[0].clone().inner())[2];
                let after = read(found.after)[0];
                assert!(
                    (after - weight).abs() <= 1e-5 * weight.abs(),
                    "{link}, step {step}: {after}, not {weight}"
                );
                assert!(read(found.before)[0] != after, "{link}: nothing moved");
            }
        }
    }
}

/// A piece of MathML.
enum Node {
    Leaf(String, String),
    Element(String, Vec<Node>),
}

/// The elements at the beginning of a text, and what is left.
fn parsed(mut text: &str) -> (Vec<Node>, &str) {
    let mut nodes = Vec::new();
    while let Some(rest) = text.strip_prefix('<') {
        if rest.starts_with('/') {
            break;
        }
        let (tag, inside) = rest.split_once('>').expect("a tag ends");
        let name = tag.split(' ').next().expect("a tag has a name").to_owned();
        let close = format!("</{name}>");
        let (children, after) = parsed(inside);
        let (node, after) = if children.is_empty() {
            let (words, after) = after.split_once(&close).expect("what opens closes");
            assert!(!words.contains('<'), "{words}");
            (Node::Leaf(name, words.into()), after)
        } else {
            let after = after.strip_prefix(&close);
            (
                Node::Element(name, children),
                after.expect("what opens closes"),
            )
        };
        nodes.push(node);
        text = after;
    }
    (nodes, text)
}

/// The value of a row of MathML whose symbols have these values.
fn value(nodes: &[Node], symbols: &[(&str, f64)]) -> f64 {
    let (mut sum, mut product, mut sign) = (0.0, None::<f64>, 1.0);
    for node in nodes {
        let factor = match node {
            Node::Leaf(name, words) if name == "mo" => {
                match words.as_str() {
                    "+" | "−" => {
                        sum += sign * product.take().unwrap_or(0.0);
                        sign = if words == "+" { 1.0 } else { -1.0 };
                    }
                    "·" | "(" | ")" => {}
                    other => panic!("{other}"),
                }
                continue;
            }
            Node::Leaf(name, words) if name == "mn" => words.parse().expect("a number"),
            Node::Leaf(_, words) => {
                let found = symbols.iter().find(|(symbol, _)| symbol == words);
                found.unwrap_or_else(|| panic!("{words} has no value")).1
            }
            Node::Element(name, children) => {
                let of = |at: usize| value(&children[at..=at], symbols);
                match name.as_str() {
                    "mfrac" => of(0) / of(1),
                    "msup" => of(0).powf(of(1)),
                    "msqrt" => value(children, symbols).sqrt(),
                    "mrow" => value(children, symbols),
                    other => panic!("{other}"),
                }
            }
        };
        product = Some(product.unwrap_or(1.0) * factor);
    }
    sum + sign * product.unwrap_or(0.0)
}

#[test]
fn the_written_formulas_are_those_that_compute() {
    for record in optimizers::ALL {
        let link = format!(
            "data=circles&network.layers=dense(3)&optimizer={}",
            record.id
        );
        let mut session = opened(&link);
        for _ in 0..3 {
            support::step(&mut session);
            let [input, target] = gathered(&session.data().validation, 0);
            let followed = Followed {
                parameter: 0,
                element: 1,
            };
            let found = session.follow(input, target, followed);
            let settings = &session.recipe().optimizer;
            let mut symbols = vec![
                ("w", read(found.before)[0]),
                ("g", read(found.given)[0]),
                ("η", settings.number("rate")),
                ("t", session.updates() as f64 + 1.0),
            ];
            for param in record.params {
                let symbol = match param.id {
                    "momentum" => "μ",
                    "alpha" => "α",
                    "epsilon" => "ε",
                    "beta1" => "β₁",
                    "beta2" => "β₂",
                    "weight_decay" => "λ",
                    _ => continue,
                };
                symbols.push((symbol, settings.number(param.id)));
            }
            let state = found.state_before.map(read).unwrap_or_default();
            for ((symbol, _), before) in record.formulas.iter().zip(state) {
                symbols.push((symbol, before));
            }
            let state = found.state_after.map(read).unwrap_or_default();
            let wanted = state.into_iter().chain(read(found.after));
            for ((symbol, formula), wanted) in record.formulas.iter().zip(wanted) {
                let (nodes, rest) = parsed(formula);
                assert_eq!(rest, "");
                let written = value(&nodes, &symbols);
                assert!(
                    (written - wanted).abs() <= 1e-5 * wanted.abs() + 1e-12,
                    "{}: {symbol} is {wanted}, the formula gives {written}",
                    record.id
                );
                let known = symbols.iter_mut().find(|(known, _)| known == symbol);
                known.expect("it stands there").1 = wanted;
            }
        }
    }
}

/// Value of a row that has no symbols, and the sum of the sizes of its terms, beside which its digits are rounded; none
/// where there is anything but numbers in it.
fn written(nodes: &[&Node]) -> Option<[f64; 2]> {
    let (mut sum, mut size, mut sign, mut log) = (0.0, 0.0, 1.0, false);
    let mut product: Option<f64> = None;
    for node in nodes {
        let factor = match node {
            Node::Leaf(name, words) if name == "mo" => {
                match words.as_str() {
                    "+" | "−" => {
                        let term = product.take().unwrap_or(0.0);
                        (sum, size) = (sum + sign * term, size + term.abs());
                        sign = if words == "+" { 1.0 } else { -1.0 };
                    }
                    "·" | "(" | ")" => {}
                    "log" => log = true,
                    _ => return None,
                }
                continue;
            }
            Node::Leaf(name, words) if name == "mn" => words.replace('−', "-").parse().ok()?,
            Node::Leaf(..) => return None,
            Node::Element(name, children) => {
                let all: Vec<&Node> = children.iter().collect();
                let of = |at: usize| Some(written(&all[at..=at])?[0]);
                match name.as_str() {
                    "mfrac" => of(0)? / of(1)?,
                    "msup" => of(0)?.powf(of(1)?),
                    "munder" => of(0)?,
                    "msqrt" => written(&all)?[0].sqrt(),
                    "mrow" => written(&all)?[0],
                    _ => return None,
                }
            }
        };
        let factor = if std::mem::take(&mut log) {
            factor.ln()
        } else {
            factor
        };
        product = Some(product.unwrap_or(1.0) * factor);
    }
    let term = product.unwrap_or(0.0);
    Some([sum + sign * term, size + term.abs()])
}

/// The sides of all equations of a formula, line after line.
fn sides(formula: &str) -> Vec<Option<[f64; 2]>> {
    fn flat(nodes: Vec<Node>) -> Vec<Node> {
        let open = |node| match node {
            Node::Element(name, children) if ["mtable", "mtr", "mtd"].contains(&name.as_str()) => {
                flat(children)
            }
            other => vec![other],
        };
        nodes.into_iter().flat_map(open).collect()
    }
    let nodes = flat(parsed(formula).0);
    let equals = |node: &Node| matches!(node, Node::Leaf(_, words) if words == "=");
    let sides = nodes.split(equals).filter(|side| !side.is_empty());
    let sides = sides.map(|side| written(&side.iter().collect::<Vec<_>>()));
    sides.collect()
}

#[test]
fn what_is_written_before_an_equals_sign_is_what_stands_after_it() {
    let (mut compared, mut titles) = (0, std::collections::BTreeSet::new());
    for link in LINKS {
        let mut run = trained(&format!("{link}&l2=0.01&clip=0.1&optimizer=adam"));
        let (first, _) = asked(&mut run, None);
        for parameter in &first.parameters {
            let (told, _) = asked(&mut run, Some(&format!("{}:0", parameter.name)));
            for step in &told.steps {
                let sides = sides(&step.formula);
                for pair in sides.windows(2) {
                    let [Some([one, size]), Some([other, more])] = pair[..] else {
                        continue;
                    };
                    compared += 1;
                    titles.insert(step.title.en.to_string());
                    // Each number is written with four digits.
                    assert!(
                        (one - other).abs() <= 2e-3 * size.max(more) + 1e-9,
                        "{link} {}: {}: {one}, not {other}: {}",
                        parameter.name,
                        step.title.en,
                        step.formula
                    );
                }
            }
        }
    }
    assert!(compared > 500, "{compared}: {titles:?}");
}

/// What the view shows for a choice.
fn asked(run: &mut Run, choice: Option<&str>) -> (Derivation, Form) {
    let before = run.events().len();
    let view = ViewRequest {
        choice: choice.map(str::to_owned),
        ..ViewRequest::new("followed", 300, 200)
    };
    let (session, id) = (1, 99);
    run.send(
        run.now(),
        Command::Ask {
            session,
            id,
            view,
            again: false,
        },
    );
    run.serve();
    let told = run.events().into_iter().skip(before);
    let mut shown = told.filter_map(|(_, event)| match event {
        Event::Shown {
            id: Some(99), form, ..
        } => Some(*form),
        _ => None,
    });
    let form = shown.next().expect("it is answered");
    let Figure::Derivation(derivation) = form.figure.clone() else {
        panic!("a derivation")
    };
    (derivation, form)
}

fn trained(link: &str) -> Run {
    let mut run = Run::open(&format!("{link}&epochs=0&steps=20&batch=16"), QUICK);
    run.send(0.0, support::host::train(1));
    run.serve();
    run
}

/// The number of the table's row of that name.
fn row(form: &Form, name: &str) -> f64 {
    let table = form.table.as_ref().expect("numbers to read");
    let found = table.rows.iter().find_map(|row| match &row[..] {
        [Cell::Text(text), Cell::Number(number)] if text.en == name => Some(*number),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{name} is not in the table"))
}

#[test]
fn every_parameter_of_every_network_is_told_there_and_back() {
    for link in LINKS {
        let mut run = trained(link);
        let (first, _) = asked(&mut run, None);
        for parameter in &first.parameters {
            let len: u32 = parameter.shape.iter().product();
            let choice = format!("{}:{}", parameter.name, len - 1);
            let (told, form) = asked(&mut run, Some(&choice));
            assert_eq!(
                told.parameters[told.parameter as usize].name,
                parameter.name
            );
            let last: Vec<u32> = parameter.shape.iter().map(|side| side - 1).collect();
            assert_eq!(told.index, last, "{link} {choice}");
            let network = run.session().network();
            let own = (network.specs.iter())
                .find(|spec| spec.name == parameter.name)
                .expect("it is one of its")
                .layer as u32;
            // Each layer from the number's own on is passed both ways.
            for direction in [Direction::Forward, Direction::Backward] {
                let steps = told.steps.iter().filter(|step| step.direction == direction);
                let mut passed: Vec<u32> = steps.filter_map(|step| step.layer).collect();
                passed.dedup();
                if direction == Direction::Backward {
                    passed.reverse();
                }
                let all: Vec<u32> = (own..network.layers.len() as u32).collect();
                assert_eq!(passed, all, "{link} {choice}");
            }
            for step in &told.steps {
                assert_eq!(parsed(&step.formula).1, "", "{}", step.formula);
                assert!(
                    !step.formula.contains("NaN"),
                    "{link} {choice}: {}",
                    step.formula
                );
            }
            let [chain, wanted] =
                ["∂ℓ/∂w by the chain rule", "∂ℓ/∂w by autodiff"].map(|name| row(&form, name));
            assert!(
                (chain - wanted).abs() <= 1e-4 * wanted.abs() + 1e-7,
                "{link} {choice}: {chain}, not {wanted}"
            );
        }
    }
}

#[test]
fn the_index_is_that_of_the_checkpoint() {
    let mut run = trained(LINKS[0]);
    let checkpoint = block_on(run.session().checkpoint()).expect("flex is never lost");
    let stored = checkpoint
        .stored("0.weight")
        .expect("a dense layer")
        .to_vec();
    for (index, place) in [(0, [0, 0]), (1, [0, 1]), (5, [2, 1])] {
        let (told, form) = asked(&mut run, Some(&format!("0.weight:{index}")));
        assert_eq!(told.index, place);
        assert_eq!(row(&form, "w before"), f64::from(stored[index]));
    }
}

#[test]
fn factors_of_a_small_network_multiply_to_the_gradient() {
    // One hidden unit: there is one path only, and the gradient is the product of all that is named.
    let mut run = trained("data=plane&network.layers=dense(1),tanh");
    let (_, form) = asked(&mut run, Some("0.weight:0"));
    let output = row(&form, "∂ℓ/∂o of the output");
    let session = run.session();
    let weights = |index: usize| read(session.network().weights[index].clone().inner());
    let (first, bias, second) = (weights(0), weights(1), weights(2));
    let [input, _] = gathered(&session.data().validation, 0);
    let [x, y] = [f64::from(input[0]), f64::from(input[1])];
    let a = (x * first[0] + y * first[1] + bias[0]).tanh();
    let wanted = output * second[0] * (1.0 - a * a) * x;
    let found = row(&form, "∂ℓ/∂w by the chain rule");
    assert!(
        (found - wanted).abs() <= 1e-4 * wanted.abs(),
        "{found}, not {wanted}"
    );
}

#[test]
fn a_number_that_is_not_there_is_said_and_another_one_followed() {
    let mut run = trained(LINKS[0]);
    for choice in [
        "7.nothing:3",
        "0.weight:99999",
        "0.weight",
        "::",
        "0.weight:-1",
        "\u{202e}:0",
    ] {
        let (told, form) = asked(&mut run, Some(choice));
        assert_eq!(told.parameters[told.parameter as usize].name, "0.weight");
        assert!(
            form.sentence.en.contains("has no number"),
            "{choice}: {}",
            form.sentence.en
        );
    }
    for choice in [None, Some("")] {
        let (_, form) = asked(&mut run, choice);
        assert!(!form.sentence.en.contains("has no number"));
    }
}

#[test]
fn what_has_diverged_is_said() {
    let mut run =
        trained("data=plane&network.layers=dense(4),relu&optimizer=sgd&optimizer.rate=10&loss=mse");
    let (_, form) = asked(&mut run, None);
    assert!(
        form.sentence.en.contains("diverged"),
        "{}",
        form.sentence.en
    );
}
