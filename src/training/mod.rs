//! Training: the [`session::Session`] and what it is made of.

pub mod checkpoint;
pub mod evaluation;
pub mod gradients;
pub mod history;
pub mod metrics;
pub mod session;
