//! The register's database, looked at from outside: by SQLite's library and by `psql`, past the program under test.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags, types::ValueRef};

use crate::audit::{Event, Held, Link};

/// Between the columns of `psql`; no JSON and no name holds it.
const COLUMN: &str = "\u{1f}";
const NULL: &str = "\u{1e}";

/// A row, each column as text.
pub(crate) type Row = Vec<Option<String>>;

/// Where a register is kept.
#[derive(Clone, Debug)]
pub(crate) enum Database {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database.
    Postgres(String),
}

impl Database {
    /// As the program under test is told.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.clone(),
        }
    }

    /// Its engine, in words.
    pub(crate) const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// What a query gives.
    pub(crate) fn rows(&self, sql: &str) -> Result<Vec<Row>> {
        self.rows_after("", sql)
    }

    /// What a query would give after these statements, which are run past all rules of the schema, and undone.
    fn rows_after(&self, planted: &str, sql: &str) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite(path) => {
                let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                connection.busy_timeout(std::time::Duration::from_secs(20))?;
                connection.execute_batch(&format!("PRAGMA foreign_keys = 0; BEGIN; {planted}"))?;
                sqlite_rows(&connection, sql)
            }
            Self::Postgres(url) => {
                let out =
                    psql(url, &format!("SET session_replication_role = replica; BEGIN; {planted}; {sql}; ROLLBACK"))?;
                let column = |text: &str| (text != NULL).then(|| text.to_owned());
                Ok(out.lines().map(|line| line.split(COLUMN).map(column).collect()).collect())
            }
        }
    }

    /// What it holds of the accounts that clients decide about, from one state of it.
    pub(crate) fn held(&self) -> Result<Held> {
        self.held_after("")
    }

    /// What it would hold after these statements, which are undone.
    pub(crate) fn held_after(&self, planted: &str) -> Result<Held> {
        const SQL: &str = "SELECT 1, e.id, e.subject_id, e.version, e.at, e.request, e.body FROM events e \
             JOIN accounts a ON a.id = e.subject_id AND a.company_id = e.company_id \
             WHERE e.subject_kind = 'link' AND a.family = 'infrastructure' \
             UNION ALL SELECT 2, account_id, version, person_id, NULL, NULL, NULL FROM links WHERE family = 'infrastructure' \
             UNION ALL SELECT 3, COUNT(*), NULL, NULL, NULL, NULL, NULL FROM events e \
             LEFT JOIN leaves l ON l.event_id = e.id AND l.company_id = e.company_id \
             LEFT JOIN unnumbered u ON u.event_id = e.id AND u.company_id = e.company_id \
             WHERE (l.leaf IS NULL) = (u.event_id IS NULL) ORDER BY 1, 3, 4";
        let mut held = Held::default();
        for row in self.rows_after(planted, SQL)? {
            let number = |place: usize| row.get(place).and_then(Option::as_deref).and_then(|text| text.parse().ok());
            let text = |place: usize| row.get(place).cloned().flatten();
            let one = number(1).context("a row without a number")?;
            match number(0) {
                Some(1) => held.events.push(Event {
                    id: one,
                    account: number(2).unwrap_or_default(),
                    version: number(3).unwrap_or_default(),
                    at: number(4).unwrap_or_default(),
                    request: text(5),
                    body: serde_json::from_str(&text(6).unwrap_or_default())?,
                }),
                Some(2) => {
                    held.links.push(Link { account: one, version: number(2).unwrap_or_default(), person: number(3) });
                }
                _ => held.astray = one,
            }
        }
        Ok(held)
    }
}

fn sqlite_rows(connection: &Connection, sql: &str) -> Result<Vec<Row>> {
    let mut statement = connection.prepare(sql)?;
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut columns = Vec::with_capacity(width);
        for place in 0..width {
            columns.push(match row.get_ref(place)? {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(number.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8(text.to_vec())?),
                ValueRef::Real(_) | ValueRef::Blob(_) => bail!("a column is neither a number nor text"),
            });
        }
        all.push(columns);
    }
    Ok(all)
}

/// What PostgreSQL's own client prints for statements, which run as one transaction.
pub(crate) fn psql(url: &str, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
    command.arg(format!("--field-separator={COLUMN}")).arg(format!("--pset=null={NULL}"));
    let output = command.args(["--dbname", url, "--command", sql]).stdin(Stdio::null()).output().context("psql")?;
    if !output.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}
