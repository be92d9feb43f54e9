//! Accounts: finding and reading them.

use app::accounts::Answer as Found;
use domain::{
    connections::Family,
    ids::{AccountId, ConnectionId, PersonId},
    texts,
};
use http::StatusCode;
use store::{
    links::Stored,
    lists::{self, Condition, From, Mark, Sort},
};

use super::{
    cursors::{self, Place},
    lists::{flag, limit, moment, one_more, page},
    versions,
    wire::{Account, Around, Person, WhoseIs},
};
use crate::{
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
    query::{Direction, Params},
};

/// States that lists of accounts can be asked for by.
const STATES: [(&str, Condition); 5] = [
    ("unlinked", Condition::Unlinked),
    ("service", Condition::Service),
    ("unowned", Condition::Unowned),
    ("removed", Condition::Removed),
    ("leaver", Condition::Leaver),
];

/// A page of accounts.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (wanted, limit, moment) = (wanted(&params)?, limit(&params)?, moment(&params)?);
    let usual = if moment.is_now() { Sort::Username } else { Sort::Id };
    let sort = params.read("sort", "must be username or id", sort)?.unwrap_or(usual);
    let direction = params.read("sortDir", "must be one of ASC, DESC", Direction::parse)?.unwrap_or_default();
    let place = cursors::place(&params)?;
    let found = if moment.is_now() {
        let asked = lists::Page {
            sort,
            descending: direction == Direction::Descending,
            from: place.map_or(From::Skip(0), |place| from(place, sort)),
            limit: one_more(limit),
        };
        context.app.list_accounts(&context.caller, wanted, asked, false).await?.answer
    } else {
        if (sort, direction) != (Sort::Id, Direction::Ascending) {
            return Err(Problem::parameter("sort", "must be id, ascending, for a register as it was"));
        }
        let after = place.map_or(AccountId::new(0), |place| place.id);
        context.app.accounts_as_of(&context.caller, &wanted, moment, (after, limit + 1)).await?
    };
    let decisions = context.app.decisions(&context.caller, &found.accounts).await?;
    let around = Around { world: &found.world, decisions: &decisions };
    let page = page(&found.accounts, limit, |stored| cursor(stored, sort), |stored| Account::of(stored, around))?;
    present::json(StatusCode::OK, &page)
}

/// One account, with everything the provider showed.
pub(crate) async fn get(context: Context) -> Answer {
    let (id, moment) = (AccountId::new(context.id()?), moment(&Params::parse(&context.query)?)?);
    let found = if moment.is_now() {
        context.app.account(&context.caller, id).await?
    } else {
        context.app.account_as_of(&context.caller, id, moment).await?
    };
    let decisions = context.app.decisions(&context.caller, &found.accounts).await?;
    let stored = found.accounts.first().ok_or(Problem::new(Code::Identity))?;
    let around = Around { world: &found.world, decisions: &decisions };
    let account = Account::of(stored, around)?.with_facts(&stored.account.facts);
    let answer = present::json(StatusCode::OK, &account)?;
    Ok(if moment.is_now() { versions::tagged(answer, stored.link.version) } else { answer })
}

/// Whose it is, whatever the text names.
pub(crate) async fn is(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let text = params
        .read("account", "must not be blank", |text| (!text.trim().is_empty()).then(|| text.trim().to_owned()))?;
    let text = text.ok_or_else(|| Problem::parameter("account", "is required"))?;
    let moment = moment(&params)?;
    let found = if moment.is_now() {
        context.app.whose(&context.caller, &text).await?
    } else {
        context.app.whose_as_of(&context.caller, &text, moment).await?
    };
    let decisions = context.app.decisions(&context.caller, &found.answer.accounts).await?;
    let Found { accounts, world } = &found.answer;
    let around = Around { world, decisions: &decisions };
    let person = found.person.as_ref().map(|profile| Person::of(profile, &world.connections)).transpose()?;
    let accounts = accounts.iter().map(|stored| Account::of(stored, around)).collect::<Result<_, _>>()?;
    present::json(StatusCode::OK, &WhoseIs { person, accounts })
}

fn wanted(params: &Params<'_>) -> Result<lists::Wanted, Problem> {
    let mut states = Vec::new();
    for (name, condition) in STATES {
        states.extend(flag(params, name)?.map(|so| (condition, so)));
    }
    let person = params.id("person")?.map(PersonId::new);
    Ok(lists::Wanted { q: params.q()?, person, states, ..of_connection(params)? })
}

/// Accounts of one connection, or of one family.
pub(super) fn of_connection(params: &Params<'_>) -> Result<lists::Wanted, Problem> {
    let family =
        params.read("family", "must be one of infrastructure, version_control, identity, other", Family::parse)?;
    let connections = params.id("connection")?.map(|id| vec![ConnectionId::new(id)]);
    Ok(lists::Wanted { families: family.into_iter().collect(), connections, ..lists::Wanted::default() })
}

fn sort(name: &str) -> Option<Sort> {
    match name {
        "username" => Some(Sort::Username),
        "id" => Some(Sort::Id),
        _ => None,
    }
}

fn from(place: Place, sort: Sort) -> From {
    let key = if sort == Sort::Id { place.id.into() } else { place.key.into() };
    From::After(Mark { key, account: place.id }, 0)
}

fn cursor(stored: &Stored, sort: Sort) -> String {
    let key = if sort == Sort::Id { String::new() } else { texts::key(&stored.account.username) };
    Place { key, id: stored.account.id }.spell()
}
