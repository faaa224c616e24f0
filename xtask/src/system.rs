//! What the tests need from the operating system: three browsers, a font, PyTorch. On Debian, as root,
//! it is installed; anyone else is told the command.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{find, output, retry, run, succeeds};
use crate::project::Project;

pub struct Need {
    name: &'static str,
    why: &'static str,
    /// The package of Debian 12 and newer.
    package: &'static str,
    found: fn() -> bool,
}

pub const CHROMIUM: Need = Need {
    name: "Chromium",
    why: "the browser tests run in it",
    package: "chromium",
    // The same places as in tests/web/harness.js.
    found: || {
        browser(
            "CHROMIUM",
            &[
                "chromium",
                "chromium-browser",
                "google-chrome-stable",
                "google-chrome",
            ],
            &[
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ],
        )
    },
};

pub const FIREFOX: Need = Need {
    name: "Firefox",
    why: "the browser tests run in it too",
    package: "firefox-esr",
    found: || {
        browser(
            "FIREFOX",
            &["firefox-esr", "firefox"],
            &["/Applications/Firefox.app/Contents/MacOS/firefox"],
        )
    },
};

/// Only Linux has it; the test passes over other systems.
pub const WEBKIT: Need = Need {
    name: "WebKitGTK's driver",
    why: "the whole path is walked in this relative of Safari",
    package: "webkit2gtk-driver",
    found: || !cfg!(target_os = "linux") || find("WebKitWebDriver").is_some(),
};

pub const SCREEN: Need = Need {
    name: "Xvfb",
    why: "WebKitGTK needs a screen",
    package: "xvfb",
    found: || !cfg!(target_os = "linux") || find("Xvfb").is_some(),
};

pub const CHINESE_FONT: Need = Need {
    name: "a font with Chinese characters",
    why: "screenshots show Chinese text",
    package: "fonts-noto-cjk",
    // Only fontconfig can be asked; systems without it bring such a font.
    found: || match find("fc-list") {
        Some(_) => output(Command::new("fc-list").args([":lang=zh", "family"]))
            .is_ok_and(|list| !list.trim().is_empty()),
        None => !cfg!(target_os = "linux"),
    },
};

pub const PYTHON_VENV: Need = Need {
    name: "Python's venv",
    why: "the example books are built with tools from PyPI",
    package: "python3-venv",
    found: || succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
};

pub const PYTORCH: Need = Need {
    name: "PyTorch",
    why: "the numbers in tests/fixtures are computed with it again",
    package: "python3-torch",
    found: || python_with_torch().is_some(),
};

/// A Python that can import PyTorch. The system's comes first: Debian's package belongs to it, and
/// another one may lie before it on PATH.
pub fn python_with_torch() -> Option<&'static str> {
    let ask = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
    ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| succeeds(Command::new(python).args(["-c", ask])))
}

fn browser(variable: &str, programs: &[&str], applications: &[&str]) -> bool {
    std::env::var_os(variable).is_some_and(|path| Path::new(&path).is_file())
        || programs.iter().any(|program| find(program).is_some())
        || applications.iter().any(|path| Path::new(path).is_file())
}

/// Installs what isn't there, or says how.
pub fn ensure(project: &Project, needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.found)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing
        .iter()
        .map(|need| format!("{} ({})", need.name, need.why))
        .collect();
    let names = names.join(", ");
    let packages: Vec<_> = missing.iter().map(|need| need.package).collect();

    if !is_debian() {
        bail!(
            "this is missing: {names}. Please install it; a browser in an unusual place is named by the \
             variable CHROMIUM or FIREFOX"
        );
    }
    if !output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        bail!(
            "this is missing: {names}. Please type:\n  sudo apt-get update && sudo apt-get install -y \
             --no-install-recommends {}",
            packages.join(" ")
        );
    }
    for need in &missing {
        println!(
            "Installing Debian's {}, because {}.",
            need.package, need.why
        );
    }
    retry(|| {
        run(apt(project).arg("update"))?;
        run(apt(project)
            .args(["install", "-y", "--no-install-recommends"])
            .args(&packages))
    })?;
    if let Some(need) = missing.iter().find(|need| !(need.found)()) {
        bail!(
            "{} was installed, but {} is not to be found",
            need.package,
            need.name
        );
    }
    Ok(())
}

fn apt(project: &Project) -> Command {
    let mut command = project.command("apt-get");
    command
        .args(["-qq", "-o", "Acquire::Retries=3"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Debian itself: on its descendants the same names may mean something else (Ubuntu's chromium is a snap).
fn is_debian() -> bool {
    std::fs::read_to_string("/etc/os-release")
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "ID=debian"))
}
