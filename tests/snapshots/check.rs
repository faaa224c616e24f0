//! Views as pictures, compared with those in `tests/snapshots`. After a change that is meant, write them anew and look at
//! them: `DOWNHILL_SNAPSHOTS=write cargo test --lib snapshot`.

use std::path::Path;

use super::form::Form;
use super::svg::svg;
use super::view::{View, ViewRequest};
use crate::text::Text;

/// Names of three classes.
pub fn classes() -> Vec<Text> {
    ["cat", "dog", "owl"]
        .map(|name| Text::new(name, name))
        .into()
}

/// Light and English; dark, Chinese and, where there is one, with a logarithmic axis.
fn requests(view: &View) -> [ViewRequest; 2] {
    let light = ViewRequest::new(view.id, 480, 240);
    let dark = ViewRequest {
        dark: true,
        log: true,
        lang: "zh".into(),
        ..light.clone()
    };
    [light, dark]
}

/// Compares what a view shows with its pictures.
///
/// # Panics
/// Where they differ, or none was kept.
pub fn check(view: &View, form: impl Fn(&ViewRequest) -> Form) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for request in requests(view) {
        let mut form = form(&request);
        let drawn = svg(&view.title, &request, &mut form).expect("SVG cannot fail");
        let theme = if request.dark { "dark" } else { "light" };
        let path = folder.join(format!("{}-{theme}-{}.svg", view.id, request.lang));
        if std::env::var_os("DOWNHILL_SNAPSHOTS").is_some() {
            std::fs::create_dir_all(&folder).expect("our own folder");
            std::fs::write(&path, drawn).expect("our own file");
            continue;
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == drawn,
            "{} differs: if that is meant, write it anew with DOWNHILL_SNAPSHOTS=write and look at it",
            path.display()
        );
    }
}
