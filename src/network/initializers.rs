//! How weights start. The seed decides the numbers, the entry their spread; biases start at zero wherever the entry
//! is not the default, and what has a start of its own (the scale of a norm, positions) keeps it.
//!
//! # To add one
//!
//! 1. A `pub static` [`InitializerRecord`] here, and its line in [`ALL`].
//! 2. `init` gets the entry and the fans of a weight, and gives how it is drawn ([`Init`]); the numbers come from the
//!    seed, the same on every Device.
//! 3. A row in `every_start_of_weights_is_as_it_says` in `tests/catalog.rs`: mean, spread or constant.
//! 4. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use crate::network::layers::Init;
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
    title: Text::new("PyTorch’s default", "PyTorch 默认"),
    about: Text::new(
        "Uniformly within ±1/√d, where d is the number of inputs of a unit; biases likewise.",
        "在 ±1/√d 之间均匀分布，d 为单元的输入数；偏置亦然。",
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
    about: Text::new("Uniformly between −a and a.", "在 −a 与 a 之间均匀分布。"),
    citation: "",
    params: &[Param::real(
        "bound",
        Text::new("Bound a", "上下界 a"),
        0.0,
        10.0,
        0.5,
    )],
    init: |entry, _, _| Some(Init::Uniform(entry.number("bound"))),
};

pub static NORMAL: InitializerRecord = InitializerRecord {
    id: "normal",
    title: Text::new("Normal, 1/√d", "正态分布，1/√d"),
    about: Text::new(
        "Normally distributed with standard deviation 1/√d, where d is the number of inputs of a unit: outputs keep the variance of the inputs.",
        "标准差为 1/√d 的正态分布，d 为单元的输入数：输出与输入的方差相同。",
    ),
    citation: "LeCun et al. 1998",
    params: &[],
    init: |_, inputs, _| Some(Init::Normal(1.0 / (inputs as f64).sqrt())),
};

pub static XAVIER: InitializerRecord = InitializerRecord {
    id: "xavier",
    title: Text::new("Xavier", "Xavier"),
    about: Text::new(
        "Uniformly within ±√(6/(inputs + outputs)): for tanh and sigmoid.",
        "在 ±√(6/(输入数 + 输出数)) 之间均匀分布：适用于 tanh 与 sigmoid。",
    ),
    citation: "Glorot & Bengio 2010",
    params: &[],
    init: |_, inputs, outputs| Some(Init::Uniform((6.0 / (inputs + outputs) as f64).sqrt())),
};

pub static KAIMING: InitializerRecord = InitializerRecord {
    id: "kaiming",
    title: Text::new("Kaiming", "Kaiming"),
    about: Text::new(
        "Normally distributed with standard deviation √(2/inputs): for ReLU, which sets half of its inputs to zero.",
        "标准差为 √(2/输入数) 的正态分布：适用于 ReLU，因为它把一半的输入置零。",
    ),
    citation: "He et al. 2015",
    params: &[],
    init: |_, inputs, _| Some(Init::Normal((2.0 / inputs as f64).sqrt())),
};

/// Every start of weights, in the order of the menu.
pub static ALL: &[&InitializerRecord] = &[
    &DEFAULT, &ZEROS, &CONSTANT, &UNIFORM, &NORMAL, &XAVIER, &KAIMING,
];

/// The start of weights `id`.
pub fn find(id: &str) -> Option<&'static InitializerRecord> {
    ALL.iter().copied().find(|record| record.id == id)
}
