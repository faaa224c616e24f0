//! `cargo xtask gallery`: draws the pictures of experiments and data sets again, into `assets/gallery`. The command line
//! does the work (`src/bin/downhill/gallery`); experiments are trained for it, which takes minutes in all.

use std::fs;

use anyhow::Result;

use crate::command::run;
use crate::project::Project;

/// Draws the named pictures; all of them, and takes away those of what is no longer there, where none is named.
pub fn draw(project: &Project, only: &[String]) -> Result<()> {
    let folder = project.root.join("assets/gallery");
    run(project
        .command("cargo")
        .args(["build", "--bin", "downhill"]))?;
    if only.is_empty() && folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    run(project
        .command(project.target.join("debug/downhill"))
        .arg("gallery")
        .arg(&folder)
        .args(only))
}
