//! The whole register as a file, and back: for backups, and for whoever moves to another engine or program.
//!
//! Whoever holds the database may do all of it: nothing here asks for a permission, and no request leads here.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use domain::{
    Instant,
    actors::Actor,
    events::Subject,
    ids::{EventId, Noun},
    listings::BadList,
};
use serde_json::json;
use store::{
    Pool, Tx, checks,
    copies::{Held, Lines, TABLES, Table},
    db::{Value, Work, work},
    error::Kind,
};

use crate::{Error, Result, digests, events::Record};

/// Rows written at once.
const CHUNK: usize = 1000;
/// Ids that a restored register leaves out: others may know what they named after the backup was made.
const GAP: usize = 10_000_000;

/// Writes the register to the output, from one state of the database.
///
/// # Errors
/// When the database is damaged or cannot be read, or the output cannot be written.
pub async fn export(pool: &Pool, out: impl Write + Send + 'static) -> Result<()> {
    // What has been written cannot be taken back, so that only the first attempt finds it.
    let (out, engine) = (Arc::new(Mutex::new(Some(BufWriter::new(out)))), pool.engine());
    let write = work(move |tx| -> Work<'_, (), Error> {
        let out = out.lock().ok().and_then(|mut out| out.take());
        Box::pin(async move {
            let mut out = out.ok_or_else(|| Error::conflict("the database was lost while it was read; try again"))?;
            sound(checks::damages(tx, engine).await?)?;
            store::copies::write(tx, &mut out).await.map_err(unwritten)
        })
    });
    pool.read(write).await
}

/// Reads an export to its end, and says what it holds.
///
/// # Errors
/// When it cannot be read, is damaged or was cut: with the line.
pub fn read(path: &Path) -> Result<Held> {
    let mut lines = open(path)?;
    while lines.next_row()?.is_some() {}
    Ok(lines.held())
}

/// Brings an export into an empty register, which is then the same as the one it came from.
///
/// # Errors
/// When there is something in the register already, or the file is not what it was when it was written. Nothing is changed then.
pub async fn import(pool: &Pool, path: &Path) -> Result<()> {
    let path = path.to_owned();
    let import = work(move |tx| -> Work<'_, (), Error> {
        let path = path.clone();
        Box::pin(async move { load(tx, &path).await })
    });
    pool.write(import).await
}

/// A backup that is brought back, by whom and when.
#[derive(Clone, Debug)]
pub struct Restoring {
    /// The file.
    pub path: PathBuf,
    /// What it holds.
    pub held: Held,
    /// Who does it.
    pub by: Actor,
    /// The present instant.
    pub now: Instant,
}

/// Brings a backup into an empty register. Every company's history says so, and ids that were given to others since the
/// backup was made are not given again.
///
/// # Errors
/// As for [`import`].
pub async fn restore(pool: &Pool, restoring: Restoring) -> Result<()> {
    let restore = work(move |tx| -> Work<'_, (), Error> {
        let restoring = restoring.clone();
        Box::pin(async move {
            load(tx, &restoring.path).await?;
            for noun in Noun::ALL {
                store::ids::take_within(tx, noun, GAP).await?;
            }
            mark(tx, &restoring).await
        })
    });
    pool.write(restore).await
}

fn open(path: &Path) -> Result<Lines<BufReader<File>>> {
    let file = File::open(path);
    let file = file.map_err(|cause| BadList {
        line: None,
        column: None,
        problem: format!("the file cannot be read: {cause}"),
    })?;
    Ok(Lines::open(BufReader::with_capacity(1 << 20, file))?)
}

/// Fills the empty register with the rows of an export.
async fn load(tx: &mut Tx, path: &Path) -> Result<()> {
    if !checks::is_empty(tx).await? || checks::events(tx).await? > 1 {
        return Err(Error::conflict("there is a register in this database already; name an empty database"));
    }
    // There may be the company that every register begins with.
    for table in TABLES.iter().rev() {
        table.clear(tx).await?;
    }
    let (mut lines, mut waiting) = (open(path)?, Waiting { table: None, rows: Vec::new() });
    while let Some((table, row)) = lines.next_row()? {
        waiting.add(tx, table, row).await?;
    }
    waiting.write(tx).await?;
    sound(misnumbered(tx).await?)
}

/// Rows of one table that are not yet written.
struct Waiting {
    table: Option<&'static Table>,
    rows: Vec<Vec<Value>>,
}

impl Waiting {
    async fn add(&mut self, tx: &mut Tx, table: &'static Table, row: Vec<Value>) -> Result<()> {
        if self.rows.len() == CHUNK || self.table.is_some_and(|known| known.name != table.name) {
            self.write(tx).await?;
        }
        self.table = Some(table);
        self.rows.push(row);
        Ok(())
    }

    async fn write(&mut self, tx: &mut Tx) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        match self.table {
            Some(table) if !rows.is_empty() => table.add(tx, rows).await.map_err(|cause| unfit(table, cause)),
            _ => Ok(()),
        }
    }
}

fn unwritten(cause: store::Error) -> Error {
    match cause.kind {
        Kind::Setup => Error::conflict(cause.to_string()),
        _ => cause.into(),
    }
}

fn unfit(table: &Table, cause: store::Error) -> Error {
    match cause.kind {
        Kind::Conflict => Error::conflict(format!("a row of {} breaks a rule of the register: {cause}", table.name)),
        _ => cause.into(),
    }
}

async fn misnumbered(tx: &mut Tx) -> Result<Vec<String>> {
    let numbering = checks::numbering(tx).await?;
    let found = numbering.iter().filter(|company| !company.is_dense());
    Ok(found.map(|company| format!("the events of company {} are not numbered one by one", company.company)).collect())
}

fn sound(found: Vec<String>) -> Result<()> {
    if found.is_empty() { Ok(()) } else { Err(Error::conflict(format!("this is damaged: {}", found.join("; ")))) }
}

/// Records in every company's history that it was restored.
async fn mark(tx: &mut Tx, restoring: &Restoring) -> Result<()> {
    let Restoring { held, by, now, .. } = restoring;
    let body = digests::canonical(&json!({ "newest": held.newest.map(|at| at.to_string()), "sha256": held.sha256 }));
    let companies = store::companies::all(tx).await?;
    let ids = store::ids::take_within(tx, Noun::Event, companies.len()).await?;
    for (company, id) in companies.iter().zip(ids) {
        let version = store::companies::update(tx, company).await?;
        let (company, actor) = (company.id, by.clone());
        let record = Record { company, actor, request: None, run: None, batch: None, observed_at: None };
        let of = (Subject::Company(company.get()), version);
        record.one(tx, EventId::new(id), of, *now, ("company.restored", body.clone())).await?;
    }
    Ok(())
}
