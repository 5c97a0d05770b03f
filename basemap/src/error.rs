use std::path::PathBuf;

/// Why a basemap file cannot be written or used.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Unfinished { path: PathBuf, source: pmtiles::PmtError },
    #[error("the file is empty")]
    Empty,
    #[error("not a PMTiles file: it does not begin with the letters PMTiles")]
    NotPmtiles,
    #[error("PMTiles version {found} is not supported; convert the file to version 3")]
    OtherVersion { found: u8 },
    #[error("the file is cut short: {needed} bytes needed, {found} there; copy it again")]
    Truncated { needed: u64, found: u64 },
    #[error("the file holds {found} images; a basemap needs vector tiles (MVT)")]
    NotVector { found: &'static str },
    #[error("the file holds no tiles")]
    NoTiles,
    #[error("the file is damaged: {what}")]
    Damaged { what: &'static str },
}
