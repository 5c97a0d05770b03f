//! What a screen hands over to another app of the device: a number to call, a place to be found on a map.

use std::process::{Command, Stdio};

use serde_json::json;
use tauri::{AppHandle, Url};

use super::{Refusal, System};

/// What opens an address on a desktop.
const OPENER: Option<&str> = if cfg!(target_os = "linux") {
    Some("xdg-open")
} else if cfg!(target_os = "macos") {
    Some("open")
} else if cfg!(target_os = "windows") {
    Some("explorer")
} else {
    None
};

/// Something another app is to open. Read out of an address and never passed on as it came.
#[derive(Debug, PartialEq)]
enum Handed {
    /// Digits and a leading plus: neither pauses nor codes that change the phone's settings.
    Number(String),
    /// Latitude and longitude in degrees, separated by a comma.
    Place(String),
}

/// Opens the system's dialler with the number of a `tel:` address, its map app with the place of a `geo:` address; of any
/// other address nothing happens. The window asks this on its own thread, so the system is asked on another.
pub fn hand_over(app: &AppHandle, url: &Url) {
    let Some(handed) = handed(url) else { return };
    let system = super::system(app);
    tauri::async_runtime::spawn_blocking(move || {
        let done = match system {
            Some(system) => ask(&*system, &handed),
            None => open(OPENER, &handed),
        };
        if let Err(refusal) = done {
            tracing::warn!(%refusal, "no other app took it");
        }
    });
}

fn ask(system: &dyn System, handed: &Handed) -> Result<(), Refusal> {
    match handed {
        Handed::Number(number) => system.ask("dial", json!({ "number": number })),
        Handed::Place(place) => system.ask("showPlace", json!({ "place": place })),
    }
    .map(drop)
}

/// A desktop has no dialler; a place goes to whatever it opens such addresses with.
fn open(opener: Option<&str>, handed: &Handed) -> Result<(), Refusal> {
    let (Some(opener), Handed::Place(place)) = (opener, handed) else { return Ok(()) };
    let mut command = Command::new(opener);
    command.arg(format!("geo:{place}?q={place}"));
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match ended {
        // What explorer ends with says nothing.
        Ok(status) if status.success() || cfg!(target_os = "windows") => Ok(()),
        Ok(status) => Err(Refusal::Failed(format!("{opener}: {status}"))),
        Err(error) => Err(Refusal::Failed(format!("{opener}: {error}"))),
    }
}

fn handed(url: &Url) -> Option<Handed> {
    match url.scheme() {
        "tel" => {
            let digits = url.path().strip_prefix('+').unwrap_or(url.path());
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| Handed::Number(url.path().to_owned()))
        }
        "geo" => {
            let (lat, lon) = url.path().split_once(',')?;
            let (lat, lon) = (degrees(lat, 90.0)?, degrees(lon, 180.0)?);
            Some(Handed::Place(format!("{lat:.6},{lon:.6}")))
        }
        _ => None,
    }
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    text.parse().ok().filter(|degrees: &f64| degrees.abs() <= most)
}

#[cfg(test)]
mod tests {
    use super::super::recorded::Recorded;
    use super::*;

    fn handed(text: &str) -> Option<Handed> {
        super::handed(&text.parse().expect("an address"))
    }

    #[test]
    fn only_plain_numbers_are_dialled() {
        let number = |text: &str| Some(Handed::Number(text.into()));
        assert_eq!(handed("tel:112"), number("112"));
        assert_eq!(handed("tel:+48221234567"), number("+48221234567"));
        for other in ["tel:", "tel:+", "tel:*%2306%23", "tel:112,1", "sms:112", "https://example.org/112"] {
            assert_eq!(handed(other), None, "{other}");
        }
    }

    #[test]
    fn only_a_place_goes_to_the_map_app() {
        let place = |text: &str| Some(Handed::Place(text.into()));
        assert_eq!(handed("geo:51.950000,19.420000?q=51.950000,19.420000"), place("51.950000,19.420000"));
        assert_eq!(handed("geo:-1,-179.5?q=somebody's%20camp"), place("-1.000000,-179.500000"));
        for other in
            ["geo:", "geo:51.95", "geo:91,19", "geo:51,181", "geo:NaN,1", "geo:inf,1", "geo:0,0,0", "geo:a,b"]
        {
            assert_eq!(handed(other), None, "{other}");
        }
    }

    #[test]
    fn the_system_is_asked_for_the_app_that_fits() {
        let system = Recorded::answering(Ok(json!({})));
        for address in ["tel:112", "geo:51.95,19.42"] {
            ask(&*system, &handed(address).expect("something")).expect("opened");
        }
        let asked =
            [("dial", json!({ "number": "112" })), ("showPlace", json!({ "place": "51.950000,19.420000" }))];
        assert_eq!(system.asked(), asked);
        let nobody = Recorded::answering(Err(Refusal::Failed("no map app".into())));
        assert!(ask(&*nobody, &Handed::Place("0,0".into())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_desktop_opens_a_place_with_its_opener_and_calls_nobody() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().expect("folder");
        let (opener, opened) = (folder.path().join("opener"), folder.path().join("opened"));
        let script = format!("#!/bin/sh\nprintf %s \"$*\" >> '{}'\n", opened.display());
        std::fs::write(&opener, script).expect("written");
        std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o700)).expect("allowed");

        for address in ["tel:112", "geo:51.95,19.42"] {
            open(opener.to_str(), &handed(address).expect("something")).expect("opened");
        }
        let told = std::fs::read_to_string(&opened).expect("the opener ran");
        assert_eq!(told, "geo:51.950000,19.420000?q=51.950000,19.420000");
        let missing = folder.path().join("missing");
        assert!(open(missing.to_str(), &Handed::Place("0,0".into())).is_err());
        open(None, &Handed::Place("0,0".into())).expect("nothing to open it with");
    }
}
