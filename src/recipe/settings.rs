//! The Recipe's own numbers, declared like the parameters of any entry: `seed`, `batch`, `epochs` …; and its two
//! choices that are no numbers, where to train and whether to shuffle.

use serde::Serialize;

use crate::bounds;
use crate::params::{Param, Unit, Word};
use crate::recipe::Recipe;
use crate::text::Text;

/// Some of the Recipe's own numbers that belong together.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(ts_rs::TS))]
pub struct SettingGroup {
    #[cfg_attr(feature = "cli", ts(type = "string"))]
    pub id: &'static str,
    pub title: Text,
    #[cfg_attr(feature = "cli", ts(type = "Array<Param>"))]
    pub params: &'static [Param],
}

/// The Recipe's own numbers, declared like the parameters of any entry.
pub static SETTINGS: &[SettingGroup] = &[
    SettingGroup {
        id: "start",
        title: Text::new("Initialisation", "初始化"),
        params: &[Param::integer(
            "seed",
            Text::new("Seed", "随机种子"),
            0,
            bounds::SEED as i64,
            1,
        )],
    },
    SettingGroup {
        id: "batch",
        title: Text::new("Batch", "批量"),
        params: &[Param::integer(
            "batch",
            Text::new("Batch size", "批量大小"),
            1,
            bounds::BATCH as i64,
            32,
        )
        .live()],
    },
    SettingGroup {
        id: "regularization",
        title: Text::new("Regularisation", "正则化"),
        params: &[
            Param::real(
                "l2",
                Text::new("L2 (weight decay)", "L2（权重衰减）"),
                0.0,
                1.0,
                0.0,
            )
            .live(),
            Param::real("l1", Text::new("L1", "L1"), 0.0, 1.0, 0.0).live(),
            Param::real(
                "clip",
                Text::new(
                    "Clip the gradient’s norm at (0: never)",
                    "梯度裁剪阈值（全局范数，0：不裁剪）",
                ),
                0.0,
                1000.0,
                0.0,
            )
            .live(),
        ],
    },
    SettingGroup {
        id: "stop",
        title: Text::new("Stop conditions", "停止条件"),
        params: &[
            Param::integer(
                "epochs",
                Text::new("Stop after epochs", "最多训练轮数"),
                0,
                1_000_000,
                0,
            )
            .counts(Unit::Epochs)
            .live(),
            Param::integer(
                "steps",
                Text::new("Stop after steps", "最多训练步数"),
                0,
                1_000_000_000,
                0,
            )
            .counts(Unit::Steps)
            .live(),
            Param::integer(
                "seconds",
                Text::new("Stop after seconds", "最多训练秒数"),
                0,
                1_000_000,
                0,
            )
            .counts(Unit::Seconds)
            .live(),
            Param::integer(
                "patience",
                Text::new(
                    "Early stopping: epochs without improvement",
                    "早停：允许无改善的轮数",
                ),
                0,
                10_000,
                0,
            )
            .counts(Unit::Epochs)
            .live(),
            Param::real(
                "target_loss",
                Text::new("Stop at validation loss", "验证损失达到时停止"),
                0.0,
                1e6,
                0.0,
            )
            .live(),
            Param::real(
                "target_accuracy",
                Text::new(
                    "Stop at validation accuracy (0 to 1)",
                    "验证准确率达到时停止（0 到 1）",
                ),
                0.0,
                1.0,
                0.0,
            )
            .live(),
        ],
    },
];

static DEVICES: &[Word] = &[
    Word::new("auto", Text::new("Automatic", "自动")),
    Word::new("cpu", Text::new("CPU", "CPU")),
    Word::new("gpu", Text::new("GPU", "GPU")),
];

/// Where to train ([`DeviceChoice`](super::DeviceChoice)). It may change while a network trains, because it changes no
/// number: whoever trains moves the Session with its Checkpoint.
pub static DEVICE: Param =
    Param::choice("device", Text::new("Device", "设备"), DEVICES, "auto").live();

/// Whether every epoch visits the samples in a new order.
pub static SHUFFLE: Param = Param::switch(
    "shuffle",
    Text::new("Shuffle every epoch", "每轮打乱顺序"),
    true,
);

/// Every setting.
pub fn settings() -> impl Iterator<Item = &'static Param> {
    SETTINGS.iter().flat_map(|group| group.params)
}

/// The setting `id`.
pub fn setting(id: &str) -> Option<&'static Param> {
    settings().find(|param| param.id == id)
}

/// Reads and writes the Recipe's own numbers by their ids.
macro_rules! numbers {
    ($($field:ident),*) => {
        /// The setting `id`.
        pub fn get(&self, id: &str) -> Option<f64> {
            match id {
                $(stringify!($field) => Some(self.$field as f64),)*
                _ => None,
            }
        }

        /// Sets the setting `id` to a value that its declaration allows.
        pub fn put(&mut self, id: &str, value: f64) {
            match id {
                $(stringify!($field) => self.$field = value as _,)*
                _ => {}
            }
        }
    };
}

impl Recipe {
    numbers! {
        seed, batch, l2, l1, clip, epochs, steps, seconds, patience, target_loss, target_accuracy
    }
}
