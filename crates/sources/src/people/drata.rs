//! Roster entries as Drata's API shows them: the identities of one connection that are inside its users, an object on each
//! line, each with its `user`.

use std::{collections::BTreeMap, io::BufRead};

use domain::{
    accounts::roster_facts,
    emails::Email,
    facts::{Fact, Facts},
    listings::{BadList, Listing, RosterLeft, SeenPerson, Summary},
};
use serde_json::Value;

use crate::reading::{
    identities::{Identities, Identity},
    refusals,
};

/// What is kept as a fact under its own name.
const FACTS: &[&str] = &["id", "identityId", "username", "hasMfa", "hasIdp", "connectedAt"];
/// What has a name of ours, and what is told of the list as a whole.
const OTHERS: &[&str] = &[
    "disconnectedAt",
    "user",
    "connection",
    "secondaryEmail",
    "firstName",
    "lastName",
    "startedAt",
    "separatedAt",
    "isContractor",
    "jobTitle",
    "managerId",
    "managerName",
];

/// The roster entries of one connection.
pub(crate) struct Drata(Identities);

impl Drata {
    /// Identities with their users, in JSON Lines.
    pub(crate) fn open(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Identities::open(input, [FACTS, OTHERS]).map(Self)
    }
}

fn person(mut identity: Identity) -> Result<SeenPerson, BadList> {
    let (line, external_id) = (identity.line, std::mem::take(&mut identity.external_id));
    let email = identity.inside("user", "email").as_str().and_then(Email::parse);
    let email = email.ok_or_else(|| refusals::cell(line, "user", "must have an e-mail address"))?;
    let name = |field| refusals::short(line, field, said(&identity, field).unwrap_or_default().to_owned());
    let (first_name, last_name) = (name(roster_facts::FIRST_NAME)?, name(roster_facts::LAST_NAME)?);
    let job_title = said(&identity, roster_facts::JOB_TITLE).map(str::to_owned);
    let (mfa, gone_at) = (identity.truth("hasMfa"), identity.gone_at());
    let left = identity.instant(roster_facts::SEPARATED_AT).map(|at| RosterLeft { at: Some(at) });
    let mut by_name = known(&identity);
    by_name.extend(identity.into_facts(OTHERS));
    let facts = Facts { call: "drata:users".to_owned(), by_name };
    let email = email.as_str().to_owned();
    Ok(SeenPerson { line, external_id, email, first_name, last_name, job_title, mfa, left, gone_at, facts })
}

/// What the entry says under that name, else what its user does.
fn said<'i>(identity: &'i Identity, name: &str) -> Option<&'i str> {
    let of_user = identity.inside("user", name).as_str().map(str::trim).filter(|text| !text.is_empty());
    identity.text(name).or(of_user)
}

/// The facts that are read back. A date that is not understood stays as it is: it says nothing, and is not lost.
fn known(identity: &Identity) -> BTreeMap<String, Fact<Value>> {
    let mut known: BTreeMap<&str, Value> = BTreeMap::new();
    for name in [roster_facts::FIRST_NAME, roster_facts::LAST_NAME, roster_facts::JOB_TITLE] {
        known.extend(said(identity, name).map(|text| (name, text.into())));
    }
    for name in [roster_facts::MANAGER_ID, roster_facts::MANAGER_NAME, roster_facts::SECONDARY_EMAIL] {
        known.extend(identity.text(name).map(|text| (name, text.into())));
    }
    for name in [roster_facts::STARTED_AT, roster_facts::SEPARATED_AT] {
        let date = |text| identity.instant(name).map_or(Value::from(text), |at| at.to_string().into());
        known.extend(identity.text(name).map(|text| (name, date(text))));
    }
    known.extend(identity.truth("isContractor").known().map(|truth| (roster_facts::CONTRACTOR, (*truth).into())));
    known.into_iter().map(|(name, value)| (name.to_owned(), Fact::Known(value))).collect()
}

impl Listing<SeenPerson> for Drata {
    fn next(&mut self) -> Result<Option<SeenPerson>, BadList> {
        self.0.next()?.map(person).transpose()
    }

    fn summary(&self) -> Summary {
        self.0.summary(crate::choosing::DRATA)
    }
}
