//! The AWS IAM credential report, as the IAM user guide describes it ("Generate credential reports"): one row for the
//! root user and one for each IAM user. Columns are found by name, so newer ones may stand anywhere.

use std::{collections::BTreeMap, io::BufRead};

use domain::{
    Instant,
    emails::Email,
    facts::{Fact, Facts, Unknown},
    listings::{BadList, Listing, SeenAccount, Summary},
};
use serde_json::Value;

use self::{arns::account_number, columns::Kind};
use crate::reading::{
    bytes, cells,
    keys::Keys,
    records::{Record, Records},
    refusals, tables,
};

mod arns;
mod columns;

/// What the report calls the root user.
const ROOT: &str = "<root_account>";

/// A credential report.
pub(crate) struct Report {
    records: Records,
    record: Record,
    columns: Vec<(String, Kind)>,
    keys: Keys,
    upstream: Option<String>,
    /// The newest date so far, as a fact: in that spelling, dates sort as text.
    newest: Option<String>,
}

impl Report {
    /// Reads the first line, which must name the columns of a credential report.
    pub(crate) fn open(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        let (mut records, mut record) = (Records::new(bytes::after_bom(input)?.0), Record::default());
        tables::header(&mut records, &mut record)?;
        let columns = columns::read(&record)?;
        Ok(Self { records, record, columns, keys: Keys::default(), upstream: None, newest: None })
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
        self.bind(&arn, line)?;
        let username = refusals::short(line, "user", text_of(&facts, "user"))?;
        if username.is_empty() {
            return Err(refusals::cell(line, "user", "must not be empty"));
        }
        let mfa = mfa(&facts, username == ROOT);
        facts.by_name.insert("mfa_active".to_owned(), cells::as_value(&mfa));
        let email = Email::parse(&username).map(|email| email.as_str().to_owned());
        Ok(SeenAccount { line, external_id: arn, username, email, mfa, facts })
    }

    /// Checks that the row is of the same AWS account as those before.
    fn bind(&mut self, arn: &str, line: u64) -> Result<(), BadList> {
        let Some(number) = account_number(arn) else {
            return Err(refusals::cell(line, "arn", "must be the ARN of an IAM user, or of the root user"));
        };
        let upstream = self.upstream.get_or_insert_with(|| number.to_owned());
        if upstream != number {
            return Err(refusals::cell(
                line,
                "arn",
                "is of another AWS account than the rows before; a report is of one",
            ));
        }
        Ok(())
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
            format: super::Format::AwsCredentialReport.name(),
            upstream: self.upstream.clone(),
            columns: self.columns.iter().map(|(name, _)| name.clone()).collect(),
            unread: unread.collect(),
            asked_at: None,
            newest: self.newest.as_deref().and_then(Instant::parse),
            always_complete: true,
        }
    }
}
