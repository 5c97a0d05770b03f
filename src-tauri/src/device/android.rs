//! The way over to `DevicePlugin.kt`. Thin, because only a build for Android sees it.

use std::sync::Arc;

use serde_json::Value;
use tauri::plugin::mobile::PluginInvokeError;
use tauri::plugin::{PluginHandle, TauriPlugin};
use tauri::{AppHandle, Manager as _, Wry};

use super::{Refusal, System};

struct Android(PluginHandle<Wry>);

impl System for Android {
    fn ask(&self, wish: &'static str, about: Value) -> Result<Value, Refusal> {
        self.0.run_mobile_plugin(wish, about).map_err(|error: PluginInvokeError| {
            let named = match &error {
                PluginInvokeError::InvokeRejected(said) => known(said.code.as_deref()),
                _ => None,
            };
            named.unwrap_or_else(|| Refusal::Failed(error.to_string()))
        })
    }
}

/// The refusals that somebody is told of; `DevicePlugin.kt` and `FingerPrompt.kt` name them.
fn known(code: Option<&str>) -> Option<Refusal> {
    Some(match code? {
        "no_key" | "other_key" => Refusal::OtherKey,
        "cancelled" => Refusal::Cancelled,
        "exhausted" => Refusal::Exhausted,
        "changed" => Refusal::Changed,
        _ => return None,
    })
}

/// Loads the Kotlin class and keeps its handle.
pub fn plugin() -> TauriPlugin<Wry> {
    tauri::plugin::Builder::new("device")
        .setup(|app, api| {
            let android: Arc<dyn System> =
                Arc::new(Android(api.register_android_plugin("pl.latarnia.app", "DevicePlugin")?));
            app.manage(android);
            Ok(())
        })
        .build()
}

/// The phone, once the plugin is there.
pub fn system(app: &AppHandle) -> Option<Arc<dyn System>> {
    app.try_state::<Arc<dyn System>>().map(|system| system.inner().clone())
}
