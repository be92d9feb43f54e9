//! What `GetAccountAuthorizationDetails` of AWS IAM answers: users, groups, roles and policies. Groups and policies come
//! behind the users whom they make administrators, so that users are held until the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    accounts::observed_facts,
    connections::Kind,
    emails::Email,
    facts::Fact,
    listings::{BadList, Input, SeenAccount, Summary},
};
use serde_json::Value;

use super::{
    super::made::{self, Made},
    policies::{self, Policy},
};
use crate::{
    observed,
    presets::Preset,
    reading::{
        cells::Cell,
        document::{Document, Held},
        keys::Keys,
        objects::Members,
        refusals,
    },
};

/// The users of an account and what they were given.
pub(in crate::accounts) fn read(preset: &'static Preset, input: Input) -> Result<Made, BadList> {
    let mut document = Document::open(input)?;
    let mut details = Details::default();
    while let Some(key) = document.key()? {
        match key.as_str() {
            "UserDetailList" => {
                details.any = true;
                document.each(|members, line| details.user(preset, &Entry(members, line)))?;
            }
            "GroupDetailList" => drop(document.each(|members, line| details.group(&Entry(members, line)))?),
            "Policies" => drop(document.each(|members, line| details.policy(&Entry(members, line)))?),
            "RoleDetailList" => details.roles = document.each(|_, _| Ok(()))?,
            _ => {
                document.value(&key)?;
                details.unread.insert(key);
            }
        }
    }
    details.made(preset)
}

/// What was read so far.
#[derive(Default)]
struct Details {
    any: bool,
    users: Vec<User>,
    groups: BTreeMap<String, Vec<Grant>>,
    policies: BTreeMap<String, Policy>,
    roles: u64,
    unread: BTreeSet<String>,
    upstream: Option<(String, Kind)>,
    keys: Keys,
    held: Held,
}

struct User {
    seen: SeenAccount,
    grants: Vec<Grant>,
    groups: Vec<String>,
    boundary: Option<String>,
}

/// A policy that somebody was given.
enum Grant {
    /// With its text.
    Inline(Policy),
    /// By its ARN.
    Attached(String),
}

impl Details {
    fn user(&mut self, preset: &Preset, entry: &Entry) -> Result<(), BadList> {
        let (arn, line) = (entry.name("Arn")?, entry.1);
        self.keys.add(&arn, line, "Arn")?;
        super::bind(&mut self.upstream, &arn, line)?;
        let mut seen = made::account(preset, &arn, line);
        seen.username = entry.name("UserName")?;
        seen.email = Email::parse(&seen.username).map(|email| email.as_str().to_owned());
        let groups = entry.names("GroupList")?;
        seen.facts.by_name.extend(entry.facts());
        let grants = entry.grants("UserPolicyList")?;
        let boundary = entry.get("PermissionsBoundary").and_then(|boundary| boundary.get("PermissionsBoundaryArn"));
        let boundary = boundary.and_then(Value::as_str).map(str::to_owned);
        self.held.add(entry.size(), line)?;
        self.users.push(User { seen, grants, groups, boundary });
        Ok(())
    }

    fn group(&mut self, entry: &Entry) -> Result<(), BadList> {
        let (name, grants) = (entry.name("GroupName")?, entry.grants("GroupPolicyList")?);
        self.held.add(entry.size(), entry.1)?;
        self.groups.insert(name, grants);
        Ok(())
    }

    fn policy(&mut self, entry: &Entry) -> Result<(), BadList> {
        let arn = entry.name("Arn")?;
        self.held.add(arn.len(), entry.1)?;
        let versions = entry.get("PolicyVersionList").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let default = |version: &&Value| version.get("IsDefaultVersion") == Some(&Value::Bool(true));
        let text = versions.iter().find(default).and_then(|version| version.get("Document"));
        self.policies.insert(arn, text.map_or(Policy::Unknown, Policy::of));
        Ok(())
    }

    fn made(mut self, preset: &'static Preset) -> Result<Made, BadList> {
        if !self.any {
            return Err(refusals::list("holds no UserDetailList; fetch it again, without a filter"));
        }
        let users = std::mem::take(&mut self.users);
        let accounts = users.into_iter().map(|user| self.account(user)).collect();
        let columns = preset.fields().flat_map(|(_, places)| places).cloned().collect::<BTreeSet<_>>();
        let summary = Summary {
            format: preset.name(),
            kind: self.upstream.as_ref().map(|(_, kind)| *kind),
            upstream: self.upstream.map(|(number, _)| number),
            columns: columns.into_iter().collect(),
            unread: self.unread.into_iter().collect(),
            passed_over: (self.roles > 0).then(|| ("roles".to_owned(), self.roles)).into_iter().collect(),
            ..Summary::default()
        };
        Ok(Made::of(accounts, summary))
    }

    /// The user, of whom it is now known what their groups and policies allow.
    fn account(&self, user: User) -> SeenAccount {
        let mut policies: Vec<Policy> = user.grants.iter().map(|grant| self.granted(grant)).collect();
        for group in &user.groups {
            match self.groups.get(group) {
                Some(grants) => policies.extend(grants.iter().map(|grant| self.granted(grant))),
                None => policies.push(Policy::Unknown),
            }
        }
        let boundary = user.boundary.map(|arn| self.granted(&Grant::Attached(arn)));
        let mut seen = user.seen;
        let facts = &mut seen.facts.by_name;
        let admin = policies::administrator(&policies, boundary);
        if admin == Fact::Known(true.into()) {
            observed::put(facts, observed_facts::WRITE, admin.clone());
            observed::put(facts, observed_facts::DATABASE, admin.clone());
        }
        observed::put(facts, observed_facts::ADMIN, admin);
        observed::put(facts, observed_facts::GROUPS, Fact::Known(user.groups.into()));
        seen
    }

    fn granted(&self, grant: &Grant) -> Policy {
        match grant {
            Grant::Inline(policy) => *policy,
            Grant::Attached(arn) => match Policy::of_arn(arn) {
                Policy::Unknown => self.policies.get(arn).copied().unwrap_or(Policy::Unknown),
                known => known,
            },
        }
    }
}

/// An object of one of the lists, and the line that it begins on.
struct Entry(Members, u64);

impl Entry {
    fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// A name, which must be there.
    fn name(&self, key: &'static str) -> Result<String, BadList> {
        let name = self.get(key).map(|value| Cell::new(self.1, key, value).name()).transpose()?.flatten();
        name.ok_or_else(|| refusals::cell(self.1, key, "must not be empty"))
    }

    fn names(&self, key: &'static str) -> Result<Vec<String>, BadList> {
        let Some(value) = self.get(key) else { return Ok(Vec::new()) };
        let texts = value.as_array().map(|values| values.iter().map(|value| value.as_str().map(str::to_owned)));
        let texts = texts.and_then(|texts| texts.collect::<Option<Vec<_>>>());
        texts.ok_or_else(|| refusals::cell(self.1, key, "must be a list of texts"))
    }

    /// The policies given by this object: inline ones under that key, and attached ones.
    fn grants(&self, inline: &str) -> Result<Vec<Grant>, BadList> {
        let list = |key: &str| self.get(key).and_then(Value::as_array).into_iter().flatten();
        let inline =
            list(inline).map(|policy| Grant::Inline(policy.get("PolicyDocument").map_or(Policy::Unknown, Policy::of)));
        let attached = list("AttachedManagedPolicies").map(|policy| {
            let arn = policy.get("PolicyArn").and_then(Value::as_str);
            let problem = || refusals::cell(self.1, "AttachedManagedPolicies", "must name each policy by its ARN");
            arn.map(|arn| Grant::Attached(arn.to_owned())).ok_or_else(problem)
        });
        inline.map(Ok).chain(attached).collect()
    }

    /// Everything it shows, but for the texts of policies.
    fn facts(&self) -> observed::Facts {
        let shown = self.0.iter().map(|(key, value)| {
            let names = |policy: &Value| policy.get("PolicyName").cloned();
            let value = match (key.as_str(), value) {
                ("UserPolicyList", Value::Array(policies)) => policies.iter().filter_map(names).collect(),
                _ => value.clone(),
            };
            (key.clone(), crate::reading::cells::fact(value))
        });
        shown.collect()
    }

    fn size(&self) -> usize {
        self.0.iter().map(|(key, value)| key.len() + value.to_string().len()).sum()
    }
}
