//! Tells whether a file can serve as a basemap, and what it covers.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;
use flate2::read::GzDecoder;
use geozero::mvt::{Message, Tile};
use pmtiles::{Compression, Header, TileType};
use serde_json::Value;

use crate::error::BasemapError;
use crate::town::Bounds;

const HEADER: usize = 127;
/// More than any directory or first tile of a sound basemap.
const MOST: u64 = 64 << 20;

/// What a basemap file says about itself, after a look at whether it is true.
#[derive(Debug, Clone, PartialEq)]
pub struct BasemapFacts {
    pub bytes: u64,
    pub bounds: Bounds,
    pub min_zoom: u8,
    pub max_zoom: u8,
    /// Tiles one can ask for; equal tiles count each time.
    pub tiles: u64,
    pub layers: Vec<String>,
    pub name: Option<String>,
    pub attribution: Option<String>,
}

/// Reads header, metadata, root directory and one tile.
pub fn inspect(path: &Path) -> Result<BasemapFacts, BasemapError> {
    let unreadable = |source| BasemapError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let mut head = Vec::new();
    file.by_ref().take(127).read_to_end(&mut head).map_err(unreadable)?;
    let (header, sections) = header(&head, bytes)?;
    let mut archive = Archive { file, path, header, sections };
    let metadata = archive.metadata()?;
    archive.try_first_tile()?;
    let text = |key: &str| metadata.get(key).and_then(Value::as_str).map(str::to_owned);
    let header = &archive.header;
    Ok(BasemapFacts {
        bytes,
        bounds: Bounds {
            west: header.min_longitude,
            south: header.min_latitude,
            east: header.max_longitude,
            north: header.max_latitude,
        },
        min_zoom: header.min_zoom,
        max_zoom: header.max_zoom,
        tiles: header.n_addressed_tiles().map_or(0, std::num::NonZero::get),
        layers: layers(&metadata),
        name: text("name"),
        attribution: text("attribution"),
    })
}

fn layers(metadata: &Value) -> Vec<String> {
    let list = metadata.get("vector_layers").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|layer| layer.get("id")?.as_str()).map(str::to_owned).collect()
}

/// Where a part of the file begins and how long it is.
#[derive(Debug, Clone, Copy)]
struct Section {
    start: u64,
    length: u64,
}

#[derive(Debug, Clone, Copy)]
struct Sections {
    root: Section,
    metadata: Section,
    leaves: Section,
    tiles: Section,
}

fn header(head: &[u8], bytes: u64) -> Result<(Header, Sections), BasemapError> {
    if head.is_empty() {
        return Err(BasemapError::Empty);
    }
    let magic = b"PMTiles";
    if !head.iter().zip(magic).all(|(a, b)| a == b) {
        return Err(if head.starts_with(b"PM") {
            BasemapError::OtherVersion { found: 2 }
        } else {
            BasemapError::NotPmtiles
        });
    }
    if head.len() < HEADER {
        return Err(BasemapError::Truncated { needed: 127, found: bytes });
    }
    match head.get(7) {
        Some(3) => {}
        found => return Err(BasemapError::OtherVersion { found: found.copied().unwrap_or(0) }),
    }
    let parsed = Header::try_from_bytes(Bytes::copy_from_slice(head))
        .map_err(|_damage| BasemapError::Damaged { what: "the header" })?;
    if let Some(found) = images(parsed.tile_type) {
        return Err(BasemapError::NotVector { found });
    }
    let sections = sections(head).ok_or(BasemapError::Damaged { what: "the header" })?;
    for section in [sections.root, sections.metadata, sections.leaves, sections.tiles] {
        let needed =
            section.start.checked_add(section.length).ok_or(BasemapError::Damaged { what: "the header" })?;
        if needed > bytes && section.length > 0 {
            return Err(BasemapError::Truncated { needed, found: bytes });
        }
    }
    if sections.tiles.length == 0 || sections.root.length == 0 {
        return Err(BasemapError::NoTiles);
    }
    Ok((parsed, sections))
}

fn images(kind: TileType) -> Option<&'static str> {
    match kind {
        TileType::Mvt => None,
        TileType::Png => Some("PNG"),
        TileType::Jpeg => Some("JPEG"),
        TileType::Webp => Some("WebP"),
        TileType::Avif => Some("AVIF"),
        _ => Some("unknown"),
    }
}

fn sections(head: &[u8]) -> Option<Sections> {
    let number = |at: usize| Some(u64::from_le_bytes(head.get(at..at + 8)?.try_into().ok()?));
    let section = |at: usize| Some(Section { start: number(at)?, length: number(at + 8)? });
    Some(Sections { root: section(8)?, metadata: section(24)?, leaves: section(40)?, tiles: section(56)? })
}

struct Archive<'a> {
    file: File,
    path: &'a Path,
    header: Header,
    sections: Sections,
}

impl Archive<'_> {
    fn read(&mut self, section: Section) -> Result<Vec<u8>, BasemapError> {
        let unreadable = |source| BasemapError::Unreadable { path: self.path.to_owned(), source };
        if section.length > MOST {
            return Err(BasemapError::Damaged { what: "a part is larger than any basemap needs" });
        }
        self.file.seek(SeekFrom::Start(section.start)).map_err(unreadable)?;
        let mut bytes = Vec::new();
        (&self.file).take(section.length).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    }

    /// A part packed the way directories and metadata are; `None` for packings we do not carry.
    fn unpacked(
        &mut self,
        section: Section,
        packing: Compression,
        what: &'static str,
    ) -> Result<Option<Vec<u8>>, BasemapError> {
        let bytes = self.read(section)?;
        match packing {
            Compression::None => Ok(Some(bytes)),
            Compression::Gzip => {
                let mut plain = Vec::new();
                match GzDecoder::new(bytes.as_slice()).take(MOST).read_to_end(&mut plain) {
                    Ok(_) => Ok(Some(plain)),
                    Err(_) => Err(BasemapError::Damaged { what }),
                }
            }
            _ => Ok(None),
        }
    }

    fn metadata(&mut self) -> Result<Value, BasemapError> {
        let what = "the metadata";
        let plain = self.unpacked(self.sections.metadata, self.header.internal_compression(), what)?;
        plain.map_or(Ok(Value::Null), |plain| {
            serde_json::from_slice(&plain).map_err(|_damage| BasemapError::Damaged { what })
        })
    }

    /// Follows the directory to its first tile and decodes it.
    fn try_first_tile(&mut self) -> Result<(), BasemapError> {
        let mut directory = self.sections.root;
        for _depth in 0..4 {
            let packing = self.header.internal_compression();
            let Some(plain) = self.unpacked(directory, packing, "the directory")? else { return Ok(()) };
            let first = Entry::first(&plain).ok_or(BasemapError::Damaged { what: "the directory" })?;
            let base = if first.leaf { self.sections.leaves } else { self.sections.tiles };
            let start = base
                .start
                .checked_add(first.offset)
                .ok_or(BasemapError::Damaged { what: "the directory" })?;
            let section = Section { start, length: first.length };
            if first.leaf {
                directory = section;
                continue;
            }
            let Some(plain) = self.unpacked(section, self.header.tile_compression, "the first tile")? else {
                return Ok(());
            };
            return Tile::decode(plain.as_slice())
                .map(drop)
                .map_err(|_damage| BasemapError::Damaged { what: "the first tile" });
        }
        Err(BasemapError::Damaged { what: "the directory" })
    }
}

/// The first entry of a directory.
struct Entry {
    leaf: bool,
    length: u64,
    offset: u64,
}

impl Entry {
    /// Directories are written column by column: ids, run lengths, lengths, offsets, each a varint.
    fn first(mut bytes: &[u8]) -> Option<Self> {
        let entries = varint(&mut bytes)?;
        let columns = entries.checked_mul(4)?;
        if entries == 0 || columns > MOST {
            return None;
        }
        let mut column = |skip: u64| {
            let value = varint(&mut bytes)?;
            for _ in 0..skip {
                varint(&mut bytes)?;
            }
            Some(value)
        };
        let _id = column(entries - 1)?;
        let run = column(entries - 1)?;
        let length = column(entries - 1)?;
        let offset = column(0)?.checked_sub(1)?;
        Some(Self { leaf: run == 0, length, offset })
    }
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod tests;
