//! The bodies of operations 1, 3, 4 and their twins.

use domain::{connections::Family, ids::PersonId, links::Access};

use super::{Field, parse_object};
use crate::problems::Problem;

/// The rule of an id that may be null.
pub const WHOLE: &str = "must be a whole number of at least 1, or null";
/// The longest reason of a service account, in Unicode scalars.
pub const REASON_LENGTH: usize = 30_000;

/// Operations 1 and 5: whose the account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connect {
    /// The person to link to; `None` unlinks.
    pub person: Option<PersonId>,
}

impl Connect {
    const FIELDS: [Field; 1] = [Field::required("userId")];

    /// Reads the body.
    ///
    /// # Errors
    /// When it is not exactly `{"userId": …}` with an id or null.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let object = parse_object(bytes, &Self::FIELDS)?;
        Ok(Self { person: object.id("userId", WHOLE)?.map(PersonId::new) })
    }
}

/// Operations 3 and 7: whether the account is a service account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Whether it is one.
    pub on: bool,
    /// Why; not blank when `on`.
    pub reason: String,
}

impl ServiceAccount {
    const FIELDS: [Field; 2] = [Field::required("serviceAccount"), Field::required("serviceAccountReason")];

    /// Reads the body.
    ///
    /// # Errors
    /// When it is not exactly the two fields, or marks without a reason.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let object = parse_object(bytes, &Self::FIELDS)?;
        let on = object.flag("serviceAccount")?;
        let reason = object.text("serviceAccountReason", REASON_LENGTH)?;
        if on && reason.trim().is_empty() {
            return Err(Problem::field("serviceAccountReason", "must not be blank when serviceAccount is true"));
        }
        Ok(Self { on, reason: reason.to_owned() })
    }
}

/// Operations 4 and 8: whether the account is meant to have an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toggle {
    /// Whether it is.
    pub on: bool,
    /// Which access.
    pub access: Access,
}

impl Toggle {
    const FIELDS: [Field; 2] = [Field::required("toggle"), Field::required("toggleField")];

    /// Reads the body, for an account of that family.
    ///
    /// # Errors
    /// When it is not exactly the two fields, or names an access that the family has not.
    pub fn parse(bytes: &[u8], family: Family) -> Result<Self, Problem> {
        let object = parse_object(bytes, &Self::FIELDS)?;
        let on = object.flag("toggle")?;
        let choices = accesses(family).map(|access| (access_name(access), access));
        Ok(Self { on, access: object.choice("toggleField", &choices)? })
    }
}

/// The two accesses that can be expected of an account of that family.
const fn accesses(family: Family) -> [Access; 2] {
    match family {
        Family::VersionControl => [Access::Write, Access::Push],
        Family::Infrastructure | Family::Identity | Family::Other => [Access::Admin, Access::Database],
    }
}

/// The wire's name of an access, as `toggleField` has it.
#[must_use]
pub const fn access_name(access: Access) -> &'static str {
    match access {
        Access::Admin => "INFRASTRUCTURE_ADMIN_ACCESS",
        Access::Database => "INFRASTRUCTURE_DB_ACCESS",
        Access::Write => "VERSION_CONTROL_WRITE_ACCESS",
        Access::Push => "VERSION_CONTROL_PUSH_PROD_CODE_ACCESS",
    }
}

/// The access of that wire name.
#[must_use]
pub fn access(name: &str) -> Option<Access> {
    [Access::Admin, Access::Database, Access::Write, Access::Push]
        .into_iter()
        .find(|access| access_name(*access) == name)
}
