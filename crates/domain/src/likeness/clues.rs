//! What an account tells of whose it may be, and where to look for people who may be meant.

use serde_json::Value;

use crate::{accounts::Account, emails::Email, facts::Fact, texts};

/// The most addresses, names and words that are looked at: an account may have any number.
const MOST: usize = 4;
/// The longest word that is taken for a first and a last name without anything between them.
const LONGEST: usize = 20;

/// What an account tells of whose it may be; everything as keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clues {
    /// Its addresses: its own, its name where that is one, and those among its facts.
    pub addresses: Vec<String>,
    /// First and last name, where the provider tells them.
    pub names: Vec<(String, String)>,
    /// The words of its user name, and of its addresses before the `@`.
    pub words: Vec<Vec<String>>,
    /// Numbers that an employer gives.
    pub employee_ids: Vec<String>,
    /// Its user name.
    pub username: String,
}

/// A name as facts are compared by: letters alone, in lower case.
fn bare(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The texts of the facts with one of these names.
fn told(account: &Account, names: &[&str]) -> Vec<String> {
    let named = account.facts.by_name.iter().filter(|(name, _)| names.contains(&bare(name).as_str()));
    named.flat_map(|(_, fact)| texts_of(fact)).filter(|text| !text.is_empty()).collect()
}

fn texts_of(fact: &Fact<Value>) -> Vec<String> {
    match fact.known() {
        Some(Value::String(text)) => vec![texts::key(text)],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(texts::key).collect(),
        _ => Vec::new(),
    }
}

/// The words of a name: letters, without the digits and signs around them.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().count() > 1);
    parts.take(MOST).map(texts::key).collect()
}

impl Clues {
    /// What this account tells.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let own = [account.email.as_deref(), Some(account.username.as_str())].into_iter().flatten().map(texts::key);
        let among = account.facts.by_name.values().flat_map(texts_of);
        let mut addresses: Vec<String> = own.chain(among).filter(|text| Email::parse(text).is_some()).collect();
        keep_some(&mut addresses);
        let locals = addresses.iter().filter_map(|address| address.split('@').next());
        let mut all: Vec<Vec<String>> =
            std::iter::once(account.username.split('@').next().unwrap_or_default()).chain(locals).map(words).collect();
        all.retain(|words| !words.is_empty());
        keep_some(&mut all);
        let mut employee_ids = told(account, &["employeeid", "employeenumber", "workerid", "personnelnumber"]);
        keep_some(&mut employee_ids);
        let username = texts::key(&account.username);
        Self { addresses, names: names(account), words: all, employee_ids, username }
    }

    /// Beginnings of what people are sorted by, last name before first, that people who may be meant have.
    #[must_use]
    pub fn sort_prefixes(&self) -> Vec<String> {
        let key = |last: &str, first: &str| format!("{last}\u{1}{first}");
        let mut found: Vec<String> = self.names.iter().map(|(first, last)| key(last, first)).collect();
        for words in &self.words {
            if let [first, .., last] = words.as_slice() {
                found.extend([key(last, first), key(first, last)]);
            }
            for word in words {
                found.push(key(word, ""));
                found.extend(splits(word).map(|(first, last)| key(last, first)));
            }
        }
        keep_first(&mut found, 60);
        found
    }

    /// Beginnings of addresses that people who may be meant have.
    #[must_use]
    pub fn address_prefixes(&self) -> Vec<String> {
        let mut found: Vec<String> = self
            .addresses
            .iter()
            .filter_map(|address| address.split('@').next())
            .map(|one| format!("{one}@"))
            .collect();
        if !self.username.contains('@') {
            found.push(format!("{}@", self.username));
        }
        for words in &self.words {
            match words.as_slice() {
                [word] => found.extend([format!("{word}@"), format!("{word}.")]),
                [first, .., last] => found.extend([format!("{first}.{last}@"), format!("{first}{last}@")]),
                [] => {}
            }
        }
        keep_first(&mut found, 20);
        found
    }
}

/// The ways to read a word as a first name, or its beginning, and a last name; and as a last name and an initial.
pub(super) fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let short = word.chars().count() <= LONGEST;
    let whole =
        word.char_indices().skip(1).map(|(at, _)| word.split_at(at)).filter(|(_, last)| last.chars().count() > 1);
    let initial = word.char_indices().last().map(|(at, _)| word.split_at(at)).map(|(last, initial)| (initial, last));
    whole.chain(initial.filter(|(_, last)| last.chars().count() > 1)).filter(move |_| short)
}

fn names(account: &Account) -> Vec<(String, String)> {
    let first = told(account, &["firstname", "givenname"]);
    let last = told(account, &["lastname", "surname", "sn", "familyname"]);
    let mut found: Vec<(String, String)> = first.into_iter().zip(last).collect();
    for full in told(account, &["name", "displayname", "fullname", "cn", "gecos"]) {
        let split = match full.split_once(", ") {
            Some((last, first)) => Some((first, last)),
            None => full.rsplit_once(' '),
        };
        found.extend(split.map(|(first, last)| (first.trim().to_owned(), last.trim().to_owned())));
    }
    keep_some(&mut found);
    found
}

fn keep_some<T: PartialEq>(all: &mut Vec<T>) {
    keep_first(all, MOST);
}

/// Each once, and no more than that many.
fn keep_first<T: PartialEq>(all: &mut Vec<T>, most: usize) {
    let mut kept: Vec<T> = Vec::new();
    for one in all.drain(..) {
        if kept.len() < most && !kept.contains(&one) {
            kept.push(one);
        }
    }
    *all = kept;
}
