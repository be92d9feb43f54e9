//! Up to a thousand decisions in one request, each for itself. A malformed item refuses them all; a refusal by rule is
//! that item's own.

use app::links::{Command, Decided};
use domain::{
    ids::{AccountId, BatchId, PersonId},
    links::Change,
};
use http::StatusCode;

use super::{
    decisions::{self, expecting, marking},
    fields,
    wire::{BulkAnswer, BulkResult},
};
use crate::{
    body::{Field, Json, Object, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
};

/// The most items of a request.
const MOST: usize = 1000;
const BODY: [Field; 2] = [Field::required("items"), Field::optional("batch")];

/// What an item asks for.
#[derive(Clone, Copy)]
enum Op {
    Link,
    Unlink,
    Mark,
    Unmark,
    Expect,
}

const OPS: [(&str, Op); 5] =
    [("link", Op::Link), ("unlink", Op::Unlink), ("mark", Op::Mark), ("unmark", Op::Unmark), ("expect", Op::Expect)];

impl Op {
    /// Its fields, besides `op` and `account`, `reason` and `version`.
    fn own_fields(self) -> Vec<Field> {
        match self {
            Self::Link => vec![Field::required("person")],
            Self::Unlink | Self::Unmark => Vec::new(),
            Self::Mark => {
                vec![Field::required("serviceReason"), Field::optional("owner"), Field::optional("reviewBy")]
            }
            Self::Expect => vec![Field::required("access"), Field::required("expected")],
        }
    }

    fn change(self, object: &Object<'_>) -> Result<Change, Problem> {
        match self {
            Self::Link => Ok(Change::Link(PersonId::new(fields::id(object, "person")?))),
            Self::Unlink => Ok(Change::Unlink),
            Self::Mark => marking(object),
            Self::Unmark => Ok(Change::Unmark),
            Self::Expect => expecting(object),
        }
    }
}

/// Decides, and tells of each item what became of it.
pub(crate) async fn decide(mut context: Context) -> Answer {
    let body = context.body().await?;
    let (mut commands, batch) = commands(&body)?;
    let batch = context.app.batch(&context.caller, batch).await?;
    for command in &mut commands {
        command.batch = Some(batch);
    }
    let accounts: Vec<AccountId> = commands.iter().map(|command| command.account).collect();
    let outcomes = context.app.decide(&context.caller, commands).await;
    present::json(StatusCode::OK, &answered(batch, accounts, outcomes))
}

/// What became of each of these accounts, and the batch where anything changed.
pub(super) fn answered(
    batch: BatchId,
    accounts: Vec<AccountId>,
    outcomes: Vec<app::Result<Decided>>,
) -> BulkAnswer<'static> {
    let batch = outcomes.iter().any(perhaps_changed).then_some(batch.get());
    let results = accounts.into_iter().zip(outcomes).map(|(account, outcome)| result(account, outcome)).collect();
    BulkAnswer { batch, results }
}

fn perhaps_changed(outcome: &app::Result<Decided>) -> bool {
    match outcome {
        Ok(decided) => decided.batch.is_some(),
        Err(failed) => failed.kind == app::Kind::OutcomeUnknown,
    }
}

/// The commands, and the batch to go on with.
fn commands(body: &[u8]) -> Result<(Vec<Command>, Option<BatchId>), Problem> {
    let object = parse_object(body, &BODY)?;
    let batch = fields::batch(&object)?;
    Ok((items(&object, command)?, batch))
}

/// The items of a request, each read by itself; one that is malformed is named.
pub(super) fn items(
    object: &Object<'_>,
    read: impl Fn(&Json<'_>) -> Result<Command, Problem>,
) -> Result<Vec<Command>, Problem> {
    let items = object.list("items")?;
    if items.is_empty() || items.len() > MOST {
        return Err(Problem::field("items", "must have 1 to 1000 items"));
    }
    let named = |(place, item)| read(item).map_err(|problem: Problem| problem.within(format!("items[{place}]")));
    items.iter().enumerate().map(named).collect()
}

fn command(item: &Json<'_>) -> Result<Command, Problem> {
    let Json::Object(object) = item else { return Err(Problem::field("item", "must be an object")) };
    object.has(&[Field::required("op")])?;
    let op = object.choice("op", &OPS)?;
    let mut known =
        vec![Field::required("op"), Field::required("account"), Field::optional("reason"), Field::optional("version")];
    known.extend(op.own_fields());
    object.check(&known)?;
    Ok(Command {
        account: AccountId::new(fields::id(object, "account")?),
        family: None,
        change: op.change(object)?,
        because: fields::reason(object)?,
        version: fields::version(object)?,
        batch: None,
    })
}

fn result(account: AccountId, outcome: app::Result<Decided>) -> BulkResult<'static> {
    let account = account.get();
    match outcome {
        Ok(decided) => BulkResult {
            account,
            status: 200,
            changed: Some(decided.batch.is_some()),
            version: Some(decided.stored.link.version),
            code: None,
            detail: None,
        },
        Err(refused) => {
            let problem = decisions::refused(refused);
            let detail = problem.message().into_owned();
            let (status, code) = (problem.code().status(), problem.code().number());
            BulkResult { account, status, changed: None, version: None, code: Some(code), detail: Some(detail.into()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Code;

    fn refused(body: &str) -> (Code, String) {
        let problem = commands(body.as_bytes()).unwrap_err();
        (problem.code(), problem.message().into_owned())
    }

    #[test]
    fn every_kind_of_item_is_read_in_its_order() {
        let body = r#"{"items":[{"op":"link","account":1,"person":5,"reason":"asked","version":2},{"op":"unlink","account":1},
            {"op":"mark","account":2,"serviceReason":"backup","owner":null,"reviewBy":"2026-12-31"},
            {"op":"unmark","account":2},{"op":"expect","account":1,"access":"admin","expected":true}],"batch":9}"#;
        let (commands, batch) = commands(body.as_bytes()).unwrap();
        assert_eq!(batch, Some(BatchId::new(9)));
        let accounts: Vec<i64> = commands.iter().map(|command| command.account.get()).collect();
        assert_eq!(accounts, [1, 1, 2, 2, 1]);
        assert_eq!(commands[0].version, Some(2));
        assert_eq!(commands[0].change, Change::Link(PersonId::new(5)));
    }

    #[test]
    fn a_malformed_item_refuses_the_request_and_is_named() {
        let (code, message) = refused(r#"{"items":[{"op":"unlink","account":1},{"op":"link","account":1}]}"#);
        assert_eq!(code, Code::FieldMissing);
        assert!(message.contains("items[1]: person is required"), "{message}");
        for body in [
            r#"{"items":[]}"#,
            r#"{"items":[1]}"#,
            r#"{"items":[{"op":"unlink","account":1}],"batch":null}"#,
            r#"{"items":[{"op":"unlink","account":1}],"batch":0}"#,
            r#"{"items":[{"op":"link","account":1,"person":null}]}"#,
            r#"{"items":[{"op":"drop","account":1}]}"#,
            r#"{"items":[{"op":"mark","account":1,"serviceReason":" "}]}"#,
            r#"{"items":[{"op":"mark","account":1,"serviceReason":"x","reviewBy":"2026-02-30"}]}"#,
        ] {
            assert_eq!(refused(body).0, Code::FieldInvalid, "{body}");
        }
        assert_eq!(refused(r#"{"items":[{"op":"unlink","account":1,"person":2}]}"#).0, Code::FieldUnknown);
        assert_eq!(refused(r#"{"items":[{"account":1,"person":2}]}"#).0, Code::FieldMissing);
    }
}
