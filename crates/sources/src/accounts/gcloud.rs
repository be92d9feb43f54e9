//! An IAM policy of Google Cloud. It lists members by role; an account is a member with all its roles, so that members are
//! held until the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    accounts::observed_facts,
    emails::Email,
    facts::{Fact, Unknown},
    listings::{BadList, Input, SeenAccount, Summary},
};
use serde_json::Value;

use super::made::{self, Made};
use crate::{
    observed,
    presets::Preset,
    reading::{
        cells::not_collected,
        document::{Document, Held},
        objects::Members,
        refusals,
    },
};

/// The members of a policy.
pub(super) fn read(preset: &'static Preset, input: Input) -> Result<Made, BadList> {
    let mut document = Document::open(input)?;
    let (mut policy, mut any, mut unread) = (Policy::default(), false, Vec::new());
    while let Some(key) = document.key()? {
        if key == "bindings" {
            any = true;
            document.each(|binding, line| policy.bind(&binding, line))?;
        } else {
            document.value(&key)?;
            unread.push(key);
        }
    }
    if !any && !unread.iter().any(|key| key == "etag") {
        return Err(refusals::list("holds no bindings; fetch the policy again"));
    }
    let accounts = policy.members.into_iter().map(|(member, roles)| account(preset, &member, roles)).collect();
    let columns = ["bindings.members", "bindings.role", "bindings.condition"].map(str::to_owned).into();
    let kind = Some(preset.kind());
    Ok(Made::of(accounts, Summary { format: preset.name(), kind, columns, unread, ..Summary::default() }))
}

/// The members so far.
#[derive(Default)]
struct Policy {
    members: BTreeMap<String, Roles>,
    held: Held,
}

/// What a member was given, and the line of the first binding that names it.
struct Roles {
    line: u64,
    roles: BTreeSet<String>,
    /// Roles that hold under a condition only, with its title.
    conditions: BTreeSet<String>,
}

impl Policy {
    fn bind(&mut self, binding: &Members, line: u64) -> Result<(), BadList> {
        let get = |key: &str| binding.iter().find(|(known, _)| known == key).map(|(_, value)| value);
        let Some(role) = get("role").and_then(Value::as_str).filter(|role| !role.is_empty()) else {
            return Err(refusals::cell(line, "role", "must not be empty"));
        };
        let condition = get("condition").filter(|condition| !condition.is_null());
        let title =
            condition.map(|condition| condition.get("title").and_then(Value::as_str).unwrap_or("without a title"));
        let members = get("members").map_or(Some(&[][..]), |members| members.as_array().map(Vec::as_slice));
        for member in members.ok_or_else(|| refusals::cell(line, "members", "must be a list of texts"))? {
            let Some(member) = member.as_str().filter(|member| !member.trim().is_empty()) else {
                return Err(refusals::cell(line, "members", "must be a list of texts"));
            };
            let member = refusals::short(line, "members", member.to_owned())?;
            self.held.add(member.len() + role.len() + title.map_or(0, str::len), line)?;
            let new = || Roles { line, roles: BTreeSet::new(), conditions: BTreeSet::new() };
            let roles = self.members.entry(member).or_insert_with(new);
            roles.roles.insert(role.to_owned());
            roles.conditions.extend(title.map(|title| format!("{role}: {title}")));
        }
        Ok(())
    }
}

/// The account of a member such as `user:ada@example.com`, `deleted:user:ada@example.com?uid=1` or `allUsers`.
fn account(preset: &Preset, member: &str, given: Roles) -> SeenAccount {
    let mut seen = made::account(preset, member, given.line);
    let (deleted, living) = match member.strip_prefix("deleted:") {
        Some(living) => (true, living.split('?').next().unwrap_or(living)),
        None => (false, member),
    };
    let (sort, name) = living.split_once(':').unwrap_or((living, living));
    seen.username = name.to_owned();
    if matches!(sort, "user" | "serviceAccount") {
        seen.email = Email::parse(name).map(|email| email.as_str().to_owned());
    }
    made::put_mfa(&mut seen, mfa(sort));
    let facts = &mut seen.facts.by_name;
    let texts = |texts: &BTreeSet<String>| Fact::Known(Value::from_iter(texts.iter().cloned()));
    facts.insert("memberType".to_owned(), Fact::Known(sort.into()));
    facts.insert("roles".to_owned(), texts(&given.roles));
    if !given.conditions.is_empty() {
        facts.insert("conditions".to_owned(), texts(&given.conditions));
    }
    if sort == "serviceAccount" {
        observed::put(facts, observed_facts::NATURE, Fact::Known("service".into()));
    }
    if deleted {
        observed::put(facts, observed_facts::ENABLED, Fact::Known(false.into()));
    }
    for (name, held) in [
        (observed_facts::ADMIN, has(&given.roles, &ADMIN)),
        (observed_facts::WRITE, has(&given.roles, &WRITE)),
        (observed_facts::DATABASE, has(&given.roles, &DATABASE)),
    ] {
        // Other roles may come by a group or from above: that this policy does not give one means nothing.
        observed::put(facts, name, if held { Fact::Known(true.into()) } else { not_collected() });
    }
    seen
}

fn mfa(sort: &str) -> Fact<bool> {
    let because = match sort {
        "user" => return not_collected(),
        "serviceAccount" => made::NO_FACTOR,
        _ => made::NOT_ONE,
    };
    Fact::Unknown(Unknown::NotApplicable(because.to_owned()))
}

/// Roles of an administrator of the project, folder or organisation that has the policy.
const ADMIN: [&str; 5] = [
    "roles/owner",
    "roles/iam.securityAdmin",
    "roles/resourcemanager.organizationAdmin",
    "roles/resourcemanager.folderAdmin",
    "roles/resourcemanager.projectIamAdmin",
];
/// Roles that change things everywhere in it.
const WRITE: [&str; 2] = ["roles/owner", "roles/editor"];
/// Roles that reach into databases; each with all that begin so.
const DATABASE: [&str; 7] = [
    "roles/owner",
    "roles/editor",
    "roles/cloudsql.",
    "roles/spanner.",
    "roles/bigtable.",
    "roles/datastore.",
    "roles/alloydb.",
];

fn has(roles: &BTreeSet<String>, wanted: &[&str]) -> bool {
    let is = |role: &str, wanted: &str| role == wanted || (wanted.ends_with('.') && role.starts_with(wanted));
    roles.iter().any(|role| wanted.iter().any(|wanted| is(role, wanted)))
}
