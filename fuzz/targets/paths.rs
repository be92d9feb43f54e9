//! Ids and texts in paths: an id is its digits and nothing else.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &str| {
    if let Ok(id) = api::paths::id(raw) {
        assert!(raw == id.to_string() || raw == format!("{id}.0"));
        assert!((1..=domain::ids::MAX).contains(&id));
    }
    if let Ok(text) = api::paths::text("email", raw) {
        assert!(!text.trim().is_empty() && !text.contains('\0'));
    }
    let _ = api::owns(raw);
});
