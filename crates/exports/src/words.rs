//! Words for what the API says of people, times and accounts.

use serde_json::Value;

use super::clean;

/// The text at that place; nothing where there is none.
pub fn text<'v>(value: &'v Value, place: &str) -> &'v str {
    value.pointer(place).and_then(Value::as_str).unwrap_or_default()
}

/// The number at that place.
pub fn number(value: &Value, place: &str) -> Option<i64> {
    value.pointer(place).and_then(Value::as_i64)
}

/// Whether there is something other than null at that place.
pub fn has(value: &Value, place: &str) -> bool {
    value.pointer(place).is_some_and(|value| !value.is_null())
}

/// Whether there is `true` at that place.
pub fn is(value: &Value, place: &str) -> bool {
    value.pointer(place).and_then(Value::as_bool).unwrap_or_default()
}

/// The time at that place to the second, as `2026-05-01 10:00:00`; nothing where there is none.
pub fn time(value: &Value, place: &str) -> String {
    let text = text(value, place);
    let seconds = text.get(..19).unwrap_or(text);
    clean(&seconds.replace('T', " "))
}

/// The day of the time at that place.
pub fn day(value: &Value, place: &str) -> String {
    let text = text(value, place);
    clean(text.get(..10).unwrap_or(text))
}

/// First and last name of the person at that place; nothing for nobody.
pub fn name(value: &Value, place: &str) -> String {
    let names = ["firstName", "lastName"].map(|name| text(value, &format!("{place}/{name}")).to_owned());
    names.join(" ").trim().to_owned()
}

/// A person: name and address, and whether they have left. Nothing for nobody.
pub fn person(value: &Value, place: &str) -> String {
    let Some(person) = value.pointer(place).filter(|person| !person.is_null()) else { return String::new() };
    let (name, email) = (name(person, ""), text(person, "/email"));
    let called = if name.is_empty() { email.to_owned() } else { format!("{name} <{email}>") };
    clean(&if is(person, "/left") { format!("{called} (has left)") } else { called })
}

/// Who did something: a person and how that is known, or a part of the register.
pub fn actor(value: &Value, place: &str) -> String {
    let Some(actor) = value.pointer(place).filter(|actor| !actor.is_null()) else { return String::new() };
    let (who, os) = (person(actor, "/person"), clean(text(actor, "/os")));
    match (text(actor, "/kind"), who.is_empty()) {
        ("asserted", true) => os,
        ("asserted", false) => format!("{who}, as asserted by {os}"),
        ("key", _) => format!("{who} (key #{})", number(actor, "/key").unwrap_or_default()),
        ("session", true) => format!("member #{}", number(actor, "/member").unwrap_or_default()),
        ("session", false) => format!("{who} (signed in)"),
        ("rule", _) => format!("rule {}", clean(text(actor, "/rule"))),
        ("run", _) => format!("run #{}", number(actor, "/run").unwrap_or_default()),
        (other, _) => format!("the {}", clean(other)),
    }
}

/// Whose an account is, in a few words; a dash while nobody knows.
pub fn whose(account: &Value) -> String {
    if has(account, "/person") {
        return person(account, "/person");
    }
    if !has(account, "/service") {
        return "-".to_owned();
    }
    let reason = clean(text(account, "/service/reason"));
    let owner = if is(account, "/service/unowned") || !has(account, "/service/owner") {
        "no owner".to_owned()
    } else {
        format!("owner {}", person(account, "/service/owner"))
    };
    format!("service: {reason}; {owner}")
}

/// What is decided about an account, in a few words.
pub fn decided(state: &Value) -> String {
    if has(state, "/person") {
        return person(state, "/person");
    }
    if !has(state, "/service") {
        return "nobody yet".to_owned();
    }
    let owner = person(state, "/service/owner");
    let owner = if owner.is_empty() { "no owner".to_owned() } else { format!("owner {owner}") };
    let review = day(state, "/service/reviewBy");
    let review = if review.is_empty() { review } else { format!(", review by {review}") };
    format!("service account \"{}\", {owner}{review}", short(text(state, "/service/reason")))
}

/// What differs between two states of what is decided about an account.
pub fn differences(before: &Value, after: &Value) -> Vec<String> {
    let by = |state: &Value| match text(state, "/decidedBy") {
        "" => "decided by nobody".to_owned(),
        by => format!("decided by {} {}", if by == "human" { "a" } else { "the" }, clean(by)),
    };
    let both = [decided, expected].map(|told| (told(before), told(after))).into_iter();
    let differ = |(before, after): &(String, String)| before != after;
    let all: Vec<_> = both.filter(differ).collect();
    let all = if all.is_empty() { vec![(by(before), by(after))].into_iter().filter(differ).collect() } else { all };
    all.into_iter().map(|(before, after)| format!("{before} → {after}")).collect()
}

fn expected(state: &Value) -> String {
    let of = |access: &&str| has(state, &format!("/expected/{access}"));
    let all: Vec<&str> = ["admin", "database", "write", "push"].into_iter().filter(of).collect();
    if all.is_empty() { "no access expected".to_owned() } else { format!("expected {}", all.join(", ")) }
}

/// The beginning of a text, on one line.
pub fn short(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(MOST).collect();
    clean(&if cut.len() < line.len() { format!("{cut}…") } else { cut })
}

/// So many of them.
pub fn count(many: usize, noun: &str) -> String {
    if many == 1 { format!("1 {noun}") } else { format!("{many} {noun}s") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn people_are_named_by_name_and_address() {
        let row = json!({ "p": { "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "left": true },
                          "q": { "firstName": "", "lastName": "", "email": "q@example.com", "left": false }, "n": null });
        assert_eq!(person(&row, "/p"), "Ada Lovelace <ada@example.com> (has left)");
        assert_eq!(person(&row, "/q"), "q@example.com");
        assert_eq!(person(&row, "/n"), "");
    }

    #[test]
    fn actors_tell_how_they_are_known() {
        let ada = json!({ "firstName": "Ada", "lastName": "", "email": "ada@example.com", "left": false });
        for (of, words) in [
            (json!({ "kind": "key", "key": 4, "person": ada }), "Ada <ada@example.com> (key #4)"),
            (json!({ "kind": "asserted", "os": "root@host", "person": null }), "root@host"),
            (
                json!({ "kind": "asserted", "os": "root@host", "person": ada }),
                "Ada <ada@example.com>, as asserted by root@host",
            ),
            (json!({ "kind": "rule", "rule": "exact-address", "run": 3 }), "rule exact-address"),
            (json!({ "kind": "register" }), "the register"),
        ] {
            assert_eq!(actor(&json!({ "actor": of }), "/actor"), words);
        }
    }

    #[test]
    fn whose_an_account_is_fits_in_a_few_words() {
        let service =
            json!({ "person": null, "service": { "reason": "nightly backup", "owner": null, "unowned": true } });
        assert_eq!(whose(&service), "service: nightly backup; no owner");
        assert_eq!(whose(&json!({ "person": null, "service": null })), "-");
    }
}
