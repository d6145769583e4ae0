//! Where functions are tried, and how far they are off.

use crate::double_double::Dd;

/// SplitMix64 (Steele, Lea & Flood 2014): a generator unrelated to the one under test.
pub struct Points(pub u64);

impl Points {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / 9007199254740992.0)
    }

    /// Either sign, magnitude log-uniform in `2^low..2^high`.
    pub fn scaled(&mut self, low: f64, high: f64) -> f64 {
        let magnitude = self.between(low, high).exp2();
        if self.bits() & 1 == 0 { magnitude } else { -magnitude }
    }

    /// Any finite number, each bit pattern as likely as another.
    pub fn finite(&mut self) -> f64 {
        loop {
            let x = f64::from_bits(self.bits());
            if x.is_finite() {
                return x;
            }
        }
    }
}

/// The distance between the two `f64` on either side of the true value.
pub fn ulp(truth: Dd) -> f64 {
    let high = truth.0.abs();
    if high < f64::MIN_POSITIVE * 2.0 {
        return f64::from_bits(1);
    }
    // Just below a power of two the spacing is half of that above.
    let inward = (truth.1 < 0.0) == (truth.0 > 0.0) && truth.1 != 0.0;
    let high = high.to_bits();
    f64::from_bits(high + 1 - u64::from(inward)) - f64::from_bits(high - u64::from(inward))
}

/// The error of `y` in ulps of the true value; the result is taken for correct beyond the range of
/// `f64`.
pub fn error_in_ulps(y: f64, truth: Dd) -> f64 {
    if truth.0.is_infinite() || y.is_infinite() {
        return if y == truth.0 { 0.0 } else { f64::INFINITY };
    }
    ((y - truth.0) - truth.1).abs() / ulp(truth)
}

/// The largest error and where it happens.
pub struct Worst {
    pub name: &'static str,
    pub ulps: f64,
    pub at: (f64, f64),
}

impl Worst {
    pub fn of(name: &'static str) -> Worst {
        Worst { name, ulps: 0.0, at: (0.0, 0.0) }
    }

    pub fn see(&mut self, at: (f64, f64), y: f64, truth: Dd) {
        let ulps = error_in_ulps(y, truth);
        // NaN counts as the worst.
        let ulps = if ulps.is_nan() { f64::INFINITY } else { ulps };
        if ulps > self.ulps {
            (self.ulps, self.at) = (ulps, at);
        }
    }

    /// Fails if the worst error is above the documented bound.
    pub fn within(&self, bound: f64) {
        println!("{:8} {:.4} ulp at {:?}", self.name, self.ulps, self.at);
        assert!(self.ulps <= bound, "{}: {} ulp at {:?}", self.name, self.ulps, self.at);
    }
}
