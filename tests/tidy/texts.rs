//! Texts that people read: in both languages, in the field's terms.

use proc_macro2::{TokenStream, TokenTree};

use crate::files::{breaches, files, sources};
use crate::rust;

/// Every text of the catalog exists in both languages, and the Chinese one is Chinese where it is more than a name.
#[test]
fn every_text_of_the_catalog_is_there_in_both_languages() {
    let catalog = downhill::catalog::catalog();
    let entries = [
        &catalog.datasets,
        &catalog.architectures,
        &catalog.layers,
        &catalog.optimizers,
        &catalog.losses,
    ];
    let mut texts = Vec::new();
    for entry in entries.into_iter().flatten() {
        texts.extend([entry.title.clone(), entry.about.clone()]);
        texts.extend(entry.params.iter().map(|param| param.title.clone()));
        assert!(is_chinese(&entry.about.zh), "{}", entry.about.zh);
    }
    for view in &catalog.views {
        texts.extend([view.title.clone(), view.about.clone()]);
        assert!(is_chinese(&view.about.zh), "{}", view.about.zh);
    }
    texts.extend(catalog.presets.iter().map(|preset| preset.title.clone()));
    texts.extend(
        catalog
            .experiments
            .iter()
            .flat_map(|one| [one.title.clone(), one.about.clone()]),
    );
    for text in texts {
        assert!(
            !text.en.trim().is_empty() && !text.zh.trim().is_empty(),
            "{text:?}"
        );
        assert!(!is_chinese(&text.en), "{}", text.en);
    }
}

/// Errors are texts too: the literals of `say!` come in pairs, English first.
#[test]
fn every_sentence_is_said_in_both_languages() {
    let mut said = 0;
    for (path, text) in sources() {
        let tokens =
            rust::tokens(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (en, zh) in pairs(tokens) {
            said += 1;
            assert!(
                !is_chinese(&en) && is_chinese(&zh),
                "{}: {en} / {zh}",
                path.display()
            );
        }
    }
    assert!(said > 30, "{said}");
}

/// The two literals of every `say!`, wherever it stands.
fn pairs(tokens: TokenStream) -> Vec<(String, String)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let said = index >= 2
            && rust::is_punct(&tokens[index - 1], '!')
            && rust::is_ident(&tokens[index - 2], "say");
        let mut literals = group.stream().into_iter().filter_map(|token| match token {
            TokenTree::Literal(literal) => Some(literal.to_string()),
            _ => None,
        });
        if said && let (Some(en), Some(zh)) = (literals.next(), literals.next()) {
            found.push((en, zh));
        }
        found.extend(pairs(group.stream()));
    }
    found
}

/// Words that Chinese textbooks do not use, each with the term that they do; where the term contains the word, it stays.
const TERMS: &[(&str, &str)] = &[
    ("不再是数", "NaN 或无穷大"),
    ("处理器", "CPU"),
    ("显卡", "GPU"),
    ("图形适配器", "GPU 适配器"),
    ("起点", "初始化"),
    ("同 PyTorch", "PyTorch 默认"),
    ("学习率的变化", "学习率调度"),
    ("全部激活函数", "统一设置激活函数"),
    ("现成的网络", "预设网络"),
    ("层的列表", "逐层堆叠"),
    ("走一步", "单步"),
    ("种子", "随机种子"),
    ("何时停止", "停止条件"),
    ("防止过拟合", "正则化"),
    ("梯度下降（SGD）", "随机梯度下降（SGD）"),
    ("普通梯度下降", "SGD"),
    ("循环层", "循环神经网络层"),
    ("循环网络", "循环神经网络"),
    ("逐步", "逐时间步"),
    ("各步平均", "时间步平均"),
    ("位置向量", "位置编码"),
    ("之前的内容", "前文"),
    ("宽度", "嵌入维度"),
    ("头数", "注意力头数"),
    ("滤波器", "卷积核"),
    ("核大小", "卷积核大小"),
    ("范数上限", "梯度裁剪阈值"),
    ("自注意力的反转", "自注意力：反转序列"),
    ("小幅手写数字", "手写数字（8×8）"),
    ("点团", "高斯簇"),
    ("两团", "两个高斯簇"),
    ("双月", "双月形"),
    ("相互伸入", "相互交错"),
    ("错误标签", "标签噪声"),
    ("除第一类外", "其余类保留比例"),
    ("所占百分比", "训练集比例"),
    ("命中率", "Top-3 准确率"),
    ("完全正确的序列", "整序列正确率"),
    ("写作", "生成文本"),
    ("起名字", "生成英文名"),
    ("以图片本身", "以输入图像"),
    ("给平面上每一点", "对平面上每一点的预测"),
    ("要学习 {", "可学习参数"),
    ("与数据相符", "自动匹配数据"),
    ("−bound", "−a"),
    ("N(0, ", "标准差为……的正态分布"),
    ("落墨", "落笔"),
    ("绘画", "手写"),
    ("非黄烷类酚", "非黄烷酚类"),
];

/// One word for one thing, and the one that a reader knows from books.
#[test]
fn chinese_texts_use_the_terms_of_textbooks() {
    let mut texts = files(&["rs", "js", "html", "md"]);
    texts.retain(|(path, _)| !path.starts_with("tests") && !path.starts_with("xtask"));
    let found = breaches(&texts, |_, line| {
        is_chinese(line) && (TERMS.iter()).any(|(word, term)| line.replace(term, "").contains(word))
    });
    assert_eq!(found, [""; 0]);
}

/// 98.9%, in both languages.
#[test]
fn no_space_stands_before_a_percent_sign() {
    let mut texts = files(&["rs", "js", "html", "md"]);
    texts.retain(|(path, _)| {
        ["src", "www", "assets", "README.md"]
            .iter()
            .any(|part| path.starts_with(part))
    });
    let found = breaches(&texts, |_, line| {
        line.match_indices(" %")
            .any(|(at, _)| line[..at].ends_with(|c: char| c.is_ascii_digit() || c == '}'))
    });
    assert_eq!(found, [""; 0]);
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}
