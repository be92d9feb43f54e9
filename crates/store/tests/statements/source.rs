//! The SQL in the source of this crate, and the places where statements are made of it.

use std::{
    fmt, fs,
    iter::Peekable,
    path::{Path, PathBuf},
    str::Chars,
};

use crate::Ran;

/// Something that must have run.
pub(crate) struct Written {
    file: String,
    line: usize,
    what: What,
}

enum What {
    /// A place where a statement is made.
    Statement,
    /// A text of SQL: what stands between the places that are filled in.
    Sql(Vec<String>),
}

impl Written {
    /// Whether it has that in its text.
    pub(crate) fn says(&self, part: &str) -> bool {
        matches!(&self.what, What::Sql(pieces) if pieces.iter().any(|piece| piece.contains(part)))
    }

    /// Whether that statement was made at this place, or has this text, whole and in order, wherever it was made.
    pub(crate) fn is(&self, ran: &Ran) -> bool {
        let mut rest = ran.text.as_str();
        let follows = |piece: &String| rest.split_once(piece).map(|(_, after)| rest = after).is_some();
        match &self.what {
            What::Statement => ran.file.ends_with(&self.file) && ran.line == self.line as u64,
            What::Sql(pieces) => pieces.iter().all(follows),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.what {
            What::Statement => "a statement".to_owned(),
            What::Sql(pieces) => pieces.join("…"),
        };
        write!(f, "crates/{}:{}: {text}", self.file, self.line)
    }
}

/// Everything that must run, of this crate. The facade, `db`, has no SQL of its own.
pub(crate) fn read() -> Vec<Written> {
    let mut written = Vec::new();
    for path in files(&crates().join("store/src")) {
        let file = path.strip_prefix(crates()).unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        written.extend(found(text).map(|(line, what)| Written { file: file.to_owned(), line, what }));
    }
    written
}

/// The files of other crates that make statements.
pub(crate) fn elsewhere() -> Vec<PathBuf> {
    let folders = fs::read_dir(crates()).unwrap().map(|entry| entry.unwrap().path());
    let others = folders.filter(|folder| !folder.ends_with("store"));
    let files = others.flat_map(|folder| files(&folder.join("src")));
    files.filter(|file| fs::read_to_string(file).unwrap().lines().any(makes_a_statement)).collect()
}

fn crates() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true if path.ends_with("db") => Vec::new(),
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

fn makes_a_statement(line: &str) -> bool {
    line.contains("Statement::new(") || line.contains("Statement::with(")
}

fn found(text: &str) -> impl Iterator<Item = (usize, What)> {
    let statements =
        (1..).zip(text.lines()).filter(|(_, line)| makes_a_statement(line)).map(|(line, _)| (line, What::Statement));
    let sql = literals(text).into_iter().map(|(line, literal)| (line, pieces(&literal)));
    statements.chain(sql.filter(|(_, pieces)| is_sql(pieces)).map(|(line, pieces)| (line, What::Sql(pieces))))
}

/// What stands between the `{}` of a format.
fn pieces(literal: &str) -> Vec<String> {
    literal.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after).to_owned()).collect()
}

/// Words in capitals and columns as `a.id` are SQL. Scripts are not told to the log: every test runs the schema's, and `calls`
/// the other one.
fn is_sql(pieces: &[String]) -> bool {
    let words =
        || pieces.iter().flat_map(|piece| piece.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_'));
    let capital = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let column = |word: &str| word.split_once('.').is_some_and(|(table, name)| table.len() == 1 && !name.is_empty());
    let script = ["CREATE TABLE", "ANALYZE"].iter().any(|script| pieces[0].starts_with(script));
    !script && words().any(|word| capital(word) || column(word))
}

/// The string literals of Rust text, each with its line. It must hold no `'"'`.
fn literals(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut line, mut rest) = (Vec::new(), 1, text.chars().peekable());
    while let Some(c) = rest.next() {
        match c {
            '\n' => line += 1,
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '"' => {
                let (literal, lines) = literal(&mut rest);
                found.push((line, literal));
                line += lines;
            }
            _ => {}
        }
    }
    found
}

/// A literal up to its closing quote, and how many lines it takes more than one.
fn literal(rest: &mut Peekable<Chars<'_>>) -> (String, usize) {
    let (mut text, mut lines) = (String::new(), 0);
    while let Some(c) = rest.next_if(|c| *c != '"') {
        lines += usize::from(c == '\n');
        match c {
            '\\' if rest.next_if_eq(&'\n').is_some() => {
                lines += 1;
                while rest.next_if(|c| c.is_whitespace()).is_some() {}
            }
            '\\' => text.extend(rest.next()),
            _ => text.push(c),
        }
    }
    rest.next();
    (text, lines)
}
