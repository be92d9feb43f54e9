//! More decisions than a register can make: somebody holds SQLite's lock, and thousands wait.

use std::net::SocketAddr;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rusqlite::Connection as Held;
use serde_json::{Value, json};

use crate::database::Database;
use crate::http::{Connection, Request, Response};
use crate::stage::{Engine, Stage};

/// Requests of a thousand decisions each; 8,192 may wait.
const REQUESTS: usize = 10;
const PATIENCE: Duration = Duration::from_secs(60);
const OVERLOADED: u64 = 50304;

/// A client with a key.
#[derive(Clone)]
struct Client {
    address: SocketAddr,
    authorization: String,
}

impl Client {
    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Response> {
        let headers = [("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        let body = body.to_string();
        let request = Request { method, path, headers: &headers, body: body.as_bytes() };
        Ok(Connection::open(self.address, PATIENCE)?.ask(request)?)
    }

    fn bulk(&self, accounts: &[i64], batch: Option<i64>) -> Result<Response> {
        let items: Vec<Value> = accounts.iter().map(|account| json!({ "op": "unlink", "account": account })).collect();
        let mut body = json!({ "items": items });
        if let (Some(batch), Some(body)) = (batch, body.as_object_mut()) {
            body.insert("batch".to_owned(), batch.into());
        }
        self.send("POST", "/api/v1/accounts/bulk", &body)
    }
}

pub(super) fn play(stage: &Stage) -> Result<String> {
    let seed = stage.seed(Engine::Sqlite)?;
    let database = seed.fresh("overload")?;
    let (server, _) = stage.launch(&database)?.ready()?;
    let client = Client { address: server.address, authorization: format!("Bearer {}", seed.key) };
    let account = *seed.accounts.first().context("no account")?;
    let path = format!("/user-identities/infrastructure/{account}/connect");
    let link = |person: Option<&i64>| client.send("PUT", &path, &json!({ "userId": person }));
    link(seed.people.first())?;
    let batch = client.bulk(&[account], None)?.json().get("batch").and_then(Value::as_i64).context("no batch")?;
    let Database::Sqlite(file) = &database else { bail!("this is for files") };
    let lock = Held::open(file)?;
    lock.execute_batch("BEGIN IMMEDIATE")?;
    let thousand: Vec<i64> = seed.accounts.iter().cycle().take(1000).copied().collect();
    let waiting: Vec<JoinHandle<Result<Response>>> = (0..REQUESTS)
        .map(|_| {
            let (client, thousand) = (client.clone(), thousand.clone());
            spawn(move || client.bulk(&thousand, Some(batch)))
        })
        .collect();
    let took = turned_away(&|| link(seed.people.last()))?;
    lock.execute_batch("ROLLBACK")?;
    let mut decided = 0;
    for answer in waiting {
        let answer = answer.join().map_err(|_| anyhow::anyhow!("a client has failed"))??.json();
        let results = answer.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
        decided += results.iter().filter(|one| one.get("status") == Some(&json!(200))).count();
    }
    let answer = link(seed.people.last())?;
    if answer.status != 200 || decided == 0 {
        bail!(
            "when the lock is gone a change is answered with {}, after {decided} of those that waited",
            answer.status
        );
    }
    server.kill()?;
    seed.drop(&database)?;
    Ok(format!("503 with Retry-After within {took:.0?}; {decided} of {}000 decisions were made afterwards", REQUESTS))
}

/// Asks until one more is turned away, and tells how quickly it was. Those that are let in are given up.
fn turned_away(link: &dyn Fn() -> Result<Response>) -> Result<Duration> {
    // Reading ten thousand decisions takes a while; until then, whoever comes is let in, and would wait with them.
    sleep(Duration::from_secs(3));
    let began = Instant::now();
    let answer = link()?;
    let took = began.elapsed();
    if (answer.status, answer.code()) != (503, OVERLOADED) || answer.header("retry-after").is_none() {
        bail!("with thousands waiting, one more is answered with {}, code {}", answer.status, answer.code());
    }
    Ok(took)
}
