//! [`FieldApp`]: what the commands work on. It owns the vault, the clock and the background work, and
//! lends the store out for one short piece of work at a time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use latarnia_core::clock::{Clock, Millis, SystemClock};
use latarnia_core::id::{DeviceId, Ids, PersonId, RecordId, SystemIds};
use latarnia_core::record::Position;
use latarnia_core::store::pen::{Ink, Pen};
use latarnia_core::store::{Store, attachment, draft, log, meta};
use latarnia_core::sync::phone;
use latarnia_core::view::Look;
use tokio::sync::broadcast;

use crate::alarm::{Alarm, NoAlarm, Watch};
use crate::biometric::{Biometrics, NoBiometrics};
use crate::command::basemap::BasemapState;
use crate::command::session::{Enrol, EnrolAgain, Session, SessionState, Unlock, VaultName};
use crate::command::settings::Settings;
use crate::command::sync::SyncState;
use crate::connection::Connections;
use crate::enrolment::{Enrolment, invitation, read_invitation};
use crate::error::{CallError, Code};
use crate::hold::Hold;
use crate::http;
use crate::keystore::{FileKeystore, Keystore};
use crate::map_file::MapFile;
use crate::photos::Photos;
use crate::slots::{Slot, Slots};
use crate::syncer::Syncer;
use crate::vault::{disk, write_private};

/// Something changed that a screen may want to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Records changed, here or by a sync.
    Data,
    /// The state of sync changed.
    Sync,
    /// Locked, opened, enrolled or revoked.
    Session,
    /// The basemap came nearer.
    Basemap,
    /// Pictures were sent, fetched, or stopped for a reason.
    Photos,
}

/// What a phone is made of; tests put their own in.
pub struct Parts {
    /// Where everything lies.
    pub folder: PathBuf,
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids.
    pub ids: Box<dyn Ids>,
    /// The hardware keystore, or its stand-in.
    pub keystore: Arc<dyn Keystore>,
    /// The reader of fingers and faces, if there is one.
    pub biometrics: Arc<dyn Biometrics>,
    /// The alarm clock, if there is one.
    pub alarm: Arc<dyn Alarm>,
    /// What connections cost.
    pub connections: Connections,
}

impl Parts {
    /// A phone in `folder` with the machine's clock, a key file and no alarm clock.
    pub fn on_disk(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            clock: Arc::new(SystemClock),
            ids: Box::new(SystemIds),
            keystore: Arc::new(FileKeystore::at(&folder.join("keystore"))),
            biometrics: Arc::new(NoBiometrics),
            alarm: Arc::new(NoAlarm),
            connections: Connections::from_environment(),
        }
    }
}

/// A phone. Cheap to clone; clones are the same phone.
#[derive(Clone)]
pub struct FieldApp {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    ids: Mutex<Box<dyn Ids>>,
    pub(crate) watch: Watch,
    pub(crate) slots: Slots,
    pub(crate) biometrics: Arc<dyn Biometrics>,
    open: Mutex<Option<OpenVault>>,
    pub(crate) syncer: Syncer,
    pub(crate) photos: Photos,
    pub(crate) connections: Connections,
    pub(crate) drawing: Mutex<()>,
    map: MapFile,
    events: broadcast::Sender<Event>,
}

/// An open vault.
pub(crate) struct OpenVault {
    pub(crate) store: Store,
    pub(crate) enrolment: Enrolment,
    slot: Slot,
    /// Last: it lets go when the store is closed.
    _hold: Hold,
}

impl OpenVault {
    pub(crate) fn new(store: Store, enrolment: Enrolment, slot: Slot, hold: Hold) -> Self {
        Self { store, enrolment, slot, _hold: hold }
    }
}

/// How much of a vault is nowhere else.
fn only_here(vault: &OpenVault) -> Result<u64, CallError> {
    let db = vault.store.db();
    let entries = log::waiting(db, vault.enrolment.device)?;
    let rest = attachment::unsent(db)?.len() + draft::all(db)?.len();
    Ok(entries + u64::try_from(rest).unwrap_or(u64::MAX))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FieldApp {
    /// A phone made of `parts`; locked, or not enrolled yet.
    pub fn new(parts: Parts) -> Self {
        let (events, _) = broadcast::channel(64);
        let inner = Inner {
            slots: Slots::at(&parts.folder, parts.keystore, Arc::clone(&parts.biometrics)),
            biometrics: parts.biometrics,
            map: MapFile::at(&parts.folder),
            folder: parts.folder,
            clock: parts.clock,
            ids: Mutex::new(parts.ids),
            watch: Watch::over(parts.alarm),
            open: Mutex::new(None),
            syncer: Syncer::default(),
            photos: Photos::default(),
            connections: parts.connections,
            drawing: Mutex::default(),
            events,
        };
        Self { inner: Arc::new(inner) }
    }

    /// A phone that is enrolled and open, without a server.
    #[cfg(test)]
    pub(crate) fn opened(parts: Parts, enrolment: Enrolment) -> Self {
        let app = Self::new(parts);
        let slot = app.inner.slots.free().expect("a free slot");
        let (mut store, hold) = slot.vault.create("246810", slot.keystore()).expect("a new vault");
        enrolment.keep(&mut store).expect("kept");
        *lock(&app.inner.open) = Some(OpenVault::new(store, enrolment, slot, hold));
        app
    }

    /// Hears of changes from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is fine.
        let _ = self.inner.events.send(event);
    }

    // ---- session

    /// What this phone is right now.
    pub fn session(&self) -> Result<Session, CallError> {
        let open = lock(&self.inner.open);
        let state = match &*open {
            Some(_) => SessionState::Open,
            None if self.inner.slots.any() => SessionState::Locked,
            None => SessionState::NotEnrolled,
        };
        let lease_until = open.as_ref().map(|open| phone::lease_until(&open.store)).transpose()?.flatten();
        let enrolment = open.as_ref().map(|open| &open.enrolment);
        Ok(Session {
            state,
            worker: enrolment.map(|enrolment| enrolment.worker.clone()),
            server: enrolment.map(|enrolment| enrolment.server.clone()),
            lease_until,
            vaults: if open.is_some() { Vec::new() } else { self.vault_names() },
        })
    }

    fn vault_names(&self) -> Vec<VaultName> {
        let now = self.inner.clock.now();
        let name = |slot: Slot| VaultName {
            slot: slot.number,
            name: slot.owner().unwrap_or_default(),
            finger: slot.second_key().state(now),
        };
        self.inner.slots.taken().into_iter().map(name).collect()
    }

    /// Exchanges a one-time code for a device and makes a vault behind a new PIN. The PIN is checked
    /// first: a code is not spent on a PIN that is too short.
    pub fn enrol(&self, input: &Enrol) -> Result<(), CallError> {
        let invitation = invitation(input)?;
        let (slot, mut store, hold) = {
            let open = lock(&self.inner.open);
            if open.is_some() || (self.inner.slots.any() && !input.another) {
                return Err(CallError::new(Code::AlreadyEnrolled, "this phone has a vault"));
            }
            let slot = self.inner.slots.free();
            let slot = slot.ok_or_else(|| CallError::new(Code::AlreadyEnrolled, "no room for one more"))?;
            let (store, hold) = slot.vault.create(&input.pin, slot.keystore())?;
            (slot, store, hold)
        };
        let enrolled = http::enrol(&invitation, &input.device_name)
            .map(|answer| Enrolment::new(invitation.server, answer))
            .and_then(|enrolment| enrolment.keep(&mut store).map(|()| enrolment));
        match enrolled {
            Ok(enrolment) => {
                slot.vault.set_owner(&enrolment.worker.name, slot.keystore())?;
                self.close_fingers_but(slot.number);
                self.open_with(OpenVault::new(store, enrolment, slot, hold));
                Ok(())
            }
            Err(error) => {
                drop(store);
                self.inner.slots.destroy(&slot)?;
                Err(error)
            }
        }
    }

    /// A phone that was restored or copied becomes a new device of the same worker; what it had not sent
    /// is numbered anew.
    ///
    /// # Errors
    /// [`Code::OtherWorker`] if the code is somebody else's; nothing was changed then.
    pub fn enrol_again(&self, input: &EnrolAgain) -> Result<(), CallError> {
        let invitation = read_invitation(&input.address, &input.code)?;
        let worker = self.with_open(|vault| Ok(vault.enrolment.worker.id))?;
        let answer = http::enrol(&invitation, &input.device_name)?;
        let enrolment = Enrolment::new(invitation.server, answer);
        if enrolment.worker.id != worker {
            return Err(CallError::new(Code::OtherWorker, "the code is for another worker"));
        }
        self.with_open(|vault| {
            enrolment.keep_instead(&mut vault.store)?;
            vault.enrolment = enrolment;
            Self::throw_finger_away(&vault.slot);
            Ok(())
        })?;
        self.tell(Event::Session);
        self.start_sync();
        Ok(())
    }

    /// Opens the vault with the PIN; past the lease only after the server was asked.
    pub fn unlock(&self, input: &Unlock) -> Result<(), CallError> {
        let now = self.inner.clock.now();
        let slot = self.inner.slots.chosen(input.slot);
        let slot = slot.ok_or_else(|| CallError::new(Code::NotEnrolled, "there is no such vault"))?;
        slot.throttle.allow(now)?;
        let opened = slot.vault.open(&input.pin, slot.keystore());
        if opened.as_ref().is_err_and(|error| error.code == Code::WrongPin) {
            slot.throttle.wrong(now)?;
        }
        let (mut store, hold) = opened?;
        slot.throttle.right()?;
        Self::finger_counts_again(&slot, now);
        let enrolment = Enrolment::read(&store)?;
        self.renew_lease(&mut store, &enrolment, &slot, now)?;
        if slot.owner().is_none() {
            slot.vault.set_owner(&enrolment.worker.name, slot.keystore())?;
        }
        self.open_with(OpenVault::new(store, enrolment, slot, hold));
        Ok(())
    }

    pub(crate) fn renew_lease(
        &self,
        store: &mut Store,
        enrolment: &Enrolment,
        slot: &Slot,
        now: Millis,
    ) -> Result<(), CallError> {
        // A clock set back does not lengthen the lease: time has passed at least as far as was written.
        let written = meta::get(store.db(), "hlc")?.and_then(|hlc| hlc.parse().ok());
        let now = now.max(written.map_or(now, latarnia_core::clock::Hlc::millis));
        if phone::lease_until(store)?.is_none_or(|until| now <= until) {
            return Ok(());
        }
        let mut transport = http::HttpTransport::new(&enrolment.server, &enrolment.token)?;
        let asked = phone::run(store, &mut transport, &*self.inner.clock);
        asked.map(|_| ()).map_err(|error| match CallError::from(error) {
            revoked if revoked.code == Code::Revoked => {
                self.destroy(slot);
                revoked
            }
            other => CallError::new(Code::LeaseOver, other.detail),
        })
    }

    pub(crate) fn open_with(&self, vault: OpenVault) {
        *lock(&self.inner.open) = Some(vault);
        self.tell(Event::Session);
        self.keep_alarm();
        self.start_sync();
    }

    /// Closes the vault; unsent work stays sealed in it.
    pub fn lock(&self) {
        *lock(&self.inner.open) = None;
        self.tell(Event::Session);
    }

    /// Leaves the phone: the vault goes if all of it is on the server, and is only closed otherwise. Returns
    /// how much was not: entries, pictures and half-typed forms.
    ///
    /// # Errors
    /// [`Code::Locked`], or what the disk says.
    pub fn log_out(&self) -> Result<u64, CallError> {
        let mut open = lock(&self.inner.open);
        let vault = open.as_ref().ok_or_else(|| CallError::new(Code::Locked, "the vault is locked"))?;
        let kept = only_here(vault)?;
        let slot = vault.slot.clone();
        *open = None;
        if kept == 0 {
            self.inner.watch.silence();
            self.inner.slots.destroy(&slot)?;
        }
        drop(open);
        self.tell(Event::Session);
        Ok(kept)
    }

    /// The server knows this device no more: everything of that worker goes, the key first; the others who
    /// share the phone keep theirs. Meanwhile nobody can open, make or look for a vault: none is seen half gone.
    pub(crate) fn destroy(&self, slot: &Slot) {
        let mut open = lock(&self.inner.open);
        if open.as_ref().is_some_and(|vault| vault.slot.number == slot.number) {
            *open = None;
        }
        self.inner.watch.silence();
        if let Err(error) = self.inner.slots.destroy(slot) {
            tracing::error!(code = %error.code, "the vault could not be destroyed");
        }
        drop(open);
        self.tell(Event::Session);
    }

    /// Whose vault is open, and as which device it speaks.
    pub(crate) fn own(&self) -> Result<(Slot, DeviceId), CallError> {
        self.with_open(|vault| Ok((vault.slot.clone(), vault.enrolment.device)))
    }

    /// Works on the open vault if it still is `device`'s: background work that began for one worker must
    /// not end in another's vault.
    pub(crate) fn with_own<T>(
        &self,
        device: DeviceId,
        work: impl FnOnce(&mut OpenVault) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        self.with_open(|vault| {
            if vault.enrolment.device != device {
                return Err(CallError::new(Code::Locked, "that vault is closed"));
            }
            work(vault)
        })
    }

    // ---- the store

    pub(crate) fn with_open<T>(
        &self,
        work: impl FnOnce(&mut OpenVault) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let mut open = lock(&self.inner.open);
        match open.as_mut() {
            Some(vault) => work(vault),
            None if self.inner.slots.any() => Err(CallError::new(Code::Locked, "the vault is locked")),
            None => Err(CallError::new(Code::NotEnrolled, "there is no vault")),
        }
    }

    /// Reads, as the worker whose vault is open.
    pub fn look<T>(
        &self,
        here: Option<Position>,
        work: impl FnOnce(&Look<'_>) -> latarnia_core::Result<T>,
    ) -> Result<T, CallError> {
        self.with_open(|vault| {
            let reader = vault.enrolment.principal(&vault.store)?;
            let now = self.inner.clock.now().plus(phone::clock_offset(&vault.store)?);
            Ok(work(&Look { db: vault.store.db(), reader: &reader, now, here })?)
        })
    }

    /// Writes, in one transaction, as the worker whose vault is open; it is on disk when this returns.
    pub fn write<T>(&self, work: impl FnOnce(&Pen<'_>) -> latarnia_core::Result<T>) -> Result<T, CallError> {
        let (value, fresh) = self.with_open(|vault| {
            let skew = phone::clock_offset(&vault.store)?;
            let (device, author) = (vault.enrolment.device, vault.enrolment.worker.id);
            let now = self.inner.clock.now().plus(skew);
            let before = meta::last_seq(vault.store.db())?;
            let value =
                vault.store.write(|db| work(&Pen { db, device, author, now, ink: Ink::Phone { skew } }))?;
            Ok((value, meta::last_seq(vault.store.db())? > before))
        })?;
        if fresh {
            self.tell(Event::Data);
            self.start_sync();
        }
        Ok(value)
    }

    /// An id for a new record.
    pub fn new_id(&self) -> RecordId {
        lock(&self.inner.ids).ordered(self.inner.clock.now())
    }

    /// Ids for `n` new records.
    pub fn new_ids(&self, n: usize) -> Vec<RecordId> {
        (0..n).map(|_| self.new_id()).collect()
    }

    /// An id for a new person; it tells nothing.
    pub fn new_person_id(&self) -> PersonId {
        lock(&self.inner.ids).opaque().into()
    }

    /// The outings may have changed; the alarm follows.
    pub(crate) fn keep_alarm(&self) {
        self.inner.watch.follow(self);
    }

    // ---- background work

    /// How sync stands.
    pub fn sync_state(&self) -> Result<SyncState, CallError> {
        self.inner.syncer.state(self)
    }

    /// Starts a sync, or tells the running one that there is more.
    pub fn start_sync(&self) {
        self.inner.syncer.wake(self);
    }

    /// What map there is.
    pub fn basemap_state(&self) -> BasemapState {
        self.inner.map.state()
    }

    /// Starts or resumes fetching the basemap.
    pub fn fetch_basemap(&self) -> Result<(), CallError> {
        let enrolment = self.with_open(|vault| Ok(vault.enrolment.clone()))?;
        self.inner.map.fetch(self, enrolment);
        Ok(())
    }

    /// Stops fetching.
    pub fn stop_basemap(&self) {
        self.inner.map.stop();
    }

    pub(crate) fn map(&self) -> &MapFile {
        &self.inner.map
    }

    /// Where the fetched basemap lies.
    pub fn basemap_path(&self) -> PathBuf {
        self.inner.map.path()
    }

    // ---- settings

    fn settings_path(&self) -> PathBuf {
        self.inner.folder.join("settings.json")
    }

    /// Language and theme; the defaults if nothing readable is there.
    pub fn settings(&self) -> Result<Settings, CallError> {
        match std::fs::read(self.settings_path()) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(disk(&error)),
        }
    }

    /// Changes them.
    pub fn change_settings(&self, settings: &Settings) -> Result<(), CallError> {
        let bytes = serde_json::to_vec(settings).map_err(CallError::bad_output)?;
        write_private(&self.settings_path(), &bytes)
    }
}
