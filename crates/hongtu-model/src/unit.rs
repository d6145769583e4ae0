//! Units of measure.

use std::collections::BTreeMap;

/// Index of a base unit in [`Units`].
pub type BaseUnit = u16;

/// A product of powers of base units; empty for a dimensionless quantity.
///
/// Powers are kept in halves so that a square root stays exact: a stored 2 is a power of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Dimension(BTreeMap<BaseUnit, i32>);

impl Dimension {
    /// The dimension of pure numbers.
    pub fn none() -> Self {
        Self::default()
    }

    /// The dimension of one base unit.
    pub fn base(unit: BaseUnit) -> Self {
        Self(BTreeMap::from([(unit, 2)]))
    }

    /// Whether it is that of pure numbers.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The dimension of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut powers = self.0.clone();
        for (&unit, &power) in &other.0 {
            let sum = powers.entry(unit).or_insert(0);
            *sum = sum.saturating_add(power);
            if *sum == 0 {
                powers.remove(&unit);
            }
        }
        Self(powers)
    }

    /// The dimension of a power; `None` where a power is no multiple of one half.
    pub fn power(&self, numerator: i32, denominator: i32) -> Option<Self> {
        let mut powers = BTreeMap::new();
        for (&unit, &power) in &self.0 {
            let product = power.checked_mul(numerator)?;
            if denominator == 0 || product % denominator != 0 {
                return None;
            }
            if product != 0 {
                powers.insert(unit, product / denominator);
            }
        }
        Some(Self(powers))
    }

    /// The dimension of a quotient.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        let inverse = Self(other.0.iter().map(|(&unit, &power)| (unit, -power)).collect());
        self.times(&inverse)
    }

    /// Twice the power of a base unit.
    pub fn halves_of(&self, unit: BaseUnit) -> i32 {
        self.0.get(&unit).copied().unwrap_or(0)
    }

    /// Base units with twice their powers, in the order of the base units.
    pub fn halves(&self) -> impl Iterator<Item = (BaseUnit, i32)> + '_ {
        self.0.iter().map(|(&unit, &power)| (unit, power))
    }
}

/// A unit: a dimension, a factor, and how it is written.
///
/// A number `n` in this unit is `n * factor` in coherent units.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unit {
    /// As the plan writes it, such as `million vehicle/year`; empty for pure numbers.
    pub name: String,
    /// The name in other languages, where the plan gives one (`zh` → `万辆/年`).
    pub labels: BTreeMap<String, String>,
    /// Coherent units in one of this.
    pub factor: f64,
    /// What it measures.
    pub dimension: Dimension,
}

impl Unit {
    /// The unit of pure numbers.
    pub fn one() -> Self {
        Self {
            name: String::new(),
            labels: BTreeMap::new(),
            factor: 1.0,
            dimension: Dimension::none(),
        }
    }

    /// A unit without labels.
    pub fn new(name: impl Into<String>, factor: f64, dimension: Dimension) -> Self {
        Self { name: name.into(), labels: BTreeMap::new(), factor, dimension }
    }

    /// A coherent value as a number in this unit.
    pub fn show(&self, coherent: f64) -> f64 {
        coherent / self.factor
    }

    /// A number in this unit as a coherent value.
    pub fn read(&self, number: f64) -> f64 {
        number * self.factor
    }
}

/// All units a plan knows, by name.
#[derive(Clone, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Units {
    /// Names of the base units.
    pub bases: Vec<String>,
    /// Which base units are currencies, and the year of their prices (`None` for nominal).
    pub money: BTreeMap<BaseUnit, Option<i32>>,
    /// Units by every name they have.
    pub named: BTreeMap<String, Unit>,
    /// The base unit of time.
    pub time: BaseUnit,
}

impl Units {
    /// Adds a base unit and gives its index.
    pub fn add_base(&mut self, name: &str) -> BaseUnit {
        let index = BaseUnit::try_from(self.bases.len()).unwrap_or(BaseUnit::MAX);
        self.bases.push(name.to_owned());
        self.named.insert(name.to_owned(), Unit::new(name, 1.0, Dimension::base(index)));
        index
    }

    /// The dimension of time.
    pub fn time(&self) -> Dimension {
        Dimension::base(self.time)
    }

    /// Whether a dimension is an amount of money, whatever else is in it.
    pub fn is_money(&self, dimension: &Dimension) -> bool {
        self.money.keys().any(|&base| dimension.halves_of(base) == 2)
    }

    /// The name of a dimension in base units, such as `yuan/year`, or `1` for pure numbers.
    pub fn describe(&self, dimension: &Dimension) -> String {
        let name = |base: BaseUnit, halves: i32| {
            let name = self.bases.get(usize::from(base)).map_or("?", String::as_str);
            match halves.abs() {
                2 => name.to_owned(),
                even if even % 2 == 0 => format!("{name}^{}", even / 2),
                odd => format!("{name}^({odd}/2)"),
            }
        };
        let above: Vec<String> =
            dimension.halves().filter(|(_, h)| *h > 0).map(|(b, h)| name(b, h)).collect();
        let below: Vec<String> =
            dimension.halves().filter(|(_, h)| *h < 0).map(|(b, h)| name(b, h)).collect();
        let mut text = if above.is_empty() { "1".to_owned() } else { above.join("*") };
        for factor in below {
            text.push('/');
            text.push_str(&factor);
        }
        text
    }
}
