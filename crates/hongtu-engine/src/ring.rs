//! Fixed delays: what went in, kept for as long as the longest delay of a block.

use crate::lanes::{Register, splat};

/// The input of one fixed delay over the last steps.
#[derive(Clone, Debug)]
pub(crate) struct Ring<const W: usize, const C: usize> {
    /// Inputs by step, modulo the length.
    rows: Vec<Register<W, C>>,
    initial: Register<W, C>,
    /// Steps that each lane takes.
    delay: [[u32; W]; C],
    /// The delay of all lanes, where it is one.
    common: Option<u32>,
}

impl<const W: usize, const C: usize> Default for Ring<W, C> {
    fn default() -> Self {
        Self { rows: Vec::new(), initial: splat(0.0), delay: [[0; W]; C], common: None }
    }
}

impl<const W: usize, const C: usize> Ring<W, C> {
    /// Sets the delays of a block. A delay beyond the last step (or of a length that is not a
    /// number) lets nothing through.
    pub(crate) fn start(
        &mut self,
        steps: &Register<W, C>,
        initial: Register<W, C>,
        at_least_one: bool,
        end: u32,
    ) {
        let never = end.saturating_add(1);
        let mut longest = 0;
        for c in 0..C {
            for l in 0..W {
                let steps = steps.0[c][l];
                let steps = if steps <= 0.0 {
                    0
                } else if steps < f64::from(never) {
                    // Between 0 and the number of steps: no digit is lost.
                    steps as u32
                } else {
                    never
                };
                let steps = if at_least_one && steps == 0 { 1 } else { steps };
                self.delay[c][l] = steps;
                if steps != never && steps > longest {
                    longest = steps;
                }
            }
        }
        let first = self.delay[0][0];
        let same = self.delay.iter().flatten().all(|&steps| steps == first);
        self.common = same.then_some(first);
        self.initial = initial;
        // Row `step − longest` is read before row `step` is written.
        self.rows.resize(longest.max(1) as usize, splat(0.0));
    }

    /// What comes out at a step.
    #[inline(always)]
    pub(crate) fn read(&self, step: u32, out: &mut Register<W, C>) {
        let length = self.rows.len();
        if let Some(delay) = self.common {
            *out = match step.checked_sub(delay) {
                Some(since) if delay > 0 => self.rows[since as usize % length],
                _ => self.initial,
            };
            return;
        }
        for (c, (out, delays)) in out.0.iter_mut().zip(&self.delay).enumerate() {
            for (l, (out, &delay)) in out.iter_mut().zip(delays).enumerate() {
                *out = match step.checked_sub(delay) {
                    Some(since) if delay > 0 => self.rows[since as usize % length].0[c][l],
                    _ => self.initial.0[c][l],
                };
            }
        }
    }

    /// Takes the input of a step.
    #[inline(always)]
    pub(crate) fn write(&mut self, step: u32, input: &Register<W, C>) {
        let length = self.rows.len();
        self.rows[step as usize % length] = *input;
    }
}
