//! Loads: many clients who ask as fast as they are answered, and what came of it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::processes::Processes;
use crate::commands;

/// What is asked of a server.
#[derive(Clone, Debug)]
pub(super) struct Load<'l> {
    pub(super) address: &'l str,
    pub(super) key: &'l str,
    pub(super) connections: u32,
    pub(super) seconds: u32,
    /// Accounts, from the first to the last, and people.
    pub(super) among: (u32, u32, u32),
    pub(super) path: &'l str,
    pub(super) connect: bool,
}

/// What came of a load.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Came {
    /// Answers, or decisions, in a second.
    pub(super) rate: f64,
    /// Bytes of an answer.
    pub(super) bytes: usize,
    /// Microseconds to the answer: the median.
    pub(super) median: f64,
    /// Microseconds on the processors for one answer, database included.
    pub(super) cost: f64,
}

impl Load<'_> {
    /// Puts it on a server whose work is done by these processes.
    pub(super) fn run(&self, program: &Path, processes: &Processes) -> Result<Came> {
        let (first, last, people) = self.among;
        let mut command = Command::new(program);
        command.args([self.address, self.key]);
        command.args([self.connections, self.seconds, first, last, people].map(|number| number.to_string()));
        command.arg(self.path);
        if self.connect {
            command.arg("connect");
        }
        let before = processes.seconds();
        let numbers = numbers(&mut command)?;
        let spent = processes.seconds() - before;
        let [requests, errors, bytes, median, ..] = numbers.as_slice() else { bail!("the load told nothing") };
        // Accounts that are marked as service accounts cannot be linked; more than these are a mistake.
        if *errors > *requests / 5.0 {
            bail!("{errors} of {requests} requests to {} failed", self.path);
        }
        let bytes = *bytes as usize;
        Ok(Came { rate: requests / f64::from(self.seconds), bytes, median: *median, cost: spent * 1e6 / requests })
    }
}

/// The numbers that a program prints on one line.
pub(super) fn numbers(command: &mut Command) -> Result<Vec<f64>> {
    let text = String::from_utf8(commands::output(command)?)?;
    text.split_whitespace()
        .map(|word| word.parse().with_context(|| format!("{text:?} is no line of numbers")))
        .collect()
}
