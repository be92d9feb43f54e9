//! `scan FILE SQL`: runs a query on a SQLite file. Prints how many microseconds it took.

use std::time::Instant;

fn main() -> rusqlite::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let database = rusqlite::Connection::open(&words[0])?;
    let began = Instant::now();
    database.query_row(&words[1], [], |_| Ok(()))?;
    println!("{}", began.elapsed().as_micros());
    Ok(())
}
