//! Lists of a small company, and a register on its way through them.

use app::{Caller, links::Command, runs::Import};
use domain::{Instant, connections::Kind, links::Change, runs::Scope};
use testkit::{TestApp, importing};

/// Rosters: the third brings p8 back, lacks p3, has new people of whom two are one, and says that p4 has left.
pub(crate) const ROSTERS: [&str; 3] = [
    "id,email,firstName,lastName,jobTitle,endDate
p1,ada@example.com,Ada,One,CEO,
p2,bob@example.com,Bob,Two,Clerk,
p3,cid@example.com,Cid,Three,Clerk,
p4,dan@example.com,Dan,Four,Clerk,
p5,eva@example.com,Eva,Five,Clerk,
p6,fay@example.com,Fay,Six,Clerk,
p8,hal@example.com,Hal,Eight,Clerk,
",
    "id,email,firstName,lastName,jobTitle,endDate
p1,ada@example.com,Ada,One,CEO,
p2,bob@example.com,Bob,Two,Clerk,
p3,cid@example.com,Cid,Three,Clerk,
p4,dan@example.com,Dan,Four,Clerk,
p5,eva@example.com,Eva,Five,Clerk,
p6,fay@example.com,Fay,Six,Clerk,
",
    "id,email,firstName,lastName,jobTitle,endDate
p1,ada@example.com,Ada,One,CEO,
p2,bob@example.com,Bob,Two,Head clerk,
p4,dan@example.com,Dan,Four,Clerk,2026-10-30
p5,eva@example.com,Eva,Five,Clerk,
p6,fay@example.com,Fay,Six,Clerk,
p8,hal@example.com,Hal,Eight,Clerk,
p9,ida@example.com,Ida,Nine,Clerk,
p10,ida@example.com,Ida,Nine,Clerk,
p11,jon@example.com,Jon,Eleven,Clerk,
",
];

/// Accounts: the third brings a8 back, lacks a2 and a3, and has new ones and addresses that the rule links by.
pub(crate) const ACCOUNTS: [&str; 3] = [
    "id,username,email
a1,ada,ada@example.com
a2,bob,bob@example.com
a3,deploy,
a4,dan,
a5,eva,eva@example.com
a6,fay,
a8,hal,
",
    "id,username,email
a1,ada,ada@example.com
a2,bob,bob@example.com
a3,deploy,
a4,dan,
a5,eva,eva@example.com
a6,fay,
",
    "id,username,email
a1,ada,ada@example.com
a4,dan,dan@example.com
a5,eva,eva@example.com
a6,fay,fay@example.com
a8,hal,hal@example.com
b1,ada-admin,ada@example.com
b2,build,
b3,cid,cid@example.com
b4,bob@example.com,
b5,nobody,nobody@example.com
",
];

/// The import of one of them, listed on that day.
pub(crate) fn import(scope: Scope, day: i64) -> Import {
    let (connection, kind) = match scope {
        Scope::People => ("staff", Kind::Roster),
        Scope::Accounts => ("github", Kind::Github),
    };
    let observed_at = Instant::parse("2026-10-01").map(|first| first.plus_seconds(day * 86_400));
    Import { kind: Some(kind), observed_at, ..importing(scope, connection, "csv") }
}

/// A register on its way: everybody and everything but the last list, and a person's decision that the rule must leave.
pub(crate) async fn begun(test: &TestApp, company: &str) -> Caller {
    let asker = test.local("default").await;
    test.app.create_company(&asker, company).await.unwrap();
    for (day, roster) in (1..).zip(&ROSTERS[..2]) {
        test.import_as(company, import(Scope::People, day), roster).await.unwrap();
    }
    for (day, accounts) in (1..).zip(&ACCOUNTS[..2]) {
        test.import_as(company, import(Scope::Accounts, day), accounts).await.unwrap();
    }
    let caller = test.local(company).await;
    let account = test.account(company, "a5").await;
    let unlink = Command { account, family: None, change: Change::Unlink, because: None, version: None, batch: None };
    assert!(test.app.decide(&caller, vec![unlink]).await[0].as_ref().unwrap().batch.is_some());
    caller
}
