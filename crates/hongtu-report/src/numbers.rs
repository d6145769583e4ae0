//! Numbers as people read them: digits, scale words, units, dates, odds.

use hongtu_model::{Deadline, Unit};
use hongtu_study::Answers;
use jiff::civil::Date;

use crate::words::{self, Lang};

/// Scale words a unit's name may begin with, and their factors.
const SCALES: &[(&str, f64)] = &[
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("万", 1e4),
    ("亿", 1e8),
];

/// A scale word with its factor; the empty word with one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    word: &'static str,
    factor: f64,
}

impl Scale {
    const ONE: Self = Self { word: "", factor: 1.0 };

    /// The scale that suits a number: 万 and 亿 in Chinese, million, billion and trillion in
    /// English.
    fn of(number: f64, lang: Lang) -> Self {
        // Thousands only where they save digits: 56,160 is read faster than 56.2 thousand.
        let steps: &[Self] = match lang {
            Lang::En => &[
                Self { word: "trillion", factor: 1e12 },
                Self { word: "billion", factor: 1e9 },
                Self { word: "million", factor: 1e6 },
                Self { word: "thousand", factor: 1e3 },
            ],
            Lang::Zh => &[
                Self { word: "万亿", factor: 1e12 },
                Self { word: "亿", factor: 1e8 },
                Self { word: "万", factor: 1e4 },
            ],
        };
        // A number that rounds up to the scale is of the scale: 999,999 is 1 million.
        let size = number.abs() * 1.0005;
        let fits = |scale: &&Self| size >= if scale.factor == 1e3 { 1e5 } else { scale.factor };
        let found = if size.is_finite() { steps.iter().find(fits) } else { None };
        found.copied().unwrap_or(Self::ONE)
    }
}

/// How values of one unit are written in one language.
#[derive(Clone, Debug)]
pub struct Measured {
    lang: Lang,
    name: String,
    /// What one of it is called, and nothing else.
    one: String,
    factor: f64,
}

impl Measured {
    /// Values of a unit. A scale word in the unit's name is taken out of it, so that numbers choose
    /// their own.
    pub fn new(unit: &Unit, lang: Lang) -> Self {
        let (own, inner) = split_scale(&unit.name);
        let labelled = unit.labels.get(lang.code()).map(|label| split_scale(label).1);
        let name = labelled.unwrap_or(inner).to_owned();
        let factor =
            if unit.factor.is_finite() && unit.factor != 0.0 { unit.factor / own } else { 1.0 };
        let one = if lang == Lang::En { inner.to_owned() } else { name.clone() };
        Self { lang, name, one, factor }
    }

    /// The unit's name, without a scale.
    pub fn unit(&self) -> &str {
        &self.name
    }

    /// The scale that suits a value.
    pub fn scale(&self, coherent: f64) -> Scale {
        if self.is_percent() { Scale::ONE } else { Scale::of(coherent / self.factor, self.lang) }
    }

    /// The digits of a value in a scale.
    pub fn digits(&self, coherent: f64, scale: Scale) -> String {
        significant(coherent / self.factor / scale.factor, 3)
    }

    /// A value as a number in a scale, for an axis.
    pub fn number(&self, coherent: f64, scale: Scale) -> f64 {
        coherent / self.factor / scale.factor
    }

    /// The value of a number in a scale: the inverse of [`Self::number`].
    pub fn coherent(&self, number: f64, scale: Scale) -> f64 {
        number * scale.factor * self.factor
    }

    /// A value with scale word and unit.
    pub fn value(&self, coherent: f64) -> String {
        let scale = self.scale(coherent);
        self.behind(&self.digits(coherent, scale), scale)
    }

    /// A value that the plan states, with all the digits it states (up to six).
    pub fn exact(&self, coherent: f64) -> String {
        let scale = self.scale(coherent);
        self.behind(&stated(coherent / self.factor / scale.factor), scale)
    }

    /// A value of a finding: four digits, no zeros at the end.
    pub fn rounded(&self, coherent: f64) -> String {
        let scale = self.scale(coherent);
        self.behind(&rounded(coherent / self.factor / scale.factor, 4), scale)
    }

    /// A range that the plan states.
    pub fn exact_range(&self, low: f64, high: f64) -> String {
        let (low, high, scale) = self.exact_pair(low, high);
        self.behind(&range(self.lang, &low, &high), scale)
    }

    /// From one value that the plan states to another.
    pub fn exact_move(&self, from: f64, to: f64) -> String {
        let (from, to, scale) = self.exact_pair(from, to);
        self.behind(&format!("{from} → {to}"), scale)
    }

    fn exact_pair(&self, first: f64, second: f64) -> (String, String, Scale) {
        let scale = self.scale(if second.abs() > first.abs() { second } else { first });
        let digits = |value: f64| stated(value / self.factor / scale.factor);
        (digits(first), digits(second), scale)
    }

    /// A value in a given scale, beside others that show the unit.
    pub fn bare(&self, coherent: f64, scale: Scale) -> String {
        // Where the scale of the others would show nothing but zeros, the value brings its own.
        let own = self.scale(coherent);
        let ratio = coherent.abs() / self.factor.abs() / scale.factor;
        if ratio.is_finite() && ratio != 0.0 && ratio < 1e-3 && own.factor < scale.factor {
            return join(self.lang, &self.digits(coherent, own), own.word);
        }
        if self.is_percent() {
            return self.behind(&self.digits(coherent, scale), scale);
        }
        self.digits(coherent, scale)
    }

    /// A range with scale word and unit.
    pub fn range(&self, low: f64, high: f64) -> String {
        let scale = self.scale(if high.abs() > low.abs() { high } else { low });
        let text = range(self.lang, &self.digits(low, scale), &self.digits(high, scale));
        self.behind(&text, scale)
    }

    /// Digits, then scale word and unit.
    pub fn behind(&self, digits: &str, scale: Scale) -> String {
        if self.is_percent() {
            return format!("{digits}%");
        }
        let scaled = join(self.lang, digits, scale.word);
        join(self.lang, &scaled, if scaled == "1" { &self.one } else { &self.name })
    }

    fn is_percent(&self) -> bool {
        self.name == "%"
    }
}

/// Joins with a blank in English; in Chinese only where Latin letters meet digits.
fn join(lang: Lang, left: &str, right: &str) -> String {
    let tight = lang == Lang::Zh && !right.starts_with(|c: char| c.is_ascii());
    match (left.is_empty() || right.is_empty(), tight) {
        (true, _) | (false, true) => format!("{left}{right}"),
        (false, false) => format!("{left} {right}"),
    }
}

/// The product of the scale words a name begins with, and the rest of it.
fn split_scale(name: &str) -> (f64, &str) {
    let mut factor = 1.0;
    let mut rest = name;
    'again: loop {
        for (word, size) in SCALES {
            if let Some(behind) = rest.strip_prefix(word)
                // `万` needs no blank behind it; `millionaire` is no million.
                && (!word.is_ascii() || behind.is_empty() || behind.starts_with(' '))
            {
                factor *= size;
                rest = behind.trim_start();
                continue 'again;
            }
        }
        return (factor, rest);
    }
}

/// A number to so many significant digits: thousands grouped, whole numbers without a point, a true
/// minus sign.
pub fn significant(number: f64, digits: usize) -> String {
    if number.is_nan() {
        return "–".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    // The exponent is read off the decimal text, so that rounding at powers of ten is the text's.
    let scientific = format!("{number:.*e}", digits.saturating_sub(1));
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..=15).contains(&exponent) {
        let mantissa = trim_zeros(mantissa).replace('-', "−");
        return format!("{mantissa}e{exponent}").replace("e-", "e−");
    }
    let rounded: f64 = scientific.parse().unwrap_or(number);
    let behind = usize::try_from(digits as i64 - 1 - i64::from(exponent)).unwrap_or(0);
    let text = format!("{rounded:.behind$}");
    // 84.0 is 84, but 2.20 beside 1.74 stays, so that a range has one precision.
    group(if trim_zeros(&text).contains('.') { &text } else { trim_zeros(&text) })
}

/// A number as somebody stated it: up to six significant digits, no zeros at the end.
pub fn stated(number: f64) -> String {
    rounded(number, 6)
}

/// A number to so many significant digits, no zeros at the end.
pub fn rounded(number: f64, digits: usize) -> String {
    let text = significant(number, digits);
    if text.contains('e') { text } else { trim_zeros(&text).to_owned() }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Commas between thousands, and a true minus sign.
fn group(text: &str) -> String {
    let (sign, body) = text.strip_prefix('-').map_or(("", text), |body| ("−", body));
    let (whole, fraction) = body.split_once('.').map_or((body, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A whole number with its thousands grouped.
pub fn count(number: u64) -> String {
    group(&number.to_string())
}

/// From one number to another.
pub fn range(lang: Lang, low: &str, high: &str) -> String {
    let signed = [low, high].iter().any(|end| end.starts_with(['−', '+']));
    match lang {
        Lang::En if signed => format!("{low}…{high}"),
        Lang::En => format!("{low}–{high}"),
        Lang::Zh => format!("{low}～{high}"),
    }
}

/// A probability or share in whole per cent; never 0 % or 100 % unless it is exactly that.
pub fn percent(share: f64) -> String {
    match share {
        s if s.is_nan() => "–".to_owned(),
        s if s > 0.0 && s < 0.005 => "<1%".to_owned(),
        s if (0.995..1.0).contains(&s) => ">99%".to_owned(),
        s => format!("{:.0}%", s * 100.0 + 0.0).replace('-', "−"),
    }
}

/// The standard error of a probability, in percentage points.
pub fn error(share: f64) -> String {
    let points = share * 100.0;
    match points {
        p if p.is_nan() => String::new(),
        p if p < 0.05 => "±0".to_owned(),
        p if p < 0.95 => format!("±{p:.1}"),
        p => format!("±{p:.0}"),
    }
}

/// A change of a probability in percentage points, with its sign.
pub fn points(change: f64) -> String {
    let points = change * 100.0;
    if points.is_nan() {
        return "–".to_owned();
    }
    let text = if points.abs() < 0.95 { format!("{points:+.1}") } else { format!("{points:+.0}") };
    text.replace('-', "−").replace("+0.0", "0").replace("−0.0", "0")
}

/// A rate or relative change in per cent, with its sign.
pub fn rate(share: f64) -> String {
    rate_to(share, 3)
}

/// A rate in per cent to so many significant digits, with its sign.
pub fn rate_to(share: f64, digits: usize) -> String {
    let percent = share * 100.0;
    if percent.is_nan() {
        return "–".to_owned();
    }
    let sign = if percent > 0.0 { "+" } else { "" };
    format!("{sign}{}%", rounded(percent, digits))
}

/// A day.
pub fn date(day: Date, lang: Lang) -> String {
    match lang {
        Lang::En => {
            let month = words::MONTHS.get(usize::from(day.month().unsigned_abs()).wrapping_sub(1));
            format!("{} {} {}", day.day(), month.unwrap_or(&"?"), day.year())
        }
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

/// A day as a source writes it, `2026-07-01`.
pub fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && [year.len(), month.len(), day.len()] == [4, 2, 2];
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| whole)
}

/// An instant as a measure gives it: a day, or "never", or a number of time units.
pub fn instant(answers: &Answers, at: f64, lang: Lang) -> String {
    if at == f64::INFINITY {
        return words::NEVER.of(lang).to_owned();
    }
    match answers.date(at) {
        Some(day) => date(day, lang),
        None if at.is_nan() => "–".to_owned(),
        None => {
            let unit = words::time_unit(&answers.time.unit, lang);
            join(lang, &significant(at, 3), unit)
        }
    }
}

/// Relative changes that stand together, as short as a table wants them: in per cent, with their signs;
/// where one is of ten times or more, all as factors.
pub fn short_rates<const N: usize>(shares: [f64; N]) -> [String; N] {
    let large = shares.iter().any(|share| *share >= 9.0 && share.is_finite());
    shares.map(|share| match large && share.is_finite() {
        true => format!("×{}", significant(share + 1.0, 2)),
        false => short_rate(share),
    })
}

fn short_rate(share: f64) -> String {
    let percent = share * 100.0;
    if percent.abs() < 9.95 {
        let text = format!("{percent:+.1}%");
        return text.replace('-', "−").replace("+0.0", "0").replace("−0.0", "0");
    }
    rate(if percent.abs() < 1e9 { percent.round() / 100.0 } else { share })
}

/// When an observation is of: its year, or, of a level, the end of a year or an instant in years.
pub fn year(at: f64, is_level: bool, lang: Lang) -> String {
    let text = match (at == at.trunc(), is_level) {
        (true, true) => format!("end of {:.0}", at - 1.0),
        (true, false) => format!("{at:.0}"),
        (false, _) => return format!("{at:.2}") + words::word("", "年").of(lang),
    };
    deadline_text(&text, lang)
}

/// When a target is due.
pub fn deadline(deadline: &Deadline, lang: Lang) -> String {
    deadline_text(&deadline.text, lang)
}

/// A deadline as [`Deadline::text`] has it.
pub fn deadline_text(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Zh => chinese_date(text),
    }
}

/// `end of 2025` → 2025年底; `2026-07-01` → 2026年7月1日; `10 minute` → 10分钟.
pub fn chinese_date(text: &str) -> String {
    let (text, end) = text.strip_prefix("end of ").map_or((text, ""), |rest| (rest, "底"));
    let parts: Vec<&str> = text.split('-').collect();
    let numeric =
        parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    match parts.as_slice() {
        [year] if numeric && year.len() == 4 => format!("{year}年{end}"),
        [year, month] if numeric => format!("{year}年{}月{end}", number(month)),
        [year, month, day] if numeric => {
            format!("{year}年{}月{}日{end}", number(month), number(day))
        }
        _ => match text.split_once(' ') {
            Some((amount, unit)) => join(Lang::Zh, amount, words::time_unit(unit, Lang::Zh)) + end,
            None => format!("{text}{end}"),
        },
    }
}

/// A number with its standard error, to two digits of that; without one, to two decimals.
pub fn with_error(number: f64, error: Option<f64>) -> String {
    let minus = |text: String| text.replace('-', "−");
    // A number of hundreds of digits would say no more.
    if number.abs() >= 1e9 {
        return minus(format!("{number:.1e}"));
    }
    match error.filter(|error| *error > 0.0) {
        None => minus(format!("{number:.2}")),
        Some(error) => {
            let digits = (0..9usize)
                .find(|digits| {
                    error * [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8][*digits] >= 1.0
                })
                .unwrap_or(9);
            minus(format!("{number:.digits$} ± {error:.digits$}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use hongtu_model::Dimension;

    use super::*;

    #[test]
    fn a_number_beyond_reading_is_scientific() {
        assert_eq!(with_error(-1.5e300, Some(2.0)), "−1.5e300");
        assert_eq!(with_error(-12.5, Some(0.4)), "−12.5 ± 0.4");
    }

    fn unit(name: &str, zh: &str, factor: f64) -> Unit {
        let mut unit = Unit::new(name, factor, Dimension::none());
        unit.labels.insert("zh".to_owned(), zh.to_owned());
        unit
    }

    #[test]
    fn three_significant_digits() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (5.5, "5.50"),
            (999.96, "1,000"),
            (0.012_34, "0.0123"),
            (1_234_567.0, "1,230,000"),
            (-45.67, "−45.7"),
            (1e300, "1e300"),
            (2.5e-9, "2.5e−9"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "−∞"),
        ] {
            assert_eq!(significant(number, 3), text);
        }
    }

    #[test]
    fn money_in_both_languages() {
        let yuan = unit("yuan", "元", 1.0);
        assert_eq!(Measured::new(&yuan, Lang::En).value(3.6e11), "360 billion yuan");
        assert_eq!(Measured::new(&yuan, Lang::Zh).value(3.6e11), "3,600亿元");
        assert_eq!(Measured::new(&yuan, Lang::Zh).value(1e12), "1万亿元");
        assert_eq!(Measured::new(&yuan, Lang::En).range(2.8e11, 4.1e11), "280–410 billion yuan");
        assert_eq!(Measured::new(&yuan, Lang::Zh).range(2.8e11, 4.1e11), "2,800～4,100亿元");
    }

    #[test]
    fn a_scale_in_the_unit_is_not_said_twice() {
        let visits = unit("million visit/year", "万人次/年", 1e6);
        assert_eq!(Measured::new(&visits, Lang::En).value(1.5e8), "150 million visit/year");
        let vehicles = Measured::new(&unit("vehicle", "辆", 1.0), Lang::En);
        assert_eq!(vehicles.exact(7e5), "700 thousand vehicle");
        assert_eq!(vehicles.value(56_160.0), "56,200 vehicle");
        assert_eq!(Measured::new(&visits, Lang::Zh).value(1.5e8), "1.50亿人次/年");
    }

    #[test]
    fn small_values_beside_large_ones_keep_digits() {
        let yuan = Measured::new(&unit("yuan", "元", 1.0), Lang::En);
        let scale = yuan.scale(1e12);
        assert_eq!(yuan.bare(3.2e11, scale), "0.320");
        assert_eq!(yuan.bare(4.5e6, scale), "4.50 million");
    }

    #[test]
    fn odds_are_certain_only_where_they_are() {
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(1e-9), "<1%");
        assert_eq!(percent(0.999_999), ">99%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(points(0.124), "+12");
        assert_eq!(points(-0.004), "−0.4");
        assert_eq!(points(0.0), "0");
        assert_eq!(error(0.004), "±0.4");
        assert_eq!(rate(0.222), "+22.2%");
        assert_eq!(short_rate(0.0349), "+3.5%");
        assert_eq!(short_rate(1.2149), "+121%");
        assert_eq!(short_rate(-0.0002), "0%");
        assert_eq!(short_rate(8.99), "+899%");
        assert_eq!(short_rates([0.5, 8.99]), ["+50%", "+899%"]);
        assert_eq!(short_rates([-0.6, 0.0, 22.8, 138.6]), ["×0.40", "×1", "×24", "×140"]);
    }

    #[test]
    fn deadlines_in_chinese() {
        assert_eq!(chinese_date("end of 2025"), "2025年底");
        assert_eq!(chinese_date("2026-07-01"), "2026年7月1日");
        assert_eq!(chinese_date("end of 2025-06"), "2025年6月底");
        assert_eq!(chinese_date("10 minute"), "10分钟");
    }
}
