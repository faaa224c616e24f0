//! Reading what views want: everything is asked of one [`Readback`], and handed back view by view.

use super::followed::round::wanted;
use super::view::{Subject, Want};
use super::views::held_inputs;
use crate::network::trace::Pick;
use crate::training::evaluation::slice_len;
use crate::training::probing::{self, Pull};
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
        Want::Judged { which, samples } => {
            let slices = session.judged(session.held_out(which), samples);
            let (losses, outputs): (Vec<_>, Vec<_>) = slices.into_iter().unzip();
            return vec![readback.want_all(losses), readback.want_all(outputs)];
        }
        Want::Inside { inputs, picks } => return inside(session, &inputs, &picks, readback),
        Want::Followed {
            input,
            target,
            followed,
        } => {
            let found = session.follow(input, target, followed);
            let lists = wanted(found).into_iter();
            return lists.map(|list| readback.want_all(list)).collect();
        }
        Want::Part(part) => readback.want(session.part(&part)),
        Want::Decoded {
            input,
            samples,
            layer,
            by,
        } => {
            let others = held_inputs(&session.data().validation, samples);
            let found = session.decoded(input, others, layer, &by);
            let [as_it_is, moved] = found.outputs;
            let lists = [as_it_is, moved, found.code, found.deviations];
            return lists.map(|list| readback.want(list)).into();
        }
        Want::Parameter(index) => readback.want(session.network().weights[index].clone().inner()),
        Want::Saliency(inputs) => {
            let width: usize = session.data().shape.iter().product();
            let slices = inputs.chunks(slice_len(session.network()) * width);
            readback.want_all(slices.map(|rows| session.saliency(rows.to_vec())))
        }
        Want::LossPlane {
            samples,
            side,
            directions,
            reach,
        } => {
            let plane = match directions {
                Some(both) => both.map(|direction| session.direction_along(&direction)),
                None => [0, 1].map(|which| session.direction(which)),
            };
            let train = session.data().shards[0].samples.as_deref();
            let losses = train.map(|train| session.loss_plane(train, samples, side, &plane, reach));
            let losses = readback.want_all(losses);
            let weights = session.path_weights();
            let is_kept = !weights.is_empty();
            let plane = plane.into_iter().filter(|_| is_kept);
            let plane = plane.flat_map(|direction| session.learnt_of(direction));
            return vec![losses, readback.want_all(plane), readback.want_all(weights)];
        }
        Want::Pull {
            samples,
            parameters,
        } => return pull(session, samples, &parameters, readback),
        Want::Thinned { parameter, every } => {
            let values = session.network().weights[parameter].clone().inner();
            readback.want(probing::thinned(values, every))
        }
    };
    vec![wanted]
}

/// The same for what lies between layers: of each pick the values of all slices.
fn inside(
    session: &Session,
    inputs: &[f32],
    picks: &[Pick],
    readback: &mut Readback,
) -> Vec<Wanted> {
    let width: usize = session.data().shape.iter().product();
    let slices = inputs.chunks(slice_len(session.network()) * width);
    let found: Vec<_> = slices
        .map(|rows| session.inside_of(rows.to_vec(), picks.to_vec()))
        .collect();
    let of = |at: usize| {
        found
            .iter()
            .filter_map(move |values| values.get(at))
            .cloned()
    };
    let picks = 0..picks.len();
    picks.map(|at| readback.want_all(of(at))).collect()
}

/// The gradients of some parameters, and their norms.
fn pull(
    session: &Session,
    samples: usize,
    parameters: &[(usize, usize)],
    readback: &mut Readback,
) -> Vec<Wanted> {
    let train = session.data().shards[0].samples.as_deref();
    let mut pulls = train.map_or(Vec::new(), |train| session.pull(train, samples));
    let mut norms = Vec::new();
    let mut wanted = Vec::new();
    for &(parameter, every) in parameters {
        let pull = pulls.get_mut(parameter).and_then(Option::take);
        let thinned = pull.map(|Pull { gradient, squares }| {
            norms.push(squares);
            probing::thinned(gradient, every)
        });
        wanted.push(readback.want_all(thinned));
    }
    wanted.push(readback.want_all(norms));
    wanted
}

/// Forward passes go in slices, so that a large network needs no gigabytes for what lies between its layers.
fn outputs(session: &Session, inputs: &[f32], readback: &mut Readback) -> Wanted {
    let network = session.network();
    let weights = network.detached();
    let width: usize = session.data().shape.iter().product();
    let slices = inputs.chunks(slice_len(network) * width);
    readback.want_all(slices.map(|rows| session.forward(&weights, rows.to_vec())))
}
