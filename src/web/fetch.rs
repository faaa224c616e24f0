//! Downloads of data files, with the bytes as they come.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response, WorkerGlobalScope};

use super::{Message, clock, emit, send};
use crate::error::Error;
use crate::protocol::Event;
use crate::say;

/// Least time between two reports of progress, in milliseconds.
const INTERVAL: f64 = 100.0;

/// Fetches files one after another; each, or why it did not come, goes into the inbox. `session` hears of the bytes.
pub fn fetch(session: u32, files: Vec<&'static str>) {
    wasm_bindgen_futures::spawn_local(async move {
        for file in files {
            let bytes = download(session, file).await.map_err(|reason| {
                log::error!("{file}: {reason:?}");
                Error::new(
                    "data",
                    "download_failed",
                    say!(
                        "The data file “{file}” could not be loaded. Check the connection and open the experiment again.",
                        "数据文件“{file}”无法下载。请检查网络后重新打开实验。"
                    ),
                )
            });
            send(Message::Arrived { file, bytes });
        }
    });
}

async fn download(session: u32, file: &'static str) -> Result<Vec<u8>, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    // Relative to the worker's script, which lies in js/.
    let response = JsFuture::from(scope.fetch_with_str(&format!("../data/{file}"))).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(response.status().into());
    }
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
