//! Which database: its address, and what else is needed to open it.

use std::path::PathBuf;

use crate::{Error, Result};

/// How to open a database.
#[derive(Clone)]
pub struct Settings {
    /// `sqlite:PATH` (or a bare path) or `postgres://…`, several hosts allowed.
    pub url: String,
    /// The password, where it is not part of the address.
    pub password: Option<String>,
    /// The most connections to PostgreSQL.
    pub connections: usize,
}

impl Settings {
    /// The address alone, the rest as usual.
    #[must_use]
    pub fn of(url: &str) -> Self {
        Self { url: url.to_owned(), password: None, connections: 16 }
    }
}

/// What an address names.
pub(super) enum Target {
    Sqlite(PathBuf),
    Postgres(Box<super::postgres::Target>),
}

pub(super) fn target(settings: &Settings) -> Result<Target> {
    let url = settings.url.as_str();
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return super::postgres::Target::parse(settings).map(Box::new).map(Target::Postgres);
    }
    match url.strip_prefix("sqlite:") {
        Some("") => Err(Error::setup("the database's address names no file; write sqlite:PATH, as in sqlite:whose.db")),
        Some(path) => Ok(Target::Sqlite(path.strip_prefix("//").unwrap_or(path).into())),
        None if url.contains("://") => {
            Err(Error::setup("the database's address must begin with sqlite: or postgres://, as in sqlite:whose.db"))
        }
        None => Ok(Target::Sqlite(url.into())),
    }
}
