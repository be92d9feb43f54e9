//! Rosters: lists of people, one file per format.

use domain::{
    listings::{BadList, Input, Listing, Reading, SeenPerson},
    runs::Scope,
};

use crate::{
    choosing::{self, Chosen},
    mapping::Mapping,
    reading::head::Head,
};

mod drata;
mod personnel;
mod roster;
mod standing;

#[cfg(test)]
pub(crate) use roster::VOCABULARY;

/// The people of a roster, read one by one.
///
/// A format may be asked for by its name: that of a preset, `csv`, `json` (an array of objects, or an object with one such
/// array), `jsonl` (an object on each line), or `personnel` (the body of the documented upload, always a whole roster and
/// read strictly). Else the list is a preset's, when its header or keys say so, and of anybody's making when they do not.
///
/// In the latter these columns (keys) are known, whatever their case and with or without `_`, `-` and blanks; of several
/// that mean the same, the one that stands first here counts and the others are only facts:
///
/// - `id`, `employeeId`, `externalId`: unique; where there is none, the address in lower case;
/// - `workEmail`, `email`: must be there;
/// - `firstName`, `lastName`; or `name`, `fullName`, which is split at its last blank;
/// - `jobTitle`, `title`; `contractor`, `isContractor`; `managerId`; `managerName`, `manager`;
/// - `secondaryEmail`, `personalEmail`; `mfa`, `isMfaEnabled`, `hasMfa`;
/// - `startedAt`, `startDate`, `hireDate`, `date`;
/// - `separatedAt`, `endDate`, `terminationDate`, `leavingDate`; `status`, `employmentStatus`; `left`, `hasLeft`;
///   `active`, `isActive`.
///
/// [`SeenPerson::left`] is set when a leaving date is given, *even one that lies ahead* (a reader has no clock, so the
/// caller compares `at`), and when the status says that they have left. The fact `left` is there only where a status
/// says either way. A status that is not understood says nothing, and stays a fact under its own name.
///
/// # Errors
/// When what it begins with shows that it is no such list, or the format or a field is not known.
pub fn people(reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenPerson>>, BadList> {
    let (head, input) = Head::read(input)?;
    let (shape, mapping) = match choosing::choose(reading, Scope::People, &head)? {
        Chosen::Drata => return Ok(Box::new(drata::Drata::open(input)?)),
        Chosen::Personnel => return Ok(Box::new(personnel::Personnel::open(input)?)),
        Chosen::Preset(preset, shape) => (shape, Mapping::of(roster::VOCABULARY, preset)),
        Chosen::Plain(shape) => (shape, Mapping::plain(roster::VOCABULARY)),
    };
    Ok(Box::new(roster::Roster::open(shape, input, mapping.asked(reading)?)?))
}
