//! Members: who may use the pages.

use app::members::NewMember;
use domain::{ids::MemberId, members::Role};
use http::StatusCode;

use super::{
    cursors,
    lists::{limit, page},
    wire::Member,
};
use crate::{
    body::{Field, Given, Object, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
    query::Params,
};

const INVITE: [Field; 3] = [Field::required("name"), Field::required("role"), Field::optional("person")];
const ASSIGN: [Field; 1] = [Field::required("role")];
/// The longest name of a member, in characters.
const NAME: usize = 100;
/// The longest address (RFC 3696, erratum 1690), in characters.
const ADDRESS: usize = 254;

/// A page of members, oldest first.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (limit, after) = (limit(&params)?, cursors::id(&params)?.unwrap_or_default());
    let mut all = context.app.members(&context.caller).await?;
    all.retain(|member| member.id.get() > after);
    let people = all.iter().filter_map(|member| member.person).collect();
    let people = context.app.people_behind(&context.caller, people).await?;
    let page = page(&all, limit, |member| member.id.to_string(), |member| Member::of(member, &people))?;
    present::json(StatusCode::OK, &page)
}

/// Adds a member, and shows the ticket that signs them in, this once.
pub(crate) async fn invite(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &INVITE)?;
    let person = match object.given("person") {
        Given::Absent => None,
        _ => Some(object.text("person", ADDRESS)?.to_owned()),
    };
    let new = NewMember { name: object.text("name", NAME)?.to_owned(), role: role(&object)?, person };
    let (member, ticket) = context.app.invite(&context.caller, new).await?;
    let people = context.app.people_behind(&context.caller, member.person.into_iter().collect()).await?;
    present::json(StatusCode::CREATED, &Member::of(&member, &people)?.with(&ticket))
}

/// Makes another ticket for a member, and shows it, this once.
pub(crate) async fn invite_again(context: Context) -> Answer {
    let (member, ticket) = context.app.invite_again(&context.caller, MemberId::new(context.id()?)).await?;
    let people = context.app.people_behind(&context.caller, member.person.into_iter().collect()).await?;
    present::json(StatusCode::CREATED, &Member::of(&member, &people)?.with(&ticket))
}

/// Gives a member another role.
pub(crate) async fn assign(mut context: Context) -> Answer {
    let body = context.body().await?;
    let role = role(&parse_object(&body, &ASSIGN)?)?;
    let member = context.app.assign_role(&context.caller, MemberId::new(context.id()?), role).await?;
    let people = context.app.people_behind(&context.caller, member.person.into_iter().collect()).await?;
    present::json(StatusCode::OK, &Member::of(&member, &people)?)
}

/// Removes a member, and ends their sessions.
pub(crate) async fn remove(context: Context) -> Answer {
    let member = context.app.remove_member(&context.caller, MemberId::new(context.id()?)).await?;
    let people = context.app.people_behind(&context.caller, member.person.into_iter().collect()).await?;
    present::json(StatusCode::OK, &Member::of(&member, &people)?)
}

fn role(object: &Object<'_>) -> Result<Role, Problem> {
    object.choice("role", &Role::ALL.map(|role| (role.name(), role)))
}
