//! Schemas of the documented request bodies. What is accepted is decided by [`crate::body`]; these describe it.

use domain::links::Access;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, SchemaType, Type},
};

use super::schemas;
use crate::body;

macro_rules! connects {
    ($($name:ident as $schema:ident;)*) => {$(
        /// Whose the identity is.
        #[derive(Clone, Debug, ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        pub struct $name {
            /// The id of the user to link, or null to unlink.
            #[schema(required, schema_with = id_or_null)]
            pub user_id: Option<i64>,
        }
    )*};
}

macro_rules! service_accounts {
    ($($name:ident as $schema:ident;)*) => {$(
        /// Whether the identity is a service account.
        #[derive(Clone, Debug, ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        pub struct $name {
            /// Whether it is one.
            pub service_account: bool,
            /// Why; not blank when it is one.
            #[schema(max_length = 30000)]
            pub service_account_reason: String,
        }
    )*};
}

macro_rules! toggles {
    ($($name:ident as $schema:ident with $choices:ident;)*) => {$(
        /// Whether the identity is meant to have an access.
        #[derive(Clone, Debug, ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        pub struct $name {
            /// Whether it is.
            pub toggle: bool,
            /// Which access.
            #[schema(schema_with = $choices)]
            pub toggle_field: String,
        }
    )*};
}

connects! {
    InfrastructureConnect as UserIdentityInfrastructureConnectRequestPublicDto;
    VersionControlConnect as UserIdentityVersionControlConnectRequestPublicDto;
}

service_accounts! {
    InfrastructureServiceAccount as UserIdentityInfrastructureServiceStatusRequestPublicDto;
    VersionControlServiceAccount as UserIdentityVersionControlServiceStatusRequestPublicDto;
}

toggles! {
    InfrastructureToggle as UserIdentityInfrastructureToggleRequestPublicDto with infrastructure_access;
    VersionControlToggle as UserIdentityVersionControlToggleRequestPublicDto with version_control_access;
}

fn infrastructure_access() -> Object {
    access([Access::Admin, Access::Database])
}

fn version_control_access() -> Object {
    access([Access::Write, Access::Push])
}

fn access(choices: [Access; 2]) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(choices.map(body::access_name))).build()
}

macro_rules! rosters {
    ($($name:ident as $schema:ident;)*) => {$(
        /// A complete roster: whoever is missing has left.
        #[derive(Clone, Debug, ToSchema)]
        #[schema(as = $schema, rename_all = "camelCase")]
        pub struct $name {
            /// Its entries.
            pub personnel_data: Vec<RosterEntry>,
        }
    )*};
}

rosters! {
    NewRoster as CreateConnectionJsonIdpRequestPublicDto;
    NextRoster as UpdateConnectionJsonIdpRequestPublicDto;
}

/// An entry of a roster.
#[derive(Clone, Debug, ToSchema)]
#[schema(as = PersonnelDataPublicDto, rename_all = "camelCase")]
pub struct RosterEntry {
    /// The roster's id.
    pub id: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The address.
    pub email: String,
    /// Whether they are a contractor.
    pub contractor: bool,
    /// Whether they have a second factor.
    pub is_mfa_enabled: bool,
    /// The first day: `2024-10-18T01:28:40`, `10/18/2024`, or RFC 3339.
    pub date: String,
    /// Where their picture is.
    #[schema(nullable = false)]
    pub avatar_url: Option<String>,
    /// What they do.
    #[schema(nullable = false)]
    pub job_title: Option<String>,
    /// The customer's id of them.
    #[schema(nullable = false)]
    pub customer_id: Option<String>,
}

fn id_or_null() -> Object {
    let id = ObjectBuilder::from(schemas::id());
    id.schema_type(SchemaType::from_iter([Type::Number, Type::Null])).build()
}
