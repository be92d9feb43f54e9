//! Values of directories that are not plain text: Base64, GUIDs, SIDs and two spellings of time.

use domain::Instant;

/// The bytes that this Base64 (RFC 4648, with padding) stands for.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let body = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3 + 2);
    for chunk in body.chunks(4) {
        let mut bits = 0_u32;
        for byte in chunk {
            bits = bits << 6 | u32::from(six_bits(*byte)?);
        }
        let missing = 4 - chunk.len();
        let [_, three @ ..] = (bits << (6 * missing)).to_be_bytes();
        bytes.extend(three.into_iter().take(3 - missing.min(3)));
    }
    Some(bytes)
}

fn six_bits(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// The spelling that Windows tools show of a GUID's 16 bytes: the first three groups are little-endian.
pub(super) fn guid(bytes: &[u8]) -> Option<String> {
    let bytes: [u8; 16] = bytes.try_into().ok()?;
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let ordered = [d, c, b, a, f, e, h, g].into_iter().chain(rest);
    let hex: String = ordered.map(|byte| format!("{byte:02x}")).collect();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32];
    Some(groups.map(|group| hex.get(group).unwrap_or_default().to_owned()).join("-"))
}

/// The spelling `S-1-5-21-…` of a security identifier's bytes.
pub(super) fn sid(bytes: &[u8]) -> Option<String> {
    let (&[1, count, ref authority @ ..], rest) = bytes.split_at_checked(8)? else { return None };
    let authority = authority.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    if rest.len() != usize::from(count) * 4 {
        return None;
    }
    let parts = rest.chunks_exact(4).filter_map(|part| Some(u32::from_le_bytes(part.try_into().ok()?)));
    Some(parts.fold(format!("S-1-{authority}"), |sid, part| format!("{sid}-{part}")))
}

/// The instant of so many tenths of a microsecond since 1601; 0 is never.
pub(super) fn of_filetime(text: &str) -> Option<Option<Instant>> {
    /// Microseconds from 1601 to 1970.
    const EPOCH: i64 = 11_644_473_600_000_000;
    match text.trim().parse::<i64>().ok()? {
        0 => Some(None),
        ticks if ticks > 0 && ticks < i64::MAX => Some(Some(Instant::from_micros(ticks / 10 - EPOCH))),
        _ => None,
    }
}

/// The instant of a generalized time in UTC, as `20240531140705Z` or `20240531140705.5Z`.
pub(super) fn of_generalized_time(text: &str) -> Option<Instant> {
    let text = text.trim().strip_suffix('Z')?;
    let part = |range: std::ops::Range<usize>| text.get(range);
    let (date, time) = (part(0..8)?, part(8..14)?);
    let rest = text.get(14..)?;
    if !date.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let (hour, minute, second) = (part(8..10)?, part(10..12)?, part(12..14)?);
    Instant::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}{rest}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_rfc_4648_has_it() {
        for (text, bytes) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmFy", "foobar")]
        {
            assert_eq!(base64(text.as_bytes()).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for text in ["Zg", "Zg=", "Z", "Zm9v!", "====", "Zm9=v", "Zm 9"] {
            assert!(base64(text.as_bytes()).is_none_or(|bytes| bytes.len() < 4), "{text}");
        }
        assert_eq!(base64(b"Z==="), None);
    }

    #[test]
    fn guids_and_sids_are_spelled_as_windows_does() {
        let bytes = [0x78, 0x56, 0x34, 0x12, 0xbc, 0x9a, 0xf0, 0xde, 1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(guid(&bytes).as_deref(), Some("12345678-9abc-def0-0102-030405060708"));
        assert_eq!(guid(&bytes[1..]), None);
        let bytes = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0];
        assert_eq!(sid(&bytes).as_deref(), Some("S-1-5-32-544"));
        assert_eq!(sid(&bytes[..15]), None);
    }

    #[test]
    fn times_of_directories_are_read() {
        assert_eq!(of_filetime("0"), Some(None));
        assert_eq!(of_filetime("116444736000000000"), Some(Some(Instant::from_micros(0))));
        assert_eq!(of_filetime("9223372036854775807"), None);
        let at = |text| of_generalized_time(text).map(Instant::millis);
        assert_eq!(at("20240531140705Z").as_deref(), Some("2024-05-31T14:07:05.000Z"));
        assert_eq!(at("20240531140705.5Z").as_deref(), Some("2024-05-31T14:07:05.500Z"));
        for text in ["", "Z", "20240531Z", "20240531140705", "2024053114070éZ", "20241331140705Z"] {
            assert_eq!(of_generalized_time(text), None, "{text}");
        }
    }
}
