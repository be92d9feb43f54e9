//! Which format a roster file has, told by its name or by how it begins.

use super::Format;

/// The format of a roster file: by the ending of its name (`.csv`, `.json`, `.jsonl`, `.ndjson`), else by its first
/// bytes, a few hundred of which are enough: `[` is JSON, `{` is JSON when the first member is an array and JSON Lines
/// otherwise, and anything else is CSV.
#[must_use]
pub fn sniff(first_bytes: &[u8], name: &str) -> Format {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("csv") => Format::Csv,
        Some("json") => Format::Json,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        _ => by_content(first_bytes),
    }
}

fn by_content(bytes: &[u8]) -> Format {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match bytes.trim_ascii_start() {
        [b'[', ..] => Format::Json,
        [b'{', members @ ..] if begins_with_array(members) => Format::Json,
        [b'{', ..] => Format::Jsonl,
        _ => Format::Csv,
    }
}

/// Whether the first member is an array; keys with escaped quotes are not looked through.
fn begins_with_array(members: &[u8]) -> bool {
    let Some(key) = members.trim_ascii_start().strip_prefix(b"\"") else { return false };
    let behind = key.splitn(2, |byte| *byte == b'"').nth(1).unwrap_or_default().trim_ascii_start();
    behind.strip_prefix(b":").is_some_and(|value| value.trim_ascii_start().starts_with(b"["))
}

#[cfg(test)]
mod tests {
    use super::{Format, sniff};

    #[test]
    fn the_ending_of_the_name_decides() {
        assert_eq!(sniff(b"[", "staff.CSV"), Format::Csv);
        assert_eq!(sniff(b"id,email", "staff.json"), Format::Json);
        assert_eq!(sniff(b"", "staff.2024.ndjson"), Format::Jsonl);
    }

    #[test]
    fn without_an_ending_the_first_bytes_decide() {
        assert_eq!(sniff(b"\xEF\xBB\xBF\n [{\"id\":1}]", "-"), Format::Json);
        assert_eq!(sniff(b"{ \"people\" : [", "staff"), Format::Json);
        assert_eq!(sniff(b"{\"id\":1}\n{\"id\":2}", "staff.txt"), Format::Jsonl);
        assert_eq!(sniff(b"id,email\n", "staff"), Format::Csv);
        assert_eq!(sniff(b"", ""), Format::Csv);
    }
}
