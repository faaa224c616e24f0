//! Node and the npm packages of tests/web: the browser drivers, axe, tsc, biome and wasm-opt.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::command::{output, run};
use crate::project::Project;

/// The first version whose test runner knows `--test-concurrency`.
const OLDEST: (u32, u32) = (20, 10);

/// Checks Node's version and runs `npm ci`, unless what is installed matches the lockfile.
pub fn packages(project: &Project, why: &str) -> Result<()> {
    version(project)?;
    let folder = project.web_tests();
    let lockfile = folder.join("package-lock.json");
    let text = std::fs::read(&lockfile)
        .with_context(|| format!("{} can't be read", lockfile.display()))?;
    let wanted = format!("{:x} {}", Sha256::digest(text), std::env::consts::ARCH);

    // `npm ci` removes node_modules first, so the mark is there only after one that succeeded.
    let mark = folder.join("node_modules/.installed");
    if std::fs::read_to_string(&mark).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    println!("Installing the npm packages of tests/web, because {why}.");
    let install = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ];
    // npm repeats failed downloads by itself.
    run(project.command("npm").args(install).current_dir(&folder))?;
    std::fs::write(&mark, wanted)?;
    Ok(())
}

fn version(project: &Project) -> Result<()> {
    let (major, minor) = OLDEST;
    let Ok(said) = output(project.command("node").arg("--version")) else {
        bail!(
            "there is no Node.js on PATH; Downhill needs {major}.{minor} or newer (https://nodejs.org)"
        );
    };
    let said = said.trim();
    let new_enough =
        parse(said).with_context(|| format!("`node --version` says `{said}`"))? >= OLDEST;
    if !new_enough {
        bail!(
            "Node.js {said} is too old: Downhill needs {major}.{minor} or newer (https://nodejs.org)"
        );
    }
    if output(project.command("npm").arg("--version")).is_err() {
        bail!("Node.js is here, but npm is not on PATH (on Debian: apt-get install npm)");
    }
    Ok(())
}

/// Major and minor of a version like `v20.20.2`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_as_numbers() {
        assert_eq!(parse("v20.20.2"), Some((20, 20)));
        assert!(parse("v20.9.0") < Some(OLDEST));
        assert!(parse("v100.0.0") > Some(OLDEST));
        assert_eq!(parse("twenty"), None);
    }
}
