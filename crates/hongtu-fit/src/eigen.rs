//! Eigenvalues of symmetric matrices.

/// Eigenvalues of a symmetric matrix with their eigenvectors of length one, largest first.
///
/// `matrix` has `size` rows of `size` numbers. Cyclic Jacobi rotations (Golub and Van Loan, *Matrix
/// Computations*, 4th ed., algorithm 8.5.3): slow for large matrices, accurate for small eigenvalues,
/// and the same bits everywhere.
pub fn eigen(mut matrix: Vec<f64>, size: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors = vec![0.0; size * size];
    for i in 0..size {
        vectors[i * size + i] = 1.0;
    }
    let norm: f64 = matrix.iter().map(|x| x * x).sum();
    for _ in 0..SWEEPS {
        let mut off = 0.0;
        for i in 0..size {
            for j in 0..i {
                off += matrix[i * size + j] * matrix[i * size + j];
            }
        }
        // Also ends where something is not a number.
        if off.is_nan() || off <= norm * 1e-24 {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut matrix, &mut vectors, size, p, q);
            }
        }
    }
    let mut found: Vec<(f64, Vec<f64>)> = (0..size)
        .map(|i| (matrix[i * size + i], vectors[i * size..(i + 1) * size].to_vec()))
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found
}

/// Sweeps over all pairs; six or seven are enough.
const SWEEPS: usize = 30;

/// Makes one pair of off-diagonal elements zero. `vectors` holds the eigenvectors in rows.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], size: usize, p: usize, q: usize) {
    let element = matrix[p * size + q];
    if element == 0.0 {
        return;
    }
    let tau = (matrix[q * size + q] - matrix[p * size + p]) / (2.0 * element);
    let t = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let c = 1.0 / (1.0 + t * t).sqrt();
    let s = t * c;
    let turn = |data: &mut [f64], a: usize, b: usize| {
        let (x, y) = (data[a], data[b]);
        data[a] = c * x - s * y;
        data[b] = s * x + c * y;
    };
    for k in 0..size {
        turn(matrix, k * size + p, k * size + q);
    }
    for k in 0..size {
        turn(matrix, p * size + k, q * size + k);
        turn(vectors, p * size + k, q * size + k);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_the_sum_of_its_parts() {
        let size = 7;
        let mut matrix = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let value = 1.0 / (1.0 + (i * j) as f64) + if i == j { i as f64 } else { 0.0 };
                matrix[i * size + j] = value;
                matrix[j * size + i] = value;
            }
        }
        let parts = eigen(matrix.clone(), size);
        assert!(parts.windows(2).all(|pair| pair[0].0 >= pair[1].0));
        for i in 0..size {
            for j in 0..size {
                let sum: f64 = parts.iter().map(|(value, v)| value * v[i] * v[j]).sum();
                assert!((sum - matrix[i * size + j]).abs() < 1e-12);
                let dot: f64 = (0..size).map(|k| parts[i].1[k] * parts[j].1[k]).sum();
                assert!((dot - if i == j { 1.0 } else { 0.0 }).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn odd_matrices_are_survived() {
        assert!(eigen(Vec::new(), 0).is_empty());
        assert_eq!(eigen(vec![f64::NAN; 4], 2).len(), 2);
        assert_eq!(eigen(vec![0.0; 9], 3)[0].0, 0.0);
    }
}
