//! Accounts that are there and that nobody has said anything about, walked along the index of just these.

use domain::{
    Instant,
    actors::Actor,
    connections::Family,
    ids::{AccountId, CompanyId, ConnectionId},
};

use crate::{
    Result, Tx,
    db::{Row, Statement, Value},
};

/// Which of them.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these families.
    pub families: Vec<Family>,
    /// Of these connections; `None` for any.
    pub connections: Option<Vec<ConnectionId>>,
}

impl Wanted {
    /// One statement for each family, so that each walks its part of the index.
    fn statements(&self, company: CompanyId, sql: impl Fn(&str) -> String, rest: &[Value]) -> Vec<Statement> {
        let statement = |family: &Family| {
            let mut values = vec![company.into(), family.name().into()];
            values.extend(rest.iter().cloned());
            let mut body = "FROM links l CROSS JOIN accounts a WHERE l.company_id = ?1 AND l.family = ?2 \
                            AND l.person_id IS NULL AND l.service_at IS NULL AND a.company_id = l.company_id \
                            AND a.id = l.account_id AND a.removed_at IS NULL"
                .to_owned();
            if let Some(connections) = &self.connections {
                let places: Vec<String> = connections
                    .iter()
                    .map(|connection| {
                        values.push((*connection).into());
                        format!("?{}", values.len())
                    })
                    .collect();
                let places = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
                body.push_str(&format!(" AND a.connection_id IN ({places})"));
            }
            Statement::with(sql(&body), values)
        };
        self.families.iter().map(statement).collect()
    }
}

/// The first of them from that id on, in the order of their ids.
///
/// # Errors
/// When the database cannot be read.
pub async fn from(
    tx: &mut Tx,
    company: CompanyId,
    wanted: &Wanted,
    from: AccountId,
    limit: i64,
) -> Result<Vec<AccountId>> {
    let sql = |body: &str| format!("SELECT l.account_id {body} AND l.account_id >= ?3 ORDER BY l.account_id LIMIT ?4");
    let mut found = Vec::new();
    for rows in tx.query_all(wanted.statements(company, sql, &[from.into(), limit.into()])).await? {
        for mut row in rows {
            found.push(row.get()?);
        }
    }
    found.sort_unstable();
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// How many they are; counting stops at `most` of each family.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(tx: &mut Tx, company: CompanyId, wanted: &Wanted, most: i64) -> Result<i64> {
    let sql = |body: &str| format!("SELECT COUNT(*) FROM (SELECT 1 {body} LIMIT ?3) AS counted");
    let mut counted = 0;
    for rows in tx.query_all(wanted.statements(company, sql, &[most.into()])).await? {
        for mut row in rows {
            counted += row.get::<i64>()?;
        }
    }
    Ok(counted)
}

/// How many links and marks that still stand each session has made since then, among the last `most` events.
///
/// # Errors
/// When the database cannot be read.
pub async fn done(tx: &mut Tx, company: CompanyId, since: Instant, most: i64) -> Result<Vec<(Actor, i64)>> {
    let sql = "SELECT e.actor, COUNT(*) FROM (SELECT * FROM events WHERE company_id = ?1 AND at >= ?2 \
               ORDER BY at DESC, id DESC LIMIT ?3) AS e \
               JOIN links l ON l.company_id = e.company_id AND l.account_id = e.subject_id AND l.decided_event = e.id \
               WHERE e.subject_kind = 'link' AND e.actor_kind = 'session' AND e.kind IN ('account.linked', 'account.marked') \
               GROUP BY e.actor";
    let rows = tx.query(Statement::new(sql, [company.into(), since.into(), most.into()])).await?;
    rows.into_iter().map(|mut row: Row| Ok((row.json()?, row.get()?))).collect()
}
