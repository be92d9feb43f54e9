//! Imports of whole lists: the first, against the same rows written bare, and the same list again.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::processes::resident;
use super::ratios::{Claim, Turns};
use super::references::References;
use super::registers::{Place, Programs, Register, Written};

/// What an import writes, each table after those that it refers to.
const TABLES: [&str; 6] = ["accounts", "links", "events", "unnumbered", "leaves", "attributes"];
/// What must be there before.
const BEFORE: [&str; 2] = ["companies", "connections"];

/// Imports a list of that many accounts into empty registers.
pub(super) fn claims(place: &Place, programs: &Programs, references: &References, accounts: u32) -> Result<Vec<Claim>> {
    let rounds = if accounts > 100_000 { 1 } else { 5 };
    let (mut first, mut again, mut bare) = (Turns::default(), Turns::default(), Turns::default());
    let mut memory = Turns::default();
    for _ in 0..rounds {
        let register = place.empty(programs)?;
        let list = register.folder().join("accounts.csv");
        fs::write(&list, rows(accounts))?;
        let (took, most) = import(&register, &list, 0)?;
        first.add(took.as_secs_f64());
        memory.add(most);
        again.add(import(&register, &list, accounts)?.0.as_secs_f64());
        fs::remove_file(&list)?;
        bare.add(write_bare(place, programs, references, &register)?.as_secs_f64());
    }
    Ok(vec![
        Claim::at_most(("P10", "first import, s"), &first, ("the same rows written bare", &bare), 2.5),
        Claim::single(("P10", "memory of the first import: at most, MiB"), &memory, 256.0),
        Claim::at_most(("P11", "the same list again, s"), &again, ("the first import", &first), 0.3),
    ])
}

fn rows(accounts: u32) -> String {
    let mut text = "id,username,email,mfa\n".to_owned();
    for number in 1..=accounts {
        // Writing to a text does not fail.
        let _ = writeln!(text, "u-{number:07},user.{number},user.{number}@example.com,{}", number % 5 != 0);
    }
    text
}

/// How long an import takes, and the most MiB that it has in memory. It must find so many accounts unchanged.
fn import(register: &Register<'_>, list: &Path, unchanged: u32) -> Result<(Duration, f64)> {
    let mut command = register.whose(&["import", "accounts"]);
    command.arg(list).args(["--connection", "bulk", "--format", "csv", "--kind", "AWS", "--complete", "--json"]);
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut most: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        most = most.max(resident(child.id(), "VmHWM").unwrap_or_default());
        thread::sleep(Duration::from_millis(2));
    };
    let took = began.elapsed();
    let mut told = String::new();
    child.stdout.take().context("no pipe from the import")?.read_to_string(&mut told)?;
    let told: Value = serde_json::from_str(&told).with_context(|| format!("the import fails: {status}"))?;
    let found = told.pointer("/manifest/counts/unchanged").or(told.pointer("/counts/unchanged"));
    if found.and_then(Value::as_u64) != Some(unchanged.into()) {
        bail!("the import was to find {unchanged} accounts unchanged: {told}");
    }
    Ok((took, most))
}

/// The same rows, written into another empty register of the engine.
fn write_bare(place: &Place, programs: &Programs, references: &References, source: &Register<'_>) -> Result<Duration> {
    let target = place.second(programs)?;
    match (source.written(), target.written()) {
        (Written::File(from), Written::File(to)) => {
            let copy = |tables: &[&str]| references.numbers("rows", &[&[from.as_str(), to.as_str()], tables].concat());
            copy(&BEFORE)?;
            let took = copy(&TABLES)?.first().copied().unwrap_or_default();
            Ok(Duration::from_micros(took as u64))
        }
        (Written::Server(from), Written::Server(to)) => copy_over(source.folder(), from, to),
        _ => bail!("two registers of different engines"),
    }
}

fn copy_over(folder: &Path, from: &str, to: &str) -> Result<Duration> {
    let file = |table: &str| folder.join(format!("{table}.copy")).display().to_string();
    let psql = |url: &str, commands: &[String]| -> Result<()> {
        let mut command = Command::new("psql");
        command.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]).arg(url);
        commands.iter().for_each(|sql| {
            command.args(["--command", sql]);
        });
        crate::commands::output(&mut command).map(drop)
    };
    let all = BEFORE.iter().chain(&TABLES);
    psql(from, &all.map(|table| format!("\\copy {table} to '{}'", file(table))).collect::<Vec<_>>())?;
    let copies = |tables: &[&str]| -> Vec<String> {
        tables.iter().map(|table| format!("\\copy {table} from '{}'", file(table))).collect()
    };
    psql(to, &["TRUNCATE companies CASCADE".to_owned()])?;
    psql(to, &copies(&BEFORE))?;
    let began = Instant::now();
    psql(to, &copies(&TABLES))?;
    let took = began.elapsed();
    for table in BEFORE.iter().chain(&TABLES) {
        fs::remove_file(file(table))?;
    }
    Ok(took)
}
