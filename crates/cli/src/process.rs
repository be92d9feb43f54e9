//! What the process was started with, read once and handed on.

use std::path::PathBuf;

use crate::{
    config::Environment,
    exit::{Failure, Result},
};

/// Names the file that holds the key, as `--key-file` does.
const KEY_FILE: [&str; 2] = ["WHOSE__SERVER__KEY_FILE", "WHOSE__KEY_FILE"];

/// The environment and the working directory.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    variables: Vec<(String, String)>,
    /// Where relative file names start.
    pub(crate) directory: PathBuf,
}

impl Process {
    /// Reads them.
    ///
    /// # Errors
    /// When there is no working directory.
    pub(crate) fn read() -> Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment; the rest is given it")]
        let variables = std::env::vars_os();
        let directory = std::env::current_dir()
            .map_err(|error| Failure::failed(format_args!("there is no working directory: {error}")))?;
        let readable =
            variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Ok(Self { variables: readable.collect(), directory })
    }

    /// The part that settings are read from.
    pub(crate) fn settings(&self) -> Environment {
        let others = self.variables.iter().filter(|(name, _)| !KEY_FILE.contains(&name.as_str()));
        Environment::of(others.cloned())
    }

    /// The file that holds the key, where the environment names one.
    pub(crate) fn key_file(&self) -> Option<PathBuf> {
        KEY_FILE.iter().find_map(|name| self.variable(name)).map(PathBuf::from)
    }

    /// The operating system's user and host, as `root@host`.
    pub(crate) fn user_and_host(&self) -> String {
        let user = user().or_else(|| self.variable("USER").or_else(|| self.variable("LOGNAME")).map(str::to_owned));
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let host = if host.trim().is_empty() { "localhost" } else { host.trim() };
        format!("{}@{host}", user.as_deref().unwrap_or("unknown"))
    }

    fn variable(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// The name of the user that the process runs as, which is harder to forge than a variable; the number of one without a
/// name. `None` where the system does not show it.
#[cfg(unix)]
fn user() -> Option<String> {
    let uid = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").ok()?);
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    // name:password:uid:group:…, passwd(5)
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, of) = (fields.next()?, fields.nth(1)?);
        (of.parse() == Ok(uid)).then(|| name.to_owned())
    });
    Some(named.unwrap_or_else(|| format!("uid-{uid}")))
}

#[cfg(not(unix))]
fn user() -> Option<String> {
    None
}
