//! `whose import …`: sends a file as it is, waits until it is applied, and says what came of it.

mod drata;
mod formats;
mod sending;
mod telling;

use std::time::Duration;

pub(super) use formats::run as formats;
use indicatif::{ProgressBar, ProgressStyle};
use sending::File;
use serde_json::Value;

use super::{Asked, events};
use crate::{
    args::{Import, ImportAccounts, ImportPeople, Reading},
    client::{Client, Query},
    exit::{Code, Failure, Result},
    print::{self, words},
};

/// How soon a run is looked at again while it is applied: soon at first, so that a short list takes no longer than it must.
const SOONEST: Duration = Duration::from_millis(10);
const LATEST: Duration = Duration::from_millis(300);

pub(super) async fn run(asked: &Asked, import: Import) -> Result<Code> {
    match import {
        Import::Accounts(ImportAccounts { reading, kind, no_link }) => {
            let file = File::open(&reading.file).await?;
            let mut query = query(&reading, &file)?;
            query.extend(kind.map(|kind| ("kind", kind)));
            if no_link {
                query.push(("link", "false".to_owned()));
            }
            bring(asked, "/api/v1/imports/accounts", query, file).await
        }
        Import::People(ImportPeople { reading, kind }) => {
            let file = File::open(&reading.file).await?;
            let mut query = query(&reading, &file)?;
            query.extend(kind.map(|kind| ("kind", kind)));
            bring(asked, "/api/v1/imports/people", query, file).await
        }
        Import::Formats => formats(asked.json),
        Import::Drata(wanted) => drata::run(asked, wanted).await,
    }
}

fn query(reading: &Reading, file: &File) -> Result<Query> {
    let mut query = vec![("connection", reading.connection.clone()), ("name", file.name().to_owned())];
    let flags = [("complete", reading.complete), ("dryRun", reading.dry_run)];
    query.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name, "true".to_owned())));
    if let Some(as_of) = &reading.as_of {
        query.push(("asOf", events::time("--as-of", as_of)?.to_string()));
    }
    query.extend(reading.format.clone().map(|format| ("format", format)));
    query.extend(reading.map.iter().map(|map| ("map", map.clone())));
    query.extend(reading.dates.clone().map(|dates| ("dates", dates)));
    query.extend(reading.confirm.map(|count| ("confirm", count.to_string())));
    Ok(query)
}

async fn bring(asked: &Asked, path: &str, query: Query, file: File) -> Result<Code> {
    asked.client.look_after();
    let run = send(&asked.client, path, &query, file).await?;
    let run = applied(&asked.client, run).await?;
    if asked.json {
        print::json(&run)?;
    } else {
        let maps = query.iter().filter(|(name, _)| *name == "map");
        let mapped: Vec<&str> = maps.filter_map(|(_, map)| Some(map.split_once('=')?.0.trim())).collect();
        print::line(&telling::told(&run, &mapped))?;
    }
    match words::text(&run, "/state") {
        "held" => {
            let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
            Err(Failure::new(Code::Held, telling::held(&run, arguments)))
        }
        "dropped" => Err(Failure::failed("the list was given up before anything was applied; import it again")),
        _ => Ok(Code::Done),
    }
}

/// Sends the file, with a bar on a terminal.
async fn send(client: &Client, path: &str, query: &Query, file: File) -> Result<Value> {
    let bar = bar(file.length(), "{msg} {bar:30} {binary_bytes} of {binary_total_bytes}");
    bar.set_message("sending");
    let (length, trouble) = (file.length(), file.trouble());
    let sent = client.upload(path, query, length, file.body(bar.clone())).await;
    bar.finish_and_clear();
    match trouble.take() {
        // Whatever became of the request, this is why.
        Some(words) => Err(Failure::failed(words)),
        None => sent,
    }
}

/// Waits until the run is applied, with a bar on a terminal.
async fn applied(client: &Client, mut run: Value) -> Result<Value> {
    let rows = run.pointer("/manifest/rows").and_then(Value::as_u64);
    let bar = bar(rows, "{msg} {bar:30} {pos} of {len} rows");
    bar.set_message("applying");
    let mut pause = SOONEST;
    while !words::is(&run, "/dryRun") && matches!(words::text(&run, "/state"), "applying" | "staging") {
        bar.set_position(run.pointer("/applied").and_then(Value::as_u64).unwrap_or_default());
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LATEST);
        let id = words::number(&run, "/id").unwrap_or_default();
        run = match client.get(&format!("/api/v1/runs/{id}"), &Vec::new()).await {
            Err(failure) if failure.code == Code::NotAllowed => {
                print::aside("whose: the list is being applied; the key may not look at it meanwhile");
                break;
            }
            looked => looked?,
        };
    }
    bar.finish_and_clear();
    Ok(run)
}

/// A bar, which is drawn on a terminal only.
fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    if length.is_some()
        && let Ok(style) = ProgressStyle::with_template(template)
    {
        bar.set_style(style);
    }
    bar
}
