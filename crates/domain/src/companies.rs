//! Companies: each has its own people, accounts, keys, features and terms, and never sees another's.

use serde::{Deserialize, Serialize};

use crate::{Instant, Invalid, ids::CompanyId, texts, zones::Zone};

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
    /// What its findings are measured by.
    pub settings: Settings,
    /// Rises with every change to a connection.
    pub epoch: i64,
}

/// What a company's findings are measured by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The time zone of its days.
    pub time_zone: Zone,
    /// The business days after somebody's last one within which their accounts must be off.
    pub offboarding_sla: u8,
    /// The days after which the last whole list of a connection is too old.
    pub stale_after: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { time_zone: Zone::UTC, offboarding_sla: 1, stale_after: 7 }
    }
}

impl Settings {
    /// The most business days that offboarding may take.
    pub const LONGEST_SLA: u8 = 30;
    /// The most days after which a list is too old.
    pub const LONGEST_STALE: u16 = 365;

    /// Checks that nothing is set beyond what is of use.
    ///
    /// # Errors
    /// When something is.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.offboarding_sla > Self::LONGEST_SLA {
            return Err(Invalid::new("offboardingSla", "must be a whole number from 0 to 30"));
        }
        if !(1..=Self::LONGEST_STALE).contains(&self.stale_after) {
            return Err(Invalid::new("staleAfter", "must be a whole number from 1 to 365"));
        }
        Ok(())
    }
}

/// What is to be set of [`Settings`]; the rest stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The time zone.
    pub time_zone: Option<Zone>,
    /// The business days for offboarding.
    pub offboarding_sla: Option<u8>,
    /// The days after which a list is too old.
    pub stale_after: Option<u16>,
}

impl Setting {
    /// The settings once it is done.
    #[must_use]
    pub fn over(&self, present: &Settings) -> Settings {
        Settings {
            time_zone: self.time_zone.as_ref().unwrap_or(&present.time_zone).clone(),
            offboarding_sla: self.offboarding_sla.unwrap_or(present.offboarding_sla),
            stale_after: self.stale_after.unwrap_or(present.stale_after),
        }
    }
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
