//! Rows of the shared tables.

use std::collections::BTreeMap;

use deadpool_postgres::ClientWrapper;
use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{DeviceId, WorkerId};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::database::{failed, text};
use super::journal::ORG;
use super::notes;
use crate::registry::sqlite::staff;
use crate::registry::{DeviceRecord, NewDevice, Note};

/// What stands for `$1`, `$2` …
pub type Columns<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Rows that were asked for.
pub async fn query(client: &ClientWrapper, select: &str, columns: Columns<'_>) -> Result<Vec<Row>> {
    let select = client.prepare_cached(select).await.map_err(failed)?;
    client.query(&select, columns).await.map_err(failed)
}

/// How many rows a statement changed.
pub async fn execute(client: &ClientWrapper, statement: &str, columns: Columns<'_>) -> Result<u64> {
    let statement = client.prepare_cached(statement).await.map_err(failed)?;
    client.execute(&statement, columns).await.map_err(failed)
}

/// Writes a device down.
pub async fn enrol(client: &ClientWrapper, worker: WorkerId, device: &NewDevice) -> Result<()> {
    let insert = "insert into device (org, id, worker, name, app_version, token, enrolled)
        values ($1, $2, $3, $4, $5, $6, $7)";
    let (name, version) = (text(&device.name), text(&device.app_version));
    let columns: Columns<'_> =
        &[&ORG, &device.id.uuid(), &worker.uuid(), &name, &version, &device.token.as_slice(), &device.now.0];
    execute(client, insert, columns).await?;
    let note = Note::of(worker, "device_enrolled", device.now).about_device(device.id);
    notes::keep(client, &[note], 0).await
}

/// Reads an account.
pub fn read_account(row: &Row) -> staff::Account {
    staff::Account {
        worker: WorkerId::new(row.get("worker")),
        name: row.get("name"),
        role: row.get("role"),
        password: row.get("password"),
    }
}

/// Reads a device; its worker's name and what it holds are for others to fill in.
pub fn read_device(row: &Row) -> DeviceRecord {
    DeviceRecord {
        id: DeviceId::new(row.get("id")),
        name: row.get("name"),
        worker: WorkerId::new(row.get("worker")),
        worker_name: String::new(),
        enrolled: Millis(row.get("enrolled")),
        last_sync: row.get::<_, Option<i64>>("last_sync").map(Millis),
        clock_error: row.get("clock_error"),
        app_version: row.get("app_version"),
        revoked: row.get("revoked"),
        erased: row.get::<_, i64>("erased").try_into().unwrap_or_default(),
        people: 0,
        sites: 0,
    }
}

/// Who signs in, in which role.
pub async fn roles(client: &ClientWrapper) -> Result<BTreeMap<WorkerId, Role>> {
    let rows = query(client, "select worker, role from account where org = $1", &[&ORG]).await?;
    let read = |row: &Row| Ok((WorkerId::new(row.get("worker")), staff::read_role(row.get("role"))?));
    rows.iter().map(read).collect()
}

/// The names of devices, by id.
pub async fn device_names(client: &ClientWrapper) -> Result<BTreeMap<DeviceId, String>> {
    let rows = query(client, "select id, name from device where org = $1", &[&ORG]).await?;
    Ok(rows.iter().map(|row| (DeviceId::new(row.get("id")), row.get("name"))).collect())
}
