//! The worker that trains on the graphics card.

fn main() {
    #[cfg(target_arch = "wasm32")]
    downhill::web::start();
}
