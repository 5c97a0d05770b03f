//! The one command of the page: everything a screen asks for goes through it by name.

use latarnia_field::{CallError, Code, commands};
use serde_json::Value;
use tauri::State;

use crate::phone::Phone;

/// Runs a command of `latarnia_field` off the window's thread: a slow disk must not freeze the screen.
#[tauri::command]
pub async fn call(phone: State<'_, Phone>, name: String, input: Value) -> Result<Value, CallError> {
    let app = phone.get()?.clone();
    tauri::async_runtime::spawn_blocking(move || commands::call(&app, &name, input))
        .await
        .unwrap_or_else(|_| Err(CallError::new(Code::Internal, "the command broke off")))
}
