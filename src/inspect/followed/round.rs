//! What was read of a followed number, and the path along which its steps are told: from the unit on, in each layer the
//! value through which the loss feels it most.

use crate::network::following::Followed;
use crate::network::layers::{ParameterSpec, Role};
use crate::training::following::Following;
use crate::training::session::Session;

/// The tensors of a [`Following`] in the order in which they are read; [`Round::of`] takes their values in this order.
pub fn wanted(found: Following) -> Vec<Option<burn::tensor::Tensor<1>>> {
    let mut all = vec![
        Some(found.loss),
        found.factors,
        found.sums,
        found.slopes,
        found.inputs,
        found.weights,
        found.bias,
        Some(found.gradient),
        Some(found.given),
        found.norm,
        Some(found.before),
        found.state_before,
        Some(found.after),
        found.state_after,
    ];
    all.extend(found.layers.into_iter().flatten().map(Some));
    all
}

/// Lists before those of the layers.
const HEAD: usize = 14;

/// Layers that change each value on its own.
const ONE_BY_ONE: &[&str] = &[
    "relu",
    "tanh",
    "sigmoid",
    "leaky_relu",
    "gelu",
    "identity",
    "dropout",
    "flatten",
    "residual",
    "batch_norm",
];

/// A layer as the sample passed it.
pub struct Passed {
    pub value: Vec<f64>,
    pub gradient: Vec<f64>,
    /// The value that is told of; the loss feels the number most through it.
    pub at: usize,
}

/// The whole round of a number.
pub struct Round {
    pub followed: Followed,
    /// Its unit, and which of the unit's inputs it multiplies; none where it is added.
    pub unit: usize,
    pub input: Option<usize>,
    pub loss: f64,
    pub factors: Vec<f64>,
    pub sums: Vec<f64>,
    pub slopes: Vec<f64>,
    pub inputs: Vec<f64>,
    pub weights: Vec<f64>,
    pub bias: Option<f64>,
    pub gradient: f64,
    pub given: f64,
    pub norm: Option<f64>,
    pub before: f64,
    pub state_before: Vec<f64>,
    pub after: f64,
    pub state_after: Vec<f64>,
    /// Of all layers, in order.
    pub layers: Vec<Passed>,
    /// Gradient of what the last layer gives before the activation of the outputs, where it has one.
    pub last: Vec<f64>,
    /// The place where the number matters most, among those where it is used.
    pub place: usize,
    /// Whether the sums are what the layer gives.
    pub direct: bool,
}

impl Round {
    /// From what was read: the lists of [`wanted`], then the following layers' parameters, in the order of
    /// [`following_parameters`]. None where something is missing.
    pub fn of(session: &Session, followed: Followed, read: &[Vec<f32>]) -> Option<Self> {
        let network = session.network();
        let spec = network.specs.get(followed.parameter)?;
        let (head, rest) = read.split_at_checked(HEAD)?;
        let (layers, parameters) = rest.split_at_checked(2 * network.layers.len())?;
        let list = |index: usize| wide(&head[index]);
        // What is −0 is written 0.
        let one = |index: usize| head[index].first().map(|value| f64::from(*value) + 0.0);
        let layers = layers.chunks_exact(2).map(|pair| Passed {
            value: wide(&pair[0]),
            gradient: wide(&pair[1]),
            at: 0,
        });
        let mut round = Self {
            followed,
            unit: 0,
            input: None,
            loss: one(0)?,
            factors: list(1),
            sums: list(2),
            slopes: list(3),
            inputs: list(4),
            weights: list(5),
            bias: one(6),
            gradient: one(7)?,
            given: one(8)?,
            norm: one(9),
            before: one(10)?,
            state_before: list(11),
            after: one(12)?,
            state_after: list(13),
            layers: layers.collect(),
            last: Vec::new(),
            place: 0,
            direct: false,
        };
        (round.unit, round.input) = round.unit_and_input(spec);
        let products = round.factors.iter().zip(&round.slopes);
        round.place = largest(products.map(|(factor, slope)| factor * slope));
        let outputs = round.layers.last()?;
        let activation = output_activation(session);
        let slopes = outputs
            .value
            .iter()
            .map(|value| of_output(activation, *value));
        let slopes = slopes.zip(&outputs.gradient);
        round.last = slopes.map(|(slope, gradient)| slope * gradient).collect();
        round.walk(session, spec.layer, parameters);
        Some(round)
    }

    /// The unit that the number belongs to, and which of its inputs it multiplies.
    fn unit_and_input(&self, spec: &ParameterSpec) -> (usize, Option<usize>) {
        let element = self.followed.element;
        // Biases of a factorisation are looked up: one unit, whose inputs are the tokens.
        let looked_up = self.bias.is_none() && self.weights.len() == spec.len();
        match (spec.role, &spec.shape[..]) {
            (Role::Weight, &[_, units]) => (element % units, Some(element / units)),
            (Role::Weight, &[_, channels, height, width]) => {
                let inputs = channels * height * width;
                (element / inputs, Some(element % inputs))
            }
            (Role::Bias, [_, ..]) if looked_up && spec.len() > 1 => (0, Some(element)),
            (Role::Gain, _) => (element, Some(0)),
            _ => (element, None),
        }
    }

    /// Chooses the value of each layer that is told of.
    fn walk(&mut self, session: &Session, layer: usize, parameters: &[Vec<f32>]) {
        let network = session.network();
        let start = self.place_in_layer(session, layer);
        self.direct = start.is_some();
        let strongest = |passed: &Passed| largest(passed.gradient.iter().copied());
        let mut at = start.unwrap_or_else(|| strongest(&self.layers[layer]));
        self.layers[layer].at = at;
        for index in layer + 1..self.layers.len() {
            let id = network.layers[index].id.as_str();
            at = match (id, self.products(session, index, at, parameters)) {
                (_, Some((from, products))) => {
                    from + largest(products.iter().map(|[weight, slope]| weight * slope))
                }
                (id, None) if ONE_BY_ONE.contains(&id) => at,
                _ => match averaged(session, index, at) {
                    Some((to, _)) => to,
                    None => strongest(&self.layers[index]),
                },
            };
            self.layers[index].at = at;
        }
    }

    /// Where the followed unit's sum at the chosen place stands among the values of its layer; none where it is inside.
    fn place_in_layer(&self, session: &Session, layer: usize) -> Option<usize> {
        let info = &session.network().layers[layer];
        let spec = &session.network().specs[self.followed.parameter];
        let values = self.layers[layer].value.len();
        let places = self.sums.len().max(1);
        let at = match info.id.as_str() {
            "embedding" if spec.role == Role::Positions => self.followed.element,
            "dense" => self.unit,
            "dense_each" | "embedding" => self.place * (values / places) + self.unit,
            "conv" | "batch_norm" => self.unit * places + self.place,
            "layer_norm" => self.place * (values / places) + self.unit,
            _ => return None,
        };
        // A sum that is not what the layer gives: a bias of a factorisation, say.
        let same = |sum: &f64| {
            let given = self.layers[layer].value.get(at);
            given.is_some_and(|given| (given - sum).abs() <= 1e-6 + 1e-5 * sum.abs())
        };
        let last = layer + 1 == self.layers.len();
        let activated = last && output_activation(session) != "identity";
        let sum = self.sums.get(self.place)?;
        (at < values && (activated || same(sum) || !sum.is_finite())).then_some(at)
    }

    /// Of a dense layer what a value `at` of the layer before is multiplied by for each unit, with the gradient of that
    /// unit's sum; and where these units begin among its values. None of other layers, and of very large ones.
    pub fn products(
        &self,
        session: &Session,
        index: usize,
        at: usize,
        parameters: &[Vec<f32>],
    ) -> Option<(usize, Vec<[f64; 2]>)> {
        let network = session.network();
        let info = &network.layers[index];
        if !matches!(info.id.as_str(), "dense" | "dense_each") {
            return None;
        }
        let weight = following_parameters(session, self.followed.parameter);
        let (list, spec) = (weight.into_iter().zip(parameters))
            .map(|(parameter, list)| (list, &network.specs[parameter]))
            .find(|(_, spec)| spec.layer == index && spec.role == Role::Weight)?;
        let [inputs, units] = spec.shape[..] else {
            return None;
        };
        let (step, input) = (at / inputs, at % inputs);
        let row = list.get(input * units..(input + 1) * units)?;
        let gradient = self
            .slopes_of(index)
            .get(step * units..(step + 1) * units)?;
        let products = row.iter().zip(gradient);
        let products = products.map(|(weight, slope)| [f64::from(*weight), *slope]);
        Some((step * units, products.collect()))
    }

    /// Gradients of what a layer gives; of the last before the activation of the outputs.
    pub fn slopes_of(&self, index: usize) -> &[f64] {
        if index + 1 == self.layers.len() {
            &self.last
        } else {
            &self.layers[index].gradient
        }
    }

    /// The gradient by the chain rule: Σ (what the number multiplies) · ∂ℓ/∂(the sum).
    pub fn chain(&self) -> f64 {
        let products = self.factors.iter().zip(&self.slopes);
        products.map(|(factor, slope)| factor * slope).sum::<f64>() + 0.0
    }
}

/// Where a value `at` of the layer before goes in a pooling, or in a mean over steps, and of how many values it is one
/// there; none of other layers, and where it is left over at the edge.
pub fn averaged(session: &Session, index: usize, at: usize) -> Option<(usize, usize)> {
    let network = session.network();
    let shape = |index: usize| -> Vec<usize> {
        let sides = network.layers[index].output.iter();
        sides.map(|side| *side as usize).collect()
    };
    let (from, to) = (shape(index.checked_sub(1)?), shape(index));
    match (network.layers[index].id.as_str(), &from[..], &to[..]) {
        ("mean", &[steps, features], _) => Some((at % features, steps)),
        ("pool" | "average_pool", &[_, height, width], &[_, high, wide]) => {
            let size = session.recipe().network.layers("layers").get(index)?;
            let size = size.integer("size");
            let (map, y, x) = (
                at / (height * width),
                at / width % height / size,
                at % width / size,
            );
            (y < high && x < wide).then_some(((map * high + y) * wide + x, size * size))
        }
        _ => None,
    }
}

/// Most weights of a following layer that are read.
const WEIGHTS: usize = 1 << 18;

/// Parameters of the layers that follow, by which the way back is told: weights of dense layers that are not very large.
pub fn following_parameters(session: &Session, parameter: usize) -> Vec<usize> {
    let network = session.network();
    let own = network.specs.get(parameter).map_or(0, |spec| spec.layer);
    let specs = network.specs.iter().enumerate();
    let told = specs.filter(|(_, spec)| {
        let id = network.layers[spec.layer].id.as_str();
        let dense = matches!(id, "dense" | "dense_each") && spec.role == Role::Weight;
        spec.layer > own && dense && spec.len() <= WEIGHTS
    });
    told.map(|(index, _)| index).collect()
}

/// What is applied to the outputs themselves.
pub fn output_activation(session: &Session) -> &str {
    let entry = &session.recipe().network;
    if entry.params.contains_key("output") {
        entry.word("output")
    } else {
        "identity"
    }
}

/// Slope of the activation of the outputs, by what comes out of it.
pub fn of_output(activation: &str, value: f64) -> f64 {
    match activation {
        "sigmoid" => value * (1.0 - value),
        "tanh" => 1.0 - value * value,
        "relu" if value <= 0.0 => 0.0,
        _ => 1.0,
    }
}

/// Position of the largest, whatever its sign; 0 where there is none.
fn largest(values: impl Iterator<Item = f64>) -> usize {
    let all = values.map(f64::abs).enumerate();
    let best = all.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
    best.map_or(0, |(at, _)| at)
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}
