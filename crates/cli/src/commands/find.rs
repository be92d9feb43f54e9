//! Finding what somebody names on the command line: exactly one, or the candidates.

use serde_json::Value;

use super::{Asked, is};
use crate::{
    args::Past,
    client::Client,
    exit::{Code, Failure, Result},
    print::{clean, words},
};

/// The one account that the text names.
pub(super) async fn account(asked: &Asked, text: &str) -> Result<Value> {
    let answer = is::ask(&asked.client, text, &Past::default()).await?;
    let all = answer.pointer("/accounts").and_then(Value::as_array).cloned().unwrap_or_default();
    // A person's address also answers with all their accounts; an account is named by what is its own.
    let wanted = domain::texts::key(text);
    let carries = |account: &Value| {
        let own = ["/externalId", "/username", "/email"].map(|place| domain::texts::key(words::text(account, place)));
        own.contains(&wanted) || id(text).is_some_and(|id| words::number(account, "/id") == Some(id))
    };
    let found: Vec<Value> = all.into_iter().filter(carries).collect();
    one(found, "account", is::called)
}

/// The id of the one account that the text names.
pub(super) async fn account_id(asked: &Asked, text: &str) -> Result<i64> {
    id_of(&account(asked, text).await?)
}

/// The one person that the text names: an id, an address or a full name. Of several, the one who has not left.
pub(super) async fn person(client: &Client, text: &str) -> Result<Value> {
    if let Some(id) = id(text) {
        return client.get(&format!("/api/v1/people/{id}"), &Vec::new()).await;
    }
    let address = text.contains('@');
    // Names are kept in an order of their own, so that the search is for one word of it.
    let word = text.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
    let query = vec![if address { ("email", text.trim().to_owned()) } else { ("q", word.to_owned()) }];
    let listed = client.list("/api/v1/people".to_owned(), query).all().await?;
    let wanted = domain::texts::key(text);
    let named = |person: &Value| {
        let name = format!("{} {}", words::text(person, "/firstName"), words::text(person, "/lastName"));
        address || domain::texts::key(&name) == wanted
    };
    let found: Vec<Value> = listed.into_iter().filter(named).collect();
    let current: Vec<Value> = found.iter().filter(|person| !words::is(person, "/left")).cloned().collect();
    let found = if current.len() == 1 { current } else { found };
    one(found, "person", |person| {
        let id = words::number(person, "/id").unwrap_or_default();
        format!("#{id}  {}", words::person(person, ""))
    })
}

/// The id of the one person that the text names.
pub(super) async fn person_id(client: &Client, text: &str) -> Result<i64> {
    id_of(&person(client, text).await?)
}

/// The id of the connection that the text names.
pub(super) async fn connection_id(client: &Client, text: &str) -> Result<i64> {
    id_of(&connection(client, text).await?)
}

/// The connection that the text names.
pub(super) async fn connection(client: &Client, text: &str) -> Result<Value> {
    let listed = client.list("/api/v1/connections".to_owned(), Vec::new()).all().await?;
    let wanted = domain::texts::key(text);
    let by_name = listed.iter().find(|connection| domain::texts::key(words::text(connection, "/name")) == wanted);
    let by_id = || listed.iter().find(|connection| id(text).is_some() && words::number(connection, "/id") == id(text));
    match by_name.or_else(by_id) {
        Some(connection) => Ok(connection.clone()),
        None => Err(Failure::new(Code::NoSuch, "there is no such connection; see `whose connections list`")),
    }
}

/// The id that the text is, as `#12` or `12`.
pub(super) fn id(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

fn id_of(found: &Value) -> Result<i64> {
    words::number(found, "/id").ok_or_else(|| Failure::failed("the answer has no id; is the server another version?"))
}

fn one(mut found: Vec<Value>, noun: &str, called: fn(&Value) -> String) -> Result<Value> {
    match found.len() {
        1 => found.pop().ok_or_else(|| none(noun)),
        0 => Err(none(noun)),
        _ => {
            let lines: Vec<String> = found.iter().map(|each| format!("  {}", clean(&called(each)))).collect();
            let words = format!("several match; name one by its id, as '#12':\n{}", lines.join("\n"));
            Err(Failure::new(Code::Several, words))
        }
    }
}

fn none(noun: &str) -> Failure {
    let list = if noun == "person" { "people" } else { "accounts" };
    Failure::new(Code::NoSuch, format_args!("there is no such {noun}; see `whose {list} list`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_written_with_or_without_its_sign() {
        assert_eq!([id("#12"), id("12"), id(" #7 ")], [Some(12), Some(12), Some(7)]);
        assert_eq!([id(""), id("#"), id("12a"), id("-1"), id("+1"), id("##1")], [None; 6]);
    }

    #[test]
    fn of_several_none_is_chosen() {
        let called = |value: &Value| value.to_string();
        let several = one(vec![json!(1), json!(2)], "account", called).unwrap_err();
        assert_eq!(several.code, Code::Several);
        assert!(several.to_string().ends_with("\n  1\n  2"));
        assert_eq!(one(vec![], "account", called).unwrap_err().code, Code::NoSuch);
        assert_eq!(one(vec![json!(1)], "account", called).unwrap(), json!(1));
    }
}
