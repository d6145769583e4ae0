//! Operations of one kind, one after another.
//!
//! A single run spends most of its time finding out what to do next. Where many operations of one
//! kind follow each other that is found out once for all of them.

use hongtu_model::{Binary, Function};

use crate::derivative;
use crate::graph::{self, Op};
use crate::instruction::{with_pairs, with_singles};
use crate::primitive::{self, Curve};
use crate::tape::{Entry, moved};

/// Operations of one kind, in an order of evaluation.
#[derive(Debug)]
pub(crate) struct Group(Vec<Entry>);

/// Divides a list, which is in an order of evaluation, into few groups, which are so too: again and
/// again all of the kind of which most can be computed.
pub(crate) fn groups(list: &[Entry], slots: usize) -> Vec<Group> {
    let mut makers = vec![usize::MAX; slots];
    for (index, entry) in list.iter().enumerate() {
        makers[entry.slot as usize] = index;
    }
    let mut missing = vec![0; list.len()];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); list.len()];
    for (index, entry) in list.iter().enumerate() {
        entry.op.arguments(|a| {
            if let Some(readers) = readers.get_mut(makers[a as usize]) {
                readers.push(index);
                missing[index] += 1;
            }
        });
    }
    let mut ready: Vec<(Op, Vec<usize>)> = Vec::new();
    let put = |ready: &mut Vec<(Op, Vec<usize>)>, index: usize| {
        let kind = kind(list[index].op);
        match ready.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, those)) => those.push(index),
            None => ready.push((kind, vec![index])),
        }
    };
    for index in (0..list.len()).filter(|&index| missing[index] == 0) {
        put(&mut ready, index);
    }
    let mut groups = Vec::new();
    while let Some(most) = (0..ready.len()).max_by_key(|&at| (ready[at].1.len(), usize::MAX - at)) {
        let (kind, mut those) = ready.swap_remove(most);
        let mut group = Vec::new();
        while !those.is_empty() {
            for index in std::mem::take(&mut those) {
                group.push(list[index]);
                for &reader in &readers[index] {
                    missing[reader] -= 1;
                    if missing[reader] == 0 {
                        put(&mut ready, reader);
                    }
                }
            }
            if let Some(at) = ready.iter().position(|(other, _)| *other == kind) {
                those = ready.swap_remove(at).1;
            }
        }
        groups.push(Group(group));
    }
    groups
}

/// An operation without its arguments.
fn kind(op: Op) -> Op {
    moved(op, |_| 0)
}

impl Group {
    /// Computes all of them.
    pub(crate) fn forward(&self, values: &mut [f64], curves: &[Curve]) {
        match self.0.first().map(|entry| entry.op) {
            Some(Op::Binary(f, ..)) => forward_pairs(f, &self.0, values),
            Some(Op::Unary(f, _)) => forward_singles(f, &self.0, values),
            _ => {
                for &Entry { op, slot } in &self.0 {
                    values[slot as usize] = graph::evaluate(op, curves, |a| values[a as usize]);
                }
            }
        }
    }

    /// Adds to the derivatives by the arguments what follows from those by the results.
    pub(crate) fn back(&self, values: &[f64], bars: &mut [f64], curves: &[Curve]) {
        match self.0.first().map(|entry| entry.op) {
            Some(Op::Binary(f, ..)) => back_pairs(f, &self.0, values, bars),
            _ => {
                for &Entry { op, slot } in self.0.iter().rev() {
                    let (value, bar) = (values[slot as usize], bars[slot as usize]);
                    if bar != 0.0 {
                        let at = |a: u32| values[a as usize];
                        let add = |a: u32, more| bars[a as usize] += more;
                        derivative::back(op, value, bar, curves, at, add);
                    }
                }
            }
        }
    }
}

macro_rules! define_pairs {
    ($($name:ident $vs:ident $sv:ident $f:ident),*) => {
        fn forward_pairs(function: Binary, entries: &[Entry], values: &mut [f64]) {
            match function { $(Binary::$name => pairs(entries, values, primitive::$f),)* }
        }

        fn back_pairs(function: Binary, entries: &[Entry], values: &[f64], bars: &mut [f64]) {
            match function {
                $(Binary::$name => slopes(entries, values, bars, |a, b, value| {
                    derivative::binary(Binary::$name, a, b, value)
                }),)*
            }
        }
    };
}
with_pairs!(define_pairs);

macro_rules! define_singles {
    ($($name:ident $f:ident),*) => {
        fn forward_singles(function: Function, entries: &[Entry], values: &mut [f64]) {
            match function { $(Function::$name => singles(entries, values, primitive::$f),)* }
        }
    };
}
with_singles!(define_singles);

#[inline(always)]
fn pairs(entries: &[Entry], values: &mut [f64], f: impl Fn(f64, f64) -> f64) {
    for entry in entries {
        if let Op::Binary(_, a, b) = entry.op {
            values[entry.slot as usize] = f(values[a as usize], values[b as usize]);
        }
    }
}

#[inline(always)]
fn singles(entries: &[Entry], values: &mut [f64], f: impl Fn(f64) -> f64) {
    for entry in entries {
        if let Op::Unary(_, a) = entry.op {
            values[entry.slot as usize] = f(values[a as usize]);
        }
    }
}

/// Derivatives by both arguments, given these and the result.
#[inline(always)]
fn slopes(
    entries: &[Entry],
    values: &[f64],
    bars: &mut [f64],
    by: impl Fn(f64, f64, f64) -> (f64, f64),
) {
    for entry in entries.iter().rev() {
        let bar = bars[entry.slot as usize];
        if let (Op::Binary(_, a, b), true) = (entry.op, bar != 0.0) {
            let (by_a, by_b) =
                by(values[a as usize], values[b as usize], values[entry.slot as usize]);
            bars[a as usize] += derivative::finite(bar * by_a);
            bars[b as usize] += derivative::finite(bar * by_b);
        }
    }
}
