//! The page that is published: one file that works from any static host, and from a disk.
//!
//! Everything is in it: the document as it stands without scripts, the engine and the plan as
//! compressed data, the scripts. Nothing is fetched.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use hongtu_report::html::days::Day;
use hongtu_report::html::{self, levers};
use hongtu_report::{Lang, words};
use hongtu_study::Report;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::bundle::Bundle;
use crate::desk;

/// How the page looks, besides the report's own style.
const STYLE: &str = concat!(
    include_str!("../assets/live.css"),
    include_str!("../assets/charts.css"),
    include_str!("../assets/compare.css"),
    include_str!("../assets/why.css"),
    include_str!("../assets/days.css")
);

/// What runs beside the page.
const WORKER: &str = include_str!("../assets/worker.js");

/// The page's script, in parts that are one function.
const SCRIPT: [&str; 15] = [
    include_str!("../assets/settings.js"),
    include_str!("../assets/engine.js"),
    include_str!("../assets/patch.js"),
    include_str!("../assets/parts.js"),
    include_str!("../assets/readout.js"),
    include_str!("../assets/export.js"),
    include_str!("../assets/alone.js"),
    include_str!("../assets/announce.js"),
    include_str!("../assets/notices.js"),
    include_str!("../assets/compare.js"),
    include_str!("../assets/order.js"),
    include_str!("../assets/why.js"),
    include_str!("../assets/beliefs.js"),
    include_str!("../assets/days.js"),
    include_str!("../assets/page.js"),
];

/// The language that a page begins with, unless its reader has chosen one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// This one, as whoever makes the page asks.
    With(Lang),
    /// The browser's; this one without scripts, and where the page does not speak the browser's.
    AsTheBrowser(Lang),
}

/// A page, and where what belongs to it but not to the plan goes.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page, without the desk.
    pub html: String,
    /// Its Content-Security-Policy, which it holds too.
    pub policy: String,
    /// The byte at which the desk goes in, right behind the start of the body.
    pub desk: usize,
}

/// A plan's page in both languages, of which one comes first.
///
/// `module` is the engine, `report` what the page shows before a lever is moved; both come from the
/// runs of the bundle. Where it stands beside pages as of other days, `days` are all of them, with the
/// number of this one.
pub fn page(
    report: &Report<'_>,
    bundle: &Bundle,
    module: &[u8],
    days: (&[Day<'_>], usize),
    begins: Begins,
) -> Option<String> {
    Some(composed(report, bundle, module, days, begins, false)?.html)
}

/// The same page, which follows the plan while that is written: `docs/page.md` says how.
pub fn followed(
    report: &Report<'_>,
    bundle: &Bundle,
    module: &[u8],
    begins: Begins,
) -> Option<Page> {
    composed(report, bundle, module, (&[], 0), begins, true)
}

fn composed(
    report: &Report<'_>,
    bundle: &Bundle,
    module: &[u8],
    (days, here): (&[Day<'_>], usize),
    begins: Begins,
    follows: bool,
) -> Option<Page> {
    let (lang, chosen) = match begins {
        Begins::With(lang) => (lang, true),
        Begins::AsTheBrowser(lang) => (lang, false),
    };
    let moves = levers::moves(report.answers, report.plan.levers.len());
    let other = if lang == Lang::En { Lang::Zh } else { Lang::En };
    let title = |lang| words::label(&report.answers.labels, &report.answers.title, lang);
    let translated = json!({
        "lang": code(other),
        "title": title(other),
        "body": html::body(report, &html::days::days(days, here, other), other),
        "panel": levers::panel(report, &moves, other),
        "words": said(other),
    });
    let renew = if follows { desk::RENEW } else { "" };
    let script = lean(&(SCRIPT.concat() + renew));
    let script = format!("(() => {{\n\"use strict\";\n{script}}})();\n");
    let mut styles = vec![html::STYLE, STYLE];
    let mut scripts = vec![script.as_str()];
    if follows {
        styles.push(desk::STYLE);
        scripts.push(desk::SCRIPT);
    }
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {} 'wasm-unsafe-eval'; worker-src blob:; \
         img-src blob: data:; {}base-uri 'none'; form-action 'none'",
        digests(&styles),
        digests(&scripts),
        if follows { desk::CONNECTS } else { "" },
    );
    let mut out = html::head(report, &policy, &elements("style", &styles), lang);
    let desk = out.len();
    out += "<div id=\"page\">\n";
    out += &html::body(report, &html::days::days(days, here, lang), lang);
    out += "</div>\n<div id=\"side\">\n";
    out += &levers::panel(report, &moves, lang);
    out += "</div>\n<p id=\"said\" class=\"unseen\" role=\"status\"></p>\n";
    out += &data("engine", &base64(&packed(module)?));
    out += &data("bundle", &base64(&packed(&bundle.to_bytes()?)?));
    out += &data("translated", &base64(&packed(translated.to_string().as_bytes())?));
    out += &data("worker", &lean(WORKER));
    let words =
        json!({ "lang": code(lang), "chosen": chosen, "title": title(lang), "words": said(lang) });
    out += &data("words", &words.to_string().replace('<', "\\u003c"));
    out += &elements("script", &scripts);
    out += "</body>\n</html>\n";
    Some(Page { html: out, policy, desk })
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-CN",
    }
}

/// The words that the script says.
fn said(lang: Lang) -> serde_json::Value {
    use words::live as say;
    json!({
        "changes": say::CHANGES.of(lang),
        "usual": say::USUAL.of(lang),
        "preview": say::PREVIEW.of(lang),
        "waking": say::WAKING.of(lang),
        "asleep": say::ASLEEP.of(lang),
        "refused": say::REFUSED.of(lang),
        "awaited": say::AWAITED.of(lang),
        "amiss": {
            "some": say::AMISS.of(lang),
            "unknown": say::UNKNOWN.of(lang),
            "unfit": say::UNFIT.of(lang),
            "ended": say::ENDED.of(lang),
            "unread": say::UNREAD.of(lang),
        },
        "copied": say::COPIED.of(lang),
        "open": say::OPEN.of(lang),
        "close": say::CLOSE.of(lang),
        "language": say::OTHER_LANGUAGE.of(lang),
        "switch": say::SWITCH.of(lang),
        "why": words::why::WHY.of(lang),
        "back": words::why::BACK.of(lang),
        "coming": words::why::COMING.of(lang),
        "noRange": words::why::NO_RANGE.of(lang),
        "chart": said_of_charts(lang),
        "compare": said_of_comparing(lang),
    })
}

/// The words that the script says of charts.
fn said_of_charts(lang: Lang) -> serde_json::Value {
    use words::charts as say;
    json!({
        "read": say::READ.of(lang),
        "median": say::MEDIAN.of(lang),
        "half": say::HALF.of(lang),
        "most": say::MOST.of(lang),
        "seen": say::SEEN.of(lang),
        "aim": say::AIM.of(lang),
        "before": say::BEFORE.of(lang),
        "series": say::SERIES.of(lang),
        "csv": say::CSV.of(lang),
        "embed": say::EMBED.of(lang),
        "svg": say::SVG.of(lang),
        "png": say::PNG.of(lang),
        "copied": say::COPIED.of(lang),
        "whole": say::WHOLE.of(lang),
        "none": say::NONE.of(lang),
    })
}

/// The words that the script says of two scenarios side by side, and of the board's order.
fn said_of_comparing(lang: Lang) -> serde_json::Value {
    use words::compare as say;
    json!({
        "pin": say::PIN.of(lang),
        "unpin": say::UNPIN.of(lang),
        "take": say::TAKE.of(lang),
        "a": say::COMPARED.of(lang),
        "b": say::SET.of(lang),
        "defaults": say::DEFAULTS.of(lang),
        "sort": say::SORT.of(lang),
        "ghost": say::GHOST.of(lang),
        "ghost_of_a": say::GHOST_OF_A.of(lang),
        "median_of_a": say::MEDIAN_OF_A.of(lang),
    })
}

/// A script without what readers of the page need not load: indentation, and comments on lines of their
/// own.
fn lean(script: &str) -> String {
    let lines = script.lines().map(str::trim_start);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// Data that is no script, whatever it says.
fn data(id: &str, text: &str) -> String {
    format!("<script type=\"text/plain\" id=\"{id}\">{text}</script>\n")
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Elements of one name with the texts as their content.
pub(crate) fn elements(name: &str, texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<{name}>{text}</{name}>\n")).collect()
}

/// The digests by which a policy lets styles or scripts in.
pub(crate) fn digests(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("'{}'", digest(text))).collect::<Vec<_>>().join(" ")
}

fn digest(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let all = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let written = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        for (text, expected) in all.iter().zip(written) {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn no_name_is_declared_twice() {
        let text = SCRIPT.concat();
        let mut names: Vec<&str> = text
            .lines()
            .filter_map(|line| {
                let line = line.strip_prefix("async ").unwrap_or(line);
                let kinds = ["function ", "const ", "let "];
                let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
            })
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "one of {names:?}");
    }

    #[test]
    fn no_text_of_a_script_goes_over_lines() {
        for line in SCRIPT.iter().chain([&WORKER, &desk::RENEW]).flat_map(|text| text.lines()) {
            let code = line.trim_start();
            let open = !code.starts_with("//") && code.matches('`').count() % 2 == 1;
            assert!(!open, "indentation and `//` inside a text would be lost: {line}");
        }
    }

    #[test]
    fn scripts_end_where_they_should() {
        for script in SCRIPT.iter().chain([&WORKER, &STYLE]) {
            let script = script.to_ascii_lowercase();
            for end in ["</script", "</style", "<!--"] {
                assert!(!script.contains(end), "{end} would end the element it stands in");
            }
        }
    }
}
