//! The golden table of bodies: operation 1, whose rules the others share.

mod reader;
mod requests;

use domain::ids::PersonId;

use super::*;
use crate::problems::Code::{
    self, BodyMissing, FieldInvalid, FieldMissing, FieldTwice, FieldUnknown, NotJson, NotObject, NotUtf8,
};

fn connect(body: &[u8]) -> Result<Option<i64>, Code> {
    Connect::parse(body).map(|connect| connect.person.map(PersonId::get)).map_err(|problem| problem.code())
}

#[test]
fn whole_numbers_are_ids_however_they_are_spelled() {
    let zeros = format!("1.{}", "0".repeat(10_000));
    let moved = format!("1{}e-10000", "0".repeat(10_000));
    for (number, id) in [
        ("1", 1),
        ("1.0", 1),
        ("1.000", 1),
        ("1e0", 1),
        ("1E0", 1),
        ("1e+0", 1),
        ("1e-0", 1),
        ("1e000", 1),
        ("1.0e0", 1),
        ("10e-1", 1),
        ("10.0e-1", 1),
        ("1000e-3", 1),
        ("0.1e1", 1),
        ("0.001e3", 1),
        ("0.0010e3", 1),
        ("5.0", 5),
        ("12", 12),
        ("1.2e1", 12),
        ("1.20e1", 12),
        ("1200e-2", 12),
        ("1e1", 10),
        ("1e15", 1_000_000_000_000_000),
        ("100000000000000000000e-20", 1),
        ("9007199254740991", 9_007_199_254_740_991),
        ("9007199254740991.0", 9_007_199_254_740_991),
        ("9.007199254740991e15", 9_007_199_254_740_991),
        ("9007199254740991000e-3", 9_007_199_254_740_991),
        ("0.0000000000000000000000000000001e31", 1),
        ("1e0000000000000000000000000000", 1),
        (&zeros, 1),
        (&moved, 1),
    ] {
        assert_eq!(connect(format!(r#"{{"userId":{number}}}"#).as_bytes()), Ok(Some(id)), "{number:.60}");
    }
}

const NO_IDS: &[&str] = &[
    "0",
    "-0",
    "0.0",
    "-0.0",
    "0e0",
    "0e5",
    "0E400",
    "0.000",
    "-1",
    "-1.0",
    "-5e0",
    "1.5",
    "0.5",
    "1.1e0",
    "15e-1",
    "1e-1",
    "1.00000000000000000001",
    "0.99999999999999999999",
    "9007199254740991.4",
    "9007199254740991.00000001",
    "9007199254740992",
    "9007199254740992.0",
    "9007199254740993",
    "9.007199254740992e15",
    "9999999999999999",
    "1e16",
    "10000000000000000",
    "18446744073709551615",
    "18446744073709551617",
    "1e19",
    "1e308",
    "1e309",
    "1e400",
    "1e1000000000",
    "1e-1000000000",
    "1e9223372036854775807",
    "1e9223372036854775808",
    "1e-9223372036854775808",
    "1e18446744073709551616",
    "-1e400",
    "4.9e-324",
    "2.5",
    "123.456",
];

#[test]
fn other_numbers_are_refused_at_no_more_cost() {
    let long = "1".repeat(10_000);
    let long_fraction = format!("1.{}1", "0".repeat(10_000));
    let long_exponent = format!("1e{}", "9".repeat(10_000));
    let long_negative = format!("1e-{}", "9".repeat(10_000));
    let long = [&long, &long_fraction, &long_exponent, &long_negative].map(String::as_str);
    for number in NO_IDS.iter().chain(&long) {
        let problem = Connect::parse(format!(r#"{{"userId":{number}}}"#).as_bytes()).unwrap_err();
        assert_eq!(problem.code(), FieldInvalid, "{number:.60}");
        assert_eq!(
            problem.message(),
            "Malformed data and/or validation errors: userId must be a whole number of at least 1, or null"
        );
    }
}

#[test]
fn a_connect_body_is_read_exactly() {
    for (body, read) in [
        (r#"{"userId":null}"#, Ok(None)),
        (r#" { "userId" : null } "#, Ok(None)),
        ("\t{\n\"userId\"\r:null}\n", Ok(None)),
        (r#"{"userId":7}"#, Ok(Some(7))),
        (r#"{"user\u0049d":7}"#, Ok(Some(7))),
        (r#"{"\u0075\u0073\u0065\u0072\u0049\u0064":7}"#, Ok(Some(7))),
        // Nothing, or nothing of use.
        ("", Err(BodyMissing)),
        (" ", Err(NotJson)),
        ("\n", Err(NotJson)),
        ("{}", Err(FieldMissing)),
        ("{ }", Err(FieldMissing)),
        // Not an object.
        ("[]", Err(NotObject)),
        ("[1]", Err(NotObject)),
        ("[null]", Err(NotObject)),
        (r#"[{"userId":1}]"#, Err(NotObject)),
        ("null", Err(NotObject)),
        ("true", Err(NotObject)),
        ("1", Err(NotObject)),
        (r#""userId""#, Err(NotObject)),
        (r#"[{"a":1,"a":1}]"#, Err(NotObject)),
        // Not the documented fields.
        (r#"{"user_id":1}"#, Err(FieldUnknown)),
        (r#"{"userid":1}"#, Err(FieldUnknown)),
        (r#"{"USERID":1}"#, Err(FieldUnknown)),
        (r#"{"userId ":1}"#, Err(FieldUnknown)),
        (r#"{"userId\u0000":1}"#, Err(FieldUnknown)),
        (r#"{"":1}"#, Err(FieldUnknown)),
        (r#"{"userId":1,"reason":"x"}"#, Err(FieldUnknown)),
        (r#"{"reason":"x","userId":1}"#, Err(FieldUnknown)),
        (r#"{"userId":1,"__proto__":{}}"#, Err(FieldUnknown)),
        (r#"{"userId":"1","extra":1}"#, Err(FieldUnknown)),
        // One of them twice.
        (r#"{"userId":1,"userId":1}"#, Err(FieldTwice)),
        (r#"{"userId":1,"userId":null}"#, Err(FieldTwice)),
        (r#"{"userId":null,"userId":1}"#, Err(FieldTwice)),
        (r#"{"userId":1,"user\u0049d":2}"#, Err(FieldTwice)),
        (r#"{"\u0075serId":1,"userId":2}"#, Err(FieldTwice)),
        (r#"{"x":1,"x":2}"#, Err(FieldTwice)),
        (r#"{"userId":{"a":1,"a":2}}"#, Err(FieldTwice)),
        (r#"{"userId":[{"a":1,"\u0061":2}]}"#, Err(FieldTwice)),
        (r#"{"unknown":{"a":1,"a":2}}"#, Err(FieldTwice)),
        // Another type.
        (r#"{"userId":"1"}"#, Err(FieldInvalid)),
        (r#"{"userId":""}"#, Err(FieldInvalid)),
        (r#"{"userId":"null"}"#, Err(FieldInvalid)),
        (r#"{"userId":true}"#, Err(FieldInvalid)),
        (r#"{"userId":false}"#, Err(FieldInvalid)),
        (r#"{"userId":[]}"#, Err(FieldInvalid)),
        (r#"{"userId":[1]}"#, Err(FieldInvalid)),
        (r#"{"userId":[null]}"#, Err(FieldInvalid)),
        (r#"{"userId":{}}"#, Err(FieldInvalid)),
        (r#"{"userId":{"id":1}}"#, Err(FieldInvalid)),
    ] {
        assert_eq!(connect(body.as_bytes()), read, "{body}");
    }
}

const NOT_JSON: &[&str] = &[
    "{",
    "}",
    "{]",
    "[",
    "[}",
    "nul",
    "NULL",
    "Null",
    "nulll",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "tru",
    "True",
    "userId=1",
    r#"{"userId":}"#,
    r#"{"userId"}"#,
    r#"{"userId",1}"#,
    r#"{"userId"=1}"#,
    r#"{userId:1}"#,
    r#"{'userId':1}"#,
    r#"{"userId":1"#,
    r#"{"userId":1]"#,
    r#"{"userId":1,}"#,
    r#"{,"userId":1}"#,
    r#"{"userId":1,,}"#,
    r#"{"userId":1;}"#,
    r#"{"userId":1}}"#,
    r#"{"userId":1}{"userId":1}"#,
    r#"{"userId":1} x"#,
    r#"{"userId":1},"#,
    r#"{"userId":1}//"#,
    r#"/**/{"userId":1}"#,
    "{\"userId\":1}\0",
    "\0{\"userId\":1}",
    "{\"userId\":1}\u{b}",
    "\u{a0}{\"userId\":1}",
    "{\"userId\":\u{2028}1}",
    r#"{"userId":01}"#,
    r#"{"userId":00}"#,
    r#"{"userId":-01}"#,
    r#"{"userId":+1}"#,
    r#"{"userId":.5}"#,
    r#"{"userId":1.}"#,
    r#"{"userId":1.e1}"#,
    r#"{"userId":1e}"#,
    r#"{"userId":1e+}"#,
    r#"{"userId":1e1.5}"#,
    r#"{"userId":--1}"#,
    r#"{"userId":-}"#,
    r#"{"userId":0x1}"#,
    r#"{"userId":1_0}"#,
    r#"{"userId":1 0}"#,
    r#"{"userId":1n}"#,
    r#"{"userId":NaN}"#,
    r#"{"userId":١}"#,
    r#"{"userId":1,2}"#,
    r#"[1,]"#,
    r#"[,1]"#,
    r#"[1 2]"#,
    r#"["a]"#,
    r#"{"userId":"a}"#,
    r#"{"a":"\x"}"#,
    r#"{"a":"\u12"}"#,
    r#"{"a":"\u12g4"}"#,
    r#"{"a":"\u+123"}"#,
    r#"{"a":"\uD800"}"#,
    r#"{"a":"\uD800x"}"#,
    r#"{"a":"\uD800\n"}"#,
    r#"{"a":"\uD800\uD800"}"#,
    r#"{"a":"\uDC00"}"#,
    r#"{"a":"\uDC00\uD800"}"#,
    r#"{"a":"\uD800\u0041"}"#,
    r#"{"\uD800":1}"#,
    r#"{"a":"\"#,
    r#"{"a":"\u"#,
    "{\"a\":\"\n\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\0\"}",
    "{\"a\":\"\u{1f}\"}",
    "{\"userId\n\":1}",
    r#"{"userId":1,"userId":1"#,
    r#"{"x":1} 2"#,
];

#[test]
fn what_is_not_json_is_told_from_what_is_not_wanted() {
    for body in NOT_JSON {
        assert_eq!(connect(body.as_bytes()), Err(NotJson), "{body}");
    }
}

#[test]
fn what_is_not_utf_8_comes_first() {
    for body in [
        &b"\xef\xbb\xbf{\"userId\":1}"[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe{\x00",
        b"\xff",
        b"\x80",
        b"\xc0\x80",
        b"{\"userId\":\"\xff\"}",
        b"{\"userId\":1}\xff",
        b"{\"\xe2\x82\":1}",
        b"{\"a\":\"\xed\xa0\x80\"}",
        b"\xfe\xff\x00{",
        b"not json \xff",
        b"{\"a\":\"\xf4\x90\x80\x80\"}",
    ] {
        assert_eq!(connect(body), Err(NotUtf8), "{body:?}");
    }
}

#[test]
fn thirty_two_deep_is_read_and_thirty_three_is_not() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let inside = |depth: usize| format!(r#"{{"userId":{}}}"#, nested(depth - 1));
    assert_eq!(connect(inside(DEPTH).as_bytes()), Err(FieldInvalid));
    assert_eq!(connect(inside(DEPTH + 1).as_bytes()), Err(NotJson));
    assert!(parse(nested(DEPTH).as_bytes()).is_ok());
    assert!(parse(nested(DEPTH + 1).as_bytes()).is_err());
    assert_eq!(connect("[".repeat(1_000_000).as_bytes()), Err(NotJson));
    assert_eq!(connect(r#"{"a":"#.repeat(200_000).as_bytes()), Err(NotJson));
}

#[test]
fn null_is_not_absent() {
    let body = br#"{"owner":null,"reviewBy":"2027-01-01"}"#;
    let known = [Field::optional("owner"), Field::optional("reviewBy"), Field::optional("reason")];
    let object = parse_object(body, &known).unwrap();
    assert_eq!(object.given("owner"), Given::Null);
    assert_eq!(object.given("reason"), Given::Absent);
    assert!(matches!(object.given("reviewBy"), Given::Value(Json::Text(_))));
}

#[test]
fn many_fields_are_compared_in_proportion_to_their_number() {
    let fields: Vec<String> = (0..200_000).map(|number| format!(r#""{number}":0"#)).collect();
    let body = format!("{{{}}}", fields.join(","));
    assert!(parse(body.as_bytes()).is_ok());
}
