//! Texts of cells: those that the workbook keeps in one place for all, and those that stand in their cell.

use domain::listings::BadList;
use quick_xml::events::BytesStart;

use super::{
    damaged,
    elements::{Elements, attributes},
    too_large,
};

/// Bytes that the texts may have together, with what is kept of where each ends.
const LIMIT: usize = 512 << 20;

/// The shared texts, one behind the other.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn read(mut part: Elements<'_>) -> Result<Self, BadList> {
        let mut texts = Self::default();
        while part.find(0, |name, _| Ok((name == "si").then_some(())))?.is_some() {
            texts.all.push_str(&item(&mut part)?);
            texts.ends.push(texts.all.len());
            if texts.all.len() + texts.ends.len() * size_of::<usize>() > LIMIT {
                return Err(too_large());
            }
        }
        Ok(texts)
    }

    /// The text of that number.
    pub(super) fn get(&self, number: &str) -> Result<&str, BadList> {
        let number: usize = number.parse().map_err(|_| damaged())?;
        let begin = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let end = self.ends.get(number).copied();
        begin.zip(end).and_then(|(begin, end)| self.all.get(begin..end)).ok_or_else(damaged)
    }
}

/// What a text has in it: a run of letters, and whether the blanks around it count; or how it is pronounced.
enum Piece {
    Run { preserved: bool },
    Pronounced,
}

/// The text in the element that was just begun. It may be in runs that look different; how it is pronounced is no part of it.
pub(super) fn item(part: &mut Elements<'_>) -> Result<String, BadList> {
    let (mut whole, within) = (String::new(), part.depth());
    while let Some(piece) = part.find(within, piece)? {
        match piece {
            Piece::Pronounced => part.skip()?,
            Piece::Run { preserved } => {
                let text = part.text()?;
                whole.push_str(&unescaped(if preserved { &text } else { text.trim_ascii() }));
            }
        }
    }
    Ok(whole)
}

fn piece(name: &str, element: &BytesStart<'_>) -> Result<Option<Piece>, BadList> {
    Ok(match name {
        "rPh" => Some(Piece::Pronounced),
        "t" => {
            let [space] = attributes(element, ["space"])?;
            Some(Piece::Run { preserved: space.as_deref() == Some("preserve") })
        }
        _ => None,
    })
}

/// The text as it was before `_x000D_` was written for a letter that XML cannot have.
pub(super) fn unescaped(text: &str) -> String {
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, from)) = rest.find("_x").and_then(|place| rest.split_at_checked(place)) {
        whole.push_str(before);
        let letter = escaped(from);
        let length = if letter.is_some() { 7 } else { 1 };
        whole.push(letter.unwrap_or('_'));
        rest = from.get(length..).unwrap_or_default();
    }
    whole + rest
}

/// The letter that the text begins with, if it is written as `_x000D_`.
fn escaped(text: &str) -> Option<char> {
    let digits = text.get(2..6).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(number).filter(|_| text.get(6..7) == Some("_"))
}
