//! Architectures: families of networks with declared parameters, one file each.

pub mod sequential;

use crate::error::Error;
use crate::layers::{Layer, Shape};
use crate::params::{Entry, Param};
use crate::protocol::LayerInfo;
use crate::text::Text;

/// What the catalog knows of an architecture.
pub struct ArchitectureRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// The network for samples of the given shape and so many outputs, or everything that does not fit.
    pub build: fn(&Entry, &Shape, usize) -> Result<Built, Vec<Error>>,
}

/// A network without weights.
pub struct Built {
    pub graph: Box<dyn Layer>,
    /// Its layers, for people.
    pub layers: Vec<LayerInfo>,
}
