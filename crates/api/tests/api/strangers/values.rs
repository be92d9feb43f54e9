//! What a field is asked about: what others have, what nobody has, and what is ours.

use super::{
    fields::{Field, Names},
    tenants::{MANY, Register, Tenant},
};

/// The values of a field.
pub(crate) struct Values {
    /// What others have, and what nobody has, before everything that is ours and after it.
    pub(crate) sides: Vec<Side>,
    /// What is ours.
    pub(crate) ours: Vec<String>,
}

/// Values that stand on the same side of everything that is ours.
pub(crate) struct Side {
    pub(crate) others: Vec<String>,
    pub(crate) nobodys: Vec<String>,
}

impl Values {
    pub(crate) fn of(field: &Field, register: &Register) -> Self {
        let side = |(side, other)| Side { others: named(field, other), nobodys: nobodys(field, register, side) };
        let mut sides: Vec<Side> = register.others.iter().enumerate().map(side).collect();
        let (own, other) = families(field, &register.ours);
        if field.names == Names::Account && field.operation.is_documented() {
            let hidden = [&register.ours.roster, other].into_iter().flatten().copied();
            sides[1].others.extend(spelled(field, hidden));
        }
        let ours = match field.names {
            Names::Account => spelled(field, own.iter().copied()),
            _ => named(field, &register.ours),
        };
        Self { sides, ours }
    }
}

/// What a company has of what the field names.
fn named(field: &Field, tenant: &Tenant) -> Vec<String> {
    let ids = |ids: &[i64]| spelled(field, ids.iter().copied());
    match field.names {
        Names::Account => {
            [&tenant.infrastructure, &tenant.version_control, &tenant.roster].map(|all| ids(all)).concat()
        }
        Names::Person => ids(&tenant.people),
        Names::Connection => ids(&tenant.connections),
        Names::Run => ids(&tenant.runs),
        Names::Batch => ids(&tenant.batches),
        Names::Key => ids(&tenant.keys),
        Names::Member => ids(&tenant.members),
        Names::AmongEvents => tenant.happened.iter().map(|(at, id)| format!("{at}.{id}")).collect(),
        Names::AmongDifferences => tenant.infrastructure.iter().map(|id| format!("a.{id}")).collect(),
        Names::AmongFindings => tenant.infrastructure.iter().map(|id| format!("{id}.5")).collect(),
        Names::AmongAccounts => places(tenant.called, tenant.infrastructure.iter().copied()),
        Names::Word => words(tenant.called).chain(tenant.infrastructure.iter().map(|id| format!("#{id}"))).collect(),
        _ => called(field.names, tenant.called),
    }
}

/// What nobody has of that, as much like it as can be.
fn nobodys(field: &Field, register: &Register, side: usize) -> Vec<String> {
    let (ids, other) = (register.nobodys(side), &register.others[side]);
    let name = other.called.replace('b', "n");
    match field.names {
        Names::AmongEvents => ids.map(|id| format!("{}.{id}", other.happened[0].0)).collect(),
        Names::AmongDifferences => ids.map(|id| format!("a.{id}")).collect(),
        Names::AmongFindings => ids.map(|id| format!("{id}.5")).collect(),
        Names::AmongAccounts => places(&name, ids),
        Names::Word => words(&name).chain(ids.map(|id| format!("#{id}"))).collect(),
        Names::ConnectionNamed | Names::Company | Names::Address => called(field.names, &name),
        _ => spelled(field, ids),
    }
}

/// What a company is called, and what in it has a name of its own.
fn called(names: Names, called: &str) -> Vec<String> {
    match names {
        Names::ConnectionNamed => ["hr", "ldap", "gitlab"].map(|from| format!("{called}-{from}")).into(),
        Names::Address => (0..MANY).map(|number| format!("{called}-{number}@example.com")).collect(),
        _ => vec![called.to_owned()],
    }
}

/// Every word that somebody or something of a company is called by.
fn words(called: &str) -> impl Iterator<Item = String> {
    let words = move |number| {
        ["hr-", "ldap-", "gitlab-", "user-", ""].map(|from| match from {
            "" => format!("{called}-{number}@example.com"),
            from => format!("{called}-{from}{number}"),
        })
    };
    (0..MANY).flat_map(words)
}

/// Ids as clients spell them; cursors are given back as they came.
fn spelled(field: &Field, ids: impl Iterator<Item = i64>) -> Vec<String> {
    let spellings: &[&str] = if field.name == "cursor" { &[""] } else { &["", ".0"] };
    ids.flat_map(|id| spellings.iter().map(move |ending| format!("{id}{ending}"))).collect()
}

/// Places after the accounts of these names and ids.
fn places(called: &str, ids: impl Iterator<Item = i64>) -> Vec<String> {
    let hex = |name: String| -> String { name.bytes().map(|byte| format!("{byte:02x}")).collect() };
    ids.take(MANY).enumerate().map(|(number, id)| format!("{}.{id}", hex(format!("{called}-user-{number}")))).collect()
}

/// Our accounts of the family that the operation is about, and those of the other.
fn families<'t>(field: &Field, ours: &'t Tenant) -> (&'t Vec<i64>, &'t Vec<i64>) {
    let (one, other) = (&ours.infrastructure, &ours.version_control);
    if field.operation.path.contains("version-control") { (other, one) } else { (one, other) }
}
