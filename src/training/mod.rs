//! Training: the [`session::Session`] and what it is made of.

pub mod by_hand;
pub mod checkpoint;
mod errors;
pub mod evaluation;
mod feed;
pub mod following;
pub mod gradients;
mod measuring;
pub mod metrics;
mod optimizer_state;
pub mod position;
pub mod probing;
pub mod readback;
mod saving;
pub mod session;
pub mod start;
mod stopping;
pub mod timeline;
