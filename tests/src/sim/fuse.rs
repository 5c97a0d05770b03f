//! The fault of a store: its n-th step or its n-th commit fails, and perhaps the process dies with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};

use rusqlite::Connection;

/// Where in a store's work it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// At the n-th dozen of steps of SQLite's machine: anywhere between and within statements.
    Step(u32),
    /// At the n-th commit.
    Commit(u32),
}

/// What happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// The statement fails, the program goes on.
    Error,
    /// The process dies on the spot; what is on disk at that instant is all there is.
    Death,
}

/// Steps of SQLite's machine between two looks at the fuse.
const STEPS: i32 = 12;

/// A fuse laid to a connection. It burns only while it is lit, so that looking on does not set it off.
pub struct Fuse {
    lit: Arc<AtomicBool>,
    blown: Arc<AtomicBool>,
    blow: Blow,
}

/// Where the files of a killed process are kept: beside its database.
pub fn scene_of(file: &Path) -> PathBuf {
    file.with_extension("killed")
}

/// The database and its write-ahead log.
pub fn files_of(file: &Path) -> [PathBuf; 2] {
    [file.to_owned(), file.with_extension("db-wal")]
}

impl Fuse {
    /// Lays a fuse to the connection of `file`.
    pub fn lay(db: &Connection, file: &Path, point: Point, blow: Blow) -> Self {
        let fuse = Self { lit: Arc::default(), blown: Arc::default(), blow };
        let burn = fuse.burn(point, file.to_owned());
        let laid = match point {
            Point::Step(_) => db.progress_handler(STEPS, Some(burn)),
            Point::Commit(_) => db.commit_hook(Some(burn)),
        };
        laid.expect("the connection is our own");
        fuse
    }

    fn burn(&self, point: Point, file: PathBuf) -> impl FnMut() -> bool + Send + 'static {
        let (Point::Step(length) | Point::Commit(length)) = point;
        let (lit, blown, blow) = (Arc::clone(&self.lit), Arc::clone(&self.blown), self.blow);
        let left = AtomicU32::new(length);
        move || {
            if !lit.load(SeqCst) {
                return false;
            }
            if left.load(SeqCst) > 0 {
                left.fetch_sub(1, SeqCst);
                return false;
            }
            if !blown.swap(true, SeqCst) && blow == Blow::Death {
                keep_scene(&file);
            }
            true
        }
    }

    /// Lights it, or puts it out.
    pub fn light(&self, lit: bool) {
        self.lit.store(lit, SeqCst);
    }

    /// What it did, if it went off.
    pub fn blown(&self) -> Option<Blow> {
        self.blown.load(SeqCst).then_some(self.blow)
    }
}

fn keep_scene(file: &Path) {
    let scene = scene_of(file);
    std::fs::create_dir_all(&scene).expect("the simulation's folder is writable");
    for part in files_of(file).iter().filter(|part| part.exists()) {
        let name = part.file_name().expect("it is a file");
        std::fs::copy(part, scene.join(name)).expect("the simulation's folder is writable");
    }
}
