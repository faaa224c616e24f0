//! How weights start. The seed decides the numbers, the entry their spread; biases start at zero wherever the entry
//! is not the default, and what has a start of its own (the scale of a norm, positions) keeps it.

use crate::layers::Init;
use crate::params::{Entry, Param};
use crate::text::Text;

/// What the catalog knows of a start.
pub struct InitializerRecord {
    pub id: &'static str,
    pub title: Text,
    pub about: Text,
    pub citation: &'static str,
    pub params: &'static [Param],
    /// The start of a weight whose unit has so many inputs, and whose input goes to so many units; none: PyTorch's.
    pub init: fn(&Entry, usize, usize) -> Option<Init>,
}

pub static DEFAULT: InitializerRecord = InitializerRecord {
    id: "default",
    title: Text::new("As in PyTorch", "同 PyTorch"),
    about: Text::new(
        "Evenly within ±1/√d, d being the inputs of a unit; biases likewise.",
        "在 ±1/√d 内均匀分布，d 为单元的输入数；偏置相同。",
    ),
    citation: "LeCun et al. 1998",
    params: &[],
    init: |_, _, _| None,
};

pub static ZEROS: InitializerRecord = InitializerRecord {
    id: "zeros",
    title: Text::new("Zeros", "全零"),
    about: Text::new(
        "Every weight is 0: all units of a hidden layer stay alike, and the network cannot learn to tell them apart.",
        "所有权重为 0：隐藏层各单元始终相同，网络无法让它们各司其职。",
    ),
    citation: "Goodfellow et al. 2016, 8.4",
    params: &[],
    init: |_, _, _| Some(Init::Constant(0.0)),
};

pub static CONSTANT: InitializerRecord = InitializerRecord {
    id: "constant",
    title: Text::new("Constant", "常数"),
    about: Text::new("Every weight is the same.", "所有权重相同。"),
    citation: "Goodfellow et al. 2016, 8.4",
    params: &[Param::real(
        "value",
        Text::new("Value", "值"),
        -10.0,
        10.0,
        0.1,
    )],
    init: |entry, _, _| Some(Init::Constant(entry.number("value") as f32)),
};

pub static UNIFORM: InitializerRecord = InitializerRecord {
    id: "uniform",
    title: Text::new("Uniform", "均匀分布"),
    about: Text::new(
        "Evenly from −bound to bound.",
        "在 −bound 与 bound 之间均匀分布。",
    ),
    citation: "",
    params: &[Param::real(
        "bound",
        Text::new("Bound", "界"),
        0.0,
        10.0,
        0.5,
    )],
    init: |entry, _, _| Some(Init::Uniform(entry.number("bound"))),
};

pub static NORMAL: InitializerRecord = InitializerRecord {
    id: "normal",
    title: Text::new("Normal, 1/√d", "正态，1/√d"),
    about: Text::new(
        "W ~ N(0, 1/√d), d being the inputs of a unit: the variance of what comes out is that of what goes in.",
        "W ~ N(0, 1/√d)，d 为单元的输入数：输出与输入的方差相同。",
    ),
    citation: "LeCun et al. 1998",
    params: &[],
    init: |_, inputs, _| Some(Init::Normal(1.0 / (inputs as f64).sqrt())),
};

pub static XAVIER: InitializerRecord = InitializerRecord {
    id: "xavier",
    title: Text::new("Xavier", "Xavier"),
    about: Text::new(
        "Evenly within ±√(6/(inputs + outputs)): for tanh and sigmoid.",
        "在 ±√(6/(输入 + 输出)) 内均匀分布：适用于 tanh 与 sigmoid。",
    ),
    citation: "Glorot & Bengio 2010",
    params: &[],
    init: |_, inputs, outputs| Some(Init::Uniform((6.0 / (inputs + outputs) as f64).sqrt())),
};

pub static KAIMING: InitializerRecord = InitializerRecord {
    id: "kaiming",
    title: Text::new("Kaiming", "Kaiming"),
    about: Text::new(
        "N(0, √(2/inputs)): for ReLU, which sets half of what comes to zero.",
        "N(0, √(2/输入))：适用于 ReLU，因为它把一半的值置零。",
    ),
    citation: "He et al. 2015",
    params: &[],
    init: |_, inputs, _| Some(Init::Normal((2.0 / inputs as f64).sqrt())),
};
