//! The basemap file: fetched from the server once, resumable at any byte, checked by its hash, used
//! offline. It holds streets and rivers, nothing about anyone.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::app::{Event, FieldApp};
use crate::command::basemap::{Basemap, BasemapState};
use crate::enrolment::Enrolment;
use crate::error::{CallError, Code};
use crate::http;
use crate::vault::{disk, write_private};

/// Bytes between two looks at the stop flag and two words of progress.
const PIECE: usize = 64 * 1024;

/// The basemap on this phone.
pub struct MapFile {
    folder: PathBuf,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    offered: Option<Basemap>,
    fetched: Option<u64>,
    failed: Option<Code>,
    stop: bool,
}

impl MapFile {
    /// In `folder`.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), progress: Mutex::default() }
    }

    /// Where the whole file lies, once it is whole.
    pub fn path(&self) -> PathBuf {
        self.folder.join("basemap.pmtiles")
    }

    fn facts_path(&self) -> PathBuf {
        self.folder.join("basemap.json")
    }

    fn part_path(&self, map: &Basemap) -> PathBuf {
        self.folder.join(format!("basemap.{}.part", map.hash))
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What there is.
    pub fn state(&self) -> BasemapState {
        let facts = std::fs::read(self.facts_path()).ok();
        let here =
            facts.and_then(|bytes| serde_json::from_slice(&bytes).ok()).filter(|_| self.path().exists());
        let progress = self.progress();
        BasemapState {
            here,
            offered: progress.offered.clone(),
            fetched: progress.fetched,
            failed: progress.failed,
        }
    }

    /// Fetches in a thread of its own, unless one does already.
    pub fn fetch(&self, app: &FieldApp, enrolment: Enrolment) {
        let mut progress = self.progress();
        if progress.fetched.is_some() {
            return;
        }
        (progress.fetched, progress.failed, progress.stop) = (Some(0), None, false);
        drop(progress);
        let app = app.clone();
        std::thread::spawn(move || app.clone().run_map(&enrolment));
    }

    /// Asks a running fetch to stop.
    pub fn stop(&self) {
        self.progress().stop = true;
    }

    fn run(&self, app: &FieldApp, enrolment: &Enrolment) {
        let fetched = self.fetch_whole(app, enrolment);
        let mut progress = self.progress();
        progress.fetched = None;
        progress.failed = fetched.err().map(|error| error.code);
        drop(progress);
        app.tell(Event::Basemap);
    }

    fn fetch_whole(&self, app: &FieldApp, enrolment: &Enrolment) -> Result<(), CallError> {
        let offered = ask(enrolment)?;
        self.progress().offered = Some(offered.clone());
        if self.state().here.as_ref() == Some(&offered) {
            return Ok(());
        }
        if self.fetch_rest(app, enrolment, &offered)? == Fetched::Stopped {
            return Ok(());
        }
        self.put_in_place(&offered)
    }

    fn fetch_rest(&self, app: &FieldApp, enrolment: &Enrolment, map: &Basemap) -> Result<Fetched, CallError> {
        let path = self.part_path(map);
        let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(|e| disk(&e))?;
        let mut here = file.metadata().map_err(|error| disk(&error))?.len();
        if here >= map.bytes {
            return Ok(Fetched::Whole);
        }
        let url = format!("{}/v1/basemap/{}", enrolment.server, map.hash);
        let request = http::client()?.get(url).bearer_auth(&enrolment.token);
        let response = request.header("range", format!("bytes={here}-")).send();
        let mut body = http::accepted(response.map_err(|error| http::unreachable(&error))?)?;
        let mut piece = vec![0; PIECE];
        loop {
            let n = body.read(&mut piece).map_err(|e| CallError::new(Code::Unreachable, e.to_string()))?;
            if n == 0 {
                break;
            }
            file.write_all(piece.get(..n).unwrap_or_default()).map_err(|error| disk(&error))?;
            here += u64::try_from(n).unwrap_or_default();
            if self.note(app, here) == Fetched::Stopped {
                return Ok(Fetched::Stopped);
            }
        }
        file.sync_all().map_err(|error| disk(&error))?;
        if here < map.bytes {
            return Err(CallError::new(Code::Unreachable, "the connection ended early"));
        }
        Ok(Fetched::Whole)
    }

    fn note(&self, app: &FieldApp, here: u64) -> Fetched {
        let mut progress = self.progress();
        progress.fetched = Some(here);
        let stop = progress.stop;
        drop(progress);
        app.tell(Event::Basemap);
        if stop { Fetched::Stopped } else { Fetched::Whole }
    }

    /// The part becomes the map only if its bytes are what the server said.
    fn put_in_place(&self, map: &Basemap) -> Result<(), CallError> {
        let part = self.part_path(map);
        let mut hash = blake3::Hasher::new();
        let file = std::fs::File::open(&part).map_err(|error| disk(&error))?;
        hash.update_reader(file).map_err(|error| disk(&error))?;
        if hash.finalize().to_hex().as_str() != map.hash {
            std::fs::remove_file(&part).map_err(|error| disk(&error))?;
            return Err(CallError::new(Code::Refused, "the basemap's bytes are not what the server said"));
        }
        std::fs::rename(&part, self.path()).map_err(|error| disk(&error))?;
        write_private(&self.facts_path(), &serde_json::to_vec(map).map_err(CallError::bad_output)?)
    }
}

/// What map the server offers.
fn ask(enrolment: &Enrolment) -> Result<Basemap, CallError> {
    let url = format!("{}/v1/basemap", enrolment.server);
    let response = http::client()?.get(url).bearer_auth(&enrolment.token).send();
    let response = http::accepted(response.map_err(|error| http::unreachable(&error))?)?;
    response.json().map_err(|error| http::unreachable(&error.without_url()))
}

/// How far a fetch came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetched {
    Whole,
    Stopped,
}

impl FieldApp {
    fn run_map(self, enrolment: &Enrolment) {
        self.map().run(&self, enrolment);
    }
}
