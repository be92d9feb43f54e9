//! Pages of the documented lists.

use serde::Serialize;
use utoipa::ToSchema;

use super::{ConnectionItem, InfrastructureIdentity, User, VersionControlIdentity, schemas};

/// A page of a list; past the last one `data` is empty.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The items.
    pub data: Vec<T>,
    /// Which page it is, from 1.
    pub page: i64,
    /// Its most items.
    pub limit: i64,
    /// How many items the whole list has.
    pub total: i64,
}

macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident of $item:ident as $schema:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, ToSchema)]
        #[schema(as = $schema)]
        pub struct $name<'a> {
            /// The items.
            pub data: Vec<$item<'a>>,
            /// Which page it is, from 1.
            #[schema(schema_with = schemas::number)]
            pub page: i64,
            /// Its most items.
            #[schema(schema_with = schemas::number)]
            pub limit: i64,
            /// How many items the whole list has.
            #[schema(schema_with = schemas::number)]
            pub total: i64,
        }
    )*};
}

pages! {
    /// A page of infrastructure identities: the schema of a [`Page`].
    InfrastructurePage of InfrastructureIdentity as UserIdentitiesInfrastructureResponsePublicDto;
    /// A page of version control identities: the schema of a [`Page`].
    VersionControlPage of VersionControlIdentity as UserIdentitiesVersionControlResponsePublicDto;
    /// A page of connections: the schema of a [`Page`].
    ConnectionPage of ConnectionItem as ConnectionsCompactResponsePublicDto;
    /// A page of people: the schema of a [`Page`].
    UserPage of User as UsersResponsePublicDto;
}
