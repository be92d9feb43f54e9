//! The identity provider: asking it who somebody is, by OpenID Connect's code flow with PKCE.
//!
//! What it answers is checked here, by the library. Whether somebody it vouches for may come in is decided in `app`.

mod asking;
mod claims;
mod provider;
mod refused;
mod roles;
mod settings;

pub use provider::{Attempt, Provider, Vouched};
pub use refused::{Refused, Why};
pub use roles::Roles;
pub use settings::Settings;
