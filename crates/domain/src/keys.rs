//! API keys: their spelling, and what is kept of them.

use crate::{
    Instant,
    ids::{CompanyId, KeyId, PersonId},
    permissions::Permissions,
};

/// What every key begins with, so that scanners recognise a leaked one.
pub const PREFIX: &str = "whose_";
/// Random characters of a key: 32 of base62, 190 bits.
pub const RANDOM: usize = 32;
/// Characters of its checksum: CRC-32 in base62.
const CHECKSUM: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A key without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Whose it is.
    pub company: CompanyId,
    /// Its id.
    pub id: KeyId,
    /// What it is called.
    pub name: String,
    /// The person it acts for.
    pub owner: PersonId,
    /// What it may do.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Instant,
    /// When it stops working by itself.
    pub expires_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was last used, to the minute.
    pub used_at: Option<Instant>,
    /// Rises by one with every event about it.
    pub version: i64,
}

impl Key {
    /// Whether it works at that instant.
    #[must_use]
    pub fn works(&self, at: Instant) -> bool {
        self.revoked_at.is_none() && at < self.expires_at
    }
}

/// The spelling of a key from random bytes, of which those below 248 are used (four times 62, so that no character is
/// likelier). `None` when fewer than [`RANDOM`] of them are.
#[must_use]
pub fn spell(random: &[u8]) -> Option<String> {
    let letters = random.iter().filter(|byte| **byte < 248).map(|byte| letter(u32::from(*byte)));
    let secret: String = letters.take(RANDOM).collect();
    (secret.len() == RANDOM).then(|| format!("{PREFIX}{secret}{}", checksum(&secret)))
}

/// Whether the text is spelled like a key, its checksum included: anything else need not be looked up.
#[must_use]
pub fn is_spelled(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(PREFIX) else { return false };
    rest.len() == RANDOM + CHECKSUM
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && rest.split_at_checked(RANDOM).is_some_and(|(secret, sum)| checksum(secret) == sum)
}

fn letter(number: u32) -> char {
    BASE62.get(number as usize % BASE62.len()).map_or('0', |byte| char::from(*byte))
}

fn checksum(secret: &str) -> String {
    let mut sum = crc32(secret.as_bytes());
    let mut letters = ['0'; CHECKSUM];
    for place in letters.iter_mut().rev() {
        *place = letter(sum % 62);
        sum /= 62;
    }
    letters.into_iter().collect()
}

/// CRC-32 as in ISO 3309 (reflected, polynomial 0xEDB88320).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_spelled_key_is_recognised_and_a_mistyped_one_is_not() {
        let key = spell(&(0..64).collect::<Vec<u8>>()).unwrap();
        assert!(is_spelled(&key));
        assert_eq!(key.len(), PREFIX.len() + RANDOM + CHECKSUM);
        let mistyped = key.replacen('0', "1", 1);
        assert!(!is_spelled(&mistyped) && !is_spelled("whose_") && !is_spelled(""));
    }
}
