//! The numbers of a form as CSV (RFC 4180), for programs: a full stop for decimals, no groups of digits.

use super::form::{Cell, Figure, Form, Line, Lines, Points, Table};
use crate::text::Text;

/// All points of lines, all dots, or the table of any other form.
pub fn csv(form: &Form, lang: &str) -> String {
    let rows = match (&form.figure, &form.table) {
        (Figure::Lines(lines), _) => of_lines(lines, lang),
        (Figure::Points(points), _) => of_points(points, lang),
        (_, Some(table)) => of_table(table, lang),
        _ => Vec::new(),
    };
    rows.iter().map(|row| row.join(",") + "\r\n").collect()
}

/// One row for each place along the horizontal axis, one column for each line.
fn of_lines(lines: &Lines, lang: &str) -> Vec<Vec<String>> {
    let mut head = vec![quoted(&lines.x.title, lang)];
    head.extend(lines.lines.iter().map(|line| quoted(&line.name, lang)));
    let mut places: Vec<f64> = (lines.lines.iter())
        .flat_map(|line| &line.points)
        .filter(|point| point.y.is_finite())
        .map(|point| point.to)
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let value = |line: &Line, place: f64| {
        let here = line.points.iter().filter(|point| point.to == place);
        let mut known = here.filter(|point| point.y.is_finite());
        known
            .next()
            .map(|point| point.y.to_string())
            .unwrap_or_default()
    };
    let rows = places.into_iter().map(|place| {
        let mut row = vec![place.to_string()];
        row.extend(lines.lines.iter().map(|line| value(line, place)));
        row
    });
    std::iter::once(head).chain(rows).collect()
}

/// One row for each dot.
fn of_points(points: &Points, lang: &str) -> Vec<Vec<String>> {
    let group = Text::new("Group", "类别");
    let head = [&points.x.title, &points.y.title, &group].map(|title| quoted(title, lang));
    let rows = points.dots.iter().map(|dot| {
        let name = points.classes.get(dot.class as usize);
        let number = |value: f32| {
            if value.is_finite() {
                value.to_string()
            } else {
                String::new()
            }
        };
        vec![
            number(dot.x),
            number(dot.y),
            name.map(|name| quoted(name, lang)).unwrap_or_default(),
        ]
    });
    std::iter::once(head.into()).chain(rows).collect()
}

fn of_table(table: &Table, lang: &str) -> Vec<Vec<String>> {
    let head = table
        .columns
        .iter()
        .map(|column| quoted(&column.title, lang));
    let cell = |cell: &Cell| match cell {
        Cell::Number(number) if number.is_finite() => number.to_string(),
        Cell::Text(text) => quoted(text, lang),
        Cell::Number(_) | Cell::Empty => String::new(),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
    std::iter::once(head.collect()).chain(rows).collect()
}

fn quoted(text: &Text, lang: &str) -> String {
    let text = text.in_language(lang);
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::form::{Column, Format, Matrix};

    #[test]
    fn names_with_commas_and_quotes_stay_one_cell() {
        let name = |text: &'static str| Text::new(text, text);
        let form = Form {
            samples: Vec::new(),
            controls: Vec::new(),
            figure: Figure::Matrix(Matrix {
                rows: name(""),
                columns: name(""),
                row_names: Vec::new(),
                column_names: Vec::new(),
                values: Vec::new(),
                unit: Format::Count,
                share: None,
                diagonal: false,
                opens: None,
            }),
            key: Vec::new(),
            sentence: name(""),
            note: None,
            table: Some(Table {
                columns: vec![
                    Column {
                        title: name("a, b"),
                        unit: Format::Count,
                    },
                    Column {
                        title: name("say \"c\""),
                        unit: Format::Number,
                    },
                ],
                rows: vec![
                    vec![Cell::Text(name("x")), Cell::Number(0.5)],
                    vec![Cell::Number(2.0), Cell::Number(f64::NAN)],
                    vec![Cell::Empty, Cell::Number(1e-9)],
                ],
                note: None,
            }),
        };
        assert_eq!(
            csv(&form, "en"),
            "\"a, b\",\"say \"\"c\"\"\"\r\nx,0.5\r\n2,\r\n,0.000000001\r\n"
        );
    }
}
