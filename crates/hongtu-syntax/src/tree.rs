//! The syntax tree of a plan document.
//!
//! It says what is written, not what it means: names are unresolved, units unchecked, dates not yet
//! instants. Importers of other formats produce this same tree, so that an imported model can be
//! printed as a plan. Everything carries its [`Span`] in the document.

use crate::Span;

/// A whole document: its prose as headings and live values, its blocks as statements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Headings in the order of the document; they divide it into sections.
    pub headings: Vec<Heading>,
    /// Blocks of the model in the order of the document.
    pub blocks: Vec<Block>,
    /// Inline values in the prose.
    pub live_values: Vec<LiveValue>,
}

/// A heading of the prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Where it stands.
    pub span: Span,
    /// 1 to 6.
    pub level: u8,
    /// Its text without markup.
    pub text: String,
}

/// One fenced block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block with its fences.
    pub span: Span,
    /// What the info string asks for.
    pub kind: BlockKind,
    /// Index into [`Document::headings`] of the section the block stands in.
    pub section: Option<usize>,
    /// What it says.
    pub statements: Vec<Statement>,
    /// Comments behind the last statement, without their `#`.
    pub trailing_comments: Vec<Comment>,
}

/// What a fenced block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A ```` ```hongtu ```` block: statements of the model.
    Model,
    /// A ```` ```chart ```` block: one [`Item::Chart`] without its keyword.
    Chart,
}

/// Inline code that starts with `=`: a value the published page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveValue {
    /// The inline code with its backticks.
    pub span: Span,
    /// The measure that is shown.
    pub value: Expr,
    /// Index into [`Document::headings`] of the section it stands in.
    pub section: Option<usize>,
}

/// A comment; `text` is without the `#` and the blank behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// Whether an empty line stands before it.
    pub blank_before: bool,
}

/// One statement: a head and its clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// From the keyword to the end of the last clause.
    pub span: Span,
    /// Comments on lines of their own before the statement.
    pub comments: Vec<Comment>,
    /// A comment at the end of the head's line.
    pub trailing_comment: Option<Comment>,
    /// Whether an empty line stands directly before its head; where comments stand before it, they
    /// say for themselves whether an empty line is before them.
    pub blank_before: bool,
    /// The head.
    pub item: Item,
    /// Everything behind the head, in order.
    pub clauses: Vec<Clause>,
}

/// A name as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// Where it stands.
    pub span: Span,
    /// The name without quotation marks; Unicode, NFC.
    pub text: String,
    /// Whether it was written in backquotes (`` `name with blanks` ``), as imported names are.
    pub quoted: bool,
}

/// A piece of text in quotation marks, with escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The literal with its quotation marks.
    pub span: Span,
    /// What it says.
    pub text: String,
}

/// A text for people, and what it says in other languages: labels on lines indented deeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The text.
    pub text: Text,
    /// A language and the text in it.
    pub labels: Vec<(Ident, Text)>,
}

/// `name[dimension, …]`: a quantity as it is defined.
#[derive(Clone, Debug, PartialEq)]
pub struct Defined {
    /// The name.
    pub name: Ident,
    /// The dimensions it runs over; empty for a scalar.
    pub dimensions: Vec<Ident>,
}

/// The head of a statement.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "fields are named after the words of the example above them")]
pub enum Item {
    /// `plan "Title"`
    Plan { title: Text },
    /// `time 2015 to 2031 step 1/32 year` with `method rk4` as a clause.
    Time {
        /// First instant: a date or, with a unit behind the range, a number.
        start: Expr,
        /// Last instant.
        end: Expr,
        /// The unit of a plain-time plan (`time 0 to 30 minute`); `None` in a calendar plan.
        unit: Option<UnitExpr>,
        /// `step 1/32 year`.
        step: Option<Expr>,
    },
    /// `unit yuan, vehicle` or `unit kWh = 3.6 MJ`.
    Unit { names: Vec<Ident>, definition: Option<Expr> },
    /// `source chinadaily = "Title", Publisher, 2024-03-07`
    Source { name: Ident, title: Text, publisher: Option<Text>, date: Option<DateExpr> },
    /// `dimension industry = optoelectronics, medical`
    Dimension { name: Ident, elements: Vec<Ident> },
    /// `stock s : unit = initial`, with `+ inflow` and `- outflow` as clauses.
    Stock { name: Defined, unit: Option<UnitExpr>, initial: Option<Expr> },
    /// `flow f : unit = expression`
    Flow { name: Defined, unit: Option<UnitExpr>, value: Option<Expr> },
    /// `aux a : unit = expression`
    Aux { name: Defined, unit: Option<UnitExpr>, value: Option<Expr> },
    /// `const c : unit = value ~ prior in 0..1`
    Const { name: Defined, unit: Option<UnitExpr>, value: Option<Expr>, prior: Option<Prior> },
    /// `table f(x : unit) : unit = (0, 1) (1, 2) ~ prior`
    Table {
        name: Ident,
        argument: Ident,
        argument_unit: Option<UnitExpr>,
        unit: Option<UnitExpr>,
        points: Vec<Point>,
        prior: Option<Prior>,
    },
    /// `series s : unit = (2019, 6.0 billion) …`, or with a `read "file.csv" column "x"` clause.
    Series { name: Ident, unit: Option<UnitExpr>, points: Vec<Point> },
    /// `lever l : unit = default in low..high from date`
    Lever { name: Defined, unit: Option<UnitExpr>, default: Option<Expr> },
    /// `event e : unit = value from date to date`
    Event { name: Ident, unit: Option<UnitExpr>, value: Option<Expr> },
    /// `shock s : unit ~ prior per year`
    Shock { name: Defined, unit: Option<UnitExpr>, prior: Option<Prior>, per: Option<UnitExpr> },
    /// `alternatives a`, with `name weight w "…"` clauses.
    Alternatives { name: Ident },
    /// `budget b : unit = limit`
    Budget { name: Ident, unit: Option<UnitExpr>, limit: Option<Expr> },
    /// `figure f : unit`: a quantity that the plan cites and does not model.
    Figure { name: Ident, unit: Option<UnitExpr> },
    /// `observe measure = value ± error`
    Observe { measure: Expr, value: Stated },
    /// `claim measure = value`
    Claim { measure: Expr, value: Stated },
    /// `compare a with b`
    Compare { left: Expr, right: Expr },
    /// `discrepancy quantity = 5%`
    Discrepancy { name: Ident, value: Expr },
    /// `target id : condition`; without a condition the readings are clauses.
    Target { name: Ident, condition: Option<Expr> },
    /// `scenario s "Title"`, with `lever = value` clauses.
    Scenario { name: Ident, title: Option<Text> },
    /// `section "Heading"`: what a heading of the prose is called in another language.
    Section { heading: Text },
    /// `chart "Title" quantity, quantity`
    Chart { title: Option<Text>, quantities: Vec<Expr> },
    /// `import "model.mdl"`
    Import { path: Text },
    /// Something that could not be read; a diagnostic says what.
    Error,
}

/// `(x, y)`
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The point with its parentheses.
    pub span: Span,
    /// Position.
    pub x: Expr,
    /// Value.
    pub y: Expr,
}

/// A value that somebody states of a measure.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "fields are named after the words of the example above them")]
pub enum Stated {
    /// `v` or `v ± e`, where `e` is one standard deviation or, with `%`, a share of the value.
    Point { value: Expr, error: Option<Expr> },
    /// `low..high`: anything between is equally likely.
    Range { low: Expr, high: Expr },
    /// `at least v ± e`
    AtLeast { value: Expr, error: Option<Expr> },
    /// `at most v ± e`
    AtMost { value: Expr, error: Option<Expr> },
}

/// A clause with its place and comments.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The clause.
    pub span: Span,
    /// Whether it starts a line (else it stands behind the head or another clause).
    pub own_line: bool,
    /// Comments on lines of their own before it.
    pub comments: Vec<Comment>,
    /// A comment at the end of its line.
    pub trailing_comment: Option<Comment>,
    /// What it says.
    pub kind: ClauseKind,
}

/// What a clause says. Which clauses a statement takes is for the checker to know.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "fields are named after the words of the example above them")]
pub enum ClauseKind {
    /// `"What the finished lines could build in a year"`
    Doc(Phrase),
    /// `label zh "…"`
    Label { language: Ident, text: Text },
    /// `scope "Changchun city"`
    Scope(Phrase),
    /// `note "…"`
    Note(Phrase),
    /// `assumption "why this is believed"`
    Assumption(Phrase),
    /// `source name "quote"`
    Source { name: Ident, quote: Option<Text> },
    /// `+ inflow`
    Inflow(Expr),
    /// `- outflow`
    Outflow(Expr),
    /// `in low..high`
    Range { low: Expr, high: Expr },
    /// `zone "words" low..high`: what a part of a lever's range is called.
    Zone { name: Text, low: Expr, high: Expr, labels: Vec<(Ident, Text)> },
    /// `from date`
    From(DateExpr),
    /// `to date`
    To(DateExpr),
    /// `known date`
    Known(DateExpr),
    /// `by date`
    By(DateExpr),
    /// `as of date`
    AsOf(DateExpr),
    /// `method euler` or `method rk4`
    Method(Ident),
    /// `otherwise value`: what an event is worth when it is not on.
    Otherwise(Expr),
    /// `cost 1 yuan/yuan`
    Cost(Expr),
    /// `budget name`
    Budget(Ident),
    /// `binding`
    Binding,
    /// `indicative`
    Indicative,
    /// `deadline ours "why"` (`ours`) or `deadline none` (not `ours`)
    Deadline { ours: bool, reason: Option<Phrase> },
    /// `reading name "words" : condition`
    Reading { name: Ident, text: Option<Text>, condition: Expr, labels: Vec<(Ident, Text)> },
    /// `name weight 0.6 "words"`
    Weight { name: Ident, weight: Expr, text: Option<Text>, labels: Vec<(Ident, Text)> },
    /// `name label zh "…"`: what people call an element.
    Element { name: Ident, labels: Vec<(Ident, Text)> },
    /// `lever = value`
    Set { name: Expr, value: Expr },
    /// `discrepancy 5%`
    Discrepancy(Expr),
    /// `superseded`
    Superseded,
    /// `read "file.csv" column "name" dates "name"`
    Read { path: Text, column: Option<Text>, dates: Option<Text> },
    /// `interpolate linear` or `interpolate step`
    Interpolate(Ident),
    /// `then hold`, `then grow 3% / 1 year`: what follows the last known point.
    Then { word: Ident, rate: Option<Expr> },
    /// `text "file.txt"`: where the words of a source are kept.
    TextFile(Text),
    /// `url "…"`
    Url(Text),
    /// `money`: the unit is a currency, at the prices of each year.
    Money,
    /// `prices 2020`: the unit is a currency at the prices of that year.
    Prices(DateExpr),
    /// `title "…"`
    Title(Text),
    /// `between 2015 and 2026`: the span a chart shows.
    Between(DateExpr, DateExpr),
    /// `show target`: a target whose line a chart draws.
    Show(Ident),
    /// Something that could not be read; a diagnostic says what.
    Error,
}

/// A prior distribution as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// From the first token behind `~`.
    pub span: Span,
    /// The family and its parameters.
    pub kind: PriorKind,
    /// `shared`: one draw for all elements of an array.
    pub shared: bool,
}

/// The family of a prior.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a plan has few priors; boxes would cost more to read"
)]
#[allow(missing_docs, reason = "fields are named after the words of the example above them")]
pub enum PriorKind {
    /// `lognormal(median 2.5, sd 20%)`
    Named { name: Ident, arguments: Vec<PriorArgument> },
    /// `8 to 12` (uniform) or `8 to 12 most likely 9` (PERT)
    Between { low: Expr, high: Expr, most_likely: Option<Expr> },
}

/// `sd 20%`, or a bare value.
#[derive(Clone, Debug, PartialEq)]
pub struct PriorArgument {
    /// The parameter's name, where one is written.
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

/// A date as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateExpr {
    /// Where it stands, with `end of`.
    pub span: Span,
    /// Whether `end of` stands before it.
    pub end_of: bool,
    /// The date.
    pub date: Date,
}

/// A date to the precision that was written. The parser admits only what the calendar has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12, where written.
    pub month: Option<u8>,
    /// 1 to 31, where written.
    pub day: Option<u8>,
}

/// A unit as it is written: a product of powers, with a scale such as `million` before it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitExpr {
    /// Where it stands.
    pub span: Span,
    /// Scale words (`million`, `万`) and their product; empty and 1 when there are none.
    pub scales: Vec<Ident>,
    /// Factors in the order they are written; empty for `1`.
    pub factors: Vec<UnitFactor>,
}

/// `name^power` in a unit; what stands behind `/` has a negative power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFactor {
    /// The unit's name; `%` is a name here.
    pub name: Ident,
    /// Its power.
    pub power: i32,
}

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ExprKind,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "fields are named after the words of the example above them")]
pub enum ExprKind {
    /// `8`, `8 billion`, `20%`, `5 yuan/year`
    Number(Number),
    /// `2024-03-07`, `2024-03`; a bare year is a [`ExprKind::Number`].
    Date(Date),
    /// `end of 2025`
    EndOf(Date),
    /// `name` or `name[subscript, …]`
    Name {
        /// The name.
        name: Ident,
        /// Elements, dimensions or index variables; empty when none are written.
        subscripts: Vec<Ident>,
    },
    /// `function(argument, …)`
    Call { function: Ident, arguments: Vec<Expr> },
    /// `sum(body for i in industry, j in region)`
    Reduce { function: Ident, body: Box<Expr>, indices: Vec<(Ident, Ident)> },
    /// `-x`, `not x`
    Unary { operator: UnaryOperator, operand: Box<Expr> },
    /// `a + b`
    Binary { operator: BinaryOperator, operator_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// `if c then a else b`
    If { condition: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// `{ a: 1, b: 2, else: 3 }`: the arm of the current element.
    Map(Vec<Arm>),
    /// `choose alternatives { a: x, b: y }`: the arm of the alternative a run belongs to.
    Choose { name: Ident, arms: Vec<Arm> },
    /// `2021..2025`, `x..y`
    Range { low: Box<Expr>, high: Box<Expr> },
    /// `real growth(gdp, 2023)`: at constant prices.
    Real(Box<Expr>),
    /// `measure rises from 2020`, `measure falls 10% from 2020`
    Moves {
        /// What is watched.
        measure: Box<Expr>,
        /// `rises` or `falls`.
        rises: bool,
        /// By how much at least; any change counts where none is written.
        amount: Option<Box<Expr>>,
        /// The year it is compared with.
        base: DateExpr,
    },
    /// `(x)`; kept so that printing gives back what was read.
    Parenthesised(Box<Expr>),
    /// Something that could not be read; a diagnostic says what.
    Error,
}

/// `key: value`, or `else: value` with no key.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The element or alternative; `None` for `else`.
    pub key: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

/// A number with what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The digits as they were written, `_` included.
    pub digits: String,
    /// The value of the digits alone.
    pub value: f64,
    /// Scale words: `thousand`, `million`, `billion`, `trillion`, `万`, `亿`.
    pub scales: Vec<Ident>,
    /// Whether `%` stands behind it.
    pub percent: bool,
    /// The unit behind it.
    pub unit: Option<UnitExpr>,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// Operators with two operands, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `=` or `==`
    Equal,
    /// `!=` or `≠`
    NotEqual,
    /// `<`
    Less,
    /// `<=` or `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=` or `≥`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*` or `×`
    Multiply,
    /// `/` or `÷`
    Divide,
    /// `^`
    Power,
}
