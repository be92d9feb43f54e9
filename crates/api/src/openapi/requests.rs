//! Schemas of the bodies that our own API takes. What is accepted is decided by [`crate::v1`]; these describe it.

use domain::{
    companies::{Feature, Settings},
    ids,
    members::Role,
    permissions::Permission,
};
use serde_json::{Map, Value, json};

use crate::{
    body::REASON_LENGTH,
    v1::{companies::ZONE, fields::ACCESSES, statements::SOURCE_LENGTH},
};

/// Text that can be stored: without U+0000.
pub(super) const STORABLE: &str = r"^[^\u0000]*$";
/// The same, and not blank.
pub(super) const FILLED: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";

/// All of them by name.
pub(super) fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("LinkRequest", object(&[("person", nullable_id())], &[("reason", reason())])),
        (
            "ServiceRequest",
            json!({ "oneOf": [
                marking(("service", is(true.into())), &[]),
                object(&[("service", is(false.into()))], &[("reason", reason())]),
            ]}),
        ),
        ("ExpectedRequest", object(&[("access", access()), ("expected", flag())], &[("reason", reason())])),
        ("BulkRequest", object(&[("items", many(json!({ "oneOf": items() })))], &[("batch", batch())])),
        (
            "StatementRequest",
            object(&[("source", short(SOURCE_LENGTH)), ("items", many(statement()))], &[("batch", batch())]),
        ),
        ("ResetRequest", object(&[], &[("reason", reason()), ("dryRun", flag()), ("batch", batch())])),
        ("UndoRequest", object(&[], &[("reason", reason()), ("dryRun", flag()), ("batch", batch())])),
        ("ConfirmRequest", object(&[("missing", count())], &[])),
        (
            "KeyRequest",
            json!({ "oneOf": [
                key(("permissions", json!({ "type": "array", "items": permission() }))),
                key(("all", is(true.into()))),
            ]}),
        ),
        ("MemberRequest", object(&[("name", short(100)), ("role", role())], &[("person", short(254))])),
        ("RoleRequest", object(&[("role", role())], &[])),
        ("CompanyRequest", object(&[("name", short(100))], &[])),
        (
            "FeatureRequest",
            object(
                &[("feature", json!({ "type": "string", "enum": Feature::ALL.map(Feature::name) })), ("on", flag())],
                &[],
            ),
        ),
        (
            "SettingsRequest",
            object(
                &[],
                &[
                    ("timeZone", json!({ "type": "string", "minLength": 1, "maxLength": ZONE, "pattern": FILLED })),
                    ("offboardingSla", json!({ "type": "integer", "minimum": 0, "maximum": Settings::LONGEST_SLA })),
                    ("staleAfter", json!({ "type": "integer", "minimum": 1, "maximum": Settings::LONGEST_STALE })),
                ],
            ),
        ),
    ]
}

fn many(item: Value) -> Value {
    json!({ "type": "array", "minItems": 1, "maxItems": 1000, "items": item })
}

/// What another register states about one account.
fn statement() -> Value {
    let date = || json!({ "type": ["string", "null"], "format": "date-time" });
    let reason = json!({ "type": "string", "minLength": 1, "maxLength": REASON_LENGTH, "pattern": FILLED });
    let at = json!({ "type": "string", "format": "date-time" });
    let mark = object(&[("at", at), ("reason", reason)], &[("designator", nullable_id())]);
    object(
        &[
            ("account", id()),
            ("person", nullable_id()),
            ("connectedAt", date()),
            ("unlinkedAt", date()),
            ("service", json!({ "oneOf": [mark, { "type": "null" }] })),
        ],
        &[("expected", object(&[], &ACCESSES.map(|(name, _)| (name, date())))), ("version", count())],
    )
}

/// The kinds of items of a batch.
fn items() -> Vec<Value> {
    let account = || ("account", id());
    let version = || ("version", count());
    let plain = |op: &str| object(&[("op", is(op.into())), account()], &[("reason", reason()), version()]);
    vec![
        object(&[("op", is("link".into())), account(), ("person", id())], &[("reason", reason()), version()]),
        plain("unlink"),
        marking(("op", is("mark".into())), &[account(), version()]),
        plain("unmark"),
        object(
            &[("op", is("expect".into())), account(), ("access", access()), ("expected", flag())],
            &[("reason", reason()), version()],
        ),
    ]
}

/// A service mark, with what says that it is one, and the account and version where it is an item of a batch.
fn marking(says: (&str, Value), item: &[(&str, Value)]) -> Value {
    let filled = json!({ "type": "string", "minLength": 1, "maxLength": REASON_LENGTH, "pattern": FILLED });
    let (account, version): (Vec<_>, Vec<_>) = item.iter().cloned().partition(|(name, _)| *name == "account");
    let mut required = vec![says, ("serviceReason", filled)];
    required.extend(account);
    let day = json!({ "type": ["string", "null"], "format": "date" });
    let mut optional = vec![("owner", nullable_id()), ("reviewBy", day), ("reason", reason())];
    optional.extend(version);
    object(&required, &optional)
}

/// A new key, with what says what it may do.
fn key(permitted: (&str, Value)) -> Value {
    let expires = json!({ "type": "string", "format": "date-time" });
    object(&[("name", short(100)), ("owner", short(254)), permitted], &[("expiresAt", expires)])
}

/// An object with exactly these fields.
fn object(required: &[(&str, Value)], optional: &[(&str, Value)]) -> Value {
    let fields = required.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone()));
    json!({
        "type": "object",
        "properties": fields.collect::<Map<String, Value>>(),
        "required": required.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        "additionalProperties": false,
    })
}

fn is(value: Value) -> Value {
    json!({ "const": value })
}

fn short(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": FILLED })
}

fn reason() -> Value {
    json!({ "type": "string", "maxLength": REASON_LENGTH, "pattern": STORABLE })
}

fn access() -> Value {
    json!({ "type": "string", "enum": ACCESSES.map(|(name, _)| name) })
}

fn role() -> Value {
    json!({ "type": "string", "enum": Role::ALL.map(Role::name) })
}

fn permission() -> Value {
    json!({ "type": "string", "enum": Permission::ALL.map(Permission::name) })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": ids::MAX })
}

fn batch() -> Value {
    let mut batch = id();
    if let Some(fields) = batch.as_object_mut() {
        fields.insert("description".to_owned(), "A batch that you began, to go on with; a new one without it".into());
    }
    batch
}

fn id() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": ids::MAX })
}

fn nullable_id() -> Value {
    json!({ "type": ["integer", "null"], "minimum": 1, "maximum": ids::MAX })
}
