//! References that the program writes about itself, checked in so that readers and clients find them.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::commands;
use crate::workspace::Workspace;

/// A checked-in file, and the arguments with which `whose` prints it.
struct Reference {
    path: &'static str,
    arguments: &'static [&'static str],
}

/// Every generated reference. A new one is a line here.
const REFERENCES: &[Reference] = &[
    Reference { path: "docs/openapi.json", arguments: &["openapi"] },
    Reference { path: "docs/findings.md", arguments: &["findings", "--explain"] },
];

/// Writes every reference anew.
pub(crate) fn write(ws: &Workspace) -> Result<()> {
    let program = ws.build_program()?;
    for reference in REFERENCES {
        let path = ws.root.join(reference.path);
        let printed = print(&program, reference)?;
        if std::fs::read(&path).is_ok_and(|stored| stored == printed) {
            println!("{} is up to date", reference.path);
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, printed).with_context(|| format!("cannot write {}", reference.path))?;
        println!("{} is written", reference.path);
    }
    Ok(())
}

/// Fails if a reference is not what the program prints today.
pub(crate) fn check(ws: &Workspace) -> Result<()> {
    let program = ws.build_program()?;
    let mut stale = Vec::new();
    for reference in REFERENCES {
        let printed = print(&program, reference)?;
        match std::fs::read(ws.root.join(reference.path)) {
            Ok(stored) if stored == printed => println!("{} is up to date", reference.path),
            Ok(stored) => stale.push(format!("{} differs from line {}", reference.path, differs_at(&stored, &printed))),
            Err(error) => stale.push(format!("{}: {error}", reference.path)),
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!("{}\nrun `cargo xtask generate`, look at the difference, and commit it", stale.join("\n"))
}

fn print(program: &Path, reference: &Reference) -> Result<Vec<u8>> {
    let mut command = std::process::Command::new(program);
    commands::output(command.args(reference.arguments))
}

/// The number of the first line that is not the same in both.
fn differs_at(stored: &[u8], printed: &[u8]) -> usize {
    let lines = |text: &'_ [u8]| text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    1 + lines(stored).iter().zip(&lines(printed)).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(differs_at(b"a\nb\nc\n", b"a\nB\nc\n"), 2);
        assert_eq!(differs_at(b"a\n", b"a\nb\n"), 2);
        assert_eq!(differs_at(b"", b"a\n"), 1);
    }
}
