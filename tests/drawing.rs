//! What people write on the pad is read: drawn as each data set's pictures were made, by networks that saw only those.

mod support;

use downhill::data::Data;
use downhill::data::drawing;
use downhill::datasets::Preparation;
use downhill::recipe::experiments;
use downhill::training::session::Session;
use pollster::block_on;
use support::digits::{self, Point, Written};
use support::{experiment, open, train};

/// What a network reads.
fn read(session: &Session, seen: Vec<f32>) -> usize {
    let outputs = block_on(session.outputs(seen)).expect("flex is never lost");
    (0..outputs.len())
        .max_by(|a, b| outputs[*a].total_cmp(&outputs[*b]))
        .expect("ten classes")
}

/// Fifteen digits, each upright and turned by 15° either way.
fn drawings() -> impl Iterator<Item = (String, usize, Vec<Vec<Point>>)> {
    digits::written().into_iter().flat_map(
        |Written {
             digit,
             way,
             strokes,
         }| {
            [-15.0, 0.0, 15.0].map(|angle| {
                (
                    format!("{digit} {way}, {angle}°"),
                    digit,
                    digits::turned(&strokes, angle),
                )
            })
        },
    )
}

/// Drawings that are read as something else, after they were moved on the pad.
fn misread(
    session: &Session,
    preparation: Preparation,
    moved: impl Fn(&[Vec<Point>]) -> Vec<Vec<Point>>,
) -> Vec<String> {
    drawings()
        .filter_map(|(name, digit, strokes)| {
            let lists = digits::lists(&moved(&strokes));
            let seen = drawing::from_strokes(preparation, &lists).expect("something is drawn");
            let read = read(session, seen);
            (read != digit).then(|| format!("{name}: {read}"))
        })
        .collect()
}

/// Mean ink of the pictures that are held out, and of the drawings.
fn ink(data: &Data, preparation: Preparation) -> [f32; 2] {
    let mean = |pictures: Vec<Vec<f32>>| {
        let all: f32 = pictures.iter().flatten().sum();
        all / pictures.len() as f32
    };
    let pictures = (0..data.test.len()).map(|sample| {
        let (mut picture, mut class) = (Vec::new(), Vec::new());
        data.test.gather(sample, &mut picture, &mut class);
        picture
    });
    let drawn = drawings().map(|(_, _, strokes)| {
        drawing::from_strokes(preparation, &digits::lists(&strokes)).expect("something is drawn")
    });
    [mean(pictures.collect()), mean(drawn.collect())]
}

/// 42 of 45, by at least two of four networks: on another processor each of them is a slightly different one, and may
/// misread a digit more.
#[test]
fn small_digits_are_read_from_the_pad() {
    let misread = [1, 2, 3, 4].map(|seed| {
        let mut recipe = (experiments::find("digits-8x8").expect("it exists").recipe)();
        recipe.seed = seed;
        let mut session = open(&recipe, None);
        train(&mut session, 2000);
        let [data, drawn] = ink(session.data(), Preparation::Counted);
        assert!((drawn / data - 1.0).abs() < 0.05, "{drawn} is not {data}");
        misread(&session, Preparation::Counted, <[_]>::to_vec)
    });
    let good = misread.iter().filter(|wrong| wrong.len() <= 3).count();
    assert!(good >= 2, "{misread:#?}");
}

/// From 40 of the pad's 280 pixels up, in its corners and in its middle.
#[test]
fn digits_of_28_by_28_are_read_at_every_size_and_place() {
    let mut session = experiment("lenet-fast");
    train(&mut session, 800);
    for pixels in [40.0, 60.0, 100.0, 180.0, 280.0] {
        let side = pixels / 280.0;
        for corner in [
            [0.0, 0.0],
            [1.0 - side, 0.0],
            [(1.0 - side) / 2.0, 1.0 - side],
        ] {
            let wrong = misread(&session, Preparation::Centred, |strokes| {
                digits::placed(strokes, side, corner)
            });
            assert!(wrong.len() <= 1, "{pixels} px at {corner:?}: {wrong:?}");
        }
    }
    let [data, drawn] = ink(session.data(), Preparation::Centred);
    assert!((drawn / data - 1.0).abs() < 0.1, "{drawn} is not {data}");
}

#[test]
fn a_stray_dot_changes_nothing_and_a_dot_that_is_meant_stays() {
    for preparation in [Preparation::Centred, Preparation::Counted] {
        let seen = |strokes: &[Vec<Point>]| {
            drawing::from_strokes(preparation, &digits::lists(strokes)).expect("it is drawn")
        };
        let strokes: Vec<Vec<Point>> = digits::written().swap_remove(5).strokes;
        let alone = seen(&strokes);
        for corner in [[0.02, 0.02], [0.98, 0.03], [0.03, 0.97], [0.97, 0.98]] {
            for length in [0.0, 1.0 / 280.0] {
                let mut stray = strokes.clone();
                stray.push(vec![corner, [corner[0] - length, corner[1]]]);
                assert_eq!(seen(&stray), alone, "{preparation:?}: {corner:?}");
            }
        }
        let stem = vec![[0.5, 0.4], [0.48, 0.9]];
        let dotted = [stem.clone(), vec![[0.52, 0.22]]];
        assert_ne!(
            seen(&dotted),
            seen(&[stem]),
            "{preparation:?}: the dot of an i"
        );
        let colon = [vec![[0.5, 0.2]], vec![[0.5, 0.8]]];
        assert_ne!(seen(&colon), seen(&colon[..1]), "{preparation:?}: a colon");
    }
}

/// As the keyboard draws: a dot in every cell that it inks.
#[test]
fn dots_side_by_side_are_a_line() {
    let dots: Vec<Vec<Point>> = (4..24)
        .map(|row| vec![[0.5, (f64::from(row) + 0.5) / 28.0]])
        .collect();
    let bar = vec![vec![[0.5, 4.5 / 28.0], [0.5, 23.5 / 28.0]]];
    for preparation in [Preparation::Centred, Preparation::Counted] {
        let of = |strokes: &[Vec<Point>]| {
            drawing::from_strokes(preparation, &digits::lists(strokes)).expect("it is drawn")
        };
        let far = of(&dots)
            .iter()
            .zip(of(&bar))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(far < 0.1, "{preparation:?}: {far}");
    }
}

#[test]
fn nothing_is_drawn_of_nothing() {
    for preparation in [Preparation::Centred, Preparation::Counted] {
        let of = |lists: &[Vec<f32>]| drawing::from_strokes(preparation, lists);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[vec![]]), None);
        assert_eq!(of(&[vec![0.5]]), None);
        assert_eq!(of(&[vec![f32::NAN, 0.5], vec![0.5, f32::INFINITY]]), None);
        let dot = of(&[vec![0.1, 0.9]]).expect("a dot is ink");
        assert!(dot.iter().all(|ink| (0.0..=1.0).contains(ink)) && dot.iter().sum::<f32>() > 4.0);
        let far = of(&[vec![f32::MAX, f32::MIN, f32::MIN, f32::MAX]]).expect("a line");
        assert!(far.iter().all(|ink| ink.is_finite()));
    }
}
