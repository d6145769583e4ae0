//! Two operations as one instruction.
//!
//! A product that is used once, in a sum or difference, need not go through memory; nor need a sum or
//! difference in a product. The instruction rounds twice, as the two operations do, so that fusing
//! changes no bits.

use std::collections::{HashMap, HashSet};

use hongtu_model::Binary;

use crate::graph::{Graph, Node, Op};
use crate::instruction::Code;

/// An operation that takes one of its arguments' operation in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fused {
    pub code: Code,
    pub arguments: [Node; 3],
}

/// What was fused, and what is inside it.
#[derive(Debug, Default)]
pub(crate) struct Fusion {
    pub fused: HashMap<Node, Fused>,
    pub inside: HashSet<Node>,
}

/// Looks for pairs among the nodes of an order of evaluation. A node in `kept` is needed on its own.
pub(crate) fn fuse(graph: &Graph, order: &[Node], kept: impl Fn(Node) -> bool) -> Fusion {
    let mut uses: HashMap<Node, u32> = HashMap::new();
    for &node in order {
        graph.info(node).op.arguments(|a| *uses.entry(a).or_insert(0) += 1);
    }
    let mut fusion = Fusion::default();
    for &node in order {
        let info = graph.info(node);
        if !info.varies {
            continue;
        }
        let single = |x: Node| {
            let inner = graph.info(x);
            inner.varies
                && inner.when == info.when
                && uses.get(&x) == Some(&1)
                && !kept(x)
                && !fusion.fused.contains_key(&x)
        };
        if let Some((fused, inner)) = pair(graph, info.op, single) {
            fusion.fused.insert(node, fused);
            fusion.inside.insert(inner);
        }
    }
    fusion
}

/// The instruction for an operation and the one argument that it can take in.
fn pair(graph: &Graph, op: Op, single: impl Fn(Node) -> bool) -> Option<(Fused, Node)> {
    let Op::Binary(f, x, y) = op else { return None };
    let varies = |node: Node| graph.info(node).varies;
    // The factors of a product, lanes first.
    let product = |node: Node| match graph.info(node).op {
        Op::Binary(Binary::Multiply, a, b) if single(node) => {
            Some(if varies(a) { (a, b) } else { (b, a) })
        }
        _ => None,
    };
    let fused = |code, arguments, inner| Some((Fused { code, arguments }, inner));
    match f {
        Binary::Add | Binary::Subtract if varies(x) && varies(y) => {
            if let Some((a, b)) = product(x) {
                let code = match (f, varies(b)) {
                    (Binary::Add, true) => Code::MultiplyAdd,
                    (Binary::Add, false) => Code::MultiplyAddS,
                    (_, true) => Code::MultiplySubtract,
                    (_, false) => Code::MultiplySubtractS,
                };
                return fused(code, [a, b, y], x);
            }
            let (a, b) = product(y)?;
            let code = match (f, varies(b)) {
                (Binary::Add, true) => Code::MultiplyAdd,
                (Binary::Add, false) => Code::MultiplyAddS,
                (_, true) => Code::SubtractProduct,
                (_, false) => Code::SubtractProductS,
            };
            fused(code, [a, b, x], y)
        }
        Binary::Multiply => {
            let (inner, factor) = if single(x) { (x, y) } else { (y, x) };
            if !single(inner) {
                return None;
            }
            let Op::Binary(g, a, b) = graph.info(inner).op else { return None };
            if !(varies(a) && varies(b)) {
                return None;
            }
            let code = match (g, varies(factor)) {
                (Binary::Add, true) => Code::AddMultiply,
                (Binary::Add, false) => Code::AddMultiplyS,
                (Binary::Subtract, true) => Code::SubtractMultiply,
                (Binary::Subtract, false) => Code::SubtractMultiplyS,
                (Binary::Multiply, true) => Code::MultiplyMultiply,
                (Binary::Multiply, false) => Code::MultiplyMultiplyS,
                _ => return None,
            };
            fused(code, [a, b, factor], inner)
        }
        _ => None,
    }
}
