//! The columns of the sheet, and the cells of a row that somebody may edit.

use serde_json::Value;

use super::mark::mark;
use crate::{Column, words};

/// Titles of the columns that are read back.
pub mod titles {
    #![expect(missing_docs, reason = "each is the title of a column")]

    pub const ID: &str = "id";
    pub const VERSION: &str = "version";
    pub const USERNAME: &str = "username";
    pub const EXTERNAL_ID: &str = "externalId";
    pub const PERSON: &str = "person";
    pub const REASON: &str = "serviceReason";
    pub const OWNER: &str = "owner";
    pub const REVIEW_BY: &str = "reviewBy";
    pub const BECAUSE: &str = "because";
    pub const EXPORTED: &str = "exported";
}

/// Every column: what names the account, what may be edited, and what helps to decide.
pub const COLUMNS: &[Column] = &[
    Column::at(titles::ID, "/id"),
    Column::at(titles::VERSION, "/version"),
    Column::at("connection", "/connection/name"),
    Column::at(titles::USERNAME, "/username"),
    Column::at(titles::EXTERNAL_ID, "/externalId"),
    Column::at("email", "/email"),
    Column::at(titles::PERSON, "/person/email"),
    Column::made("personName", |account| words::name(account, "/person")),
    Column::at(titles::REASON, "/service/reason"),
    Column::at(titles::OWNER, "/service/owner/email"),
    Column::at(titles::REVIEW_BY, "/service/reviewBy"),
    Column::made(titles::BECAUSE, |_| String::new()),
    Column::at("status", "/status"),
    Column::at("personLeft", "/person/left"),
    Column::time("connectedAt", "/connectedAt"),
    Column::at("unowned", "/service/unowned"),
    Column::at("decidedBy", "/decision/by"),
    Column::time("decidedAt", "/decision/at"),
    Column::at("decidedBecause", "/decision/because"),
    Column::at("family", "/family"),
    Column::at("kind", "/connection/kind"),
    Column::at("hasMfa", "/hasMfa"),
    Column::time("lastCheckedAt", "/lastCheckedAt"),
    Column::time("removedAt", "/removedAt"),
    Column::made(titles::EXPORTED, exported),
];

/// The cells of a row that may be edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// Whose it is: an address.
    pub person: String,
    /// What it is for, where it is a service account.
    pub reason: String,
    /// Who answers for it then: an address.
    pub owner: String,
    /// When to look at it again then: a day.
    pub review_by: String,
}

impl Cells {
    /// The cells as they are written for an account.
    #[must_use]
    pub fn of(account: &Value) -> Self {
        let text = |place| words::text(account, place).to_owned();
        Self {
            person: text("/person/email"),
            reason: text("/service/reason"),
            owner: text("/service/owner/email"),
            review_by: text("/service/reviewBy"),
        }
    }
}

fn exported(account: &Value) -> String {
    let number = |place| words::number(account, place).unwrap_or_default();
    mark(number("/id"), number("/version"), &Cells::of(account))
}
