//! Prior distributions.

/// A prior in coherent units: a shape, cut to a range.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Prior {
    /// The distribution.
    pub shape: Shape,
    /// Hard lower end; the shape is cut there and what is left is scaled up.
    pub low: Option<f64>,
    /// Hard upper end.
    pub high: Option<f64>,
    /// As the plan writes it.
    pub text: String,
}

/// A family of distributions with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Shape {
    /// All mass at one value.
    Point(f64),
    /// Equally likely between two values.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Gaussian.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, positive.
        sd: f64,
    },
    /// exp of a Gaussian.
    LogNormal {
        /// Median, positive.
        median: f64,
        /// Standard deviation of the logarithm, positive.
        sigma: f64,
    },
    /// Triangular.
    Triangular {
        /// Lower end.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Upper end.
        high: f64,
    },
    /// Beta with shapes `a` and `b`, stretched from [0, 1] to [low, high]. PERT (Malcolm et al.
    /// 1959, shape 4) is one of these.
    Beta {
        /// First shape, positive.
        a: f64,
        /// Second shape, positive.
        b: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
}
