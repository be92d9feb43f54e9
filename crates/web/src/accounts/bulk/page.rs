//! The page: what can be decided about the accounts, then what would become of each.

use std::collections::HashMap;

use app::bulk::{MOST, Plan, Planned};
use askama::Template;
use domain::{ids::PersonId, links::Access, people::Profile};
use http::StatusCode;

use super::{
    asked::{self, ALL},
    packed,
    words::{self, Said},
};
use crate::{context::Context, fields::Fields, frame::Frame, places::Place, routes::Answer, trouble::Trouble};

const PATH: &str = "/accounts/bulk";
/// Accounts that are shown at once.
const SHOWN: usize = 100;

/// The page.
#[derive(Template)]
#[template(path = "bulk.html")]
struct Page {
    frame: Frame,
    query: Fields,
    /// Which accounts, and where to go back to, for forms to carry on.
    kept: Vec<(&'static str, String)>,
    /// How many they are, where there are any.
    many: usize,
    /// Whether there are more than can be decided about at once.
    more: bool,
    preview: Option<Preview>,
    refused: Option<String>,
}

/// What would become of them.
struct Preview {
    /// What is decided, in words.
    title: &'static str,
    changed: usize,
    same: usize,
    refused: usize,
    rows: Vec<Row>,
    /// The rows before and after these.
    previous: Option<String>,
    next: Option<String>,
    /// Those that would change, with their versions.
    accounts: String,
    /// What is decided, for the form.
    fields: Vec<(&'static str, String)>,
}

/// What would become of an account.
struct Row {
    id: i64,
    name: String,
    connection: String,
    before: Said,
    after: After,
}

/// What it would be.
enum After {
    Becomes(Said),
    Same,
    Refused(String),
}

/// Shows what can be decided, or what would come of it.
pub(in crate::accounts) async fn show(context: Context) -> Answer {
    let page = page(&context, None).await?;
    let status = if page.refused.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    context.show_as(status, &page)
}

/// Shows it again, with what is wrong.
pub(super) async fn again(mut context: Context, why: &str) -> Answer {
    context.query = context.form.without("token").without("accounts");
    let page = page(&context, Some(why.to_owned())).await?;
    context.show_as(StatusCode::BAD_REQUEST, &page)
}

async fn page(context: &Context, refused: Option<String>) -> Result<Page, Trouble> {
    let query = &context.query;
    let which = asked::which(query, &context.app.now().date());
    let (decision, refused) = match asked::decision(context, query).await? {
        None => (None, refused),
        Some(Ok(decision)) => (Some(decision), refused),
        Some(Err(why)) => (None, refused.or(Some(why))),
    };
    let Some(which) = which else { return Ok(blank(context, (0, false), refused)) };
    let Some(decision) = decision else {
        let many = context.app.how_many(context.caller(), which).await?;
        return Ok(blank(context, many, refused));
    };
    let plan = context.app.plan(context.caller(), which, &decision).await?;
    let mut page = blank(context, (plan.accounts.len(), plan.more), refused);
    if page.many > 0 {
        page.preview = Some(preview(context, plan).await?);
    }
    Ok(page)
}

fn blank(context: &Context, (many, more): (usize, bool), refused: Option<String>) -> Page {
    let back = context.query.text("to").filter(|to| crate::context::is_ours(to)).unwrap_or("/accounts");
    let (place, name) = match back.starts_with("/service-accounts") {
        true => (Place::ServiceAccounts, "Service accounts"),
        false => (Place::Accounts, "Accounts"),
    };
    let title = format!("Decide about {}", words::accounts(many));
    Page {
        frame: context.frame(title).at(place).inside(name, back),
        kept: asked::kept(&context.query),
        query: context.query.clone(),
        many,
        more,
        preview: None,
        refused,
    }
}

/// Those that are refused first, then those that change, then those that are so already.
fn rank(planned: &Planned) -> u8 {
    match planned.outcome {
        Err(_) => 0,
        Ok(Some(_)) => 1,
        Ok(None) => 2,
    }
}

async fn preview(context: &Context, mut plan: Plan) -> Result<Preview, Trouble> {
    let query = &context.query;
    let changing = plan.accounts.iter().filter(|one| matches!(one.outcome, Ok(Some(_))));
    let accounts = packed::written(changing.map(|one| (one.account, one.before.version)));
    let count = |wanted: u8| plan.accounts.iter().filter(|one| rank(one) == wanted).count();
    let (refused, changed, same) = (count(0), count(1), count(2));
    plan.accounts.sort_by_key(rank);
    let (part, all) = (query.id("part").unwrap_or(1), plan.accounts.len());
    let skip = usize::try_from(part - 1).unwrap_or_default().saturating_mul(SHOWN);
    let shown: Vec<Planned> = plan.accounts.into_iter().skip(skip).take(SHOWN).collect();
    let rows = rows(context, shown).await?;
    let to = |part: i64| query.with("part", Some(&part.to_string())).at(PATH);
    let named = query.text("do").unwrap_or_default();
    let fields = ["do", "person", "purpose", "owner", "review", "access", "on"];
    Ok(Preview {
        title: ALL.iter().find(|(name, _)| *name == named).map_or("", |(_, words)| words),
        changed,
        same,
        refused,
        previous: (part > 1).then(|| to(part - 1)),
        next: (skip + rows.len() < all).then(|| to(part + 1)),
        rows,
        accounts,
        fields: fields.into_iter().filter_map(|name| Some((name, query.text(name)?.to_owned()))).collect(),
    })
}

async fn rows(context: &Context, shown: Vec<Planned>) -> Result<Vec<Row>, Trouble> {
    let after = |one: &Planned| one.outcome.as_ref().ok().and_then(|next| next.clone());
    let named =
        |one: &Planned| one.before.people().chain(after(one).iter().flat_map(|link| link.people())).collect::<Vec<_>>();
    let people = context.app.people_behind(context.caller(), shown.iter().flat_map(named).collect()).await?;
    let connections = context.app.connections_behind(context.caller()).await?;
    let name = |one: &Planned| connections.get(&one.connection).map(|connection| connection.name.clone());
    Ok(shown.into_iter().map(|one| row(name(&one).unwrap_or_default(), one, &people)).collect())
}

fn row(connection: String, planned: Planned, people: &HashMap<PersonId, Profile>) -> Row {
    Row {
        id: planned.account.get(),
        name: planned.name,
        connection,
        before: Said::of(&planned.before, people),
        after: match planned.outcome {
            Ok(Some(link)) => After::Becomes(Said::of(&link, people)),
            Ok(None) => After::Same,
            Err(why) => After::Refused(why.to_string()),
        },
    }
}

impl Page {
    /// Whether it is asked for already.
    fn is_asked(&self, named: &str) -> bool {
        self.query.text("do") == Some(named)
    }

    /// What was typed into a field of the form that is asked for.
    fn typed(&self, named: &str, field: &str) -> &str {
        if self.is_asked(named) { self.query.text(field).unwrap_or_default() } else { "" }
    }

    /// Whether that access is asked for already.
    fn is_access(&self, access: &Access) -> bool {
        self.query.text("access") == Some(access.name())
    }

    /// The address of the choice of what is to be decided.
    fn choice(&self) -> String {
        ["do", "person", "purpose", "owner", "review", "access", "on", "part"]
            .into_iter()
            .fold(self.query.clone(), |query, name| query.without(name))
            .at(PATH)
    }

    /// Where to go back to.
    fn back(&self) -> &str {
        self.frame.crumbs.last().map_or("/accounts", |(_, path)| path.as_str())
    }
}
