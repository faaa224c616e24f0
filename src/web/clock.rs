//! Time, and giving others their turn.

use std::cell::OnceCell;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, WorkerGlobalScope};

thread_local! {
    static CHANNEL: OnceCell<Option<MessageChannel>> = const { OnceCell::new() };
}

/// Milliseconds since the worker began.
pub fn now() -> f64 {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    scope
        .performance()
        .map_or(0.0, |performance| performance.now())
}

#[wasm_bindgen]
extern "C" {
    /// Calls back once, after so many milliseconds.
    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(handler: &Function, milliseconds: f64);
}

/// Waits so many milliseconds.
pub async fn sleep(milliseconds: f64) {
    let promise = Promise::new(&mut |resolve: Function, _: Function| {
        set_timeout(&resolve, milliseconds);
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(promise).await;
}

/// Lets waiting messages in. A message to oneself, because `setTimeout(0)` is clamped to 4 ms and Safari lacks
/// `scheduler.yield`.
pub async fn turn() {
    let promise = Promise::new(&mut |resolve: Function, _: Function| {
        CHANNEL.with(|cell| {
            let channel = cell.get_or_init(|| MessageChannel::new().ok());
            let Some(channel) = channel else {
                let _ = resolve.call0(&JsValue::NULL);
                return;
            };
            channel.port1().set_onmessage(Some(&resolve));
            if channel.port2().post_message(&JsValue::NULL).is_err() {
                let _ = resolve.call0(&JsValue::NULL);
            }
        });
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(promise).await;
}
