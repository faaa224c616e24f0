//! What is descended, and how: losses, optimizers, and schedules of the learning rate, each with its list.

pub mod losses;
pub mod optimizers;
pub mod outputs;
pub mod schedules;
