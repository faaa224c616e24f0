//! A host of the driver whose clock stands still but for what the test says that work costs and files take.
//!
//! What is sent by the script comes in at its time, but as in a browser only where the driver lets messages in.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};

use burn::tensor::Device;
use downhill::error::Error;
use downhill::inspect::form::Form;
use downhill::inspect::svg;
use downhill::inspect::view::ViewRequest;
use downhill::inspect::views;
use downhill::protocol::{Command, Event, FileFormat, Report};
use downhill::running::driver::Driver;
use downhill::running::host::{Chosen, Host, Message, Work};
use downhill::say;
use downhill::training::session::Session;
use pollster::block_on;

/// Milliseconds that work takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Costs {
    pub step: f64,
    pub evaluation: f64,
    pub losses: f64,
    pub outputs: f64,
    pub tokens: f64,
    pub checkpoint: f64,
    pub chart: f64,
}

/// A clock that has run longer than any test wants: the driver does not come to rest.
const TOO_LONG: f64 = 600_000.0;

/// Something that happened, with its time.
pub type Timed<T> = (f64, T);

/// The host; everything that happened can be read from it.
#[derive(Default)]
pub struct Bench {
    clock: Cell<f64>,
    costs: Costs,
    /// What comes at which time, earliest first.
    script: RefCell<Vec<Timed<Message>>>,
    inbox: RefCell<VecDeque<Message>>,
    /// Files that can be downloaded, with the milliseconds that each takes.
    pub files: RefCell<BTreeMap<&'static str, (f64, Vec<u8>)>>,
    /// How often a file does not come before it does.
    pub broken: RefCell<BTreeMap<&'static str, u32>>,
    pub events: RefCell<Vec<Timed<Event>>>,
    /// When messages were let in.
    pub turns: RefCell<Vec<f64>>,
    /// When each step was over.
    pub steps: RefCell<Vec<f64>>,
    pub losses: RefCell<Vec<f32>>,
    /// When each file was asked for.
    pub asked: RefCell<Vec<Timed<&'static str>>>,
}

impl Bench {
    fn spend(&self, milliseconds: f64) {
        self.clock.set(self.clock.get() + milliseconds);
        assert!(self.clock.get() < TOO_LONG, "the driver does not rest");
    }

    fn at(&self, time: f64, message: Message) {
        let mut script = self.script.borrow_mut();
        let place = script.partition_point(|(other, _)| *other <= time);
        script.insert(place, (time, message));
    }

    /// Lets in what has come by now.
    fn arrive(&self) {
        let mut script = self.script.borrow_mut();
        let due = script.partition_point(|(time, _)| *time <= self.clock.get());
        let come = script.drain(..due).map(|(_, message)| message);
        self.inbox.borrow_mut().extend(come);
    }

    fn fetch(&self, file: &'static str, after: f64) {
        self.asked.borrow_mut().push((self.now() + after, file));
        let mut broken = self.broken.borrow_mut();
        let fails = broken.get_mut(file).filter(|times| **times > 0);
        let files = self.files.borrow();
        let (takes, bytes) = files.get(file).unwrap_or_else(|| panic!("{file}"));
        let bytes = match fails {
            Some(times) => {
                *times -= 1;
                let text = say!("It did not come.", "下载失败。");
                Err(Error::new("data", "download_failed", text))
            }
            None => Ok(bytes.clone()),
        };
        self.at(self.now() + after + takes, Message::Arrived { file, bytes });
    }
}

impl Host for Bench {
    type Bitmap = ();

    fn now(&self) -> f64 {
        self.clock.get()
    }

    fn emit(&self, event: Event) {
        self.events.borrow_mut().push((self.now(), event));
    }

    fn emit_picture(&self, event: Event, _: Option<()>) {
        self.emit(event);
    }

    fn draw(&self, request: &ViewRequest, form: &mut Form) -> Result<(), String> {
        self.spend(self.costs.chart);
        let view = views::find(&request.view).expect("a view that is shown is in the list");
        svg::svg(&view.title, request, form).map(drop)
    }

    fn download(&self, _: u32, files: Vec<&'static str>) {
        for file in files {
            self.fetch(file, 0.0);
        }
    }

    fn download_later(&self, _: u32, file: &'static str, seconds: f64) {
        self.fetch(file, seconds * 1000.0);
    }

    /// What waits comes at once.
    fn hurry(&self) {
        for (time, message) in self.script.borrow_mut().iter_mut() {
            if matches!(message, Message::Arrived { .. }) {
                *time = self.now();
            }
        }
        self.script
            .borrow_mut()
            .sort_by(|(one, _), (other, _)| one.total_cmp(other));
    }

    fn take(&self) -> Option<Message> {
        self.inbox.borrow_mut().pop_front()
    }

    async fn wait(&self, most: Option<f64>) -> Option<Message> {
        let next = self.script.borrow().first().map(|(time, _)| *time);
        let woken = most.map(|most| self.now() + most);
        match (next, woken) {
            (Some(next), woken) if woken.is_none_or(|woken| next <= woken) => {
                self.spend((next - self.now()).max(0.0));
                self.arrive();
                self.take()
            }
            (_, Some(woken)) => {
                self.spend(woken - self.now());
                Some(Message::Woken)
            }
            _ => None,
        }
    }

    async fn turn(&self) {
        self.turns.borrow_mut().push(self.now());
        self.arrive();
    }

    fn did(&self, work: Work<'_>) {
        self.spend(match work {
            Work::Step => self.costs.step,
            Work::Evaluation => self.costs.evaluation,
            Work::Losses(_) => self.costs.losses,
            Work::Outputs => self.costs.outputs,
            Work::Tokens => self.costs.tokens,
            Work::Checkpoint(_) => self.costs.checkpoint,
        });
        match work {
            Work::Step => self.steps.borrow_mut().push(self.now()),
            Work::Losses(losses) => self.losses.borrow_mut().extend(losses),
            _ => {}
        }
    }
}

/// Steps of a millisecond; all else takes no time.
pub const QUICK: Costs = Costs {
    step: 1.0,
    evaluation: 0.0,
    losses: 0.0,
    outputs: 0.0,
    tokens: 0.0,
    checkpoint: 0.0,
    chart: 0.0,
};

/// A driver on such a host, with what was told of it.
pub struct Run {
    pub driver: Driver<Bench>,
}

impl Run {
    pub fn new(costs: Costs) -> Self {
        let host = Bench {
            costs,
            ..Bench::default()
        };
        let chosen = Chosen {
            device: Device::flex(),
            word: "cpu",
            adapter: None,
        };
        Self {
            driver: Driver::new(host, chosen),
        }
    }

    /// With experiment 1 opened from a link.
    pub fn open(link: &str, costs: Costs) -> Self {
        let mut run = Self::new(costs);
        run.send(0.0, open(1, link));
        run.serve();
        assert!(
            run.driver.session(1).is_some(),
            "{link}: {:?}",
            run.events()
        );
        run
    }

    pub fn now(&self) -> f64 {
        self.driver.host.now()
    }

    /// A command that comes at a time.
    pub fn send(&self, time: f64, command: Command) {
        self.driver.host.at(time, Message::Command(command));
    }

    /// Until everything rests and nothing comes any more.
    pub fn serve(&mut self) {
        block_on(self.driver.serve());
    }

    pub fn session(&self) -> &Session {
        self.driver.session(1).expect("it is open")
    }

    pub fn events(&self) -> Vec<Timed<Event>> {
        self.driver.host.events.borrow().clone()
    }

    /// What an event was picked from, with its time.
    pub fn told<T>(&self, pick: impl Fn(&Event) -> Option<T>) -> Vec<Timed<T>> {
        let events = self.driver.host.events.borrow();
        let all = events.iter();
        all.filter_map(|(time, event)| Some((*time, pick(event)?)))
            .collect()
    }

    /// The reports of an experiment.
    pub fn reports(&self, of: u32) -> Vec<Timed<Report>> {
        self.told(|event| match event {
            Event::Report(report) if report.session == of => Some((**report).clone()),
            _ => None,
        })
    }

    /// Why training stopped by itself.
    pub fn finished(&self) -> Vec<Timed<String>> {
        self.told(|event| match event {
            Event::Finished { reason, .. } => Some(reason.en.to_string()),
            _ => None,
        })
    }

    /// What a view of experiment 1 shows when somebody asks for it, of the step at which it stands.
    pub fn asked(&mut self, view: ViewRequest) -> Option<Form> {
        let (before, now) = (self.events().len(), self.session().position().step as f64);
        let asked = view.view.clone();
        let ask = Command::Ask {
            session: 1,
            id: 99,
            view,
            again: false,
        };
        self.send(self.now(), ask);
        self.serve();
        let told = self.events().into_iter().skip(before);
        told.filter_map(|(_, event)| match event {
            Event::Shown {
                id: Some(99),
                view,
                step,
                form,
                ..
            } => {
                assert_eq!((view, step), (asked.clone(), now));
                Some(*form)
            }
            _ => None,
        })
        .next()
    }

    /// The file of a view of experiment 1.
    pub fn filed(&mut self, view: ViewRequest, format: FileFormat) -> String {
        let before = self.events().len();
        let draw = Command::Draw {
            session: 1,
            id: 98,
            view,
            format,
        };
        self.send(self.now(), draw);
        self.serve();
        let told = self.events().into_iter().skip(before);
        let mut texts = told.filter_map(|(_, event)| match event {
            Event::Drawn { id: 98, text, .. } => Some(text),
            _ => None,
        });
        texts.next().expect("a file of what is shown")
    }

    /// Times of the steps that were taken.
    pub fn steps(&self) -> Vec<f64> {
        self.driver.host.steps.borrow().clone()
    }
}

pub fn open(session: u32, link: &str) -> Command {
    Command::Open {
        session,
        id: session,
        recipe: None,
        link: Some(link.into()),
        checkpoint: None,
        data: None,
    }
}

pub fn train(session: u32) -> Command {
    Command::Train {
        session,
        steps: None,
        slowly: false,
        pace: None,
    }
}

/// The longest time between two neighbours, and the shortest.
pub fn gaps(times: &[f64]) -> (f64, f64) {
    let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
    gaps.fold((0.0, f64::INFINITY), |(most, least), gap| {
        (f64::max(most, gap), f64::min(least, gap))
    })
}
