//! The mean loss of a batch.

use burn::tensor::Tensor;

/// Losses that the processor computes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    CrossEntropy,
    BinaryCrossEntropy,
    Square,
    HalfSquare,
    Huber,
}

/// The mean of all terms that count, `[1]`, where the processor computes it at once; elsewhere the loss's own terms are
/// added up. Outputs and targets are those of `optim::losses`.
pub fn mean_loss(loss: Loss, outputs: &Tensor<2>, targets: &Tensor<2>) -> Option<Tensor<1>> {
    #[cfg(feature = "cpu")]
    if super::flex::holds(outputs) {
        use kernels::loss::{CrossEntropy, Each, Term};

        let width = outputs.dims()[1];
        let steps = targets.dims()[1];
        let inputs = [
            outputs.clone().into_dispatch(),
            targets.clone().into_dispatch(),
        ];
        let term = match loss {
            Loss::BinaryCrossEntropy => Term::BinaryCrossEntropy,
            Loss::Square => Term::Square,
            Loss::HalfSquare => Term::HalfSquare,
            Loss::Huber => Term::Huber,
            Loss::CrossEntropy => {
                let classes = width / steps;
                return Some(super::flex::apply(CrossEntropy { classes }, inputs, [1]));
            }
        };
        return Some(super::flex::apply(Each { width, term }, inputs, [1]));
    }
    let _ = (loss, outputs, targets);
    None
}
