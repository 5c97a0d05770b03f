//! The basemap's files: named by their hash, never changed, one of them in use.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use latarnia_basemap::{BasemapFacts, inspect};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Error;
use crate::error::ApiError;

/// The basemap in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, TS)]
pub struct Basemap {
    /// BLAKE3 of the file, 64 hex digits; also its name.
    pub hash: String,
    pub bytes: u64,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    pub max_zoom: u8,
}

/// The folder they stand in.
pub struct Shelf(PathBuf);

impl Shelf {
    /// The shelf of a data folder.
    pub fn of(data: &Path) -> Self {
        Self(data.join("basemap"))
    }

    /// The basemap in use.
    pub fn current(&self) -> Result<Option<Basemap>, ApiError> {
        let told = match std::fs::read(self.0.join("current.json")) {
            Ok(told) => told,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ApiError::Internal(error.to_string())),
        };
        let basemap = serde_json::from_slice(&told).map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok(Some(basemap))
    }

    /// The file with that hash; anything but a hash names no file.
    pub fn file(&self, hash: &str) -> Option<PathBuf> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let path = self.0.join(format!("{hash}.pmtiles"));
        (is_hash && path.is_file()).then_some(path)
    }

    /// Looks whether `file` can serve, copies it and takes it into use; all of it or nothing.
    pub fn add(&self, file: &Path) -> Result<Basemap, Error> {
        let refused = |source| Error::Basemap { path: file.to_owned(), source };
        let facts = inspect(file).map_err(refused)?;
        std::fs::create_dir_all(&self.0).map_err(Error::file(&self.0))?;
        let part = self.0.join("incoming.part");
        let copied = copy(file, &part);
        if copied.is_err() {
            // What could not be written whole is no use to anybody.
            drop(std::fs::remove_file(&part));
        }
        let hash = copied?;
        let target = self.0.join(format!("{hash}.pmtiles"));
        std::fs::rename(&part, &target).map_err(Error::file(&target))?;
        let basemap = told_by(&facts, hash);
        self.use_from_now_on(&basemap)?;
        Ok(basemap)
    }

    fn use_from_now_on(&self, basemap: &Basemap) -> Result<(), Error> {
        let (part, current) = (self.0.join("current.part"), self.0.join("current.json"));
        let told = serde_json::to_vec(basemap).map_err(latarnia_core::Error::from)?;
        std::fs::write(&part, told).map_err(Error::file(&part))?;
        std::fs::rename(&part, &current).map_err(Error::file(&current))
    }
}

fn told_by(facts: &BasemapFacts, hash: String) -> Basemap {
    let area = facts.bounds;
    let bounds = [area.west, area.south, area.east, area.north];
    Basemap { hash, bytes: facts.bytes, bounds, max_zoom: facts.max_zoom }
}

fn copy(from: &Path, to: &Path) -> Result<String, Error> {
    let mut source = BufReader::new(File::open(from).map_err(Error::file(from))?);
    let mut target = File::create(to).map_err(Error::file(to))?;
    let mut hash = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = source.read(&mut buffer).map_err(Error::file(from))?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hash.update(piece);
        target.write_all(piece).map_err(Error::file(to))?;
    }
    target.sync_all().map_err(Error::file(to))?;
    Ok(hash.finalize().to_hex().to_string())
}
