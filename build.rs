//! Gives WebAssembly a maximum of memory.
//!
//! A program that asks for more than that is refused by its own module, with an error that can be told, long before
//! the browser ends the tab. It is twice what `src/bounds.rs` lets training need: an experiment and the one that takes
//! its place stand side by side for a moment. (An argument of the linker for our own programs: as a flag in
//! `.cargo/config.toml` it would be one of every dependency, and replaced by whoever sets RUSTFLAGS.)

/// Bytes; a whole number of pages of 64 KiB.
const MOST_MEMORY: u64 = 2 << 30;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = std::env::var("CARGO_CFG_TARGET_ARCH");
    if target.is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bins=--max-memory={MOST_MEMORY}");
    }
}
