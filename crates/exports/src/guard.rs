//! The guard against formulas: no spreadsheet takes a cell with an apostrophe before it for one. It can be taken off again
//! without touching what anybody typed: taken off what was put on, every text is what it was.

/// What a spreadsheet may take for the beginning of a formula; with the line feed, because some write it for a carriage
/// return.
const BEGINNINGS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The text as it goes into a spreadsheet.
pub(crate) fn guarded(cell: String) -> String {
    if begins_a_formula(&cell) { format!("'{cell}") } else { cell }
}

/// The text without the guard, where it has one.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| begins_a_formula(text)).unwrap_or(cell)
}

/// Whether it begins as a formula does, behind apostrophes too: else nobody could tell its own from the guard.
fn begins_a_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(BEGINNINGS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(guarded(formula.to_owned()), format!("'{formula}"));
        }
        for harmless in ["", "a=b", "1-2", " =1", "'x", "'"] {
            assert_eq!(guarded(harmless.to_owned()), harmless);
        }
    }

    #[test]
    fn an_apostrophe_that_somebody_typed_stays() {
        for typed in ["'tis", "'", "''", "'a=b", "O'Neil", "=1", "-"] {
            assert_eq!(unguarded(typed), typed);
        }
    }

    proptest! {
        #[test]
        fn what_is_put_on_is_taken_off_and_nothing_else(text in "['=+@\t\r\n -]{0,5}.{0,5}") {
            let cell = guarded(text.clone());
            prop_assert!(!cell.starts_with(BEGINNINGS));
            prop_assert_eq!(unguarded(&cell), text);
        }
    }
}
