//! Progress of long work, and how to stop it.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hongtu_study::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done within this time shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on the standard error that appears when work takes long.
#[derive(Debug)]
pub struct Bar {
    bar: ProgressBar,
    started: Instant,
    shown: AtomicBool,
    allowed: bool,
}

impl Bar {
    /// A bar that has not appeared yet.
    pub fn new(wanted: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(
            "  {bar:30} {percent:>3}%  {human_pos} of {human_len} runs{msg}",
        );
        if let Ok(style) = style {
            bar.set_style(style.progress_chars("━╸─"));
        }
        let allowed = wanted && stderr().is_terminal();
        Self { bar, started: Instant::now(), shown: AtomicBool::new(false), allowed }
    }

    /// Shows how far the work has come.
    pub fn show(&self, progress: Progress) {
        if !self.allowed {
            return;
        }
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
        self.bar.set_message(left(progress, self.started.elapsed()));
        if self.started.elapsed() >= PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// How long the rest takes if it goes on as before. Runs are all alike, so the mean pace is the best
/// guess.
fn left(progress: Progress, elapsed: Duration) -> String {
    if progress.done == 0 || progress.total < progress.done {
        return String::new();
    }
    let rest = (progress.total - progress.done) as f64 / progress.done as f64;
    let seconds = (elapsed.as_secs_f64() * rest).round() as u64;
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!(", {seconds} s left"),
        (minutes, seconds) => format!(", {minutes} min {seconds} s left"),
    }
}

impl Drop for Bar {
    /// Whatever ends the work, the line is cleared.
    fn drop(&mut self) {
        self.clear();
    }
}

/// A flag that Ctrl-C raises. Pressed again, it ends the process at once.
pub fn interruption() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    // Without a handler Ctrl-C still ends the process, only less tidily.
    let _ = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    flag
}
