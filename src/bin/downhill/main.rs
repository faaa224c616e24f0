//! `downhill`: the native twin of the page. It trains the same Recipe by the same driver, on the processor or a
//! graphics card, and writes the same Checkpoint and charts.

mod figure;
mod files;
mod gallery;
mod host;
mod poster;
mod predict;
mod train;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use downhill::error::Error;
use downhill::listing;

#[derive(Parser)]
#[command(version, about = "Trains the Recipes of Downhill's page natively.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a Recipe: a JSON file, a link of the page, or the id of an experiment.
    Train(train::Arguments),
    /// Let a network that was trained on written digits read one from a picture.
    ///
    /// A scan, a photograph of paper, light on dark, or strokes on transparency: what the border shows is the ground.
    Predict {
        /// What `train` or the page wrote: a Checkpoint, or a network alone.
        network: PathBuf,
        /// PNG or JPEG.
        picture: PathBuf,
    },
    /// List what a Recipe can name, as Markdown.
    List,
    /// Draw the picture of a link, and keep or check the numbers that are claimed of it.
    Figure(figure::Arguments),
    /// Draw the pictures of the gallery: of every experiment, which is trained for it, and of every data set.
    Gallery(gallery::Arguments),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Train(arguments) => train::train(&arguments),
        Command::Predict { network, picture } => predict::predict(&network, &picture),
        Command::List => print(&listing::markdown()),
        Command::Figure(arguments) => figure::figure(&arguments),
        Command::Gallery(arguments) => gallery::gallery(&arguments),
    }
}

/// Writes a result to standard output. Whoever reads only its beginning (`| head`) closes the pipe: the rest is not
/// wanted, which is no failure.
fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(reason) if reason.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("the result cannot be printed"),
    }
}

/// Every problem, a line each.
fn told(errors: &[Error]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
