//! The network: blocking HTTP, because everything behind it works in threads of its own.

use std::io::Read;
use std::time::Duration;

use latarnia_core::id::RecordId;
use latarnia_core::record::AttachmentHash;
use latarnia_core::store::fill::Wanted;
use latarnia_core::sync::photos::{Carrier, Held, Piece};
use latarnia_core::sync::{Transport, fill, segment};
use latarnia_core::{Error, Result};
use reqwest::StatusCode;
use reqwest::blocking::{Client, RequestBuilder, Response};
use serde::Deserialize;

use crate::enrolment::{Enrolled, Invitation};
use crate::error::{CallError, Code};

/// A server that does not answer within this is not there.
const CONNECT: Duration = Duration::from_secs(10);
/// A slow network may take this long for one round trip.
const ROUND_TRIP: Duration = Duration::from_secs(60);

/// A client for one server.
pub fn client() -> Result<Client, CallError> {
    crate::trust::trusting(Client::builder())?
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

/// One server, spoken to as one device.
pub struct HttpTransport {
    client: Client,
    server: String,
    token: String,
}

impl HttpTransport {
    /// To `server`, known by `token`.
    pub fn new(server: &str, token: &str) -> Result<Self, CallError> {
        Ok(Self { client: client()?, server: server.to_owned(), token: token.to_owned() })
    }

    fn ask(&self, request: RequestBuilder) -> Result<Response> {
        let response = request.bearer_auth(&self.token).send();
        let response = response.map_err(|error| Error::Unreachable(without_url(error)))?;
        accepted(response).map_err(|refused| match refused.code {
            Code::Unreachable => Error::Unreachable(refused.detail),
            _ => Error::Refused { code: refused.detail },
        })
    }
}

impl Transport for HttpTransport {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let post = self.client.post(format!("{}/v1/sync", self.server));
        let post = post.header("content-type", "application/zstd").body(request.to_vec());
        all_of(self.ask(post)?)
    }

    fn fetch(&mut self, wanted: &Wanted) -> Result<Vec<u8>> {
        let last = wanted.length.min(wanted.held + fill::STEP).saturating_sub(1);
        let url = format!("{}/v1/segments/{}", self.server, segment::name_of(&wanted.hash));
        let get = self.client.get(url).header("range", format!("bytes={}-{last}", wanted.held));
        let mut answer = self.ask(get)?;
        // Not everything between here and the server knows ranges.
        let known = if answer.status() == StatusCode::OK { wanted.held } else { 0 };
        let mut bytes = Vec::new();
        let read = answer.read_to_end(&mut bytes);
        bytes.drain(..bytes.len().min(usize::try_from(known).unwrap_or(usize::MAX)));
        match read {
            // What came before it broke off need not come again.
            Err(error) if bytes.is_empty() => Err(Error::Unreachable(error.to_string())),
            _ => Ok(bytes),
        }
    }
}

/// `/v1/attachments` of one server, as one device.
pub struct HttpCarrier {
    client: Client,
    url: String,
    token: String,
}

impl HttpCarrier {
    /// To `server`, known by `token`.
    pub fn new(server: &str, token: &str) -> Result<Self, CallError> {
        Ok(Self { client: client()?, url: format!("{server}/v1/attachments"), token: token.to_owned() })
    }

    fn address(&self, record: RecordId, hash: AttachmentHash) -> String {
        format!("{}/{record}/{hash}", self.url)
    }

    fn ask(&self, request: RequestBuilder) -> Result<Response> {
        let response = request.bearer_auth(&self.token).send();
        let response = response.map_err(|error| Error::Unreachable(without_url(error)))?;
        // The answer to HEAD has no body that could name a reason.
        let missing = response.status() == StatusCode::NOT_FOUND;
        accepted(response).map_err(|error| if missing { not_found() } else { refused(error) })
    }
}

impl Carrier for HttpCarrier {
    fn held(&mut self, record: RecordId, hash: AttachmentHash) -> Result<Held> {
        let answer = self.ask(self.client.head(self.address(record, hash)))?;
        let number = |name: &str| {
            let text = answer.headers().get(name).and_then(|value| value.to_str().ok());
            let unread = || Error::MalformedMessage(format!("the answer has no {name}"));
            text.and_then(|text| text.parse().ok()).ok_or_else(unread)
        };
        Ok(Held { held: number("upload-offset")?, bytes: number("upload-length")? })
    }

    fn put(&mut self, piece: Piece) -> Result<Held> {
        let Piece { record, hash, offset, bytes } = piece;
        let request = self.client.put(format!("{}/{offset}", self.address(record, hash)));
        let answer = self.ask(request.header("content-type", "application/octet-stream").body(bytes))?;
        answer.json().map_err(|error| Error::Unreachable(without_url(error)))
    }

    fn get(&mut self, record: RecordId, hash: AttachmentHash, from: u64, until: u64) -> Result<Vec<u8>> {
        let range = format!("bytes={from}-{}", until.saturating_sub(1));
        all_of(self.ask(self.client.get(self.address(record, hash)).header("range", range))?)
    }
}

fn all_of(answer: Response) -> Result<Vec<u8>> {
    let bytes = answer.bytes().map_err(|error| Error::Unreachable(without_url(error)))?;
    Ok(bytes.to_vec())
}

fn refused(error: CallError) -> Error {
    match error.code {
        Code::Unreachable => Error::Unreachable(error.detail),
        _ => Error::Refused { code: error.detail },
    }
}

fn not_found() -> Error {
    Error::Refused { code: "not_found".to_owned() }
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
        "photos_full" => Code::Refused,
        _ if status.is_server_error() || matches!(status.as_u16(), 408 | 429) => Code::Unreachable,
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
