//! `cargo xtask serve`: build the page, serve it on this machine only, build again when a source changes. In
//! development the page is there as soon as the processor's worker stands; the graphics card's is built behind it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result};

use crate::page::{Builder, Profile};
use crate::project::Project;
use crate::server;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Optimised, as it is published
    #[arg(long)]
    release: bool,
    /// The first one to try
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
}

impl Options {
    pub fn profile(&self) -> Profile {
        if self.release {
            Profile::Release
        } else {
            Profile::Dev
        }
    }
}

/// What the page is made from.
const SOURCES: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "src",
    "www",
    "assets",
];

pub fn serve(project: &Project, options: &Options) -> Result<()> {
    let builder = Builder::new(project, options.profile())?;
    let mut seen = fingerprint(&project.root);
    let folder = builder.build()?;

    let listener = listen(options.port)?;
    let port = listener.local_addr()?.port();
    if port != options.port {
        println!("Port {} is taken.", options.port);
    }
    println!("\nDownhill is at http://127.0.0.1:{port}/ (end with Ctrl+C)");
    std::thread::scope(|scope| {
        scope.spawn(|| server::run(&listener, &folder));
        let (built, page_built) = channel();
        if options.profile() == Profile::Dev {
            println!(
                "The worker for graphics cards is being built; until then the page trains on the processor."
            );
            let _ = built.send(());
            scope.spawn(|| behind(page_built, || build_graphics(&builder, &folder, port)));
        }

        // Asking the file system twice a second costs little and works on every one of them.
        loop {
            sleep(Duration::from_millis(500));
            let now = fingerprint(&project.root);
            if now == seen {
                continue;
            }
            seen = now;
            let start = Instant::now();
            match builder.build() {
                Ok(_) => {
                    println!(
                        "Built again in {:.1} s: reload http://127.0.0.1:{port}/",
                        start.elapsed().as_secs_f32()
                    );
                    // A release has it already, and nobody listens.
                    let _ = built.send(());
                }
                Err(error) => eprintln!("{error:#}; the page stays as it was"),
            }
        }
    })
}

fn build_graphics(builder: &Builder, folder: &Path, port: u16) {
    let start = Instant::now();
    match builder.graphics(folder) {
        Ok(()) => println!(
            "The worker for graphics cards is there after {:.1} s: reload http://127.0.0.1:{port}/ to train on one",
            start.elapsed().as_secs_f32()
        ),
        Err(error) => eprintln!("{error:#}; the page trains on the processor"),
    }
}

/// Works whenever it is asked to; once for all that asked while it worked before.
fn behind(asked: Receiver<()>, mut work: impl FnMut()) {
    while asked.recv().is_ok() {
        while asked.try_recv().is_ok() {}
        work();
    }
}

/// The port asked for, or the next free one.
fn listen(wanted: u16) -> Result<TcpListener> {
    (wanted..=wanted.saturating_add(50))
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
        .with_context(|| {
            format!("no port from {wanted} on could be opened; try another with --port")
        })
}

/// Changes when a source is written, added or removed.
fn fingerprint(root: &Path) -> (usize, Option<SystemTime>) {
    let mut folders: Vec<_> = SOURCES.iter().map(|name| root.join(name)).collect();
    let (mut files, mut newest) = (0, None);
    while let Some(path) = folders.pop() {
        // A source may vanish between being listed and being asked: then it counts as removed.
        let Ok(about) = path.metadata() else { continue };
        if about.is_dir() {
            folders.extend(
                path.read_dir()
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|entry| entry.path()),
            );
        } else {
            files += 1;
            newest = newest.max(about.modified().ok());
        }
    }
    (files, newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_gives_the_next_one() {
        let first = listen(18_080).unwrap();
        let taken = first.local_addr().unwrap().port();
        let second = listen(taken).unwrap();
        assert!(second.local_addr().unwrap().port() > taken);
    }

    #[test]
    fn what_is_built_behind_the_page_follows_its_last_change() {
        let (ask, asked) = channel();
        ask.send(()).unwrap();
        let mut ask = Some(ask);
        let mut times = 0;
        behind(asked, || {
            times += 1;
            // The page changes three times during the first build, and never again.
            if let Some(ask) = ask.take() {
                (0..3).for_each(|_| ask.send(()).unwrap());
            }
        });
        assert_eq!(times, 2);
    }
}
