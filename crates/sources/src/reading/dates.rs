//! Dates in the spellings that exports use. What can be read in two ways is not read.

use domain::{Instant, listings::DateOrder};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Why a text gives no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// It is none in any known spelling.
    Unknown,
    /// Day and month could be either.
    Ambiguous,
}

/// The instant in this text: RFC 3339, a date alone, or both with a blank between. Dates are `2024-05-31`, `2024/05/31`,
/// `31.05.2024`, `31 May 2024`, `May 31, 2024`, and `05/31/2024` or `05-31-2024` in the order given. A time without an
/// offset is in UTC, and a date is its first instant there.
pub(crate) fn read(text: &str, order: Option<DateOrder>) -> Result<Instant, NoDate> {
    if let Some(instant) = Instant::parse(text) {
        return Ok(instant);
    }
    let (date, time) = split(text);
    let (year, month, day) = date_of(date, order)?;
    let time = if time.is_empty() { "00:00:00".to_owned() } else { clock(time).ok_or(NoDate::Unknown)? };
    Instant::parse(&format!("{year}-{month:02}-{day:02}T{time}Z")).ok_or(NoDate::Unknown)
}

/// The date, and the time of day behind it: what begins with the word that holds the first colon.
fn split(text: &str) -> (&str, &str) {
    let colon = text.find(':').unwrap_or(text.len());
    let head = text.get(..colon).unwrap_or_default();
    let at = if colon == text.len() { None } else { head.rfind([' ', 'T']) };
    let (date, time) = at.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    (date.trim(), time.trim_start_matches(['T', ' ']).trim_end())
}

/// `14:07`, `14:07:05` or `2:07:05 PM`, in UTC, as RFC 3339 spells it.
fn clock(time: &str) -> Option<String> {
    let time = time.strip_suffix("UTC").or_else(|| time.strip_suffix('Z')).unwrap_or(time).trim_end();
    let (time, half) = match time.rsplit_once(' ') {
        Some((time, half)) => (time, Some(half.to_ascii_uppercase())),
        None => (time, None),
    };
    let mut parts = time.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?.parse::<u8>().ok()?, parts.next()?, parts.next().unwrap_or("00"));
    let hour = match half.as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    Some(format!("{hour:02}:{minute}:{second}"))
}

fn date_of(date: &str, order: Option<DateOrder>) -> Result<(u16, u8, u8), NoDate> {
    let parts: Vec<&str> = date.split(|c: char| "/-., ".contains(c)).filter(|part| !part.is_empty()).collect();
    let &[first, second, third] = parts.as_slice() else { return Err(NoDate::Unknown) };
    let year = |text: &str| if text.len() == 4 { text.parse::<u16>().ok() } else { None };
    let small = |text: &str| if text.len() <= 2 { text.parse::<u8>().ok() } else { None };
    match (month(first), month(second), small(first), small(second)) {
        (Some(month), _, _, Some(day)) | (_, Some(month), Some(day), _) => {
            Ok((year(third).ok_or(NoDate::Unknown)?, month, day))
        }
        (_, _, None, Some(month)) => {
            let year = year(first).ok_or(NoDate::Unknown)?;
            Ok((year, month, small(third).ok_or(NoDate::Unknown)?))
        }
        (_, _, Some(first), Some(second)) => {
            let (month, day) = if date.contains('.') { (second, first) } else { ordered(first, second, order)? };
            Ok((year(third).ok_or(NoDate::Unknown)?, month, day))
        }
        _ => Err(NoDate::Unknown),
    }
}

/// Month and day out of two numbers.
fn ordered(first: u8, second: u8, order: Option<DateOrder>) -> Result<(u8, u8), NoDate> {
    match order {
        Some(DateOrder::DayFirst) => Ok((second, first)),
        Some(DateOrder::MonthFirst) => Ok((first, second)),
        None if first == second || second > 12 => Ok((first, second)),
        None if first > 12 => Ok((second, first)),
        None => Err(NoDate::Ambiguous),
    }
}

/// The month of that English name, whole or by its first three letters.
fn month(text: &str) -> Option<u8> {
    let text = text.to_ascii_lowercase();
    let known = text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    (1..).zip(MONTHS).find(|(_, month)| known && text.starts_with(month)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, order: Option<DateOrder>) -> Result<String, NoDate> {
        read(text, order).map(|instant| instant.millis())
    }

    #[test]
    fn dates_are_read_in_the_spellings_of_exports() {
        for text in ["2024-05-31", "2024/05/31", "2024/5/31", "31.05.2024", "31.5.2024", "31 May 2024", "May 31, 2024"]
        {
            assert_eq!(at(text, None).as_deref(), Ok("2024-05-31T00:00:00.000Z"), "{text}");
        }
        for text in ["05/31/2024", "31/05/2024", "31-May-2024", "5-31-2024", "31 May, 2024", "September 9 2024"] {
            assert!(at(text, None).is_ok(), "{text}");
        }
        assert_eq!(at("07.08.2024", None).as_deref(), Ok("2024-08-07T00:00:00.000Z"));
    }

    #[test]
    fn times_without_an_offset_are_in_utc() {
        for text in ["2024/05/31 14:07:05", "5/31/2024 2:07:05 PM", "2024-05-31 14:07:05 UTC", "2024-05-31T14:07:05"] {
            assert_eq!(at(text, None).as_deref(), Ok("2024-05-31T14:07:05.000Z"), "{text}");
        }
        assert_eq!(at("5/31/2024 12:07 AM", None).as_deref(), Ok("2024-05-31T00:07:00.000Z"));
        assert_eq!(at("2024-05-31T14:07:05+0200", None).as_deref(), Ok("2024-05-31T12:07:05.000Z"));
    }

    #[test]
    fn what_can_be_read_two_ways_is_read_in_the_order_given_or_not() {
        assert_eq!(at("03/04/2024", None), Err(NoDate::Ambiguous));
        assert_eq!(at("03-04-2024", None), Err(NoDate::Ambiguous));
        assert_eq!(at("03/04/2024", Some(DateOrder::DayFirst)).as_deref(), Ok("2024-04-03T00:00:00.000Z"));
        assert_eq!(at("03/04/2024", Some(DateOrder::MonthFirst)).as_deref(), Ok("2024-03-04T00:00:00.000Z"));
        assert_eq!(at("03/03/2024", None).as_deref(), Ok("2024-03-03T00:00:00.000Z"));
        assert_eq!(at("31/05/2024", Some(DateOrder::MonthFirst)), Err(NoDate::Unknown));
    }

    #[test]
    fn other_text_is_no_date() {
        for text in ["", "never", "2024", "05/31/24", "0000-00-00", "2024-13-01", "1717164425", "5/31/2024 25:00:00"] {
            assert_eq!(at(text, None), Err(NoDate::Unknown), "{text}");
        }
        for text in ["31 Maya 2024 5", "2024-05-31 noon:1", ":", " : :", "31/05/2024 1:2:3:4", "5/31/2024 13:00 PM"] {
            assert!(at(text, None).is_err(), "{text}");
        }
    }
}
