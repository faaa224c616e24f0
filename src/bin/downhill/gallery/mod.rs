//! The pictures of the gallery: one of every experiment and of every data set, made of their real samples and weights.
//! `cargo xtask gallery` writes them into `assets/gallery`; the page shows them beside what can be chosen.
//!
//! A data set gets the picture of its group, so a new one needs nothing here. An experiment is trained for a while,
//! natively, and what it has learnt is drawn as its line in [`learnt::ALL`] says.

pub mod canvas;
mod data;
pub mod learner;
pub mod learnt;
mod numbers;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use downhill::datasets::{self, Source};
use downhill::recipe::experiments;

use crate::files::write;
use canvas::Canvas;
use learner::Learner;

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder that gets them, in `data` and `experiments`.
    folder: PathBuf,
    /// Only these experiments and data sets; all where none is named.
    only: Vec<String>,
    /// Where the data files lie.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data"))]
    data: PathBuf,
}

/// Draws a picture, with the folder of data files.
type Draw = dyn Fn(&Path) -> Result<Canvas>;

/// What has a picture: the folder, the id, and how it is drawn.
struct Subject {
    folder: &'static str,
    id: &'static str,
    draw: Box<Draw>,
}

/// Every data set that can be chosen without bringing something along, and every experiment.
fn subjects() -> Vec<Subject> {
    let sets = datasets::ALL.iter().copied();
    let sets = sets.filter(|record| !matches!(record.source, Source::Own));
    let sets = sets.map(|record| Subject {
        folder: "data",
        id: record.id,
        draw: Box::new(|files| data::draw(record, files)),
    });
    let experiments = experiments::ALL.iter().map(|experiment| Subject {
        folder: "experiments",
        id: experiment.id,
        draw: Box::new(|files| {
            let line = learnt::find(experiment.id).with_context(|| {
                format!(
                    "no line of src/bin/downhill/gallery/learnt/mod.rs says how to draw {}",
                    experiment.id
                )
            })?;
            line(&mut Learner::open((experiment.recipe)(), files)?)
        }),
    });
    sets.chain(experiments).collect()
}

/// Draws and writes the pictures.
pub fn gallery(arguments: &Arguments) -> Result<()> {
    let subjects = subjects();
    for id in &arguments.only {
        ensure!(
            subjects.iter().any(|subject| subject.id == id),
            "“{id}” is neither an experiment nor a data set (see `downhill list`)"
        );
    }
    let wanted = |subject: &&Subject| {
        arguments.only.is_empty() || arguments.only.iter().any(|id| id == subject.id)
    };
    for subject in subjects.iter().filter(wanted) {
        let Subject { folder, id, draw } = subject;
        let began = Instant::now();
        let canvas = draw(&arguments.data).with_context(|| format!("{id} cannot be drawn"))?;
        let folder = arguments.folder.join(folder);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        let svg = canvas.svg();
        write(&folder.join(format!("{id}.svg")), svg.as_bytes())?;
        let (bytes, seconds) = (svg.len(), began.elapsed().as_secs_f64());
        eprintln!("{}/{id}: {bytes} bytes, {seconds:.1} s", folder.display());
    }
    Ok(())
}
