//! What people write on the pad is drawn as each data set's pictures were made. That networks read it is tested where
//! every machine trains the same one, in `tests/web/drawings.test.js`.

mod support;

use downhill::data::drawing;
use downhill::datasets::Preparation;
use downhill::recipe::experiments;
use support::digits::{self, Point};

/// Mean ink of the pictures that are held out, and of fifteen digits, each upright and turned by 15° either way.
#[test]
fn drawings_have_as_much_ink_as_the_pictures_of_the_data() {
    let mean = |pictures: Vec<Vec<f32>>| {
        let all: f32 = pictures.iter().flatten().sum();
        all / pictures.len() as f32
    };
    for (id, preparation, share) in [
        ("digits-8x8", Preparation::Counted, 0.05),
        ("lenet-fast", Preparation::Centred, 0.1),
    ] {
        let recipe = (experiments::find(id).expect("it exists").recipe)();
        let test = support::data(&support::normal(&recipe)).test;
        let pictures = (0..test.len()).map(|sample| {
            let (mut picture, mut class) = (Vec::new(), Vec::new());
            test.gather(sample, &mut picture, &mut class);
            picture
        });
        let drawn = digits::written().into_iter().flat_map(|written| {
            [-15.0, 0.0, 15.0].map(|angle| {
                let strokes = digits::turned(&written.strokes, angle);
                drawing::from_strokes(preparation, &digits::lists(&strokes)).expect("ink")
            })
        });
        let [data, drawn] = [pictures.collect(), drawn.collect()].map(mean);
        assert!(
            (drawn / data - 1.0).abs() < share,
            "{id}: {drawn} is not {data}"
        );
    }
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
