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
        self.0.run_mobile_plugin(wish, about).map_err(|error| match error {
            PluginInvokeError::InvokeRejected(said) if is_about_the_key(said.code.as_deref()) => {
                Refusal::OtherKey
            }
            other => Refusal::Failed(other.to_string()),
        })
    }
}

fn is_about_the_key(code: Option<&str>) -> bool {
    matches!(code, Some("no_key" | "other_key"))
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
