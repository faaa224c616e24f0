//! Architectures: families of networks with declared parameters, one file each.
//!
//! Most networks are no architecture of their own but a list of layers for `sequential`, as a preset of the catalog.
//!
//! # To add one
//!
//! 1. Copy `matrix_factorization.rs`, the shortest, to a file of the new name, and name it below: once as a module, once in
//!    [`ALL`].
//! 2. Fill in its [`ArchitectureRecord`]; `params` become controls, link keys and help.
//! 3. `build` gets the shape of one sample and of what is to come out for it. It gives the whole network as one
//!    [`Layer`] with what the page says of its parts, or every reason why it does not fit, each an error with a remedy.
//! 4. `forward` is the one of training and of looking: it sets `trace.layer` (which of the parts) and `trace.first`
//!    (its first parameter) and records what comes out of each part by `trace.record("output", …)`.
//! 5. `parameters` says of each parameter in which layer it is ([`ParameterSpec::layer`]), with the name of the layer
//!    before PyTorch's name for it.
//! 6. Its line in `all_networks` of `tests/catalog.rs`, with data that it fits: it is opened, learns, and goes on from its
//!    Checkpoint. Lines in `NETWORKS` of `tests/cost.rs` (is `kept` what it keeps?) and in `LINKS` of `tests/followed.rs`.
//! 7. `tests/fixtures/make.py`: PyTorch's counterpart and a case with it; `python3 tests/fixtures/make.py` writes
//!    `reference.json`, `cargo test --test pytorch` compares forward, gradients and ten updates.
//! 8. An experiment that uses it ([`crate::recipe::experiments`]); `UPDATE=1 cargo test --test command_line` writes
//!    `assets/catalog.md` anew.

pub mod matrix_factorization;
pub mod sequential;

use serde::Serialize;

use crate::error::Error;
use crate::network::layers::Layer;
#[cfg(doc)]
use crate::network::layers::ParameterSpec;
use crate::params::{Entry, Param};
use crate::shape::Shape;
use crate::text::Text;

/// What the catalog knows of an architecture.
pub struct ArchitectureRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    pub build: Build,
}

/// The network for samples of the first shape and outputs of the second (`[values]`, or `[steps, values]` where every
/// step of a sequence has its own), or everything that does not fit.
pub type Build = fn(&Entry, &Shape, &[usize]) -> Result<Built, Vec<Error>>;

/// A network without weights.
pub struct Built {
    pub graph: Box<dyn Layer>,
    /// Its layers, for people.
    pub layers: Vec<LayerInfo>,
}

/// One layer as it was built.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct LayerInfo {
    /// Entry of the catalog's layers.
    pub id: String,
    pub title: Text,
    /// Shape of what comes out for one sample.
    pub output: Vec<u32>,
    /// Numbers that it learns.
    pub parameters: u32,
    /// Whether the Recipe lists it; the output layer follows from the data.
    pub listed: bool,
    /// Where an input is added to what comes out of it: how many layers before it that input goes into. A transformer
    /// block adds its own, 0; a skip connection that of the first layer that it skips.
    pub skips: Option<u32>,
}

/// Every architecture, in the order of the menu.
pub static ALL: &[&ArchitectureRecord] = &[
    &sequential::SEQUENTIAL,
    &matrix_factorization::MATRIX_FACTORIZATION,
];

/// The architecture `id`.
pub fn find(id: &str) -> Option<&'static ArchitectureRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}
