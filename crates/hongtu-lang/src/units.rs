//! Units: the built-in ones, those a plan declares, and the reading of unit expressions.

use std::collections::BTreeMap;

use hongtu_model::{Dimension, Unit, Units};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{Ident, UnitExpr},
};

use crate::numbers::scale_of;

/// Units that exist without a declaration: names (the first is shown), size, of which unit, and
/// what Chinese calls it. Sizes of time follow from the year of 8,766 hours.
const DERIVED: &[(&[&str], f64, &str, &str)] = &[
    (&["quarter"], 1.0 / 4.0, "year", "季度"),
    (&["month"], 1.0 / 12.0, "year", "月"),
    (&["day"], 1.0 / 365.25, "year", "天"),
    (&["week"], 7.0, "day", "周"),
    (&["hour", "h"], 1.0 / 8766.0, "year", "小时"),
    (&["minute", "min"], 1.0 / 60.0, "hour", "分钟"),
    (&["second", "s"], 1.0 / 60.0, "minute", "秒"),
    (&["Wh"], 1e-3, "kWh", "瓦时"),
    (&["MWh"], 1e3, "kWh", "兆瓦时"),
    (&["GWh"], 1e6, "kWh", "吉瓦时"),
    (&["TWh"], 1e9, "kWh", "太瓦时"),
    (&["MJ"], 1.0 / 3.6, "kWh", "兆焦"),
    (&["J"], 1e-6, "MJ", "焦"),
    (&["kJ"], 1e-3, "MJ", "千焦"),
    (&["GJ"], 1e3, "MJ", "吉焦"),
    (&["TJ"], 1e6, "MJ", "太焦"),
    (&["PJ"], 1e9, "MJ", "拍焦"),
    (&["tce"], 29307.6, "MJ", "吨标准煤"),
    (&["gram"], 1e-3, "kg", "克"),
    (&["tonne"], 1e3, "kg", "吨"),
    (&["kilotonne"], 1e6, "kg", "千吨"),
    (&["megatonne"], 1e9, "kg", "百万吨"),
    (&["km"], 1e3, "metre", "公里"),
];

/// Built-in symbols in small letters, which have no plural.
const SYMBOLS: &[&str] = &["kg", "km", "tce"];

/// What several of a unit are called: `vehicles`. Money and symbols stay as they are.
pub fn plural(name: &str) -> String {
    let is_word = name.len() > 2 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !is_word || SYMBOLS.contains(&name) {
        return name.to_owned();
    }
    let before_y = name.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'o', 'u']));
    match (name, before_y) {
        ("person", _) => "people".to_owned(),
        (_, Some(rest)) => format!("{rest}ies"),
        _ if name.ends_with('s') || name.ends_with("ch") || name.ends_with("sh") => {
            format!("{name}es")
        }
        _ => format!("{name}s"),
    }
}

/// What people write for units of other names, most of them built in.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("m", "metre"),
    ("meter", "metre"),
    ("meters", "metre"),
    ("kilometre", "km"),
    ("kilometer", "km"),
    ("ha", "hectare"),
    ("l", "litre"),
    ("L", "litre"),
    ("liter", "litre"),
    ("g", "gram"),
    ("kilogram", "kg"),
    ("t", "tonne"),
    ("ton", "tonne"),
    ("tons", "tonne"),
    ("kt", "kilotonne"),
    ("Mt", "megatonne"),
    ("sec", "second"),
    ("hr", "hour"),
    ("hrs", "hour"),
    ("d", "day"),
    ("yr", "year"),
    ("yrs", "year"),
    ("a", "year"),
    ("people", "person"),
    ("RMB", "yuan"),
    ("CNY", "yuan"),
];

/// The units every plan starts with; `base_time` is what the coherent unit of time is called.
pub fn built_in(base_time: &str) -> Units {
    let mut units = Units::default();
    units.time = units.add_base("year");
    units.add_base("kWh");
    units.add_base("kg");
    units.add_base("metre");
    for (name, zh) in [("year", "年"), ("kWh", "千瓦时"), ("kg", "公斤"), ("metre", "米")] {
        if let Some(unit) = units.named.get_mut(name) {
            label(unit, zh);
        }
    }
    for &(names, size, of, zh) in DERIVED {
        let Some(base) = units.named.get(of).cloned() else { continue };
        let mut unit = Unit::new(names[0], size * base.factor, base.dimension);
        label(&mut unit, zh);
        for &name in names {
            units.named.insert(name.to_owned(), unit.clone());
        }
    }
    let kwh = units.named["kWh"].clone();
    let hour = units.named["hour"].clone();
    for (name, size, zh) in
        [("kW", 1.0, "千瓦"), ("W", 1e-3, "瓦"), ("MW", 1e3, "兆瓦"), ("GW", 1e6, "吉瓦")]
    {
        let mut unit = Unit::new(name, size / hour.factor, kwh.dimension.per(&hour.dimension));
        label(&mut unit, zh);
        units.named.insert(name.to_owned(), unit);
    }
    let metre = units.named["metre"].dimension.clone();
    for (name, size, power, zh) in [("hectare", 1e4, 2, "公顷"), ("litre", 1e-3, 3, "升")] {
        let dimension = metre.power(power, 1).unwrap_or_default();
        let mut unit = Unit::new(name, size, dimension);
        label(&mut unit, zh);
        units.named.insert(name.to_owned(), unit);
    }
    for name in ["%", "percent"] {
        units.named.insert(name.to_owned(), Unit::new("%", 0.01, Dimension::none()));
    }
    rebase_time(&mut units, base_time);
    units
}

/// What several of a built-in unit are called, in both languages.
fn label(unit: &mut Unit, zh: &str) {
    unit.labels.insert("en".to_owned(), plural(&unit.name));
    unit.labels.insert("zh".to_owned(), zh.to_owned());
}

/// Makes another unit of time the coherent one, so that a plan in minutes counts minutes.
fn rebase_time(units: &mut Units, base_time: &str) {
    let Some(base) = units.named.get(base_time).cloned() else { return };
    if base.factor == 1.0 {
        return;
    }
    let time = units.time;
    for unit in units.named.values_mut() {
        let mut halves = unit.dimension.halves_of(time);
        while halves >= 2 {
            unit.factor /= base.factor;
            halves -= 2;
        }
        while halves <= -2 {
            unit.factor *= base.factor;
            halves += 2;
        }
    }
    if let Some(name) = units.bases.get_mut(usize::from(time)) {
        base.name.clone_into(name);
    }
    // `minute / minute` must be one exactly, however the quotient rounds.
    for unit in units.named.values_mut() {
        if unit.name == base.name {
            unit.factor = 1.0;
        }
    }
}

/// A unit with the scale words before it: `million visit/year` reads bare numbers in millions and
/// shows numbers in visits a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    /// The unit without its scale.
    pub unit: Unit,
    /// The product of the scale words.
    pub scale: f64,
    /// Where it is declared.
    pub span: Span,
}

impl Declared {
    /// A bare number as a coherent value.
    pub fn read(&self, number: f64) -> f64 {
        self.unit.read(number * self.scale)
    }
}

/// The unit of a name, a plural `s` allowed.
pub fn find<'a>(units: &'a Units, name: &str) -> Option<&'a Unit> {
    units
        .named
        .get(name)
        .or_else(|| units.named.get(name.strip_suffix('s').filter(|n| n.chars().count() > 1)?))
}

/// Reads a unit expression.
///
/// # Errors
///
/// A diagnostic for the first name that is no unit.
pub fn resolve(units: &Units, expr: &UnitExpr) -> Result<Declared, Box<Diagnostic>> {
    let mut factor = 1.0;
    let mut dimension = Dimension::none();
    let mut names = Names::default();
    for part in &expr.factors {
        let unit =
            find(units, &part.name.text).ok_or_else(|| Box::new(unknown(units, &part.name)))?;
        let power = part.power.clamp(-64, 64);
        for _ in 0..power.unsigned_abs() {
            if power > 0 {
                factor *= unit.factor;
            } else {
                factor /= unit.factor;
            }
        }
        dimension = dimension.times(&unit.dimension.power(power, 1).unwrap_or_default());
        names.push(unit, power);
    }
    let scale = expr.scales.iter().filter_map(|word| scale_of(&word.text)).product();
    let mut unit = Unit::new(names.name(), factor, dimension);
    if !expr.factors.is_empty() {
        unit.labels = names.labels();
    }
    Ok(Declared { unit, scale, span: expr.span })
}

/// What the factors of a unit are called, those above the stroke and those below it.
#[derive(Default)]
pub struct Names {
    above: Vec<String>,
    below: Vec<String>,
    /// What several of the first above are called.
    several: Option<String>,
    above_zh: Vec<String>,
    below_zh: Vec<String>,
}

impl Names {
    /// Adds a power of a unit.
    pub fn push(&mut self, unit: &Unit, power: i32) {
        let exponent = match power.unsigned_abs() {
            1 => String::new(),
            n => format!("^{n}"),
        };
        let named = |language: &str| unit.labels.get(language).unwrap_or(&unit.name);
        let (names, names_zh) = if power > 0 {
            self.several.get_or_insert_with(|| format!("{}{exponent}", named("en")));
            (&mut self.above, &mut self.above_zh)
        } else {
            (&mut self.below, &mut self.below_zh)
        };
        names.push(format!("{}{exponent}", unit.name));
        names_zh.push(format!("{}{exponent}", named("zh")));
    }

    /// The name of one.
    pub fn name(&self) -> String {
        join(&self.above, &self.below)
    }

    /// What several are called: in English the first name is in the plural, `vehicles/year`.
    pub fn labels(&self) -> BTreeMap<String, String> {
        let above: Vec<String> =
            self.several.iter().chain(self.above.iter().skip(1)).cloned().collect();
        BTreeMap::from([
            ("en".to_owned(), join(&above, &self.below)),
            ("zh".to_owned(), join(&self.above_zh, &self.below_zh)),
        ])
    }
}

fn join(above: &[String], below: &[String]) -> String {
    let mut text = match (above.is_empty(), below.is_empty()) {
        (true, true) => String::new(),
        (true, false) => "1".to_owned(),
        _ => above.join("*"),
    };
    for name in below {
        text.push('/');
        text.push_str(name);
    }
    text
}

/// The diagnostic for a name that is no unit.
pub fn unknown(units: &Units, name: &Ident) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "unknown-unit",
        format!("there is no unit `{}`", name.text),
        name.span,
        "not a unit",
    );
    let meant = OTHER_NAMES.iter().find(|(other, _)| *other == name.text).map(|(_, unit)| *unit);
    if let Some(unit) = meant.filter(|unit| units.named.contains_key(*unit)) {
        return diagnostic.help(format!("write `{unit}`")).fix(name.span, unit);
    }
    match hongtu_syntax::closest(&name.text, units.named.keys().map(String::as_str)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near),
        None => diagnostic.help(format!(
            "declare it with `unit {}`; to divide by a quantity, put blanks around `/`",
            name.text
        )),
    }
}
