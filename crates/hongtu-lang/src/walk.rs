//! Walks over syntax trees.

use hongtu_syntax::tree::{Expr, ExprKind, Ident};

/// Calls `visit` with every name and its subscripts in an expression.
pub fn names<'t>(expr: &'t Expr, visit: &mut impl FnMut(&'t Ident, &'t [Ident])) {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Date(_) | ExprKind::EndOf(_) | ExprKind::Error => {}
        ExprKind::Name { name, subscripts } => visit(name, subscripts),
        ExprKind::Call { function, arguments } => {
            visit(function, &[]);
            arguments.iter().for_each(|a| names(a, visit));
        }
        ExprKind::Reduce { body, .. } => names(body, visit),
        ExprKind::Unary { operand, .. } => names(operand, visit),
        ExprKind::Binary { left, right, .. } => {
            names(left, visit);
            names(right, visit);
        }
        ExprKind::If { condition, then, otherwise } => {
            names(condition, visit);
            names(then, visit);
            names(otherwise, visit);
        }
        ExprKind::Map(arms) => arms.iter().for_each(|a| names(&a.value, visit)),
        ExprKind::Choose { name, arms } => {
            visit(name, &[]);
            arms.iter().for_each(|a| names(&a.value, visit));
        }
        ExprKind::Range { low, high } => {
            names(low, visit);
            names(high, visit);
        }
        ExprKind::Real(inner) | ExprKind::Parenthesised(inner) => names(inner, visit),
        ExprKind::Moves { measure, amount, .. } => {
            names(measure, visit);
            if let Some(amount) = amount {
                names(amount, visit);
            }
        }
    }
}
