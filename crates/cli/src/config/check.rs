//! Whether settings that read well would also work.

use std::path::Path;

use api::serve::Tls;

use super::{Config, Database, DatabaseUrl, Oidc, Problem, Problems, Serve};
use crate::client;

/// Looks at what the settings name: files, folders, certificates. Opens no database and no port.
///
/// # Errors
/// With everything that would fail.
pub(crate) fn check(config: &Config) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let found = database(&config.database).into_iter().chain(serve(&config.serve));
    let found = found.chain(config.oidc.as_ref().map(oidc).unwrap_or_default());
    found.for_each(|problem| problems.push(problem));
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn database(database: &Database) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(file) = &database.password_file
        && let Err(error) = std::fs::File::open(file)
    {
        found.push(Problem::of_setting("database.password_file", format_args!("cannot be read: {error}")));
    }
    if folder(&database.url).is_some_and(|folder| !folder.is_dir()) {
        found.push(Problem::of_setting("database.url", "is in a folder that does not exist; make the folder first"));
    }
    found
}

/// The folder that an SQLite database is in.
fn folder(url: &DatabaseUrl) -> Option<&Path> {
    let path = url.reveal().strip_prefix("sqlite:")?;
    let path = path.split('?').next().unwrap_or(path);
    Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty())
}

fn serve(serve: &Serve) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some((certificate, key)) = &serve.tls
        && let Err(problem) = Tls::load(certificate, key)
    {
        found.push(Problem::of_setting("serve.tls_certificate", format_args!("does not work: {problem}")));
    }
    if serve.metrics == Some(serve.listen) && serve.listen.port() != 0 {
        found.push(Problem::of_setting("serve.metrics", "must not be the address of serve.listen"));
    }
    found
}

fn oidc(oidc: &Oidc) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(file) = &oidc.client_secret_file {
        match std::fs::read_to_string(file) {
            Err(error) => {
                found.push(Problem::of_setting("oidc.client_secret_file", format_args!("cannot be read: {error}")));
            }
            Ok(text) if text.trim().is_empty() => {
                found.push(Problem::of_setting("oidc.client_secret_file", "is empty; it must hold the secret"));
            }
            Ok(_) => {}
        }
    }
    if oidc.ca.as_deref().is_some_and(|file| client::connector(Some(file)).is_err()) {
        found.push(Problem::of_setting("oidc.ca", "must be a file with the certificates to trust, as PEM"));
    }
    found
}
