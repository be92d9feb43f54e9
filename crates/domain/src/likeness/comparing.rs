//! Comparing what an account tells with what is known of a person, point by point.

use super::{Clues, clues::splits};
use crate::{accounts::roster_facts::SECONDARY_EMAIL, people::Profile, texts};

/// How well something agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It is the same.
    Same,
    /// It may well be the same.
    Near,
    /// It is something else.
    Other,
    /// One of both does not tell.
    Unknown,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The person's address.
    Address,
    /// Another address or name by which their directory entries know them.
    Alias,
    /// First and last name.
    Name,
    /// The number that the employer gave.
    EmployeeId,
}

/// One point of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What.
    pub point: Point,
    /// How well it agrees.
    pub agreement: Agreement,
    /// How much that counts; more is more likely.
    pub weight: i32,
    /// The text that agrees, or that differs; empty where nothing is told.
    pub text: String,
}

/// What agrees and what does not, in the order of [`Point`].
#[must_use]
pub fn compare(clues: &Clues, profile: &Profile) -> [Compared; 4] {
    [address(clues, profile), alias(clues, profile), name(clues, profile), employee_id(clues, profile)]
}

fn of(point: Point, agreement: Agreement, weight: i32, text: impl Into<String>) -> Compared {
    Compared { point, agreement, weight, text: text.into() }
}

fn local(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}

fn address(clues: &Clues, profile: &Profile) -> Compared {
    let theirs = texts::key(&profile.person.email);
    let Some(first) = clues.addresses.first() else {
        let named = clues.username == local(&theirs);
        return match named {
            true => of(Point::Address, Agreement::Near, 45, theirs),
            false => of(Point::Address, Agreement::Unknown, 0, ""),
        };
    };
    if clues.addresses.contains(&theirs) {
        return of(Point::Address, Agreement::Same, 100, theirs);
    }
    match clues.addresses.iter().find(|address| local(address) == local(&theirs)) {
        Some(near) => of(Point::Address, Agreement::Near, 45, near),
        None => of(Point::Address, Agreement::Other, -20, first),
    }
}

fn alias(clues: &Clues, profile: &Profile) -> Compared {
    let theirs = texts::key(&profile.person.email);
    let of_identities = profile.identities.iter().flat_map(|identity| {
        [identity.email.as_deref(), Some(identity.username.as_str()), identity.text_fact(SECONDARY_EMAIL)]
    });
    let aliases: Vec<String> = of_identities.flatten().map(texts::key).filter(|alias| *alias != theirs).collect();
    let known = |alias: &&String| clues.addresses.contains(alias) || clues.username == **alias;
    match aliases.iter().find(known) {
        Some(same) => of(Point::Alias, Agreement::Same, 80, same),
        None if aliases.is_empty() => of(Point::Alias, Agreement::Unknown, 0, ""),
        None => of(Point::Alias, Agreement::Other, 0, aliases.first().cloned().unwrap_or_default()),
    }
}

fn employee_id(clues: &Clues, profile: &Profile) -> Compared {
    let ids: Vec<String> = profile.identities.iter().map(|identity| texts::key(&identity.external_id)).collect();
    let same = |id: &&String| clues.employee_ids.contains(id) || clues.username == **id;
    match (ids.iter().find(same), clues.employee_ids.first()) {
        (Some(same), _) => of(Point::EmployeeId, Agreement::Same, 90, same),
        (None, Some(other)) if !ids.is_empty() => of(Point::EmployeeId, Agreement::Other, -20, other),
        _ => of(Point::EmployeeId, Agreement::Unknown, 0, ""),
    }
}

fn name(clues: &Clues, profile: &Profile) -> Compared {
    let (first, last) = (texts::key(&profile.person.first_name), texts::key(&profile.person.last_name));
    if first.is_empty() && last.is_empty() {
        return of(Point::Name, Agreement::Unknown, 0, "");
    }
    if let Some((told_first, told_last)) = clues.names.first() {
        let same = clues.names.iter().any(|told| *told == (first.clone(), last.clone()));
        let near = clues.names.iter().any(|(_, told)| *told == last);
        let text = format!("{told_first} {told_last}");
        return match (same, near) {
            (true, _) => of(Point::Name, Agreement::Same, 60, text),
            (false, true) => of(Point::Name, Agreement::Near, 12, text),
            (false, false) => of(Point::Name, Agreement::Other, -20, text),
        };
    }
    let best = clues.words.iter().filter_map(|words| read(words, (&first, &last))).max_by_key(|one| one.weight);
    best.unwrap_or_else(|| of(Point::Name, Agreement::Unknown, 0, ""))
}

/// How the words of a user name read as that first and last name, if they do.
fn read(words: &[String], (first, last): (&str, &str)) -> Option<Compared> {
    let has = |name: &str| !name.is_empty() && words.iter().any(|word| word == name);
    let text = words.join(" ");
    if has(first) && has(last) {
        return Some(of(Point::Name, Agreement::Same, 50, text));
    }
    let split = words.iter().flat_map(|word| splits(word));
    let fits = split.filter(|(begins, ends)| *ends == last && first.starts_with(begins)).map(|(begins, _)| begins);
    if let Some(begins) = fits.max_by_key(|begins| begins.len()) {
        let whole = begins == first;
        let (agreement, weight) = if whole { (Agreement::Same, 50) } else { (Agreement::Near, 30) };
        return Some(of(Point::Name, agreement, weight, text));
    }
    let weight = if has(last) { 12 } else { 8 };
    (has(last) || has(first)).then(|| of(Point::Name, Agreement::Near, weight, text))
}
