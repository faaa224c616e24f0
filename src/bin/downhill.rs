//! `downhill`: the native twin of the page. It trains the same Recipe with the same Session, on the processor or a
//! graphics card, and writes the same Checkpoint and charts.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::Device;
use clap::{Parser, Subcommand, ValueEnum};
use downhill::bounds;
use downhill::catalog;
use downhill::data::drawing;
use downhill::data::{self, Data};
use downhill::datasets::DatasetRecord;
use downhill::error::Error;
use downhill::inspect::charts::{self, Picture};
use downhill::listing;
use downhill::network::Network;
use downhill::network::trace::Trace;
use downhill::protocol::{ChartRequest, Score};
use downhill::recipe::link;
use downhill::recipe::{self, Recipe};
use downhill::training::checkpoint::Checkpoint;
use downhill::training::metrics::{given, probabilities};
use downhill::training::session::{HeldOut, Session, Step};
use indicatif::{ProgressBar, ProgressStyle};
use pollster::block_on;

/// Most bytes of a picture file.
const MAX_PICTURE: u64 = 1 << 27;

/// Steps between two looks at losses and validation.
const LOOK: u64 = 50;

#[derive(Parser)]
#[command(version, about = "Trains the Recipes of Downhill's page natively.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a Recipe: a JSON file, a link of the page, or the id of an experiment.
    Train(TrainArguments),
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
}

#[derive(clap::Args)]
struct TrainArguments {
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

#[derive(Clone, Copy, ValueEnum)]
enum On {
    Cpu,
    Gpu,
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Train(arguments) => train(&arguments),
        Command::Predict { network, picture } => predict(&network, &picture),
        Command::List => {
            print!("{}", listing::markdown());
            Ok(())
        }
    }
}

fn train(arguments: &TrainArguments) -> Result<()> {
    let TrainArguments {
        out,
        network,
        chart,
        summary,
        ..
    } = arguments;
    for path in [out, network, chart, summary].into_iter().flatten() {
        can_be_written(path)?;
    }
    let mut recipe = read_recipe(&arguments.recipe)?;
    if let Some(epochs) = arguments.epochs {
        recipe.epochs = epochs;
    }
    let (recipe, problems) = recipe.normalise();
    refuse(problems)?;
    let ends = recipe.epochs > 0 || recipe.steps > 0 || recipe.seconds > 0 || recipe.judges();
    if !ends && arguments.steps.is_none() {
        bail!("this recipe trains until it is paused: say how long with --epochs or --steps");
    }
    let record = catalog::dataset_record(&recipe.data.id)
        .context("a normalised recipe names data that exist")?;
    let data = read_data(record, &recipe, &arguments.data)?;
    let (device, device_name) = device(arguments.device)?;
    let mut session = Session::open(recipe, data, &device, None)
        .map_err(|errors| anyhow::anyhow!(told(&errors)))?;

    for remark in session.remarks() {
        eprintln!("{remark}");
    }
    let recipe = session.recipe();
    let by_epochs = u64::from(recipe.epochs) * session.steps_per_epoch();
    let limits = [by_epochs, recipe.steps, arguments.steps.unwrap_or(0)];
    // None where only the Recipe's targets, its patience or its seconds end it.
    let total = limits.into_iter().filter(|limit| *limit > 0).min();
    let seconds = f64::from(recipe.seconds);
    let bar = ProgressBar::new(total.unwrap_or(0)).with_style(ProgressStyle::with_template(
        "{elapsed_precise} {wide_bar} {pos}/{len} steps, {eta} left  {msg}",
    )?);
    let began = Instant::now();
    let mut losses = Vec::new();
    while total.is_none_or(|total| session.position().step < total) {
        if seconds > 0.0 && began.elapsed().as_secs_f64() >= seconds {
            break;
        }
        let step = session.step();
        match step {
            Step::Done | Step::EpochDone => {}
            Step::Evaluate => {
                block_on(session.evaluate_slice()).map_err(anyhow::Error::msg)?;
                continue;
            }
            Step::Waiting(file) => bail!("the data file {file} is missing"),
            Step::Finished => break,
        }
        let done = session.position().step;
        if done.is_multiple_of(LOOK) || Some(done) == total || step == Step::EpochDone {
            let new = block_on(session.look()).map_err(anyhow::Error::msg)?;
            bar.set_position(done);
            if let Some(last) = new.last() {
                bar.set_message(format!("loss {last:.4}"));
            }
            losses.extend(new);
        }
    }
    while session.evaluates() {
        block_on(session.evaluate_slice()).map_err(anyhow::Error::msg)?;
    }
    losses.extend(block_on(session.look()).map_err(anyhow::Error::msg)?);
    if let Some(step) = session.history.ran_away() {
        bar.abandon();
        bail!(
            "the loss is NaN or infinite from step {step} on (training diverged): lower the learning rate"
        );
    }
    let mut measure = |which| block_on(session.measure(which)).map_err(anyhow::Error::msg);
    let (validation, test) = (measure(HeldOut::Validation)?, measure(HeldOut::Test)?);
    if let Some(score) = &test {
        let words = in_words(score);
        bar.println(format!("step {}: {words} on the test set", score.step));
    }
    let seconds = began.elapsed().as_secs_f64();
    bar.finish();

    let files = [(&arguments.out, false), (&arguments.network, true)];
    for (path, network) in files {
        let Some(path) = path else { continue };
        let checkpoint = block_on(session.checkpoint()).map_err(anyhow::Error::msg)?;
        let checkpoint = if network {
            checkpoint.network()
        } else {
            checkpoint
        };
        write(path, &checkpoint.to_bytes().map_err(anyhow::Error::msg)?)?;
    }
    if let Some(path) = &arguments.chart {
        let request = ChartRequest {
            chart: "loss".into(),
            width: 800,
            height: 450,
            scale: 1.0,
            dark: false,
            log: false,
            lang: "en".into(),
        };
        let picture = Picture::Curves {
            history: &session.history,
            accuracy: false,
        };
        let (svg, _) = charts::svg(&request, &picture).map_err(anyhow::Error::msg)?;
        write(path, svg.as_bytes())?;
    }
    let mut summary = serde_json::json!({
        "recipe": session.recipe(),
        "link": link::print(session.recipe(), &[]),
        "device": device_name,
        "parameters": session.network().parameters(),
        "steps": session.position().step,
        "epochs": session.epochs(),
        "seconds": seconds,
        "reason": session.reason().map(|reason| reason.en),
        "loss": losses.last(),
        "validation": validation,
        "test": test.into_iter().collect::<Vec<Score>>(),
    });
    if arguments.losses {
        summary["losses"] = serde_json::json!(losses);
    }
    let summary = serde_json::to_string_pretty(&summary)?;
    match &arguments.summary {
        Some(path) => write(path, summary.as_bytes())?,
        None => println!("{summary}"),
    }
    Ok(())
}

fn predict(network: &Path, picture: &Path) -> Result<()> {
    let bytes =
        std::fs::read(network).with_context(|| format!("{} cannot be read", network.display()))?;
    let checkpoint = Checkpoint::from_bytes(&bytes).map_err(anyhow::Error::msg)?;
    // What is known is used, and the rest is said.
    if !checkpoint.problems.is_empty() {
        eprintln!("{}", told(&checkpoint.problems));
    }
    let recipe = &checkpoint.meta.recipe;
    let record = catalog::dataset_record(&recipe.data.id)
        .context("a normalised recipe names data that exist")?;
    let Some(preparation) = record.drawing else {
        let digits = catalog::DATASETS
            .iter()
            .filter(|record| record.drawing.is_some());
        let digits: Vec<_> = digits.map(|record| record.id).collect();
        bail!(
            "only written digits can be read from a picture: this network was trained on “{}”, not on {}",
            record.id,
            digits.join(", ")
        );
    };
    if data::reconstructs(&recipe.data) {
        bail!("this network was trained to give pictures back, not to read them");
    }
    let bytes = read_at_most(picture, MAX_PICTURE)?;
    let pixels = drawing::file::decode(&bytes)
        .with_context(|| format!("{} is no picture that can be read", picture.display()))?;
    let Some(mut seen) = drawing::from_ink(preparation, &drawing::ground::ink(&pixels)) else {
        bail!("{} is blank: there is nothing to read", picture.display());
    };
    let full = data::ink(record, &recipe.data);
    seen.iter_mut().for_each(|value| *value *= full);
    let outputs = (record.outputs)(&recipe.data);
    let device = Device::flex();
    let shape = record.shape.to_vec();
    let loss = catalog::loss(&recipe.loss).and_then(|loss| loss.boundary);
    let width = data::class_outputs(outputs.len(), loss);
    let (seed, init) = (recipe.seed, &recipe.init);
    let mut network = Network::new(&recipe.network, init, &shape, &[width], seed, &device)
        .map_err(|errors| anyhow::anyhow!(told(&errors)))?;
    let weights: Result<Vec<_>, Error> = network
        .specs
        .iter()
        .map(|spec| checkpoint.get(spec, ""))
        .collect();
    network.set_weights(weights.map_err(anyhow::Error::msg)?, &device);
    let row = burn::tensor::TensorData::new(seen, [1, shape.iter().product()]);
    let x = burn::tensor::Tensor::from_data(row, &device);
    let logits = network.forward(x, &network.frozen(), &mut Trace::off());
    let logits: Vec<f32> = block_on(logits.into_data_async())?.try_into_vec()?;
    let probabilities = probabilities(&logits, loss);
    let best = given(&logits, loss);
    let all: Vec<_> = outputs
        .iter()
        .zip(&probabilities)
        .map(|(name, probability)| serde_json::json!({ "class": name, "probability": probability }))
        .collect();
    let summary = serde_json::json!({ "class": outputs[best], "probabilities": all });
    println!("{}", serde_json::to_string_pretty(&summary)?);
    Ok(())
}

/// A JSON file, a link, or the id of an experiment.
fn read_recipe(text: &str) -> Result<Recipe> {
    let path = Path::new(text);
    if path.is_file() {
        let bytes = read_at_most(path, bounds::RECIPE as u64)?;
        let (recipe, problems) =
            recipe::from_bytes(&bytes).map_err(|error| anyhow::anyhow!("{text}: {error}"))?;
        refuse(problems)?;
        return Ok(recipe);
    }
    if let Some(experiment) = catalog::experiment(text) {
        return Ok((experiment.recipe)());
    }
    ensure!(
        text.contains('='),
        "“{text}” is no file, no experiment (see `downhill list`) and no link"
    );
    let link = link::parse(text);
    refuse(link.problems)?;
    Ok(link.recipe)
}

fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let unread = || format!("{} cannot be read", path.display());
    let length = path.metadata().with_context(unread)?.len();
    ensure!(
        length <= most,
        "{} is too large: at most {most} bytes are read",
        path.display()
    );
    std::fs::read(path).with_context(unread)
}

fn read_data(record: &'static DatasetRecord, recipe: &Recipe, folder: &Path) -> Result<Data> {
    let read = |name: &'static str| -> Result<(&'static str, Vec<u8>)> {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).with_context(|| {
            format!(
                "{} cannot be read: say where the data lie with --data",
                path.display()
            )
        })?;
        Ok((name, bytes))
    };
    let files: Result<Vec<_>> = data::needed(record).into_iter().map(read).collect();
    let files = files?;
    let slices: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()))
        .collect();
    let mut data =
        Data::open(record, &recipe.data, recipe.seed, &slices).map_err(anyhow::Error::msg)?;
    for name in data.missing() {
        let (_, bytes) = read(name)?;
        data.supply(record, name, &bytes)
            .map_err(anyhow::Error::msg)?;
    }
    Ok(data)
}

#[cfg(feature = "gpu")]
fn device(on: On) -> Result<(Device, String)> {
    match on {
        On::Cpu => Ok((Device::flex(), "cpu".into())),
        On::Gpu => {
            let (device, setup) = Device::wgpu_options()
                .init_with_setup()
                .map_err(|reason| anyhow::anyhow!("no graphics card can be used: {reason}"))?;
            Ok((device, format!("gpu: {}", setup.adapter.get_info().name)))
        }
    }
}

#[cfg(not(feature = "gpu"))]
fn device(on: On) -> Result<(Device, String)> {
    match on {
        On::Cpu => Ok((Device::flex(), "cpu".into())),
        On::Gpu => bail!("this build trains on the processor only; build with `--features gpu`"),
    }
}

/// Asked before a training that may take long, because what it learns would be lost.
fn can_be_written(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    ensure!(
        folder.is_none_or(Path::is_dir) && !path.is_dir(),
        "{} cannot be written: it lies in no folder that exists, or is one",
        path.display()
    );
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
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

/// Every problem, a line each.
fn told(errors: &[Error]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

fn refuse(problems: Vec<Error>) -> Result<()> {
    ensure!(
        problems.is_empty(),
        "this is not trained as it is; the page would open it so:\n{}",
        told(&problems)
    );
    Ok(())
}
