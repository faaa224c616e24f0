//! What looks at a Session and changes nothing: views, symptoms, and what a language model writes.

pub mod charts;
pub mod controls;
pub mod csv;
pub mod followed;
pub mod form;
pub mod palette;
pub mod principal;
pub mod reading;
#[cfg(test)]
#[path = "../../tests/snapshots/check.rs"]
mod snapshot;
pub mod svg;
pub mod symptoms;
pub mod view;
pub mod views;
mod words;
pub mod writing;
