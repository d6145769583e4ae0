//! At which steps readings are taken.

use hongtu_model::Reading;

use crate::compile::Lists;
use crate::program::Program;

/// The readings of a program in the order of their first steps.
pub(crate) struct Schedule {
    /// Step and index of the levels, by step.
    pub levels: Vec<(u32, usize)>,
    /// First step and index of all other readings, by step.
    pub spans: Vec<(u32, usize)>,
    /// For each reading, the step after which nothing more is to be done.
    pub last: Vec<u32>,
}

impl Schedule {
    /// Of a program.
    pub(crate) fn new(program: &Program) -> Self {
        Self::of(program, &program.lists)
    }

    /// Of the readings that are taken by some lists of a program.
    pub(crate) fn of(program: &Program, lists: &Lists) -> Self {
        let mut schedule = Self { levels: Vec::new(), spans: Vec::new(), last: Vec::new() };
        for (i, reading) in program.readings.iter().enumerate() {
            let (from, last) = match *reading {
                Reading::Level { step, .. } => (step, step),
                Reading::Total { from, to, .. }
                | Reading::Minimum { from, to, .. }
                | Reading::Maximum { from, to, .. } => (from, to),
                Reading::First { .. } => (0, program.end),
            };
            schedule.last.push(last);
            if lists.readings[i].is_none() {
                continue;
            }
            match reading {
                Reading::Level { .. } => schedule.levels.push((from, i)),
                _ => schedule.spans.push((from, i)),
            }
        }
        schedule.levels.sort_unstable();
        schedule.spans.sort_unstable();
        schedule
    }

    /// How many levels have been taken, and how many spans begun, before a step.
    pub(crate) fn before(&self, step: u32) -> (usize, usize) {
        let before = |all: &[(u32, usize)]| all.partition_point(|(from, _)| *from < step);
        (before(&self.levels), before(&self.spans))
    }
}
