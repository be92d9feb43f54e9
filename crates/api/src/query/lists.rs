//! The parameters of each documented list.

use domain::{
    connections::{Family, Kind, State},
    ids::{ConnectionId, PersonId},
};

use super::{ConnectionSort, Direction, IdentitySort, LIMIT, Page, Params};
use crate::problems::Problem;

/// The documented values of `providerTypes`. Those that name no family of the register match nothing.
pub const PROVIDER_TYPES: [&str; 22] = [
    "BACKGROUND_CHECK",
    "CODEBASE",
    "COMMUNICATION",
    "CRM",
    "CSPM",
    "CUSTOM",
    "CYBER_INSURANCE",
    "DIGITAL_SIGNATURE",
    "EDR",
    "ENTERPRISE_SSO",
    "EXTERNAL_POLICY",
    "HRIS",
    "IDENTITY",
    "INFRASTRUCTURE",
    "MDM",
    "OBSERVABILITY",
    "SECURITY_TRAINING",
    "SINGLE_SIGN_ON",
    "TICKETING",
    "USER_ACCESS_REVIEW",
    "VERSION_CONTROL",
    "VULNERABILITY",
];
/// The rule of the ids of people.
const PERSON: &str = "must be a whole number of at least 1";
/// The rule of roles.
const ROLE: &str = "must be the name of a role, in capital letters";

/// Operations 2 and 6: identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListIdentities {
    /// Which page.
    pub page: Page,
    /// What to find in the provider's id, the user name or the address.
    pub q: Option<String>,
    /// Only those of this kind, which is of the family.
    pub kind: Option<Kind>,
    /// Only those of this connection.
    pub connection: Option<ConnectionId>,
    /// What to sort by.
    pub sort: IdentitySort,
    /// In which direction.
    pub direction: Direction,
}

impl ListIdentities {
    /// Reads the raw query string of a list of that family's identities.
    ///
    /// # Errors
    /// 40013 for the first parameter that is malformed or given twice.
    pub fn parse(query: &str, family: Family) -> Result<Self, Problem> {
        let params = Params::parse(query)?;
        let page = params.page(LIMIT)?;
        let q = params.q()?;
        let kinds = one_of(Kind::ALL.iter().filter(|kind| kind.family() == family).map(|kind| kind.name()));
        let kind =
            params.read("clientType", &kinds, |name| Kind::parse(name).filter(|kind| kind.family() == family))?;
        let connection = params.id("connectionId")?.map(ConnectionId::new);
        let sorts = one_of(IdentitySort::names(family));
        let sort = params.read("sort", &sorts, |name| IdentitySort::parse(name, family))?.unwrap_or_default();
        Ok(Self { page, q, kind, connection, sort, direction: direction(&params)? })
    }
}

/// Operation 9: connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConnections {
    /// Which page.
    pub page: Page,
    /// Only those of these families; none at all when the list is there and empty.
    pub families: Option<Vec<Family>>,
    /// Only those in this state.
    pub state: Option<State>,
    /// What to sort by.
    pub sort: ConnectionSort,
    /// In which direction.
    pub direction: Direction,
}

impl ListConnections {
    /// Reads the raw query string of the list of connections.
    ///
    /// # Errors
    /// 40013 for the first parameter that is malformed or given twice.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let params = Params::parse(query)?;
        let page = params.page(LIMIT)?;
        let types = params.read_all("providerTypes", &one_of(PROVIDER_TYPES), provider_type)?;
        let families = (!types.is_empty()).then(|| types.into_iter().flatten().collect());
        let state = params.read("state", &one_of(State::ALL.map(State::name)), State::parse)?;
        let sort = params.read("sort", &one_of(ConnectionSort::NAMES), ConnectionSort::parse)?.unwrap_or_default();
        Ok(Self { page, families, state, sort, direction: direction(&params)? })
    }
}

/// Operation 10: people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListUsers {
    /// Which page.
    pub page: Page,
    /// What to find in a name or an address.
    pub q: Option<String>,
    /// Only those with one of these roles; all when empty.
    pub roles: Vec<String>,
    /// None of those with one of these roles.
    pub exclude_roles: Vec<String>,
    /// Only these; all when empty.
    pub include: Vec<PersonId>,
    /// None of these.
    pub exclude: Vec<PersonId>,
}

impl ListUsers {
    /// Reads the raw query string of the list of people.
    ///
    /// # Errors
    /// 40013 for the first parameter that is malformed or given twice.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let params = Params::parse(query)?;
        let people = |name| params.read_all(name, PERSON, |text| crate::paths::number(text).map(PersonId::new));
        Ok(Self {
            page: params.page(LIMIT)?,
            q: params.q()?,
            roles: params.read_all("roles[]", ROLE, role)?,
            exclude_roles: params.read_all("excludeRoles[]", ROLE, role)?,
            include: people("includeUserIds[]")?,
            exclude: people("excludeUserIds[]")?,
        })
    }
}

fn direction(params: &Params<'_>) -> Result<Direction, Problem> {
    let rule = one_of(Direction::NAMES);
    Ok(params.read("sortDir", &rule, Direction::parse)?.unwrap_or_default())
}

/// The family that a provider type names, if it names one of ours; `None` when it is not documented.
fn provider_type(name: &str) -> Option<Option<Family>> {
    let family = match name {
        "INFRASTRUCTURE" => Some(Family::Infrastructure),
        "VERSION_CONTROL" => Some(Family::VersionControl),
        "IDENTITY" => Some(Family::Identity),
        _ => None,
    };
    PROVIDER_TYPES.contains(&name).then_some(family)
}

/// Roles are the company's own; their spelling is `EMPLOYEE`'s.
fn role(name: &str) -> Option<String> {
    let spelled = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    (spelled && (1..=64).contains(&name.len())).then(|| name.to_owned())
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    format!("must be one of {}", names.join(", "))
}
