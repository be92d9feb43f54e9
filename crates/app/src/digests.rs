//! Digests and canonical JSON: what events hold in place of names and addresses.

use sha2::{Digest, Sha256};
use store::migrations::hex;

/// JSON with sorted keys and no blanks, so that the same value always gives the same bytes (as RFC 8785 does; all numbers
/// here are whole).
#[must_use]
pub fn canonical(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).map(|value| value.to_string()).unwrap_or_default()
}

/// The SHA-256 of a text in hexadecimal.
#[must_use]
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The SHA-256 of a text behind a secret salt, so that nobody can find the text by trying.
#[must_use]
pub fn salted(salt: &str, text: &str) -> String {
    hex(&Sha256::new().chain_update(salt.as_bytes()).chain_update(b"\n").chain_update(text.as_bytes()).finalize())
}

/// That many random bytes of the operating system.
///
/// # Errors
/// When it has none.
#[expect(clippy::disallowed_methods, reason = "secrets need true randomness, here alone")]
pub fn random<const N: usize>() -> crate::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(crate::Error::bug)?;
    Ok(bytes)
}
