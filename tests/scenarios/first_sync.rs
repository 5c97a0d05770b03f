//! A new phone reads a year of its areas over a line that always breaks.

use latarnia_tests::{Network, Phone, Server, Weather, await_answer};
use serde_json::{Value, json};

/// Bytes of every answer that get through before the line breaks.
const THROUGH: usize = 30_000;

fn state(phone: &Phone) -> Value {
    phone.call("sync.start", &json!({}));
    phone.call("sync.show", &json!({}))
}

#[test]
fn a_first_sync_comes_through_a_line_that_always_breaks_and_a_phone_that_dies() {
    let server = Server::of_latarnowo();
    let network = Network::to(server.address());
    network.set(Weather::CutLongAnswer(THROUGH));
    let mut phone = Phone::enrolled(&server.invite("anna", network.address()));
    await_answer("the first answer", || (!state(&phone)["last_sync"].is_null()).then_some(()));
    phone.die_and_return();
    await_answer("all of it to come", || {
        let state = state(&phone);
        (state["filling"].is_null() && state["phase"]["is"] == "done").then_some(())
    });
    network.set(Weather::Fine);
    phone.sync();

    let other = Phone::enrolled(&server.invite("anna", server.address()));
    other.sync();
    for list in ["person.list", "facility.list"] {
        let (here, there) = (phone.call(list, &json!({})), other.call(list, &json!({})));
        assert!(here.as_array().is_some_and(|rows| rows.len() > 5), "{list}");
        assert_eq!(here, there, "{list}");
    }
}
