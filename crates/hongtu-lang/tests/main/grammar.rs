//! The grammar of the language's reference against the parser: statements written at random by the
//! one are read by the other.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::support::{fences, repository, shown};

/// A part of a rule.
#[derive(Clone, Debug)]
enum Part {
    Terminal(String),
    Rule(String),
    /// No blank.
    Tight,
    All(Vec<Part>),
    Any(Vec<Part>),
    Optional(Box<Part>),
    Repeated(Box<Part>),
}

type Grammar = HashMap<String, Part>;

/// Reads the rules: `name = alternatives ;`.
fn grammar() -> Grammar {
    let reference = std::fs::read_to_string(repository().join("docs/language.md")).unwrap();
    let fence = fences(&reference).into_iter().find(|f| f.info == "ebnf").expect("a grammar");
    let mut rules = HashMap::new();
    let mut tokens = tokens(&fence.content).into_iter().peekable();
    while tokens.peek().is_some() {
        let mut name = Vec::new();
        for token in tokens.by_ref().take_while(|token| token != "=") {
            name.push(token);
        }
        rules.insert(name.join(" "), alternatives(&mut tokens));
        assert_eq!(tokens.next().as_deref(), Some(";"), "the end of {name:?}");
    }
    rules
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').unwrap() + 2,
            c if c.is_alphabetic() => rest.find(|c: char| !c.is_alphabetic()).unwrap(),
            c => c.len_utf8(),
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

type Reader = std::iter::Peekable<std::vec::IntoIter<String>>;

fn alternatives(tokens: &mut Reader) -> Part {
    let mut all = vec![sequence(tokens)];
    while tokens.next_if(|t| t == "|").is_some() {
        all.push(sequence(tokens));
    }
    if all.len() == 1 { all.remove(0) } else { Part::Any(all) }
}

fn sequence(tokens: &mut Reader) -> Part {
    let mut all = vec![part(tokens)];
    while tokens.next_if(|t| t == ",").is_some() {
        all.push(part(tokens));
    }
    if all.len() == 1 { all.remove(0) } else { Part::All(all) }
}

fn part(tokens: &mut Reader) -> Part {
    let token = tokens.next().unwrap();
    let close = match token.as_str() {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        "·" => return Part::Tight,
        terminal if terminal.starts_with('"') => {
            return Part::Terminal(terminal.trim_matches('"').to_owned());
        }
        _ => return Part::Rule(token),
    };
    let inner = alternatives(tokens);
    assert_eq!(tokens.next().as_deref(), Some(close));
    match close {
        "]" => Part::Optional(Box::new(inner)),
        "}" => Part::Repeated(Box::new(inner)),
        _ => inner,
    }
}

/// What is not a rule of the grammar, by example.
fn example(rule: &str, choice: usize) -> Option<&'static str> {
    let examples: &[&str] = match rule {
        "name" => &["alpha", "中文", "`two words`", "_b1"],
        "text" => &["\"words\"", "“引文”", "\"a \\\"b\\\"\""],
        "digits" => &["12", "0.5", "1_000", "6e9"],
        "whole" => &["2", "3"],
        "year" => &["2024"],
        "month" => &["2024-04"],
        "day" => &["2024-04-15"],
        "family" => &["normal", "uniform", "point"],
        "parameter" => &["sd", "mean"],
        "publisher" => &["China Daily", "\"Bureau, 2nd\""],
        _ => return None,
    };
    Some(examples[choice % examples.len()])
}

/// Writes by the grammar; the choices come from outside.
struct Writer<'g> {
    grammar: &'g Grammar,
    choices: std::vec::IntoIter<u8>,
    text: String,
    tight: bool,
}

impl Writer<'_> {
    /// The next choice; the first of all that is open once the choices are used up.
    fn choose(&mut self) -> usize {
        self.choices.next().map_or(0, usize::from)
    }

    fn say(&mut self, word: &str) {
        if !self.tight && !self.text.ends_with(['\n', ' ']) && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.tight = false;
    }

    fn write(&mut self, part: &Part) {
        match part {
            Part::Terminal(word) => self.say(word),
            Part::Tight => self.tight = true,
            Part::All(parts) => parts.iter().for_each(|part| self.write(part)),
            Part::Any(parts) => {
                let choice = self.choose();
                self.write(&parts[choice % parts.len()]);
            }
            Part::Optional(inner) => {
                if self.choose() % 2 == 1 {
                    self.write(inner);
                }
            }
            Part::Repeated(inner) => {
                while self.choose() % 3 == 1 {
                    self.write(inner);
                }
            }
            Part::Rule(rule) => {
                if let Some(inner) = self.grammar.get(rule) {
                    return self.write(inner);
                }
                let choice = self.choose();
                let word = example(rule, choice).unwrap_or_else(|| panic!("no rule `{rule}`"));
                self.say(word);
            }
        }
    }
}

fn written(grammar: &Grammar, choices: Vec<u8>, clauses: usize) -> String {
    let choices = choices.into_iter();
    let mut writer = Writer { grammar, choices, text: String::new(), tight: false };
    writer.write(&Part::Rule("head".to_owned()));
    for _ in 0..clauses {
        writer.text.push_str("\n    ");
        writer.write(&Part::Rule("clause".to_owned()));
    }
    writer.text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_the_grammar_writes_the_parser_reads(
        choices in prop::collection::vec(any::<u8>(), 0..80),
        clauses in 0..3_usize,
    ) {
        static GRAMMAR: std::sync::LazyLock<Grammar> = std::sync::LazyLock::new(grammar);
        let statement = written(&GRAMMAR, choices, clauses);
        let document = format!("```hongtu\n{statement}\n```\n");
        let (_, diagnostics) = hongtu_syntax::parse(&document);
        // How deep and how high things may go is no matter of grammar.
        let said = diagnostics.iter().filter(|d| d.rule != "too-large");
        let said: Vec<String> = said.map(|d| shown(&document, d)).collect();
        prop_assert!(said.is_empty(), "{}\n\n{}", statement, said.join("\n"));
    }
}
