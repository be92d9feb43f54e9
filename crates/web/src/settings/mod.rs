//! Settings: oneself, members, sessions, keys, companies, terms, signing in.

mod companies;
mod company;
mod keys;
mod members;
mod own;
mod sessions;
mod sign_in;
mod terms;

use askama::Template;
use domain::permissions::Permission;

use crate::{
    context::Context,
    fields::Fields,
    frame::Frame,
    parts::{Pager, Place, html},
    places,
    routes::{Asks, Route},
};

/// Rows of a page.
const SHOWN: usize = 50;

const MEMBERS: Asks = Asks::May(Permission::ManageMembers);
const KEYS: Asks = Asks::May(Permission::ManageKeys);
const OPERATES: Asks = Asks::May(Permission::ManageCompanies);

pub(crate) const ROUTES: &[Route] = &[
    Route::read("/settings", Asks::Session, |context| Box::pin(own::show(context))),
    Route::read("/settings/members", MEMBERS, |context| Box::pin(members::list(context))),
    Route::send("/settings/members", MEMBERS, |context| Box::pin(members::invite(context))),
    Route::send("/settings/members/{id}/link", MEMBERS, |context| Box::pin(members::invite_again(context))),
    Route::send("/settings/members/{id}/role", MEMBERS, |context| Box::pin(members::assign(context))),
    Route::send("/settings/members/{id}/remove", MEMBERS, |context| Box::pin(members::remove(context))),
    Route::send("/settings/members/{id}/sign-out", MEMBERS, |context| Box::pin(members::sign_out(context))),
    Route::read("/settings/sessions", MEMBERS, |context| Box::pin(sessions::list(context))),
    Route::send("/settings/sessions/{id}/end", Asks::Session, |context| Box::pin(sessions::end(context))),
    Route::read("/settings/keys", KEYS, |context| Box::pin(keys::list(context))),
    Route::send("/settings/keys", KEYS, |context| Box::pin(keys::create(context))),
    Route::send("/settings/keys/{id}/revoke", KEYS, |context| Box::pin(keys::revoke(context))),
    Route::read("/settings/company", Asks::Session, |context| Box::pin(company::show(context))),
    Route::read("/settings/companies", OPERATES, |context| Box::pin(companies::list(context))),
    Route::send("/settings/companies", OPERATES, |context| Box::pin(companies::create(context))),
    Route::read("/settings/companies/{id}", OPERATES, |context| Box::pin(companies::show(context))),
    Route::send("/settings/companies/{id}/settings", OPERATES, |context| Box::pin(companies::set(context))),
    Route::send("/settings/companies/{id}/features", OPERATES, |context| Box::pin(companies::features(context))),
    Route::read("/settings/terms", Asks::Session, |context| Box::pin(terms::show(context))),
    Route::send("/settings/terms/accept", Asks::BeforeTerms(Permission::AcceptTerms), |context| {
        Box::pin(terms::accept(context))
    }),
    Route::send("/settings/terms/publish", OPERATES, |context| Box::pin(terms::publish(context))),
    Route::read("/settings/sign-in", MEMBERS, |context| Box::pin(sign_in::show(context))),
];

/// The pages of the settings, each with the permission that it asks for.
const PAGES: [(&str, &str, Option<Permission>); 8] = [
    ("/settings", "You", None),
    ("/settings/members", "Members", Some(Permission::ManageMembers)),
    ("/settings/sessions", "Sessions", Some(Permission::ManageMembers)),
    ("/settings/keys", "API keys", Some(Permission::ManageKeys)),
    ("/settings/company", "Company", None),
    ("/settings/companies", "All companies", Some(Permission::ManageCompanies)),
    ("/settings/terms", "Terms", None),
    ("/settings/sign-in", "Signing in", Some(Permission::ManageMembers)),
];

/// The way from one page of the settings to the others.
#[derive(Template)]
#[template(
    source = r#"<nav class="tabs" aria-label="Settings"><ul>{% for (path, name, current) in pages %}<li><a href="{{ path }}" aria-current="{% if *current %}page{% else %}false{% endif %}">{{ name }}</a></li>{% endfor %}</ul></nav>"#,
    ext = "html"
)]
struct Tabs {
    pages: Vec<(&'static str, &'static str, bool)>,
}

html!(Tabs);

impl Tabs {
    /// Those that whoever is signed in may open; the page of this path is the one that is shown.
    fn at(context: &Context, path: &str) -> Self {
        let permissions = context.caller().permissions;
        let open = PAGES.into_iter().filter(|(_, _, asks)| asks.is_none_or(|asked| permissions.has(asked)));
        Self { pages: open.map(|(at, name, _)| (at, name, at == path)).collect() }
    }
}

/// The frame of a page of the settings, whose address it is said to have.
fn frame(context: &Context, title: &str, path: &str) -> Frame {
    let frame = context.frame(title).at(places::Place::Settings);
    let frame = if path == "/settings" { frame } else { frame.inside("Settings", "/settings") };
    Frame { here: path.to_owned(), ..frame }
}

/// A page of what is few and read whole, newest first.
fn page<T>(mut all: Vec<T>, (path, query): (&str, &Fields), id: impl Fn(&T) -> i64) -> (Vec<T>, Pager) {
    let total = i64::try_from(all.len()).ok();
    all.sort_by_key(|one| std::cmp::Reverse(id(one)));
    let first = match Place::of(query) {
        None => 0,
        Some(place) if place.back => all.partition_point(|one| id(one) > place.id).saturating_sub(SHOWN),
        Some(place) => all.partition_point(|one| id(one) >= place.id),
    };
    let more = all.len() > first + SHOWN;
    let shown: Vec<T> = all.into_iter().skip(first).take(SHOWN).collect();
    let places: Vec<(String, i64)> = shown.iter().map(|one| (String::new(), id(one))).collect();
    let pager = Pager::around((path, query), &places, (first > 0, more), total);
    (shown, pager)
}
