//! What is set up about the provider.

use std::fmt;

use crate::Roles;

/// How the provider is asked, and what its answers mean.
#[derive(Clone)]
pub struct Settings {
    /// Its name, as it says it itself: a URL.
    pub issuer: String,
    /// What it knows this register as.
    pub client: String,
    /// The word that goes with that, where the provider gave one.
    pub secret: Option<String>,
    /// What it is asked for besides who somebody is.
    pub scopes: Vec<String>,
    /// Where it sends browsers back to.
    pub callback: String,
    /// The claim that tells what somebody may do; dots lead into objects.
    pub claim: String,
    /// What the values of that claim mean.
    pub roles: Roles,
}

/// Without the secret.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("issuer", &self.issuer).field("client", &self.client).finish_non_exhaustive()
    }
}
