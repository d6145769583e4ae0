//! Formatting changes the form of blocks and nothing else.

use hongtu_syntax::{format, parse};

use crate::shape;

/// Formats, and checks what must hold of every formatted document.
pub fn formatted(text: &str) -> String {
    let once = format(text).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics:#?}"));
    assert_eq!(format(&once).as_ref(), Ok(&once), "formatting twice changes something");
    assert_eq!(shape(&parse(&once).0), shape(&parse(text).0), "formatting changes the plan");
    once
}

#[test]
fn blocks_are_put_in_form() {
    let text = "\
# Title

```hongtu
plan   “A cup”


time 0 to 30 minute   step 1 / 8 minute
aux  `odd name` [ x ]:yuan / year=5万+(a+b)*-3^2 # why
  assumption \"because\"

   # before
   label zh \"标签\"
# last
```

Prose  stays   as it is.
";
    let expected = "\
# Title

```hongtu
plan \"A cup\"

time 0 to 30 minute step 1/8 minute
aux `odd name`[x] : yuan/year = 5 万 + (a + b) * -3^2 # why
    assumption \"because\"

    # before
    label zh \"标签\"
# last
```

Prose  stays   as it is.
";
    assert_eq!(formatted(text), expected);
}

#[test]
fn prefixes_and_line_endings_stay() {
    for (text, expected) in [
        (
            "> ```hongtu\r\n> aux a=b\r\n>\r\n> aux c=d\r\n> ```\r\n",
            "> ```hongtu\r\n> aux a = b\r\n>\r\n> aux c = d\r\n> ```\r\n",
        ),
        (
            "- x\n\n  ~~~hongtu\n    aux a=b\n\n    aux c=d\n  ~~~\n",
            "- x\n\n  ~~~hongtu\n  aux a = b\n\n  aux c = d\n  ~~~\n",
        ),
        ("> - ```hongtu\n>   aux a=b\n>   ```\n", "> - ```hongtu\n>   aux a = b\n>   ```\n"),
        ("\u{feff}```hongtu\naux a=b\n```", "\u{feff}```hongtu\naux a = b\n```"),
        ("```hongtu\n```\n", "```hongtu\n```\n"),
        ("```hongtu\n\n\n```\n", "```hongtu\n```\n"),
        ("```chart\nbetween 2015 and 2026\n```\n", "```chart\nbetween 2015 and 2026\n```\n"),
        ("```chart\n\"A\"  a,b\nshow t\n```\n", "```chart\n\"A\" a, b\n    show t\n```\n"),
    ] {
        assert_eq!(formatted(text), expected);
    }
}

#[test]
fn long_lines_break_at_operators_commas_and_clauses() {
    let long = "a_name_that_is_long_enough_to_matter";
    let text = format!(
        "```hongtu\n\
         aux a = {long} + {long} * ({long} - {long}) indicative\n\
         aux b = max({long}, {long}, {long})\n\
         aux c = {{ x: {long}, y: {long}, else: {long} }}\n\
         aux d = if {long} > {long} then {long} else {long}\n\
         lever e : yuan = 5 in 0..10 from 2024 cost 1 yuan/yuan source {long} \"{}\" known 2024\n\
         target f\n    reading g \"words\" : {long} + {long} + {long} > 5\n        label zh \"x\"\n\
         series h = {}\n\
         ```\n",
        "many words ".repeat(20).trim(),
        "(2019, 6.0 billion) ".repeat(9).trim(),
    );
    let expected = "\
```hongtu
aux a = a_name_that_is_long_enough_to_matter +
        a_name_that_is_long_enough_to_matter *
        (a_name_that_is_long_enough_to_matter - a_name_that_is_long_enough_to_matter) indicative
aux b = max(a_name_that_is_long_enough_to_matter, a_name_that_is_long_enough_to_matter,
        a_name_that_is_long_enough_to_matter)
aux c = {
    x: a_name_that_is_long_enough_to_matter,
    y: a_name_that_is_long_enough_to_matter,
    else: a_name_that_is_long_enough_to_matter,
}
aux d = if a_name_that_is_long_enough_to_matter > a_name_that_is_long_enough_to_matter
        then a_name_that_is_long_enough_to_matter else a_name_that_is_long_enough_to_matter
lever e : yuan = 5 in 0..10 from 2024 cost 1 yuan/yuan
    source a_name_that_is_long_enough_to_matter \"many words many words many words many words many
        words many words many words many words many words many words many words many words many
        words many words many words many words many words many words many words many words\"
    known 2024
target f
    reading g \"words\" : a_name_that_is_long_enough_to_matter +
        a_name_that_is_long_enough_to_matter + a_name_that_is_long_enough_to_matter > 5
        label zh \"x\"
series h = (2019, 6.0 billion) (2019, 6.0 billion) (2019, 6.0 billion) (2019, 6.0 billion)
        (2019, 6.0 billion) (2019, 6.0 billion) (2019, 6.0 billion) (2019, 6.0 billion)
        (2019, 6.0 billion)
```
";
    assert_eq!(formatted(&text), expected);
}

#[test]
fn comments_within_a_line_move_above_it() {
    let text = "```hongtu\naux a = (b # one\n    # two\n    + c) indicative # three\n```\n";
    let expected = "```hongtu\n# one\n# two\naux a = (b + c) indicative # three\n```\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn documents_with_mistakes_are_left_alone() {
    let text = "```hongtu\naux a  = (b\n```\n";
    assert_eq!(format(text).map_err(|diagnostics| diagnostics.len()), Err(1));
}
