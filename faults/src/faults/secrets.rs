//! Secrets that must not come out again: keys, cookies, links to sign in, the database's password, and what lists of others hold.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::backups::whose;
use crate::database::Database;
use crate::http::{Connection, Request, Response};
use crate::seed::Seed;
use crate::stage::{Engine, Stage};

const CLIENTS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

/// A secret with what it is.
type Secret = (String, String);

/// A request with everything in it that may be wrong.
struct Shape {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

pub(super) fn play(stage: &Stage) -> Result<String> {
    let words: Result<Vec<String>> = Engine::BOTH.into_iter().map(|engine| play_on(stage, engine)).collect();
    Ok(words?.join("; "))
}

fn play_on(stage: &Stage, engine: Engine) -> Result<String> {
    let requests = stage.size(5_000, 25_000);
    let seed = stage.seed(engine)?;
    let fresh = seed.fresh("secrets")?;
    let canary = format!("canary{:016x}", stage.chance().next());
    let database = with_password(&fresh, &format!("password-{canary}"));
    let mut launch = stage.launch(&database)?;
    launch.log = stage.folder().join(format!("secrets-{engine:?}.log"));
    launch.environment.push(("WHOSE__LOG__LEVEL".to_owned(), "trace".into()));
    let (server, _) = launch.ready()?;
    let (ticket, cookie) = signed_in(stage, &database, server.address)?;
    let secrets: Vec<Secret> = vec![
        ("the key".to_owned(), seed.key.clone()),
        ("the cookie".to_owned(), cookie.clone()),
        ("the link to sign in".to_owned(), ticket),
        ("something that was sent".to_owned(), canary.clone()),
    ];
    let counted = ask_all(server.address, requests, &secrets, &|number| shape(seed, &canary, &cookie, number))?;
    if engine == Engine::Postgres {
        // What goes wrong while the database is away is logged too.
        stage.with_cluster(|cluster| cluster.halt())?;
        ask_all(server.address, CLIENTS * 8, &secrets, &|number| shape(seed, &canary, &cookie, number))?;
        stage.with_cluster(|cluster| cluster.go_on())?;
    }
    server.kill()?;
    let places = outside(stage, &database, &launch.log)?;
    for (place, text) in &places {
        search(place, text, &secrets)?;
    }
    let log = places.first().map_or(0, |(_, text)| text.lines().count());
    if log < requests || !places.iter().skip(1).all(|(_, text)| text.contains("account")) {
        bail!("the log has {log} lines for {requests} requests: was it searched?");
    }
    seed.drop(&fresh)?;
    let (secrets, places) = (secrets.len(), places.len());
    Ok(format!(
        "{requests} requests on {engine:?} ({counted} refused), {secrets} secrets, {places} places, found 0 times"
    ))
}

/// The same database with a password in its address, where it has one.
fn with_password(database: &Database, password: &str) -> Database {
    match database {
        Database::Postgres(url) => Database::Postgres(url.replacen("postgres@", &format!("postgres:{password}@"), 1)),
        file => file.clone(),
    }
}

/// Everything that leaves the program besides its answers.
fn outside(stage: &Stage, database: &Database, log: &Path) -> Result<Vec<(&'static str, String)>> {
    let backup = stage.folder().join(format!("secrets-{}.jsonl", database.engine()));
    whose(stage, database, &["db", "backup"], Some(&backup))?;
    let events = database.rows("SELECT body || actor || COALESCE(request, '') || COALESCE(because, '') FROM events")?;
    Ok(vec![
        ("the log", std::fs::read_to_string(log)?),
        ("the backup", std::fs::read_to_string(backup)?),
        ("the export", whose(stage, database, &["export"], None)?),
        ("the events", events.into_iter().flatten().flatten().collect::<Vec<_>>().join("\n")),
        ("the events as they are shown", whose(stage, database, &["events", "--json"], None)?),
        ("the accounts as a sheet", whose(stage, database, &["accounts", "list", "--csv"], None)?),
        (
            "the settings as they are shown, with an account",
            whose(stage, database, &["config", "show"], None)? + "account",
        ),
    ])
}

/// Fails if a secret is in the text.
fn search(place: &str, text: &str, secrets: &[Secret]) -> Result<()> {
    for (name, secret) in secrets {
        if let Some(at) = text.find(secret.as_str()) {
            let line = text.get(..at).map_or(0, |before| before.lines().count());
            bail!("{place} holds {name}, in line {line}");
        }
    }
    Ok(())
}

/// Sends requests of every shape, searches each answer, and counts those that are refused.
fn ask_all(
    address: SocketAddr,
    requests: usize,
    secrets: &[Secret],
    shape: &(dyn Fn(usize) -> Shape + Sync),
) -> Result<usize> {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn(move || -> Result<usize> {
                    let mut refused = 0;
                    for number in (client..requests).step_by(CLIENTS) {
                        let answer = send(address, &shape(number))?;
                        refused += usize::from(answer.status >= 400);
                        search("an answer", &answer.head, secrets)?;
                        search("an answer", &String::from_utf8_lossy(&answer.body), secrets)?;
                    }
                    Ok(refused)
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().map_err(|_| anyhow::anyhow!("a client failed"))?).sum()
    })
}

fn send(address: SocketAddr, shape: &Shape) -> Result<Response> {
    let headers: Vec<(&str, &str)> = shape.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = Request { method: shape.method, path: &shape.path, headers: &headers, body: shape.body.as_bytes() };
    Connection::open(address, PATIENCE)?.ask(request).with_context(|| format!("{} {}", shape.method, shape.path))
}

/// Keys and canaries wherever clients put them, by mistake or by intent.
fn shape(seed: &Seed, canary: &str, cookie: &str, number: usize) -> Shape {
    let account = seed.accounts.get(number % seed.accounts.len().max(1)).copied().unwrap_or_default();
    let connect = format!("/user-identities/infrastructure/{account}/connect");
    let list = || "/user-identities/infrastructure?limit=2".to_owned();
    let bearer = ("authorization", format!("Bearer {}", seed.key));
    let json_type = ("content-type", "application/json".to_owned());
    let person = seed.people.get(number % seed.people.len().max(1));
    let new = |method, path, headers: Vec<(&'static str, String)>, body: String| Shape { method, path, headers, body };
    let none = String::new;
    match number % 13 {
        0 => new("GET", list(), vec![bearer], none()),
        1 => new("GET", list(), vec![("authorization", format!("Bearer {canary}"))], none()),
        2 => new("GET", format!("{}&access_token={canary}", list()), vec![bearer], none()),
        3 => new("PUT", connect, vec![bearer, json_type], json!({ "userId": canary }).to_string()),
        4 => new("PUT", connect, vec![bearer, json_type], json!({ "userId": null, "secret": canary }).to_string()),
        5 => new("GET", "/accounts".to_owned(), vec![("cookie", format!("whose={canary}"))], none()),
        6 => new("GET", list(), vec![("authorization", format!("Basic {canary}"))], none()),
        7 => new("GET", "/accounts".to_owned(), vec![("cookie", format!("whose={cookie}"))], none()),
        8 => {
            let path = "/api/v1/imports/accounts?connection=lists&kind=OTHER&format=csv".to_owned();
            let list = format!(
                "id,username,password,token,secretKey,apiKey\nlist{number},user{number},{0},{0},{0},{0}\n",
                canary
            );
            new("POST", path, vec![bearer, ("content-type", "text/csv".to_owned())], list)
        }
        9 => {
            let form = ("content-type", "application/x-www-form-urlencoded".to_owned());
            let here = ("origin", "http://localhost".to_owned());
            new("POST", "/sign-in".to_owned(), vec![form, here], format!("ticket={canary}"))
        }
        10 => new("PUT", connect, vec![bearer, json_type], json!({ "userId": person }).to_string()),
        11 => new("GET", list(), vec![bearer, ("authorization", format!("Bearer {canary}"))], none()),
        _ => new(
            "GET",
            list(),
            vec![bearer, ("x-api-key", canary.to_owned()), ("proxy-authorization", canary.to_owned())],
            none(),
        ),
    }
}

/// A ticket, used up, and the cookie that it gave.
fn signed_in(stage: &Stage, database: &Database, address: SocketAddr) -> Result<(String, String)> {
    let link = whose(stage, database, &["members", "invite", "--name", "Faults", "--role", "administrator"], None)?;
    let ticket = link.split_once("ticket=").context("no ticket")?.1.split_whitespace().next().context("no ticket")?;
    let form = Shape {
        method: "POST",
        path: "/sign-in".to_owned(),
        headers: vec![
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("origin", "http://localhost".to_owned()),
        ],
        body: format!("ticket={ticket}"),
    };
    let answer = send(address, &form)?;
    let set = answer.header("set-cookie").with_context(|| format!("nobody is signed in: {}", answer.status))?;
    let cookie = set.split(';').next().and_then(|pair| pair.split_once('=')).context("no cookie")?.1;
    Ok((ticket.to_owned(), cookie.to_owned()))
}
