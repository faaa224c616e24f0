//! The repository's rules, as tests.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files that git keeps, relative to the repository.
fn files(extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let output = std::process::Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git is needed to work on Downhill");
    let names = String::from_utf8(output.stdout).expect("our own names are UTF-8");
    let found: Vec<_> = names
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|path| {
            path.extension()
                .is_some_and(|found| extensions.iter().any(|e| found == *e))
        })
        // A file that is deleted but not yet committed.
        .filter_map(|path| {
            Some((
                path.clone(),
                std::fs::read_to_string(root().join(path)).ok()?,
            ))
        })
        .collect();
    assert!(!found.is_empty(), "no files: {extensions:?}");
    found
}

/// Places where a line of a file breaks a rule.
fn breaches(files: &[(PathBuf, String)], breaks: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    files
        .iter()
        .flat_map(|(path, text)| text.lines().enumerate().map(move |line| (path, line)))
        .filter(|(path, (_, line))| breaks(path, line))
        .map(|(path, (index, line))| format!("{}:{}: {}", path.display(), index + 1, line.trim()))
        .collect()
}

/// Part of a file before its tests.
fn without_tests(mut files: Vec<(PathBuf, String)>) -> Vec<(PathBuf, String)> {
    for (_, text) in &mut files {
        if let Some(tests) = text.find("#[cfg(test)]") {
            text.truncate(tests);
        }
    }
    files
}

fn sources() -> Vec<(PathBuf, String)> {
    files(&["rs"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("src"))
        .collect()
}

/// Invariant 1: everything else builds and is tested natively.
#[test]
fn only_web_knows_javascript() {
    let found = breaches(&sources(), |path, line| {
        !path.starts_with("src/web")
            && ["wasm_bindgen", "web_sys", "js_sys"]
                .iter()
                .any(|name| line.contains(name))
    });
    assert_eq!(found, [""; 0]);
}

/// Invariant 3: a Session's numbers depend on nothing outside it.
#[test]
fn sessions_read_no_clock_and_no_generator_of_the_device() {
    let found = breaches(&sources(), |path, line| {
        let library = !path.starts_with("src/web") && !path.starts_with("src/bin");
        library
            && [
                "std::time",
                "Instant",
                "SystemTime",
                "std::fs",
                "Distribution",
                "device.seed",
                "Tensor::random",
            ]
            .iter()
            .any(|name| line.contains(name))
    });
    assert_eq!(found, [""; 0]);
}

/// Every synchronous read of the Device panics on wasm, and reading in one place keeps reads few.
#[test]
fn the_device_is_read_in_one_place() {
    let library: Vec<_> = without_tests(sources())
        .into_iter()
        .filter(|(path, _)| !path.starts_with("src/bin"))
        .collect();
    let reads = breaches(&library, |_, line| {
        line.contains("into_data_async") || line.contains("to_data_async")
    });
    assert_eq!(reads.len(), 1, "{reads:#?}");
    let found = breaches(&library, |_, line| {
        [
            "into_scalar(",
            ".into_data(",
            ".to_data(",
            ".one_hot(",
            ".argsort(",
            ".nonzero(",
            "into_record(",
        ]
        .iter()
        .any(|call| line.contains(call))
    });
    assert_eq!(found, [""; 0]);
}

/// What people give and what browsers refuse is an error, not a panic.
#[test]
fn nothing_is_unwrapped_outside_tests() {
    let found = breaches(&without_tests(sources()), |_, line| {
        line.contains(".unwrap()")
    });
    assert_eq!(found, [""; 0]);
}

/// Every file says what it holds.
#[test]
fn every_source_file_begins_with_its_purpose() {
    let silent: Vec<_> = files(&["rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(silent, [""; 0]);
}

/// The page renders what the catalog says. Ids that are also common words are looked for in quotes.
#[test]
fn the_page_lists_no_entries_of_the_catalog() {
    let page: Vec<_> = files(&["js"])
        .into_iter()
        .filter(|(path, _)| {
            // The measuring page names layers because the workloads that it is given do.
            path.starts_with("www/js")
                && !path.starts_with("www/js/bench")
                && !path.ends_with("bench.js")
        })
        .collect();
    let catalog = downhill::catalog::catalog();
    let ids: Vec<String> = [
        &catalog.datasets,
        &catalog.layers,
        &catalog.optimizers,
        &catalog.losses,
    ]
    .into_iter()
    .flatten()
    .map(|entry| entry.id.clone())
    .filter(|id| id != "own")
    .collect();
    let found = breaches(&page, |_, line| {
        ids.iter().any(|id| {
            ["'", "\"", "`"]
                .iter()
                .any(|quote| line.contains(&format!("{quote}{id}{quote}")))
        })
    });
    assert_eq!(found, [""; 0]);
}

/// Nothing is fetched from anywhere else.
#[test]
fn the_page_names_no_other_origin() {
    let page: Vec<_> = files(&["js", "html", "css"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("www") && !path.starts_with("www/vendor"))
        .collect();
    let found = breaches(&page, |_, line| {
        (line.contains("http://") || line.contains("https://"))
            && !line.contains("http://www.w3.org/")
    });
    assert_eq!(found, [""; 0]);
}

/// A data file that nobody can trace is a data file that nobody may use.
#[test]
fn every_data_file_has_its_source_and_licence_beside_it() {
    let folder = root().join("assets/data");
    let tomls: String = files(&["toml"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("assets/data"))
        .map(|(_, text)| text)
        .collect();
    for entry in std::fs::read_dir(folder).expect("it exists") {
        let name = entry
            .expect("it can be read")
            .file_name()
            .into_string()
            .expect("our own names are UTF-8");
        assert!(
            name.ends_with(".toml") || tomls.contains(&format!("\"{name}\"")),
            "{name} is named in no .toml"
        );
    }
}

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
        &catalog.charts,
    ];
    let mut texts = Vec::new();
    for entry in entries.into_iter().flatten() {
        texts.extend([entry.title.clone(), entry.about.clone()]);
        texts.extend(entry.params.iter().map(|param| param.title.clone()));
        assert!(is_chinese(&entry.about.zh), "{}", entry.about.zh);
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
        for call in text.split("say!(").skip(1) {
            let mut literals = call.split('"').skip(1).step_by(2);
            let (Some(en), Some(zh)) = (literals.next(), literals.next()) else {
                continue;
            };
            if path.ends_with("text.rs") {
                continue; // the macro itself
            }
            said += 1;
            assert!(
                !is_chinese(en) && is_chinese(zh),
                "{}: {en} / {zh}",
                path.display()
            );
        }
    }
    assert!(said > 30, "{said}");
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

/// The top level stays small enough to be read at a glance.
#[test]
fn the_top_level_holds_only_what_was_agreed() {
    let agreed = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "build.rs",
        "Trunk.toml",
        "rust-toolchain.toml",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "src",
        "www",
        "assets",
        "tests",
        "xtask",
    ];
    let output = std::process::Command::new("git")
        .args(["ls-tree", "--name-only", "HEAD"])
        .current_dir(root())
        .output()
        .expect("git is needed to work on Downhill");
    let names = String::from_utf8(output.stdout).expect("our own names are UTF-8");
    let others: Vec<&str> = names
        .lines()
        .filter(|name| !name.starts_with('.') && !agreed.contains(name))
        .collect();
    assert_eq!(others, [""; 0]);
}
