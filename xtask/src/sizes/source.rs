//! Rust text without what only looks like code: comments, strings and character literals become spaces.

/// Replaces them one for one, keeping every line break, so that places in the answer are places in the text.
pub(super) fn blanked(text: &str) -> Vec<char> {
    let chars: Vec<char> = text.chars().collect();
    let mut blank = Vec::with_capacity(chars.len());
    let mut rest = chars.as_slice();
    let mut before = ' ';
    while let Some(&first) = rest.first() {
        let skipped = if is_word(before) { quoted(rest) } else { quoted(rest).or_else(|| prefixed(rest)) };
        let length = skipped.unwrap_or(1).min(rest.len());
        let (taken, left) = rest.split_at(length);
        match skipped {
            Some(_) => blank.extend(taken.iter().map(|c| if *c == '\n' { '\n' } else { ' ' })),
            None => blank.push(first),
        }
        before = taken.last().copied().unwrap_or(first);
        rest = left;
    }
    blank
}

/// Whether the character can be part of a name.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a comment, a plain string or a character literal at the start of the text.
fn quoted(text: &[char]) -> Option<usize> {
    match text {
        ['/', '/', ..] => Some(text.iter().take_while(|c| **c != '\n').count()),
        ['/', '*', ..] => Some(block_comment(text)),
        ['"', ..] => Some(until_quote(text, '"')),
        ['\'', '\\', ..] | ['\'', _, '\'', ..] => Some(until_quote(text, '\'')),
        _ => None,
    }
}

/// The length of a literal with a prefix: `b"…"`, `c"…"`, `b'…'`, or a raw one such as `r#"…"#`.
fn prefixed(text: &[char]) -> Option<usize> {
    match text {
        ['b' | 'c', '"', ..] | ['b', '\'', ..] => Some(1 + quoted(text.get(1..)?)?),
        ['b' | 'c', 'r', rest @ ..] => Some(2 + raw(rest)?),
        ['r', rest @ ..] => Some(1 + raw(rest)?),
        _ => None,
    }
}

/// The length of `##"…"##`; `None` where no quote follows, as in the name `r#fn`.
fn raw(text: &[char]) -> Option<usize> {
    let hashes = text.iter().take_while(|c| **c == '#').count();
    let inside = text.get(hashes..)?.strip_prefix(&['"'])?;
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let end = inside.windows(close.len()).position(|window| window == close).unwrap_or(inside.len());
    Some(hashes + 1 + end + close.len())
}

/// The length of a literal up to and with its closing quote, honouring backslashes.
fn until_quote(text: &[char], quote: char) -> usize {
    let mut escaped = false;
    for (index, c) in text.iter().enumerate().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if *c == quote => return index + 1,
            _ => {}
        }
    }
    text.len()
}

fn block_comment(text: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut index = 0;
    loop {
        match text.get(index..) {
            Some(['/', '*', ..]) => (depth, index) = (depth + 1, index + 2),
            Some(['*', '/', ..]) => (depth, index) = (depth - 1, index + 2),
            Some([_, ..]) => index += 1,
            _ => return text.len(),
        }
        if depth == 0 {
            return index;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(text: &str) -> String {
        blanked(text).into_iter().collect()
    }

    #[test]
    fn comments_go_and_lines_stay() {
        assert_eq!(blank("a // fn b\nc"), "a        \nc");
        assert_eq!(blank("a /* { /* \n */ } */ b"), "a         \n         b");
    }

    #[test]
    fn strings_go_with_their_escapes_and_prefixes() {
        assert_eq!(blank(r#"x("a\"{");"#), "x(      );");
        assert_eq!(blank(r##"x(r#"a"{"#);"##), "x(        );");
        assert_eq!(blank(r#"x(b"{", br"}");"#), "x(    ,      );");
    }

    #[test]
    fn characters_go_and_lifetimes_stay() {
        assert_eq!(blank("m('{', '\\'', 'x')"), "m(   ,     ,    )");
        assert_eq!(blank("fn a<'a>(b: &'a str)"), "fn a<'a>(b: &'a str)");
    }

    #[test]
    fn a_raw_name_is_no_string_and_a_name_that_ends_in_r_is_no_prefix() {
        assert_eq!(blank("r#fn() { for }"), "r#fn() { for }");
        assert_eq!(blank(r#"colour"{""#), "colour   ");
    }

    #[test]
    fn text_that_ends_inside_a_literal_ends_there() {
        assert_eq!(blank("a \"bc"), "a    ");
        assert_eq!(blank("a r#\"bc"), "a      ");
        assert_eq!(blank("a /* b"), "a     ");
    }
}
