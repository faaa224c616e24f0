//! A list of layers, each fed by the one before. Softmax regression, MLP, LeNet and every CNN are presets of it.
//!
//! The list does not name the output layer: a dense layer with one unit for each output of the data always ends it
//! (at each step, where every step of a sequence has its own outputs), so that a network goes on fitting when other
//! data is chosen. It stands at the index after the last listed layer, which is also its name in a Checkpoint (as in
//! `torch.nn.Sequential`).

use burn::tensor::{Tensor, activation};

use super::{ArchitectureRecord, Built, LayerInfo};
use crate::bounds;
use crate::error::Error;
use crate::network::layers::block::BLOCK;
use crate::network::layers::dense::DENSE;
use crate::network::layers::residual::{self, RESIDUAL};
use crate::network::layers::time_distributed::TIME_DISTRIBUTED;
use crate::network::layers::{self, Layer, ParameterSpec};
use crate::network::notation;
use crate::network::trace::Trace;
use crate::params::{Entry, Param, ParamKind, Word};
use crate::say;
use crate::shape::{Shape, count, shape_text};
use crate::text::{Text, quoted};

pub static SEQUENTIAL: ArchitectureRecord = ArchitectureRecord {
    id: "sequential",
    title: Text::new("List of layers", "逐层堆叠"),
    about: Text::new(
        "Layers one after another; a dense output layer for the data's classes ends it.",
        "各层依次相连；最后是与数据相配的全连接输出层。",
    ),
    citation: "Rumelhart et al. 1986",
    params: &[
        Param {
            id: "layers",
            title: Text::new("Layers", "层"),
            kind: ParamKind::Layers {
                default: || notation::ours("dense(16),tanh,dense(16),tanh"),
            },
            live: false,
            unit: None,
        },
        Param::choice(
            "output",
            Text::new("Output activation", "输出激活函数"),
            OUTPUTS,
            "identity",
        ),
    ],
    build,
};

/// What may be applied to the outputs themselves.
const OUTPUTS: &[Word] = &[
    Word::new("identity", Text::new("Identity", "恒等")),
    Word::new("sigmoid", Text::new("Sigmoid", "Sigmoid")),
    Word::new("tanh", Text::new("tanh", "tanh")),
    Word::new("relu", Text::new("ReLU", "ReLU")),
];

fn build(entry: &Entry, input: &Shape, output: &[usize]) -> Result<Built, Vec<Error>> {
    let mut layers: Vec<Placed> = Vec::new();
    let mut infos = Vec::new();
    let mut shape = input.clone();
    let output = match *output {
        [_, units] => Entry::new(TIME_DISTRIBUTED.id).with("units", units as f64),
        _ => Entry::new(DENSE.id).with("units", output.iter().product::<usize>() as f64),
    };
    let listed = entry.layers("layers");
    for (index, layer) in listed.iter().chain([&output]).enumerate() {
        let place = format!("network.layers[{index}]");
        let Some(record) = layers::find(&layer.id) else {
            let id = quoted(&layer.id);
            return Err(vec![Error::new(
                place,
                "unknown_entry",
                say!("There is no layer “{id}”.", "没有名为“{id}”的层。"),
            )]);
        };
        let mut layer = layer.clone();
        let mut problems = Vec::new();
        layer.normalise(record.params, &mut problems);
        if !problems.is_empty() {
            return Err(problems
                .into_iter()
                .map(|problem| problem.inside(&place))
                .collect());
        }
        let built = (record.build)(&layer, &shape).map_err(|error| {
            let (number, en, zh) = (index + 1, &record.title.en, &record.title.zh);
            let (why_en, why_zh) = (&error.text.en, &error.text.zh);
            let text = say!(
                "Layer {number} ({en}) does not fit. {why_en}",
                "第 {number} 层（{zh}）不匹配。{why_zh}"
            );
            vec![Error { text, ..error }.inside(&place)]
        })?;
        let learnt = built.parameters();
        let learnt = learnt.iter().filter(|spec| spec.role.learnt());
        let parameters = (learnt.map(ParameterSpec::len)).fold(0, usize::saturating_add);
        let most = bounds::VALUES;
        let number = index + 1;
        if parameters > most {
            return Err(vec![Error::new(
                place,
                "too_large",
                say!(
                    "Layer {number} would learn {parameters} numbers; at most {most} fit.",
                    "第 {number} 层将有 {parameters} 个参数，最多 {most} 个。"
                ),
            )]);
        }
        let back = (layer.id == RESIDUAL.id).then(|| layer.integer(residual::BACK));
        if let Some(back) = back {
            fits(back, index, &layers, input, &shape)
                .map_err(|error| vec![error.inside(&place)])?;
        }
        shape = built.output();
        let values = count(&shape);
        if values > most {
            return Err(vec![Error::new(
                place,
                "too_large",
                say!(
                    "Layer {number} would make {values} numbers of each sample; at most {most} fit.",
                    "第 {number} 层会把每个样本变成 {values} 个数，最多 {most} 个。"
                ),
            )]);
        }
        infos.push(LayerInfo {
            id: record.id.into(),
            title: record.title.clone(),
            output: shape.iter().map(|&n| n as u32).collect(),
            parameters: parameters as u32,
            listed: index < listed.len(),
            skips: back
                .or((record.id == BLOCK.id).then_some(0))
                .map(|back| back as u32),
        });
        layers.push(Placed {
            parameters: built.parameters().len(),
            output: shape.clone(),
            back,
            layer: built,
        });
    }
    let all: usize = infos.iter().map(|info| info.parameters as usize).sum();
    let most = bounds::PARAMETERS;
    if all > most {
        return Err(vec![Error::new(
            "network.layers",
            "too_large",
            say!(
                "This network would learn {all} numbers; at most {most} fit into a browser. Choose fewer units or layers.",
                "此网络将有 {all} 个参数，浏览器中最多 {most} 个。请减少单元或层。"
            ),
        )]);
    }
    let activation: fn(Tensor<2>) -> Tensor<2> = match entry.word("output") {
        "sigmoid" => activation::sigmoid,
        "tanh" => activation::tanh,
        "relu" => activation::relu,
        _ => |x| x,
    };
    Ok(Built {
        graph: Box::new(Sequential { layers, activation }),
        layers: infos,
    })
}

/// Whether a residual connection at `index` can reach `back` layers, to an input of the shape that it is added to.
fn fits(
    back: usize,
    index: usize,
    layers: &[Placed],
    input: &Shape,
    shape: &Shape,
) -> Result<(), Error> {
    let Some(from) = index.checked_sub(back) else {
        return Err(Error::new(
            residual::BACK,
            "shape_mismatch",
            say!(
                "There are only {index} layers before this skip connection; it cannot skip {back}.",
                "此跳跃连接之前只有 {index} 层，不能跳过 {back} 层。"
            ),
        ));
    };
    let before = from.checked_sub(1).map_or(input, |at| &layers[at].output);
    if before == shape {
        return Ok(());
    }
    let (before, shape) = (shape_text(before), shape_text(shape));
    Err(Error::new(
        residual::BACK,
        "shape_mismatch",
        say!(
            "What went into the {back} layers before this skip connection has the shape {before}, what came out of them {shape}: only equal shapes can be added.",
            "跳跃连接前 {back} 层的输入形状为 {before}，输出为 {shape}：形状相同才能相加。"
        ),
    ))
}

struct Sequential {
    layers: Vec<Placed>,
    /// Applied to what the last layer gives.
    activation: fn(Tensor<2>) -> Tensor<2>,
}

/// A layer with what every step needs to know of it.
struct Placed {
    layer: Box<dyn Layer>,
    parameters: usize,
    output: Shape,
    /// Of a residual connection: how many layers it reaches back, to the one whose input is added.
    back: Option<usize>,
}

impl Layer for Sequential {
    fn output(&self) -> Shape {
        self.layers
            .last()
            .map(|last| last.output.clone())
            .unwrap_or_default()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let named = |(index, placed): (usize, &Placed)| {
            placed
                .layer
                .parameters()
                .into_iter()
                .map(move |spec| ParameterSpec {
                    layer: index,
                    name: format!("{index}.{}", spec.name),
                    ..spec
                })
        };
        self.layers.iter().enumerate().flat_map(named).collect()
    }

    fn kept(&self) -> f64 {
        self.layers.iter().map(|placed| placed.layer.kept()).sum()
    }

    fn working(&self) -> f64 {
        let each = self.layers.iter().map(|placed| placed.layer.working());
        each.fold(0.0, f64::max)
    }

    fn operations(&self) -> f64 {
        self.layers
            .iter()
            .map(|placed| placed.layer.operations())
            .sum()
    }

    fn is_causal(&self) -> bool {
        self.layers.iter().all(|placed| placed.layer.is_causal())
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let mut first = 0;
        // The input of each layer, kept only where a residual connection may add one of them.
        let residual = self.layers.iter().any(|placed| placed.back.is_some());
        let mut inputs = Vec::new();
        let mut x = x;
        for (index, placed) in self.layers.iter().enumerate() {
            if residual {
                inputs.push(x.clone());
            }
            trace.layer = index;
            trace.first = first;
            let own = &parameters[first..first + placed.parameters];
            first += placed.parameters;
            x = placed.layer.forward(x, own, trace);
            if let Some(back) = placed.back {
                x = x + inputs[index - back].clone();
            }
            if index + 1 == self.layers.len() {
                x = (self.activation)(x);
            }
            x = trace.record("output", &placed.output, x);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Value;

    fn check(layers: &str, input: &[usize], expected: Result<&str, &str>) {
        check_to(layers, input, &[10], expected);
    }

    fn check_to(layers: &str, input: &[usize], output: &[usize], expected: Result<&str, &str>) {
        let mut entry = Entry::new("sequential");
        let list = notation::ours(layers);
        entry.params.insert("layers".into(), Value::Layers(list));
        entry.normalise(SEQUENTIAL.params, &mut Vec::new());
        let found = build(&entry, &input.to_vec(), output);
        match (found, expected) {
            (Ok(built), Ok(shapes)) => {
                let found: Vec<String> = built
                    .layers
                    .iter()
                    .map(|layer| {
                        let shape: Vec<usize> = layer.output.iter().map(|&n| n as usize).collect();
                        crate::shape::shape_text(&shape)
                    })
                    .collect();
                assert_eq!(found.join(" "), shapes);
            }
            (Err(errors), Err(message)) => {
                let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
                assert!(
                    found.join(" ").contains(message),
                    "{found:?} lacks {message:?}"
                );
            }
            (Ok(_), Err(message)) => panic!("{layers} was accepted; expected {message:?}"),
            (Err(errors), Ok(_)) => panic!("{layers}: {errors:?}"),
        }
    }

    #[test]
    fn shapes_follow_from_the_layers() {
        check("", &[2], Ok("10"));
        check("dense(5),tanh", &[2], Ok("5 5 10"));
        check(
            "conv(6,5,2),relu,pool(2),conv(16,5),relu,pool(2),flatten,dense(120),relu,dense(84),relu",
            &[1, 28, 28],
            Ok("6×28×28 6×28×28 6×14×14 16×10×10 16×10×10 16×5×5 400 120 120 84 84 10"),
        );
        check("rnn(7)", &[1, 28, 28], Ok("7 10"));
        check(
            "embedding(8),block(2,16),mean",
            &[28, 28],
            Ok("28×8 28×8 8 10"),
        );
        check(
            "conv(4,3,1,2),batch_norm,relu,average_pool(2)",
            &[3, 32, 32],
            Ok("4×16×16 4×16×16 4×16×16 4×8×8 10"),
        );
        check(
            "dense(8),dense(8),relu,residual(2),dropout(0.1),layer_norm",
            &[2],
            Ok("8 8 8 8 8 8 10"),
        );
        check_to("lstm(7,1)", &[12, 28], &[12, 28], Ok("12×7 12×28"));
        check("gru(7),dense(3)", &[12, 28], Ok("7 3 10"));
    }

    #[test]
    fn a_layer_that_cannot_fit_is_named_with_the_reason() {
        check(
            "dense(4),conv(6,5)",
            &[1, 8, 8],
            Err("Layer 2 (Convolution) does not fit"),
        );
        check(
            "pool(2),pool(2),pool(2),pool(2)",
            &[1, 8, 8],
            Err("picture of 1×1"),
        );
        check("conv(6,9)", &[1, 8, 8], Err("network.layers[0].kernel"));
        check(
            "embedding(30),block(4,8)",
            &[28, 28],
            Err("network.layers[1].heads"),
        );
        check("dense(4),residual(3)", &[2], Err("cannot skip 3"));
        check("dense(4),residual(1)", &[2], Err("has the shape 2"));
        check_to(
            "lstm(7)",
            &[12, 28],
            &[12, 28],
            Err("Layer 2 (Dense at each step) does not fit"),
        );
        check("rnn(7)", &[2], Err("reads a sequence"));
        check(
            "dense(4096),dense(4096)",
            &[4095],
            Err("Layer 2 would learn"),
        );
        let four = "dense(4000),dense(4000),dense(4000),dense(4000)";
        check(four, &[2], Err("would learn 48064010 numbers"));
    }

    /// The published CNN 32-64 gives its first dense layer 64·28·28 inputs, which its two poolings contradict.
    #[test]
    fn the_listing_with_the_wrong_dense_layer_is_caught() {
        check(
            "conv(32,3,1),relu,pool(2),conv(64,3,1),relu,pool(2),flatten,dense(100,50176),relu",
            &[1, 28, 28],
            Err("declared with 50176 inputs, but the layer before it gives 3136 = 3136"),
        );
    }
}
