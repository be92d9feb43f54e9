//! Bodies of the identity operations: whatever comes, there is an answer, and what is taken means what JSON says.

#![no_main]

use api::body::{Connect, ServiceAccount, Toggle};
use domain::connections::Family;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let read = |name: &str| {
        let json: Value = serde_json::from_slice(body).expect("what is taken is JSON");
        json.get(name).cloned().expect("what is taken has its field")
    };
    if let Ok(connect) = Connect::parse(body) {
        let given = read("userId");
        assert_eq!(connect.person.map(|person| person.get() as f64), given.as_f64());
        assert_eq!(connect.person.is_none(), given.is_null());
    }
    if let Ok(mark) = ServiceAccount::parse(body) {
        assert_eq!(read("serviceAccount"), Value::Bool(mark.on));
    }
    for family in [Family::Infrastructure, Family::VersionControl] {
        let _ = Toggle::parse(body, family);
    }
});
