//! No fault of `whose`: violations that are planted into a register of real changes. The audit that judges all other faults
//! must see each of them.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::audit::audit;
use crate::database::Database;
use crate::fleet::{CLIENTS, Fleet, Sharing, judged};
use crate::journal::Intent;
use crate::stage::{Engine, Stage};

/// What is done to the last event of an account that has several.
const PLANTED: [(&str, &str, &str); 4] = [
    (
        "an acknowledged change is dropped",
        "DELETE FROM leaves WHERE event_id = {id}; DELETE FROM unnumbered WHERE event_id = {id}; \
         DELETE FROM events WHERE id = {id}",
        "was acknowledged, and has no event",
    ),
    (
        "an event is doubled",
        "INSERT INTO events SELECT company_id, id + 1000000000, subject_kind, subject_id, person_id, version + 1, at + 1, \
         observed_at, run_id, batch_id, actor_kind, actor_person, actor, request, kind, because, body FROM events \
         WHERE id = {id}; INSERT INTO unnumbered SELECT company_id, id + 1000000000 FROM events WHERE id = {id}",
        "has 2 events",
    ),
    (
        "a chain is broken",
        "UPDATE events SET body = REPLACE(body, '\"before\":', '\"before\":{\"version\":-1},\"was\":') WHERE id = {id}",
        "does not begin where the last ended",
    ),
    (
        "an account is changed without an event",
        "UPDATE links SET person_id = NULL, version = version + 1 WHERE account_id = {account}",
        "does not stand as its last event left it",
    ),
];

pub(super) fn play(stage: &Stage) -> Result<String> {
    for engine in Engine::BOTH {
        let seed = stage.seed(engine)?;
        let database = seed.fresh("planted")?;
        let (server, _) = stage.launch(&database)?.ready()?;
        let mut fleet = Fleet::start(seed, &[server.address], CLIENTS, Sharing::Apart);
        while fleet.tally().acknowledged < 8 * CLIENTS {
            sleep(Duration::from_millis(10));
        }
        fleet.stop();
        server.kill()?;
        see(&database, &fleet.told())?;
        seed.drop(&database)?;
    }
    Ok(format!("{0} violations planted on each engine, {0} seen", PLANTED.len()))
}

fn see(database: &Database, told: &[Intent]) -> Result<()> {
    let held = database.held()?;
    judged(&audit(told, &held)).context("before anything was planted")?;
    let most = held.events.iter().max_by_key(|event| event.version).filter(|event| event.version > 1);
    let event = most.context("no account was changed twice")?;
    for (name, sql, expected) in PLANTED {
        let sql = sql.replace("{id}", &event.id.to_string()).replace("{account}", &event.account.to_string());
        let wrong = audit(told, &database.held_after(&sql)?);
        if !wrong.iter().any(|one| one.contains(expected)) {
            bail!("{name} on {}, and the audit says {wrong:?}", database.engine());
        }
    }
    Ok(())
}
