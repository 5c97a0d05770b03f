//! Time: what the wall says, and the hybrid clock by which operations are ordered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = i64))]
pub struct Millis(pub i64);

impl Millis {
    /// One second.
    pub const SECOND: i64 = 1_000;
    /// One day.
    pub const DAY: i64 = 86_400_000;
    /// 2000-01-01 and 2100-01-01, the bounds of a believable time of an event.
    pub const BELIEVABLE: std::ops::Range<Self> = Self(946_684_800_000)..Self(4_102_444_800_000);

    /// This time moved by `delta` milliseconds, saturating.
    #[must_use]
    pub const fn plus(self, delta: i64) -> Self {
        Self(self.0.saturating_add(delta))
    }

    /// Milliseconds from `earlier` to this time; negative if it is the other way round.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A time as a worker says it: the instant, and the offset of the wall clock she read it from.
///
/// It is data. It never decides a merge (that is the [`Hlc`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moment {
    /// Milliseconds since 1970, UTC.
    pub ms: Millis,
    /// Minutes east of UTC, −840 to 840.
    #[serde(default)]
    pub offset: i16,
}

impl Moment {
    /// A moment in UTC.
    pub const fn utc(ms: Millis) -> Self {
        Self { ms, offset: 0 }
    }
}

/// Where the time comes from; an argument everywhere.
pub trait Clock: Send + Sync {
    /// The wall clock's reading, right or wrong.
    fn now(&self) -> Millis;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved; for tests and simulations.
#[derive(Debug, Default)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    pub const fn at(now: Millis) -> Self {
        Self(std::sync::atomic::AtomicI64::new(now.0))
    }
    /// Moves the clock by `delta` milliseconds, forwards or back.
    pub fn advance(&self, delta: i64) {
        self.0.fetch_add(delta, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Millis {
        (**self).now()
    }
}

/// A hybrid logical time: 48 bits of milliseconds, 16 bits of counter. Written as 16 hex digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hlc(u64);

impl Hlc {
    /// Before every operation.
    pub const ZERO: Self = Self(0);

    /// The first hybrid time of a millisecond. Times before 1970 count as 1970.
    pub fn of(ms: Millis) -> Self {
        Self(u64::try_from(ms.0).unwrap_or_default().min((1 << 48) - 1) << 16)
    }

    /// The millisecond part.
    pub fn millis(self) -> Millis {
        Millis(i64::try_from(self.0 >> 16).expect("48 bits fit into 63"))
    }

    /// The next hybrid time; a full counter spills into the milliseconds.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// This time moved by `delta` milliseconds, keeping the counter.
    #[must_use]
    pub fn plus(self, delta: i64) -> Self {
        let moved = Self::of(self.millis().plus(delta));
        Self(moved.0 | (self.0 & 0xffff))
    }

    /// The time for a new operation: the wall clock, but always after `self`, the last one given.
    #[must_use]
    pub fn tick(self, now: Millis) -> Self {
        self.next().max(Self::of(now))
    }

    /// The integer that stands in a database column.
    pub fn to_column(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Reads [`Hlc::to_column`] back; negative numbers count as zero.
    pub fn from_column(column: i64) -> Self {
        Self(u64::try_from(column).unwrap_or_default())
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hlc({self})")
    }
}

impl FromStr for Hlc {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(|bits| Self(bits & (u64::MAX >> 1)))
    }
}

impl Serialize for Hlc {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hlc {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_counter_spills_into_the_next_millisecond() {
        let mut at = Hlc::of(Millis(1_000));
        for _ in 0..70_000 {
            at = at.tick(Millis(1_000));
        }
        assert_eq!(at.millis(), Millis(1_001));
    }

    #[test]
    fn a_clock_set_back_never_reorders_what_one_device_wrote() {
        let first = Hlc::ZERO.tick(Millis(5_000));
        assert!(first.tick(Millis(10)) > first);
    }

    #[test]
    fn sixteen_hex_digits_survive_a_round_trip() {
        let at = Hlc::of(Millis(1_795_305_600_123)).next();
        assert_eq!(at.to_string().parse(), Ok(at));
        assert_eq!(at.to_string().len(), 16);
        assert_eq!(Hlc::from_column(at.to_column()), at);
    }
}
