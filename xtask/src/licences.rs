//! `licences.html`, which lies beside the page: the notices of all that a visitor downloads. Crates and their texts come
//! from cargo and the packages themselves, data from the files beside them in `assets/data`; Rust's standard library,
//! which cargo knows nothing of, and lit-html stand here by hand.

mod crates;
mod data;

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Result, ensure};

use crate::project::Project;
use crates::Crate;

const MIT: &str = include_str!("../../LICENSE-MIT");

const PAGE: &str = include_str!("licences/page.html");

/// The page.
///
/// # Errors
/// Something that is in the build has no licence that can be shown.
pub fn page(project: &Project) -> Result<String> {
    let crates = crates::of_workers(project)?;
    let mut texts = Texts::default();
    let own = format!(
        "<a href=\"#text-{}\">MIT</a> OR <a href=\"#text-{}\">Apache-2.0</a>",
        texts.number(MIT),
        texts.number(include_str!("../../LICENSE-APACHE"))
    );
    let mut rows = String::new();
    for one in &crates {
        row(&mut rows, one, &mut texts)?;
    }
    let mpl: Vec<_> = (crates.iter())
        .filter(|one| one.licence.contains("MPL"))
        .map(link)
        .collect();
    let lit = fs::read_to_string(project.root.join("www/vendor/lit-html/LICENSE"))?;
    let mut page = PAGE.to_owned();
    for (name, value) in [
        ("own", own),
        ("data", data::list(project)?),
        ("lit", escape(&lit)),
        (
            "std",
            escape(&[include_str!("licences/std.txt"), MIT].concat()),
        ),
        ("unicode", escape(include_str!("licences/unicode-3.0.txt"))),
        ("count", crates.len().to_string()),
        ("mpl", mpl.join(", ")),
        ("crates", rows),
        // Last: licences have braces of their own.
        ("texts", texts.html()?),
    ] {
        let place = format!("{{{name}}}");
        ensure!(page.contains(&place), "page.html has no place for {name}");
        page = page.replace(&place, &value);
    }
    Ok(page)
}

/// Where a crate and its source are to be had.
fn link(one: &Crate) -> String {
    let Crate { name, version, .. } = one;
    format!("<a href=\"https://crates.io/crates/{name}/{version}\">{name}</a>")
}

fn row(html: &mut String, one: &Crate, texts: &mut Texts) -> Result<()> {
    let numbers: Vec<_> = (one.texts.iter())
        .map(|text| texts.number(text))
        .map(|number| format!("<a href=\"#text-{number}\">{number}</a>"))
        .collect();
    writeln!(
        html,
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        link(one),
        one.version,
        escape(&one.licence),
        one.workers.join(", "),
        numbers.join(" ")
    )?;
    Ok(())
}

/// Licences, each once, however many crates carry it.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    /// By what tells one from another.
    numbers: HashMap<String, usize>,
}

impl Texts {
    /// The number, from 1, under which the page shows a text.
    fn number(&mut self, text: &str) -> usize {
        *(self.numbers.entry(essence(text))).or_insert_with(|| {
            self.all.push(text.trim().to_owned());
            self.all.len()
        })
    }

    fn html(&self) -> Result<String> {
        let mut html = String::new();
        for (index, text) in self.all.iter().enumerate() {
            let number = index + 1;
            writeln!(
                html,
                "<h3 id=\"text-{number}\">{number}</h3>\n<pre tabindex=\"0\" aria-label=\"Text {number}\">{}</pre>",
                escape(text)
            )?;
        }
        Ok(html)
    }
}

/// What two copies of a licence have in common that differ only in line breaks, signs and advice on how to apply it.
fn essence(text: &str) -> String {
    let (terms, appendix) = text
        .split_once("END OF TERMS AND CONDITIONS")
        .unwrap_or((text, ""));
    let holders = (appendix.lines())
        .filter(|line| line.trim_start().starts_with("Copyright") && !line.contains(['[', '{']));
    std::iter::once(terms)
        .chain(holders)
        .flat_map(str::chars)
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .replace("https", "http")
}

/// A text as HTML has it.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_a_visitor_downloads() {
        let page = page(&Project::find().unwrap()).unwrap();
        for part in [
            "lit-html",
            "The Rust Project Developers",
            "UNICODE LICENSE V3",
            ">burn-flex</a>",
            ">wgpu</a>",
            "https://crates.io/crates/colored/",
            "CC BY-SA 3.0",
            "Yann LeCun",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn copies_of_a_licence_are_shown_once() {
        let mut texts = Texts::default();
        let apache =
            |end: &str| format!("Apache License\nhttp://a\nEND OF TERMS AND CONDITIONS\n{end}");
        assert_eq!(texts.number(&apache("Copyright [yyyy]")), 1);
        assert_eq!(
            texts.number(&apache("").replace("http", "https").replace('\n', "\r\n  ")),
            1
        );
        assert_eq!(texts.number(&apache("Copyright 2020 Somebody")), 2);
        assert_eq!(texts.number("MIT <me>"), 3);
        assert!(texts.html().unwrap().contains("<h3 id=\"text-3\">3</h3>\n<pre tabindex=\"0\" aria-label=\"Text 3\">MIT &lt;me&gt;</pre>"));
    }
}
