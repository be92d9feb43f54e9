//! The AWS IAM credential report, as the IAM user guide describes it ("Generate credential reports"): one row for the
//! root user and one for each IAM user. Columns are found by name, so newer ones may stand anywhere.

use std::collections::BTreeMap;

use domain::{
    Instant,
    accounts::observed_facts,
    connections::Kind as Of,
    emails::Email,
    facts::{Fact, Facts, Unknown},
    listings::{BadList, Input, Listing, SeenAccount, Summary},
};
use serde_json::Value;

use super::columns::{self, Kind};
use crate::{
    observed,
    presets::Preset,
    reading::{
        bytes, cells,
        keys::Keys,
        records::{Record, Records},
        refusals, tables,
    },
};

/// What the report calls the root user.
const ROOT: &str = "<root_account>";

/// A credential report.
pub(in crate::accounts) struct Report {
    preset: &'static Preset,
    records: Records,
    record: Record,
    columns: Vec<(String, Kind)>,
    keys: Keys,
    upstream: Option<(String, Of)>,
    /// The newest date so far, as a fact: in that spelling, dates sort as text.
    newest: Option<String>,
}

impl Report {
    /// Reads the first line, which must name the columns of a credential report.
    pub(in crate::accounts) fn open(preset: &'static Preset, input: Input) -> Result<Self, BadList> {
        let (mut records, mut record) = (Records::new(bytes::after_bom(input)?.0), Record::default());
        tables::header(&mut records, &mut record)?;
        let columns = columns::read(&record)?;
        Ok(Self { preset, records, record, columns, keys: Keys::default(), upstream: None, newest: None })
    }

    /// The row in hand.
    fn account(&mut self) -> Result<SeenAccount, BadList> {
        let line = self.record.line;
        tables::check_width(&self.record, self.columns.len())?;
        let fields = self.record.fields(|number| columns::public_name(&self.columns, number))?;
        let mut facts = Facts { call: "iam:GetCredentialReport".to_owned(), by_name: BTreeMap::new() };
        for (number, ((name, kind), text)) in self.columns.iter().zip(&fields).enumerate() {
            let unended = self.record.unended && number + 1 == fields.len();
            let read = kind.read(text.trim(), unended);
            let fact =
                read.map_err(|problem| refusals::cell(line, columns::public_name(&self.columns, number), problem))?;
            if kind.orders() {
                let date = fact.known().and_then(Value::as_str).filter(|date| Some(*date) > self.newest.as_deref());
                self.newest = date.map(str::to_owned).or(self.newest.take());
            }
            facts.by_name.insert(name.clone(), fact);
        }
        let arn = refusals::short(line, "arn", text_of(&facts, "arn"))?;
        self.keys.add(&arn, line, "arn")?;
        super::bind(&mut self.upstream, &arn, line)?;
        let username = refusals::short(line, "user", text_of(&facts, "user"))?;
        if username.is_empty() {
            return Err(refusals::cell(line, "user", "must not be empty"));
        }
        let mfa = mfa(&facts, username == ROOT);
        facts.by_name.insert("mfa_active".to_owned(), cells::as_value(&mfa));
        let seen = [
            (observed_facts::MFA, cells::as_value(&mfa)),
            (observed_facts::ADMIN, admin(username == ROOT)),
            (observed_facts::LAST_USED_AT, last_used(&facts)),
            (observed_facts::ENABLED, enabled(&facts)),
        ];
        for (name, fact) in seen {
            observed::put(&mut facts.by_name, name, fact);
        }
        let email = Email::parse(&username).map(|email| email.as_str().to_owned());
        Ok(SeenAccount { line, external_id: arn, username, email, mfa, gone_at: None, facts })
    }
}

fn text_of(facts: &Facts, name: &str) -> String {
    facts.by_name.get(name).and_then(Fact::known).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether it has a second factor. That it has none means something only where there is a password to protect; the
/// root user's password is not in the report, but it has one.
fn mfa(facts: &Facts, root: bool) -> Fact<bool> {
    let fact = |name| facts.by_name.get(name);
    let truth = |fact: Option<&Fact<Value>>| fact.and_then(Fact::known).and_then(Value::as_bool);
    let active = fact("mfa_active");
    match (truth(active), fact("password_enabled")) {
        (Some(true), _) => Fact::Known(true),
        (Some(false), Some(Fact::Known(Value::Bool(true)))) => Fact::Known(false),
        (Some(false), Some(Fact::Known(Value::Bool(false)))) => not_applicable("no console access"),
        (Some(false), Some(Fact::Unknown(Unknown::NotSupported))) if root => Fact::Known(false),
        (None, _) => match active {
            Some(Fact::Unknown(why)) => Fact::Unknown(why.clone()),
            _ => Fact::Unknown(Unknown::NotCollected),
        },
        _ => Fact::Unknown(Unknown::NotCollected),
    }
}

/// The report shows no policies, but the root user may do everything.
fn admin(root: bool) -> Fact<Value> {
    if root { Fact::Known(true.into()) } else { cells::not_collected() }
}

/// The newest use of the password or of a key. `N/A` is a key that was never used, or too long ago to be known.
fn last_used(facts: &Facts) -> Fact<Value> {
    let columns = ["password_last_used", "access_key_1_last_used_date", "access_key_2_last_used_date"];
    let used = columns.iter().filter_map(|column| facts.by_name.get(*column)?.known()?.as_str()).max();
    used.map_or_else(|| not_applicable("the report knows of no use"), |used| Fact::Known(used.into()))
}

/// Whether there is a password, a key or a certificate that works; of the root user's password the report says nothing.
fn enabled(facts: &Facts) -> Fact<Value> {
    let columns = ["password_enabled", "access_key_1_active", "access_key_2_active", "cert_1_active", "cert_2_active"];
    let truths: Vec<_> = columns.iter().map(|column| facts.by_name.get(*column).and_then(Fact::known)).collect();
    if truths.iter().flatten().any(|truth| truth.as_bool() == Some(true)) {
        return Fact::Known(true.into());
    }
    if truths.iter().all(Option::is_some) { Fact::Known(false.into()) } else { cells::not_collected() }
}

fn not_applicable<T>(why: &str) -> Fact<T> {
    Fact::Unknown(Unknown::NotApplicable(why.to_owned()))
}

impl Listing<SeenAccount> for Report {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        if self.records.read(&mut self.record)? {
            return self.account().map(Some);
        }
        if self.upstream.is_none() {
            return Err(refusals::list("the report holds no account, not even the root user; fetch it again"));
        }
        Ok(None)
    }

    fn summary(&self) -> Summary {
        let unread = self.columns.iter().filter(|(_, kind)| *kind == Kind::Newer).map(|(name, _)| name.clone());
        Summary {
            format: self.preset.name(),
            kind: self.upstream.as_ref().map(|(_, kind)| *kind),
            upstream: self.upstream.as_ref().map(|(number, _)| number.clone()),
            columns: self.columns.iter().map(|(name, _)| name.clone()).collect(),
            unread: unread.collect(),
            newest: self.newest.as_deref().and_then(Instant::parse),
            always_complete: true,
            ..Summary::default()
        }
    }
}
