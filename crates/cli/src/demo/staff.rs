//! The people of the sample company: a cast that the story needs, and their colleagues.

use std::fmt::Write as _;

use super::calendar::Calendar;

/// Who answers for the platform: person 1.
pub(super) const PLATFORM: &str = "maya.lindqvist@example.com";
/// The security engineer, who decides.
pub(super) const SECURITY: &str = "priya.raman@example.com";
/// The lead of data, who answers for some machines.
pub(super) const DATA: &str = "ines.duarte@example.com";
/// Whom the backups belonged to, and who has left.
pub(super) const LEAVER: &str = "omar.haddad@example.com";
/// Who left and came back.
pub(super) const REHIRE: &str = "lucia.moretti@example.com";
/// One Alex Kim.
pub(super) const KIM: &str = "alex.kim@example.com";
/// The other Alex Kim.
pub(super) const OTHER_KIM: &str = "alex.kim2@example.com";

/// The days on which the roster was fetched.
pub(super) const ROSTERS: [i64; 3] = [399, 200, 21];

/// Somebody of the roster. Days count back from today.
#[derive(Clone, Debug)]
pub(super) struct Employee {
    /// Their number, from 1.
    pub(super) number: i64,
    /// First name.
    pub(super) first: &'static str,
    /// Last name.
    pub(super) last: &'static str,
    /// Their address.
    pub(super) email: String,
    /// What they do.
    pub(super) title: &'static str,
    /// When they began.
    pub(super) began: i64,
    /// When they left, if they did.
    pub(super) left: Option<i64>,
    /// When they came back.
    pub(super) back: Option<i64>,
    /// Whether the roster tells the day they left, and keeps them.
    pub(super) dated: bool,
    /// Whether they are a contractor.
    pub(super) contractor: bool,
}

impl Employee {
    /// Whether they worked here that many days ago.
    pub(super) fn works(&self, day: i64) -> bool {
        self.began >= day && (self.left.is_none_or(|left| left < day) || self.back.is_some_and(|back| back >= day))
    }

    /// The short name that they go by where addresses are not used, as `mlindqvist`.
    pub(super) fn short(&self) -> String {
        let initial = self.first.chars().take(1);
        initial.chain(self.last.chars()).filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase()
    }

    /// Whether they build things, and so have accounts where that is done.
    pub(super) fn builds(&self) -> bool {
        ["Engineer", "Platform", "Data", "Developer"].iter().any(|word| self.title.contains(word))
    }
}

/// First name, last name, title, when they began: in the order of their numbers.
const CAST: [(&str, &str, &str, i64); 8] = [
    ("Maya", "Lindqvist", "Head of Platform", 2400),
    ("Priya", "Raman", "Security Engineer", 1500),
    ("Ines", "Duarte", "Head of Data", 1900),
    ("Omar", "Haddad", "Platform Engineer", 1400),
    ("Lucia", "Moretti", "Backend Engineer", 1200),
    ("Alex", "Kim", "Frontend Engineer", 1100),
    ("Alex", "Kim", "Developer Advocate", 700),
    ("Ruth", "Abiola", "Chief Executive", 2500),
];

const FIRST: [&str; 26] = [
    "Aisha", "Ben", "Chloe", "David", "Elena", "Farid", "Grace", "Hugo", "Ida", "Jonas", "Kwame", "Leila", "Marek",
    "Nadia", "Oskar", "Paula", "Quentin", "Rosa", "Samir", "Tessa", "Umut", "Vera", "Wanda", "Xavier", "Yuki", "Zofia",
];

const LAST: [&str; 26] = [
    "Adeyemi", "Bauer", "Costa", "Dupont", "Eriksen", "Fischer", "Gallo", "Hansen", "Ivanova", "Jansen", "Kowalski",
    "Larsen", "Mensah", "Novak", "Okafor", "Petrov", "Quinn", "Rossi", "Sato", "Tanaka", "Ueda", "Vargas", "Weber",
    "Xu", "Yilmaz", "Zeman",
];

const TITLES: [&str; 9] = [
    "Backend Engineer",
    "Accountant",
    "Data Engineer",
    "Product Manager",
    "Site Reliability Engineer",
    "Support Engineer",
    "Recruiter",
    "Data Analyst",
    "Designer",
];

/// All 60 people who work or worked here.
pub(super) fn everybody() -> Vec<Employee> {
    let others = FIRST.iter().zip(LAST).chain(FIRST.iter().zip(LAST.iter().copied().cycle().skip(9)));
    let others = others.zip(TITLES.iter().cycle()).map(|((first, last), title)| (*first, last, *title, 0));
    let all = CAST.into_iter().chain(others).take(60);
    all.zip(1..).map(|((first, last, title, began), number)| employee(number, (first, last), title, began)).collect()
}

fn employee(number: i64, (first, last): (&'static str, &'static str), title: &'static str, began: i64) -> Employee {
    let email = format!("{first}.{last}@example.com").to_lowercase();
    let email = if number == 7 { OTHER_KIM.to_owned() } else { email };
    // Numbers are given in the order of the hiring of those who are not of the cast; the last few came after the first
    // roster, and the ones before them left without a word in any roster.
    let (began, left) = match (email.as_str(), number) {
        (LEAVER, _) => (began, Some(60)),
        (REHIRE, _) => (began, Some(260)),
        (_, 1..=8) => (began, None),
        (_, 19 | 31 | 42 | 50) => (1900 - number * 25, Some(230)),
        (_, 23 | 37) => (1900 - number * 25, Some(45)),
        (_, 57..) => (300 - (number - 56) * 60, None),
        _ => (1900 - number * 25, None),
    };
    let back = (email == REHIRE).then_some(75);
    let dated = left.is_some_and(|left| left < 200);
    Employee { number, first, last, email, title, began, left, back, dated, contractor: number % 11 == 0 }
}

/// The roster as it was that many days ago: who works here, and who left on a day that it tells.
pub(super) fn roster(staff: &[Employee], calendar: &Calendar, day: i64) -> String {
    let mut csv = "id,email,firstName,lastName,jobTitle,startDate,endDate,contractor\n".to_owned();
    for one in staff.iter().filter(|one| one.works(day) || (one.dated && one.began >= day)) {
        let ended = one.left.filter(|left| one.dated && *left >= day).map(|left| calendar.date(left));
        let began = calendar.date(one.back.filter(|back| *back >= day).unwrap_or(one.began));
        let (first, last, ended) = (one.first, one.last, ended.unwrap_or_default());
        // Writing to a text cannot fail.
        let _ = writeln!(
            csv,
            "E{:04},{},{first},{last},{},{began},{ended},{}",
            one.number, one.email, one.title, one.contractor
        );
    }
    csv
}
