//! [`Attachments`] over the file.

use latarnia_core::clock::Millis;
use latarnia_core::error::{OrNotFound, Result};
use latarnia_core::id::{RecordId, WorkerId};
use latarnia_core::record::AttachmentHash;
use latarnia_core::store::registry;
use latarnia_core::sync::photos::{self, Held, Put};
use latarnia_core::view;
use rusqlite::Connection;

use super::{Sqlite, reading};
use crate::registry::{Answer, Attachments, Picture, Reader, Sent};

impl Attachments for Sqlite {
    fn held(&self, sender: WorkerId, record: RecordId, hash: AttachmentHash) -> Answer<'_, Held> {
        Box::pin(self.read(move |db| photos::held(db, sender, record, hash)))
    }

    fn take_piece(&self, sent: Sent) -> Answer<'_, Put> {
        let Sent { sender, piece, space, now } = sent;
        Box::pin(self.write(move |db| photos::take::take(db, sender, &piece, space, now)))
    }

    fn picture(&self, reader: Reader, record: RecordId, hash: AttachmentHash) -> Answer<'_, Picture> {
        Box::pin(self.read(move |db| picture(db, &reader, record, hash)))
    }

    fn sweep(&self, now: Millis) -> Answer<'_, usize> {
        Box::pin(self.write(move |db| photos::sweep(db, now)))
    }
}

fn picture(db: &Connection, reader: &Reader, record: RecordId, hash: AttachmentHash) -> Result<Picture> {
    let bytes = view::attachment_bytes(&reading::look(db, reader), record, hash)?;
    let kind = registry::row(db, record)?.or_not_found(record)?.kind;
    Ok(Picture { kind, bytes })
}
