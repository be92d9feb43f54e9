//! Whether two JSON texts have the same keys in the same order, and values of the same kind, at every level.

use crate::body::{self, Json};

/// Compares, and names the places where ours is null. Lists may be empty, or longer than the reference's one example.
pub(super) fn compare(ours: &[u8], reference: &[u8]) -> Vec<String> {
    let mut nulls = Vec::new();
    same(&body::parse(ours).unwrap(), &body::parse(reference).unwrap(), "", &mut nulls);
    nulls
}

fn same(ours: &Json<'_>, reference: &Json<'_>, path: &str, nulls: &mut Vec<String>) {
    match (ours, reference) {
        (Json::Null, _) => nulls.push(path.to_owned()),
        (Json::Bool(_), Json::Bool(_)) | (Json::Number(_), Json::Number(_)) => {}
        (Json::Text(ours), Json::Text(reference)) => assert_eq!(stamped(ours), stamped(reference), "{path}"),
        (Json::List(ours), Json::List(examples)) => {
            for value in ours {
                same(value, examples.first().unwrap(), &format!("{path}[]"), nulls);
            }
        }
        (Json::Object(ours), Json::Object(reference)) => {
            let (names, expected): (Vec<_>, Vec<_>) = (ours.names().collect(), reference.names().collect());
            assert_eq!(names, expected, "{path}");
            for ((name, value), (_, example)) in ours.fields().zip(reference.fields()) {
                same(value, example, &format!("{path}.{name}"), nulls);
            }
        }
        _ => panic!("{path}: {ours:?} is no {reference:?}"),
    }
}

/// Whether a text is a timestamp; the reference's `Fri Jan 31 2025` counts as one.
fn stamped(text: &str) -> bool {
    let spaced = text.len() == 26 && text.as_bytes()[10] == b' ' && text.as_bytes()[19] == b'.';
    spaced || text == "Fri Jan 31 2025"
}
