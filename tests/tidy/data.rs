//! What stands at the top level and in the folder of data files.

use crate::files::{files, root};

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
        "kernels",
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
