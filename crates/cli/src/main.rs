//! The binary `whose`: reads what is asked for, asks the register, prints the answer. Decides nothing itself.

mod args;
mod client;
mod commands;
#[expect(dead_code, reason = "settings know more of themselves than every command asks")]
mod config;
mod demo;
mod drata;
mod exit;
mod formats;
mod opening;
mod print;
mod process;
mod sheets;
mod start;
mod telemetry;

use std::{process::ExitCode, time::Duration};

use clap::Parser as _;

use crate::exit::{Code, Failure};

/// How long what is still running may take to end once the command has: a list that is being read can take minutes.
const LAST: Duration = Duration::from_millis(500);

/// How many threads may wait for the disk. There would be hundreds while many lists are uploaded, each with memory of its own.
const AT_THE_DISK: usize = 16;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    let runtime = threads.enable_all().max_blocking_threads(AT_THE_DISK).build();
    let ended = match runtime {
        Ok(runtime) => {
            let ended = runtime.block_on(commands::run(cli));
            runtime.shutdown_timeout(LAST);
            ended
        }
        Err(error) => Err(Failure::failed(format_args!("no threads can be started: {error}"))),
    };
    match ended {
        Ok(code) => code.into(),
        Err(failure) => {
            if failure.code != Code::Done {
                print::aside(&format!("whose: {failure}"));
            }
            failure.code.into()
        }
    }
}
