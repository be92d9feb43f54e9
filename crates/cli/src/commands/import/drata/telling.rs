//! What was brought, and what was not, in words or as JSON.

use serde_json::{Value, json};

use super::{super::telling::told, bringing::Bringing, stating::Stating};
use crate::{
    commands::Asked,
    drata::{Account, Entry, Notes, Place},
    exit::Result,
    print::{self, clean, words},
};

/// How many rows that were left alone are told one by one.
const FEW: usize = 100;

/// Everything that there is to tell.
pub(super) struct Told<'a> {
    pub(super) bringing: Bringing<'a>,
    pub(super) stating: &'a Stating<'a>,
    pub(super) notes: &'a Notes,
    pub(super) read: String,
}

/// What was read.
pub(super) fn read(rosters: &[(Place, Vec<Entry>)], accounts: &[(Place, Vec<Account>)], connections: usize) -> String {
    let entries: usize = rosters.iter().map(|(_, entries)| entries.len()).sum();
    let many: usize = accounts.iter().map(|(_, accounts)| accounts.len()).sum();
    let (accounts, connections) = (words::count(many, "account"), words::count(connections, "connection"));
    let entries = if entries == 1 { "1 roster entry".to_owned() } else { format!("{entries} roster entries") };
    format!("read {entries}, {accounts} and {connections}")
}

/// Tells it.
pub(super) fn tell(asked: &Asked, all: Told<'_>) -> Result<()> {
    if asked.json { print::json(&shown(&all)) } else { print::line(&lines(&all).join("\n")) }
}

fn lines(all: &Told<'_>) -> Vec<String> {
    let Told { bringing, stating, notes, .. } = all;
    let mut lines: Vec<String> = bringing.runs.iter().map(|run| told(run, &[])).collect();
    lines.extend(bringing.failed.iter().map(|(name, why)| clean(&format!("{name}: refused: {why}"))));
    lines.extend(bringing.runs.iter().filter(|run| words::text(run, "/state") == "held").map(held));
    let would = if bringing.dry_run() { "it would state " } else { "stated " };
    lines.push(format!(
        "decisions: {would}those about {}; {} so already; left alone {}",
        words::count(stating.stated, "account"),
        if stating.so == 1 { "1 is".to_owned() } else { format!("{} are", stating.so) },
        stating.refused.len(),
    ));
    let alone = stating.refused.iter().take(FEW).map(|(name, why)| clean(&format!("  left alone: {name}: {why}")));
    lines.extend(alone);
    if stating.refused.len() > FEW {
        lines.push(format!("  and {} others; --json names all of them", stating.refused.len() - FEW));
    }
    lines.extend(notes.lines().iter().map(|line| clean(&format!("note: {line}"))));
    lines.extend(stating.batch.as_i64().map(|batch| format!("undo what was stated with: whose undo {batch}")));
    if bringing.dry_run() {
        lines.push("nothing was changed".to_owned());
    }
    lines
}

/// How to let a list go on that waits.
fn held(run: &Value) -> String {
    let (name, missing) =
        (words::text(run, "/connection/name"), words::number(run, "/manifest/missing").unwrap_or_default());
    let present = words::number(run, "/manifest/present").unwrap_or_default();
    clean(&format!(
        "{missing} of {present} on {name} would count as gone, more than may go without a word; if they are really gone, \
         repeat the command with --confirm '{name}={missing}'"
    ))
}

fn shown(all: &Told<'_>) -> Value {
    let Told { bringing, stating, notes, read } = all;
    let named = |both: &[(String, String)], name: &str| -> Vec<Value> {
        both.iter().map(|(what, why)| json!({ name: what, "why": why })).collect()
    };
    json!({
        "dryRun": bringing.dry_run(),
        "read": read,
        "runs": bringing.runs,
        "refusedLists": named(&bringing.failed, "connection"),
        "stated": stating.stated,
        "unchanged": stating.so,
        "leftAlone": named(&stating.refused, "account"),
        "batch": stating.batch,
        "notes": notes.lines(),
    })
}
