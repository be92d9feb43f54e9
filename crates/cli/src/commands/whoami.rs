//! `whose whoami`: who asks.

use serde_json::Value;

use super::{Asked, keys};
use crate::{
    exit::{Code, Result},
    print::{clean, words},
};

pub(super) async fn run(asked: &Asked) -> Result<Code> {
    let whoami = asked.client.get("/api/v1/whoami", &Vec::new()).await?;
    asked.answer(&whoami, || told(&whoami))
}

fn told(whoami: &Value) -> String {
    let mut lines = vec![
        words::actor(whoami, "/actor"),
        format!("  company {}", clean(words::text(whoami, "/company/name"))),
        format!("  may {}", keys::may(whoami)),
    ];
    if words::has(whoami, "/key") {
        let (name, until) = (clean(words::text(whoami, "/key/name")), words::time(whoami, "/key/expiresAt"));
        lines.push(format!("  the key, {name}, works until {until}"));
    }
    let lacks = whoami.pointer("/company/lacks").and_then(Value::as_array);
    let lacks: Vec<&str> = lacks.into_iter().flatten().filter_map(Value::as_str).collect();
    if !lacks.is_empty() {
        lines.push(format!("  the company's plan lacks {}", clean(&lacks.join(", "))));
    }
    let number = |place| words::number(whoami, place).unwrap_or_default();
    if number("/company/termsAccepted") < number("/company/termsInForce") {
        lines.push("  the company has not accepted the terms in force; see `whose companies terms`".to_owned());
    }
    lines.join("\n")
}
