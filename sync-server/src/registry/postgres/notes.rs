//! The audit in the shared database.

use deadpool_postgres::ClientWrapper;
use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{RecordId, WorkerId};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::database::{failed, text};
use super::journal::ORG;
use crate::registry::{AuditRow, Note};

/// Keeps notes, in their order; not those whose like was kept within the last `once_within` milliseconds.
pub async fn keep(client: &ClientWrapper, notes: &[Note], once_within: i64) -> Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    let insert = client.prepare_cached(include_str!("sql/note.sql")).await.map_err(failed)?;
    let rows = Columns::of(notes);
    let columns: [&(dyn ToSql + Sync); 8] = [
        &ORG,
        &rows.at,
        &rows.workers,
        &rows.actions,
        &rows.kinds,
        &rows.records,
        &rows.details,
        &once_within,
    ];
    client.execute(&insert, &columns).await.map_err(failed)?;
    Ok(())
}

/// Of what was erased only the fact stays that somebody did something.
pub async fn forget_details(client: &ClientWrapper, records: &[RecordId]) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let update = "update audit set detail = '' where org = $1 and record = any($2) and detail <> ''";
    let update = client.prepare_cached(update).await.map_err(failed)?;
    let ids: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
    client.execute(&update, &[&ORG, &ids]).await.map_err(failed)?;
    Ok(())
}

#[derive(Default)]
struct Columns<'a> {
    at: Vec<i64>,
    workers: Vec<Option<Uuid>>,
    actions: Vec<&'a str>,
    kinds: Vec<Option<String>>,
    records: Vec<Option<Uuid>>,
    details: Vec<String>,
}

impl<'a> Columns<'a> {
    fn of(notes: &'a [Note]) -> Self {
        let mut rows = Self::default();
        for note in notes {
            rows.at.push(note.at.0);
            rows.workers.push(note.worker.map(WorkerId::uuid));
            rows.actions.push(note.action);
            rows.kinds.push(note.kind.map(|kind| kind.to_string()));
            rows.records.push(note.record.map(RecordId::uuid));
            rows.details.push(text(&note.detail));
        }
        rows
    }
}

/// The newest notes; the names of workers are for others to fill in.
pub async fn newest(client: &ClientWrapper, limit: u32) -> Result<Vec<AuditRow>> {
    let select = "select id, at, worker, action, kind, record, detail from audit where org = $1
        order by id desc limit $2";
    let select = client.prepare_cached(select).await.map_err(failed)?;
    let rows = client.query(&select, &[&ORG, &i64::from(limit)]).await.map_err(failed)?;
    Ok(rows.iter().map(read).collect())
}

fn read(row: &Row) -> AuditRow {
    AuditRow {
        id: row.get("id"),
        at: Millis(row.get("at")),
        worker: row.get::<_, Option<Uuid>>("worker").map(WorkerId::new),
        worker_name: None,
        action: row.get("action"),
        kind: row.get("kind"),
        record: row.get::<_, Option<Uuid>>("record").map(RecordId::new),
        detail: row.get("detail"),
    }
}
