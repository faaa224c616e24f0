//! Training a Recipe to its end, and writing what came of it.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use clap::ValueEnum;
use downhill::inspect::view::ViewRequest;
use downhill::protocol::{Command, FileFormat, Score};
use downhill::recipe::{Recipe, link};
use downhill::running::driver::Driver;
use downhill::running::host::Chosen;
use downhill::training::session::Session;
use indicatif::{ProgressBar, ProgressStyle};
use pollster::block_on;

use crate::files::{can_be_written, read_recipe, refuse, write};
use crate::host::Terminal;
use crate::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// A JSON file, a link, or the id of an experiment.
    recipe: String,
    /// Where to train.
    #[arg(long, default_value = "cpu")]
    device: On,
    /// Write the Checkpoint here, as safetensors: all that the page needs to go on.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write the network alone here, as safetensors: what PyTorch's `load_state_dict` takes.
    #[arg(long)]
    network: Option<PathBuf>,
    /// Write the loss chart here, as SVG.
    #[arg(long)]
    chart: Option<PathBuf>,
    /// Write the summary here, as JSON, instead of printing it.
    #[arg(long)]
    summary: Option<PathBuf>,
    /// Stop after so many epochs, whatever the Recipe says.
    #[arg(long)]
    epochs: Option<u32>,
    /// Stop after so many steps.
    #[arg(long)]
    steps: Option<u64>,
    /// Put the loss of every step into the summary.
    #[arg(long)]
    losses: bool,
    /// Where the data files lie.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data"))]
    data: PathBuf,
}

/// Where a Recipe can be trained.
#[derive(Clone, Copy, ValueEnum)]
pub enum On {
    Cpu,
    Gpu,
}

/// The only experiment.
const SESSION: u32 = 0;

/// Trains a Recipe by the page's own driver.
pub fn train(arguments: &Arguments) -> Result<()> {
    let Arguments {
        out,
        network,
        chart,
        summary,
        ..
    } = arguments;
    for path in [out, network, chart, summary].into_iter().flatten() {
        can_be_written(path)?;
    }
    let (recipe, weights) = recipe(arguments)?;
    let (chosen, device_name) = device(arguments.device)?;
    let bar = ProgressBar::hidden();
    let mut driver = Driver::new(Terminal::new(arguments.data.clone(), bar), chosen);
    run(
        &mut driver,
        Command::Open {
            session: SESSION,
            id: 0,
            recipe: Some(Box::new(recipe)),
            link: weights.map(|weights| format!("{}={weights}", link::WEIGHTS)),
            checkpoint: None,
            data: None,
        },
    )?;

    let steps = arguments.steps.filter(|steps| *steps > 0);
    let ends = [session(&driver)?.end(), steps].into_iter().flatten();
    // None where only the Recipe's targets, its patience or its seconds end it.
    let total = ends.min().unwrap_or(0);
    driver.host.bar = ProgressBar::new(total).with_style(ProgressStyle::with_template(
        "{elapsed_precise} {wide_bar} {pos}/{len} steps, {eta} left  {msg}",
    )?);
    let began = Instant::now();
    run(
        &mut driver,
        Command::Train {
            session: SESSION,
            // More than the protocol can say is more than anybody waits for.
            steps: steps.map(|steps| u32::try_from(steps).unwrap_or(u32::MAX)),
            slowly: false,
            pace: None,
        },
    )?;
    let seconds = began.elapsed().as_secs_f64();
    let bar = &driver.host.bar;
    if let Some(step) = session(&driver)?.timeline.ran_away() {
        bar.abandon();
        bail!(
            "the loss is NaN or infinite from step {step} on (training diverged): lower the learning rate"
        );
    }
    if let Some(score) = &driver.host.heard.borrow().test {
        let words = in_words(score);
        bar.println(format!("step {}: {words} on the test set", score.step));
    }
    bar.finish();

    for (path, network) in [(out, false), (network, true)] {
        let Some(path) = path else { continue };
        let export = Command::Export {
            session: SESSION,
            id: 0,
            network,
        };
        write(path, &answer(&mut driver, export)?)?;
    }
    if let Some(path) = chart {
        let view = ViewRequest::new("loss", 800, 450);
        let draw = Command::Draw {
            session: SESSION,
            id: 0,
            view,
            format: FileFormat::Svg,
        };
        write(path, &answer(&mut driver, draw)?)?;
    }
    let (session, heard) = (session(&driver)?, driver.host.heard.borrow());
    let mut told = serde_json::json!({
        "recipe": session.recipe(),
        "link": link::print(session.recipe(), &[]),
        "device": device_name,
        "parameters": session.network().parameters(),
        "steps": session.position().step,
        "epochs": session.epochs(),
        "seconds": seconds,
        "reason": session.reason().map(|reason| reason.en),
        "loss": heard.losses.last(),
        "validation": heard.validation,
        "test": Vec::from_iter(&heard.test),
    });
    if arguments.losses {
        told["losses"] = serde_json::json!(heard.losses);
    }
    let told = serde_json::to_string_pretty(&told)?;
    match summary {
        Some(path) => write(path, told.as_bytes()),
        None => print(&(told + "\n")),
    }
}

/// The Recipe that was named, with the arguments that change it; it must be fine, and end by itself.
fn recipe(arguments: &Arguments) -> Result<(Recipe, Option<String>)> {
    let (mut recipe, weights) = read_recipe(&arguments.recipe)?;
    if let Some(epochs) = arguments.epochs {
        recipe.epochs = epochs;
    }
    let (recipe, problems) = recipe.normalise();
    refuse(problems)?;
    let ends = recipe.epochs > 0 || recipe.steps > 0 || recipe.seconds > 0 || recipe.judges();
    if !ends && arguments.steps.is_none() {
        bail!("this recipe trains until it is paused: say how long with --epochs or --steps");
    }
    Ok((recipe, weights))
}

/// Carries out a command, until nothing is left to do.
fn run(driver: &mut Driver<Terminal>, command: Command) -> Result<()> {
    driver.host.command(command);
    block_on(driver.serve());
    match driver.host.heard.borrow_mut().failure.take() {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

/// The file that a command asks for.
fn answer(driver: &mut Driver<Terminal>, command: Command) -> Result<Vec<u8>> {
    run(driver, command)?;
    Ok(std::mem::take(&mut driver.host.heard.borrow_mut().file))
}

fn session(driver: &Driver<Terminal>) -> Result<&Session> {
    driver.session(SESSION).context("the experiment is closed")
}

#[cfg(feature = "gpu")]
fn device(on: On) -> Result<(Chosen, String)> {
    use downhill::protocol::Adapter;

    match on {
        On::Cpu => Ok(processor()),
        On::Gpu => {
            let (device, setup) = Device::wgpu_options()
                .init_with_setup()
                .map_err(|reason| anyhow::anyhow!("no graphics card can be used: {reason}"))?;
            let info = setup.adapter.get_info();
            let told = format!("gpu: {}", info.name);
            let adapter = Some(Adapter {
                name: info.name,
                software: false,
            });
            let chosen = Chosen {
                device,
                word: "gpu",
                adapter,
            };
            Ok((chosen, told))
        }
    }
}

#[cfg(not(feature = "gpu"))]
fn device(on: On) -> Result<(Chosen, String)> {
    match on {
        On::Cpu => Ok(processor()),
        On::Gpu => bail!("this build trains on the processor only; build with `--features gpu`"),
    }
}

fn processor() -> (Chosen, String) {
    let chosen = Chosen {
        device: Device::flex(),
        word: "cpu",
        adapter: None,
    };
    (chosen, "cpu".into())
}

fn in_words(score: &Score) -> String {
    let mut words = format!("loss {:.4}", score.loss);
    if let Some(accuracy) = score.accuracy {
        words += &format!(", accuracy {:.2}%", accuracy * 100.0);
    }
    for measure in &score.measures {
        let title = &measure.title.en;
        words += &if measure.share {
            format!(", {title} {:.2}%", measure.value * 100.0)
        } else {
            format!(", {title} {:.4}", measure.value)
        };
    }
    words
}
