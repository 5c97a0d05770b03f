//! The command line and its environment.

mod typed;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use latarnia_core::access::Role;

use crate::Error;
use crate::backup::Plan;

/// The sync server of Latarnia.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub place: Place,
    /// What to log, such as `debug` or `latarnia_server=debug`
    #[arg(long, env = "LATARNIA_LOG", default_value = "info,refinery_core=warn", value_parser = typed::log_filter, global = true)]
    pub log: String,
    #[command(subcommand)]
    pub command: Command,
}

/// Where everything rests.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Folder of the registry or its replica, the basemap and the epoch
    #[arg(long, env = "LATARNIA_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// A `PostgreSQL` database that several servers share, such as `postgres://latarnia@host/latarnia`
    #[arg(long, env = "LATARNIA_DATABASE", hide_env_values = true, global = true)]
    pub database: Option<Address>,
}

impl Place {
    /// Refuses a data folder that is not there: making one silently would hide a mistyped path.
    pub fn must_have_folder(&self) -> Result<(), Error> {
        must_have_folder(&self.data)
    }
}

/// The address of a database. It may hold a password, so it is never shown.
#[derive(Clone)]
pub struct Address(String);

impl Address {
    /// The address itself.
    pub fn url(&self) -> &str {
        &self.0
    }
}

impl From<String> for Address {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve phones and the console until Ctrl-C or SIGTERM
    Serve(Serve),
    /// Fill an empty registry with the invented town of Latarnowo
    Demo,
    /// People who may sign in
    #[command(subcommand)]
    User(User),
    /// Areas of the centre
    #[command(subcommand)]
    Area(Area),
    /// Enrolled phones
    #[command(subcommand)]
    Device(Device),
    /// Copy the registry to a new file while the server runs
    Backup { file: PathBuf },
    /// Check a backup and take it as the registry of a data folder that has none; phones send what it lacks
    Restore { file: PathBuf },
    /// Carry the registry of the data folder over into an empty `PostgreSQL` database, and compare it there
    Move {
        /// The database, such as `postgres://latarnia@host/latarnia`
        #[arg(long)]
        to: Address,
    },
    /// Look for damage: the file, the numbers of the log, the registry against the log
    Check,
    /// The map underneath
    #[command(subcommand)]
    Basemap(Basemap),
    /// Print the OpenAPI document
    Openapi,
    /// Write the generated files (TypeScript types, OpenAPI document) again
    Types,
}

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "LATARNIA_SERVER_ADDR", default_value = "127.0.0.1:8787")]
    pub addr: SocketAddr,
    /// The address by which phones reach this server; stands in enrolment codes
    #[arg(long, env = "LATARNIA_PUBLIC_URL", value_parser = typed::public_address)]
    pub public_url: Option<String>,
    /// A proxy before this server speaks TLS and sets x-forwarded-for
    #[arg(long, env = "LATARNIA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Days a phone may stay away before it locks
    #[arg(long, env = "LATARNIA_LEASE_DAYS", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=365))]
    pub lease_days: u32,
    /// The centre's name
    #[arg(long, env = "LATARNIA_ORGANISATION", default_value = "MOPS Latarnowo", value_parser = typed::name)]
    pub organisation: String,
    /// Sign-ins and enrolments one address may try at once; one more every second
    #[arg(long, env = "LATARNIA_SIGN_IN_BURST", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub sign_in_burst: u32,
    /// Seconds an answer may take to begin
    #[arg(long, env = "LATARNIA_ANSWER_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub answer_seconds: u64,
    /// GiB that pictures may take in all; notes are never refused for want of room for pictures
    #[arg(long, env = "LATARNIA_PHOTO_SPACE_GIB", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub photo_space_gib: u32,
    #[command(flatten)]
    pub backups: Backups,
}

/// What is copied, and what others copy.
#[derive(Clone, Debug, Args)]
pub struct Backups {
    /// Folder, which must be there, into which the registry with its pictures is backed up by schedule; erasure
    /// reaches what is there
    #[arg(long, env = "LATARNIA_BACKUP_DIR")]
    pub backup_dir: Option<PathBuf>,
    /// From one backup to the next, such as 24h, 90m or 7d
    #[arg(long, env = "LATARNIA_BACKUP_EVERY", default_value = "24h", value_parser = typed::period)]
    pub backup_every: Duration,
    /// How many backups stay
    #[arg(long, env = "LATARNIA_BACKUP_KEEP", default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..))]
    pub backup_keep: u16,
    /// Days for which backups are kept that others make, of the `PostgreSQL` database or of the machine; receipts
    /// for erasures then name the day after which none of those holds what was erased
    #[arg(long, env = "LATARNIA_OTHER_BACKUPS_DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub other_backups_days: Option<u32>,
}

impl Backups {
    fn plan(&self) -> Option<Plan> {
        let every = i64::try_from(self.backup_every.as_millis()).unwrap_or(i64::MAX);
        let keep = usize::from(self.backup_keep);
        self.backup_dir.clone().map(|folder| Plan { folder, every, keep })
    }
}

/// What a running server knows of its command line.
#[derive(Clone, Debug)]
pub struct Settings {
    pub place: Place,
    pub public_url: String,
    pub behind_proxy: bool,
    pub lease_days: u32,
    pub organisation: String,
    pub sign_in_burst: u32,
    /// How long an answer may take to begin, its request's body included.
    pub answer_within: Duration,
    /// Bytes that pictures may take in all.
    pub photo_space: u64,
    /// The backups to be made, if any are.
    pub backups: Option<Plan>,
    /// Days for which backups are kept that others make.
    pub other_backups_days: Option<u32>,
}

impl Settings {
    /// The settings of a server that listens on `address`.
    pub fn new(place: Place, serve: &Serve, address: SocketAddr) -> Self {
        Self {
            place,
            public_url: serve.public_url.clone().unwrap_or_else(|| format!("http://{address}")),
            behind_proxy: serve.behind_proxy,
            lease_days: serve.lease_days,
            organisation: serve.organisation.clone(),
            sign_in_burst: serve.sign_in_burst,
            answer_within: Duration::from_secs(serve.answer_seconds),
            photo_space: u64::from(serve.photo_space_gib) << 30,
            backups: serve.backups.plan(),
            other_backups_days: serve.backups.other_backups_days,
        }
    }

    /// The cookie is for encrypted connections only, unless all of this happens on one machine.
    pub fn secure_cookie(&self) -> bool {
        self.behind_proxy || self.public_url.starts_with("https:")
    }
}

/// Refuses a data folder that is not there.
pub fn must_have_folder(data: &std::path::Path) -> Result<(), Error> {
    if data.is_dir() {
        Ok(())
    } else if data.exists() {
        Err(Error::DataIsNoFolder(data.to_owned()))
    } else {
        Err(Error::NoDataFolder(data.to_owned()))
    }
}

/// People who may sign in.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add one; the password is read from the standard input
    Add(NewUser),
    /// List them
    List,
    /// Set a password, read from the standard input; open sessions end
    Password { name: String },
}

/// Somebody new.
#[derive(Debug, Args)]
pub struct NewUser {
    /// What is typed at sign-in
    #[arg(value_parser = typed::sign_in_name)]
    pub name: String,
    /// First and last name, as colleagues see it
    #[arg(long, value_parser = typed::name)]
    pub full_name: String,
    /// streetworker, supervisor or administrator
    #[arg(long, value_parser = |text: &str| text.parse::<Role>().map_err(|_| "streetworker, supervisor or administrator"))]
    pub role: Role,
    /// An area to work in, by name; may be repeated. A supervisor without one sees all.
    #[arg(long = "area")]
    pub areas: Vec<String>,
}

/// Areas of the centre.
#[derive(Debug, Subcommand)]
pub enum Area {
    /// Add one
    Add {
        #[arg(value_parser = typed::name)]
        name: String,
    },
    /// List them
    List,
}

/// Enrolled phones.
#[derive(Debug, Subcommand)]
pub enum Device {
    /// List them
    List,
    /// End a phone's access at once
    Revoke { id: String },
    /// Print a link that enrols one phone for someone who may sign in; valid ten minutes
    Invite {
        /// What they type at sign-in
        name: String,
        /// The address by which the phone reaches this server
        #[arg(long, env = "LATARNIA_PUBLIC_URL", default_value = "http://127.0.0.1:8787", value_parser = typed::public_address)]
        server: String,
    },
}

/// The map underneath.
#[derive(Debug, Subcommand)]
pub enum Basemap {
    /// Take a `PMTiles` file with vector tiles into use; phones fetch it at their next sync
    Add { file: PathBuf },
}
