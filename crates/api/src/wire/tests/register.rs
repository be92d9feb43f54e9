//! A small register: one AWS account, one person, and their Okta identity.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Instant,
    accounts::{Account, roster_facts},
    connections::{Connection, Family, Kind, State},
    facts::{Fact, Facts},
    ids::{AccountId, CompanyId, ConnectionId, PersonId},
    links::{Expected, Link, Service},
    people::{Person, Profile},
};
use serde_json::Value;

use crate::wire::{Contract, Seen, World};

pub(super) const AWS: ConnectionId = ConnectionId::new(3);
pub(super) const OKTA: ConnectionId = ConnectionId::new(4);
const COMPANY: CompanyId = CompanyId::new(1);
const SALLY: PersonId = PersonId::new(1);

/// That many microseconds after noon.
pub(super) fn at(micros: i64) -> Instant {
    let noon = Instant::parse("2020-07-06T12:00:00Z").unwrap();
    Instant::from_micros(noon.micros() + micros)
}

pub(super) struct Register {
    pub(super) account: Account,
    pub(super) link: Link,
    pub(super) people: HashMap<PersonId, Profile>,
    pub(super) connections: HashMap<ConnectionId, Connection>,
}

impl Register {
    /// An account about which nothing is known but that it exists.
    pub(super) fn bare() -> Self {
        let account = account(12, AWS, Family::Infrastructure);
        let connections = HashMap::from([(AWS, connection(AWS, Kind::Aws, "aws-main"))]);
        Self { link: Link::none(account.id), account, people: HashMap::new(), connections }
    }

    /// An account about which everything is known.
    pub(super) fn full() -> Self {
        let mut register = Self::bare();
        let account = &mut register.account;
        (account.email, account.has_mfa) = (Some("deploy@example.com".to_owned()), Some(true));
        (account.removed_at, account.seen_at) = (Some(at(30)), Some(at(31)));
        register.link = Link {
            person: Some(SALLY),
            connected_at: Some(at(1)),
            service: Some(Service {
                at: at(2),
                reason: "deploys".to_owned(),
                designator: Some(SALLY),
                owner: None,
                review_by: None,
            }),
            expected: Expected { admin: Some(at(31)), database: Some(at(32)), write: Some(at(33)), push: Some(at(34)) },
            ..register.link
        };
        register.people.insert(SALLY, Profile { person: sally(), identities: vec![okta_account()] });
        for (id, kind, name) in [(AWS, Kind::Aws, "aws-main"), (OKTA, Kind::Okta, "okta")] {
            register.connections.insert(id, connected(connection(id, kind, name)));
        }
        register
    }

    pub(super) fn version_control(mut self) -> Self {
        self.account.family = Family::VersionControl;
        self
    }

    pub(super) fn seen(&self) -> Seen<'_> {
        Seen { account: &self.account, link: &self.link, updated_at: at(9) }
    }

    pub(super) fn world(&self, contract: Contract) -> World<'_> {
        World { people: &self.people, connections: &self.connections, contract }
    }
}

fn account(id: i64, connection: ConnectionId, family: Family) -> Account {
    Account {
        company: COMPANY,
        id: AccountId::new(id),
        connection,
        family,
        external_id: "arn:aws:iam::123456789012:user/deploy".to_owned(),
        username: "deploy".to_owned(),
        email: None,
        has_mfa: None,
        facts: Facts::default(),
        seen_at: None,
        last_seen_at: None,
        first_missed_at: None,
        removed_at: None,
        created_at: at(7),
        updated_at: at(8),
        version: 1,
    }
}

fn okta_account() -> Account {
    let text = |text: &str| Fact::Known(Value::from(text));
    let by_name = BTreeMap::from([
        (roster_facts::FIRST_NAME.to_owned(), text("Sally")),
        (roster_facts::LAST_NAME.to_owned(), text("Smith")),
        (roster_facts::JOB_TITLE.to_owned(), text("CEO")),
        (roster_facts::CONTRACTOR.to_owned(), Fact::Known(true.into())),
        (roster_facts::STARTED_AT.to_owned(), text("2020-01-31T00:00:00Z")),
        (roster_facts::SEPARATED_AT.to_owned(), text("2025-01-31T00:00:00Z")),
        (roster_facts::MANAGER_ID.to_owned(), text("x00jk12-2312")),
        (roster_facts::MANAGER_NAME.to_owned(), text("Omar")),
        (roster_facts::SECONDARY_EMAIL.to_owned(), text("sally@example.org")),
    ]);
    Account {
        has_mfa: Some(true),
        removed_at: Some(at(40)),
        facts: Facts { call: "okta".to_owned(), by_name },
        ..account(13, OKTA, Family::Identity)
    }
}

fn sally() -> Person {
    Person {
        company: COMPANY,
        id: SALLY,
        entry_id: "6a2b6d3e-0000-4000-8000-000000000001".to_owned(),
        email: "sally@example.com".to_owned(),
        first_name: "Sally".to_owned(),
        last_name: "Smith".to_owned(),
        job_title: Some("CEO".to_owned()),
        roles: vec!["EMPLOYEE".to_owned()],
        terms_agreed_at: Some(at(10)),
        left: None,
        due_at: None,
        created_at: at(11),
        updated_at: at(12),
        version: 1,
    }
}

fn connection(id: ConnectionId, kind: Kind, name: &str) -> Connection {
    Connection {
        company: COMPANY,
        id,
        name: name.to_owned(),
        kind,
        state: State::Active,
        upstream: None,
        set_up_by: None,
        connected_at: None,
        failed_at: None,
        code: None,
        uploaded_at: None,
        renamed_at: None,
        deleted_at: None,
        listed_at: None,
        as_of: None,
        accounts: 1,
        created_at: at(6),
        version: 1,
    }
}

/// A connection to which everything has happened that can.
fn connected(connection: Connection) -> Connection {
    Connection {
        upstream: Some("123456789012".to_owned()),
        set_up_by: Some(SALLY),
        connected_at: Some(at(20)),
        failed_at: Some(at(21)),
        code: Some(10_010),
        uploaded_at: Some(at(22)),
        renamed_at: Some(at(23)),
        deleted_at: Some(at(24)),
        listed_at: Some(at(25)),
        ..connection
    }
}
