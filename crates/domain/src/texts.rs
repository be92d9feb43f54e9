//! Text from outside: what is never stored, and the key under which it is compared.

/// Whether the text can be stored on every engine: it holds no U+0000, which PostgreSQL's TEXT has no place for.
#[must_use]
pub fn storable(text: &str) -> bool {
    !text.contains('\0')
}

/// The key under which texts are sorted and searched without regard to case: Unicode lower case of the trimmed text.
#[must_use]
pub fn key(text: &str) -> String {
    text.trim().to_lowercase()
}
