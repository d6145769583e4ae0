//! Sums over vectors, in the order of their elements.

/// Σ a b
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    // Eight sums side by side, always the same eight: an order that vector units can follow.
    let mut sums = [0.0; 8];
    let (a_parts, b_parts) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_parts.remainder().iter().zip(b_parts.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_parts.zip(b_parts) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}

/// [`dot`] of a vector with each of `N` others, which lie side by side: the same sums.
pub fn dot_each<const N: usize>(a: &[f64], b: &[[f64; N]]) -> [f64; N] {
    let mut sums = [[0.0; N]; 8];
    let mut rest = [0.0; N];
    let (a_parts, b_parts) = (a.chunks_exact(8), b.chunks_exact(8));
    for (a, b) in a_parts.remainder().iter().zip(b_parts.remainder()) {
        add_each(&mut rest, *a, b);
    }
    for (a, b) in a_parts.zip(b_parts) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            add_each(sum, *a, b);
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    std::array::from_fn(|l| {
        ((a[l] + b[l]) + (c[l] + d[l])) + ((e[l] + f[l]) + (g[l] + h[l])) + rest[l]
    })
}

fn add_each<const N: usize>(to: &mut [f64; N], times: f64, what: &[f64; N]) {
    for l in 0..N {
        to[l] += times * what[l];
    }
}

/// Adds a multiple of a vector.
pub fn add(to: &mut [f64], times: f64, what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += times * what;
    }
}

/// Solves `A x = b` for a symmetric positive definite matrix of `size` rows, for each of some `b` in
/// place (Cholesky; Golub and Van Loan, *Matrix Computations*, 4th ed., 4.2). `false` where the matrix
/// is not positive definite.
pub fn solve(mut matrix: Vec<f64>, size: usize, sides: &mut [Vec<f64>]) -> bool {
    for j in 0..size {
        for i in j..size {
            let (a, b) = (&matrix[i * size..i * size + j], &matrix[j * size..j * size + j]);
            let value = matrix[i * size + j] - dot(a, b);
            matrix[i * size + j] = if i == j {
                if value.is_nan() || value <= 0.0 {
                    return false;
                }
                value.sqrt()
            } else {
                value / matrix[j * size + j]
            };
        }
    }
    for side in sides {
        for i in 0..size {
            side[i] =
                (side[i] - dot(&matrix[i * size..i * size + i], &side[..i])) / matrix[i * size + i];
        }
        for i in (0..size).rev() {
            side[i] /= matrix[i * size + i];
            let value = side[i];
            for j in 0..i {
                side[j] -= matrix[i * size + j] * value;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_products_have_the_same_bits() {
        for length in [0, 5, 8, 21] {
            let vector = |k: usize| -> Vec<f64> {
                (0..length).map(|i| 1.0 / (1.3 + (i * k % 7) as f64) - 0.4).collect()
            };
            let (a, others) = (vector(1), [2, 3, 5].map(vector));
            let b: Vec<[f64; 3]> = (0..length).map(|i| [0, 1, 2].map(|k| others[k][i])).collect();
            let each = dot_each(&a, &b).map(f64::to_bits);
            assert_eq!(each, others.map(|other| dot(&a, &other).to_bits()));
        }
    }

    #[test]
    fn what_was_solved_solves() {
        let size = 11;
        let mut matrix = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..size {
                matrix[i * size + j] = 1.0 / (1.0 + i as f64 + j as f64);
            }
            matrix[i * size + i] += 1.0;
        }
        let known: Vec<f64> = (0..size).map(|i| i as f64 - 3.5).collect();
        let mut sides: Vec<Vec<f64>> =
            vec![matrix.chunks(size).map(|row| dot(row, &known)).collect()];
        assert!(solve(matrix.clone(), size, &mut sides));
        for (found, known) in sides[0].iter().zip(&known) {
            assert!((found - known).abs() < 1e-12);
        }
        assert!(!solve(vec![1.0, 2.0, 2.0, 1.0], 2, &mut []));
    }
}
