//! The mark of a row: whether somebody edited it. Without it, a row that only grew old could not be told from one that
//! somebody changed, and every row of a sheet would have to be compared with the register.

use sha2::{Digest as _, Sha256};

use super::Cells;

/// The mark of a row: letters alone, because spreadsheets rewrite what looks like a number.
#[must_use]
pub fn mark(account: i64, version: i64, cells: &Cells) -> String {
    let Cells { person, reason, owner, review_by } = cells;
    let texts = [person, reason, owner, review_by].map(|text| lines(text));
    let digest = Sha256::digest(serde_json::json!([account, version, texts]).to_string());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digest.bytes().take(12).filter_map(letter).collect()
}

/// The text with every end of a line written in the same way: spreadsheets have their own.
#[must_use]
pub fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A letter for a hexadecimal digit.
fn letter(digit: u8) -> Option<char> {
    char::from(digit).to_digit(16).and_then(|value| char::from_digit(value + 10, 26))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_letters_and_changes_with_everything_that_may_be_edited() {
        let cells = Cells { person: "ada@example.com".to_owned(), ..Cells::default() };
        let first = mark(7, 1, &cells);
        assert!(first.len() == 12 && first.bytes().all(|byte| byte.is_ascii_lowercase()), "{first}");
        let owner = Cells { owner: cells.person.clone(), ..Cells::default() };
        for other in [mark(7, 2, &cells), mark(71, 1, &cells), mark(7, 1, &Cells::default()), mark(7, 1, &owner)] {
            assert_ne!(other, first);
        }
    }

    #[test]
    fn the_ends_of_lines_do_not_count() {
        let of = |reason: &str| mark(7, 1, &Cells { reason: reason.to_owned(), ..Cells::default() });
        assert_eq!(of("a\r\nb\rc"), of("a\nb\nc"));
        assert_ne!(of("a\nb"), of("a b"));
    }
}
