//! Every operation: its name, its place, and what it asks for. Routes, rights, limits and the OpenAPI document come from
//! this one table.

use std::pin::Pin;

use domain::{companies::Feature, permissions::Permission};
use http::Method;

use crate::{connections, context::Context, identities, personnel, problems::Problem, users, v1};

/// What becomes of a request.
pub(crate) type Answer = Result<axum::response::Response, Problem>;
/// A handler.
pub(crate) type Handle = fn(Context) -> Pin<Box<dyn Future<Output = Answer> + Send>>;

/// What body an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None.
    Nothing,
    /// JSON of at most that many bytes.
    Json(usize),
    /// A file of any type, of at most that many bytes, read as a stream.
    File(usize),
}

/// One operation of the API.
pub struct Operation {
    /// Its name in the OpenAPI document.
    pub id: &'static str,
    /// Its method; where that is GET, HEAD is answered too.
    pub method: Method,
    /// Its path, with parameters in braces; `{id}` is a number.
    pub path: &'static str,
    /// What a key needs to call it; `None` where any working key will do.
    pub permission: Option<Permission>,
    /// What the company's plan needs.
    pub feature: Option<Feature>,
    /// Its body.
    pub takes: Takes,
    /// Whether the company must have accepted the terms in force.
    pub terms: bool,
    pub(crate) handle: Handle,
}

/// Bodies of a few fields.
const SMALL: Takes = Takes::Json(16 * 1024);
/// Bodies with a reason of up to 30,000 characters.
const REASON: Takes = Takes::Json(384 * 1024);
/// Bodies with up to 1,000 changes.
const BULK: Takes = Takes::Json(4 * 1024 * 1024);
/// A roster.
const ROSTER: Takes = Takes::Json(256 * 1024 * 1024);
/// A list from a provider.
const LIST: Takes = Takes::File(2 * 1024 * 1024 * 1024);

macro_rules! operations {
    ($(#[$doc:meta])* $table:ident terms $terms:literal: $($id:literal $method:ident $path:literal $permission:expr, $feature:expr, $takes:expr, $handle:path;)*) => {
        $(#[$doc])*
        static $table: &[Operation] = &[$(Operation {
            id: $id,
            method: Method::$method,
            path: $path,
            permission: $permission,
            feature: $feature,
            takes: $takes,
            terms: $terms,
            handle: |context| Box::pin($handle(context)),
        }),*];
    };
}

use Feature as F;
use Permission as P;
use Takes::Nothing;

operations! {
    /// What a company can do once it has accepted the terms in force.
    AFTER_TERMS terms true:
    "UserIdentitiesPublicController_updateUserIdentityInfrastructureConnection" PUT
        "/user-identities/infrastructure/{id}/connect"
        Some(P::ManageInfrastructure), Some(F::Infrastructure), SMALL, identities::connect_infrastructure;
    "UserIdentitiesPublicController_listInfrastructureUsersIdentities" GET
        "/user-identities/infrastructure"
        Some(P::ManageInfrastructure), Some(F::Infrastructure), Nothing, identities::list_infrastructure;
    "UserIdentitiesPublicController_setUserIdentityInfrastructureServiceStatus" PUT
        "/user-identities/infrastructure/{id}/service-account"
        Some(P::ManageInfrastructure), Some(F::Infrastructure), REASON, identities::mark_infrastructure;
    "UserIdentitiesPublicController_toggleUserIdentityInfrastructureSetting" PUT
        "/user-identities/infrastructure/{id}/toggle"
        Some(P::ManageInfrastructure), Some(F::Infrastructure), SMALL, identities::toggle_infrastructure;
    "UserIdentitiesPublicController_updateUserIdentityVersionControlConnection" PUT
        "/user-identities/version-control/{id}/connect"
        Some(P::ManageVersionControl), Some(F::VersionControl), SMALL, identities::connect_version_control;
    "UserIdentitiesPublicController_listUsersIdentitiesVersionControl" GET
        "/user-identities/version-control"
        Some(P::ManageVersionControl), Some(F::VersionControl), Nothing, identities::list_version_control;
    "UserIdentitiesPublicController_setUserIdentityVersionControlServiceStatus" PUT
        "/user-identities/version-control/{id}/service-account"
        Some(P::ManageVersionControl), Some(F::VersionControl), REASON, identities::mark_version_control;
    "UserIdentitiesPublicController_toggleUserIdentityVersionControlSetting" PUT
        "/user-identities/version-control/{id}/toggle"
        Some(P::ManageVersionControl), Some(F::VersionControl), SMALL, identities::toggle_version_control;
    "ConnectionsPublicController_getConnections" GET "/connections"
        Some(P::ListConnections), Some(F::Connections), Nothing, connections::list;
    "UsersPublicController_listUsers" GET "/users" Some(P::ListUsers), Some(F::Users), Nothing, users::list;
    "UsersPublicController_getUserById" GET "/users/{id}" Some(P::ListUsers), Some(F::Users), Nothing, users::by_id;
    "UsersPublicController_getUserByEmail" GET "/users/{email}/email"
        Some(P::ListUsers), Some(F::Users), Nothing, users::by_email;
    "ConnectionsPublicController_createIdpConnectionWithJsonFile" POST "/connections/upload/json"
        Some(P::ImportPersonnel), Some(F::Personnel), ROSTER, personnel::create;
    "ConnectionsPublicController_updateIdpConnectionWithJsonFile" PUT "/connections/{id}/upload/json"
        Some(P::ImportPersonnel), Some(F::Personnel), ROSTER, personnel::replace;

    "listAccounts" GET "/api/v1/accounts" Some(P::ReadAccounts), None, Nothing, v1::accounts::list;
    "getAccount" GET "/api/v1/accounts/{id}" Some(P::ReadAccounts), None, Nothing, v1::accounts::get;
    "listAccountEvents" GET "/api/v1/accounts/{id}/events" Some(P::ReadEvents), None, Nothing, v1::events::of_account;
    "whoseIs" GET "/api/v1/is" Some(P::ReadAccounts), None, Nothing, v1::accounts::is;
    "linkAccount" PUT "/api/v1/accounts/{id}/link" Some(P::DecideAccounts), None, REASON, v1::decisions::link;
    "markAccount" PUT "/api/v1/accounts/{id}/service" Some(P::DecideAccounts), None, REASON, v1::decisions::mark;
    "expectAccess" PUT "/api/v1/accounts/{id}/expected" Some(P::DecideAccounts), None, REASON, v1::decisions::expect;
    "resetAccount" POST "/api/v1/accounts/{id}/reset" Some(P::DecideAccounts), None, REASON, v1::decisions::reset;
    "decideInBulk" POST "/api/v1/accounts/bulk" Some(P::DecideAccounts), None, BULK, v1::bulk::decide;
    "stateDecisions" POST "/api/v1/accounts/statements"
        Some(P::StateDecisions), None, BULK, v1::statements::state;
    "getBatch" GET "/api/v1/batches/{id}" Some(P::ReadEvents), None, Nothing, v1::batches::get;
    "undoBatch" POST "/api/v1/batches/{id}/undo" Some(P::DecideAccounts), None, REASON, v1::batches::undo;
    "listFindings" GET "/api/v1/findings" Some(P::ReadAccounts), None, Nothing, v1::findings::list;
    "countFindings" GET "/api/v1/findings/counts" Some(P::ReadAccounts), None, Nothing, v1::findings::counts;
    "listPeople" GET "/api/v1/people" Some(P::ListUsers), None, Nothing, v1::people::list;
    "getPerson" GET "/api/v1/people/{id}" Some(P::ListUsers), None, Nothing, v1::people::get;
    "listConnections" GET "/api/v1/connections" Some(P::ListConnections), None, Nothing, v1::connections::list;
    "listEvents" GET "/api/v1/events" Some(P::ReadEvents), None, Nothing, v1::events::all;
    "listDifferences" GET "/api/v1/differences" Some(P::ReadAccounts), None, Nothing, v1::differences::list;
    "importAccounts" POST "/api/v1/imports/accounts" Some(P::ImportAccounts), None, LIST, v1::imports::accounts;
    "importPeople" POST "/api/v1/imports/people" Some(P::ImportPersonnel), None, LIST, v1::imports::people;
    "listRuns" GET "/api/v1/runs" Some(P::ReadAccounts), None, Nothing, v1::runs::list;
    "getRun" GET "/api/v1/runs/{id}" Some(P::ReadAccounts), None, Nothing, v1::runs::get;
    "confirmRun" POST "/api/v1/runs/{id}/confirm" Some(P::ReadAccounts), None, SMALL, v1::runs::confirm;
    "undoRun" POST "/api/v1/runs/{id}/undo" Some(P::DecideAccounts), None, REASON, v1::batches::undo_run;
    "createKey" POST "/api/v1/keys" Some(P::ManageKeys), None, SMALL, v1::keys::create;
    "inviteMember" POST "/api/v1/members" Some(P::ManageMembers), None, SMALL, v1::members::invite;
    "inviteMemberAgain" POST "/api/v1/members/{id}/invitation"
        Some(P::ManageMembers), None, Nothing, v1::members::invite_again;
    "assignRole" PUT "/api/v1/members/{id}/role" Some(P::ManageMembers), None, SMALL, v1::members::assign;
}

operations! {
    /// What can be done whatever the terms: seeing them, accepting them, revoking a key, removing a member, and what the
    /// operator does.
    ALWAYS terms false:
    "whoami" GET "/api/v1/whoami" None, None, Nothing, v1::whoami::whoami;
    "listKeys" GET "/api/v1/keys" Some(P::ManageKeys), None, Nothing, v1::keys::list;
    "revokeKey" POST "/api/v1/keys/{id}/revoke" Some(P::ManageKeys), None, Nothing, v1::keys::revoke;
    "listMembers" GET "/api/v1/members" Some(P::ManageMembers), None, Nothing, v1::members::list;
    "removeMember" POST "/api/v1/members/{id}/remove" Some(P::ManageMembers), None, Nothing, v1::members::remove;
    "listCompanies" GET "/api/v1/companies" Some(P::ManageCompanies), None, Nothing, v1::companies::list;
    "createCompany" POST "/api/v1/companies" Some(P::ManageCompanies), None, SMALL, v1::companies::create;
    "setFeature" PUT "/api/v1/companies/{name}/features" Some(P::ManageCompanies), None, SMALL, v1::companies::feature;
    "setCompany" PUT "/api/v1/companies/{name}/settings" Some(P::ManageCompanies), None, SMALL, v1::companies::set;
    "publishTerms" POST "/api/v1/terms" Some(P::ManageCompanies), None, Nothing, v1::companies::publish_terms;
    "acceptTerms" POST "/api/v1/terms/acceptance" Some(P::AcceptTerms), None, Nothing, v1::companies::accept_terms;
}

/// Every operation.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    AFTER_TERMS.iter().chain(ALWAYS)
}

impl Operation {
    /// Whether it is one of the documented API, which is also under `/public`.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        !self.path.starts_with("/api/")
    }
}
