//! A person on the wire: the user, with their identity-provider and roster identities.

use std::hash::BuildHasher;

use domain::{
    Instant,
    accounts::{Account, roster_facts as facts},
    connections::Kind,
    people::Profile,
};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::schema::{AnyOfBuilder, Ref, Schema},
};

use super::{Connection, Cut, Missing, OrCut, Stamp, World, schemas};

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserResponsePublicDto)]
pub struct User<'a> {
    /// The person's id.
    #[schema(schema_with = schemas::id)]
    pub id: i64,
    /// The person's UUID; only under contract 2026-04.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub entry_id: Option<&'a str>,
    /// The address.
    pub email: &'a str,
    /// First name.
    #[schema(required)]
    pub first_name: Option<&'a str>,
    /// Last name.
    #[schema(required)]
    pub last_name: Option<&'a str>,
    /// What they do.
    #[schema(required)]
    pub job_title: Option<&'a str>,
    /// When they accepted the terms.
    #[schema(required)]
    pub drata_terms_agreed_at: Option<Stamp>,
    /// When they were first seen.
    pub created_at: Stamp,
    /// When anything about them last changed.
    pub updated_at: Stamp,
    /// Roles.
    pub roles: &'a [String],
    /// Always empty: the register keeps no background checks.
    pub background_checks: [BackgroundCheck; 0],
    /// Their identity-provider and roster identities.
    pub identities: Vec<UserIdentity<'a>>,
}

/// An identity-provider or roster identity of a person.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserIdentityResponsePublicDto)]
pub struct UserIdentity<'a> {
    /// The account's id.
    #[schema(schema_with = schemas::id)]
    pub id: i64,
    /// The provider's or roster's own id.
    pub identity_id: &'a str,
    /// The user name.
    pub username: &'a str,
    /// When it was first seen.
    pub connected_at: Stamp,
    /// When it was found gone.
    #[schema(required)]
    pub disconnected_at: Option<Stamp>,
    /// Whether it has a second factor; null where that is unknown.
    #[schema(required)]
    pub has_mfa: Option<bool>,
    /// Always empty: it is the user around it.
    pub user: Cut,
    /// Where it comes from, without its user; empty inside a connection's user.
    #[schema(schema_with = connection_or_cut)]
    pub connection: OrCut<Connection<'a>>,
    /// Whether an identity provider holds it; false for a roster.
    pub has_idp: bool,
    /// A second address.
    #[schema(required)]
    pub secondary_email: Option<&'a str>,
    /// First name, as this source has it.
    #[schema(required)]
    pub first_name: Option<&'a str>,
    /// Last name, as this source has it.
    #[schema(required)]
    pub last_name: Option<&'a str>,
    /// The first day.
    #[schema(required)]
    pub started_at: Option<Stamp>,
    /// The last day.
    #[schema(required)]
    pub separated_at: Option<Stamp>,
    /// Whether they are a contractor.
    #[schema(required)]
    pub is_contractor: Option<bool>,
    /// What they do, as this source has it.
    #[schema(required)]
    pub job_title: Option<&'a str>,
    /// The source's id of their manager.
    #[schema(required)]
    pub manager_id: Option<&'a str>,
    /// Their manager's name.
    #[schema(required)]
    pub manager_name: Option<&'a str>,
}

/// A background check, which other products keep; none is ever sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BackgroundCheckResponsePublicDto)]
pub struct BackgroundCheck {
    /// Its id.
    #[schema(schema_with = schemas::id)]
    pub id: i64,
    /// The person's id.
    #[schema(schema_with = schemas::id)]
    pub user_id: i64,
    /// How it stands.
    pub status: String,
    /// The checker's case.
    pub case_id: String,
    /// The checker's invitation.
    pub case_invitation_id: String,
    /// The plain date of a check by hand.
    pub manual_check_date: String,
    /// Where a check by hand is kept.
    pub manually_check_url: String,
    /// Who checks.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// What came of it.
    pub report_data: String,
    /// Always empty: it is the user around it.
    pub user: Cut,
    /// Why it is not needed.
    pub out_of_scope_reason: String,
    /// Since when it is not needed.
    pub out_of_scope_at: Stamp,
    /// Where the invitation went.
    pub invitation_email: String,
    /// When it was linked to the person.
    pub linked_at: Stamp,
    /// When it was made.
    pub created_at: Stamp,
    /// When it last changed.
    pub updated_at: Stamp,
}

fn connection_or_cut() -> Schema {
    let whole = Ref::from_schema_name("ConnectionResponsePublicDto");
    Schema::AnyOf(AnyOfBuilder::new().item(whole).item(schemas::empty_object()).build())
}

/// Where a user stands in an answer, which says where the circle of users and connections is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// By itself, or as somebody of an identity: connections of its identities are shown, their users are not.
    Outside,
    /// As who set up a connection: connections of its identities are not shown.
    InConnection,
}

impl<'a> User<'a> {
    /// The person by themselves, or as an identity's user.
    ///
    /// # Errors
    /// When a connection of their identities was not loaded.
    pub fn of<S: BuildHasher>(profile: &'a Profile, world: &World<'a, S>) -> Result<Self, Missing> {
        Self::at(profile, Place::Outside, world)
    }

    pub(super) fn at<S: BuildHasher>(
        profile: &'a Profile,
        place: Place,
        world: &World<'a, S>,
    ) -> Result<Self, Missing> {
        let person = &profile.person;
        let identities = profile.identities.iter().map(|account| UserIdentity::at(account, place, world));
        Ok(Self {
            id: person.id.get(),
            entry_id: (world.contract == super::Contract::V2026_04).then_some(&person.entry_id),
            email: &person.email,
            first_name: named(&person.first_name),
            last_name: named(&person.last_name),
            job_title: person.job_title.as_deref(),
            drata_terms_agreed_at: world.maybe(person.terms_agreed_at),
            created_at: world.stamp(person.created_at),
            updated_at: world.stamp(person.updated_at),
            roles: &person.roles,
            background_checks: [],
            identities: identities.collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> UserIdentity<'a> {
    fn at<S: BuildHasher>(account: &'a Account, place: Place, world: &World<'a, S>) -> Result<Self, Missing> {
        let connection = world.connection(account.connection)?;
        let date = |name| world.maybe(account.text_fact(name).and_then(Instant::parse));
        Ok(Self {
            id: account.id.get(),
            identity_id: &account.external_id,
            username: &account.username,
            connected_at: world.stamp(account.created_at),
            disconnected_at: world.maybe(account.removed_at),
            has_mfa: account.has_mfa,
            user: Cut,
            connection: match place {
                Place::Outside => OrCut::Whole(Connection::without_user(connection, world)),
                Place::InConnection => OrCut::Cut(Cut),
            },
            has_idp: matches!(connection.kind, Kind::Okta | Kind::Google | Kind::MicrosoftEntra),
            secondary_email: account.text_fact(facts::SECONDARY_EMAIL),
            first_name: account.text_fact(facts::FIRST_NAME),
            last_name: account.text_fact(facts::LAST_NAME),
            started_at: date(facts::STARTED_AT),
            separated_at: date(facts::SEPARATED_AT),
            is_contractor: account.bool_fact(facts::CONTRACTOR),
            job_title: account.text_fact(facts::JOB_TITLE),
            manager_id: account.text_fact(facts::MANAGER_ID),
            manager_name: account.text_fact(facts::MANAGER_NAME),
        })
    }
}

/// A name that is one: the register keeps an empty text where a roster has none.
fn named(name: &str) -> Option<&str> {
    (!name.is_empty()).then_some(name)
}
