//! The tables that an export holds: all that make up the register, each after those that it refers to. `migrations` and
//! `leases` belong to the database itself, and stay there.

use crate::{
    Result, Tx,
    db::{Row, Statement, Value},
};

/// A table of the register.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How many of its columns, from the first on, are its key.
    pub key: usize,
    /// Its columns in the schema's order, each with its type.
    pub columns: &'static str,
}

const fn table(name: &'static str, key: usize, columns: &'static str) -> Table {
    Table { name, key, columns }
}

/// Every table.
pub const TABLES: &[Table] = &[
    table("blocks", 1, "noun TEXT, next BIGINT"),
    table("terms", 1, "version BIGINT, published_at BIGINT"),
    table(
        "companies",
        1,
        "id BIGINT, name TEXT, name_key TEXT, salt TEXT, terms_accepted BIGINT, lacks TEXT, settings TEXT, epoch BIGINT, leaves \
         BIGINT, version BIGINT, created_at BIGINT",
    ),
    table(
        "people",
        2,
        "company_id BIGINT, id BIGINT, entry_id TEXT, email TEXT, email_key TEXT, first_name TEXT, last_name \
         TEXT, sort_key TEXT, job_title TEXT, roles TEXT, terms_agreed_at BIGINT, has_left BIGINT, left_at \
         BIGINT, left_after BIGINT, left_inferred BIGINT, due_at BIGINT, version BIGINT, created_at BIGINT, \
         updated_at BIGINT",
    ),
    table(
        "connections",
        2,
        "company_id BIGINT, id BIGINT, name TEXT, name_key TEXT, kind TEXT, family TEXT, state TEXT, upstream \
         TEXT, set_up_by BIGINT, connected_at BIGINT, failed_at BIGINT, code BIGINT, uploaded_at BIGINT, \
         renamed_at BIGINT, deleted_at BIGINT, listed_at BIGINT, as_of BIGINT, accounts BIGINT, lease_run BIGINT, \
         lease_until BIGINT, version BIGINT, created_at BIGINT",
    ),
    table(
        "accounts",
        2,
        "company_id BIGINT, id BIGINT, connection_id BIGINT, family TEXT, external_id TEXT, external_key TEXT, \
         username TEXT, username_key TEXT, email TEXT, email_key TEXT, has_mfa BIGINT, facts TEXT, digest TEXT, \
         seen_at BIGINT, last_seen_at BIGINT, first_missed_at BIGINT, removed_at BIGINT, version BIGINT, \
         created_at BIGINT, updated_at BIGINT",
    ),
    table(
        "links",
        2,
        "company_id BIGINT, account_id BIGINT, family TEXT, person_id BIGINT, connected_at BIGINT, unlinked_at \
         BIGINT, service_at BIGINT, service_reason TEXT, designator_id BIGINT, owner_id BIGINT, review_by TEXT, \
         proposed_owner_id BIGINT, admin_at BIGINT, database_at BIGINT, write_at BIGINT, push_at BIGINT, \
         decided_by TEXT, decided_event BIGINT, version BIGINT, updated_at BIGINT",
    ),
    table(
        "events",
        2,
        "company_id BIGINT, id BIGINT, subject_kind TEXT, subject_id BIGINT, person_id BIGINT, version BIGINT, at BIGINT, \
         observed_at BIGINT, run_id BIGINT, batch_id BIGINT, actor_kind TEXT, actor_person BIGINT, actor TEXT, \
         request TEXT, kind TEXT, because TEXT, body TEXT",
    ),
    table("unnumbered", 2, "company_id BIGINT, event_id BIGINT"),
    table("leaves", 2, "company_id BIGINT, leaf BIGINT, event_id BIGINT"),
    table("attributes", 4, "company_id BIGINT, subject_kind TEXT, subject_id BIGINT, version BIGINT, body TEXT"),
    table(
        "keys",
        2,
        "company_id BIGINT, id BIGINT, name TEXT, hash TEXT, owner_id BIGINT, permissions TEXT, created_at \
         BIGINT, expires_at BIGINT, revoked_at BIGINT, used_at BIGINT, version BIGINT",
    ),
    table(
        "members",
        2,
        "company_id BIGINT, id BIGINT, issuer TEXT, subject TEXT, name TEXT, role TEXT, person_id BIGINT, created_at \
         BIGINT, removed_at BIGINT, version BIGINT",
    ),
    table(
        "sessions",
        2,
        "company_id BIGINT, id BIGINT, hash TEXT, member_id BIGINT, began_at BIGINT, used_at BIGINT, expires_at \
         BIGINT, ended_at BIGINT, version BIGINT",
    ),
    table(
        "tickets",
        2,
        "company_id BIGINT, id BIGINT, hash TEXT, member_id BIGINT, created_at BIGINT, expires_at BIGINT, used_at \
         BIGINT",
    ),
    table(
        "runs",
        2,
        "company_id BIGINT, id BIGINT, connection_id BIGINT, scope TEXT, state TEXT, complete BIGINT, link \
         BIGINT, observed_at BIGINT, as_of BIGINT, started_at BIGINT, finished_at BIGINT, phase BIGINT, cursor \
         TEXT, step BIGINT, actor TEXT, manifest TEXT, version BIGINT",
    ),
    table("staged", 3, "company_id BIGINT, run_id BIGINT, external_id TEXT, digest TEXT, body TEXT"),
];

impl Table {
    /// The names of its columns.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.split(", ").filter_map(|column| column.split(' ').next())
    }

    /// At most `limit` rows, whose keys come after that one's, in the order of their keys.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn page(&self, tx: &mut Tx, after: Option<&[Value]>, limit: i64) -> Result<Vec<Vec<Value>>> {
        let names: Vec<&str> = self.names().collect();
        let key = names.iter().take(self.key).copied().collect::<Vec<_>>().join(", ");
        let mut sql = format!("SELECT {} FROM {}", names.join(", "), self.name);
        let mut values: Vec<Value> = after.unwrap_or_default().iter().take(self.key).cloned().collect();
        if !values.is_empty() {
            let places: Vec<String> = (1..=values.len()).map(|place| format!("?{place}")).collect();
            sql.push_str(&format!(" WHERE ({key}) > ({})", places.join(", ")));
        }
        values.push(limit.into());
        sql.push_str(&format!(" ORDER BY {key} LIMIT ?{}", values.len()));
        let rows = tx.query(Statement::with(sql, values)).await?;
        rows.into_iter().map(|row| whole(row, names.len())).collect()
    }

    /// Adds rows, each with a value for every column.
    ///
    /// # Errors
    /// A conflict when a row breaks a rule of the schema.
    pub async fn add(&self, tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
        let names: Vec<&str> = self.names().collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT v.{} FROM ROWS({}) AS v",
            self.name,
            names.join(", "),
            names.join(", v."),
            self.columns
        );
        tx.execute(Statement::new(sql, []).rows(rows)).await.map(drop)
    }

    /// Removes all rows.
    ///
    /// # Errors
    /// When other tables refer to them.
    pub async fn clear(&self, tx: &mut Tx) -> Result<()> {
        tx.execute(Statement::new(format!("DELETE FROM {}", self.name), [])).await.map(drop)
    }
}

fn whole(mut row: Row, width: usize) -> Result<Vec<Value>> {
    (0..width).map(|_| row.get()).collect()
}
