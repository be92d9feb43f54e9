//! Parameters of paths, queries and headers.

use domain::{
    connections::{Family, Kind, State},
    findings::{Control, Rule},
    ids,
    listings::DateOrder,
    moments::Every,
};
use serde_json::{Value, json};

use crate::{
    query::{ConnectionSort, Direction, IdentitySort, LIMIT, PROVIDER_TYPES, Q_LENGTH},
    v1,
};

use super::requests::{FILLED, STORABLE};

/// The longest cursor that fits into a URL.
const CURSOR: usize = 4000;

/// The parameters that stand in the path.
pub(super) fn of_path(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let schema = |name| match name {
        "id" if path.starts_with("/api/") => id(),
        "id" => number(ids::MAX),
        _ => json!({ "type": "string", "minLength": 1, "pattern": FILLED }),
    };
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema(name) })).collect()
}

/// None besides those of the path.
pub(super) fn none() -> Vec<Value> {
    Vec::new()
}

/// Operations 2 and 6.
pub(super) fn identities(family: Family) -> Vec<Value> {
    let kinds = Kind::ALL.iter().filter(|kind| kind.family() == family).map(|kind| kind.name());
    let mut all = pages();
    all.extend([
        query("q", search(), "What to find in the provider's id, the user name or the address."),
        query("clientType", one_of(kinds), "Only those of this kind."),
        query("connectionId", number(ids::MAX), "Only those of this connection."),
        query("sort", one_of(IdentitySort::names(family)), "What to sort by; USERNAME unless told otherwise."),
        direction(),
    ]);
    all
}

/// Operation 9.
pub(super) fn connections() -> Vec<Value> {
    let mut all = pages();
    all.extend([
        query("sort", one_of(ConnectionSort::NAMES), "What to sort by; CREATED_AT unless told otherwise."),
        direction(),
        query("providerTypes", list(one_of(PROVIDER_TYPES)), "Only those that provide one of these."),
        query("state", one_of(State::ALL.map(State::name)), "Only those in this state."),
    ]);
    all
}

/// Operation 10.
pub(super) fn users() -> Vec<Value> {
    let roles = || list(json!({ "type": "string", "pattern": "^[A-Z0-9_]{1,64}$" }));
    let people = || list(number(ids::MAX));
    let mut all = pages();
    all.extend([
        query("q", search(), "What to find in a name or an address."),
        query("roles[]", roles(), "Only those with one of these roles."),
        query("excludeRoles[]", roles(), "None of those with one of these roles."),
        query("includeUserIds[]", people(), "Only these."),
        query("excludeUserIds[]", people(), "None of these."),
    ]);
    all
}

/// Operation 11.
pub(super) fn confirm() -> Vec<Value> {
    let count = json!({ "type": "integer", "minimum": 0, "maximum": ids::MAX });
    vec![query("confirm", count, "How many may go, where more are missing than may go without a word.")]
}

/// A list whose cursors are ids or numbers.
pub(super) fn plain() -> Vec<Value> {
    cursors(v1::cursors::PLAIN)
}

/// The events of an account.
pub(super) fn dated() -> Vec<Value> {
    cursors(v1::cursors::DATED)
}

/// The list of accounts.
pub(super) fn accounts() -> Vec<Value> {
    let mut all = cursors(v1::cursors::NAMED);
    for (name, what) in [
        ("unlinked", "Only those that nobody has said anything about, or only the others."),
        ("service", "Only service accounts, or only the others."),
        ("unowned", "Only service accounts without an owner who works here, or only the others."),
        ("removed", "Only those that are gone at the provider, or only the others."),
        ("leaver", "Only those of people who have left, or only the others."),
    ] {
        all.push(query(name, flag(), what));
    }
    all.extend(of_connection());
    all.extend([
        query("person", id(), "Only those of this person."),
        query("q", search(), "What to find in the provider's id, the name or the address."),
        query(
            "sort",
            one_of(["username", "id"]),
            "What to sort by; username unless told otherwise, id as of a moment.",
        ),
        direction(),
    ]);
    all.extend(moment());
    all
}

/// The list of differences.
pub(super) fn differences() -> Vec<Value> {
    let mut all = cursors(v1::cursors::MIXED);
    let mut from = query("from", instant(), "The earlier moment. A day means its end in UTC.");
    if let Some(fields) = from.as_object_mut() {
        fields.insert("required".to_owned(), true.into());
    }
    all.push(from);
    all.push(query("to", instant(), "The later moment; now unless told otherwise. A day means its end in UTC."));
    all.push(query("asKnown", instant(), "Both as known then. A day means its end in UTC."));
    all.extend(of_connection());
    all
}

fn of_connection() -> [Value; 2] {
    [
        query("connection", id(), "Only accounts of this connection."),
        query("family", one_of(Family::ALL.map(Family::name)), "Only accounts of this family."),
    ]
}

/// Whose something is.
pub(super) fn text() -> Vec<Value> {
    let mut account = query(
        "account",
        json!({ "type": "string", "minLength": 1, "pattern": FILLED }),
        "`#12`, an external id, a user name, or an address of an account or a person; in any case.",
    );
    if let Some(fields) = account.as_object_mut() {
        fields.insert("required".to_owned(), true.into());
    }
    let mut all = vec![account];
    all.extend(moment());
    all
}

/// Decisions about one account.
pub(super) fn version() -> Vec<Value> {
    vec![json!({
        "name": "If-Match",
        "in": "header",
        "required": false,
        "schema": { "type": "string" },
        "description": "The version that the decision is based on, as `ETag` gave it; any with `*` or without it.",
    })]
}

/// Which past of the register is meant.
pub(super) fn moment() -> Vec<Value> {
    let what = "The register as it was then: what the sources showed and what was decided up to it. A day means its end in UTC.";
    let known = "The register as it was known then: what was recorded up to it. A day means its end in UTC.";
    vec![query("asOf", instant(), what), query("asKnown", instant(), known)]
}

/// The list of findings.
pub(super) fn findings() -> Vec<Value> {
    let mut all = cursors(v1::cursors::FOUND);
    all.extend(found());
    let verdicts = one_of(v1::findings::VERDICTS.map(|(name, _)| name));
    all.push(query("verdict", verdicts, "Only those that are so, or only those of which nobody can tell."));
    all.extend(moment());
    all
}

/// Counts of findings.
pub(super) fn finding_counts() -> Vec<Value> {
    let mut all = found();
    all.extend([
        query("from", instant(), "The first instant of a series as known at each; a day means its end in UTC."),
        query("to", instant(), "The last instant of the series, now unless told otherwise; at most 60 in all."),
        query("every", one_of(Every::ALL.map(Every::name)), "How far it is from one instant to the next."),
    ]);
    all.extend(moment());
    all
}

fn found() -> Vec<Value> {
    vec![
        query("rule", list(one_of(Rule::ALL.map(Rule::name))), "Only those of one of these rules."),
        query(
            "control",
            list(one_of(Control::known())),
            "Only those of rules that bear on one of these controls or their parts.",
        ),
        query("connection", id(), "Only those of this connection."),
        query("person", id(), "Only those of accounts of this person, or for which they answer."),
        query("family", one_of(Family::ALL.map(Family::name)), "Only those of this family."),
        query("q", search(), "What to find in an account's provider id, name or address, or a connection's name."),
    ]
}

/// The list of people.
pub(super) fn people() -> Vec<Value> {
    let mut all = plain();
    let address = json!({ "type": "string", "minLength": 1, "pattern": FILLED });
    all.extend([
        query("q", search(), "What to find in a name or an address."),
        query("left", flag(), "Only those who have left, or only the others."),
        query("email", address, "Only the one with exactly this address."),
    ]);
    all.extend(moment());
    all
}

/// The list of events.
pub(super) fn events() -> Vec<Value> {
    let mut all = plain();
    let kind = json!({ "type": "string", "pattern": "^[a-z.-]{1,64}$" });
    all.extend([
        query("since", instant(), "Only those recorded at this instant or later."),
        query("until", instant(), "Only those recorded before this instant."),
        query("actor", id(), "Only those by this person."),
        query("kind", kind, "Only those of this kind, as `account.linked`."),
    ]);
    all
}

/// The list of runs.
pub(super) fn runs() -> Vec<Value> {
    let mut all = plain();
    all.push(query("connection", id(), "Only those of this connection."));
    all
}

/// The import of people.
pub(super) fn import_people() -> Vec<Value> {
    let text = || json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": FILLED });
    let kinds = Kind::ALL.iter().map(|kind| kind.name());
    let mut connection = query("connection", text(), "The name of the connection; made where there is none of it.");
    if let Some(fields) = connection.as_object_mut() {
        fields.insert("required".to_owned(), true.into());
    }
    let mut all = vec![
        connection,
        query("format", text(), "The format of the file; unless given, as its header or keys show."),
        query(
            "map",
            list(map()),
            "A field and the column, or the path in JSON, that it is read from; each field once.",
        ),
        query("dates", one_of(DateOrder::ALL.map(DateOrder::name)), "The order of dates such as 03/04/2024."),
        query("kind", one_of(kinds), "The kind of the connection, where it is new and the format does not tell."),
        query("complete", flag(), "Whether it is the whole list: what is missing from it is gone."),
        query("asOf", instant(), "When the provider was asked."),
        query("dryRun", flag(), "Whether only to tell what would happen."),
        query("name", text(), "The file's name, for the record."),
    ];
    all.extend(confirm());
    all
}

/// The import of accounts.
pub(super) fn import_accounts() -> Vec<Value> {
    let mut all = import_people();
    all.push(query("link", flag(), "Whether accounts are linked by rule; they are unless told otherwise."));
    all
}

fn pages() -> Vec<Value> {
    let (most, usual) = LIMIT;
    let default = |mut schema: Value, usual: i64| {
        if let Some(fields) = schema.as_object_mut() {
            fields.insert("default".to_owned(), usual.into());
        }
        schema
    };
    vec![
        query("page", default(number(ids::MAX), 1), "Which page, from 1."),
        query("limit", default(number(most), usual), "The most items of a page."),
    ]
}

fn cursors(pattern: &str) -> Vec<Value> {
    let (most, usual) = v1::lists::LIMIT;
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual });
    let cursor = json!({ "type": "string", "pattern": pattern, "maxLength": CURSOR });
    vec![
        query("limit", limit, "The most items of a page."),
        query("cursor", cursor, "Where the page begins: `next` of the one before."),
    ]
}

fn query(name: &str, schema: Value, description: &str) -> Value {
    json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": description })
}

/// `FIELD=COLUMN`.
fn map() -> Value {
    json!({ "type": "string", "maxLength": v1::imports::MAP_LENGTH, "pattern": "^[^=\\x00]*=[^\\x00]*$" })
}

fn direction() -> Value {
    query("sortDir", one_of(Direction::NAMES), "In which direction to sort; ASC unless told otherwise.")
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "enum": names.into_iter().collect::<Vec<_>>() })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn search() -> Value {
    json!({ "type": "string", "maxLength": Q_LENGTH, "pattern": STORABLE })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn instant() -> Value {
    json!({ "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "string", "format": "date" }] })
}

/// A whole number from 1, of the documented type `number`.
fn number(most: i64) -> Value {
    json!({ "type": "number", "multipleOf": 1, "minimum": 1, "maximum": most })
}

fn id() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": ids::MAX })
}
