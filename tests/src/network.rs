//! What lies between a phone and the server: a proxy on loopback with weather.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What happens to the next connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// Everything goes through.
    Fine,
    /// No connection at all.
    Down,
    /// The request breaks off after so many bytes.
    CutRequest(usize),
    /// The answer breaks off after so many bytes: 0 is an answer lost whole.
    CutAnswer(usize),
    /// Answers longer than so many bytes break off there.
    CutLongAnswer(usize),
    /// Every request reaches the server twice; the phone sees the first answer.
    Repeats,
}

/// A proxy to one server, or to several that take turns.
pub struct Network {
    address: String,
    weather: Arc<Mutex<Weather>>,
}

impl Network {
    /// A network to the server at `server` (`http://127.0.0.1:…`).
    pub fn to(server: &str) -> Self {
        Self::between(&[server])
    }

    /// One address for several servers: each connection goes to the next that takes it.
    pub fn between(servers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let weather = Arc::new(Mutex::new(Weather::Fine));
        let sky = Arc::clone(&weather);
        let mut servers: Vec<String> =
            servers.iter().map(|server| server.trim_start_matches("http://").to_owned()).collect();
        std::thread::spawn(move || {
            for phone in listener.incoming().filter_map(Result::ok) {
                let now = *sky.lock().unwrap_or_else(PoisonError::into_inner);
                servers.rotate_left(1);
                let servers = servers.clone();
                std::thread::spawn(move || carry(phone, &servers, now));
            }
        });
        Self { address, weather }
    }

    /// The server's address, over this network.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Changes the weather for connections to come.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }
}

/// Carries one exchange. Connections are not kept open, so that each meets the weather anew.
fn carry(mut phone: TcpStream, servers: &[String], weather: Weather) {
    if weather == Weather::Down {
        let _ = phone.shutdown(Shutdown::Both);
        return;
    }
    let Some(request) = read_request(&mut phone) else { return };
    let request = match weather {
        Weather::CutRequest(at) => request.get(..at.min(request.len().saturating_sub(1))).unwrap_or_default(),
        _ => &request,
    };
    let broken = matches!(weather, Weather::CutRequest(_));
    let answer = deliver(servers, request, broken);
    if weather == Weather::Repeats {
        let _ = deliver(servers, request, false);
    }
    let answer = match weather {
        Weather::CutAnswer(at) => answer.get(..at.min(answer.len().saturating_sub(1))).unwrap_or_default(),
        Weather::CutLongAnswer(at) => answer.get(..at).unwrap_or(&answer),
        Weather::CutRequest(_) => &[],
        _ => &answer,
    };
    let _ = phone.write_all(answer);
    let _ = phone.shutdown(Shutdown::Both);
}

/// One whole HTTP request with a content length, asking the server to close after its answer.
fn read_request(phone: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    loop {
        let n = phone.read(&mut piece).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(piece.get(..n)?);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if bytes.len() >= end + 4 + length.unwrap_or_default() {
            let body = bytes.get(end + 4..)?.to_vec();
            let head = head.lines().filter(|line| !line.to_lowercase().starts_with("connection:"));
            let head = head.chain(["connection: close"]).collect::<Vec<_>>().join("\r\n");
            return Some([head.as_bytes(), b"\r\n\r\n", &body].concat());
        }
    }
}

/// The server's whole answer; empty if it gave none. A broken request ends with the connection.
fn deliver(servers: &[String], request: &[u8], broken: bool) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Some(mut line) = servers.iter().find_map(|server| TcpStream::connect(server).ok()) {
        let _ = line.write_all(request);
        if broken {
            let _ = line.shutdown(Shutdown::Write);
        }
        let _ = line.read_to_end(&mut answer);
    }
    answer
}
