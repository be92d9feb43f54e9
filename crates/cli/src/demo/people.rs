//! Sixty people, two of them namesakes, and the rosters that show them.

/// Somebody of the sample company.
pub(super) struct Somebody {
    /// The roster's id.
    pub(super) id: String,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) email: String,
    pub(super) title: &'static str,
    contractor: bool,
    year: usize,
}

const FIRST: [&str; 20] = [
    "Sally", "Grace", "Ben", "Chidi", "Dana", "Elif", "Farid", "Ana", "Hiro", "Ines", "Jonas", "Kofi", "Lena", "Mateo",
    "Nadia", "Omar", "Priya", "Quinn", "Rosa", "Alex",
];
const LAST: [&str; 20] = [
    "Smith", "Hall", "Adeyemi", "Berg", "Costa", "Demir", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jensen",
    "Kowalski", "Lopez", "Moreau", "Nguyen", "Okafor", "Patel", "Rossi", "Kim",
];
const TITLES: [&str; 6] =
    ["Engineer", "Site Reliability Engineer", "Data Scientist", "Designer", "Support", "Accountant"];

/// How many work, or worked, here.
const MANY: usize = 60;
/// Who had left by the second roster, by place; the last of them comes back.
const LEAVERS: [usize; 3] = [11, 23, 14];
/// Who had left with a stated last day.
const STATED: [usize; 2] = [35, 47];

/// Everybody, in the order of their roster ids.
pub(super) fn all() -> Vec<Somebody> {
    (0..MANY).map(somebody).collect()
}

/// The security engineer, who decides.
pub(super) fn security() -> Somebody {
    somebody(1)
}

/// Somebody by their place in the roster.
pub(super) fn somebody(place: usize) -> Somebody {
    let of = |names: &'static [&'static str], index: usize| names.get(index % names.len()).copied().unwrap_or_default();
    // The 20th and the 40th share their name, as people do.
    let namesake = place == 39;
    let first = of(&FIRST, place);
    let last = if namesake { "Kim" } else { of(&LAST, place + 7 * (place / FIRST.len())) };
    let number = if namesake { "2" } else { "" };
    Somebody {
        id: format!("p{:03}", place + 1),
        first,
        last,
        email: format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase()),
        title: match place {
            0 => "Chief Executive Officer",
            1 => "Security Engineer",
            _ => of(&TITLES, place),
        },
        contractor: place % 13 == 5,
        year: 2018 + place % 7,
    }
}

/// The roster of the first day, of the day when some had left, or of the day when one was back.
pub(super) fn roster(day: Day) -> String {
    let mut csv = "id,email,firstName,lastName,jobTitle,startDate,endDate,status,contractor,mfa\n".to_owned();
    for (place, person) in all().into_iter().enumerate() {
        let late = place >= MANY - 2;
        if (late && day != Day::Last) || (LEAVERS.contains(&place) && day != Day::First) {
            continue;
        }
        let stated = STATED.contains(&place) && day != Day::First;
        csv.push_str(&row(&person, &person.id, stated));
    }
    if day == Day::Last {
        let back = somebody(LEAVERS[2]);
        csv.push_str(&row(&back, "p101", false));
    }
    csv
}

/// Which roster.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    First,
    Second,
    Last,
}

/// Somebody who will have left, and owns a service account.
pub(super) fn leaver() -> Somebody {
    somebody(LEAVERS[0])
}

fn row(person: &Somebody, id: &str, left: bool) -> String {
    let Somebody { first, last, email, title, contractor, year, .. } = person;
    let (end, status) = if left { ("2026-01-31", "terminated") } else { ("", "active") };
    let mfa = if *contractor { "unknown" } else { "true" };
    format!("{id},{email},{first},{last},{title},{year}-03-01,{end},{status},{contractor},{mfa}\n")
}
