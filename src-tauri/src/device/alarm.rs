//! The system's alarm clock.

use std::sync::Arc;

use latarnia_core::clock::Millis;
use latarnia_field::alarm::{Alarm, Hindrance};
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
    fn set(&self, at: Millis, language: Language) -> Result<Vec<Hindrance>, CallError> {
        let answer = self.0.ask("setAlarm", json!({ "at": at, "language": language })).map_err(failed)?;
        Ok(hindrances(&answer))
    }

    fn hindrances(&self) -> Result<Vec<Hindrance>, CallError> {
        Ok(hindrances(&self.0.ask("lookAtAlarm", json!({})).map_err(failed)?))
    }

    fn cancel(&self) -> Result<(), CallError> {
        self.0.ask("cancelAlarm", json!({})).map(drop).map_err(failed)
    }

    fn can_mend(&self, hindrance: Hindrance) -> bool {
        setting(hindrance).is_some()
    }

    fn mend(&self, hindrance: Hindrance) -> Result<(), CallError> {
        let Some(setting) = setting(hindrance) else {
            return Err(failed(Refusal::Failed("no setting lifts that".into())));
        };
        self.0.ask("openAlarmSetting", json!({ "setting": setting })).map(drop).map_err(failed)
    }
}

/// What the system did not promise. An answer that says nothing promises nothing.
fn hindrances(answer: &Value) -> Vec<Hindrance> {
    [("shown", Hindrance::NotShown), ("exact", Hindrance::NotExact)]
        .into_iter()
        .filter(|(promise, _)| answer.get(promise) != Some(&Value::Bool(true)))
        .map(|(_, hindrance)| hindrance)
        .collect()
}

/// The setting that makes the promise possible.
fn setting(hindrance: Hindrance) -> Option<&'static str> {
    match hindrance {
        Hindrance::NotShown => Some("shown"),
        Hindrance::NotExact => Some("exact"),
        Hindrance::NoClock | Hindrance::NotSet => None,
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
        let hindered = alarm.set(Millis(1_800_000_000_000), Language::Uk).expect("set");
        assert_eq!(hindered, [Hindrance::NotShown]);
        alarm.cancel().expect("cancelled");
        let set = json!({ "at": 1_800_000_000_000_i64, "language": "uk" });
        assert_eq!(system.asked(), [("setAlarm", set), ("cancelAlarm", json!({}))]);
    }

    #[test]
    fn whatever_the_system_does_not_promise_is_a_hindrance() {
        for (answer, expected) in [
            (json!({ "exact": true, "shown": true }), vec![]),
            (json!({ "exact": false, "shown": true }), vec![Hindrance::NotExact]),
            (json!({ "exact": true }), vec![Hindrance::NotShown]),
            (json!(null), vec![Hindrance::NotShown, Hindrance::NotExact]),
        ] {
            let alarm = SystemAlarm::of(Recorded::answering(Ok(answer.clone())));
            assert_eq!(alarm.hindrances().expect("answered"), expected, "{answer}");
        }
    }

    #[test]
    fn the_setting_is_opened_that_lifts_the_hindrance() {
        let system = Recorded::answering(Ok(json!({})));
        let alarm = SystemAlarm::of(system.clone());
        for hindrance in [Hindrance::NotShown, Hindrance::NotExact] {
            assert!(alarm.can_mend(hindrance));
            alarm.mend(hindrance).expect("opened");
        }
        assert!(!alarm.can_mend(Hindrance::NotSet));
        assert_eq!(alarm.mend(Hindrance::NotSet).expect_err("nothing to open").code, Code::Internal);
        let opened = |setting: &str| ("openAlarmSetting", json!({ "setting": setting }));
        assert_eq!(system.asked(), [opened("shown"), opened("exact")]);
    }
}
