//! Permissions: what a key or a member may do.

/// One permission. The first five are the documented API's, the rest are our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Operations 1 to 4.
    ManageInfrastructure,
    /// Operations 5 to 8.
    ManageVersionControl,
    /// Operation 9.
    ListConnections,
    /// Operation 10.
    ListUsers,
    /// Operation 11, and importing people.
    ImportPersonnel,
    /// Reading accounts.
    ReadAccounts,
    /// Linking, marking and expecting, singly or in bulk.
    DecideAccounts,
    /// Importing accounts.
    ImportAccounts,
    /// Stating what another register decided about accounts, with its dates.
    StateDecisions,
    /// Reading events.
    ReadEvents,
    /// Making, listing and revoking the company's keys.
    ManageKeys,
    /// Inviting members, giving them roles, ending their sessions.
    ManageMembers,
    /// Accepting new terms for the company.
    AcceptTerms,
    /// Making companies, giving and taking features, publishing terms: the operator's.
    ManageCompanies,
}

impl Permission {
    /// Every permission, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::ManageInfrastructure,
        Self::ManageVersionControl,
        Self::ListConnections,
        Self::ListUsers,
        Self::ImportPersonnel,
        Self::ReadAccounts,
        Self::DecideAccounts,
        Self::ImportAccounts,
        Self::StateDecisions,
        Self::ReadEvents,
        Self::ManageKeys,
        Self::ManageMembers,
        Self::AcceptTerms,
        Self::ManageCompanies,
    ];

    /// The name that keys, documentation and commands use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ManageInfrastructure => "Connections: Manage Infrastructure User Identities",
            Self::ManageVersionControl => "Connections: Manage Version Control User Identities",
            Self::ListConnections => "Connections: List Connections",
            Self::ListUsers => "Users: List Users",
            Self::ImportPersonnel => "Personnel: Import Personnel",
            Self::ReadAccounts => "Accounts: Read Accounts",
            Self::DecideAccounts => "Accounts: Decide Accounts",
            Self::ImportAccounts => "Accounts: Import Accounts",
            Self::StateDecisions => "Accounts: State Decisions",
            Self::ReadEvents => "Events: Read Events",
            Self::ManageKeys => "Keys: Manage Keys",
            Self::ManageMembers => "Members: Manage Members",
            Self::AcceptTerms => "Terms: Accept Terms",
            Self::ManageCompanies => "Companies: Manage Companies",
        }
    }

    /// The permission of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.name() == name)
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// All of them, the operator's included.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.into_iter().collect()
    }

    /// Whether the permission is in the set.
    #[must_use]
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// The set without this permission.
    #[must_use]
    pub const fn without(self, permission: Permission) -> Self {
        Self(self.0 & !(1 << permission as u32))
    }

    /// Whether every permission of `other` is in this set too.
    #[must_use]
    pub const fn cover(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The permissions of the set, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |set, permission| set | 1 << permission as u32))
    }
}
