//! The loss of each sample, against the formulas written out by hand, for every kind of target.

mod support;

use downhill::recipe::link;
use downhill::samples::{Samples, Task};
use downhill::training::evaluation::slice_len;
use downhill::training::session::{HeldOut, Session};
use pollster::block_on;
use support::{measure, open, train};

/// A Session of a link, after a few steps.
fn trained(link: &str) -> Session {
    let link = link::parse(link);
    assert_eq!(link.problems, []);
    let mut session = open(&link.recipe, None);
    train(&mut session, 5);
    session
}

/// −log of the softmax probability of a class.
fn cross_entropy(logits: &[f32], class: usize) -> f64 {
    let powers = logits.iter().map(|logit| f64::from(*logit).exp());
    powers.sum::<f64>().ln() - f64::from(logits[class])
}

/// For each sample the sum of its terms and how many there are, from the Session's outputs.
fn by_hand(session: &Session, samples: &Samples) -> Vec<(f64, usize)> {
    let each = |sample: usize| {
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        samples.gather(sample, &mut inputs, &mut targets);
        let outputs = block_on(session.outputs(inputs)).expect("flex is never lost");
        let terms: Vec<f64> = match (session.data().task, session.loss().id) {
            (Task::Classify | Task::Tokens, "cross_entropy") => {
                let rows = outputs.chunks(outputs.len() / targets.len());
                let rows = rows.zip(&targets).filter(|(_, target)| **target >= 0.0);
                rows.map(|(row, target)| cross_entropy(row, *target as usize))
                    .collect()
            }
            (_, "binary_cross_entropy") => {
                let both = outputs.iter().zip(&targets);
                both.map(|(logit, target)| {
                    let p = 1.0 / (1.0 + (-f64::from(*logit)).exp());
                    let y = f64::from(*target);
                    -y * p.ln() - (1.0 - y) * (1.0 - p).ln()
                })
                .collect()
            }
            (_, "mse") => {
                let both = outputs.iter().zip(&targets);
                both.map(|(output, target)| f64::from(output - target).powi(2))
                    .collect()
            }
            other => panic!("{other:?}"),
        };
        (terms.iter().sum(), terms.len())
    };
    (0..samples.len()).map(each).collect()
}

fn losses(session: &Session, samples: &Samples, from: usize, to: usize) -> Vec<f32> {
    let losses = session.losses_of(samples, from, to);
    losses.into_data().try_into_vec().expect("f32")
}

#[test]
fn the_loss_of_each_held_out_sample_is_that_of_its_outputs() {
    for (link, sliced, uneven) in [
        ("data=blobs&loss=cross_entropy", false, false),
        ("data=spirals&loss=binary_cross_entropy", false, false),
        ("data=regression-10", false, false),
        (
            "data=digits-8x8&data.reconstruct=1&loss=binary_cross_entropy",
            false,
            false,
        ),
        (
            "data=digits-8x8&network.layers=dense(2000),relu,dense(2000),relu,batch_norm",
            true,
            false,
        ),
        ("data=names&network.layers=gru(8,1)", false, true),
    ] {
        let mut session = trained(link);
        let samples = session.data().validation.clone();
        let right = by_hand(&session, &samples);
        assert_eq!(
            slice_len(session.network()) < samples.len(),
            sliced,
            "{link}"
        );
        let lengths = right.iter().map(|(_, count)| *count);
        assert_eq!(lengths.clone().min() != lengths.max(), uneven, "{link}");
        let each = losses(&session, &samples, 0, samples.len());
        assert_eq!(each.len(), samples.len(), "{link}");
        for (found, (sum, count)) in each.iter().zip(&right) {
            let right = sum / *count as f64;
            let far = (f64::from(*found) - right).abs();
            assert!(
                far < 1e-5 * right.max(1.0),
                "{link}: {found} and not {right}"
            );
        }
        // A part of them, and none.
        let part = losses(&session, &samples, 3, samples.len() - 1);
        for (found, again) in each[3..].iter().zip(&part) {
            assert!((found - again).abs() < 1e-5 * found.max(1.0), "{link}");
        }
        assert_eq!(losses(&session, &samples, 3, 3), [0.0; 0]);
        // The score's loss is their mean, each weighted by its terms.
        let (sum, count) = (right.iter()).fold((0.0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let mean = sum / count as f64;
        let score = f64::from(measure(&mut session, HeldOut::Validation).loss);
        assert!(
            (score - mean).abs() < 1e-5 * mean.max(1.0),
            "{link}: {score} and not {mean}"
        );
    }
}
