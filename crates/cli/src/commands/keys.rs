//! `whose keys …`

use http::Method;
use serde_json::{Value, json};

use super::{Asked, events, find};
use crate::{
    args::{CreateKey, Keys},
    exit::{Code, Failure, Result},
    print::{self, Column, Rows, Shape, clean, words},
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::at("KEY", "/name"),
        Column::made("OWNER", |key| words::person(key, "/owner")),
        Column::made("MAY", may),
        Column::time("EXPIRES", "/expiresAt"),
        Column::time("USED", "/usedAt"),
        Column::time("REVOKED", "/revokedAt"),
    ],
    csv: &[
        Column::at("id", "/id"),
        Column::at("name", "/name"),
        Column::at("owner", "/owner/email"),
        Column::at("permissions", "/permissions"),
        Column::time("createdAt", "/createdAt"),
        Column::time("expiresAt", "/expiresAt"),
        Column::time("usedAt", "/usedAt"),
        Column::time("revokedAt", "/revokedAt"),
    ],
};

pub(super) async fn run(asked: &Asked, keys: Keys) -> Result<Code> {
    match keys {
        Keys::Create(wanted) => create(asked, wanted).await,
        Keys::List { listed } => {
            let rows = Rows::Pages(asked.client.list("/api/v1/keys".to_owned(), Vec::new()));
            print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
        }
        Keys::Revoke { key } => {
            let id = find::id(&key).ok_or_else(|| {
                Failure::usage("a key is named by its id, as `whose keys list` shows it, never by its text")
            })?;
            let path = format!("/api/v1/keys/{id}/revoke");
            let revoked =
                asked.client.send(Method::POST, &path, &json!({})).await.map_err(|failure| match failure.code {
                    Code::NoSuch => Failure::new(Code::NoSuch, "there is no such key; see `whose keys list`"),
                    _ => failure,
                })?;
            asked.answer(&revoked, || {
                let (name, at) = (clean(words::text(&revoked, "/name")), words::time(&revoked, "/revokedAt"));
                format!("key #{id} ({name}) is revoked since {at}")
            })
        }
    }
}

async fn create(asked: &Asked, wanted: CreateKey) -> Result<Code> {
    let mut body = json!({ "name": wanted.name, "owner": wanted.owner });
    let mut set = |field: &str, value: Value| {
        if let Some(fields) = body.as_object_mut() {
            fields.insert(field.to_owned(), value);
        }
    };
    if wanted.all {
        set("all", true.into());
    } else {
        set("permissions", wanted.permission.into());
    }
    if let Some(expires) = wanted.expires {
        set("expiresAt", events::time("--expires", &expires)?.to_string().into());
    }
    let made = asked.client.send(Method::POST, "/api/v1/keys", &body).await.map_err(|failure| match failure.code {
        Code::NoSuch => Failure::new(
            Code::NoSuch,
            "--owner must be the address of a person who works at the company; see `whose people list`, or import people \
             first: whose import people FILE --connection NAME",
        ),
        _ => failure,
    })?;
    let id = words::number(&made, "/id").unwrap_or_default();
    let expires = words::time(&made, "/expiresAt");
    let answered = asked.answer(&made, || words::text(&made, "/key").to_owned())?;
    // Beside the output, so that the key alone can be sent into a file.
    print::aside(&format!(
        "key #{id}, until {expires}. It is shown this once: keep it where only its user can read it."
    ));
    Ok(answered)
}

/// What a key may do, in short.
pub(super) fn may(key: &Value) -> String {
    let Some(permissions) = key.pointer("/permissions").and_then(Value::as_array) else { return String::new() };
    let names: Vec<&str> = permissions.iter().filter_map(Value::as_str).collect();
    // The operator's permission is only ever given to keys of one company.
    if names.len() >= domain::permissions::Permission::ALL.len() - 1 {
        "everything".to_owned()
    } else {
        names.join("; ")
    }
}
