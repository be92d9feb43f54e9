//! `rows SOURCE TARGET TABLE...`: copies the rows of these tables from one SQLite file to another that has their schema, by bare
//! prepared inserts, a thousand in each transaction, with `synchronous=FULL`. Prints how many microseconds it took.

use std::time::Instant;

use rusqlite::{Connection, types::Value};

fn main() -> rusqlite::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (source, mut target) = (Connection::open(&words[0])?, Connection::open(&words[1])?);
    target.pragma_update(None, "journal_mode", "WAL")?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.pragma_update(None, "foreign_keys", true)?;
    target.pragma_update(None, "cache_size", -65536)?;
    target.pragma_update(None, "wal_autocheckpoint", 20000)?;
    let began = Instant::now();
    for table in &words[2..] {
        copy(&source, &mut target, table)?;
    }
    println!("{}", began.elapsed().as_micros());
    Ok(())
}

fn copy(source: &Connection, target: &mut Connection, table: &str) -> rusqlite::Result<()> {
    let mut select = source.prepare(&format!("SELECT * FROM {table}"))?;
    let width = select.column_count();
    let insert = format!("INSERT OR REPLACE INTO {table} VALUES ({})", vec!["?"; width].join(", "));
    let mut rows = select.query([])?;
    loop {
        let transaction = target.transaction()?;
        let mut insert = transaction.prepare_cached(&insert)?;
        let mut many = 0;
        while many < 1000 {
            let Some(row) = rows.next()? else { break };
            let values = (0..width).map(|column| row.get::<_, Value>(column)).collect::<Result<Vec<_>, _>>()?;
            insert.execute(rusqlite::params_from_iter(values))?;
            many += 1;
        }
        drop(insert);
        transaction.commit()?;
        if many < 1000 {
            return Ok(());
        }
    }
}
