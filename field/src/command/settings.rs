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
    /// From this air temperature in °C downwards it is frost.
    pub frost_at: i64,
    /// Minutes without a touch after which the phone locks itself.
    pub lock_after_min: u32,
    /// Seconds after which it locks itself when another app is in front; 0 locks at once.
    pub lock_hidden_after_s: u32,
    /// How large text is, in percent of what the phone's own setting makes it.
    pub text_percent: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            photos_on_wifi_only: true,
            frost_at: 0,
            lock_after_min: 5,
            lock_hidden_after_s: 60,
            text_percent: 100,
        }
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
