//! The list of accounts.

use askama::Template;
use domain::{connections::Connection, permissions::Permission};
use store::links::Stored;

use super::{
    columns::{Cell, Column},
    filters::{self, FAMILIES, FILTERS, Order, STATES},
};
use crate::{
    context::Context,
    fields::Fields,
    frame::Frame,
    parts::{Pager, Place},
    places,
    routes::Answer,
};

/// Rows of a page.
const SHOWN: usize = 50;

/// The page.
#[derive(Template)]
#[template(path = "accounts.html")]
struct Page {
    frame: Frame,
    query: Fields,
    order: Order,
    columns: Vec<Column>,
    connections: Vec<(i64, String)>,
    rows: Vec<Row>,
    pager: Pager,
    /// Whether there are none because of what is looked for.
    filtered: bool,
    may_decide: bool,
}

/// An account in the list.
struct Row {
    id: i64,
    name: String,
    external: String,
    removed: bool,
    cells: Vec<Cell>,
}

/// Shows a page of the list.
pub(crate) async fn show(mut context: Context) -> Answer {
    context.query = Column::tidied(&context.query);
    let (query, caller) = (&context.query, context.caller());
    let (wanted, order, place) =
        (filters::wanted(query, &context.app.now().date()), Order::of(query), Place::of(query));
    let counted = filters::is_counted(&wanted);
    let listed = context.app.list_accounts(caller, wanted, order.page(place.as_ref(), SHOWN), counted).await?;
    let (mut accounts, world) = (listed.answer.accounts, listed.answer.world);
    let around = filters::cut(&mut accounts, place.as_ref(), SHOWN);
    let columns = Column::wanted(query);
    let decisions = if columns.contains(&Column::Decided) {
        context.app.decisions(caller, &accounts).await?
    } else {
        app::events::Decisions::default()
    };
    let row = |stored: &Stored| Row {
        id: stored.account.id.get(),
        name: stored.account.username.clone(),
        external: stored.account.external_id.clone(),
        removed: stored.account.removed_at.is_some(),
        cells: columns.iter().map(|column| column.cell(stored, &world, &decisions)).collect(),
    };
    let places: Vec<(String, i64)> = accounts.iter().map(|stored| order.place(stored)).collect();
    let all = context.app.connections_behind(caller).await?;
    let mut connections: Vec<&Connection> = all.values().collect();
    connections.sort_by(|one, other| one.name.cmp(&other.name));
    let page = Page {
        frame: context.frame("Accounts").at(places::Place::Accounts),
        pager: Pager::around(("/accounts", query), &places, around, listed.total),
        rows: accounts.iter().map(row).collect(),
        connections: connections.iter().map(|one| (one.id.get(), one.name.clone())).collect(),
        filtered: FILTERS.iter().any(|name| query.text(name).is_some()),
        may_decide: caller.may(Permission::DecideAccounts).is_ok(),
        query: query.clone(),
        order,
        columns,
    };
    context.show(&page)
}

impl Page {
    /// Whether a choice is the one that the address makes.
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }

    /// Whether a column is shown.
    fn has(&self, column: &Column) -> bool {
        self.columns.contains(column)
    }

    /// The filters, for forms to carry on.
    fn kept(&self) -> Vec<(&'static str, &str)> {
        FILTERS.into_iter().filter_map(|name| Some((name, self.query.text(name)?))).collect()
    }

    /// The address of what is filtered as a file.
    fn file(&self, form: &str) -> String {
        self.query.without("column").with("form", Some(form)).at("/accounts/file")
    }

    /// The address of the list sorted by that.
    fn sorted(&self, name: &str) -> String {
        self.query.with("sort", Some(&self.order.toggled(name))).at("/accounts")
    }
}
