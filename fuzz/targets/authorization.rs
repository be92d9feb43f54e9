//! The header `Authorization`, once for each line: one key, or none.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| {
    let values: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').collect();
    if let Some(key) = api::fuzzing::key(&values) {
        assert_eq!(key, key.trim());
        let [one] = values.as_slice() else { panic!("one of several keys was taken") };
        assert!(one.ends_with(key.as_bytes()) || one.trim_ascii_end().ends_with(key.as_bytes()));
    }
});
