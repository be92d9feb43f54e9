//! The programs of `bench/` that the register is compared with.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::loads::{Came, numbers};
use super::processes::Processes;
use super::servers::{free_address, wait_for};
use crate::commands::{self, cargo};
use crate::workspace::Workspace;
use crate::{node, python};

/// The built programs.
pub(super) struct References {
    folder: PathBuf,
    sources: PathBuf,
    /// Where the packages of Node.js are.
    node: PathBuf,
    python: PathBuf,
}

impl References {
    /// Builds them with their own lock file, in a folder of their own.
    pub(super) fn build(ws: &Workspace) -> Result<Self> {
        let (sources, target) = (ws.root.join("bench"), ws.target.join("references"));
        let mut command = cargo(&sources);
        command.args(["build", "--release", "--locked", "--target-dir"]).arg(&target);
        commands::run(&mut command)?;
        node::REFERENCE.prepare(ws)?;
        python::REFERENCE.prepare(ws)?;
        let (node, python) = (node::REFERENCE.folder(ws), python::REFERENCE.program(ws));
        Ok(Self { folder: target.join("release"), sources, node, python })
    }

    /// What a program prints.
    pub(super) fn numbers(&self, name: &str, words: &[&str]) -> Result<Vec<f64>> {
        numbers(Command::new(self.program(name)).args(words))
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Starts a reference server: its address is the first of its words.
    pub(super) fn serve(&self, name: &str, words: &[&str]) -> Result<Serving> {
        Serving::start(Command::new(self.program(name)), words).context(name.to_owned())
    }

    /// Starts the server in Node.js. A module finds its packages beside itself, so it is run from where they are.
    pub(super) fn fastify(&self, words: &[&str]) -> Result<Serving> {
        for name in ["connect.sql", "fastify/connect.js"] {
            let (from, to) = (self.sources.join(name), self.node.join(name));
            std::fs::create_dir_all(to.parent().unwrap_or(&to))?;
            std::fs::copy(from, to)?;
        }
        let mut command = Command::new("node");
        command.arg(self.node.join("fastify/connect.js")).env("NODE_ENV", "production");
        Serving::start(command, words).context("fastify")
    }

    /// Starts the server in Python.
    pub(super) fn fastapi(&self, words: &[&str]) -> Result<Serving> {
        let mut command = Command::new(&self.python);
        command.arg("-B").arg(self.sources.join("fastapi/connect.py"));
        Serving::start(command, words).context("fastapi")
    }

    /// Decisions in process on SQLite, so many in a transaction.
    pub(super) fn batches(&self, file: &str, seconds: u32, size: u32, among: (u32, u32, u32)) -> Result<Came> {
        let mut command = Command::new(self.program("batches"));
        command.arg(file).args([seconds, size, among.0, among.1, among.2].map(|number| number.to_string()));
        let numbers = numbers(&mut command)?;
        let [decisions, median] = numbers.as_slice() else { bail!("batches told nothing") };
        Ok(Came { rate: decisions / f64::from(seconds), median: *median, ..Came::default() })
    }

    /// Decisions in one statement on PostgreSQL, so many at a time, by so many clients.
    pub(super) fn pgbench(
        &self,
        url: &str,
        seconds: u32,
        (size, clients): (u32, u32),
        among: (u32, u32, u32),
        processes: &Processes,
    ) -> Result<Came> {
        let mut command = Command::new("pgbench");
        command.args(["--no-vacuum", "--protocol", "prepared", "--file"]).arg(self.sources.join("batch.sql"));
        command.args(["--client", &clients.to_string(), "--time", &seconds.to_string()]);
        for (name, value) in [("first", among.0), ("last", among.1), ("people", among.2), ("size", size)] {
            command.args(["--define", &format!("{name}={value}")]);
        }
        let before = processes.seconds();
        let text = String::from_utf8(commands::output(command.arg(url))?)?;
        let spent = processes.seconds() - before;
        let figure = |name: &str| -> Result<f64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).context("pgbench told nothing")?;
            Ok(line.trim_start_matches([' ', '=']).split(' ').next().unwrap_or_default().parse()?)
        };
        let rate = figure("tps")? * f64::from(size);
        let cost = spent * 1e6 / (rate * f64::from(seconds));
        Ok(Came { rate, median: figure("latency average")? * 1e3, bytes: 0, cost })
    }
}

/// A reference server; dropping it ends it.
pub(super) struct Serving {
    child: Child,
    pub(super) address: String,
}

impl Serving {
    /// Starts a program, and waits until it listens at the address that is the first of its words.
    fn start(mut command: Command, words: &[&str]) -> Result<Self> {
        let address = free_address()?;
        let child = command.arg(&address).args(words).stdin(Stdio::null()).spawn()?;
        let mut serving = Self { child, address };
        wait_for(&mut serving.child, &serving.address)?;
        Ok(serving)
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
