//! Settings in the environment.

use std::path::PathBuf;

use super::{
    Origin, Problem, Problems, SETTINGS, Setting,
    layers::{Given, Layers},
    nearest::nearest,
    settings::Kind,
};

/// What all our variables begin with.
const PREFIX: &str = "WHOSE__";

/// Names the file, as `--config` does.
const FILE: &str = "WHOSE__CONFIG";

/// Our part of the environment. A variable that is empty counts as not set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment(Vec<(String, String)>);

impl Environment {
    /// Keeps the variables that are meant for us: those that begin with `WHOSE__`.
    pub(crate) fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = variables.into_iter().filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty());
        Self(ours.collect())
    }

    /// The file that it names.
    pub(super) fn file(&self) -> Option<PathBuf> {
        self.0.iter().find(|(name, _)| name == FILE).map(|(_, file)| PathBuf::from(file))
    }

    pub(super) fn read(self, layers: &mut Layers, problems: &mut Problems) {
        for (name, value) in self.0.into_iter().filter(|(name, _)| name != FILE) {
            let Some(setting) = SETTINGS.iter().find(|setting| setting.variable() == name) else {
                problems.push(unknown(name));
                continue;
            };
            let value = match setting.kind {
                Kind::List => Given::List(value.split(',').map(|part| part.trim().to_owned()).collect()),
                Kind::Text | Kind::Number | Kind::Flag => Given::Text(value),
            };
            layers.set(setting, value, Origin::Environment(name));
        }
    }
}

fn unknown(name: String) -> Problem {
    let key = name.strip_prefix(PREFIX).unwrap_or(&name).to_ascii_lowercase().replace("__", ".");
    let hint = nearest(&key).map(Setting::variable);
    Problem::unknown(name.clone(), &Origin::Environment(name), hint)
}
