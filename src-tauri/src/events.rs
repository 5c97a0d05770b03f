//! What changed behind the screens, told to the page: it asks again for what it shows.

use latarnia_field::Event;
use serde_json::json;
use tauri::{AppHandle, Emitter as _};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The event's name in the page; its payload is `{"topic": …}`.
const NAME: &str = "latarnia";

/// Tells the page of every event for as long as the app runs.
pub fn tell(app: AppHandle, mut events: Receiver<Event>) {
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(topic) => {
                    if let Err(error) = app.emit(NAME, json!({ "topic": topic })) {
                        tracing::warn!(%error, "the page could not be told");
                    }
                }
                // The missed ones are followed by newer ones about the same things.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break,
            }
        }
    });
}
