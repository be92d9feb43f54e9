//! `batches FILE SECONDS SIZE FIRST LAST PEOPLE`: links random accounts to random people, so many in each transaction, each
//! with its event. Prints `decisions p50`, the latter in microseconds for a transaction.

use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

fn main() -> rusqlite::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| words[place].parse::<u64>().expect("a number");
    let (seconds, size, first, last, people) = (number(1), number(2), number(3), number(4), number(5));
    let mut database = Connection::open(&words[0])?;
    database.busy_timeout(Duration::from_secs(10))?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.pragma_update(None, "foreign_keys", true)?;
    database.pragma_update(None, "cache_size", -65536)?;
    database.pragma_update(None, "wal_autocheckpoint", 20000)?;
    // Ids far beyond those that the register gives out, so that both can go on afterwards.
    let from: i64 = 1 << 50;
    let mut event: i64 =
        database.query_row("SELECT COALESCE(MAX(id), 0) FROM events WHERE id >= ?1", [from], |row| row.get(0))?;
    event = event.max(from);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_nanos() as u64;
    let (mut dice, mut took, until) = (now, Vec::new(), Instant::now() + Duration::from_secs(seconds));
    while Instant::now() < until {
        let began = Instant::now();
        let transaction = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for _ in 0..size {
            event += 1;
            let (id, person) = (first + next(&mut dice) % (last - first + 1), 1 + next(&mut dice) % people);
            decide(&transaction, id as i64, person as i64, event)?;
        }
        transaction.commit()?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    println!("{} {}", took.len() as u64 * size, took[took.len() / 2].as_micros());
    Ok(())
}

fn decide(database: &Connection, id: i64, person: i64, event: i64) -> rusqlite::Result<()> {
    let mut load = database.prepare_cached(
        "SELECT l.version, l.person_id, l.updated_at FROM links l JOIN accounts a ON a.company_id = l.company_id AND \
         a.id = l.account_id WHERE l.company_id = 1 AND l.account_id = ?1",
    )?;
    let (version, before, at): (i64, Option<i64>, i64) =
        load.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut save = database.prepare_cached(
        "UPDATE links SET person_id = ?2, connected_at = ?3, unlinked_at = NULL, service_at = NULL, service_reason = NULL, \
         decided_by = 'human', decided_event = ?4, version = ?5, updated_at = ?3 WHERE company_id = 1 AND account_id = ?1",
    )?;
    save.execute(params![id, person, at + 1, event, version + 1])?;
    let body = format!(
        r#"{{"after":{{"account":{id},"connectedAt":{at},"decidedBy":"human","decidedEvent":{event},"expected":{{"admin":null,"database":null,"push":null,"write":null}},"person":{person},"proposedOwner":null,"service":null,"unlinkedAt":null,"version":{}}},"before":{{"account":{id},"connectedAt":{at},"decidedBy":"rule","decidedEvent":null,"expected":{{"admin":null,"database":null,"push":null,"write":null}},"person":{},"proposedOwner":null,"service":null,"unlinkedAt":null,"version":{version}}}}}"#,
        version + 1,
        before.unwrap_or_default()
    );
    let mut record = database.prepare_cached(
        "INSERT INTO events (company_id, id, subject_kind, subject_id, person_id, version, at, actor_kind, actor_person, actor, \
         request, kind, body) VALUES (1, ?1, 'link', ?2, ?3, ?4, ?5, 'key', 1, '{\"kind\":\"key\",\"key\":1,\"person\":1}', \
         '0123456789abcdef', 'account.linked', ?6)",
    )?;
    record.execute(params![event, id, person, version + 1, at + 1, body])?;
    database.prepare_cached("INSERT INTO unnumbered (company_id, event_id) VALUES (1, ?1)")?.execute([event])?;
    Ok(())
}

/// The next number of SplitMix64.
fn next(dice: &mut u64) -> u64 {
    *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (*dice ^ (*dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
