//! Another company's anything is as if it had never been: whatever an operation can be asked about, an id or a name that
//! another company has gets the same bytes as one that nobody has, and changes nothing in either.
//!
//! What can be asked about is read from the table of operations and the OpenAPI document. A new field fails the test until
//! `fields` says what it names, and a new operation until `requests` says how it is asked.

mod fields;
mod requests;
mod stored;
mod tenants;
mod values;

use std::collections::BTreeSet;

use domain::permissions::Permission;
use fields::{Field, Names, Place};
use futures_util::future::join_all;
use http::header;
use requests::Asked;
use tenants::Register;
use values::Values;

/// How many are asked about at once: one for each connection to the database.
const AT_ONCE: usize = 4;

/// The answer, without what differs between any two requests: the number of a batch, and the account that an item of it
/// names, which the asker has said themselves.
async fn answer(register: &Register, asked: &Asked, field: &Field, value: &str) -> String {
    let mut reply = register.test.ask(asked.request(&register.ours.key, field, value)).await;
    assert_ne!(reply.status, 500, "{field} {asked} {value}");
    let mut body = String::from_utf8(reply.bytes.clone()).unwrap();
    if matches!(field.operation.id, "decideInBulk" | "stateDecisions") && reply.status == 200 {
        let mut json = reply.json();
        json["batch"] = 0.into();
        json["results"].as_array_mut().unwrap().iter_mut().for_each(|result| result["account"] = 0.into());
        body = json.to_string();
        reply.headers.remove(header::CONTENT_LENGTH);
    }
    format!("{} {:?} {body}", reply.status, reply.headers)
}

/// Asks about everything that others have; gives how often.
async fn probe(register: &Register, field: &Field, values: &Values) -> usize {
    let mut probes = 0;
    for asked in requests::of(field, &register.ours) {
        for side in &values.sides {
            let none = answer(register, &asked, field, &side.nobodys[0]).await;
            let values: Vec<&String> = side.nobodys.iter().skip(1).take(2).chain(&side.others).collect();
            for values in values.chunks(AT_ONCE) {
                let answers = join_all(values.iter().map(|value| answer(register, &asked, field, value))).await;
                for (value, answer) in values.iter().zip(answers) {
                    assert_eq!(answer, none, "{field} {asked} {value}");
                }
            }
            probes += side.others.len();
        }
    }
    probes
}

/// The probes mean something: what is ours gets another answer. This changes things.
async fn check_power(register: &Register, field: &Field, values: &Values) {
    if field.operation.permission == Some(Permission::ManageCompanies) {
        return;
    }
    let all = requests::of(field, &register.ours);
    for asked in all.iter().filter(|asked| field.place == Place::Path || !asked.is_stale()) {
        let mut answers = BTreeSet::from([answer(register, asked, field, &values.sides[0].nobodys[0]).await]);
        for ours in &values.ours {
            answers.insert(answer(register, asked, field, ours).await);
        }
        assert!(answers.len() > 1, "{field} {asked}: what is ours is answered as if it were not");
    }
}

#[tokio::test]
async fn what_another_company_has_answers_as_if_it_had_never_been() {
    let register = Register::filled().await;
    let fields = fields::all();
    let before = stored::everything(&register.test).await;
    let mut probes = 0;
    for field in fields.iter().filter(|field| field.names != Names::Nothing) {
        let made = probe(&register, field, &Values::of(field, &register)).await;
        assert!(made > 0, "{field} was not asked about");
        let changed = stored::differing(&before, &stored::everything(&register.test).await);
        assert!(changed.is_empty(), "{field} changed {changed:?}");
        probes += made;
    }
    assert!(probes >= 10_000, "{probes}");
    for field in fields.iter().filter(|field| field.names != Names::Nothing) {
        check_power(&register, field, &Values::of(field, &register)).await;
    }
}
