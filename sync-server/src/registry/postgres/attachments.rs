//! [`Attachments`] over the shared tables: whose a picture is, the replica knows; its bytes rest beside
//! the journal.

use std::collections::BTreeSet;

use deadpool_postgres::ClientWrapper;
use latarnia_core::clock::Millis;
use latarnia_core::error::{Error, OrNotFound, Result};
use latarnia_core::id::{RecordId, WorkerId};
use latarnia_core::record::{Attached, AttachmentHash};
use latarnia_core::store::attachment::{Fit, PIECE, Taken, fault_of, fit, is_intact};
use latarnia_core::store::registry;
use latarnia_core::sync::photos::named::{Standing, standing};
use latarnia_core::sync::photos::take::promised;
use latarnia_core::sync::photos::{Held, Piece, Put, UNNAMED_MS};
use latarnia_core::view;
use tokio_postgres::Row;

use super::Postgres;
use super::held::Open;
use super::journal::ORG;
use super::rows::{execute, query};
use crate::registry::sqlite::reading;
use crate::registry::{Answer, Attachments, Picture, Reader, Sent};

impl Attachments for Postgres {
    fn held(&self, sender: WorkerId, record: RecordId, hash: AttachmentHash) -> Answer<'_, Held> {
        Box::pin(async move {
            let named = self.read(move |db| promised(db, sender, record, hash)).await?;
            let select = "select held from attachment where org = $1 and record = $2 and hash = $3";
            let (connection, _) = self.now().await?;
            let rows = query(&connection, select, &key(record, hash).columns()).await?;
            let held = rows.first().map_or(0, |row| uncount(row.get("held")));
            Ok(Held { held, bytes: named.bytes })
        })
    }

    fn take_piece(&self, sent: Sent) -> Answer<'_, Put> {
        Box::pin(async move {
            let Sent { sender, piece, space, now } = sent;
            let (record, hash) = (piece.record, piece.hash);
            let named = self.read(move |db| promised(db, sender, record, hash)).await?;
            let open = Open::begin(&self.database).await?;
            let put = take(open.client(), &named, &piece, space, now).await?;
            open.commit().await?;
            // It may have been erased meanwhile, by somebody who did not see this piece yet.
            match self.read(move |db| promised(db, sender, record, hash)).await {
                Err(Error::NotFound(_)) => {
                    self.drop_pictures(&BTreeSet::from([record])).await;
                    Err(Error::NotFound(record))
                }
                _ => Ok(put),
            }
        })
    }

    fn picture(&self, reader: Reader, record: RecordId, hash: AttachmentHash) -> Answer<'_, Picture> {
        Box::pin(async move {
            let known = self.read(move |db| {
                let named = view::attachment(&reading::look(db, &reader), record, hash)?;
                Ok((named.bytes, registry::row(db, record)?.or_not_found(record)?.kind))
            });
            let (length, kind) = known.await?;
            let (connection, _) = self.now().await?;
            let bytes = read(&connection, record, hash).await?;
            let whole = u64::try_from(bytes.len()).is_ok_and(|held| held == length);
            whole.then_some(Picture { kind, bytes }).or_not_found(record)
        })
    }

    fn sweep(&self, now: Millis) -> Answer<'_, usize> {
        Box::pin(self.sweep_named(now))
    }
}

impl Postgres {
    /// Takes every picture of these records away; what cannot be reached now is found once a day.
    pub(super) async fn drop_pictures(&self, records: &BTreeSet<RecordId>) {
        if records.is_empty() {
            return;
        }
        let records: Vec<RecordId> = records.iter().copied().collect();
        let dropped = async { forget_of(&self.now().await?.0, &records).await };
        if let Err(error) = dropped.await {
            tracing::warn!(%error, "pictures of erased records wait to be dropped");
        }
    }

    /// The records of pictures whose bytes are not what was noted of them.
    pub async fn broken_pictures(&self) -> Result<Vec<RecordId>> {
        let (connection, _) = self.now().await?;
        let all = "select record, hash, bytes, held from attachment where org = $1";
        let mut broken = Vec::new();
        for row in query(&connection, all, &[&ORG]).await? {
            let (record, hash) = read_key(&row)?;
            let held = uncount(row.get("held"));
            let bytes = read(&connection, record, hash).await?;
            let noted = u64::try_from(bytes.len()) == Ok(held);
            let whole = held == uncount(row.get("bytes"));
            if !noted || (whole && !is_intact(hash, &bytes)) {
                broken.push(record);
            }
        }
        Ok(broken)
    }

    async fn sweep_named(&self, now: Millis) -> Result<usize> {
        let (connection, _) = self.now().await?;
        let rows = query(&connection, "select record, hash from attachment where org = $1", &[&ORG]).await?;
        let all = rows.iter().map(read_key).collect::<Result<Vec<_>>>()?;
        let told = self.read(move |db| {
            let standings =
                all.into_iter().map(|(record, hash)| Ok((record, hash, standing(db, record, hash)?)));
            standings.collect::<Result<Vec<_>>>()
        });
        for (record, hash, standing) in told.await? {
            // What nothing speaks of has been unnamed for ever.
            let since = match standing {
                Standing::Named => None,
                Standing::NamedOnce => Some(now.0),
                Standing::Unknown => Some(0),
            };
            let update = "update attachment set unnamed = case when $4::bigint is null then null
                else least($4, coalesce(unnamed, $4)) end
                where org = $1 and record = $2 and hash = $3";
            let key = key(record, hash);
            let [org, record, hash] = key.columns();
            execute(&connection, update, &[org, record, hash, &since]).await?;
        }
        let delete = "delete from attachment where org = $1 and unnamed <= $2";
        let dropped = execute(&connection, delete, &[&ORG, &now.plus(-UNNAMED_MS).0]).await?;
        Ok(usize::try_from(dropped).unwrap_or(usize::MAX))
    }
}

/// Takes every picture of these records away.
pub async fn forget_of(client: &ClientWrapper, records: &[RecordId]) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let records: Vec<_> = records.iter().map(|record| record.uuid()).collect();
    execute(client, "delete from attachment where org = $1 and record = any($2)", &[&ORG, &records]).await?;
    Ok(())
}

/// Takes a piece in, inside an open transaction that is to be committed whatever the answer.
async fn take(
    client: &ClientWrapper,
    named: &Attached,
    piece: &Piece,
    space: u64,
    now: Millis,
) -> Result<Put> {
    let key = key(piece.record, piece.hash);
    let [org, record, hash] = key.columns();
    let bytes = count(named.bytes);
    // The sum is that of a moment; two pictures that begin in it may go over the space by one of them.
    let insert = "insert into attachment (org, record, hash, bytes, held, touched)
        select $1, $2, $3, $4, 0, $5
        where (select coalesce(sum(held), 0)::bigint from attachment where org = $1) + $4::bigint <= $6::bigint
        on conflict do nothing";
    let found = "select held from attachment where org = $1 and record = $2 and hash = $3 for update";
    let mut rows = query(client, found, &[org, record, hash]).await?;
    if rows.is_empty() {
        execute(client, insert, &[org, record, hash, &bytes, &now.0, &count(space)]).await?;
        rows = query(client, found, &[org, record, hash]).await?;
    }
    let Some(row) = rows.first() else { return Ok(Put::NoRoom) };
    let held = uncount(row.get("held"));
    let next = match fit(named.bytes, held, piece.offset, piece.bytes.len()) {
        Fit::Misshapen => return Ok(Put::Misshapen),
        Fit::Elsewhere => return Ok(Put::Held(Held { held, bytes: named.bytes })),
        Fit::Next(next) => next,
    };
    let insert = "insert into attachment_piece (org, record, hash, place, bytes) values ($1, $2, $3, $4, $5)";
    let place = i32::try_from(piece.offset / PIECE).unwrap_or(i32::MAX);
    execute(client, insert, &[org, record, hash, &place, &piece.bytes]).await?;
    let update = "update attachment set held = $4, touched = $5 where org = $1 and record = $2 and hash = $3";
    execute(client, update, &[org, record, hash, &count(next), &now.0]).await?;
    let fault = if next < named.bytes {
        None
    } else {
        fault_of(piece.hash, named.media, &read(client, piece.record, piece.hash).await?)
    };
    if fault.is_some() {
        let delete = "delete from attachment where org = $1 and record = $2 and hash = $3";
        execute(client, delete, &[org, record, hash]).await?;
    }
    Ok(Put::of(fault.unwrap_or(Taken::Held(next)), named.bytes))
}

async fn read(client: &ClientWrapper, record: RecordId, hash: AttachmentHash) -> Result<Vec<u8>> {
    let select =
        "select bytes from attachment_piece where org = $1 and record = $2 and hash = $3 order by place";
    let rows = query(client, select, &key(record, hash).columns()).await?;
    Ok(rows.iter().flat_map(|row| row.get::<_, &[u8]>("bytes")).copied().collect())
}

/// What leads every row of a picture.
struct Key {
    record: uuid::Uuid,
    hash: Vec<u8>,
}

fn key(record: RecordId, hash: AttachmentHash) -> Key {
    Key { record: record.uuid(), hash: hash.as_bytes().to_vec() }
}

impl Key {
    fn columns(&self) -> [&(dyn tokio_postgres::types::ToSql + Sync); 3] {
        [&ORG, &self.record, &self.hash]
    }
}

fn read_key(row: &Row) -> Result<(RecordId, AttachmentHash)> {
    let hash: [u8; 32] = row
        .get::<_, &[u8]>("hash")
        .try_into()
        .map_err(|_wrong| Error::Shared("PostgreSQL: a hash has another length".to_owned()))?;
    Ok((RecordId::new(row.get("record")), hash.into()))
}

fn count(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn uncount(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}
