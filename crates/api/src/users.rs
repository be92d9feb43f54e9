//! Operation 10: users, which are the register's people.

use app::people::People;
use domain::ids::PersonId;
use http::StatusCode;
use store::people::Wanted;

use crate::{
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
    query::ListUsers,
    wire::{Page, User},
};

/// A page of people.
pub(crate) async fn list(context: Context) -> Answer {
    let asked = ListUsers::parse(&context.query)?;
    let ids = |people: Vec<PersonId>| people.into_iter().map(PersonId::get).collect();
    let wanted = Wanted {
        q: asked.q,
        roles: asked.roles,
        without_roles: asked.exclude_roles,
        only: ids(asked.include),
        except: ids(asked.exclude),
        ..Wanted::default()
    };
    let page = asked.page;
    let listed = context.app.list_people(&context.caller, wanted, page.limit, page.offset()).await?;
    let world = present::world(&listed.world, context.settings.contract);
    let data: Result<Vec<_>, Problem> =
        listed.people.iter().map(|profile| User::of(profile, &world).map_err(present::incomplete)).collect();
    let page = Page { data: data?, page: page.number, limit: page.limit, total: listed.total };
    present::json(StatusCode::OK, &page)
}

/// One person.
pub(crate) async fn by_id(context: Context) -> Answer {
    let person = PersonId::new(context.id()?);
    let found = context.app.person(&context.caller, person).await?;
    one(&context, &found)
}

/// The person with an address.
pub(crate) async fn by_email(context: Context) -> Answer {
    let email = context.text("email")?;
    let found = context.app.person_at(&context.caller, &email).await?;
    one(&context, &found)
}

fn one(context: &Context, found: &People) -> Answer {
    let profile = found.people.first().ok_or(Problem::new(Code::User))?;
    let world = present::world(&found.world, context.settings.contract);
    present::json(StatusCode::OK, &User::of(profile, &world).map_err(present::incomplete)?)
}
