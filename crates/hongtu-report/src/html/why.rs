//! The panel that explains a quantity or a target: what `hongtu explain` says, for a page.

use hongtu_model::{QuantityKind, Section, VariableId};
use hongtu_study::Report;
use hongtu_study::answers::{ObservationAnswer, Spread, Standing};
use hongtu_study::explain::{
    Course, Explanation, Node, QuantityExplained, ReadingExplained, Shape, Subject, TargetExplained,
};
use hongtu_study::trajectories::{self, Mark, Of, Place, Point};

use super::board;
use super::code::coloured;
use super::page::Page;
use super::text::escape;
use super::web::web;
use crate::board::view::View;
use crate::chart::{Anchor, Scene};
use crate::explain::{self, contrast, evidence};
use crate::numbers::{self, Measured};
use crate::words::{self, Lang, Word, page as of_page, why as say};

/// The size of a distribution.
const SHAPE: (f64, f64) = (340.0, 84.0);

/// What is explained, as the content of the panel. `report` holds the answers of the explanation, and
/// `source` the statements of the plan's document at their places. In a `brief` one the elements of class
/// `values` have yet to be filled with those of a whole one.
pub fn panel(
    report: &Report<'_>,
    explanation: &Explanation,
    source: &str,
    brief: bool,
    lang: Lang,
) -> String {
    let page = Page::new(report, lang);
    let view = View { answers: report.answers, lang, columns: 80 };
    let panel = Panel { page: &page, words: explain::Page { view, source }, brief };
    page.part("why", || match &explanation.subject {
        Subject::Quantity(quantity) => panel.quantity(quantity),
        Subject::Target(target) => panel.target(target),
    })
}

struct Panel<'a> {
    page: &'a Page<'a>,
    /// What the terminal's explanation says, to be said here too.
    words: explain::Page<'a>,
    brief: bool,
}

impl Panel<'_> {
    fn lang(&self) -> Lang {
        self.page.lang
    }

    /// What takes a simulation.
    fn values(&self, html: impl FnOnce() -> String) -> String {
        let coming = || format!("<p class=\"legend\">{}</p>\n", say::COMING.of(self.lang()));
        let html = if self.brief { coming() } else { html() };
        format!("<div class=\"values\">\n{html}</div>\n")
    }

    fn heading(&self, name: &str, label: &str, facts: &[&str]) -> String {
        let facts: Vec<&str> = facts.iter().copied().filter(|fact| !fact.is_empty()).collect();
        let name =
            if name == label { String::new() } else { format!(" <code>{}</code>", escape(name)) };
        format!(
            "<p class=\"kicker\">{}</p>\n<h2 id=\"why-title\" tabindex=\"-1\">{}{name}</h2>\n",
            escape(&facts.join(" · ")),
            escape(label),
        )
    }

    fn title(&self, title: &str) -> String {
        format!("<h3>{}</h3>\n", escape(title))
    }

    fn definition(&self, span: &std::ops::Range<usize>) -> String {
        let Some(text) = self.words.statement(span) else { return String::new() };
        format!(
            "{}<pre tabindex=\"0\"><code>{}</code></pre>\n",
            self.title(words::DEFINITION.of(self.lang())),
            coloured(text.trim_end())
        )
    }

    fn quantity(&self, quantity: &QuantityExplained) -> String {
        let lang = self.lang();
        let label = self.page.view.label(&quantity.labels, &quantity.name);
        let mut kind = words::quantity_kind(quantity.kind).of(lang).to_owned();
        if quantity.name == quantity.quantity && !quantity.dimensions.is_empty() {
            kind += &format!(" [{}]", quantity.dimensions.join(", "));
        }
        let section = section(quantity.section.as_ref(), lang);
        let mut out = self.heading(&quantity.name, &label, &[&kind, &section]);
        if let Some(doc) = &quantity.doc {
            out += &format!("<p>{}</p>\n", escape(self.page.view.said(doc)));
        }
        out += &web(&label, &quantity.fed_by, Some(&quantity.feeds), lang);
        out += &self.values(|| self.known(quantity, &label));
        out += &self.definition(&quantity.span);
        out += &self.facts(quantity);
        out += &self.evidence(&quantity.observations, &quantity.indirect);
        out
    }

    fn facts(&self, quantity: &QuantityExplained) -> String {
        let lang = self.lang();
        let unit = match (quantity.unit.name.as_str(), quantity.unit.labels.get(lang.code())) {
            ("", _) => words::PURE_NUMBER.of(lang).to_owned(),
            (_, Some(label)) => label.clone(),
            (name, None) => name.to_owned(),
        };
        let mut out = "<dl>\n".to_owned();
        let mut add = |key: Word, text: &str| {
            out += &format!("<dt>{}</dt><dd>{}</dd>\n", key.of(lang), escape(text));
        };
        if let Some(why) = &quantity.assumption {
            add(words::WHY, self.page.view.said(why));
        }
        if quantity.kind != QuantityKind::Alternatives {
            add(words::UNIT, &unit);
        }
        if let Some(scope) = &quantity.scope {
            add(words::SCOPE, self.page.view.said(scope));
        }
        out + "</dl>\n"
    }

    /// What it is now: of a constant its distribution, else its course.
    fn known(&self, quantity: &QuantityExplained, label: &str) -> String {
        let lang = self.lang();
        let [course] = quantity.courses.as_slice() else { return self.elements(quantity) };
        if !course.steady {
            return self.course(course, &quantity.name, &quantity.observations);
        }
        let mut out = self.title(words::KNOWN.of(lang));
        match (&course.shape, course.after.first().copied().flatten()) {
            (Some(shape), _) if quantity.kind == QuantityKind::Alternatives => {
                out += &self.options(quantity, shape);
            }
            (Some(shape), _) => {
                out += &self.shape(shape, course.prior.as_deref(), label);
            }
            (None, Some([.., value])) => {
                let key =
                    if quantity.kind == QuantityKind::Lever { say::SET_TO } else { words::CERTAIN };
                let value = Measured::new(&course.unit, lang).exact(value);
                out +=
                    &format!("<p><b>{}</b> <small>{}</small></p>\n", escape(&value), key.of(lang));
            }
            (None, None) => out += "<p>–</p>\n",
        }
        out
    }

    /// A course as a chart with its data.
    fn course(&self, course: &Course, name: &str, observed: &[usize]) -> String {
        let plan = self.page.report.plan;
        let answers = self.page.report.answers;
        let id = (0u32..).zip(&plan.variables).find(|(_, v)| v.name == name);
        let Some((id, _)) = id else { return String::new() };
        let points = course.steps.iter().zip(&course.after);
        let points = points
            .filter_map(|(&step, quantiles)| {
                let place = Place { from: step, to: step };
                Some(Point { place, quantiles: (*quantiles)? })
            })
            .collect();
        // A level, or a year's total of a rate, which is its mean over the year.
        let plain = |o: &ObservationAnswer| {
            ["level", "total", "mean"]
                .iter()
                .any(|m| o.measure.starts_with(&format!("{m}({name},")))
        };
        let observed = observed
            .iter()
            .filter_map(|&index| {
                let observation = answers.observations.get(index).filter(|o| plain(o))?;
                Some(Mark { index, place: observation.place? })
            })
            .collect();
        let id = VariableId(id);
        let label = self.page.figures().variable(id, self.page);
        let course = trajectories::Course {
            of: Of::Level(id),
            unit: course.unit.clone(),
            points,
            observed,
            targets: Vec::new(),
        };
        let title = format!(
            "{}{}{}",
            words::COURSE.of(self.lang()),
            words::word(": ", "：").of(self.lang()),
            label
        );
        self.page.figures().alone(&title, &course, self.page, &self.page.id("y"))
    }

    /// The distribution of a number, before the evidence and with it.
    fn shape(&self, shape: &Shape, prior: Option<&str>, label: &str) -> String {
        let lang = self.lang();
        let view = &self.page.view;
        let evidence = view.answers.weighting.observations > 0;
        let show = |spread: &Spread| escape(&view.spread(&shape.unit, false, spread));
        let mut out = "<dl>\n".to_owned();
        let mut add = |key: Word, text: &str| {
            out += &format!("<dt>{}</dt><dd>{text}</dd>\n", key.of(lang));
        };
        if evidence {
            add(words::PRIOR, &show(&shape.spread_before));
            add(words::POSTERIOR, &show(&shape.spread_after));
        } else {
            add(words::ASSUMED, &show(&shape.spread_after));
        }
        if let Some(prior) = prior {
            add(words::PRIOR_KEY, &format!("<code>{}</code>", escape(prior)));
        }
        out += "</dl>\n";
        out += &drawn(shape, label, view, false).svg(&self.page.id("s"), "shape");
        let outlines = if evidence { say::OUTLINES } else { words::NO_EVIDENCE };
        out + &format!("<p class=\"legend\">{}</p>\n", outlines.of(lang))
    }

    /// Alternatives with their shares.
    fn options(&self, quantity: &QuantityExplained, shape: &Shape) -> String {
        let plan = self.page.report.plan;
        let found = plan.quantities.iter().find(|q| q.name == quantity.quantity);
        let branches = found.map_or(&[][..], |q| q.branches.as_slice());
        let shares = shape.before.iter().zip(&shape.after);
        let items = branches.iter().zip(shares).map(|(branch, (before, after))| {
            let said = self.page.view.branch_words(branch);
            format!(
                "<li><b>{} → {}</b> {} <small><code>{}</code></small></li>\n",
                numbers::percent(*before),
                numbers::percent(*after),
                escape(&said),
                escape(&branch.name)
            )
        });
        let key =
            format!("{} → {}", words::PRIOR.of(self.lang()), words::POSTERIOR.of(self.lang()));
        format!("<p class=\"legend\">{key}</p>\n<ul>\n{}</ul>\n", items.collect::<String>())
    }

    /// Every element of an array in a line.
    fn elements(&self, quantity: &QuantityExplained) -> String {
        let lang = self.lang();
        let view = &self.page.view;
        let mut rows = String::new();
        for course in &quantity.courses {
            let show = |quantiles: Option<&Option<[f64; 5]>>| match quantiles.copied().flatten() {
                None => "–".to_owned(),
                Some(q) if q[0] == q[4] => view.value(&course.unit, false, q[2]),
                Some(q) => {
                    let spread = Spread { low: q[0], median: q[2], high: q[4] };
                    view.spread(&course.unit, false, &spread)
                }
            };
            let element = course.name.strip_prefix(&quantity.quantity).unwrap_or(&course.name);
            let first = if course.steady { String::new() } else { show(course.after.first()) };
            rows += &format!(
                "<tr><th scope=\"row\"><span data-why=\"{}\">{}</span></th><td>{}</td><td>{}</td></tr>\n",
                escape(&course.name),
                escape(element.trim_matches(['[', ']'])),
                escape(&first),
                escape(&show(course.after.last())),
            );
        }
        if quantity.left_out > 0 {
            let more = words::more_elements(quantity.left_out, lang);
            rows += &format!("<tr><td colspan=\"3\">{}</td></tr>\n", escape(&more));
        }
        let when = |last: bool| {
            let course = quantity.courses.iter().find(|course| !course.steady)?;
            let (steps, times) = (course.steps.iter(), course.times.iter());
            let (step, time) =
                if last { steps.zip(times).next_back() } else { steps.zip(times).next() }?;
            Some(self.words.when(*step, *time))
        };
        let head = |text: Option<String>| {
            format!("<th scope=\"col\">{}</th>", escape(&text.unwrap_or_default()))
        };
        format!(
            "{}<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">{}</th>{}{}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n",
            self.title(words::ELEMENTS.of(lang)),
            words::ELEMENT.of(lang),
            head(when(false)),
            head(when(true)),
        )
    }

    fn evidence(&self, observations: &[usize], indirect: &[usize]) -> String {
        let lang = self.lang();
        let all = &self.page.report.answers.observations;
        let mut out = self.title(words::EVIDENCE_OF.of(lang));
        let items: String =
            observations.iter().filter_map(|&index| all.get(index)).map(|o| self.seen(o)).collect();
        if items.is_empty() {
            out += &format!("<p class=\"legend\">{}</p>\n", words::NOT_OBSERVED.of(lang));
        } else {
            out += &format!("<ul class=\"known\">\n{items}</ul>\n");
        }
        let name = |o: &ObservationAnswer| self.page.view.observed_then(o);
        if let Some(text) = evidence::shared(&self.words, indirect, name) {
            out += &format!("<p class=\"legend\">{}</p>\n", escape(&text));
        }
        out
    }

    /// What was observed, in the words that carry it, and what the runs say of it.
    fn seen(&self, observation: &ObservationAnswer) -> String {
        let (page, lang) = (self.page, self.lang());
        let standing = match observation.standing {
            Standing::Weighed => String::new(),
            other => format!(" <small>({})</small>", words::standing(other).of(lang)),
        };
        let mut more: Vec<String> = Vec::new();
        more.extend(observation.known.map(|day| words::known_on(&numbers::date(day, lang), lang)));
        more.extend(evidence::says(&self.words, observation));
        more.extend(observation.notes.iter().map(|note| page.view.said(note).to_owned()));
        let more: String =
            more.iter().map(|text| format!("<br/><small>{}</small>", escape(text))).collect();
        format!(
            "<li>{}{}<b>{}</b>{standing} {}{more}</li>\n",
            escape(&page.view.observed_then(observation)),
            words::word(": ", "：").of(lang),
            escape(&page.view.stated_with_error(observation)),
            page.quote(observation.source.as_deref(), observation.quote.as_deref()),
        )
    }

    fn target(&self, target: &TargetExplained) -> String {
        let (page, lang) = (self.page, self.lang());
        let answers = page.report.answers;
        let label = page.view.label(&target.labels, &target.target);
        let section = section(target.section.as_ref(), lang);
        let kind = words::node(Node::Target).of(lang);
        let mut out = self.heading(&target.name, &label, &[kind, &section]);
        if let Some(doc) = &target.doc {
            out += &format!("<p>{}</p>\n", escape(page.view.said(doc)));
        }
        if target.hidden {
            out += &format!("<p><b>{}</b></p>\n", words::HIDDEN_TARGET.of(lang));
        }
        let several = target.readings.len() > 1;
        for reading in &target.readings {
            let Some(answer) = answers.targets.get(reading.answer) else { continue };
            let full = page.view.full_label(answer);
            if several {
                out += &self.title(&full);
            }
            let deadline = numbers::deadline(&answer.deadline, lang);
            let goal = of_page::promise(&page.view.goal(answer), &deadline, lang);
            let now = self.values(|| {
                format!(
                    "<p class=\"odds\">{}</p>\n<p class=\"legend\">{} {}</p>\n",
                    board::odds(page, answer),
                    of_page::MEDIAN_KEY.of(lang),
                    board::spread(page, answer),
                )
            });
            out += &format!(
                "<p>{} <code>{}</code></p>\n{now}",
                escape(&goal),
                escape(&answer.measure),
            );
            out += &web(&full, &reading.fed_by, None, lang);
            out += &self.values(|| self.runs_of(target, reading, &full, answer.is_date));
        }
        if let Some(answer) = target.readings.first().and_then(|r| answers.targets.get(r.answer))
            && let Some((source, quote)) = &answer.source
        {
            out += &format!("<p>{}</p>\n", page.quote(Some(source), quote.as_deref()));
        }
        out += &self.definition(&target.span);
        out += &self.evidence(&target.observations, &target.indirect);
        out
    }
}

impl Panel<'_> {
    /// What the runs say of a reading: the course behind it, its distribution, what successes share.
    fn runs_of(
        &self,
        target: &TargetExplained,
        reading: &ReadingExplained,
        label: &str,
        is_date: bool,
    ) -> String {
        let lang = self.lang();
        let mut out = String::new();
        if let Some(course) = reading.course.as_ref().filter(|course| !course.steady) {
            out += &self.course(course, &course.name, &target.observations);
        }
        if let Some(shape) = &reading.shape {
            out += &self.title(words::DISTRIBUTION.of(lang));
            out += &drawn(shape, label, &self.page.view, is_date).svg(&self.page.id("s"), "shape");
        }
        out += &self.title(contrast::title(&reading.contrast).of(lang));
        out += &format!("<p>{}</p>\n", escape(&contrast::lead(&self.words, &reading.contrast)));
        let sentences = contrast::sentences(&self.words, &reading.contrast);
        let items: String =
            sentences.iter().map(|text| format!("<li>{}</li>\n", escape(text))).collect();
        if items.is_empty() { out } else { out + &format!("<ul>\n{items}</ul>\n") }
    }
}

/// A distribution as columns with the evidence and an outline before it.
fn drawn(shape: &Shape, label: &str, view: &View<'_>, is_date: bool) -> Scene {
    let (width, height) = SHAPE;
    let base = height - 20.0;
    let highest = |all: f64, share: &f64| if *share > all { *share } else { all };
    let highest = shape.before.iter().chain(&shape.after).fold(0.0, highest);
    let mut scene = Scene {
        width,
        height,
        title: label.to_owned(),
        description: view.spread(&shape.unit, is_date, &shape.spread_after),
        ..Scene::default()
    };
    let bins = shape.after.len().max(1) as f64;
    let x = |index: usize| index as f64 / bins * width;
    let y = |share: f64| if highest > 0.0 { base - share / highest * (base - 4.0) } else { base };
    for (index, &share) in shape.after.iter().enumerate() {
        if share > 0.0 {
            scene.rectangle("f50 s0", (x(index) + 0.5, base), (x(index + 1) - 0.5, y(share)));
        }
    }
    let mut outline = vec![(0.0, base)];
    for (index, &share) in shape.before.iter().enumerate() {
        outline.extend([(x(index), y(share)), (x(index + 1), y(share))]);
    }
    outline.push((width, base));
    scene.line("ghost", outline);
    scene.line("rule", vec![(0.0, base), (width, base)]);
    let end = |value| view.value(&shape.unit, is_date, value);
    scene.text("tick", (0.0, height - 5.0), Anchor::Start, end(shape.low));
    scene.text("tick", (width, height - 5.0), Anchor::End, end(shape.high));
    scene
}

fn section(section: Option<&Section>, lang: Lang) -> String {
    section.map_or_else(String::new, |section| words::section(section, lang))
}
