//! Downhill's own commands, called as `cargo xtask …`. They need Rust, a C linker, Node and git;
//! everything else they install themselves, into a folder of the user's cache, and say so.

mod asked;
mod command;
mod data;
mod dist;
mod gallery;
mod imports;
mod layout;
mod licences;
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

use anyhow::Result;
use clap::{Parser, Subcommand};

use project::Project;

/// Downhill's own commands
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build the page, serve it here, build again on changes
    Serve(serve::Options),
    /// Write what is published into release/: the site, a zip, and a package of npm
    Dist {
        /// How many of the newest builds lie beside each other in the site
        #[arg(long, default_value_t = dist::KEEP, value_name = "N")]
        keep: usize,
    },
    /// Run everything that must pass, or one part of it
    Test {
        #[arg(long)]
        only: Option<test::Part>,
    },
    /// Run what takes minutes, and write its record anew
    Train {
        /// Only write the losses of the first steps
        #[arg(long)]
        losses: bool,
        /// All that have a record, where none is named
        experiments: Vec<String>,
    },
    /// Draw the pictures of experiments and data sets anew
    Gallery {
        /// All, where none is named
        ids: Vec<String>,
    },
    /// Cut the data files again and compare
    Data {
        /// Only hash the committed ones
        #[arg(long, conflicts_with = "write")]
        check: bool,
        /// Replace them
        #[arg(long)]
        write: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let project = Project::find()?;
    match task {
        Task::Serve(options) => serve::serve(&project, &options),
        Task::Dist { keep } => dist::dist(&project, keep),
        Task::Test { only } => test::test(&project, only),
        Task::Train {
            losses: true,
            experiments,
        } => train::train(&project, train::Renew::Losses, &experiments),
        Task::Train { experiments, .. } => train::train(&project, train::Renew::All, &experiments),
        Task::Gallery { ids } => gallery::draw(&project, &ids),
        Task::Data { check: true, .. } => data::check(&project),
        Task::Data { write: true, .. } => data::recut(&project, data::Mode::Write),
        Task::Data { .. } => data::recut(&project, data::Mode::Compare),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn read(arguments: &[&str]) -> Option<Task> {
        let arguments = [&["xtask"], arguments].concat();
        Arguments::try_parse_from(arguments)
            .ok()
            .map(|read| read.task)
    }

    #[test]
    fn the_arguments_make_sense() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_are_read_in_any_order() {
        let Some(Task::Serve(options)) = read(&["serve", "--port", "9000", "--release"]) else {
            panic!("`serve` was not understood");
        };
        assert_eq!(options.port, 9000);
        assert_eq!(options.profile(), page::Profile::Release);
        let Some(Task::Test { only }) = read(&["test", "--only", "web"]) else {
            panic!("`test` was not understood");
        };
        assert_eq!(only, Some(test::Part::Web));
        let Some(Task::Train {
            losses,
            experiments,
        }) = read(&["train", "--losses", "lenet-fast"])
        else {
            panic!("`train` was not understood");
        };
        assert!(losses && experiments == ["lenet-fast"]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for bad in [
            &[][..],
            &["serv"],
            &["serve", "--port"],
            &["serve", "--port", "70000"],
            &["serve", "--fast"],
            &["test", "--only", "all"],
            &["data", "--check", "--write"],
        ] {
            assert!(read(bad).is_none(), "{bad:?} should be refused");
        }
    }
}
