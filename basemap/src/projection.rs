//! From metres around the market square to degrees, and from degrees to tile units.

use std::f64::consts::PI;

use crate::geometry::At;
use crate::town::LonLat;

/// Where the invented market square is put.
const HOME: LonLat = LonLat { lon: 19.42, lat: 51.93 };
const METRES_PER_LAT: f64 = 111_267.0;
const METRES_PER_LON: f64 = 68_820.0;

/// Units across one tile.
pub(crate) const EXTENT: f64 = 4096.0;

pub(crate) fn degrees([x, y]: At) -> LonLat {
    LonLat { lon: HOME.lon + x / METRES_PER_LON, lat: HOME.lat + y / METRES_PER_LAT }
}

/// Web Mercator position in tile units at a zoom, counted from the north-west corner of the world.
pub(crate) fn units(at: At, zoom: u8) -> At {
    let LonLat { lon, lat } = degrees(at);
    let world = EXTENT * f64::from(1_u32 << zoom);
    let phi = lat.to_radians();
    [(lon + 180.0) / 360.0 * world, (1.0 - (phi.tan() + 1.0 / phi.cos()).ln() / PI) / 2.0 * world]
}

/// The nearest whole number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "tile units stay far below 2^31; `as` saturates"
)]
pub(crate) fn whole(value: f64) -> i32 {
    value.round() as i32
}
