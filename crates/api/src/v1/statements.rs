//! Statements: what another register decided about accounts, brought with its dates. Each is for itself; a malformed one
//! refuses them all.

use app::links::Command;
use domain::{
    Instant,
    ids::{AccountId, BatchId, PersonId},
    links::{Access, Change, StatedMark, Statement},
};
use http::StatusCode;

use super::{
    bulk::{answered, items},
    fields,
};
use crate::{
    body::{Field, Given, Json, Object, WHOLE, parse_object},
    context::Context,
    operations::Answer,
    present,
    problems::Problem,
};

/// The most characters of a register's name.
pub(crate) const SOURCE_LENGTH: usize = 100;
const BODY: [Field; 3] = [Field::required("source"), Field::required("items"), Field::optional("batch")];
const ITEM: [Field; 7] = [
    Field::required("account"),
    Field::required("person"),
    Field::required("connectedAt"),
    Field::required("unlinkedAt"),
    Field::required("service"),
    Field::optional("expected"),
    Field::optional("version"),
];
const MARK: [Field; 3] = [Field::required("at"), Field::required("reason"), Field::optional("designator")];

/// States what another register decided, and tells of each item what became of it.
pub(crate) async fn state(mut context: Context) -> Answer {
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

/// The commands, and the batch to go on with.
fn commands(body: &[u8]) -> Result<(Vec<Command>, Option<BatchId>), Problem> {
    let object = parse_object(body, &BODY)?;
    let source = object.text("source", SOURCE_LENGTH)?.trim();
    if source.is_empty() {
        return Err(Problem::field("source", "must not be blank"));
    }
    let batch = fields::batch(&object)?;
    Ok((items(&object, |item| command(item, source))?, batch))
}

fn command(item: &Json<'_>, source: &str) -> Result<Command, Problem> {
    let Json::Object(object) = item else { return Err(Problem::field("item", "must be an object")) };
    object.check(&ITEM)?;
    let statement = Statement {
        person: object.id("person", WHOLE)?.map(PersonId::new),
        connected_at: instant(object, "connectedAt")?,
        unlinked_at: instant(object, "unlinkedAt")?,
        service: inside(object, "service")?.map(mark).transpose()?,
        expected: inside(object, "expected")?.map(expected).transpose()?.unwrap_or_default(),
    };
    if statement.unlinked_at.is_some() && statement.person.is_some() && statement.service.is_none() {
        return Err(Problem::field("unlinkedAt", "must be null while the account is a person's"));
    }
    Ok(Command {
        account: AccountId::new(fields::id(object, "account")?),
        family: None,
        change: Change::State(Box::new(statement)),
        because: Some(format!("from {source}")),
        version: fields::version(object)?,
        batch: None,
    })
}

fn mark(object: &Object<'_>) -> Result<StatedMark, Problem> {
    object.check(&MARK)?;
    let at = instant(object, "at")?.ok_or_else(|| Problem::field("at", INSTANT))?;
    Ok(StatedMark {
        at,
        reason: fields::filled(object, "reason")?,
        designator: object.id("designator", WHOLE)?.map(PersonId::new),
    })
}

fn expected(object: &Object<'_>) -> Result<Vec<(Access, Option<Instant>)>, Problem> {
    object.check(&fields::ACCESSES.map(|(name, _)| Field::optional(name)))?;
    let said = fields::ACCESSES.into_iter().filter(|(name, _)| object.given(name) != Given::Absent);
    said.map(|(name, access)| Ok((access, instant(object, name)?))).collect()
}

/// What an instant that may be null must be.
const INSTANT: &str = "must be an instant as 2026-05-01T10:00:00Z";

fn instant(object: &Object<'_>, name: &str) -> Result<Option<Instant>, Problem> {
    let wrong = || Problem::field(name, INSTANT);
    match object.given(name) {
        Given::Absent | Given::Null => Ok(None),
        Given::Value(Json::Text(text)) => Instant::parse(text).map(Some).ok_or_else(wrong),
        Given::Value(_) => Err(wrong()),
    }
}

fn inside<'o, 'a>(object: &'o Object<'a>, name: &str) -> Result<Option<&'o Object<'a>>, Problem> {
    match object.given(name) {
        Given::Absent | Given::Null => Ok(None),
        Given::Value(Json::Object(inside)) => Ok(Some(inside)),
        Given::Value(_) => Err(Problem::field(name, "must be an object")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Code;

    const NOBODYS: &str = r#""person":null,"connectedAt":null,"unlinkedAt":null,"service":null"#;

    fn refused(item: &str) -> (Code, String) {
        let body = format!(r#"{{"source":"Drata","items":[{item}]}}"#);
        let problem = commands(body.as_bytes()).unwrap_err();
        (problem.code(), problem.message().into_owned())
    }

    #[test]
    fn a_statement_is_read_with_its_dates() {
        let body = r#"{"source":" Drata ","items":[{"account":1,"person":5,"connectedAt":"2024-05-01T10:00:00Z",
            "unlinkedAt":null,"service":{"at":"2024-06-01T10:00:00Z","reason":"backup","designator":7},
            "expected":{"admin":null,"push":"2024-07-01T10:00:00Z"},"version":3}],"batch":9}"#;
        let (mut commands, batch) = commands(body.as_bytes()).unwrap();
        assert_eq!(batch, Some(BatchId::new(9)));
        let command = commands.pop().unwrap();
        assert_eq!((command.because.as_deref(), command.version), (Some("from Drata"), Some(3)));
        let Change::State(statement) = command.change else { panic!("it is a statement") };
        assert_eq!(statement.people().map(PersonId::get).collect::<Vec<_>>(), [5, 7]);
        assert_eq!(statement.expected, [(Access::Admin, None), (Access::Push, Instant::parse("2024-07-01T10:00:00Z"))]);
    }

    #[test]
    fn a_malformed_statement_refuses_the_request_and_is_named() {
        let (code, message) = refused(&format!(r#"{{"account":1,{NOBODYS}}},{{"account":2,"person":1}}"#));
        assert_eq!(code, Code::FieldMissing);
        assert!(message.contains("items[1]: connectedAt is required"), "{message}");
        for wrong in [
            "1",
            r#"{"account":1,"person":1,"connectedAt":"yesterday","unlinkedAt":null,"service":null}"#,
            r#"{"account":1,"person":1,"connectedAt":1,"unlinkedAt":null,"service":null}"#,
            r#"{"account":1,"person":1,"connectedAt":null,"unlinkedAt":"2024-07-01T10:00:00Z","service":null}"#,
            r#"{"account":1,"person":null,"connectedAt":null,"unlinkedAt":null,"service":true}"#,
            r#"{"account":1,"person":null,"connectedAt":null,"unlinkedAt":null,"service":{"at":null,"reason":"x"}}"#,
        ] {
            assert_eq!(refused(wrong).0, Code::FieldInvalid, "{wrong}");
        }
        let unknown = format!(r#"{{"account":1,{NOBODYS},"expected":{{"root":null}}}}"#);
        assert_eq!(refused(&unknown).0, Code::FieldUnknown);
        let nameless = format!(r#"{{"source":" ","items":[{{"account":1,{NOBODYS}}}]}}"#);
        assert_eq!(commands(nameless.as_bytes()).unwrap_err().code(), Code::FieldInvalid);
    }
}
