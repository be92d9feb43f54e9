//! Reading: every list of the API becomes one picture. What is not known here is noted by name, and nothing is guessed.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{Instant, connections::Family, emails::Email, links::Access};
use serde_json::{Map, Value, json};

use super::{
    Account, Asking, Entry, Notes, Picture, Place, Stated,
    walking::{Walked, walk},
};
use crate::{
    client::{Query, set},
    exit::Result,
};

/// Everything that is known of a user.
const USER: [&str; 12] = [
    "id",
    "entryId",
    "email",
    "firstName",
    "lastName",
    "jobTitle",
    "drataTermsAgreedAt",
    "createdAt",
    "updatedAt",
    "roles",
    "backgroundChecks",
    "identities",
];
/// What a service account is for of which nobody said so there.
const NO_REASON: &str = "(no reason is given in Drata)";
/// The roster of those whom no roster there lists.
const UNLISTED: &str = "unlisted";

/// Reads everything.
pub(crate) async fn read(asking: &Asking) -> Result<Picture> {
    let mut picture = Picture::default();
    let by_id = vec![("sort", "IDENTITY_ID".to_owned()), ("sortDir", "ASC".to_owned())];
    let connections = list(asking, "/connections", &Vec::new(), &mut picture.notes).await?;
    let users = list(asking, "/users", &Vec::new(), &mut picture.notes).await?;
    let infrastructure = list(asking, "/user-identities/infrastructure", &by_id, &mut picture.notes).await?;
    let version_control = list(asking, "/user-identities/version-control", &by_id, &mut picture.notes).await?;
    picture.connections = connections.rows.len();
    // A list that is not in the plan there has no accounts that could be missed; people who are not told of have not left.
    let settled = |list: &Walked| (list.whole || !list.in_plan) && list.nameless == 0;
    picture.whole = (users.in_plan && settled(&users), settled(&infrastructure) && settled(&version_control));
    let mut people = People::default();
    users.rows.into_iter().for_each(|user| people.add(user));
    let mut accounts = Sorted::default();
    for (rows, family) in
        [(infrastructure.rows, Family::Infrastructure), (version_control.rows, Family::VersionControl)]
    {
        for row in rows {
            for who in ["user", "serviceAccountDesignator"] {
                people.add_unless_known(row.get(who));
            }
            if let Some((place, account)) = account(row, family, &mut picture.notes) {
                accounts.add(place, account, &mut picture.notes);
            }
        }
    }
    picture.rosters = people.rosters(&mut picture.notes);
    let unused = connections.rows.iter().filter_map(Place::of).filter(|place| {
        accounts.places.iter().all(|(used, _)| used.id != place.id)
            && picture.rosters.iter().all(|(used, _)| used.id != place.id)
    });
    unused.for_each(|_| picture.notes.add("a connection that holds neither accounts nor people is not brought"));
    picture.accounts = accounts.places;
    Ok(picture)
}

async fn list(asking: &Asking, path: &str, query: &Query, notes: &mut Notes) -> Result<Walked> {
    let walked = walk(asking, path, query).await?;
    if !walked.in_plan {
        notes.add(format!("{path} is not in the plan there: nothing of it is brought"));
    }
    if walked.in_plan && !walked.whole {
        notes.add(format!("{path} changed at each reading: what was seen is brought, and nothing counts as gone"));
    }
    (0..walked.nameless).for_each(|_| notes.add(format!("a row of {path} has no id: it is not brought")));
    Ok(walked)
}

/// Accounts by place, in the order in which places are met.
#[derive(Default)]
struct Sorted {
    places: Vec<(Place, Vec<Account>)>,
    /// Where the account of a place is that the provider calls so.
    known: HashMap<(String, String), usize>,
}

impl Sorted {
    /// Adds an account. Of two that the provider calls the same, the one that is still there counts, else the later one.
    fn add(&mut self, place: Place, account: Account, notes: &mut Notes) {
        let at = self.places.iter().position(|(known, _)| known.id == place.id).unwrap_or_else(|| {
            self.places.push((place, Vec::new()));
            self.places.len() - 1
        });
        let Some((place, accounts)) = self.places.get_mut(at) else { return };
        let key = (place.id.clone(), account.external_id.clone());
        let Some(same) = self.known.get(&key).and_then(|known| accounts.get_mut(*known)) else {
            self.known.insert(key, accounts.len());
            accounts.push(account);
            return;
        };
        notes.add(format!(
            "{} has two identities of one identityId: the later one that is not gone is brought",
            place.called()
        ));
        if !is_gone(&account.row) || is_gone(&same.row) {
            *same = account;
        }
    }
}

fn is_gone(row: &Value) -> bool {
    row.get("user").is_some_and(Value::is_object) && row.get("disconnectedAt").is_some_and(Value::is_string)
}

/// Everybody there, by id.
#[derive(Default)]
struct People(BTreeMap<(usize, String), Value>);

impl People {
    fn add(&mut self, user: Value) {
        if let Some(id) = id(&user) {
            self.0.insert((id.len(), id), user);
        }
    }

    /// Somebody whom an account names and who was not in the list when it was read.
    fn add_unless_known(&mut self, user: Option<&Value>) {
        let Some((id, user)) = user.and_then(|user| Some((id(user)?, user))) else { return };
        if user.get("email").is_some() && !self.0.contains_key(&(id.len(), id.clone())) {
            self.0.insert((id.len(), id), user.clone());
        }
    }

    /// Their roster entries by place, in the order of the first entry of each.
    fn rosters(self, notes: &mut Notes) -> Vec<(Place, Vec<Entry>)> {
        let mut rosters: Vec<((usize, String), Place, Vec<Entry>)> = Vec::new();
        let mut addresses = HashSet::new();
        for ((_, user), person) in self.0 {
            note_person(&person, notes);
            let Some(email) = person.get("email").and_then(Value::as_str).and_then(Email::parse) else {
                notes.add("somebody has no address: they are not brought");
                continue;
            };
            if !addresses.insert(email.key()) {
                notes.add("several people have one address: here they may be one person");
            }
            for (first, place, entry) in entries(&user, &person, notes) {
                match rosters.iter_mut().find(|(_, known, _)| known.id == place.id) {
                    Some((earliest, _, entries)) => {
                        *earliest = first.min(earliest.clone());
                        entries.push(entry);
                    }
                    None => rosters.push((first, place, vec![entry])),
                }
            }
        }
        rosters.sort_by(|one, other| one.0.cmp(&other.0));
        rosters.into_iter().map(|(_, place, entries)| (place, entries)).collect()
    }
}

/// What of a person does not come.
fn note_person(person: &Value, notes: &mut Notes) {
    for name in person.as_object().into_iter().flat_map(Map::keys).filter(|name| !USER.contains(&name.as_str())) {
        notes.add(format!("`{name}` of people is not known here: it is not brought"));
    }
    let list = |name: &str| person.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if list("roles").iter().any(|role| role != "EMPLOYEE") {
        notes.add("somebody has other roles than EMPLOYEE: they are not brought");
    }
    list("backgroundChecks").iter().for_each(|_| notes.add("a background check is not brought"));
    if text(person, "drataTermsAgreedAt").is_some() {
        notes.add("that somebody has accepted the terms there is not brought");
    }
}

/// The entries of one person, each with its own number there. Somebody without any gets one, in a roster of such people.
fn entries(user: &str, person: &Value, notes: &mut Notes) -> Vec<((usize, String), Place, Entry)> {
    let identities = person.get("identities").and_then(Value::as_array).cloned().unwrap_or_default();
    let said = |name: &str| identities.iter().any(|identity| text(identity, name).is_some());
    let mut brief = json!({ "id": user, "email": person.get("email") });
    // What one of the entries says, the others leave unsaid.
    for name in ["firstName", "lastName", "jobTitle"].into_iter().filter(|name| !said(name)) {
        set(&mut brief, name, person.get(name).cloned().unwrap_or_default());
    }
    let mut all = Vec::new();
    for mut identity in identities {
        let (Some(number), Some(external_id)) = (id(&identity), external_id(&identity)) else {
            notes.add("a roster entry has no identityId: it is not brought");
            continue;
        };
        let Some(place) = identity.get("connection").and_then(Place::of) else {
            notes.add("a roster entry has no connection: it is not brought");
            continue;
        };
        note_dates(&identity, &["startedAt", "separatedAt", "disconnectedAt"], notes);
        set(&mut identity, "user", brief.clone());
        cut(&mut identity);
        all.push(((number.len(), number), place, Entry { external_id, user: user.to_owned(), row: identity }));
    }
    if all.is_empty() {
        let place = Place {
            id: UNLISTED.to_owned(),
            kind: "ROSTER".to_owned(),
            alias: "Drata people".to_owned(),
            ..Place::default()
        };
        let connection = json!({ "id": UNLISTED });
        let row =
            json!({ "identityId": user, "username": person.get("email"), "user": brief, "connection": connection });
        all.push((
            (usize::MAX, String::new()),
            place,
            Entry { external_id: user.to_owned(), user: user.to_owned(), row },
        ));
    }
    all
}

/// An account with what was decided about it; `None`, with a word, for what is none.
fn account(mut row: Value, family: Family, notes: &mut Notes) -> Option<(Place, Account)> {
    let Some((external_id, place)) = external_id(&row).zip(row.get("connection").and_then(Place::of)) else {
        notes.add("an identity has no identityId or no connection: it is not brought");
        return None;
    };
    let accesses = match family {
        Family::VersionControl => [("writeAccess", Access::Write), ("pushProductionCodeAccess", Access::Push)],
        _ => [("adminAccess", Access::Admin), ("dbAccess", Access::Database)],
    };
    let dates = ["connectedAt", "disconnectedAt", "serviceAccount", "lastCheckedAt"];
    note_dates(&row, &dates, notes);
    note_dates(&row, &accesses.map(|(name, _)| name), notes);
    let user = row.get("user").and_then(id);
    let service = date(&row, "serviceAccount").map(|at| {
        let reason = text(&row, "serviceAccountReason").unwrap_or_else(|| {
            notes.add(format!("a service account has no reason there; here it is {NO_REASON}"));
            NO_REASON.to_owned()
        });
        (at, reason)
    });
    if user.is_some() && service.is_some() {
        notes.add("a service account is somebody's there as well: here they are its proposed owner");
    }
    let stated = Stated {
        connected_at: date(&row, "connectedAt"),
        unlinked_at: date(&row, "disconnectedAt").filter(|_| user.is_none()),
        designator: row.get("serviceAccountDesignator").and_then(id).filter(|_| service.is_some()),
        expected: accesses
            .into_iter()
            .filter(|(name, _)| row.get(name).is_some())
            .map(|(name, access)| (access, date(&row, name)))
            .collect(),
        user,
        service,
    };
    let username = text(&row, "username").unwrap_or_else(|| external_id.clone());
    cut(&mut row);
    Some((place, Account { external_id, username, stated, row }))
}

/// Leaves of the people and connections inside a row what its reader wants.
fn cut(row: &mut Value) {
    let keep: HashMap<&str, &[&str]> = HashMap::from([
        ("user", &["id", "email", "firstName", "lastName", "jobTitle"][..]),
        ("serviceAccountDesignator", &["id"][..]),
        ("connection", &["id", "clientType", "clientId", "clientAlias"][..]),
    ]);
    for (inside, kept) in keep {
        if let Some(fields) = row.get_mut(inside).and_then(Value::as_object_mut) {
            fields.retain(|name, _| kept.contains(&name.as_str()));
        }
    }
}

fn note_dates(row: &Value, names: &[&str], notes: &mut Notes) {
    for name in
        names.iter().filter(|name| row.get(**name).is_some_and(|value| !value.is_null()) && date(row, name).is_none())
    {
        notes.add(format!("a date in `{name}` is not understood: it is taken for unknown"));
    }
}

fn date(row: &Value, name: &str) -> Option<Instant> {
    Instant::parse_utc(row.get(name)?.as_str()?.trim())
}

fn text(row: &Value, name: &str) -> Option<String> {
    row.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn id(row: &Value) -> Option<String> {
    match row.get("id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// What the provider calls it for good, as the reader of the list takes it.
fn external_id(row: &Value) -> Option<String> {
    match row.get("identityId")? {
        Value::Number(id) => Some(id.to_string()),
        _ => text(row, "identityId"),
    }
}
