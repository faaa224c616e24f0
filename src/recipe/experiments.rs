//! Experiments: named Recipes, the rows of the curriculum with exactly their numbers. It is long because it is one table,
//! whose rows are compared with each other.
//!
//! # To add one
//!
//! 1. An entry in [`ALL`], beside those of its group; `recipe` says only what differs from the defaults.
//! 2. `about` says what it reaches: `cargo run --release -- train ID` prints the numbers of its own end.
//! 3. `tests/experiments.rs` holds that number, with room for another order of additions. Where that takes minutes,
//!    `cargo xtask train ID` writes a record that `tests/records.rs` checks instead.
//! 4. A line in `src/bin/downhill/gallery/learnt/mod.rs` says how its picture is made, and `cargo xtask gallery ID` makes
//!    it.
//! 5. `UPDATE=1 cargo test --test command_line` writes `assets/catalog.md` anew.

use crate::bounds;
use crate::network::presets::{CNN_32_64, DECODER, LENET, SELF_ATTENTION, TWO_HIDDEN_32};
use crate::params::Entry;
use crate::recipe::Recipe;
use crate::text::Text;

/// A named Recipe.
pub struct Experiment {
    pub id: &'static str,
    /// Experiments of one group stand together, in [`ALL`] and in a menu.
    pub group: Text,
    pub title: Text,
    /// A line of explanation.
    pub about: Text,
    pub recipe: fn() -> Recipe,
}

/// A list of layers on a data set, in batches of 64 as the curriculum has it where it says nothing else.
fn train(data: &str, layers: &str, optimizer: Entry) -> Recipe {
    Recipe {
        data: Entry::new(data),
        network: Entry::new("sequential").with_layers(layers),
        optimizer,
        batch: 64,
        ..Recipe::default()
    }
}

/// An optimizer with its learning rate.
fn at(optimizer: &str, rate: f64) -> Entry {
    Entry::new(optimizer).with("rate", rate)
}

const FIRST: Text = Text::new("First steps", "入门");
const PLANE: Text = Text::new("In the plane", "平面");
const WRONG: Text = Text::new("What goes wrong, and what helps", "常见问题与对策");
const TABLES: Text = Text::new("Tables and ratings", "表格与评分");
const PICTURES: Text = Text::new("Pictures", "图片");
const SEQUENCES: Text = Text::new("Sequences", "序列");
const LANGUAGE: Text = Text::new("Language", "语言");

/// The one that a bare address opens: one sees what it is about, and it learns while one looks.
const OPENING: &str = "spirals";

/// What a bare address opens. A link that says anything has left-out keys at their defaults, whatever stands here.
pub fn opening() -> Recipe {
    let opening = find(OPENING).expect("it is one of them");
    (opening.recipe)()
}

/// Every experiment, in the order of the menu: group by group, from first steps to language, each from what is easier to
/// what is harder.
pub static ALL: &[Experiment] = &[
    Experiment {
        id: "neuron",
        group: FIRST,
        title: Text::new("One neuron", "一个神经元"),
        about: Text::new(
            "y = f(Σ wᵢxᵢ + b) turns its boundary between two clouds of points; stochastic gradient descent, rate 0.1.",
            "y = f(Σ wᵢxᵢ + b) 在两个高斯簇之间转动其边界；随机梯度下降，学习率 0.1。",
        ),
        recipe: || {
            let mut recipe = train("blobs", "", at("sgd", 0.1));
            recipe.network = recipe.network.with_word("output", "sigmoid");
            recipe.loss = "mse".into();
            recipe
        },
    },
    Experiment {
        id: "line-fit",
        group: FIRST,
        title: Text::new("Fitting a line", "拟合直线"),
        about: Text::new(
            "h(x) = wx + b by full-batch gradient descent on the halved mean squared error, rate 0.1.",
            "h(x) = wx + b，对均方误差的一半做全批量梯度下降，学习率 0.1。",
        ),
        recipe: || line(0.1, 500),
    },
    Experiment {
        id: "xor",
        group: PLANE,
        title: Text::new("Exclusive or", "异或"),
        about: Text::new(
            "What one neuron cannot do, a few can.",
            "单个神经元无法区分的，几个神经元就能区分。",
        ),
        recipe: || train("xor", "dense(4),tanh", at("adam", 0.01)),
    },
    Experiment {
        id: "playground-2d",
        group: PLANE,
        title: Text::new("Circles", "圆环"),
        about: Text::new(
            "Eight units close a boundary around a disc.",
            "八个单元围成圆盘的边界。",
        ),
        recipe: || train("circles", "dense(8),tanh", at("adam", 0.01)),
    },
    Experiment {
        id: "spirals",
        group: PLANE,
        title: Text::new("Two spirals", "双螺旋"),
        about: Text::new(
            "Two hidden layers of 32 units bend the boundary around two spirals.",
            "两个 32 单元的隐藏层把决策边界弯曲成双螺旋的形状。",
        ),
        recipe: two_spirals,
    },
    Experiment {
        id: "bumps",
        group: PLANE,
        title: Text::new("Hills and hollows", "山丘与洼地"),
        about: Text::new(
            "Regression in the plane: a value for every point.",
            "平面上的回归：每个点一个数值。",
        ),
        recipe: || train("bumps", "dense(16),tanh,dense(16),tanh", at("adam", 0.01)),
    },
    Experiment {
        id: "line-fit-diverges",
        group: WRONG,
        title: Text::new("A step too large", "学习率过大"),
        about: Text::new(
            "The same line with rate 2.5: each step overshoots the valley by more than the last.",
            "同一条直线，学习率 2.5：每一步都越过谷底，而且越来越远。",
        ),
        recipe: || line(2.5, 1000),
    },
    Experiment {
        id: "moons-noise",
        group: WRONG,
        title: Text::new("Learning by heart", "死记硬背"),
        about: Text::new(
            "A large network on few samples with wrong labels: validation gets worse while training gets better.",
            "大网络、少样本、标签噪声：训练越来越好，验证越来越差。",
        ),
        recipe: || by_heart("dense(64),relu,dense(64),relu"),
    },
    Experiment {
        id: "dropout",
        group: WRONG,
        title: Text::new("Dropout against it", "Dropout 正则化"),
        about: Text::new(
            "The same samples and a somewhat smaller network, of which each step leaves out half of the units at random: training gets worse, validation better.",
            "同样的样本，网络稍小，且每一步随机丢弃一半单元：训练变差，验证变好。",
        ),
        recipe: || by_heart("dense(64),relu,dropout(0.5),dense(32),relu,dropout(0.5)"),
    },
    Experiment {
        id: "start-zeros",
        group: WRONG,
        title: Text::new("All weights start at zero", "权重全部从零开始"),
        about: Text::new(
            "Every hidden unit gives 0 and stays as it is; only the output biases learn, and two spirals remain a coin toss.",
            "所有隐藏单元都输出 0，始终不变；只有输出层的偏置在学习，双螺旋只能靠猜。",
        ),
        recipe: || started(Entry::new("zeros")),
    },
    Experiment {
        id: "start-large",
        group: WRONG,
        title: Text::new("Weights start too large", "初始权重过大"),
        about: Text::new(
            "The same network from weights between −4 and 4: sure of everything before it knows anything, with a loss sixty times as large; it hardly recovers.",
            "同一网络，初始权重在 −4 与 4 之间：还什么都不会就十分确信，损失是原来的六十倍，几乎无法恢复。",
        ),
        recipe: || started(Entry::new("uniform").with("bound", 4.0)),
    },
    Experiment {
        id: "start-kaiming",
        group: WRONG,
        title: Text::new("Weights start right", "合适的初始权重"),
        about: Text::new(
            "The same network from Kaiming’s start, made for ReLU: signals neither vanish nor grow, and it learns from the first steps on.",
            "同一网络，采用为 ReLU 设计的 Kaiming 初始化：信号既不消失也不放大，从最初几步就开始学习。",
        ),
        recipe: || started(Entry::new("kaiming")),
    },
    Experiment {
        id: "two-layer-regression",
        group: TABLES,
        title: Text::new("Regression, 10 → 20 → 1", "回归，10 → 20 → 1"),
        about: Text::new(
            "Ten features, one target, 20 ReLU units; mean squared error, SGD 0.01, 100 epochs.",
            "十个特征、一个目标、20 个 ReLU 单元；均方误差，SGD 0.01，100 轮。",
        ),
        recipe: || Recipe {
            epochs: 100,
            ..train("regression-10", "dense(20),relu", at("sgd", 0.01))
        },
    },
    Experiment {
        id: "three-layer-classifier",
        group: TABLES,
        title: Text::new("Classifier, 10 → 20 → 2", "分类器，10 → 20 → 2"),
        about: Text::new(
            "100 samples, full batch, SGD 0.1, 100 iterations: at least 90% of 1,000 held-out samples, where nobody can do better than 95%.",
            "100 个样本，全批量，SGD 0.1，迭代 100 次：1,000 个留出样本上至少 90%，而任何分类器最多 95%。",
        ),
        recipe: || Recipe {
            batch: bounds::BATCH,
            steps: 100,
            ..train("classes-10", "dense(20),relu", at("sgd", 0.1))
        },
    },
    Experiment {
        id: "breast-cancer",
        group: TABLES,
        title: Text::new("Breast cancer", "乳腺癌"),
        about: Text::new(
            "30 measurements of cells: benign or malignant? A table of medicine, normalised.",
            "30 项细胞测量值：良性还是恶性？一张归一化的医学表格。",
        ),
        recipe: || Recipe {
            epochs: 40,
            ..train("breast-cancer", "dense(16),relu", at("adam", 0.003))
        },
    },
    Experiment {
        id: "wine",
        group: TABLES,
        title: Text::new("Wine", "葡萄酒"),
        about: Text::new(
            "Three cultivars by 13 chemical measurements.",
            "用 13 项化学测量值区分三个葡萄品种。",
        ),
        recipe: || Recipe {
            batch: 16,
            ..train("wine", "dense(16),relu", at("adam", 0.003))
        },
    },
    Experiment {
        id: "matrix-factorization",
        group: TABLES,
        title: Text::new("Recommendation", "推荐"),
        about: Text::new(
            "Ratings of items by users from a few hidden factors: matrix factorisation.",
            "用少量隐含因子解释用户对物品的评分：矩阵分解。",
        ),
        recipe: || Recipe {
            network: Entry::new("matrix-factorization"),
            ..train("ratings", "", at("adam", 0.01))
        },
    },
    Experiment {
        id: "digits-8x8",
        group: PICTURES,
        title: Text::new("Digits 8×8", "手写数字（8×8）"),
        about: Text::new(
            "A small CNN learns 8×8 digits in seconds, turned and scaled a little each time; then draw one yourself.",
            "小型卷积神经网络几秒内学会 8×8 的手写数字，训练时图片每次略作旋转和缩放；然后请亲手写一个。",
        ),
        recipe: || {
            let layers = "conv(16,3,1),relu,conv(32,3,1),relu,pool(2),flatten,dense(64),relu";
            let mut recipe = train("digits-8x8", layers, at("adam", 0.003));
            recipe.batch = 32;
            recipe.data = recipe.data.with("rotate", 15.0).with("zoom", 20.0);
            recipe
        },
    },
    Experiment {
        id: "autoencoder",
        group: PICTURES,
        title: Text::new("Autoencoder", "自编码器"),
        about: Text::new(
            "Squeezes a digit of 64 pixels through 8 numbers and gives it back.",
            "把 64 像素的数字压缩成 8 个数，再还原出来。",
        ),
        recipe: || {
            let layers = "flatten,dense(32),relu,dense(8),dense(32),relu";
            let mut recipe = train("digits-8x8", layers, at("adam", 0.003));
            recipe.network = recipe.network.with_word("output", "sigmoid");
            recipe.data = recipe.data.with("reconstruct", 1.0);
            recipe
        },
    },
    Experiment {
        id: "softmax-digits",
        group: PICTURES,
        title: Text::new("Softmax regression on MNIST", "MNIST 上的 Softmax 回归"),
        about: Text::new(
            "784 → 10: the simplest network that reads digits.",
            "784 → 10：能识别数字的最简单网络。",
        ),
        recipe: || train("mnist", "flatten", at("sgd", 0.1)),
    },
    Experiment {
        id: "mlp-64-adam",
        group: PICTURES,
        title: Text::new("MLP with Adam on MNIST", "MNIST 上的多层感知机（Adam）"),
        about: Text::new(
            "784 → 64 → 10, Adam 0.001, batch 32, 5 epochs: over 96.5% on the test set.",
            "784 → 64 → 10，Adam 0.001，批量 32，5 轮：测试集准确率超过 96.5%。",
        ),
        recipe: || Recipe {
            batch: 32,
            epochs: 5,
            ..train("mnist", "flatten,dense(64),relu", at("adam", 0.001))
        },
    },
    Experiment {
        id: "mlp-128-sgd",
        group: PICTURES,
        title: Text::new("MLP with SGD on MNIST", "MNIST 上的多层感知机（SGD）"),
        about: Text::new(
            "784 → 128 → 10, SGD 0.01, batch 64, 10 epochs: slow and steady.",
            "784 → 128 → 10，SGD 0.01，批量 64，10 轮：缓慢而稳定。",
        ),
        recipe: || Recipe {
            epochs: 10,
            ..train("mnist", "flatten,dense(128),relu", at("sgd", 0.01))
        },
    },
    Experiment {
        id: "lenet",
        group: PICTURES,
        title: Text::new("LeNet on MNIST", "MNIST 上的 LeNet"),
        about: Text::new(
            "Convolutions find strokes wherever they are; SGD 0.001 with momentum 0.9, 10 epochs. For the first thousand steps hardly anything seems to happen, a plateau; then the loss falls.",
            "卷积在任何位置都能找到笔画；SGD 0.001，动量 0.9，10 轮。前一千步几乎毫无变化，这是平台期；随后损失下降。",
        ),
        recipe: || Recipe {
            epochs: 10,
            ..train("mnist", LENET, at("momentum", 0.001))
        },
    },
    Experiment {
        id: "lenet-fast",
        group: PICTURES,
        title: Text::new("LeNet, fast", "LeNet（快速）"),
        about: Text::new(
            "The same with rate 0.02: over 98.5% on the test set after 3 epochs.",
            "学习率 0.02：3 轮后测试集准确率超过 98.5%。",
        ),
        recipe: || Recipe {
            epochs: 3,
            ..train("mnist", LENET, at("momentum", 0.02))
        },
    },
    Experiment {
        id: "lenet-shapes",
        group: PICTURES,
        title: Text::new("LeNet on coloured shapes", "彩色图形上的 LeNet"),
        about: Text::new(
            "The network as published, on 3×32×32: for six of ten epochs hardly anything seems to happen, a plateau; then the loss falls.",
            "论文中的原始网络，输入 3×32×32：十轮中的前六轮几乎毫无变化，这是平台期；随后损失下降。",
        ),
        recipe: || {
            let layers = "conv(6,5),relu,pool(2),conv(16,5),relu,pool(2),flatten,dense(120,400),relu,dense(84),relu";
            let recipe = train("shapes", layers, at("momentum", 0.001));
            Recipe {
                // With fewer, ten epochs end on the plateau.
                data: recipe.data.with("samples", 20_000.0),
                epochs: 10,
                ..recipe
            }
        },
    },
    Experiment {
        id: "cnn-32-64",
        group: PICTURES,
        title: Text::new("CNN 32-64 on MNIST", "MNIST 上的卷积网络 32-64"),
        about: Text::new(
            "32 and 64 filters of 3×3, then 100 units; SGD 0.01, 10 epochs: over 98% on the test set.",
            "32 与 64 个 3×3 卷积核，再接 100 个单元；SGD 0.01，10 轮：测试集准确率超过 98%。",
        ),
        recipe: || Recipe {
            epochs: 10,
            ..train("mnist", CNN_32_64, at("sgd", 0.01))
        },
    },
    Experiment {
        id: "cnn-32-64-shapes",
        group: PICTURES,
        title: Text::new("CNN 32-64 on coloured shapes", "彩色图形上的卷积网络 32-64"),
        about: Text::new(
            "The same network on 3×32×32; SGD 0.01, 10 epochs.",
            "同一网络用于 3×32×32；SGD 0.01，10 轮。",
        ),
        recipe: || Recipe {
            epochs: 10,
            ..train("shapes", CNN_32_64, at("sgd", 0.01))
        },
    },
    Experiment {
        id: "fashion-cnn",
        group: PICTURES,
        title: Text::new("Fashion", "服饰"),
        about: Text::new(
            "A small CNN tells ten kinds of clothes apart: harder than digits.",
            "小型卷积网络区分十种服饰：比数字更难。",
        ),
        recipe: || {
            let layers =
                "conv(16,3,1),relu,pool(2),conv(32,3,1),relu,pool(2),flatten,dense(64),relu";
            Recipe {
                epochs: 6,
                ..train("fashion", layers, at("adam", 0.002))
            }
        },
    },
    Experiment {
        id: "waves",
        group: SEQUENCES,
        title: Text::new("Waves", "波形"),
        about: Text::new(
            "Ten kinds of one-dimensional signals, shifted, stretched and noisy.",
            "十种一维信号，带有平移、拉伸和噪声。",
        ),
        recipe: || train("waves", "gru(32)", at("adam", 0.005)),
    },
    Experiment {
        id: "rnn-10-50-10",
        group: SEQUENCES,
        title: Text::new("RNN, 10 → 50 → 10", "循环神经网络（RNN），10 → 50 → 10"),
        about: Text::new(
            "h_t = tanh(W_hh h_{t−1} + W_xh x_t + b) reads sequences of ten features and says what comes next; Adam 0.01.",
            "h_t = tanh(W_hh h_{t−1} + W_xh x_t + b) 读取十维特征的序列并预测下一步；Adam 0.01。",
        ),
        recipe: || train("oscillators", "rnn(50)", at("adam", 0.01)),
    },
    Experiment {
        id: "rnn-digits",
        group: SEQUENCES,
        title: Text::new("RNN reads digits row by row", "RNN 逐行读数字"),
        about: Text::new(
            "28 rows as 28 steps: over 95% on the test set.",
            "28 行作为 28 个时间步：测试集准确率超过 95%。",
        ),
        recipe: || Recipe {
            epochs: 6,
            clip: 1.0,
            schedule: Entry::new("cosine").with("steps", 5574.0),
            ..train("digit-rows", "rnn(128)", at("adam", 0.001))
        },
    },
    Experiment {
        id: "self-attention",
        group: SEQUENCES,
        title: Text::new("Self-attention reverses", "自注意力：反转序列"),
        about: Text::new(
            "One head, softmax(QKᵀ/√d)V, learns to write a sequence backwards: the map becomes the other diagonal.",
            "单头的 softmax(QKᵀ/√d)V 学会反转序列：注意力图变成副对角线。",
        ),
        recipe: || Recipe {
            epochs: 20,
            ..train("reverse", SELF_ATTENTION, at("adam", 0.005))
        },
    },
    Experiment {
        id: "transformer-sort",
        group: SEQUENCES,
        title: Text::new("A transformer sorts", "Transformer 排序"),
        about: Text::new(
            "Two blocks learn to put eight symbols in order.",
            "两个块学会把八个符号排成顺序。",
        ),
        recipe: || Recipe {
            epochs: 20,
            ..train(
                "sort",
                "embedding(32),block(4,64),block(4,64)",
                at("adam", 0.003),
            )
        },
    },
    Experiment {
        id: "encoder-digits",
        group: SEQUENCES,
        title: Text::new("A transformer reads digits", "Transformer 读数字"),
        about: Text::new(
            "Rows as tokens, one encoder block, the mean over all rows.",
            "以行为词元，一个编码器块，再对各行取平均。",
        ),
        recipe: || {
            train(
                "digits-8x8",
                "embedding(32),block(4,64),mean",
                at("adam", 0.003),
            )
        },
    },
    Experiment {
        id: "rnn-names",
        group: LANGUAGE,
        title: Text::new("RNN makes up names", "RNN 生成英文名"),
        about: Text::new(
            "A plain recurrent network learns first names letter by letter, and makes up new ones as it learns.",
            "简单的循环神经网络逐字符学习英文名，边学边生成新的名字。",
        ),
        recipe: || Recipe {
            patience: 3,
            clip: 1.0,
            ..train("names", "rnn(128,1),dropout(0.2)", at("adam", 0.003))
        },
    },
    Experiment {
        id: "lstm-names",
        group: LANGUAGE,
        title: Text::new("LSTM makes up names", "LSTM 生成英文名"),
        about: Text::new(
            "The same with a memory cell and three gates, which keep what came long before.",
            "同样的任务，加上记忆单元与三个门，能记住更早的内容。",
        ),
        recipe: || Recipe {
            patience: 3,
            ..train("names", "lstm(128,1),dropout(0.2)", at("adam", 0.003))
        },
    },
    Experiment {
        id: "gru-names",
        group: LANGUAGE,
        title: Text::new("GRU makes up names", "GRU 生成英文名"),
        about: Text::new(
            "The same with two gates instead of three.",
            "同样的任务，用两个门代替三个门。",
        ),
        recipe: || Recipe {
            patience: 3,
            ..train("names", "gru(128,1),dropout(0.2)", at("adam", 0.003))
        },
    },
    Experiment {
        id: "transformer-names",
        group: LANGUAGE,
        title: Text::new("Transformer makes up names", "Transformer 生成英文名"),
        about: Text::new(
            "A decoder of two blocks with four heads, AdamW; look at its perplexity and what it writes.",
            "两个块、四个头的解码器，AdamW；请看困惑度与它生成的名字。",
        ),
        recipe: || Recipe {
            patience: 3,
            ..train("names", DECODER, at("adamw", 0.003))
        },
    },
    Experiment {
        id: "shakespeare",
        group: LANGUAGE,
        title: Text::new("Shakespeare", "莎士比亚"),
        about: Text::new(
            "A GRU reads plays letter by letter and goes on writing.",
            "GRU 逐字符读剧本，并接着往下写。",
        ),
        recipe: || train("shakespeare", "gru(96,1)", at("adam", 0.004)),
    },
    Experiment {
        id: "tang",
        group: LANGUAGE,
        title: Text::new("Tang quatrains", "唐诗绝句"),
        about: Text::new(
            "A small transformer learns 149 quatrains: few enough to be learnt by heart.",
            "小型 Transformer 学习 149 首绝句：少到足以背下来。",
        ),
        recipe: || Recipe {
            batch: 16,
            ..train("tang", DECODER, at("adamw", 0.003))
        },
    },
];

/// The experiment `id`.
pub fn find(id: &str) -> Option<&'static Experiment> {
    ALL.iter().find(|experiment| experiment.id == id)
}

/// h(x) = wx + b by gradient descent on all samples at once.
/// A step takes no time here: with an end the page begins slowly, so that one sees the line turn.
fn line(rate: f64, steps: u64) -> Recipe {
    Recipe {
        steps,
        loss: "half_mse".into(),
        batch: bounds::BATCH,
        ..train("noisy-line", "", at("sgd", rate))
    }
}

/// A large network on few samples, of which some have a wrong label.
fn by_heart(layers: &str) -> Recipe {
    Recipe {
        data: Entry::new("moons")
            .with("samples", 100.0)
            .with("noise", 0.25)
            .with("label_noise", 15.0),
        ..train("moons", layers, at("adam", 0.01))
    }
}

/// The network of the two spirals from another start of its weights.
fn started(init: Entry) -> Recipe {
    Recipe {
        init,
        ..two_spirals()
    }
}

/// Falls from the first steps on and goes on falling for 2,000, from every seed tried; at the default rate the loss of
/// the default network lies flat for as long.
fn two_spirals() -> Recipe {
    Recipe {
        batch: 32,
        data: Entry::new("spirals").with("turns", 2.0),
        ..train("spirals", TWO_HIDDEN_32, at("adam", 0.005))
    }
}
