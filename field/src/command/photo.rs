//! Pictures of places: taken into a form, shown, sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latarnia_core::clock::Millis;
use latarnia_core::id::RecordId;
use latarnia_core::record::{Photo, PhotoHash};
use latarnia_core::store::attachment::{self, Attachment};
use latarnia_core::view;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::connection::Connection;
use crate::error::{CallError, Code};
use crate::photos::Effort;

/// A picture as the camera or a folder gave it.
#[derive(Clone, Deserialize, TS)]
pub struct AttachPhoto {
    /// The file's bytes in base64: JPEG, PNG or WebP.
    pub file: String,
}

/// A picture of a form that is not saved yet.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WhichPhoto {
    /// Its hash.
    pub hash: PhotoHash,
}

/// A picture, of a record or of a form that is not saved yet.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowPhoto {
    /// The record that names it; absent for a form that is not saved yet.
    #[serde(default)]
    #[ts(optional)]
    pub record: Option<RecordId>,
    /// Its hash.
    pub hash: PhotoHash,
    /// It could not be fetched before; try again.
    #[serde(default)]
    #[ts(optional)]
    pub again: Option<bool>,
}

/// A picture, as far as it is here.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PhotoView {
    /// The whole JPEG in base64; absent while it is not here.
    pub jpeg: Option<String>,
    /// How many bytes are here.
    pub held: u64,
    /// Of so many.
    pub bytes: u64,
    /// It was made here and is not on the server.
    pub unsent: bool,
    /// Why it could not be fetched the last time.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Code>,
}

/// How pictures stand.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PhotoQueue {
    /// Pictures of saved records that are not on the server, those first that it did not refuse.
    pub waiting: Vec<WaitingPhoto>,
    /// They wait for a connection that costs nothing.
    pub on_hold: bool,
    /// They are being sent.
    pub running: bool,
    /// Why the last attempt failed.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Code>,
    /// When the next attempt is made by itself.
    pub next_attempt: Option<Millis>,
    /// What the connection costs, as far as anybody told.
    pub connection: Connection,
}

/// A picture that is not on the server.
#[derive(Clone, Debug, Serialize, TS)]
pub struct WaitingPhoto {
    /// The record that names it.
    pub record: RecordId,
    /// Its hash.
    pub hash: PhotoHash,
    /// How many bytes it has.
    pub bytes: u64,
    /// The code of the reason the server did not take it for the last time.
    pub refused: Option<String>,
}

/// What the page knows of the connection.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct TellConnection {
    /// What it costs.
    pub connection: Connection,
}

/// Takes a picture into a form: draws it anew, keeps it, and says how to name it.
pub fn attach(app: &FieldApp, input: AttachPhoto) -> Result<Photo, CallError> {
    // Nothing is decoded for a phone that could not keep it.
    app.with_open(|_| Ok(()))?;
    let file = BASE64.decode(input.file);
    let file = file.map_err(|error| CallError::new(Code::BadInput, format!("file: {error}")))?;
    let drawn = app.draw(file)?;
    app.write(|pen| {
        let hash = attachment::stage(pen.db, &drawn.jpeg, pen.now)?;
        Ok(Photo {
            hash,
            bytes: u64::try_from(drawn.jpeg.len()).unwrap_or(u64::MAX),
            width: drawn.width,
            height: drawn.height,
            thumb: drawn.thumb.clone(),
            taken: pen.now,
        })
    })
}

/// The form does without it.
pub fn discard(app: &FieldApp, input: WhichPhoto) -> Result<Nothing, CallError> {
    app.write(|pen| attachment::discard_staged(pen.db, input.hash))?;
    Ok(Nothing {})
}

/// A picture. One that is not here is fetched; the event `photos` tells when to ask again.
pub fn show(app: &FieldApp, input: ShowPhoto) -> Result<PhotoView, CallError> {
    let ShowPhoto { record, hash, again } = input;
    let Some(record) = record else { return staged(app, hash) };
    let photo = app.look(None, |look| view::photo(look, record, hash))?;
    let found = app.write(|pen| {
        attachment::expect(pen.db, record, hash, photo.bytes, pen.now)?;
        attachment::touch(pen.db, record, hash, pen.now)?;
        attachment::find(pen.db, record, hash)
    })?;
    let found = found.ok_or_else(|| CallError::new(Code::NotFound, "the picture is gone"))?;
    if found.is_whole() {
        return seen(app, &found, None);
    }
    let effort = if again == Some(true) { Effort::Again } else { Effort::Once };
    let failed = app.inner.photos.seek(app, record, hash, effort);
    seen(app, &found, failed)
}

fn staged(app: &FieldApp, hash: PhotoHash) -> Result<PhotoView, CallError> {
    let found = app.with_open(|vault| Ok(attachment::staged(vault.store.db(), hash)?))?;
    let found = found.ok_or_else(|| CallError::new(Code::NotFound, "no form holds that picture"))?;
    seen(app, &found, None)
}

fn seen(app: &FieldApp, found: &Attachment, failed: Option<Code>) -> Result<PhotoView, CallError> {
    let Attachment { record, hash, bytes, held, unsent, .. } = *found;
    let jpeg = if found.is_whole() {
        let bytes = app.with_open(|vault| Ok(attachment::read(vault.store.db(), record, hash)?))?;
        Some(BASE64.encode(bytes))
    } else {
        None
    };
    Ok(PhotoView { jpeg, held, bytes, unsent, failed })
}

/// Sends what waits, whatever the connection costs.
pub fn send_now(app: &FieldApp, _: Nothing) -> Result<Nothing, CallError> {
    app.send_photos_now();
    Ok(Nothing {})
}

/// The page tells what the connection costs.
pub fn tell_connection(app: &FieldApp, input: TellConnection) -> Result<Nothing, CallError> {
    app.tell_connection(input.connection);
    Ok(Nothing {})
}
