//! The reader against another one, over values, damaged texts and noise.

use proptest::prelude::*;

use super::connect;
use crate::{
    body::{Json, parse},
    problems::Code::FieldTwice,
};

/// JSON values that both readers must accept: no field twice, at most [`crate::body::DEPTH`] deep.
fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map("[a-z\"\\\\\u{0}-\u{1f}é🚀]{0,3}", inner, 0..8)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// The same value as the other reader has it.
fn translated(json: &Json<'_>) -> serde_json::Value {
    match json {
        Json::Null => serde_json::Value::Null,
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => serde_json::from_str(number.as_str()).unwrap(),
        Json::Text(text) => text.as_ref().into(),
        Json::List(values) => values.iter().map(translated).collect(),
        Json::Object(object) => object.fields().map(|(name, value)| (name.to_owned(), translated(value))).collect(),
    }
}

/// Whether the other reader takes it; `None` where the two differ on purpose.
fn accepted_elsewhere(bytes: &[u8]) -> Option<bool> {
    match serde_json::from_slice::<serde_json::Value>(bytes) {
        Ok(_) => Some(true),
        Err(error) if error.to_string().contains("out of range") => None,
        Err(_) => Some(false),
    }
}

proptest! {
    #[test]
    fn what_another_reader_writes_is_read_as_the_same(value in values(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assert_eq!(translated(&parse(text.as_bytes()).unwrap()), serde_json::from_str::<serde_json::Value>(&text).unwrap());
    }

    #[test]
    fn a_damaged_text_is_refused_exactly_where_another_reader_refuses_it(value in values(), at: prop::sample::Index, byte: u8, cut: bool) {
        let mut bytes = serde_json::to_vec(&value).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let ours = parse(&bytes).map_err(|problem| problem.code());
        if let Some(theirs) = accepted_elsewhere(&bytes) && ours != Err(FieldTwice) {
            prop_assert_eq!(ours.is_ok(), theirs, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn no_bytes_bring_it_down(bytes: Vec<u8>) {
        let _ = connect(&bytes);
        let ours = parse(&bytes).is_ok();
        prop_assert_eq!(ours, accepted_elsewhere(&bytes).unwrap_or(ours));
    }

    #[test]
    fn texts_of_json_s_own_letters_are_refused_where_another_reader_refuses_them(text in "[\\[\\]{}\",:0-9.eE+\\-tfnu\\\\dD8 a]{0,24}") {
        let ours = parse(text.as_bytes()).map_err(|problem| problem.code());
        if let Some(theirs) = accepted_elsewhere(text.as_bytes()) && ours != Err(FieldTwice) {
            prop_assert_eq!(ours.is_ok(), theirs);
        }
    }

    #[test]
    fn whole_numbers_survive_any_spelling(number in 1..=domain::ids::MAX, zeros in 0..30_usize, point in 0..16_usize) {
        let digits = format!("{number}{}", "0".repeat(zeros));
        let split = point.min(digits.len() - 1) + 1;
        let (before, after) = digits.split_at(split);
        let after = if after.is_empty() { "0" } else { after };
        let shift = digits.len() as i64 - split as i64 - zeros as i64;
        let body = format!(r#"{{"userId":{before}.{after}e{shift}}}"#);
        prop_assert_eq!(connect(body.as_bytes()), Ok(Some(number)));
    }
}
