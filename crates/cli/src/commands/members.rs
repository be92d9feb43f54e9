//! `whose members …`

use http::Method;
use serde_json::{Value, json};

use super::{Asked, find, serve};
use crate::{
    args::{Invite, Members},
    exit::{Code, Failure, Result},
    print::{self, Column, Rows, Shape, clean, words},
    start::Start,
};

const SHAPE: Shape = Shape {
    table: &[
        Column::at("ID", "/id"),
        Column::at("MEMBER", "/name"),
        Column::at("ROLE", "/role"),
        Column::made("PERSON", |member| words::person(member, "/person")),
        Column::time("ADDED", "/createdAt"),
        Column::time("REMOVED", "/removedAt"),
    ],
    csv: &[
        Column::at("id", "/id"),
        Column::at("name", "/name"),
        Column::at("role", "/role"),
        Column::at("person", "/person/email"),
        Column::at("issuer", "/issuer"),
        Column::time("createdAt", "/createdAt"),
        Column::time("removedAt", "/removedAt"),
    ],
};

pub(super) async fn run(asked: &Asked, members: Members, start: &Start) -> Result<Code> {
    match members {
        Members::List { listed } => {
            let rows = Rows::Pages(asked.client.list("/api/v1/members".to_owned(), Vec::new()));
            print::list(rows, &SHAPE, listed, asked.json).await.map(|()| Code::Done)
        }
        Members::Invite(wanted) => invite(asked, wanted, start).await,
        Members::Role { member, role } => {
            let changed = send(asked, Method::PUT, (&member, "role"), &json!({ "role": role })).await?;
            asked.answer(&changed, || format!("{} is {role} now", called(&changed)))
        }
        Members::Remove { member } => {
            let removed = send(asked, Method::POST, (&member, "remove"), &json!({})).await?;
            asked.answer(&removed, || format!("{} is removed, and signed out everywhere", called(&removed)))
        }
    }
}

async fn invite(asked: &Asked, wanted: Invite, start: &Start) -> Result<Code> {
    let made = match wanted.again {
        Some(member) => send(asked, Method::POST, (&member, "invitation"), &json!({})).await?,
        None => {
            let mut body = json!({ "name": wanted.name, "role": wanted.role });
            if let (Some(person), Some(fields)) = (wanted.person, body.as_object_mut()) {
                fields.insert("person".to_owned(), person.into());
            }
            let sent = asked.client.send(Method::POST, "/api/v1/members", &body).await;
            sent.map_err(|failure| match failure.code {
                Code::NoSuch => Failure::new(
                    Code::NoSuch,
                    "--person must be the address of a person who works at the company; see `whose people list`",
                ),
                _ => failure,
            })?
        }
    };
    let link = serve::sign_in(&address(start), words::text(&made, "/ticket"));
    let answered = asked.answer(&made, || link)?;
    // Beside the output, so that the link alone can be sent on.
    print::aside(&format!("it signs {} in, once, within a day; it is shown this once", called(&made)));
    Ok(answered)
}

/// Where browsers find the server: as the settings say, else as the server listens.
fn address(start: &Start) -> String {
    let serve = &start.config.serve;
    let listens = || format!("{}://{}", if serve.tls.is_some() { "https" } else { "http" }, serve.listen);
    start.global.server.clone().or_else(|| serve.public_url.clone()).unwrap_or_else(listens)
}

async fn send(asked: &Asked, method: Method, (member, what): (&str, &str), body: &Value) -> Result<Value> {
    let id = find::id(member)
        .ok_or_else(|| Failure::usage("a member is named by their id, as `whose members list` shows it"))?;
    let sent = asked.client.send(method, &format!("/api/v1/members/{id}/{what}"), body).await;
    sent.map_err(|failure| match failure.code {
        Code::NoSuch => Failure::new(Code::NoSuch, "there is no such member; see `whose members list`"),
        _ => failure,
    })
}

fn called(member: &Value) -> String {
    format!("{} (member #{})", clean(words::text(member, "/name")), words::number(member, "/id").unwrap_or_default())
}
