//! The order of the folders: a file imports from its own folder and from those before it, so that whoever reads from
//! the top needs nothing that comes later, and no two folders need each other.

use std::collections::BTreeSet;
use std::path::Path;

use crate::files::sources;
use crate::rust;

/// The folders and files of `src`, as the code map in `src/lib.rs` has them; each may import those before it.
const ORDER: &[&str] = &[
    // The ground.
    "bounds",
    "text",
    "error",
    "random",
    "shape",
    "params",
    "features",
    "samples",
    "json",
    "formats",
    "datasets",
    "data",
    "operations",
    "network",
    "optim",
    "recipe",
    "training",
    "inspect",
    // What crosses the boundary, and what can be chosen.
    "protocol",
    "catalog",
    "listing",
    "running",
    "web",
    "bin",
];

/// Macros that stand at the top of the crate, with the file that defines them.
const MACROS: &[(&str, &str)] = &[("say", "text")];

#[test]
fn no_folder_imports_one_that_comes_later() {
    let sources = sources();
    let upward = sources.iter().flat_map(|(path, text)| {
        let names = upward_imports(path, text).into_iter();
        names.map(move |name| format!("{}: {name}", path.display()))
    });
    assert_eq!(upward.collect::<Vec<_>>(), [""; 0]);
}

/// What a file imports that comes after its own folder. The crate's root, which lists the
/// modules, is held to nothing.
fn upward_imports(path: &Path, text: &str) -> Vec<String> {
    let module = module(path);
    // In a program `crate` is the program, which nothing else can import.
    let Some(folder) = module.first().filter(|folder| *folder != "bin") else {
        return Vec::new();
    };
    let own = place(folder).unwrap_or_else(|| panic!("{folder} has no place in the order"));
    let module: Vec<&str> = module.iter().map(String::as_str).collect();
    let reached = rust::reached(text, &module);
    let reached = reached.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reached
        .into_iter()
        .filter(|name| {
            let place = place(name);
            place.unwrap_or_else(|| panic!("{}: {name} has no place in the order", path.display()))
                > own
        })
        .collect()
}

/// Where a folder or file stands in the order.
fn place(name: &str) -> Option<usize> {
    let defined = MACROS.iter().find(|(found, _)| *found == name);
    let name = defined.map_or(name, |(_, file)| file);
    ORDER.iter().position(|folder| *folder == name)
}

/// The module that a file of `src` is, from the crate's root; nothing for the root itself.
fn module(path: &Path) -> Vec<String> {
    let path = path
        .strip_prefix("src")
        .expect("a file of src")
        .with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    names
        .filter(|name| name != "mod" && name != "lib")
        .collect()
}

/// A folder that git keeps has a place, and nothing has one that is not there.
#[test]
fn every_folder_has_its_place() {
    let there: BTreeSet<String> = (sources().iter())
        .filter_map(|(path, _)| module(path).first().cloned())
        .collect();
    let placed: BTreeSet<String> = ORDER.iter().map(ToString::to_string).collect();
    assert_eq!(there, placed);
    assert_eq!(placed.len(), ORDER.len(), "each stands there once");
}

#[test]
fn an_import_of_what_comes_later_is_refused() {
    let found = |path: &str, text: &str| upward_imports(Path::new(path), text);
    let file = "src/network/layers/dense.rs";
    let imports =
        "use crate::{say, text::{Text, quoted}, recipe::Key};\nuse crate::network::trace::Trace;";
    assert_eq!(found(file, imports), ["recipe"]);
    assert_eq!(
        found(file, "fn a() { crate::catalog::catalog(); }"),
        ["catalog"]
    );
    assert_eq!(
        found(file, "use crate::optim::optimizers::ADAM;"),
        ["optim"]
    );
    assert_eq!(
        found("src/network/mod.rs", "use super::training;"),
        ["training"]
    );
    assert_eq!(
        found("src/params.rs", "use crate::network::notation;"),
        ["network"]
    );
    assert_eq!(found("src/text.rs", "use crate::error::Error;"), ["error"]);
    assert_eq!(
        found(file, "#[cfg(test)]\nuse crate::recipe::Recipe;"),
        [""; 0]
    );
    assert_eq!(
        found("src/lib.rs", "pub use crate::protocol::Event;"),
        [""; 0]
    );
    assert_eq!(found("src/running/driver.rs", imports), [""; 0]);
}
