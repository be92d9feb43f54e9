//! The body of the documented roster upload: `{"personnelData":[...]}`. An instruction, so it is read strictly: what is
//! not known, missing or of another type is refused.

use std::{collections::BTreeMap, io::BufRead};

use domain::{
    Instant,
    accounts::roster_facts,
    emails::Email,
    facts::{Fact, Facts},
    listings::{BadList, Listing, SeenPerson, Summary},
};
use serde_json::Value;

use crate::reading::{bytes, cells::Cell, elements::Elements, keys::Keys, objects, refusals};

/// The only key of the body.
const KEY: &str = "personnelData";
/// The keys of a person that must be there.
const REQUIRED: [&str; 7] = ["id", "firstName", "lastName", "email", "contractor", "isMfaEnabled", "date"];
/// The keys that may be.
const OPTIONAL: [&str; 3] = ["avatarUrl", "jobTitle", "customerId"];

/// A roster upload.
pub(crate) struct Personnel {
    elements: Elements,
    object: Vec<u8>,
    keys: Keys,
    met: [bool; OPTIONAL.len()],
}

/// One person of it: only known keys, and all that must be there.
struct Entry {
    line: u64,
    members: BTreeMap<&'static str, Value>,
}

impl Personnel {
    /// Reads as far as the first person.
    pub(crate) fn open(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        let (input, marked) = bytes::after_bom(input)?;
        if marked {
            return Err(refusals::list("must not begin with a byte order mark"));
        }
        let elements = Elements::open(input, Some(KEY))?;
        Ok(Self { elements, object: Vec::new(), keys: Keys::default(), met: [false; OPTIONAL.len()] })
    }

    fn person(&mut self, line: u64) -> Result<SeenPerson, BadList> {
        let entry = Entry::read(&self.object, line, self.elements.depth())?;
        for (met, key) in self.met.iter_mut().zip(OPTIONAL) {
            *met |= entry.members.contains_key(key);
        }
        let external_id = entry.id()?;
        self.keys.add(&external_id, line, "id")?;
        let email = entry.email()?;
        let first_name = entry.name(roster_facts::FIRST_NAME)?;
        let last_name = entry.name(roster_facts::LAST_NAME)?;
        let job_title = entry.optional_text(roster_facts::JOB_TITLE)?;
        let mfa = entry.truth("isMfaEnabled")?;
        let mut known: BTreeMap<&str, Value> = BTreeMap::new();
        known.extend([(roster_facts::FIRST_NAME, &first_name), (roster_facts::LAST_NAME, &last_name)].map(text));
        known.insert(roster_facts::CONTRACTOR, Value::from(entry.truth(roster_facts::CONTRACTOR)?));
        known.insert(roster_facts::STARTED_AT, Value::from(entry.date()?));
        known.insert("isMfaEnabled", Value::from(mfa));
        for key in OPTIONAL {
            known.extend(entry.optional_text(key)?.map(|text| (key, Value::from(text))));
        }
        known.retain(|_, value| value.as_str() != Some(""));
        let by_name = known.into_iter().map(|(name, value)| (name.to_owned(), Fact::Known(value))).collect();
        let facts = Facts { call: "file:personnel".to_owned(), by_name };
        let (email, mfa) = (email.as_str().to_owned(), Fact::Known(mfa));
        Ok(SeenPerson {
            line,
            external_id,
            email,
            first_name,
            last_name,
            job_title,
            mfa,
            left: None,
            gone_at: None,
            facts,
        })
    }
}

fn text<'a>((name, text): (&'a str, &String)) -> (&'a str, Value) {
    (name, Value::from(text.as_str()))
}

impl Entry {
    fn read(object: &[u8], line: u64, depth: usize) -> Result<Self, BadList> {
        let mut members = BTreeMap::new();
        for (key, value) in objects::parse(object, line, depth)? {
            let Some(known) = REQUIRED.into_iter().chain(OPTIONAL).find(|known| *known == key) else {
                let known = format!("{} and {}", REQUIRED.join(", "), OPTIONAL.join(", "));
                return Err(refusals::row(line, format!("has an unknown key; known are {known}")));
            };
            members.insert(known, value);
        }
        match REQUIRED.into_iter().find(|key| !members.contains_key(key)) {
            None => Ok(Self { line, members }),
            Some(missing) => Err(refusals::cell(line, missing, "is missing")),
        }
    }

    fn value(&self, key: &str) -> &Value {
        self.members.get(key).unwrap_or(&Value::Null)
    }

    /// The id, which may be a whole number.
    fn id(&self) -> Result<String, BadList> {
        let id = Cell::new(self.line, "id", self.value("id"));
        Ok(id.name()?.unwrap_or_default())
    }

    fn text(&self, key: &'static str) -> Result<&str, BadList> {
        self.value(key).as_str().map(str::trim).ok_or_else(|| refusals::cell(self.line, key, "must be text"))
    }

    fn name(&self, key: &'static str) -> Result<String, BadList> {
        refusals::short(self.line, key, self.text(key)?.to_owned())
    }

    fn email(&self) -> Result<Email, BadList> {
        let email = Email::parse(self.text("email")?);
        email.ok_or_else(|| refusals::cell(self.line, "email", "must be an e-mail address"))
    }

    fn truth(&self, key: &'static str) -> Result<bool, BadList> {
        self.value(key).as_bool().ok_or_else(|| refusals::cell(self.line, key, "must be true or false"))
    }

    /// The first day, in each of the documented spellings: `2024-10-18T01:28:40`, which is in UTC, `10/18/2024`, or as any
    /// other date.
    fn date(&self) -> Result<String, BadList> {
        let text = self.text("date")?;
        if text.is_empty() {
            return Err(refusals::cell(self.line, "date", "must not be empty"));
        }
        let problem = "must be a date as 2024-05-31 or an instant as 2024-05-31T10:00:00Z";
        let date = documented(text).or_else(|| Instant::parse(text));
        date.map(|date| date.to_string()).ok_or_else(|| refusals::cell(self.line, "date", problem))
    }

    /// Text that may be left out, or be null.
    fn optional_text(&self, key: &'static str) -> Result<Option<String>, BadList> {
        match self.value(key) {
            Value::Null => Ok(None),
            _ => Ok(Some(self.text(key)?.to_owned()).filter(|text| !text.is_empty())),
        }
    }
}

/// An instant without an offset, or a date with its month first.
fn documented(text: &str) -> Option<Instant> {
    if text.len() == "2024-10-18T01:28:40".len() {
        return Instant::parse(&format!("{text}Z"));
    }
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let spelled = parts.next().is_none() && (month.len(), day.len(), year.len()) == (2, 2, 4);
    if spelled { Instant::parse(&format!("{year}-{month}-{day}")) } else { None }
}

impl Listing<SeenPerson> for Personnel {
    fn next(&mut self) -> Result<Option<SeenPerson>, BadList> {
        let line = self.elements.read(&mut self.object)?;
        line.map(|line| self.person(line)).transpose()
    }

    fn summary(&self) -> Summary {
        let met = OPTIONAL.into_iter().zip(self.met).filter_map(|(key, met)| met.then_some(key));
        Summary {
            format: crate::choosing::PERSONNEL,
            columns: REQUIRED.into_iter().chain(met).map(str::to_owned).collect(),
            always_complete: true,
            ..Summary::default()
        }
    }
}
