//! A phone whose clock is two years off: nothing is refused, nothing is dated wrongly.

use std::path::Path;
use std::sync::Arc;

use latarnia_core::clock::{Clock, Millis, SystemClock};
use latarnia_field::command::session::Enrol;
use latarnia_field::{FieldApp, Parts, commands};
use latarnia_tests::phone::PIN;
use latarnia_tests::{Server, await_answer};
use serde_json::{Value, json};

/// The machine's clock, set wrongly.
struct Off(i64);

impl Clock for Off {
    fn now(&self) -> Millis {
        SystemClock.now().plus(self.0)
    }
}

fn phone(folder: &Path, off: i64) -> FieldApp {
    FieldApp::new(Parts { folder: folder.to_owned(), clock: Arc::new(Off(off)), ..Parts::on_disk(folder) })
}

fn call(app: &FieldApp, name: &str, input: Value) -> Value {
    commands::call(app, name, input).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_contact_from_a_phone_two_years_off_is_dated_tonight() {
    let server = Server::empty();
    for off in [2 * 365 * Millis::DAY, -2 * 365 * Millis::DAY] {
        let folder = tempfile::tempdir().unwrap();
        let app = phone(folder.path(), off);
        let link = server.invite("anna", server.address());
        let (pin, device_name) = (PIN.into(), "Telefon".into());
        let input = Enrol { address: link, code: String::new(), pin, device_name, another: false };
        app.enrol(&input).unwrap();
        let said = Off(off).now();
        let contact = json!({ "kind": "met", "heads": 1, "at": { "ms": said, "offset": 60 } });
        let person = json!({ "label": format!("zegar {off}") });
        let saved = call(&app, "contact.record", json!({ "contact": contact, "new_person": person }));
        await_answer("the sync", || {
            let state = call(&app, "sync.show", json!({}));
            (state["phase"]["is"] == "done" && !state["last_sync"].is_null()).then_some(())
        });
        let error = call(&app, "sync.show", json!({}))["clock_error_ms"].as_i64().unwrap();
        assert!((error + off).abs() < 60_000, "the phone knows how wrong it is: {error}");
        let card = server.sign_in("nadzor").get(&format!("/v1/people/{}", saved["person"].as_str().unwrap()));
        let seen = card["row"]["last_seen"].as_i64().unwrap();
        let wrong_by = (seen - SystemClock.now().0).abs();
        assert!(wrong_by < 300_000, "dated {wrong_by} ms from now with a clock {off} ms off");
    }
}
