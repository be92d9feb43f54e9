//! Lists of accounts: one file per format.

use domain::{
    listings::{BadList, Input, Listing, Reading, SeenAccount},
    runs::Scope,
};

use crate::{
    choosing::{self, Chosen},
    mapping::Mapping,
    presets::Preset,
    reading::{head::Head, refusals, tables::Shape},
};

mod aws;
mod drata;
mod gcloud;
mod kubernetes;
mod ldif;
mod listed;
mod made;

#[cfg(test)]
pub(crate) use listed::VOCABULARY;

/// The accounts of a list, read one by one.
///
/// A format may be asked for by its name: that of a preset, or `csv`, `json` (an array of objects, or an object with one
/// such array) or `jsonl` (an object on each line). Else the list is a preset's, when its header or keys say so, and of
/// anybody's making when they do not.
///
/// In the latter these columns (keys) are known, whatever their case and with or without `_`, `-` and blanks: `id` (or
/// `identityId`, `externalId`), which must be there; `username` (`name`, `login`), else the id; `email`; `mfa` (`hasMfa`,
/// `mfaEnabled`); and the names of [`domain::accounts::observed_facts`]. Every field can be read from another column, or
/// by a path such as `profile.email` from inside one, where [`Reading::map`] says so. Every column is kept as a fact under
/// its own name, but for those that hold secrets.
///
/// # Errors
/// When what it begins with shows that it is no such list, or the format or a field is not known.
pub fn accounts(reading: &Reading, input: Input) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
    let (head, input) = Head::read(input)?;
    match choosing::choose(reading, Scope::Accounts, &head)? {
        Chosen::Preset(preset, shape) => of_preset(preset, shape, reading, input),
        Chosen::Plain(shape) => {
            Ok(Box::new(listed::Listed::open(shape, input, Mapping::plain(listed::VOCABULARY).asked(reading)?)?))
        }
        Chosen::Drata => Ok(Box::new(drata::Drata::open(input)?)),
        Chosen::Personnel => Err(refusals::list("this is a list of people, not of accounts")),
    }
}

fn of_preset(
    preset: &'static Preset,
    shape: Shape,
    reading: &Reading,
    input: Input,
) -> Result<Box<dyn Listing<SeenAccount>>, BadList> {
    let Some(reader) = preset.reader() else {
        let mapping = Mapping::of(listed::VOCABULARY, preset).asked(reading)?;
        return Ok(Box::new(listed::Listed::open(shape, input, mapping)?));
    };
    if !reading.map.is_empty() {
        let problem = "is read by its own rules; fields are mapped in CSV and JSON, and in presets of these";
        return Err(refusals::list(format!("{} {problem}", preset.name())));
    }
    Ok(match reader {
        "aws-credential-report" => Box::new(aws::Report::open(preset, input)?),
        "aws-authorization-details" => Box::new(aws::details(preset, input)?),
        "gcloud-iam-policy" => Box::new(gcloud::read(preset, input)?),
        "kubernetes" => Box::new(kubernetes::read(preset, input)?),
        "ldif" => Box::new(ldif::Directory::open(preset, input)?),
        _ => return Err(refusals::list(format!("{} cannot be read", preset.name()))),
    })
}
