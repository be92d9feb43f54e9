//! Findings, and counts of them.

use std::collections::BTreeMap;

use app::findings::{Count, Counts, Page};
use domain::{
    facts::Fact,
    findings::{self, Verdict},
    ids::ConnectionId,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, SchemaType, Type},
};

use super::{Brief, ConnectionBrief, Moment, brief, difference::AccountBrief, moment};
use crate::problems::Problem;

/// Something that is wrong, or of which nobody can tell.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Finding<'a> {
    /// What found it, as `leaver`.
    #[schema(schema_with = rule)]
    rule: &'static str,
    /// `open` where it is so; `not-evaluable` where nobody can tell.
    #[schema(schema_with = verdict)]
    verdict: &'static str,
    /// Why nobody can tell, as `not collected`.
    #[schema(required)]
    not_evaluable_because: Option<String>,
    /// The account that it is about; null where it is about a connection.
    #[schema(required)]
    account: Option<AccountBrief<'a>>,
    /// The connection of the account, or the one that it is about.
    connection: ConnectionBrief<'a>,
    /// The person behind it.
    #[schema(required)]
    person: Option<Brief<'a>>,
    /// Since when it is so; where only a later list told, it may have been so for longer.
    #[schema(required)]
    since: Option<Moment>,
    /// For a date that lies in an interval: it was not so yet at this instant.
    #[schema(required)]
    since_after: Option<Moment>,
    /// When it had, or has, to be set right.
    #[schema(required)]
    due: Option<Moment>,
    /// How many whole hours it is past due; negative while there is still time.
    #[schema(required)]
    hours_past_due: Option<i64>,
    /// Why, in one sentence.
    why: &'a str,
    /// By which facts.
    facts: Vec<FindingFact<'a>>,
    /// The controls that it bears on.
    controls: Vec<Control>,
}

/// A fact that a finding rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingFact<'a> {
    /// Its name.
    name: &'a str,
    /// Its value; null where there is none.
    #[schema(schema_with = any, required)]
    value: Option<&'a Value>,
    /// Why it is unknown, where it is.
    #[schema(required)]
    unknown: Option<String>,
    /// The provider's call or the format that showed it; null for what was decided here.
    #[schema(required)]
    call: Option<&'a str>,
}

/// A control of a standard.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Control {
    /// The standard, as `SOC 2`.
    standard: &'static str,
    /// The control's number there, as `CC6.2`.
    id: &'static str,
}

/// Counts of findings.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FindingCounts<'a> {
    /// One for each instant, in their order.
    pub(crate) points: Vec<FindingPoint<'a>>,
}

/// Counts at one instant.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingPoint<'a> {
    /// The instant at which the register was looked at.
    at: Moment,
    /// How many findings are so.
    open: u64,
    /// Of how many nobody can tell.
    not_evaluable: u64,
    /// The same by rule and connection; what has none is not there.
    counts: Vec<FindingCount<'a>>,
}

/// How many findings a rule has in a connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingCount<'a> {
    /// The rule.
    #[schema(schema_with = rule)]
    rule: &'static str,
    /// The connection.
    connection: ConnectionBrief<'a>,
    /// How many are so.
    open: u64,
    /// Of how many nobody can tell.
    not_evaluable: u64,
    /// The same by the reason, as `not collected`.
    because: &'a BTreeMap<String, u64>,
}

impl<'a> Finding<'a> {
    /// The finding, with what its page has of those whom it names.
    pub(crate) fn of(finding: &'a findings::Finding, page: &'a Page) -> Result<Self, Problem> {
        let (verdict, because) = match &finding.verdict {
            Verdict::Open => ("open", None),
            Verdict::NotEvaluable(why) => ("not-evaluable", Some(why.to_string())),
        };
        let account = finding.account.and_then(|account| page.accounts.get(&account));
        Ok(Self {
            rule: finding.rule.name(),
            verdict,
            not_evaluable_because: because,
            account: account.map(|stored| AccountBrief::of(stored, &page.world)).transpose()?,
            connection: ConnectionBrief::of(&page.world.connections, finding.connection)?,
            person: brief(&page.world.people, finding.person)?,
            since: moment(finding.since),
            since_after: moment(finding.after),
            due: moment(finding.due),
            hours_past_due: finding.hours_past_due(page.now),
            why: &finding.why,
            facts: finding.facts.iter().map(FindingFact::of).collect(),
            controls: finding.rule.controls().iter().map(Control::of).collect(),
        })
    }
}

impl<'a> FindingFact<'a> {
    fn of(shown: &'a findings::Shown) -> Self {
        let (value, unknown) = match &shown.fact {
            Fact::Known(value) => (Some(value), None),
            Fact::Unknown(why) => (None, Some(why.to_string())),
        };
        Self { name: shown.name, value, unknown, call: shown.call.as_deref() }
    }
}

impl Control {
    const fn of(control: &findings::Control) -> Self {
        Self { standard: control.standard, id: control.id }
    }
}

impl<'a> FindingPoint<'a> {
    /// The counts, with their sums.
    pub(crate) fn of(counts: &'a Counts) -> Result<Self, Problem> {
        let one = |((rule, connection), count): (&(findings::Rule, ConnectionId), &'a Count)| {
            Ok(FindingCount {
                rule: rule.name(),
                connection: ConnectionBrief::of(&counts.connections, *connection)?,
                open: count.open,
                not_evaluable: count.not_evaluable.values().sum(),
                because: &count.not_evaluable,
            })
        };
        let all: Vec<FindingCount<'a>> = counts.counts.iter().map(one).collect::<Result<_, Problem>>()?;
        Ok(Self {
            at: Moment(counts.at),
            open: all.iter().map(|count| count.open).sum(),
            not_evaluable: all.iter().map(|count| count.not_evaluable).sum(),
            counts: all,
        })
    }
}

fn rule() -> Object {
    words(findings::Rule::ALL.map(findings::Rule::name).to_vec())
}

fn verdict() -> Object {
    words(crate::v1::findings::VERDICTS.map(|(name, _)| name).to_vec())
}

fn words(names: Vec<&'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build()
}

fn any() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .description(Some("Its value; null where there is none"))
        .build()
}
