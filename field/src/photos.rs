//! Pictures and notes by voice in the background: sent once their records are on the server, fetched when somebody looks,
//! and never in the way of the log, which has its own errand.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::record::{AttachmentHash, Media};
use latarnia_core::store::{Store, attachment};
use latarnia_core::sync::photos::named::named;
use latarnia_core::sync::photos::{self, Lender, Sending};

use crate::app::{Event, FieldApp, OpenVault};
use crate::command::attachment::{PhotoQueue, WaitingPhoto};
use crate::connection::Connection;
use crate::errand::Errand;
use crate::error::{CallError, Code};
use crate::http::HttpCarrier;
use crate::picture::{self, Picture};

/// How hard to look for a picture that could not be had before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Somebody sees that it is not there.
    Once,
    /// Somebody wants it tried again.
    Again,
}

/// The state of the one errand that may run.
#[derive(Default)]
pub struct Photos {
    errand: Errand,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    /// Somebody said: send now, whatever it costs. Until all that waits is sent.
    hurry: bool,
    running: bool,
    failed: Option<Code>,
    /// Pictures somebody looks for, with why they could not be had, once that is known.
    sought: BTreeMap<(RecordId, AttachmentHash), Option<Code>>,
}

impl Photos {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// There is something to send or to fetch, or a better connection to do it over.
    pub fn wake(&self, app: &FieldApp) {
        if self.errand.wake() {
            let app = app.clone();
            std::thread::spawn(move || app.inner.photos.work(&app));
        }
    }

    /// Sends what waits, whatever the connection costs.
    pub fn send_now(&self, app: &FieldApp) {
        self.progress().hurry = true;
        self.wake(app);
    }

    /// Somebody looks for a picture that is not here: it is fetched once, and again when they say so.
    /// Returns why it could not be had the last time.
    pub fn seek(
        &self,
        app: &FieldApp,
        record: RecordId,
        hash: AttachmentHash,
        effort: Effort,
    ) -> Option<Code> {
        let key = (record, hash);
        let mut progress = self.progress();
        let known = progress.sought.get(&key).copied();
        if known.is_none() || effort == Effort::Again {
            progress.sought.insert(key, None);
            drop(progress);
            self.wake(app);
            return None;
        }
        known.flatten()
    }

    fn work(&self, app: &FieldApp) {
        self.errand.work(&*app.inner.clock, || {
            self.progress().running = true;
            app.tell(Event::Photos);
            let done = self.carry(app);
            self.finish(app, done.as_ref());
            done.map(drop)
        });
    }

    fn carry(&self, app: &FieldApp) -> Result<Sending, CallError> {
        let (_, device) = app.own()?;
        let (mut carrier, own, wanted) = app.with_own(device, |vault| {
            let OpenVault { store, enrolment, .. } = vault;
            let carrier = HttpCarrier::new(&enrolment.server, &enrolment.token)?;
            Ok((carrier, enrolment.worker.id, attachment::wanted(store.db())?))
        })?;
        let sending = if self.on_hold(app)? { Sending::Later } else { Sending::Now };
        let done = photos::run::run(&Lend(app, device), &mut carrier, own, sending, &*app.inner.clock);
        let code = done.as_ref().err().map_or(Code::NotFound, |error| error.code);
        self.note_absent(app, device, wanted, code)?;
        done.map(|_| sending)
    }

    /// What was wanted and did not come is told to whoever looks for it.
    fn note_absent(
        &self,
        app: &FieldApp,
        device: DeviceId,
        wanted: Vec<attachment::Attachment>,
        code: Code,
    ) -> Result<(), CallError> {
        for one in wanted {
            let found =
                app.with_own(device, |vault| Ok(attachment::find(vault.store.db(), one.record, one.hash)?))?;
            let key = (one.record, one.hash);
            if found.is_some_and(|found| found.is_whole()) {
                self.progress().sought.remove(&key);
            } else {
                self.progress().sought.insert(key, Some(code));
            }
        }
        Ok(())
    }

    fn finish(&self, app: &FieldApp, done: Result<&Sending, &CallError>) {
        let error = done.err();
        let mut progress = self.progress();
        progress.running = false;
        // A run that held back did not hear of the hurry: the next one does.
        progress.hurry &= !matches!(done, Ok(Sending::Now));
        progress.failed = error.map(|error| error.code).filter(|code| *code != Code::Locked);
        drop(progress);
        if error.is_some_and(|error| error.code == Code::Revoked) {
            // The log's own errand decides what becomes of the phone.
            app.start_sync();
        }
        app.tell(Event::Photos);
    }

    /// Do pictures wait for a connection that costs nothing?
    fn on_hold(&self, app: &FieldApp) -> Result<bool, CallError> {
        let metered = app.connection() == Connection::Metered;
        Ok(metered && app.settings()?.photos_on_wifi_only && !self.progress().hurry)
    }

    /// How pictures stand.
    pub(crate) fn state(&self, app: &FieldApp, vault: &OpenVault) -> Result<PhotoQueue, CallError> {
        let waiting = attachment::unsent(vault.store.db())?.into_iter();
        let waiting = waiting.map(|one| waits(&vault.store, one)).collect::<Result<Vec<_>, CallError>>()?;
        let on_hold = !waiting.is_empty() && self.on_hold(app)?;
        let progress = self.progress();
        Ok(PhotoQueue {
            on_hold,
            running: progress.running && !on_hold && !waiting.is_empty(),
            failed: progress.failed,
            next_attempt: self.errand.next_attempt(),
            connection: app.connection(),
            waiting,
        })
    }
}

impl FieldApp {
    /// Sends and fetches pictures, or tells the running errand that there is more.
    pub fn start_photos(&self) {
        self.inner.photos.wake(self);
    }

    /// Sends what waits, whatever the connection costs.
    pub fn send_photos_now(&self) {
        self.inner.photos.send_now(self);
    }

    /// What the connection costs.
    pub fn connection(&self) -> Connection {
        self.inner.connections.now()
    }

    /// The page tells what the connection costs.
    pub fn tell_connection(&self, connection: Connection) {
        let before = self.connection();
        self.inner.connections.tell(connection);
        if self.connection() != before {
            self.start_photos();
        }
    }

    /// Draws a picture anew; one at a time, for the memory it takes.
    pub(crate) fn draw(&self, file: Vec<u8>) -> Result<Picture, CallError> {
        let _alone = self.inner.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        picture::draw(file)
    }
}

fn waits(store: &Store, one: attachment::Attachment) -> Result<WaitingPhoto, CallError> {
    let attachment::Attachment { record, hash, bytes, refused, .. } = one;
    // Of a record that was let go nobody knows any more; pictures are what is sent most.
    let media = named(store.db(), record, hash)?.map_or(Media::Picture, |named| named.media);
    Ok(WaitingPhoto { record, hash, media, bytes, refused })
}

/// Lends the phone's store out between two round trips.
struct Lend<'a>(&'a FieldApp, DeviceId);

impl Lender for Lend<'_> {
    type Error = CallError;

    fn lend<T>(&self, work: impl FnOnce(&mut Store) -> latarnia_core::Result<T>) -> Result<T, CallError> {
        self.0.with_own(self.1, |vault| Ok(work(&mut vault.store)?))
    }

    fn moved(&self) {
        self.0.tell(Event::Photos);
    }
}
