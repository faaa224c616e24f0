//! Small tasks on sequences of letters, for which a network must look at other places: copy, reverse, sort, find the
//! pair. They differ only in what is dealt and what is right.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::{DatasetRecord, Source, TRAIN, samples};
use crate::params::{Entry, Param};
use crate::samples::{Answer, Made, Samples, Task};
use crate::text::Text;

pub static COPY: DatasetRecord = record(
    "copy",
    Text::new("Copy letters", "复制字母"),
    Text::new(
        "Give the same letters again: every place needs only itself.",
        "原样给出这些字母：每个位置只需看自己。",
    ),
    LETTERS,
    |entry, rng| make(entry, rng, any, copied),
    copied,
);

pub static REVERSE: DatasetRecord = record(
    "reverse",
    Text::new("Reverse letters", "反转字母"),
    Text::new(
        "Give the letters backwards: the first place must look at the last.",
        "倒序给出这些字母：第一个位置须看最后一个位置。",
    ),
    LETTERS,
    |entry, rng| make(entry, rng, any, reversed),
    reversed,
);

pub static SORT: DatasetRecord = record(
    "sort",
    Text::new("Sort letters", "排序字母"),
    Text::new(
        "Give the letters in the order of the alphabet: every place depends on all.",
        "按字母表顺序给出这些字母：每个位置都取决于全部字母。",
    ),
    LETTERS,
    |entry, rng| make(entry, rng, any, sorted),
    sorted,
);

pub static PAIR: DatasetRecord = record(
    "pair",
    Text::new("Find the pair", "找出一对"),
    Text::new(
        "One letter stands there twice: mark both places. Each place must look for its like.",
        "有一个字母出现了两次：标出这两个位置。每个位置都要寻找与自己相同的字母。",
    ),
    LETTERS_AND_A_PAIR,
    |entry, rng| {
        let mut made = make(entry, rng, one_pair, paired);
        made.outputs = ["·", "●"].map(String::from).into();
        made
    },
    paired,
);

fn copied(letters: &[u16]) -> Vec<u16> {
    letters.into()
}

fn reversed(letters: &[u16]) -> Vec<u16> {
    letters.iter().rev().copied().collect()
}

fn sorted(letters: &[u16]) -> Vec<u16> {
    let mut sorted = letters.to_vec();
    sorted.sort_unstable();
    sorted
}

/// 1 where the same letter stands elsewhere too.
fn paired(letters: &[u16]) -> Vec<u16> {
    let like = |letter| letters.iter().filter(|other| *other == letter).count();
    let marks = letters.iter().map(|letter| u16::from(like(letter) > 1));
    marks.collect()
}

const LETTERS: &[Param] = &[SAMPLES, LENGTH, symbols(4, 10), TRAIN];
/// So large an alphabet that the longest sequence has another letter in each place but one.
const LETTERS_AND_A_PAIR: &[Param] = &[SAMPLES, LENGTH, symbols(LONGEST - 1, 16), TRAIN];

const SAMPLES: Param = samples(100, 20_000, 2000);
const LENGTH: Param = Param::integer("length", Text::new("Letters", "字母数"), 2, LONGEST, 8);
const LONGEST: i64 = 16;

const fn symbols(min: i64, default: i64) -> Param {
    let title = Text::new("Letters in the alphabet", "字母表大小");
    Param::integer("symbols", title, min, 26, default)
}

const fn record(
    id: &'static str,
    title: Text,
    about: Text,
    params: &'static [Param],
    make: fn(&Entry, &mut ChaCha8Rng) -> Made,
    answer: Answer,
) -> DatasetRecord {
    DatasetRecord {
        id,
        title,
        about,
        citation: "Graves, Wayne & Danihelka 2014",
        group: "tokens",
        params,
        task: Task::Tokens,
        shape: &[],
        outputs: |_| Vec::new(),
        source: Source::Sequences { make, answer },
        drawing: None,
    }
}

/// So many sequences as they are dealt, each with what is right for it.
fn make(
    entry: &Entry,
    rng: &mut ChaCha8Rng,
    deal: fn(usize, usize, &mut ChaCha8Rng) -> Vec<u16>,
    answer: Answer,
) -> Made {
    let (length, symbols) = (entry.integer("length"), entry.integer("symbols"));
    let (mut tokens, mut targets) = (Vec::new(), Vec::new());
    for _ in 0..entry.integer("samples") {
        let letters = deal(length, symbols, rng);
        targets.extend(answer(&letters).into_iter().map(f32::from));
        tokens.extend(letters);
    }
    let names: Vec<String> = ('a'..='z').take(symbols).map(String::from).collect();
    Made {
        samples: Samples::tokens(tokens, length, symbols, targets),
        shape: vec![length, symbols],
        outputs: names.clone(),
        tokens: names,
        features: Vec::new(),
        next: false,
    }
}

/// Any letters.
fn any(length: usize, symbols: usize, rng: &mut ChaCha8Rng) -> Vec<u16> {
    (0..length)
        .map(|_| rng.random_range(0..symbols) as u16)
        .collect()
}

/// Different letters but for one, which is there twice.
fn one_pair(length: usize, symbols: usize, rng: &mut ChaCha8Rng) -> Vec<u16> {
    let mut all: Vec<u16> = (0..symbols as u16).collect();
    all.shuffle(rng);
    all.truncate(length - 1);
    all.push(all[0]);
    all.shuffle(rng);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::{entry, made};
    use crate::samples::Inputs;

    /// Letters and targets of each sequence.
    fn sequences(record: &'static DatasetRecord, entry: &Entry) -> Vec<(Vec<u16>, Vec<u16>)> {
        let samples = made(record, entry).samples;
        let Inputs::Tokens { values, .. } = &samples.inputs else {
            panic!("sequences of tokens");
        };
        let length = entry.integer("length");
        let targets: Vec<u16> = samples
            .targets
            .iter()
            .map(|&target| target as u16)
            .collect();
        let pairs = values
            .chunks_exact(length)
            .zip(targets.chunks_exact(length));
        pairs
            .map(|(letters, targets)| (letters.into(), targets.into()))
            .collect()
    }

    #[test]
    fn targets_are_the_letters_copied_reversed_or_sorted() {
        for (letters, targets) in sequences(&COPY, &entry(&COPY)) {
            assert_eq!(letters, targets);
            assert!(letters.iter().all(|&letter| letter < 10));
        }
        for (mut letters, targets) in sequences(&REVERSE, &entry(&REVERSE)) {
            letters.reverse();
            assert_eq!(letters, targets);
        }
        for (mut letters, targets) in sequences(&SORT, &entry(&SORT)) {
            assert!(targets.is_sorted());
            letters.sort_unstable();
            assert_eq!(letters, targets);
        }
    }

    #[test]
    fn exactly_two_places_are_a_pair_whatever_the_length() {
        for (length, symbols) in [(2.0, 15.0), (8.0, 16.0), (16.0, 15.0), (16.0, 26.0)] {
            let entry = entry(&PAIR).with("length", length).with("symbols", symbols);
            assert_eq!(made(&PAIR, &entry).outputs.len(), 2);
            for (letters, marks) in sequences(&PAIR, &entry) {
                let marked: Vec<u16> = (letters.iter().zip(&marks))
                    .filter_map(|(letter, mark)| (*mark == 1).then_some(*letter))
                    .collect();
                assert_eq!(marked.len(), 2);
                assert_eq!(marked[0], marked[1]);
                assert_eq!(marks.iter().sum::<u16>(), 2);
            }
        }
    }
}
