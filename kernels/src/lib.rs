//! Operations on the processor, with their gradients by hand: slices of `f32` in, slices out, nothing of burn.
//!
//! burn would compose each of them of many: a pass over the data and a few allocations for every sum, product and
//! exponential, again in backward, and a node of its graph for each. Here an operation is one pass, keeps what its
//! gradient needs instead of computing it again, and is one node. `network::fused` in Downhill makes tensors of them.
//!
//! Measured: a training step with these as a share of the same step composed of burn's operations, both in one run, natively on
//! two shared cores, batch 64. RNN, LSTM and GRU of 28 × 28 to 50: 0.18, 0.19, 0.21. LeNet 0.42, a CNN of 32 and 64 filters
//! 0.47, a transformer block of width 64 0.63. 784-10: 0.70, 784-128-10: 0.76; there the matrix product is what is left. 2-8-8-1
//! with batch 10: 0.37; there autodiff's bookkeeping is.
//!
//! A package of its own, because this is where the time goes: it is optimised for speed in the page, where all of
//! Downhill around it is optimised for size.
//!
//! Matrices are row-major; `[a, b]` is the shape of a slice of `a · b` numbers.

pub mod activation;
pub mod attention;
pub mod convolution;
pub mod dense;
pub mod elementary;
pub mod gru;
pub mod layer_norm;
pub mod loss;
pub mod lstm;
pub mod matrix;
pub mod pool;
pub mod recurrent;
pub mod rnn;
#[cfg(test)]
mod testing;
pub mod update;

/// An operation of `N` inputs with its gradient.
pub trait Operation<const N: usize>: Send + 'static {
    /// What backward needs beside inputs and output.
    type Saved: Send + 'static;
    /// Which inputs backward reads; of others it gets nothing.
    const READS_INPUTS: [bool; N];
    /// Whether backward reads the output.
    const READS_OUTPUT: bool;

    /// The output, and what backward needs of the way to it.
    fn forward(&self, inputs: [&[f32]; N]) -> (Vec<f32>, Self::Saved);

    /// The gradient of each input that is `wanted`, from that of the output.
    fn backward(
        &self,
        inputs: [&[f32]; N],
        output: &[f32],
        saved: Self::Saved,
        gradient: Vec<f32>,
        wanted: [bool; N],
    ) -> [Option<Vec<f32>>; N];
}
