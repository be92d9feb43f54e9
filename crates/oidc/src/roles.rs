//! What the values of a claim mean here.

use domain::members::Role;

/// The values that give each role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(pub Vec<(Role, Vec<String>)>);

/// From the one that may do most to the one that may do least.
const ORDER: [Role; 4] = [Role::Administrator, Role::Reviewer, Role::Auditor, Role::Viewer];

impl Roles {
    /// The highest role that one of these values gives.
    #[must_use]
    pub fn highest(&self, values: &[&str]) -> Option<Role> {
        let gives = |role: &Role| {
            let mut meant = self.0.iter().filter(|(given, _)| given == role).flat_map(|(_, meant)| meant);
            meant.any(|meant| values.contains(&meant.as_str()))
        };
        ORDER.into_iter().find(gives)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_give_the_highest_role_and_unknown_ones_none() {
        let roles = Roles(vec![
            (Role::Viewer, vec!["staff".to_owned()]),
            (Role::Reviewer, vec!["it".to_owned(), "sec".to_owned()]),
        ]);
        assert_eq!(roles.highest(&["staff", "sec"]), Some(Role::Reviewer));
        assert_eq!(roles.highest(&["staff"]), Some(Role::Viewer));
        assert_eq!(roles.highest(&["Staff", "admins"]), None);
        assert_eq!(roles.highest(&[]), None);
    }
}
