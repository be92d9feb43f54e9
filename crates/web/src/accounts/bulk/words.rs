//! Words for how many, and for what a link says.

use std::collections::HashMap;

use domain::{
    ids::PersonId,
    links::{Access, Link},
    people::Profile,
};

use crate::parts::Whose;
pub(super) use crate::parts::meant;

/// That many accounts.
pub(super) fn accounts(many: usize) -> String {
    if many == 1 { "1 account".to_owned() } else { format!("{many} accounts") }
}

/// That so many were something.
pub(super) fn were(many: usize) -> String {
    if many == 1 { "1 was".to_owned() } else { format!("{many} were") }
}

/// What is decided about an account: whose it is, and what else there is to say.
pub(super) struct Said {
    pub(super) whose: Whose,
    pub(super) more: Vec<String>,
}

impl Said {
    /// What this link says.
    pub(super) fn of(link: &Link, people: &HashMap<PersonId, Profile>) -> Self {
        let mut more = Vec::new();
        if let Some(service) = &link.service {
            more.push(format!("for: {}", service.reason));
            more.extend(service.review_by.as_ref().map(|day| format!("to be reviewed by {day}")));
        }
        let meant: Vec<&str> =
            Access::ALL.into_iter().filter(|access| link.expected.of(*access).is_some()).map(meant).collect();
        if !meant.is_empty() {
            more.push(format!("meant to {}", meant.join(", ")));
        }
        Self { whose: Whose::of(link, people), more }
    }
}
