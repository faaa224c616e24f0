//! Showing views: what is watched after every report, what is asked once, and files of either.

use super::driver::Driver;
use super::host::Host;
use crate::error::Error;
use crate::inspect::form::Form;
use crate::inspect::reading::Reading;
use crate::inspect::view::{Subject, View, ViewRequest, Want};
use crate::inspect::{charts, csv, svg, views};
use crate::protocol::{Event, FileFormat};
use crate::running::experiment::Experiment;
use crate::say;
use crate::training::readback::Readback;

impl Experiment {
    /// This experiment as views see it.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            session: &self.session,
            validation: self.known.validation.as_ref(),
            test: self.known.test.as_ref(),
            chosen: self.chosen.as_deref(),
            point: self.point,
            choice: None,
        }
    }

    /// What each of some views shows now, in one read of the Device. Left out are those that have nothing to show yet, or do
    /// not fit. What is off screen is left out where it would have to be read.
    pub async fn forms<'a>(
        &self,
        requests: &'a [ViewRequest],
    ) -> Result<Vec<(&'a ViewRequest, &'static View, Form)>, Error> {
        let subject = self.subject();
        let mut readback = Readback::default();
        let mut readings = Vec::new();
        for request in requests {
            let subject = Subject {
                choice: request.choice.as_deref(),
                ..subject
            };
            let view = views::find(&request.view).filter(|view| (view.fits)(&subject));
            let Some(view) = view else { continue };
            let wants = (view.wants)(&subject);
            if request.is_seen() || wants.is_empty() {
                readings.push((view, request, Reading::of(&subject, wants, &mut readback)));
            }
        }
        let mut values = readback.read().await?;
        let show = |(view, request, reading): (&'static View, &'a ViewRequest, Reading)| {
            let subject = Subject {
                choice: request.choice.as_deref(),
                ..subject
            };
            let form = (view.show)(&subject, request, &reading.take(&mut values))?;
            Some((request, view, form))
        };
        Ok(readings.into_iter().filter_map(show).collect())
    }
}

impl<H: Host> Driver<H> {
    /// Shows everything that is watched.
    pub(super) async fn show_watched(&mut self, session: u32) {
        if let Some(experiment) = self.experiments.get(&session) {
            let requests = experiment.watch.clone();
            self.show(session, None, &requests).await;
        }
    }

    /// Shows what is watched of the inside of the network, through which another sample goes now.
    pub(super) async fn show_inside(&mut self, session: u32) {
        let Some(experiment) = self.experiments.get(&session) else {
            return;
        };
        let subject = experiment.subject();
        let looks_inside = |request: &&ViewRequest| {
            let wants = views::find(&request.view).map(|view| (view.wants)(&subject));
            let mut wants = wants.into_iter().flatten();
            request.is_seen() && wants.any(|want| matches!(want, Want::Inside { .. }))
        };
        let requests: Vec<_> = experiment
            .watch
            .iter()
            .filter(looks_inside)
            .cloned()
            .collect();
        self.show(session, None, &requests).await;
    }

    /// Shows some views, as the answer to the command `id` where it is one.
    pub(super) async fn show(&mut self, session: u32, id: Option<u32>, requests: &[ViewRequest]) {
        let Some(experiment) = self.experiments.get(&session) else {
            return;
        };
        let step = experiment.session.position().step;
        match experiment.forms(requests).await {
            Ok(forms) => {
                if id.is_some() && forms.is_empty() {
                    self.refuse(session, id, vec![nothing_to_show()]);
                }
                for (request, _, form) in forms {
                    if id.is_some()
                        && let Some(experiment) = self.experiments.get_mut(&session)
                    {
                        experiment.keep_answer(request, step, form.clone());
                    }
                    self.tell_form(session, id, step, request, form);
                }
            }
            Err(error) => self.fail(session, id, error),
        }
    }

    pub(super) fn tell_form(
        &self,
        session: u32,
        id: Option<u32>,
        step: u64,
        request: &ViewRequest,
        mut form: Form,
    ) {
        let mut bitmap = None;
        if request.is_seen() && charts::is_drawn(&form) {
            match self.host.draw(request, &mut form) {
                Ok(drawn) => bitmap = Some(drawn),
                Err(reason) => log::error!("{} was not drawn: {reason}", request.view),
            }
        }
        let event = Event::Shown {
            session,
            id,
            view: request.view.clone(),
            step: step as f64,
            form: Box::new(form),
            bitmap: (),
        };
        self.host.emit_picture(event, bitmap);
    }

    /// A view as a file.
    pub(super) async fn draw_file(
        &mut self,
        session: u32,
        id: u32,
        request: &ViewRequest,
        format: FileFormat,
    ) {
        let Some(experiment) = self.experiments.get(&session) else {
            return;
        };
        let requests = [request.as_file()];
        let (request, view, mut form) = match experiment.forms(&requests).await {
            Ok(forms) => match forms.into_iter().next() {
                Some(shown) => shown,
                None => return self.refuse(session, Some(id), vec![nothing_to_show()]),
            },
            Err(error) => return self.fail(session, Some(id), error),
        };
        let text = match format {
            FileFormat::Svg => svg::svg(&view.title, request, &mut form),
            FileFormat::Csv => Ok(csv::csv(&form, &request.lang)),
        };
        match text {
            Ok(text) => self.host.emit(Event::Drawn { session, id, text }),
            Err(reason) => {
                log::error!("{} was not drawn: {reason}", request.view);
                self.refuse(session, Some(id), vec![nothing_to_show()]);
            }
        }
    }
}

fn nothing_to_show() -> Error {
    let text = say!(
        "This experiment has no such view, or it has nothing to show yet.",
        "此实验没有该视图，或该视图尚无内容可显示。"
    );
    Error::new("view", "unknown_entry", text)
}
