//! Live values: what the prose shows of the runs.

use hongtu_model::{LiveValue, QuantityKind, Shown, VariableId};
use hongtu_syntax::{
    Diagnostic, Span,
    tree::{self, BinaryOperator, ExprKind},
};

use crate::checker::Checker;

impl Checker<'_> {
    /// Reads the live values of the prose.
    pub fn define_live_values(&mut self) -> Vec<LiveValue> {
        let mut values = Vec::new();
        for value in &self.document.live_values {
            let shown = match &value.value.kind {
                ExprKind::Call { function, arguments } if function.text == "odds" => {
                    self.odds(arguments, value.value.span)
                }
                _ => self.measure(&value.value).map(|(measure, _)| Shown::Measure(measure)),
            };
            if let Some(shown) = shown {
                values.push(LiveValue { shown, span: value.span.start..value.span.end });
            }
        }
        values
    }

    /// `odds(target)`, `odds(target, reading)`, either with `alternatives = branch` behind it.
    fn odds(&mut self, arguments: &[tree::Expr], span: Span) -> Option<Shown> {
        let (names, given) = match arguments.split_last() {
            Some((last, names)) if matches!(last.kind, ExprKind::Binary { .. }) => {
                (names, Some(self.branch(last)?))
            }
            _ => (arguments, None),
        };
        let (target, reading) = match names {
            [target] => (self.bare(target)?, None),
            [target, reading] => (self.bare(target)?, Some(self.bare(reading)?)),
            _ => {
                self.report(
                    Diagnostic::error("measure-form", "these are the odds of nothing", span, "")
                        .help("write `odds(target)`, or `odds(target, alternatives = branch)`"),
                );
                return None;
            }
        };
        let judgement = self.judgement_of(target, reading)?;
        Some(Shown::Odds { judgement, given })
    }

    /// The id of a target's only reading, or of the one that is named.
    fn judgement_of(
        &mut self,
        target: &tree::Ident,
        reading: Option<&tree::Ident>,
    ) -> Option<String> {
        let Some(found) = self.targets.iter().find(|t| t.name == target.text) else {
            let names: Vec<String> = self.targets.iter().map(|t| t.name.clone()).collect();
            self.not_there(&format!("there is no target `{}`", target.text), target, &names);
            return None;
        };
        let ids: Vec<String> = found.judgements.iter().map(|j| j.id.clone()).collect();
        let prefix = format!("{}.", target.text);
        let readings: Vec<String> =
            ids.iter().filter_map(|id| Some(id.strip_prefix(&prefix)?.to_owned())).collect();
        match (reading, ids.as_slice()) {
            (None, [id]) => Some(id.clone()),
            (None, _) if ids.contains(&target.text) => Some(target.text.clone()),
            (None, _) => {
                let message = format!("`{}` has several readings", target.text);
                self.report(
                    Diagnostic::error("measure-form", message, target.span, "of which one?").help(
                        format!("write `odds({}, READING)`: {}", target.text, readings.join(", ")),
                    ),
                );
                None
            }
            (Some(reading), _) => {
                if readings.contains(&reading.text) {
                    return Some(format!("{prefix}{}", reading.text));
                }
                let message = format!("`{}` has no reading `{}`", target.text, reading.text);
                self.not_there(&message, reading, &readings);
                None
            }
        }
    }

    /// `alternatives = branch`
    fn branch(&mut self, expr: &tree::Expr) -> Option<(VariableId, usize)> {
        let ExprKind::Binary { operator: BinaryOperator::Equal, left, right, .. } = &expr.kind
        else {
            self.report(
                Diagnostic::error(
                    "measure-form",
                    "odds are given a branch",
                    expr.span,
                    "no branch",
                )
                .help("write `alternatives = branch`"),
            );
            return None;
        };
        let (name, branch) = (self.bare(left)?, self.bare(right)?);
        let mut doubts = self.quantities.iter().map(|named| &named.quantity);
        let doubt = doubts
            .find(|q| q.kind == QuantityKind::Alternatives && q.name == name.text)
            .and_then(|q| Some((*q.variables.first()?, q.branches.clone())));
        let Some((variable, branches)) = doubt else {
            let doubts = self.quantities.iter().map(|named| &named.quantity);
            let names: Vec<String> = doubts
                .filter(|q| q.kind == QuantityKind::Alternatives)
                .map(|q| q.name.clone())
                .collect();
            self.not_there(&format!("there are no alternatives `{}`", name.text), name, &names);
            return None;
        };
        let found = branches.iter().position(|b| b.name == branch.text);
        if found.is_none() {
            let names: Vec<String> = branches.into_iter().map(|b| b.name).collect();
            let message = format!("`{}` has no branch `{}`", name.text, branch.text);
            self.not_there(&message, branch, &names);
        }
        Some((variable, found?))
    }

    /// A name that is all of an expression.
    fn bare<'e>(&mut self, expr: &'e tree::Expr) -> Option<&'e tree::Ident> {
        if let ExprKind::Name { name, subscripts } = &expr.kind
            && subscripts.is_empty()
        {
            return Some(name);
        }
        self.report(
            Diagnostic::error("measure-form", "odds are of a target", expr.span, "not a name")
                .help("write `odds(target)`, or `odds(target, alternatives = branch)`"),
        );
        None
    }

    /// Reports a name that is none of those there are.
    pub(crate) fn not_there(&mut self, message: &str, name: &tree::Ident, known: &[String]) {
        let diagnostic = Diagnostic::error("unknown-name", message, name.span, "unknown");
        let near = hongtu_syntax::closest(&name.text, known.iter().map(String::as_str));
        self.report(match near {
            Some(near) => {
                diagnostic.help(format!("did you mean `{near}`?")).fix(name.span, near.to_owned())
            }
            None if known.is_empty() => diagnostic,
            None => diagnostic.help(format!("there are: {}", known.join(", "))),
        });
    }
}
