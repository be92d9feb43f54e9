//! Accounts as Drata's API shows them: the identities of one connection, an object on each line. What people decided there
//! (whose it is, service marks, accesses) is no fact about the account, and is not read here.

use std::io::BufRead;

use domain::{
    accounts::observed_facts,
    emails::Email,
    facts::Facts,
    listings::{BadList, Listing, SeenAccount, Summary},
};

use crate::reading::{
    cells::{self, Cell},
    identities::{Identities, Identity},
};

/// What is kept as a fact.
const FACTS: &[&str] = &["id", "identityId", "username", "email", "hasMfa", "createdAt"];
/// What was decided there, and what is told of the list as a whole.
const OTHERS: &[&str] = &[
    "connectedAt",
    "disconnectedAt",
    "serviceAccount",
    "serviceAccountReason",
    "user",
    "serviceAccountDesignator",
    "connection",
    "lastCheckedAt",
    "updatedAt",
    "adminAccess",
    "dbAccess",
    "writeAccess",
    "pushProductionCodeAccess",
];

/// The accounts of one connection.
pub(crate) struct Drata(Identities);

impl Drata {
    /// Identities in JSON Lines.
    pub(crate) fn open(input: Box<dyn BufRead + Send>) -> Result<Self, BadList> {
        Identities::open(input, [FACTS, OTHERS]).map(Self)
    }
}

fn account(mut identity: Identity) -> Result<SeenAccount, BadList> {
    let external_id = std::mem::take(&mut identity.external_id);
    let email = identity.cell("email").text()?.and_then(|text| Email::parse(&text));
    let (line, mfa, gone_at) = (identity.line, identity.truth("hasMfa"), identity.gone_at());
    let username = Cell::name(identity.cell("username"))?.unwrap_or_else(|| external_id.clone());
    let mut by_name = identity.into_facts(OTHERS);
    by_name.insert(observed_facts::MFA.to_owned(), cells::as_value(&mfa));
    let facts = Facts { call: "drata:user-identities".to_owned(), by_name };
    Ok(SeenAccount {
        line,
        external_id,
        username,
        email: email.map(|email| email.as_str().to_owned()),
        mfa,
        gone_at,
        facts,
    })
}

impl Listing<SeenAccount> for Drata {
    fn next(&mut self) -> Result<Option<SeenAccount>, BadList> {
        self.0.next()?.map(account).transpose()
    }

    fn summary(&self) -> Summary {
        self.0.summary(crate::choosing::DRATA)
    }
}
