//! An account on the wire: the identity, with its 17 keys.

use std::hash::BuildHasher;

use domain::{
    Instant,
    accounts::Account,
    connections::{self, Family},
    links::Link,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Connection, Missing, Stamp, User, World, schemas};

/// An account with what was decided about it: what an identity is made of, besides its [`World`].
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The account.
    pub account: &'a Account,
    /// Its link.
    pub link: &'a Link,
    /// When its facts or its link last changed, whichever is later.
    pub updated_at: Instant,
}

impl Seen<'_> {
    /// The wire's `disconnectedAt`: of a linked account when it was found gone at the provider, else when it was unlinked.
    #[must_use]
    pub fn disconnected_at(&self) -> Option<Instant> {
        if self.link.person.is_some() { self.account.removed_at } else { self.link.unlinked_at }
    }
}

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident as $schema:ident, $($(#[$access_doc:meta])* $access:ident from $expected:ident;)*) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = $schema)]
        pub struct $name<'a> {
            /// The account's id.
            #[schema(schema_with = schemas::id)]
            pub id: i64,
            /// The provider's own id.
            pub identity_id: &'a str,
            /// The user name.
            pub username: &'a str,
            /// The address.
            #[schema(required)]
            pub email: Option<&'a str>,
            /// When the present or last link was made.
            #[schema(required)]
            pub connected_at: Option<Stamp>,
            /// With a user, when the account was found gone at the provider; without, when it was unlinked.
            #[schema(required)]
            pub disconnected_at: Option<Stamp>,
            /// When it was marked as a service account, while it is.
            #[schema(required)]
            pub service_account: Option<Stamp>,
            /// Why it is a service account.
            #[schema(required)]
            pub service_account_reason: Option<&'a str>,
            /// Whose it is; null while unlinked.
            #[schema(required)]
            pub user: Option<User<'a>>,
            /// Who marked it as a service account.
            #[schema(required)]
            pub service_account_designator: Option<User<'a>>,
            /// Whether it has a second factor; null where that is unknown.
            #[schema(required)]
            pub has_mfa: Option<bool>,
            /// Where it comes from.
            pub connection: Connection<'a>,
            /// When the provider was last asked about it.
            #[schema(required)]
            pub last_checked_at: Option<Stamp>,
            /// When it was first imported.
            pub created_at: Stamp,
            /// When its facts, or what was decided about it, last changed.
            pub updated_at: Stamp,
            $($(#[$access_doc])* #[schema(required)] pub $access: Option<Stamp>,)*
        }

        impl<'a> $name<'a> {
            fn of<S: BuildHasher>(seen: Seen<'a>, world: &World<'a, S>) -> Result<Self, Missing> {
                let Seen { account, link, updated_at } = seen;
                let Around { user, service_account_designator, connection } = Around::of(link, account, world)?;
                let service = link.service.as_ref();
                Ok(Self {
                    id: account.id.get(),
                    identity_id: &account.external_id,
                    username: &account.username,
                    email: account.email.as_deref(),
                    connected_at: world.maybe(link.connected_at),
                    disconnected_at: world.maybe(seen.disconnected_at()),
                    service_account: world.maybe(service.map(|service| service.at)),
                    service_account_reason: service.map(|service| service.reason.as_str()),
                    user,
                    service_account_designator,
                    has_mfa: account.has_mfa,
                    last_checked_at: world.maybe(account.checked_at(connection.listed_at)),
                    connection: Connection::of(connection, world)?,
                    created_at: world.stamp(account.created_at),
                    updated_at: world.stamp(updated_at),
                    $($access: world.maybe(link.expected.$expected),)*
                })
            }
        }
    };
}

identity! {
    /// An infrastructure account.
    InfrastructureIdentity as UserIdentityInfrastructureResponsePublicDto,
    /// Since when it is meant to administer.
    admin_access from admin;
    /// Since when it is meant to reach databases.
    db_access from database;
}

identity! {
    /// A version control account.
    VersionControlIdentity as UserIdentityVersionControlResponsePublicDto,
    /// Since when it is meant to write.
    write_access from write;
    /// Since when it is meant to push to production.
    push_production_code_access from push;
}

/// The people and the connection around an account.
struct Around<'a> {
    user: Option<User<'a>>,
    service_account_designator: Option<User<'a>>,
    connection: &'a connections::Connection,
}

impl<'a> Around<'a> {
    fn of<S: BuildHasher>(link: &Link, account: &Account, world: &World<'a, S>) -> Result<Self, Missing> {
        let user = |id| world.person(id)?.map(|profile| User::of(profile, world)).transpose();
        Ok(Self {
            user: user(link.person)?,
            service_account_designator: user(link.service.as_ref().and_then(|service| service.designator))?,
            connection: world.connection(account.connection)?,
        })
    }
}

/// An identity, whichever family its account is of.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Identity<'a> {
    /// Infrastructure, and what has no documented list of its own.
    Infrastructure(InfrastructureIdentity<'a>),
    /// Version control.
    VersionControl(VersionControlIdentity<'a>),
}

impl<'a> Identity<'a> {
    /// The account as the wire shows it.
    ///
    /// # Errors
    /// When somebody or something that it names was not loaded.
    pub fn of<S: BuildHasher>(seen: Seen<'a>, world: &World<'a, S>) -> Result<Self, Missing> {
        match seen.account.family {
            Family::VersionControl => VersionControlIdentity::of(seen, world).map(Self::VersionControl),
            Family::Infrastructure | Family::Identity | Family::Other => {
                InfrastructureIdentity::of(seen, world).map(Self::Infrastructure)
            }
        }
    }
}
