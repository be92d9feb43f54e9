//! Proportions: how long files and functions are, how many arguments functions take, and what exceeds the limits.

mod exceptions;
mod functions;
mod source;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use exceptions::Exceptions;
use functions::Function;

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;
const ARGUMENTS: usize = 5;

const EXCEPTIONS: &str = "xtask/exceptions.txt";

/// Cargo puts this file into its target directories.
const BUILD_MARK: &str = "CACHEDIR.TAG";

/// A Rust file: its path from the root, its length, and its functions.
struct Measured {
    path: String,
    lines: usize,
    functions: Vec<Function>,
}

/// Measures every Rust file of the checkout, prints the proportions, and fails on what is too large.
pub(crate) fn run(ws: &Workspace) -> Result<()> {
    let mut paths = Vec::new();
    collect(&ws.root, &mut paths)?;
    paths.sort();
    let files: Vec<Measured> = paths.iter().map(|path| measure(&ws.root, path)).collect::<Result<_>>()?;
    let functions = || files.iter().flat_map(|file| &file.functions);
    println!("files:      {}", proportions(files.iter().map(|file| file.lines).collect()));
    println!("functions:  {}", proportions(functions().map(|function| function.lines).collect()));

    let listed = std::fs::read_to_string(ws.root.join(EXCEPTIONS)).context(EXCEPTIONS)?;
    let problems = problems(&files, Exceptions::parse(&listed)?);
    if problems.is_empty() {
        return Ok(());
    }
    bail!("{}\nsplit what is too large; a good reason not to goes into {EXCEPTIONS}", problems.join("\n"))
}

/// Finds the Rust files below a folder, leaving out hidden and build folders.
fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type()?.is_dir() {
            if !hidden && !path.join(BUILD_MARK).exists() {
                collect(&path, found)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

fn measure(root: &Path, path: &Path) -> Result<Measured> {
    let shown = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| shown.clone())?;
    Ok(Measured { path: shown, lines: text.lines().count(), functions: functions::of(&text) })
}

/// What is too large and not excused, then the exceptions that excuse nothing.
fn problems(files: &[Measured], mut exceptions: Exceptions) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        let path = &file.path;
        if file.lines > FILE_LINES && !exceptions.excuse(path) {
            problems.push(format!("{path} has {} lines (at most {FILE_LINES})", file.lines));
        }
        for Function { name, line, lines, arguments } in &file.functions {
            if (*lines <= FUNCTION_LINES && *arguments <= ARGUMENTS) || exceptions.excuse(&format!("{path}:{name}")) {
                continue;
            }
            if *lines > FUNCTION_LINES {
                problems.push(format!("{path}:{line}: fn {name} has {lines} lines (at most {FUNCTION_LINES})"));
            }
            if *arguments > ARGUMENTS {
                problems.push(format!("{path}:{line}: fn {name} takes {arguments} arguments (at most {ARGUMENTS})"));
            }
        }
    }
    problems
        .extend(exceptions.unused().map(|what| format!("{EXCEPTIONS}: {what} needs no exception: delete the line")));
    problems
}

/// How many there are, and the lengths in the middle, at nine tenths and at the end.
fn proportions(mut lengths: Vec<usize>) -> String {
    lengths.sort_unstable();
    let count = lengths.len();
    let at = |hundredths: usize| {
        let rank = (count * hundredths).div_ceil(100).max(1);
        lengths.get(rank - 1).copied().unwrap_or_default()
    };
    format!("{count}, lines: median {}, p90 {}, longest {}", at(50), at(90), at(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lines: usize, function_lines: usize, arguments: usize) -> Vec<Measured> {
        let function = Function { name: "load".to_owned(), line: 3, lines: function_lines, arguments };
        vec![Measured { path: "a.rs".to_owned(), lines, functions: vec![function] }]
    }

    fn none() -> Exceptions {
        Exceptions::parse("").unwrap()
    }

    #[test]
    fn what_is_at_the_limit_passes() {
        assert!(problems(&file(500, 60, 5), none()).is_empty());
    }

    #[test]
    fn each_excess_is_told_with_its_place() {
        let told = problems(&file(501, 61, 6), none());
        assert_eq!(
            told,
            [
                "a.rs has 501 lines (at most 500)",
                "a.rs:3: fn load has 61 lines (at most 60)",
                "a.rs:3: fn load takes 6 arguments (at most 5)"
            ]
        );
    }

    #[test]
    fn an_exception_excuses_what_it_names_and_nothing_else() {
        let listed = || Exceptions::parse("a.rs:load one long table").unwrap();
        assert!(problems(&file(10, 61, 6), listed()).is_empty());
        assert_eq!(problems(&file(501, 61, 6), listed()), ["a.rs has 501 lines (at most 500)"]);
    }

    #[test]
    fn an_exception_that_excuses_nothing_is_a_problem() {
        let told = problems(&file(10, 10, 1), Exceptions::parse("a.rs generated").unwrap());
        assert_eq!(told, ["xtask/exceptions.txt: a.rs needs no exception: delete the line"]);
    }

    #[test]
    fn proportions_are_nearest_ranks() {
        assert_eq!(proportions((1..=10).collect()), "10, lines: median 5, p90 9, longest 10");
        assert_eq!(proportions(vec![7]), "1, lines: median 7, p90 7, longest 7");
        assert_eq!(proportions(Vec::new()), "0, lines: median 0, p90 0, longest 0");
    }
}
