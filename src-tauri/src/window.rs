//! The window: as `tauri.conf.json` describes it, with its own files in the app's folder.

use tauri::webview::{PermissionKind, PermissionResponse, WebviewWindowBuilder};
use tauri::{App, Url};

use crate::{device, phone};

/// Opens the windows of the configuration.
pub fn open(app: &App) -> tauri::Result<()> {
    let webview = phone::folder(app.handle())?.join("webview");
    for config in &app.config().app.windows {
        let handle = app.handle().clone();
        WebviewWindowBuilder::from_config(app.handle(), config)?
            .data_directory(webview.clone())
            .on_navigation(move |url| {
                device::hand_over(&handle, url);
                is_own_page(url)
            })
            .on_permission_request(|_, kind| permission(kind))
            .build()?;
    }
    Ok(())
}

/// The content policy does not stop a page from being led elsewhere as a whole; this does.
fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// The screens ask where they are, for the camera to read a code and for the microphone when a note by voice is
/// begun; the system may still ask the person.
fn permission(kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Geolocation | PermissionKind::Camera | PermissionKind::Microphone => {
            PermissionResponse::Allow
        }
        _ => PermissionResponse::Deny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_with_its_own_page() {
        let goes = |url: &str| is_own_page(&url.parse().expect("an address"));
        for own in ["tauri://localhost", "tauri://localhost/index.html#/map", "http://tauri.localhost/"] {
            assert!(goes(own), "{own}");
        }
        for other in [
            "https://latarnia.example/",
            "http://tauri.localhost.example/",
            "tauri://elsewhere/",
            "latarnia://localhost/basemap.pmtiles",
            "file:///etc/hostname",
            "data:text/html,hello",
            "about:blank",
        ] {
            assert!(!goes(other), "{other}");
        }
    }

    #[test]
    fn a_page_learns_where_it_is_sees_codes_and_hears_notes_and_nothing_else() {
        for wanted in [PermissionKind::Geolocation, PermissionKind::Camera, PermissionKind::Microphone] {
            assert!(matches!(permission(wanted), PermissionResponse::Allow));
        }
        for other in [PermissionKind::DisplayCapture, PermissionKind::ClipboardRead] {
            assert!(matches!(permission(other), PermissionResponse::Deny));
        }
    }
}
