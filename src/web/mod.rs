//! The only place that knows JavaScript: a worker's inbox and outbox, its Device, canvas, clock and downloads.

mod canvas;
mod clock;
mod device;
mod fetch;
mod host;
mod plain_loop;

use std::cell::RefCell;

use futures_channel::mpsc::{UnboundedSender, unbounded};
use js_sys::{Array, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ImageBitmap};

use crate::error::Error;
use crate::protocol::Event;
use crate::running::driver::Driver;
use crate::running::host::Message;
use crate::say;
use crate::text::quoted;

use self::host::Worker;

pub use plain_loop::plain_loop;

thread_local! {
    static INBOX: RefCell<Option<UnboundedSender<Message>>> = const { RefCell::new(None) };
}

unsafe extern "C" {
    /// Runs the constructors of the program; the linker makes it.
    fn __wasm_call_ctors();
}

/// Starts the worker; the `main` of both programs.
pub fn start() {
    // Without this call worker_gpu spent its time in constructors: a first step after 20 to 30 s, then one a second,
    // whatever the network. cubecl-ir and pliron register some 420 operations by `inventory`, in constructors, and
    // wasm-ld takes a program that never calls them for one whose every export is called once: it wraps each export,
    // allocation and every closure included, so that it runs all constructors first. It wraps nothing where they are
    // called by hand, which must be here, before anything asks what was registered. Superfluous once wasm-bindgen's
    // start function calls them (dtolnay/inventory#76); tests/web/artefacts.test.js tells.
    //
    // SAFETY: the linker defines it in every program, without parameters or results, and `main` runs once.
    unsafe { __wasm_call_ctors() };
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        // What asks for more than there can ever be panics; what gets no more memory ends without a word (worker.js).
        emit(&if panic.to_string().contains("capacity overflow") {
            failed(
                "no_memory",
                say!(
                    "The training program stopped, because this needs more memory than a browser has ({panic}). A smaller network or batch needs less.",
                    "训练程序已停止：所需内存超出浏览器的上限（{panic}）。换用更小的网络或批量，所需内存会更少。"
                ),
            )
        } else {
            failed(
                "panic",
                say!(
                    "The training program met an error of its own: {panic}",
                    "训练程序自身出错：{panic}"
                ),
            )
        });
    }));
    let _ = log::set_logger(&Console).map(|()| log::set_max_level(log::LevelFilter::Warn));
    let (sender, inbox) = unbounded();
    INBOX.with_borrow_mut(|slot| *slot = Some(sender));
    wasm_bindgen_futures::spawn_local(async {
        match device::choose().await {
            Ok(chosen) => {
                let inbox = RefCell::new(inbox);
                let mut driver = Driver::new(Worker { inbox }, chosen);
                driver.ready();
                driver.serve().await;
            }
            Err(error) => emit(&Event::Failed {
                session: 0,
                id: None,
                fatal: true,
                errors: vec![error],
            }),
        }
    });
}

fn failed(code: &str, text: crate::text::Text) -> Event {
    Event::Failed {
        session: 0,
        id: None,
        fatal: true,
        errors: vec![Error::new("worker", code, text)],
    }
}

/// A Command from the page.
#[wasm_bindgen]
pub fn command(value: JsValue) {
    match serde_wasm_bindgen::from_value(value) {
        Ok(command) => send(Message::Command(command)),
        Err(reason) => {
            let reason = quoted(&reason.to_string());
            emit(&Event::Failed {
                session: 0,
                id: None,
                fatal: false,
                errors: vec![Error::new(
                    "command",
                    "bad_command",
                    say!(
                        "The page sent something that the worker does not understand: {reason}",
                        "页面发来了无法识别的指令：{reason}"
                    ),
                )],
            });
        }
    }
}

/// Puts a message into the worker's own inbox.
fn send(message: Message) {
    INBOX.with_borrow(|inbox| {
        if let Some(inbox) = inbox {
            // Fails only when the loop has ended, and then the panic hook has said so.
            let _ = inbox.unbounded_send(message);
        }
    });
}

/// Posts an Event; large buffers are handed over, not copied.
fn emit(event: &Event) {
    post(event, None);
}

/// Posts a `shown` with its picture; `null` where it has none.
fn emit_picture(event: &Event, bitmap: Option<ImageBitmap>) {
    post(event, Some(bitmap.map_or(JsValue::NULL, JsValue::from)));
}

fn post(event: &Event, bitmap: Option<JsValue>) {
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_missing_as_null(true)
        .serialize_maps_as_objects(true);
    let message = match event.serialize(&serializer) {
        Ok(message) => message,
        Err(reason) => return log::error!("an event could not be sent: {reason}"),
    };
    let transfer = Array::new();
    let checkpoint = Reflect::get(&message, &"checkpoint".into()).ok();
    if let Some(bytes) = checkpoint.and_then(|value| value.dyn_into::<Uint8Array>().ok()) {
        transfer.push(&bytes.buffer());
    }
    if let Some(bitmap) = bitmap {
        let _ = Reflect::set(&message, &"bitmap".into(), &bitmap);
        if !bitmap.is_null() {
            transfer.push(&bitmap);
        }
    }
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if let Err(reason) = scope.post_message_with_transfer(&message, &transfer) {
        log::error!("an event could not be posted: {reason:?}");
    }
}

/// Sends the logs of burn and wgpu to the console: WGSL errors are told nowhere else.
struct Console;

impl log::Log for Console {
    fn enabled(&self, metadata: &log::Metadata) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record) {
        if self.enabled(record.metadata()) {
            let line = format!("{}: {}", record.target(), record.args());
            match record.level() {
                log::Level::Error => web_sys::console::error_1(&line.into()),
                _ => web_sys::console::warn_1(&line.into()),
            }
        }
    }

    fn flush(&self) {}
}
