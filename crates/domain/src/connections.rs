//! Connections: the places that accounts come from.

use crate::{
    Instant,
    ids::{CompanyId, ConnectionId, PersonId},
};

/// What sort of thing the accounts of a connection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Clouds, directories, clusters, databases.
    Infrastructure,
    /// Where source code lives.
    VersionControl,
    /// Rosters and identity providers: their accounts say who works here.
    Identity,
    /// Everything else.
    Other,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 4] = [Self::Infrastructure, Self::VersionControl, Self::Identity, Self::Other];

    /// The name it is stored and shown under.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infrastructure => "infrastructure",
            Self::VersionControl => "version_control",
            Self::Identity => "identity",
            Self::Other => "other",
        }
    }

    /// The family of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}

macro_rules! kinds {
    ($($kind:ident $name:literal $family:ident;)*) => {
        /// The kind of system behind a connection. Its family is fixed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each is the name of a product")]
        pub enum Kind { $($kind),* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name that the wire, the commands and the database use.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// The family it belongs to.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $(Self::$kind => Family::$family),* }
            }
        }
    };
}

kinds! {
    Aws "AWS" Infrastructure;
    AwsGovCloud "AWS_GOV_CLOUD" Infrastructure;
    AwsOrgUnits "AWS_ORG_UNITS" Infrastructure;
    Azure "AZURE" Infrastructure;
    AzureOrgUnits "AZURE_ORG_UNITS" Infrastructure;
    Cloudflare "CLOUDFLARE" Infrastructure;
    DigitalOcean "DIGITAL_OCEAN" Infrastructure;
    Gcp "GCP" Infrastructure;
    Heroku "HEROKU" Infrastructure;
    MongoDbAtlas "MONGO_DB_ATLAS" Infrastructure;
    ActiveDirectory "ACTIVE_DIRECTORY" Infrastructure;
    Kubernetes "KUBERNETES" Infrastructure;
    Ldap "LDAP" Infrastructure;
    MySql "MYSQL" Infrastructure;
    OpenBao "OPENBAO" Infrastructure;
    Postgresql "POSTGRESQL" Infrastructure;
    Vault "VAULT" Infrastructure;
    Bitbucket "BITBUCKET" VersionControl;
    Github "GITHUB" VersionControl;
    GithubEnterprise "GITHUB_ENTERPRISE" VersionControl;
    Gitlab "GITLAB" VersionControl;
    GitlabOnPrem "GITLAB_ON_PREM" VersionControl;
    AzureRepos "AZURE_REPOS" VersionControl;
    AwsCodecommit "AWS_CODECOMMIT" VersionControl;
    Google "GOOGLE" Identity;
    MicrosoftEntra "MICROSOFT_365" Identity;
    Okta "OKTA" Identity;
    Roster "ROSTER" Identity;
    Other "OTHER" Other;
}

impl Kind {
    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// How a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It works.
    Active,
    /// It cannot be read as it is set up.
    Misconfigured,
    /// Set up, and waiting to be confirmed.
    Pending,
    /// It is being read for the first time.
    InProgress,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Active, Self::Misconfigured, Self::Pending, Self::InProgress];

    /// The documented name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Misconfigured => "MISCONFIGURED",
            Self::Pending => "CONFIGURED_PENDING_CONFIRMATION",
            Self::InProgress => "IN_PROGRESS",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Whose it is.
    pub company: CompanyId,
    /// Its id.
    pub id: ConnectionId,
    /// Its name, unique in the company without regard to case; the wire's `clientAlias`.
    pub name: String,
    /// What it connects to.
    pub kind: Kind,
    /// How it stands.
    pub state: State,
    /// The upstream account it is bound to, as the twelve digits of an AWS account; the wire's `clientId`.
    pub upstream: Option<String>,
    /// The person who set it up.
    pub set_up_by: Option<PersonId>,
    /// When it was connected.
    pub connected_at: Option<Instant>,
    /// When it failed, while it does.
    pub failed_at: Option<Instant>,
    /// Why it failed, as the wire's number.
    pub code: Option<i64>,
    /// When somebody last replaced its contents by hand.
    pub uploaded_at: Option<Instant>,
    /// When its name was last changed.
    pub renamed_at: Option<Instant>,
    /// When it was deleted.
    pub deleted_at: Option<Instant>,
    /// The newest time at which the provider was asked for the whole list, where that is known.
    pub listed_at: Option<Instant>,
    /// The date that orders its lists: the as-of of the last applied one, else its newest date inside.
    pub as_of: Option<Instant>,
    /// How many accounts it has, removed ones included.
    pub accounts: i64,
    /// When it was made.
    pub created_at: Instant,
    /// Rises by one with every event about it.
    pub version: i64,
}
