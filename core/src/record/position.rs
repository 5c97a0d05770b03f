//! Where on Earth, how we know it, and the coarse cell that stands for it where the exact place must not go.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Mean radius of the Earth in metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A place on Earth (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    /// Degrees north, −90 to 90.
    pub lat: f64,
    /// Degrees east, −180 to 180.
    pub lon: f64,
    /// Radius of the fix in metres, if the phone knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub accuracy_m: Option<f64>,
    /// How the place was found.
    #[serde(default)]
    pub source: PositionSource,
}

/// How a position came to be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PositionSource {
    /// A fix of the phone.
    #[default]
    Fix,
    /// A pin set by hand.
    Pin,
    /// The middle of a cell about 500 m wide, made on the server; never the true place.
    Cell,
}

impl Position {
    /// A pin at `lat`, `lon`.
    pub const fn pin(lat: f64, lon: f64) -> Self {
        Self { lat, lon, accuracy_m: None, source: PositionSource::Pin }
    }

    /// Are both coordinates numbers that exist on Earth?
    pub fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }

    /// Great-circle distance in metres.
    pub fn distance_m(&self, other: &Self) -> f64 {
        let (lat_a, lat_b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let chord = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
    }

    /// The middle of the hexagon (H3 resolution 8, about 500 m from middle to corner) this place lies in.
    ///
    /// Every place in a cell gives the same answer, so the answer tells nothing finer than the cell.
    #[must_use]
    pub fn coarse(&self) -> Option<Self> {
        let place = h3o::LatLng::new(self.lat, self.lon).ok()?;
        let middle = h3o::LatLng::from(place.to_cell(h3o::Resolution::Eight));
        let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
        Some(Self {
            lat: round(middle.lat()),
            lon: round(middle.lng()),
            accuracy_m: Some(500.0),
            source: PositionSource::Cell,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_place_is_never_the_true_one_and_the_same_for_its_neighbours() {
        let here = Position::pin(51.931_234, 19.421_987);
        let next_door = Position::pin(51.931_300, 19.422_050);
        let coarse = here.coarse().expect("on Earth");
        assert_eq!(Some(coarse), next_door.coarse());
        assert!(coarse.distance_m(&here) > 1.0);
        assert!(coarse.distance_m(&here) < 600.0);
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let distance = Position::pin(51.0, 19.0).distance_m(&Position::pin(52.0, 19.0));
        assert!((111_000.0..111_400.0).contains(&distance), "{distance}");
    }
}
