//! The gradient of each layer's weights on a fixed batch: how it is spread, its norm, and how far the next step would
//! move the weights.

use super::layers::{self, Spread, Weights};
use crate::inspect::form::{Form, Format};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, short};
use crate::say;
use crate::text::{Text, count};
use crate::training::evaluation::slice_len;

pub static GRADIENT_SIZES: View = View {
    id: "gradient_sizes",
    title: Text::new("Gradients of each layer", "各层梯度"),
    about: Text::new(
        "The gradient of the loss with respect to the weights of each layer, on the first training samples. ‖g‖ is its norm; the step is how far the next update would move the weights, as a share of their own norm: about 0.001 is healthy, far less learns hardly, far more is unsteady.",
        "损失对各层权重的梯度，在最前面的训练样本上计算。‖g‖ 为梯度范数；步长指下一次更新使权重移动的距离与权重范数之比：约 0.001 较为健康，小得多则几乎不学习，大得多则不稳定。",
    ),
    explanation: Text::new(
        "The gradient says in which direction the weights of a layer have to go, and its norm how much the loss depends on them. Norms that shrink by powers of ten towards the first layer are vanishing gradients: those layers hardly learn. The step beside it is what the optimizer makes of the gradient.",
        "梯度指出某层权重应当移动的方向，其范数表示损失对这些权重的敏感程度。若越靠近第一层范数成数量级地减小，就是梯度消失，这些层几乎不学习。旁边的步长是优化器由梯度得到的更新。",
    ),
    formula: "<mi>g</mi><mo>=</mo><mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo><mi>w</mi></mrow></mfrac><mo>;</mo><mfrac><mrow><mo>‖</mo><mi>Δw</mi><mo>‖</mo></mrow><mrow><mo>‖</mo><mi>w</mi><mo>‖</mo></mrow></mfrac>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        let network = subject.session.network();
        data.shards[0].samples.is_some() && !layers::with_weights(network).is_empty()
    },
    wants: |subject| {
        let shown = layers::chosen(&layers::with_weights(subject.session.network()));
        let pairs = |layer: Weights| {
            let every = layer.every;
            let parameters = layer.parameters.into_iter();
            parameters.map(move |parameter| (parameter, every))
        };
        vec![Want::Pull {
            samples: samples(subject),
            parameters: shown.into_iter().flat_map(pairs).collect(),
        }]
    },
    show: |subject, _, read| {
        let network = subject.session.network();
        let all = layers::with_weights(network);
        let shown = layers::chosen(&all);
        let (norms, lists) = read.split_last()?;
        let titles: Vec<Text> = (shown.iter())
            .map(|of| layers::title(network, of.layer))
            .collect();
        let found = of_layers(&shown, titles, lists, norms);
        Some(form(&found, samples(subject), all.len()))
    },
};

/// Most samples of the batch: enough for a steady direction, and never more than a large network computes at once.
const SAMPLES: usize = 64;

/// Samples of the batch; batch norm needs two.
fn samples(subject: &Subject) -> usize {
    let network = subject.session.network();
    let least = network.least_batch();
    let there = subject.session.data().shards[0].len;
    SAMPLES.min(slice_len(network)).max(least).min(there)
}

const COLUMNS: &[(Text, Format)] = &[
    (
        Text::new("Norm of the gradient", "梯度范数"),
        Format::Number,
    ),
    (Text::new("Norm of the weights", "权重范数"), Format::Number),
    (Text::new("Step / weights", "步长 / 权重"), Format::Number),
];

/// What was found of a layer.
struct Found {
    title: Text,
    gradient: Vec<f32>,
    /// Norms of gradient and weights.
    norm: f64,
    weights: f64,
    /// The update's norm as a share of the weights'.
    step: f64,
}

/// `lists` has the gradient of each parameter, empty where it has none; `norms` three squares for each of the others.
fn of_layers(
    shown: &[Weights],
    titles: Vec<Text>,
    lists: &[Vec<f32>],
    norms: &[f32],
) -> Vec<Found> {
    let (mut lists, mut norms) = (lists.iter(), norms.as_chunks::<3>().0.iter());
    let of = |(layer, title): (&Weights, Text)| {
        let mut squares = [0.0_f64; 3];
        let mut gradient = Vec::new();
        for list in lists.by_ref().take(layer.parameters.len()) {
            if list.is_empty() {
                continue;
            }
            gradient.extend(list);
            for (sum, square) in squares.iter_mut().zip(norms.next().into_iter().flatten()) {
                *sum += f64::from(*square);
            }
        }
        let [norm, weights, update] = squares.map(f64::sqrt);
        Found {
            title,
            gradient,
            norm,
            weights,
            step: update / weights,
        }
    };
    shown.iter().zip(titles).map(of).collect()
}

/// `all` layers have weights.
fn form(found: &[Found], samples: usize, all: usize) -> Form {
    let histogram = |layer: &Found| {
        let (norm, step) = (short(layer.norm), short(layer.step));
        let caption = say!("‖g‖ {norm}, step {step}", "‖g‖ {norm}，步长 {step}");
        layers::histogram(layer.title.clone(), caption, &layer.gradient)
    };
    let rows = found.iter().map(|layer| {
        let own = vec![layer.norm, layer.weights, layer.step];
        (layer.title.clone(), own, Spread::of(&layer.gradient))
    });
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: describe(found, samples, all),
        note: Some(GRADIENT_SIZES.about.clone()),
        table: Some(layers::table(
            COLUMNS,
            rows,
            Some(say!(
                "Gradient and update of the next step if it trained on the first {samples} training samples.",
                "假设下一步在前 {samples} 个训练样本上训练时的梯度与更新。"
            )),
        )),
        figure: layers::figure(
            Text::new("Gradient", "梯度"),
            Text::new("Number of weights", "权重个数"),
            found.iter().map(histogram).collect(),
        ),
    }
}

/// Where the gradient is smallest and largest, and how far the weights would move.
fn describe(found: &[Found], samples: usize, all: usize) -> Text {
    let mut told = Vec::new();
    let known = found.iter().filter(|layer| layer.norm.is_finite());
    let by = |one: &&Found, other: &&Found| one.norm.total_cmp(&other.norm);
    match (known.clone().min_by(by), known.clone().max_by(by)) {
        (Some(least), Some(most)) if found.len() > 1 => {
            let [low, high] = [least.norm, most.norm].map(short);
            let (least_en, least_zh) = (&least.title.en, &least.title.zh);
            let (most_en, most_zh) = (&most.title.en, &most.title.zh);
            told.push(say!(
                "The gradient on {samples} training samples is smallest in “{least_en}”, {low}, and largest in “{most_en}”, {high}.",
                "在 {samples} 个训练样本上，梯度范数最小的是“{least_zh}”（{low}），最大的是“{most_zh}”（{high}）。"
            ));
        }
        (Some(only), _) => {
            let norm = short(only.norm);
            told.push(say!(
                "The gradient on {samples} training samples has the norm {norm}.",
                "在 {samples} 个训练样本上，梯度范数为 {norm}。"
            ));
        }
        _ => {}
    }
    let steps = known
        .map(|layer| layer.step)
        .filter(|step| step.is_finite());
    if let (Some(low), Some(high)) = (steps.clone().reduce(f64::min), steps.reduce(f64::max)) {
        let [low, high] = [low, high].map(short);
        told.push(if low == high {
            say!(
                "The next step would move the weights by {low} of their norm.",
                "下一步将使权重移动其范数的 {low} 倍。"
            )
        } else {
            say!(
                "The next step would move the weights by {low} to {high} of their norm.",
                "下一步将使各层权重移动其范数的 {low} 到 {high} 倍。"
            )
        });
    }
    let lost = found.iter().filter(|layer| !layer.norm.is_finite()).count();
    if lost > 0 {
        let en = count(lost as u64, "layer", "layers");
        told.push(say!(
            "In {en} the gradient is no number.",
            "有 {lost} 层的梯度不是数（NaN 或无穷大）。"
        ));
    }
    told.extend(layers::left_out(found.len(), all));
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(index: usize) -> Weights {
        Weights {
            layer: index,
            parameters: vec![2 * index, 2 * index + 1],
            all: 4,
            every: 1,
        }
    }

    #[test]
    fn norms_of_a_layer_are_those_of_its_parameters_together() {
        // The second parameter of the second layer has no gradient, the third layer runs away.
        let lists = [
            vec![3.0],
            vec![4.0],
            vec![1.0, 1.0],
            Vec::new(),
            vec![f32::NAN],
            vec![1.0],
        ];
        let norms = [
            9.0,
            50.0,
            0.5,
            16.0,
            50.0,
            0.5,
            2.0,
            4.0,
            0.04,
            f32::NAN,
            1.0,
            f32::NAN,
            1.0,
            1.0,
            1.0,
        ];
        let titles = ["1", "2", "3"].map(|name| Text::new(name, name));
        let layers = [layer(0), layer(1), layer(2)];
        let found = of_layers(&layers, titles.into(), &lists, &norms);
        assert_eq!(
            (found[0].norm, found[0].weights, found[0].step),
            (5.0, 10.0, 0.1)
        );
        assert_eq!(found[1].gradient, [1.0, 1.0]);
        assert!((found[1].step - 0.1).abs() < 1e-6);
        let told = describe(&found, 64, 20).en;
        assert_eq!(
            told,
            "The gradient on 64 training samples is smallest in “2”, 1.41, and largest in “1”, 5. The next step would move the weights by 0.1 of their norm. In 1 layer the gradient is no number. 3 of 20 layers are shown."
        );
    }

    #[test]
    fn snapshot() {
        let value = |at: usize| {
            let parts = [37, 59, 83, 97].map(|by| (at * by % 101) as f32 / 101.0 - 0.5);
            parts.iter().sum::<f32>()
        };
        let lists = [0.001, 0.02].map(|times| (0..500).map(|at| times * value(at)).collect());
        let titles = ["1 Dense", "3 Dense"].map(|name| Text::new(name, name));
        let layers = [0, 1].map(|index| Weights {
            parameters: vec![index],
            ..layer(index)
        });
        let norms = [4e-4, 9.0, 1e-6, 0.09, 16.0, 2.5e-4];
        crate::inspect::snapshot::check(&GRADIENT_SIZES, |_| {
            form(
                &of_layers(&layers, titles.clone().into(), &lists, &norms),
                64,
                2,
            )
        });
    }
}
