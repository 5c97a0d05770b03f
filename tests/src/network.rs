//! What lies between a phone and the server: a proxy on loopback with weather.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// Of requests longer than [`LONG`], so many go through; then they break off half-way. Short ones all do.
    FewLongRequests(usize),
}

/// A request with more bytes than this is long: a piece of a picture is, a night's notes are not.
pub const LONG: usize = 200_000;

/// A proxy to one server, or to several that take turns.
pub struct Network {
    address: String,
    weather: Arc<Mutex<Weather>>,
    carried: Arc<AtomicUsize>,
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
        let carried = Arc::new(AtomicUsize::new(0));
        let (sky, load) = (Arc::clone(&weather), Arc::clone(&carried));
        let mut servers: Vec<String> =
            servers.iter().map(|server| server.trim_start_matches("http://").to_owned()).collect();
        std::thread::spawn(move || {
            for phone in listener.incoming().filter_map(Result::ok) {
                servers.rotate_left(1);
                let (sky, load) = (Arc::clone(&sky), Arc::clone(&load));
                let line = Line { servers: servers.clone(), sky, load };
                std::thread::spawn(move || line.carry(phone));
            }
        });
        Self { address, weather, carried }
    }

    /// The server's address, over this network.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many bytes of requests reached the server whole.
    pub fn carried(&self) -> usize {
        self.carried.load(Ordering::SeqCst)
    }

    /// Changes the weather for connections to come.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }
}

/// One connection between a phone and the server.
struct Line {
    servers: Vec<String>,
    sky: Arc<Mutex<Weather>>,
    load: Arc<AtomicUsize>,
}

impl Line {
    /// The weather now; a long request that goes through is one fewer that may.
    fn weather(&self, request: usize) -> Weather {
        let mut sky = self.sky.lock().unwrap_or_else(PoisonError::into_inner);
        match *sky {
            Weather::FewLongRequests(0) if request > LONG => Weather::CutRequest(request / 2),
            Weather::FewLongRequests(left) if request > LONG => {
                *sky = Weather::FewLongRequests(left - 1);
                Weather::Fine
            }
            Weather::FewLongRequests(_) => Weather::Fine,
            other => other,
        }
    }

    /// Carries one exchange. Connections are not kept open, so that each meets the weather anew.
    fn carry(&self, mut phone: TcpStream) {
        if self.weather(0) == Weather::Down {
            let _ = phone.shutdown(Shutdown::Both);
            return;
        }
        let Some(request) = read_request(&mut phone) else { return };
        let weather = self.weather(request.len());
        let request = match weather {
            Weather::CutRequest(at) => {
                request.get(..at.min(request.len().saturating_sub(1))).unwrap_or_default()
            }
            _ => &request,
        };
        let broken = matches!(weather, Weather::CutRequest(_));
        if !broken {
            self.load.fetch_add(request.len(), Ordering::SeqCst);
        }
        let answer = deliver(&self.servers, request, broken);
        if weather == Weather::Repeats {
            let _ = deliver(&self.servers, request, false);
        }
        let answer = match weather {
            Weather::CutAnswer(at) => {
                answer.get(..at.min(answer.len().saturating_sub(1))).unwrap_or_default()
            }
            Weather::CutLongAnswer(at) => answer.get(..at).unwrap_or(&answer),
            Weather::CutRequest(_) => &[],
            _ => &answer,
        };
        let _ = phone.write_all(answer);
        let _ = phone.shutdown(Shutdown::Both);
    }
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
