//! The worker that trains on the processor.

fn main() {
    #[cfg(target_arch = "wasm32")]
    downhill::web::start();
}
