//! What a forward pass shows of its inside.
//!
//! One forward serves training and looking. A Trace that records nothing costs one comparison a stop; a recording one
//! keeps every intermediate, and where gradients are wanted it adds a leaf of zeros to each: the gradient of that leaf
//! is the gradient of the intermediate (burn has no hooks, and `require_grad` panics on anything but a leaf).

use burn::tensor::{Gradients, Tensor};

/// One intermediate.
pub struct Stop {
    /// Position in the list of layers; the output layer comes last.
    pub layer: usize,
    /// `output`, or what the layer calls it (`state`, `attention`).
    pub name: &'static str,
    /// Shape of one sample.
    pub shape: Vec<usize>,
    /// `[samples, values]`.
    pub value: Tensor<2>,
    leaf: Option<Tensor<2>>,
}

impl Stop {
    /// Gradient of the loss with respect to this intermediate; none unless gradients were asked for.
    pub fn gradient(&self, gradients: &Gradients) -> Option<Tensor<2>> {
        self.leaf.as_ref()?.grad(gradients)
    }
}

/// Records the stops of a forward pass, or nothing.
pub struct Trace {
    /// Set by the list of layers as it goes along.
    pub layer: usize,
    stops: Option<Vec<Stop>>,
    gradients: bool,
}

impl Trace {
    /// Records nothing.
    pub fn off() -> Self {
        Self {
            layer: 0,
            stops: None,
            gradients: false,
        }
    }

    /// Records every intermediate.
    pub fn recording() -> Self {
        Self {
            stops: Some(Vec::new()),
            ..Self::off()
        }
    }

    /// Records every intermediate so that its gradient can be asked for.
    pub fn with_gradients() -> Self {
        Self {
            gradients: true,
            ..Self::recording()
        }
    }

    /// Shows an intermediate `[samples, values]`; what comes back must be used in its place.
    pub fn stop(&mut self, name: &'static str, shape: &[usize], value: Tensor<2>) -> Tensor<2> {
        let Some(stops) = &mut self.stops else {
            return value;
        };
        let leaf = self.gradients.then(|| value.zeros_like().detach().require_grad());
        let value = match &leaf {
            Some(leaf) => value + leaf.clone(),
            None => value,
        };
        stops.push(Stop {
            layer: self.layer,
            name,
            shape: shape.into(),
            value: value.clone(),
            leaf,
        });
        value
    }

    /// What was recorded, in order.
    pub fn into_stops(self) -> Vec<Stop> {
        self.stops.unwrap_or_default()
    }
}
