//! A phone of a newer version: what this server does not know is kept and passed on to the byte.

use latarnia_core::clock::{Clock, SystemClock};
use latarnia_core::sync::protocol::{Reply, Request, VERSION, pack, unpack};
use latarnia_tests::Server;
use reqwest::blocking::Client;
use serde_json::value::RawValue;
use serde_json::{Value, json};

struct Newer {
    client: Client,
    server: String,
    token: String,
    worker: String,
    area: String,
}

impl Newer {
    fn enrol(server: &Server, worker: &str) -> Self {
        let link = server.invite(worker, server.address());
        let code = link.rsplit('=').next().unwrap();
        let body = json!({ "code": code, "device_name": "Nowszy", "app_version": "9.0.0" });
        let client = Client::new();
        let answer = client.post(format!("{}/v1/enrol", server.address())).json(&body).send().unwrap();
        let enrolled: Value = answer.json().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            client,
            server: server.address().to_owned(),
            token: text(&enrolled["token"]),
            worker: text(&enrolled["worker"]["id"]),
            area: text(&enrolled["areas"][0]),
        }
    }

    fn exchange(&self, first: u64, ops: &[&str]) -> Reply {
        let request = Request {
            proto: VERSION,
            epoch: None,
            now: SystemClock.now(),
            first,
            ops: ops.iter().map(|raw| RawValue::from_string((*raw).to_owned()).unwrap()).collect(),
            ..Request::default()
        };
        let sent = self.client.post(format!("{}/v1/sync", self.server)).bearer_auth(&self.token);
        let sent = sent.header("content-type", "application/zstd").body(pack(&request).unwrap()).send();
        unpack(&sent.unwrap().bytes().unwrap()).unwrap()
    }
}

#[test]
fn what_the_server_does_not_know_reaches_the_next_phone_to_the_byte() {
    let server = Server::empty();
    let (sender, reader) = (Newer::enrol(&server, "anna"), Newer::enrol(&server, "bartek"));
    let unknown = format!(
        r#"{{"at":"019aa8d3c4000000","by":"{0}","rec":"0d40e5e5-0000-4000-8000-000000000001","kind":"drone_flight","scope":"area:{1}","v":9, "do":"teleport","body":{{"z":1.50,"a":"ą"}},"extra":[null]}}"#,
        sender.worker, sender.area
    );
    let reply = sender.exchange(1, &[&unknown]);
    assert_eq!((reply.head, reply.verdicts.len()), (1, 0));
    let page = reader.exchange(1, &[]);
    let passed_on: Vec<&str> = page.ops.iter().filter_map(|op| op.op.as_ref().map(|raw| raw.get())).collect();
    assert!(passed_on.contains(&unknown.as_str()), "{passed_on:?}");
}
