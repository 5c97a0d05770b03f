//! The invented town of Latarnowo: a basemap and a list of its places for demonstrations and tests.
//!
//! Nothing here is real. The same seed draws the same town to the byte, so pictures and tests can rely on it.
//!
//! - `draw`: lays the town out in metres, from the river to the garden hut
//! - `tile`: cuts the plan into vector tiles in the layers of the Protomaps basemap
//! - [`write_basemap`]: puts the tiles into one `PMTiles` file
//! - [`town`]: districts, facilities and spots as plain data
//! - [`inspect`]: tells whether a file, ours or any other, can serve as a basemap
//!
//! It deliberately does not read map data: a centre makes its basemap with any `PMTiles` tool.

mod archive;
mod dice;
mod draw;
mod error;
mod geometry;
mod inspect;
mod names;
mod plan;
mod projection;
mod tile;
mod town;

pub use archive::{Progress, write_basemap, write_basemap_of};
pub use error::BasemapError;
pub use inspect::{BasemapFacts, inspect};
pub use town::{Bounds, District, Facility, LonLat, Spot, Town, town};

/// The seed of the town everyone knows.
pub const SEED: u64 = 0x004C_6174_6172_6E6F;
