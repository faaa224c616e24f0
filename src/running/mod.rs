//! Running experiments: one driver for the page's workers, the command line and the tests.
//!
//! A [`driver::Driver`] takes commands, trains in slices, judges, measures, reports and saves. Whatever it needs of its
//! surroundings (time, an outbox, downloads, a canvas) it asks of a [`host::Host`]: a Web Worker, the command line, or a
//! test with a clock of its own.

mod commands;
pub mod driver;
pub mod experiment;
pub mod host;
mod looking;
mod opening;
pub mod pacing;
mod showing;
