//! The oracle: elementary functions to about 30 digits, in pairs of `f64`.
//!
//! Taylor series and Newton steps, by other routes than the functions under test. Splitting is
//! Veltkamp's, also unlike theirs.

/// An unevaluated sum of two `f64`.
#[derive(Clone, Copy, Debug)]
pub struct Dd(pub f64, pub f64);

pub fn two_sum(a: f64, b: f64) -> Dd {
    let s = a + b;
    let t = s - a;
    Dd(s, (a - (s - t)) + (b - t))
}

fn split(a: f64) -> (f64, f64) {
    let t = 134217729.0 * a;
    let high = t - (t - a);
    (high, a - high)
}

pub fn two_product(a: f64, b: f64) -> Dd {
    let p = a * b;
    let (ah, al) = split(a);
    let (bh, bl) = split(b);
    Dd(p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

impl Dd {
    fn normal(high: f64, low: f64) -> Dd {
        let s = high + low;
        Dd(s, low - (s - high))
    }

    pub fn plus(self, b: Dd) -> Dd {
        let s = two_sum(self.0, b.0);
        let t = two_sum(self.1, b.1);
        let v = Dd::normal(s.0, s.1 + t.0);
        Dd::normal(v.0, v.1 + t.1)
    }

    pub fn times(self, b: Dd) -> Dd {
        let p = two_product(self.0, b.0);
        Dd::normal(p.0, p.1 + (self.0 * b.1 + self.1 * b.0))
    }

    pub fn over(self, b: Dd) -> Dd {
        let q = self.0 / b.0;
        let rest = self.plus(b.times(Dd(-q, 0.0)));
        let q2 = rest.0 / b.0;
        let rest = rest.plus(b.times(Dd(-q2, 0.0)));
        Dd::normal(q, q2).plus(Dd(rest.0 / b.0, 0.0))
    }

    pub fn negative(self) -> Dd {
        Dd(-self.0, -self.1)
    }

    /// Times a power of two; the low part must not fall below the smallest number.
    pub fn scaled(self, k: i32) -> Dd {
        let power = |k: i32| f64::from_bits(((k + 1023) as u64) << 52);
        let (a, b) = (k / 2, k - k / 2);
        Dd(self.0 * power(a) * power(b), self.1 * power(a) * power(b))
    }
}

const LN_2: [f64; 3] = [0.693147180559663, 2.8235290563031577e-13, 1.94704509238075e-31];
pub const LN_10: Dd = Dd(std::f64::consts::LN_10, -2.1707562233822494e-16);
pub const LN_2_PAIR: Dd = Dd(std::f64::consts::LN_2, 2.3190468138462996e-17);
pub const HALF_PI_PAIR: Dd = Dd(std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
const HALF_PI: [f64; 4] =
    [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

fn times_ln_2(k: f64) -> Dd {
    two_sum(k * LN_2[0], 0.0).plus(two_product(k, LN_2[1])).plus(Dd(k * LN_2[2], 0.0))
}

/// `e^r − 1` by its Taylor series, for `|r| ≤ 0.35`.
fn exp_m1_series(r: Dd) -> Dd {
    let mut sum = Dd(0.0, 0.0);
    for n in (1..=28).rev() {
        sum = sum.plus(Dd(1.0, 0.0)).times(r).over_integer(n);
    }
    sum
}

impl Dd {
    fn over_integer(self, n: i32) -> Dd {
        self.times(INVERSES[n as usize])
    }
}

/// 1/n for the series.
static INVERSES: std::sync::LazyLock<[Dd; 32]> =
    std::sync::LazyLock::new(|| std::array::from_fn(|n| Dd(1.0, 0.0).over(Dd(n as f64, 0.0))));

/// `e^x` as a mantissa and a power of two.
fn exp_parts(x: Dd) -> (Dd, i32) {
    let k = (x.0 / std::f64::consts::LN_2).round();
    let r = x.plus(times_ln_2(k).negative());
    (exp_m1_series(r), k as i32)
}

/// The correctly spread truth near the bottom: halves what `f64` cannot hold into the low part.
pub fn exp(x: Dd) -> Dd {
    if x.0 > 709.79 {
        return Dd(f64::INFINITY, 0.0);
    }
    if x.0 < -760.0 {
        return Dd(0.0, 0.0);
    }
    let (m1, k) = exp_parts(x);
    let m = m1.plus(Dd(1.0, 0.0));
    // A subnormal truth cannot be held as a pair; its error is judged to one ulp of rounding here.
    m.scaled(k)
}

pub fn exp_m1(x: f64) -> Dd {
    if x.abs() < 0.34 {
        return exp_m1_series(Dd(x, 0.0));
    }
    if x > 100.0 {
        return exp(Dd(x, 0.0));
    }
    exp(Dd(x, 0.0)).plus(Dd(-1.0, 0.0))
}

/// ln x for a normal or subnormal positive x.
pub fn ln(x: f64) -> Dd {
    let (x, bias) = if x < 1e-300 { (x * 18014398509481984.0, -54) } else { (x, 0) };
    let k = ((x.to_bits() >> 52) as i32) - 1023;
    let m = f64::from_bits((x.to_bits() & 0x000f_ffff_ffff_ffff) | (1023 << 52));
    let (m, k) = if m > 1.4 { (m * 0.5, k + 1) } else { (m, k) };
    ln_1p_near(m - 1.0).plus(times_ln_2(f64::from(k + bias)))
}

/// ln(1 + f) by one Newton step in pairs, for moderate f.
fn ln_1p_near(f: f64) -> Dd {
    let y = f.ln_1p();
    // δ = ln((1 + f) / e^y) with e^y = 1 + E.
    let e = exp_m1(y);
    let d = Dd(f, 0.0).plus(e.negative()).over(Dd(1.0, 0.0).plus(e));
    Dd(y, 0.0).plus(d).plus(Dd(-0.5 * d.0 * d.0, 0.0))
}

pub fn ln_1p(x: f64) -> Dd {
    if x.abs() < 0.5 {
        return ln_1p_near(x);
    }
    if x > 1e17 {
        // 1/x more than ln x.
        return ln(x).plus(Dd(1.0 / x, 0.0));
    }
    let sum = two_sum(1.0, x);
    ln(sum.0).plus(Dd(sum.1 / sum.0, 0.0))
}

pub fn tanh(x: f64) -> Dd {
    if x.abs() < 1e-30 {
        return Dd(x, 0.0);
    }
    let e = exp_m1(2.0 * x);
    if x > 40.0 {
        return Dd(1.0, 0.0);
    }
    e.over(e.plus(Dd(2.0, 0.0)))
}

pub fn pow(x: f64, y: f64) -> Dd {
    let product = ln(x).times(Dd(y, 0.0));
    if product.0.is_nan() {
        Dd(if (x > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 }, 0.0)
    } else {
        exp(product)
    }
}

/// (sin x, cos x) for `|x| ≤ 2^20`.
pub fn sin_cos(x: f64) -> (Dd, Dd) {
    let n = (x / std::f64::consts::FRAC_PI_2).round();
    let r = Dd(x - n * HALF_PI[0], 0.0)
        .plus(Dd(-n * HALF_PI[1], 0.0))
        .plus(Dd(-n * HALF_PI[2], 0.0))
        .plus(two_product(-n, HALF_PI[3]));
    let (s, c) = sin_cos_series(r);
    match (n as i64).rem_euclid(4) {
        0 => (s, c),
        1 => (c, s.negative()),
        2 => (s.negative(), c.negative()),
        _ => (c.negative(), s),
    }
}

fn sin_cos_series(r: Dd) -> (Dd, Dd) {
    let z = r.times(r).negative();
    let one = Dd(1.0, 0.0);
    let (mut s, mut c) = (one, one);
    for n in (1..=14).rev() {
        s = s.times(z).over_integer(2 * n).over_integer(2 * n + 1).plus(one);
        c = c.times(z).over_integer(2 * n).over_integer(2 * n - 1).plus(one);
    }
    (s.times(r), c)
}

pub fn atan(x: f64) -> Dd {
    if x.abs() < 1e-8 {
        return Dd(x, -x * x * x / 3.0);
    }
    let y = x.atan();
    let (s, c) = sin_cos(y);
    let x = Dd(x, 0.0);
    Dd(y, 0.0).plus(x.times(c).plus(s.negative()).over(c.plus(x.times(s))))
}

pub fn asin(x: f64) -> Dd {
    let y = x.asin();
    let (s, c) = sin_cos(y);
    let rest = Dd(x, 0.0).plus(s.negative());
    if rest.0 == 0.0 {
        return Dd(y, if x.abs() == 1.0 { HALF_PI_PAIR.1.copysign(x) } else { 0.0 });
    }
    let mut d = rest.over(c);
    for _ in 0..3 {
        d = rest.plus(Dd(0.5 * s.0 * d.0 * d.0, 0.0)).over(c);
    }
    Dd(y, 0.0).plus(d)
}

pub fn acos(x: f64) -> Dd {
    if x == 1.0 {
        return Dd(0.0, 0.0);
    }
    let y = x.acos();
    let (s, c) = sin_cos(y);
    let rest = c.plus(Dd(-x, 0.0));
    let mut d = rest.over(s);
    for _ in 0..3 {
        d = rest.plus(Dd(-0.5 * c.0 * d.0 * d.0, 0.0)).over(s);
    }
    Dd(y, 0.0).plus(d)
}
