//! What a Kubernetes cluster knows of accounts: its service accounts, and the users and groups whom cluster role bindings
//! name. Bindings may stand anywhere in the list, so that all is held until the end.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    accounts::observed_facts,
    emails::Email,
    facts::{Fact, Unknown},
    listings::{BadList, Input, SeenAccount, Summary},
};
use serde_json::{Map, Value};

use super::made::{self, Made};
use crate::{
    observed,
    presets::Preset,
    reading::{
        cells::{self, not_collected},
        document::{Document, Held},
        objects::Members,
        refusals,
    },
};

/// What the cluster calls a service account when it acts.
const PREFIX: &str = "system:serviceaccount:";
/// The role that may do everything.
const ADMIN: &str = "cluster-admin";

/// The accounts of a cluster.
pub(super) fn read(preset: &'static Preset, input: Input) -> Result<Made, BadList> {
    let mut document = Document::open(input)?;
    let (mut cluster, mut unread) = (Cluster::default(), Vec::new());
    while let Some(key) = document.key()? {
        match key.as_str() {
            "items" => drop(document.each(|item, line| cluster.item(item, line))?),
            "apiVersion" | "kind" | "metadata" => drop(document.value(&key)?),
            _ => {
                document.value(&key)?;
                unread.push(key);
            }
        }
    }
    if !cluster.any {
        return Err(refusals::list("holds no service account and no cluster role binding"));
    }
    let columns = ["items.kind", "items.metadata", "items.roleRef", "items.subjects"].map(str::to_owned).into();
    let (kind, passed_over) = (Some(preset.kind()), std::mem::take(&mut cluster.passed_over));
    let summary = Summary { format: preset.name(), kind, columns, unread, passed_over, ..Summary::default() };
    Ok(Made::of(cluster.accounts(preset), summary))
}

/// What was read so far.
#[derive(Default)]
struct Cluster {
    any: bool,
    subjects: BTreeMap<(Sort, String), Subject>,
    passed_over: BTreeMap<String, u64>,
    held: Held,
}

/// What sort of thing acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    ServiceAccount,
    User,
    Group,
}

/// Who acts, and the line that first names them.
struct Subject {
    line: u64,
    roles: BTreeSet<String>,
    /// The metadata of a service account that is in the list itself.
    metadata: Option<Map<String, Value>>,
}

impl Cluster {
    fn item(&mut self, item: Members, line: u64) -> Result<(), BadList> {
        let mut item: BTreeMap<String, Value> = item.into_iter().collect();
        let kind = item.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
        match kind.as_str() {
            "ServiceAccount" => {
                let Some(Value::Object(metadata)) = item.remove("metadata") else {
                    return Err(refusals::cell(line, "metadata", "must not be empty"));
                };
                let name = service_account(metadata.get("namespace"), metadata.get("name"), line)?;
                self.held.add(metadata.iter().map(|(key, value)| key.len() + value.to_string().len()).sum(), line)?;
                let subject = self.subject(Sort::ServiceAccount, name, line)?;
                if subject.metadata.replace(shown(metadata)).is_some() {
                    return Err(refusals::cell(line, "name", "is the same as that of an earlier service account"));
                }
            }
            "ClusterRoleBinding" => self.binding(&item, line)?,
            _ => {
                *self.passed_over.entry("objects of other kinds".to_owned()).or_default() += 1;
                return Ok(());
            }
        }
        self.any = true;
        Ok(())
    }

    fn binding(&mut self, item: &BTreeMap<String, Value>, line: u64) -> Result<(), BadList> {
        let role = item.get("roleRef").and_then(|role| role.get("name")).and_then(Value::as_str);
        let role = role.ok_or_else(|| refusals::cell(line, "roleRef", "must name a role"))?;
        let subjects = item.get("subjects").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for subject in subjects {
            let get = |key: &str| subject.get(key);
            let name = text(get("name"), "subjects", line)?;
            let (sort, name) = match get("kind").and_then(Value::as_str) {
                Some("ServiceAccount") => (Sort::ServiceAccount, service_account(get("namespace"), get("name"), line)?),
                Some("User") if name.starts_with(PREFIX) => (Sort::ServiceAccount, name),
                Some("User") => (Sort::User, name),
                Some("Group") => (Sort::Group, name),
                _ => return Err(refusals::cell(line, "subjects", "must be users, groups or service accounts")),
            };
            self.held.add(role.len(), line)?;
            self.subject(sort, name, line)?.roles.insert(role.to_owned());
        }
        Ok(())
    }

    fn subject(&mut self, sort: Sort, name: String, line: u64) -> Result<&mut Subject, BadList> {
        let name = refusals::short(line, "name", name)?;
        self.held.add(name.len(), line)?;
        let new = || Subject { line, roles: BTreeSet::new(), metadata: None };
        Ok(self.subjects.entry((sort, name)).or_insert_with(new))
    }

    fn accounts(self, preset: &Preset) -> Vec<SeenAccount> {
        let groups: BTreeMap<String, bool> = self
            .subjects
            .iter()
            .filter(|((sort, _), _)| *sort == Sort::Group)
            .map(|((_, name), subject)| (name.clone(), subject.roles.contains(ADMIN)))
            .collect();
        let subjects = self.subjects.into_iter();
        subjects.map(|((sort, name), subject)| account(preset, (sort, &name), subject, &groups)).collect()
    }
}

fn account(
    preset: &Preset,
    (sort, name): (Sort, &str),
    subject: Subject,
    groups: &BTreeMap<String, bool>,
) -> SeenAccount {
    let external_id = match sort {
        Sort::ServiceAccount => name.to_owned(),
        Sort::User => format!("user:{name}"),
        Sort::Group => format!("group:{name}"),
    };
    let mut seen = made::account(preset, &external_id, subject.line);
    seen.username = name.to_owned();
    let member_of = implied(sort, name);
    let admin = subject.roles.contains(ADMIN) || member_of.iter().any(|group| groups.get(group) == Some(&true));
    let mfa = match sort {
        Sort::ServiceAccount => not_applicable(made::NO_FACTOR),
        Sort::Group => not_applicable(made::NOT_ONE),
        Sort::User => not_collected(),
    };
    made::put_mfa(&mut seen, mfa);
    if sort == Sort::User {
        seen.email = Email::parse(name).map(|email| email.as_str().to_owned());
    }
    let facts = &mut seen.facts.by_name;
    facts.extend(subject.metadata.unwrap_or_default().into_iter().map(|(key, value)| (key, cells::fact(value))));
    let kind = match sort {
        Sort::ServiceAccount => "ServiceAccount",
        Sort::User => "User",
        Sort::Group => "Group",
    };
    facts.insert("kind".to_owned(), Fact::Known(kind.into()));
    facts.insert("clusterRoles".to_owned(), Fact::Known(Value::from_iter(subject.roles)));
    // What other roles allow, and what bindings inside namespaces give, is not in this list.
    observed::put(facts, observed_facts::ADMIN, if admin { Fact::Known(true.into()) } else { not_collected() });
    if sort == Sort::ServiceAccount {
        observed::put(facts, observed_facts::NATURE, Fact::Known("service".into()));
        observed::put(facts, observed_facts::GROUPS, Fact::Known(member_of.into()));
    }
    seen
}

/// The groups that the cluster itself puts somebody into.
fn implied(sort: Sort, name: &str) -> Vec<String> {
    let everybody = "system:authenticated".to_owned();
    match (sort, name.strip_prefix(PREFIX)) {
        (Sort::ServiceAccount, rest) => {
            let namespace = rest.and_then(|rest| rest.split(':').next()).unwrap_or_default();
            vec![everybody, "system:serviceaccounts".to_owned(), format!("system:serviceaccounts:{namespace}")]
        }
        (Sort::User, _) if name != "system:anonymous" => vec![everybody],
        _ => Vec::new(),
    }
}

fn service_account(namespace: Option<&Value>, name: Option<&Value>, line: u64) -> Result<String, BadList> {
    Ok(format!("{PREFIX}{}:{}", text(namespace, "namespace", line)?, text(name, "name", line)?))
}

fn text(value: Option<&Value>, column: &str, line: u64) -> Result<String, BadList> {
    let text = value.and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| refusals::cell(line, column, "must have a name"))
}

/// The metadata without what only tools write for themselves.
fn shown(mut metadata: Map<String, Value>) -> Map<String, Value> {
    for own in ["managedFields", "resourceVersion", "generation"] {
        metadata.remove(own);
    }
    if let Some(Value::Object(annotations)) = metadata.get_mut("annotations") {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
    metadata
}

fn not_applicable<T>(why: &str) -> Fact<T> {
    Fact::Unknown(Unknown::NotApplicable(why.to_owned()))
}
