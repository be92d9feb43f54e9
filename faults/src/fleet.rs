//! Clients that link and unlink without end, over connections that are kept alive, and remember what they were told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::audit::audit;
use crate::database::Database;
use crate::http::{Connection, Request, Response};
use crate::journal::{Attempt, Intent, Outcome, Tally};
use crate::seed::Seed;

/// As many clients as the faults speak of.
pub(crate) const CLIENTS: usize = 64;

/// How long a client waits for an answer: longer than any server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The code of an outcome that is unknown.
const OUTCOME_UNKNOWN: u64 = 50303;

/// Who decides about which accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Each client about accounts of its own.
    Apart,
    /// All about the same few.
    Fighting,
}

/// A fleet at work.
pub(crate) struct Fleet {
    journals: Vec<Arc<Mutex<Vec<Intent>>>>,
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<()>>,
}

struct Shared {
    stop: AtomicBool,
    /// To stop at the next acknowledgement.
    finish: AtomicBool,
    /// Held for reading while a request is under way.
    gate: RwLock<()>,
    /// Answers that no server should give.
    surprises: Mutex<Vec<String>>,
    authorization: String,
}

impl Fleet {
    /// Sends out so many clients, in turn to these servers.
    pub(crate) fn start(seed: &Seed, addresses: &[SocketAddr], clients: usize, sharing: Sharing) -> Self {
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            finish: AtomicBool::new(false),
            gate: RwLock::default(),
            surprises: Mutex::default(),
            authorization: format!("Bearer {}", seed.key),
        });
        let mut fleet = Self { journals: Vec::new(), shared, clients: Vec::new() };
        for (number, address) in (0..clients).zip(addresses.iter().cycle()) {
            let journal = Arc::new(Mutex::new(Vec::new()));
            fleet.journals.push(Arc::clone(&journal));
            let mut client = Client {
                name: format!("c{number}"),
                address: *address,
                shared: Arc::clone(&fleet.shared),
                journal,
                connection: None,
                open: false,
                accounts: accounts(seed, number, clients, sharing),
                people: people(seed, number, sharing),
                exclusive: sharing == Sharing::Apart,
                stands: HashMap::new(),
                turn: number,
            };
            fleet.clients.push(std::thread::spawn(move || client.work()));
        }
        fleet
    }

    /// Holds all clients between two requests, for as long as the answer is kept.
    pub(crate) fn quiet(&self) -> RwLockWriteGuard<'_, ()> {
        self.shared.gate.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was asked so far.
    pub(crate) fn told(&self) -> Vec<Intent> {
        self.journals.iter().flat_map(|journal| locked(journal).clone()).collect()
    }

    /// How everything ended so far.
    pub(crate) fn tally(&self) -> Tally {
        self.journals.iter().fold(Tally::default(), |tally, journal| tally.and(Tally::of(&locked(journal))))
    }

    /// Judges what was told against what the database holds, while nobody asks.
    pub(crate) fn audit(&self, database: &Database) -> Result<()> {
        let quiet = self.quiet();
        let mut wrong = locked(&self.shared.surprises).clone();
        wrong.extend(audit(&self.told(), &database.held()?));
        drop(quiet);
        judged(&wrong)
    }

    /// Calls the clients back, and judges all of it.
    pub(crate) fn end(mut self, database: &Database) -> Result<Tally> {
        self.stop();
        self.audit(database)?;
        Ok(self.tally())
    }

    /// Calls the clients back, each with an acknowledgement for what it asked last, or after ten seconds.
    pub(crate) fn finish(&mut self) {
        self.shared.finish.store(true, Ordering::Relaxed);
        let began = Instant::now();
        while self.clients.iter().any(|client| !client.is_finished()) && began.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(2));
        }
        self.stop();
    }

    /// Calls the clients back; what they were told stays known.
    pub(crate) fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        for client in self.clients.drain(..) {
            let _ = client.join();
        }
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Fails with the first few things that are wrong, if anything is.
pub(crate) fn judged(wrong: &[String]) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    let shown: Vec<&str> = wrong.iter().take(10).map(String::as_str).collect();
    bail!("the audit finds {} things wrong:\n  {}", wrong.len(), shown.join("\n  "))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A client's own part of the accounts, or the few that all fight over.
fn accounts(seed: &Seed, number: usize, clients: usize, sharing: Sharing) -> Vec<i64> {
    match sharing {
        Sharing::Apart => seed.accounts.iter().skip(number).step_by(clients.max(1)).copied().collect(),
        Sharing::Fighting => seed.accounts.iter().take(32).copied().collect(),
    }
}

/// Whom a client links to. In a fight these are its own two, so that each of its links is a change.
fn people(seed: &Seed, number: usize, sharing: Sharing) -> Vec<i64> {
    match sharing {
        Sharing::Apart => seed.people.iter().skip(number).take(3).copied().collect(),
        Sharing::Fighting => seed.people.iter().skip(2 * number).take(2).copied().collect(),
    }
}

struct Client {
    name: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    journal: Arc<Mutex<Vec<Intent>>>,
    connection: Option<Connection>,
    /// Whether the last intent is still to be acknowledged.
    open: bool,
    accounts: Vec<i64>,
    people: Vec<i64>,
    exclusive: bool,
    /// What each account was last wanted to be.
    stands: HashMap<i64, Option<i64>>,
    turn: usize,
}

impl Client {
    fn work(&mut self) {
        while !self.shared.stop.load(Ordering::Relaxed) {
            let pass = Arc::clone(&self.shared);
            let pass = pass.gate.read().unwrap_or_else(PoisonError::into_inner);
            let answered = self.step();
            drop(pass);
            if answered && self.shared.finish.load(Ordering::Relaxed) {
                return;
            }
            if !answered {
                sleep(Duration::from_millis(10));
            }
        }
    }

    /// One request; whether it was acknowledged.
    fn step(&mut self) -> bool {
        let connection = match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Connection::open(self.address, PATIENCE),
        };
        // What was never sent is no attempt.
        let Ok(mut connection) = connection else { return false };
        let (account, wanted, request) = self.next();
        let mut attempt = Attempt::sent(request);
        self.note(attempt.clone());
        let answer = self.ask(&mut connection, account, wanted, &attempt.request);
        attempt.took = attempt.sent.elapsed();
        if let Ok(response) = &answer {
            attempt.outcome = self.outcome(response, wanted);
            if response.header("connection") != Some("close") {
                self.connection = Some(connection);
            }
        }
        self.open = attempt.outcome != Outcome::Acknowledged;
        self.correct(attempt);
        !self.open
    }

    fn ask(
        &self,
        connection: &mut Connection,
        account: i64,
        wanted: Option<i64>,
        name: &str,
    ) -> std::io::Result<Response> {
        let path = format!("/user-identities/infrastructure/{account}/connect");
        let body = serde_json::json!({ "userId": wanted }).to_string();
        let headers = [
            ("authorization", self.shared.authorization.as_str()),
            ("content-type", "application/json"),
            ("x-request-id", name),
        ];
        connection.ask(Request { method: "PUT", path: &path, headers: &headers, body: body.as_bytes() })
    }

    fn outcome(&self, response: &Response, wanted: Option<i64>) -> Outcome {
        match (response.status, response.code()) {
            (200, _) if response.json().pointer("/user/id").and_then(Value::as_i64) == wanted => Outcome::Acknowledged,
            (503, OUTCOME_UNKNOWN) => Outcome::Uncertain,
            (503, code) => Outcome::Refused(code),
            (status, code) => {
                let told = format!("a change was answered with {status}, code {code}, and not as it was asked for");
                locked(&self.shared.surprises).push(told);
                Outcome::Lost
            }
        }
    }

    /// What to ask for next, and under which name: the same again until it is acknowledged.
    fn next(&mut self) -> (i64, Option<i64>, String) {
        let mut journal = locked(&self.journal);
        if !self.open || journal.is_empty() {
            self.turn += 1;
            let account = self.accounts.get(self.turn % self.accounts.len().max(1)).copied().unwrap_or_default();
            let stood = self.stands.get(&account).copied();
            let wanted = self.other_than(stood.flatten());
            self.stands.insert(account, wanted);
            // Where several decide, one's unlinking may come after another's.
            let changes = self.exclusive || wanted.is_some();
            journal.push(Intent { account, wanted, changes, exclusive: self.exclusive, attempts: Vec::new() });
        }
        let number = journal.len();
        let Some(intent) = journal.last() else { return Default::default() };
        (intent.account, intent.wanted, format!("{}-{number}-{}", self.name, intent.attempts.len()))
    }

    /// Somebody else than now; every fourth time nobody, where it was somebody.
    fn other_than(&self, stood: Option<i64>) -> Option<i64> {
        if self.turn.is_multiple_of(4) && stood.is_some() {
            return None;
        }
        self.people.iter().copied().find(|person| Some(*person) != stood)
    }

    fn note(&self, attempt: Attempt) {
        if let Some(intent) = locked(&self.journal).last_mut() {
            intent.attempts.push(attempt);
        }
    }

    fn correct(&self, attempt: Attempt) {
        if let Some(last) = locked(&self.journal).last_mut().and_then(|intent| intent.attempts.last_mut()) {
            *last = attempt;
        }
    }
}
