//! Text that goes into a page, and addresses that may.

/// Text as content of an element or of a quoted attribute: what has a meaning in HTML is spelled out,
/// and characters that no document may hold are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(letter),
            '\r' => {}
            _ if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Text in which names stand in backquotes, as findings have them.
pub fn with_names(text: &str) -> String {
    let mut out = String::new();
    let closed = text.matches('`').count() / 2 * 2;
    for (index, part) in text.splitn(closed + 1, '`').enumerate() {
        let part = escape(part);
        out += &if index % 2 == 1 { format!("<code>{part}</code>") } else { part };
    }
    out
}

/// An address that a reader may follow: a page, a mail address, a place on this page. Everything else
/// (`javascript:`, `data:`, a file beside the plan) is no link.
pub fn safe_address(address: &str) -> Option<&str> {
    let address = address.trim();
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let starts = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| starts(scheme));
    (known || address.starts_with('#')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_mail_and_places_are_links() {
        assert_eq!(
            safe_address(" https://example.org/a?b=c#d "),
            Some("https://example.org/a?b=c#d")
        );
        assert_eq!(safe_address("#part"), Some("#part"));
        assert_eq!(safe_address("MAILTO:a@example.org"), Some("MAILTO:a@example.org"));
        for bad in [
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "//example.org",
            "a.html",
            "",
        ] {
            assert_eq!(safe_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_in_backquotes() {
        assert_eq!(with_names("`a` and `b`"), "<code>a</code> and <code>b</code>");
        assert_eq!(with_names("`a` < `"), "<code>a</code> &lt; `");
        assert_eq!(with_names(""), "");
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(escape("<a b='c'>&\"\u{0}"), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
    }
}
