//! Someone at the console, by its API.

use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

/// One signed-in session.
pub struct Console {
    client: Client,
    server: String,
    cookie: String,
}

impl Console {
    /// Signs in.
    pub fn sign_in(server: &str, name: &str, password: &str) -> Self {
        let client = Client::new();
        let body = json!({ "name": name, "password": password });
        let answer = client.post(format!("{server}/v1/session")).header("x-latarnia", "1").json(&body).send();
        let answer = answer.expect("the server answers");
        assert!(answer.status().is_success(), "{name} cannot sign in: {}", answer.status());
        let cookie = answer.headers()["set-cookie"].to_str().expect("ascii");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Self { client, server: server.to_owned(), cookie }
    }

    /// The same session at another server.
    #[must_use]
    pub fn at(&self, server: &str) -> Self {
        Self { client: Client::new(), server: server.to_owned(), cookie: self.cookie.clone() }
    }

    /// Reads; the answer must be good.
    pub fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}{path}", self.server)).header("cookie", &self.cookie).send();
        read(path, answer.expect("the server answers"))
    }

    /// The bare answer to a read.
    pub fn ask(&self, path: &str) -> (StatusCode, String) {
        let answer = self.client.get(format!("{}{path}", self.server)).header("cookie", &self.cookie).send();
        let answer = answer.expect("the server answers");
        (answer.status(), answer.text().expect("text"))
    }

    /// The bytes of an answer, with its status.
    pub fn bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let answer = self.client.get(format!("{}{path}", self.server)).header("cookie", &self.cookie).send();
        let answer = answer.expect("the server answers");
        (answer.status().as_u16(), answer.bytes().expect("bytes").to_vec())
    }

    /// Writes; the answer must be good.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.server)).json(body);
        read(path, self.unsafe_request(request))
    }

    /// Writes; the answer must be good, and has nothing to say.
    pub fn order(&self, path: &str, body: &Value) {
        let request = self.client.post(format!("{}{path}", self.server)).json(body);
        let status = self.unsafe_request(request).status();
        assert!(status.is_success(), "{path}: {status}");
    }

    /// Changes; the answer must be good.
    pub fn patch(&self, path: &str, body: &Value) -> Value {
        let request = self.client.patch(format!("{}{path}", self.server)).json(body);
        read(path, self.unsafe_request(request))
    }

    /// Removes; the answer must be good.
    pub fn delete(&self, path: &str) {
        let request = self.client.delete(format!("{}{path}", self.server));
        let status = self.unsafe_request(request).status();
        assert!(status.is_success(), "{path}: {status}");
    }

    fn unsafe_request(&self, request: reqwest::blocking::RequestBuilder) -> Response {
        let request = request.header("cookie", &self.cookie).header("x-latarnia", "1");
        request.send().expect("the server answers")
    }
}

fn read(path: &str, answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().expect("text");
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"))
}
