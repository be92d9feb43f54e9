//! Connections: held in memory for each company, as of its epoch.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use domain::{
    connections::{Connection, Kind},
    ids::{CompanyId, ConnectionId},
    permissions::Permission,
};
use store::db::{Work, work};

use crate::{App, Caller, Error, Result};

/// The connections of a company, by id.
pub type Connections = HashMap<ConnectionId, Connection>;

/// The connections that were read last, each company's with its epoch.
#[derive(Default)]
pub(crate) struct Held(Mutex<HashMap<CompanyId, (i64, Arc<Connections>)>>);

impl Held {
    fn get(&self, company: CompanyId) -> Option<(i64, Arc<Connections>)> {
        self.0.lock().ok()?.get(&company).cloned()
    }

    fn put(&self, company: CompanyId, epoch: i64, connections: &Arc<Connections>) {
        if let Ok(mut held) = self.0.lock() {
            held.insert(company, (epoch, Arc::clone(connections)));
        }
    }
}

impl App {
    /// The connections as they were last read, of whichever epoch; none before that.
    pub(crate) fn held_connections(&self, company: CompanyId) -> Arc<Connections> {
        self.0.connections.get(company).map(|(_, connections)| connections).unwrap_or_default()
    }

    /// The connections as of this epoch or a later one.
    pub(crate) async fn connections_at(&self, company: CompanyId, epoch: i64) -> Result<Arc<Connections>> {
        match self.0.connections.get(company) {
            Some((held, connections)) if held >= epoch => Ok(connections),
            _ => self.read_connections(company).await,
        }
    }

    async fn read_connections(&self, company: CompanyId) -> Result<Arc<Connections>> {
        let read = work(move |tx| -> Work<'_, (i64, Vec<Connection>), Error> {
            Box::pin(async move {
                let epoch = store::companies::get(tx, company).await?.map_or(0, |company| company.epoch);
                Ok((epoch, store::connections::all(tx, company).await?))
            })
        });
        let (epoch, connections) = self.0.pool.read(read).await?;
        let connections = Arc::new(connections.into_iter().map(|connection| (connection.id, connection)).collect());
        self.0.connections.put(company, epoch, &connections);
        Ok(connections)
    }

    /// Every connection of the company, in the order of their ids.
    ///
    /// # Errors
    /// When the caller may not, or the database cannot be read.
    pub async fn connections(&self, caller: &Caller) -> Result<Vec<Connection>> {
        caller.may(Permission::ListConnections)?;
        self.all_connections(caller).await
    }

    /// The same for use cases that need them to answer about something else.
    pub(crate) async fn all_connections(&self, caller: &Caller) -> Result<Vec<Connection>> {
        let connections = self.read_connections(caller.company.id).await?;
        let mut connections: Vec<Connection> = connections.values().cloned().collect();
        connections.sort_by_key(|connection| connection.id);
        Ok(connections)
    }

    /// Every connection of the company by its id, for answers about something else that name one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn connections_behind(&self, caller: &Caller) -> Result<Arc<Connections>> {
        self.read_connections(caller.company.id).await
    }

    /// The ids of the connections of that kind, or of all, for answers about their accounts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn connections_of_kind(&self, caller: &Caller, kind: Option<Kind>) -> Result<Vec<ConnectionId>> {
        let all = self.all_connections(caller).await?;
        let of_kind = all.into_iter().filter(|connection| kind.is_none_or(|kind| kind == connection.kind));
        Ok(of_kind.map(|connection| connection.id).collect())
    }
}
