//! The pictures of units: values of a layer as bytes of small images.

use serde_bytes::ByteBuf;

use crate::inspect::form::{NetworkColumn, NetworkUnit, diverging};
use crate::inspect::views::network::columns::{Layout, Units};
use crate::inspect::views::network::through::Through;
use crate::text::Text;

/// Most pixels along each side of a picture; one of a larger picture shows the largest value of several.
const LONGEST: usize = 64;

/// A picture that is not larger than is shown: its width and height, its pixels row by row, and how many values along
/// each side each stands for.
pub struct Thinned {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<f32>,
    pub every: usize,
}

/// The picture of `width × height` values.
pub fn thinned(width: usize, height: usize, value: impl Fn(usize, usize) -> f32) -> Thinned {
    let every = every(width, height);
    let (across, down) = (width.div_ceil(every), height.div_ceil(every));
    let pixel = |at: usize| {
        let (left, top) = (at % across * every, at / across * every);
        let columns = left..(left + every).min(width);
        let rows = top..(top + every).min(height);
        let all = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
        let values = all.map(|(x, y)| value(x, y));
        let larger = |one: f32, other: f32| if other.abs() > one.abs() { other } else { one };
        values.reduce(larger).unwrap_or(f32::NAN)
    };
    Thinned {
        width: across,
        height: down,
        pixels: (0..across * down).map(pixel).collect(),
        every,
    }
}

/// How many values along each side of such a picture one pixel stands for.
pub fn every(width: usize, height: usize) -> usize {
    width.max(height).div_ceil(LONGEST).max(1)
}

/// A column with the pictures of its units. `values` is `[rows, shown units · size of a unit]`; where they have one row
/// more than the pictures show, it is the answers to what a person chose.
pub fn pictures(through: &Through, units: Units, values: &[f32]) -> NetworkColumn {
    let shown = units.shown();
    let [width, height] = through.picture(units);
    // Where each pixel's value lies, for the unit at some place among those shown.
    let value = |place: usize, x: usize, y: usize| {
        let at = match (through, units.layout) {
            (Through::Sample, Layout::ByStep) => x * units.height + y,
            (Through::Sample, Layout::ByUnit) => (place * height + y) * width + x,
            (Through::Sample, Layout::UnitsByStep) => x * shown.len() + place,
            _ => (y * width + x) * shown.len() + place,
        };
        values.get(at).copied().unwrap_or(f32::NAN)
    };
    let all: Vec<Thinned> = (0..shown.len())
        .map(|place| thinned(width, height, |x, y| value(place, x, y)))
        .collect();
    let answers = match through {
        Through::Sample => None,
        _ => values.get(through.points() * shown.len()..),
    };
    let mut column = column(units, &all, matches!(through, Through::Sample));
    for (place, unit) in column.units.iter_mut().enumerate() {
        unit.answer = answers.and_then(|answers| answers.get(place)).copied();
    }
    column
}

/// A column with these pictures, one of each shown unit; `alike`: all have one scale.
pub fn column(units: Units, all: &[Thinned], alike: bool) -> NetworkColumn {
    // Of one sample the pictures of a layer are compared with each other; over all inputs each shows what it responds to.
    let groups = if alike { all.len() } else { 1 };
    let (mut values, mut ranges) = (Vec::new(), Vec::new());
    for group in all.chunks(groups.max(1)) {
        let (range, bytes) = diverging(group.iter().flat_map(|one| &one.pixels).copied());
        values.extend(bytes);
        ranges.resize(ranges.len() + group.len(), range);
    }
    let unit = |((index, picture), range): ((usize, &Thinned), f32)| {
        let number = (index + 1).to_string();
        NetworkUnit {
            index: index as u32,
            name: Text::filled(number.clone(), number),
            bias: None,
            mean: picture.pixels.iter().sum::<f32>() / picture.pixels.len() as f32,
            range,
            answer: None,
            switch: None,
        }
    };
    let shown = units.shown().into_iter().zip(all).zip(ranges);
    let side = |of: fn(&Thinned) -> usize| all.first().map_or(0, of) as u32;
    NetworkColumn {
        titles: Vec::new(),
        first: 0,
        gap: 0,
        shape: String::new(),
        parameters: 0,
        units: shown.map(unit).collect(),
        all: units.all as u32,
        width: side(|one| one.width),
        height: side(|one| one.height),
        values: ByteBuf::from(values),
        across: Vec::new(),
        down: Vec::new(),
        weights: Vec::new(),
        kernels: false,
        pairwise: false,
        heaviest: 0.0,
        weight: None,
        bias: None,
        details: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::views::network::telling::form;
    use crate::inspect::views::network::through::SIDE;

    /// Pixels of one unit's picture.
    fn of_unit(column: &NetworkColumn, place: usize) -> &[u8] {
        let size = (column.width * column.height) as usize;
        &column.values[place * size..][..size]
    }

    #[test]
    fn each_unit_has_its_own_values_in_rows_and_a_sequence_goes_from_left_to_right() {
        // Two maps of one row by two.
        let maps = pictures(
            &Through::Sample,
            Units::of(&[2, 1, 2]),
            &[1.0, 0.0, -1.0, 0.5],
        );
        assert_eq!((maps.width, maps.height), (2, 1));
        assert!(maps.units.iter().all(|unit| unit.range == 1.0), "one scale");
        assert_eq!(of_unit(&maps, 0), [255, 128]);
        assert_eq!(of_unit(&maps, 1), [0, 191]);
        // Three steps of two features are a picture three wide and two high.
        let steps = [1.0, -1.0, 0.5, 0.0, 0.0, 0.25];
        let sequence = pictures(&Through::Sample, Units::of(&[3, 2]), &steps);
        assert_eq!((sequence.width, sequence.height), (3, 2));
        assert_eq!(of_unit(&sequence, 0), [255, 191, 128, 0, 128, 159]);
        // Over a line every row holds an answer of each unit.
        let rows: Vec<f32> = (0..SIDE).flat_map(|_| [1.0, -0.25, 0.0]).collect();
        let line = pictures(&Through::Line, Units::of(&[3]), &rows);
        assert_eq!((line.width, line.height), (SIDE as u32, 1));
        assert!(of_unit(&line, 0).iter().all(|value| *value == 255));
        // Each has its own scale; one that answers 0 everywhere is blank.
        assert!(of_unit(&line, 1).iter().all(|value| *value == 0));
        assert!(of_unit(&line, 2).iter().all(|value| *value == 128));
        let ranges: Vec<f32> = line.units.iter().map(|unit| unit.range).collect();
        assert_eq!(ranges, [1.0, 0.25, 0.0]);
        let told = form(vec![line], Vec::new(), &Through::Line, None, 0).sentence;
        assert!(told.en.contains("One unit never responds"), "{}", told.en);
    }

    #[test]
    fn what_is_no_number_is_ground_and_a_large_picture_keeps_its_single_ink() {
        let lost = [f32::NAN, f32::INFINITY, 1.0, f32::NEG_INFINITY];
        let column = pictures(&Through::Sample, Units::of(&[1, 2, 2]), &lost);
        assert_eq!(of_unit(&column, 0), [128, 128, 255, 128]);
        assert!(!column.units[0].mean.is_finite());
        let mut sparse = vec![0.0; 200 * 200];
        sparse[101 * 200 + 3] = -2.0;
        let column = pictures(&Through::Sample, Units::of(&[1, 200, 200]), &sparse);
        assert_eq!((column.width, column.units[0].range), (50, 2.0));
        let inked = of_unit(&column, 0).iter().filter(|value| **value == 0);
        assert_eq!(inked.count(), 1);
    }
}
