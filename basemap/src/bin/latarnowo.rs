//! Writes the basemap of Latarnowo: `latarnowo OUT.pmtiles`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let path: PathBuf = std::env::args_os().nth(1).context("usage: latarnowo OUT.pmtiles")?.into();
    let mut out = std::io::stderr();
    latarnia_basemap::write_basemap(&path, |progress| {
        // a closed terminal is no reason to stop writing
        let _ = writeln!(out, "zoom {}/{}: {} tiles", progress.zoom, progress.last_zoom, progress.tiles);
    })?;
    let facts = latarnia_basemap::inspect(&path)?;
    writeln!(out, "{}: {} tiles, {} kB", path.display(), facts.tiles, facts.bytes / 1000)?;
    Ok(())
}
