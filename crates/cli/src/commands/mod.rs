//! One file for each noun: what its commands ask the register, and what they print of the answer.

mod accounts;
mod apply;
mod asking;
mod companies;
mod config;
mod connections;
mod db;
mod diff;
mod doctor;
mod events;
mod evidence;
mod export;
mod find;
mod findings;
mod import;
mod is;
mod keys;
mod leavers;
mod members;
mod people;
mod serve;
mod undo;
mod whoami;

use std::io;

use clap::CommandFactory as _;
use serde_json::Value;

use crate::{
    args::{Cli, Command, Completions, Export, Exported, Import, Serve},
    client::Client,
    exit::{Code, Failure, Result},
    print,
    start::Start,
};

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Result<Code> {
    let Cli { mut global, mut command } = cli;
    if let Command::Import(Import::Drata(drata)) = &mut command {
        drata.key_file = global.key_file.take();
    }
    match command {
        Command::Completions(wanted) => completions(&wanted),
        Command::Import(Import::Formats) => import::formats(global.json),
        Command::Openapi => print::line(api::openapi::document().trim_end()).map(|()| Code::Done),
        Command::Findings(wanted) if wanted.explain.is_some() => findings::explain(wanted.explain.flatten().as_deref()),
        Command::Serve(serve) => serve::run(Start::read(global, (*serve).clone())?, serve.demo).await,
        command => {
            let start = Start::read(global, Serve::default())?;
            start.log(false);
            at(&start, command).await
        }
    }
}

async fn at(start: &Start, command: Command) -> Result<Code> {
    match command {
        Command::Config(wanted) => config::run(start, wanted),
        Command::Db(wanted) => db::run(start, wanted).await,
        Command::Export(Export { what: None }) => export::run(start).await,
        Command::Doctor => doctor::run(start).await,
        command => {
            let asked = Asked { client: start.client().await?, json: start.global.json };
            let answered = ask(&asked, command, start).await;
            asked.client.settle().await;
            answered
        }
    }
}

/// Commands that are clients of the API.
async fn ask(asked: &Asked, command: Command, start: &Start) -> Result<Code> {
    match command {
        Command::Is(is) => is::run(asked, &is.account, &is.past).await,
        Command::Import(import) => import::run(asked, import).await,
        Command::Accounts(accounts) => accounts::run(asked, accounts).await,
        Command::Undo(undo) => undo::run(asked, undo).await,
        Command::People(people) => people::run(asked, people).await,
        Command::Connections(connections) => connections::run(asked, connections).await,
        Command::Findings(findings) => findings::run(asked, *findings).await,
        Command::Leavers(leavers) => leavers::run(asked, leavers).await,
        Command::Events(events) => events::run(asked, events).await,
        Command::Diff(diff) => diff::run(asked, diff).await,
        Command::Export(Export { what: Some(Exported::Evidence(wanted)) }) => evidence::run(asked, wanted).await,
        Command::Companies(companies) => companies::run(asked, companies).await,
        Command::Keys(keys) => keys::run(asked, keys).await,
        Command::Members(members) => members::run(asked, members, start).await,
        Command::Whoami => whoami::run(asked).await,
        Command::Serve(_)
        | Command::Export(Export { what: None })
        | Command::Db(_)
        | Command::Config(_)
        | Command::Doctor
        | Command::Openapi
        | Command::Completions(_) => Err(Failure::failed("this command asks no register")),
    }
}

/// The client, and how its answers are printed.
pub(crate) struct Asked {
    pub(crate) client: Client,
    pub(crate) json: bool,
}

impl Asked {
    /// Prints an answer as JSON where that is wanted, else in words.
    fn answer(&self, answer: &Value, words: impl FnOnce() -> String) -> Result<Code> {
        if self.json {
            print::json(answer)?;
        } else {
            print::line(&words())?;
        }
        Ok(Code::Done)
    }
}

fn completions(wanted: &Completions) -> Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(wanted.shell, &mut Cli::command(), "whose", &mut script);
    let written = io::Write::write_all(&mut io::stdout().lock(), &script);
    written.map(|()| Code::Done).map_err(|error| Failure::of_output(&error))
}
