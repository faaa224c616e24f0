//! Four plays by Shakespeare, a character at a time.

use super::{DatasetRecord, Source, text, train};
use crate::params::Param;
use crate::samples::Task;
use crate::text::Text;

pub static SHAKESPEARE: DatasetRecord = DatasetRecord {
    id: "shakespeare",
    title: Text::new("Shakespeare", "莎士比亚"),
    about: Text::new(
        "What is spoken in Hamlet, Macbeth, A Midsummer Night’s Dream and Romeo and Juliet, in windows of so many characters: which comes next?",
        "《哈姆雷特》《麦克白》《仲夏夜之梦》《罗密欧与朱丽叶》的台词，按固定长度切成片段：下一个字符是什么？",
    ),
    citation: "Shakespeare 1595–1606",
    group: "text",
    params: &[
        Param::integer(
            "samples",
            Text::new("Windows, spread evenly", "片段数（均匀选取）"),
            100,
            50_000,
            2000,
        ),
        Param::integer(
            "length",
            Text::new("Characters in a window", "每段字符数"),
            8,
            256,
            64,
        ),
        train(80),
    ],
    task: Task::Tokens,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: Some(FILE),
        make: |entry, bytes, _| {
            let text = text::decode(FILE, bytes)?;
            Ok(text::running(
                text,
                entry.integer("length"),
                entry.integer("samples"),
            ))
        },
    },
    drawing: None,
};

const FILE: &str = "shakespeare.txt.gz";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::datasets::tests::{entry, published};
    use crate::samples::Inputs;

    #[test]
    fn targets_are_the_characters_that_follow() {
        let bytes = include_bytes!("../../assets/data/shakespeare.txt.gz");
        let data = published(&SHAKESPEARE, FILE, bytes);
        assert_eq!((data.tokens.len(), &data.shape), (62, &vec![64, 62]));
        assert_eq!(data.train_len(), 1600);
        let Inputs::Tokens { values, .. } = &data.validation.inputs else {
            panic!("a play is tokens");
        };
        let windows = values.chunks_exact(64);
        for (window, targets) in windows.zip(data.validation.targets.chunks_exact(64)) {
            let next: Vec<f32> = window[1..].iter().copied().map(f32::from).collect();
            assert_eq!(targets[..63], next);
        }
    }

    #[test]
    fn too_short_a_text_is_refused() {
        for (bytes, code) in [
            (&b""[..], "bad_file"),
            (b"To be, or not", "too_few_samples"),
        ] {
            let files: &[(&str, &[u8])] = &[(FILE, bytes)];
            let error = Data::open(&SHAKESPEARE, &entry(&SHAKESPEARE), 1, files).err();
            assert_eq!(error.expect("no play").code, code);
        }
    }
}
