//! What can be wrong with what a [`super::session::Session`] is given, in words.

use crate::error::Error;
use crate::samples::Task;
use crate::say;
use crate::text::{Text, quoted};

/// A network that is to predict the next token sees it.
pub fn looks_ahead() -> Error {
    Error::new(
        "network.layers",
        "looks_ahead",
        say!(
            "This network sees the characters that it is to predict: it would only copy them. Switch on “Causal mask” in its attention layers or transformer blocks, or use an RNN, LSTM or GRU.",
            "此网络能看到要预测的字符，只会照抄。请在自注意力层或 Transformer 块中打开“因果掩码（只看前文）”，或使用 RNN、LSTM、GRU。"
        ),
    )
}

/// A number of the network that cannot be set.
pub fn no_such_weight(key: &str) -> Error {
    let name = quoted(key);
    Error::new(
        key,
        "no_such_weight",
        say!(
            "“{name}” is no weight or bias of this network that could be set so.",
            "“{name}”不是此网络中可以这样设置的权重或偏置。"
        ),
    )
}

/// Weights of a link that are not of its network.
pub fn other_weights(count: usize) -> Error {
    Error::new(
        "weights",
        "other_weights",
        say!(
            "The weights in the link are damaged, or of another network: this one has {count}. It begins with those that follow from its seed.",
            "链接中的权重已损坏，或属于另一个网络：此网络有 {count} 个。现改用由随机种子得到的初始权重。"
        ),
    )
}

/// Weights that no link can carry, because they are no numbers any more.
pub fn weights_ran_away() -> Error {
    Error::new(
        "weights",
        "not_finite",
        say!(
            "Some weights are NaN or infinite (training diverged): no link can carry them.",
            "部分权重为 NaN 或无穷大（训练发散），无法放入链接。"
        ),
    )
}

/// More weights than a link can carry.
pub fn too_many_weights(count: usize) -> Error {
    Error::new(
        "weights",
        "too_large",
        say!(
            "{count} weights are too many for a link. Save the network as a file and pass that on.",
            "权重有 {count} 个，链接放不下。请保存为文件再分享。"
        ),
    )
}

/// The data has no sample to train on.
pub fn nothing_to_train_on() -> Error {
    Error::new(
        "data",
        "too_few_samples",
        say!(
            "No sample is left to train on. Choose more samples, or keep more of each class.",
            "没有可用于训练的样本。请增加样本数，或提高各类保留的比例。"
        ),
    )
}

/// Batch norm would get a single value of a feature.
pub fn single_sample() -> Error {
    Error::new(
        "batch",
        "single_sample",
        say!(
            "Batch norm needs at least two samples in a batch: of a single one the variance is 0, and whatever it is, the same comes out. Choose a batch of 2 or more (32 is usual), or layer norm.",
            "批归一化要求每批至少有两个样本：单个样本的方差为 0，无论输入什么，输出都一样。请把批量设为 2 或更大（通常为 32），或改用层归一化。"
        ),
    )
}

/// A Checkpoint does not hold the optimizer's state, for this reason.
pub fn begins_anew(reason: Error) -> Error {
    let Text { en, zh } = reason.text;
    Error {
        text: say!(
            "The optimiser begins anew, because its state is not in the file. {en}",
            "文件中没有完整的优化器状态，优化器将重新开始。{zh}"
        ),
        ..reason
    }
}

/// A key that cannot change while it trains, or that does not exist.
pub fn not_live(key: &str) -> Error {
    let name = quoted(key);
    Error::new(
        key,
        "not_live",
        say!(
            "“{name}” cannot change while it trains; open the experiment anew.",
            "“{name}”不能在训练中更改，请重新打开实验。"
        ),
    )
}

/// A loss that does not exist or does not fit the task of the data.
pub fn wrong_loss(id: &str, task: Task) -> Error {
    let task = task.word();
    Error::new(
        "loss",
        "wrong_task",
        say!(
            "The loss “{id}” does not fit this data, which asks to {task}.",
            "损失“{id}”不适用于这份数据（任务：{task}）。"
        ),
    )
}

/// One sample at the end of each epoch is not trained on, where `all` are cut into batches of `batch`.
pub fn left_out(batch: usize, all: usize) -> Error {
    Error::new(
        "batch",
        "left_out",
        say!(
            "Batches of {batch} leave one of {all} samples at the end of each epoch. Batch norm cannot train on a single one, so it is left out.",
            "批量为 {batch} 时，每轮结束会在 {all} 个样本中剩下一个。批归一化无法用单个样本训练，因此略过它。"
        ),
    )
}
