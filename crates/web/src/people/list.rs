//! The list of people.

use app::people::{ByName, Place};
use askama::Template;
use domain::{
    ids::PersonId,
    people::{Left, Profile},
};
use store::people::Wanted;

use crate::{
    context::Context,
    fields::Fields,
    frame::Frame,
    parts::{self, Pager, Time},
    places,
    routes::Answer,
};

/// Rows of a page.
const SHOWN: usize = 50;

/// Who is listed: the name in the address, and in words.
const STATES: [(&str, &str); 2] = [("here", "who work here"), ("left", "who have left")];

/// The page.
#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    frame: Frame,
    query: Fields,
    rows: Vec<Row>,
    pager: Pager,
    filtered: bool,
}

/// Somebody in the list.
struct Row {
    id: i64,
    name: String,
    email: String,
    title: Option<String>,
    left: Option<Parting>,
    accounts: i64,
    /// Whether they have left and accounts are linked to them.
    odd: bool,
}

/// When somebody left, as far as that is known.
pub(super) struct Parting {
    pub(super) at: Option<Time>,
    /// They were still here at this instant, where no roster told the date.
    pub(super) after: Option<Time>,
}

impl Parting {
    pub(super) fn of(left: &Left) -> Self {
        Self { at: left.at.map(Time), after: left.after.filter(|_| left.inferred).map(Time) }
    }
}

/// Shows a page of the list.
pub(super) async fn show(context: Context) -> Answer {
    let query = &context.query;
    let left = match query.text("state").unwrap_or_default() {
        "here" => Some(false),
        "left" => Some(true),
        _ => None,
    };
    let wanted = Wanted { q: query.text("q").map(str::to_owned), left, ..Wanted::default() };
    let place = parts::Place::of(query);
    let place = place.map(|place| Place { key: place.key, person: PersonId::new(place.id), back: place.back });
    let ByName { people, before, after } = context.app.people_by_name(context.caller(), wanted, place, SHOWN).await?;
    let places: Vec<(String, i64)> = people.iter().map(|(profile, _)| placed(profile)).collect();
    context.show(&Page {
        frame: context.frame("People").at(places::Place::People),
        pager: Pager::around(("/people", query), &places, (before, after), None),
        rows: people.iter().map(|(profile, accounts)| Row::of(profile, *accounts)).collect(),
        filtered: query.text("q").is_some() || left.is_some() || before,
        query: query.clone(),
    })
}

fn placed(profile: &Profile) -> (String, i64) {
    (Place::key(&profile.person), profile.person.id.get())
}

impl Row {
    fn of(profile: &Profile, accounts: i64) -> Self {
        let person = &profile.person;
        Self {
            id: person.id.get(),
            name: person.name(),
            email: person.email.clone(),
            title: person.job_title.clone(),
            left: person.left.as_ref().map(Parting::of),
            accounts,
            odd: person.left.is_some() && accounts > 0,
        }
    }
}

impl Page {
    fn chosen(&self, name: &str, value: &str) -> bool {
        self.query.text(name) == Some(value)
    }
}
