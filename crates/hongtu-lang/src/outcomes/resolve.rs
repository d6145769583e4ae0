//! Rows of outcomes to outcomes of a plan.

use hongtu_model::{Happened, MeasureId, Outcome, OutcomeOf, Test, Unit, Unmatched, vague_end};
use hongtu_syntax::{
    Diagnostic, Severity, Span,
    tree::{self, ExprKind},
};
use jiff::{ToSpan, civil::Date};

use super::table::{Cell, Row, diagnostic};
use crate::{
    checker::Checker,
    csv::{self, Position},
    dates, stated,
    units::{self, Declared},
};

/// What the rows came to.
#[derive(Debug, Default)]
pub struct Found {
    pub outcomes: Vec<Outcome>,
    pub unmatched: Vec<Unmatched>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Mistakes of a cell that only mean that the plan does not have what it names.
const UNMATCHED: [&str; 4] = ["unknown-name", "outside-time", "wrong-subscript", "figure-in-model"];

/// What a cell names: something of the plan, with the unit of its numbers.
struct Named {
    of: OutcomeOf,
    measure: MeasureId,
    unit: Declared,
    is_share: bool,
}

/// Resolves rows whose text stands at an offset behind the plan's.
pub fn resolve(checker: &mut Checker<'_>, rows: &[Row], offset: usize) -> Found {
    let mut found = Found::default();
    for row in rows {
        let mut reader = Reader { checker, row, offset, found: &mut found };
        if let Some(outcome) = reader.outcome() {
            reader.add(outcome);
        }
    }
    contradictions(checker, rows, &mut found);
    found
}

struct Reader<'r, 'c, 'd> {
    checker: &'r mut Checker<'d>,
    row: &'c Row,
    offset: usize,
    found: &'r mut Found,
}

impl Reader<'_, '_, '_> {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.found.diagnostics.push(diagnostic);
    }

    fn wrong(&mut self, cell: &Cell, message: impl Into<String>, help: &str) {
        let message = format!("row {}: {}", self.row.line, message.into());
        self.say(Diagnostic::error("outcome-value", message, cell.span, "").help(help));
    }

    fn outcome(&mut self) -> Option<Outcome> {
        let row = self.row;
        let named = self.named()?;
        let happened = self.happened(&named);
        let known = self.known(&named);
        let (happened, known) = (happened?, known?);
        let bounds = if row.low.text.is_empty() {
            String::new()
        } else {
            format!("{}..{}", row.low.text, row.high.text)
        };
        let value = if bounds.is_empty() { &row.value.text } else { &bounds };
        let blank = if row.unit.text.is_empty() || row.unit.text == "%" { "" } else { " " };
        Some(Outcome {
            what: row.what.text.clone(),
            of: named.of,
            happened,
            text: format!("{value}{blank}{}", row.unit.text),
            known,
            source: Some(row.source.text.clone()).filter(|s| !s.is_empty()),
            line: row.line,
        })
    }

    /// Adds an outcome that stands in the file once.
    fn add(&mut self, outcome: Outcome) {
        let twice = self.found.outcomes.iter().find(|o| o.of == outcome.of).map(|o| o.line);
        match twice {
            Some(first) => self.say(
                Diagnostic::error(
                    "outcome-twice",
                    format!("`{}` stands in row {first} already", outcome.what),
                    self.row.what.span,
                    "again",
                )
                .help("keep the row that you hold to be right"),
            ),
            None => self.found.outcomes.push(outcome),
        }
    }

    /// What the row is of. What the plan does not have is listed.
    fn named(&mut self) -> Option<Named> {
        let cell = &self.row.what;
        if cell.text.is_empty() {
            self.wrong(cell, "it does not say what it is of", "name a target, or a measure");
            return None;
        }
        if let Some(named) = self.judgement() {
            return Some(named);
        }
        let readings = self.readings();
        if !readings.is_empty() {
            let message = format!("`{}` has several readings", cell.text);
            self.wrong(cell, message, &format!("name one of them: {}", readings.join(", ")));
            return None;
        }
        let span = Span::new(cell.span.start + self.offset, cell.span.end + self.offset);
        let (expr, mut said) = hongtu_syntax::parse_expression_in(self.checker.text, span);
        let measure = if said.iter().any(|d| d.severity == Severity::Error) {
            None
        } else {
            let before = self.checker.diagnostics.len();
            let measure = self.checker.measure(&expr);
            said.extend(self.checker.diagnostics.drain(before..));
            measure
        };
        let Some((measure, unit)) = measure else {
            self.unmatched(said);
            return None;
        };
        let is_share = stated::is_share(&expr);
        Some(Named { of: OutcomeOf::Measure(measure), measure, unit, is_share })
    }

    fn judgement(&mut self) -> Option<Named> {
        let text = self.row.what.text.as_str();
        let mut found = None;
        for (target, t) in self.checker.targets.iter().enumerate() {
            for (judgement, j) in t.judgements.iter().enumerate() {
                if j.id == text || (t.name == text && t.judgements.len() == 1) {
                    found = Some((OutcomeOf::Judgement { target, judgement }, j.measure));
                }
            }
        }
        let (of, measure) = found?;
        let shown = self.checker.measures[measure.index()].unit.clone();
        let is_share = shown.name == "%";
        // Bare numbers are in the unit in which the measure is declared, shares as fractions.
        let unit = if is_share { Unit::one() } else { shown };
        let unit = Declared { unit, scale: 1.0, span: self.row.what.span };
        Some(Named { of, measure, unit, is_share })
    }

    /// Ids of the readings of a target of this name, where it has several.
    fn readings(&self) -> Vec<String> {
        let target = self.checker.targets.iter().find(|t| t.name == self.row.what.text);
        let judgements = target.map(|t| t.judgements.as_slice()).unwrap_or_default();
        judgements.iter().map(|j| j.id.clone()).collect()
    }

    /// Lists what the plan does not have; a mistake of writing is one.
    fn unmatched(&mut self, said: Vec<Diagnostic>) {
        let row = self.row;
        let errors = said.into_iter().filter(|d| d.severity == Severity::Error);
        let errors: Vec<Diagnostic> = errors.collect();
        if errors.iter().all(|d| UNMATCHED.contains(&d.rule)) {
            let mut why = errors.first().map_or_else(String::new, |d| d.message.clone());
            let text = row.what.text.as_str();
            let targets = self.checker.targets.iter().flat_map(|t| &t.judgements);
            match hongtu_syntax::closest(text, targets.map(|j| j.id.as_str())) {
                Some(near) => why.push_str(&format!("; did you mean the target `{near}`?")),
                None => {
                    let helps = errors.first().map_or(&[][..], |d| &d.helps);
                    let near = helps.iter().find(|help| help.starts_with("did you mean"));
                    why.push_str(&near.map_or_else(String::new, |near| format!("; {near}")));
                }
            }
            let (what, line) = (row.what.text.clone(), row.line);
            self.found.unmatched.push(Unmatched { what, line, why });
            return;
        }
        for mut error in errors {
            for label in &mut error.labels {
                label.span = self.inside(label.span);
            }
            error.fix = None;
            error.message = format!("row {}: {}", row.line, error.message);
            self.say(error);
        }
    }

    /// A place in the file; what is said of a place in the plan is said of the cell.
    fn inside(&self, span: Span) -> Span {
        match (span.start.checked_sub(self.offset), span.end.checked_sub(self.offset)) {
            (Some(start), Some(end)) => Span::new(start, end),
            _ => self.row.what.span,
        }
    }

    fn happened(&mut self, named: &Named) -> Option<Happened> {
        let row = self.row;
        let word = row.value.text.to_lowercase();
        let judged = matches!(named.of, OutcomeOf::Judgement { .. });
        if word == "met" || word == "missed" {
            if !judged {
                self.wrong(
                    &row.value,
                    format!("`{}` is a measure, and has a number", row.what.text),
                    "name the target that was met or missed, or write the number",
                );
                return None;
            }
            return Some(if word == "met" { Happened::Met } else { Happened::Missed });
        }
        if judged && self.is_direction(named) {
            self.wrong(
                &row.value,
                format!("`{}` asks for a direction, which one number does not tell", row.what.text),
                "write `met` or `missed`, or give both measures a row of their own",
            );
            return None;
        }
        if self.checker.measures[named.measure.index()].is_date {
            return self.instant();
        }
        let scale = self.scale(named)?;
        let value = self.number(&row.value, &scale);
        let (low, high) = (self.number(&row.low, &scale), self.number(&row.high, &scale));
        let (value, low, high) = (value?, low?, high?);
        if let Some(value) = value.or(high) {
            self.doubt_percent(named, &scale, value);
        }
        self.range(value, low, high)
    }

    fn is_direction(&self, named: &Named) -> bool {
        let OutcomeOf::Judgement { target, judgement } = named.of else { return false };
        let judgement = &self.checker.targets[target].judgements[judgement];
        matches!(judgement.test, Test::Direction { .. })
    }

    /// A value, or a range with the value in it.
    fn range(
        &mut self,
        value: Option<f64>,
        low: Option<f64>,
        high: Option<f64>,
    ) -> Option<Happened> {
        let row = self.row;
        match (value, low, high) {
            (Some(value), None, None) => Some(Happened::Number { low: value, high: value }),
            (None, None, None) => {
                let help = "write a number, `met`, `missed`, or a range in `low` and `high`";
                self.wrong(&row.what, "it does not say what happened", help);
                None
            }
            (_, Some(low), Some(high)) if low > high => {
                self.say(
                    Diagnostic::error(
                        "empty-range",
                        format!("row {}: `low` is larger than `high`", row.line),
                        row.low.span,
                        "empty",
                    )
                    .help("write the smaller value first"),
                );
                None
            }
            (Some(value), Some(low), Some(high)) if value < low || value > high => {
                self.wrong(&row.value, "the value lies outside its range", "mend one of the three");
                None
            }
            (_, Some(low), Some(high)) => Some(Happened::Number { low, high }),
            (_, _, _) => {
                let cell = if low.is_some() { &row.high } else { &row.low };
                self.wrong(cell, "a range has two ends", "fill both `low` and `high`");
                None
            }
        }
    }

    /// The unit of the row's numbers: its own, else that of the measure.
    fn scale(&mut self, named: &Named) -> Option<Declared> {
        let cell = &self.row.unit;
        if cell.text.is_empty() {
            return Some(named.unit.clone());
        }
        let (expr, said) = hongtu_syntax::parse_expression(&format!("1 {}", cell.text));
        let number = match expr.kind {
            ExprKind::Number(number) if said.iter().all(|d| d.severity != Severity::Error) => {
                number
            }
            _ => {
                let message = format!("row {}: `{}` is no unit", self.row.line, cell.text);
                self.say(Diagnostic::error("unknown-unit", message, cell.span, "not a unit"));
                return None;
            }
        };
        let factor = crate::numbers::value(&number);
        let unit = match &number.unit {
            None => Unit::one(),
            Some(written) => match units::resolve(&self.checker.units, written) {
                Ok(declared) => {
                    let unit = declared.unit;
                    Unit { factor: unit.factor * declared.scale, ..unit }
                }
                Err(mut wrong) => {
                    wrong.labels.truncate(1);
                    wrong.labels.iter_mut().for_each(|label| label.span = cell.span);
                    wrong.fix = None;
                    wrong.message = format!("row {}: {}", self.row.line, wrong.message);
                    self.say(*wrong);
                    return None;
                }
            },
        };
        // Scale words alone, `billion`, go with the unit of the measure.
        let bare = number.unit.is_none() && !number.percent;
        let unit = if bare { named.unit.unit.clone() } else { unit };
        let wanted = &named.unit.unit.dimension;
        if unit.dimension != *wanted {
            let units = &self.checker.units;
            let message = format!(
                "row {}: `{}` is {}, and `{}` is {}",
                self.row.line,
                cell.text,
                units.describe(&unit.dimension),
                self.row.what.text,
                units.describe(wanted)
            );
            self.say(Diagnostic::error("unit-mismatch", message, cell.span, "another dimension"));
            return None;
        }
        Some(Declared { unit, scale: factor, span: cell.span })
    }

    /// A number in coherent units; `Some(None)` for an empty cell.
    fn number(&mut self, cell: &Cell, unit: &Declared) -> Option<Option<f64>> {
        if cell.text.is_empty() {
            return Some(None);
        }
        let mut read = csv::Read::default();
        let column = self.column(cell);
        let number = csv::number(&cell.text, self.row.line, column, &mut read);
        let told = read.problems.into_iter().filter(|p| p.severity <= Severity::Warning);
        for problem in told {
            self.say(diagnostic(problem, cell.span));
        }
        let number = number?;
        // `12%` says what the unit `%` would say again.
        let percent = cell.text.ends_with(['%', '％']);
        Some(Some(if percent { number } else { unit.read(number) }))
    }

    fn column(&self, cell: &Cell) -> &'static str {
        match cell {
            c if std::ptr::eq(c, &self.row.low) => "low",
            c if std::ptr::eq(c, &self.row.high) => "high",
            _ => "value",
        }
    }

    /// Warns of a share that lacks its `%`: 5 is more than anything grows by.
    fn doubt_percent(&mut self, named: &Named, unit: &Declared, value: f64) {
        const MOST: f64 = 5.0;
        let bare =
            unit.unit.factor * unit.scale == 1.0 && !self.row.value.text.contains(['%', '％']);
        if named.is_share && bare && value > MOST {
            let percent = crate::numbers::significant(value * 100.0, 4);
            let message = format!("row {}: without `%` this is {percent} per cent", self.row.line);
            self.say(
                Diagnostic::warning("missing-percent", message, self.row.value.span, "no `%`")
                    .help("write `%` into the column `unit`"),
            );
        }
    }

    /// A date, a time in a plan in plain time, or never.
    fn instant(&mut self) -> Option<Happened> {
        let row = self.row;
        let calendar = self.checker.time.is_calendar();
        if row.value.text.to_lowercase() == "never" {
            return Some(Happened::Number { low: f64::INFINITY, high: f64::INFINITY });
        }
        let mut ends = Vec::new();
        for cell in [&row.value, &row.low, &row.high] {
            if cell.text.is_empty() {
                ends.push(None);
                continue;
            }
            let read = csv::position(&cell.text, calendar).and_then(|(place, _)| match place {
                Position::Time(time) => Some((time, time)),
                Position::Date(date) => days(date),
            });
            if read.is_none() {
                let message = format!("`{}` is no date", csv::shorten(&cell.text));
                self.wrong(cell, message, "write 2025-06-14, 2025-06 or 2025, or `never`");
                return None;
            }
            ends.push(read);
        }
        match ends[..] {
            // A vague date is anywhere in its period.
            [Some((from, to)), None, None] => Some(Happened::Number { low: from, high: to }),
            [value, low, high] => {
                self.range(value.map(|v| v.0), low.map(|v| v.0), high.map(|v| v.1))
            }
            _ => None,
        }
    }

    /// The day by which it was known; never before what it is of was over without a word.
    fn known(&mut self, named: &Named) -> Option<Date> {
        let row = self.row;
        let cell = &row.known;
        if cell.text.is_empty() {
            let message = format!("row {} does not say since when it is known", row.line);
            self.say(
                Diagnostic::error("undated-evidence", message, row.what.span, "no date")
                    .note("what was known already when a forecast was made was no forecast")
                    .help("fill the column `known`; a vague date means the end of its period"),
            );
            return None;
        }
        let day = match csv::position(&cell.text, true) {
            Some((Position::Date(tree::Date { year, month, day }), _)) => {
                vague_end(year, month, day)
            }
            _ => None,
        };
        let Some(day) = day else {
            let message = format!(
                "row {}, column `known`: `{}` is no date",
                row.line,
                csv::shorten(&cell.text)
            );
            self.say(
                Diagnostic::error("csv-not-a-number", message, cell.span, "")
                    .help("write dates as 2019, 2019-04 or 2019-04-15"),
            );
            return None;
        };
        if self.checker.as_of.is_some_and(|as_of| day <= as_of) {
            let message = format!("row {} was known on {day}, before the forecast", row.line);
            self.say(
                Diagnostic::warning("outcome-known", message, cell.span, "")
                    .note("what is known already is no test of a forecast: it is not scored")
                    .help("ask for an earlier `--as-of`"),
            );
        } else {
            self.doubt_early(named, day);
        }
        Some(day)
    }

    /// Warns of a figure that was known before what it measures was over.
    fn doubt_early(&mut self, named: &Named, known: Date) {
        let measure = &self.checker.measures[named.measure.index()];
        if measure.is_date || matches!(named.of, OutcomeOf::Judgement { .. }) {
            return;
        }
        let end = self.checker.time.date(i64::from(measure.end));
        let Some(last) = end.and_then(|end| end.yesterday().ok()) else { return };
        if known < last {
            let (line, what) = (self.row.line, &self.row.what.text);
            let message = format!("row {line}: `{what}` was known on {known}, before it was over");
            self.say(
                Diagnostic::warning("known-early", message, self.row.known.span, "")
                    .note(format!("it ends on {last}"))
                    .help("change the date; a forecast is no outcome"),
            );
        }
    }
}

/// From the first instant of a written date to the last.
fn days(date: tree::Date) -> Option<(f64, f64)> {
    let written = tree::DateExpr { span: Span::new(0, 0), end_of: false, date };
    let first = dates::exact(dates::first_day(&written)?);
    if date.day.is_some() {
        return Some((first, first));
    }
    Some((first, dates::exact(dates::last_day(&written)?.checked_add(1.day()).ok()?)))
}

/// Targets that one row says were met, and another row's number says were not.
fn contradictions(checker: &Checker<'_>, rows: &[Row], found: &mut Found) {
    let mut wrong = Vec::new();
    for outcome in &found.outcomes {
        let OutcomeOf::Judgement { target, judgement } = outcome.of else { continue };
        let judgement = &checker.targets[target].judgements[judgement];
        let met = match outcome.happened {
            Happened::Met => true,
            Happened::Missed => false,
            Happened::Number { .. } => continue,
        };
        let Test::Bound { comparison, bound, text } = &judgement.test else { continue };
        let of = OutcomeOf::Measure(judgement.measure);
        let Some(other) = found.outcomes.iter().find(|o| o.of == of) else { continue };
        let Happened::Number { low, high } = other.happened else { continue };
        let (a, b) = (comparison.holds(low, *bound), comparison.holds(high, *bound));
        if a == b && a != met {
            let row = rows.iter().find(|row| row.line == outcome.line);
            let span = row.map_or(Span::new(0, 0), |row| row.value.span);
            let word = if met { "met" } else { "missed" };
            wrong.push(
                Diagnostic::error(
                    "outcome-value",
                    format!(
                        "row {} says that `{}` was {word}, row {} that `{}` was {}",
                        outcome.line, outcome.what, other.line, other.what, other.text
                    ),
                    span,
                    "",
                )
                .note(format!("the target asks for {} {text}", comparison.sign()))
                .help("take the wrong one of the two out"),
            );
        }
    }
    found.diagnostics.extend(wrong);
}
