//! An open phone without a server, at an hour of its own: for the tests of commands.

use std::sync::Arc;

use latarnia_core::access::Role;
use latarnia_core::clock::{FixedClock, Millis};
use latarnia_core::id::{AreaId, DeviceId, PersonId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Kind};
use latarnia_core::store::pen::Place;
use serde_json::{Value, json};

use crate::app::{FieldApp, Parts};
use crate::command::session::Me;
use crate::commands;
use crate::enrolment::Enrolment;
use crate::error::CallError;

/// Thursday, 26 November 2026, 20:00 in Warsaw.
pub const NOW: Millis = Millis(1_795_719_600_000);
/// That day.
pub const TODAY: &str = "2026-11-26";

/// A phone of one worker in one area.
pub struct Desk {
    pub app: FieldApp,
    pub me: WorkerId,
    pub area: AreaId,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub fn open() -> Self {
        Self::open_with(|parts| parts)
    }

    /// The same with other parts.
    pub fn open_with(change: impl FnOnce(Parts) -> Parts) -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let (me, area) = (WorkerId::from([1; 16]), AreaId::from([2; 16]));
        let worker =
            Me { id: me, name: "Anna".into(), role: Role::Streetworker, organisation: "MOPS".into() };
        let enrolment = Enrolment {
            server: "http://127.0.0.1:9".into(),
            device: DeviceId::from([3; 16]),
            token: "token".into(),
            worker,
            areas: [area].into(),
        };
        let parts = Parts { clock: Arc::new(FixedClock::at(NOW)), ..Parts::on_disk(folder.path()) };
        Self { app: FieldApp::opened(change(parts), enrolment), me, area, _folder: folder }
    }

    /// Runs a command as a screen does.
    pub fn call(&self, name: &str, input: Value) -> Value {
        self.try_call(name, input).expect(name)
    }

    pub fn try_call(&self, name: &str, input: Value) -> Result<Value, CallError> {
        commands::call(&self.app, name, input)
    }

    /// Writes a record of this area, as it would have come from the server.
    pub fn write(&self, kind: Kind, subject: Option<PersonId>, form: Value) -> RecordId {
        let id = match kind {
            Kind::Person => self.app.new_person_id().into(),
            _ => self.app.new_id(),
        };
        let form: Form = serde_json::from_value(form).expect("a form");
        let subject = if kind == Kind::Person { Some(id.into()) } else { subject };
        let place = Place { id, scope: Scope::Area(self.area), subject };
        self.app.write(|pen| pen.create_form(kind, place, form)).expect("written");
        id
    }

    /// Somebody of that name.
    pub fn person(&self, label: &str, more: Value) -> PersonId {
        let mut form = json!({ "label": label });
        form.as_object_mut().expect("a form").extend(more.as_object().cloned().unwrap_or_default());
        self.write(Kind::Person, None, form).into()
    }

    /// So many days before now, at that hour.
    pub fn days_ago(days: i64) -> Value {
        json!({ "ms": NOW.plus(-days * Millis::DAY), "offset": 60 })
    }
}
