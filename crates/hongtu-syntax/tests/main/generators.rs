//! Random trees, as an importer might build them: without brackets, places or layout.

use hongtu_syntax::Span;
use hongtu_syntax::tree::*;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const SPAN: Span = Span::new(0, 0);

fn expr(kind: ExprKind) -> Expr {
    Expr { span: SPAN, kind }
}

pub fn ident() -> impl Strategy<Value = Ident> {
    let plain = select(vec![
        "a", "x_1", "价格", "label", "cost", "step", "rises", "sd", "at", "émis", "time",
    ]);
    let odd =
        select(vec!["Sunspot number", "a`b", "back\\slash", "if", "万", "100 %", "million", "#"]);
    prop_oneof![
        4 => plain.prop_map(|text| (text, false)),
        1 => odd.prop_map(|text| (text, true)),
        1 => Just(("a", true)),
    ]
    .prop_map(|(text, quoted)| Ident { span: SPAN, text: text.to_owned(), quoted })
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Ident> {
    select(words).prop_map(|text| Ident { span: SPAN, text: text.to_owned(), quoted: false })
}

pub fn text() -> impl Strategy<Value = Text> {
    let piece = select(vec![
        "words ",
        "and",
        " ",
        "\"",
        "\\",
        "“",
        "数字，",
        "#",
        "```",
        "a-long-word-of-many-letters ",
    ]);
    vec(piece, 0..30).prop_map(|pieces| Text { span: SPAN, text: pieces.concat() })
}

fn date() -> impl Strategy<Value = Date> {
    (1_i32..9999, of(1_u8..=12), of(1_u8..=28)).prop_map(|(year, month, day)| Date {
        year,
        month,
        day: month.and(day),
    })
}

fn date_expr() -> impl Strategy<Value = DateExpr> {
    (date(), any::<bool>()).prop_map(|(date, end_of)| DateExpr { span: SPAN, end_of, date })
}

fn scales() -> impl Strategy<Value = Vec<Ident>> {
    vec(word(&["thousand", "million", "billion", "trillion", "万", "亿"]), 0..3)
}

fn factors() -> impl Strategy<Value = Vec<UnitFactor>> {
    let power =
        (1_i32..4, any::<bool>()).prop_map(|(power, over)| if over { -power } else { power });
    let name = select(vec!["yuan", "m", "odd unit", "年"]).prop_map(|text| Ident {
        span: SPAN,
        text: text.to_owned(),
        quoted: text.contains(' '),
    });
    vec((name, power).prop_map(|(name, power)| UnitFactor { name, power }), 1..4)
}

fn unit() -> impl Strategy<Value = UnitExpr> {
    (scales(), prop_oneof![4 => factors(), 1 => Just(Vec::new())])
        .prop_map(|(scales, factors)| UnitExpr { span: SPAN, scales, factors })
}

fn number() -> impl Strategy<Value = Number> {
    let digits = select(vec!["0", "12", "0.5", "1_000", "6e9", "2024", "1", "1.5e-3"]);
    let unit =
        of(factors().prop_map(|factors| UnitExpr { span: SPAN, scales: Vec::new(), factors }));
    (digits, scales(), any::<bool>(), unit).prop_map(|(digits, scales, percent, unit)| Number {
        digits: digits.to_owned(),
        value: digits.replace('_', "").parse().unwrap_or(0.0),
        scales,
        percent,
        unit: unit.filter(|_| !percent),
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        number().prop_map(ExprKind::Number),
        date()
            .prop_filter("a bare year is a number", |date| date.month.is_some())
            .prop_map(ExprKind::Date),
        date().prop_map(ExprKind::EndOf),
        (ident(), vec(ident(), 0..3))
            .prop_map(|(name, subscripts)| ExprKind::Name { name, subscripts }),
    ]
    .prop_map(expr)
}

fn operator() -> impl Strategy<Value = BinaryOperator> {
    use BinaryOperator::*;
    select(vec![
        Or,
        And,
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        Add,
        Subtract,
        Multiply,
        Divide,
        Power,
    ])
}

pub fn expression() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new).boxed();
        let arms = vec((of(ident()), inner.clone()), 0..4)
            .prop_map(|arms| arms.into_iter().map(|(key, value)| Arm { key, value }).collect::<Vec<_>>())
            .boxed();
        prop_oneof![
            4 => (operator(), boxed.clone(), boxed.clone()).prop_map(|(operator, left, right)| {
                ExprKind::Binary { operator, operator_span: SPAN, left, right }
            }),
            1 => (any::<bool>(), boxed.clone()).prop_map(|(not, operand)| ExprKind::Unary {
                operator: if not { UnaryOperator::Not } else { UnaryOperator::Minus },
                operand,
            }),
            1 => (boxed.clone(), boxed.clone(), boxed.clone()).prop_map(|(condition, then, otherwise)| {
                ExprKind::If { condition, then, otherwise }
            }),
            1 => (boxed.clone(), boxed.clone()).prop_map(|(low, high)| ExprKind::Range { low, high }),
            1 => boxed.clone().prop_map(ExprKind::Real),
            1 => boxed.clone().prop_map(ExprKind::Parenthesised),
            1 => (ident(), vec(inner, 0..4))
                .prop_map(|(function, arguments)| ExprKind::Call { function, arguments }),
            1 => (ident(), boxed, vec((ident(), ident()), 1..3))
                .prop_map(|(function, body, indices)| ExprKind::Reduce { function, body, indices }),
            1 => arms.clone().prop_map(ExprKind::Map),
            1 => (ident(), arms).prop_map(|(name, arms)| ExprKind::Choose { name, arms }),
        ]
        .prop_map(expr)
    })
}

fn condition() -> impl Strategy<Value = Expr> {
    let moves = (expression(), any::<bool>(), of(expression()), date_expr()).prop_map(
        |(measure, rises, amount, base)| {
            expr(ExprKind::Moves {
                measure: Box::new(measure),
                rises,
                amount: amount.map(Box::new),
                base,
            })
        },
    );
    prop_oneof![3 => expression(), 1 => moves]
}

fn prior() -> impl Strategy<Value = Prior> {
    let name = of(word(&["mean", "sd", "median", "mode"]));
    let argument = (name, expression()).prop_map(|(name, value)| PriorArgument { name, value });
    let named = (word(&["normal", "uniform", "point"]), vec(argument, 0..3))
        .prop_map(|(name, arguments)| PriorKind::Named { name, arguments });
    let between = (expression(), expression(), of(expression()))
        .prop_map(|(low, high, most_likely)| PriorKind::Between { low, high, most_likely });
    (prop_oneof![named, between], any::<bool>()).prop_map(|(kind, shared)| Prior {
        span: SPAN,
        kind,
        shared,
    })
}

fn stated() -> impl Strategy<Value = Stated> {
    prop_oneof![
        (expression(), of(expression())).prop_map(|(value, error)| Stated::Point { value, error }),
        (expression(), expression()).prop_map(|(low, high)| Stated::Range { low, high }),
        (expression(), of(expression()))
            .prop_map(|(value, error)| Stated::AtLeast { value, error }),
        (expression(), of(expression())).prop_map(|(value, error)| Stated::AtMost { value, error }),
    ]
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    vec((expression(), expression()).prop_map(|(x, y)| Point { span: SPAN, x, y }), 1..9)
}

fn defined() -> impl Strategy<Value = Defined> {
    (ident(), vec(ident(), 0..3)).prop_map(|(name, dimensions)| Defined { name, dimensions })
}

fn publisher() -> impl Strategy<Value = Text> {
    select(vec![
        "China Daily",
        "Bureau of Statistics",
        "21st Century",
        "The label \"X\"",
        "end",
        "",
        "a known b",
    ])
    .prop_map(|text| Text { span: SPAN, text: text.to_owned() })
}

/// Heads with a name, a unit and a value.
fn quantity() -> impl Strategy<Value = Item> {
    (0_u8..8, defined(), of(unit()), of(expression()), of(prior())).prop_map(
        |(kind, name, unit, value, prior)| match kind {
            0 => Item::Stock { name, unit, initial: value },
            1 => Item::Flow { name, unit, value },
            2 => Item::Aux { name, unit, value },
            3 => Item::Lever { name, unit, default: value },
            4 => Item::Event { name: name.name, unit, value },
            5 => Item::Budget { name: name.name, unit, limit: value },
            6 => Item::Shock { name, per: prior.as_ref().and(unit.clone()), unit, prior },
            _ => Item::Const { name, unit, value, prior },
        },
    )
}

fn item() -> impl Strategy<Value = Item> {
    let step = (number(), number()).prop_map(|(mut left, mut right)| {
        left.scales.clear();
        right.unit = None;
        expr(ExprKind::Binary {
            operator: BinaryOperator::Divide,
            operator_span: SPAN,
            left: Box::new(expr(ExprKind::Number(left))),
            right: Box::new(expr(ExprKind::Number(right))),
        })
    });
    let step = of(prop_oneof![step, expression()]);
    let instant = || {
        prop_oneof![Just("2015"), Just("0")].prop_map(|digits| {
            expr(ExprKind::Number(Number {
                digits: digits.to_owned(),
                value: digits.parse().unwrap_or(0.0),
                scales: Vec::new(),
                percent: false,
                unit: None,
            }))
        })
    };
    let time_unit =
        of(factors().prop_map(|factors| UnitExpr { span: SPAN, scales: Vec::new(), factors }));
    let first =
        prop_oneof![
            text().prop_map(|title| Item::Plan { title }),
            (instant(), instant(), time_unit, step)
                .prop_map(|(start, end, unit, step)| Item::Time { start, end, unit, step }),
            (vec(ident(), 1..4), of(expression()))
                .prop_map(|(names, definition)| Item::Unit { names, definition }),
            (ident(), text(), of(publisher()), of(date_expr())).prop_map(
                |(name, title, publisher, date)| Item::Source { name, title, publisher, date }
            ),
            (ident(), vec(ident(), 1..4))
                .prop_map(|(name, elements)| Item::Dimension { name, elements }),
            (ident(), ident(), of(unit()), of(unit()), points(), of(prior())).prop_map(
                |(name, argument, argument_unit, unit, points, prior)| Item::Table {
                    name,
                    argument,
                    argument_unit,
                    unit,
                    points,
                    prior,
                }
            ),
            (ident(), of(unit()), points()).prop_map(|(name, unit, points)| Item::Series {
                name,
                unit,
                points
            }),
            ident().prop_map(|name| Item::Alternatives { name }),
            (ident(), of(unit())).prop_map(|(name, unit)| Item::Figure { name, unit }),
        ];
    let second = prop_oneof![
        (expression(), stated()).prop_map(|(measure, value)| Item::Observe { measure, value }),
        (expression(), stated()).prop_map(|(measure, value)| Item::Claim { measure, value }),
        (expression(), expression()).prop_map(|(left, right)| Item::Compare { left, right }),
        (ident(), expression()).prop_map(|(name, value)| Item::Discrepancy { name, value }),
        (ident(), of(condition())).prop_map(|(name, condition)| Item::Target { name, condition }),
        (ident(), of(text())).prop_map(|(name, title)| Item::Scenario { name, title }),
        text().prop_map(|path| Item::Import { path }),
        text().prop_map(|heading| Item::Section { heading }),
        (of(text()), vec(expression(), 1..4))
            .prop_map(|(title, quantities)| Item::Chart { title, quantities }),
    ];
    prop_oneof![2 => quantity(), 2 => first, 1 => second]
}

fn phrase() -> impl Strategy<Value = Phrase> {
    (text(), vec((ident(), text()), 0..3)).prop_map(|(text, labels)| Phrase { text, labels })
}

fn clause_kind() -> impl Strategy<Value = ClauseKind> {
    let plain = select(vec![
        ClauseKind::Binding,
        ClauseKind::Indicative,
        ClauseKind::Superseded,
        ClauseKind::Money,
    ]);
    let worded = (0_u8..7, phrase()).prop_map(|(kind, phrase)| match kind {
        0 => ClauseKind::Doc(phrase),
        1 => ClauseKind::Scope(phrase),
        2 => ClauseKind::Note(phrase),
        3 => ClauseKind::Assumption(phrase),
        4 => ClauseKind::TextFile(phrase.text),
        5 => ClauseKind::Url(phrase.text),
        _ => ClauseKind::Title(phrase.text),
    });
    let dated = (0_u8..7, date_expr(), date_expr()).prop_map(|(kind, date, other)| match kind {
        0 => ClauseKind::From(date),
        1 => ClauseKind::To(date),
        2 => ClauseKind::Known(date),
        3 => ClauseKind::By(date),
        4 => ClauseKind::AsOf(date),
        5 => ClauseKind::Prices(date),
        _ => ClauseKind::Between(date, other),
    });
    let valued =
        (0_u8..6, expression(), expression()).prop_map(|(kind, value, other)| match kind {
            0 => ClauseKind::Inflow(value),
            1 => ClauseKind::Outflow(value),
            2 => ClauseKind::Otherwise(value),
            3 => ClauseKind::Cost(value),
            4 => ClauseKind::Discrepancy(value),
            _ => ClauseKind::Range { low: value, high: other },
        });
    let set = (ident(), vec(ident(), 0..3), expression()).prop_map(|(name, subscripts, value)| {
        ClauseKind::Set { name: expr(ExprKind::Name { name, subscripts }), value }
    });
    let named = prop_oneof![
        (ident(), text()).prop_map(|(language, text)| ClauseKind::Label { language, text }),
        (ident(), of(text())).prop_map(|(name, quote)| ClauseKind::Source { name, quote }),
        word(&["euler", "rk4"]).prop_map(ClauseKind::Method),
        ident().prop_map(ClauseKind::Budget),
        ident().prop_map(ClauseKind::Show),
        (any::<bool>(), of(phrase()))
            .prop_map(|(ours, reason)| ClauseKind::Deadline { ours, reason }),
        (ident(), of(text()), condition(), vec((ident(), text()), 0..3)).prop_map(
            |(name, text, condition, labels)| ClauseKind::Reading { name, text, condition, labels }
        ),
        (ident(), expression(), of(text()), vec((ident(), text()), 0..3)).prop_map(
            |(name, weight, text, labels)| ClauseKind::Weight { name, weight, text, labels }
        ),
        (text(), expression(), expression(), vec((ident(), text()), 0..3))
            .prop_map(|(name, low, high, labels)| ClauseKind::Zone { name, low, high, labels }),
        (ident(), vec((ident(), text()), 1..3)).prop_map(|(mut name, labels)| {
            // A word that starts a clause is no name of an element unless it is quoted.
            name.quoted |= ["label", "cost"].contains(&name.text.as_str());
            ClauseKind::Element { name, labels }
        }),
        (text(), of(text()), of(text())).prop_map(|(path, column, dates)| ClauseKind::Read {
            path,
            column,
            dates
        }),
        word(&["linear", "step"]).prop_map(ClauseKind::Interpolate),
        word(&["hold"]).prop_map(|word| ClauseKind::Then { word, rate: None }),
        (word(&["grow"]), expression())
            .prop_map(|(word, rate)| ClauseKind::Then { word, rate: Some(rate) }),
    ];
    prop_oneof![1 => plain, 1 => worded, 1 => dated, 1 => valued, 1 => set, 2 => named]
}

fn comment() -> impl Strategy<Value = Comment> {
    let text = select(vec!["", "why", " indented", "# twice", "数字", "\"text"]);
    (text, any::<bool>()).prop_map(|(text, blank_before)| Comment {
        span: SPAN,
        text: text.to_owned(),
        blank_before,
    })
}

fn trailing() -> impl Strategy<Value = Option<Comment>> {
    of(comment().prop_map(|comment| Comment { blank_before: false, ..comment }))
}

fn clause() -> impl Strategy<Value = Clause> {
    (clause_kind(), any::<bool>(), vec(comment(), 0..2), trailing()).prop_map(
        |(kind, own_line, comments, trailing_comment)| Clause {
            span: SPAN,
            own_line,
            comments,
            trailing_comment,
            kind,
        },
    )
}

fn statement() -> impl Strategy<Value = Statement> {
    (item(), vec(clause(), 0..5), vec(comment(), 0..2), trailing(), any::<bool>()).prop_map(
        |(item, clauses, comments, trailing_comment, blank_before)| Statement {
            span: SPAN,
            comments,
            trailing_comment,
            blank_before,
            item,
            clauses,
        },
    )
}

pub fn statements() -> impl Strategy<Value = Vec<Statement>> {
    vec(statement(), 0..4).prop_map(|mut statements| {
        // Nothing separates the first statement from what is before it.
        if let Some(first) = statements.first_mut() {
            match first.comments.first_mut() {
                Some(comment) => comment.blank_before = false,
                None => first.blank_before = false,
            }
        }
        statements
    })
}
