//! What does not differ between runs, computed once for all of them.

use hongtu_model::Method;

use crate::error::{LimitError, limits};
use crate::graph::{Node, Op, evaluate};
use crate::program::Program;
use crate::settings::Settings;

/// The scalars of a program under some settings, at every step.
pub(crate) struct Sheet {
    /// Scalars that never change.
    pub never: Vec<f64>,
    /// Scalars of each step, row by row.
    step: Vec<f64>,
    /// Scalars of each stage, row by row; one row a step under Euler's method, three (the start, the
    /// middle, the end) under Runge–Kutta's.
    stage: Vec<f64>,
    widths: [usize; 3],
    stages: usize,
    /// Values at which draws are held, by draw.
    pub held_draws: Vec<Option<f64>>,
    /// Whether something in it is infinite or not a number, so that all runs are in trouble.
    pub troubled: bool,
}

impl Sheet {
    /// Computes the scalars of a program.
    pub(crate) fn new(program: &Program, settings: &Settings) -> Result<Self, LimitError> {
        let rk4 = program.time.method == Method::Rk4;
        let stages = if rk4 { 3 } else { 1 };
        let widths = program.sheet.widths;
        let rows = u64::from(program.end) + 1;
        let numbers = (widths[1] + stages * widths[2]) as u64 * rows;
        LimitError::check("numbers that depend on time alone", numbers, limits::SHEET)?;
        let held = |variable| settings.held(variable);
        let mut filler = Filler {
            program,
            settings,
            held: program.held.iter().map(|&variable| held(variable)).collect(),
            values: vec![0.0; program.graph.len()],
            step: 0,
            time: program.time.at(0),
            troubled: false,
        };
        let held_draws: Vec<Option<f64>> = program.draws.iter().map(|&v| held(v)).collect();
        filler.troubled |= held_draws.iter().flatten().any(|value| !value.is_finite());

        let scalars = &program.lists.scalars;
        let (never_nodes, rest) = scalars.split_at(widths[0]);
        let (step_nodes, stage_nodes) = rest.split_at(widths[1]);
        let sheet = &program.sheet;
        let mut never = Vec::with_capacity(widths[0]);
        let rows = program.end as usize + 1;
        let mut step = Vec::with_capacity(widths[1] * rows);
        let mut stage = Vec::with_capacity(widths[2] * rows * stages);
        filler.fill(&sheet.never, &sheet.checks[0], never_nodes, &mut never);
        if !(sheet.step.is_empty() && sheet.stage.is_empty()) {
            for i in 0..=program.end {
                // Nothing is looked at after the last step unless something is read there.
                if i == program.end && !program.look_at_end && program.end > 0 {
                    step.resize(widths[1] * rows, 0.0);
                    stage.resize(widths[2] * rows * stages, 0.0);
                    break;
                }
                filler.step = i;
                filler.time = program.time.at(i64::from(i));
                filler.fill(&sheet.step, &sheet.checks[1], step_nodes, &mut step);
                for part in 0..stages {
                    // A run stops at its last instant.
                    if part > 0 && i == program.end {
                        stage.resize(widths[2] * rows * stages, 0.0);
                        break;
                    }
                    filler.time = stage_time(&program.time, i, part);
                    filler.fill(&sheet.stage, &sheet.checks[2], stage_nodes, &mut stage);
                }
            }
        }
        Ok(Self { never, step, stage, widths, stages, held_draws, troubled: filler.troubled })
    }

    /// The first step at which the scalars differ from another sheet's of the same program; `None`
    /// where they differ before the first step.
    pub(crate) fn fork(&self, other: &Self) -> Option<u32> {
        let same = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
        let held = |a: &Option<f64>, b: &Option<f64>| a.map(f64::to_bits) == b.map(f64::to_bits);
        let draws = self.held_draws.iter().zip(&other.held_draws).all(|(a, b)| held(a, b));
        if !same(&self.never, &other.never) || !draws {
            return None;
        }
        let first = |a: &[f64], b: &[f64], width: usize| {
            let differs =
                |(i, (a, b)): (usize, (&f64, &f64))| (a.to_bits() != b.to_bits()).then_some(i);
            let found = a.iter().zip(b).enumerate().find_map(differs);
            found.map_or(u32::MAX, |i| (i / width) as u32)
        };
        let step = first(&self.step, &other.step, self.widths[1]);
        Some(step.min(first(&self.stage, &other.stage, self.stages * self.widths[2])))
    }

    /// Whether the same scalars are zero and the same change from step to step, so that a course under
    /// one sheet is one under the other.
    pub(crate) fn alike(&self, other: &Self) -> bool {
        let all_alike = |a: &[f64], b: &[f64], width: usize| {
            let same = |(a, b): (&[f64], &[f64])| {
                let changes = |row: &[f64]| row[0].to_bits() != row[width].to_bits();
                changes(a) == changes(b)
            };
            let zero = |(a, b): (&f64, &f64)| (*a == 0.0) == (*b == 0.0);
            let rows = |all| <[f64]>::windows(all, width + 1);
            a.iter().zip(b).all(zero) && rows(a).zip(rows(b)).all(same)
        };
        all_alike(&self.never, &other.never, self.never.len())
            && all_alike(&self.step, &other.step, self.widths[1])
            && all_alike(&self.stage, &other.stage, self.stages * self.widths[2])
    }

    /// A scalar at the start of a step.
    pub(crate) fn at(&self, step: u32, scalar: u32) -> f64 {
        let [never, step_width, width] = self.widths;
        let (scalar, row) = (scalar as usize, step as usize);
        if scalar < never {
            self.never[scalar]
        } else if scalar < never + step_width {
            self.step[row * step_width + scalar - never]
        } else {
            self.stage[row * self.stages * width + scalar - never - step_width]
        }
    }

    /// Whether a scalar is another number at the start of a step than at that of the step before.
    pub(crate) fn changes(&self, step: u32, scalar: u32) -> bool {
        let before = step.checked_sub(1).map(|before| self.at(before, scalar));
        before.is_none_or(|before| before.to_bits() != self.at(step, scalar).to_bits())
    }

    /// Writes the scalars of a step into a scalar file, whose first part stays.
    #[inline(always)]
    pub(crate) fn load_step(&self, step: u32, file: &mut [f64]) {
        let [never, width, _] = self.widths;
        let start = step as usize * width;
        file[never..never + width].copy_from_slice(&self.step[start..start + width]);
    }

    /// Writes the scalars of a part of a step (0 the start, 1 the middle, 2 the end).
    #[inline(always)]
    pub(crate) fn load_stage(&self, step: u32, part: usize, file: &mut [f64]) {
        let [never, step_width, width] = self.widths;
        let start = (step as usize * self.stages + part) * width;
        let at = never + step_width;
        file[at..at + width].copy_from_slice(&self.stage[start..start + width]);
    }

    /// Length of the scalar file.
    pub(crate) fn file_length(&self) -> usize {
        self.widths.iter().sum()
    }
}

/// Time at the start, the middle or the end of a step; counted, not added up.
pub(crate) fn stage_time(time: &hongtu_model::Timeline, step: u32, part: usize) -> f64 {
    let half = match part {
        0 => return time.at(i64::from(step)),
        1 => 0.5,
        _ => return time.at(i64::from(step) + 1),
    };
    time.start + (f64::from(step) + half) * time.dt
}

struct Filler<'a> {
    program: &'a Program,
    settings: &'a Settings,
    held: Vec<Option<f64>>,
    values: Vec<f64>,
    step: u32,
    time: f64,
    troubled: bool,
}

impl Filler<'_> {
    fn fill(&mut self, nodes: &[Node], checks: &[Node], wanted: &[Node], out: &mut Vec<f64>) {
        for &node in nodes {
            let op = self.program.graph.info(node).op;
            let value = self.leaf(op).unwrap_or_else(|| {
                evaluate(op, &self.program.graph.curves, |a| self.values[a as usize])
            });
            self.values[node as usize] = value;
        }
        self.troubled |= checks.iter().any(|&node| !self.values[node as usize].is_finite());
        out.extend(wanted.iter().map(|&node| self.values[node as usize]));
    }

    fn leaf(&mut self, op: Op) -> Option<f64> {
        let value = match op {
            Op::Time => self.time,
            Op::Step => f64::from(self.step),
            Op::Lever(lever) => lever_at(self.program, self.settings, lever as usize, self.step),
            Op::FirstLever(lever) => lever_at(self.program, self.settings, lever as usize, 0),
            Op::Held(i) => return Some(f64::from(u8::from(self.held[i as usize].is_some()))),
            Op::HeldAt(i) => self.held[i as usize].unwrap_or(0.0),
            _ => return None,
        };
        self.troubled |= !value.is_finite();
        Some(value)
    }
}

/// The value of a lever at a step.
pub(crate) fn lever_at(program: &Program, settings: &Settings, lever: usize, step: u32) -> f64 {
    let clock = program.levers[lever];
    match settings.levers.get(lever) {
        Some(&value) if step >= clock.from => value,
        _ => clock.default,
    }
}
