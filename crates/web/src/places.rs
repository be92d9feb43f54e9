//! The places of the register, as the navigation has them.

use domain::permissions::{Permission, Permissions};

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Overview,
    Accounts,
    People,
    Work,
    ServiceAccounts,
    Findings,
    Imports,
    Events,
    Evidence,
    Settings,
    Api,
}

impl Place {
    /// Every place, in the order of the navigation.
    pub(crate) const ALL: [Self; 11] = [
        Self::Overview,
        Self::Accounts,
        Self::People,
        Self::Work,
        Self::ServiceAccounts,
        Self::Findings,
        Self::Imports,
        Self::Events,
        Self::Evidence,
        Self::Settings,
        Self::Api,
    ];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Accounts => "Accounts",
            Self::People => "People",
            Self::Work => "Work",
            Self::ServiceAccounts => "Service accounts",
            Self::Findings => "Findings",
            Self::Imports => "Imports",
            Self::Events => "Events",
            Self::Evidence => "Evidence",
            Self::Settings => "Settings",
            Self::Api => "API",
        }
    }

    /// Where it is.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Accounts => "/accounts",
            Self::People => "/people",
            Self::Work => "/work",
            Self::ServiceAccounts => "/service-accounts",
            Self::Findings => "/findings",
            Self::Imports => "/imports",
            Self::Events => "/events",
            Self::Evidence => "/evidence",
            Self::Settings => "/settings",
            Self::Api => "/docs",
        }
    }

    /// Its picture: the path of an icon of 16 by 16.
    pub(crate) const fn icon(self) -> &'static str {
        match self {
            Self::Overview => "M2.5 13.5v-5m3.7 5v-11m3.7 11v-7m3.6 7v-9",
            Self::Accounts => {
                "M2 3.5h12v9H2zM5 7.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 0 0-2.8 0M4 11c.6-1.6 4.200-1.6 4.800 0M10.500 6.500h2M10.500 9.500h2"
            }
            Self::People => {
                "M3.300 5.500a2.200 2.200 0 1 0 4.400 0 2.200 2.200 0 0 0-4.400 0M1.500 13c.5-4 7.500-4 8 0M10.500 3.500a2 2 0 0 1 0 4M12 9.700c1.500.5 2.300 1.600 2.500 3.300"
            }
            Self::Work => "M2.500 8.500l3.500 3.500 7.500-8",
            Self::ServiceAccounts => {
                "M3 5.500h10v7H3zM8 5.500v-3M6 8.500v1.500M10 8.500v1.500M1.200 8v2.500M14.800 8v2.500"
            }
            Self::Findings => "M8 2l6.300 11.500H1.700zM8 6.500v3.500M8 11.700v.3",
            Self::Imports => "M8 2v8M4.800 7L8 10.200 11.200 7M2.500 11v2.500h11V11",
            Self::Events => "M8 4.500V8l2.500 1.500M2 8a6 6 0 1 0 12 0A6 6 0 0 0 2 8",
            Self::Evidence => {
                "M8 1.800l5.500 2v4c0 3.200-2.200 5.200-5.500 6.400C4.700 13 2.500 11 2.500 7.800v-4zM5.500 7.800l1.800 1.800 3.200-3.600"
            }
            Self::Settings => {
                "M2 4.500h7M12.500 4.500H14M9 4.500a1.700 1.700 0 1 0 3.500 0 1.700 1.700 0 0 0-3.500 0M2 11.500h1.500M7 11.500h7M3.500 11.500a1.700 1.700 0 1 0 3.500 0 1.700 1.700 0 0 0-3.500 0"
            }
            Self::Api => "M5.500 4L2 8l3.500 4M10.500 4L14 8l-3.500 4",
        }
    }

    /// Whether somebody with these permissions has anything to see there.
    pub(crate) const fn is_open_to(self, permissions: Permissions) -> bool {
        match self {
            Self::Overview | Self::Settings | Self::Api => true,
            Self::Accounts | Self::Work | Self::ServiceAccounts | Self::Findings | Self::Imports => {
                permissions.has(Permission::ReadAccounts)
            }
            Self::People => permissions.has(Permission::ListUsers),
            Self::Events | Self::Evidence => permissions.has(Permission::ReadEvents),
        }
    }
}
