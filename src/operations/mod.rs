//! Operations of layers, losses and optimizers that the processor carries out in one pass each, with a gradient by hand
//! ([`kernels`]). Each is first of all a composition of burn's operations, which every other Device carries out and which
//! the tests compare.
//!
//! Weights are flat, as everywhere; inputs and outputs are rows, `[samples, values]`. What somebody looks into step by step
//! ([`crate::network::trace::Trace::looks`]) is not computed at once.
//!
//! # To add one
//!
//! 1. Where burn's composition is slow: measure that first. Then a file of `kernels/src` with its mathematics at the head,
//!    [`kernels::Operation`] for it, and a test that its gradients are slopes.
//! 2. A file here with the function: [`flex::apply`] where [`flex::holds`] the tensors, else burn's composition.
//! 3. A network with it in the list of the test below, which compares both; `cargo test --test pytorch --test cost`.

#[cfg(feature = "cpu")]
pub mod flex;

mod activation;
mod attention;
mod convolution;
mod dense;
mod layer_norm;
mod loss;
mod pool;
mod recurrent;

pub use activation::{relu, sigmoid, tanh};
pub use attention::{Heads, attention, masked};
pub use convolution::{Convolution, convolution};
pub use dense::dense;
pub use layer_norm::layer_norm;
pub use loss::{Loss, mean_loss};
pub use pool::pool;
pub use recurrent::{Cell, Sequence, recurrent};

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use burn::tensor::{Device, Tensor};

    use super::flex::composed;
    use crate::network::Network;
    use crate::network::architectures::sequential::SEQUENTIAL;
    use crate::network::trace::Trace;
    use crate::params::Entry;

    /// Layers of every operation, and the shape of a sample; sizes are odd, and 1.
    const NETWORKS: &[(&str, &[usize])] = &[
        ("dense(1),relu,dense(7),tanh,dense(5),sigmoid", &[3]),
        (
            "conv(3,3,1),relu,pool(2),conv(2,2,0,2),average_pool(2)",
            &[2, 11, 9],
        ),
        ("conv(1,1),pool(3),flatten,layer_norm", &[1, 7, 4]),
        ("rnn(5,1),rnn(1)", &[1, 1, 4]),
        ("rnn(3,1),lstm(5,1),lstm(2)", &[6, 3]),
        ("gru(5,1),layer_norm,gru(3)", &[4, 1]),
        ("embedding(6),block(3,5),block(1,7,1),mean", &[5, 4]),
    ];

    fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec().expect("f32")
    }

    /// Outputs of three samples, and the gradients of inputs and all weights, by outputs that count differently.
    fn outputs_and_gradients(network: &Network, width: usize) -> Vec<Vec<f32>> {
        let device = Device::flex().autodiff();
        let values = (0..3 * width).map(|at| ((at * 37 + 11) % 23) as f32 / 11.0 - 1.0);
        let values: Vec<f32> = values.collect();
        let x = Tensor::<1>::from_floats(values.as_slice(), &device).reshape([3, width]);
        let x = x.detach().require_grad();
        let y = network.forward(x.clone(), &network.weights, &mut Trace::off());
        let counts: Vec<f32> = (0..6).map(|at| at as f32 - 2.5).collect();
        let counts = Tensor::<1>::from_floats(counts.as_slice(), &device).reshape([3, 2]);
        let gradients = (y.clone() * counts).sum().backward();
        let mut all = vec![
            read(y.inner()),
            read(x.grad(&gradients).expect("it is wanted")),
        ];
        // Of a single step, the weights of the state before have none where it is composed.
        all.extend(
            network
                .weights
                .iter()
                .map(|weight| match weight.grad(&gradients) {
                    Some(gradient) => read(gradient),
                    None => vec![0.0; weight.dims()[0]],
                }),
        );
        all
    }

    #[test]
    fn at_once_everything_is_what_it_is_step_by_step() {
        for (layers, shape) in NETWORKS {
            let mut entry = Entry::new("sequential").with_layers(layers);
            entry.normalise(SEQUENTIAL.params, &mut Vec::new());
            let init = Entry::new("default");
            let device = Device::flex();
            let network = Network::new(&entry, &init, &shape.to_vec(), &[2], 1, &device)
                .unwrap_or_else(|errors| panic!("{layers}: {errors:?}"));
            let width = shape.iter().product();
            let found = outputs_and_gradients(&network, width);
            let right = composed::only(|| outputs_and_gradients(&network, width));
            for (place, (found, right)) in found.iter().zip(&right).enumerate() {
                assert_eq!(found.len(), right.len());
                for (found, right) in found.iter().zip(right) {
                    let apart = (found - right).abs();
                    assert!(
                        apart <= 2e-5 * right.abs().max(1.0),
                        "{layers}, {place}: {found} {right}"
                    );
                }
            }
        }
    }
}
