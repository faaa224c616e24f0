//! A static file server for one folder. It listens on the loopback address only and exists for
//! development; any other static server will do as well for the finished page. What a good one sends
//! besides is in the README.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The content security policy that the page gives itself. A worker obeys the one of its own answer, so every answer
/// carries it.
fn policy() -> &'static str {
    let page = include_str!("../../www/index.html");
    let (_, policy) =
        (page.split_once("Content-Security-Policy\" content=\"")).expect("the page has a policy");
    policy.split('"').next().unwrap_or(policy)
}

/// Serves until the program ends, each connection on a thread of its own.
pub fn run(listener: &TcpListener, folder: &Path) {
    for connection in listener.incoming().flatten() {
        let folder = folder.to_owned();
        std::thread::spawn(move || {
            // A browser that goes away in mid-answer is no event worth a word.
            let _ = converse(connection, &folder);
        });
    }
}

/// Answers the requests of one connection until the browser closes it or falls silent.
fn converse(mut connection: TcpStream, folder: &Path) -> io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(60)))?;
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection.try_clone()?);
    loop {
        // Nobody sends a head of 64 KB, except to see what happens.
        let mut head = (&mut reader).take(64 * 1024);
        let mut request = String::new();
        if head.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut close = false;
        loop {
            let mut header = String::new();
            if head.read_line(&mut header)? == 0 {
                return Ok(());
            }
            if header.trim().is_empty() {
                break;
            }
            close |= header.trim().eq_ignore_ascii_case("connection: close");
        }
        answer(&mut connection, &request, folder)?;
        if close {
            return Ok(());
        }
    }
}

fn answer(connection: &mut TcpStream, request: &str, folder: &Path) -> io::Result<()> {
    let mut words = request.split_whitespace();
    let (method, address) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (status, kind, body) = if !["GET", "HEAD"].contains(&method) {
        (
            "405 Method Not Allowed",
            "text/plain",
            b"only GET and HEAD\n".to_vec(),
        )
    } else {
        match locate(folder, address).and_then(|file| Some((fs::read(&file).ok()?, file))) {
            Some((body, file)) => ("200 OK", media_type(&file), body),
            None => ("404 Not Found", "text/plain", b"no such file\n".to_vec()),
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: {}\r\n\r\n",
        body.len(),
        policy()
    );
    connection.write_all(head.as_bytes())?;
    if method != "HEAD" {
        connection.write_all(&body)?;
    }
    connection.flush()
}

/// The file that an address means, if it is one below the folder.
fn locate(folder: &Path, address: &str) -> Option<PathBuf> {
    let address = address.split(['?', '#']).next()?;
    let relative = decode(address.strip_prefix('/')?)?;
    let inside = relative
        .split('/')
        .all(|part| part != ".." && !part.contains(['\\', '\0']));
    if !inside || relative.starts_with('/') {
        return None;
    }
    let path = folder.join(relative);
    Some(if path.is_dir() {
        path.join("index.html")
    } else {
        path
    })
}

/// Turns %20 and its like into what they mean.
fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("md" | "txt" | "toml") => "text/plain; charset=utf-8",
        // Data files are gzip by content, not by transfer: the page unpacks them itself.
        Some("gz") => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn addresses_stay_inside_the_folder() {
        let here = Path::new("/page");
        for (address, expected) in [
            ("/a.js?v=3", Some("/page/a.js")),
            ("/js/a%20b.js", Some("/page/js/a b.js")),
            ("/../secret", None),
            ("/%2e%2e/secret", None),
            ("//etc/passwd", None),
            ("/%2fetc/passwd", None),
            ("/100%", None),
            ("a.js", None),
        ] {
            assert_eq!(
                locate(here, address).as_deref(),
                expected.map(Path::new),
                "{address}"
            );
        }
    }

    #[test]
    fn files_are_served_over_one_connection() {
        let scratch = Scratch::new("server");
        scratch.write("index.html", "<p>hello");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let served = scratch.path().to_owned();
        std::thread::spawn(move || run(&listener, &served));

        let mut connection = TcpStream::connect(address).unwrap();
        connection
            .write_all(b"GET / HTTP/1.1\r\n\r\nGET /none HTTP/1.1\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        connection.read_to_string(&mut text).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html"),
            "{text}"
        );
        assert!(text.contains("<p>helloHTTP/1.1 404 Not Found"), "{text}");
        assert!(
            text.contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'"),
            "{text}"
        );
    }
}
