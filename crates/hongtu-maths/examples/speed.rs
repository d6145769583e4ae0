//! Nanoseconds per element: one call after the other, and a plain loop over lanes.
//!
//! `RUSTFLAGS="-C target-cpu=native" cargo run --release -p hongtu-maths --example speed`

use hongtu_maths::{cos, cos_each, exp, ln, pow, sin, sin_each, tan_each};
use std::hint::black_box;
use std::time::Instant;

const LANES: usize = 64;

/// Best of several timings of `f`, per element.
fn nanoseconds(mut f: impl FnMut()) -> f64 {
    let repeats = 20_000;
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..repeats {
            f();
        }
        let time = start.elapsed().as_nanos() as f64 / (repeats * LANES) as f64;
        best = if time < best { time } else { best };
    }
    best
}

fn row(name: &str, single: fn(f64) -> f64, lanes: fn(&[f64; LANES], &mut [f64; LANES])) {
    let x: [f64; LANES] = std::array::from_fn(|i| 0.1 + i as f64 / 7.0);
    let mut out = [0.0; LANES];
    let one = nanoseconds(|| {
        for i in 0..LANES {
            out[i] = black_box(single)(x[i]);
        }
        black_box(&mut out);
    });
    let many = nanoseconds(|| {
        black_box(lanes)(black_box(&x), &mut out);
        black_box(&mut out);
    });
    println!("{name:6} call {one:6.2} ns   lanes {many:6.2} ns");
}

macro_rules! lanes {
    ($f:expr) => {
        |x, out| {
            for i in 0..LANES {
                out[i] = $f(x[i]);
            }
        }
    };
}

fn main() {
    row("exp", exp, lanes!(exp));
    row("ln", ln, lanes!(ln));
    row("pow", |x| pow(x, 1.3), lanes!(|x| pow(x, 1.3)));
    row("sin", sin, |x, out| sin_each(x, out));
    row("cos", cos, |x, out| cos_each(x, out));
    row("tan", hongtu_maths::tan, |x, out| tan_each(x, out));
    row("exp_m1", hongtu_maths::exp_m1, lanes!(hongtu_maths::exp_m1));
    row("ln_1p", hongtu_maths::ln_1p, lanes!(hongtu_maths::ln_1p));
    row("tanh", hongtu_maths::tanh, lanes!(hongtu_maths::tanh));
    row("log10", hongtu_maths::log10, lanes!(hongtu_maths::log10));
    row("atan", hongtu_maths::atan, lanes!(hongtu_maths::atan));
    row("asin", |x| hongtu_maths::asin(x / 10.0), lanes!(|x| hongtu_maths::asin(x / 10.0)));
}
