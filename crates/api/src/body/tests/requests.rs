//! The golden table of the other bodies.

use domain::{connections::Family, links::Access};

use crate::{
    body::{ServiceAccount, Toggle},
    problems::Code::{FieldInvalid, FieldMissing, FieldTwice, FieldUnknown, NotObject},
};

#[test]
fn a_service_account_needs_both_fields_and_a_reason_when_marked() {
    let read = |body: &str| {
        ServiceAccount::parse(body.as_bytes()).map(|it| (it.on, it.reason)).map_err(|problem| problem.code())
    };
    let ok = |on: bool, reason: &str| Ok((on, reason.to_owned()));
    for (body, expected) in [
        (r#"{"serviceAccount":true,"serviceAccountReason":"deploys"}"#, ok(true, "deploys")),
        (r#"{"serviceAccountReason":"deploys","serviceAccount":true}"#, ok(true, "deploys")),
        (r#"{"serviceAccount":false,"serviceAccountReason":"left over"}"#, ok(false, "left over")),
        (r#"{"serviceAccount":false,"serviceAccountReason":""}"#, ok(false, "")),
        (r#"{"serviceAccount":false,"serviceAccountReason":"  "}"#, ok(false, "  ")),
        (r#"{"serviceAccount":true,"serviceAccountReason":" x "}"#, ok(true, " x ")),
        (
            r#"{"serviceAccount":true,"serviceAccountReason":"\ud83d\ude80 \"\\\/\b\f\n\r\t\u00e9"}"#,
            ok(true, "🚀 \"\\/\u{8}\u{c}\n\r\té"),
        ),
        (r#"{"serviceAccount":true,"serviceAccountReason":""}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true,"serviceAccountReason":" \t\n\u00a0"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true,"serviceAccountReason":"a\u0000b"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":false,"serviceAccountReason":"\u0000"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true,"serviceAccountReason":null}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":false,"serviceAccountReason":null}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true,"serviceAccountReason":1}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true,"serviceAccountReason":["x"]}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":"true","serviceAccountReason":"x"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":1,"serviceAccountReason":"x"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":null,"serviceAccountReason":"x"}"#, Err(FieldInvalid)),
        (r#"{"serviceAccount":true}"#, Err(FieldMissing)),
        (r#"{"serviceAccountReason":"x"}"#, Err(FieldMissing)),
        (r#"{"serviceAccountReason":7}"#, Err(FieldMissing)),
        ("{}", Err(FieldMissing)),
        ("[]", Err(NotObject)),
        (r#"{"serviceAccount":true,"reason":"x"}"#, Err(FieldUnknown)),
        (r#"{"serviceAccount":true,"serviceAccount":true,"serviceAccountReason":"x"}"#, Err(FieldTwice)),
    ] {
        assert_eq!(read(body), expected, "{body}");
    }
}

#[test]
fn a_reason_is_counted_in_unicode_scalars() {
    for (letter, length, fits) in
        [("a", 30_000, true), ("a", 30_001, false), ("🚀", 30_000, true), ("🚀", 30_001, false)]
    {
        let body = format!(r#"{{"serviceAccount":true,"serviceAccountReason":"{}"}}"#, letter.repeat(length));
        assert_eq!(ServiceAccount::parse(body.as_bytes()).is_ok(), fits, "{length} of {letter}");
    }
    let escaped = format!(r#"{{"serviceAccount":true,"serviceAccountReason":"{}"}}"#, r"\u0061".repeat(30_000));
    assert!(ServiceAccount::parse(escaped.as_bytes()).is_ok());
}

#[test]
fn a_toggle_names_an_access_of_its_family() {
    let read = |body: &str, family| Toggle::parse(body.as_bytes(), family).map_err(|problem| problem.code());
    let toggle = |on, access| Ok(Toggle { on, access });
    use Family::{Infrastructure, VersionControl};
    for (body, family, expected) in [
        (r#"{"toggle":true,"toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, Infrastructure, toggle(true, Access::Admin)),
        (
            r#"{"toggle":false,"toggleField":"INFRASTRUCTURE_DB_ACCESS"}"#,
            Infrastructure,
            toggle(false, Access::Database),
        ),
        (
            r#"{"toggleField":"VERSION_CONTROL_WRITE_ACCESS","toggle":true}"#,
            VersionControl,
            toggle(true, Access::Write),
        ),
        (
            r#"{"toggle":true,"toggleField":"VERSION_CONTROL_PUSH_PROD_CODE_ACCESS"}"#,
            VersionControl,
            toggle(true, Access::Push),
        ),
        (r#"{"toggle":true,"toggleField":"VERSION_CONTROL_WRITE_ACCESS"}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":true,"toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, VersionControl, Err(FieldInvalid)),
        (r#"{"toggle":true,"toggleField":"infrastructure_admin_access"}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":true,"toggleField":""}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":true,"toggleField":null}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":true,"toggleField":["INFRASTRUCTURE_ADMIN_ACCESS"]}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":"true","toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":1,"toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":null,"toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, Infrastructure, Err(FieldInvalid)),
        (r#"{"toggle":true}"#, Infrastructure, Err(FieldMissing)),
        (r#"{"toggleField":"INFRASTRUCTURE_ADMIN_ACCESS"}"#, Infrastructure, Err(FieldMissing)),
        (r#"{"toggle":true,"toggleFields":"x"}"#, Infrastructure, Err(FieldUnknown)),
        (r#"{"toggle":true,"toggle":true,"toggleField":"INFRASTRUCTURE_DB_ACCESS"}"#, Infrastructure, Err(FieldTwice)),
    ] {
        assert_eq!(read(body, family), expected, "{body}");
    }
}

#[test]
fn messages_name_the_field_and_the_rule_and_echo_nothing() {
    let message =
        |body: &str| Toggle::parse(body.as_bytes(), Family::Infrastructure).unwrap_err().message().into_owned();
    let beginning = "Malformed data and/or validation errors: ";
    assert_eq!(
        message(r#"{"toggle":true,"toggleField":"SECRET"}"#),
        format!("{beginning}toggleField must be INFRASTRUCTURE_ADMIN_ACCESS or INFRASTRUCTURE_DB_ACCESS")
    );
    assert_eq!(message(r#"{"toggle":true}"#), format!("{beginning}toggleField is required"));
    assert_eq!(
        message(r#"{"SECRET":true}"#),
        format!("{beginning}the body has a field that is not documented; known are toggle, toggleField")
    );
}
