//! Reading what views want: everything is asked of one [`Readback`], and handed back view by view.

use super::followed::round::wanted;
use super::view::{Subject, Want};
use crate::training::evaluation::slice_len;
use crate::training::readback::{Readback, Values, Wanted};
use crate::training::session::Session;

/// What one view wanted.
pub struct Reading(Vec<Wanted>);

impl Reading {
    /// Asks for everything that a view wants.
    pub fn of(subject: &Subject, wants: Vec<Want>, readback: &mut Readback) -> Self {
        let all = wants.into_iter().map(|want| ask(subject, want, readback));
        Self(all.flatten().collect())
    }

    /// The values, a list for each want, or for each of its picks.
    pub fn take(self, values: &mut Values) -> Vec<Vec<f32>> {
        let wants = self.0.into_iter();
        wants.map(|wanted| values.take(wanted)).collect()
    }
}

fn ask(subject: &Subject, want: Want, readback: &mut Readback) -> Vec<Wanted> {
    let session = subject.session;
    let wanted = match want {
        Want::Outputs(inputs) => outputs(session, &inputs, readback),
        Want::HeldOutputs(which) => {
            let samples = session.held_out(which);
            let (mut inputs, mut targets) = (Vec::new(), Vec::new());
            for sample in 0..samples.len() {
                samples.gather(sample, &mut inputs, &mut targets);
            }
            outputs(session, &inputs, readback)
        }
        Want::HeldLosses(which) => {
            let samples = session.held_out(which);
            readback.want(session.losses_of(samples, 0, samples.len()))
        }
        Want::Inside { inputs, picks } => {
            let found = session.inside_of(inputs, picks).into_iter();
            return found.map(|values| readback.want(values)).collect();
        }
        Want::Followed {
            input,
            target,
            followed,
        } => {
            let found = session.follow(input, target, followed);
            let lists = wanted(found).into_iter();
            return lists.map(|list| readback.want_all(list)).collect();
        }
        Want::Parameter(index) => readback.want(session.network().weights[index].clone().inner()),
    };
    vec![wanted]
}

/// Forward passes go in slices, so that a large network needs no gigabytes for what lies between its layers.
fn outputs(session: &Session, inputs: &[f32], readback: &mut Readback) -> Wanted {
    let network = session.network();
    let weights = network.detached();
    let width: usize = session.data().shape.iter().product();
    let slices = inputs.chunks(slice_len(network) * width);
    readback.want_all(slices.map(|rows| session.forward(&weights, rows.to_vec())))
}
