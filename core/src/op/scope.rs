//! Who may hold an operation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{AreaId, CountId, PersonId, WorkerId};

/// The part of the registry a record belongs to; phones hold some parts, never all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub enum Scope {
    /// Everyone in the organisation: facilities, staff names, areas.
    Organisation,
    /// Those who work in one area.
    Area(AreaId),
    /// One worker's own cases.
    Caseload(WorkerId),
    /// The few who may know of one person whose data is restricted (GDPR art. 18).
    Circle(PersonId),
    /// Those who take part in one count while it runs; for volunteers it is all they hold.
    Count(CountId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation => f.write_str("org"),
            Self::Area(id) => write!(f, "area:{id}"),
            Self::Caseload(id) => write!(f, "case:{id}"),
            Self::Circle(id) => write!(f, "circle:{id}"),
            Self::Count(id) => write!(f, "count:{id}"),
        }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Scope {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scope = match text.split_once(':') {
            None if text == "org" => Some(Self::Organisation),
            Some(("area", id)) => id.parse().ok().map(Self::Area),
            Some(("case", id)) => id.parse().ok().map(Self::Caseload),
            Some(("circle", id)) => id.parse().ok().map(Self::Circle),
            Some(("count", id)) => id.parse().ok().map(Self::Count),
            _ => None,
        };
        scope.ok_or_else(|| format!("{text:?} is not a scope"))
    }
}

impl Serialize for Scope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
