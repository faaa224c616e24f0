//! Matrices in slices, and their product.

use gemm::Parallelism;

/// Up to so many multiply-adds a product is three loops: packing would take longer.
const SMALL: usize = 2048;

/// A matrix in a slice, by the distances between its rows and between its columns.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row: usize,
    column: usize,
}

impl<'a> Matrix<'a> {
    /// Row by row.
    pub fn new(values: &'a [f32], [rows, columns]: [usize; 2]) -> Self {
        Self::strided(values, [rows, columns], columns)
    }

    /// Rows `row` numbers apart, from the start of the slice.
    ///
    /// # Panics
    /// Where the slice is too short.
    pub fn strided(values: &'a [f32], [rows, columns]: [usize; 2], row: usize) -> Self {
        assert!(fits(values.len(), [rows, columns], row));
        Self {
            values,
            rows,
            columns,
            row,
            column: 1,
        }
    }

    /// The transposed matrix: the same numbers.
    pub fn t(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row: self.column,
            column: self.row,
            ..self
        }
    }
}

/// Whether so many numbers hold rows that are `row` numbers apart.
fn fits(len: usize, [rows, columns]: [usize; 2], row: usize) -> bool {
    rows == 0 || columns == 0 || (rows - 1) * row + columns <= len
}

/// `out += a·b`, with rows of `out` that are `row` numbers apart.
///
/// # Panics
/// Where the shapes do not fit.
pub fn add_product(out: &mut [f32], row: usize, a: Matrix, b: Matrix) {
    product(out, row, a, b, true);
}

/// `out = a·b`, with rows of `out` that are `row` numbers apart.
///
/// # Panics
/// Where the shapes do not fit.
pub fn set_product(out: &mut [f32], row: usize, a: Matrix, b: Matrix) {
    product(out, row, a, b, false);
}

/// `a·b`, row by row.
pub fn product_of(a: Matrix, b: Matrix) -> Vec<f32> {
    let mut out = vec![0.0; a.rows * b.columns];
    set_product(&mut out, b.columns, a, b);
    out
}

fn product(out: &mut [f32], row: usize, a: Matrix, b: Matrix, add: bool) {
    let (m, n, k) = (a.rows, b.columns, a.columns);
    assert_eq!(k, b.rows);
    assert!(row >= n && fits(out.len(), [m, n], row));
    if m == 0 || n == 0 {
        return;
    }
    if m * n * k <= SMALL {
        return small(out, row, a, b, add);
    }
    // SAFETY: `fits` holds for all three, and nothing else refers to `out`.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            row as isize,
            add,
            a.values.as_ptr(),
            a.column as isize,
            a.row as isize,
            b.values.as_ptr(),
            b.column as isize,
            b.row as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// By three loops, the innermost along a row of `b` and of `out`, or along both factors where `b` is transposed.
fn small(out: &mut [f32], row: usize, a: Matrix, b: Matrix, add: bool) {
    for i in 0..a.rows {
        let out = &mut out[i * row..][..b.columns];
        if !add {
            out.fill(0.0);
        }
        let left = &a.values[i * a.row..];
        if b.column == 1 {
            for k in 0..a.columns {
                let factor = left[k * a.column];
                let right = &b.values[k * b.row..][..b.columns];
                for (out, right) in out.iter_mut().zip(right) {
                    *out += factor * right;
                }
            }
        } else {
            for (j, out) in out.iter_mut().enumerate() {
                let right = &b.values[j * b.column..];
                let mut sum = 0.0;
                for k in 0..a.columns {
                    sum += left[k * a.column] * right[k * b.row];
                }
                *out += sum;
            }
        }
    }
}

/// Sum of the rows of `[…, columns]`.
pub fn column_sums(values: &[f32], columns: usize) -> Vec<f32> {
    let mut sums = vec![0.0; columns];
    for row in values.chunks_exact(columns) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sums
}

/// So many rows, all the same.
pub fn repeated(row: &[f32], rows: usize) -> Vec<f32> {
    let mut all = Vec::with_capacity(row.len() * rows);
    for _ in 0..rows {
        all.extend_from_slice(row);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{close, numbers};

    #[test]
    fn products_of_all_sizes_are_those_of_the_definition() {
        for [m, n, k] in [[1, 1, 1], [3, 2, 5], [7, 1, 9], [13, 50, 28], [64, 10, 33]] {
            let (a, b) = (numbers(m * k, 1), numbers(k * n, 2));
            let mut right = vec![1.0; m * n];
            for i in 0..m {
                for j in 0..n {
                    right[i * n + j] += (0..k).map(|p| a[i * k + p] * b[p * n + j]).sum::<f32>();
                }
            }
            let turned: Vec<f32> = (0..n * k).map(|at| b[at % k * n + at / k]).collect();
            for b in [Matrix::new(&b, [k, n]), Matrix::new(&turned, [n, k]).t()] {
                let mut out = vec![1.0; m * n];
                add_product(&mut out, n, Matrix::new(&a, [m, k]), b);
                close(&out, &right, 1e-4);
                let mut out = vec![f32::NAN; m * n];
                set_product(&mut out, n, Matrix::new(&a, [m, k]), b);
                out.iter_mut().for_each(|value| *value += 1.0);
                close(&out, &right, 1e-4);
            }
        }
    }
}
