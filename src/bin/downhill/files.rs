//! What is named on the command line: Recipes to read, places to write to.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use downhill::bounds;
use downhill::error::Error;
use downhill::recipe::{self, Recipe, experiments, link};

use crate::told;

/// A JSON file, a link, or the id of an experiment, and the weights that it brings along.
pub fn read_recipe(text: &str) -> Result<(Recipe, Option<String>)> {
    let path = Path::new(text);
    if path.is_file() {
        let bytes = read_at_most(path, bounds::RECIPE as u64)?;
        let (recipe, problems) =
            recipe::from_bytes(&bytes).map_err(|error| anyhow::anyhow!("{text}: {error}"))?;
        refuse(problems)?;
        return Ok((recipe, None));
    }
    if let Some(experiment) = experiments::find(text) {
        return Ok(((experiment.recipe)(), None));
    }
    ensure!(
        is_link(text),
        "“{text}” is no file, no experiment (see `downhill list`) and no link"
    );
    let link = link::parse(text);
    refuse(link.problems)?;
    Ok((link.recipe, link.weights))
}

/// Whether it can only be meant as a link: an address, the part after its `#`, or keys with values.
fn is_link(text: &str) -> bool {
    text.contains(['=', '#']) || text.contains("://")
}

/// The bytes of a file that has no more than so many.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let unread = || format!("{} cannot be read", path.display());
    let length = path.metadata().with_context(unread)?.len();
    ensure!(
        length <= most,
        "{} is too large: at most {most} bytes are read",
        path.display()
    );
    std::fs::read(path).with_context(unread)
}

/// Asked before a training that may take long, because what it learns would be lost.
pub fn can_be_written(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    ensure!(
        folder.is_none_or(Path::is_dir) && !path.is_dir(),
        "{} cannot be written: it lies in no folder that exists, or is one",
        path.display()
    );
    Ok(())
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// Nothing of a Recipe is repaired in silence.
pub fn refuse(problems: Vec<Error>) -> Result<()> {
    ensure!(
        problems.is_empty(),
        "this is not trained as it is; the page would open it so:\n{}",
        told(&problems)
    );
    Ok(())
}
