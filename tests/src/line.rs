//! A phone's connection to the server, kept open and spoken to by hand: every byte of it is counted and
//! every request timed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use latarnia_core::id::RecordId;
use latarnia_core::record::AttachmentHash;
use latarnia_core::store::fill::Wanted;
use latarnia_core::sync::photos::{Carrier, Held, Piece};
use latarnia_core::sync::{Transport, fill, segment};
use latarnia_core::{Error, Result};
use serde_json::Value;

/// A server that says nothing for so long is not there.
const SILENCE: Duration = Duration::from_secs(60);

/// One request and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Trip {
    /// From its first byte to the answer's last.
    pub took: Duration,
    /// Bytes on the wire to the server, heads included.
    pub sent: usize,
    /// Bytes on the wire from it.
    pub received: usize,
    /// Bytes of the request's body.
    pub body: usize,
    /// Bytes of the answer's body.
    pub answer: usize,
    /// The answer's status.
    pub status: u16,
}

/// The connection of one device.
pub struct Line {
    host: String,
    token: String,
    stream: Option<BufReader<TcpStream>>,
    /// Every trip so far.
    pub trips: Vec<Trip>,
    /// Requests to which no whole answer came.
    pub broken: usize,
}

struct Answer {
    status: u16,
    head: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Line {
    /// To the server at `http://host:port`, known by `token`.
    pub fn new(server: &str, token: &str) -> Self {
        let host = server.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { host, token: token.to_owned(), stream: None, trips: Vec::new(), broken: 0 }
    }

    /// Posts a packed message; the packed answer.
    pub fn sync(&mut self, message: &[u8]) -> Result<Vec<u8>> {
        let answer = self.ask("POST", "/v1/sync", "content-type: application/zstd\r\n", message)?;
        Ok(answer.body)
    }

    fn ask(&mut self, method: &str, path: &str, heads: &str, body: &[u8]) -> Result<Answer> {
        let began = Instant::now();
        let (token, host, length) = (&self.token, &self.host, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n{heads}\
             content-length: {length}\r\n\r\n"
        );
        let exchanged = self.exchange_bytes(method, &[head.as_bytes(), body].concat());
        let (answer, received) = exchanged.map_err(|error| {
            self.stream = None;
            self.broken += 1;
            Error::Unreachable(error.to_string())
        })?;
        let (sent, status) = (head.len() + length, answer.status);
        let (took, answered) = (began.elapsed(), answer.body.len());
        self.trips.push(Trip { took, sent, received, body: length, answer: answered, status });
        match answer.status {
            200..=299 => Ok(answer),
            408 | 429 | 500..=599 => Err(Error::Unreachable(format!("http_{}", answer.status))),
            status => Err(Error::Refused { code: code_of(&answer, status) }),
        }
    }

    fn exchange_bytes(&mut self, method: &str, request: &[u8]) -> std::io::Result<(Answer, usize)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => BufReader::new(connected(&self.host)?),
        };
        stream.get_mut().write_all(request)?;
        let (answer, received) = read_answer(&mut stream, method != "HEAD")?;
        if answer.get("connection") != Some("close") {
            self.stream = Some(stream);
        }
        Ok((answer, received))
    }
}

fn connected(host: &str) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(SILENCE))?;
    Ok(stream)
}

fn read_answer(stream: &mut BufReader<TcpStream>, with_body: bool) -> std::io::Result<(Answer, usize)> {
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let mut line = String::new();
    let mut received = stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    let mut answer = Answer { status, head: Vec::new(), body: Vec::new() };
    loop {
        line.clear();
        received += stream.read_line(&mut line)?;
        if !line.ends_with('\n') {
            return Err(cut());
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        answer.head.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = answer.get("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    if with_body {
        answer.body.resize(length, 0);
        stream.read_exact(&mut answer.body)?;
    }
    let whole = received + answer.body.len();
    Ok((answer, whole))
}

impl Answer {
    fn get(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Result<u64> {
        let unread = || Error::MalformedMessage(format!("the answer has no {name}"));
        self.get(name).and_then(|text| text.parse().ok()).ok_or_else(unread)
    }
}

fn code_of(answer: &Answer, status: u16) -> String {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let code = body.and_then(|body| Some(body.pointer("/error/code")?.as_str()?.to_owned()));
    // The answer to HEAD has no body that could name a reason.
    code.unwrap_or_else(|| if status == 404 { "not_found".to_owned() } else { format!("http_{status}") })
}

impl Transport for Line {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.sync(request)
    }

    fn fetch(&mut self, wanted: &Wanted) -> Result<Vec<u8>> {
        let last = wanted.length.min(wanted.held + fill::STEP).saturating_sub(1);
        let path = format!("/v1/segments/{}", segment::name_of(&wanted.hash));
        Ok(self.ask("GET", &path, &format!("range: bytes={}-{last}\r\n", wanted.held), b"")?.body)
    }
}

impl Carrier for Line {
    fn held(&mut self, record: RecordId, hash: AttachmentHash) -> Result<Held> {
        let answer = self.ask("HEAD", &format!("/v1/attachments/{record}/{hash}"), "", b"")?;
        Ok(Held { held: answer.number("upload-offset")?, bytes: answer.number("upload-length")? })
    }

    fn put(&mut self, piece: Piece) -> Result<Held> {
        let path = format!("/v1/attachments/{}/{}/{}", piece.record, piece.hash, piece.offset);
        let answer = self.ask("PUT", &path, "content-type: application/octet-stream\r\n", &piece.bytes)?;
        serde_json::from_slice(&answer.body).map_err(|error| Error::MalformedMessage(error.to_string()))
    }

    fn get(&mut self, record: RecordId, hash: AttachmentHash, from: u64, until: u64) -> Result<Vec<u8>> {
        let range = format!("range: bytes={from}-{}\r\n", until.saturating_sub(1));
        Ok(self.ask("GET", &format!("/v1/attachments/{record}/{hash}"), &range, b"")?.body)
    }
}
