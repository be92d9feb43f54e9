//! Both engines side by side: the same requests get the same answers and record the same decisions.
//!
//! Only where a PostgreSQL is under test.

use api::{Settings, query::IdentitySort};
use domain::{
    connections::{Family, Kind},
    events::Subject,
    runs::Scope,
};
use http::Method;
use serde_json::json;
use testkit::{Database, TestApp, importing};

use crate::{dice::Dice, history};

/// Accounts whose names sort differently where an engine follows a language instead of the bytes.
const ODD: &str = "\
id,username,email,mfa
a-1,Ähre,SALLY.smith@example.com,true
a-2,zebra,,false
a-3,Zebra,zebra@example.com,
a-4,_under,100%@example.com,true
a-5,straße,,
a-6,STRASSE,wei.chen@example.com,false
a-7,\u{4f60}\u{597d},,true
a-8,\u{1F600},\u{e9}@example.com,
a-9,e\u{301},,
A-10,İstanbul,,
";

async fn register(database: Database) -> (TestApp, String) {
    let test = TestApp::on(database, Settings::default()).await;
    let key = test.fill("default").await;
    let mut import = importing(Scope::Accounts, "odd", "csv");
    import.kind = Some(Kind::Ldap);
    test.import_as("default", import, ODD).await.unwrap();
    (test, key)
}

fn changing(dice: &mut Dice, families: &[&str]) -> (Method, String, String) {
    let (family, id) = (dice.pick(families), 1 + dice.roll(26));
    let (what, body) = match dice.roll(8) {
        0..=2 => ("connect", json!({ "userId": 1 + dice.roll(6) })),
        3 => ("connect", json!({ "userId": null })),
        4 => ("connect", json!({ "userId": dice.roll(3), "other": 1 })),
        5 => {
            let field =
                dice.pick(&["INFRASTRUCTURE_ADMIN_ACCESS", "INFRASTRUCTURE_DB_ACCESS", "VERSION_CONTROL_WRITE_ACCESS"]);
            ("toggle", json!({ "toggle": dice.roll(3) > 0, "toggleField": field }))
        }
        _ => {
            let reason = dice.pick(&["Deploys", "Größer als Ä", "\u{1F600}", "", "a'b\\c%_\"", "a\0b"]);
            ("service-account", json!({ "serviceAccount": dice.roll(2) == 0, "serviceAccountReason": reason }))
        }
    };
    (Method::PUT, format!("/user-identities/{family}/{id}/{what}"), body.to_string())
}

fn reading(dice: &mut Dice, families: &[&str]) -> (Method, String, String) {
    let q =
        dice.pick(&["", "&q=a", "&q=Z", "&q=%C3%84", "&q=_", "&q=%25", "&q=%5C", "&q=stra", "&q=%00", "&q=EXAMPLE"]);
    let direction = dice.pick(&["ASC", "DESC"]);
    let (page, limit) = (1 + dice.roll(3), 1 + dice.roll(12));
    let path = match dice.roll(6) {
        0..=3 => {
            let family = dice.pick(families);
            let of = if family == "infrastructure" { Family::Infrastructure } else { Family::VersionControl };
            let sorts: Vec<&str> = IdentitySort::names(of).collect();
            let sort = dice.pick(&sorts);
            format!("/user-identities/{family}?sort={sort}&sortDir={direction}&page={page}&limit={limit}{q}")
        }
        4 => {
            let sort = dice.pick(&["CREATED_AT", "CONNECTED_AT", "CONNECTION_CLIENT_TYPE", "CONNECTION_STATE"]);
            format!("/connections?sort={sort}&sortDir={direction}&page={page}&limit={limit}")
        }
        _ => format!("/users?page={page}&limit={limit}{q}"),
    };
    (Method::GET, path, String::new())
}

/// The decisions of a register by account and version. Facts are left out: their digests are salted by chance.
async fn decisions(test: &TestApp) -> Vec<(i64, i64, i64, String, Option<String>, String)> {
    let events = history::everything(test, "default").await.into_iter().map(|(_, event)| event);
    let mut decisions: Vec<_> = events
        .filter(|event| matches!(event.subject, Subject::Link(_)))
        .map(|event| (event.subject.id(), event.version, event.at.micros(), event.kind, event.because, event.body))
        .collect();
    decisions.sort();
    decisions
}

#[tokio::test]
async fn both_engines_answer_the_same_bytes_and_record_the_same_decisions() {
    let Some(server) = testkit::server() else { return };
    let (small, small_key) = register(Database::sqlite()).await;
    let (large, large_key) = register(Database::postgres(&server).await).await;
    let (mut dice, mut statuses) = (Dice::new(42), std::collections::BTreeMap::<u16, u32>::new());
    for step in 0..600 {
        let seconds = i64::try_from(dice.roll(3)).unwrap();
        small.clock.step(seconds);
        large.clock.step(seconds);
        let families = ["infrastructure", "version-control"];
        let (method, path, body) =
            if dice.roll(3) == 0 { reading(&mut dice, &families) } else { changing(&mut dice, &families) };
        let one = small.send(&small_key, method.clone(), &path, body.clone().into_bytes()).await;
        let other = large.send(&large_key, method, &path, body.clone().into_bytes()).await;
        assert_eq!((one.status, one.json()), (other.status, other.json()), "step {step}: {path} {body}");
        assert_eq!(one, other, "step {step}: {path} {body}");
        *statuses.entry(one.status.as_u16()).or_default() += 1;
    }
    assert!(statuses.get(&200).is_some_and(|many| *many > 200), "{statuses:?}");
    assert!(statuses.contains_key(&400) && statuses.contains_key(&404) && !statuses.contains_key(&500), "{statuses:?}");
    let recorded = decisions(&small).await;
    assert!(recorded.len() > 60);
    assert_eq!(decisions(&large).await, recorded);
}
