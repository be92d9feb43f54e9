//! The page: one account beside the people whose it may be, and how far the work has come.

use app::work::{COUNTED, Candidate};
use askama::Template;
use domain::{
    Instant,
    accounts::observed_facts,
    ids::AccountId,
    likeness::{Agreement, Compared, Point},
    permissions::Permission,
};
use http::StatusCode;
use store::links::Stored;

use super::{PATH, queue};
use crate::{
    context::Context,
    fields::Fields,
    frame::Frame,
    parts::{PersonChip, Shown, Time, Unknown},
    places::Place,
    routes::Answer,
    trouble::Trouble,
};

/// How likely somebody must be to be chosen before anybody looks.
const LIKELY: i32 = 50;
/// Facts that help to say whose an account is, beside the names that it has.
const TELLING: [(&str, &str); 5] = [
    (observed_facts::NATURE, "What it is for"),
    (observed_facts::LAST_USED_AT, "Last used"),
    (observed_facts::GROUPS, "Groups"),
    (observed_facts::ADMIN, "May administer"),
    (observed_facts::ENABLED, "Can be used"),
];

/// The page.
#[derive(Template)]
#[template(path = "work.html")]
struct Page {
    frame: Frame,
    query: Fields,
    connections: Vec<(i64, String)>,
    kinds: Vec<&'static str>,
    account: Option<Seen>,
    /// The address of the one after it.
    next: Option<String>,
    candidates: Vec<Row>,
    /// What somebody searches people by.
    who: Option<String>,
    to_go: i64,
    done: i64,
    may_decide: bool,
    /// Whether there are others that were passed over.
    passed: bool,
    /// Why nothing was changed, and the form that was refused.
    refused: Option<(&'static str, String)>,
    form: Fields,
}

/// The account.
struct Seen {
    id: i64,
    version: i64,
    name: String,
    external: String,
    email: Option<String>,
    connection: String,
    kind: &'static str,
    added: Time,
    facts: Vec<(&'static str, Shown)>,
}

/// Somebody whose it may be.
struct Row {
    /// The key that chooses them.
    key: usize,
    person: PersonChip,
    title: Option<String>,
    chosen: bool,
    points: Vec<Told>,
    /// What cannot be compared, because one of both does not tell.
    untold: String,
}

/// A point of the comparison, told.
struct Told {
    /// `same`, `near` or `other`.
    class: &'static str,
    sign: &'static str,
    /// The same without signs and colours.
    word: &'static str,
    what: &'static str,
    text: String,
}

/// Shows the first account from the place that the address names.
pub(crate) async fn show(context: Context) -> Answer {
    let page = page(&context, None).await?;
    context.show(&page)
}

/// Shows the same account again, with what is wrong. A script would not show an answer that says so by its status.
pub(super) async fn again(context: Context, form: &'static str, why: String) -> Answer {
    let page = page(&context, Some((form, why))).await?;
    context.show_as(if context.partial { StatusCode::OK } else { StatusCode::BAD_REQUEST }, &page)
}

async fn page(context: &Context, refused: Option<(&'static str, String)>) -> Result<Page, Trouble> {
    let (app, caller, query) = (&context.app, context.caller(), &context.query);
    let all = app.connections_behind(caller).await?;
    let wanted = queue::wanted(query, &all);
    let from = AccountId::new(query.id("account").unwrap_or(1));
    let due = app.due(caller, wanted, from, midnight(app.now())).await?;
    let mut accounts = due.answer.accounts.into_iter();
    let (first, second) = (accounts.next(), accounts.next());
    let who = query.text("who").map(str::to_owned);
    let candidates = match &first {
        Some(stored) => app.candidates(caller, &stored.account, who.as_deref().map(longest)).await?,
        None => Vec::new(),
    };
    let (connections, kinds) = queue::choices(&all);
    let name = |id| all.get(&id).map(|one| one.name.clone()).unwrap_or_default();
    let rows = (1..).zip(candidates).map(|(key, one)| row(key, one, (who.is_none(), &name))).collect();
    let account = first.map(|stored| {
        let connection = all.get(&stored.account.connection);
        shown(stored, connection.map_or("", |one| one.kind.name()), connection.map(|one| one.name.clone()))
    });
    Ok(Page {
        frame: context.frame("Work").at(Place::Work),
        next: account.as_ref().map(|one| at(query, second.map_or(one.id + 1, |next| next.account.id.get()))),
        passed: account.is_none() && due.to_go > 0,
        connections,
        kinds,
        account,
        candidates: rows,
        who,
        to_go: due.to_go,
        done: due.done,
        may_decide: caller.may(Permission::DecideAccounts).is_ok(),
        refused,
        form: context.form.clone(),
        query: query.clone(),
    })
}

/// The address of the work from that account on.
pub(super) fn at(query: &Fields, account: i64) -> String {
    query.without("who").with("account", Some(&account.to_string())).at(PATH)
}

/// The beginning of the day, in UTC.
fn midnight(now: Instant) -> Instant {
    Instant::parse(&now.date()).unwrap_or(now)
}

/// Names are kept in an order of their own, so that the search is for one word of it.
fn longest(typed: &str) -> &str {
    typed.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default()
}

fn shown(stored: Stored, kind: &'static str, connection: Option<String>) -> Seen {
    let account = stored.account;
    let fact =
        |(name, words): &(&str, &'static str)| Some((*words, Shown::of(Some(account.facts.by_name.get(*name)?))));
    Seen {
        id: account.id.get(),
        version: stored.link.version,
        facts: TELLING.iter().filter_map(fact).collect(),
        connection: connection.unwrap_or_default(),
        kind,
        added: Time(account.created_at),
        name: account.username,
        external: account.external_id,
        email: account.email,
    }
}

fn row(
    key: usize,
    candidate: Candidate,
    (suggested, name): (bool, &dyn Fn(domain::ids::ConnectionId) -> String),
) -> Row {
    let (untold, told_of): (Vec<&Compared>, Vec<&Compared>) =
        candidate.compared.iter().partition(|point| point.agreement == Agreement::Unknown);
    let mut points: Vec<Told> = told_of.into_iter().map(told).collect();
    let elsewhere: Vec<String> = candidate.elsewhere.iter().map(|id| name(*id)).collect();
    if !elsewhere.is_empty() {
        points.push(Told {
            class: "same",
            sign: "✓",
            word: "is theirs in",
            what: "Same name",
            text: elsewhere.join(", "),
        });
    }
    let untold: Vec<&str> = untold.into_iter().map(|point| what(point.point)).collect();
    Row {
        key,
        chosen: suggested && key == 1 && candidate.weight >= LIKELY && candidate.profile.person.left.is_none(),
        title: candidate.profile.person.job_title.clone(),
        person: PersonChip::of(&candidate.profile),
        points,
        untold: untold.join(", ").to_lowercase(),
    }
}

fn told(compared: &Compared) -> Told {
    let (class, sign, word) = match compared.agreement {
        Agreement::Same => ("same", "✓", "agrees"),
        Agreement::Near => ("near", "≈", "is near"),
        Agreement::Other => ("other", "✗", "differs"),
        Agreement::Unknown => ("other", "–", "is not told"),
    };
    Told { class, sign, word, what: what(compared.point), text: compared.text.clone() }
}

const fn what(point: Point) -> &'static str {
    match point {
        Point::Address => "Address",
        Point::Alias => "Other address or login",
        Point::Name => "Name",
        Point::EmployeeId => "Employee id",
    }
}

impl Page {
    /// Whether a choice is the one that the address makes.
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }

    /// The filters, for forms to carry on.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        ["connection", "kind"].into_iter().filter_map(|name| Some((name, self.query.text(name)?))).collect()
    }

    /// How many are to go, in words.
    fn counted(&self) -> String {
        if self.to_go >= COUNTED { format!("more than {COUNTED}") } else { self.to_go.to_string() }
    }

    /// The address of the work from its beginning on.
    fn beginning(&self) -> String {
        self.query.without("who").without("account").at(PATH)
    }

    /// Whether that form was refused.
    fn is_refused(&self, form: &str) -> bool {
        self.refused.as_ref().is_some_and(|(refused, _)| *refused == form)
    }

    /// What was typed into a field of that form, if it was refused.
    fn typed(&self, form: &str, field: &str) -> &str {
        if self.is_refused(form) { self.form.text(field).unwrap_or_default() } else { "" }
    }
}
