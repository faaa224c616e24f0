//! What the page may not hold.

use crate::files::{breaches, files};

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
