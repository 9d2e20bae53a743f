//! Text in a table that a spreadsheet opens: no reading of it becomes a formula.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, also as Asian keyboards write it.
const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What a spreadsheet of other settings takes for the end of a cell: what follows would stand at the beginning of one.
const ENDS: [char; 5] = [';', '\t', '\n', '\r', '|'];

/// A cell of text. Whatever would begin a formula has an apostrophe before it, which spreadsheets show as text; a NUL, which no
/// reader agrees on, becomes U+FFFD. Quoting is the writer's own business.
pub fn cell(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut kept = 0;
    let mut begins = true;
    for (at, c) in text.char_indices() {
        let stands_for = match c {
            '\0' => Some("\u{FFFD}"),
            // Before a tab or a line's end nothing is a formula, but some readers drop it and see what follows first.
            '\t' | '\r' if begins && at == 0 => Some("'"),
            c if begins && TRIGGERS.contains(&c) => Some("'"),
            _ => None,
        };
        if let Some(instead) = stands_for {
            safe.push_str(&text[kept..at]);
            safe.push_str(instead);
            kept = if c == '\0' { at + 1 } else { at };
        }
        begins = ENDS.contains(&c) || (begins && is_passed_over(c));
    }
    if safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[kept..]);
    Cow::Owned(safe)
}

/// What readers strip or do not show before they look at a cell's first character.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-5 degrees", "'-5 degrees"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            (" =1", " '=1"),
            ("\u{200B}=1", "\u{200B}'=1"),
            ("＝1", "'＝1"),
            ("\"=1", "\"'=1"),
            ("a;=1", "a;'=1"),
            ("a\n=1", "a\n'=1"),
            ("a\0b", "a\u{FFFD}b"),
            ("", ""),
            ("a = b - c", "a = b - c"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ] {
            assert_eq!(cell(text), safe, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_reading_begins_with_a_formula(text in "[-=+@;\t\r\n |\"'a\0\u{200B}＝]{0,12}") {
            let safe = cell(&text);
            for part in safe.split(ENDS) {
                let first = part.chars().find(|c| *c == '\'' || !is_passed_over(*c));
                let begun = first.is_some_and(|c| TRIGGERS.contains(&c));
                prop_assert!(!begun, "{:?} became {:?}", text, safe);
            }
            prop_assert!(!safe.contains('\0'));
        }

        #[test]
        fn nothing_else_is_changed(text in "[a-z0-9 ,.<>/()éñعx]{0,40}") {
            prop_assert_eq!(cell(&text), text.as_str());
        }
    }
}
