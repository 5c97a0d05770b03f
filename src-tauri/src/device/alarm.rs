//! The system's alarm clock.

use std::sync::Arc;

use latarnia_core::clock::Millis;
use latarnia_field::alarm::Alarm;
use latarnia_field::command::settings::Language;
use latarnia_field::{CallError, Code};
use serde_json::{Value, json};

use super::{Refusal, System};

/// Rings with the app closed, and again after a restart of the phone.
pub struct SystemAlarm(Arc<dyn System>);

impl SystemAlarm {
    pub fn of(system: Arc<dyn System>) -> Self {
        Self(system)
    }
}

impl Alarm for SystemAlarm {
    fn set(&self, at: Millis, language: Language) -> Result<(), CallError> {
        let answer = self.0.ask("setAlarm", json!({ "at": at, "language": language })).map_err(failed)?;
        for (what, told) in [("exact", "it may ring late"), ("shown", "notices of the app are switched off")]
        {
            if answer.get(what) != Some(&Value::Bool(true)) {
                tracing::warn!("the alarm is set, but {told}");
            }
        }
        Ok(())
    }

    fn cancel(&self) -> Result<(), CallError> {
        self.0.ask("cancelAlarm", json!({})).map(drop).map_err(failed)
    }
}

fn failed(refusal: Refusal) -> CallError {
    CallError::new(Code::Internal, format!("the alarm: {refusal}"))
}

#[cfg(test)]
mod tests {
    use super::super::recorded::Recorded;
    use super::*;

    #[test]
    fn the_alarm_is_told_when_and_in_which_language_and_nothing_else() {
        let system = Recorded::answering(Ok(json!({ "exact": true, "shown": false })));
        let alarm = SystemAlarm::of(system.clone());
        alarm.set(Millis(1_800_000_000_000), Language::Uk).expect("set");
        alarm.cancel().expect("cancelled");
        let set = json!({ "at": 1_800_000_000_000_i64, "language": "uk" });
        assert_eq!(system.asked(), [("setAlarm", set), ("cancelAlarm", json!({}))]);
    }
}
