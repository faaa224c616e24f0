//! Opening an experiment: its files, its data, its network.

use std::collections::BTreeSet;

use serde_bytes::ByteBuf;

use super::driver::Driver;
use super::experiment::Experiment;
use super::host::Host;
use super::pacing::patience;
use crate::data::{self, Data};
use crate::datasets::{self, DatasetRecord, words};
use crate::error::{Error, few};
use crate::inspect::views;
use crate::network::cost;
use crate::protocol::{Event, Opened};
use crate::recipe::Recipe;
use crate::recipe::link::{self, Link};
use crate::samples::{Samples, Split};
use crate::say;
use crate::training::checkpoint::Checkpoint;
use crate::training::session::Session;

/// Most samples that a page may ask for at once.
const MAX_SAMPLES: u32 = 100;

/// An experiment whose files are on their way.
pub struct Opening {
    /// Of the command.
    id: u32,
    link: Link,
    checkpoint: Option<Checkpoint>,
    record: &'static DatasetRecord,
    /// Data that were brought along.
    own: Option<Vec<u8>>,
}

impl<H: Host> Driver<H> {
    pub fn open(
        &mut self,
        session: u32,
        id: u32,
        recipe: Option<Recipe>,
        link: Option<String>,
        checkpoint: Option<ByteBuf>,
        own: Option<ByteBuf>,
    ) {
        // One that still waits for its files must not take the place of this one later.
        if let Some(before) = self.opening.remove(&session) {
            let text = say!(
                "Another experiment was opened instead.",
                "已改为打开另一个实验。"
            );
            let error = Error::new("session", "replaced", text);
            self.refuse(session, Some(before.id), vec![error]);
        }
        let checkpoint = match checkpoint
            .map(|bytes| Checkpoint::from_bytes(&bytes))
            .transpose()
        {
            Ok(checkpoint) => checkpoint,
            Err(error) => return self.refuse(session, Some(id), vec![error]),
        };
        let mut link = link::parse(link.as_deref().unwrap_or(""));
        if let Some(checkpoint) = &checkpoint {
            link.recipe = checkpoint.meta.recipe.clone();
        } else if let Some(recipe) = recipe {
            let (recipe, problems) = recipe.normalise();
            (link.recipe, link.problems) = (recipe, few(problems));
        } else if link.foreign {
            let text = say!(
                "The part of the address after “#” names no experiment.",
                "地址中“#”之后的部分不是实验链接。"
            );
            let error = Error::new("link", "no_link", text);
            return self.refuse(session, Some(id), vec![error]);
        }
        let Some(record) = datasets::find(&link.recipe.data.id) else {
            return; // a normalised Recipe names data that exist
        };
        // The same data again: nothing is loaded or made twice.
        let same = self.experiments.get(&session).filter(|experiment| {
            let recipe = experiment.session.recipe();
            own.is_none() && recipe.data == link.recipe.data && recipe.seed == link.recipe.seed
        });
        if let Some(data) = same.map(|experiment| experiment.session.data().clone()) {
            return self.stand(session, id, link, checkpoint, record, data);
        }
        let opening = Opening {
            id,
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
            self.host.download(session, new);
        }
        if files.iter().any(|file| self.failures.contains_key(file)) {
            self.host.hurry();
        }
    }

    /// Nobody waits any longer for the files of an experiment.
    pub fn abandon(&mut self, session: u32) {
        if let Some(opening) = self.opening.remove(&session) {
            let text = say!(
                "Nobody waits for this experiment any more.",
                "已不再等待此实验。"
            );
            self.refuse(
                session,
                Some(opening.id),
                vec![Error::new("session", "abandoned", text)],
            );
        }
    }

    /// Those who wait for a file.
    fn waiting_for(&self, file: &'static str) -> BTreeSet<u32> {
        let opening = (self.opening.iter())
            .filter(|(_, opening)| data::needed(opening.record).contains(&file))
            .map(|(session, _)| *session);
        let training = (self.experiments.iter())
            .filter(|(_, experiment)| experiment.session.data().missing().contains(&file))
            .map(|(session, _)| *session);
        opening.chain(training).collect()
    }

    /// A file did not come, or could not be used: it is asked for again as long as somebody waits for it.
    fn postpone(&mut self, file: &'static str, error: &Error) {
        self.files.remove(file);
        self.fetching.remove(file);
        let waiting = self.waiting_for(file);
        let Some(&first) = waiting.first() else {
            self.failures.remove(file);
            return;
        };
        let failures = self.failures.entry(file).or_default();
        *failures += 1;
        let seconds = patience(*failures);
        for session in waiting {
            self.host.emit(Event::Postponed {
                session,
                file: file.into(),
                seconds,
                error: error.clone(),
            });
        }
        self.fetching.insert(file);
        self.host.download_later(first, file, seconds);
    }

    /// A file came, or did not: whoever waits for it goes on, or hears why not.
    pub fn arrived(&mut self, file: &'static str, bytes: Result<Vec<u8>, Error>) {
        self.fetching.remove(file);
        match bytes {
            Ok(bytes) => {
                self.files.insert(file, bytes);
                self.open_what_is_complete();
                let sessions: Vec<u32> = self.experiments.keys().copied().collect();
                for session in sessions {
                    self.supply(session);
                }
            }
            Err(error) => self.postpone(file, &error),
        }
    }

    /// Gives a Session the shards that are here.
    fn supply(&mut self, session: u32) {
        let Some(experiment) = self.experiments.get_mut(&session) else {
            return;
        };
        let mut bad = Vec::new();
        for file in experiment.session.data().missing() {
            let Some(bytes) = self.files.get(file) else {
                continue;
            };
            match experiment
                .session
                .data_mut()
                .supply(experiment.record, file, bytes)
            {
                Ok(()) => {
                    self.failures.remove(file);
                    if std::mem::take(&mut experiment.waiting) {
                        experiment.reported = self.host.now();
                    }
                }
                Err(error) => bad.push((file, error)),
            }
        }
        for (file, error) in bad {
            self.postpone(file, &error);
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
            let (record, recipe) = (opening.record, &opening.link.recipe);
            let own = (opening.own.iter()).map(|bytes| ("own", bytes.as_slice()));
            let files = (self.files.iter()).map(|(name, bytes)| (*name, bytes.as_slice()));
            let files: Vec<(&str, &[u8])> = own.chain(files).collect();
            match Data::open(record, &recipe.data, recipe.seed, &files) {
                Ok(data) => {
                    for file in data::needed(record) {
                        self.failures.remove(file);
                    }
                    let Opening {
                        id,
                        link,
                        checkpoint,
                        ..
                    } = opening;
                    self.stand(session, id, link, checkpoint, record, data);
                }
                Err(error) => {
                    let bad: Vec<_> = (data::needed(record).into_iter())
                        .filter_map(|file| {
                            let bytes = self.files.get(file)?;
                            Some((file, data::unusable(record, &recipe.data, file, bytes)?))
                        })
                        .collect();
                    if bad.is_empty() {
                        self.refuse(session, Some(opening.id), vec![error]);
                        continue;
                    }
                    self.opening.insert(session, opening);
                    for (file, error) in bad {
                        self.postpone(file, &error);
                    }
                }
            }
        }
    }

    /// The data stand; the network follows.
    fn stand(
        &mut self,
        session: u32,
        id: u32,
        mut link: Link,
        checkpoint: Option<Checkpoint>,
        record: &'static DatasetRecord,
        data: Data,
    ) {
        let opened = Session::open(link.recipe, data, &self.chosen.device, checkpoint.as_ref());
        let mut opened = match opened {
            Ok(opened) => opened,
            Err(errors) => return self.refuse(session, Some(id), errors),
        };
        // What a Checkpoint holds comes later than what a link begins with.
        let weights = link.weights.filter(|_| checkpoint.is_none());
        if let Some(weights) = weights {
            match opened.begin_with(&weights) {
                // The page keeps them in its address.
                Ok(()) => link.others.push((link::WEIGHTS.into(), weights)),
                Err(problem) => link.problems.push(problem),
            }
        }
        let missing = opened.data().missing();
        let queues = self.chosen.word == "gpu";
        let speed = match &self.chosen.adapter {
            Some(adapter) if !adapter.software => cost::GRAPHICS,
            _ => cost::PROCESSOR,
        };
        let problems = few([link.problems, opened.problems.clone()].concat());
        let mut experiment = Experiment::new(opened, record, link.others, queues, self.host.now());
        if !self.host.saves() {
            experiment.save_due = f64::INFINITY;
        }
        self.host.emit(Event::Opened(Box::new(describe(
            session,
            id,
            &experiment,
            link.run,
            problems,
            speed,
        ))));
        for error in experiment.session.remarks() {
            self.host.emit(Event::Warned { session, error });
        }
        self.experiments.insert(session, experiment);
        self.supply(session);
        self.fetch(session, &missing);
    }
}

/// An experiment as it stands; `speed` is that of the Device, in multiply-adds a second.
fn describe(
    session: u32,
    id: u32,
    experiment: &Experiment,
    run: bool,
    problems: Vec<Error>,
    speed: f64,
) -> Opened {
    let open = &experiment.session;
    let (data, network) = (open.data(), open.network());
    Opened {
        session,
        id,
        recipe: open.recipe().clone(),
        link: link::print(open.recipe(), &[]),
        others: experiment.others.clone(),
        run,
        waits: cost::waits(open.cost().seconds(open.batch(), speed)),
        problems,
        task: data.task.word().into(),
        loss: open.loss().id.into(),
        input_shape: data.shape.iter().map(|&side| side as u32).collect(),
        points: data.features_of_plane().is_some() || data.shape == [1],
        outputs: data.output_titles(),
        tokens: data.tokens.clone(),
        features: data
            .features
            .iter()
            .map(|name| words::title(name))
            .collect(),
        writes: data.next,
        drawable: experiment.record.drawing.is_some(),
        views: views::fitting(&experiment.subject())
            .map(|view| view.id.into())
            .collect(),
        layers: network.layers.clone(),
        parameters: network.parameters() as u32,
        operations: network.operations(open.batch()),
        memory: open.cost().memory(open.batch()),
        train_samples: data.train_len() as u32,
        validation_samples: data.validation.len() as u32,
        test_samples: data.test.len() as u32,
        step: open.position().step as f64,
        epoch: open.epochs(),
    }
}

pub fn sample(experiment: &Experiment, session: u32, id: u32, count: u32) -> Event {
    let data = experiment.session.data();
    let held_out: &Samples = &data.test;
    let count = (count.min(MAX_SAMPLES) as usize).min(held_out.len());
    let (mut inputs, mut targets, mut texts, mut samples) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Another question gets other samples.
    for index in 0..count {
        let index = (id as usize * count + index) % held_out.len();
        let (mut input, mut target) = (Vec::new(), Vec::new());
        held_out.gather(index, &mut input, &mut target);
        texts.extend(data.in_words(&input, &target));
        samples.push(Split::Test.id(index));
        inputs.push(input);
        targets.push(target);
    }
    Event::Sampled {
        session,
        id,
        shape: data.shape.iter().map(|&side| side as u32).collect(),
        inputs,
        targets,
        texts,
        samples,
    }
}
