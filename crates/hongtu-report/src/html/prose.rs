//! Prose as HTML: what Markdown says, and nothing that could act.
//!
//! A plan is untrusted. Raw HTML is shown as text, images are their descriptions, links lead to pages,
//! mail addresses and places on the page, and no attribute but those written here exists.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::text::{escape, safe_address};

/// What the page puts into the prose.
pub trait Inserts {
    /// A fenced block between two bytes of the document; `None` where it is not one of ours.
    fn block(&mut self, kind: &str, bytes: Range<usize>, code: &str) -> Option<String>;

    /// Inline code between two bytes, where it is a live value.
    fn value(&mut self, bytes: Range<usize>) -> Option<String>;

    /// At the end of the section with this index.
    fn closed(&mut self, section: usize) -> String;

    /// What its heading is called in the page's language, where the document says it.
    fn called(&self, section: usize) -> Option<String>;
}

/// A heading of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Index of the section that it opens.
    pub section: usize,
    /// Its level in the page.
    pub level: u8,
    /// Its content, as HTML without blocks.
    pub html: String,
}

/// A document as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The title, where the document starts with a heading of the first level: it is not in the body.
    pub title: Option<String>,
    /// Everything else.
    pub body: String,
    /// All headings but the title.
    pub headings: Vec<Heading>,
}

/// The id of a section's heading.
pub fn anchor(section: usize) -> String {
    format!("s-{section}")
}

/// Renders a document.
pub fn prose(document: &str, inserts: &mut dyn Inserts) -> Prose {
    let body = document.strip_prefix('\u{feff}').unwrap_or(document);
    let shift = document.len() - body.len();
    let mut writer = Writer::new(inserts);
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        writer.event(event, range.start + shift..range.end + shift);
    }
    writer.close_section();
    writer.close_chapter();
    writer.out
}

/// Inline HTML of ours without its tags, for places where links must not nest.
pub fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    out
}

struct Writer<'a> {
    inserts: &'a mut dyn Inserts,
    out: Prose,
    /// Headings so far.
    sections: usize,
    /// Sections whose end was not written yet: one, or more where headings stand in quotations.
    open: Vec<usize>,
    /// The heading that is being read: its level and content.
    heading: Option<(HeadingLevel, String)>,
    /// The level of the last heading in the page.
    level: u8,
    /// Whether a chapter is open.
    chapter: bool,
    /// The code block that is being read: what it is, where it stands, its content.
    code: Option<(String, Range<usize>, String)>,
    /// Whether each open link is one.
    links: Vec<bool>,
    /// Blocks inside which the prose is, such as quotations.
    depth: usize,
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl<'a> Writer<'a> {
    fn new(inserts: &'a mut dyn Inserts) -> Self {
        Self {
            inserts,
            out: Prose::default(),
            sections: 0,
            open: Vec::new(),
            heading: None,
            level: 1,
            chapter: false,
            code: None,
            links: Vec::new(),
            depth: 0,
            alignments: Vec::new(),
            column: 0,
            in_head: false,
        }
    }

    fn put(&mut self, html: &str) {
        match &mut self.heading {
            Some((_, content)) => content.push_str(html),
            None => self.out.body.push_str(html),
        }
    }

    fn event(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, bytes),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, _, code)) => code.push_str(&text),
                None => self.put(&escape(&text)),
            },
            // Raw HTML is shown as it is written.
            Event::Html(html) | Event::InlineHtml(html) => self.put(&escape(&html)),
            Event::Code(code) => {
                let html = match self.inserts.value(bytes) {
                    Some(value) => value,
                    None => format!("<code>{}</code>", escape(&code)),
                };
                self.put(&html);
            }
            Event::SoftBreak => self.put("\n"),
            Event::HardBreak => self.put("<br/>"),
            Event::Rule => self.put("<hr/>\n"),
            Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, bytes: Range<usize>) {
        match tag {
            Tag::Paragraph => self.put("<p>"),
            Tag::Heading { level, .. } => {
                if self.depth == 0 {
                    self.close_section();
                }
                self.heading = Some((level, String::new()));
            }
            Tag::BlockQuote(_) => self.enter("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                let kind = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split_whitespace().next().unwrap_or_default().to_owned()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((kind, bytes, String::new()));
            }
            Tag::HtmlBlock => self.put("<p class=\"raw\">"),
            Tag::List(None) => self.enter("<ul>\n"),
            Tag::List(Some(1)) => self.enter("<ol>\n"),
            Tag::List(Some(first)) => self.enter(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.put("<li>"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.enter("<div class=\"scroll\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.put("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.put("<tr>");
            }
            Tag::TableCell => {
                let class = match self.alignments.get(self.column) {
                    Some(Alignment::Right) => " class=\"number\"",
                    Some(Alignment::Center) => " class=\"middle\"",
                    _ => "",
                };
                self.put(&if self.in_head {
                    format!("<th scope=\"col\"{class}>")
                } else {
                    format!("<td{class}>")
                });
            }
            Tag::Emphasis => self.put("<em>"),
            Tag::Strong => self.put("<strong>"),
            Tag::Link { dest_url, .. } => {
                // Links do not nest in HTML.
                let address = safe_address(&dest_url).filter(|_| !self.links.contains(&true));
                if let Some(address) = address {
                    let address = escape(address);
                    self.put(&format!("<a href=\"{address}\" rel=\"noopener noreferrer\">"));
                }
                self.links.push(address.is_some());
            }
            Tag::Image { .. } => self.put("<span class=\"image\">"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.put("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.leave("</blockquote>\n"),
            TagEnd::CodeBlock => {
                let Some((kind, bytes, code)) = self.code.take() else { return };
                let html = self.inserts.block(&kind, bytes, &code).unwrap_or_else(|| {
                    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape(&code))
                });
                self.put(&html);
            }
            TagEnd::List(true) => self.leave("</ol>\n"),
            TagEnd::List(false) => self.leave("</ul>\n"),
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::Table => self.leave("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.put("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => {
                let html = if self.in_head { "</th>" } else { "</td>" };
                self.column += 1;
                self.put(html);
            }
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Link if self.links.pop() == Some(true) => self.put("</a>"),
            TagEnd::Image => self.put("</span>"),
            _ => {}
        }
    }

    fn enter(&mut self, html: &str) {
        self.depth += 1;
        self.put(html);
    }

    fn leave(&mut self, html: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.put(html);
    }

    /// Writes what stands at the end of the open sections.
    fn close_section(&mut self) {
        for section in std::mem::take(&mut self.open) {
            let html = self.inserts.closed(section);
            self.put(&html);
        }
    }

    /// Ends the chapter that is open, if one is.
    fn close_chapter(&mut self) {
        if std::mem::take(&mut self.chapter) {
            self.put("</section>\n");
        }
    }

    fn end_heading(&mut self) {
        let Some((level, html)) = self.heading.take() else { return };
        let section = self.sections;
        self.sections += 1;
        self.open.push(section);
        if section == 0 && level == HeadingLevel::H1 && self.out.body.trim().is_empty() {
            self.out.title = Some(html);
            return;
        }
        // The page's own title is its only first level, and no level is left out on the way down.
        let level = (level as u8).clamp(2, self.level + 1);
        self.level = level;
        if level == 2 && self.depth == 0 {
            self.close_chapter();
            self.put("<section class=\"chapter\">\n");
            self.chapter = true;
        }
        let (id, called) = (anchor(section), self.inserts.called(section));
        let lang = if called.is_some() { " lang=\"zh-CN\"" } else { "" };
        let html = called.map_or(html, |called| escape(&called));
        self.put(&format!("<h{level} id=\"{id}\"{lang}>{html}</h{level}>\n"));
        self.out.headings.push(Heading { section, level, html });
    }
}
