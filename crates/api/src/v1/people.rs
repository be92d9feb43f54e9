//! People: finding and reading them.

use app::{App, Caller, people::People};
use domain::ids::PersonId;
use http::StatusCode;
use store::people::Wanted;

use super::{
    cursors,
    lists::{flag, limit, moment, one_more, page},
    wire::Person,
};
use crate::{
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
    query::Params,
};

/// A page of people, in the order of their ids.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let limit = limit(&params)?;
    let (q, left, after) = (params.q()?, flag(&params, "left")?, cursors::id(&params)?.unwrap_or_default());
    let moment = moment(&params)?;
    let email = params.read("email", "must not be blank", not_blank)?;
    let found = match email {
        _ if !moment.is_now() => {
            let wanted = Wanted { q: email.or(q), left, after, ..Wanted::default() };
            context.app.list_people_as_of(&context.caller, &wanted, moment, limit + 1).await?
        }
        Some(email) => with_address((&context.app, &context.caller), &email, left, after).await?,
        None => {
            let wanted = Wanted { q, left, after, ..Wanted::default() };
            context.app.list_people(&context.caller, wanted, one_more(limit), 0).await?
        }
    };
    let page = page(
        &found.people,
        limit,
        |profile| profile.person.id.to_string(),
        |profile| Person::of(profile, &found.world.connections),
    )?;
    present::json(StatusCode::OK, &page)
}

/// One person.
pub(crate) async fn get(context: Context) -> Answer {
    let (id, moment) = (PersonId::new(context.id()?), moment(&Params::parse(&context.query)?)?);
    let found = if moment.is_now() {
        context.app.person(&context.caller, id).await?
    } else {
        context.app.person_as_of(&context.caller, id, moment).await?
    };
    let profile = found.people.first().ok_or(Problem::new(Code::User))?;
    present::json(StatusCode::OK, &Person::of(profile, &found.world.connections)?)
}

/// The one person with that address, or nobody.
async fn with_address(
    (app, caller): (&App, &Caller),
    email: &str,
    left: Option<bool>,
    after: i64,
) -> Result<People, Problem> {
    let mut found = match app.person_at(caller, email).await {
        Ok(found) => found,
        Err(app::Error { kind: app::Kind::Missing(_), .. }) => {
            return Ok(People { people: Vec::new(), total: 0, world: app::accounts::World::default() });
        }
        Err(failed) => return Err(failed.into()),
    };
    found.people.retain(|profile| {
        let person = &profile.person;
        person.id.get() > after && left.is_none_or(|left| left == person.left.is_some())
    });
    Ok(found)
}

fn not_blank(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
