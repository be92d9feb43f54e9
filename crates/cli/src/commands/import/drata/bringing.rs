//! Bringing: the list of each connection goes to the register as it is, and is applied as every import is.

use std::{collections::HashMap, time::Duration};

use axum::body::Body;
use serde_json::Value;

use super::{super::applied, naming::Target};
use crate::{
    args::ImportDrata,
    client::Query,
    commands::Asked,
    exit::{Code, Failure, Result},
    print::{self, words},
};

/// How long is waited before a list is sent again, at first and later, and in all.
const SOONEST: Duration = Duration::from_millis(250);
const LATEST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(900);

/// What was brought so far.
pub(super) struct Bringing<'a> {
    asked: &'a Asked,
    drata: &'a ImportDrata,
    /// The runs, in their order.
    pub(super) runs: Vec<Value>,
    /// The connections whose lists were refused, and why.
    pub(super) failed: Vec<(String, String)>,
    /// The ids here, by name.
    ids: HashMap<String, i64>,
}

impl<'a> Bringing<'a> {
    pub(super) fn new(asked: &'a Asked, drata: &'a ImportDrata) -> Self {
        Self { asked, drata, runs: Vec::new(), failed: Vec::new(), ids: HashMap::new() }
    }

    /// Brings one list, the whole one where it is known to be that. One that is refused costs the others nothing.
    pub(super) async fn bring<'r>(
        &mut self,
        path: &str,
        target: &Target,
        rows: impl Iterator<Item = &'r Value>,
        whole: bool,
    ) -> Result<()> {
        let list: String = rows.map(|row| format!("{row}\n")).collect();
        let mut query = vec![
            ("connection", target.name.clone()),
            ("kind", target.kind.name().to_owned()),
            ("format", "drata".to_owned()),
            ("name", format!("{} (connection {} of Drata)", target.name, target.there)),
        ];
        if path.ends_with("/accounts") {
            query.push(("link", "false".to_owned()));
        }
        let flags = [("complete", whole), ("dryRun", self.drata.dry_run)];
        query.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name, "true".to_owned())));
        let confirmed = self.drata.confirm.iter().find(|(name, _)| *name == target.name);
        query.extend(confirmed.map(|(_, count)| ("confirm", count.to_string())));
        let run = match self.upload(path, &query, list).await {
            Ok(run) => applied(&self.asked.client, run).await?,
            Err(failed) if failed.code == Code::Failed => {
                self.failed.push((target.name.clone(), failed.to_string()));
                return Ok(());
            }
            Err(failed) => return Err(failed),
        };
        if words::text(&run, "/state") == "dropped" {
            return Err(Failure::failed("a list was given up before anything of it was applied; repeat the command"));
        }
        self.ids.extend(words::number(&run, "/connection/id").map(|id| (target.name.clone(), id)));
        self.runs.push(run);
        Ok(())
    }

    /// Uploads a list, as soon as an earlier import of the connection has ended: that of this command, broken off, say.
    async fn upload(&self, path: &str, query: &Query, list: String) -> Result<Value> {
        let (mut pause, mut waited) = (SOONEST, Duration::ZERO);
        loop {
            let length = u64::try_from(list.len()).ok();
            match self.asked.client.upload(path, query, length, Body::from(list.clone())).await {
                Err(failed) if failed.under_way && waited < LONGEST => {
                    print::aside(&format!("whose: {failed}; waiting"));
                    tokio::time::sleep(pause).await;
                    waited += pause;
                    pause = (pause * 2).min(LATEST);
                }
                answer => return answer,
            }
        }
    }

    /// Whether nothing is to be changed.
    pub(super) const fn dry_run(&self) -> bool {
        self.drata.dry_run
    }

    /// Whether one of the lists waits for somebody.
    pub(super) fn is_held(&self) -> bool {
        self.runs.iter().any(|run| words::text(run, "/state") == "held")
    }

    /// The accounts that the connection has here, by what the provider calls them.
    pub(super) async fn here(&self, target: &Target) -> Result<HashMap<String, Value>> {
        let Some(id) = self.ids.get(&target.name) else { return Ok(HashMap::new()) };
        let query = vec![("connection", id.to_string()), ("sort", "id".to_owned())];
        let all = self.asked.client.list("/api/v1/accounts".to_owned(), query).all().await?;
        Ok(all.into_iter().map(|account| (words::text(&account, "/externalId").to_owned(), account)).collect())
    }
}
