//! Matrix factorisation: a rating from what is learnt of its user and of its item.
//!
//! r = μ + bᵤ + bᵢ + pᵤ·qᵢ. Users and items share one vocabulary, so p and q are rows of one table, and b is one vector.

use burn::tensor::Tensor;

use super::{ArchitectureRecord, Built, LayerInfo};
use crate::error::Error;
use crate::network::layers::embedding::EMBEDDING;
use crate::network::layers::{Init, Layer, ParameterSpec, Role};
use crate::network::trace::Trace;
use crate::params::{Entry, Param};
use crate::say;
use crate::shape::{Shape, shape_text, size};
use crate::text::Text;

pub static MATRIX_FACTORIZATION: ArchitectureRecord = ArchitectureRecord {
    id: "matrix-factorization",
    title: Text::new("Matrix factorisation", "矩阵分解"),
    about: Text::new(
        "A rating is a mean, plus how generous the user and how good the item is, plus how well their factors agree: r = μ + bᵤ + bᵢ + pᵤ·qᵢ.",
        "评分 = 平均值 + 用户偏置 + 物品偏置 + 两者因子的内积：r = μ + bᵤ + bᵢ + pᵤ·qᵢ。",
    ),
    citation: "Koren, Bell & Volinsky 2009",
    params: &[Param::integer(
        "factors",
        Text::new("Factors", "因子数"),
        1,
        64,
        4,
    )],
    build,
};

/// Position of the factors in the list of layers.
const FACTORS: usize = 0;

/// Position of the rating, which adds the biases.
const RATING: usize = 1;

/// Tokens of one sample: a user and an item.
const PAIR: usize = 2;

fn build(entry: &Entry, input: &Shape, output: &[usize]) -> Result<Built, Vec<Error>> {
    let (&[PAIR, vocabulary], [1]) = (input.as_slice(), output) else {
        let (got, gives) = (shape_text(input), shape_text(output));
        return Err(vec![Error::new(
            "network",
            "shape_mismatch",
            say!(
                "Matrix factorisation needs two tokens, a user and an item (2×vocabulary), and gives one value, but these data go from {got} to {gives}. Choose the ratings, or another network.",
                "矩阵分解需要两个词元（用户与物品，2×词表），并给出一个数值，而这份数据是从 {got} 到 {gives}。请选择评分数据，或改用其他网络。"
            ),
        )]);
    };
    let factors = entry.integer("factors");
    let graph = MatrixFactorization {
        vocabulary,
        factors,
    };
    let info = |title, output: &[usize], parameters: usize| LayerInfo {
        id: EMBEDDING.id.into(),
        title,
        output: output.iter().map(|&side| side as u32).collect(),
        parameters: parameters as u32,
        listed: false,
        skips: None,
    };
    let layers = vec![
        info(
            Text::new("Factors", "因子"),
            &[PAIR, factors],
            vocabulary * factors,
        ),
        info(
            Text::new("Rating, with biases", "评分（含偏置）"),
            &[1],
            vocabulary + 1,
        ),
    ];
    Ok(Built {
        graph: Box::new(graph),
        layers,
    })
}

struct MatrixFactorization {
    vocabulary: usize,
    factors: usize,
}

impl Layer for MatrixFactorization {
    fn output(&self) -> Shape {
        vec![1]
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let table = [self.vocabulary, self.factors];
        // As in `torch.nn.Embedding`; the products of two starts are small.
        let factors = Init::fan_in(self.factors);
        let rating = |name: &str, length: usize| ParameterSpec {
            layer: RATING,
            ..ParameterSpec::bias(name, length, Init::Constant(0.0))
        };
        vec![
            ParameterSpec::new(Role::Weight, "factors.weight", &table, factors),
            rating("biases", self.vocabulary),
            rating("mean", 1),
        ]
    }

    fn kept(&self) -> f64 {
        4.0 * size(&[PAIR, self.factors])
    }

    fn operations(&self) -> f64 {
        // Tokens are looked up by a product with the table.
        (PAIR * self.vocabulary * (self.factors + 1)) as f64
    }

    fn forward(&self, x: Tensor<2>, parameters: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let samples = x.dims()[0];
        let table = parameters[0]
            .clone()
            .reshape([self.vocabulary, self.factors]);
        let biases = parameters[1].clone().reshape([self.vocabulary, 1]);
        let tokens = x.reshape([samples * PAIR, self.vocabulary]);
        (trace.layer, trace.first) = (FACTORS, 0);
        let width = PAIR * self.factors;
        let found = tokens.clone().matmul(table);
        let sizes = [self.vocabulary, self.factors];
        let found = trace.matrix(|| tokens.clone(), parameters, [Some(0), None], sizes, found);
        let found = found.reshape([samples, width]);
        let found = trace.record("output", &[PAIR, self.factors], found);
        let user = found.clone().narrow(1, 0, self.factors);
        let item = found.narrow(1, self.factors, self.factors);
        (trace.layer, trace.first) = (RATING, 1);
        let (sizes, own) = ([self.vocabulary, 1], &parameters[1..]);
        let found = tokens.clone().matmul(biases);
        let biases = trace.matrix(|| tokens, own, [Some(0), None], sizes, found);
        let biases = biases.reshape([samples, PAIR]).sum_dim(1);
        let mean = parameters[2].clone().reshape([1, 1]);
        let rating = trace.added(own, 1, (user * item).sum_dim(1) + biases + mean);
        trace.record("output", &[1], rating)
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    fn entry(factors: f64) -> Entry {
        let mut entry = Entry::new(MATRIX_FACTORIZATION.id).with("factors", factors);
        entry.normalise(MATRIX_FACTORIZATION.params, &mut Vec::new());
        entry
    }

    #[test]
    fn a_rating_is_mean_biases_and_product() {
        let built = build(&entry(2.0), &vec![2, 3], &[1]).unwrap_or_else(|e| panic!("{e:?}"));
        let learnt: usize = built
            .graph
            .parameters()
            .iter()
            .map(ParameterSpec::len)
            .sum();
        let told: u32 = built.layers.iter().map(|layer| layer.parameters).sum();
        assert_eq!((learnt, told), (10, 10));
        let device = Device::flex();
        let tensor = |values: &[f32]| Tensor::<1>::from_floats(values, &device);
        let weights = [
            tensor(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
            tensor(&[0.1, 0.2, 0.3]),
            tensor(&[10.0]),
        ];
        // Tokens 0 and 2, then 1 and 1.
        let x = tensor(&[1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        let ratings = built
            .graph
            .forward(x.reshape([2, 6]), &weights, &mut Trace::off());
        let ratings: Vec<f32> = ratings.into_data().try_into_vec().expect("floats");
        for (rating, right) in ratings.iter().zip([27.4, 35.4]) {
            assert!((rating - right).abs() < 1e-5, "{ratings:?}");
        }
    }

    #[test]
    fn other_data_are_refused_with_what_would_fit() {
        for (input, output) in [
            (&[2][..], &[1][..]),
            (&[3, 9], &[1]),
            (&[2, 9], &[2]),
            (&[2, 9], &[2, 9]),
        ] {
            let errors = build(&entry(4.0), &input.to_vec(), output).err();
            let errors = errors.expect("it does not fit");
            assert_eq!(errors[0].code, "shape_mismatch");
            assert!(
                errors[0].text.en.contains("Choose the ratings"),
                "{}",
                errors[0]
            );
        }
    }
}
