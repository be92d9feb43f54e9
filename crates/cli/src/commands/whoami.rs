//! `whose whoami`: who asks.

use serde_json::Value;

use super::Asked;
use crate::{
    exit::{Code, Result},
    print::{clean, words},
};

pub(super) async fn run(asked: &Asked) -> Result<Code> {
    let whoami = asked.client.get("/api/v1/whoami", &Vec::new()).await?;
    asked.answer(&whoami, || told(&whoami))
}

fn told(whoami: &Value) -> String {
    let number = |place| words::number(whoami, place).unwrap_or_default();
    let mut lines = vec![
        words::actor(whoami, "/actor"),
        format!("company  {}", clean(words::text(whoami, "/company/name"))),
        format!("terms    {} in force, {} accepted", number("/company/termsInForce"), number("/company/termsAccepted")),
    ];
    if words::has(whoami, "/key") {
        let (name, until) = (clean(words::text(whoami, "/key/name")), words::time(whoami, "/key/expiresAt"));
        lines.push(format!("key      {name}, works until {until}"));
    }
    lines.extend(listed("may      ", whoami, "/permissions"));
    lines.extend(listed("lacks    ", whoami, "/company/lacks"));
    lines.join("\n")
}

/// A line for each text of the list, of which the first has the head.
fn listed(head: &str, whoami: &Value, place: &str) -> Vec<String> {
    let list = whoami.pointer(place).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str).map(clean);
    let heads = std::iter::once(head.to_owned()).chain(std::iter::repeat(" ".repeat(head.len())));
    texts.zip(heads).map(|(text, head)| format!("{head}{text}")).collect()
}
