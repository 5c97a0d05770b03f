//! Numbers a screen offers to call.

use serde_json::json;
use tauri::{AppHandle, Url};

/// Opens the system's dialler with the number of a `tel:` address; of any other address nothing happens, and on a
/// machine that cannot call neither. The window asks this on its own thread, so the system is asked on another.
pub fn dial(app: &AppHandle, url: &Url) {
    let (Some(number), Some(system)) = (number(url), super::system(app)) else { return };
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(refusal) = system.ask("dial", json!({ "number": number })) {
            tracing::warn!(%refusal, "the dialler did not open");
        }
    });
}

/// Digits and a leading plus: neither pauses nor codes that change the phone's settings.
fn number(url: &Url) -> Option<String> {
    let digits = url.path().strip_prefix('+').unwrap_or(url.path());
    let is_number =
        url.scheme() == "tel" && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_dialled() {
        let number = |text: &str| number(&text.parse().expect("an address"));
        assert_eq!(number("tel:112").as_deref(), Some("112"));
        assert_eq!(number("tel:+48221234567").as_deref(), Some("+48221234567"));
        for other in ["tel:", "tel:+", "tel:*%2306%23", "tel:112,1", "sms:112", "https://example.org/112"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
