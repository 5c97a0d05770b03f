//! Sync in the background: on change, on opening, on wish; with backoff after a failure; and only
//! honest words about how it stands.

use std::sync::{Mutex, MutexGuard, PoisonError};

use latarnia_core::clock::Clock;
use latarnia_core::id::DeviceId;
use latarnia_core::record::Kind;
use latarnia_core::store::fill as store;
use latarnia_core::store::log::{self, Entry, Verdict};
use latarnia_core::store::registry;
use latarnia_core::sync::phone::{self, Report};
use latarnia_core::sync::{Transport, fill};

use crate::app::{Event, FieldApp, OpenVault};
use crate::command::sync::{Filling, Phase, SyncItem, SyncState};
use crate::errand::Errand;
use crate::error::{CallError, Code};
use crate::http::HttpTransport;
use crate::slots::Slot;

/// The state of the one sync that may run.
#[derive(Default)]
pub struct Syncer {
    errand: Errand,
    state: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    phase: Option<Phase>,
    failed: Option<Code>,
}

impl Syncer {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a sync in a thread of its own; one that runs already goes round once more.
    pub fn wake(&self, app: &FieldApp) {
        if self.errand.wake() {
            let app = app.clone();
            std::thread::spawn(move || app.inner.syncer.work(&app));
        }
    }

    /// Rounds until nothing is left to do or the vault is closed. Pictures follow what names them.
    fn work(&self, app: &FieldApp) {
        self.errand.work(&*app.inner.clock, || {
            let own = app.own();
            let done = own.as_ref().map_err(Clone::clone);
            let done = done.and_then(|(_, device)| sync_once(app, *device, &|phase| self.show(app, phase)));
            self.finish(app, own.as_ref().ok().map(|(slot, _)| slot), done.as_ref().err());
            done.map(|report| {
                // A colleague may have extended or ended the outing.
                if report.received > 0 {
                    app.keep_alarm();
                }
                app.start_photos();
            })
        });
    }

    fn show(&self, app: &FieldApp, phase: Phase) {
        self.progress().phase = Some(phase);
        app.tell(Event::Sync);
    }

    fn finish(&self, app: &FieldApp, slot: Option<&Slot>, error: Option<&CallError>) {
        let mut progress = self.progress();
        progress.phase = None;
        progress.failed = error.map(|error| error.code).filter(|code| *code != Code::Locked);
        drop(progress);
        if let Some(slot) = slot.filter(|_| error.is_some_and(|error| error.code == Code::Revoked)) {
            app.destroy(slot);
        }
        app.tell(Event::Sync);
    }

    /// How sync stands.
    pub fn state(&self, app: &FieldApp) -> Result<SyncState, CallError> {
        app.with_open(|vault| {
            let db = vault.store.db();
            let waiting = log::waiting(db, vault.enrolment.device)?;
            let unaccepted = log::unaccepted_count(db)?;
            let progress = self.progress();
            let resting = if waiting == 0 { Phase::Done } else { Phase::Waiting };
            Ok(SyncState {
                phase: progress.phase.unwrap_or(resting),
                waiting,
                last_sync: phone::last_sync(&vault.store)?,
                lease_until: phone::lease_until(&vault.store)?,
                failed: progress.failed,
                next_attempt: self.errand.next_attempt(),
                filling: filling(db)?,
                clock_error_ms: phone::clock_offset(&vault.store)?,
                records: unaccepted.records,
                refused: unaccepted.refused,
                items: items(vault)?,
                photos: app.inner.photos.state(app, vault)?,
            })
        })
    }
}

fn filling(db: &rusqlite::Connection) -> Result<Option<Filling>, CallError> {
    let store::Filled { taken, total } = store::progress(db)?;
    Ok((total > 0).then_some(Filling { taken, total }))
}

/// One sync from beginning to end. The store is free for the worker during every round trip.
fn sync_once(app: &FieldApp, own: DeviceId, show: &dyn Fn(Phase)) -> Result<Report, CallError> {
    let (mut transport, total) = app.with_own(own, |vault| {
        let transport = HttpTransport::new(&vault.enrolment.server, &vault.enrolment.token)?;
        Ok((transport, log::waiting(vault.store.db(), vault.enrolment.device)?))
    })?;
    let mut report = Report::default();
    loop {
        let exchange = app.with_own(own, |vault| Ok(phone::prepare(&vault.store, &*app.inner.clock)?))?;
        let sending = exchange.pushed() > 0;
        let (sent, received, erased) = (report.sent, report.received, report.erased);
        show(if sending { Phase::Sending { sent, total } } else { Phase::Receiving { received } });
        let answer = match transport.exchange(&exchange.packed()?) {
            Err(error) if phone::is_fork(&error) && carry_less(app, own, &exchange)? => continue,
            answer => answer?,
        };
        let more = app.with_own(own, |vault| {
            let clock: &dyn Clock = &*app.inner.clock;
            Ok(phone::complete(&mut vault.store, &exchange, &answer, clock, &mut report)?)
        })?;
        if report.received > received || report.erased > erased || sending {
            app.tell(Event::Data);
        }
        let more = more || (!report.outdated && fill_on((app, own), &mut transport, &mut report, show)?);
        if !more && report.outdated {
            return Err(CallError::new(
                Code::AppTooOld,
                "the server takes the log in, and serves nothing more",
            ));
        }
        if !more {
            return Ok(report);
        }
    }
}

/// Fetches and reads the next segment of an area that is read for the first time; false if there is none.
fn fill_on(
    (app, own): (&FieldApp, DeviceId),
    transport: &mut HttpTransport,
    report: &mut Report,
    show: &dyn Fn(Phase),
) -> Result<bool, CallError> {
    let mut filled = false;
    while let Some(wanted) = app.with_own(own, |vault| Ok(fill::next(&vault.store)?))? {
        show(Phase::Receiving { received: report.received });
        filled = true;
        let Some(bytes) = fill::fetch(transport, &wanted, report)? else { break };
        if let Some(ops) = app.with_own(own, |vault| Ok(fill::take(&mut vault.store, &wanted, &bytes)?))? {
            report.received += ops;
            app.tell(Event::Data);
            break;
        }
    }
    Ok(filled)
}

fn carry_less(app: &FieldApp, own: DeviceId, exchange: &phone::Exchange) -> Result<bool, CallError> {
    app.with_own(own, |vault| Ok(phone::carry_less(&mut vault.store, exchange)?))
}

/// As many records as anybody reads in a list; the others are counted.
const LISTED: usize = 60;

/// The records that wait or were refused, as far as they are listed.
fn items(vault: &OpenVault) -> Result<Vec<SyncItem>, CallError> {
    let db = vault.store.db();
    log::first_unaccepted(db, LISTED)?.iter().map(|entry| item(db, entry)).collect()
}

fn item(db: &rusqlite::Connection, entry: &Entry) -> Result<SyncItem, CallError> {
    let row = registry::row(db, entry.op.record)?;
    let text = |row: &registry::Row, field: &str| {
        row.doc.get(field).and_then(|text| text.as_str()).map(str::to_owned)
    };
    let own_title = row.as_ref().and_then(|row| text(row, "label").or_else(|| text(row, "name")));
    let about = row.as_ref().and_then(|row| row.subject.map(Into::into).or_else(|| row.site.map(Into::into)));
    let title = match (own_title, about) {
        (Some(title), _) => title,
        (None, Some(id)) => {
            let about = registry::row(db, id)?;
            about.and_then(|row| text(&row, "label").or_else(|| text(&row, "name"))).unwrap_or_default()
        }
        (None, None) => String::new(),
    };
    let kind: Option<Kind> = entry.op.known_kind();
    let refused = match &entry.verdict {
        Verdict::Quarantined(reason) => Some(reason.clone()),
        Verdict::Suppressed => Some("suppressed".to_owned()),
        Verdict::Waiting | Verdict::Accepted => None,
    };
    Ok(SyncItem { record: entry.op.record, kind, title, at: entry.op.at.millis(), refused })
}
