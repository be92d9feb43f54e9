//! Entries of a directory in LDIF (RFC 2849), as `ldapsearch`, `slapcat` and `ldifde` write them: of OpenLDAP, 389 Directory
//! Server, FreeIPA and Active Directory. Entries that are no accounts are passed over.

mod entries;
mod lines;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    accounts::observed_facts,
    connections::Kind,
    emails::Email,
    facts::{Fact, Unknown},
    listings::{BadList, Input, Listing, SeenAccount, Summary},
};
use serde_json::Value;

use self::entries::{Entries, Entry};
use super::made;
use crate::{
    observed,
    presets::Preset,
    reading::{cells::not_collected, keys::Keys, refusals},
};

/// A directory.
pub(super) struct Directory {
    preset: &'static Preset,
    entries: Entries,
    keys: Keys,
    columns: BTreeSet<String>,
    passed_over: BTreeMap<String, u64>,
    active_directory: bool,
    /// Where the accounts are, while it is one place.
    suffix: Option<Option<String>>,
}

/// Attributes that something is read from; the others are only facts.
const READ: [&str; 17] = [
    "objectclass",
    "objectguid",
    "entryuuid",
    "ipauniqueid",
    "nsuniqueid",
    "samaccountname",
    "uid",
    "userprincipalname",
    "cn",
    "mail",
    "memberof",
    "useraccountcontrol",
    "nsaccountlock",
    "pwdaccountlockedtime",
    "primarygroupid",
    "lastlogontimestamp",
    "authtimestamp",
];

impl Directory {
    /// Reads nothing yet.
    pub(super) fn open(preset: &'static Preset, input: Input) -> Result<Self, BadList> {
        Ok(Self {
            preset,
            entries: Entries::open(input)?,
            keys: Keys::default(),
            columns: BTreeSet::new(),
            passed_over: BTreeMap::new(),
            active_directory: false,
            suffix: None,
        })
    }

    fn account(&mut self, entry: Entry) -> Result<SeenAccount, BadList> {
        let line = entry.line;
        let id = entry.id();
        let external_id = refusals::short(line, id.0, id.1)?;
        self.keys.add(&external_id, line, id.0)?;
        let mut seen = made::account(self.preset, &external_id, line);
        let names = ["sAMAccountName", "uid", "userPrincipalName", "cn"];
        let name = names.iter().find_map(|name| entry.text(name)).unwrap_or(&entry.dn);
        seen.username = refusals::short(line, "uid", name.trim().to_owned())?;
        let mails = entry.texts("mail");
        seen.email = mails.iter().find_map(|mail| Email::parse(mail)).map(|email| email.as_str().to_owned());
        self.active_directory |= entry.text("sAMAccountName").is_some() || id.0 == "objectGUID";
        self.place(&entry.dn);
        // A managed service account is one; another account may be anybody's.
        let (groups, managed) = (entry.texts("memberOf"), entry.is_managed());
        let said = [
            (observed_facts::ENABLED, enabled(&entry)),
            (observed_facts::ADMIN, admin(&entry, &groups)),
            (observed_facts::LAST_USED_AT, last_used(&entry)),
            (observed_facts::NATURE, if managed { Fact::Known("service".into()) } else { not_collected() }),
            (observed_facts::GROUPS, Fact::Known(groups.into())),
        ];
        let room = refusals::COLUMN_LIMIT.saturating_sub(self.columns.len());
        self.columns.extend(entry.names().take(room).map(str::to_owned));
        seen.facts.by_name = entry.into_facts();
        for (name, fact) in said {
            observed::put(&mut seen.facts.by_name, name, fact);
        }
        if managed {
            made::put_mfa(&mut seen, Fact::Unknown(Unknown::NotApplicable(made::NO_FACTOR.to_owned())));
        }
        Ok(seen)
    }

    /// Notes the `dc` parts of a name, as long as all have the same.
    fn place(&mut self, dn: &str) {
        let parts = dn.split(',').map(str::trim).filter(|part| part.to_ascii_lowercase().starts_with("dc="));
        let suffix = parts.collect::<Vec<_>>().join(",").to_ascii_lowercase();
        match &mut self.suffix {
            None => self.suffix = Some(Some(suffix).filter(|suffix| !suffix.is_empty())),
            Some(known) if known.as_ref() != Some(&suffix) => *known = None,
            Some(_) => {}
        }
    }
}

/// Whether it can be used, as far as one of three directories says so.
fn enabled(entry: &Entry) -> Fact<Value> {
    /// `ADS_UF_ACCOUNTDISABLE`.
    const DISABLED: i64 = 2;
    if let Some(control) = entry.text("userAccountControl").and_then(|control| control.parse::<i64>().ok()) {
        return Fact::Known((control & DISABLED == 0).into());
    }
    if let Some(locked) = entry.text("nsAccountLock") {
        return Fact::Known((!locked.eq_ignore_ascii_case("true")).into());
    }
    // Any other time is a lock that ends by itself.
    match entry.text("pwdAccountLockedTime") {
        Some("000001010000Z") => Fact::Known(false.into()),
        _ => not_collected(),
    }
}

/// Whether it is a direct member of a group of administrators, by the names that these have in the English schema.
fn admin(entry: &Entry, groups: &[String]) -> Fact<Value> {
    const GROUPS: [&str; 4] = [
        "cn=domain admins,cn=users,",
        "cn=enterprise admins,cn=users,",
        "cn=administrators,cn=builtin,",
        "cn=admins,cn=groups,cn=accounts,",
    ];
    /// The number of Domain Admins in every domain.
    const DOMAIN_ADMINS: &str = "512";
    let member = |group: &String| GROUPS.iter().any(|known| group.to_ascii_lowercase().starts_with(known));
    let admin = groups.iter().any(member) || entry.text("primaryGroupID") == Some(DOMAIN_ADMINS);
    if admin { Fact::Known(true.into()) } else { not_collected() }
}

fn last_used(entry: &Entry) -> Fact<Value> {
    if let Some(time) = entry.text("lastLogonTimestamp") {
        return match values::of_filetime(time) {
            Some(Some(instant)) => Fact::Known(instant.to_string().into()),
            Some(None) => Fact::Unknown(Unknown::NotApplicable("never used".to_owned())),
            None => not_collected(),
        };
    }
    let time = ["authTimestamp", "krbLastSuccessfulAuth"].iter().find_map(|name| entry.text(name));
    time.and_then(values::of_generalized_time).map_or_else(not_collected, |at| Fact::Known(at.to_string().into()))
}

impl Listing<SeenAccount> for Directory {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        while let Some(entry) = self.entries.next()? {
            match entry.no_account() {
                None => return self.account(entry).map(Some),
                Some(what) => *self.passed_over.entry(what.to_owned()).or_default() += 1,
            }
        }
        Ok(None)
    }

    fn summary(&self) -> Summary {
        let unread = self.columns.iter().filter(|name| !READ.contains(&name.to_ascii_lowercase().as_str()));
        let passed_over = self.passed_over.clone().into_iter().chain(self.entries.passed_over());
        Summary {
            format: self.preset.name(),
            kind: Some(if self.active_directory { Kind::ActiveDirectory } else { self.preset.kind() }),
            upstream: self.suffix.clone().flatten(),
            columns: self.columns.iter().cloned().collect(),
            unread: unread.cloned().collect(),
            dropped: self.entries.dropped(),
            passed_over: passed_over.collect(),
            ..Summary::default()
        }
    }
}
