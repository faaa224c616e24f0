//! Tables with a class for each row, as CSV: a first row of names, the last of which is `class`.
//!
//! Strict on purpose: a cell that is missing or no number is an error with its row, and nothing is guessed.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::error::Result;
use crate::formats::unreadable;
use crate::samples::{Made, Samples};
use crate::text::quoted;

/// What the last column is called.
const CLASS: &str = "class";

/// Reads a table; classes are numbered in the order of their names.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Made> {
    let bad = |en: &str, zh: &str| unreadable(file, en, zh);
    let bytes = bytes.trim_ascii_end();
    let records: Result<Vec<StringRecord>> = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes)
        .into_records()
        // Nothing else can be wrong with what is in memory and may have rows of any length.
        .map(|record| record.map_err(|_| bad("it is not text in UTF-8", "不是 UTF-8 文本")))
        .collect();
    let records = records?;
    let (head, records) = records.split_first().unzip();
    let head: Vec<&str> = head.map_or(Vec::new(), |head| head.iter().collect());
    let features = match head.split_last() {
        Some((&CLASS, features)) if !features.is_empty() => features,
        _ => {
            return Err(bad(
                "its first row must name the columns, the last of them `class`",
                "第一行须为列名，且最后一列名为 class",
            ));
        }
    };
    let width = features.len();
    let mut inputs = Vec::new();
    let mut names = Vec::new();
    for record in records.unwrap_or_default() {
        let rest = unread(bytes, record);
        let row = || 1 + newlines(&bytes[..bytes.len() - rest.len()]);
        let cells: Vec<&str> = if is_blank(rest) {
            vec![""]
        } else {
            record.iter().collect()
        };
        let found = cells.len();
        if found != head.len() {
            let (row, columns) = (row(), head.len());
            return Err(bad(
                &format!("row {row} has {found} columns, not {columns}"),
                &format!("第 {row} 行有 {found} 列，而不是 {columns} 列"),
            ));
        }
        for (name, cell) in head.iter().zip(&cells) {
            if cell.is_empty() {
                let (row, name) = (row(), quoted(name));
                return Err(bad(
                    &format!("row {row} has no value for {name}"),
                    &format!("第 {row} 行缺少 {name} 的值"),
                ));
            }
        }
        for (name, cell) in features.iter().zip(&cells) {
            let value = cell.parse().ok().filter(|value: &f32| value.is_finite());
            inputs.push(value.ok_or_else(|| {
                let (row, name, cell) = (row(), quoted(name), quoted(cell));
                bad(
                    &format!("in row {row}, {name} is “{cell}”, not a number"),
                    &format!("第 {row} 行的 {name} 是“{cell}”，不是数"),
                )
            })?);
        }
        names.push(cells[width]);
    }
    if names.is_empty() {
        return Err(bad("it has no rows", "没有数据行"));
    }
    let mut classes = names.clone();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() < 2 {
        return Err(bad(
            "all its rows have the same class",
            "所有行都属于同一类别",
        ));
    }
    let class = |name| classes.iter().position(|class| *class == name).unwrap_or(0) as f32;
    Ok(Made {
        samples: Samples::floats(inputs, width, names.into_iter().map(class).collect(), 1),
        shape: vec![width],
        outputs: classes.iter().map(ToString::to_string).collect(),
        tokens: Vec::new(),
        features: features.iter().map(ToString::to_string).collect(),
        next: false,
    })
}

/// What was not read yet when this record began. The crate's own count of lines is one too low after `\r\n`, and passes
/// over blank lines.
fn unread<'a>(bytes: &'a [u8], record: &StringRecord) -> &'a [u8] {
    let byte = record.position().map_or(0, |position| position.byte());
    let (before, rest) = bytes.split_at(byte as usize);
    match rest {
        [b'\n', rest @ ..] if before.ends_with(b"\r") => rest,
        _ => rest,
    }
}

fn is_blank(rest: &[u8]) -> bool {
    rest.starts_with(b"\n") || rest.starts_with(b"\r")
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::Inputs;

    #[test]
    fn names_numbers_and_classes_are_read() {
        let made = read(
            "t",
            b"a, b,class\r\n1,2.5,yes\r\n-3e1,0,no\r\n4,5,yes\r\n\r\n",
        );
        let made = made.expect("a good table");
        assert_eq!(made.features, ["a", "b"]);
        assert_eq!(made.outputs, ["no", "yes"]);
        assert_eq!(made.samples.targets, [1.0, 0.0, 1.0]);
        let values = vec![1.0, 2.5, -30.0, 0.0, 4.0, 5.0];
        assert_eq!(made.samples.inputs, Inputs::Floats(values));
    }

    #[test]
    fn quotation_marks_and_a_byte_order_mark_are_no_part_of_a_name() {
        let table = "\u{feff}\"mass, kg\",\"say \"\"b\"\"\",class\n1,\"2\",\"x, y\"\n3,4,z\n";
        let made = read("t", table.as_bytes()).expect("a good table");
        assert_eq!(made.features, ["mass, kg", "say \"b\""]);
        assert_eq!(made.outputs, ["x, y", "z"]);
        let values = vec![1.0, 2.0, 3.0, 4.0];
        assert_eq!(made.samples.inputs, Inputs::Floats(values));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said_with_its_row() {
        for (table, why) in [
            ("", "must name the columns"),
            ("class\nyes\nno\n", "must name the columns"),
            ("a,b\n1,2\n", "must name the columns"),
            ("a,class\n", "has no rows"),
            ("a,b,class\n1,2,x\n1,,y\n", "row 3 has no value for b"),
            ("a,b,class\n1,2,\n", "row 2 has no value for class"),
            ("a,b,class\n1,2,x\n1,y\n", "row 3 has 2 columns, not 3"),
            ("a,class\n1,x\n\n2,y\n", "row 3 has 1 columns, not 2"),
            (
                "a,class\r\n1,x\r\n\r\n2,y\r\n",
                "row 3 has 1 columns, not 2",
            ),
            (
                "a,class\r\n1,x\r\n2,\"y\r\nz\"\r\n,y\r\n",
                "row 5 has no value for a",
            ),
            ("a,b,class\n1,2,3,x\n", "row 2 has 4 columns, not 3"),
            ("a,class\nNaN,x\n", "a is “NaN”, not a number"),
            ("a,class\ninf,x\n", "a is “inf”, not a number"),
            ("a,class\n1e99,x\n", "a is “1e99”, not a number"),
            ("a,class\n1;5,x\n", "a is “1;5”, not a number"),
            ("a,class\n1,x\n2,x\n3,x\n", "the same class"),
        ] {
            let error = read("t", table.as_bytes()).err().expect(table);
            assert_eq!(error.code, "bad_file");
            assert!(error.text.en.contains(why), "{table:?}: {error}");
        }
        let error = read("t", &[0xff, 0xfe]).err().expect("no UTF-8");
        assert!(error.text.en.contains("UTF-8"), "{error}");
    }
}
