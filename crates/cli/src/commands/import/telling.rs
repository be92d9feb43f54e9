//! What came of an import, in words.

use serde_json::Value;

use crate::print::{clean, words};

/// The run and its manifest.
pub(super) fn told(run: &Value) -> String {
    let number = |place: &str| words::number(run, place).unwrap_or_default();
    let text = |place: &str| clean(words::text(run, place));
    let or = |text: String, other: &str| if text.is_empty() || text == "-" { other.to_owned() } else { text };
    let rows = number("/manifest/rows");
    let mut lines = vec![format!(
        "{}: {rows} {} of {} for {}, {}",
        or(text("/manifest/name"), "standard input"),
        if rows == 1 { "row" } else { "rows" },
        text("/manifest/format"),
        or(text("/connection/name"), "a new connection"),
        outcome(run)
    )];
    let rehearsed = words::is(run, "/dryRun");
    if rehearsed || words::text(run, "/state") == "applied" {
        let counts = ["added", "changed", "unchanged", "returned", "removed", "linked"];
        let counts = counts.map(|name| format!("{name} {}", number(&format!("/manifest/counts/{name}"))));
        lines.push(format!("  {}{}", if rehearsed { "it would be: " } else { "" }, counts.join(", ")));
    }
    if number("/manifest/missing") > 0 {
        let (missing, present) = (number("/manifest/missing"), number("/manifest/present"));
        lines.push(format!("  missing from it: {missing} of the {present} known before"));
    }
    let unread = run.pointer("/manifest/unread").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if !unread.is_empty() {
        let names: Vec<&str> = unread.iter().filter_map(Value::as_str).collect();
        lines.push(clean(&format!("  kept as facts only: {}", names.join(", "))));
    }
    lines.push(format!("  sha256 {}", text("/manifest/sha256")));
    lines.join("\n")
}

fn outcome(run: &Value) -> String {
    let id = words::number(run, "/id").unwrap_or_default();
    match (words::is(run, "/dryRun"), words::text(run, "/state")) {
        (true, "held") => "checked only: it would be held".to_owned(),
        (true, _) => "checked only: nothing was applied".to_owned(),
        (false, "held") => format!("held as run #{id}: nothing was applied"),
        (false, state) => format!("{} as run #{id}", clean(state)),
    }
}

/// That too much is missing, and the command that applies the list all the same.
pub(super) fn held(run: &Value, arguments: impl Iterator<Item = String>) -> String {
    let number = |place: &str| words::number(run, place).unwrap_or_default();
    let (missing, present) = (number("/manifest/missing"), number("/manifest/present"));
    let repeat = repeated(arguments, missing);
    format!(
        "{missing} of {present} are missing from this list, more than may go without a word; nothing was applied. If they \
         are really gone, repeat it with the count:\n  {repeat}"
    )
}

/// The same command with `--confirm`, as a shell reads it.
fn repeated(arguments: impl Iterator<Item = String>, missing: i64) -> String {
    let mut words = vec!["whose".to_owned()];
    let mut rest = arguments.skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--confirm" => drop(rest.next()),
            "--dry-run" => {}
            _ if argument.starts_with("--confirm=") => {}
            _ => words.push(quoted(&argument)),
        }
    }
    words.push(format!("--confirm {missing}"));
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@,+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(state: &str) -> Value {
        json!({
            "id": 9, "state": state, "dryRun": false, "connection": { "name": "aws-prod" },
            "manifest": { "name": "report.csv", "format": "aws-credential-report", "rows": 12, "missing": 6, "present": 20,
                "unread": ["new_column"], "sha256": "ab",
                "counts": { "added": 1, "changed": 2, "unchanged": 3, "returned": 4, "removed": 5, "linked": 6 } },
        })
    }

    #[test]
    fn what_was_applied_is_counted() {
        let expected = "\
report.csv: 12 rows of aws-credential-report for aws-prod, applied as run #9
  added 1, changed 2, unchanged 3, returned 4, removed 5, linked 6
  missing from it: 6 of the 20 known before
  kept as facts only: new_column
  sha256 ab";
        assert_eq!(told(&run("applied")), expected);
    }

    #[test]
    fn a_rehearsal_tells_what_would_be() {
        let mut run = run("staging");
        run["dryRun"] = true.into();
        let told = told(&run);
        assert!(told.contains("checked only: nothing was applied\n  it would be: added 1, changed 2"), "{told}");
    }

    #[test]
    fn a_held_list_tells_the_command_that_applies_it() {
        let given = ["whose", "import", "accounts", "it's a file.csv", "--confirm", "3", "--complete", "--dry-run"];
        let words = held(&run("held"), given.into_iter().map(str::to_owned));
        let command = "whose import accounts 'it'\\''s a file.csv' --complete --confirm 6";
        assert!(words.ends_with(command), "{words}");
        assert!(words.starts_with("6 of 20 are missing"));
    }
}
