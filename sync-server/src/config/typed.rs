//! What people type on the command line: taken as meant, or refused in words before anything is opened.

use std::time::Duration;

use axum::http::Uri;
use tracing_subscriber::EnvFilter;

/// The longest name of a person or an area, as the record's field has it.
const LONGEST: usize = 120;

/// What is typed at sign-in: lower case, without the signs that look like others.
pub fn sign_in_name(text: &str) -> Result<String, String> {
    let name = text.trim().to_lowercase();
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    if (2..=40).contains(&name.chars().count()) && name.chars().all(fits) {
        Ok(name)
    } else {
        Err("a sign-in name has 2 to 40 letters, digits, dots, dashes or underscores".to_owned())
    }
}

/// The name of a person, an area or a centre: one line.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(format!("a name is one line of 1 to {LONGEST} characters"));
    }
    Ok(name.to_owned())
}

/// The address by which phones reach the server, without a slash at its end. Phones send nothing in
/// plain text to another machine, so neither is that offered to them.
pub fn public_address(text: &str) -> Result<String, String> {
    let wrong = || "an address is like https://latarnia.example; plain http only to this machine".to_owned();
    let address = text.trim().trim_end_matches('/');
    let uri: Uri = address.parse().map_err(|_unreadable| wrong())?;
    let host = uri.host().ok_or_else(wrong)?;
    let is_safe = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    };
    if !is_safe || host.is_empty() || address.contains(['@', '?', '#']) {
        return Err(wrong());
    }
    Ok(address.to_owned())
}

/// A time of at least a second: a whole number and `s`, `m`, `h` or `d`.
pub fn period(text: &str) -> Result<Duration, String> {
    let wrong = || "a time is like 90m, 24h or 7d, and at most 366d".to_owned();
    let text = text.trim();
    let unit = text.chars().last().and_then(|unit| match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(60 * 60),
        'd' => Some(24 * 60 * 60),
        _ => None,
    });
    let count: Option<u64> = text.get(..text.len().saturating_sub(1)).and_then(|count| count.parse().ok());
    let seconds = unit.zip(count).and_then(|(unit, count)| count.checked_mul(unit));
    let seconds = seconds.filter(|seconds| (1..=366 * 24 * 60 * 60).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

/// What to log, as the log reads it.
pub fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map(|_readable| text.to_owned()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_phones_would_take() {
        for good in [
            "https://latarnia.example",
            "https://latarnia.example:8443/sync/",
            "http://127.0.0.1:8787",
            "http://[::1]:8787",
            " https://x ",
        ] {
            assert!(public_address(good).is_ok_and(|taken| !taken.ends_with('/')), "{good}");
        }
        for bad in [
            "",
            "latarnia.example",
            "ftp://latarnia.example",
            "http://latarnia.example",
            "https://",
            "https:///sync",
            "https://anna:secret@latarnia.example",
            "https://latarnia.example/?a=1",
            "https://latarnia.example/#a",
            "https://latar nia.example",
            "javascript:alert(1)",
            "http://127.0.0.1.latarnia.example",
        ] {
            assert!(public_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_is_a_number_and_its_unit() {
        let hours = |hours: u64| Ok(Duration::from_secs(hours * 60 * 60));
        assert_eq!((period("24h"), period(" 7d "), period("120m")), (hours(24), hours(168), hours(2)));
        for bad in ["", "h", "0s", "24", "-1h", "1.5h", "24 h", "1w", "367d", "99999999999999999999d", "24ż"]
        {
            assert!(period(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_one_line_and_sign_in_names_plain() {
        assert_eq!(name("  Ola Próbna "), Ok("Ola Próbna".to_owned()));
        for bad in ["", "  ", "a\nb", "a\u{1b}[2J", "a\0", &"x".repeat(121)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
        assert_eq!(sign_in_name(" Ola.P "), Ok("ola.p".to_owned()));
        for bad in ["", "o", "o la", "ola@", "o\u{202e}la", "'; drop table account; --", &"x".repeat(41)] {
            assert!(sign_in_name(bad).is_err(), "{bad:?}");
        }
    }
}
