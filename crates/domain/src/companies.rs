//! Companies: each has its own people, accounts, keys, features and terms, and never sees another's.

use serde::{Deserialize, Serialize};

use crate::{Instant, Invalid, ids::CompanyId, texts};

/// A company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name, unique in the register without regard to case.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
    /// The terms version it accepted last; 0 before any.
    pub terms_accepted: i64,
    /// Features that its plan lacks.
    pub lacks: Vec<Feature>,
    /// Rises with every change to a connection.
    pub epoch: i64,
}

/// The company that exists from the first start. Its keys alone can hold the operator's permission.
pub const DEFAULT: &str = "default";

/// Checks a company's name.
///
/// # Errors
/// When it is blank, too long or cannot be stored.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    let fits = !name.trim().is_empty() && name.chars().count() <= 100 && texts::storable(name);
    if fits { Ok(()) } else { Err(Invalid::new("name", "must have 1 to 100 characters")) }
}

/// A part of the documented API that a company's plan may lack (402).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Feature {
    /// Operations 1 to 4: infrastructure accounts.
    #[serde(rename = "user-identities.infrastructure")]
    Infrastructure,
    /// Operations 5 to 8: version control accounts.
    #[serde(rename = "user-identities.version-control")]
    VersionControl,
    /// Operation 9: connections.
    #[serde(rename = "connections")]
    Connections,
    /// Operation 10: people.
    #[serde(rename = "users")]
    Users,
    /// Operation 11: rosters by upload.
    #[serde(rename = "personnel")]
    Personnel,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 5] =
        [Self::Infrastructure, Self::VersionControl, Self::Connections, Self::Users, Self::Personnel];

    /// Its documented name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infrastructure => "user-identities.infrastructure",
            Self::VersionControl => "user-identities.version-control",
            Self::Connections => "connections",
            Self::Users => "users",
            Self::Personnel => "personnel",
        }
    }

    /// The feature of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }
}
