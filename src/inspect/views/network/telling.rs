//! What the drawing of a network says in words, and its numbers as a table.

use crate::inspect::form::{
    ArcKind, Cell, Colour, Column, Figure, Form, Format, KeyEntry, Look, NetworkArc, NetworkColumn,
    NetworkDrawing, Sign, Table,
};
use crate::inspect::views::followed::FOLLOWED;
use crate::inspect::views::network::NETWORK;
use crate::inspect::views::network::through::Through;
use crate::inspect::words::join;
use crate::say;
use crate::text::Text;

/// The form of a drawing.
pub fn form(
    columns: Vec<NetworkColumn>,
    arcs: Vec<NetworkArc>,
    through: &Through,
    place: Option<[f32; 2]>,
    parameters: usize,
) -> Form {
    let shapes = columns.iter().map(|column| match column.gap {
        0 => column.shape.clone(),
        _ => format!("… → {}", column.shape),
    });
    let shapes = shapes.collect::<Vec<_>>().join(" → ");
    let (shown, scale) = match through {
        Through::Plane(_) | Through::Line => (
            Text::new(
                "Each unit shows its answer to every input.",
                "每个单元显示其对所有输入的响应。",
            ),
            Text::new(
                "Each picture has its own scale: the fullest colour is the unit's largest answer.",
                "每幅图各有自己的标度：颜色最深处为该单元响应的最大绝对值。",
            ),
        ),
        Through::Sample => (
            Text::new(
                "Each unit shows its answer to one sample: the one that was drawn or chosen, or a held-out one.",
                "每个单元显示其对一个样本的响应：手写或选中的样本，否则为一个留出样本。",
            ),
            Text::new(
                "The pictures of a layer share one scale.",
                "同一层的图使用同一标度。",
            ),
        ),
    };
    let silent = match through {
        Through::Sample => None,
        _ => silent(&columns),
    };
    let sentences = [
        Some(say!(
            "{shapes}; {parameters} parameters.",
            "{shapes}；共 {parameters} 个参数。"
        )),
        Some(shown),
        silent,
        lost(&columns),
    ];
    let gap = columns.iter().map(|column| column.gap).max().unwrap_or(0);
    let has_kernels = columns.iter().any(|column| column.kernels);
    let has = |kind: ArcKind| arcs.iter().any(|arc| arc.kind == kind);
    let kernels = Text::new(
        "Where a line stands for a whole kernel it is as thick as the kernel's norm, and has the sign of its mean.",
        "代表整个卷积核的线：粗细为其范数，正负为其均值的符号。",
    );
    let skip = Text::new(
        "An arc adds what came before the layers under it to what comes out of them.",
        "弧线把其下各层的输入加到它们的输出上。",
    );
    let state = Text::new(
        "A loop hands the state on from each step to the next.",
        "环形箭头把状态从每个时间步传到下一步。",
    );
    let notes = [
        Some(NETWORK.about.clone()),
        Some(scale),
        has_kernels.then_some(kernels),
        has(ArcKind::Skip).then_some(skip),
        has(ArcKind::State).then_some(state),
        (gap > 0).then(|| {
            say!(
                "{gap} layers in the middle are not drawn: there are too many.",
                "层数过多，中间 {gap} 层未画出。"
            )
        }),
    ];
    let has_lines = columns.iter().any(|column| !column.weights.is_empty());
    Form {
        samples: Vec::new(),
        controls: Vec::new(),
        key: if has_lines { key() } else { Vec::new() },
        sentence: join(&sentences.into_iter().flatten().collect::<Vec<_>>()),
        note: Some(join(&notes.into_iter().flatten().collect::<Vec<_>>())),
        table: Some(table(&columns)),
        figure: Figure::Network(NetworkDrawing {
            follows: FOLLOWED.id.into(),
            columns,
            arcs,
            smooth: !matches!(through, Through::Sample),
            place,
        }),
    }
}

/// What the two kinds of lines mean.
fn key() -> Vec<KeyEntry> {
    let entry = |id: &str, name, class, look| KeyEntry {
        id: id.into(),
        name,
        sign: Sign::Line {
            colour: Colour::Class(class),
            look,
        },
        values: Vec::new(),
    };
    let positive = Text::new("positive weight", "正权重");
    let negative = Text::new(
        "negative weight; the thicker the larger",
        "负权重；越粗绝对值越大",
    );
    vec![
        entry("positive", positive, 1, Look::Solid),
        entry("negative", negative, 0, Look::Marks),
    ]
}

/// How many units give no number, if there are any.
fn lost(columns: &[NetworkColumn]) -> Option<Text> {
    let units = columns.iter().flat_map(|column| &column.units);
    let count = units.filter(|unit| !unit.mean.is_finite()).count();
    (count > 0).then(|| {
        say!(
            "{count} units give NaN or infinity: training has diverged.",
            "有 {count} 个单元的输出为 NaN 或无穷大：训练已发散。"
        )
    })
}

/// How many units answer 0 to every input, if there are any.
fn silent(columns: &[NetworkColumn]) -> Option<Text> {
    let units = columns.iter().flat_map(|column| &column.units);
    let silent = units.filter(|unit| unit.range == 0.0 && unit.mean == 0.0);
    match silent.count() {
        0 => None,
        1 => Some(Text::new(
            "One unit never responds: its answer is 0 everywhere.",
            "有 1 个单元从不响应：其输出处处为 0。",
        )),
        count => Some(say!(
            "{count} units never respond: their answer is 0 everywhere.",
            "有 {count} 个单元从不响应：其输出处处为 0。"
        )),
    }
}

/// What each unit adds, the ends of its weights that are drawn, its mean answer, and that to the chosen point.
fn table(columns: &[NetworkColumn]) -> Table {
    let number = |value: f32| Cell::Number(value.into());
    let has_kernels = columns.iter().any(|column| column.kernels);
    let mut answers = columns.iter().flat_map(|column| &column.units);
    let has_answers = answers.any(|unit| unit.answer.is_some());
    let mut rows = Vec::new();
    for column in columns {
        let before = column.weights.len() / column.units.len().max(1);
        for (place, unit) in column.units.iter().enumerate() {
            let own = &column.weights[place * before..][..before];
            let ends = [
                own.iter().copied().reduce(f32::min),
                own.iter().copied().reduce(f32::max),
            ]
            .map(|end| end.filter(|end| !end.is_nan()));
            let mut row = vec![
                Cell::Text(column.titles.first().cloned().unwrap_or(Text::new("", ""))),
                Cell::Text(unit.name.clone()),
                number(unit.mean),
                unit.bias.map_or(Cell::Empty, number),
            ];
            row.extend(ends.map(|end| end.map_or(Cell::Empty, number)));
            row.push(number(unit.range));
            if has_answers {
                row.push(unit.answer.map_or(Cell::Empty, number));
            }
            rows.push(row);
        }
    }
    let mut titles = vec![
        (Text::new("Layer", "层"), Format::Count),
        (Text::new("Unit", "单元"), Format::Count),
        (Text::new("Mean answer", "平均响应"), Format::Number),
        (Text::new("Bias", "偏置"), Format::Number),
        (Text::new("Smallest weight", "最小权重"), Format::Number),
        (Text::new("Largest weight", "最大权重"), Format::Number),
        (
            Text::new("Fullest colour: ±", "颜色最深处：±"),
            Format::Number,
        ),
    ];
    if has_answers {
        titles.push((
            Text::new("Answer to the chosen point", "对所选点的响应"),
            Format::Number,
        ));
    }
    let columns = titles.into_iter();
    Table {
        columns: columns
            .map(|(title, unit)| Column::new(title, unit))
            .collect(),
        rows,
        note: has_kernels.then(|| {
            Text::new(
                "Of a kernel its norm stands for its weights, with the sign of its mean.",
                "卷积核以其范数代表其权重，正负为其均值的符号。",
            )
        }),
    }
}
