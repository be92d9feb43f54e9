//! `whose is ACCOUNT`: the question itself.

use serde_json::Value;

use super::{Asked, find};
use crate::{
    args::Past,
    client::Client,
    exit::{Code, Result},
    print::{self, clean, words},
};

/// Answers whose account it is.
pub(super) async fn run(asked: &Asked, text: &str, past: &Past) -> Result<Code> {
    let answer = ask(&asked.client, text, past).await?;
    let code = code(&answer);
    if asked.json {
        print::json(&answer)?;
    } else if code == Code::NoSuch {
        print::aside("whose: there is no such account, and nobody with that address; see `whose accounts list`");
    } else {
        print::line(&told(&answer))?;
    }
    Ok(code)
}

/// Asks. Digits alone are an id when no account is named so.
pub(super) async fn ask(client: &Client, text: &str, past: &Past) -> Result<Value> {
    let of = |account: String| [vec![("account", account)], past.query()].concat();
    let answer = client.get("/api/v1/is", &of(text.to_owned())).await?;
    match find::id(text) {
        Some(id) if code(&answer) == Code::NoSuch && !text.contains('#') => {
            client.get("/api/v1/is", &of(format!("#{id}"))).await
        }
        _ => Ok(answer),
    }
}

fn accounts(answer: &Value) -> &[Value] {
    answer.pointer("/accounts").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A person's address is answered by the person; else it depends on how many accounts match.
fn code(answer: &Value) -> Code {
    match accounts(answer) {
        _ if words::has(answer, "/person") => Code::Done,
        [] => Code::NoSuch,
        [account] if words::text(account, "/status") == "unlinked" => Code::NobodyYet,
        [_] => Code::Done,
        _ => Code::Several,
    }
}

fn told(answer: &Value) -> String {
    let mut parts = Vec::new();
    if words::has(answer, "/person") {
        let none = if accounts(answer).is_empty() { "\n  no accounts" } else { "" };
        parts.push(format!("{}{none}", person(answer)));
    }
    parts.extend(accounts(answer).iter().map(about));
    if let ([account], Code::NobodyYet) = (accounts(answer), code(answer)) {
        parts = vec![format!("{}\n{}", parts.join("\n\n"), next(account))];
    }
    parts.join("\n\n")
}

/// What can be done about an account that nobody knows.
fn next(account: &Value) -> String {
    let id = words::number(account, "/id").unwrap_or_default();
    format!(
        "  to say whose:              whose accounts link '#{id}' PERSON\n  \
           to say that it is nobody's: whose accounts mark '#{id}' --reason TEXT --owner PERSON"
    )
}

fn person(answer: &Value) -> String {
    let id = words::number(answer, "/person/id").unwrap_or_default();
    let job = clean(words::text(answer, "/person/jobTitle"));
    let job = if job.is_empty() { job } else { format!(", {job}") };
    format!("{} (#{id}){job}", words::person(answer, "/person"))
}

/// An account in one line: its id, its name and where it is.
pub(super) fn called(account: &Value) -> String {
    let id = words::number(account, "/id").unwrap_or_default();
    clean(&format!("#{id}  {}  {}", name(account), words::text(account, "/externalId")))
}

/// The account and its connection.
pub(super) fn name(account: &Value) -> String {
    let (name, connection) = (words::text(account, "/username"), words::text(account, "/connection/name"));
    clean(&format!("{name} on {connection} ({})", words::text(account, "/connection/kind")))
}

/// Everything that answers "whose is it", in a few lines.
pub(super) fn about(account: &Value) -> String {
    let mut lines = vec![headline(account)];
    lines.extend(details(account).into_iter().map(|line| format!("  {line}")));
    lines.join("\n")
}

fn headline(account: &Value) -> String {
    let name = name(account);
    match words::text(account, "/status") {
        "linked" => format!("{name} belongs to {}", words::person(account, "/person")),
        "service" => format!("{name} is a service account: {}", clean(words::text(account, "/service/reason"))),
        _ => format!("{name}: nobody knows yet whose it is"),
    }
}

fn details(account: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    match words::text(account, "/status") {
        "linked" => lines.push(format!("since {}", words::time(account, "/connectedAt"))),
        "service" => lines.extend(service(account)),
        _ if words::has(account, "/proposedOwner") => {
            lines.push(format!("perhaps {}", words::person(account, "/proposedOwner")));
        }
        _ => {}
    }
    lines.extend(decision(account));
    if words::has(account, "/removedAt") {
        let (seen, gone) = (words::time(account, "/lastSeenAt"), words::time(account, "/removedAt"));
        let seen = if seen.is_empty() { seen } else { format!(", last seen {seen}") };
        lines.push(format!("gone at the provider: found so {gone}{seen}"));
    }
    for access in ["admin", "database", "write", "push"] {
        let since = words::time(account, &format!("/expected/{access}"));
        lines.extend((!since.is_empty()).then(|| format!("expected {access} since {since}")));
    }
    let id = words::number(account, "/id").unwrap_or_default();
    lines.push(clean(&format!("#{id} {}", words::text(account, "/externalId"))));
    lines
}

fn service(account: &Value) -> Vec<String> {
    let owner = words::person(account, "/service/owner");
    let mut lines = vec![format!("since {}", words::time(account, "/service/at"))];
    lines.push(match (owner.is_empty(), words::is(account, "/service/unowned")) {
        (true, _) => "unowned: nobody answers for it".to_owned(),
        (false, true) => format!("unowned: its owner was {owner}"),
        (false, false) => format!("owner {owner}"),
    });
    // Who marked it is told with the decision, unless another decision came after it.
    if words::has(account, "/service/designator") && words::text(account, "/decision/kind") != "account.marked" {
        lines.push(format!("marked by {}", words::person(account, "/service/designator")));
    }
    if words::has(account, "/service/reviewBy") {
        lines.push(format!("to be reviewed by {}", words::day(account, "/service/reviewBy")));
    }
    lines
}

fn decision(account: &Value) -> Vec<String> {
    if !words::has(account, "/decision") {
        return Vec::new();
    }
    let what = clean(words::text(account, "/decision/kind").rsplit('.').next().unwrap_or_default());
    let (who, when) = (words::actor(account, "/decision/actor"), words::time(account, "/decision/at"));
    let mut lines = vec![format!("{what} by {who} at {when}")];
    if words::has(account, "/decision/because") {
        lines.push(format!("because: {}", clean(words::text(account, "/decision/because"))));
    }
    lines
}

#[cfg(test)]
mod tests;
