//! A static file server for one folder. It listens on the loopback address only and exists for
//! development; any other static server will do as well for the finished page. What a good one sends
//! besides is in the README.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use mime_guess::mime;
use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response, Server};

/// Answers that are sent at the same time; browsers ask for six files at once.
const THREADS: usize = 8;

/// The content security policy that the page gives itself. A worker obeys the one of its own answer, so every answer
/// carries it.
fn policy() -> &'static str {
    let page = include_str!("../../www/index.html");
    let (_, policy) =
        (page.split_once("Content-Security-Policy\" content=\"")).expect("the page has a policy");
    policy.split('"').next().unwrap_or(policy)
}

/// Serves until the program ends.
///
/// # Errors
/// The system refuses the listener.
pub fn run(listener: TcpListener, folder: &Path) -> Result<()> {
    let server = Server::from_listener(listener, None)
        .map_err(|error| anyhow!("the page can't be served: {error}"))?;
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for request in server.incoming_requests() {
                    // A browser that goes away in mid-answer is no event worth a word.
                    let _ = answer(request, folder);
                }
            });
        }
    });
    Ok(())
}

fn answer(request: Request, folder: &Path) -> std::io::Result<()> {
    if ![Method::Get, Method::Head].contains(request.method()) {
        return request.respond(with_headers(
            Response::from_string("only GET and HEAD\n").with_status_code(405),
            "text/plain",
        ));
    }
    let found =
        locate(folder, request.url()).and_then(|path| Some((File::open(&path).ok()?, path)));
    match found {
        Some((file, path)) => {
            let kind = media_type(&path);
            request.respond(with_headers(Response::from_file(file), &kind))
        }
        None => request.respond(with_headers(
            Response::from_string("no such file\n").with_status_code(404),
            "text/plain",
        )),
    }
}

/// What every answer carries, and its length however long it is: the page tells how much of a file has come.
fn with_headers<R: std::io::Read>(answer: Response<R>, kind: &str) -> Response<R> {
    [
        ("Content-Type", kind),
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", policy()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Header::from_bytes(name, value).ok())
    .fold(
        answer.with_chunked_threshold(usize::MAX),
        Response::with_header,
    )
}

/// The file that an address means, if it is one below the folder.
fn locate(folder: &Path, address: &str) -> Option<PathBuf> {
    let address = address.split(['?', '#']).next()?;
    let relative = percent_decode_str(address.strip_prefix('/')?)
        .decode_utf8()
        .ok()?;
    let inside = relative
        .split('/')
        .all(|part| part != ".." && !part.contains(['\\', '\0']));
    if !inside || relative.starts_with('/') {
        return None;
    }
    let path = folder.join(&*relative);
    Some(if path.is_dir() {
        path.join("index.html")
    } else {
        path
    })
}

/// Data files are gzip by content, not by transfer: the page unpacks them itself.
fn media_type(file: &Path) -> String {
    let kind = mime_guess::from_path(file).first_or_octet_stream();
    match kind.type_() {
        mime::TEXT => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

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
            ("/100%", Some("/page/100%")),
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
    fn browsers_are_told_what_a_file_is() {
        for (name, kind) in [
            ("a.html", "text/html; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.svg", "image/svg+xml"),
            ("a.safetensors.gz", "application/gzip"),
            ("a.webmanifest", "application/manifest+json"),
            ("a", "application/octet-stream"),
        ] {
            assert_eq!(media_type(Path::new(name)), kind, "{name}");
        }
    }

    #[test]
    fn files_are_served_over_one_connection() {
        let scratch = Scratch::new("server");
        scratch.write("index.html", "<p>hello");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let served = scratch.path().to_owned();
        std::thread::spawn(move || run(listener, &served));

        let mut connection = TcpStream::connect(address).unwrap();
        connection
            .write_all(b"GET / HTTP/1.1\r\n\r\nGET /none HTTP/1.1\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut text = String::new();
        connection.read_to_string(&mut text).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n")
                && text.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"),
            "{text}"
        );
        assert!(text.contains("<p>helloHTTP/1.1 404 Not Found"), "{text}");
        assert!(
            text.contains("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'"),
            "{text}"
        );
    }
}
