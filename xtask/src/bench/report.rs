//! `docs/benchmarks.md`: one section for each benchmark on each engine, between two marks; the rest is written by hand.

use std::fs;

use anyhow::{Context, Result};

use crate::engines::Engine;
use crate::workspace::Workspace;

const FILE: &str = "docs/benchmarks.md";

/// Prints the section, and puts it in the place of the last one of that benchmark and engine.
pub(super) fn write(ws: &Workspace, (benchmark, engine): (&str, Engine), section: &str) -> Result<()> {
    let name = &format!("{benchmark} on {}", engine.name());
    println!("\n{section}");
    let path = ws.root.join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {FILE}"))?;
    let text = replaced(&text, name, section).with_context(|| format!("{FILE} has no place for {name}"))?;
    fs::write(&path, text)?;
    println!("written to {FILE}");
    Ok(())
}

fn replaced(text: &str, name: &str, section: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{section}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_and_nothing_else() {
        let text = "a\n<!-- as-of -->\nold\n<!-- end of as-of -->\nb\n";
        let new = "a\n<!-- as-of -->\nnew\n<!-- end of as-of -->\nb\n";
        assert_eq!(replaced(text, "as-of", "new").as_deref(), Some(new));
        assert_eq!(replaced(text, "other", "new"), None);
    }
}
