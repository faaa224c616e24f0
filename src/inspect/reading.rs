//! Reading what views want: everything is asked of one [`Readback`], and handed back view by view.

use super::view::{Subject, Want};
use crate::samples::Samples;
use crate::training::evaluation::slice_len;
use crate::training::readback::{Readback, Values, Wanted};

/// What one view wanted: the values of each want may come in several parts.
pub struct Reading(Vec<Vec<Wanted>>);

impl Reading {
    /// Asks for everything that a view wants.
    pub fn of(subject: &Subject, wants: Vec<Want>, readback: &mut Readback) -> Self {
        let all = wants.into_iter().map(|want| ask(subject, want, readback));
        Self(all.collect())
    }

    /// The values, a list for each want.
    pub fn take(self, values: &mut Values) -> Vec<Vec<f32>> {
        let wants = self.0.into_iter();
        wants
            .map(|parts| {
                parts
                    .into_iter()
                    .flat_map(|part| values.take(part))
                    .collect()
            })
            .collect()
    }
}

/// Forward passes go in slices, so that a large network needs no gigabytes for what lies between its layers.
fn ask(subject: &Subject, want: Want, readback: &mut Readback) -> Vec<Wanted> {
    let session = subject.session;
    let slice = slice_len(session.network());
    let weights = session.network().detached();
    match want {
        Want::Outputs(inputs) => {
            let width: usize = session.data().shape.iter().product();
            let slices = inputs.chunks(slice * width);
            slices
                .map(|rows| readback.want(session.forward(&weights, rows.to_vec())))
                .collect()
        }
        Want::HeldOutputs(which) => {
            let samples = session.held_out(which);
            in_slices(samples, slice, |from, to| {
                let (mut inputs, mut targets) = (Vec::new(), Vec::new());
                for sample in from..to {
                    samples.gather(sample, &mut inputs, &mut targets);
                }
                readback.want(session.forward(&weights, inputs))
            })
        }
        Want::HeldLosses(which) => {
            let samples = session.held_out(which);
            vec![readback.want(session.losses_of(samples, 0, samples.len()))]
        }
        Want::Parameter(index) => {
            let weights = session.network().weights[index].clone().inner();
            vec![readback.want(weights)]
        }
    }
}

fn in_slices(
    samples: &Samples,
    slice: usize,
    mut ask: impl FnMut(usize, usize) -> Wanted,
) -> Vec<Wanted> {
    let starts = (0..samples.len()).step_by(slice);
    starts
        .map(|from| ask(from, (from + slice).min(samples.len())))
        .collect()
}
