//! The receipt for an erasure, as far as backups go: from when on none holds what was erased.
//!
//! Beside the database lies a list of the moments at which all backups by schedule had carried out the same
//! orders: when it was, and the newest order. It is only added to.

use std::io::Write;
use std::path::{Path, PathBuf};

use latarnia_core::clock::Millis;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::Error;
use crate::registry::sqlite::copy::Orders;

/// The file in the data folder.
const FILE: &str = "cleared";

/// When backups hold nothing more of what was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Cleared {
    /// This server knows of no backups.
    Unknown,
    /// None does since then.
    Since { at: Millis },
    /// None will from then on.
    By { at: Millis },
    /// None should from then on, but making the next backup fails.
    Late { at: Millis },
}

impl Cleared {
    /// Of what is kept elsewhere for so many days.
    pub fn elsewhere(order: Millis, days: u32, now: Millis) -> Self {
        let at = order.plus(i64::from(days) * Millis::DAY);
        if at <= now { Self::Since { at } } else { Self::By { at } }
    }

    /// Of the backups here and those elsewhere: who is later counts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let weight = |cleared: Self| match cleared {
            Self::Unknown => (0, Millis(0)),
            Self::Since { at } => (1, at),
            Self::By { at } => (2, at),
            Self::Late { at } => (3, at),
        };
        match (self, other) {
            // A date by which all will be gone is the later one; that the next one is late stays known.
            (Self::Late { at: late }, Self::By { at }) | (Self::By { at }, Self::Late { at: late }) => {
                Self::Late { at: at.max(late) }
            }
            _ if weight(self) < weight(other) => other,
            _ => self,
        }
    }
}

/// One line of the list.
struct Line {
    at: Millis,
    newest: u64,
    digest: String,
}

/// The list beside the database.
pub struct List(PathBuf);

impl List {
    /// The list in the data folder.
    pub fn of(data: &Path) -> Self {
        Self(data.join(FILE))
    }

    /// All backups there are have carried out these orders, now.
    pub fn note(&self, orders: &Orders, now: Millis) -> Result<(), Error> {
        let digest = format!("{:016x}", u64::from_be_bytes(orders.digest));
        let is_known = self.lines().last().is_some_and(|last| last.digest == digest);
        if orders.newest == 0 || is_known {
            return Ok(());
        }
        let line = format!("{} {} {digest}\n", now.0, orders.newest);
        let open = std::fs::OpenOptions::new().create(true).append(true).open(&self.0);
        let written =
            open.and_then(|mut file| file.write_all(line.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(Error::file(&self.0))
    }

    /// When the order of that number, given then, had been carried out in all. Numbers begin anew in a registry
    /// that was restored, so what was noted before the order says nothing of it.
    pub fn since(&self, number: u64, given: Millis) -> Option<Millis> {
        let covers = |line: &Line| line.newest >= number && line.at >= given;
        self.lines().into_iter().find(covers).map(|line| line.at)
    }

    /// A line that was cut short by a crash is written again with the next backup.
    fn lines(&self) -> Vec<Line> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.lines().filter_map(read).collect()
    }
}

fn read(line: &str) -> Option<Line> {
    let mut parts = line.split(' ');
    let (at, newest) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let digest = parts.next().filter(|digest| digest.len() == 16)?.to_owned();
    Some(Line { at: Millis(at), newest, digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_receipted_by_the_first_line_after_it_that_reaches_as_far() {
        let folder = tempfile::tempdir().expect("folder");
        let list = List::of(folder.path());
        let orders = |newest, digest| Orders { newest, digest: [digest; 8] };
        let note = |newest, digest, at| list.note(&orders(newest, digest), Millis(at)).expect("written");
        note(0, 0, 10);
        assert_eq!(list.since(1, Millis(5)), None, "no orders, no line");
        note(40, 1, 100);
        note(40, 1, 200);
        note(60, 2, 300);
        assert_eq!(list.since(40, Millis(90)), Some(Millis(100)), "the first time counts");
        assert_eq!(list.since(50, Millis(250)), Some(Millis(300)));
        assert_eq!(list.since(61, Millis(250)), None);
        // Restored to number 30: the order 45 of that registry is another one than was meant before.
        assert_eq!(list.since(45, Millis(400)), None);
        note(45, 3, 500);
        assert_eq!(list.since(45, Millis(400)), Some(Millis(500)));
    }

    #[test]
    fn of_two_kinds_of_backups_the_later_one_counts() {
        let (now, day) = (Millis(10 * Millis::DAY), Millis::DAY);
        assert_eq!(Cleared::elsewhere(Millis(0), 3, now), Cleared::Since { at: Millis(3 * day) });
        let by = Cleared::elsewhere(Millis(9 * day), 3, now);
        assert_eq!(by, Cleared::By { at: Millis(12 * day) });
        let (since, late) = (Cleared::Since { at: Millis(day) }, Cleared::Late { at: Millis(20 * day) });
        assert_eq!(since.and(by), by);
        assert_eq!(by.and(since), by);
        assert_eq!(by.and(late), late);
        assert_eq!(Cleared::Late { at: Millis(day) }.and(by), Cleared::Late { at: Millis(12 * day) });
        assert_eq!(Cleared::Unknown.and(since), since);
        assert_eq!(since.and(Cleared::Since { at: now }), Cleared::Since { at: now });
    }
}
