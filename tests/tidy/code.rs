//! What our own code may not do.

use crate::files::{breaches, files, sources, sources_without_tests};

/// Invariant 1: everything else builds and is tested natively.
#[test]
fn only_web_knows_javascript() {
    let found = breaches(&sources(), |path, line| {
        !path.starts_with("src/web")
            && ["wasm_bindgen", "web_sys", "js_sys"]
                .iter()
                .any(|name| line.contains(name))
    });
    assert_eq!(found, [""; 0]);
}

/// Invariant 3: a Session's numbers depend on nothing outside it.
#[test]
fn sessions_read_no_clock_and_no_generator_of_the_device() {
    let found = breaches(&sources(), |path, line| {
        let library = !path.starts_with("src/web") && !path.starts_with("src/bin");
        library
            && [
                "std::time",
                "Instant",
                "SystemTime",
                "std::fs",
                "Distribution",
                "device.seed",
                "Tensor::random",
            ]
            .iter()
            .any(|name| line.contains(name))
    });
    assert_eq!(found, [""; 0]);
}

/// Every synchronous read of the Device panics on wasm, and reading in one place keeps reads few.
#[test]
fn the_device_is_read_in_one_place() {
    let library: Vec<_> = sources_without_tests()
        .into_iter()
        .filter(|(path, _)| !path.starts_with("src/bin"))
        .collect();
    let reads = breaches(&library, |_, line| {
        line.contains("into_data_async") || line.contains("to_data_async")
    });
    assert_eq!(reads.len(), 1, "{reads:#?}");
    // What flex holds lies in this program's own memory.
    let others: Vec<_> = (library.into_iter())
        .filter(|(path, _)| !path.ends_with("operations/flex.rs"))
        .collect();
    let found = breaches(&others, |_, line| {
        [
            "into_scalar(",
            ".into_data(",
            ".to_data(",
            ".one_hot(",
            ".argsort(",
            ".nonzero(",
            "into_record(",
        ]
        .iter()
        .any(|call| line.contains(call))
    });
    assert_eq!(found, [""; 0]);
}

/// What people give and what browsers refuse is an error, not a panic.
#[test]
fn nothing_is_unwrapped_outside_tests() {
    let found = breaches(&sources_without_tests(), |_, line| {
        line.contains(".unwrap()")
    });
    assert_eq!(found, [""; 0]);
}

/// Every file says what it holds.
#[test]
fn every_source_file_begins_with_its_purpose() {
    let silent: Vec<_> = files(&["rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(silent, [""; 0]);
}
