//! Numbers as they were written.

use domain::ids;

/// A number by its digits (RFC 8259, section 6). Nothing is rounded, however long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a> {
    written: &'a str,
}

/// An exponent beyond which no body is long enough to make a small number again.
const FAR: i64 = 1_000_000_000_000;
/// Digits of [`ids::MAX`].
const DIGITS: i64 = 16;

impl<'a> Number<'a> {
    /// The number with this spelling, which must be one of JSON's.
    pub(super) const fn new(written: &'a str) -> Self {
        Self { written }
    }

    /// How it was written.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.written
    }

    /// The whole number that it is, from -(2^53 - 1) to 2^53 - 1: `1`, `1.0`, `1e0` and `10e-1` are 1. `None` when it has
    /// a fraction or is further from zero. One pass over the digits, whatever the exponent says.
    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        let (negative, unsigned) = self.written.strip_prefix('-').map_or((false, self.written), |rest| (true, rest));
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || before.bytes().chain(after.bytes());
        let length = before.len() + after.len();
        let leading = digits().take_while(|digit| *digit == b'0').count();
        if leading == length {
            return Some(0);
        }
        let trailing = digits().rev().take_while(|digit| *digit == b'0').count();
        let significant = length - leading - trailing;
        let zeros = power(exponent) + i64::try_from(trailing).ok()? - i64::try_from(after.len()).ok()?;
        let fits = zeros >= 0 && i64::try_from(significant).ok()?.checked_add(zeros)? <= DIGITS;
        if !fits {
            return None;
        }
        let kept = digits().skip(leading).take(significant).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        let size = (0..zeros).fold(kept, |sum, _| sum * 10);
        (size <= ids::MAX).then_some(if negative { -size } else { size })
    }

    /// The id that it is: a whole number from 1 to 2^53 - 1.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        self.whole().filter(|number| *number >= 1)
    }
}

/// What an exponent says, or [`FAR`] in its direction where it says more.
fn power(exponent: &str) -> i64 {
    let (negative, digits) = match exponent.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, exponent.strip_prefix('+').unwrap_or(exponent)),
    };
    let digits = digits.trim_start_matches('0');
    let size = match digits.len() {
        0 => 0,
        1..=12 => digits.parse().unwrap_or(FAR),
        _ => FAR,
    };
    if negative { -size } else { size }
}
