//! The data files: who made them, under which licence, where they come from, and what was changed.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::escape;
use crate::project::Project;

/// A `.toml` in assets/data; `cargo xtask data` reads the rest of it.
#[derive(Deserialize)]
struct Set {
    title: String,
    source: Vec<Source>,
    licence: Licence,
    cut: Cut,
}

#[derive(Deserialize)]
struct Source {
    registry: String,
    package: String,
    version: String,
}

#[derive(Deserialize)]
struct Licence {
    name: String,
    url: String,
    attribution: String,
}

#[derive(Deserialize)]
struct Cut {
    how: String,
}

/// All sets as a list in HTML, by the names of their files.
pub fn list(project: &Project) -> Result<String> {
    let folder = project.root.join("assets/data");
    let mut paths = (folder.read_dir()?)
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    ensure!(!paths.is_empty(), "{} describes no data", folder.display());
    let mut html = String::from("<dl>\n");
    for path in paths {
        let set: Set = toml::from_str(&fs::read_to_string(&path)?)
            .with_context(|| format!("{} lacks something", path.display()))?;
        let sources: Vec<_> = (set.source.iter())
            .map(|source| {
                format!(
                    "{} {} ({})",
                    source.package, source.version, source.registry
                )
            })
            .collect();
        writeln!(
            html,
            "<dt>{}</dt>\n<dd>{}. <a href=\"{}\">{}</a>. From {}. {}</dd>",
            escape(&set.title),
            escape(&set.licence.attribution),
            escape(&set.licence.url),
            escape(&set.licence.name),
            escape(&sources.join(", ")),
            escape(&set.cut.how.replace('`', ""))
        )?;
    }
    Ok(html + "</dl>")
}
