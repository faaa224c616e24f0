//! How the weights of each layer are spread.

use super::layers::{self, Spread, Weights};
use crate::inspect::form::{Form, Format};
use crate::inspect::view::{Place, Presence, View, Want};
use crate::inspect::words::{join, short};
use crate::say;
use crate::text::{Text, count};

pub static WEIGHT_HISTOGRAMS: View = View {
    id: "weight_histograms",
    title: Text::new("Weights of each layer", "各层权重的分布"),
    about: Text::new(
        "How many weights of each layer lie where, without biases. Under the left and the right end of each histogram stand its smallest and its largest weight; the upright line is 0.",
        "各层权重（不含偏置）取值的直方图。左右两端标出该层最小与最大的权重，竖线为 0。",
    ),
    explanation: Text::new(
        "Weights start out spread as their initializer says, and training pushes them apart. A layer whose histogram hardly changes learns hardly; one that grows ever wider may be on its way to infinity, or to overfitting. L2 regularization draws all of them towards 0.",
        "权重最初按初始化方法分布，训练使其逐渐拉开。若某层的直方图几乎不变，该层几乎没有学习；若越来越宽，则可能发散或过拟合。L2 正则化会把权重拉向 0。",
    ),
    formula: "<msup><mi>σ</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><mi>n</mi></mfrac><munder><mo>∑</mo><mi>i</mi></munder><msup><mrow><mo>(</mo><msub><mi>w</mi><mi>i</mi></msub><mo>−</mo><mover><mi>w</mi><mo>¯</mo></mover><mo>)</mo></mrow><mn>2</mn></msup>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| !layers::with_weights(subject.session.network()).is_empty(),
    wants: |subject| {
        let shown = layers::chosen(&layers::with_weights(subject.session.network()));
        let wants = |layer: Weights| {
            let every = layer.every;
            let parameters = layer.parameters.into_iter();
            parameters.map(move |parameter| Want::Thinned { parameter, every })
        };
        shown.into_iter().flat_map(wants).collect()
    },
    show: |subject, _, read| {
        let network = subject.session.network();
        let all = layers::with_weights(network);
        let shown = layers::chosen(&all);
        let titles = shown
            .iter()
            .map(|of| layers::title(network, of.layer))
            .collect();
        let values = layers::by_layer(&shown, read);
        Some(form(&shown, titles, &values, all.len()))
    },
};

const COLUMNS: &[(Text, Format)] = &[(Text::new("Weights", "权重数"), Format::Count)];

/// `values` are those that were read of each shown layer, of which there are `all`.
fn form(shown: &[Weights], titles: Vec<Text>, values: &[Vec<f32>], all: usize) -> Form {
    let spreads: Vec<Spread> = values.iter().map(|values| Spread::of(values)).collect();
    let histograms = titles.iter().zip(&spreads).zip(values);
    let histograms = histograms.map(|((title, spread), values)| {
        layers::histogram(title.clone(), spread.caption(), values)
    });
    let rows = titles.iter().zip(shown).zip(&spreads);
    let rows = rows.map(|((title, of), spread)| (title.clone(), vec![of.all as f64], *spread));
    let widest = shown.iter().map(|of| of.every).max().unwrap_or(1);
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: describe(&titles, &spreads, all),
        note: Some(WEIGHT_HISTOGRAMS.about.clone()),
        table: Some(layers::table(
            COLUMNS,
            rows,
            (widest > 1).then(|| {
                say!(
                    "Of layers with very many weights some are read, of the largest one in {widest}.",
                    "权重很多的层只读取一部分，最大的层每 {widest} 个读取一个。"
                )
            }),
        )),
        figure: layers::figure(
            Text::new("Weight", "权重"),
            Text::new("Number of weights", "权重个数"),
            histograms.collect(),
        ),
    }
}

/// Where weights are spread least and most, and how many are no numbers.
fn describe(titles: &[Text], spreads: &[Spread], all: usize) -> Text {
    let shown = titles.len();
    let mut told = vec![if shown < all {
        say!(
            "Weights of {shown} of {all} layers.",
            "{all} 层中 {shown} 层的权重。"
        )
    } else {
        let en = count(all as u64, "layer", "layers");
        say!("Weights of {en}.", "共 {all} 层的权重。")
    }];
    let known = titles
        .iter()
        .zip(spreads)
        .filter(|(_, spread)| spread.known > 0);
    let by = |(_, one): &(&Text, &Spread), (_, other): &(&Text, &Spread)| {
        one.deviation.total_cmp(&other.deviation)
    };
    if let (Some(least), Some(most)) = (known.clone().min_by(by), known.max_by(by)) {
        let [low, high] = [least, most].map(|(_, spread)| short(spread.deviation));
        let ((one, _), (other, _)) = (least, most);
        let (one_en, one_zh, other_en, other_zh) = (&one.en, &one.zh, &other.en, &other.zh);
        told.push(if one == other {
            say!("Their standard deviation is {low}.", "标准差为 {low}。")
        } else {
            say!(
                "Their standard deviation is smallest in “{one_en}”, {low}, and largest in “{other_en}”, {high}.",
                "标准差最小的是“{one_zh}”（{low}），最大的是“{other_zh}”（{high}）。"
            )
        });
    }
    let lost: usize = spreads.iter().map(|spread| spread.lost).sum();
    if lost > 0 {
        let en = count(lost as u64, "weight is no number", "weights are no numbers");
        told.push(say!("{en}.", "有 {lost} 个权重不是数（NaN 或无穷大）。"));
    }
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::form::Cell;

    fn shown(values: &[Vec<f32>], all: usize) -> Form {
        let of = |layer: usize| Weights {
            layer,
            parameters: vec![layer],
            all: values[layer].len(),
            every: 1,
        };
        let layers: Vec<Weights> = (0..values.len()).map(of).collect();
        let names = ["1 Dense", "3 Dense", "5 Dense"];
        let titles = names[..values.len()].iter();
        let titles = titles.map(|name| Text::new(name, name)).collect();
        form(&layers, titles, values, all)
    }

    #[test]
    fn the_sentence_names_the_layers_and_what_is_no_number() {
        let form = shown(&[vec![-1.0, 1.0], vec![2.0, 6.0]], 2);
        assert_eq!(
            form.sentence.en,
            "Weights of 2 layers. Their standard deviation is smallest in “1 Dense”, 1, and largest in “3 Dense”, 2."
        );
        let rows = form.table.expect("numbers to read").rows;
        assert_eq!(rows[1][1..], [2.0, 4.0, 2.0, 2.0, 6.0].map(Cell::Number));
        let lost = shown(&[vec![f32::NAN, f32::INFINITY]], 30);
        assert_eq!(
            lost.sentence.en,
            "Weights of 1 of 30 layers. 2 weights are no numbers."
        );
    }

    #[test]
    fn snapshot() {
        // Sums of what is spread evenly: nearly a normal distribution.
        let weight = |at: usize| {
            let parts = [37, 59, 83, 97].map(|by| (at * by % 101) as f32 / 101.0 - 0.5);
            parts.iter().sum::<f32>()
        };
        let layer = |times: f32| (0..600).map(|at| times * weight(at)).collect::<Vec<f32>>();
        let values = [layer(0.1), layer(0.4), vec![f32::NAN; 3]];
        crate::inspect::snapshot::check(&WEIGHT_HISTOGRAMS, |_| shown(&values, 3));
    }
}
