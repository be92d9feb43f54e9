//! The database's URL, which may hold a password.

use std::fmt;

/// Stands for what is not printed.
const HIDDEN: &str = "***";

/// Where the database is: `sqlite:PATH`, or `postgres://...` with one host or several. Prints without its password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    /// A URL of a kind that we know.
    ///
    /// # Errors
    /// With what it must be, when it is of another kind.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let known = ["sqlite:", "postgres://", "postgresql://"];
        match known.iter().find_map(|kind| text.strip_prefix(kind)) {
            Some(rest) if !rest.is_empty() => Ok(Self(text.to_owned())),
            _ => Err("must be sqlite:PATH or postgres://USER@HOST/DATABASE"),
        }
    }

    /// The whole URL, for the one who connects; never for a log or an answer.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_parameter(&without_userinfo(&self.0)))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Hides what stands between the first colon and the last `@`: a password may itself hold `@`, `/` or `?`.
fn without_userinfo(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host))) {
        Some((user, host)) => format!("{scheme}://{user}:{HIDDEN}@{host}"),
        None => url.to_owned(),
    }
}

/// Hides the value of every parameter whose name speaks of a password.
fn without_parameter(url: &str) -> String {
    let Some((address, query)) = url.split_once('?') else { return url.to_owned() };
    let hidden = query.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={HIDDEN}"),
        _ => parameter.to_owned(),
    });
    format!("{address}?{}", hidden.collect::<Vec<_>>().join("&"))
}

/// Names may be percent-encoded; what is not plain is taken for a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("pass") || name.contains("secret") || name.contains('%')
}
