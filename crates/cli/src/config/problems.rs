//! What is wrong with the settings, in words for the one who wrote them.

use std::{fmt, path::Path};

use super::Origin;

/// One thing that is wrong. Never holds a setting's value, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem(String);

/// All that is wrong; one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems(Vec<Problem>);

impl Problem {
    /// A setting breaks a rule; the rule reads on after the name, as in `must be a whole number`.
    pub(super) fn bad(key: &str, origin: &Origin, rule: impl fmt::Display) -> Self {
        Self(format!("{key} {rule} ({origin})"))
    }

    /// A setting reads well and would not work.
    pub(super) fn of_setting(key: &str, wrong: impl fmt::Display) -> Self {
        Self(format!("{key} {wrong}"))
    }

    /// There is no such setting.
    pub(super) fn unknown(name: String, origin: &Origin, hint: Option<String>) -> Self {
        let from = match origin {
            // The variable's name is the name.
            Origin::Environment(_) => "environment".to_owned(),
            origin => origin.to_string(),
        };
        let hint = match hint {
            Some(hint) => format!("did you mean {hint}?"),
            None => "see `whose config show` for all settings".to_owned(),
        };
        Self(format!("{name} is no setting ({from}); {hint}"))
    }

    /// A whole file is wrong; the words read on after its name.
    pub(super) fn of_file(file: &Path, wrong: impl fmt::Display) -> Self {
        Self(format!("{} {wrong}", file.display()))
    }
}

impl Problems {
    pub(super) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
impl std::error::Error for Problems {}
