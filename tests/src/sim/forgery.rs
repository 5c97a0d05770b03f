//! Operations that no program of ours writes: what somebody sends who has a phone's token and means harm. What the
//! server must refuse of them is judged here by the records themselves, before the engine judges.

use latarnia_core::Result;
use latarnia_core::access::Principal;
use latarnia_core::id::{AreaId, DeviceId, RecordId};
use latarnia_core::op::{Change, Op, OpId, Scope, parse};
use latarnia_core::record::Kind;
use latarnia_core::store::log;
use latarnia_core::store::pen::Pen;
use latarnia_core::store::registry::{self, Query, rows};
use rusqlite::{Connection, params};
use serde_json::json;

use super::dice::Dice;
use super::writing::raw;

/// Something to forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// The own worker's record, called something that the role may write, is given every area.
    OwnAreas,
    /// A site is changed as if it lay in an own area.
    ClaimedScope,
    /// A person whose data is restricted gets one more in her circle.
    LetIn,
}

impl Forgery {
    /// Anything.
    pub fn any(dice: &mut Dice) -> Self {
        dice.weighed(&[(1, Self::OwnAreas), (3, Self::ClaimedScope), (2, Self::LetIn)])
    }

    /// The records it might be about, by what the server holds.
    pub fn targets(self, server: &Connection) -> Vec<RecordId> {
        let kind = match self {
            Self::OwnAreas => return Vec::new(),
            Self::ClaimedScope => Kind::Site,
            Self::LetIn => Kind::Person,
        };
        let all =
            rows(server, &Query { kinds: vec![kind], ..Query::default() }).expect("a store can be read");
        let circle = |scope: Scope| matches!(scope, Scope::Circle(_));
        all.into_iter().filter(|row| self != Self::LetIn || circle(row.scope)).map(|row| row.id).collect()
    }

    /// Writes it into the log of a phone; nothing if there is nothing to write about.
    pub fn perform(self, pen: &Pen<'_>, areas: &[AreaId], known: &[RecordId], mut dice: Dice) -> Result<()> {
        let Some(area) = dice.pick(areas).copied() else { return Ok(()) };
        let own = Scope::Area(area);
        if self == Self::OwnAreas {
            let body = json!({"areas": [AreaId::from([7; 16])]});
            return raw(pen, pen.author.into(), own, ("site", "add", NEWER), body);
        }
        let Some(record) = dice.pick(known).copied() else { return Ok(()) };
        if self == Self::ClaimedScope {
            return raw(pen, record, own, ("site", "set", NEWER), json!({"set": {"description": "cudze"}}));
        }
        let scope = if dice.chance(50) { own } else { Scope::Circle(record.into()) };
        raw(pen, record, scope, ("person", "add", NEWER), json!({"team": [pen.author]}))
    }
}

/// A schema that this version does not know, so that nothing is refused for its form alone.
const NEWER: u32 = 9;

/// Which operations of a push must not be taken in.
pub fn to_be_refused(
    db: &Connection,
    device: DeviceId,
    writer: &Principal,
    first: u64,
    ops: &[&str],
) -> Vec<OpId> {
    let head = log::head(db, device).expect("a store can be read");
    let new = (first..).zip(ops).filter(|(seq, _)| *seq > head);
    let parsed = new.filter_map(|(seq, raw)| Some((OpId { device, seq }, parse(raw).ok()?)));
    parsed.filter(|(_, op)| trespasses(db, writer, op)).map(|(id, _)| id).collect()
}

fn trespasses(db: &Connection, writer: &Principal, op: &Op) -> bool {
    let Some(row) = registry::row(db, op.record).expect("a store can be read") else { return false };
    let all = log::of_record_all(db, op.record).expect("a store can be read");
    let was_there = all.iter().any(|entry| match entry.op.change {
        Change::Move { scope } => scope == op.scope,
        _ => entry.op.scope == op.scope,
    });
    let reaches = writer.reaches(row.scope) || writer.former.contains_key(&row.scope);
    let into_circle = matches!(&op.change, Change::Add { items } if items.contains_key("team"));
    row.kind.to_string() != op.kind
        || !(was_there || reaches)
        || (into_circle && matches!(row.scope, Scope::Circle(_)) && !writer.reaches(row.scope))
}

/// Those of them that were.
pub fn taken_in(db: &Connection, forged: &[OpId]) -> Vec<String> {
    let select = "select verdict = 1 from op where device = ?1 and seq = ?2";
    let accepted = |id: &&OpId| {
        let seq = i64::try_from(id.seq).unwrap_or(i64::MAX);
        db.query_row(select, params![id.device.as_bytes(), seq], |row| row.get(0)).unwrap_or(false)
    };
    forged.iter().filter(accepted).map(ToString::to_string).collect()
}
