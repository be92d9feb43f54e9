//! Lists that are long, and rows that never end.

use std::io::{BufReader, Read};

use domain::listings::BadList;

use super::{REPORT, reading, refused_accounts, refused_people};
use crate::{accounts, people};

/// Text without end: a beginning, then one piece again and again.
struct Endless {
    beginning: &'static [u8],
    piece: u8,
    given: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if !self.beginning.is_empty() {
            return self.beginning.read(buffer);
        }
        self.given += buffer.len();
        assert!(self.given < 4 * 1024 * 1024, "read far past every limit");
        buffer.fill(self.piece);
        Ok(buffer.len())
    }
}

fn endless(beginning: &'static str, piece: u8) -> Box<BufReader<Endless>> {
    Box::new(BufReader::new(Endless { beginning: beginning.as_bytes(), piece, given: 0 }))
}

fn accounts_refused(format: &str, input: Box<BufReader<Endless>>) -> BadList {
    match accounts(&reading(format), input) {
        Err(refused) => refused,
        Ok(mut list) => list.next().unwrap_err(),
    }
}

fn people_refused(format: &str, input: Box<BufReader<Endless>>) -> BadList {
    match people(&reading(format), input) {
        Err(refused) => refused,
        Ok(mut list) => list.next().unwrap_err(),
    }
}

#[test]
fn a_quote_that_is_never_closed_is_given_up_early() {
    let problem = accounts_refused("csv", endless("id,name\n1,\"", b'a')).to_string();
    assert!(problem.starts_with("line 2, column 2: is longer than 65536 bytes"), "{problem}");
    accounts_refused(REPORT, endless("\"", b'\n'));
}

#[test]
fn a_row_that_never_ends_is_given_up_early() {
    for (beginning, piece) in [("id,name\n1,", b','), ("", b',')] {
        let problem = accounts_refused("csv", endless(beginning, piece)).problem;
        assert!(problem.contains("longer than 1048576 bytes"), "{problem}");
    }
    for format in ["json", "jsonl", "personnel"] {
        let beginning = if format == "jsonl" { "{" } else { "{\"personnelData\":[{" };
        let problem = people_refused(format, endless(beginning, b'{')).problem;
        assert!(problem.contains("longer than 1048576 bytes"), "{problem}");
    }
    people_refused("personnel", endless("{\"", b'a'));
}

#[test]
fn long_texts_ids_and_names_are_refused() {
    let long = "a".repeat(65_537);
    let csv = refused_accounts("csv", format!("id,note\n1,{long}\n"));
    assert!(csv.starts_with("line 2, column 2: is longer than 65536 bytes"), "{csv}");
    let jsonl = refused_accounts("jsonl", format!("{{\"id\":1,\"note\":\"{long}\"}}"));
    assert_eq!(jsonl, "line 1: holds a text of more than 65536 bytes");
    let name = "a".repeat(1025);
    for (csv, column) in [(format!("id\n{name}\n"), "id"), (format!("id,login\n1,{name}\n"), "login")] {
        assert_eq!(refused_accounts("csv", csv), format!("line 2, column {column}: is longer than 1024 bytes"));
    }
    let csv = format!("email,firstName\na@example.com,{name}\n");
    assert_eq!(refused_people("csv", csv), "line 2, column firstName: is longer than 1024 bytes");
}

#[test]
fn a_list_with_ever_new_columns_is_refused() {
    let rows: Vec<_> = (0..1100).map(|number| format!("{{\"id\":{number},\"k{number}\":1}}")).collect();
    let problem = refused_accounts("jsonl", rows.join("\n"));
    assert_eq!(problem, "line 1000, column 1001: is one too many: a list may have 1000 columns");
}

#[test]
fn a_source_that_breaks_off_is_refused() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let input = std::io::Cursor::new("id\n1\n2").chain(BufReader::new(Broken));
    let refused = accounts(&reading("csv"), Box::new(input)).err().unwrap();
    assert_eq!(refused.problem, "could not be read to its end (connection reset)");
}
