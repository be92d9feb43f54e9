//! The rules: what each finds, what it reads, what it bears on, and what to do about it.

use std::collections::BTreeSet;

/// Something that can be wrong. The order is that in which they are told: the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each has a title")]
pub enum Rule {
    Leaver,
    StaleConnection,
    UnexpectedAccess,
    NoMfa,
    Unlinked,
    OwnerLeft,
    Unowned,
    ReviewOverdue,
    HandedOver,
    SeveralAccounts,
    MissingAccess,
    RemovedUnknown,
}

/// A control of a standard: SOC 2 (trust services criteria of 2017), ISO 27001 (annex A of 2022), PCI DSS (4.0.1) or NIST SP
/// 800-53 (revision 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// The standard.
    pub standard: &'static str,
    /// The control's number there.
    pub id: &'static str,
}

impl Control {
    /// The numbers of every control that a rule bears on, and of what these are parts of.
    #[must_use]
    pub fn known() -> BTreeSet<&'static str> {
        Rule::ALL.into_iter().flat_map(Rule::controls).flat_map(Self::within).collect()
    }

    /// Its number, and those of what it is a part of.
    fn within(&self) -> impl Iterator<Item = &'static str> {
        let id = self.id;
        let ends = id.match_indices(['.', '(']).map(|(end, _)| end).chain([id.len()]);
        ends.filter_map(move |end| id.get(..end))
    }
}

/// What is said of a rule.
struct Said {
    name: &'static str,
    title: &'static str,
    meaning: &'static str,
    reads: &'static str,
    since: &'static str,
    untold: &'static str,
    remedy: &'static str,
    controls: &'static [Control],
}

const fn soc2(id: &'static str) -> Control {
    Control { standard: "SOC 2", id }
}

const fn iso(id: &'static str) -> Control {
    Control { standard: "ISO 27001", id }
}

const fn pci(id: &'static str) -> Control {
    Control { standard: "PCI DSS", id }
}

const fn nist(id: &'static str) -> Control {
    Control { standard: "NIST 800-53", id }
}

/// Of rules that need nothing but what the register knows.
const NEVER: &str = "never";

const LEAVER: Said = Said {
    name: "leaver",
    title: "Somebody has left, and their account is live",
    meaning: "The account is linked to a person who has left, and the provider still shows it. It is due when the company's \
              offboarding SLA ends: so many business days after the leaving date. An account that is known to be disabled is \
              not live; one of which that is not known is.",
    reads: "the link; the leaving date of the person's roster entries, which is an interval where no roster told it; `enabled`",
    since: "the leaving date; where no roster told it, the first roster without the person, and no earlier than the last with \
            them; not known where a roster says that they have left and not when",
    untold: NEVER,
    remedy: "Disable or delete the account at its provider; the next list shows that it is done. If the link is wrong, correct it.",
    controls: &[soc2("CC6.2"), soc2("CC6.3"), iso("A.5.16"), iso("A.5.18"), pci("8.2.5"), nist("AC-2"), nist("PS-4")],
};

const STALE_CONNECTION: Said = Said {
    name: "stale-connection",
    title: "The last whole list of a connection is too old",
    meaning: "More days have passed since the provider was last asked for the whole list than the company's setting allows. \
              All that is said of its accounts, or of its people, may have changed since. Where no list said when the provider \
              was asked, nobody can tell.",
    reads: "when the provider was last asked for the whole list (`listedAt`)",
    since: "the end of the days that the list was good for",
    untold: "no whole list said when the provider was asked",
    remedy: "Import a whole list, with the time at which it was fetched.",
    controls: &[soc2("CC6.2"), iso("A.5.18"), pci("7.2.4"), nist("AC-2")],
};

const UNEXPECTED_ACCESS: Said = Said {
    name: "unexpected-access",
    title: "An account has access that was never meant",
    meaning: "The provider shows an access that nobody said the account is meant to have.",
    reads: "`access.admin` and `access.database` of infrastructure, `access.write` and `access.push` of version control, and \
            whichever of them is shown elsewhere; the expected access",
    since: "the later of the last change of the account's facts and the last decision about it",
    untold: "no access is known to be wrong, and one is unknown where it would mean something",
    remedy: "Take the access away at the provider. If it is meant, say so: `whose accounts expect ACCOUNT ACCESS`.",
    controls: &[soc2("CC6.3"), iso("A.5.18"), iso("A.8.2"), pci("7.2.2"), nist("AC-2"), nist("AC-6")],
};

const NO_MFA: Said = Said {
    name: "no-mfa",
    title: "An account can be used without a second factor",
    meaning: "The provider shows that the account has no second factor, and it is one that somebody signs in to. Where a second \
              factor means nothing, as for an account without a password, there is no finding.",
    reads: "`hasMfa`, or why it is unknown; `enabled`",
    since: "the last change of the account's facts",
    untold: "the second factor is unknown; but for roster entries, to which nobody signs in",
    remedy: "Set up a second factor, or enforce it for everybody at the provider.",
    controls: &[soc2("CC6.1"), iso("A.8.5"), pci("8.4"), nist("IA-2(1)"), nist("IA-2(2)")],
};

const UNLINKED: Said = Said {
    name: "unlinked",
    title: "Nobody has said whose an account is",
    meaning: "The account is linked to no person and is not marked as a service account.",
    reads: "the link and the service mark",
    since: "the last decision about whose it is; where there was none, when it was first imported",
    untold: NEVER,
    remedy: "Find out whose it is and link it, mark it as a service account with an owner, or delete it at its provider.",
    controls: &[soc2("CC6.1"), soc2("CC6.2"), iso("A.5.16"), pci("8.2.1"), nist("AC-2")],
};

const OWNER_LEFT: Said = Said {
    name: "owner-left",
    title: "The owner of a service account has left",
    meaning: "Somebody answers for the service account who does not work here any more.",
    reads: "the service mark's owner; the leaving date of the owner's roster entries",
    since: "the leaving date, or when the account was marked where that was later",
    untold: NEVER,
    remedy: "Name another owner: `whose accounts mark ACCOUNT --reason … --owner PERSON`. Change its keys if the former owner had them.",
    controls: &[soc2("CC6.1"), iso("A.5.16"), pci("7.2.5"), nist("AC-2")],
};

const UNOWNED: Said = Said {
    name: "unowned",
    title: "A service account has no owner",
    meaning: "The account is marked as a service account, and nobody answers for it.",
    reads: "the service mark",
    since: "the last decision about the account",
    untold: NEVER,
    remedy: "Name an owner: `whose accounts mark ACCOUNT --reason … --owner PERSON`.",
    controls: &[soc2("CC6.1"), iso("A.5.16"), pci("7.2.5"), nist("AC-2")],
};

const REVIEW_OVERDUE: Said = Said {
    name: "review-overdue",
    title: "A service account is past its review date",
    meaning: "The day by which somebody was to look at the service account again is over in the company's time zone.",
    reads: "the service mark's review date",
    since: "the end of the day",
    untold: NEVER,
    remedy: "Look whether it is still needed and has no more access than it needs; then set the next date: `whose accounts mark \
             ACCOUNT --reason … --review-by DATE`.",
    controls: &[soc2("CC6.2"), iso("A.5.18"), pci("7.2.5.1"), nist("AC-2")],
};

const HANDED_OVER: Said = Said {
    name: "handed-over",
    title: "Two people stand behind one account's history",
    meaning: "People linked the account to one person and later to another: either it was handed on, or the first link was wrong. \
              What was done with it before is not what its present person did. A rule's link that a person corrected is not counted, nor \
              is one that was undone.",
    reads: "every decision about whose the account is",
    since: "when it was last linked to another person than before",
    untold: NEVER,
    remedy: "Give each person an account of their own. If a link was only a mistake, take it back with `whose undo BATCH`: what was undone is not counted.",
    controls: &[soc2("CC6.1"), iso("A.5.16"), pci("8.2.1"), pci("8.2.2"), nist("AC-2"), nist("IA-4")],
};

const SEVERAL_ACCOUNTS: Said = Said {
    name: "several-accounts",
    title: "One person has several accounts in one connection",
    meaning: "The person of the account has others in the same connection, that are not gone. Each of them has this finding. \
              Roster entries are not accounts to be used, and have none.",
    reads: "the links of the connection's accounts",
    since: "when the second of them was linked",
    untold: NEVER,
    remedy: "Keep one of them. If one belongs to a machine, mark it as a service account.",
    controls: &[soc2("CC6.1"), iso("A.5.16"), pci("7.2.4"), nist("AC-2")],
};

const MISSING_ACCESS: Said = Said {
    name: "missing-access",
    title: "An account lacks access that it is meant to have",
    meaning: "Somebody said that the account is meant to have an access, and the provider shows that it has not: what is meant is out \
              of date, or somebody cannot work.",
    reads: "the expected access; `access.admin`, `access.database`, `access.write`, `access.push`",
    since: "the later of when the access was meant and the last change of the account's facts",
    untold: "no access that is meant is known to lack, and one is unknown",
    remedy: "Say that it is not meant any more: `whose accounts expect ACCOUNT ACCESS --no`. Or grant it at the provider.",
    controls: &[soc2("CC6.3"), iso("A.5.18"), pci("7.2.4"), nist("AC-2")],
};

const REMOVED_UNKNOWN: Said = Said {
    name: "removed-unknown",
    title: "An account is gone, and nobody says whose it was",
    meaning: "The provider does not show the account any more, and it is neither linked nor marked: who did what was done with it \
              cannot be told.",
    reads: "when it was found gone; the link and the service mark",
    since: "when it was found gone",
    untold: NEVER,
    remedy: "Link it to whoever had it, while somebody remembers.",
    controls: &[soc2("CC6.2"), iso("A.5.16"), pci("8.2.1"), nist("AC-2")],
};

impl Rule {
    /// Every rule, the worst first.
    pub const ALL: [Self; 12] = [
        Self::Leaver,
        Self::StaleConnection,
        Self::UnexpectedAccess,
        Self::NoMfa,
        Self::Unlinked,
        Self::OwnerLeft,
        Self::Unowned,
        Self::ReviewOverdue,
        Self::HandedOver,
        Self::SeveralAccounts,
        Self::MissingAccess,
        Self::RemovedUnknown,
    ];

    const fn said(self) -> &'static Said {
        match self {
            Self::Leaver => &LEAVER,
            Self::StaleConnection => &STALE_CONNECTION,
            Self::UnexpectedAccess => &UNEXPECTED_ACCESS,
            Self::NoMfa => &NO_MFA,
            Self::Unlinked => &UNLINKED,
            Self::OwnerLeft => &OWNER_LEFT,
            Self::Unowned => &UNOWNED,
            Self::ReviewOverdue => &REVIEW_OVERDUE,
            Self::HandedOver => &HANDED_OVER,
            Self::SeveralAccounts => &SEVERAL_ACCOUNTS,
            Self::MissingAccess => &MISSING_ACCESS,
            Self::RemovedUnknown => &REMOVED_UNKNOWN,
        }
    }

    /// Its name, which never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.said().name
    }

    /// What it finds, in one line.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.said().title
    }

    /// What it means, in a few sentences.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        self.said().meaning
    }

    /// What it looks at.
    #[must_use]
    pub const fn reads(self) -> &'static str {
        self.said().reads
    }

    /// From when on it is told to be so.
    #[must_use]
    pub const fn since(self) -> &'static str {
        self.said().since
    }

    /// When it cannot be evaluated.
    #[must_use]
    pub const fn untold(self) -> &'static str {
        self.said().untold
    }

    /// What to do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        self.said().remedy
    }

    /// The controls that it bears on.
    #[must_use]
    pub const fn controls(self) -> &'static [Control] {
        self.said().controls
    }

    /// Whether it bears on the control of that number, or on a part of it: `8.2.5` is a part of `8.2`.
    #[must_use]
    pub fn bears_on(self, id: &str) -> bool {
        self.controls().iter().flat_map(|control| control.within()).any(|within| within == id)
    }

    /// Whether it is about a connection; else it is about an account.
    #[must_use]
    pub const fn is_of_connections(self) -> bool {
        matches!(self, Self::StaleConnection)
    }

    /// The rule of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }
}
