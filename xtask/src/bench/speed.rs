//! The speed of everyday work, against reference programs in the same run, in turns.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::loads::{Came, Load};
use super::processes::{Processes, resident};
use super::ratios::{Claim, Turns};
use super::references::{References, Serving};
use super::registers::{Place, Programs, Register, Written};
use super::servers::Server;
use super::{Wanted, imports, machine, report};
use crate::engines::Engine;
use crate::workspace::Workspace;

/// As many clients as ask at once.
const CLIENTS: u32 = 64;
const LIST: &str = "/user-identities/infrastructure?limit=50&page=1";
const CONNECT: &str = "/user-identities/infrastructure/#/connect";
/// Part of the name of one account in a register of any size.
const RARE: &str = "goldwasser.77";

/// How long is measured.
struct Span {
    rounds: usize,
    seconds: u32,
}

/// What everything is measured with.
struct Bench<'b> {
    programs: &'b Programs,
    references: &'b References,
    place: &'b Place,
    span: Span,
}

/// Measures everything on each engine, and writes its section.
pub(super) fn run(ws: &Workspace, wanted: &Wanted) -> Result<()> {
    let (programs, references) = (Programs::build(ws)?, References::build(ws)?);
    for engine in wanted.engines() {
        let told = machine::told(ws, &programs, &wanted.command(""))?;
        let place = Place::start(engine)?;
        let span = if wanted.quick { Span { rounds: 5, seconds: 1 } } else { Span { rounds: 5, seconds: 5 } };
        let bench = Bench { programs: &programs, references: &references, place: &place, span };
        let mut section = format!("{told}\n\n**{}**\n\n{}", place.version()?, Claim::HEAD);
        let mut smallest: Option<Everyday> = None;
        for accounts in wanted.sizes() {
            let (claims, everyday) = bench.at(accounts, smallest.as_ref())?;
            for claim in &claims {
                println!("{accounts}: {}", claim.row(accounts));
                section.push_str(&claim.row(accounts));
            }
            smallest.get_or_insert(everyday);
        }
        report::write(ws, ("speed", engine), &section)?;
    }
    Ok(())
}

/// What is compared between sizes.
struct Everyday {
    connect: Turns,
    list: Turns,
}

/// A register that is being served.
struct Served<'s> {
    register: &'s Register<'s>,
    server: Server,
    processes: Processes,
    /// Accounts of infrastructure, from the first to the last, and people.
    among: (u32, u32, u32),
}

impl Bench<'_> {
    fn at(&self, accounts: u32, smallest: Option<&Everyday>) -> Result<(Vec<Claim>, Everyday)> {
        let register = self.place.made_up(self.programs, accounts)?;
        let mut claims = self.starts(&register)?;
        let server = Server::start(&register)?;
        let people = (accounts / 10).clamp(10, 100_000);
        let among = (people + 1, people + accounts / 4 * 3, people);
        let parent = self.place.postmaster()?;
        let processes = Processes { ids: vec![server.id()], parent };
        let served = Served { register: &register, server, processes, among };
        let idle = memory(&served.server, "VmRSS");
        claims.extend(self.lists(&served)?);
        let (list, hello) = self.page(&served)?;
        claims.push(Claim::at_least(("P5", "a page of 50, requests/s"), &list, ("hello world in axum", &hello), 0.15));
        let connect = self.connect(&served, &mut claims)?;
        claims.push(Claim::single(("P13", "memory of the server: idle, MiB"), &idle, 20.0));
        let loaded = memory(&served.server, "VmHWM");
        claims.push(Claim::single(("P13", "memory of the server: at most, MiB"), &loaded, 64.0));
        if let Some(small) = smallest {
            let itself = "itself in the smallest register";
            claims.push(Claim::at_most(
                ("P7", "64 clients connect, time for each"),
                &connect.inverse(),
                (itself, &small.connect.inverse()),
                1.5,
            ));
            claims.push(Claim::at_most(
                ("P7", "a page of 50, time for each"),
                &list.inverse(),
                (itself, &small.list.inverse()),
                1.5,
            ));
        }
        drop(served);
        drop(register);
        claims.extend(imports::claims(self.place, self.programs, self.references, accounts)?);
        Ok((claims, Everyday { connect, list }))
    }

    fn load<'l>(&self, served: &'l Served<'_>, path: &'l str, connections: u32) -> Load<'l> {
        Load {
            address: &served.server.address,
            key: served.register.key(),
            connections,
            seconds: self.span.seconds,
            among: served.among,
            path,
            connect: path == CONNECT,
        }
    }

    fn run_load(&self, load: &Load<'_>, processes: &Processes) -> Result<Came> {
        load.run(&self.references.program("load"), processes)
    }

    /// A page of 50, and as many bytes from a server that does nothing.
    fn page(&self, served: &Served<'_>) -> Result<(Turns, Turns)> {
        let ours = self.load(served, LIST, CLIENTS);
        let bytes = self.run_load(&Load { seconds: 1, ..ours.clone() }, &served.processes)?.bytes;
        let hello = self.references.serve("hello", &[&bytes.to_string()])?;
        let theirs = Load { address: &hello.address, ..ours.clone() };
        let of_hello = Processes { ids: vec![hello.id()], parent: None };
        let (mut list, mut plain) = (Turns::default(), Turns::default());
        for _ in 0..self.span.rounds {
            list.add(self.run_load(&ours, &served.processes)?.rate);
            plain.add(self.run_load(&theirs, &of_hello)?.rate);
        }
        Ok((list, plain))
    }

    /// The connect operation, against what does the same on the same tables.
    fn connect(&self, served: &Served<'_>, claims: &mut Vec<Claim>) -> Result<Turns> {
        match self.place.engine() {
            Engine::Sqlite => self.connect_on_sqlite(served, claims),
            Engine::Postgres => self.connect_on_postgres(served, claims),
        }
    }

    fn connect_on_sqlite(&self, served: &Served<'_>, claims: &mut Vec<Claim>) -> Result<Turns> {
        let (many, one) = (self.load(served, CONNECT, CLIENTS), self.load(served, CONNECT, 1));
        let Written::File(file) = served.register.written() else { bail!("SQLite writes to files") };
        let (mut ours, mut bare) = (Turns::default(), Turns::default());
        let (mut alone, mut commit) = (Turns::default(), Turns::default());
        for _ in 0..self.span.rounds {
            ours.add(self.run_load(&many, &served.processes)?.rate);
            bare.add(self.references.batches(file, self.span.seconds, CLIENTS, served.among)?.rate);
            alone.add(self.run_load(&one, &served.processes)?.median);
            commit.add(self.references.batches(file, self.span.seconds, 1, served.among)?.median);
        }
        claims.push(Claim::at_least(
            ("P3", "64 clients connect, decisions/s"),
            &ours,
            ("rusqlite in process, batches of 64", &bare),
            0.5,
        ));
        claims.push(Claim::at_most(
            ("P6", "one client connects, median µs"),
            &alone,
            ("the bare commit", &commit),
            1.5,
        ));
        Ok(ours)
    }

    fn connect_on_postgres(&self, served: &Served<'_>, claims: &mut Vec<Claim>) -> Result<Turns> {
        let (many, one) = (self.load(served, CONNECT, CLIENTS), self.load(served, CONNECT, 1));
        let bytes = self.run_load(&Load { seconds: 1, ..many.clone() }, &served.processes)?.bytes;
        served.register.sql("CREATE SEQUENCE bench_events START 2251799813685248")?;
        let (mut ours, mut separate, mut bare) = (Turns::default(), Turns::default(), Turns::default());
        let (mut node, mut python) = (Turns::default(), Turns::default());
        let (mut our_cost, mut their_cost) = (Turns::default(), Turns::default());
        let (mut alone, mut commit) = (Turns::default(), Turns::default());
        let Written::Server(url) = served.register.written() else { bail!("PostgreSQL is a server") };
        let (seconds, parent) = (self.span.seconds, served.processes.parent);
        for _ in 0..self.span.rounds {
            let came = self.run_load(&many, &served.processes)?;
            ours.add(came.rate);
            our_cost.add(came.cost);
            let server = self.references.serve("separate", &[url, &bytes.to_string()])?;
            let processes = Processes { ids: vec![server.id()], parent };
            let came = self.run_load(&Load { address: &server.address, ..many.clone() }, &processes)?;
            separate.add(came.rate);
            their_cost.add(came.cost);
            drop(server);
            let words = [url.as_str(), &bytes.to_string()];
            node.add(self.rate_of(&self.references.fastify(&words)?, &many)?);
            python.add(self.rate_of(&self.references.fastapi(&words)?, &many)?);
            let bench = |shape| self.references.pgbench(url, seconds, shape, served.among, &Processes::default());
            bare.add(bench((64, 2))?.rate);
            alone.add(self.run_load(&one, &served.processes)?.median);
            commit.add(bench((1, 1))?.median);
        }
        let by_hand = "axum and sqlx, separate queries";
        claims.push(Claim::at_least(("P1", "64 clients connect, requests/s"), &ours, (by_hand, &separate), 3.0));
        claims.push(Claim::at_most(
            ("P1", "processor time for each, database included, µs"),
            &our_cost,
            (by_hand, &their_cost),
            0.25,
        ));
        let what = ("P4", "64 clients connect, requests/s");
        claims.push(Claim::at_least(what, &ours, ("Fastify and pg, one statement", &node), 3.0));
        claims.push(Claim::at_least(what, &ours, ("FastAPI and asyncpg, one statement", &python), 3.0));
        claims.push(Claim::at_least(
            ("P2", "64 clients connect, decisions/s"),
            &ours,
            ("pgbench, 64 in a statement", &bare),
            0.45,
        ));
        claims.push(Claim::at_most(
            ("P6", "one client connects, median µs"),
            &alone,
            ("the bare commit", &commit),
            1.5,
        ));
        Ok(ours)
    }

    /// The requests that another server answers in a second.
    fn rate_of(&self, server: &Serving, load: &Load<'_>) -> Result<f64> {
        let load = Load { address: &server.address, ..load.clone() };
        Ok(self.run_load(&load, &Processes::default())?.rate)
    }

    /// The last page against the first, and a rare text against a page.
    fn lists(&self, served: &Served<'_>) -> Result<Vec<Claim>> {
        let mut client = served.server.client(served.register)?;
        let page: Value = serde_json::from_slice(&client.get(LIST)?)?;
        let total = page.pointer("/total").and_then(Value::as_u64).context("a page without its total")?;
        let last = format!("/user-identities/infrastructure?limit=50&page={}", total.div_ceil(50));
        let (mut first, mut end) = (Turns::default(), Turns::default());
        let (mut rare, mut scan) = (Turns::default(), Turns::default());
        for _ in 0..self.span.rounds {
            first.add(micros(client.time(LIST)?));
            end.add(micros(client.time(&last)?));
            rare.add(micros(client.time(&format!("/api/v1/accounts?limit=50&q={RARE}"))?));
            scan.add(micros(self.scan(served)?));
        }
        Ok(vec![
            Claim::at_most(("P8", "the last page, µs"), &end, ("the first page", &first), 3.0),
            Claim::at_most(("P9", "a rare text, µs"), &rare, ("a scan with LIKE", &scan), 0.02),
        ])
    }

    /// A scan of all names and addresses, bare.
    fn scan(&self, served: &Served<'_>) -> Result<Duration> {
        let sql = format!(
            "SELECT COUNT(*) FROM accounts WHERE username_key LIKE '%{RARE}%' OR email_key LIKE '%{RARE}%' OR external_key LIKE '%{RARE}%'"
        );
        let began = Instant::now();
        match served.register.written() {
            Written::Server(_) => served.register.sql(&sql).map(|_| began.elapsed()),
            Written::File(file) => {
                let numbers = self.references.numbers("scan", &[file, &sql])?;
                Ok(Duration::from_micros(numbers.first().copied().context("scan told nothing")? as u64))
            }
        }
    }

    /// From the start of the program to its first answer.
    fn starts(&self, register: &Register<'_>) -> Result<Vec<Claim>> {
        let mut starts = Turns::default();
        for _ in 0..self.span.rounds {
            let began = Instant::now();
            let server = Server::start(register)?;
            server.client(register)?.get("/api/v1/accounts?limit=1")?;
            starts.add(began.elapsed().as_secs_f64() * 1e3);
        }
        Ok(vec![Claim::single(("P14", "start to first answer, ms"), &starts, 200.0)])
    }
}

/// MiB that a server has in memory.
fn memory(server: &Server, field: &str) -> Turns {
    let mut memory = Turns::default();
    memory.add(resident(server.id(), field).unwrap_or_default());
    memory
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}
