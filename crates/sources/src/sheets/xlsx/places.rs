//! Places in a worksheet, as `B7`.

/// Rows and columns that a worksheet can have.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// A row and a column, each counted from 1. 0 is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: u32,
}

impl Place {
    /// The place that is written so.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|letter: char| letter.is_ascii_digit())?;
        let (letters, digits) = text.split_at_checked(digits)?;
        let column = letters.chars().try_fold(0_u32, |column, letter| {
            let value = letter.to_digit(36).filter(|value| *value >= 10)? - 9;
            Some(column * 26 + value).filter(|column| *column <= COLUMNS)
        })?;
        Some(Self { row: row(digits)?, column }).filter(|place| place.column > 0)
    }

    /// Before the row of that number, or the next one; none where it is not further on: two rows of a number could stand for one
    /// another.
    pub(super) fn next_row(self, number: Option<&str>) -> Option<Self> {
        let row = number.map_or(Some(self.row + 1), row)?;
        (row > self.row && row <= ROWS).then_some(Self { row, column: 0 })
    }

    /// The place that is written so, or the next one; none where it is not further on in its row.
    pub(super) fn next_cell(self, place: Option<&str>) -> Option<Self> {
        let next = place.map_or(Some(Self { column: self.column + 1, ..self }), Self::parse)?;
        let is_further = next.row == self.row && next.column > self.column && self.row > 0 && next.column <= COLUMNS;
        is_further.then_some(next)
    }
}

fn row(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|row| plain && (1..=ROWS).contains(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_up_to_the_last_of_a_worksheet() {
        for (text, row, column) in [("A1", 1, 1), ("z9", 9, 26), ("AA10", 10, 27), ("XFD1048576", ROWS, COLUMNS)] {
            assert_eq!(Place::parse(text), Some(Place { row, column }), "{text}");
        }
        for text in ["", "A", "7", "A0", "XFE1", "A1048577", "A-1", "A+1", "A1B", "Ä1", "A99999999999", "ZZZZZZZZZZZZ1"]
        {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rows_and_cells_only_go_on() {
        let at = Place { row: 3, column: 2 };
        assert_eq!(at.next_row(None), Some(Place { row: 4, column: 0 }));
        assert_eq!(at.next_row(Some("3")), None);
        assert_eq!(at.next_cell(None), Some(Place { row: 3, column: 3 }));
        for place in ["B3", "A3", "C4"] {
            assert_eq!(at.next_cell(Some(place)), None, "{place}");
        }
    }
}
