//! The pictures of the gallery: every experiment and every data set has one, small enough for a page of them, and it is
//! the one that the command draws. `cargo xtask gallery` makes them anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use downhill::datasets::{self, Source};
use downhill::recipe::experiments;

/// Most bytes of a picture, and of all together.
const MOST: usize = 6 * 1024;
const MOST_TOGETHER: usize = 200 * 1024;

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/gallery")
}

/// Every picture in a folder, as `data/spirals.svg`, with what is in it.
fn pictures(folder: &Path) -> Vec<(String, String)> {
    let read = |path: PathBuf| std::fs::read_dir(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    let folders = read(folder.into()).map(|entry| entry.expect("it can be read").path());
    let files = folders.flat_map(|folder| read(folder).map(|file| file.expect("it can be read")));
    let mut found: Vec<_> = files
        .map(|file| {
            let path = file.path();
            let name = path.strip_prefix(folder).expect("it lies in there");
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            (name.display().to_string().replace('\\', "/"), text)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn whatever_can_be_chosen_has_a_picture_and_nothing_else_has() {
    let sets = datasets::ALL.iter();
    // Data of one's own are brought along.
    let sets = sets.filter(|record| !matches!(record.source, Source::Own));
    let sets = sets.map(|record| format!("data/{}.svg", record.id));
    let experiments = experiments::ALL.iter();
    let experiments = experiments.map(|one| format!("experiments/{}.svg", one.id));
    let wanted: BTreeSet<String> = sets.chain(experiments).collect();
    let there: BTreeSet<String> = pictures(&committed())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(there, wanted, "type `cargo xtask gallery`");
}

#[test]
fn pictures_are_small_of_one_size_and_ask_for_nothing() {
    let mut together = 0;
    for (name, text) in pictures(&committed()) {
        assert!(text.len() <= MOST, "{name}: {} bytes", text.len());
        together += text.len();
        let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"192\" height=\"144\" viewBox=\"0 0 192 144\"";
        assert!(
            text.starts_with(head) && text.ends_with("</svg>\n"),
            "{name}"
        );
        // Only what is in the file itself, so that nothing is asked for: see the page's content security policy.
        let addresses = text.split("href=\"").skip(1);
        for address in addresses {
            assert!(
                address.starts_with("data:image/") || address.starts_with('#'),
                "{name}"
            );
        }
        assert!(!text.contains("<script"), "{name}");
    }
    assert!(together <= MOST_TOGETHER, "{together} bytes");
}

/// No number in them is so near to another that it falls to the other side on another kind of processor, except by
/// accident: data are the same bits everywhere, and so few steps of training differ only in their last places.
#[test]
fn what_is_drawn_again_is_what_is_committed() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    let ids = ["circles", "ratings", "reverse", "oscillators", "line-fit"];
    let output = Command::new(env!("CARGO_BIN_EXE_downhill"))
        .arg("gallery")
        .arg(&folder)
        .args(ids)
        .output()
        .expect("it was built");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let old = pictures(&committed());
    for (name, new) in pictures(&folder) {
        let (_, old) = old
            .iter()
            .find(|(known, _)| *known == name)
            .expect("it is known");
        let apart = new.bytes().zip(old.bytes()).filter(|(new, old)| new != old);
        let apart = apart.count() + new.len().abs_diff(old.len());
        let least = if name.starts_with("data/") {
            0
        } else {
            old.len() / 10
        };
        assert!(
            apart <= least,
            "{name} is another one: type `cargo xtask gallery`"
        );
    }
}
