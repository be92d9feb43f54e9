//! The connection of a list: found by name, or made; a list of another upstream account, or an older one, is refused.

use domain::{
    Instant,
    connections::{Connection, Family, Kind, State},
    events::Subject,
    ids::{ConnectionId, EventId, Noun},
    moments,
    runs::Scope,
    texts,
};
use store::db::{Work, work};

use super::{Import, reading::Read};
use crate::{App, Caller, Error, Result, digests, events::Record};

/// The date that orders a list among those of its connection.
pub(super) fn as_of(import: &Import, read: &Read) -> Option<Instant> {
    import.observed_at.or(read.summary.asked_at).or(read.summary.newest)
}

/// When the provider was asked for the list.
pub(super) fn observed_at(import: &Import, read: &Read) -> Option<Instant> {
    import.observed_at.or(read.summary.asked_at)
}

impl App {
    /// The connection of that name, if there is one and the list fits it; a list that needs a new one fits what it would be.
    pub(super) async fn find_connection(
        &self,
        caller: &Caller,
        import: &Import,
        read: &Read,
    ) -> Result<Option<Connection>> {
        let name = import.connection.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 || !texts::storable(&name) {
            return Err(Error::invalid("connection must be a name of 1 to 100 characters"));
        }
        if import.observed_at.is_some_and(|at| at > self.now().plus_seconds(moments::CLOCK_SKEW)) {
            return Err(Error::invalid("asOf must not be in the future"));
        }
        let company = caller.company.id;
        let named = work(move |tx| -> Work<'_, Option<Connection>, Error> {
            let name = name.clone();
            Box::pin(async move { Ok(store::connections::named(tx, company, &name).await?) })
        });
        let found = if import.fresh { None } else { self.0.pool.read(named).await? };
        match &found {
            Some(connection) => fits(connection, import, read)?,
            None => drop(kind(import, read)?),
        }
        Ok(found)
    }

    pub(super) async fn make_connection(&self, caller: &Caller, import: &Import, read: &Read) -> Result<Connection> {
        let kind = kind(import, read)?;
        let now = self.now();
        let connection = Connection {
            company: caller.company.id,
            id: ConnectionId::new(self.0.ids.one(Noun::Connection).await?),
            name: import.connection.trim().to_owned(),
            kind,
            state: State::Active,
            upstream: read.summary.upstream.clone(),
            set_up_by: caller.actor.person(),
            connected_at: Some(now),
            failed_at: None,
            code: None,
            uploaded_at: None,
            renamed_at: None,
            deleted_at: None,
            listed_at: None,
            as_of: None,
            accounts: 0,
            created_at: now,
            version: 1,
        };
        self.save_connection(caller, connection, import.fresh).await
    }

    /// Adds the connection. The company is locked by the new epoch: of two who want one name at the same time, the second
    /// finds it taken.
    async fn save_connection(&self, caller: &Caller, connection: Connection, fresh: bool) -> Result<Connection> {
        let event = EventId::new(self.0.ids.one(Noun::Event).await?);
        let record = Record::of(caller);
        let save = work(move |tx| -> Work<'_, Connection, Error> {
            let (mut connection, record) = (connection.clone(), record.clone());
            Box::pin(async move {
                store::companies::bump(tx, connection.company).await?;
                let all = store::connections::all(tx, connection.company).await?;
                let taken: Vec<String> = all.iter().map(|one| texts::key(&one.name)).collect();
                if fresh {
                    connection.name = unused(&taken, &connection.name);
                } else if taken.contains(&texts::key(&connection.name)) {
                    return Err(Error::conflict(
                        "another import has just made a connection of that name; repeat this one",
                    ));
                }
                store::connections::add(tx, &connection).await?;
                let of = (Subject::Connection(connection.id.get()), connection.version);
                record.one(tx, event, of, connection.created_at, ("connection.created", body(&connection))).await?;
                Ok(connection)
            })
        });
        self.0.pool.write(save).await
    }
}

/// The name if no connection has it, else the first number behind it that is free.
fn unused(taken: &[String], name: &str) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(&texts::key(name))).unwrap_or_default()
}

/// The state of a connection, as its events hold it.
pub(super) fn body(connection: &Connection) -> String {
    digests::canonical(&serde_json::json!({ "after": {
        "kind": connection.kind.name(),
        "upstream": connection.upstream,
        "listedAt": connection.listed_at,
        "asOf": connection.as_of,
        "uploadedAt": connection.uploaded_at,
    }}))
}

/// The kind of a new connection: as told, else as the format implies.
fn kind(import: &Import, read: &Read) -> Result<Kind> {
    let roster = (import.scope == Scope::People).then_some(Kind::Roster);
    let kind =
        import.kind.or(read.summary.kind).or(roster).ok_or_else(|| {
            Error::invalid("kind must be given for a new connection of this format, as in GITHUB or GCP")
        })?;
    check_scope(kind, import.scope)?;
    Ok(kind)
}

fn check_scope(kind: Kind, scope: Scope) -> Result<()> {
    match (scope, kind.family()) {
        (Scope::People, Family::Identity) => Ok(()),
        (Scope::People, _) => Err(Error::invalid("kind must be one of people: ROSTER, OKTA, GOOGLE or MICROSOFT_365")),
        (Scope::Accounts, Family::Identity) => {
            Err(Error::invalid("kind must not be one of people; import people into such a connection"))
        }
        (Scope::Accounts, _) => Ok(()),
    }
}

/// Whether the list may be one of this connection's.
pub(super) fn fits(connection: &Connection, import: &Import, read: &Read) -> Result<()> {
    check_scope(connection.kind, import.scope)?;
    if import.kind.is_some_and(|kind| kind != connection.kind) {
        return Err(Error::invalid(format!("kind must be {}, which this connection is of", connection.kind.name())));
    }
    if let (Some(bound), Some(upstream)) = (&connection.upstream, &read.summary.upstream)
        && bound != upstream
    {
        return Err(Error::conflict(format!(
            "the list is of the upstream account {upstream}, but the connection is bound to {bound}; \
             import it into a connection of its own"
        )));
    }
    if let (Some(last), Some(this)) = (connection.as_of, as_of(import, read))
        && this < last
    {
        return Err(Error::conflict(format!(
            "the list is as of {this}, older than the last applied one, as of {last}; nothing was changed"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::unused;

    #[test]
    fn a_new_connection_gets_the_first_name_that_is_free() {
        let taken = ["personnel", "personnel-3"].map(str::to_owned);
        assert_eq!(unused(&[], "Personnel"), "Personnel");
        assert_eq!(unused(&taken, "Personnel"), "Personnel-2");
    }
}
