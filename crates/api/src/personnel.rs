//! Operation 11: rosters by upload. The body is read as a stream; whoever is missing from it has left.

use app::runs::{Import, Spooled};
use domain::{
    connections::Family,
    ids::{self, ConnectionId},
    listings::{BadList, Reading},
    runs::Scope,
};
use http::StatusCode;
use serde_json::json;

use crate::{
    body::{Field, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::{Code, Problem},
    query::Params,
    spool::spool,
};

/// What a connection made by upload is called; the second becomes `personnel-2`.
const NAME: &str = "personnel";
/// The one field of a body.
const BODY: [Field; 1] = [Field::required("personnelData")];
/// Up to this many bytes a bad body is read again, to tell what is wrong with it.
const USUAL: u64 = 1024 * 1024;
/// The greatest count, which every JSON reader keeps exactly.
const MOST: u64 = ids::MAX.unsigned_abs();

/// Makes a connection from a roster.
pub(crate) async fn create(context: Context) -> Answer {
    let confirm = confirm(&Params::parse(&context.query)?)?;
    import(context, (NAME.to_owned(), true), confirm).await?;
    present::json(StatusCode::CREATED, &json!({}))
}

/// Replaces the roster of a connection.
pub(crate) async fn replace(context: Context) -> Answer {
    let id = ConnectionId::new(context.id()?);
    let confirm = confirm(&Params::parse(&context.query)?)?;
    let connections = context.app.connections_behind(&context.caller).await?;
    let connection = connections.get(&id).filter(|connection| connection.kind.family() == Family::Identity);
    let name = connection.ok_or(Problem::new(Code::Identity))?.name.clone();
    import(context, (name, false), confirm).await?;
    present::json(StatusCode::OK, &json!({}))
}

/// The parameter `confirm`: how many may leave.
pub(crate) fn confirm(params: &Params<'_>) -> Result<Option<u64>, Problem> {
    params.read("confirm", "must be a whole number of at least 0", |text| {
        let plain = text.len() <= 16 && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain { text.parse().ok().filter(|count| *count <= MOST) } else { None }
    })
}

/// Imports into the connection of that name, or into a fresh one.
async fn import(
    mut context: Context,
    (connection, fresh): (String, bool),
    confirm: Option<u64>,
) -> Result<(), Problem> {
    let spool = spool(&mut context).await?;
    if !spool.plain_text {
        return Err(Problem::new(Code::NotUtf8));
    }
    let import = Import {
        scope: Scope::People,
        connection,
        fresh,
        kind: None,
        reading: Reading { format: Some("personnel".to_owned()), ..Reading::default() },
        complete: true,
        link: false,
        observed_at: None,
        dry_run: false,
        confirm,
        hold: false,
        wait: true,
        name: "personnelData".to_owned(),
    };
    match context.app.import(&context.caller, import, spool.list.clone()).await {
        Ok(_) => Ok(()),
        Err(app::Error { kind: app::Kind::BadList(bad), .. }) => Err(told_apart(&spool.list, bad).await),
        Err(refused) => Err(refused.into()),
    }
}

/// Why the list is bad; of one of usual size, with the code that every body of that fault has.
async fn told_apart(list: &Spooled, bad: BadList) -> Problem {
    if list.bytes <= USUAL
        && let Ok(bytes) = tokio::fs::read(&list.path).await
        && let Err(problem) = parse_object(&bytes, &BODY)
    {
        return problem;
    }
    app::Error::from(bad).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_plain_digits() {
        let read = |query| confirm(&Params::parse(query).unwrap()).map_err(|problem| problem.code());
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("confirm=0"), Ok(Some(0)));
        assert_eq!(read("confirm=12"), Ok(Some(12)));
        for query in ["confirm=", "confirm=-1", "confirm=1.5", "confirm=x", "confirm=1&confirm=1"] {
            assert_eq!(read(query), Err(Code::Query), "{query}");
        }
    }
}
