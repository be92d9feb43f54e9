//! The register in a browser: pages rendered here, plain forms, one small script on top.
//!
//! A page extracts, calls one use case and shows. The table in `routes` says for every page what it asks for; `admission`
//! asks in one fixed order. Everything works without scripts, and under a content security policy without exceptions.

mod accounts;
mod admission;
mod asking;
mod connections;
mod context;
mod cookies;
mod events;
mod evidence;
mod fields;
mod findings;
mod flash;
mod frame;
mod imports;
mod keyboard;
mod multipart;
mod overview;
mod parts;
mod people;
mod places;
mod provider;
pub mod routes;
mod service_accounts;
mod sessions;
mod settings;
mod statics;
mod themes;
mod trouble;
mod undo;
mod work;

pub use admission::Pages;
pub use asking::Api;
pub use provider::CALLBACK;

/// How the pages are served.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether browsers come over HTTPS, so that their cookies are for that alone.
    pub https: bool,
    /// What a request is called, for the events that it leaves.
    pub named: fn(&http::Extensions) -> Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { https: false, named: |_| None }
    }
}
