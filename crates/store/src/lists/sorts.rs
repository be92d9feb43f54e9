//! What accounts can be sorted by, and where that stands.

/// What accounts can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the name of a column")]
pub enum Sort {
    Id,
    ExternalId,
    Username,
    Email,
    ConnectedAt,
    DisconnectedAt,
    ServiceAccount,
    Mfa,
    Person,
    Upstream,
    ConnectionName,
    ConnectionState,
    Admin,
    Database,
    Write,
    Push,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 16] = [
        Self::Id,
        Self::ExternalId,
        Self::Username,
        Self::Email,
        Self::ConnectedAt,
        Self::DisconnectedAt,
        Self::ServiceAccount,
        Self::Mfa,
        Self::Person,
        Self::Upstream,
        Self::ConnectionName,
        Self::ConnectionState,
        Self::Admin,
        Self::Database,
        Self::Write,
        Self::Push,
    ];

    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Id => "a.id",
            Self::ExternalId => "a.external_key",
            Self::Username => "a.username_key",
            Self::Email => "a.email_key",
            Self::ConnectedAt => "l.connected_at",
            Self::DisconnectedAt => "CASE WHEN l.person_id IS NULL THEN l.unlinked_at ELSE a.removed_at END",
            Self::ServiceAccount => "l.service_at",
            Self::Mfa => "a.has_mfa",
            Self::Person => "p.sort_key",
            Self::Upstream => "c.upstream",
            Self::ConnectionName => "c.name_key",
            Self::ConnectionState => "c.state",
            Self::Admin => "l.admin_at",
            Self::Database => "l.database_at",
            Self::Write => "l.write_at",
            Self::Push => "l.push_at",
        }
    }

    /// Whether accounts can lack it: then those that have it come first, in a walk of their own.
    pub(super) const fn nullable(self) -> bool {
        !matches!(self, Self::Id | Self::ExternalId | Self::Username | Self::ConnectionName | Self::ConnectionState)
    }

    /// What is null where the key is.
    pub(super) const fn null(self) -> &'static str {
        match self {
            Self::Person => "l.person_id",
            other => other.sql(),
        }
    }

    /// Whether an index has the accounts without a key in the order of their ids.
    pub(super) const fn indexes_nulls(self) -> bool {
        matches!(self, Self::Email)
    }

    /// Whether it walks along links, not along accounts.
    pub(super) const fn is_of_links(self) -> bool {
        matches!(
            self,
            Self::ConnectedAt
                | Self::ServiceAccount
                | Self::Person
                | Self::Admin
                | Self::Database
                | Self::Write
                | Self::Push
        )
    }

    /// The small table that it walks along, and what of it belongs to an account.
    pub(super) const fn along(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Person => Some(("people p", "l.company_id = p.company_id AND l.person_id = p.id")),
            Self::Upstream | Self::ConnectionName | Self::ConnectionState => {
                Some(("connections c", "a.company_id = c.company_id AND a.connection_id = c.id"))
            }
            _ => None,
        }
    }

    /// Whether only runs change it.
    #[must_use]
    pub const fn is_a_fact(self) -> bool {
        matches!(self, Self::Id | Self::ExternalId | Self::Username | Self::Email | Self::Mfa)
    }
}
