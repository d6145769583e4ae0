//! A program made ready to be run under some settings.

use std::ops::Range;

use crate::course::Course;
use crate::draws::Draws;
use crate::error::SimulateError;
use crate::program::Program;
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::sheet::Sheet;
use crate::simulate::{Options, Runs, simulate_prepared};

/// A program under one or several settings: what all runs have in common, computed once for ensemble
/// after ensemble of draws.
pub struct Prepared<'p> {
    pub(crate) program: &'p Program,
    pub(crate) schedule: Schedule,
    /// Of the runs up to where the settings part; where they do not, to the end.
    pub(crate) trunk: Option<Course>,
    /// One for each of the settings, with the course of the runs from where they part.
    pub(crate) branches: Vec<(Sheet, Course)>,
    /// The step up to which all settings are the same; `None` where they differ from the start.
    pub(crate) fork: Option<u32>,
    pub(crate) watched: bool,
}

impl<'p> Prepared<'p> {
    /// Under several settings.
    ///
    /// # Errors
    ///
    /// [`SimulateError::Limit`] where what depends on time alone would be too large.
    pub fn new(program: &'p Program, settings: &[Settings]) -> Result<Self, SimulateError> {
        Self::of(program, settings, true)
    }

    /// Under some settings, for runs that nobody asks whether they met trouble: none is said to, and
    /// what only that would need is not computed. Measures are the same.
    ///
    /// # Errors
    ///
    /// As [`Prepared::new`].
    pub fn unwatched(program: &'p Program, settings: &Settings) -> Result<Self, SimulateError> {
        Self::of(program, std::slice::from_ref(settings), false)
    }

    fn of(
        program: &'p Program,
        settings: &[Settings],
        watched: bool,
    ) -> Result<Self, SimulateError> {
        let mut sheets = Vec::with_capacity(settings.len());
        for settings in settings {
            sheets.push(Sheet::new(program, settings)?);
        }
        let (first, others) = match sheets.split_first() {
            Some((first, others)) if !others.is_empty() => (Some(first), others),
            _ => (None, &[][..]),
        };
        let part = |first: &Sheet| {
            let parts = others.iter().map(|sheet| first.fork(sheet));
            parts.min_by_key(|part| part.map_or(0, |part| part.saturating_add(1)))?
        };
        let fork = first.and_then(part).map(|fork| fork.min(program.end));
        let course =
            |sheet: &Sheet, from: u32| Course::new(program, &program.lists, sheet, from, watched);
        let trunk = fork.zip(first).map(|(_, sheet)| course(sheet, 0));
        let from = fork.unwrap_or(0);
        let branches = sheets.into_iter().map(|sheet| {
            let course = course(&sheet, from);
            (sheet, course)
        });
        let branches = branches.collect();
        Ok(Self { program, schedule: Schedule::new(program), trunk, branches, fork, watched })
    }

    /// Simulates the runs of a range under each of the settings, in their order.
    ///
    /// # Errors
    ///
    /// As [`crate::simulate_branches`].
    pub fn simulate(
        &self,
        draws: &dyn Draws,
        runs: Range<u64>,
        options: &Options<'_>,
    ) -> Result<Vec<Runs>, SimulateError> {
        simulate_prepared(self, draws, runs, options)
    }
}
