//! The form of a drawn network: its layers side by side, a picture in each unit, lines for the weights between them.

use serde::Serialize;
use serde_bytes::ByteBuf;

use crate::text::Text;

/// A network, layer by layer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct NetworkDrawing {
    /// The view that follows a number of it through a step.
    pub follows: String,
    /// From the input to the output.
    pub columns: Vec<NetworkColumn>,
    /// What leads past layers, or from one step to the next.
    pub arcs: Vec<NetworkArc>,
    /// Whether the pixels of its pictures are points of something without steps, between which colours may flow.
    pub smooth: bool,
    /// Where the chosen point lies in every picture, as shares from the left and from the top; none where
    /// nobody chose one.
    pub place: Option<[f32; 2]>,
}

/// What leads from one column to another beside the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct NetworkArc {
    pub kind: ArcKind,
    /// The column whose values go along it, and the one that they go to.
    pub from: u32,
    pub to: u32,
}

/// What an arc means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub enum ArcKind {
    /// What comes out of `from` is added to what comes out of `to`.
    Skip,
    /// The state goes from each step to the next, in the column itself.
    State,
}

/// A layer, with what follows it and only changes its values: an activation, dropout, a normalization.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct NetworkColumn {
    /// Its layers, the first of which has the weights.
    pub titles: Vec<Text>,
    /// Layers of the network before it.
    pub first: u32,
    /// How many of them stand in no column, because there are too many, between it and the column before.
    pub gap: u32,
    /// Shape of what comes out for one sample, such as `6×28×28`.
    pub shape: String,
    /// Numbers that it learns.
    pub parameters: u32,
    /// Those that are shown: the first, and the last.
    pub units: Vec<NetworkUnit>,
    /// How many there are.
    pub all: u32,
    /// Pixels of each unit's picture.
    pub width: u32,
    pub height: u32,
    /// `[units, height, width]`, from 0 (−range of the unit) to 255 (its range).
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub values: ByteBuf,
    /// What each column and each row of pixels is, such as the token of a step; empty where they have no names.
    pub across: Vec<Text>,
    pub down: Vec<Text>,
    /// How each unit depends on the shown units of the column before, `[units, units before]`: what it multiplies them
    /// by, or where `kernels` is set the norm of the kernel between both, with the sign of its mean. NaN where that one
    /// is switched off; empty where neither is so, or where they are too many to be read at every look.
    pub weights: Vec<f32>,
    pub kernels: bool,
    /// Whether each unit takes only that one of the units before which stands at its place, as pooling does.
    pub pairwise: bool,
    /// The largest of `weights`, whatever its sign.
    pub heaviest: f32,
    /// The parameters that `weights` and the units' biases are numbers of, by PyTorch's names: what sets and follows
    /// them. None of `weights` where they are norms.
    pub weight: Option<String>,
    pub bias: Option<String>,
    pub details: Option<UnitDetails>,
}

/// A unit of a layer: one number of a dense one, a map of a convolution, a head of attention; or the whole of a sequence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct NetworkUnit {
    /// Among all of its column, from 0.
    pub index: u32,
    /// What it is called: the name of an input, of a class, or its number.
    pub name: Text,
    /// What it adds, where it is one number, or to every point of its map.
    pub bias: Option<f32>,
    /// Mean of the values of its picture.
    pub mean: f32,
    /// The value that the fullest colour of its picture stands for, of either sign; 0 where the picture is 0 everywhere.
    pub range: f32,
    /// What it answers to the chosen point of the plane; none where nobody chose one.
    pub answer: Option<f32>,
    /// Where a person can switch it on and off.
    pub switch: Option<UnitSwitch>,
}

/// Pictures that stand behind each unit of a column: the kernels of a map, the weights of a unit, the gates of a
/// recurrent unit over time, the table of an embedding.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct UnitDetails {
    pub title: Text,
    /// One of each picture.
    pub names: Vec<Text>,
    /// Pixels of each picture.
    pub width: u32,
    pub height: u32,
    /// The value that the fullest colour of each stands for, of either sign, `[units, pictures]`.
    pub ranges: Vec<f32>,
    /// `[units, pictures, height, width]`, from 0 (−range) to 255 (range).
    #[cfg_attr(feature = "cli", ts(type = "Uint8Array"))]
    pub values: ByteBuf,
    /// What each column and each row of pixels is; empty where they have no names.
    pub across: Vec<Text>,
    pub down: Vec<Text>,
}

/// What switches an input on and off.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct UnitSwitch {
    /// Of the Recipe.
    pub key: String,
    /// Whether the network is given it.
    pub on: bool,
}
