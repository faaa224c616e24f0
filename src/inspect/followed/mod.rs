//! One number followed: its round through one sample as steps, each a formula with its numbers.
//!
//! [`round`] takes what was read and chooses the path; [`forward`], [`backward`] and [`update`] tell the steps.

mod activations;
mod backward;
mod forward;
mod mathml;
pub mod round;
mod telling;
mod update;

pub use round::Round;
pub use telling::{Telling, named};

use crate::inspect::form::Direction;
use crate::text::Text;
use crate::training::session::Session;

/// All steps of a round. `parameters` are those of [`round::following_parameters`].
pub fn steps(
    session: &Session,
    round: &Round,
    name: &Text,
    [input, target]: [&[f32]; 2],
    parameters: &[Vec<f32>],
) -> Telling {
    let mut telling = Telling::default();
    telling.go(Direction::Forward);
    forward::sample(&mut telling, session, name, input, target);
    forward::forward(&mut telling, session, round, target);
    backward::backward(&mut telling, session, round, target, parameters);
    update::update(&mut telling, session, round);
    telling
}
