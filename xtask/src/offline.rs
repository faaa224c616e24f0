//! What a release needs to work without a network: the service worker (`www/sw.js`) gets the name of its build and the
//! list of its files, so that it changes with every build and keeps one whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::layout::build_folder;
use crate::page::files_below;

/// What stands at the top of the service worker. Bytes of files by their paths in the folder of the build.
#[derive(Serialize)]
struct Release {
    build: String,
    /// What every visit needs: JavaScript, styles, icons, the processor's worker.
    needed: BTreeMap<String, u64>,
    /// What is kept when it is used, or when a person wants all of it.
    others: BTreeMap<String, u64>,
}

/// Writes the list into a release that is otherwise complete.
///
/// # Errors
/// Files of the release can't be read or written.
pub fn write(dist: &Path) -> Result<()> {
    let folder = build_folder(dist)?;
    let name = (folder.file_name()).context("a build has a name")?;
    let mut release = Release {
        build: name.to_string_lossy().into_owned(),
        needed: BTreeMap::new(),
        others: BTreeMap::new(),
    };
    for file in files_below(&folder, &|path| !is_beside(path))? {
        let bytes = file.metadata()?.len();
        let path = file.strip_prefix(&folder)?;
        let list = match is_needed(path) {
            true => &mut release.needed,
            false => &mut release.others,
        };
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        list.insert(parts.join("/"), bytes);
    }
    let program = dist.join("sw.js");
    let text = fs::read_to_string(&program).context("the service worker is missing")?;
    let list = serde_json::to_string(&release)?;
    fs::write(&program, format!("self.downhill={list};\n{text}"))?;

    // The manifest stays at the top, its icons lie in the folder.
    let manifest = dist.join("manifest.webmanifest");
    let text = fs::read_to_string(&manifest).context("the manifest is missing")?;
    let named = text.replace("\"icons/", &format!("\"{}/icons/", release.build));
    fs::write(manifest, named).context("the manifest can't be written")
}

/// Whether a file is of the measuring page, or tells where data come from: nothing that the page asks for.
fn is_beside(path: &Path) -> bool {
    let bench =
        |part: &std::ffi::OsStr| part == "bench" || part == "bench.js" || part == "bench.css";
    path.iter().any(bench) || path.extension().is_some_and(|end| end == "toml")
}

/// Whether every visit needs a file.
fn is_needed(path: &Path) -> bool {
    let name = path.to_string_lossy();
    !name.starts_with("data")
        && !name.starts_with("gallery")
        && !name.starts_with("worker_gpu")
        && (path.extension().and_then(|end| end.to_str()))
            .is_some_and(|end| ["js", "css", "svg", "wasm"].contains(&end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn the_service_worker_knows_its_build_and_every_file_of_it() {
        let scratch = Scratch::new("offline");
        let dist = scratch.path();
        scratch.write("index.html", "");
        scratch.write("sw.js", "program();");
        scratch.write(
            "manifest.webmanifest",
            r#"{"icons": [{ "src": "icons/a.svg" }]}"#,
        );
        for needed in [
            "js/main.js",
            "css/base.css",
            "icons/a.svg",
            "worker_cpu_bg.wasm",
        ] {
            scratch.write(&format!("build-1/{needed}"), "12");
        }
        for other in [
            "data/mnist.gz",
            "gallery/data/xor.svg",
            "worker_gpu.js",
            "licences.html",
        ] {
            scratch.write(&format!("build-1/{other}"), "123");
        }
        for beside in [
            "data/mnist.toml",
            "js/bench/task.js",
            "js/bench.js",
            "css/bench.css",
        ] {
            scratch.write(&format!("build-1/{beside}"), "1234");
        }
        write(dist).unwrap();
        let text = fs::read_to_string(dist.join("sw.js")).unwrap();
        assert_eq!(
            text,
            "self.downhill={\"build\":\"build-1\",\
             \"needed\":{\"css/base.css\":2,\"icons/a.svg\":2,\"js/main.js\":2,\"worker_cpu_bg.wasm\":2},\
             \"others\":{\"data/mnist.gz\":3,\"gallery/data/xor.svg\":3,\"licences.html\":3,\"worker_gpu.js\":3}};\n\
             program();"
        );
        let manifest = fs::read_to_string(dist.join("manifest.webmanifest")).unwrap();
        assert!(
            manifest.contains("\"src\": \"build-1/icons/a.svg\""),
            "{manifest}"
        );
    }
}
