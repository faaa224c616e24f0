//! The worker's loop: commands in, slices of training, events out.
//!
//! One task owns everything, so nothing is locked: it drains the inbox, trains each running Session for a slice, and
//! gives others their turn. Looking (validation, charts, predictions) is paid for by time: what was costly to look at
//! is looked at more rarely, so that training keeps nine tenths of it.

use std::collections::{BTreeMap, BTreeSet};

use futures_channel::mpsc::UnboundedReceiver;
use serde_bytes::ByteBuf;

use super::device::Chosen;
use super::{Message, canvas, clock, emit, emit_picture, fetch};
use crate::catalog;
use crate::charts::{self, Picture, Subject, surface};
use crate::checkpoint::Checkpoint;
use crate::data::{self, Data, Samples, Task};
use crate::datasets::DatasetRecord;
use crate::drawing;
use crate::error::Error;
use crate::link::{self, Link};
use crate::metrics::softmax;
use crate::protocol::{self, ChartRequest, Command, Event, Input, Opened, Report, Score};
use crate::say;
use crate::session::{Look, MAX_UNREAD, Session, Step};
use crate::text::Text;

/// Milliseconds of training before messages get their turn: less than a frame.
const SLICE: f64 = 12.0;

/// Least milliseconds between two reports: at most ten reads of the Device a second.
const REPORT: f64 = 100.0;

/// Milliseconds between two Checkpoints to go on from. At most a second may be lost with a worker, and a Checkpoint is
/// made between slices and takes a moment itself.
const SAVE: f64 = 900.0;

/// A report, with its charts, waits so many times as long as it took.
const REPORT_REST: f64 = 12.0;

/// Validation waits so many times as long as it took.
const VALIDATION_REST: f64 = 24.0;

/// Milliseconds of work that may be queued on a GPU before it is read, so that a pause acts soon.
const QUEUE: f64 = 100.0;

/// Most samples that a page may ask for at once.
const MAX_SAMPLES: u32 = 100;

/// An experiment with what the page asked about it.
struct Lab {
    session: Session,
    record: &'static DatasetRecord,
    link: Vec<(String, String)>,
    training: bool,
    /// Steps until it pauses by itself.
    remaining: Option<u32>,
    /// A shard has not arrived.
    waiting: bool,
    /// Losses that were read and not reported yet.
    read: Vec<f32>,
    /// On the whole test set, and not told yet.
    tested: Option<Score>,
    /// Why training ended by itself; told when the test set has been evaluated too.
    over: Option<Text>,
    watch: Vec<ChartRequest>,
    input: Option<(u32, Input)>,
    /// Steps that may be queued before the Device is read.
    ahead: usize,
    reported: f64,
    reported_step: u64,
    report_due: f64,
    validation_due: f64,
    saved: f64,
}

/// Why somebody looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occasion {
    /// In passing, while it trains: what is costly waits until it is due.
    Passing,
    /// After steps that were asked for: everything is shown, and kept when it is due.
    Step,
    /// It will stay like this for a while: everything is shown and kept.
    Rest,
}

/// An experiment whose files are on their way.
struct Opening {
    link: Link,
    checkpoint: Option<Checkpoint>,
    record: &'static DatasetRecord,
    /// Data that were brought along.
    own: Option<Vec<u8>>,
}

struct Worker {
    chosen: Chosen,
    labs: BTreeMap<u32, Lab>,
    opening: BTreeMap<u32, Opening>,
    /// Data files as they came, kept packed: another seed or network needs no download.
    files: BTreeMap<&'static str, Vec<u8>>,
    fetching: BTreeSet<&'static str>,
}

/// Serves the page for as long as the worker lives.
pub async fn run(chosen: Chosen, mut inbox: UnboundedReceiver<Message>) {
    emit(&Event::Ready {
        version: protocol::VERSION,
        device: chosen.word.into(),
        adapter: chosen.adapter.clone(),
        catalog: Box::new(catalog::catalog()),
    });
    let mut worker = Worker {
        chosen,
        labs: BTreeMap::new(),
        opening: BTreeMap::new(),
        files: BTreeMap::new(),
        fetching: BTreeSet::new(),
    };
    loop {
        let message = if worker.busy() {
            inbox.try_recv().ok()
        } else {
            next(&mut inbox).await
        };
        if let Some(message) = message {
            worker.handle(message).await;
            continue;
        }
        let sessions: Vec<u32> = worker.labs.keys().copied().collect();
        for session in sessions {
            worker.train(session).await;
        }
        clock::turn().await;
    }
}

/// Waits for a message.
async fn next(inbox: &mut UnboundedReceiver<Message>) -> Option<Message> {
    inbox.recv().await.ok()
}

impl Worker {
    fn busy(&self) -> bool {
        self.labs
            .values()
            .any(|lab| lab.training && !lab.waiting || lab.session.test_due() || lab.over.is_some())
    }

    async fn handle(&mut self, message: Message) {
        match message {
            Message::Arrived { file, bytes } => self.arrived(file, bytes),
            Message::Command(command) => self.command(command).await,
        }
    }

    async fn command(&mut self, command: Command) {
        match command {
            Command::Open {
                session,
                recipe,
                link,
                checkpoint,
                data,
            } => {
                self.open(session, recipe, link, checkpoint, data);
            }
            Command::Close { session } => {
                self.labs.remove(&session);
                self.opening.remove(&session);
            }
            Command::Train { session, steps } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.training = true;
                    lab.remaining = steps;
                    lab.over = None;
                    lab.reported = clock::now();
                    lab.saved = clock::now();
                }
            }
            Command::Pause { session } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.training = false;
                    self.look(session, Occasion::Rest).await;
                }
            }
            Command::Step { session, id, count } => self.step(session, id, count).await,
            Command::Rewind { session } => {
                if let Some(lab) = self.lab(session, None) {
                    match lab.session.rewind() {
                        Ok(()) => {
                            lab.reported_step = 0;
                            lab.over = None;
                            lab.tested = None;
                            self.look(session, Occasion::Rest).await;
                        }
                        Err(errors) => refuse(session, None, errors),
                    }
                }
            }
            Command::Tune {
                session,
                key,
                value,
            } => {
                if let Some(lab) = self.lab(session, None)
                    && let Err(error) = lab.session.tune(&key, value)
                {
                    emit(&Event::Warned { session, error });
                }
            }
            Command::Predict { session, id, input } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    lab.input = input.map(|input| (id, input));
                    self.predict(session).await;
                }
            }
            Command::Sample { session, id, count } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    emit(&sample(lab, session, id, count));
                }
            }
            Command::Watch { session, charts } => {
                if let Some(lab) = self.lab(session, None) {
                    lab.watch = charts;
                    for request in lab.watch.clone() {
                        self.draw(session, &request).await;
                    }
                }
            }
            Command::Draw { session, id, chart } => {
                if self.lab(session, Some(id)).is_some() {
                    self.draw_svg(session, id, &chart).await;
                }
            }
            Command::Export { session, id } => {
                if let Some(lab) = self.lab(session, Some(id)) {
                    match written(&lab.session).await {
                        Ok(bytes) => emit(&Event::Exported {
                            session,
                            id,
                            checkpoint: ByteBuf::from(bytes),
                        }),
                        Err(error) => self.fail(session, Some(id), error),
                    }
                }
            }
        }
    }

    /// The experiment of that name; says so where there is none.
    fn lab(&mut self, session: u32, id: Option<u32>) -> Option<&mut Lab> {
        if !self.labs.contains_key(&session) {
            let text = say!("No experiment is open.", "没有打开的实验。");
            refuse(session, id, vec![Error::new("session", "no_session", text)]);
        }
        self.labs.get_mut(&session)
    }

    fn open(
        &mut self,
        session: u32,
        recipe: Option<crate::recipe::Recipe>,
        link: Option<String>,
        checkpoint: Option<ByteBuf>,
        own: Option<ByteBuf>,
    ) {
        let checkpoint = match checkpoint
            .map(|bytes| Checkpoint::from_bytes(&bytes))
            .transpose()
        {
            Ok(checkpoint) => checkpoint,
            Err(error) => return refuse(session, None, vec![error]),
        };
        let mut link = link::parse(link.as_deref().unwrap_or(""));
        if let Some(recipe) = checkpoint
            .as_ref()
            .map(|c| c.meta.recipe.clone())
            .or(recipe)
        {
            (link.recipe, link.problems) = recipe.normalise();
        }
        let Some(record) = catalog::dataset_record(&link.recipe.data.id) else {
            return; // a normalised Recipe names data that exist
        };
        // The same data again: nothing is loaded or made twice.
        let same = self.labs.get(&session).filter(|lab| {
            let recipe = lab.session.recipe();
            own.is_none() && recipe.data == link.recipe.data && recipe.seed == link.recipe.seed
        });
        if let Some(data) = same.map(|lab| lab.session.data().clone()) {
            return self.stand(session, link, checkpoint, record, data);
        }
        let opening = Opening {
            link,
            checkpoint,
            record,
            own: own.map(ByteBuf::into_vec),
        };
        self.opening.insert(session, opening);
        self.fetch(session, &data::needed(record));
        self.open_what_is_complete();
    }

    /// Asks for files that are neither here nor on their way.
    fn fetch(&mut self, session: u32, files: &[&'static str]) {
        let wanted = files.iter().copied();
        let new: Vec<_> = wanted
            .filter(|file| !self.files.contains_key(file) && self.fetching.insert(file))
            .collect();
        if !new.is_empty() {
            fetch::fetch(session, new);
        }
    }

    /// A file came, or did not: whoever waits for it goes on, or hears why not.
    fn arrived(&mut self, file: &'static str, bytes: Result<Vec<u8>, Error>) {
        self.fetching.remove(file);
        match bytes {
            Ok(bytes) => {
                self.files.insert(file, bytes);
                self.open_what_is_complete();
                let sessions: Vec<u32> = self.labs.keys().copied().collect();
                for session in sessions {
                    self.supply(session);
                }
            }
            Err(error) => {
                let waits = |opening: &Opening| data::needed(opening.record).contains(&file);
                let opening: Vec<u32> = (self.opening.iter())
                    .filter(|(_, opening)| waits(opening))
                    .map(|(session, _)| *session)
                    .collect();
                for session in opening {
                    self.opening.remove(&session);
                    refuse(session, None, vec![error.clone()]);
                }
                for (session, lab) in &mut self.labs {
                    if lab.session.data().missing().contains(&file) {
                        lab.training = false;
                        let (session, error) = (*session, error.clone());
                        emit(&Event::Warned { session, error });
                    }
                }
            }
        }
    }

    /// Gives a Session the shards that are here.
    fn supply(&mut self, session: u32) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        for file in lab.session.data().missing() {
            let Some(bytes) = self.files.get(file) else {
                continue;
            };
            match lab.session.data_mut().supply(lab.record, file, bytes) {
                Ok(()) => {
                    if std::mem::take(&mut lab.waiting) {
                        lab.reported = clock::now();
                    }
                }
                Err(error) => {
                    lab.training = false;
                    emit(&Event::Warned { session, error });
                }
            }
        }
    }

    /// Opens experiments whose files are all here.
    fn open_what_is_complete(&mut self) {
        let complete: Vec<u32> = (self.opening.iter())
            .filter(|(_, opening)| {
                let mut needed = data::needed(opening.record).into_iter();
                needed.all(|file| self.files.contains_key(file))
            })
            .map(|(session, _)| *session)
            .collect();
        for session in complete {
            let Some(opening) = self.opening.remove(&session) else {
                continue;
            };
            let Opening {
                link,
                checkpoint,
                record,
                own,
            } = opening;
            let own = own.iter().map(|bytes| ("own", bytes.as_slice()));
            let files = (self.files.iter()).map(|(name, bytes)| (*name, bytes.as_slice()));
            let files: Vec<(&str, &[u8])> = own.chain(files).collect();
            match Data::open(record, &link.recipe.data, link.recipe.seed, &files) {
                Ok(data) => self.stand(session, link, checkpoint, record, data),
                Err(error) => refuse(session, None, vec![error]),
            }
        }
    }

    /// The data stand; the network follows.
    fn stand(
        &mut self,
        session: u32,
        link: Link,
        checkpoint: Option<Checkpoint>,
        record: &'static DatasetRecord,
        data: Data,
    ) {
        let opened = Session::open(link.recipe, data, &self.chosen.device, checkpoint.as_ref());
        let opened = match opened {
            Ok(opened) => opened,
            Err(errors) => return refuse(session, None, errors),
        };
        let missing = opened.data().missing();
        let step = opened.position().step;
        let lab = Lab {
            session: opened,
            record,
            link: link.others,
            training: false,
            remaining: None,
            waiting: false,
            read: Vec::new(),
            tested: None,
            over: None,
            watch: Vec::new(),
            input: None,
            ahead: if self.chosen.word == "gpu" {
                1
            } else {
                MAX_UNREAD
            },
            reported: clock::now(),
            reported_step: step,
            report_due: 0.0,
            validation_due: 0.0,
            saved: clock::now(),
        };
        emit(&Event::Opened(Box::new(describe(
            session,
            &lab,
            link.run,
            link.problems,
        ))));
        self.labs.insert(session, lab);
        self.supply(session);
        self.fetch(session, &missing);
    }

    /// One slice of training.
    async fn train(&mut self, session: u32) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        // Small sets end an epoch many times a second: a test begins no oftener than reports are made.
        if lab.session.testing() || lab.session.test_due() && clock::now() >= lab.report_due {
            match lab.session.test_slice().await {
                Ok(None) => {}
                Ok(score) => {
                    lab.tested = score;
                    if !lab.training {
                        self.look(session, Occasion::Rest).await;
                    }
                }
                Err(error) => return self.fail(session, None, error),
            }
        }
        if let Some(lab) = self.labs.get_mut(&session)
            && !lab.session.test_due()
            && let Some(reason) = lab.over.take()
        {
            emit(&Event::Finished { session, reason });
        }
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        if !lab.training || lab.waiting {
            return;
        }
        let start = clock::now();
        let mut over = None;
        while clock::now() - start < SLICE && lab.session.unread() < lab.ahead {
            match lab.session.step() {
                Step::Done | Step::EpochDone => {
                    if let Some(remaining) = &mut lab.remaining {
                        *remaining = remaining.saturating_sub(1);
                        if *remaining == 0 {
                            over =
                                Some(say!("The steps asked for are done.", "指定的步数已完成。"));
                            break;
                        }
                    }
                }
                Step::Waiting(_) => {
                    lab.waiting = true;
                    break;
                }
                Step::Finished => {
                    let epochs = lab.session.recipe().epochs;
                    over = Some(say!("{epochs} epochs are done.", "{epochs} 轮训练已完成。"));
                    break;
                }
            }
        }
        if over.is_some() {
            lab.training = false;
            lab.over = over;
            self.look(session, Occasion::Rest).await;
        } else if lab.waiting
            || clock::now() >= lab.report_due.min(lab.saved + SAVE)
            || lab.session.unread() >= lab.ahead
        {
            self.look(session, Occasion::Passing).await;
        }
    }

    /// Reads what waits on the Device, reports it, draws the charts.
    async fn look(&mut self, session: u32, occasion: Occasion) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        if let Err(error) = lab.read().await {
            return self.fail(session, None, error);
        }
        let mut look = Look {
            losses: std::mem::take(&mut lab.read),
            validation: None,
        };
        let drained = clock::now();
        lab.pace(drained);
        let diverged = look.losses.iter().any(|loss| !loss.is_finite());
        if occasion != Occasion::Passing || drained >= lab.validation_due {
            match lab.session.look(true).await {
                Ok(validated) => look.validation = validated.validation,
                Err(error) => return self.fail(session, None, error),
            }
            let took = clock::now() - drained;
            lab.validation_due = clock::now() + (took * VALIDATION_REST).max(REPORT);
        }
        lab.session.record(&look);
        let began = clock::now();
        if diverged && lab.training {
            lab.training = false;
            let step = lab.session.position().step;
            emit(&Event::Warned {
                session,
                error: Error::new(
                    "optimizer.rate",
                    "not_finite",
                    say!(
                        "The loss is no longer a number (about step {step}): the steps were too large and the weights grew without bound. Lower the learning rate and go back to the start.",
                        "损失已不再是数（约在第 {step} 步）：步子太大，权重无限增长。请降低学习率并回到起点。"
                    ),
                ),
            });
            lab.over = Some(say!(
                "Stopped, because the loss is no longer a number.",
                "损失已不再是数，训练已停止。"
            ));
        }
        let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
        let train_loss = (!look.losses.is_empty()).then(|| mean(&look.losses));
        self.report(session, train_loss, look.validation);
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        for request in lab.watch.clone() {
            self.draw(session, &request).await;
        }
        self.predict(session).await;
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        // Weights that are no numbers are nothing to go on from: the Checkpoint before them is kept.
        let save = occasion == Occasion::Rest || clock::now() - lab.saved >= SAVE;
        if save && !diverged {
            lab.saved = clock::now();
            match written(&lab.session).await {
                Ok(bytes) => emit(&Event::Saved {
                    session,
                    step: lab.session.position().step as f64,
                    checkpoint: ByteBuf::from(bytes),
                }),
                Err(error) => return self.fail(session, None, error),
            }
        }
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        let took = clock::now() - began;
        lab.report_due = clock::now() + (took * REPORT_REST).max(REPORT);
    }

    fn report(&mut self, session: u32, train_loss: Option<f32>, validation: Option<Score>) {
        let Some(lab) = self.labs.get_mut(&session) else {
            return;
        };
        let step = lab.session.position().step;
        let seconds = (clock::now() - lab.reported) / 1000.0;
        let steps = step.saturating_sub(lab.reported_step) as f64;
        lab.reported = clock::now();
        lab.reported_step = step;
        emit(&Event::Report(Box::new(Report {
            session,
            running: lab.training,
            step: step as f64,
            epoch: lab.session.epochs(),
            train_loss,
            validation,
            test: lab.tested.take(),
            steps_per_second: if seconds > 0.0 { steps / seconds } else { 0.0 },
            dispatches: dispatches().map(|all| all / step.max(1) as f64),
        })));
    }

    /// Exactly `count` steps, however long they take.
    async fn step(&mut self, session: u32, id: u32, count: u32) {
        let Some(lab) = self.lab(session, Some(id)) else {
            return;
        };
        let unreported = lab.read.len();
        let mut began = clock::now();
        for _ in 0..count {
            match lab.session.step() {
                Step::Done | Step::EpochDone => {}
                Step::Waiting(_) | Step::Finished => break,
            }
            if lab.session.unread() >= lab.ahead.max(16)
                && let Err(error) = lab.read().await
            {
                return self.fail(session, Some(id), error);
            }
            // Messages wait in the inbox meanwhile, but the browser sees that the worker lives.
            if clock::now() - began > 500.0 {
                clock::turn().await;
                began = clock::now();
            }
        }
        if let Err(error) = lab.read().await {
            return self.fail(session, Some(id), error);
        }
        emit(&Event::Stepped {
            session,
            id,
            losses: lab.read[unreported..].to_vec(),
        });
        self.look(session, Occasion::Step).await;
    }

    async fn predict(&mut self, session: u32) {
        let Some(lab) = self.labs.get(&session) else {
            return;
        };
        let Some((id, input)) = &lab.input else {
            return;
        };
        let id = *id;
        let data = lab.session.data();
        let width: usize = data.shape.iter().product();
        let seen = match input {
            Input::Values { values } if values.len() == width => Some(values.clone()),
            Input::Values { .. } => None,
            Input::Drawing { width, height, ink } => lab.record.drawing.and_then(|drawing| {
                drawing::prepare(drawing, ink, *width as usize, *height as usize)
            }),
        };
        let Some(seen) = seen else {
            return emit(&Event::Predicted {
                session,
                id,
                logits: Vec::new(),
                probabilities: Vec::new(),
                seen: Vec::new(),
                blank: true,
            });
        };
        match lab.session.outputs(seen.clone()).await {
            Ok(logits) => {
                let classify = data.task == Task::Classify;
                let probabilities = if classify {
                    softmax(&logits)
                } else {
                    Vec::new()
                };
                emit(&Event::Predicted {
                    session,
                    id,
                    logits,
                    probabilities,
                    seen,
                    blank: false,
                });
            }
            Err(error) => self.fail(session, Some(id), error),
        }
    }

    /// Gathers what a chart shows, then draws it.
    async fn with_picture<R>(
        &mut self,
        session: u32,
        chart: &str,
        draw: impl FnOnce(&Picture) -> Result<R, String>,
    ) -> Option<R> {
        let lab = self.labs.get(&session)?;
        let history = &lab.session.history;
        let drawn = match chart {
            "loss" => draw(&Picture::Curves {
                history,
                accuracy: false,
            }),
            "accuracy" => draw(&Picture::Curves {
                history,
                accuracy: true,
            }),
            "surface" if fits(&lab.session, chart) => {
                let logits = match lab.session.outputs(surface::grid()).await {
                    Ok(logits) => logits,
                    Err(error) => {
                        self.fail(session, None, error);
                        return None;
                    }
                };
                let data = lab.session.data();
                let train = data.shards[0].samples.clone()?;
                draw(&Picture::Surface(&surface::Surface {
                    logits,
                    classes: data.outputs.len(),
                    train,
                    held_out: data.validation.clone(),
                }))
            }
            _ => return None,
        };
        drawn
            .map_err(|reason| log::error!("the chart {chart} was not drawn: {reason}"))
            .ok()
    }

    async fn draw(&mut self, session: u32, request: &ChartRequest) {
        let chart = request.chart.clone();
        let drawn = self
            .with_picture(session, &chart, |picture| canvas::draw(request, picture))
            .await;
        if let Some((drawn, bitmap)) = drawn {
            let event = Event::Drawn {
                session,
                chart,
                plot: Some(drawn.plot),
                alt: drawn.alt,
                bitmap: (),
            };
            emit_picture(&event, bitmap);
        }
    }

    async fn draw_svg(&mut self, session: u32, id: u32, request: &ChartRequest) {
        let svg = self
            .with_picture(session, &request.chart, |picture| {
                charts::svg(request, picture)
            })
            .await;
        match svg {
            Some((svg, _)) => emit(&Event::DrawnSvg { session, id, svg }),
            None => {
                let text = say!("This experiment has no such chart.", "此实验没有该图表。");
                refuse(
                    session,
                    Some(id),
                    vec![Error::new("chart", "unknown_entry", text)],
                );
            }
        }
    }

    /// The Device is gone: nothing can go on here.
    fn fail(&mut self, session: u32, id: Option<u32>, error: Error) {
        let fatal = error.code == "gpu_lost";
        if fatal {
            self.labs.clear();
        }
        emit(&Event::Failed {
            session,
            id,
            fatal,
            errors: vec![error],
        });
    }
}

impl Lab {
    /// Reads the losses that wait on the Device.
    async fn read(&mut self) -> Result<(), Error> {
        let look = self.session.look(false).await?;
        self.read.extend(look.losses);
        Ok(())
    }

    /// How many steps fit into the time that may be queued, from those just read.
    fn pace(&mut self, now: f64) {
        let steps = self
            .session
            .position()
            .step
            .saturating_sub(self.reported_step);
        if self.ahead < MAX_UNREAD && steps > 0 {
            let each = (now - self.reported) / steps as f64;
            self.ahead = (QUEUE / each.max(0.1)).clamp(1.0, 512.0) as usize;
        }
    }
}

/// A command that cannot be carried out; nothing was lost.
fn refuse(session: u32, id: Option<u32>, errors: Vec<Error>) {
    emit(&Event::Failed {
        session,
        id,
        fatal: false,
        errors,
    });
}

async fn written(session: &Session) -> Result<Vec<u8>, Error> {
    session.checkpoint().await?.to_bytes()
}

fn fits(session: &Session, chart: &str) -> bool {
    let data = session.data();
    let subject = Subject {
        input: &data.shape,
        classify: data.task == Task::Classify,
    };
    catalog::chart(chart).is_some_and(|record| (record.fits)(&subject))
}

fn describe(session: u32, lab: &Lab, run: bool, problems: Vec<Error>) -> Opened {
    let open = &lab.session;
    let (data, network) = (open.data(), open.network());
    Opened {
        session,
        recipe: open.recipe().clone(),
        link: link::print(open.recipe(), &lab.link),
        run,
        problems,
        task: data.task.word().into(),
        loss: open.loss().id.into(),
        input_shape: data.shape.iter().map(|&side| side as u32).collect(),
        outputs: data.outputs.clone(),
        drawable: lab.record.drawing.is_some(),
        charts: (catalog::CHARTS.iter())
            .filter(|chart| fits(open, chart.id))
            .map(|chart| chart.id.into())
            .collect(),
        layers: network.layers.clone(),
        parameters: network.parameters() as u32,
        operations: network.operations(open.batch()),
        train_samples: data.train_len() as u32,
        validation_samples: data.validation.len() as u32,
        test_samples: data.test.len() as u32,
        step: open.position().step as f64,
    }
}

fn sample(lab: &Lab, session: u32, id: u32, count: u32) -> Event {
    let data = lab.session.data();
    let held_out: &Samples = &data.test;
    let count = (count.min(MAX_SAMPLES) as usize).min(held_out.len());
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for index in 0..count {
        let (mut input, mut target) = (Vec::new(), Vec::new());
        held_out.gather(index, &mut input, &mut target);
        inputs.push(input);
        targets.push(target);
    }
    Event::Sampled {
        session,
        id,
        shape: data.shape.iter().map(|&side| side as u32).collect(),
        inputs,
        targets,
    }
}

/// GPU dispatches so far, where worker.js counts them.
fn dispatches() -> Option<f64> {
    js_sys::Reflect::get(&js_sys::global(), &"downhillDispatches".into())
        .ok()?
        .as_f64()
}
