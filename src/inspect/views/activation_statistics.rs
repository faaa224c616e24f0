//! What comes out of each layer for held-out samples: how it is spread, which units are dead, and how many values are
//! saturated.

use super::layers::{self, Spread};
use crate::inspect::form::{Form, Format};
use crate::inspect::view::{Place, Presence, Subject, View, Want};
use crate::inspect::words::{join, percent};
use crate::network::layers::activation::{IDENTITY, SIGMOID, TANH};
use crate::network::trace::Pick;
use crate::network::{self, Network};
use crate::say;
use crate::text::{Text, count};

pub static ACTIVATION_STATISTICS: View = View {
    id: "activation_statistics",
    title: Text::new("Activations of each layer", "各层激活值"),
    about: Text::new(
        "How many values that come out of each layer lie where, over held-out samples. A unit is dead if it gives 0 for all of them: no gradient reaches it. A value of tanh or sigmoid is saturated if it lies within 0.01 of an end: there the slope is nearly 0.",
        "各层输出值在留出样本上的直方图。若一个单元对所有样本都输出 0，则称其已死亡，得不到梯度。tanh 或 sigmoid 的值若距端点不到 0.01，则称其饱和，该处的斜率接近 0。",
    ),
    explanation: Text::new(
        "What comes out of a layer is what the next one sees. A unit of ReLU that gives 0 for every sample gets no gradient and may never wake up again: smaller learning rates and leaky ReLU help. Values of tanh or sigmoid that crowd at their ends learn hardly, because the slope is nearly 0 there.",
        "某层的输出就是下一层的输入。对所有样本都输出 0 的 ReLU 单元得不到梯度，可能再也无法恢复，减小学习率或改用 Leaky ReLU 会有帮助。tanh 或 sigmoid 的值若挤在两端，因该处斜率接近 0 而几乎不学习。",
    ),
    formula: "<msub><mi>a</mi><mi>l</mi></msub><mo>=</mo><mi>φ</mi><mo>(</mo><msub><mi>W</mi><mi>l</mi></msub><msub><mi>a</mi><mrow><mi>l</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>+</mo><msub><mi>b</mi><mi>l</mi></msub><mo>)</mo>",
    presence: Presence::Closed,
    place: Place::Probe,
    fits: |subject| {
        let data = subject.session.data();
        !data.validation.is_empty() && !plan(subject.session.network()).is_empty()
    },
    wants: |subject| {
        let shown = layers::chosen(&plan(subject.session.network()));
        vec![Want::Inside {
            inputs: layers::held_inputs(&subject.session.data().validation, samples(subject)),
            picks: shown.iter().map(Output::pick).collect(),
        }]
    },
    show: |subject, _, read| {
        let network = subject.session.network();
        let all = plan(network);
        let shown = layers::chosen(&all);
        if read.len() != shown.len() {
            return None;
        }
        let of = |(output, values): (&Output, &Vec<f32>)| {
            let title = layers::title(network, output.layer);
            Found::of(output, title, values)
        };
        let found: Vec<(Found, &[f32])> = (shown.iter().zip(read))
            .map(|pair| (of(pair), pair.1.as_slice()))
            .collect();
        Some(form(&found, samples(subject), all.len()))
    },
};

/// Most held-out samples that are looked at.
const SAMPLES: usize = 256;

/// Most values of a layer that are read of one sample: of many maps the first.
const LAYER_VALUES: usize = 1 << 14;

/// Most values of all layers and samples together: 4 MB.
const VALUES: usize = 1 << 20;

/// What an activation does at the ends of its range.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    /// It is no activation, or a linear one: 0 means nothing.
    None,
    /// What is 0 passes no gradient back.
    Zero,
    /// What lies near one of these does not either.
    At([f32; 2]),
}

/// What is read of a layer.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Output {
    layer: usize,
    /// Units that are looked at, and all.
    units: usize,
    all: usize,
    /// Values of a unit for one sample: its places in a picture, or its steps.
    places: usize,
    /// Whether the values of one step stand together, and not those of one unit.
    by_step: bool,
    ends: Ends,
}

impl Output {
    fn pick(&self) -> Pick {
        let whole = 0..self.units * self.places;
        let all = self.units == self.all;
        Pick {
            layer: self.layer,
            name: "output",
            ranges: if all { Vec::new() } else { vec![whole] },
        }
    }
}

/// The layers whose outputs are shown: those before an activation are shown by that, and what changes no value not at all.
fn plan(network: &Network) -> Vec<Output> {
    let activates =
        |id: &str| network::layers::find(id).is_some_and(|record| record.group == "activation");
    let infos = network.layers.iter().enumerate();
    let shown = infos.filter(|(index, info)| {
        let next = network.layers.get(index + 1);
        let hidden = next.is_some_and(|next| activates(&next.id));
        !hidden && !["flatten", "dropout"].contains(&info.id.as_str())
    });
    let output = |(layer, info): (usize, &network::architectures::LayerInfo)| {
        let shape: Vec<usize> = info.output.iter().map(|side| *side as usize).collect();
        let (all, places, by_step) = match shape[..] {
            [channels, height, width] => (channels, height * width, false),
            [steps, features] => (features, steps, true),
            _ => (shape.iter().product(), 1, false),
        };
        // Of a sequence every unit is read; its steps are as many as memory has for them.
        let units = if by_step {
            all
        } else {
            all.min((LAYER_VALUES / places.max(1)).max(1))
        };
        Output {
            layer,
            units,
            all,
            places,
            by_step,
            ends: match info.id.as_str() {
                id if id == TANH.id => Ends::At([-1.0, 1.0]),
                id if id == SIGMOID.id => Ends::At([0.0, 1.0]),
                id if id != IDENTITY.id && activates(id) => Ends::Zero,
                _ => Ends::None,
            },
        }
    };
    shown.map(output).collect()
}

/// How many held-out samples are looked at.
fn samples(subject: &Subject) -> usize {
    let shown = layers::chosen(&plan(subject.session.network()));
    let values: usize = shown
        .iter()
        .map(|output| output.units * output.places)
        .sum();
    let held = subject.session.data().validation.len();
    (VALUES / values.max(1)).clamp(1, SAMPLES).min(held)
}

const COLUMNS: &[(Text, Format)] = &[
    (Text::new("Units", "单元数"), Format::Count),
    (Text::new("Dead units", "死亡单元数"), Format::Count),
    (Text::new("Saturated", "饱和比例"), Format::Share),
];

/// What was found of a layer.
struct Found {
    title: Text,
    units: usize,
    spread: Spread,
    /// Units that give 0 for every sample at every place; none where 0 means nothing.
    dead: Option<usize>,
    /// Share of values near an end; none where there is none.
    saturated: Option<f64>,
}

impl Found {
    /// Of `[samples, units · places]` values.
    fn of(output: &Output, title: Text, values: &[f32]) -> Self {
        let Output { units, places, .. } = *output;
        let unit = |at: usize| match output.by_step {
            true => at % units,
            false => at % (units * places) / places,
        };
        let mut alive = vec![false; units];
        for (at, value) in values.iter().enumerate() {
            alive[unit(at)] |= *value != 0.0;
        }
        let near =
            |value: &&f32, ends: [f32; 2]| ends.iter().any(|end| (**value - end).abs() < 0.01);
        let spread = Spread::of(values);
        Self {
            title,
            units,
            spread,
            dead: (output.ends != Ends::None)
                .then(|| alive.iter().filter(|alive| !**alive).count()),
            saturated: match output.ends {
                Ends::At(ends) => {
                    let flat = values.iter().filter(|value| near(value, ends)).count();
                    Some(flat as f64 / values.len().max(1) as f64)
                }
                Ends::None | Ends::Zero => None,
            },
        }
    }

    fn caption(&self) -> Text {
        let units = self.units;
        match (self.saturated, self.dead) {
            (Some(share), _) => {
                let share = percent(share);
                say!("{share} saturated", "{share} 饱和")
            }
            (None, Some(dead)) => say!("{dead} of {units} dead", "{units} 个中 {dead} 个死亡"),
            (None, None) => self.spread.caption(),
        }
    }
}

/// What was found of each shown layer with its values; of so many samples and layers.
fn form(found: &[(Found, &[f32])], samples: usize, all: usize) -> Form {
    let rows = found.iter().map(|(layer, _)| {
        let dead = layer.dead.map_or(f64::NAN, |dead| dead as f64);
        let own = vec![
            layer.units as f64,
            dead,
            layer.saturated.unwrap_or(f64::NAN),
        ];
        (layer.title.clone(), own, layer.spread)
    });
    let histogram = |(layer, values): &(Found, &[f32])| {
        layers::histogram(layer.title.clone(), layer.caption(), values)
    };
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: Vec::new(),
        sentence: describe(found, samples, all),
        note: Some(ACTIVATION_STATISTICS.about.clone()),
        table: Some(layers::table(
            COLUMNS,
            rows,
            Some(say!(
                "On {samples} held-out samples; of layers with very many maps the first ones.",
                "在 {samples} 个留出样本上统计；通道很多的层只统计最前面的通道。"
            )),
        )),
        figure: layers::figure(
            Text::new("Activation", "激活值"),
            Text::new("Number of values", "值的个数"),
            found.iter().map(histogram).collect(),
        ),
    }
}

/// How many units are dead, where most values are saturated, and what is no number.
fn describe(found: &[(Found, &[f32])], samples: usize, all: usize) -> Text {
    let layers = || found.iter().map(|(layer, _)| layer);
    let mut told = Vec::new();
    let on = count(samples as u64, "held-out sample", "held-out samples");
    let judged = layers().filter(|layer| layer.dead.is_some());
    let units: usize = judged.clone().map(|layer| layer.units).sum();
    let dead: usize = judged.filter_map(|layer| layer.dead).sum();
    told.push(if units > 0 {
        let are = if dead == 1 { "is" } else { "are" };
        say!(
            "On {on} {dead} of {units} units {are} dead.",
            "在 {samples} 个留出样本上，{units} 个单元中有 {dead} 个已死亡。"
        )
    } else {
        say!(
            "What comes out of each layer on {on}.",
            "各层在 {samples} 个留出样本上的输出。"
        )
    });
    let flat = layers().filter_map(|layer| Some((layer, layer.saturated?)));
    let most = flat.max_by(|one, other| one.1.total_cmp(&other.1));
    if let Some((layer, share)) = most.filter(|(_, share)| *share > 0.0) {
        let (share, en, zh) = (percent(share), &layer.title.en, &layer.title.zh);
        told.push(say!(
            "Most saturated is “{en}”, with {share} of its values.",
            "饱和最多的是“{zh}”，占其输出值的 {share}。"
        ));
    }
    let lost = layers().filter(|layer| layer.spread.lost > 0).count();
    if lost > 0 {
        let en = count(lost as u64, "layer gives", "layers give");
        told.push(say!(
            "{en} values that are no numbers.",
            "有 {lost} 层的输出含有非数值（NaN 或无穷大）。"
        ));
    }
    told.extend(layers::left_out(found.len(), all));
    join(&told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(units: usize, places: usize, by_step: bool, ends: Ends) -> Output {
        Output {
            layer: 0,
            units,
            all: units,
            places,
            by_step,
            ends,
        }
    }

    fn found(output: Output, values: &[f32]) -> Found {
        Found::of(&output, Text::new("2 ReLU", "2 ReLU"), values)
    }

    #[test]
    fn a_unit_is_dead_that_gives_nothing_for_any_sample_at_any_place() {
        // Two samples, three units.
        let dense = [0.0, 1.0, 0.0, 0.0, 0.0, 2.0];
        assert_eq!(found(output(3, 1, false, Ends::Zero), &dense).dead, Some(1));
        // One sample of three maps with two places each, and of two steps of three units.
        assert_eq!(found(output(3, 2, false, Ends::Zero), &dense).dead, Some(1));
        assert_eq!(found(output(3, 2, true, Ends::Zero), &dense).dead, Some(1));
        let steps = [0.0, 1.0, 0.0, 0.0, 2.0, 0.0];
        assert_eq!(found(output(3, 2, true, Ends::Zero), &steps).dead, Some(2));
        // What is no number is not dead, and a unit that is no activation never.
        let lost = [f32::NAN, 0.0];
        assert_eq!(found(output(2, 1, false, Ends::Zero), &lost).dead, Some(1));
        assert_eq!(found(output(2, 1, false, Ends::None), &lost).dead, None);
    }

    #[test]
    fn a_value_is_saturated_near_an_end() {
        let near = [0.995, -0.995, 0.98, 0.0];
        let tanh = found(output(2, 1, false, Ends::At([-1.0, 1.0])), &near);
        assert_eq!(tanh.saturated, Some(0.5));
        let sigmoid = found(output(2, 1, false, Ends::At([0.0, 1.0])), &near);
        assert_eq!(sigmoid.saturated, Some(0.5));
        let told = describe(&[(tanh, &near)], 1, 9).en;
        assert_eq!(
            told,
            "On 1 held-out sample 0 of 2 units are dead. Most saturated is “2 ReLU”, with 50.0% of its values. 1 of 9 layers are shown."
        );
    }

    #[test]
    fn snapshot() {
        let value = |at: usize| {
            let parts = [37, 59, 83, 97].map(|by| (at * by % 101) as f32 / 101.0 - 0.5);
            parts.iter().sum::<f32>()
        };
        let relu: Vec<f32> = (0..600)
            .map(|at| if at % 6 == 0 { 0.0 } else { value(at).max(0.0) })
            .collect();
        let tanh: Vec<f32> = (0..600).map(|at| (3.0 * value(at)).tanh()).collect();
        let dense: Vec<f32> = (0..600).map(value).collect();
        let of = |ends, title: &'static str, values| {
            Found::of(&output(6, 1, false, ends), Text::new(title, title), values)
        };
        crate::inspect::snapshot::check(&ACTIVATION_STATISTICS, |_| {
            let all = [
                (of(Ends::Zero, "2 ReLU", &relu), &relu[..]),
                (of(Ends::At([-1.0, 1.0]), "4 tanh", &tanh), &tanh[..]),
                (of(Ends::None, "5 Dense", &dense), &dense[..]),
            ];
            form(&all, 100, 3)
        });
    }
}
