//! Operations of layers, losses and optimizers that the processor carries out in one pass each, with a gradient by hand
//! ([`kernels`]). Each is first of all a composition of burn's operations, which every other Device carries out and which
//! the tests compare.
//!
//! Weights are flat, as everywhere; inputs and outputs are rows, `[samples, values]`.

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
pub use convolution::{Window, convolution};
pub use dense::dense;
pub use layer_norm::layer_norm;
pub use loss::{Loss, mean_loss};
pub use pool::pool;
pub use recurrent::{Cell, Sequence, recurrent};
