//! Staff: the account beside the worker's record.

use std::collections::BTreeMap;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::error::{Error, Result};
use latarnia_core::id::{AreaId, DeviceId, Ids, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Area, Kind, Worker};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::registry::{Query, row, rows};
use latarnia_core::store::rights;
use rusqlite::{Connection, OptionalExtension, params};

use super::{audit, own_device};
use crate::registry::{NewUser, Note, StaffMember, User};

/// Who writes on the command line.
pub const NOBODY: WorkerId = WorkerId::new(uuid::Uuid::nil());

/// A pen of the server.
pub fn pen(db: &Connection, author: WorkerId, now: Millis) -> Result<Pen<'_>> {
    Ok(Pen { db, device: own_device(db)?, author, now, ink: Ink::Server })
}

/// Adds a member of staff with an account.
pub fn add_user(db: &Connection, ids: &mut dyn Ids, user: &NewUser) -> Result<WorkerId> {
    let taken = "select exists (select 1 from account where name = ?1)";
    if db.query_row(taken, [&user.name], |row| row.get(0))? {
        return Err(taken_name(&user.name));
    }
    let id = add_worker(db, ids, user)?;
    let insert = "insert into account (worker, name, role, password, changed) values (?1, ?2, ?3, ?4, ?5)";
    let columns = params![id.as_bytes(), user.name, user.role.to_string(), user.password, user.now.0];
    db.execute(insert, columns)?;
    audit::keep(db, &Note::of_command_line("user_added", user.now).about(Kind::Worker, id))?;
    Ok(id)
}

/// Somebody signs in by that name already.
pub fn taken_name(name: &str) -> Error {
    Error::Refused { code: format!("the name {name} is taken") }
}

/// The record of a member of staff; the account is for whoever keeps accounts.
pub fn add_worker(db: &Connection, ids: &mut dyn Ids, user: &NewUser) -> Result<WorkerId> {
    let id = WorkerId::from(ids.opaque());
    let areas = (!user.areas.is_empty()).then(|| user.areas.clone());
    let no_outings = matches!(user.role, Role::Volunteer | Role::Administrator).then_some(true);
    let worker = Worker { name: Some(user.full_name.clone()), areas, no_outings, left: None };
    let place = Place { id: id.into(), scope: Scope::Organisation, subject: None };
    pen(db, NOBODY, user.now)?.create(place, &worker)?;
    Ok(id)
}

/// Adds an area.
pub fn add_area(db: &Connection, ids: &mut dyn Ids, name: &str, now: Millis) -> Result<AreaId> {
    if areas(db)?.iter().any(|(_, known)| known == name) {
        return Err(Error::Refused { code: format!("there is an area {name} already") });
    }
    let id = AreaId::from(ids.ordered(now));
    let place = Place { id: id.into(), scope: Scope::Organisation, subject: None };
    pen(db, NOBODY, now)?.create(place, &Area { name: Some(name.to_owned()) })?;
    audit::keep(db, &Note::of_command_line("area_added", now).about(Kind::Area, id))?;
    Ok(id)
}

/// The areas, by name.
pub fn areas(db: &Connection) -> Result<Vec<(AreaId, String)>> {
    let query = Query { kinds: vec![Kind::Area], ..Query::default() };
    let mut list = Vec::new();
    for row in rows(db, &query)? {
        list.push((row.id.into(), row.read::<Area>()?.name.unwrap_or_default()));
    }
    list.sort_by(|a: &(AreaId, String), b| a.1.cmp(&b.1));
    Ok(list)
}

/// Who signs in, in which role.
pub fn roles(db: &Connection) -> Result<BTreeMap<WorkerId, Role>> {
    Ok(users(db)?.into_iter().map(|user| (user.worker, user.role)).collect())
}

/// Everyone with a worker's record, by name.
pub fn staff(db: &Connection, roles: &BTreeMap<WorkerId, Role>) -> Result<Vec<StaffMember>> {
    let query = Query { kinds: vec![Kind::Worker], ..Query::default() };
    let mut list = Vec::new();
    for row in rows(db, &query)? {
        let worker: Worker = row.read()?;
        let id = row.id.into();
        list.push(StaffMember {
            id,
            name: worker.name.unwrap_or_default(),
            role: roles.get(&id).copied(),
            areas: worker.areas.unwrap_or_default(),
            left: worker.left.unwrap_or(false),
        });
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

/// A worker as a principal, with the name; `None` without an account, or if they left.
pub fn principal(db: &Connection, worker: WorkerId) -> Result<Option<(Principal, String)>> {
    let select = "select role from account where worker = ?1";
    let role: Option<String> =
        db.prepare_cached(select)?.query_row([worker.as_bytes()], |row| row.get(0)).optional()?;
    role.map_or(Ok(None), |role| principal_as(db, worker, &role))
}

/// The same, for one who signs in in that role.
pub fn principal_as(db: &Connection, worker: WorkerId, role: &str) -> Result<Option<(Principal, String)>> {
    let Some(row) = row(db, RecordId::from(worker))? else { return Ok(None) };
    let record: Worker = row.read()?;
    if record.left == Some(true) || row.void {
        return Ok(None);
    }
    let areas = record.areas.unwrap_or_default().into_iter().collect();
    let mut who = Principal::new(worker, read_role(role)?, areas);
    who.circles = rights::circles_of(db, worker)?;
    who.former = rights::former_areas(db, worker)?;
    who.former.retain(|scope, _| !who.areas.iter().any(|area| Scope::Area(*area) == *scope));
    let counts = rights::counts_of(db, worker, who.role)?;
    who.counts = counts.running;
    who.former.extend(counts.former);
    Ok(Some((who, record.name.unwrap_or_default())))
}

/// Whoever signs in by that name.
pub fn user(db: &Connection, name: &str) -> Result<Option<User>> {
    Ok(users(db)?.into_iter().find(|user| user.name == name))
}

/// Everyone who may sign in, by name.
pub fn users(db: &Connection) -> Result<Vec<User>> {
    let mut select = db.prepare_cached("select worker, name, role, password from account order by name")?;
    let found = select.query_map([], |row| {
        let columns: ([u8; 16], String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(columns)
    })?;
    let mut users = Vec::new();
    for columns in found {
        let (worker, name, role, password) = columns?;
        users.push(user_as(db, Account { worker: worker.into(), name, role, password })?);
    }
    Ok(users)
}

/// An account, wherever it is kept.
pub struct Account {
    pub worker: WorkerId,
    pub name: String,
    pub role: String,
    pub password: String,
}

/// An account with what the worker's record says.
pub fn user_as(db: &Connection, account: Account) -> Result<User> {
    let Account { worker, name, role, password } = account;
    let record = row(db, worker.into())?.map(|row| row.read::<Worker>()).transpose()?.unwrap_or_default();
    let (full_name, left) = (record.name.unwrap_or_default(), record.left.unwrap_or(false));
    Ok(User { worker, name, full_name, role: read_role(&role)?, password, left })
}

/// A role by its name.
pub fn read_role(text: &str) -> Result<Role> {
    text.parse().map_err(|error| Error::MalformedOp(format!("role {text}: {error}")))
}

/// The names of devices, by id.
pub fn device_names(db: &Connection) -> Result<BTreeMap<DeviceId, String>> {
    let mut select = db.prepare_cached("select id, name from device")?;
    let rows = select.query_map([], |row| Ok((DeviceId::from(row.get::<_, [u8; 16]>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
