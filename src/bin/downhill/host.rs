//! The command line as a host of the driver: the wall clock, data files of a folder, a progress bar.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use downhill::error::Error;
use downhill::inspect::form::Form;
use downhill::inspect::view::ViewRequest;
use downhill::protocol::{Command, Event, Score};
use downhill::running::host::{Host, Message, Work};
use downhill::say;
use indicatif::ProgressBar;

use crate::told;

/// What was told of the only experiment.
#[derive(Default)]
pub struct Heard {
    /// The loss of each step's batch before its update.
    pub losses: Vec<f32>,
    pub validation: Option<Score>,
    pub test: Option<Score>,
    /// The newest file or picture that was asked for.
    pub file: Vec<u8>,
    /// The first thing that went wrong: nothing goes on after it.
    pub failure: Option<anyhow::Error>,
}

/// The command line: every message comes from itself.
pub struct Terminal {
    inbox: RefCell<VecDeque<Message>>,
    /// Where the data files lie.
    data: PathBuf,
    began: Instant,
    pub bar: ProgressBar,
    pub heard: RefCell<Heard>,
}

impl Terminal {
    pub fn new(data: PathBuf, bar: ProgressBar) -> Self {
        Self {
            inbox: RefCell::default(),
            data,
            began: Instant::now(),
            bar,
            heard: RefCell::default(),
        }
    }

    /// Puts a command into the inbox.
    pub fn command(&self, command: Command) {
        self.send(Message::Command(command));
    }

    fn send(&self, message: Message) {
        self.inbox.borrow_mut().push_back(message);
    }

    fn fail(&self, reason: anyhow::Error) {
        self.heard.borrow_mut().failure.get_or_insert(reason);
    }
}

impl Host for Terminal {
    type Bitmap = ();

    fn now(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1000.0
    }

    fn emit(&self, event: Event) {
        let mut heard = self.heard.borrow_mut();
        match event {
            Event::Warned { error, .. } => eprintln!("{error}"),
            Event::Report(report) => {
                self.bar.set_position(report.step as u64);
                heard.validation = report.validation.or(heard.validation.take());
                heard.test = report.test.or(heard.test.take());
            }
            Event::Exported { checkpoint, .. } => heard.file = checkpoint.into_vec(),
            Event::Drawn { text, .. } => heard.file = text.into_bytes(),
            Event::Failed { errors, .. } => {
                heard.failure.get_or_insert(anyhow::anyhow!(told(&errors)));
            }
            // The file lies here as it is: asked for again it would be the same.
            Event::Postponed { error, .. } => {
                heard.failure.get_or_insert(anyhow::anyhow!(error));
            }
            _ => {}
        }
    }

    fn emit_picture(&self, _: Event, _: Option<()>) {}

    fn draw(&self, _: &ViewRequest, _: &mut Form) -> Result<(), String> {
        Err("views are written as SVG here".into())
    }

    fn download(&self, _: u32, files: Vec<&'static str>) {
        for file in files {
            let path = self.data.join(file);
            let bytes = std::fs::read(&path)
                .with_context(|| {
                    format!(
                        "{} cannot be read: say where the data lie with --data",
                        path.display()
                    )
                })
                .map_err(|reason| {
                    self.fail(reason);
                    let text = say!(
                        "The data file “{file}” cannot be read.",
                        "无法读取数据文件“{file}”。"
                    );
                    Error::new("data", "download_failed", text)
                });
            self.send(Message::Arrived { file, bytes });
        }
    }

    fn download_later(&self, _: u32, _: &'static str, _: f64) {}

    fn hurry(&self) {}

    fn take(&self) -> Option<Message> {
        self.inbox.borrow_mut().pop_front()
    }

    /// A failure ends the driver: whoever ran it says why.
    async fn wait(&self, most: Option<f64>) -> Option<Message> {
        if self.heard.borrow().failure.is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_secs_f64(most? / 1000.0));
        Some(Message::Woken)
    }

    async fn turn(&self) {}

    fn saves(&self) -> bool {
        false
    }

    fn did(&self, work: Work<'_>) {
        if let Work::Losses(losses) = work
            && let Some(last) = losses.last()
        {
            self.bar.set_message(format!("loss {last:.4}"));
            self.heard.borrow_mut().losses.extend(losses);
        }
    }
}
