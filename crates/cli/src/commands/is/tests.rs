//! What is answered for each sort of account.

use serde_json::{Value, json};

use super::*;

fn account(status: &str) -> Value {
    json!({
        "id": 12, "externalId": "arn:aws:iam::123456789012:user/ada", "username": "ada", "status": status,
        "connection": { "id": 1, "name": "aws-prod", "kind": "AWS" }, "person": null, "service": null,
    })
}

fn ada() -> Value {
    json!({ "id": 5, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "left": false })
}

#[test]
fn a_linked_account_is_answered_with_its_person_since_when_by_whom_and_why() {
    let mut linked = account("linked");
    linked["person"] = ada();
    linked["connectedAt"] = json!("2026-05-01T10:00:00.000000Z");
    linked["decision"] = json!({ "kind": "account.linked", "at": "2026-05-01T10:00:00.000000Z", "because": "she said so",
        "actor": { "kind": "asserted", "os": "root@host", "person": ada() } });
    let expected = "\
ada on aws-prod (AWS) belongs to Ada Lovelace <ada@example.com>
  since 2026-05-01 10:00:00
  linked by Ada Lovelace <ada@example.com>, as asserted by root@host at 2026-05-01 10:00:00
  because: she said so
  #12 arn:aws:iam::123456789012:user/ada";
    assert_eq!(about(&linked), expected);
    assert_eq!(code(&json!({ "person": null, "accounts": [linked] })), Code::Done);
}

#[test]
fn a_service_account_is_answered_with_its_reason_and_owner() {
    let mut service = account("service");
    service["service"] = json!({ "at": "2026-05-01T10:00:00.000000Z", "reason": "nightly backup", "designator": ada(),
        "owner": ada(), "unowned": false, "reviewBy": "2026-12-31" });
    let expected = "\
ada on aws-prod (AWS) is a service account: nightly backup
  since 2026-05-01 10:00:00
  owner Ada Lovelace <ada@example.com>
  marked by Ada Lovelace <ada@example.com>
  to be reviewed by 2026-12-31
  #12 arn:aws:iam::123456789012:user/ada";
    assert_eq!(about(&service), expected);
}

#[test]
fn an_account_that_is_gone_says_so_and_nobody_yet_is_no_answer() {
    let mut gone = account("unlinked");
    gone["removedAt"] = json!("2026-05-02T00:00:00.000000Z");
    gone["lastSeenAt"] = json!("2026-05-01T00:00:00.000000Z");
    let told = about(&gone);
    assert!(told.contains("nobody knows yet") && told.contains("gone at the provider"), "{told}");
    assert_eq!(code(&json!({ "person": null, "accounts": [gone] })), Code::NobodyYet);
}

#[test]
fn the_exit_code_tells_several_from_none_and_a_person_answers_for_all_of_theirs() {
    let two = json!([account("linked"), account("unlinked")]);
    assert_eq!(code(&json!({ "person": null, "accounts": [] })), Code::NoSuch);
    assert_eq!(code(&json!({ "person": null, "accounts": two })), Code::Several);
    assert_eq!(code(&json!({ "person": ada(), "accounts": two })), Code::Done);
    assert_eq!(told(&json!({ "person": ada(), "accounts": [] })), "Ada Lovelace <ada@example.com> (#5)\n  no accounts");
}
