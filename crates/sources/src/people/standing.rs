//! Whether a roster says that somebody is still there, in the words that rosters use.

use crate::reading::columns::folded;

/// Words of which one in a status means that they have left, as in "Terminated (voluntary)".
const LEFT: [&str; 14] = [
    "terminated",
    "inactive",
    "former",
    "leaver",
    "separated",
    "resigned",
    "retired",
    "departed",
    "offboarded",
    "deactivated",
    "dismissed",
    "deceased",
    "exited",
    "hasleft",
];

/// Statuses that mean that they are there.
const HERE: [&str; 12] = [
    "active",
    "employed",
    "current",
    "leave",
    "onleave",
    "leaveofabsence",
    "onleaveofabsence",
    "parentalleave",
    "fulltime",
    "parttime",
    "probation",
    "contractor",
];

/// Whether a status means that they have left; `None` for one that is not understood.
pub(super) fn left(status: &str) -> Option<bool> {
    let status = folded(status);
    if status == "left" || LEFT.iter().any(|word| status.contains(word)) {
        return Some(true);
    }
    HERE.contains(&status.as_str()).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn statuses_are_understood_or_say_nothing() {
        for status in ["Terminated", "inactive", "LEFT", "Former employee", "leaver", "Terminated (voluntary)"] {
            assert_eq!(left(status), Some(true), "{status}");
        }
        for status in ["Active", "on leave", "On-Leave", "Employed", "full time"] {
            assert_eq!(left(status), Some(false), "{status}");
        }
        for status in ["", "pending", "notice period", "garden leave"] {
            assert_eq!(left(status), None, "{status}");
        }
    }
}
