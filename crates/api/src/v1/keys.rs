//! Keys: making, listing and revoking them.

use app::keys::NewKey;
use domain::{
    Instant,
    ids::KeyId,
    keys,
    permissions::{Permission, Permissions},
};
use http::StatusCode;

use super::{
    cursors,
    lists::{limit, page},
    wire::Key,
};
use crate::{
    body::{Field, Given, Json, Object, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
    query::Params,
};

const CREATE: [Field; 5] = [
    Field::required("name"),
    Field::required("owner"),
    Field::optional("permissions"),
    Field::optional("all"),
    Field::optional("expiresAt"),
];
/// The longest name of a key, in characters.
const NAME: usize = 100;
/// The longest address (RFC 3696, erratum 1690), in characters.
const ADDRESS: usize = 254;

/// A page of keys, oldest first.
pub(crate) async fn list(context: Context) -> Answer {
    let params = Params::parse(&context.query)?;
    let (limit, after) = (limit(&params)?, cursors::id(&params)?.unwrap_or_default());
    let mut all = context.app.keys(&context.caller).await?;
    all.retain(|key| key.id.get() > after);
    all.sort_by_key(|key| key.id);
    let owners = all.iter().map(|key| key.owner).collect();
    let people = context.app.people_behind(&context.caller, owners).await?;
    let page = page(&all, limit, |key| key.id.to_string(), |key| Key::of(key, &people))?;
    present::json(StatusCode::OK, &page)
}

/// Makes a key, and shows its secret this once.
pub(crate) async fn create(mut context: Context) -> Answer {
    let body = context.body().await?;
    let object = parse_object(&body, &CREATE)?;
    let new = NewKey {
        name: object.text("name", NAME)?.to_owned(),
        owner: object.text("owner", ADDRESS)?.to_owned(),
        permissions: permissions(&object, context.caller.permissions)?,
        expires_at: expires_at(&object)?,
    };
    let (key, secret) = context.app.create_key(&context.caller, new).await?;
    let people = context.app.people_behind(&context.caller, vec![key.owner]).await?;
    present::json(StatusCode::CREATED, &Key::of(&key, &people)?.with(&secret))
}

/// Revokes a key for good.
pub(crate) async fn revoke(context: Context) -> Answer {
    let key: keys::Key = context.app.revoke_key(&context.caller, KeyId::new(context.id()?)).await?;
    let people = context.app.people_behind(&context.caller, vec![key.owner]).await?;
    present::json(StatusCode::OK, &Key::of(&key, &people)?)
}

/// The permissions by name, or all that the caller has.
fn permissions(object: &Object<'_>, own: Permissions) -> Result<Permissions, Problem> {
    let all = match object.given("all") {
        Given::Absent => false,
        _ => object.flag("all")?,
    };
    let named = object.given("permissions") != Given::Absent;
    if all == named {
        return Err(Problem::field("permissions", "must be given, or else all must be true"));
    }
    if all {
        return Ok(own);
    }
    let one = |name: &Json<'_>| match name {
        Json::Text(name) => Permission::parse(name),
        _ => None,
    };
    let permissions: Option<Permissions> = object.list("permissions")?.iter().map(one).collect();
    permissions.ok_or_else(|| Problem::field("permissions", "must be a list of names of permissions"))
}

fn expires_at(object: &Object<'_>) -> Result<Option<Instant>, Problem> {
    match object.given("expiresAt") {
        Given::Absent => Ok(None),
        Given::Value(Json::Text(text)) if Instant::parse(text).is_some() => Ok(Instant::parse(text)),
        _ => Err(Problem::field("expiresAt", "must be an instant as 2026-05-01T10:00:00Z, or a day as 2026-05-01")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Permissions> {
        let own = [Permission::ReadAccounts, Permission::ManageKeys].into_iter().collect();
        permissions(&parse_object(body.as_bytes(), &CREATE).unwrap(), own).ok()
    }

    #[test]
    fn permissions_are_named_or_all_of_ones_own() {
        let one = read(r#"{"name":"x","owner":"a@b","permissions":["Accounts: Read Accounts"]}"#).unwrap();
        assert_eq!(one.iter().collect::<Vec<_>>(), [Permission::ReadAccounts]);
        let all = read(r#"{"name":"x","owner":"a@b","all":true}"#).unwrap();
        assert_eq!(all.iter().count(), 2);
        for body in [
            r#"{"name":"x","owner":"a@b"}"#,
            r#"{"name":"x","owner":"a@b","all":false}"#,
            r#"{"name":"x","owner":"a@b","all":true,"permissions":[]}"#,
            r#"{"name":"x","owner":"a@b","permissions":["Everything"]}"#,
            r#"{"name":"x","owner":"a@b","permissions":null}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
