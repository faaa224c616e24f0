//! The little mathematics of pictures: ranges and principal components.

/// Rows projected on their two principal components, each from −1 to 1. Found by power iteration, which needs no
/// library and gives the same numbers everywhere.
pub fn principal(rows: &[Vec<f32>]) -> Vec<[f64; 2]> {
    let width = rows.first().map_or(0, Vec::len);
    let count = rows.len() as f64;
    let mean = |at: usize| rows.iter().map(|row| f64::from(row[at])).sum::<f64>() / count;
    let means: Vec<f64> = (0..width).map(mean).collect();
    let mut centred: Vec<Vec<f64>> = (rows.iter())
        .map(|row| {
            row.iter()
                .zip(&means)
                .map(|(value, mean)| f64::from(*value) - mean)
                .collect()
        })
        .collect();
    let mut found = vec![[0.0; 2]; rows.len()];
    for component in 0..2 {
        // No direction is left out by a start that has a part of each.
        let mut direction: Vec<f64> = (0..width).map(|at| 1.0 + at as f64 * 0.1).collect();
        for _ in 0..200 {
            let mut next = vec![0.0; width];
            for row in &centred {
                let along = dot(row, &direction);
                next.iter_mut()
                    .zip(row)
                    .for_each(|(sum, value)| *sum += along * value);
            }
            let length = dot(&next, &next).sqrt();
            if length == 0.0 {
                break;
            }
            direction = next.into_iter().map(|value| value / length).collect();
        }
        for (row, found) in centred.iter_mut().zip(&mut found) {
            let along = dot(row, &direction);
            found[component] = along;
            row.iter_mut()
                .zip(&direction)
                .for_each(|(value, part)| *value -= along * part);
        }
    }
    for component in 0..2 {
        let [low, high] = range(found.iter().map(|point| point[component]));
        for point in &mut found {
            point[component] = 2.0 * (point[component] - low) / (high - low).max(1e-9) - 1.0;
        }
    }
    found
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// The smallest and the largest number.
pub fn range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let ends = values.filter(|value| value.is_finite());
    ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    })
}

/// What the larger numbers come to: exceeded by one in so many.
pub fn large(values: &[f32], one_in: usize) -> f32 {
    let mut sizes: Vec<f32> = values.iter().map(|value| value.abs()).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    let at = sizes.len() - 1 - (sizes.len() - 1) / one_in;
    sizes[at].max(1e-9)
}
