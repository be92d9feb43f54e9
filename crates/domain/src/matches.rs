//! The one rule that links without a human: an exact address in a domain of the roster.

use crate::emails::Email;

/// The name of the rule, as its events show it.
pub const EXACT_ADDRESS: &str = "exact-address";

/// The address keys by which an account may be linked: its address, and its user name where that is one. Addresses that
/// are not ASCII are left out, since look-alikes abound.
pub fn address_keys<'a>(email: Option<&'a str>, username: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let addresses = [email, Some(username)].into_iter().flatten().filter_map(Email::parse);
    addresses.filter(Email::is_ascii).map(|email| email.key())
}

/// The one among those who may be meant, if there is exactly one: whatever is ambiguous is left alone.
pub fn unambiguous<T: PartialEq>(mut meant: impl Iterator<Item = T>) -> Option<T> {
    let one = meant.next()?;
    meant.all(|other| other == one).then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_address_and_by_a_name_that_is_one() {
        let keys: Vec<String> = address_keys(Some("Sally@example.com"), "sally.smith@example.com").collect();
        assert_eq!(keys, ["sally@example.com", "sally.smith@example.com"]);
        assert_eq!(address_keys(None, "deploy").count(), 0);
    }

    #[test]
    fn look_alikes_are_left_out() {
        assert_eq!(address_keys(Some("s\u{0430}lly@example.com"), "sally").count(), 0);
    }

    #[test]
    fn two_who_may_be_meant_are_nobody() {
        assert_eq!(unambiguous([1, 1].into_iter()), Some(1));
        assert_eq!(unambiguous([1, 2].into_iter()), None);
    }
}
