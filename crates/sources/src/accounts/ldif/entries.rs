//! Entries of LDIF: a name, and attributes with their values.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    facts::Fact,
    listings::{BadList, Input},
    texts,
};
use serde_json::Value as Json;

use super::{
    lines::{Folded, Line},
    values,
};
use crate::{
    observed::Facts,
    reading::refusals::{self, COLUMN_LIMIT, NAME_LIMIT, ROW_LIMIT},
};

/// The entries of a file.
pub(super) struct Entries {
    lines: Folded,
    any: bool,
    dropped: BTreeSet<String>,
    references: u64,
}

/// One entry.
pub(super) struct Entry {
    /// The line that it begins on.
    pub(super) line: u64,
    /// Its distinguished name.
    pub(super) dn: String,
    attributes: Vec<(String, Vec<String>)>,
}

/// Attributes that are never kept: passwords and keys, and pictures.
const DROPPED: [&str; 24] = [
    "userpassword",
    "unicodepwd",
    "authpassword",
    "pwdhistory",
    "dbcspwd",
    "lmpwdhistory",
    "ntpwdhistory",
    "supplementalcredentials",
    "sambantpassword",
    "sambalmpassword",
    "sambapasswordhistory",
    "ipanthash",
    "krbprincipalkey",
    "krbextradata",
    "ms-mcs-admpwd",
    "mslaps-password",
    "mslaps-encryptedpassword",
    "msds-managedpassword",
    "userpkcs12",
    "jpegphoto",
    "thumbnailphoto",
    "photo",
    "usercertificate",
    "usersmimecertificate",
];

const NO_ATTRIBUTE: &str = "must be an attribute, as mail: ada@example.com";

/// Classes of what can sign in.
const ACCOUNTS: [&str; 8] = [
    "person",
    "organizationalperson",
    "inetorgperson",
    "user",
    "posixaccount",
    "account",
    "simplesecurityobject",
    MANAGED[0],
];
/// Classes of service accounts whose password the directory keeps.
const MANAGED: [&str; 2] = ["msds-groupmanagedserviceaccount", "msds-managedserviceaccount"];

impl Entries {
    /// Reads nothing yet.
    pub(super) fn open(input: Input) -> Result<Self, BadList> {
        Ok(Self { lines: Folded::open(input)?, any: false, dropped: BTreeSet::new(), references: 0 })
    }

    /// The next entry; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Entry>, BadList> {
        let mut record = Vec::new();
        let mut size = 0;
        loop {
            match self.lines.next(|text| !drops(attribute(text)))? {
                Some(Line::Attribute(line, text)) => {
                    size += text.len();
                    if size > ROW_LIMIT {
                        return Err(refusals::row_too_long(line));
                    }
                    record.push((line, text));
                }
                Some(Line::Empty) => {
                    if let Some(entry) = self.entry(std::mem::take(&mut record))? {
                        return Ok(Some(entry));
                    }
                    size = 0;
                }
                None => return self.end(record),
            }
        }
    }

    /// What was passed over besides entries.
    pub(super) fn passed_over(&self) -> Option<(String, u64)> {
        (self.references > 0).then(|| ("references to other servers".to_owned(), self.references))
    }

    /// The attributes that were not kept.
    pub(super) fn dropped(&self) -> Vec<String> {
        self.dropped.iter().cloned().collect()
    }

    /// At the end of the file, nothing but the words of `ldapsearch` may be left open.
    fn end(&mut self, record: Vec<(u64, Vec<u8>)>) -> Result<Option<Entry>, BadList> {
        let left = self.entry(record)?;
        if left.is_some() {
            let problem = "the file ends inside an entry: each ends with an empty line; fetch it again";
            return Err(refusals::row(self.lines.line(), problem));
        }
        if self.any { Ok(None) } else { Err(refusals::empty()) }
    }

    /// The entry of these lines, if it is one.
    fn entry(&mut self, record: Vec<(u64, Vec<u8>)>) -> Result<Option<Entry>, BadList> {
        let mut record = record.into_iter().peekable();
        let is_version = |(_, text): &(u64, Vec<u8>)| attribute(text).eq_ignore_ascii_case(b"version");
        if let Some((line, text)) = record.next_if(|line| !self.any && is_version(line))
            && text.trim_ascii_end().rsplit(|byte| b": ".contains(byte)).next() != Some(b"1")
        {
            return Err(refusals::row(line, "is of another version of LDIF than 1"));
        }
        let Some((line, _)) = record.peek() else { return Ok(None) };
        let mut entry = Entry { line: *line, dn: String::new(), attributes: Vec::new() };
        self.any = true;
        for (line, text) in record {
            self.attribute(&mut entry, line, &text)?;
        }
        if !entry.dn.is_empty() {
            return Ok(Some(entry));
        }
        self.remark(&entry).map(|()| None)
    }

    fn attribute(&mut self, entry: &mut Entry, line: u64, text: &[u8]) -> Result<(), BadList> {
        let name = attribute(text);
        let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty() && name.len() <= NAME_LIMIT);
        let name = name.ok_or_else(|| refusals::row(line, NO_ATTRIBUTE))?;
        let rest = text.get(name.len()..).unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        // `ldifde` exports entries as what would add them.
        let added = rest.strip_prefix(b":").is_some_and(|kind| kind.trim_ascii().eq_ignore_ascii_case(b"add"));
        if matches!(lower.as_str(), "changetype" | "control") && !added {
            return Err(refusals::row(line, "the file holds changes and not entries; export entries"));
        }
        if drops(name.as_bytes()) {
            self.drop_attribute(name);
            return Ok(());
        }
        let value = match value(rest, line)? {
            Value::Text(text) => Some(text),
            Value::Bytes(bytes) => match lower.as_str() {
                "objectguid" => values::guid(&bytes),
                "objectsid" => values::sid(&bytes),
                _ => String::from_utf8(bytes).ok().filter(|text| texts::storable(text)),
            },
            Value::Elsewhere => None,
        };
        match (value, lower.as_str()) {
            (None, "dn") => return Err(refusals::cell(line, "dn", "is not UTF-8; export the file as UTF-8")),
            (None, _) => self.drop_attribute(name),
            (Some(dn), "dn") if entry.dn.is_empty() && entry.line == line => entry.dn = dn,
            (Some(_), "dn") => {
                return Err(refusals::cell(line, "dn", "must be the first line of an entry, and only that"));
            }
            (Some(value), _) => entry.put(name, value, line)?,
        }
        Ok(())
    }

    fn drop_attribute(&mut self, name: &str) {
        if self.dropped.len() < COLUMN_LIMIT {
            self.dropped.insert(name.to_owned());
        }
    }

    /// What `ldapsearch` says besides entries: a result other than 0 is a list that was not given whole.
    fn remark(&mut self, remark: &Entry) -> Result<(), BadList> {
        if remark.text("ref").is_some() {
            self.references += 1;
            return Ok(());
        }
        let result = remark.text("result").ok_or_else(|| refusals::row(remark.line, "an entry must begin with dn"))?;
        if result.split(' ').next() == Some("0") {
            return Ok(());
        }
        Err(refusals::row(
            remark.line,
            "the directory did not give the whole list: its result is not 0; ask for it in pages",
        ))
    }
}

impl Entry {
    fn put(&mut self, name: &str, value: String, line: u64) -> Result<(), BadList> {
        if value.len() > refusals::TEXT_LIMIT {
            return Err(refusals::too_long(line, name_of(name), refusals::TEXT_LIMIT));
        }
        match self.attributes.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value),
            None => self.attributes.push((name.to_owned(), vec![value])),
        }
        Ok(())
    }

    /// Every value of the attribute.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or_else(Vec::new, |(_, values)| values.clone())
    }

    /// The first value of the attribute that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let (_, values) = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        values.iter().map(String::as_str).find(|value| !value.trim().is_empty())
    }

    /// What the directory calls it for good, and under which attribute; else its name.
    pub(super) fn id(&self) -> (&'static str, String) {
        let ids = ["objectGUID", "entryUUID", "ipaUniqueID", "nsUniqueId"];
        let id = ids.into_iter().find_map(|name| Some((name, self.text(name)?.trim().to_owned())));
        id.unwrap_or_else(|| ("dn", self.dn.clone()))
    }

    /// Whether it is a service account whose password the directory keeps.
    pub(super) fn is_managed(&self) -> bool {
        self.has_class(&MANAGED)
    }

    /// What it is where it is no account.
    pub(super) fn no_account(&self) -> Option<&'static str> {
        let named = ["uid", "sAMAccountName", "userPrincipalName"].iter().any(|name| self.text(name).is_some());
        if self.is_managed() {
            None
        } else if self.has_class(&["computer"]) {
            Some("computers")
        } else if self.has_class(&["contact"]) {
            Some("contacts")
        } else if self.has_class(&ACCOUNTS) || (self.text("objectClass").is_none() && named) {
            None
        } else {
            Some("entries that are no accounts")
        }
    }

    fn has_class(&self, wanted: &[&str]) -> bool {
        let classes = self.texts("objectClass");
        classes.iter().any(|class| wanted.iter().any(|wanted| class.trim().eq_ignore_ascii_case(wanted)))
    }

    /// The names of its attributes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }

    /// Everything it shows: one value as it is, several as a list.
    pub(super) fn into_facts(self) -> Facts {
        let facts: BTreeMap<_, _> = self
            .attributes
            .into_iter()
            .map(|(name, mut values)| {
                let value = if values.len() == 1 { values.pop().map_or(Json::Null, Json::from) } else { values.into() };
                (name, crate::reading::cells::fact(value))
            })
            .collect();
        let dn = ("dn".to_owned(), Fact::Known(self.dn.into()));
        facts.into_iter().chain([dn]).collect()
    }
}

/// The name of the attribute on this line.
fn attribute(text: &[u8]) -> &[u8] {
    text.split(|byte| *byte == b':').next().unwrap_or_default()
}

/// How a value stands behind its name.
enum Value {
    /// As text.
    Text(String),
    /// In Base64.
    Bytes(Vec<u8>),
    /// In another file, which is not looked at.
    Elsewhere,
}

fn value(rest: &[u8], line: u64) -> Result<Value, BadList> {
    match rest {
        [b':', b':', base64 @ ..] => {
            let read = values::base64(base64.trim_ascii()).map(Value::Bytes);
            read.ok_or_else(|| refusals::row(line, "is not in Base64, as the two colons say"))
        }
        [b':', b'<', ..] => Ok(Value::Elsewhere),
        [b':', text @ ..] => {
            let text = std::str::from_utf8(text.trim_ascii_start()).ok().filter(|text| texts::storable(text));
            let problem = || refusals::row(line, "is not UTF-8; what is not must be in Base64");
            text.map(|text| Value::Text(text.to_owned())).ok_or_else(problem)
        }
        _ => Err(refusals::row(line, NO_ATTRIBUTE)),
    }
}

/// Whether the attribute of that name, with or without options, is never kept.
fn drops(name: &[u8]) -> bool {
    let name = name.split(|byte| *byte == b';').next().unwrap_or_default();
    DROPPED.iter().any(|dropped| name.eq_ignore_ascii_case(dropped.as_bytes()))
}

/// An attribute's name for a refusal: one that we know, else none.
fn name_of(name: &str) -> &str {
    let known = ["mail", "uid", "cn", "memberOf", "objectClass", "sAMAccountName", "userPrincipalName"];
    known.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or("1")
}
