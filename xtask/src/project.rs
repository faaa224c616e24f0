//! Where things lie: the checkout, cargo's target folder, and the folder in the user's cache.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

pub struct Project {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target folder, absolute: children run in `root`, wherever the user stood.
    pub target: PathBuf,
    /// What is kept between checkouts: the installed tools and downloaded packages.
    pub cache: PathBuf,
}

impl Project {
    pub fn find() -> Result<Self> {
        // Cargo names the package it runs; the path compiled in is for a binary started by hand.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .context("xtask lies in no folder")?
            .to_owned();
        ensure!(
            root.join("Trunk.toml").is_file(),
            "{} is not Downhill's checkout: it has no Trunk.toml",
            root.display()
        );

        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::path::absolute(folder)?,
            None => root.join("target"),
        };

        let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache = std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .or_else(home)
            .context("neither XDG_CACHE_HOME nor HOME says where a cache may lie")?
            .join("downhill");

        Ok(Self {
            root,
            target,
            cache,
        })
    }

    /// A command that runs in the checkout and builds into the target folder.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The folder of the browser tests, whose packages also hold tsc, biome and wasm-opt.
    pub fn web_tests(&self) -> PathBuf {
        self.root.join("tests/web")
    }

    /// A program that npm installed.
    pub fn npm_program(&self, name: &str) -> PathBuf {
        self.web_tests().join("node_modules/.bin").join(name)
    }
}
