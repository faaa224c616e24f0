//! Ratings of items by users, of which only a share is known: what would the others be?
//!
//! A sample is two tokens, a user and an item, from one vocabulary that holds all users and then all items.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{DatasetRecord, Source, noise, normal, train};
use crate::params::{Entry, Param, Unit};
use crate::samples::{Inputs, Made, Samples, Task};
use crate::text::Text;

pub static RATINGS: DatasetRecord = DatasetRecord {
    id: "ratings",
    title: Text::new("Ratings", "评分"),
    about: Text::new(
        "How users rate items, from 1 to 5: made from a few hidden tastes of each user and the same number of qualities of each item. Part of the table is known; what would the rest be?",
        "用户对物品的评分（1 到 5）：由每位用户的隐含偏好与每件物品的相应特质生成。表中只有一部分评分已知，其余会是多少？",
    ),
    citation: "Koren, Bell & Volinsky 2009",
    group: "ratings",
    params: &[
        Param::integer("users", Text::new("Users", "用户数"), 10, 500, 60),
        Param::integer("items", Text::new("Items", "物品数"), 10, 500, 40),
        Param::integer(
            "known",
            Text::new("Known ratings (%)", "已知评分比例（%）"),
            5,
            100,
            50,
        )
        .counts(Unit::Percent),
        noise(0.2),
        train(80),
    ],
    task: Task::Regress,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: None,
        make: |entry, _, rng| Ok(make(entry, rng)),
    },
    drawing: None,
};

/// Hidden tastes of a user, and qualities of an item.
const TASTES: usize = 2;

/// Rating = 3 + bᵤ + bᵢ + pᵤ·qᵢ + noise, kept between 1 and 5.
fn make(entry: &Entry, rng: &mut ChaCha8Rng) -> Made {
    let (users, items) = (entry.integer("users"), entry.integer("items"));
    let vocabulary = users + items;
    // Of every token: how much is given or got on average, and the tastes or qualities.
    let hidden: Vec<(f64, [f64; TASTES])> = (0..vocabulary)
        .map(|_| {
            let [average] = normal(rng);
            (0.3 * average, normal(rng).map(|taste| 0.7 * taste))
        })
        .collect();
    let mut pairs: Vec<usize> = (0..users * items).collect();
    pairs.shuffle(rng);
    pairs.truncate(users * items * entry.integer("known") / 100);
    let (mut values, mut targets) = (Vec::new(), Vec::new());
    for pair in pairs {
        let (user, item) = (pair / items, users + pair % items);
        let ((generous, tastes), (good, qualities)) = (hidden[user], hidden[item]);
        let match_: f64 = tastes.iter().zip(qualities).map(|(p, q)| p * q).sum();
        let [away] = normal(rng);
        let rating = 3.0 + generous + good + match_ + entry.number("noise") * away;
        values.extend([user as u16, item as u16]);
        targets.push(rating.clamp(1.0, 5.0) as f32);
    }
    let user_names = (1..=users).map(|user| format!("user {user}"));
    Made {
        samples: Samples {
            inputs: Inputs::Tokens { values, vocabulary },
            width: 2 * vocabulary,
            targets,
            target_width: 1,
            reconstruct: false,
        },
        shape: vec![2, vocabulary],
        outputs: vec!["★".into()],
        tokens: user_names
            .chain((1..=items).map(|item| format!("item {item}")))
            .collect(),
        features: Vec::new(),
        next: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::datasets::tests::{entry, made};

    #[test]
    fn a_sample_reads_as_a_sentence_in_both_languages() {
        let data = Data::open(&RATINGS, &entry(&RATINGS), 1, &[]).expect("it is made");
        let (mut input, mut target) = (Vec::new(), Vec::new());
        data.test.gather(0, &mut input, &mut target);
        let text = data.in_words(&input, &target).expect("tokens have words");
        assert!(text.en.starts_with("user ") && text.en.contains(", item "));
        assert!(text.zh.starts_with("用户 ") && text.zh.contains("，物品 "));
        assert!(text.zh.ends_with(&format!(" → {:.1}", target[0])));
    }

    #[test]
    fn each_sample_is_a_user_an_item_and_a_rating_known_once() {
        let made = made(&RATINGS, &entry(&RATINGS));
        let Inputs::Tokens { values, vocabulary } = &made.samples.inputs else {
            panic!("users and items are tokens");
        };
        assert_eq!((*vocabulary, made.tokens.len()), (100, 100));
        assert_eq!(made.samples.len(), 60 * 40 / 2);
        let mut pairs: Vec<&[u16]> = values.chunks_exact(2).collect();
        assert!(
            pairs
                .iter()
                .all(|pair| pair[0] < 60 && (60..100).contains(&pair[1]))
        );
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), made.samples.len());
        assert!(
            made.samples
                .targets
                .iter()
                .all(|rating| (1.0..=5.0).contains(rating))
        );
    }
}
