//! Whether the alarm of the time to be back will be heard.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::alarm::Hindrance;
use crate::error::CallError;

/// What keeps the alarm of the open outing from being heard in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AlarmState {
    /// The worst first; empty if it will ring, or if nothing is to ring.
    pub hindered: Vec<Hindered>,
}

/// One hindrance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Hindered {
    /// Which.
    pub by: Hindrance,
    /// A setting of the system lifts it, and `alarm.mend` opens that.
    pub can_mend: bool,
}

/// Which hindrance.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct MendAlarm {
    /// As `alarm.show` named it.
    pub by: Hindrance,
}

/// What keeps the alarm of the open outing from being heard in time, asked of the system anew.
pub fn show(app: &FieldApp, _: Nothing) -> Result<AlarmState, CallError> {
    // Locked or not enrolled: there is no outing to ask about.
    app.own()?;
    let watch = &app.inner.watch;
    let hindered = watch.hindrances(app).into_iter();
    let hindered = hindered.map(|by| Hindered { by, can_mend: watch.alarm().can_mend(by) });
    Ok(AlarmState { hindered: hindered.collect() })
}

/// Opens the setting of the system that lifts a hindrance.
pub fn mend(app: &FieldApp, input: MendAlarm) -> Result<Nothing, CallError> {
    app.own()?;
    app.inner.watch.alarm().mend(input.by)?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use latarnia_core::clock::Millis;
    use serde_json::{Value, json};

    use super::*;
    use crate::alarm::Alarm;
    use crate::app::Parts;
    use crate::command::settings::Language;
    use crate::error::Code;
    use crate::testing::{Desk, NOW};

    /// An alarm clock whose system hinders it as it is told, and which can be mended but for having no clock.
    #[derive(Default)]
    struct Hampered {
        by: Mutex<Vec<Hindrance>>,
        set: Mutex<Vec<Millis>>,
        opened: Mutex<Vec<Hindrance>>,
    }

    impl Hampered {
        fn hamper(&self, by: &[Hindrance]) {
            *self.by.lock().unwrap_or_else(PoisonError::into_inner) = by.to_vec();
        }

        fn rings(&self) -> usize {
            self.set.lock().unwrap_or_else(PoisonError::into_inner).len()
        }
    }

    impl Alarm for Hampered {
        fn set(&self, at: Millis, _: Language) -> Result<Vec<Hindrance>, CallError> {
            self.set.lock().unwrap_or_else(PoisonError::into_inner).push(at);
            let by = self.hindrances()?;
            let failed = CallError::new(Code::Internal, "no");
            if by.contains(&Hindrance::NotSet) { Err(failed) } else { Ok(by) }
        }

        fn hindrances(&self) -> Result<Vec<Hindrance>, CallError> {
            Ok(self.by.lock().unwrap_or_else(PoisonError::into_inner).clone())
        }

        fn cancel(&self) -> Result<(), CallError> {
            Ok(())
        }

        fn can_mend(&self, hindrance: Hindrance) -> bool {
            matches!(hindrance, Hindrance::NotShown | Hindrance::NotExact)
        }

        fn mend(&self, hindrance: Hindrance) -> Result<(), CallError> {
            self.opened.lock().unwrap_or_else(PoisonError::into_inner).push(hindrance);
            Ok(())
        }
    }

    fn desk() -> (Desk, Arc<Hampered>) {
        let alarm = Arc::new(Hampered::default());
        let of_desk = Arc::clone(&alarm);
        (Desk::open_with(|parts| Parts { alarm: of_desk, ..parts }), alarm)
    }

    fn set_out(desk: &Desk) -> Value {
        let back = json!({ "ms": NOW.plus(3_600_000), "offset": 60 });
        let outing =
            json!({ "on": "2026-11-26", "area": desk.area, "return_by": back, "alone_reason": "dyżur" });
        desk.call("outing.start", json!({ "outing": outing }))["id"].clone()
    }

    fn told(desk: &Desk) -> Vec<Value> {
        let state = desk.call("alarm.show", json!({}));
        state["hindered"].as_array().expect("a list").clone()
    }

    fn hindered(by: &str) -> Value {
        json!({ "by": by, "can_mend": true })
    }

    #[test]
    fn what_keeps_the_alarm_from_being_heard_is_told_while_one_is_set() {
        let (desk, alarm) = desk();
        alarm.hamper(&[Hindrance::NotShown, Hindrance::NotExact]);
        assert_eq!(told(&desk), [json!(null); 0], "nobody is out: nothing is to ring");
        let outing = set_out(&desk);
        assert_eq!(told(&desk), [hindered("not_shown"), hindered("not_exact")]);
        desk.call("outing.end", json!({ "id": outing }));
        assert_eq!(told(&desk), [json!(null); 0], "back: nothing is to ring");
    }

    #[test]
    fn a_setting_mended_meanwhile_is_seen_and_a_late_alarm_is_set_again() {
        let (desk, alarm) = desk();
        alarm.hamper(&[Hindrance::NotShown, Hindrance::NotExact]);
        set_out(&desk);
        assert_eq!(alarm.rings(), 1);
        alarm.hamper(&[Hindrance::NotExact]);
        assert_eq!(told(&desk), [hindered("not_exact")]);
        assert_eq!(alarm.rings(), 1, "a notice that may be shown needs no new alarm");
        alarm.hamper(&[]);
        assert_eq!(told(&desk), [json!(null); 0]);
        assert_eq!(alarm.rings(), 2, "an alarm that was set late is set exactly");
        alarm.hamper(&[Hindrance::NotShown]);
        assert_eq!(told(&desk), [hindered("not_shown")], "switched off while out");
    }

    #[test]
    fn an_alarm_that_could_not_be_set_is_told_and_tried_again() {
        let (desk, alarm) = desk();
        alarm.hamper(&[Hindrance::NotSet]);
        set_out(&desk);
        assert_eq!(told(&desk), [json!({ "by": "not_set", "can_mend": false })]);
        alarm.hamper(&[]);
        assert_eq!(told(&desk), [json!(null); 0]);
    }

    #[test]
    fn the_setting_that_mends_it_is_opened_by_the_system() {
        let (desk, alarm) = desk();
        desk.call("alarm.mend", json!({ "by": "not_exact" }));
        let opened = alarm.opened.lock().unwrap_or_else(PoisonError::into_inner).clone();
        assert_eq!(opened, [Hindrance::NotExact]);
        let plain = Desk::open();
        set_out(&plain);
        assert_eq!(told(&plain), [json!({ "by": "no_clock", "can_mend": false })]);
        let refused = plain.try_call("alarm.mend", json!({ "by": "no_clock" })).expect_err("nothing to open");
        assert_eq!(refused.code, Code::Internal);
    }
}
