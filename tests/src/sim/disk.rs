//! A store on a disk of its own: it can be killed, copied, put back and filled up.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use latarnia_core::store::Store;

use super::fuse::{Blow, Fuse, Point, files_of, scene_of};

/// What the system lets a program do in its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Read only.
    ReadOnly,
    /// Read and write.
    Write,
}

/// An open store and the folder it lies in.
pub struct Disk {
    file: PathBuf,
    // None only while it is being reopened.
    store: Option<Store>,
    fuse: Option<Fuse>,
    /// What struck during the last work.
    pub struck: Option<Blow>,
}

/// A new store, as bytes: the migrations are run once, not once for each store of each story.
fn blank() -> &'static [u8] {
    static BLANK: OnceLock<Vec<u8>> = OnceLock::new();
    BLANK.get_or_init(|| {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let file = folder.path().join("store.db");
        let store = Store::open(&file, None).expect("a new store opens");
        store.checkpoint().expect("a new store checkpoints");
        drop(store);
        std::fs::read(&file).expect("the store is a file")
    })
}

impl Disk {
    /// A new, empty store in a new folder.
    pub fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("the simulation's folder is writable");
        let file = folder.join("store.db");
        std::fs::write(&file, blank()).expect("the simulation's folder is writable");
        Self::open(file)
    }

    fn open(file: PathBuf) -> Self {
        let store = Some(Store::open(&file, None).expect("a store opens after whatever happened to it"));
        Self { file, store, fuse: None, struck: None }
    }

    /// The store.
    pub const fn store(&self) -> &Store {
        self.store.as_ref().expect("it is open")
    }

    /// The store, to be written.
    pub const fn store_mut(&mut self) -> &mut Store {
        self.store.as_mut().expect("it is open")
    }

    /// Works on the store with the fuse lit, and tells what blow struck. A process that died of it is
    /// started again before this returns.
    pub fn work<T>(&mut self, work: impl FnOnce(&mut Store) -> T) -> (T, Option<Blow>) {
        self.light(true);
        let done = work(self.store_mut());
        self.light(false);
        let blown = self.fuse.as_ref().and_then(Fuse::blown);
        if blown.is_some() {
            self.defuse();
        }
        if blown == Some(Blow::Death) {
            self.bury();
        }
        self.struck = blown;
        (done, blown)
    }

    fn light(&self, lit: bool) {
        if let Some(fuse) = &self.fuse {
            fuse.light(lit);
        }
    }

    /// Lays a fuse: the store's next work may fail.
    pub fn mine(&mut self, point: Point, blow: Blow) {
        self.defuse();
        self.fuse = Some(Fuse::lay(self.store().db(), &self.file, point, blow));
    }

    /// Takes the fuse away.
    pub fn defuse(&mut self) {
        let none: Option<fn() -> bool> = None;
        self.store().db().progress_handler(0, none).expect("the connection is our own");
        self.store().db().commit_hook(none).expect("the connection is our own");
        self.fuse = None;
    }

    /// Goes on with what was on disk when the process died.
    fn bury(&mut self) {
        self.store = None;
        let scene = scene_of(&self.file);
        self.put(&scene);
        std::fs::remove_dir_all(scene).expect("the simulation's folder is writable");
    }

    /// Closes the store and opens it again, as when the program is started anew.
    pub fn reopen(&mut self) {
        self.fuse = None;
        self.store = None;
        self.store = Some(Store::open(&self.file, None).expect("a closed store opens"));
    }

    /// Copies the files as they lie there, open or not.
    pub fn copy_files(&self, folder: &Path) {
        if folder.exists() {
            std::fs::remove_dir_all(folder).expect("the simulation's folder is writable");
        }
        std::fs::create_dir_all(folder).expect("the simulation's folder is writable");
        for part in files_of(&self.file).iter().filter(|part| part.exists()) {
            let name = part.file_name().expect("it is a file");
            std::fs::copy(part, folder.join(name)).expect("the simulation's folder is writable");
        }
    }

    /// Copies the store the way a running program does.
    pub fn back_up(&self, folder: &Path) -> latarnia_core::Result<()> {
        std::fs::create_dir_all(folder).expect("the simulation's folder is writable");
        let target = folder.join("store.db");
        if target.exists() {
            std::fs::remove_file(&target).expect("the simulation's folder is writable");
        }
        self.store().backup(&target)
    }

    /// Replaces the files by those of a copy and opens them.
    pub fn put(&mut self, copy: &Path) {
        self.fuse = None;
        self.store = None;
        for part in files_of(&self.file) {
            let name = part.file_name().expect("it is a file");
            let kept = copy.join(name);
            if kept.exists() {
                std::fs::copy(kept, &part).expect("the simulation's folder is writable");
            } else if part.exists() {
                std::fs::remove_file(&part).expect("the simulation's folder is writable");
            }
        }
        let shared = self.file.with_extension("db-shm");
        if shared.exists() {
            std::fs::remove_file(shared).expect("the simulation's folder is writable");
        }
        self.store = Some(Store::open(&self.file, None).expect("a copied store opens"));
    }

    /// A second disk with a copy of the files.
    #[must_use]
    pub fn clone_to(&self, folder: &Path) -> Self {
        self.copy_files(folder);
        Self::open(folder.join("store.db"))
    }

    /// Takes the permission to write away, or gives it back. A program that is started again has it.
    pub fn permit(&self, permission: Permission) {
        let only = if permission == Permission::ReadOnly { "on" } else { "off" };
        self.store().db().pragma_update(None, "query_only", only).expect("the connection is our own");
    }

    /// May the store not be written just now?
    pub fn is_locked(&self) -> bool {
        let only: i64 = self
            .store()
            .db()
            .query_row("pragma query_only", [], |row| row.get(0))
            .expect("an open store has this setting");
        only != 0
    }

    /// Leaves room for no more than so many pages more; all the room there is without a number.
    pub fn leave_room(&self, pages: Option<i64>) {
        let db = self.store().db();
        let used: i64 =
            db.query_row("pragma page_count", [], |row| row.get(0)).expect("an open store has pages");
        let limit = pages.map_or(1_073_741_823, |pages| used + pages);
        db.query_row(&format!("pragma max_page_count = {limit}"), [], |_| Ok(()))
            .expect("the limit is a number");
    }
}
