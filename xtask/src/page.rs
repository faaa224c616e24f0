//! Building the page: Trunk with the processor's worker, the graphics card's worker, and wasm-opt for a release.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::command::run;
use crate::layout::lay_out;
use crate::licences;
use crate::node;
use crate::offline;
use crate::project::Project;
use crate::tools;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Dev,
    /// What is published: optimised, small, slow to build.
    Release,
}

/// The artefacts, and what wasm-opt is told for them. LLVM has already done the large things: measured
/// on worker_cpu, -Oz makes the file a tenth smaller but its brotli form seven per cent larger than
/// -O1 does, and takes four times as long.
const ARTEFACTS: [&str; 2] = ["worker_cpu_bg.wasm", "worker_gpu_bg.wasm"];
const LEVEL: &str = "-O1";

/// What rustc and wasm-bindgen put into the artefacts; the same as every browser we support has.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The modules with which pages begin, and how the files are named that they share or load later. The measuring page
/// shares nothing with the others, so that nothing of it is part of a visit.
const JOINED: [(&str, &[&str]); 2] = [
    (
        "[name]-[hash].js",
        &["begin.js", "examples.js", "main.js", "poster.js"],
    ),
    ("bench/[name]-[hash].js", &["bench.js"]),
];

/// Scripts that import nothing and that no module imports.
const ALONE: [&str; 3] = ["first.js", "guard.js", "worker.js"];

/// Everything a build needs, found or installed once.
pub struct Builder<'a> {
    project: &'a Project,
    profile: Profile,
    path: std::ffi::OsString,
}

impl<'a> Builder<'a> {
    pub fn new(project: &'a Project, profile: Profile) -> Result<Self> {
        let path = tools::for_page(project)?;
        if profile == Profile::Release {
            node::packages(
                project,
                "wasm-opt is among them and makes the release smaller",
            )?;
        }
        Ok(Self {
            project,
            profile,
            path,
        })
    }

    /// Builds the page and returns its folder; in development without the graphics card's worker, which takes most
    /// of the time and is not needed to begin: see [`Self::graphics`]. Each profile has its own folder, so that a
    /// page being served for development survives a run of the tests.
    pub fn build(&self) -> Result<PathBuf> {
        let dist = match self.profile {
            Profile::Dev => self.project.root.join("dist-dev"),
            Profile::Release => self.project.root.join("dist"),
        };
        let mut trunk = self.tool("trunk");
        trunk.arg("build").arg("--dist").arg(&dist);
        if self.profile == Profile::Release {
            trunk.args(["--cargo-profile", "web", "--release=true"]);
        }
        trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk takes the variable for one of its options and stops at anything but true or false.
        if std::env::var_os("NO_COLOR").is_some() {
            trunk.env("NO_COLOR", "true");
        }
        let (trunk, licences) = std::thread::scope(|scope| {
            let licences = scope.spawn(|| licences::page(self.project));
            (
                run(&mut trunk),
                licences.join().expect("the licences' thread ended"),
            )
        });
        trunk.context("the page could not be built")?;
        let licences = licences.context("the page of licences could not be written")?;
        std::fs::write(dist.join("licences.html"), licences)?;

        if self.profile == Profile::Release {
            self.worker("gpu", &self.project.target, &dist)?;
            self.join(&dist)?;
            self.minify(&dist)?;
            std::thread::scope(|scope| {
                let running: Vec<_> = ARTEFACTS
                    .iter()
                    .map(|name| dist.join(name))
                    .map(|file| scope.spawn(move || self.optimise(&file)))
                    .collect();
                running
                    .into_iter()
                    .try_for_each(|thread| thread.join().expect("wasm-opt's thread ended"))
            })?;
            lay_out(&dist)?;
            offline::write(&dist)?;
        }
        Ok(dist)
    }

    /// Builds the graphics card's worker into the folder of a development page. Its target folder is its own: cargo
    /// lets one build at a time into a folder, and the page would wait for this one at every change.
    pub fn graphics(&self, dist: &Path) -> Result<()> {
        self.worker("gpu", &self.project.target.join("graphics"), dist)
    }

    /// Builds `worker_cpu` or `worker_gpu` as Trunk does, by way of a target folder, into a folder.
    pub fn worker(&self, feature: &str, target: &Path, folder: &Path) -> Result<()> {
        let name = format!("worker_{feature}");
        let (profile, output) = match self.profile {
            Profile::Dev => ("dev", "debug"),
            Profile::Release => ("web", "web"),
        };
        let mut cargo = self.project.command("cargo");
        cargo
            .args(["build", "--target", "wasm32-unknown-unknown"])
            .args(["--no-default-features", "--features", feature])
            .args(["--bin", &name, "--profile", profile, "--target-dir"])
            .arg(target);
        run(&mut cargo).with_context(|| format!("{name} could not be built"))?;
        let mut bindgen = self.tool("wasm-bindgen");
        bindgen
            .args(["--target", "web", "--no-typescript", "--out-name", &name])
            .arg("--out-dir")
            .arg(folder)
            .arg(target.join(format!("wasm32-unknown-unknown/{output}/{name}.wasm")));
        run(&mut bindgen).with_context(|| format!("{name} could not be joined to JavaScript"))
    }

    /// One of the tools that [`tools::for_page`] installed.
    fn tool(&self, name: &str) -> Command {
        let mut command = self.project.command(name);
        command.env("PATH", &self.path);
        command
    }

    /// Joins modules to few files. What the page loads later stays in files of its own.
    fn join(&self, dist: &Path) -> Result<()> {
        let (scripts, joined) = (dist.join("js"), dist.join("joined"));
        for (names, begins) in JOINED {
            let mut command = self.project.command(self.project.npm_program("rollup"));
            command
                .args(["--silent", "--format", "es", "--chunkFileNames", names])
                .arg("--dir")
                .arg(&joined)
                .args(begins.iter().map(|name| scripts.join(name)));
            run(&mut command).context("the modules could not be joined")?;
        }
        let is_joined = |path: &Path| {
            path.extension()
                .is_some_and(|end| end == "js" || end == "ts")
                && !ALONE.iter().any(|name| path == scripts.join(name))
        };
        for module in files_below(&scripts, &is_joined)? {
            std::fs::remove_file(module)?;
        }
        std::fs::remove_dir_all(dist.join("vendor"))?;
        for file in files_below(&joined, &|_| true)? {
            let place = scripts.join(file.strip_prefix(&joined)?);
            std::fs::create_dir_all(place.parent().context("a file lies in a folder")?)?;
            std::fs::rename(file, place)?;
        }
        std::fs::remove_dir_all(joined).context("what was joined was moved")
    }

    /// Takes comments and long names out of our JavaScript and CSS. `first.js` and `guard.js` are for browsers of any age:
    /// they become ECMAScript 5, and lose only comments and spaces, because the minifier's shorter forms need newer
    /// browsers.
    fn minify(&self, dist: &Path) -> Result<()> {
        let files = files_below(dist, &|path| {
            path.extension()
                .is_some_and(|end| end == "js" || end == "css")
        })?;
        let (first, others): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|path| path.ends_with("first.js") || path.ends_with("guard.js"));
        let any_age: &[&str] = &["--minify-whitespace", "--target=es5"];
        for (how, files) in [(&["--minify"][..], others), (any_age, first)] {
            let mut command = self.project.command(self.project.npm_program("esbuild"));
            command
                // Chinese is shorter as it is than in escapes.
                .args(how)
                .args(["--charset=utf8", "--allow-overwrite"])
                .arg("--log-level=warning")
                .arg(format!("--outdir={}", dist.display()))
                .arg(format!("--outbase={}", dist.display()))
                .args(files);
            run(&mut command).context("the JavaScript could not be minified")?;
        }
        Ok(())
    }

    /// Replaces an artefact by what wasm-opt makes of it. npm's wasm-opt is compiled to JavaScript
    /// and needs minutes for a large file, so the last result is kept with what it was made from.
    fn optimise(&self, wasm: &Path) -> Result<()> {
        let name = wasm
            .file_name()
            .and_then(OsStr::to_str)
            .context("a file without a name")?;
        let folder = self.project.target.join("wasm-opt");
        let (kept, mark) = (folder.join(name), folder.join(format!("{name}.made-from")));
        std::fs::create_dir_all(&folder)?;

        // The lockfile stands for the version of wasm-opt.
        let mut hash = Sha256::new();
        hash.update(std::fs::read(wasm)?);
        hash.update(std::fs::read(
            self.project.web_tests().join("package-lock.json"),
        )?);
        hash.update(LEVEL);
        hash.update(FEATURES.concat());
        let made_from = format!("{:x}", hash.finalize());

        if std::fs::read_to_string(&mark).ok().as_ref() != Some(&made_from) || !kept.is_file() {
            let start = Instant::now();
            let mut command = self.project.command(self.project.npm_program("wasm-opt"));
            command
                .arg(LEVEL)
                .args(FEATURES)
                .arg(wasm)
                .arg("-o")
                .arg(&kept);
            run(&mut command)?;
            std::fs::write(&mark, made_from)?;
            println!("wasm-opt {LEVEL} {name}: {} s", start.elapsed().as_secs());
        }
        std::fs::copy(&kept, wasm)?;
        Ok(())
    }
}

/// Every file below a folder that is wanted, in a fixed order.
pub fn files_below(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in folder
            .read_dir()
            .with_context(|| format!("{} can't be read", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
