//! The server's side of a push: every operation gets a verdict, every verdict advances the head, and
//! all of it is one transaction of the caller.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::protocol::{GONE, MAX_OP_BYTES, Refused, RefusedAs};
use crate::access::Principal;
use crate::clock::{Hlc, Millis};
use crate::error::{Error, Result};
use crate::id::{DeviceId, RecordId};
use crate::op::{Change, Op, OpId, SCHEMA, Scope, is_without_values, parse};
use crate::record::Codes;
use crate::store::log::{self, Entry, Verdict};
use crate::store::pen::{Ink, Pen};
use crate::store::registry::CLOCK_TOLERANCE_MS;
use crate::store::seal::{self, Tip};
use crate::store::{erase, ledger, meta, registry};

/// How far ahead of the server's clock an operation may stay.
const MAX_AHEAD_MS: i64 = 120_000;

/// A stretch of one device's log, as it arrived.
pub struct Push<'a> {
    /// Whose log.
    pub device: DeviceId,
    /// Who works with that device, and what they may write.
    pub writer: &'a Principal,
    /// Sequence number of the first operation.
    pub first: u64,
    /// The operations' bytes, dense from `first`.
    pub ops: Vec<&'a str>,
    /// The newest order to erase the device had carried out when it sent this.
    pub erased: u64,
    /// The newest place in the log the device was told of.
    pub tip: Option<Tip>,
    /// Milliseconds by which the device's clock is behind the server's.
    pub clock_error: i64,
    /// The server's clock.
    pub now: Millis,
}

/// What became of a push.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The highest sequence number now held.
    pub head: u64,
    /// The operations that were not simply accepted.
    pub refused: Vec<Refused>,
    /// How many operations were new.
    pub fresh: usize,
    /// The kinds of the records that those accepted are about.
    pub kinds: BTreeSet<String>,
}

/// Why a whole push is turned down; nothing of it was applied.
#[derive(Debug, thiserror::Error)]
pub enum Turned {
    /// The device sent other bytes for a number it had sent before: it was restored or cloned.
    #[error("operation {seq} of this device is here with other content: the phone was restored or copied")]
    Fork {
        /// The first number that differs.
        seq: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Takes a push in. A gap is no error: the outcome's head tells the phone where to go on. Of who read another
/// log nothing is taken, for what it says was answered for was so there; the page tells it to begin anew.
pub fn accept(db: &Connection, push: &Push<'_>) -> Result<Outcome, Turned> {
    let head = log::head(db, push.device)?;
    let mut outcome = Outcome { head, ..Outcome::default() };
    let same_log = push.tip.map_or(Ok(true), |tip| seal::holds(db, tip))?;
    if push.first > head + 1 || !same_log {
        return Ok(outcome);
    }
    let known = push.erased;
    let mut last = log::last_effective(db, push.device)?;
    for (raw, seq) in push.ops.iter().zip(push.first..) {
        let id = OpId { device: push.device, seq };
        if seq <= head {
            refuse_fork(db, id, raw, known)?;
            outcome.refused.extend(refused_before(db, id)?);
            continue;
        }
        match judge(db, push, raw)? {
            Judged::Fit(op, rest) => {
                if !outcome.kinds.contains(&op.kind) {
                    outcome.kinds.insert(op.kind.clone());
                }
                last = effective(db, push, &op, last)?;
                let record = op.record;
                ledger::take_in(db, id, *op, rest.as_deref().unwrap_or(raw), last)?;
                if rest.is_some() {
                    log::set_digest(db, id, log::digest(raw))?;
                }
                follow_subject(db, push, record)?;
            }
            Judged::Nothing(reason) => {
                log::append_nothing(db, id, raw)?;
                let reason = reason.to_owned();
                outcome.refused.push(Refused { seq, verdict: RefusedAs::Suppressed, reason });
            }
            Judged::Unfit(reason) => {
                set_aside(db, id, raw, &reason, known)?;
                outcome.refused.push(Refused { seq, verdict: RefusedAs::Quarantined, reason });
            }
        }
        outcome.head = seq;
        outcome.fresh += 1;
    }
    Ok(outcome)
}

/// Other bytes under a number that was used are a fork, unless the same was taken out of them on one side
/// or both.
fn refuse_fork(db: &Connection, id: OpId, raw: &str, known: u64) -> Result<(), Turned> {
    let digest = log::digest_of(db, id)?;
    if raw == GONE || digest.is_none_or(|digest| digest == log::digest(raw)) {
        return Ok(());
    }
    let here = log::raw_of(db, id)?;
    let rest = match parse(raw) {
        // Its sender had carried out the order and had nothing to send any more; a copy of it had not yet.
        Ok(op) if digest == Some(log::digest(GONE)) && erase::reach(db, &op)?.suppressed => return Ok(()),
        Ok(op) => erase::reach(db, &op)?.stripped(raw, known).unwrap_or_else(|| raw.to_owned()),
        Err(_) => raw.to_owned(),
    };
    // A phone that lost a scope and got it back has its own words as they are told to who reads it first.
    let is_here = |here: String| here == raw || here == rest || is_without_values(&here, &rest);
    if here.is_some_and(is_here) {
        return Ok(());
    }
    Err(Turned::Fork { seq: id.seq })
}

/// What was said of an operation that comes again: the answer that said it may have been lost. That it was let in since
/// is told by what stands for it, to who reads that.
fn refused_before(db: &Connection, id: OpId) -> Result<Option<Refused>> {
    let Some(verdict) = log::verdict_of(db, id)? else { return Ok(None) };
    let refused_as = match verdict {
        Verdict::Quarantined(_) => RefusedAs::Quarantined,
        Verdict::Suppressed => RefusedAs::Suppressed,
        Verdict::Waiting | Verdict::Accepted => return Ok(None),
    };
    let reason = verdict.first_reason().unwrap_or_default().to_owned();
    Ok(Some(Refused { seq: id.seq, verdict: refused_as, reason }))
}

/// What is to become of an operation.
pub(super) enum Judged {
    /// It is taken in; with other bytes than those that came if something was erased of its record
    /// before its sender knew of it.
    Fit(Box<Op>, Option<String>),
    /// Nothing of it is kept, for that reason: it tells about somebody who was erased, or its sender no
    /// longer has it.
    Nothing(&'static str),
    /// It is kept aside, for that reason.
    Unfit(String),
}

pub(super) fn judge(db: &Connection, push: &Push<'_>, raw: &str) -> Result<Judged> {
    let op = match parse(raw) {
        Ok(op) => op,
        Err(_) if raw == GONE => return Ok(Judged::Nothing("gone")),
        Err(_) if erase::names_erased(db, raw)? => return Ok(Judged::Nothing("erased")),
        // Why it could not be read is not said: that would quote it.
        Err(_) => return Ok(Judged::Unfit("malformed".to_owned())),
    };
    let reach = erase::reach(db, &op)?;
    if reach.suppressed {
        return Ok(Judged::Nothing("erased"));
    }
    if let Err(reason) = objection(push, raw, &op) {
        return Ok(Judged::Unfit(reason));
    }
    if let Some(reason) = trespass(db, push, &op)? {
        return Ok(Judged::Unfit(reason.to_owned()));
    }
    Ok(match reach.stripped(raw, push.erased) {
        None => Judged::Fit(Box::new(op), None),
        Some(rest) => Judged::Fit(Box::new(parse(&rest)?), Some(rest)),
    })
}

/// May the writer write it, and does its form say what its kind allows?
fn objection(push: &Push<'_>, raw: &str, op: &Op) -> Result<(), String> {
    if raw.len() > MAX_OP_BYTES {
        return Err("operation_too_large".to_owned());
    }
    if op.author != push.writer.worker {
        return Err("written_as_someone_else".to_owned());
    }
    if op.stands_for.is_some() {
        return Err("only_the_server_may".to_owned());
    }
    push.writer.allow_change(&op.change)?;
    let written = op.written_at().millis().plus(push.clock_error);
    push.writer.allow_late_write(op.known_kind(), op.scope, written, push.now)?;
    check_form(op)
}

/// Does it claim another kind or scope than its record has, and so rights its writer has not got? A record that
/// moved is still written in the scope in which its writer saw it.
fn trespass(db: &Connection, push: &Push<'_>, op: &Op) -> Result<Option<&'static str>> {
    let Some((kind, scope)) = registry::kind_and_scope(db, op.record)? else { return Ok(None) };
    if kind != op.kind {
        return Ok(Some("other_kind"));
    }
    let was_there =
        scope == op.scope || push.writer.reaches(scope) || ledger::has_left(db, op.record, op.scope)?;
    let written = op.written_at().millis().plus(push.clock_error);
    let reaches = |scope| push.writer.reaches(scope) || push.writer.reached(scope, written, push.now);
    // Who is on the team of a person whose data is restricted knows of her: nobody lets himself in.
    let lets_in = matches!(scope, Scope::Circle(_)) && !reaches(scope) && changes_team(&op.change);
    Ok((!was_there || lets_in).then_some("outside_own_areas"))
}

fn changes_team(change: &Change) -> bool {
    match change {
        Change::Set { fields, .. } => fields.contains_key(TEAM),
        Change::Add { items } => items.contains_key(TEAM),
        Change::Remove { items } => items.contains_key(TEAM),
        _ => false,
    }
}

/// Those who work with a person.
const TEAM: &str = "team";

fn check_form(op: &Op) -> Result<(), String> {
    let Some(kind) = op.known_kind() else { return Ok(()) };
    let codes = if op.schema > SCHEMA { Codes::Open } else { Codes::Known };
    let errors = match &op.change {
        Change::Event { form } | Change::Amend { form, .. } => kind.check_new(form, codes),
        Change::Set { fields, .. } => kind.check_values(fields, codes),
        Change::Add { items } => {
            let form = items.iter().map(|(set, values)| (set.clone(), values.clone().into())).collect();
            kind.check_values(&form, codes)
        }
        Change::Void { .. }
        | Change::Remove { .. }
        | Change::Link { .. }
        | Change::Unlink { .. }
        | Change::Move { .. }
        | Change::Erase { .. }
        | Change::Unknown { .. } => Vec::new(),
    };
    errors.first().map_or(Ok(()), |error| Err(format!("invalid: {error}")))
}

/// The time everyone will merge by (`docs/SYNC.md`, "Time"): the writer's, set right by the device's
/// known error, not far in the future, never before the device's previous operation or the record's first,
/// which says where the record belongs, and always after every version the operation says it saw.
fn effective(db: &Connection, push: &Push<'_>, op: &Op, last: Hlc) -> Result<Hlc> {
    let error = if push.clock_error.abs() > CLOCK_TOLERANCE_MS { push.clock_error } else { 0 };
    let mut at = op.written_at().plus(error).min(Hlc::of(push.now.plus(MAX_AHEAD_MS))).max(last.next());
    if let Some(first) = log::first_effective(db, op.record)? {
        at = at.max(first.next());
    }
    for seen in op.saw() {
        if let Some(time) = log::effective_of(db, seen)? {
            at = at.max(time.next());
        }
    }
    Ok(at)
}

/// What is written about a person whose data is restricted is for her circle, wherever it was written.
fn follow_subject(db: &Connection, push: &Push<'_>, record: RecordId) -> Result<()> {
    match registry::scope_of_subject(db, record)? {
        Some(circle @ Scope::Circle(_)) => server_pen(db, push)?.relocate(record, circle),
        _ => Ok(()),
    }
}

fn server_pen<'a>(db: &'a Connection, push: &Push<'_>) -> Result<Pen<'a>> {
    let device = meta::device(db)?.ok_or_else(|| Error::Refused { code: "no_device".to_owned() })?;
    Ok(Pen { db, device, author: push.writer.worker, now: push.now, ink: Ink::Server })
}

fn set_aside(db: &Connection, id: OpId, raw: &str, reason: &str, known: u64) -> Result<()> {
    match parse(raw) {
        Err(_) => log::append_unreadable(db, id, raw, reason),
        Ok(op) => {
            let verdict = Verdict::Quarantined(reason.to_owned());
            let (op, raw_kept) = match erase::reach(db, &op)?.stripped(raw, known) {
                None => (op, raw.to_owned()),
                Some(rest) => (parse(&rest)?, rest),
            };
            let entry = Entry { id, number: None, effective: None, verdict, skew: 0, raw: raw_kept, op };
            log::append(db, &entry)?;
            log::set_digest(db, id, log::digest(raw))
        }
    }
}
