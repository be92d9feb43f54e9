//! One finding, as it is shown.

use app::findings::Page;
use domain::{
    Instant,
    facts::Fact,
    findings::{Control, Finding, Rule, Verdict},
};
use serde_json::Value;

use crate::parts::{PersonChip, Time, Unknown};

/// A finding.
pub(super) struct Row {
    pub(super) rule: Rule,
    /// The account that it is about, by id and name; else it is about the connection.
    pub(super) account: Option<(i64, String)>,
    pub(super) connection: (i64, String),
    pub(super) person: Option<PersonChip>,
    pub(super) why: String,
    /// Why nobody can tell.
    pub(super) untold: Option<Unknown>,
    pub(super) since: Option<Time>,
    /// It was not so yet at this instant.
    pub(super) after: Option<Time>,
    pub(super) due: Option<Time>,
    /// How late it is, in words.
    pub(super) late: Option<String>,
    pub(super) facts: Vec<Rest>,
    pub(super) controls: &'static [Control],
}

/// A fact that it rests on.
pub(super) struct Rest {
    pub(super) name: &'static str,
    pub(super) value: Result<Shown, Unknown>,
    pub(super) call: Option<String>,
}

/// A value.
pub(super) enum Shown {
    Time(Time),
    Text(String),
}

impl Row {
    /// The finding, with what its page knows of those whom it names.
    pub(super) fn of(finding: &Finding, page: &Page) -> Self {
        let account = finding.account.and_then(|account| page.accounts.get(&account));
        let connection = page.world.connections.get(&finding.connection);
        let untold = match &finding.verdict {
            Verdict::Open => None,
            Verdict::NotEvaluable(why) => Some(Unknown::fact(why)),
        };
        Self {
            rule: finding.rule,
            account: account.map(|stored| (stored.account.id.get(), stored.account.username.clone())),
            connection: (
                finding.connection.get(),
                connection.map(|connection| connection.name.clone()).unwrap_or_default(),
            ),
            person: PersonChip::among(&page.world.people, finding.person),
            why: finding.why.clone(),
            untold,
            since: finding.since.map(Time),
            after: finding.after.map(Time),
            due: finding.due.map(Time),
            late: finding.hours_past_due(page.now).filter(|hours| *hours >= 0).map(late),
            facts: finding.facts.iter().map(rest).collect(),
            controls: finding.rule.controls(),
        }
    }
}

fn late(hours: i64) -> String {
    match hours {
        0..48 => format!("{hours} h late"),
        _ => format!("{} days late", hours / 24),
    }
}

fn rest(shown: &domain::findings::Shown) -> Rest {
    let value = match &shown.fact {
        Fact::Known(value) => Ok(told(value)),
        Fact::Unknown(why) => Err(Unknown::fact(why)),
    };
    Rest { name: shown.name, value, call: shown.call.clone().filter(|call| !call.is_empty()) }
}

fn told(value: &Value) -> Shown {
    let instant = value.as_str().filter(|text| text.len() > 10).and_then(Instant::parse);
    instant.map_or_else(|| Shown::Text(exports::plain(Some(value))), |at| Shown::Time(Time(at)))
}
