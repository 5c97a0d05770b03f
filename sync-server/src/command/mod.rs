//! Everything but serving: one family per file. Each opens the registry, does one thing whole or not
//! at all, and says what it did.

mod backup;
mod carry;
mod check;
mod device;
mod staff;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use latarnia_core::clock::Clock;

use crate::Error;
use crate::basemap::Shelf;
use crate::config::{Area, Basemap, Command, Place, User, must_have_folder};
use crate::registry::Opened;
use crate::registry::sqlite::FILE;

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
        // The first user or area may come before the first start.
        Command::User(user @ User::Add(_)) => staff::user(&Opened::at(place).await?, user, clock.now()).await,
        Command::Area(area @ Area::Add { .. }) => {
            staff::area(&Opened::at(place).await?, area, clock.now()).await
        }
        Command::User(user) => staff::user(&there(place).await?, user, clock.now()).await,
        Command::Area(area) => staff::area(&there(place).await?, area, clock.now()).await,
        Command::Device(device) => device::run(&*there(place).await?.accounts(), device, clock.now()).await,
        Command::Backup { file } => backup::run(place, &file).await,
        Command::Restore { file } => backup::restore(place, &file),
        Command::Move { to } => carry::run(data, &to).await,
        Command::Check => check::run(place).await,
    }
}

/// The registry, which must be there: one made by mistake would hide a mistyped folder.
async fn there(place: &Place) -> Result<Opened, Error> {
    if place.database.is_none() {
        existing(&place.data)?;
    }
    Opened::at(place).await
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
