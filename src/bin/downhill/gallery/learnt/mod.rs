//! Pictures of experiments: each is trained for so many steps, and what it has learnt is drawn.

mod pictures;
mod sequences;
mod values;

use anyhow::Result;
use downhill::samples::Task;

use self::pictures::{maps, mistakes, reconstructions, weights_of_units};
use self::sequences::{
    attention_map, attention_of_heads, attention_to_letters, goes_on, heads_beside_rows,
    states_below_letters, states_below_signal, states_beside_rows, written,
};
use self::values::{
    clusters_of_outputs, completed_ratings, curves, lines, margins, predicted_and_true, surface,
};
use super::canvas::Canvas;
use super::learner::Learner;

/// Trains an experiment and draws it.
type Draw = fn(&mut Learner) -> Result<Canvas>;

/// How each experiment is drawn. Its own line, because what tells most of it differs; the kinds of picture follow below.
const ALL: &[(&str, Draw)] = &[
    ("neuron", |one| surface(one, 400)),
    ("line-fit", |one| lines(one, &[0, 4, 12, 30, 500])),
    ("xor", |one| surface(one, 700)),
    ("playground-2d", |one| surface(one, 500)),
    ("spirals", |one| surface(one, 2000)),
    ("bumps", |one| surface(one, 1500)),
    ("line-fit-diverges", |one| lines(one, &[0, 1, 2, 3, 4])),
    ("moons-noise", |one| surface(one, 1500)),
    ("dropout", |one| surface(one, 1500)),
    ("start-zeros", |one| surface(one, 1500)),
    ("start-large", |one| surface(one, 1500)),
    ("start-kaiming", |one| surface(one, 1500)),
    ("two-layer-regression", |one| predicted_and_true(one, 1100)),
    ("three-layer-classifier", |one| margins(one, 100)),
    ("breast-cancer", |one| margins(one, 240)),
    ("wine", |one| clusters_of_outputs(one, 120)),
    ("matrix-factorization", |one| completed_ratings(one, 1500)),
    ("digits-8x8", |one| maps(one, 300, 5)),
    ("autoencoder", |one| reconstructions(one, 1500)),
    ("softmax-digits", |one| weights_of_units(one, 929, 5)),
    ("mlp-64-adam", |one| weights_of_units(one, 1858, 6)),
    ("mlp-128-sgd", |one| curves(one, 3716)),
    ("lenet", |one| maps(one, 500, 4)),
    ("lenet-fast", |one| maps(one, 400, 7)),
    ("lenet-shapes", |one| maps(one, 300, 2)),
    ("cnn-32-64", |one| maps(one, 120, 3)),
    ("cnn-32-64-shapes", |one| maps(one, 60, 7)),
    ("fashion-cnn", |one| mistakes(one, 320)),
    ("waves", |one| states_below_signal(one, 500)),
    ("rnn-10-50-10", |one| goes_on(one, 800)),
    ("rnn-digits", |one| states_beside_rows(one, 900)),
    ("self-attention", |one| attention_map(one, 420)),
    ("transformer-sort", |one| attention_of_heads(one, 420)),
    ("encoder-digits", |one| heads_beside_rows(one, 500)),
    ("rnn-names", |one| states_below_letters(one, 800)),
    ("lstm-names", |one| states_below_letters(one, 800)),
    ("gru-names", |one| states_below_letters(one, 800)),
    ("transformer-names", |one| attention_to_letters(one, 800)),
    ("shakespeare", |one| written(one, 400)),
    ("tang", |one| written(one, 250)),
];

/// How an experiment is drawn.
pub fn find(id: &str) -> Option<Draw> {
    let found = ALL.iter().find(|(known, _)| *known == id);
    found.map(|(_, draw)| *draw)
}

/// How a network that is no experiment of ours is drawn after so many steps: by what tells most of its data.
pub fn any(one: &mut Learner, steps: u64) -> Result<Canvas> {
    let data = one.data();
    let is_picture = data.shape.len() == 3;
    let has = |kind: &str| one.layer(&[kind]).is_ok();
    let scores = one.session.loss().outputs.for_classes(data.outputs.len());
    let sees_pixels = || {
        let first = one.weights(&["dense", "output"]);
        first.is_ok_and(|(shape, _)| shape[0] == data.shape[1] * data.shape[2])
    };
    match data.task {
        _ if data.features_of_plane().is_some() => surface(one, steps),
        _ if data.next => written(one, steps),
        Task::Classify if is_picture && has("conv") => maps(one, steps, 0),
        Task::Classify if is_picture && data.shape[0] == 1 && sees_pixels() => {
            let columns = if has("dense") { 6 } else { 5 };
            weights_of_units(one, steps, columns)
        }
        Task::Classify if data.shape.len() == 1 && scores == 2 => margins(one, steps),
        Task::Regress if data.shape.len() == 1 && data.tokens.is_empty() => {
            predicted_and_true(one, steps)
        }
        _ => curves(one, steps),
    }
}
