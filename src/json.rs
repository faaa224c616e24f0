//! JSON of another version, or written by hand: what is known is read, field by field, and the rest is named.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::say;
use crate::text::{listed, quoted};

/// A JSON object.
pub type Object = Map<String, Value>;

/// Reads a struct whose fields all have defaults. A field that is not known, or of the wrong kind, is named in
/// `problems` and keeps its default.
pub fn read<T: Serialize + DeserializeOwned + Default>(
    given: Object,
    problems: &mut Vec<Error>,
) -> T {
    let known = serde_json::to_value(T::default());
    let known = known.as_ref().ok().and_then(Value::as_object);
    let is_known = |key: &str| known.is_some_and(|known| known.contains_key(key));
    let (mut usable, mut unknown) = (Object::new(), Vec::new());
    for (key, value) in given {
        if !is_known(&key) {
            unknown.push(key);
            continue;
        }
        let alone = Object::from_iter([(key.clone(), value)]);
        match T::deserialize(&alone) {
            Ok(_) => usable.extend(alone),
            Err(reason) => {
                let (name, reason) = (quoted(&key), quoted(&reason.to_string()));
                problems.push(Error::new(
                    &key,
                    "wrong_kind",
                    say!(
                        "“{name}” could not be read ({reason}); the default was used instead.",
                        "无法读取“{name}”（{reason}），已改用默认值。"
                    ),
                ));
            }
        }
    }
    if let Some(first) = unknown.first() {
        let names = listed(unknown.iter().map(String::as_str));
        let (en, zh) = (&names.en, &names.zh);
        problems.push(Error::new(
            first,
            "unknown_key",
            say!(
                "Ignored, because this Downhill does not know it: {en}.",
                "此 Downhill 无法识别，已忽略：{zh}。"
            ),
        ));
    }
    T::deserialize(&usable).unwrap_or_default()
}

/// A text file as editors write it: UTF-8, with or without a byte order mark, or UTF-16. None where it is neither.
pub fn text(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], word: fn([u8; 2]) -> u16| {
        let (words, rest) = bytes.as_chunks();
        if !rest.is_empty() {
            return None;
        }
        String::from_utf16(&words.iter().map(|&pair| word(pair)).collect::<Vec<_>>()).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // JSON begins with an ASCII character: without a mark, the zero beside it tells the order.
        [1..=255, 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, 1..=255, ..] => wide(bytes, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => String::from_utf8(rest.to_vec()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Two {
        number: u32,
        word: String,
    }

    #[test]
    fn what_is_known_is_read_and_the_rest_is_named() {
        let given = r#"{"word": "a", "number": "many", "later": 1, "latest": {"deep": []}}"#;
        let mut problems = Vec::new();
        let read: Two = read(serde_json::from_str(given).expect("JSON"), &mut problems);
        let word = "a".to_owned();
        assert_eq!(read, Two { number: 0, word });
        let told: Vec<_> = problems
            .iter()
            .map(|p| (p.key.as_str(), p.code.as_str()))
            .collect();
        assert_eq!(told, [("number", "wrong_kind"), ("later", "unknown_key")]);
        assert!(problems[1].text.en.contains("“later”, “latest”"));
    }

    #[test]
    fn a_text_is_read_in_every_encoding_that_editors_write() {
        let words = "{\"a\": \"字\"}";
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| words.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for file in [
            words.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", words.as_bytes()].concat(),
            [b"\xff\xfe", little.as_slice()].concat(),
            [b"\xfe\xff", big.as_slice()].concat(),
            little,
            big,
        ] {
            assert_eq!(text(&file).as_deref(), Some(words), "{file:?}");
        }
        assert_eq!(text(b"\xc3\x28"), None);
        assert_eq!(text(b"\xff\xfe{"), None);
        assert_eq!(text(b"").as_deref(), Some(""));
    }
}
