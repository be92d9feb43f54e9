//! What came of an import, in words.

use serde_json::Value;
use sources::Preset;

use crate::print::{clean, words};

/// The run and its manifest, where these fields were read as somebody asked.
pub(super) fn told(run: &Value, mapped: &[&str]) -> String {
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
    lines.extend(not_read(run, mapped).into_iter().map(|line| clean(&format!("  {line}"))));
    lines.push(format!("  sha256 {}", text("/manifest/sha256")));
    lines.join("\n")
}

/// What was not read of the list, and what stays unknown.
fn not_read(run: &Value, mapped: &[&str]) -> Vec<String> {
    let names = |place: &str| {
        let names = run.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let passed_over = run.pointer("/manifest/passedOver").and_then(Value::as_object).into_iter().flatten();
    let passed_over: Vec<String> = passed_over.map(|(what, count)| format!("{what} ({count})")).collect();
    let preset = Preset::named(words::text(run, "/manifest/format"));
    let unknown = preset.into_iter().flat_map(Preset::stays_unknown).filter(|(field, _)| !mapped.contains(field));
    let unknown: Vec<String> = unknown.map(|(field, because)| format!("{field} ({because})")).collect();
    let told = [
        ("kept as facts only: ", names("/manifest/unread")),
        ("not kept: ", names("/manifest/dropped")),
        ("passed over: ", passed_over.join(", ")),
        ("stays unknown: ", unknown.join("; ")),
    ];
    told.into_iter().filter(|(_, what)| !what.is_empty()).map(|(words, what)| format!("{words}{what}")).collect()
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
                "unread": ["new_column"], "dropped": ["password"], "passedOver": { "roles": 2 }, "sha256": "ab",
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
  not kept: password
  passed over: roles (2)
  stays unknown: access.admin (the report shows no policies; only the root user is known to be an administrator); \
groups (the report shows no groups)
  sha256 ab";
        assert_eq!(told(&run("applied"), &[]), expected);
        let mapped = told(&run("applied"), &["groups"]);
        assert!(mapped.contains("stays unknown: access.admin") && !mapped.contains("groups"), "{mapped}");
    }

    #[test]
    fn a_rehearsal_tells_what_would_be() {
        let mut run = run("staging");
        run["dryRun"] = true.into();
        let told = told(&run, &[]);
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
