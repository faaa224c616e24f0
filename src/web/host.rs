//! The worker as a host of the driver: its inbox and outbox, clock, canvas and downloads.

use std::cell::RefCell;

use futures_channel::mpsc::UnboundedReceiver;
use web_sys::ImageBitmap;

use super::{canvas, clock, emit, emit_picture, fetch, send};
use crate::inspect::form::Form;
use crate::inspect::view::ViewRequest;
use crate::protocol::Event;
use crate::running::host::{Host, Message};

/// This worker.
pub struct Worker {
    pub inbox: RefCell<UnboundedReceiver<Message>>,
}

impl Host for Worker {
    type Bitmap = ImageBitmap;

    fn now(&self) -> f64 {
        clock::now()
    }

    fn emit(&self, event: Event) {
        emit(&event);
    }

    fn emit_picture(&self, event: Event, bitmap: Option<ImageBitmap>) {
        emit_picture(&event, bitmap);
    }

    fn draw(&self, request: &ViewRequest, form: &mut Form) -> Result<ImageBitmap, String> {
        canvas::draw(request, form)
    }

    fn download(&self, session: u32, files: Vec<&'static str>) {
        fetch::download(session, files);
    }

    fn download_later(&self, session: u32, file: &'static str, seconds: f64) {
        fetch::download_later(session, file, seconds);
    }

    fn hurry(&self) {
        fetch::hurry();
    }

    fn take(&self) -> Option<Message> {
        self.inbox.borrow_mut().try_recv().ok()
    }

    // Nobody else borrows the inbox: the driver does one thing at a time.
    #[allow(clippy::await_holding_refcell_ref)]
    async fn wait(&self, most: Option<f64>) -> Option<Message> {
        if let Some(milliseconds) = most {
            wasm_bindgen_futures::spawn_local(async move {
                clock::sleep(milliseconds).await;
                send(Message::Woken);
            });
        }
        self.inbox.borrow_mut().recv().await.ok()
    }

    async fn turn(&self) {
        clock::turn().await;
    }

    /// Where worker.js counts them.
    fn dispatches(&self) -> Option<f64> {
        js_sys::Reflect::get(&js_sys::global(), &"downhillDispatches".into())
            .ok()?
            .as_f64()
    }
}
