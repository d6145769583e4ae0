//! The order in which variables are computed.
//!
//! A variable has up to three parts: its value at the first instant ([`Part::Start`]), its value at
//! any instant ([`Part::Value`]), and what moves it from one step to the next ([`Part::Next`]: the
//! flow of a stock, the input of a fixed delay). Values of stocks and delays at an instant are there
//! when the instant comes, so only their starts and their next parts have to be ordered.
//!
//! A fixed delay of no steps passes its input through at the same instant. How many steps it has is
//! known only in a run, so the delay *softly* needs its input. Where that would close a circle, the
//! delay takes at least one step, as every delay does in Vensim, and the soft need is dropped.

use hongtu_model::{Expr, Kind, Plan, VariableId};

use crate::check;
use crate::error::ProgramError;

/// Part of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The value at step 0, stocks being at their initial values.
    Start = 0,
    /// The value at an instant.
    Value = 1,
    /// What moves it on.
    Next = 2,
}

/// A part of a variable, as one number.
type Key = usize;

fn key(variable: VariableId, part: Part) -> Key {
    variable.index() * 3 + part as usize
}

fn parts(key: Key) -> (VariableId, Part) {
    let part = [Part::Start, Part::Value, Part::Next][key % 3];
    // The number of variables is limited far below this.
    (VariableId(u32::try_from(key / 3).unwrap_or(u32::MAX)), part)
}

/// Finds orders of computation in one plan.
pub(crate) struct Order<'p> {
    plan: &'p Plan,
    /// Whether constants with a prior are computed as they are stated, like any other.
    stated: bool,
    /// For each variable, whether it is a fixed delay that takes at least one step.
    at_least_one: Vec<bool>,
    /// Which parts are in `sequence`, or on the way there.
    state: Vec<State>,
    /// Parts in an order in which they can be computed.
    pub sequence: Vec<(VariableId, Part)>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unseen,
    Open,
    Done,
}

impl<'p> Order<'p> {
    /// For a plan that passed [`check::check`].
    pub(crate) fn new(plan: &'p Plan) -> Self {
        Self::of(plan, false)
    }

    /// The same where nothing is drawn from a prior of a constant.
    pub(crate) fn stated(plan: &'p Plan) -> Self {
        Self::of(plan, true)
    }

    fn of(plan: &'p Plan, stated: bool) -> Self {
        let mut order = Self {
            plan,
            stated,
            at_least_one: vec![false; plan.variables.len()],
            state: vec![State::Unseen; plan.variables.len() * 3],
            sequence: Vec::new(),
        };
        if plan.variables.iter().any(|variable| matches!(variable.kind, Kind::Delay { .. })) {
            order.find_circles_through_delays();
        }
        order
    }

    /// Whether a fixed delay takes at least one step.
    pub(crate) fn at_least_one(&self, variable: VariableId) -> bool {
        self.at_least_one[variable.index()]
    }

    /// Puts a part and everything it needs at the same instant into the sequence, and then what
    /// brings those to the instant: starts and next parts of stocks and delays.
    pub(crate) fn require(&mut self, variable: VariableId, part: Part) -> Result<(), ProgramError> {
        let mut roots = vec![key(variable, part)];
        while let Some(root) = roots.pop() {
            let first = self.sequence.len();
            self.visit(root)?;
            for &(variable, part) in &self.sequence[first..] {
                let kind = &self.plan.variables[variable.index()].kind;
                if part != Part::Value {
                    continue;
                }
                match kind {
                    Kind::Stock { .. } => {
                        roots.push(key(variable, Part::Next));
                        roots.push(key(variable, Part::Start));
                    }
                    Kind::Delay { .. } => roots.push(key(variable, Part::Next)),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn visit(&mut self, root: Key) -> Result<(), ProgramError> {
        if self.state[root] == State::Done {
            return Ok(());
        }
        let mut path = vec![(root, self.needs(root))];
        self.state[root] = State::Open;
        while let Some((current, needs)) = path.last_mut() {
            let current = *current;
            let Some(next) = needs.pop() else {
                self.state[current] = State::Done;
                self.sequence.push(parts(current));
                path.pop();
                continue;
            };
            match self.state[next] {
                State::Done => {}
                State::Unseen => {
                    self.state[next] = State::Open;
                    let needs = self.needs(next);
                    path.push((next, needs));
                }
                State::Open => {
                    let start = path.iter().position(|(key, _)| *key == next).unwrap_or(0);
                    let mut circle: Vec<Key> = path[start..].iter().map(|(key, _)| *key).collect();
                    circle.push(next);
                    let mut names: Vec<String> =
                        circle.into_iter().map(|key| self.name(key)).collect();
                    names.dedup();
                    return Err(ProgramError::Circular { names });
                }
            }
        }
        Ok(())
    }

    fn name(&self, key: Key) -> String {
        self.plan.variables[parts(key).0.index()].name.clone()
    }

    /// What a part needs first; the last is visited first.
    fn needs(&self, key: Key) -> Vec<Key> {
        let (mut needs, soft) = self.needs_and_soft(key);
        if !self.at_least_one[parts(key).0.index()] {
            needs.extend(soft);
        }
        needs.reverse();
        needs
    }

    /// What a part needs, and what it needs only if it is a delay of no steps.
    fn needs_and_soft(&self, key: Key) -> (Vec<Key>, Vec<Key>) {
        let (variable, part) = parts(key);
        let mut needs = Vec::new();
        let mut soft = Vec::new();
        let add = |list: &mut Vec<Key>, expr: &Expr, part: Part| {
            check::each(expr, |inner, _| {
                if let Expr::Variable(id) = inner {
                    list.push(self::key(*id, part));
                }
            });
        };
        match (&self.plan.variables[variable.index()].kind, part) {
            (Kind::Stock { initial, .. }, Part::Start) => add(&mut needs, initial, Part::Start),
            (Kind::Stock { flow, .. }, Part::Next) => add(&mut needs, flow, Part::Value),
            (Kind::Auxiliary { value }, _) => add(&mut needs, value, part),
            (Kind::Constant { prior, value, .. }, Part::Start)
                if self.stated || prior.is_none() =>
            {
                add(&mut needs, value, Part::Start);
            }
            (Kind::Initial { value }, Part::Start) => add(&mut needs, value, Part::Start),
            (Kind::Constant { .. } | Kind::Initial { .. }, Part::Value | Part::Next) => {
                needs.push(self::key(variable, Part::Start));
            }
            (Kind::Delay { input, delay, initial }, Part::Start) => {
                add(&mut needs, delay, Part::Start);
                add(&mut needs, initial, Part::Start);
                add(&mut soft, input, Part::Start);
            }
            (Kind::Delay { delay, initial, .. }, Part::Value) => {
                add(&mut needs, delay, Part::Start);
                add(&mut needs, initial, Part::Start);
                soft.push(self::key(variable, Part::Next));
            }
            (Kind::Delay { input, .. }, Part::Next) => add(&mut needs, input, Part::Value),
            _ => {}
        }
        (needs, soft)
    }

    /// Marks the delays whose soft needs lie on a circle: those within one strongly connected
    /// component (Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1
    /// (1972)). The whole plan is looked at, so that what is read off a run changes nothing.
    fn find_circles_through_delays(&mut self) {
        let count = self.state.len();
        let component = self.components(count);
        for (index, variable) in self.plan.variables.iter().enumerate() {
            if !matches!(variable.kind, Kind::Delay { .. }) {
                continue;
            }
            let circular = [Part::Start, Part::Value].into_iter().any(|part| {
                let key = index * 3 + part as usize;
                self.needs_and_soft(key).1.iter().any(|&need| component[need] == component[key])
            });
            self.at_least_one[index] = circular;
        }
    }

    fn components(&self, count: usize) -> Vec<usize> {
        const NONE: usize = usize::MAX;
        let mut component = vec![NONE; count];
        let mut number = vec![NONE; count];
        let mut low = vec![NONE; count];
        let mut open: Vec<Key> = Vec::new();
        let mut next_number = 0;
        let mut next_component = 0;
        let all = |key: Key| {
            let (mut needs, soft) = self.needs_and_soft(key);
            needs.extend(soft);
            needs
        };
        for root in 0..count {
            if number[root] != NONE {
                continue;
            }
            let mut path = vec![(root, all(root))];
            number[root] = next_number;
            low[root] = next_number;
            next_number += 1;
            open.push(root);
            while let Some((current, needs)) = path.last_mut() {
                let current = *current;
                if let Some(next) = needs.pop() {
                    if number[next] == NONE {
                        number[next] = next_number;
                        low[next] = next_number;
                        next_number += 1;
                        open.push(next);
                        path.push((next, all(next)));
                    } else if component[next] == NONE {
                        low[current] = low[current].min(number[next]);
                    }
                    continue;
                }
                path.pop();
                if let Some((parent, _)) = path.last() {
                    low[*parent] = low[*parent].min(low[current]);
                }
                if low[current] == number[current] {
                    while let Some(member) = open.pop() {
                        component[member] = next_component;
                        if member == current {
                            break;
                        }
                    }
                    next_component += 1;
                }
            }
        }
        component
    }
}
