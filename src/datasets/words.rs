//! Names of classes in both languages. Numerals and signs read the same in each; words stand here once.

use crate::text::Text;

/// What a class is called in the data, and in Chinese.
const WORDS: [(&str, &str); 12] = [
    ("T-shirt", "T恤"),
    ("trousers", "裤子"),
    ("pullover", "套头衫"),
    ("dress", "连衣裙"),
    ("coat", "外套"),
    ("sandal", "凉鞋"),
    ("shirt", "衬衫"),
    ("sneaker", "运动鞋"),
    ("bag", "包"),
    ("boot", "短靴"),
    ("malignant", "恶性"),
    ("benign", "良性"),
];

/// The name of a class as people read it.
pub fn title(name: &str) -> Text {
    let chinese = WORDS.iter().find(|(english, _)| *english == name);
    Text::filled(name.into(), chinese.map_or(name, |(_, zh)| zh).into())
}
