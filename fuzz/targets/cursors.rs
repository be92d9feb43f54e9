//! Cursors of every kind of list: what is taken is what that list would have given.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    for (taken, given) in api::fuzzing::cursors(query) {
        assert_eq!(taken, given);
    }
});
