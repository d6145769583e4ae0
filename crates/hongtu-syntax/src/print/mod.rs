//! The canonical text of statements.
//!
//! Statements start at the margin, clauses on lines of their own are indented by four blanks, what
//! is longer than a hundred columns goes on in lines that are indented by eight.

mod clauses;
mod display;
mod expressions;
mod heads;
mod layout;

use clauses::{labels_below, needs_own_line};
use expressions::Writer;
use layout::Page;

use crate::tree::{Block, BlockKind, Clause, ClauseKind, Comment, Item, Statement};

const CLAUSE_INDENT: usize = 4;
const LABEL_INDENT: usize = 8;

/// The canonical text of statements, as it stands in a block.
///
/// ```
/// let (statements, _) = hongtu_syntax::parse_statements("stock  s:yuan=5 million  yuan\n  -spent");
/// assert_eq!(hongtu_syntax::print(&statements), "stock s : yuan = 5 million yuan\n    - spent\n");
/// ```
pub fn print(statements: &[Statement]) -> String {
    let mut page = Page::default();
    for statement in statements {
        print_statement(&mut page, statement, true);
    }
    page.text
}

/// The canonical content of a block.
pub(crate) fn print_block(block: &Block) -> String {
    let mut page = Page::default();
    for statement in &block.statements {
        print_statement(&mut page, statement, block.kind == BlockKind::Model);
    }
    print_comments(&mut page, &block.trailing_comments, 0);
    page.text
}

fn print_statement(page: &mut Page, statement: &Statement, keyword: bool) {
    print_comments(page, &statement.comments, 0);
    if statement.blank_before && !page.text.is_empty() {
        page.newline(0);
    }
    page.start_line(0);
    let mut head = Writer::default();
    head.item(&statement.item, keyword);
    page.lay(&head.parts, 0);
    let mut line =
        Line { comment: statement.trailing_comment.clone(), empty: head.parts.is_empty() };
    let mut before = match &statement.item {
        // A doc string would be read as the title that is missing.
        Item::Scenario { title: None, .. } => {
            Some(&ClauseKind::Deadline { ours: true, reason: None })
        }
        _ => None,
    };
    for clause in &statement.clauses {
        print_clause(page, clause, before, &mut line);
        before = Some(&clause.kind);
    }
    end_line(page, &mut line);
}

/// The line at hand.
struct Line {
    /// The comment that will end it.
    comment: Option<Comment>,
    /// Whether nothing stands on it.
    empty: bool,
}

fn print_clause(page: &mut Page, clause: &Clause, before: Option<&ClauseKind>, line: &mut Line) {
    let mut writer = Writer::default();
    writer.clause(&clause.kind);
    let own_line = clause.own_line
        || !clause.comments.is_empty()
        || line.comment.is_some()
        || needs_own_line(&clause.kind, before)
        || !page.fits(&writer.parts);
    if !own_line && !line.empty {
        page.push(" ");
        page.lay(&writer.parts, CLAUSE_INDENT);
    } else {
        let indent = if line.empty { 0 } else { CLAUSE_INDENT };
        if !line.empty {
            end_line(page, line);
        }
        print_comments(page, &clause.comments, indent);
        page.start_line(indent);
        page.lay(&writer.parts, CLAUSE_INDENT);
    }
    line.empty = false;
    for (language, text) in labels_below(&clause.kind) {
        page.newline(LABEL_INDENT);
        let mut writer = Writer::default();
        writer.label(language, text);
        page.lay(&writer.parts, LABEL_INDENT);
    }
    line.comment.clone_from(&clause.trailing_comment);
}

fn end_line(page: &mut Page, line: &mut Line) {
    if let Some(comment) = line.comment.take() {
        page.push(" ");
        page.push(&comment_text(&comment));
    }
    page.text.push('\n');
}

fn print_comments(page: &mut Page, comments: &[Comment], indent: usize) {
    for comment in comments {
        if comment.blank_before && !page.text.is_empty() {
            page.newline(0);
        }
        page.start_line(indent);
        page.push(&comment_text(comment));
        page.text.push('\n');
    }
}

fn comment_text(comment: &Comment) -> String {
    // A comment is one line.
    let text = comment.text.replace(['\n', '\r'], " ");
    let text = text.trim_end();
    if text.is_empty() { "#".to_owned() } else { format!("# {text}") }
}
