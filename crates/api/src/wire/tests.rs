//! The answers against the reference answer, key for key, and the values of every state an account can have.

mod register;
mod schemas;
mod shape;

use domain::{Instant, connections::Kind, ids::PersonId, links::Service};
use serde_json::{Value, json};

use super::*;
use register::{Register, at};

fn answer(register: &Register, contract: Contract) -> Value {
    serde_json::from_str(&text(register, contract)).unwrap()
}

fn text(register: &Register, contract: Contract) -> String {
    serde_json::to_string(&Identity::of(register.seen(), &register.world(contract)).unwrap()).unwrap()
}

#[test]
fn a_full_answer_has_the_keys_of_the_reference_answer_at_every_level() {
    let text = text(&Register::full(), Contract::V2025_01);
    let nulls = shape::compare(text.as_bytes(), include_bytes!("reference.json"));
    let other_products = [
        "companyId",
        "assignmentId",
        "requestorId",
        "sourcePreference",
        "securityLabel",
        "jqlQuery",
        "authorized",
        "groupLabel",
    ];
    assert_eq!(nulls.len(), 3 * other_products.len(), "{nulls:?}");
    for path in nulls {
        assert!(other_products.iter().any(|key| path.ends_with(key)), "{path}");
    }
}

#[test]
fn a_background_check_has_the_keys_of_the_reference_answer() {
    let some = || "text".to_owned();
    let stamp = Stamp(at(1), Contract::V2025_01);
    let check = BackgroundCheck {
        id: 1,
        user_id: 1,
        status: some(),
        case_id: some(),
        case_invitation_id: some(),
        manual_check_date: some(),
        manually_check_url: some(),
        kind: some(),
        source: some(),
        report_data: some(),
        user: Cut,
        out_of_scope_reason: some(),
        out_of_scope_at: stamp,
        invitation_email: some(),
        linked_at: stamp,
        created_at: stamp,
        updated_at: stamp,
    };
    let reference: Value = serde_json::from_slice(include_bytes!("reference.json")).unwrap();
    let reference = serde_json::to_vec(&reference["user"]["backgroundChecks"][0]).unwrap();
    let ours = serde_json::to_vec(&serde_json::to_value(check).unwrap()).unwrap();
    assert_eq!(shape::compare(&ours, &reference), Vec::<String>::new());
}

#[test]
fn an_account_about_which_nothing_is_known_is_all_nulls() {
    let text = text(&Register::bare(), Contract::V2025_01);
    assert!(
        text.starts_with(
            "{\"id\":12,\"identityId\":\"arn:aws:iam::123456789012:user/deploy\",\"username\":\"deploy\",\"email\":null,\
             \"connectedAt\":null,\"disconnectedAt\":null,\"serviceAccount\":null,\"serviceAccountReason\":null,\"user\":null,\
             \"serviceAccountDesignator\":null,\"hasMfa\":null,\"connection\":{\"id\":\"3\",\"clientType\":\"AWS\",\
             \"state\":\"ACTIVE\",\"connected\":true,\"connectedAt\":null,\"failedAt\":null,\"companyId\":null,\
             \"assignmentId\":null,\"user\":null,\"accountId\":null,\"clientId\":null,\"clientAlias\":\"aws-main\","
        ),
        "{text}"
    );
    assert!(
        text.ends_with(
            "\"lastCheckedAt\":null,\"createdAt\":\"2020-07-06 12:00:00.000007\",\"updatedAt\":\"2020-07-06 12:00:00.000009\",\
             \"adminAccess\":null,\"dbAccess\":null}"
        ),
        "{text}"
    );
}

#[test]
fn version_control_has_its_own_two_accesses() {
    let register = Register::full().version_control();
    let keys: Vec<String> = answer(&register, Contract::V2025_01).as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys.len(), 17);
    let text = text(&register, Contract::V2025_01);
    assert!(text.ends_with(
        "\"writeAccess\":\"2020-07-06 12:00:00.000033\",\"pushProductionCodeAccess\":\"2020-07-06 12:00:00.000034\"}"
    ));
    assert!(!text.contains("adminAccess"));
}

#[test]
fn the_second_generation_differs_in_three_things_together() {
    let mut register = Register::full();
    register.account.created_at = Instant::parse("2025-07-01T16:45:55.246999Z").unwrap();
    let (first, second) = (answer(&register, Contract::V2025_01), answer(&register, Contract::V2026_04));
    assert_eq!(first["createdAt"], "2025-07-01 16:45:55.246999");
    assert_eq!(second["createdAt"], "2025-07-01T16:45:55.246Z");
    assert_eq!(first["user"].get("entryId"), None);
    assert_eq!(second["user"]["entryId"], "6a2b6d3e-0000-4000-8000-000000000001");
    assert_eq!(second["connection"]["user"]["entryId"], "6a2b6d3e-0000-4000-8000-000000000001");
    assert_eq!(first["connection"]["providerTypes"], json!([2]));
    assert_eq!(second["connection"]["providerTypes"], json!([{"value": "INFRASTRUCTURE", "isEnabled": true}]));
    assert_eq!(first["user"]["identities"][0]["connection"]["providerTypes"], json!([5]));
    assert!(text(&register, Contract::V2026_04).contains(r#""user":{"id":1,"entryId":"6a2b"#));
}

#[test]
fn disconnected_at_is_read_by_whether_there_is_a_user() {
    let mut register = Register::full();
    register.account.removed_at = Some(at(50));
    register.link.unlinked_at = Some(at(60));
    assert_eq!(answer(&register, Contract::V2025_01)["disconnectedAt"], "2020-07-06 12:00:00.000050");
    register.link.person = None;
    assert_eq!(answer(&register, Contract::V2025_01)["disconnectedAt"], "2020-07-06 12:00:00.000060");
    register.link.unlinked_at = None;
    assert_eq!(answer(&register, Contract::V2025_01)["disconnectedAt"], Value::Null);
}

#[test]
fn a_service_account_shows_its_reason_and_who_marked_it() {
    let mut register = Register::bare();
    register.link.service = Some(Service {
        at: at(5),
        reason: "deploys".to_owned(),
        designator: Some(PersonId::new(1)),
        owner: None,
        review_by: None,
    });
    register.people = Register::full().people;
    register.connections.extend(Register::full().connections);
    let answer = answer(&register, Contract::V2025_01);
    assert_eq!(answer["serviceAccount"], "2020-07-06 12:00:00.000005");
    assert_eq!(answer["serviceAccountReason"], "deploys");
    assert_eq!(answer["serviceAccountDesignator"]["email"], "sally@example.com");
    assert_eq!(answer["user"], Value::Null);
}

#[test]
fn the_circle_is_cut_where_the_reference_cuts_it() {
    let answer = answer(&Register::full(), Contract::V2025_01);
    let empty = json!({});
    assert_eq!(answer["user"]["identities"][0]["user"], empty);
    assert_eq!(answer["user"]["identities"][0]["connection"]["user"], empty);
    assert_eq!(answer["connection"]["user"]["identities"][0]["user"], empty);
    assert_eq!(answer["connection"]["user"]["identities"][0]["connection"], empty);
    assert_eq!(answer["user"]["identities"][0]["connection"]["clientType"], "OKTA");
}

#[test]
fn names_that_a_roster_does_not_have_are_null() {
    let mut register = Register::full();
    let person = &mut register.people.get_mut(&PersonId::new(1)).unwrap().person;
    (person.first_name, person.last_name, person.job_title) = (String::new(), String::new(), None);
    let user = &answer(&register, Contract::V2025_01)["user"];
    assert_eq!((&user["firstName"], &user["lastName"], &user["jobTitle"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[test]
fn a_roster_is_no_identity_provider() {
    for (kind, has_idp) in
        [(Kind::Okta, true), (Kind::Google, true), (Kind::MicrosoftEntra, true), (Kind::Roster, false)]
    {
        let mut register = Register::full();
        register.connections.get_mut(&register::OKTA).unwrap().kind = kind;
        assert_eq!(answer(&register, Contract::V2025_01)["user"]["identities"][0]["hasIdp"], has_idp, "{kind:?}");
    }
}

#[test]
fn what_was_not_loaded_is_a_bug_and_not_an_unlinked_account() {
    let mut register = Register::full();
    register.people.clear();
    let world = register.world(Contract::V2025_01);
    assert_eq!(Identity::of(register.seen(), &world).unwrap_err(), Missing::Person(PersonId::new(1)));
    let mut register = Register::full();
    register.connections.remove(&register::OKTA);
    let world = register.world(Contract::V2025_01);
    assert_eq!(Identity::of(register.seen(), &world).unwrap_err(), Missing::Connection(register::OKTA));
}

#[test]
fn an_item_of_the_list_of_connections_has_its_thirteen_keys() {
    let register = Register::full();
    let item = ConnectionItem::of(&register.connections[&register::OKTA], Contract::V2025_01);
    assert_eq!(
        serde_json::to_string(&Page { data: vec![item], page: 1, limit: 20, total: 1 }).unwrap(),
        "{\"data\":[{\"id\":\"4\",\"clientType\":\"OKTA\",\"state\":\"ACTIVE\",\"connected\":false,\
         \"connectedAt\":\"2020-07-06 12:00:00.000020\",\"failedAt\":\"2020-07-06 12:00:00.000021\",\
         \"clientId\":\"123456789012\",\"clientAlias\":\"okta\",\"aliasUpdatedAt\":\"2020-07-06 12:00:00.000023\",\
         \"deletedAt\":\"2020-07-06 12:00:00.000024\",\"code\":10010,\"providerTypes\":[5],\"groupLabel\":null}],\
         \"page\":1,\"limit\":20,\"total\":1}"
    );
}
