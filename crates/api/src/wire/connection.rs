//! Connections on the wire: the whole object inside an identity, and the item of the list.

use std::{fmt::Display, hash::BuildHasher};

use domain::connections::{self, Family, State};
use serde::{Serialize, Serializer};
use utoipa::{
    ToSchema,
    openapi::schema::{AnyOfBuilder, Object, ObjectBuilder, Ref, Schema, SchemaType, Type},
};

use super::{Contract, Cut, Missing, OrCut, Stamp, User, World, schemas, user::Place};

/// A connection. What only other products' connections have is always null or empty.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectionResponsePublicDto)]
pub struct Connection<'a> {
    /// The connection's id, as text.
    #[serde(serialize_with = "as_text")]
    #[schema(schema_with = schemas::id_text)]
    pub id: i64,
    /// What it connects to.
    pub client_type: &'a str,
    /// How it stands.
    pub state: &'a str,
    /// Whether it works.
    pub connected: bool,
    /// When it was connected.
    #[schema(required)]
    pub connected_at: Option<Stamp>,
    /// When it failed, while it does.
    #[schema(required)]
    pub failed_at: Option<Stamp>,
    /// Null here.
    #[schema(required)]
    pub company_id: Option<&'a str>,
    /// Null here.
    #[schema(required)]
    pub assignment_id: Option<&'a str>,
    /// Who set it up; empty inside a user's identities.
    #[schema(schema_with = user_or_cut)]
    pub user: OrCut<Option<User<'a>>>,
    /// The account at the provider that it is bound to.
    #[schema(required)]
    pub account_id: Option<&'a str>,
    /// The same.
    #[schema(required)]
    pub client_id: Option<&'a str>,
    /// Its name.
    pub client_alias: &'a str,
    /// When its contents were last replaced by hand.
    #[schema(required)]
    pub manually_updated_at: Option<Stamp>,
    /// When its name was last changed.
    #[schema(required)]
    pub alias_updated_at: Option<Stamp>,
    /// When it was deleted.
    #[schema(required)]
    pub deleted_at: Option<Stamp>,
    /// Null here.
    #[schema(required)]
    pub requestor_id: Option<&'a str>,
    /// Empty here.
    pub product: &'a str,
    /// False: the register only reads.
    pub write_access_enabled: bool,
    /// Null here.
    #[schema(required)]
    pub source_preference: Option<&'a str>,
    /// Null here.
    #[schema(required)]
    pub security_label: Option<&'a str>,
    /// Null here.
    #[schema(required)]
    pub jql_query: Option<&'a str>,
    /// Null here.
    #[schema(required)]
    pub authorized: Option<bool>,
    /// Empty here.
    #[schema(schema_with = schemas::empty_list)]
    pub workspaces: [Workspace; 0],
    /// Its one provider type.
    pub provider_types: [ProviderType; 1],
    /// Why it failed, while it does.
    #[schema(required, schema_with = code)]
    pub code: Option<i64>,
    /// Null here.
    #[schema(required)]
    pub group_label: Option<&'a str>,
}

/// A connection as an item of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectionCompactResponsePublicDto)]
pub struct ConnectionItem<'a> {
    /// The connection's id, as text.
    #[serde(serialize_with = "as_text")]
    #[schema(schema_with = schemas::id_text)]
    pub id: i64,
    /// What it connects to.
    pub client_type: &'a str,
    /// How it stands.
    pub state: &'a str,
    /// Whether it works.
    pub connected: bool,
    /// When it was connected.
    #[schema(required)]
    pub connected_at: Option<Stamp>,
    /// When it failed, while it does.
    #[schema(required)]
    pub failed_at: Option<Stamp>,
    /// The account at the provider that it is bound to.
    #[schema(required)]
    pub client_id: Option<&'a str>,
    /// Its name.
    pub client_alias: &'a str,
    /// When its name was last changed.
    #[schema(required)]
    pub alias_updated_at: Option<Stamp>,
    /// When it was deleted.
    #[schema(required)]
    pub deleted_at: Option<Stamp>,
    /// Why it failed, while it does.
    #[schema(required, schema_with = code)]
    pub code: Option<i64>,
    /// Its one provider type.
    pub provider_types: [ProviderType; 1],
    /// Null here.
    #[schema(required)]
    pub group_label: Option<&'a str>,
}

/// What a connection provides, as each generation of the contract says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ProviderType)]
pub enum ProviderType {
    /// By number, under contract 2025-01.
    Number(u8),
    /// By name, under contract 2026-04.
    Named(NamedProviderType),
}

/// What a connection provides, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectionProviderTypeResponsePublicDto)]
pub struct NamedProviderType {
    /// The name.
    pub value: &'static str,
    /// Always true.
    pub is_enabled: bool,
}

/// A workspace, which the register has none of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Workspace;

impl<'a> Connection<'a> {
    /// The connection of an identity, with the person who set it up.
    ///
    /// # Errors
    /// When that person was not loaded.
    pub fn of<S: BuildHasher>(connection: &'a connections::Connection, world: &World<'a, S>) -> Result<Self, Missing> {
        let profile = world.person(connection.set_up_by)?;
        let user = profile.map(|profile| User::at(profile, Place::InConnection, world)).transpose()?;
        Ok(Self { user: OrCut::Whole(user), ..Self::without_user(connection, world) })
    }

    pub(super) fn without_user<S: BuildHasher>(connection: &'a connections::Connection, world: &World<'a, S>) -> Self {
        Self {
            id: connection.id.get(),
            client_type: connection.kind.name(),
            state: connection.state.name(),
            connected: connected(connection),
            connected_at: world.maybe(connection.connected_at),
            failed_at: world.maybe(connection.failed_at),
            company_id: None,
            assignment_id: None,
            user: OrCut::Cut(Cut),
            account_id: connection.upstream.as_deref(),
            client_id: connection.upstream.as_deref(),
            client_alias: &connection.name,
            manually_updated_at: world.maybe(connection.uploaded_at),
            alias_updated_at: world.maybe(connection.renamed_at),
            deleted_at: world.maybe(connection.deleted_at),
            requestor_id: None,
            product: "",
            write_access_enabled: false,
            source_preference: None,
            security_label: None,
            jql_query: None,
            authorized: None,
            workspaces: [],
            provider_types: [ProviderType::of(connection.kind.family(), world.contract)],
            code: connection.code,
            group_label: None,
        }
    }
}

impl<'a> ConnectionItem<'a> {
    /// The connection as an item of the list.
    #[must_use]
    pub fn of(connection: &'a connections::Connection, contract: Contract) -> Self {
        let stamp = |instant: Option<domain::Instant>| instant.map(|instant| Stamp(instant, contract));
        Self {
            id: connection.id.get(),
            client_type: connection.kind.name(),
            state: connection.state.name(),
            connected: connected(connection),
            connected_at: stamp(connection.connected_at),
            failed_at: stamp(connection.failed_at),
            client_id: connection.upstream.as_deref(),
            client_alias: &connection.name,
            alias_updated_at: stamp(connection.renamed_at),
            deleted_at: stamp(connection.deleted_at),
            code: connection.code,
            provider_types: [ProviderType::of(connection.kind.family(), contract)],
            group_label: None,
        }
    }
}

impl ProviderType {
    /// What connections of that family provide.
    #[must_use]
    pub const fn of(family: Family, contract: Contract) -> Self {
        let (number, value) = match family {
            Family::Infrastructure => (2, "INFRASTRUCTURE"),
            Family::VersionControl => (3, "VERSION_CONTROL"),
            Family::Identity => (5, "IDENTITY"),
            Family::Other => (0, "OTHER"),
        };
        match contract {
            Contract::V2025_01 => Self::Number(number),
            Contract::V2026_04 => Self::Named(NamedProviderType { value, is_enabled: true }),
        }
    }
}

fn connected(connection: &connections::Connection) -> bool {
    connection.state == State::Active && connection.deleted_at.is_none()
}

fn as_text<S: Serializer>(id: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

fn user_or_cut() -> Schema {
    let choices = AnyOfBuilder::new()
        .item(Ref::from_schema_name("UserResponsePublicDto"))
        .item(schemas::empty_object())
        .item(ObjectBuilder::new().schema_type(Type::Null));
    Schema::AnyOf(choices.build())
}

fn code() -> Object {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Number, Type::Null])).multiple_of(Some(1.0)).build()
}
