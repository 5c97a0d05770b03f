//! Language, theme and the like: in the open beside the vault, so that the lock screen has them too.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

/// How this phone looks and speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Polish, English or Ukrainian.
    pub language: Language,
    /// Dark, bright or high contrast.
    pub theme: Theme,
    /// Pictures wait while sending costs money.
    pub photos_on_wifi_only: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { language: Language::default(), theme: Theme::default(), photos_on_wifi_only: true }
    }
}

/// The languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Polish.
    #[default]
    Pl,
    /// English.
    En,
    /// Ukrainian.
    Uk,
}

/// The themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// For the night.
    #[default]
    Dark,
    /// For the day.
    Bright,
    /// For eyes that need it.
    Contrast,
}

/// How this phone looks and speaks.
pub fn show(app: &FieldApp, _: Nothing) -> Result<Settings, CallError> {
    app.settings()
}

/// Changes it.
pub fn change(app: &FieldApp, input: Settings) -> Result<Settings, CallError> {
    app.change_settings(&input)?;
    app.keep_alarm();
    app.start_photos();
    Ok(input)
}
