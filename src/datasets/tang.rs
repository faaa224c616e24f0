//! Quatrains of the Tang, a character at a time.

use super::{DatasetRecord, Source, text, train};
use crate::formats::unreadable;
use crate::samples::Task;
use crate::text::Text;

pub static TANG: DatasetRecord = DatasetRecord {
    id: "tang",
    title: Text::new("Tang poems", "唐诗绝句"),
    about: Text::new(
        "149 quatrains from Three Hundred Tang Poems (Sun Zhu, 1763) and Poems of a Thousand Masters, character by character. So few poems and so many characters that a network soon knows them by heart: watch the validation loss.",
        "149 首绝句，选自《唐诗三百首》（孙洙，1763）与《千家诗》，逐字预测。诗少字多，网络很快就会背下来：请留意验证损失。",
    ),
    citation: "Sun Zhu 1763",
    group: "text",
    params: &[train(80)],
    task: Task::Tokens,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: Some(FILE),
        make: |_, bytes, _| {
            let poems = text::decode(FILE, bytes)?.lines().map(body);
            let poems: Option<Vec<&str>> = poems.collect();
            let poems = poems.ok_or_else(|| {
                unreadable(
                    FILE,
                    "a line is not title|author|poem",
                    "有一行不是“题目|作者|诗”的形式",
                )
            })?;
            Ok(text::whole(&poems))
        },
    },
    drawing: None,
};

const FILE: &str = "tang.txt.gz";

/// The poem itself of a line `title|author|poem`.
fn body(line: &str) -> Option<&str> {
    let mut parts = line.split('|');
    let body = parts.nth(2).filter(|body| !body.is_empty())?;
    parts.next().is_none().then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::datasets::tests::{entry, published};
    use crate::samples::Inputs;

    #[test]
    fn poems_are_read_without_title_and_author() {
        let bytes = include_bytes!("../../assets/data/tang.txt.gz");
        let data = published(&TANG, FILE, bytes);
        // Four lines of seven characters with their marks, and the end.
        assert_eq!(data.shape, [33, data.tokens.len()]);
        assert_eq!(data.tokens.len(), 1058);
        assert!(!data.tokens.contains(&"|".into()));
        let Inputs::Tokens { values, .. } = &data.test.inputs else {
            panic!("poems are tokens");
        };
        let comma = data
            .tokens
            .iter()
            .position(|token| token == "，")
            .expect("verse");
        for poem in values.chunks_exact(33) {
            let commas = poem.iter().filter(|token| usize::from(**token) == comma);
            assert_eq!(commas.count(), 2);
        }
    }

    #[test]
    fn what_is_no_poem_is_refused() {
        for line in ["", "title|author", "title|author|", "a|b|c|d", "春眠不觉晓"] {
            let files: &[(&str, &[u8])] = &[(FILE, line.as_bytes())];
            let error = Data::open(&TANG, &entry(&TANG), 1, files).err();
            assert_eq!(error.expect(line).code, "bad_file");
        }
    }
}
