//! Where a run is watched for trouble.
//!
//! Infinity and not-a-number show in whatever is computed from them by `+`, `−`, `×` and the like,
//! and a stock that has become one of them stays so. Hence an operation has to be watched itself
//! only if nothing that is computed from it shows its failure: because the value goes into `min`, a
//! comparison, a denominator, a table, or because it is only read now and then.
//!
//! What is written in a branch of an `if` counts only where the branch is taken. So the unit of
//! account is an *occurrence*: a node together with the path of branches under which an expression
//! mentions it. The same node under two paths is two occurrences. Variables are computed in any
//! case, and mentioning one in a branch starts no occurrence of its own.

use std::collections::HashMap;

use hongtu_model::Binary;

use crate::graph::{Graph, Node, Op};
use crate::primitive;

/// Index of an occurrence.
pub(crate) type Occurrence = u32;

/// A path of branches; 0 is the empty one.
pub(crate) type Path = u32;

/// A step into a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Branch {
    parent: Path,
    condition: Node,
    taken_if: bool,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    node: Node,
    path: Path,
    /// Whether its value is certain to be looked at.
    watched: bool,
    /// Whether it may be the first to be infinite or not a number.
    risky: bool,
}

/// The occurrences and what shows in what.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    entries: Vec<Entry>,
    index: HashMap<(Node, Path), Occurrence>,
    /// Pairs of an occurrence and a later one in which its failure shows.
    shows: Vec<(Occurrence, Occurrence)>,
    branches: Vec<Branch>,
    branch_index: HashMap<Branch, Path>,
}

impl Guard {
    /// The node of an occurrence.
    pub(crate) fn node(&self, occurrence: Occurrence) -> Node {
        self.entries[occurrence as usize].node
    }

    /// The path into a branch.
    pub(crate) fn branch(&mut self, parent: Path, condition: Node, taken_if: bool) -> Path {
        let branch = Branch { parent, condition, taken_if };
        let next = Path::try_from(self.branches.len() + 1).unwrap_or(Path::MAX);
        *self.branch_index.entry(branch).or_insert_with(|| {
            self.branches.push(branch);
            next
        })
    }

    /// A value that is there without being computed.
    pub(crate) fn leaf(&mut self, node: Node) -> Occurrence {
        self.entry(node, 0, false).0
    }

    /// A number written under a path.
    pub(crate) fn number(&mut self, node: Node, path: Path, finite: bool) -> Occurrence {
        if finite { self.leaf(node) } else { self.entry(node, path, true).0 }
    }

    /// Declares that the value of an occurrence goes where a failure stays for the rest of the run.
    pub(crate) fn watch(&mut self, occurrence: Occurrence) {
        self.entries[occurrence as usize].watched = true;
    }

    /// The occurrence of an operation on others, under a path.
    pub(crate) fn add(
        &mut self,
        graph: &mut Graph,
        op: Op,
        arguments: &[Occurrence],
        path: Path,
    ) -> Occurrence {
        let node = graph.add(op);
        // A simplification may have left one of the arguments.
        if let Some(&same) = arguments.iter().find(|&&a| self.node(a) == node) {
            return same;
        }
        let info = graph.info(node);
        let (fails, shows): (bool, &[bool]) = match info.op {
            Op::Number(bits) => (!f64::from_bits(bits).is_finite(), &[]),
            Op::Unary(f, _) => {
                (primitive::unary_fails(f), if primitive::unary_shows(f) { &[true] } else { &[] })
            }
            Op::Binary(f, ..) => {
                let shows: &[bool] = match primitive::binary_shows(f) {
                    [true, true] => &[true, true],
                    [true, false] => &[true, false],
                    _ => &[],
                };
                (primitive::binary_fails(f), shows)
            }
            Op::Select(..) => (false, &[false, true, true]),
            Op::Grid(_) => (false, &[true]),
            _ => (false, &[]),
        };
        let choice = matches!(info.op, Op::Select(..));
        let (occurrence, is_new) = self.entry(node, path, fails);
        if !is_new {
            return occurrence;
        }
        for (i, (&argument, &shows)) in arguments.iter().zip(shows).enumerate() {
            let entry = self.entries[argument as usize];
            let argument_path =
                if choice { self.branch(path, self.node(arguments[0]), i == 1) } else { path };
            let alike = graph.info(entry.node).endless == info.endless;
            if shows && alike && entry.path == argument_path {
                self.shows.push((argument, occurrence));
                // Watching a choice watches both branches, each where it is taken.
                self.entries[occurrence as usize].risky |= choice && entry.risky;
            }
        }
        occurrence
    }

    fn entry(&mut self, node: Node, path: Path, risky: bool) -> (Occurrence, bool) {
        let next = Occurrence::try_from(self.entries.len()).unwrap_or(Occurrence::MAX);
        let mut is_new = false;
        let occurrence = *self.index.entry((node, path)).or_insert_with(|| {
            is_new = true;
            next
        });
        if is_new {
            self.entries.push(Entry { node, path, watched: false, risky });
        }
        (occurrence, is_new)
    }

    /// The nodes that must be finite in every run without trouble, wherever they are computed.
    pub(crate) fn checks(mut self, graph: &mut Graph) -> Vec<Node> {
        let mut shows_in: Vec<Vec<Occurrence>> = vec![Vec::new(); self.entries.len()];
        for &(argument, occurrence) in &self.shows {
            shows_in[argument as usize].push(occurrence);
        }
        let mut checks = Vec::new();
        // What is computed from an occurrence comes after it.
        for i in (0..self.entries.len()).rev() {
            let Entry { node, path, watched, risky } = self.entries[i];
            let shown = watched || shows_in[i].iter().any(|&o| self.entries[o as usize].watched);
            self.entries[i].watched = shown || risky;
            if risky && !shown {
                checks.push((node, path));
            }
        }
        let zero = graph.constant(0.0);
        let mut nodes = Vec::new();
        for (mut node, path) in checks {
            if graph.info(node).endless {
                let undefined = graph.constant(f64::NAN);
                let differs = graph.add(Op::Binary(Binary::NotEqual, node, node));
                node = graph.add(Op::Select(differs, undefined, zero));
            }
            let node = self.masked(graph, node, path, zero);
            if graph.number(node).is_none_or(|number| !number.is_finite()) {
                nodes.push(node);
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// A node where a path is taken, else 0.
    fn masked(&self, graph: &mut Graph, mut node: Node, mut path: Path, zero: Node) -> Node {
        while path != 0 {
            let Branch { parent, condition, taken_if } = self.branches[path as usize - 1];
            node = if taken_if {
                graph.add(Op::Select(condition, node, zero))
            } else {
                graph.add(Op::Select(condition, zero, node))
            };
            path = parent;
        }
        node
    }
}
