//! Dropout: in training, each value is set to zero with some probability and the others grow to make up for it.

use burn::tensor::{Tensor, TensorData};

use super::{Layer, LayerRecord};
use crate::network::trace::Trace;
use crate::params::Param;
use crate::shape::Shape;
use crate::text::Text;

pub static DROPOUT: LayerRecord = LayerRecord {
    id: "dropout",
    title: Text::new("Dropout", "Dropout（随机失活）"),
    about: Text::new(
        "In training, sets each value to zero with this probability, so that no unit can rely on another; held-out data pass unchanged.",
        "训练时以此概率将每个值置零，使单元之间不能互相依赖；对留出数据不作用。",
    ),
    group: "regularization",
    citation: "Srivastava et al. 2014",
    params: &[Param::real("rate", Text::new("Probability", "概率"), 0.0, 0.95, 0.5).live()],
    build: |entry, input| {
        Ok(Box::new(Dropout {
            rate: entry.number("rate"),
            shape: input.clone(),
        }))
    },
};

struct Dropout {
    rate: f64,
    shape: Shape,
}

impl Layer for Dropout {
    fn output(&self) -> Shape {
        self.shape.clone()
    }

    fn forward(&self, x: Tensor<2>, _: &[Tensor<1>], trace: &mut Trace) -> Tensor<2> {
        let [samples, values] = x.dims();
        if self.rate == 0.0 {
            return x;
        }
        match trace.dropout_mask(self.rate, samples * values) {
            Some(mask) => {
                let mask = TensorData::new(mask, [samples, values]);
                let mask = Tensor::from_data(mask, &x.device());
                x * mask
            }
            None => x,
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;
    use pollster::block_on;

    use super::*;
    use crate::params::Entry;

    const COUNT: usize = 20_000;

    fn values(tensor: Tensor<2>) -> Vec<f32> {
        let data = block_on(tensor.into_data_async()).expect("flex is never lost");
        data.try_into_vec().expect("f32")
    }

    fn mean(values: &[f32]) -> f32 {
        values.iter().sum::<f32>() / values.len() as f32
    }

    /// Dropout of 20,000 ones, and the gradient of the sum of what comes out.
    fn dropped(rate: f64, mut trace: Trace) -> (Vec<f32>, Vec<f32>) {
        let entry = Entry::new("dropout").with("rate", rate);
        let layer = (DROPOUT.build)(&entry, &vec![COUNT / 4]).expect("it fits any shape");
        let device = Device::flex().autodiff();
        let x = Tensor::<2>::ones([4, COUNT / 4], &device).require_grad();
        let y = layer.forward(x.clone(), &[], &mut trace);
        let gradients = y.clone().sum().backward();
        let gradient = x.grad(&gradients).expect("y depends on x");
        (values(y.inner()), values(gradient))
    }

    #[test]
    fn dropout_zeroes_its_share_and_keeps_the_mean() {
        for rate in [0.1, 0.5, 0.9] {
            let (y, gradient) = dropped(rate, Trace::training(1, 0));
            let kept = (1.0 / (1.0 - rate)) as f32;
            assert!(y.iter().all(|&value| value == 0.0 || value == kept));
            let zeros = y.iter().filter(|value| **value == 0.0).count();
            let share = zeros as f64 / COUNT as f64;
            // Four standard deviations of the share are at most 0.0142.
            assert!((share - rate).abs() < 0.0142, "{share} of {rate}");
            assert!((mean(&y) - 1.0).abs() < 0.0142 * kept, "{}", mean(&y));
            // The gradient takes the way of the values.
            assert_eq!(gradient, y);
        }
    }

    #[test]
    fn what_is_dropped_follows_from_seed_step_and_layer() {
        let mask = |seed, step, layer| {
            let mut trace = Trace::training(seed, step);
            trace.layer = layer;
            dropped(0.5, trace).0
        };
        assert_eq!(mask(1, 0, 2), mask(1, 0, 2));
        for other in [mask(1, 1, 2), mask(2, 0, 2), mask(1, 0, 3)] {
            assert_ne!(other, mask(1, 0, 2));
        }
    }

    #[test]
    fn outside_training_and_at_rate_0_nothing_changes() {
        let all = || vec![1.0; COUNT];
        assert_eq!(dropped(0.5, Trace::off()), (all(), all()));
        assert_eq!(dropped(0.0, Trace::training(1, 0)), (all(), all()));
    }
}
