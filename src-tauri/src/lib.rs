//! The phone app's window: the screens of `ui/src/phone` in the system's webview, with the phone's brain
//! ([`latarnia_field`]) behind them.
//!
//! * [`call`]: the one command; it hands name and input to `latarnia_field::commands`
//! * [`phone`]: the phone this window shows, and where its files lie
//! * [`events`]: what changed behind the screens, told to the page
//! * [`device`]: what only the phone's system can do: keystore, reader of fingers, alarm clock, certificates,
//!   the dialler and the map app
//! * [`map`]: the basemap, read by the page in byte ranges
//! * [`window`]: the window itself, and where it may go
//!
//! It deliberately decides nothing: no rule of the domain, no text for people, no access to files, network
//! or shell from the page. Everything here compiles for Android as well as for a desktop.

mod call;
mod device;
mod events;
mod map;
mod phone;
mod range;
mod window;

use tauri::Manager as _;

use crate::phone::Phone;

/// Runs the app until its window is closed.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
#[cfg_attr(all(not(mobile), feature = "mobile-entry"), tauri_macros::mobile_entry_point)]
pub fn run() {
    log_to_stderr();
    if let Err(error) = start() {
        tracing::error!(%error, "the app could not start");
        std::process::exit(1);
    }
}

fn start() -> tauri::Result<()> {
    let app = device::connect(tauri::Builder::default())
        .invoke_handler(tauri::generate_handler![call::call])
        .register_asynchronous_uri_scheme_protocol(map::SCHEME, map::respond)
        .setup(|app| Ok(window::open(app)?))
        .build(tauri::generate_context!())?;
    // Before the event loop, so that neither a command nor the map can come too early.
    let phone = Phone::of(app.handle())?;
    if let Some(events) = phone.events() {
        events::tell(app.handle().clone(), events);
    }
    app.manage(phone);
    app.run(|_, _| {});
    Ok(())
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing::Level::WARN.into())
        .from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
