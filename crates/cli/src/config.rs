//! What an operator can set: defaults, then a TOML file, then `WHOSE__SECTION__KEY` in the environment, then flags.
//!
//! The environment is handed in, so nothing here reads the process. What is not known is refused by name: a setting
//! that is misspelled must not be dropped silently.

mod check;
mod database_url;
mod environment;
mod file;
mod flags;
mod layers;
mod nearest;
mod problems;
mod reading;
mod sections;
mod settings;
mod shown;

use std::path::{Path, PathBuf};

pub(crate) use check::check;
pub(crate) use database_url::DatabaseUrl;
pub(crate) use environment::Environment;
pub(crate) use flags::Flags;
pub(crate) use layers::Origin;
pub(crate) use problems::{Problem, Problems};
pub(crate) use sections::{Config, Contract, Database, Format, Log, Oidc, Serve};
pub(crate) use settings::{SETTINGS, Setting};
pub(crate) use shown::{Shown, Value};

use layers::Layers;

/// The file that is read when none is named, if the working directory has it.
pub(crate) const FILE: &str = "whose.toml";

/// Where settings are looked for.
#[derive(Clone, Debug)]
pub(crate) struct Places<'a> {
    /// The file named by `--config`.
    pub(crate) file: Option<PathBuf>,
    /// The directory that relative file names start from; [`FILE`] is looked for there.
    pub(crate) directory: &'a Path,
    /// The environment.
    pub(crate) environment: Environment,
    /// What flags say.
    pub(crate) flags: Flags,
}

/// Settings, and where each came from.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The settings.
    pub(crate) config: Config,
    /// Every setting as it can be printed, without secrets.
    pub(crate) shown: Vec<Shown>,
}

/// Reads all settings, from all places.
///
/// # Errors
/// With everything that is wrong, not only the first: unknown names, values that cannot be read, a file that is missing.
pub(crate) fn load(places: Places<'_>) -> Result<Loaded, Problems> {
    let mut problems = Problems::default();
    let mut layers = Layers::of_defaults();
    let chosen = places.file.or_else(|| places.environment.file()).map(|file| places.directory.join(file));
    let usual = places.directory.join(FILE);
    if let Some(file) = chosen.or_else(|| usual.is_file().then_some(usual)) {
        file::read(&file, &mut layers, &mut problems);
    }
    places.environment.read(&mut layers, &mut problems);
    places.flags.read(&mut layers);
    let config = reading::config(&layers, &mut problems);
    match config {
        Some(config) if problems.is_empty() => Ok(Loaded { config, shown: layers.shown() }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests;
