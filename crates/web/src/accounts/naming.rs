//! Naming a person in a form: by address, by name or by number, with suggestions while one types.

use app::{App, Caller};
use askama::Template;
use domain::{
    ids::PersonId,
    people::{Person, Profile},
    texts,
};
use store::people::Wanted;

use crate::{context::Context, fields::id, routes::Answer, trouble::Trouble};

/// Suggestions at once.
const MOST: i64 = 8;

/// The options that a field suggests.
#[derive(Template)]
#[template(
    source = r#"{% for person in people %}<option value="{{ person.email }}">{{ person.name() }}{% if let Some(title) = person.job_title %}, {{ title }}{% endif %}{% if person.left.is_some() %} (has left){% endif %}</option>{% endfor %}"#,
    ext = "html"
)]
struct Options {
    people: Vec<Person>,
}

/// Suggests people whose name or address holds what was typed.
pub(crate) async fn suggest(context: Context) -> Answer {
    let typed = context.query.text("person").or(context.query.text("owner"));
    let people = match typed {
        Some(typed) => search(&context.app, context.caller(), typed).await?,
        None => Vec::new(),
    };
    context.fragment(&Options { people: people.into_iter().map(|profile| profile.person).collect() })
}

/// The one person whom the text names; in words why there is none.
pub(crate) async fn person(app: &App, caller: &Caller, text: &str) -> Result<Result<PersonId, String>, Trouble> {
    if let Some(id) = text.strip_prefix('#').and_then(id) {
        return found(app.person(caller, PersonId::new(id)).await);
    }
    if text.contains('@') {
        return found(app.person_at(caller, text).await);
    }
    let named = |profile: &&Profile| texts::key(&profile.person.name()) == texts::key(text);
    let all = search(app, caller, text).await?;
    let exact: Vec<&Profile> = all.iter().filter(named).collect();
    let likely = if exact.is_empty() { all.iter().collect() } else { exact };
    Ok(match likely.as_slice() {
        [one] => Ok(one.person.id),
        [] => Err("Nobody in the register has this name or address.".to_owned()),
        _ => Err("Several people match; name one by their address.".to_owned()),
    })
}

async fn search(app: &App, caller: &Caller, typed: &str) -> Result<Vec<Profile>, Trouble> {
    // Names are kept in an order of their own, so that the search is for one word of it.
    let word = typed.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
    let wanted = Wanted { q: Some(word.to_owned()), ..Wanted::default() };
    Ok(app.list_people(caller, wanted, MOST, 0).await?.people)
}

fn found(people: app::Result<app::people::People>) -> Result<Result<PersonId, String>, Trouble> {
    match people {
        Ok(people) => Ok(people.people.first().map(|one| one.person.id).ok_or_else(String::new)),
        Err(app::Error { kind: app::Kind::Missing(_), .. }) => {
            Ok(Err("Nobody in the register has this address or number.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}
