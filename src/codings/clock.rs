//! The one place where the codings read the clock and roll dice: the moment of an event, and its id.

use jiff::Timestamp;

use super::CodingsError;

/// Now, RFC 3339 in UTC to the microsecond: `2026-03-01T09:30:00.123456Z`.
#[must_use]
pub fn now() -> String {
    format!("{:.6}", Timestamp::now())
}

/// An id for a new event: 128 random bits of the system, as 32 hexadecimal digits.
///
/// # Errors
/// A system without a source of randomness.
pub fn new_id() -> Result<String, CodingsError> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| CodingsError::File(format!("no random bits from the system: {error}")))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// A time as it is kept, RFC 3339 in UTC, from one with any offset (`2026-03-01T12:30:00+03:00`); none where it is
/// no time.
#[must_use]
pub fn in_utc(text: &str) -> Option<String> {
    text.trim().parse::<Timestamp>().ok().map(|it| it.to_string())
}

/// Microseconds since 1970; none where the text is not RFC 3339 in UTC.
pub(super) fn microseconds(text: &str) -> Option<i64> {
    let utc = text.ends_with('Z') && text.is_ascii() && !text.contains('[');
    text.parse::<Timestamp>().ok().filter(|_| utc).map(Timestamp::as_microsecond)
}

/// A name for a file by the time: `20260301-093000-123456`.
pub(super) fn stamp() -> String {
    let digits: String = now().chars().filter(char::is_ascii_digit).collect();
    let (day, rest) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    let (time, fraction) = rest.split_at_checked(6).unwrap_or((rest, ""));
    format!("{day}-{time}-{fraction}")
}

/// Whether a text is an id: 32 hexadecimal digits in lower case.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_and_ids_differ() {
        let now = now();
        assert!(microseconds(&now).is_some_and(|it| it > 0), "{now}");
        assert_eq!(in_utc("2026-03-01T12:30:00+03:00").as_deref(), Some("2026-03-01T09:30:00Z"));
        for wrong in ["", "2026-03-01", "2026-03-01T12:30:00", "yesterday", "2026-02-30T00:00:00Z"]
        {
            assert_eq!(microseconds(wrong), None, "{wrong}");
        }
        assert_eq!(microseconds("1970-01-01T00:00:00.000001Z"), Some(1));
        assert_eq!(microseconds("2026-03-01T12:30:00+03:00"), None);
        let (a, b) = (new_id().unwrap(), new_id().unwrap());
        assert!(is_id(&a) && is_id(&b) && a != b, "{a} {b}");
        assert_eq!(stamp().len(), "20260301-093000-123456".len());
    }
}
