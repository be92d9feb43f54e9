//! One server for one SQLite file: commands may work beside it, a second server may not.

use std::fs::{File, TryLockError};

use crate::{
    config::DatabaseUrl,
    exit::{Failure, Result},
    opening,
};

/// The lock; it is given back when this is dropped, and by the system when the process ends.
#[derive(Debug)]
pub(in crate::commands) struct Lock {
    _file: Option<File>,
}

/// Takes the lock of the database. PostgreSQL needs none: several servers may work on one.
pub(in crate::commands) fn take(url: &DatabaseUrl) -> Result<Lock> {
    let Some(path) = opening::sqlite_file(url) else { return Ok(Lock { _file: None }) };
    let mut name = path.into_os_string();
    name.push(".serve-lock");
    let shown = name.to_string_lossy().into_owned();
    let unusable = |error| Failure::failed(format_args!("the lock file {shown} cannot be used: {error}"));
    let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(Failure::failed(
            "another `whose serve` serves this SQLite file already, and there can be only one; stop it, or use PostgreSQL \
             for several servers",
        )),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_server_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::parse(&format!("sqlite:{}", folder.path().join("whose.db").display())).unwrap();
        let first = take(&url).unwrap();
        assert!(take(&url).unwrap_err().to_string().contains("another `whose serve`"));
        drop(first);
        take(&url).unwrap();
    }

    #[test]
    fn servers_on_postgresql_do_not_exclude_each_other() {
        let url = DatabaseUrl::parse("postgres://whose@localhost/whose").unwrap();
        let _first = take(&url).unwrap();
        take(&url).unwrap();
    }
}
