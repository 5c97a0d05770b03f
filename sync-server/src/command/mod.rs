//! Everything but serving: one family per file. Each opens the registry, does one thing whole or not
//! at all, and says what it did.

mod check;
mod staff;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use latarnia_core::clock::{Clock, Millis};
use latarnia_core::id::DeviceId;
use latarnia_core::record::Kind;

use crate::Error;
use crate::auth::enrol;
use crate::basemap::Shelf;
use crate::config::{Basemap, Command, Device, Place, must_have_folder};
use crate::registry::sqlite::FILE;
use crate::registry::{Accounts, Note, Opened};

/// Runs a command on the data folder.
pub async fn run(place: &Place, command: Command, clock: Arc<dyn Clock>) -> Result<(), Error> {
    let data = &place.data;
    match command {
        Command::Serve(_) => Err(Error::Refused("serving is no command of its own".to_owned())),
        Command::Openapi => say(&crate::types::openapi()),
        Command::Types => crate::types::write(),
        Command::Demo => {
            place.must_have_folder()?;
            only_in_a_file(place, "demo")?;
            let data = data.clone();
            let told = tokio::task::spawn_blocking(move || crate::demo::make(&data, clock.now()));
            say(&told.await.map_err(|error| Error::Refused(error.to_string()))??)
        }
        Command::Basemap(Basemap::Add { file }) => {
            place.must_have_folder()?;
            let basemap = Shelf::of(data).add(&file)?;
            say(&format!(
                "in use: {} ({} bytes, up to zoom {})\n",
                basemap.hash, basemap.bytes, basemap.max_zoom
            ))
        }
        Command::User(user) => staff::user(&Opened::at(place).await?, user, clock.now()).await,
        Command::Area(area) => staff::area(&Opened::at(place).await?, area, clock.now()).await,
        Command::Device(device) => {
            on_device(&*Opened::at(place).await?.accounts(), device, clock.now()).await
        }
        Command::Backup { file } => backup(place, file).await,
        Command::Check => check::run(place).await,
    }
}

/// The registry's file, which must be there.
fn existing(data: &Path) -> Result<PathBuf, Error> {
    must_have_folder(data)?;
    let file = data.join(FILE);
    if file.is_file() { Ok(file) } else { Err(Error::NoRegistry(data.to_owned())) }
}

/// Refuses what only a registry in a file can do.
fn only_in_a_file(place: &Place, what: &str) -> Result<(), Error> {
    match place.database {
        None => Ok(()),
        Some(_) => Err(Error::Refused(format!(
            "`{what}` works on a registry in a file; run it without --database, then `move` the registry"
        ))),
    }
}

/// Prints on the standard output.
fn say(text: &str) -> Result<(), Error> {
    std::io::stdout().write_all(text.as_bytes()).map_err(Error::file("standard output"))
}

async fn on_device(registry: &dyn Accounts, device: Device, now: Millis) -> Result<(), Error> {
    match device {
        Device::List => {
            for device in registry.devices().await? {
                let state = if device.revoked { "revoked" } else { "active" };
                let seen = device.last_sync.map_or_else(|| "never".to_owned(), staff::iso);
                say(&format!(
                    "{}\t{state}\t{}\t{}\tlast sync {seen}\n",
                    device.id, device.worker_name, device.name
                ))?;
            }
            Ok(())
        }
        Device::Invite { name, server } => invite(registry, &name, &server, now).await,
        Device::Revoke { id } => {
            let wrong = |_: uuid::Error| Error::Refused(format!("{id} is no device's id; see `device list`"));
            let device: DeviceId = id.parse().map_err(wrong)?;
            let note = Note::of_command_line("device_revoked", now).about_device(device);
            if registry.revoke(device, note).await? {
                say("revoked\n")
            } else {
                Err(Error::Refused(format!("there is no device {id}; see `device list`")))
            }
        }
    }
}

async fn invite(registry: &dyn Accounts, name: &str, server: &str, now: Millis) -> Result<(), Error> {
    let nobody = || Error::Refused(format!("nobody signs in as {name}; see `user list`"));
    let user = registry.user(name.trim().to_lowercase()).await?.ok_or_else(nobody)?;
    let code = enrol::new_code();
    let note = Note::of_command_line("enrolment_offered", now).about(Kind::Worker, user.worker);
    registry.offer_code(enrol::hash_code(&code), user.worker, now.plus(enrol::VALID_MS), note).await?;
    say(&format!("{}\n", enrol::link(server.trim_end_matches('/'), &code)))
}

/// Copies beside the target and moves the whole copy in place.
async fn backup(place: &Place, target: PathBuf) -> Result<(), Error> {
    if place.database.is_some() {
        return Err(Error::Refused(
            "the registry is in PostgreSQL: back it up with `pg_dump --format=custom`, or with base backups and \
             an archive of the write-ahead log; replicas need no backup"
                .to_owned(),
        ));
    }
    existing(&place.data)?;
    if target.exists() {
        return Err(Error::Refused(format!("{} exists already; name a new file", target.display())));
    }
    let mut part = target.clone().into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    drop(std::fs::remove_file(&part));
    let copied = Opened::at(place).await?.records().backup(part.clone()).await;
    if copied.is_err() {
        drop(std::fs::remove_file(&part));
    }
    copied?;
    std::fs::rename(&part, &target).map_err(Error::file(&target))?;
    say(&format!("backed up to {}\n", target.display()))
}
