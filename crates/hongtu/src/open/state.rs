//! What the page shows at the moment, shared between those who make it and those who ask for it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use hongtu_page::desk::Desk;
use hongtu_page::site::Page;

/// What is shown at a moment.
#[derive(Clone, Debug)]
pub struct Now {
    /// How often it has changed; from 1.
    pub number: u64,
    /// What stands above the page.
    pub desk: Desk,
    /// The page.
    pub page: Arc<Page>,
    /// The same for the same page only.
    pub version: String,
}

/// What is shown, as it changes.
#[derive(Debug)]
pub struct State {
    now: Mutex<Now>,
    changed: Condvar,
}

impl State {
    /// Shows a page.
    pub fn new(page: Page) -> Self {
        let version = version(&page);
        let now = Now { number: 1, desk: Desk::default(), page: Arc::new(page), version };
        Self { now: Mutex::new(now), changed: Condvar::new() }
    }

    /// What is shown.
    pub fn now(&self) -> Now {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is shown as soon as its number is another, or when patience ends.
    pub fn after(&self, number: u64, patience: Duration) -> Now {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(now, patience, |now| now.number == number);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Changes what stands above the page.
    pub fn tell(&self, with: impl FnOnce(&mut Desk)) {
        self.change(|now| with(&mut now.desk));
    }

    /// Shows another page.
    pub fn show(&self, page: Page, with: impl FnOnce(&mut Desk)) {
        let version = version(&page);
        self.change(|now| {
            now.page = Arc::new(page);
            now.version = version;
            now.desk.page = true;
            with(&mut now.desk);
        });
    }

    fn change(&self, with: impl FnOnce(&mut Now)) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        with(&mut now);
        now.number += 1;
        self.changed.notify_all();
    }
}

fn version(page: &Page) -> String {
    let mut hasher = DefaultHasher::new();
    page.html.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
