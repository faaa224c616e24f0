//! Presets: ready-made networks, as lists of layers in their notation ([`super::notation`]).
//!
//! # To add one
//!
//! 1. An entry in [`ALL`]: the layers without the output layer, which follows from the data, and the groups of data sets
//!    that it suits ([`crate::datasets`]). The catalog offers it only where it can be built.
//! 2. `cargo test --test catalog` builds it, checks its gradients, trains one batch and goes on from its Checkpoint.
//! 3. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use crate::text::Text;

/// A ready-made network.
pub struct Preset {
    pub id: &'static str,
    pub title: Text,
    /// For `sequential`, in the notation of layers ([`super::notation`]).
    pub layers: &'static str,
    /// Groups of data sets that it suits.
    pub groups: &'static [&'static str],
}

const PLANE: &[&str] = &["plane", "plane_values"];
const FLAT: &[&str] = &["plane", "plane_values", "line", "table"];
const PICTURES: &[&str] = &["pictures"];
const READ: &[&str] = &["pictures", "signals"];
const TEXT: &[&str] = &["text"];
const TOKENS: &[&str] = &["tokens"];

/// Every preset, in the order of the menu.
pub static ALL: &[Preset] = &[
    Preset {
        id: "neuron",
        title: Text::new("One neuron (no hidden layer)", "一个神经元（无隐藏层）"),
        layers: "",
        groups: &["plane"],
    },
    Preset {
        id: "linear",
        title: Text::new(
            "Linear regression (no hidden layer)",
            "线性回归（无隐藏层）",
        ),
        layers: "",
        groups: &["plane_values", "line", "table"],
    },
    Preset {
        id: "small",
        title: Text::new("One hidden layer of 8", "一个隐藏层，8 个单元"),
        layers: "dense(8),tanh",
        groups: FLAT,
    },
    Preset {
        id: "hidden-20",
        title: Text::new(
            "One hidden layer of 20, ReLU",
            "一个隐藏层，20 个单元（ReLU）",
        ),
        layers: "dense(20),relu",
        groups: &["line", "table"],
    },
    Preset {
        id: "two-hidden",
        title: Text::new("Two hidden layers of 16", "两个隐藏层，各 16 个单元"),
        layers: "dense(16),tanh,dense(16),tanh",
        groups: PLANE,
    },
    Preset {
        id: "two-hidden-32",
        title: Text::new(
            "Two hidden layers of 32, ReLU",
            "两个隐藏层，各 32 个单元（ReLU）",
        ),
        layers: TWO_HIDDEN_32,
        groups: PLANE,
    },
    Preset {
        id: "softmax",
        title: Text::new("Softmax regression", "Softmax 回归"),
        layers: "flatten",
        groups: PICTURES,
    },
    Preset {
        id: "mlp-64",
        title: Text::new("MLP, 64 hidden units", "多层感知机，64 个隐藏单元"),
        layers: "flatten,dense(64),relu",
        groups: PICTURES,
    },
    Preset {
        id: "mlp-128",
        title: Text::new("MLP, 128 hidden units", "多层感知机，128 个隐藏单元"),
        layers: "flatten,dense(128),relu",
        groups: PICTURES,
    },
    Preset {
        id: "tiny-cnn",
        title: Text::new("Small CNN", "小型卷积网络"),
        layers: "conv(8,3,1),relu,pool(2),flatten,dense(32),relu",
        groups: PICTURES,
    },
    Preset {
        id: "lenet",
        title: Text::new("LeNet", "LeNet"),
        layers: LENET,
        groups: PICTURES,
    },
    Preset {
        id: "cnn-32-64",
        title: Text::new("CNN 32-64", "卷积网络 32-64"),
        layers: CNN_32_64,
        groups: PICTURES,
    },
    Preset {
        id: "residual-cnn",
        title: Text::new("CNN with a skip connection", "带跳跃连接的卷积网络"),
        layers: "conv(8,3,1),batch_norm,relu,conv(8,3,1),batch_norm,relu,residual(3),average_pool(2),flatten",
        groups: PICTURES,
    },
    Preset {
        id: "autoencoder",
        title: Text::new("Autoencoder, 16 in the middle", "自编码器，中间 16 个单元"),
        layers: "flatten,dense(64),relu,dense(16),dense(64),relu",
        groups: PICTURES,
    },
    Preset {
        id: "rnn",
        title: Text::new(
            "Simple RNN, step by step",
            "循环神经网络（RNN），逐时间步读取",
        ),
        layers: "rnn(64)",
        groups: READ,
    },
    Preset {
        id: "lstm",
        title: Text::new("LSTM, step by step", "LSTM，逐时间步读取"),
        layers: "lstm(32)",
        groups: READ,
    },
    Preset {
        id: "gru",
        title: Text::new("GRU, step by step", "GRU，逐时间步读取"),
        layers: "gru(32)",
        groups: READ,
    },
    Preset {
        id: "encoder",
        title: Text::new("Transformer encoder", "Transformer 编码器"),
        layers: "embedding(32),block(4,64),mean",
        groups: READ,
    },
    Preset {
        id: "rnn-50",
        title: Text::new("Simple RNN, 50 units", "循环神经网络（RNN），50 个单元"),
        layers: "rnn(50)",
        groups: &["sequences"],
    },
    Preset {
        id: "self-attention",
        title: Text::new("Self-attention, one head", "自注意力，单头"),
        layers: SELF_ATTENTION,
        groups: TOKENS,
    },
    Preset {
        id: "transformer-2",
        title: Text::new("Transformer, two blocks", "Transformer，两个块"),
        layers: "embedding(32),block(4,64),block(4,64)",
        groups: TOKENS,
    },
    Preset {
        id: "rnn-text",
        title: Text::new(
            "Simple RNN, character by character",
            "循环神经网络（RNN），逐字符",
        ),
        layers: "rnn(64,1)",
        groups: TEXT,
    },
    Preset {
        id: "lstm-text",
        title: Text::new("LSTM, character by character", "LSTM，逐字符"),
        layers: "lstm(64,1)",
        groups: TEXT,
    },
    Preset {
        id: "gru-text",
        title: Text::new("GRU, character by character", "GRU，逐字符"),
        layers: "gru(64,1)",
        groups: TEXT,
    },
    Preset {
        id: "transformer-text",
        title: Text::new("Transformer decoder", "Transformer 解码器"),
        layers: DECODER,
        groups: TEXT,
    },
];

/// Of the experiment that a bare address opens.
pub const TWO_HIDDEN_32: &str = "dense(32),relu,dense(32),relu";

/// The published CNN with 32 and 64 filters; its first dense layer has 64·7·7 inputs on 28×28.
pub const CNN_32_64: &str =
    "conv(32,3,1),relu,pool(2),conv(64,3,1),relu,pool(2),flatten,dense(100),relu";

/// One head over 32 values a position, and nothing else.
pub const SELF_ATTENTION: &str = "embedding(32),attention(32)";

/// Two causal blocks.
pub const DECODER: &str = "embedding(32),block(4,128,1),block(4,128,1)";

/// LeNet-5 with ReLU and max pooling, on 28×28 with padding 2.
pub const LENET: &str =
    "conv(6,5,2),relu,pool(2),conv(16,5),relu,pool(2),flatten,dense(120),relu,dense(84),relu";
