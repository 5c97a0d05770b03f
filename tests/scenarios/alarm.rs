//! The alarm of the time to be back follows the outing: on the phone that starts it, and on every other of the crew.

use std::path::Path;
use std::sync::{Arc, Mutex};

use latarnia_core::clock::{Clock as _, Millis, SystemClock};
use latarnia_field::alarm::{Alarm, Hindrance};
use latarnia_field::command::session::Enrol;
use latarnia_field::command::settings::Language;
use latarnia_field::{CallError, FieldApp, Parts, commands};
use latarnia_tests::phone::PIN;
use latarnia_tests::{Server, await_answer};
use serde_json::{Value, json};

/// When it is to ring, one entry for every time it was told.
#[derive(Default)]
struct Bell(Mutex<Vec<Option<Millis>>>);

impl Bell {
    fn told(&self) -> Vec<Option<Millis>> {
        self.0.lock().unwrap().clone()
    }
}

impl Alarm for Bell {
    fn set(&self, at: Millis, _: Language) -> Result<Vec<Hindrance>, CallError> {
        self.0.lock().unwrap().push(Some(at));
        self.hindrances()
    }

    fn hindrances(&self) -> Result<Vec<Hindrance>, CallError> {
        Ok(Vec::new())
    }

    fn cancel(&self) -> Result<(), CallError> {
        self.0.lock().unwrap().push(None);
        Ok(())
    }
}

fn phone(server: &Server, folder: &Path) -> (FieldApp, Arc<Bell>) {
    let bell = Arc::new(Bell::default());
    let app = FieldApp::new(Parts { alarm: bell.clone(), ..Parts::on_disk(folder) });
    let link = server.invite("anna", server.address());
    let device_name = "Telefon".into();
    app.enrol(&Enrol { address: link, code: String::new(), pin: PIN.into(), device_name, another: false })
        .unwrap();
    await_answer("the first sync", || {
        let state = call(&app, "sync.show", json!({}));
        (state["phase"]["is"] == "done" && !state["last_sync"].is_null()).then_some(())
    });
    (app, bell)
}

fn call(app: &FieldApp, name: &str, input: Value) -> Value {
    commands::call(app, name, input).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The phone's clock and the server's are one machine's: they differ by the time a round trip takes.
fn is_near(rings: Option<Millis>, due: Millis) -> bool {
    rings.is_some_and(|at| at.since(due).abs() < 60_000)
}

#[test]
fn the_alarm_rings_on_every_phone_of_the_crew_until_they_are_back() {
    let server = Server::empty();
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (here, bell) = phone(&server, folders.0.path());
    let (there, other_bell) = phone(&server, folders.1.path());
    assert_eq!((bell.told(), other_bell.told()), (vec![None], vec![None]), "nobody is out yet");

    let choices = call(&here, "outing.choices", json!({}));
    let partner =
        choices["workers"].as_array().unwrap().iter().find(|one| one["id"] != choices["me"]).unwrap();
    let crew = [&choices["me"], &partner["id"]];
    let due = SystemClock.now().plus(3_600_000);
    let outing = json!({
        "on": "2026-11-22", "crew": crew, "area": choices["areas"][0]["id"],
        "return_by": { "ms": due, "offset": 60 },
    });
    let id = call(&here, "outing.start", json!({ "outing": outing }))["id"].clone();
    assert!(is_near(bell.told()[1], due), "{:?}", bell.told());

    call(&here, "outing.check_in", json!({ "id": id }));
    assert_eq!(bell.told().len(), 2, "all right is not back");

    let later = due.plus(1_800_000);
    call(&here, "outing.extend", json!({ "id": id, "return_by": { "ms": later, "offset": 60 } }));
    assert!(is_near(bell.told()[2], later), "{:?}", bell.told());
    await_answer("the outing on the other phone", || {
        there.start_sync();
        other_bell.told().last().copied().flatten().filter(|at| is_near(Some(*at), later))
    });

    call(&here, "outing.end", json!({ "id": id }));
    assert_eq!(bell.told()[3..], [None]);
    await_answer("the end on the other phone", || {
        there.start_sync();
        (other_bell.told().last() == Some(&None)).then_some(())
    });
}
