//! [`Accounts`] over the file.

use std::collections::BTreeSet;

use latarnia_core::access::Principal;
use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{DeviceId, SystemIds, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::view::worker_names;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Sqlite, audit, staff};
use crate::auth::token::TokenHash;
use crate::registry::{
    Accounts, Answer, AuditRow, DeviceRecord, KnownDevice, NewDevice, NewUser, Note, Redeemed, User,
};

impl Accounts for Sqlite {
    fn add_user(&self, user: NewUser) -> Answer<'_, WorkerId> {
        Box::pin(self.write(move |db| staff::add_user(db, &mut SystemIds, &user)))
    }

    fn user(&self, name: String) -> Answer<'_, Option<User>> {
        Box::pin(self.read(move |db| staff::user(db, &name)))
    }

    fn users(&self) -> Answer<'_, Vec<User>> {
        Box::pin(self.read(staff::users))
    }

    fn set_password(&self, worker: WorkerId, password: String, note: Note) -> Answer<'_, ()> {
        Box::pin(self.write(move |db| {
            let update = "update account set password = ?2, changed = ?3 where worker = ?1";
            db.execute(update, params![worker.as_bytes(), password, note.at.0])?;
            db.execute("delete from session where worker = ?1", [worker.as_bytes()])?;
            audit::keep(db, &note)
        }))
    }

    fn principal(&self, worker: WorkerId) -> Answer<'_, Option<(Principal, String)>> {
        Box::pin(self.read(move |db| staff::principal(db, worker)))
    }

    fn open_session(&self, token: TokenHash, note: Note, expires: Millis) -> Answer<'_, ()> {
        Box::pin(self.write(move |db| {
            db.execute("delete from session where expires <= ?1", [note.at.0])?;
            let insert = "insert into session (token, worker, opened, expires) values (?1, ?2, ?3, ?4)";
            let worker = note.worker.map(|id| *id.as_bytes());
            db.execute(insert, params![token, worker, note.at.0, expires.0])?;
            audit::keep(db, &note)
        }))
    }

    fn session(&self, token: TokenHash, now: Millis) -> Answer<'_, Option<Principal>> {
        Box::pin(self.read(move |db| {
            let select = "select worker from session where token = ?1 and expires > ?2";
            let worker: Option<[u8; 16]> =
                db.prepare_cached(select)?.query_row(params![token, now.0], |row| row.get(0)).optional()?;
            let Some(worker) = worker else { return Ok(None) };
            Ok(staff::principal(db, worker.into())?.map(|(who, _)| who))
        }))
    }

    fn end_session(&self, token: TokenHash, note: Note) -> Answer<'_, ()> {
        Box::pin(self.write(move |db| {
            db.execute("delete from session where token = ?1", [token])?;
            audit::keep(db, &note)
        }))
    }

    fn offer_code(&self, code: TokenHash, worker: WorkerId, expires: Millis, note: Note) -> Answer<'_, ()> {
        Box::pin(self.write(move |db| {
            db.execute("delete from enrolment where expires < ?1", [note.at.plus(-Millis::DAY).0])?;
            let insert = "insert into enrolment (code, worker, offered, expires) values (?1, ?2, ?3, ?4)";
            db.execute(insert, params![code, worker.as_bytes(), note.at.0, expires.0])?;
            audit::keep(db, &note)
        }))
    }

    fn redeem_code(&self, code: TokenHash, device: NewDevice) -> Answer<'_, Redeemed> {
        Box::pin(self.write(move |db| redeem(db, code, &device)))
    }

    fn device(&self, token: TokenHash) -> Answer<'_, Option<KnownDevice>> {
        Box::pin(self.read(move |db| {
            let select = "select id, worker, revoked is not null from device where token = ?1";
            let found = db.prepare_cached(select)?.query_row([token], |row| {
                let columns: ([u8; 16], [u8; 16], bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(columns)
            });
            let Some((id, worker, revoked)) = found.optional()? else { return Ok(None) };
            let who = staff::principal(db, worker.into())?.map(|(who, _)| who);
            Ok(Some(KnownDevice { id: id.into(), who, revoked }))
        }))
    }

    fn devices(&self) -> Answer<'_, Vec<DeviceRecord>> {
        Box::pin(self.read(devices))
    }

    fn revoke(&self, device: DeviceId, note: Note) -> Answer<'_, bool> {
        Box::pin(self.write(move |db| {
            let update = "update device set revoked = coalesce(revoked, ?2) where id = ?1";
            let known = db.execute(update, params![device.as_bytes(), note.at.0])? == 1;
            if known {
                audit::keep(db, &note)?;
            }
            Ok(known)
        }))
    }

    fn note(&self, note: Note, once_within: i64) -> Answer<'_, ()> {
        Box::pin(async move {
            if once_within > 0 {
                let (again, within) = (note.clone(), once_within);
                if self.read(move |db| audit::is_kept(db, &again, within)).await? {
                    return Ok(());
                }
            }
            self.write(move |db| audit::keep(db, &note)).await
        })
    }

    fn audit(&self, limit: u32) -> Answer<'_, Vec<AuditRow>> {
        Box::pin(self.read(move |db| audit::newest(db, limit)))
    }
}

fn redeem(db: &Connection, code: TokenHash, device: &NewDevice) -> Result<Redeemed> {
    let spend = "update enrolment set spent = ?2 where code = ?1 and spent is null and expires > ?2
        returning worker";
    let worker: Option<[u8; 16]> =
        db.prepare_cached(spend)?.query_row(params![code, device.now.0], |row| row.get(0)).optional()?;
    let Some(worker) = worker.map(WorkerId::from) else { return Ok(Redeemed::Refused) };
    let Some((who, name)) = staff::principal(db, worker)? else { return Ok(Redeemed::Refused) };
    enrol(db, worker, device)?;
    Ok(Redeemed::By(who, name))
}

/// Writes a device down.
pub fn enrol(db: &Connection, worker: WorkerId, device: &NewDevice) -> Result<()> {
    let insert = "insert into device (id, worker, name, app_version, token, enrolled)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    let (id, worker_id) = (device.id.as_bytes(), worker.as_bytes());
    let columns = params![id, worker_id, device.name, device.app_version, device.token, device.now.0];
    db.execute(insert, columns)?;
    audit::keep(db, &Note::of(worker, "device_enrolled", device.now).about_device(device.id))
}

fn devices(db: &Connection) -> Result<Vec<DeviceRecord>> {
    let names = worker_names(db)?;
    let select =
        "select id, worker, name, app_version, enrolled, last_sync, clock_error, revoked is not null, erased
        from device order by enrolled desc, id";
    let mut select = db.prepare_cached(select)?;
    let rows = select.query_map([], |row| {
        let worker = WorkerId::from(row.get::<_, [u8; 16]>(1)?);
        Ok(DeviceRecord {
            id: row.get::<_, [u8; 16]>(0)?.into(),
            name: row.get(2)?,
            worker,
            worker_name: names.get(&worker).cloned().unwrap_or_default(),
            enrolled: Millis(row.get(4)?),
            last_sync: row.get::<_, Option<i64>>(5)?.map(Millis),
            clock_error: row.get(6)?,
            app_version: row.get(3)?,
            revoked: row.get(7)?,
            erased: row.get::<_, i64>(8)?.try_into().unwrap_or_default(),
            people: 0,
            sites: 0,
        })
    })?;
    let mut list: Vec<DeviceRecord> = rows.collect::<Result<_, _>>()?;
    for device in &mut list {
        let who = staff::principal(db, device.worker)?.map(|(who, _)| who);
        count_held(db, device, who.as_ref())?;
    }
    Ok(list)
}

/// How much a device of `who` may hold. A phone that never synced holds nothing.
pub fn count_held(db: &Connection, device: &mut DeviceRecord, who: Option<&Principal>) -> Result<()> {
    if let Some(who) = who.filter(|_| device.last_sync.is_some()) {
        device.people = held(db, "person", &who.scopes())?;
        device.sites = held(db, "site", &who.scopes())?;
    }
    Ok(())
}

/// Linked records are one person or site.
fn held(db: &Connection, kind: &str, scopes: &[Scope]) -> Result<u64> {
    let mut heads = BTreeSet::new();
    let mut select = db.prepare_cached(
        "select coalesce(head, id) from record left join kin on kin.record = id
        where kind = ?1 and scope = ?2 and void = 0",
    )?;
    for scope in scopes {
        let rows = select.query_map(params![kind, scope.to_string()], |row| row.get::<_, [u8; 16]>(0))?;
        heads.extend(rows.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(u64::try_from(heads.len()).unwrap_or_default())
}
