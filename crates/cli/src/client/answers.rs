//! Answers of the API: JSON, or why not, in words for whoever sits at the terminal.

use axum::body::Body;
use http::{Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::exit::{Code, Failure, Result};

/// What every message about a malformed request begins with, which says nothing at a terminal.
const MALFORMED: &str = "Malformed data and/or validation errors: ";

/// The answer's JSON; an answer without a body is null.
pub(super) async fn read(response: Response<Body>) -> Result<Value> {
    let status = response.status();
    let body = response.into_body().collect().await.map_err(|error| {
        Failure::new(Code::Unreachable, format_args!("the answer broke off: {error}; it is safe to repeat the command"))
    })?;
    let body = body.to_bytes();
    if status.is_success() {
        if body.is_empty() {
            return Ok(Value::Null);
        }
        return serde_json::from_slice(&body).map_err(|_| foreign(status));
    }
    Err(refused(status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

/// What a problem says, without the words for programs.
pub(crate) fn plain(detail: &str) -> &str {
    detail.strip_prefix(MALFORMED).unwrap_or(detail)
}

fn foreign(status: StatusCode) -> Failure {
    let words = format!("the answer ({}) is not JSON; is --server the address of a whose?", status.as_u16());
    Failure::failed(words)
}

fn refused(status: StatusCode, problem: Value) -> Failure {
    let Some(detail) = problem.pointer("/detail").and_then(Value::as_str) else { return foreign(status) };
    let detail = plain(detail);
    let number = problem.pointer("/code").and_then(Value::as_u64).unwrap_or_default();
    match (status.as_u16(), number) {
        (401, _) => Failure::new(
            Code::NotAllowed,
            "the server does not know the key, or it is revoked or expired; give another with --key-file",
        ),
        (403, _) => Failure::new(Code::NotAllowed, "the key may not do this; `whose whoami` shows what it may"),
        (402, _) => Failure::new(Code::NotAllowed, format_args!("{detail}; see `whose companies features`")),
        (412, 41201) => Failure::new(
            Code::NotAllowed,
            "the company has not accepted the terms in force; accept them with `whose companies terms --accept`",
        ),
        (404, 40401) => Failure::failed("the server knows no such request; is it an older whose?"),
        (404, _) => Failure::new(Code::NoSuch, "there is nothing of that name or id"),
        (400, 40016) => Failure::under_way(detail),
        (429 | 503, _) => Failure::new(Code::Unreachable, detail),
        _ => Failure::failed(detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_exit_code() {
        for (status, number, code) in [
            (400, 40003, Code::Failed),
            (401, 40101, Code::NotAllowed),
            (402, 40201, Code::NotAllowed),
            (403, 40301, Code::NotAllowed),
            (404, 40401, Code::Failed),
            (404, 40402, Code::NoSuch),
            (412, 41201, Code::NotAllowed),
            (412, 41202, Code::Failed),
            (500, 50001, Code::Failed),
            (503, 50301, Code::Unreachable),
        ] {
            let problem = serde_json::json!({ "detail": "d", "code": number });
            assert_eq!(refused(StatusCode::from_u16(status).unwrap(), problem).code, code, "{number}");
        }
    }

    #[test]
    fn words_for_programs_are_left_out() {
        let problem = serde_json::json!({ "detail": format!("{MALFORMED}reason must not be blank"), "code": 40003 });
        assert_eq!(refused(StatusCode::BAD_REQUEST, problem).to_string(), "reason must not be blank");
    }

    #[test]
    fn an_answer_of_something_else_is_named_as_such() {
        assert!(refused(StatusCode::BAD_GATEWAY, Value::Null).to_string().contains("(502)"));
    }
}
