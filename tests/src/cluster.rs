//! PostgreSQL, a cluster of its own: started in a temporary folder on a socket in it, gone with whoever
//! started it, however that ends.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Names the folder of a running cluster that several test programs share; without it each starts its own.
const GIVEN: &str = "LATARNIA_TEST_POSTGRES";

/// What makes a cluster quick: its data are thrown away anyway.
const QUICK: &str = "fsync = off\nfull_page_writes = off\nautovacuum = off\nshared_buffers = 32MB\n\
    max_connections = 200\nmax_wal_senders = 4\nmax_wal_size = 96MB\nmin_wal_size = 32MB\nlisten_addresses = ''\n";

/// What makes a cluster keep what it was told through a power loss, as in production.
pub const DURABLE: &str = "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\nautovacuum = on\n\
    shared_buffers = 128MB\nmax_wal_size = 1GB";

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    keeper: Option<Child>,
}

impl Cluster {
    /// The one cluster of this test program.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var_os(GIVEN) {
            Some(folder) => Self { folder: folder.into(), keeper: None },
            None => Self::start(""),
        })
    }

    /// A cluster with more lines in its `postgresql.conf`.
    pub fn start(settings: &str) -> Self {
        let folder = new_folder();
        let mut initdb = as_postgres("initdb");
        initdb.args(["--auth=trust", "--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C"]);
        done(initdb.arg("--pgdata").arg(folder.join("data")));
        Self::run(folder, &format!("{QUICK}{settings}\n"))
    }

    /// A copy of this cluster that follows it until it is promoted.
    #[must_use]
    pub fn standby(&self, name: &str, settings: &str) -> Self {
        let folder = new_folder();
        let mut copy = as_postgres("pg_basebackup");
        copy.arg("--host").arg(&self.folder).args([
            "--checkpoint=fast",
            "--no-sync",
            "--write-recovery-conf",
        ]);
        copy.arg(format!("--dbname=application_name={name}"));
        done(copy.arg("--pgdata").arg(folder.join("data")));
        Self::run(folder, settings)
    }

    fn run(folder: PathBuf, settings: &str) -> Self {
        let socket = format!("unix_socket_directories = '{}'\n", folder.display());
        let data = folder.join("data");
        let lines = std::fs::read_to_string(data.join("postgresql.conf")).expect("initdb wrote it");
        // The last of two equal lines counts.
        std::fs::write(data.join("postgresql.conf"), format!("{lines}\n{settings}\n{socket}"))
            .expect("write");
        let keeper = Some(keep(&folder));
        let cluster = Self { folder, keeper };
        cluster.switch_on();
        cluster
    }

    /// Starts the stopped cluster again.
    pub fn switch_on(&self) {
        let mut start = as_postgres("pg_ctl");
        start.args(["start", "--wait", "--silent", "--pgdata"]).arg(self.folder.join("data"));
        done(start.arg("--log").arg(self.folder.join("log")));
    }

    /// Power loss: every process of it is gone at once.
    pub fn switch_off(&self) {
        let mut stop = as_postgres("pg_ctl");
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]);
        done(stop.arg(self.folder.join("data")));
    }

    /// Makes a standby a cluster of its own, which may be written.
    pub fn promote(&self) {
        let mut promote = as_postgres("pg_ctl");
        done(promote.args(["promote", "--wait", "--silent", "--pgdata"]).arg(self.folder.join("data")));
    }

    /// Its socket's folder, as PostgreSQL's programs and addresses name it.
    pub fn host(&self) -> &Path {
        &self.folder
    }

    /// A new database.
    pub fn database(&self) -> Database<'_> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let nth = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("latarnia_{}_{nth}", std::process::id());
        self.existing("postgres").sql(&format!("create database {name}"));
        Database { cluster: self, name }
    }

    /// A database that is there.
    pub fn existing(&self, name: &str) -> Database<'_> {
        Database { cluster: self, name: name.to_owned() }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            // Its input ends, and with it the cluster.
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }
}

/// One database of a cluster.
#[derive(Clone)]
pub struct Database<'a> {
    cluster: &'a Cluster,
    name: String,
}

impl Database<'_> {
    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres:///{}?host={}&user=postgres", self.name, self.cluster.folder.display())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs statements; what they answer, a line a row.
    pub fn sql(&self, statements: &str) -> String {
        let mut psql = self.tool("psql");
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        let answer = done(psql.args(["--command", statements]));
        String::from_utf8_lossy(&answer.stdout).trim_end().to_owned()
    }

    /// One of PostgreSQL's programs, pointed at this database.
    pub fn tool(&self, program: &str) -> Command {
        let mut tool = as_postgres(program);
        tool.arg("--host").arg(&self.cluster.folder).args(["--username=postgres", "--dbname", &self.name]);
        tool
    }
}

/// A folder of PostgreSQL's own.
fn new_folder() -> PathBuf {
    let folder =
        tempfile::Builder::new().prefix("latarnia-pg-").tempdir().expect("a temporary folder").keep();
    if let Some((user, group)) = other_user() {
        chown(&folder, Some(user), Some(group)).expect("root may give a folder away");
    }
    folder
}

/// PostgreSQL does not run as root: root starts it as the user its package made.
fn other_user() -> Option<(u32, u32)> {
    let me = std::fs::metadata("/proc/self").expect("Linux").uid();
    let id = |what| {
        let answer = done(Command::new("id").args([what, "postgres"]));
        String::from_utf8_lossy(&answer.stdout).trim().parse().expect("a number")
    };
    (me == 0).then(|| (id("-u"), id("-g")))
}

fn as_postgres(program: &str) -> Command {
    let program = programs().join(program);
    let Some((user, group)) = other_user() else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={user}")).arg(format!("--regid={group}")).arg("--clear-groups");
    command.arg("--").arg(program).current_dir("/").env("PGUSER", "postgres");
    command
}

/// Debian keeps every version's programs apart; the newest is taken.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| number(path));
    newest.map(|path| path.join("bin")).filter(|bin| bin.join("initdb").is_file()).unwrap_or_default()
}

/// Ends the cluster and removes its folder once whoever started it is gone, killed or not.
fn keep(folder: &Path) -> Child {
    let script = "read -r _; \"$@\" stop --mode=immediate --silent --pgdata \"$0/data\"; rm -rf \"$0\"";
    let pg_ctl = as_postgres("pg_ctl");
    let mut keeper = Command::new("setsid");
    keeper.args(["sh", "-c", script]).arg(folder).arg(pg_ctl.get_program()).args(pg_ctl.get_args());
    keeper.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    keeper.spawn().expect("util-linux is there")
}

fn done(command: &mut Command) -> Output {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; scripts/setup.sh installs PostgreSQL"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {} {said}", output.status);
    output
}
