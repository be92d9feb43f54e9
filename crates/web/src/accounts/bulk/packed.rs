//! Accounts with the versions that were shown, in few letters: a form carries ten thousand of them.

use domain::ids::AccountId;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The accounts, in the order of their ids: how far each is from the one before, and its version where it has one.
pub(super) fn written(accounts: impl Iterator<Item = (AccountId, i64)>) -> String {
    let (mut text, mut last) = (String::new(), 0);
    for (account, version) in accounts {
        if last > 0 {
            text.push('-');
        }
        text.push_str(&spelled(account.get() - last));
        if version > 0 {
            text.push('.');
            text.push_str(&spelled(version));
        }
        last = account.get();
    }
    text
}

/// The same, read; from what is no such text on, nothing.
pub(super) fn read(text: &str) -> Vec<(AccountId, i64)> {
    let mut last = 0_i64;
    let one = |part: &str| {
        let (far, version) = part.split_once('.').unwrap_or((part, "0"));
        last = last.checked_add(number(far).filter(|far| *far > 0)?)?;
        Some((AccountId::new(last), number(version)?))
    };
    text.split('-').map_while(one).collect()
}

fn spelled(mut number: i64) -> String {
    let mut letters = Vec::new();
    loop {
        let digit = usize::try_from(number % 36).unwrap_or_default();
        letters.extend(DIGITS.get(digit).copied().map(char::from));
        number /= 36;
        if number <= 0 {
            return letters.into_iter().rev().collect();
        }
    }
}

fn number(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    i64::from_str_radix(text, 36).ok().filter(|number| plain && *number >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_come_back_as_they_were_written() {
        let accounts: Vec<(AccountId, i64)> = [(1, 0), (2, 7), (40, 0), (9_007_199_254_740_991, 1234)]
            .map(|(id, version)| (AccountId::new(id), version))
            .into();
        let text = written(accounts.iter().copied());
        assert!(text.starts_with("1-1.7-12-"), "{text}");
        assert_eq!(read(&text), accounts);
        assert_eq!(read("1-1-x.-1").len(), 2);
        for wrong in ["", "-", "0", "1.-1", "+1", "zzzzzzzzzzzzzzzzzzzz"] {
            assert!(read(wrong).is_empty(), "{wrong}");
        }
    }
}
