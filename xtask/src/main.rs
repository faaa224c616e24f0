//! Downhill's own commands, called as `cargo xtask …`. They need Rust, a C linker, Node and git;
//! everything else they install themselves, into a folder of the user's cache, and say so.

mod asked;
mod command;
mod data;
mod gallery;
mod layout;
mod node;
mod offline;
mod page;
mod project;
#[cfg(test)]
mod scratch;
mod serve;
mod server;
mod sizes;
mod steps;
mod system;
mod test;
mod tools;
mod train;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use project::Project;

const USAGE: &str = "\
cargo xtask serve [--release] [--port N]      build the page, serve it here, build again on changes
cargo xtask test [--only lint|native|web]     everything that must pass, or one part of it
cargo xtask train [--losses] [EXPERIMENT …]   run what takes minutes, and write its record anew; --losses
                                              only writes the losses of its first steps
cargo xtask gallery [ID …]                    draw the pictures of experiments and data sets anew
cargo xtask data [--check | --write]          cut the data files again and compare; --check only
                                              hashes the committed ones; --write replaces them";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Result<()> {
    let project = Project::find()?;
    match arguments {
        ["serve", rest @ ..] => serve::serve(&project, &serve_options(rest)?),
        ["test"] => test::test(&project, None),
        ["test", "--only", part] => test::test(&project, Some(part.parse()?)),
        ["train", "--losses", experiments @ ..] => {
            train::train(&project, train::Renew::Losses, experiments)
        }
        ["train", experiments @ ..] => train::train(&project, train::Renew::All, experiments),
        ["gallery", only @ ..] => gallery::draw(&project, only),
        ["data"] => data::recut(&project, data::Mode::Compare),
        ["data", "--write"] => data::recut(&project, data::Mode::Write),
        ["data", "--check"] => data::check(&project),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!(
            "can't make sense of `{}`. There are:\n{USAGE}",
            other.join(" ")
        ),
    }
}

fn serve_options(arguments: &[&str]) -> Result<serve::Options> {
    let mut options = serve::Options::default();
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        match argument {
            "--release" => options.profile = page::Profile::Release,
            "--port" => {
                let port = rest.next().context("--port needs a number after it")?;
                options.port = port
                    .parse()
                    .with_context(|| format!("`{port}` is no port number"))?;
            }
            other => bail!("`serve` has no option `{other}`. There are:\n{USAGE}"),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serve_options_are_read_in_any_order() {
        let options = serve_options(&["--port", "9000", "--release"]).unwrap();
        assert_eq!(options.port, 9000);
        assert_eq!(options.profile, page::Profile::Release);
        for bad in [&["--port"][..], &["--port", "70000"], &["--fast"]] {
            assert!(serve_options(bad).is_err(), "{bad:?} should be refused");
        }
    }
}
