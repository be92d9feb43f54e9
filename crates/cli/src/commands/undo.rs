//! `whose undo`

use http::Method;
use serde_json::{Value, json};

use super::{Asked, asking, find};
use crate::{
    args::Undo,
    client,
    exit::{Code, Failure, Result},
    print::{self, clean, words},
};

pub(super) async fn run(asked: &Asked, undo: Undo) -> Result<Code> {
    let undoing = Undoing { asked, path: path(&undo)?, because: undo.because };
    let mut silent = asked.json;
    if !asked.json && (undo.confirmed.dry_run || asking::is_due(undo.confirmed)) {
        let plan = undoing.walk(true, false).await?;
        if undo.confirmed.dry_run {
            print::line(&plan.summary("would restore", "would leave"))?;
            return Ok(plan.code());
        }
        silent = true;
        if plan.restored == 0 || !asking::says_yes(&plan.summary("restore", "leave")) {
            print::line("nothing was changed")?;
            return Ok(plan.code());
        }
    }
    let done = undoing.walk(undo.confirmed.dry_run, silent).await?;
    let code = done.code();
    if asked.json {
        print::json(&json!({ "batch": done.batch, "data": done.entries }))?;
    } else {
        print::line(&done.told())?;
    }
    Ok(code)
}

/// Where the API undoes it.
fn path(undo: &Undo) -> Result<String> {
    let id =
        |text: &str| find::id(text).ok_or_else(|| Failure::usage("a batch or a run is named by its number, as 12"));
    match (&undo.batch, &undo.run) {
        (Some(batch), _) => Ok(format!("/api/v1/batches/{}/undo", id(batch)?)),
        (None, Some(run)) => Ok(format!("/api/v1/runs/{}/undo", id(run)?)),
        (None, None) => Err(Failure::usage("name a batch, or a run with --run")),
    }
}

/// What is to be undone, and why.
struct Undoing<'a> {
    asked: &'a Asked,
    path: String,
    because: Option<String>,
}

/// What came of it.
#[derive(Default)]
struct Came {
    batch: Option<Value>,
    restored: usize,
    left: usize,
    entries: Vec<Value>,
}

impl Undoing<'_> {
    /// Undoes part after part, and prints what becomes of each account unless that is not wanted.
    async fn walk(&self, dry_run: bool, silent: bool) -> Result<Came> {
        let (mut came, mut cursor) = (Came::default(), None::<String>);
        loop {
            let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let path = format!("{}?limit=1000{more}", self.path);
            let mut part =
                self.asked.client.send(Method::POST, &path, &self.body(dry_run, came.batch.as_ref())).await?;
            cursor = part.pointer("/next").and_then(Value::as_str).map(str::to_owned);
            came.batch = came.batch.or_else(|| part.pointer("/batch").filter(|batch| batch.is_number()).cloned());
            let entries = part.pointer_mut("/data").and_then(Value::as_array_mut).map(std::mem::take);
            for entry in entries.unwrap_or_default() {
                let restored = words::text(&entry, "/outcome") == "restored";
                *(if restored { &mut came.restored } else { &mut came.left }) += 1;
                if !silent {
                    print::line(&told(&entry))?;
                }
                if self.asked.json {
                    came.entries.push(entry);
                }
            }
            if cursor.is_none() {
                return Ok(came);
            }
        }
    }

    fn body(&self, dry_run: bool, batch: Option<&Value>) -> Value {
        let mut body = json!({ "dryRun": dry_run });
        if let Some(because) = &self.because {
            client::set(&mut body, "reason", because.as_str().into());
        }
        if let Some(batch) = batch {
            client::set(&mut body, "batch", batch.clone());
        }
        body
    }
}

impl Came {
    const fn code(&self) -> Code {
        if self.left == 0 { Code::Done } else { Code::Partly }
    }

    fn summary(&self, restore: &str, leave: &str) -> String {
        let left = if self.left == 0 { String::new() } else { format!(", {leave} {} alone", self.left) };
        format!("{restore} {}{left}", words::count(self.restored, "account"))
    }

    fn told(&self) -> String {
        let batch = self.batch.as_ref().map(|batch| format!("\nundo it with: whose undo {batch}"));
        format!("{}{}", self.summary("restored", "left"), batch.unwrap_or_default())
    }
}

/// What becomes of an account, in a line.
fn told(entry: &Value) -> String {
    let id = words::number(entry, "/account/id").unwrap_or_default();
    let (name, connection) = (words::text(entry, "/account/username"), words::text(entry, "/account/connection/name"));
    let what = match words::text(entry, "/outcome") {
        "restored" => restored(entry),
        "skipped" => skipped(entry),
        _ => format!("failed: {}", words::text(entry, "/detail")),
    };
    clean(&format!("#{id}  {name} on {connection}: {what}"))
}

/// What it was, and is again.
fn restored(entry: &Value) -> String {
    let [after, before] = ["/after", "/before"].map(|place| entry.pointer(place).unwrap_or(&Value::Null));
    let changes = words::differences(after, before);
    if changes.is_empty() { "nothing to take back".to_owned() } else { changes.join("; ") }
}

/// What it is, and who decided that.
fn skipped(entry: &Value) -> String {
    let present = words::decided(entry.pointer("/present").unwrap_or(&Value::Null));
    let (who, when) = (words::actor(entry, "/since/actor"), words::time(entry, "/since/at"));
    let (kind, batch) = (words::text(entry, "/since/kind"), words::number(entry, "/since/batch").unwrap_or_default());
    let what = kind.rsplit('.').next().unwrap_or_default();
    format!("left alone, since {what} by {who} at {when} (batch {batch}); now {present}")
}
