//! `whose accounts apply`: an edited sheet, compared with the register, shown, and applied as one batch.

mod planning;
mod sending;

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

pub(super) use sending::parts;
use serde_json::{Value, json};

use super::{Asked, asking};
use crate::{
    args::Apply,
    exit::{Code, Failure, Result},
    print::{self, clean, words},
    sheets::{Change, Sheet},
};

/// Bytes that a sheet may have: some three times what a million accounts need as CSV.
const LONGEST: u64 = 1 << 30;

/// What is to become of a row, or became of it.
struct Row {
    number: u64,
    account: Option<i64>,
    outcome: std::result::Result<Change, String>,
}

pub(super) async fn run(asked: &Asked, apply: Apply) -> Result<Code> {
    let sheet = read(&apply.file)?;
    if !sheet.strange.is_empty() {
        print::aside(&clean(&format!("whose: these columns are not read: {}", sheet.strange.join(", "))));
    }
    let plan = planning::plan(&asked.client, sheet, apply.because.as_deref()).await?;
    if plan.in_vain > 0 {
        let rows = words::count(plan.in_vain, "row");
        print::aside(&format!("whose: {rows} with a because and no other change: nothing of it is kept"));
    }
    let mut applying = Applying { asked, rows: plan.rows, so: plan.so, batch: Value::Null };
    if !asked.json {
        for row in &applying.rows {
            print::line(&told(row))?;
        }
    }
    let due = applying.count(true) > 0 && !apply.confirmed.dry_run;
    if due && !asked.json && asking::is_due(apply.confirmed) && !asking::says_yes(&applying.question()) {
        print::line("nothing was changed")?;
        return Ok(applying.code());
    }
    let sent = if due { applying.send().await } else { Ok(()) };
    applying.tell(apply.confirmed.dry_run, sent.is_ok())?;
    sent.map(|()| applying.code())
}

fn read(file: &Path) -> Result<Sheet> {
    let failed = |why: &dyn std::fmt::Display| Failure::failed(format_args!("{}: {why}", file.display()));
    let input: io::Result<Box<dyn io::Read>> = match file.to_str() {
        Some("-") => Ok(Box::new(io::stdin().lock())),
        _ => File::open(file).map(|file| Box::new(file) as Box<dyn io::Read>),
    };
    let mut bytes = Vec::new();
    let length =
        input.and_then(|input| input.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(|error| failed(&error))?;
    if length as u64 > LONGEST {
        return Err(failed(&"is larger than 1 GiB; list fewer accounts, as those of one connection"));
    }
    let mut sheet = Sheet::default();
    sources::sheets::read(bytes, &mut sheet).map_err(|bad| failed(&bad))?;
    Ok(sheet)
}

/// The rows of a sheet on their way into the register.
struct Applying<'a> {
    asked: &'a Asked,
    rows: Vec<Row>,
    /// How many rows say what is so already.
    so: usize,
    /// The batch, once something has changed.
    batch: Value,
}

impl Applying<'_> {
    /// How many rows are applied, or refused.
    fn count(&self, applied: bool) -> usize {
        self.rows.iter().filter(|row| row.outcome.is_ok() == applied).count()
    }

    fn code(&self) -> Code {
        if self.count(false) == 0 { Code::Done } else { Code::Partly }
    }

    fn question(&self) -> String {
        let refused = self.count(false);
        let refused = if refused == 0 { String::new() } else { format!(" ({} refused)", words::count(refused, "row")) };
        format!("change {}{refused}", words::count(self.count(true), "account"))
    }

    /// Says what was done.
    fn tell(&self, dry_run: bool, whole: bool) -> Result<()> {
        let (applied, refused) = (self.count(true), self.count(false));
        if self.asked.json {
            let rows: Vec<Value> = self.rows.iter().map(shown).collect();
            return print::json(&json!({
                "batch": self.batch, "dryRun": dry_run, "rows": rows,
                "applied": applied, "refused": refused, "unchanged": self.so,
            }));
        }
        let verb = match (dry_run, whole) {
            (true, _) => "would change",
            (false, true) => "changed",
            (false, false) => "broke off; changed at most",
        };
        let mut lines = vec![format!(
            "{verb} {}; refused {}; left {} as they are",
            words::count(applied, "account"),
            words::count(refused, "row"),
            words::count(self.so, "row"),
        )];
        lines.extend(self.batch.as_i64().map(|batch| format!("undo it with: whose undo {batch}")));
        print::line(&lines.join("\n"))
    }
}

/// What becomes of a row, in a line.
fn told(row: &Row) -> String {
    let number = row.number;
    clean(&match &row.outcome {
        Ok(change) => format!("row {number}  {}: {}", change.name, change.words),
        Err(why) => format!("row {number}  refused: {why}"),
    })
}

/// The same as JSON.
fn shown(row: &Row) -> Value {
    let (change, why) = match &row.outcome {
        Ok(change) => (Some(&change.words), None),
        Err(why) => (None, Some(why)),
    };
    json!({ "row": row.number, "account": row.account, "change": change, "refused": why })
}
