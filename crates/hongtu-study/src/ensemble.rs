//! Runs: what the engine recorded of them, by measure.

use std::collections::BTreeMap;

use hongtu_model::MeasureId;

/// Recorded measures of the runs `0..runs`, one column for each measure.
#[derive(Clone, Debug, Default)]
pub struct Ensemble {
    runs: usize,
    index: BTreeMap<MeasureId, usize>,
    columns: Vec<Vec<f64>>,
    /// One bit a run.
    troubled: Vec<u64>,
    troubled_runs: Vec<u64>,
}

impl Ensemble {
    /// From columns in the order of `measures` and the numbers of troubled runs.
    pub fn new(
        runs: usize,
        measures: &[MeasureId],
        columns: Vec<Vec<f64>>,
        troubled_runs: Vec<u64>,
    ) -> Self {
        let mut troubled = vec![0u64; runs.div_ceil(64)];
        for &run in &troubled_runs {
            if let Some(word) = usize::try_from(run / 64).ok().and_then(|w| troubled.get_mut(w)) {
                *word |= 1 << (run % 64);
            }
        }
        let index = measures.iter().copied().zip(0..columns.len()).collect();
        Self { runs, index, columns, troubled, troubled_runs }
    }

    /// Number of runs.
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// A measure, run by run.
    pub fn column(&self, measure: MeasureId) -> Option<&[f64]> {
        self.columns.get(*self.index.get(&measure)?).map(Vec::as_slice)
    }

    /// Whether something went wrong in a run.
    pub fn is_troubled(&self, run: usize) -> bool {
        self.troubled.get(run / 64).is_some_and(|word| word >> (run % 64) & 1 == 1)
    }

    /// Numbers of the troubled runs, ascending.
    pub fn troubled_runs(&self) -> &[u64] {
        &self.troubled_runs
    }

    /// The measures that were recorded.
    pub fn measures(&self) -> impl Iterator<Item = (MeasureId, &[f64])> {
        self.index.iter().filter_map(|(id, &i)| Some((*id, self.columns.get(i)?.as_slice())))
    }
}
