//! The phone's side of sync: push what waits, pull what is new, each page and its cursor in one
//! transaction, resumable wherever it is cut.

use std::collections::BTreeSet;

use super::protocol::{Numbered, RefusedAs, Reply, Request, VERSION, pack, unpack};
use super::stretch::Stretch;
use super::{fill, stretch};
use crate::clock::{Clock, Millis};
use crate::error::{Error, Result};
use crate::id::{DeviceId, RecordId};
use crate::op::{OpId, parse};
use crate::store::fill::Wanted;
use crate::store::log::{self, Entry, Verdict};
use crate::store::{Store, attachment, erase, leave, ledger, meta, registry};

/// One round trip: bytes out, bytes in. What fails here may have happened on the server all the same.
pub trait Transport {
    /// Sends a packed [`Request`] and returns the packed [`Reply`].
    ///
    /// # Errors
    /// [`Error::Unreachable`] if no answer came, [`Error::Refused`] if the server said no.
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>>;

    /// Fetches bytes of a segment: those after its first `wanted.held`, at most [`fill::STEP`].
    ///
    /// # Errors
    /// [`Error::Unreachable`] if no answer came, [`Error::Refused`] if the server said no.
    fn fetch(&mut self, wanted: &Wanted) -> Result<Vec<u8>>;
}

/// What a sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Operations the server answered for.
    pub sent: u64,
    /// Of these, refused.
    pub refused: u64,
    /// Operations read from the server.
    pub received: u64,
    /// Orders to erase carried out.
    pub erased: u64,
    /// The server serves this version no longer; it only takes the log in.
    pub outdated: bool,
    /// Round trips made.
    pub rounds: u32,
    /// Segments the server did not have any more when they were asked for.
    pub voided: u32,
}

/// Round trips after which a sync stops and leaves the rest to the next one.
const MAX_ROUNDS: u32 = 10_000;

/// Syncs until nothing waits and nothing is new. Call it again after any failure: it goes on.
pub fn run(store: &mut Store, transport: &mut dyn Transport, clock: &dyn Clock) -> Result<Report> {
    let mut report = Report::default();
    while report.rounds < MAX_ROUNDS {
        let exchange = prepare(store, clock)?;
        let answer = match transport.exchange(&exchange.packed()?) {
            Err(error) if is_fork(&error) && carry_less(store, &exchange)? => {
                report.rounds += 1;
                continue;
            }
            answer => answer?,
        };
        let more = complete(store, &exchange, &answer, clock, &mut report)?;
        // While there is more to ask, the answer may have been one that is not used: then it is not known
        // what segments there are now.
        if !more && (report.outdated || !fill_on(store, transport, &mut report)?) {
            break;
        }
    }
    Ok(report)
}

/// Fetches and reads the next segment; false if none is wanted. After each it is asked what is new: what was
/// written meanwhile does not wait for the rest.
fn fill_on(store: &mut Store, transport: &mut dyn Transport, report: &mut Report) -> Result<bool> {
    let mut filled = false;
    while let Some(wanted) = fill::next(store)? {
        filled = true;
        let Some(bytes) = fill::fetch(transport, &wanted, report)? else { break };
        if let Some(ops) = fill::take(store, &wanted, &bytes)? {
            report.received += ops;
            break;
        }
    }
    Ok(filled)
}

/// One round trip under way. The store is free for others between [`prepare`] and [`complete`].
pub struct Exchange {
    device: DeviceId,
    request: Request,
    sent_at: Millis,
    pushed: u64,
}

impl Exchange {
    /// The bytes to send.
    pub fn packed(&self) -> Result<Vec<u8>> {
        pack(&self.request)
    }

    /// The sequence number of the last operation it carries.
    const fn last(&self) -> u64 {
        (self.request.first + self.pushed).saturating_sub(1)
    }

    /// How many operations it carries.
    pub const fn pushed(&self) -> u64 {
        self.pushed
    }
}

/// Takes the answer of a round trip in, in one transaction; tells whether there is more to do.
pub fn complete(
    store: &mut Store,
    exchange: &Exchange,
    answer: &[u8],
    clock: &dyn Clock,
    report: &mut Report,
) -> Result<bool> {
    let reply: Reply = unpack(answer)?;
    report.rounds += 1;
    let next = store.write(|db| take(db, exchange, &reply, report))?;
    learn_time(store, exchange, &reply, clock)?;
    match next {
        Next::More => Ok(true),
        Next::Nothing => Ok(false),
        Next::Fork => Err(Error::Refused { code: FORK.to_owned() }),
    }
}

/// What is left to do after an answer.
enum Next {
    /// Another round trip.
    More,
    /// Nothing.
    Nothing,
    /// Under this identity, nothing: another copy of this file writes in its name, too.
    Fork,
}

/// The code of that refusal, the server's or our own.
const FORK: &str = "fork";

/// Was the phone noticed to be restored or copied?
pub fn is_fork(error: &Error) -> bool {
    matches!(error, Error::Refused { code } if code == FORK)
}

/// The server refused a push because some of it is there with other content. Smaller ones tell how far
/// both copies agree; what they agree on is answered for, and only the rest needs new numbers. False if
/// that is known.
pub fn carry_less(store: &mut Store, exchange: &Exchange) -> Result<bool> {
    if exchange.pushed <= 1 {
        store.write(note_fork)?;
        return Ok(false);
    }
    let half = usize::try_from(exchange.pushed / 2).unwrap_or(1);
    store.write(|db| stretch::set_portion(db, Some(half)))?;
    Ok(true)
}

fn note_fork(db: &rusqlite::Connection) -> Result<()> {
    meta::set(db, FORKED, "1")
}

/// The next request: what stands in the log after the last answer, and the cursors.
pub fn prepare(store: &Store, clock: &dyn Clock) -> Result<Exchange> {
    let db = store.db();
    let device = meta::device(db)?.ok_or_else(|| Error::Refused { code: "not_enrolled".to_owned() })?;
    let acknowledged = meta::last(db, ACKNOWLEDGED)?;
    let is_silent = meta::get(db, LISTENS)?.is_some() || meta::get(db, FORKED)?.is_some();
    let stretch = if is_silent { Stretch::default() } else { stretch::after(db, device, acknowledged)? };
    let skew = stretch.skew.map_or_else(|| clock_offset(store), Ok)?;
    let sent_at = clock.now();
    let pushed = u64::try_from(stretch.ops.len()).unwrap_or_default();
    let request = Request {
        proto: VERSION,
        epoch: meta::get(db, EPOCH)?,
        now: sent_at.plus(skew),
        first: acknowledged + 1,
        ops: stretch.ops,
        cursors: meta::cursors(db)?.into_iter().collect(),
        tip: meta::get(db, TIP)?.and_then(|tip| tip.parse().ok()),
        most: stretch::portion(db)?,
        erased: meta::last(db, ERASED)?,
        filling: fill::since(db)?,
        whole: meta::get(db, WHOLE)?.is_some(),
    };
    Ok(Exchange { device, request, sent_at, pushed })
}

/// The last sequence number the server answered for.
pub(super) const ACKNOWLEDGED: &str = "acknowledged";
/// The server's log epoch.
const EPOCH: &str = "epoch";
/// Milliseconds to add to this phone's clock.
const OFFSET: &str = "clock_offset";
/// The newest place in the server's log that this phone was told of.
const TIP: &str = "tip";
/// The newest order to erase this phone carried out.
const ERASED: &str = "erased";
/// This phone has begun anew and sends nothing until it knows what orders to erase this log holds: by those
/// it has carried out the server tells what was written before its writer knew.
const LISTENS: &str = "listens";
/// This phone lacks operations of its own and asks for their bytes.
const WHOLE: &str = "whole";
/// Another copy of this file writes under its identity, too: nothing more is sent under it, not even to a server that
/// went back and knows nothing of the other. What that took in would be numbered anew when this file enrols again. The
/// server is still asked: it may have shut this device out.
pub(super) const FORKED: &str = "forked";
/// When the server last answered, by its clock.
const LAST_SYNC: &str = "last_sync";
/// Days this phone may stay away.
const LEASE: &str = "lease_days";

/// Milliseconds to add to this phone's clock to get the server's, as last learned.
pub fn clock_offset(store: &Store) -> Result<i64> {
    Ok(meta::get(store.db(), OFFSET)?.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Until when this phone opens without asking the server; `None` before the first sync.
pub fn lease_until(store: &Store) -> Result<Option<Millis>> {
    let days: Option<i64> = meta::get(store.db(), LEASE)?.and_then(|text| text.parse().ok());
    Ok(last_sync(store)?.zip(days).map(|(last, days)| last.plus(days * Millis::DAY)))
}

/// When the server last answered, by the server's clock.
pub fn last_sync(store: &Store) -> Result<Option<Millis>> {
    Ok(meta::get(store.db(), LAST_SYNC)?.and_then(|text| text.parse().ok()).map(Millis))
}

/// Takes an answer in; tells whether there is more to do.
fn take(db: &rusqlite::Connection, exchange: &Exchange, reply: &Reply, report: &mut Report) -> Result<Next> {
    if meta::get(db, FORKED)?.is_some() {
        return Ok(Next::Fork);
    }
    let before = meta::last(db, ACKNOWLEDGED)?;
    let other_log = meta::get(db, EPOCH)?.is_some_and(|epoch| epoch != reply.epoch);
    // A server that lacks what it once answered for went back, whatever it calls its log.
    let went_back = other_log || reply.went_back || reply.head < before;
    if !went_back && meta::get(db, LISTENS)?.is_some() {
        carry_out(db, reply, report)?;
        if reply.erase.is_empty() {
            meta::forget(db, LISTENS)?;
        }
        return Ok(Next::More);
    }
    if !went_back && (reply.head > exchange.last() || holds_more(exchange.device, reply)) {
        return compared(db, exchange, reply, before);
    }
    meta::set(db, EPOCH, &reply.epoch)?;
    meta::set(db, LAST_SYNC, &reply.now.0.to_string())?;
    meta::set(db, LEASE, &reply.lease_days.to_string())?;
    if went_back {
        // This page, and its orders, were read from cursors of the old log; the next one begins at the
        // beginning.
        start_over(db, exchange.device)?;
        return Ok(Next::More);
    }
    meta::set(db, ACKNOWLEDGED, &reply.head.to_string())?;
    note_verdicts(db, exchange, reply)?;
    report.sent += reply.head.saturating_sub(before).min(exchange.pushed);
    report.refused += u64::try_from(reply.verdicts.len()).unwrap_or_default();
    carry_out(db, reply, report)?;
    if reply.outdated {
        // Nothing else was read, so nothing can be told of what may be held.
        report.outdated = true;
        let acknowledged = meta::last(db, ACKNOWLEDGED)?;
        let more = reply.more || (acknowledged > before && meta::last_seq(db)? > acknowledged);
        return Ok(if more { Next::More } else { Next::Nothing });
    }
    if let Some(tip) = reply.tip {
        meta::set(db, TIP, &tip.to_string())?;
    }
    let whole = take_page(db, exchange.device, reply)?;
    report.received += u64::try_from(reply.ops.len()).unwrap_or_default();
    if !whole {
        return Ok(Next::More);
    }
    let acknowledged = meta::last(db, ACKNOWLEDGED)?;
    if !reply.more && reply.fill.is_empty() {
        leave::settle(db, exchange.device, acknowledged)?;
        meta::forget(db, WHOLE)?;
    }
    // A push that moved nothing is left to the next sync; it would be answered the same again.
    let moved = acknowledged > before || exchange.pushed == 0;
    // What a new plan left nothing to fetch of is read on from its cursor.
    let filled = !reply.fill.is_empty() && fill::since(db)?.is_empty();
    let more = reply.more || filled || (moved && meta::last_seq(db)? > acknowledged);
    Ok(if more { Next::More } else { Next::Nothing })
}

/// Takes out what is to be erased, before anything else is read.
fn carry_out(db: &rusqlite::Connection, reply: &Reply, report: &mut Report) -> Result<()> {
    for order in &reply.erase {
        erase::carry_out(db, order)?;
        meta::set(db, ERASED, &order.n.to_string())?;
        report.erased += 1;
    }
    Ok(())
}

/// Does the page hold operations of this device beyond the head, taken in between the push and the page?
fn holds_more(own: DeviceId, reply: &Reply) -> bool {
    reply.ops.iter().any(|op| op.s > reply.head && reply.devices.get(op.d) == Some(&own))
}

/// The server holds more of this log than this push carried. What it carried is the same there, or it would
/// have been refused; so it is answered for. Whose the rest is tells the next push: ours, if an answer was
/// lost; if there is nothing more to send, somebody wrote on in this device's name: another copy of this
/// file, or this one before it was put back. Of this answer nothing else is taken, for our own operations
/// come without bytes and what was written meanwhile may bear the number of another's.
fn compared(db: &rusqlite::Connection, exchange: &Exchange, reply: &Reply, before: u64) -> Result<Next> {
    let answered = exchange.last().min(reply.head);
    meta::set(db, ACKNOWLEDGED, &answered.to_string())?;
    note_verdicts(db, exchange, reply)?;
    let moved = answered > before || exchange.pushed == 0;
    Ok(match meta::last_seq(db)? > answered {
        true if moved => Next::More,
        true => Next::Nothing,
        false => {
            note_fork(db)?;
            Next::Fork
        }
    })
}

/// Lets go what left, appends a page, folds the records it touches and moves the cursors. False if
/// operations of our own came without bytes that this file no longer has: then everything is read anew,
/// with bytes.
fn take_page(db: &rusqlite::Connection, own: DeviceId, reply: &Reply) -> Result<bool> {
    for (scope, records) in &reply.gone {
        for record in records {
            // One that came into another scope of ours stays.
            if leave::holds(db, *record, *scope)? {
                leave::leave(db, *record)?;
            }
        }
    }
    let mut changed = BTreeSet::new();
    let mut whole = true;
    for op in &reply.ops {
        match receive(db, own, &reply.devices, op)? {
            Received::Shown => {}
            Received::Changed(record) => changed.extend([record]),
            Received::Lacking => whole = false,
        }
    }
    for record in changed {
        registry::refold(db, record)?;
    }
    leave_scopes(db, reply)?;
    fill::note(db, &reply.fill, &reply.cursors)?;
    for (scope, number) in &reply.cursors {
        meta::set_cursor(db, *scope, if whole { *number } else { 0 })?;
    }
    if !whole {
        meta::set(db, WHOLE, "1")?;
    }
    Ok(whole)
}

/// The server's log is another one than before, because it was restored or replaced: everything is read
/// anew, and everything of our log is sent again. How much of it the server holds does not say whose that is:
/// a copy of this file may have been first to send its own there. Nothing this phone wrote is touched. The
/// old numbers go: the server may give them to other operations now.
fn start_over(db: &rusqlite::Connection, device: DeviceId) -> Result<()> {
    meta::forget(db, ACKNOWLEDGED)?;
    log::forget_numbers(db, device)?;
    attachment::offer_again(db, device)?;
    for (scope, _) in meta::cursors(db)? {
        meta::set_cursor(db, scope, 0)?;
    }
    fill::give_up(db)?;
    // Orders are numbered in the log, too.
    meta::forget(db, ERASED)?;
    meta::set(db, LISTENS, "1")?;
    meta::forget(db, TIP)
}

/// Everything up to the server's head is answered for: accepted unless a verdict says otherwise. What is kept aside does
/// not say any more where its record belongs.
fn note_verdicts(db: &rusqlite::Connection, exchange: &Exchange, reply: &Reply) -> Result<()> {
    for refused in &reply.verdicts {
        let id = OpId { device: exchange.device, seq: refused.seq };
        let verdict = match refused.verdict {
            RefusedAs::Suppressed => Verdict::Suppressed,
            RefusedAs::Quarantined => Verdict::Quarantined(refused.reason.clone()),
        };
        // Another operation may stand for it here already.
        if log::verdict_of(db, id)?.is_some_and(|known| known.is_settled()) {
            continue;
        }
        log::judge(db, id, &verdict)?;
        if let Some(entry) = log::after(db, id.device, id.seq - 1, 1)?.pop() {
            registry::refold(db, entry.op.record)?;
        }
    }
    Ok(())
}

/// What is left to do for an operation of a page.
pub(super) enum Received {
    /// Nothing: its record shows it.
    Shown,
    /// To fold that record.
    Changed(RecordId),
    /// It is our own, its bytes did not come, and this file no longer has them.
    Lacking,
}

/// Writes one operation of a page into the log.
pub(super) fn receive(
    db: &rusqlite::Connection,
    own: DeviceId,
    devices: &[DeviceId],
    op: &Numbered,
) -> Result<Received> {
    let malformed = |what: &str| Error::MalformedMessage(format!("operation {}: {what}", op.n));
    let device = *devices.get(op.d).ok_or_else(|| malformed("its device is not listed"))?;
    let id = OpId { device, seq: op.s };
    let known = log::digest_of(db, id)?;
    let other_bytes = op.op.as_ref().is_some_and(|raw| known != Some(log::digest(raw.get())));
    if known.is_some() && device != own && other_bytes {
        // A server that went back gave this identity again; its word is the newer one.
        let before = log::after(db, device, op.s - 1, 1)?.pop();
        log::remove(db, id)?;
        before.map_or(Ok(()), |before| registry::refold(db, before.op.record))?;
    } else if known.is_some() {
        log::stamp(db, id, op.n, op.e)?;
        let Some(entry) = log::after(db, device, op.s - 1, 1)?.pop() else { return Ok(Received::Lacking) };
        let is_shown = registry::apply_alone(db, &entry)?;
        return Ok(if is_shown { Received::Shown } else { Received::Changed(entry.op.record) });
    }
    let Some(raw) = op.op.as_ref().map(|raw| raw.get().to_owned()) else {
        return if device == own { Ok(Received::Lacking) } else { Err(malformed("it has no bytes")) };
    };
    let parsed = parse(&raw)?;
    let record = parsed.record;
    if erase::reach(db, &parsed)?.suppressed {
        // A server restored from an older copy may not know of the order yet; this phone does.
        return Ok(Received::Changed(record));
    }
    let (number, effective) = (Some(op.n), Some(op.e));
    let entry = Entry { id, number, effective, verdict: Verdict::Accepted, skew: 0, raw, op: parsed };
    log::append(db, &entry)?;
    ledger::settle(db, &entry.op)?;
    Ok(if registry::apply_alone(db, &entry)? { Received::Shown } else { Received::Changed(record) })
}

/// Lets go what belongs to scopes this phone may no longer hold.
fn leave_scopes(db: &rusqlite::Connection, reply: &Reply) -> Result<()> {
    for (scope, _) in meta::cursors(db)? {
        if !reply.cursors.contains_key(&scope) {
            leave::leave_scope(db, scope)?;
            meta::forget_cursor(db, scope)?;
        }
    }
    Ok(())
}

/// Learns how wrong this phone's clock is. Operations already written keep the offset they were
/// written with, so that the server can set each right.
fn learn_time(store: &mut Store, exchange: &Exchange, reply: &Reply, clock: &dyn Clock) -> Result<()> {
    let trip = clock.now().since(exchange.sent_at);
    let offset = reply.now.since(exchange.sent_at.plus(trip / 2));
    store.write(|db| meta::set(db, OFFSET, &offset.to_string()))
}
