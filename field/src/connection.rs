//! Does sending cost money here? The seam to whoever knows: the page, where the webview tells what kind of
//! network it is on; the environment, on a desktop and in tests.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Answers in place of the page, for desktops and tests: `metered`, `unmetered` or `unknown`.
const ENVIRONMENT: &str = "LATARNIA_CONNECTION";

/// What a connection costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Connection {
    /// Nothing by the byte: Wi-Fi, a cable.
    Unmetered,
    /// By the byte: a mobile network.
    Metered,
    /// Nobody can tell. It is then taken as free: what waited for a word that never comes would wait for ever.
    #[default]
    Unknown,
}

/// What was told of the connection last.
#[derive(Debug, Default)]
pub struct Connections {
    fixed: Option<Connection>,
    told: Mutex<Connection>,
}

impl Connections {
    /// As the environment says; without it, as the page tells.
    pub fn from_environment() -> Self {
        let fixed = std::env::var(ENVIRONMENT).ok().and_then(|text| text.parse().ok());
        Self { fixed, told: Mutex::default() }
    }

    /// Always the same, whatever the page tells.
    pub const fn always(connection: Connection) -> Self {
        Self { fixed: Some(connection), told: Mutex::new(Connection::Unknown) }
    }

    /// What it is now.
    pub fn now(&self) -> Connection {
        self.fixed.unwrap_or(*self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The page tells of another connection.
    pub fn tell(&self, connection: Connection) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = connection;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_unless_somebody_knows_better() {
        let by_page = Connections::default();
        assert_eq!(by_page.now(), Connection::Unknown);
        by_page.tell(Connection::Metered);
        assert_eq!(by_page.now(), Connection::Metered);
        let fixed = Connections::always(Connection::Unmetered);
        fixed.tell(Connection::Metered);
        assert_eq!(fixed.now(), Connection::Unmetered);
    }
}
