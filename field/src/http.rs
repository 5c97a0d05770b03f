//! The network: blocking HTTP, because everything behind it works in threads of its own.

use std::time::Duration;

use latarnia_core::sync::Transport;
use latarnia_core::{Error, Result};
use reqwest::blocking::{Client, Response};
use serde::Deserialize;

use crate::enrolment::{Enrolled, Invitation};
use crate::error::{CallError, Code};

/// A server that does not answer within this is not there.
const CONNECT: Duration = Duration::from_secs(10);
/// A slow network may take this long for one round trip.
const ROUND_TRIP: Duration = Duration::from_secs(60);

/// A client for one server.
pub fn client() -> Result<Client, CallError> {
    Client::builder()
        .connect_timeout(CONNECT)
        .timeout(ROUND_TRIP)
        .build()
        .map_err(|error| CallError::new(Code::Internal, error.to_string()))
}

/// Exchanges a one-time code for a device.
pub fn enrol(invitation: &Invitation, device_name: &str) -> Result<Enrolled, CallError> {
    let body = serde_json::json!({
        "code": invitation.code,
        "device_name": device_name,
        "app_version": env!("CARGO_PKG_VERSION"),
    });
    let url = format!("{}/v1/enrol", invitation.server);
    let response = client()?.post(url).json(&body).send().map_err(|error| unreachable(&error))?;
    let response = accepted(response)?;
    response.json().map_err(|error| unreachable(&error.without_url()))
}

/// `POST /v1/sync` of one server, as one device.
pub struct HttpTransport {
    client: Client,
    url: String,
    token: String,
}

impl HttpTransport {
    /// To `server`, known by `token`.
    pub fn new(server: &str, token: &str) -> Result<Self, CallError> {
        Ok(Self { client: client()?, url: format!("{server}/v1/sync"), token: token.to_owned() })
    }
}

impl Transport for HttpTransport {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let response = self
            .client
            .post(&self.url)
            .bearer_auth(&self.token)
            .header("content-type", "application/zstd")
            .body(request.to_vec())
            .send()
            .map_err(|error| Error::Unreachable(without_url(error)))?;
        let response = accepted(response).map_err(|refused| match refused.code {
            Code::Unreachable => Error::Unreachable(refused.detail),
            _ => Error::Refused { code: refused.detail },
        })?;
        let bytes = response.bytes().map_err(|error| Error::Unreachable(without_url(error)))?;
        Ok(bytes.to_vec())
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalBody,
}

#[derive(Deserialize)]
struct RefusalBody {
    code: String,
}

/// The answer, unless it is a refusal; a refusal's detail is the server's code.
pub fn accepted(response: Response) -> Result<Response, CallError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let code =
        response.json::<Refusal>().map_or_else(|_| format!("http_{}", status.as_u16()), |r| r.error.code);
    let kind = match code.as_str() {
        "code_refused" => Code::CodeRefused,
        "device_revoked" => Code::Revoked,
        _ if status.is_server_error() || status.as_u16() == 429 => Code::Unreachable,
        _ => Code::Refused,
    };
    Err(CallError::new(kind, code))
}

/// No answer came.
pub fn unreachable(error: &reqwest::Error) -> CallError {
    CallError::new(Code::Unreachable, error.to_string())
}

/// Addresses can tell; logs and details do without them.
fn without_url(error: reqwest::Error) -> String {
    error.without_url().to_string()
}
