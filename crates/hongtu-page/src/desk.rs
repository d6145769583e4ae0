//! What stands above a page whose plan is being written: what was found in the plan, and how far the
//! next page has come.
//!
//! A script of its own asks the command for changes and puts them here; where there is a new page it
//! hands that to the page's script, or loads it where that is not there.

use hongtu_report::words::open as say;
use hongtu_report::{Lang, html};
use serde_json::{Value, json};

use crate::site::{Page, digests, elements};

/// How the desk looks.
pub(crate) const STYLE: &str = include_str!("../assets/desk.css");

/// What asks for changes.
pub(crate) const SCRIPT: &str = include_str!("../assets/desk.js");

/// What puts a new page in the place of the old; a part of the page's own script.
pub(crate) const RENEW: &str = include_str!("../assets/renew.js");

/// What the policy of a published page does not allow: to ask where the page came from.
pub(crate) const CONNECTS: &str = "connect-src 'self'; ";

/// How a plan is doing that is being written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// It is read and checked.
    #[default]
    Checking,
    /// It is simulated.
    Computing,
    /// The page shows it.
    Ready,
    /// It cannot run.
    Broken,
}

/// A remark beside a heading of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The id of the heading.
    pub anchor: String,
    /// `error` or `warning`.
    pub kind: &'static str,
    /// What it says: in English, in Chinese.
    pub text: [String; 2],
}

/// What the desk shows.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// How the plan is doing.
    pub phase: Phase,
    /// How much of the computing is done, of 1, where that is known.
    pub share: Option<f64>,
    /// Whether there is a page below.
    pub page: bool,
    /// What was found in the plan, as HTML: in English, in Chinese.
    pub found: [String; 2],
    /// What is said beside headings.
    pub marks: Vec<Mark>,
}

impl Desk {
    /// For the desk's script; `version` is that of the page.
    pub fn json(&self, version: &str) -> Value {
        let both = |of: fn(&Self, Lang) -> String| pair(&[of(self, Lang::En), of(self, Lang::Zh)]);
        let marks: Vec<Value> = self
            .marks
            .iter()
            .map(|mark| json!({ "at": mark.anchor, "kind": mark.kind, "text": pair(&mark.text) }))
            .collect();
        json!({
            "page": version,
            "phase": self.phase.word(),
            "share": self.share,
            "status": both(|desk, lang| desk.status(lang).to_owned()),
            "found": both(Self::found),
            "marks": marks,
        })
    }

    /// The desk in a page; `version` is that of the page.
    pub fn html(&self, version: &str, lang: Lang) -> String {
        format!(
            "<section id=\"desk\" aria-label=\"{}\" data-phase=\"{}\" data-page=\"{version}\" \
             data-lost-en=\"{}\" data-lost-zh=\"{}\">\n\
             <p id=\"desk-status\" role=\"status\"><span>{}</span> <b></b></p>\n\
             <div id=\"desk-found\">{}</div>\n</section>\n",
            say::FOUND.of(lang),
            self.phase.word(),
            say::LOST.en,
            say::LOST.zh,
            self.status(lang),
            self.found(lang),
        )
    }

    fn status(&self, lang: Lang) -> &'static str {
        match self.phase {
            Phase::Checking => say::CHECKING.of(lang),
            Phase::Computing if !self.page => say::FIRST.of(lang),
            Phase::Computing => say::COMPUTING.of(lang),
            Phase::Ready => say::READY.of(lang),
            Phase::Broken if !self.page => say::BROKEN.of(lang),
            Phase::Broken => say::STALE.of(lang),
        }
    }

    fn found(&self, lang: Lang) -> String {
        let found = &self.found[usize::from(lang == Lang::Zh)];
        if self.phase != Phase::Broken {
            return found.clone();
        }
        let title = if self.page { say::STALE } else { say::BROKEN };
        format!(
            "<h2>{}</h2>\n<p class=\"legend\">{}</p>\n{found}",
            title.of(lang),
            say::MEND.of(lang)
        )
    }
}

impl Phase {
    const fn word(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Computing => "computing",
            Self::Ready => "ready",
            Self::Broken => "broken",
        }
    }
}

fn pair(text: &[String; 2]) -> Value {
    json!({ "en": text[0], "zh": text[1] })
}

/// A page with nothing but the desk, for a plan that has not run yet. `name` is the plan's file.
pub fn alone(name: &str, lang: Lang) -> Page {
    let styles = [html::STYLE, STYLE];
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; {CONNECTS}base-uri 'none'; \
         form-action 'none'",
        digests(&styles),
        digests(&[SCRIPT]),
    );
    let mut out = html::start(name, &policy, &elements("style", &styles), lang);
    let desk = out.len();
    out += &elements("script", &[SCRIPT]);
    out += "</body>\n</html>\n";
    Page { html: out, policy, desk }
}
