//! What only the phone's own system can do: keep a key in hardware, ask for a finger, ring with the app closed, say whom
//! it trusts, hand over to the dialler and the map app.
//!
//! On Android `DevicePlugin.kt` does it; [`android`] hands every wish over and is the only file that compiles for
//! Android alone. Everything else is the same on a desktop, where nobody answers and the stand-ins of
//! `latarnia_field` take over.

mod alarm;
#[cfg(target_os = "android")]
mod android;
mod biometric;
mod hand_over;
mod keystore;
mod roots;

use std::path::Path;
use std::sync::Arc;

use latarnia_field::{Parts, trust};
use serde_json::Value;
use tauri::{AppHandle, Builder, Wry};

pub use hand_over::hand_over;

/// A system that can be asked. The answer may take as long as hardware does: never ask on the window's thread.
pub trait System: Send + Sync {
    /// Does what `wish` names with what `about` says, and answers.
    fn ask(&self, wish: &'static str, about: Value) -> Result<Value, Refusal>;
}

/// Why a wish was not granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The key is gone, or is not the one that wrapped this.
    #[cfg_attr(not(any(target_os = "android", test)), expect(dead_code, reason = "only a phone answers"))]
    #[error("the key is not the keystore's")]
    OtherKey,
    /// Nobody touched the reader.
    #[cfg_attr(not(any(target_os = "android", test)), expect(dead_code, reason = "only a phone answers"))]
    #[error("nobody touched the reader")]
    Cancelled,
    /// Too many strange fingers or faces.
    #[cfg_attr(not(any(target_os = "android", test)), expect(dead_code, reason = "only a phone answers"))]
    #[error("too many strange fingers")]
    Exhausted,
    /// The system threw the key away, for others are enrolled now.
    #[cfg_attr(not(any(target_os = "android", test)), expect(dead_code, reason = "only a phone answers"))]
    #[error("the fingers or faces changed")]
    Changed,
    /// Anything else, for support.
    #[error("{0}")]
    Failed(String),
}

/// Makes the system ready to be asked.
#[cfg(target_os = "android")]
pub fn connect(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(android::plugin())
}

/// There is nobody to ask.
#[cfg(not(target_os = "android"))]
pub fn connect(builder: Builder<Wry>) -> Builder<Wry> {
    builder
}

#[cfg(target_os = "android")]
fn system(app: &AppHandle) -> Option<Arc<dyn System>> {
    android::system(app)
}

#[cfg(not(target_os = "android"))]
fn system(_: &AppHandle) -> Option<Arc<dyn System>> {
    None
}

/// What a phone in `folder` is made of on this device.
pub fn parts(app: &AppHandle, folder: &Path) -> Parts {
    match system(app) {
        Some(system) => of_system(&system, folder),
        // A desktop offers nothing better than a key file, and cannot ring when it is closed.
        None => Parts::on_disk(folder),
    }
}

fn of_system(system: &Arc<dyn System>, folder: &Path) -> Parts {
    let asked = Arc::clone(system);
    trust::hand_in(move || roots::of(&*asked));
    Parts {
        keystore: Arc::new(keystore::HardwareKeystore::of(Arc::clone(system))),
        biometrics: Arc::new(biometric::HardwareBiometrics::of(Arc::clone(system))),
        alarm: Arc::new(alarm::SystemAlarm::of(Arc::clone(system))),
        ..Parts::on_disk(folder)
    }
}

#[cfg(test)]
mod recorded {
    //! A system for tests: it notes what it was asked and answers what it was told to.

    use std::sync::Mutex;

    use super::{Refusal, System};
    use serde_json::Value;

    pub struct Recorded {
        answer: Result<Value, Refusal>,
        asked: Mutex<Vec<(&'static str, Value)>>,
    }

    impl Recorded {
        pub fn answering(answer: Result<Value, Refusal>) -> std::sync::Arc<Self> {
            std::sync::Arc::new(Self { answer, asked: Mutex::default() })
        }

        pub fn asked(&self) -> Vec<(&'static str, Value)> {
            self.asked.lock().expect("no test panicked with it").clone()
        }
    }

    impl System for Recorded {
        fn ask(&self, wish: &'static str, about: Value) -> Result<Value, Refusal> {
            self.asked.lock().expect("no test panicked with it").push((wish, about));
            self.answer.clone()
        }
    }
}
