//! The catalog as a page to read, in Markdown: every entry with its parameters, where it comes from, and its licence.
//!
//! `downhill list` prints it, and `assets/catalog.md` is that print; a test compares them.

use std::fmt::Write as _;

use crate::catalog;
use crate::network::notation;
use crate::params::{Param, ParamKind, Value};
use crate::protocol::{CatalogEntry, PresetEntry, ViewEntry};
use crate::recipe::link;

/// The whole page.
pub fn markdown() -> String {
    let catalog = catalog::catalog();
    let mut page = String::from(
        "# What Downhill can train\n\n\
         Made by `cargo run -- list`. A name in `code` is what a recipe or a link calls a thing; numbers are ranges \
         with their defaults. Data sets name the licence of their data; where none stands, the data are made here.\n",
    );
    section(&mut page, "Data sets", "数据集", "data", &catalog.datasets);
    section(
        &mut page,
        "Architectures",
        "架构",
        "network",
        &catalog.architectures,
    );
    section(&mut page, "Layers", "层", "network.layers", &catalog.layers);
    section(
        &mut page,
        "Starts of weights",
        "权重初始化",
        "init",
        &catalog.initializers,
    );
    section(&mut page, "Losses", "损失", "loss", &catalog.losses);
    section(
        &mut page,
        "Optimisers",
        "优化器",
        "optimizer",
        &catalog.optimizers,
    );
    section(
        &mut page,
        "Schedules",
        "学习率调度",
        "schedule",
        &catalog.schedules,
    );
    page.push_str("\n## Views · 视图\n");
    for ViewEntry {
        id, title, about, ..
    } in &catalog.views
    {
        let _ = write!(
            page,
            "\n### `{id}`: {} · {}\n\n{}  \n{}\n",
            title.en, title.zh, about.en, about.zh
        );
    }
    page.push_str("\n## Settings · 设置\n");
    for group in &catalog.settings {
        let _ = write!(page, "\n### {} · {}\n\n", group.title.en, group.title.zh);
        params(&mut page, group.params);
    }
    page.push_str("\n## Ready-made networks · 预设网络\n\n");
    for PresetEntry {
        id,
        title,
        network,
        datasets,
    } in &catalog.presets
    {
        let layers = network.layers("layers");
        let layers = if layers.is_empty() {
            "no hidden layer".into()
        } else {
            format!("`{}`", notation::print(layers))
        };
        let (en, zh, datasets) = (&title.en, &title.zh, datasets.join(", "));
        let _ = writeln!(page, "- `{id}`: {en} · {zh}: {layers}, for {datasets}");
    }
    page.push_str("\n## Experiments · 实验\n\n");
    for experiment in &catalog.experiments {
        let (id, title, about) = (&experiment.id, &experiment.title, &experiment.about);
        let link = link::print(&experiment.recipe, &[]);
        let _ = writeln!(page, "- `{id}`: **{}** · **{}**  ", title.en, title.zh);
        let _ = writeln!(page, "  {}  \n  {}  \n  `#{link}`", about.en, about.zh);
    }
    page
}

fn section(page: &mut String, en: &str, zh: &str, key: &str, entries: &[CatalogEntry]) {
    let _ = write!(page, "\n## {en} · {zh}\n");
    if !key.is_empty() {
        let _ = write!(page, "\nIn a link: `{key}=`.\n");
    }
    for entry in entries {
        let _ = write!(
            page,
            "\n### `{}`: {} · {}\n\n",
            entry.id, entry.title.en, entry.title.zh
        );
        let _ = write!(page, "{}  \n{}\n", entry.about.en, entry.about.zh);
        if !entry.citation.is_empty() {
            let _ = write!(page, "\n*{}*\n", entry.citation);
        }
        if !entry.tasks.is_empty() {
            let _ = write!(page, "\nFits the tasks {}.\n", entry.tasks.join(", "));
        }
        if !entry.params.is_empty() {
            page.push('\n');
            params(page, &entry.params);
        }
    }
}

fn params(page: &mut String, params: &[Param]) {
    for param in params {
        let (id, title) = (param.id, &param.title);
        let default = match param.default() {
            Value::Number(number) => number.to_string(),
            Value::Word(word) => format!("`{word}`"),
            Value::Layers(layers) => format!("`{}`", notation::print(&layers)),
        };
        let range = match &param.kind {
            ParamKind::Integer { min, max, .. } => format!("whole, {min} to {max}"),
            ParamKind::Real { min, max, .. } => format!("{min} to {max}"),
            ParamKind::Choice { options, .. } => {
                let words = options.iter().map(|option| format!("`{}`", option.id));
                words.collect::<Vec<_>>().join(", ")
            }
            ParamKind::Switch { .. } => "0 or 1".into(),
            ParamKind::Layers { .. } => "layers, separated by commas".into(),
        };
        let live = if param.live {
            "; changes while it trains"
        } else {
            ""
        };
        let (en, zh) = (&title.en, &title.zh);
        let _ = writeln!(
            page,
            "- `{id}`: {en} · {zh}: {range}; default {default}{live}"
        );
    }
}
