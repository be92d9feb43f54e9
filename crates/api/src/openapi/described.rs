//! A few words about each operation, and the names of what it takes and gives.

use serde_json::Value;

use super::parameters::{self as with, accounts, connections, identities, users};
use domain::connections::Family;

/// Groups of operations.
pub(super) const TAGS: [(&str, &str); 12] = [
    ("User Identities", "Accounts of infrastructure and version control, in the documented API's words."),
    ("Connections", "Where accounts come from, and rosters by upload, in the documented API's words."),
    ("Users", "People, in the documented API's words."),
    ("Accounts", "Accounts, and the decisions about them."),
    ("Findings", "What is wrong, told from the register each time; `docs/findings.md` says what each rule means."),
    ("People", "People and their identities."),
    ("Sources", "Connections, imports and runs."),
    ("Events", "What happened, in order."),
    ("Keys", "API keys."),
    ("Members", "Who may use the pages, and as what."),
    ("Companies", "Companies, their features, settings and terms."),
    ("Session", "Who asks."),
];

/// What the document says of an operation besides the table.
pub(super) struct Described {
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) parameters: fn() -> Vec<Value>,
    pub(super) sends: Sends,
    pub(super) gives: &'static [(u16, Gives)],
}

/// What an operation takes.
#[derive(Clone, Copy)]
pub(super) enum Sends {
    Nothing,
    Schema(&'static str),
    File,
}

/// What an operation gives.
#[derive(Clone, Copy)]
pub(super) enum Gives {
    /// That schema.
    Schema(&'static str),
    /// That schema, with its version as `ETag`.
    Tagged(&'static str),
    /// `{}`.
    Empty,
}

impl Described {
    /// What is said of the operation of that name.
    pub(super) fn of(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|described| described.id == id)
    }
}

macro_rules! described {
    ($($id:literal, $tag:literal, $summary:literal, $parameters:expr, $sends:expr, $($status:literal $gives:expr),+;)*) => {
        /// Every operation, in the order of the table.
        pub(super) static ALL: &[Described] = &[$(Described {
            id: $id,
            tag: $tag,
            summary: $summary,
            parameters: $parameters,
            sends: $sends,
            gives: &[$(($status, $gives)),+],
        }),*];
    };
}

use Gives::{Empty, Schema as Giving, Tagged};
use Sends::{File, Nothing, Schema as Taking};

described! {
    "UserIdentitiesPublicController_updateUserIdentityInfrastructureConnection", "User Identities",
        "Link an infrastructure account to a person, or unlink it", with::none,
        Taking("UserIdentityInfrastructureConnectRequestPublicDto"),
        200 Giving("UserIdentityInfrastructureResponsePublicDto");
    "UserIdentitiesPublicController_listInfrastructureUsersIdentities", "User Identities",
        "Find infrastructure accounts", || identities(Family::Infrastructure), Nothing,
        200 Giving("UserIdentitiesInfrastructureResponsePublicDto");
    "UserIdentitiesPublicController_setUserIdentityInfrastructureServiceStatus", "User Identities",
        "Mark an infrastructure account as a service account, or clear the mark", with::none,
        Taking("UserIdentityInfrastructureServiceStatusRequestPublicDto"),
        200 Giving("UserIdentityInfrastructureResponsePublicDto");
    "UserIdentitiesPublicController_toggleUserIdentityInfrastructureSetting", "User Identities",
        "Say whether an infrastructure account is meant to have an access", with::none,
        Taking("UserIdentityInfrastructureToggleRequestPublicDto"),
        200 Giving("UserIdentityInfrastructureResponsePublicDto");
    "UserIdentitiesPublicController_updateUserIdentityVersionControlConnection", "User Identities",
        "Link a version control account to a person, or unlink it", with::none,
        Taking("UserIdentityVersionControlConnectRequestPublicDto"),
        200 Giving("UserIdentityVersionControlResponsePublicDto");
    "UserIdentitiesPublicController_listUsersIdentitiesVersionControl", "User Identities",
        "Find version control accounts", || identities(Family::VersionControl), Nothing,
        200 Giving("UserIdentitiesVersionControlResponsePublicDto");
    "UserIdentitiesPublicController_setUserIdentityVersionControlServiceStatus", "User Identities",
        "Mark a version control account as a service account, or clear the mark", with::none,
        Taking("UserIdentityVersionControlServiceStatusRequestPublicDto"),
        200 Giving("UserIdentityVersionControlResponsePublicDto");
    "UserIdentitiesPublicController_toggleUserIdentityVersionControlSetting", "User Identities",
        "Say whether a version control account is meant to have an access", with::none,
        Taking("UserIdentityVersionControlToggleRequestPublicDto"),
        200 Giving("UserIdentityVersionControlResponsePublicDto");
    "ConnectionsPublicController_getConnections", "Connections",
        "List connections by provider type and state", connections, Nothing,
        200 Giving("ConnectionsCompactResponsePublicDto");
    "UsersPublicController_listUsers", "Users", "Find people", users, Nothing, 200 Giving("UsersResponsePublicDto");
    "UsersPublicController_getUserById", "Users", "Read one person", with::none, Nothing,
        200 Giving("UserResponsePublicDto");
    "UsersPublicController_getUserByEmail", "Users", "Read the person with an address", with::none, Nothing,
        200 Giving("UserResponsePublicDto");
    "ConnectionsPublicController_createIdpConnectionWithJsonFile", "Connections",
        "Make a connection from a whole roster", with::confirm, Taking("CreateConnectionJsonIdpRequestPublicDto"),
        201 Empty;
    "ConnectionsPublicController_updateIdpConnectionWithJsonFile", "Connections",
        "Replace a connection's roster: whoever is missing has left", with::confirm,
        Taking("UpdateConnectionJsonIdpRequestPublicDto"), 200 Empty;

    "whoami", "Session", "Read who asks: the company and its terms, the key, and what it may do", with::none, Nothing, 200 Giving("Whoami");
    "listAccounts", "Accounts", "Find accounts", accounts, Nothing, 200 Giving("AccountPage");
    "getAccount", "Accounts", "Read one account with all its facts", with::moment, Nothing, 200 Tagged("Account");
    "listAccountEvents", "Events", "List what happened to one account, oldest first", with::dated, Nothing,
        200 Giving("EventPage");
    "whoseIs", "Accounts", "Find whose something is, by id, name or address", with::text, Nothing,
        200 Giving("WhoseIs");
    "linkAccount", "Accounts", "Link an account to a person, or unlink it", with::version, Taking("LinkRequest"),
        200 Tagged("Account");
    "markAccount", "Accounts", "Mark an account as a service account, or clear the mark", with::version,
        Taking("ServiceRequest"), 200 Tagged("Account");
    "expectAccess", "Accounts", "Say whether an account is meant to have an access", with::version,
        Taking("ExpectedRequest"), 200 Tagged("Account");
    "resetAccount", "Accounts", "Give an account back to the rules: forget who decided whose it is", with::version,
        Taking("ResetRequest"), 200 Tagged("Account");
    "decideInBulk", "Accounts", "Decide about up to 1,000 accounts, each for itself", with::none, Taking("BulkRequest"),
        200 Giving("BulkAnswer");
    "stateDecisions", "Accounts", "State what another register decided about up to 1,000 accounts, with its dates", with::none,
        Taking("StatementRequest"), 200 Giving("BulkAnswer");
    "getBatch", "Accounts", "Read what was decided together, and whether it can be undone", with::plain, Nothing,
        200 Giving("BatchPage");
    "undoBatch", "Accounts", "Undo what was decided together, as far as nobody decided since", with::plain,
        Taking("UndoRequest"), 200 Giving("UndoneBatch");
    "listFindings", "Findings", "List findings: those of connections, then those of accounts, by id", with::findings,
        Nothing, 200 Giving("FindingPage");
    "countFindings", "Findings", "Count findings by rule and connection, at a moment or over time", with::finding_counts,
        Nothing, 200 Giving("FindingCounts");
    "listPeople", "People", "Find people", with::people, Nothing, 200 Giving("PersonPage");
    "getPerson", "People", "Read one person", with::moment, Nothing, 200 Giving("Person");
    "listConnections", "Sources", "List connections", with::plain, Nothing, 200 Giving("ConnectionPage");
    "listEvents", "Events", "List what happened, in the order of numbers", with::events, Nothing,
        200 Giving("EventPage");
    "listDifferences", "Events", "List what became of accounts and people between two moments", with::differences,
        Nothing, 200 Giving("DifferencePage");
    "importAccounts", "Sources", "Import a list of accounts", with::import_accounts, File,
        200 Giving("Run"), 202 Giving("Run");
    "importPeople", "Sources", "Import a roster", with::import_people, File, 200 Giving("Run"), 202 Giving("Run");
    "listRuns", "Sources", "List runs, newest first", with::runs, Nothing, 200 Giving("RunPage");
    "getRun", "Sources", "Read one run", with::none, Nothing, 200 Giving("Run");
    "confirmRun", "Sources", "Let a held run go on", with::none, Taking("ConfirmRequest"),
        200 Giving("Run"), 202 Giving("Run");
    "undoRun", "Accounts", "Undo what rules linked in a run, as far as nobody decided since", with::plain,
        Taking("UndoRequest"), 200 Giving("UndoneBatch");
    "listKeys", "Keys", "List keys", with::plain, Nothing, 200 Giving("KeyPage");
    "createKey", "Keys", "Make a key; its secret is shown this once", with::none, Taking("KeyRequest"),
        201 Giving("NewKey");
    "revokeKey", "Keys", "Revoke a key for good", with::none, Nothing, 200 Giving("Key");
    "listMembers", "Members", "List members", with::plain, Nothing, 200 Giving("MemberPage");
    "inviteMember", "Members", "Add a member; the ticket that signs them in is shown this once", with::none,
        Taking("MemberRequest"), 201 Giving("InvitedMember");
    "inviteMemberAgain", "Members", "Make another ticket that signs a member in", with::none, Nothing,
        201 Giving("InvitedMember");
    "assignRole", "Members", "Give a member another role", with::none, Taking("RoleRequest"), 200 Giving("Member");
    "removeMember", "Members", "Remove a member, and end their sessions", with::none, Nothing, 200 Giving("Member");
    "listCompanies", "Companies", "List companies", with::plain, Nothing, 200 Giving("CompanyPage");
    "createCompany", "Companies", "Make a company", with::none, Taking("CompanyRequest"), 201 Giving("Company");
    "setFeature", "Companies", "Give a company a feature, or take it", with::none, Taking("FeatureRequest"),
        200 Giving("Company");
    "setCompany", "Companies", "Set what a company's findings are measured by; what is left out stays", with::none,
        Taking("SettingsRequest"), 200 Giving("Company");
    "publishTerms", "Companies", "Publish new terms, which every company must accept", with::none, Nothing,
        200 Giving("Terms");
    "acceptTerms", "Companies", "Accept the terms in force", with::none, Nothing, 200 Giving("Company");
}
