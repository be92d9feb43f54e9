//! Members: who may use the pages, and as what.

use crate::{
    Instant, Invalid,
    ids::{CompanyId, MemberId, PersonId},
    permissions::{Permission, Permissions},
    texts,
};

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Of which company.
    pub company: CompanyId,
    /// Their id.
    pub id: MemberId,
    /// How an identity provider knows them; `None` where they sign in by one-time links alone.
    pub identity: Option<Identity>,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The person of the register that they are, where that is known.
    pub person: Option<PersonId>,
    /// When they were added.
    pub created_at: Instant,
    /// When they were removed; a removed member never signs in again.
    pub removed_at: Option<Instant>,
    /// Rises by one with every event about them.
    pub version: i64,
}

/// How an identity provider knows somebody: never by an address, which can be given to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for them, which it never gives to anybody else.
    pub subject: String,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees accounts, people and connections.
    Viewer,
    /// Sees everything and decides whose accounts are.
    Reviewer,
    /// Does everything.
    Administrator,
    /// Sees everything, what happened included, and changes nothing.
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Reviewer, Self::Administrator, Self::Auditor];

    /// The word it is stored and shown as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What it allows. The operator's permission is in it, and holds in the operator's company alone.
    #[must_use]
    pub fn permissions(self) -> Permissions {
        let viewer = [Permission::ListConnections, Permission::ListUsers, Permission::ReadAccounts];
        let more: &[Permission] = match self {
            Self::Viewer => &[],
            Self::Auditor => &[Permission::ReadEvents],
            Self::Reviewer => &[Permission::ReadEvents, Permission::DecideAccounts],
            Self::Administrator => &Permission::ALL,
        };
        viewer.iter().chain(more).copied().collect()
    }
}

/// Checks a member's name.
///
/// # Errors
/// When it is blank, too long or cannot be stored.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    let fits = !name.trim().is_empty() && name.chars().count() <= 100 && texts::storable(name);
    if fits { Ok(()) } else { Err(Invalid::new("name", "must have 1 to 100 characters")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_allows_what_it_says_and_no_more() {
        let may = |role: Role, permission| role.permissions().has(permission);
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
            assert!(may(role, Permission::ReadAccounts));
            assert_eq!(may(role, Permission::ReadEvents), role != Role::Viewer);
            let decides = matches!(role, Role::Reviewer | Role::Administrator);
            assert_eq!(may(role, Permission::DecideAccounts), decides);
            for own in [Permission::ManageKeys, Permission::ManageMembers, Permission::ImportAccounts] {
                assert_eq!(may(role, own), role == Role::Administrator);
            }
        }
        assert_eq!(Role::Administrator.permissions(), Permissions::all());
    }
}
