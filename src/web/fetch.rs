//! Downloads of data files, with the bytes as they come, and patience where they do not.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::{clock, emit, send};
use crate::error::Error;
use crate::protocol::Event;
use crate::running::host::Message;
use crate::say;

/// Least time between two reports of progress, in milliseconds.
const INTERVAL: f64 = 100.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn fetch(address: &str, options: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// Ends of the waits that are under way.
    static WAITS: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Fetches files one after another; each, or why it did not come, goes into the inbox. `session` hears of the bytes.
pub fn download(session: u32, files: Vec<&'static str>) {
    wasm_bindgen_futures::spawn_local(async move {
        for file in files {
            let bytes = one(session, file, false).await;
            send(Message::Arrived { file, bytes });
        }
    });
}

/// Fetches a file once more after a while, past the browser's cache, which may hold what was wrong with it.
pub fn download_later(session: u32, file: &'static str, seconds: f64) {
    wasm_bindgen_futures::spawn_local(async move {
        wait(seconds).await;
        let bytes = one(session, file, true).await;
        send(Message::Arrived { file, bytes });
    });
}

/// Ends every wait.
pub fn hurry() {
    for end in WAITS.take() {
        let _ = end.call0(&JsValue::NULL);
    }
}

/// Waits so long, or until somebody is in a hurry.
async fn wait(seconds: f64) {
    let promise = Promise::new(&mut |resolve: Function, _: Function| {
        clock::set_timeout(&resolve, seconds * 1000.0);
        WAITS.with_borrow_mut(|waits| waits.push(resolve));
    });
    // A promise that is only ever resolved.
    let _ = JsFuture::from(promise).await;
}

/// Why a file did not come.
fn failed(file: &str, why_en: &str, why_zh: &str) -> Error {
    Error::new(
        "data",
        "download_failed",
        say!(
            "The data file “{file}” did not come: {why_en}.",
            "数据文件“{file}”下载失败：{why_zh}。"
        ),
    )
}

async fn one(session: u32, file: &'static str, reload: bool) -> Result<Vec<u8>, Error> {
    let broken = |reason: JsValue| {
        log::warn!("{file}: {reason:?}");
        failed(file, "the connection failed", "网络连接出错")
    };
    let response = ask(file, reload).await.map_err(broken)?;
    let status = response.status();
    if !response.ok() {
        let why = (
            format!("the server answered {status}"),
            format!("服务器返回 {status}"),
        );
        return Err(failed(file, &why.0, &why.1));
    }
    // A network that wants a login, or a server that answers every address with its first page.
    let kind = response.headers().get("content-type").ok().flatten();
    if kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(failed(
            file,
            "a web page came instead; perhaps this network wants a login",
            "收到的是网页，此网络可能需要登录",
        ));
    }
    read(session, file, &response).await.map_err(broken)
}

async fn ask(file: &str, reload: bool) -> Result<Response, JsValue> {
    // Relative to the worker's script, which lies in js/.
    let address = format!("../data/{file}");
    let options = Object::new();
    if reload {
        Reflect::set(&options, &"cache".into(), &"reload".into())?;
    }
    fetch(&address, &options).await?.dyn_into()
}

/// The bytes of an answer, told as they come.
async fn read(session: u32, file: &str, response: &Response) -> Result<Vec<u8>, JsValue> {
    // A server that unzips on the way sends more bytes than the length says: then it is not told.
    let headers = response.headers();
    let total = match headers.get("content-encoding")? {
        Some(_) => None,
        None => headers
            .get("content-length")?
            .and_then(|length| length.parse().ok()),
    };
    let body = response.body().ok_or(JsValue::NULL)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    let mut told = f64::NEG_INFINITY;
    loop {
        let part = JsFuture::from(reader.read()).await?;
        let done = Reflect::get(&part, &"done".into())?.is_truthy();
        if !done {
            let value: Uint8Array = Reflect::get(&part, &"value".into())?.dyn_into()?;
            bytes.extend(value.to_vec());
        }
        if done || clock::now() - told > INTERVAL {
            told = clock::now();
            let received = bytes.len() as u32;
            emit(&Event::Downloading {
                session,
                file: file.into(),
                received,
                total: if done { Some(received) } else { total },
            });
        }
        if done {
            return Ok(bytes);
        }
    }
}
