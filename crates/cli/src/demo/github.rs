//! The members of the sample company's GitHub organisation; many show no address there.

use std::fmt::Write as _;

use super::staff::{Employee, OTHER_KIM};

/// Members that are machines.
pub(super) const MACHINES: [&str; 4] =
    ["example-release-bot", "example-docs-bot", "example-dependency-bot", "example-mirror"];
/// The number of the first machine; people count from [`FIRST`].
const FIRST_MACHINE: i64 = 41_000_900;
/// The number before that of person 1.
const FIRST: i64 = 41_000_100;
/// The day from which the release bot may not push any more.
const STOPPED: i64 = 100;
/// How many members are people.
const PEOPLE: usize = 31;

/// The number under which GitHub knows somebody.
pub(super) fn number(one: &Employee) -> String {
    (FIRST + one.number * 7).to_string()
}

/// The number of the machine in that place, from 0.
pub(super) fn machine(place: i64) -> String {
    (FIRST_MACHINE + place).to_string()
}

/// Whether GitHub shows the address of that person.
pub(super) const fn shows(one: &Employee) -> bool {
    one.number % 2 == 1 && one.number != 7
}

/// Those who are members: whoever builds, and those who write with them.
pub(super) fn people(staff: &[Employee]) -> impl Iterator<Item = &Employee> {
    staff.iter().filter(|one| one.builds() || one.number % 4 == 0).take(PEOPLE)
}

/// The list as it was that many days ago.
pub(super) fn members(staff: &[Employee], day: i64) -> String {
    let mut csv = "id,login,email,mfa,role,access.write,access.push\n".to_owned();
    for one in people(staff).filter(|one| one.began >= day) {
        let login = if one.email == OTHER_KIM { "alexkim-writes".to_owned() } else { format!("{}-ex", one.short()) };
        let email = if shows(one) { one.email.as_str() } else { "" };
        let mfa = ["true", "true", "unknown", "true", "false"].get(one.number.unsigned_abs() as usize % 5);
        let (role, push) = if one.number == 1 { ("admin", "yes") } else { ("member", "no") };
        let write = if one.builds() { "yes" } else { "no" };
        // Writing to a text cannot fail.
        let _ = writeln!(csv, "{},{login},{email},{},{role},{write},{push}", number(one), mfa.unwrap_or(&""));
    }
    for (name, place) in MACHINES.iter().zip(0..) {
        let push = if place == 0 && day > STOPPED { "yes" } else { "no" };
        let _ = writeln!(csv, "{},{name},,,member,yes,{push}", machine(place));
    }
    csv
}
