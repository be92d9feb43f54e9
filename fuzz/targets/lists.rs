//! Lists of accounts and people, in every format: read to their end, or refused with a line that exists.

#![no_main]

use std::io::Cursor;

use domain::listings::{BadList, Listing, Reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // How it ends says how it is read; as most files end, by what it shows itself to be.
    let Some((choice, list)) = bytes.split_last() else { return };
    let format = match (choice, sources::presets()) {
        (b'\n', _) => None,
        (choice, all) => all.get(usize::from(*choice) % all.len()).map(|preset| preset.name().to_owned()),
    };
    let lines = 1 + list.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    let reading = Reading { format, ..Reading::default() };
    let input = || Box::new(Cursor::new(list.to_vec()));
    walk(sources::accounts(&reading, input()), lines);
    walk(sources::people(&reading, input()), lines);
});

fn walk<Row>(listing: Result<Box<dyn Listing<Row>>, BadList>, lines: u64) {
    let ended = listing.and_then(|mut listing| {
        while listing.next()?.is_some() {}
        Ok(())
    });
    if let Err(bad) = ended {
        assert!(bad.line.is_none_or(|line| (1..=lines).contains(&line)), "line {:?} of {lines}", bad.line);
    }
}
