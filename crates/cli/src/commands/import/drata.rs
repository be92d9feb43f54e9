//! `whose import drata`: everything that another register holds, read through its documented API and brought here: people
//! and accounts by runs, what was decided about them as one batch of statements. Repeated, it brings what is new.

mod bringing;
mod naming;
mod stating;
mod telling;

use std::collections::HashMap;

use bringing::Bringing;
use naming::Named;
use serde_json::Value;
use stating::Stating;

use super::super::Asked;
use crate::{
    args::ImportDrata,
    drata::{Account, Asking, Patience, read},
    exit::{Code, Failure, Result},
    print, start,
};

/// Brings everything that the register at a URL holds.
pub(super) async fn run(asked: &Asked, drata: ImportDrata) -> Result<Code> {
    let key = drata
        .key_file
        .as_ref()
        .ok_or_else(|| Failure::usage("the API at --url wants a key: name the file that holds it with --key-file"))?;
    let asking = Asking::begin(&drata.url, &start::key(key)?, Patience::default()).await?;
    asked.client.look_after();
    let picture = read(&asking).await?;
    let mut notes = picture.notes;
    let (read, whole) = (telling::read(&picture.rosters, &picture.accounts, picture.connections), picture.whole);
    if !asked.json {
        print::line(&read)?;
    }
    let mut named = Named::load(&asked.client).await?;
    let rosters: Vec<_> =
        picture.rosters.into_iter().map(|(place, entries)| (named.roster(place, &mut notes), entries)).collect();
    let accounts: Vec<_> =
        picture.accounts.into_iter().map(|(place, rows)| (named.accounts(place, &mut notes), rows)).collect();
    let mut bringing = Bringing::new(asked, &drata);
    for (target, entries) in &rosters {
        bringing.bring("/api/v1/imports/people", target, entries.iter().map(|entry| &entry.row), whole.0).await?;
    }
    for (target, rows) in &accounts {
        bringing.bring("/api/v1/imports/accounts", target, rows.iter().map(|account| &account.row), whole.1).await?;
    }
    let mut people: HashMap<&str, i64> = HashMap::new();
    for (target, entries) in &rosters {
        let here = bringing.here(target).await?;
        for entry in entries {
            if let Some(person) = here.get(&entry.external_id).and_then(stating::owner) {
                people.entry(&entry.user).or_insert(person);
            }
        }
    }
    let mut stating = Stating::new(asked, people, drata.dry_run);
    for (target, rows) in &accounts {
        let here: HashMap<String, Value> = bringing.here(target).await?;
        stating.compare(target, rows as &[Account], &here);
    }
    let sent = stating.send().await;
    let code = code(&bringing, &stating, whole);
    telling::tell(asked, telling::Told { bringing, stating: &stating, notes: &notes, read })?;
    sent.map(|()| code)
}

/// How it ends: held where a list is, in part where something did not come.
fn code(bringing: &Bringing<'_>, stating: &Stating<'_>, whole: (bool, bool)) -> Code {
    if bringing.is_held() {
        Code::Held
    } else if bringing.failed.is_empty() && stating.refused.is_empty() && whole == (true, true) {
        Code::Done
    } else {
        Code::Partly
    }
}
