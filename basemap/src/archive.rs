//! Writes the town as one `PMTiles` file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use pmtiles::{PmTilesWriter, TileCoord, TileId, TileType};
use serde_json::json;

use crate::draw;
use crate::error::BasemapError;
use crate::plan::{Layer, Plan};
use crate::projection::degrees;
use crate::tile::{LAND, MAX_ZOOM, MIN_ZOOM, tiles};

/// How far the writing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub zoom: u8,
    pub last_zoom: u8,
    pub tiles: u32,
}

/// Writes Latarnowo to `path`, replacing what was there only when all is written.
pub fn write_basemap(path: &Path, progress: impl FnMut(Progress)) -> Result<(), BasemapError> {
    write(draw::latarnowo(), path, progress)
}

/// Writes the town another seed would have given.
pub fn write_basemap_of(seed: u64, path: &Path, progress: impl FnMut(Progress)) -> Result<(), BasemapError> {
    write(&draw::draw(seed), path, progress)
}

fn write(plan: &Plan, path: &Path, mut progress: impl FnMut(Progress)) -> Result<(), BasemapError> {
    let part = beside(path);
    let failed = |source| BasemapError::Unwritable { path: path.to_owned(), source };
    let file = File::create(&part).map_err(failed)?;
    fill(plan, BufWriter::new(file), &mut progress)
        .map_err(|source| BasemapError::Unfinished { path: path.to_owned(), source })?;
    std::fs::rename(&part, path).map_err(failed)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn fill(plan: &Plan, out: BufWriter<File>, progress: &mut impl FnMut(Progress)) -> pmtiles::PmtResult<()> {
    let [west, south, east, north] = LAND;
    let (low, high, middle) = (degrees([west, south]), degrees([east, north]), degrees([0.0, 0.0]));
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(MIN_ZOOM)
        .max_zoom(MAX_ZOOM)
        .bounds(low.lon, low.lat, high.lon, high.lat)
        .center(middle.lon, middle.lat)
        .center_zoom(13)
        .metadata(metadata())
        .create(out)?;
    let mut written = 0;
    for zoom in MIN_ZOOM..=MAX_ZOOM {
        let mut ordered = Vec::new();
        for ((x, y), bytes) in tiles(plan, zoom) {
            let coord = TileCoord::new(zoom, x, y)?;
            ordered.push((TileId::from(coord).value(), coord, bytes));
        }
        ordered.sort_by_key(|(id, _, _)| *id);
        for (_, coord, bytes) in &ordered {
            writer.add_tile(*coord, bytes)?;
            written += 1;
        }
        progress(Progress { zoom, last_zoom: MAX_ZOOM, tiles: written });
    }
    writer.finalize().map(drop)
}

fn metadata() -> String {
    let fields = json!({"kind": "String", "kind_detail": "String", "name": "String", "min_zoom": "Number", "sort_rank": "Number"});
    let layers: Vec<_> = Layer::ALL
        .into_iter()
        .map(|layer| json!({"id": layer.name(), "fields": fields, "minzoom": MIN_ZOOM, "maxzoom": MAX_ZOOM}))
        .collect();
    json!({"name": "Latarnowo", "type": "baselayer", "version": "1", "attribution": "Latarnowo", "vector_layers": layers}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_other_tiles() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("again.pmtiles");
        write_basemap_of(crate::SEED, &path, |_| {}).unwrap();
        assert!(std::fs::read(path).unwrap() == crate::inspect::tests::sound());
        assert!(tiles(&draw::draw(1), 13) != tiles(draw::latarnowo(), 13));
    }

    #[test]
    fn the_file_stays_small_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latarnowo.pmtiles");
        let mut seen = Vec::new();
        write_basemap(&path, |progress| seen.push(progress.zoom)).unwrap();
        assert_eq!(seen, (MIN_ZOOM..=MAX_ZOOM).collect::<Vec<_>>());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let facts = inspect(&path).unwrap();
        assert!(facts.bytes < 6_000_000, "{} bytes", facts.bytes);
        assert_eq!((facts.min_zoom, facts.max_zoom), (8, 15));
        assert!(facts.tiles > 500);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named_in_the_error() {
        let error = write_basemap(Path::new("/nowhere/at/all.pmtiles"), |_| {}).unwrap_err();
        assert!(error.to_string().contains("/nowhere/at/all.pmtiles"));
    }
}
