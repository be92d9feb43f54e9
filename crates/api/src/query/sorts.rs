//! What lists are sorted by. The names are the wire's; ties break by id, and nulls come last.

use domain::connections::Family;

/// The direction of a sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `ASC`: smallest first.
    #[default]
    Ascending,
    /// `DESC`: greatest first.
    Descending,
}

impl Direction {
    /// The names that it has in queries.
    pub const NAMES: [&str; 2] = ["ASC", "DESC"];

    /// The direction of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "ASC" => Some(Self::Ascending),
            "DESC" => Some(Self::Descending),
            _ => None,
        }
    }
}

/// What a list of identities is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IdentitySort {
    /// The provider's id.
    IdentityId,
    /// The user name.
    #[default]
    Username,
    /// The address.
    Email,
    /// When it was linked.
    ConnectedAt,
    /// The wire's `disconnectedAt`, in both its readings.
    DisconnectedAt,
    /// When it was marked as a service account.
    ServiceAccount,
    /// Whether it has a second factor.
    HasMfa,
    /// Its person's last name, then first name.
    User,
    /// Its connection's upstream account.
    ClientId,
    /// Its connection's state; has two names.
    ConnectionState,
    /// Since when it is meant to administer; infrastructure.
    AdminAccess,
    /// Since when it is meant to reach databases; infrastructure.
    DbAccess,
    /// Its connection's name; infrastructure.
    ClientAlias,
    /// Since when it is meant to write; version control.
    WriteAccess,
    /// Since when it is meant to push to production; version control.
    PushAccess,
}

/// The names that every family has.
const SHARED: [(&str, IdentitySort); 11] = [
    ("IDENTITY_ID", IdentitySort::IdentityId),
    ("USERNAME", IdentitySort::Username),
    ("EMAIL", IdentitySort::Email),
    ("CONNECTED_AT", IdentitySort::ConnectedAt),
    ("DISCONNECTED_AT", IdentitySort::DisconnectedAt),
    ("SERVICE_ACCOUNT", IdentitySort::ServiceAccount),
    ("HAS_MFA", IdentitySort::HasMfa),
    ("USER", IdentitySort::User),
    ("CLIENT_ID", IdentitySort::ClientId),
    ("CONNECTION_STATUS", IdentitySort::ConnectionState),
    ("CONNECTION_STATUS_MULTIVERSE", IdentitySort::ConnectionState),
];
const INFRASTRUCTURE: [(&str, IdentitySort); 3] = [
    ("ADMIN_ACCESS", IdentitySort::AdminAccess),
    ("DB_ACCESS", IdentitySort::DbAccess),
    ("CLIENT_ALIAS", IdentitySort::ClientAlias),
];
const VERSION_CONTROL: [(&str, IdentitySort); 2] =
    [("WRITE_ACCESS", IdentitySort::WriteAccess), ("PUSH_PROD_CODE_ACCESS", IdentitySort::PushAccess)];

impl IdentitySort {
    fn table(family: Family) -> impl Iterator<Item = (&'static str, Self)> {
        let own: &'static [(&'static str, Self)] = match family {
            Family::VersionControl => &VERSION_CONTROL,
            Family::Infrastructure | Family::Identity | Family::Other => &INFRASTRUCTURE,
        };
        SHARED.iter().chain(own).copied()
    }

    /// The names that a list of that family's identities can be sorted by.
    pub fn names(family: Family) -> impl Iterator<Item = &'static str> {
        Self::table(family).map(|(name, _)| name)
    }

    /// The sort of that name, for that family's identities.
    #[must_use]
    pub fn parse(name: &str, family: Family) -> Option<Self> {
        Self::table(family).find(|(known, _)| *known == name).map(|(_, sort)| sort)
    }
}

/// What the list of connections is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConnectionSort {
    /// When it was made.
    #[default]
    CreatedAt,
    /// When it was connected.
    ConnectedAt,
    /// Its family.
    ProviderType,
    /// Its kind.
    ClientType,
    /// How it stands.
    State,
}

impl ConnectionSort {
    /// The names that the list can be sorted by.
    pub const NAMES: [&str; 5] =
        ["CREATED_AT", "CONNECTED_AT", "CONNECTION_PROVIDER_TYPE", "CONNECTION_CLIENT_TYPE", "CONNECTION_STATE"];

    /// The sort of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "CREATED_AT" => Some(Self::CreatedAt),
            "CONNECTED_AT" => Some(Self::ConnectedAt),
            "CONNECTION_PROVIDER_TYPE" => Some(Self::ProviderType),
            "CONNECTION_CLIENT_TYPE" => Some(Self::ClientType),
            "CONNECTION_STATE" => Some(Self::State),
            _ => None,
        }
    }
}
