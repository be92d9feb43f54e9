//! Damaged lists: cut anywhere, or random bytes. They are refused, or what is left of them is whole; nothing panics.

use proptest::prelude::*;

use super::{
    ACCOUNTS_CSV, ACCOUNTS_JSONL, AWS, DRATA_ACCOUNTS, DRATA_PEOPLE, PERSONNEL, REPORT, ROSTER_CSV, ROSTER_JSON,
    ROSTER_JSONL, read_accounts, read_people,
};
use crate::{PLAIN, presets};

type Lines = Vec<u64>;

fn account_lines(format: &str, bytes: &[u8]) -> Option<Lines> {
    Some(read_accounts(format, bytes).ok()?.0.iter().map(|row| row.line).collect())
}

fn people_lines(format: &str, bytes: &[u8]) -> Option<Lines> {
    Some(read_people(format, bytes).ok()?.0.iter().map(|row| row.line).collect())
}

/// Cuts the list at every byte: what is still read holds every row that began before the cut.
fn cut_everywhere(whole: &str, read: impl Fn(&[u8]) -> Option<Lines>) {
    let every = read(whole.as_bytes()).unwrap();
    for cut in 0..whole.len() {
        let rest = &whole.as_bytes()[..cut];
        let Some(lines) = read(rest) else { continue };
        let begun = 1 + rest.iter().filter(|byte| **byte == b'\n').count() as u64;
        let last_line_is_empty = rest.last() == Some(&b'\n');
        let expected: Lines =
            every.iter().copied().filter(|line| *line < begun || (*line == begun && !last_line_is_empty)).collect();
        assert_eq!(lines, expected, "cut at {cut}");
    }
}

#[test]
fn a_cut_csv_never_loses_a_row_that_began() {
    cut_everywhere(AWS, |bytes| account_lines(REPORT, bytes));
    cut_everywhere(ACCOUNTS_CSV, |bytes| account_lines("csv", bytes));
    cut_everywhere(ROSTER_CSV, |bytes| people_lines("csv", bytes));
}

#[test]
fn cut_json_lines_never_lose_a_row_that_began() {
    cut_everywhere(ACCOUNTS_JSONL, |bytes| account_lines("jsonl", bytes));
    cut_everywhere(ROSTER_JSONL, |bytes| people_lines("jsonl", bytes));
}

#[test]
fn cut_json_is_always_refused() {
    for (whole, format) in [(ROSTER_JSON, "json"), (PERSONNEL, "personnel")] {
        for cut in 0..whole.trim_end().len() {
            assert_eq!(people_lines(format, &whole.as_bytes()[..cut]), None, "cut at {cut}");
        }
    }
}

#[test]
fn a_byte_of_nonsense_anywhere_never_panics() {
    for nonsense in [0x00, 0xFF, b'"', b',', b'\n', b'\r', b'{', b']', b'\\'] {
        for (format, whole) in [(REPORT, AWS), ("csv", ACCOUNTS_CSV), ("jsonl", ACCOUNTS_JSONL)] {
            for place in 0..whole.len() {
                let mut bytes = whole.as_bytes().to_vec();
                bytes[place] = nonsense;
                let lines = account_lines(format, &bytes);
                assert!(nonsense > 0 && nonsense < 0xFF || lines.is_none(), "{nonsense} at {place}");
            }
        }
    }
}

fn any_list() -> impl Strategy<Value = Vec<u8>> {
    let samples = [
        AWS,
        ACCOUNTS_CSV,
        ACCOUNTS_JSONL,
        ROSTER_CSV,
        ROSTER_JSON,
        ROSTER_JSONL,
        PERSONNEL,
        DRATA_ACCOUNTS,
        DRATA_PEOPLE,
    ];
    let edited = (prop::sample::select(samples.to_vec()), any::<prop::sample::Index>(), any::<Vec<u8>>());
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..600),
        prop::collection::vec(prop::sample::select(b"\"\\,:{}[]\r\n id1\xC3\xA9\0".to_vec()), 0..200),
        edited.prop_map(|(sample, at, inserted)| {
            let mut bytes = sample.as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes.splice(at..at, inserted);
            bytes
        }),
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in any_list()) {
        for format in PLAIN.into_iter().chain(presets().iter().map(|preset| preset.name())).chain(["", crate::choosing::DRATA]) {
            let _ = account_lines(format, &bytes);
            let _ = people_lines(format, &bytes);
        }
    }

    #[test]
    fn any_text_survives_csv(fields in prop::collection::vec("[^\0]{0,20}", 1..6)) {
        let header: Vec<_> = (0..fields.len()).map(|number| format!("column {number}")).collect();
        let quoted: Vec<_> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        let csv = format!("id,{}\nx,{}", header.join(","), quoted.join(","));
        let rows = read_accounts("csv", csv).unwrap().0;
        for (name, field) in header.iter().zip(&fields) {
            let read = rows[0].facts.by_name[name].known().and_then(|value| value.as_str()).unwrap_or_default();
            prop_assert_eq!(read, if field.trim().is_empty() { "" } else { field.as_str() });
        }
    }
}
