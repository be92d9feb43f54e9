//! People: who works, or worked, at the company.

use serde::{Deserialize, Serialize};

use crate::{
    Instant,
    accounts::Account,
    ids::{CompanyId, PersonId},
};

/// A person of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Whose they are.
    pub company: CompanyId,
    /// Their id.
    pub id: PersonId,
    /// Their UUID, in lower case with hyphens; the wire's `entryId`.
    pub entry_id: String,
    /// Their address, as the roster writes it.
    pub email: String,
    /// First name; empty where the roster has none.
    pub first_name: String,
    /// Last name; empty where the roster has none.
    pub last_name: String,
    /// What they do.
    pub job_title: Option<String>,
    /// Roles, `EMPLOYEE` unless told otherwise.
    pub roles: Vec<String>,
    /// When they accepted the terms, if they did.
    pub terms_agreed_at: Option<Instant>,
    /// Set once they have left.
    pub left: Option<Left>,
    /// When they were first seen.
    pub created_at: Instant,
    /// When anything about them last changed.
    pub updated_at: Instant,
    /// Rises by one with every event about them.
    pub version: i64,
}

impl Person {
    /// First and last name, or the address where there is no name.
    #[must_use]
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        if name.trim().is_empty() { self.email.clone() } else { name.trim().to_owned() }
    }
}

/// That a person has left, and how sure the date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The leaving date; for an inferred one, the first roster without them. `None` where neither is dated.
    pub at: Option<Instant>,
    /// For an inferred date, the last roster with them.
    pub after: Option<Instant>,
    /// True when no roster gave a date, and it lies between `after` and `at`.
    pub inferred: bool,
}

/// A person with the roster and identity-provider accounts that are theirs, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The person.
    pub person: Person,
    /// Their identity accounts.
    pub identities: Vec<Account>,
}
