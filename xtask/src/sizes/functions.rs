//! The functions of a Rust file, found by their brackets. It reads code that compiles and that rustfmt has set.

use super::source::{blanked, is_word};

/// A function: where it begins, how many lines it takes from `fn` to its last brace, and its arguments without `self`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) lines: usize,
    pub(super) arguments: usize,
}

/// Every function of the text, nested ones too. A declaration without body has the length of its signature.
pub(super) fn of(text: &str) -> Vec<Function> {
    let code = blanked(text);
    let mut found = Vec::new();
    let mut line = 1;
    let mut before = ' ';
    for (index, c) in code.iter().enumerate() {
        if *c == 'f' && !is_word(before) && before != '#' {
            found.extend(code.get(index..).and_then(|code| function_at(code, line)));
        }
        line += usize::from(*c == '\n');
        before = *c;
    }
    found
}

/// Reads the function whose keyword the code begins with; `fn(` is a type, and no function.
fn function_at(code: &[char], line: usize) -> Option<Function> {
    let rest = code.strip_prefix(&['f', 'n'])?;
    let blank = rest.iter().take_while(|c| c.is_whitespace()).count();
    let rest = rest.get(blank..).filter(|_| blank > 0)?;
    let name: String = rest.iter().take_while(|c| is_word(**c) || **c == '#').collect();
    if name.is_empty() {
        return None;
    }
    let mut rest = rest.get(name.chars().count()..)?;
    if rest.first() == Some(&'<') {
        rest = after_bracket(rest)?;
    }
    let after = after_bracket(rest)?;
    let list = rest.get(1..rest.len() - after.len() - 1)?;
    let end = end_of_body(after)?;
    let length = code.len() - after.len() + end;
    let lines = 1 + code.iter().take(length).filter(|c| **c == '\n').count();
    Some(Function { name, line, lines, arguments: arguments(list) })
}

/// What follows the bracket that the code begins with, its match included. `->` and `=>` close nothing.
fn after_bracket(code: &[char]) -> Option<&[char]> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (index, c) in code.iter().enumerate() {
        depth = deeper(depth, *c, before)?;
        if depth == 0 {
            return code.get(index + 1..).filter(|_| index > 0);
        }
        before = *c;
    }
    None
}

fn deeper(depth: usize, c: char, before: char) -> Option<usize> {
    match c {
        '(' | '[' | '{' | '<' => Some(depth + 1),
        '>' if before == '-' || before == '=' => Some(depth),
        ')' | ']' | '}' | '>' => depth.checked_sub(1),
        _ => Some(depth),
    }
}

/// The length of the code up to the end of the body, or up to the semicolon where there is none.
fn end_of_body(code: &[char]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut inside = false;
    for (index, c) in code.iter().enumerate() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        inside |= *c == '{' && depth == 1;
        if depth == 0 && (*c == ';' || (inside && *c == '}')) {
            return Some(index + 1);
        }
    }
    None
}

/// Counts what the commas of the outermost level part, without `self`.
fn arguments(list: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut before = ' ';
    let mut parts = vec![String::new()];
    for c in list {
        depth = deeper(depth, *c, before).unwrap_or_default();
        before = *c;
        match parts.last_mut() {
            Some(part) if *c != ',' || depth > 0 => part.push(*c),
            _ => parts.push(String::new()),
        }
    }
    parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty() && !is_self(part)).count()
}

fn is_self(argument: &str) -> bool {
    let name = argument.split(':').next().unwrap_or_default();
    name.split(|c: char| !is_word(c)).next_back() == Some("self") && !name.contains('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (String, usize, usize, usize) {
        let mut all = of(text);
        assert_eq!(all.len(), 1, "{all:?}");
        let Function { name, line, lines, arguments } = all.remove(0);
        (name, line, lines, arguments)
    }

    #[test]
    fn a_function_is_measured_from_its_keyword_to_its_brace() {
        let text = "//! Top.\n\n/// Adds.\n#[inline]\npub(crate) const fn add(a: u8, b: u8) -> u8 {\n    a + b\n}\n";
        assert_eq!(one(text), ("add".to_owned(), 5, 3, 2));
    }

    #[test]
    fn self_is_no_argument_in_any_of_its_forms() {
        for receiver in
            ["self", "&self", "mut self", "&mut self", "&'a mut self", "self: Arc<Self>", "mut self: Pin<&mut Self>"]
        {
            assert_eq!(one(&format!("fn a({receiver}, b: u8) {{}}")).3, 1, "{receiver}");
        }
        assert_eq!(one("fn a(itself: u8) {}").3, 1);
    }

    #[test]
    fn commas_inside_types_and_patterns_part_no_arguments() {
        let text = "fn a<F: Fn(u8, u8) -> u8, const N: usize>(\n    (b, c): (u8, u8),\n    d: HashMap<u8, Vec<[u8; N]>>,\n    e: impl Fn(u8, u8) -> u8,\n) -> [u8; 2]\nwhere\n    F: Send,\n{\n}";
        assert_eq!(one(text), ("a".to_owned(), 1, 9, 3));
    }

    #[test]
    fn braces_in_literals_and_comments_end_nothing() {
        let text = "fn a() {\n    x(\"}\", '}'); // }\n    if b {\n    }\n}\nconst C: u8 = 1;\n";
        assert_eq!(one(text).2, 5);
    }

    #[test]
    fn comparisons_in_the_body_do_not_matter() {
        assert_eq!(one("fn a() -> bool {\n    b < c && d >> 2 > 1\n}").2, 3);
    }

    #[test]
    fn a_declaration_has_no_body() {
        assert_eq!(one("trait T {\n    fn a(&self, b: [u8; 4]) -> [u8; 4];\n}"), ("a".to_owned(), 2, 1, 1));
    }

    #[test]
    fn nested_functions_are_counted_by_themselves_and_in_the_outer_one() {
        let all = of("fn outer() {\n    fn inner() {\n    }\n}\n");
        assert_eq!(all.iter().map(|f| (f.name.as_str(), f.lines)).collect::<Vec<_>>(), [("outer", 4), ("inner", 2)]);
    }

    #[test]
    fn types_and_words_that_only_look_like_functions_are_none() {
        assert_eq!(of("type A = fn(u8) -> u8;\nlet fnord = 1;\n// fn b() {}\nlet c = \"fn d() {}\";\n"), []);
    }

    #[test]
    fn a_function_of_a_macro_without_a_name_is_skipped() {
        assert_eq!(of("macro_rules! m { ($n:ident) => { fn $n() {} } }"), []);
    }
}
