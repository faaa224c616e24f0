//! Recurrent layers over all their steps.

use burn::tensor::Tensor;

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Rnn,
    Lstm,
    Gru,
}

/// Sizes of a recurrent layer.
#[derive(Clone, Copy, Debug)]
pub struct Sequence {
    pub steps: usize,
    pub features: usize,
    pub units: usize,
    /// Whether every state comes out, and not only the last.
    pub all: bool,
}

/// What comes out for sequences `[samples, steps · features]`, where the processor computes it at once; elsewhere the layer
/// goes step by step. `parameters` are the layer's.
pub fn recurrent(
    cell: Cell,
    sequence: Sequence,
    x: &Tensor<2>,
    parameters: &[Tensor<1>],
) -> Option<Tensor<2>> {
    #[cfg(feature = "cpu")]
    if super::flex::holds(x) {
        use kernels::{gru::Gru, lstm::Lstm, recurrent::Sizes, rnn::Rnn};

        let Sequence {
            steps,
            features,
            units,
            all,
        } = sequence;
        let sizes = Sizes {
            steps,
            features,
            units,
            all,
        };
        let shape = [x.dims()[0], if all { steps * units } else { units }];
        let parameter = |index: usize| parameters[index].clone().into_dispatch();
        let inputs = [
            x.clone().into_dispatch(),
            parameter(0),
            parameter(1),
            parameter(2),
        ];
        return Some(match cell {
            Cell::Rnn => super::flex::apply(Rnn(sizes), inputs, shape),
            Cell::Lstm => super::flex::apply(Lstm(sizes), inputs, shape),
            Cell::Gru => {
                let [x, weight, recurrent, bias] = inputs;
                let inputs = [x, weight, recurrent, bias, parameter(3)];
                super::flex::apply(Gru(sizes), inputs, shape)
            }
        });
    }
    let _ = (cell, sequence, x, parameters);
    None
}
