//! Keys, companies, and answers of one operation only.

use std::collections::HashMap;

use app::{Caller, keys::Secret};
use domain::{
    companies::{self, Feature},
    ids::PersonId,
    keys,
    people::Profile,
    permissions::{Permission, Permissions},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Account, Actor, Brief, Moment, Person, brief, moment};
use crate::problems::Problem;

/// A key, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Key<'a> {
    /// Its id.
    id: i64,
    /// What it is called.
    name: &'a str,
    /// The person it acts for.
    owner: Brief<'a>,
    /// What it may do.
    permissions: Vec<&'static str>,
    /// When it was made.
    created_at: Moment,
    /// When it stops working by itself.
    expires_at: Moment,
    /// When it was revoked.
    #[schema(required)]
    revoked_at: Option<Moment>,
    /// When it was last used, to the minute.
    #[schema(required)]
    used_at: Option<Moment>,
}

/// A new key with its secret, which is shown this once. Its schema is [`Key`]'s with the field `key`.
#[derive(Serialize)]
pub(crate) struct NewKey<'a> {
    #[serde(flatten)]
    shown: Key<'a>,
    key: &'a str,
}

/// A company.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Company<'a> {
    /// Its id.
    id: i64,
    /// Its name.
    name: &'a str,
    /// The features that its plan lacks.
    lacks: Vec<&'static str>,
    /// The features that it has.
    features: Vec<&'static str>,
    /// What its findings are measured by.
    settings: Settings<'a>,
    /// The version of the terms that it accepted last.
    terms_accepted: i64,
    /// The version of the terms in force.
    terms_in_force: i64,
    /// When it was made.
    created_at: Moment,
}

/// What a company's findings are measured by.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CompanySettings)]
pub(crate) struct Settings<'a> {
    /// The time zone of its days, as `Europe/Berlin`.
    time_zone: &'a str,
    /// The business days after somebody's last one within which their accounts must be off.
    offboarding_sla: u8,
    /// The days after which the last whole list of a connection is too old.
    stale_after: u16,
}

/// Who asks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Whoami<'a> {
    /// For which company.
    company: Company<'a>,
    /// As whom.
    actor: Actor<'a>,
    /// With which key; null on the machine that holds the database.
    #[schema(required)]
    key: Option<Key<'a>>,
    /// With which permissions.
    permissions: Vec<&'static str>,
}

/// Whose something is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WhoseIs<'a> {
    /// The person with that address.
    #[schema(required)]
    pub(crate) person: Option<Person<'a>>,
    /// The accounts that the text may mean, and those of the person.
    pub(crate) accounts: Vec<Account<'a>>,
}

/// The terms in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Terms {
    /// Their version.
    pub(crate) version: i64,
}

/// What became of a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BulkAnswer<'a> {
    /// The batch, by which it can be undone and gone on with; null when nothing changed.
    #[schema(required)]
    pub(crate) batch: Option<i64>,
    /// What became of each item, in their order.
    pub(crate) results: Vec<BulkResult<'a>>,
}

/// What became of one item of a batch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BulkResult<'a> {
    /// The account.
    pub(crate) account: i64,
    /// The status that it would have had as a request of its own.
    pub(crate) status: u16,
    /// Whether anything changed; only where it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) changed: Option<bool>,
    /// The version after it; only where it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) version: Option<i64>,
    /// Why not, as a number; only where it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) code: Option<u16>,
    /// Why not, in words; only where it was not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) detail: Option<std::borrow::Cow<'a, str>>,
}

impl<'a> Key<'a> {
    /// The key, whose owner was loaded.
    pub(crate) fn of(key: &'a keys::Key, people: &'a HashMap<PersonId, Profile>) -> Result<Self, Problem> {
        let owner = brief(people, Some(key.owner))?.ok_or(Problem::new(crate::problems::Code::Internal))?;
        Ok(Self {
            id: key.id.get(),
            name: &key.name,
            owner,
            permissions: names(key.permissions),
            created_at: Moment(key.created_at),
            expires_at: Moment(key.expires_at),
            revoked_at: moment(key.revoked_at),
            used_at: moment(key.used_at),
        })
    }

    /// The key with its secret.
    pub(crate) fn with(self, secret: &'a Secret) -> NewKey<'a> {
        NewKey { shown: self, key: secret.reveal() }
    }
}

impl<'a> Company<'a> {
    /// The company, with the version of the terms in force.
    pub(crate) fn of(company: &'a companies::Company, terms_in_force: i64) -> Self {
        let has = Feature::ALL.into_iter().filter(|feature| !company.lacks.contains(feature));
        Self {
            id: company.id.get(),
            name: &company.name,
            lacks: company.lacks.iter().map(|feature| feature.name()).collect(),
            features: has.map(Feature::name).collect(),
            settings: Settings {
                time_zone: company.settings.time_zone.name(),
                offboarding_sla: company.settings.offboarding_sla,
                stale_after: company.settings.stale_after,
            },
            terms_accepted: company.terms_accepted,
            terms_in_force,
            created_at: Moment(company.created_at),
        }
    }
}

impl<'a> Whoami<'a> {
    /// Who the caller is, with their key where they have one.
    pub(crate) fn of(
        caller: &'a Caller,
        key: Option<&'a keys::Key>,
        people: &'a HashMap<PersonId, Profile>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            company: Company::of(&caller.company, caller.terms),
            actor: Actor::of(&caller.actor, people),
            key: key.map(|key| Key::of(key, people)).transpose()?,
            permissions: names(caller.permissions),
        })
    }
}

fn names(permissions: Permissions) -> Vec<&'static str> {
    permissions.iter().map(Permission::name).collect()
}
