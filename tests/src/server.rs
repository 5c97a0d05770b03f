//! The sync server, as a process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::{NamedTempFile, TempDir};

use crate::console::Console;
use crate::process::{Process, program};

/// A server with its data folder.
pub struct Server {
    folder: PathBuf,
    /// The shared database its registry rests in, if it does not rest in the folder.
    database: Option<String>,
    /// Removed with the server, if it is the server's own.
    own: Option<TempDir>,
    process: Option<Process>,
    address: String,
    log: NamedTempFile,
    manner: Manner,
    /// Where it puts backups, and how often.
    backups: Option<(PathBuf, &'static str)>,
}

/// How long a server may take to be ready: it fills its replica from the journal first, a million lines in minutes.
const FILLED: Duration = Duration::from_secs(600);

/// How a server is run.
#[derive(Clone, Copy)]
struct Manner {
    /// What it logs.
    log: &'static str,
    /// How many may enrol at once.
    enrolments: &'static str,
}

/// It tells everything.
const TALKATIVE: Manner = Manner { log: "debug", enrolments: "30" };
/// It logs as in production, and a thousand phones may enrol from one address.
const QUIET: Manner = Manner { log: "info", enrolments: "1000000" };

/// The demo's password, the same for everyone in the fictional town.
pub const PASSWORD: &str = "latarnia-demo";

impl Server {
    /// A server with the fictional town: 60 sites, 180 people, 90 days of outings.
    pub fn of_latarnowo() -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        run(own.path(), None, &["demo"], "");
        let mut server = Self::open(own.path(), None, TALKATIVE);
        server.own = Some(own);
        server
    }

    /// A server for so many teams, each with an area and a worker of its own, `team1` and so on, whose phones
    /// may be many. It logs as in production.
    pub fn of_teams(teams: usize, database: Option<&str>) -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        let admin = ["user", "add", "admin", "--full-name", "Adam Czyż", "--role", "administrator"];
        run(own.path(), database, &admin, PASSWORD);
        for nth in 1..=teams {
            let (area, name) = (format!("Rejon {nth}"), format!("team{nth}"));
            run(own.path(), database, &["area", "add", &area], "");
            let add = ["user", "add", &name, "--full-name", &name, "--role", "streetworker", "--area", &area];
            run(own.path(), database, &add, PASSWORD);
        }
        let mut server = Self::open(own.path(), database, QUIET);
        server.own = Some(own);
        server
    }

    /// A server with two areas, one streetworker, one supervisor and one administrator, and nothing else.
    pub fn empty() -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        let mut server = Self::empty_in(own.path());
        server.own = Some(own);
        server
    }

    /// The same, with its data in `folder`.
    pub fn empty_in(folder: &Path) -> Self {
        Self::settled(folder, None)
    }

    /// The same, with its registry in the shared database at that address.
    pub fn empty_on(database: &str) -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        let mut server = Self::settled(own.path(), Some(database));
        server.own = Some(own);
        server
    }

    /// Another server on the same shared database, with a folder of its own.
    #[must_use]
    pub fn beside(&self) -> Self {
        let own = tempfile::tempdir().expect("a temporary folder");
        let mut server = Self::open(own.path(), self.database.as_deref(), self.manner);
        server.own = Some(own);
        server
    }

    /// The same registry, carried over into that shared database, and a server on it with an empty folder.
    #[must_use]
    pub fn moved_to(self, database: &str) -> Self {
        run(&self.folder, None, &["move", "--to", database], "");
        let own = tempfile::tempdir().expect("a temporary folder");
        let mut server = Self::open(own.path(), Some(database), self.manner);
        server.own = Some(own);
        server
    }

    fn settled(folder: &Path, database: Option<&str>) -> Self {
        for area in ["Północ", "Południe"] {
            run(folder, database, &["area", "add", area], "");
        }
        let staff = [
            ("anna", "Anna Wilga", "streetworker"),
            ("bartek", "Bartek Kos", "streetworker"),
            ("nadzor", "Nadzieja Sowa", "supervisor"),
            ("admin", "Adam Czyż", "administrator"),
        ];
        for (name, full_name, role) in staff {
            let mut add = vec!["user", "add", name, "--full-name", full_name, "--role", role];
            if role == "streetworker" {
                add.extend(["--area", "Północ"]);
            }
            run(folder, database, &add, PASSWORD);
        }
        Self::open(folder, database, TALKATIVE)
    }

    fn open(folder: &Path, database: Option<&str>, manner: Manner) -> Self {
        let log = NamedTempFile::new().expect("a temporary file");
        let (folder, database) = (folder.to_owned(), database.map(str::to_owned));
        let address = String::new();
        let mut server =
            Self { folder, database, own: None, process: None, address, log, manner, backups: None };
        server.start();
        server
    }

    /// Starts the process, on the port it had before if there was one.
    pub fn start(&mut self) {
        let addr = self.address.strip_prefix("http://").unwrap_or("127.0.0.1:0").to_owned();
        let mut serve = Command::new(program("latarnia-server"));
        serve.arg("serve").env("LATARNIA_DATA", &self.folder).env("LATARNIA_SERVER_ADDR", addr);
        serve.envs(self.database.iter().map(|address| ("LATARNIA_DATABASE", address)));
        serve.env("LATARNIA_LOG", self.manner.log).env("LATARNIA_SIGN_IN_BURST", self.manner.enrolments);
        if let Some((folder, every)) = &self.backups {
            serve.env("LATARNIA_BACKUP_DIR", folder).env("LATARNIA_BACKUP_EVERY", every);
        }
        serve.stderr(self.log.reopen().expect("the log file is there"));
        let process = Process::start(&mut serve);
        self.address.clone_from(&process.address);
        self.process = Some(process);
        let ready = format!("{}/readyz", self.address);
        crate::await_patiently(FILLED, "the server is ready", || {
            reqwest::blocking::get(&ready).ok().filter(|answer| answer.status().is_success())
        });
    }

    /// Goes on as one that puts backups into that folder, so often.
    pub fn back_up(&mut self, folder: &Path, every: &'static str) {
        assert!(self.stop(), "it ends cleanly");
        self.backups = Some((folder.to_owned(), every));
        self.start();
    }

    /// How its backups stand.
    pub fn backups(&self) -> Value {
        let answer = reqwest::blocking::get(format!("{}/readyz", self.address)).expect("it serves");
        let told: Value = answer.json().expect("JSON");
        told["backups"].clone()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.process.take().expect("it was running").kill();
    }

    /// Runs `work` while it stands still, wherever it was.
    pub fn frozen<T>(&self, work: impl FnOnce() -> T) -> T {
        self.process.as_ref().expect("it is running").frozen(work)
    }

    /// `SIGTERM`; whether it ended cleanly.
    pub fn stop(&mut self) -> bool {
        self.process.take().expect("it was running").stop()
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// What it has logged so far, at the most talkative level.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).expect("the log file is there")
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Someone signed in to the console.
    pub fn sign_in(&self, name: &str) -> Console {
        Console::sign_in(&self.address, name, PASSWORD)
    }

    /// The link that enrols one phone for `worker`, once, leading over `address`.
    pub fn invite(&self, worker: &str, address: &str) -> String {
        self.invite_many(worker, address, 1).pop().expect("one was asked for")
    }

    /// So many of them.
    pub fn invite_many(&self, worker: &str, address: &str, phones: usize) -> Vec<String> {
        let office = self.sign_in("admin");
        let staff = office.get("/v1/workers");
        let listed = staff.as_array().expect("a list of staff").iter();
        let full_name =
            listed.map(|one| (one["id"].clone(), one["name"].as_str().unwrap_or_default().to_lowercase()));
        let (id, _) = full_name
            .into_iter()
            .find(|(_, name)| name.split(' ').next() == Some(worker))
            .unwrap_or_else(|| panic!("no worker {worker} among {staff}"));
        let invite = |_| {
            let invited: Value = office.post("/v1/enrolments", &json!({ "worker": id }));
            let code = invited["code"].as_str().expect("a code");
            format!("latarnia://enrol?server={address}&code={code}")
        };
        (0..phones).map(invite).collect()
    }

    /// What the command line says.
    pub fn command(&self, arguments: &[&str]) -> Output {
        output(&self.folder, self.database.as_deref(), arguments, "")
    }

    /// What it says about a data folder without a server.
    pub fn command_in(folder: &Path, arguments: &[&str]) -> Output {
        output(folder, None, arguments, "")
    }

    /// How many records of `kind` the registry holds.
    pub fn count(&self, kind: &str) -> usize {
        let file = if self.database.is_some() { "replica.db" } else { "registry.db" };
        // A replica follows when somebody asks its server.
        let ready = reqwest::blocking::get(format!("{}/readyz", self.address)).expect("the server answers");
        assert!(ready.status().is_success(), "{}", ready.status());
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = rusqlite::Connection::open_with_flags(self.folder.join(file), flags);
        let count = "select count(*) from record where kind = ?1";
        let found: i64 = db.and_then(|db| db.query_row(count, [kind], |row| row.get(0))).expect("a registry");
        usize::try_from(found).expect("a count")
    }
}

fn output(data: &Path, database: Option<&str>, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(program("latarnia-server"));
    command.args(arguments).env("LATARNIA_DATA", data);
    command.envs(database.map(|address| ("LATARNIA_DATABASE", address)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; run `make test`, which builds it"));
    // A command that reads nothing may be gone already.
    let _ = child.stdin.take().expect("piped").write_all(format!("{input}\n").as_bytes());
    child.wait_with_output().expect("it ends")
}

fn run(data: &Path, database: Option<&str>, arguments: &[&str], input: &str) {
    let done = output(data, database, arguments, input);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}
