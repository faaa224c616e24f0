//! First names, a letter at a time.

use super::{DatasetRecord, Source, text, train};
use crate::formats::unreadable;
use crate::samples::Task;
use crate::text::Text;

pub static NAMES: DatasetRecord = DatasetRecord {
    id: "names",
    title: Text::new("First names", "英文名"),
    about: Text::new(
        "8,402 first names, letter by letter: which comes next? A trained network makes up names of its own.",
        "8,402 个英文名，逐字符预测下一个：训练好的网络能自己编出名字。",
    ),
    citation: "Ward 1996, CC0",
    group: "text",
    // 512 validate, which leaves one in ten to test with.
    params: &[train(84)],
    task: Task::Tokens,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: Some(FILE),
        make: |_, bytes, _| {
            let names: Vec<&str> = text::decode(FILE, bytes)?.lines().collect();
            // Anything else in the file would become a letter of its own.
            let spelt =
                |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase());
            if !names.iter().all(spelt) {
                return Err(unreadable(
                    FILE,
                    "a line is no name in small letters from a to z",
                    "有一行不是由小写字母 a 至 z 组成的名字",
                ));
            }
            Ok(text::whole(&names))
        },
    },
    drawing: None,
};

const FILE: &str = "names.txt.gz";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;
    use crate::datasets::tests::{entry, published};
    use crate::samples::Inputs;

    #[test]
    fn targets_are_the_letters_that_follow() {
        let bytes = include_bytes!("../../assets/data/names.txt.gz");
        let data = published(&NAMES, FILE, bytes);
        // The end and a to z; the longest name has twelve letters.
        assert_eq!((data.tokens.len(), &data.shape), (27, &vec![13, 27]));
        let Inputs::Tokens { values, .. } = &data.test.inputs else {
            panic!("names are tokens");
        };
        for (letters, targets) in values
            .chunks_exact(13)
            .zip(data.test.targets.chunks_exact(13))
        {
            assert_eq!(letters[0], 0);
            for place in 0..13 {
                match targets[place] {
                    -1.0 => assert_eq!(letters[place], 0),
                    next => assert_eq!(
                        f32::from(letters.get(place + 1).copied().unwrap_or(0)),
                        next
                    ),
                }
            }
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bytes in [&b""[..], b"emma\nAl\n", b"emma\n\nal\n", b"<html>\n"] {
            let files: &[(&str, &[u8])] = &[(FILE, bytes)];
            let error = Data::open(&NAMES, &entry(&NAMES), 1, files).err();
            assert_eq!(error.expect("no names").code, "bad_file");
        }
    }
}
