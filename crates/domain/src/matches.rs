//! The one rule that links without a human: an exact address in a domain of the roster.

use crate::emails::{Email, domain};

/// The name of the rule, as its events show it.
pub const EXACT_ADDRESS: &str = "exact-address";

/// The address key by which an account may be linked: its address, else its user name where that is an address.
/// `None` for an address that is not ASCII, since look-alikes abound.
#[must_use]
pub fn address_key(email: Option<&str>, username: &str) -> Option<String> {
    let email = Email::parse(email.unwrap_or(username))?;
    email.is_ascii().then(|| email.key())
}

/// Whether the rule may use this address: its domain is one of the roster's.
#[must_use]
pub fn in_roster_domain(key: &str, domains: &[String]) -> bool {
    domains.iter().any(|known| known == domain(key))
}
