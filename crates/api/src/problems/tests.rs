//! The table, the two spellings, and the headers.

use axum::response::IntoResponse;
use http::header;

use super::*;

fn text(problem: &Problem) -> String {
    String::from_utf8(problem.body()).unwrap()
}

#[test]
fn every_code_has_its_own_number_and_the_status_in_front() {
    let numbers: Vec<u16> = Code::ALL.iter().map(|code| code.number()).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(numbers, sorted);
    assert_eq!(numbers.len(), 36);
    for code in Code::ALL {
        assert_eq!(Problem::new(*code).status().as_u16(), code.status());
        assert_eq!(code.name() == "InternalServerErrorException", code.status() == 500, "{code:?}");
    }
}

#[test]
fn the_documented_messages_are_word_for_word() {
    for (code, message) in [
        (Code::Key, "Invalid Authorization"),
        (Code::Plan, "You must pay to activate this feature"),
        (Code::Permission, "You are not allowed to perform this action"),
        (Code::Route, "Record Not Found"),
        (Code::Identity, "Record Not Found"),
        (Code::User, "Record Not Found"),
        (Code::Terms, "You must accept the terms and conditions to use the API"),
        (Code::Internal, "Internal server error"),
    ] {
        assert_eq!(Problem::new(code).message(), message);
    }
}

#[test]
fn the_documented_body_has_four_keys_in_their_order() {
    let problem = Problem::field("userId", "must be a whole number of at least 1, or null");
    assert_eq!(
        text(&problem),
        "{\"name\":\"BadRequestException\",\"statusCode\":400,\"message\":\"Malformed data and/or validation errors: \
         userId must be a whole number of at least 1, or null\",\"code\":40003}"
    );
    assert_eq!(
        text(&Problem::new(Code::Key)),
        r#"{"name":"UnauthorizedException","statusCode":401,"message":"Invalid Authorization","code":40101}"#
    );
}

#[test]
fn our_own_api_writes_problem_details() {
    let problem = Problem::new(Code::IfMatch).spelled(Spelling::Rfc9457);
    assert_eq!(
        text(&problem),
        "{\"type\":\"about:blank\",\"title\":\"Precondition Failed\",\"status\":412,\
         \"detail\":\"The record has changed since it was read\",\"code\":41202}"
    );
    assert_eq!(problem.into_response().headers()[header::CONTENT_TYPE], "application/problem+json");
}

#[test]
fn headers_say_what_to_do_next() {
    let header = |problem: Problem, name| {
        problem.into_response().headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(header(Problem::new(Code::Key), header::WWW_AUTHENTICATE).as_deref(), Some("Bearer"));
    assert_eq!(header(Problem::new(Code::Permission), header::WWW_AUTHENTICATE), None);
    assert_eq!(header(Problem::method("GET, HEAD"), header::ALLOW).as_deref(), Some("GET, HEAD"));
    assert_eq!(header(Problem::new(Code::TooMany).retry_after(30), header::RETRY_AFTER).as_deref(), Some("30"));
    assert_eq!(header(Problem::new(Code::Storage), header::RETRY_AFTER).as_deref(), Some("1"));
    assert_eq!(header(Problem::new(Code::Internal), header::RETRY_AFTER), None);
    assert_eq!(header(Problem::new(Code::Internal), header::CONTENT_TYPE).as_deref(), Some("application/json"));
}

#[test]
fn a_part_of_a_body_is_named_before_the_field() {
    let problem = Problem::field("userId", "must be null").within("operations[3]");
    assert_eq!(problem.message(), "Malformed data and/or validation errors: operations[3]: userId must be null");
    assert_eq!(problem.code(), Code::FieldInvalid);
}

#[test]
fn an_answer_carries_its_problem_for_the_layers_outside() {
    let response = Problem::new(Code::Terms).into_response();
    assert_eq!(response.extensions().get::<Problem>().map(Problem::code), Some(Code::Terms));
}
