//! Pictures of places and notes by voice: taken into a form, shown, sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latarnia_core::clock::Millis;
use latarnia_core::id::RecordId;
use latarnia_core::record::{AttachmentHash, MAX_SOUND_BYTES, MAX_SOUND_MS, Media, Photo, Sound, media_type};
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

/// A note by voice, as the webview recorded it.
#[derive(Clone, Deserialize, TS)]
pub struct AttachVoice {
    /// The recording's bytes in base64: `WebM` or `Ogg` with Opus, or `MP4` with AAC.
    pub file: String,
    /// How long it is, in milliseconds; two minutes at most.
    pub length_ms: u32,
}

/// An attachment of a form that is not saved yet.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WhichAttachment {
    /// Its hash.
    pub hash: AttachmentHash,
}

/// An attachment, of a record or of a form that is not saved yet.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowAttachment {
    /// The record that names it; absent for a form that is not saved yet.
    #[serde(default)]
    #[ts(optional)]
    pub record: Option<RecordId>,
    /// Its hash.
    pub hash: AttachmentHash,
    /// It could not be fetched before; try again.
    #[serde(default)]
    #[ts(optional)]
    pub again: Option<bool>,
}

/// An attachment, as far as it is here.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AttachmentView {
    /// All its bytes in base64; absent while they are not here.
    pub file: Option<String>,
    /// Their media type, such as `image/jpeg` or `audio/webm`; absent with them.
    pub media: Option<String>,
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

/// How pictures and notes by voice stand.
#[derive(Clone, Debug, Serialize, TS)]
pub struct PhotoQueue {
    /// Those of saved records that are not on the server, those first that it did not refuse.
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

/// A picture or note by voice that is not on the server.
#[derive(Clone, Debug, Serialize, TS)]
pub struct WaitingPhoto {
    /// The record that names it.
    pub record: RecordId,
    /// Its hash.
    pub hash: AttachmentHash,
    /// What it is.
    pub media: Media,
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
pub fn attach_photo(app: &FieldApp, input: AttachPhoto) -> Result<Photo, CallError> {
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

/// Takes a note by voice into a form: looks whether it is one, keeps it as it is, and says how to name it.
pub fn attach_voice(app: &FieldApp, input: AttachVoice) -> Result<Sound, CallError> {
    let file = BASE64.decode(input.file);
    let file = file.map_err(|error| CallError::new(Code::BadInput, format!("file: {error}")))?;
    let bytes = u64::try_from(file.len()).unwrap_or(u64::MAX);
    let length_ms = input.length_ms;
    if bytes > MAX_SOUND_BYTES || length_ms > MAX_SOUND_MS {
        return Err(CallError::new(Code::VoiceTooLong, format!("{bytes} bytes in {length_ms} ms")));
    }
    if length_ms == 0 || !Media::Sound.holds(&file) {
        return Err(CallError::new(Code::VoiceUnreadable, "it is no sound in WebM, Ogg or MP4"));
    }
    app.write(|pen| {
        let hash = attachment::stage(pen.db, &file, pen.now)?;
        Ok(Sound { hash, bytes, length_ms, taken: pen.now })
    })
}

/// The form does without it.
pub fn discard(app: &FieldApp, input: WhichAttachment) -> Result<Nothing, CallError> {
    app.write(|pen| attachment::discard_staged(pen.db, input.hash))?;
    Ok(Nothing {})
}

/// A picture or note by voice. One that is not here is fetched; the event `photos` tells when to ask again.
pub fn show(app: &FieldApp, input: ShowAttachment) -> Result<AttachmentView, CallError> {
    let ShowAttachment { record, hash, again } = input;
    let Some(record) = record else { return staged(app, hash) };
    let named = app.look(None, |look| view::attachment(look, record, hash))?;
    let found = app.write(|pen| {
        attachment::expect(pen.db, record, hash, named.bytes, pen.now)?;
        attachment::touch(pen.db, record, hash, pen.now)?;
        attachment::find(pen.db, record, hash)
    })?;
    let found = found.ok_or_else(|| CallError::new(Code::NotFound, "the attachment is gone"))?;
    if found.is_whole() {
        return seen(app, &found, None);
    }
    let effort = if again == Some(true) { Effort::Again } else { Effort::Once };
    let failed = app.inner.photos.seek(app, record, hash, effort);
    seen(app, &found, failed)
}

fn staged(app: &FieldApp, hash: AttachmentHash) -> Result<AttachmentView, CallError> {
    let found = app.with_open(|vault| Ok(attachment::staged(vault.store.db(), hash)?))?;
    let found = found.ok_or_else(|| CallError::new(Code::NotFound, "no form holds that attachment"))?;
    seen(app, &found, None)
}

fn seen(app: &FieldApp, found: &Attachment, failed: Option<Code>) -> Result<AttachmentView, CallError> {
    let Attachment { record, hash, bytes, held, unsent, .. } = *found;
    let read = || app.with_open(|vault| Ok(attachment::read(vault.store.db(), record, hash)?));
    let whole = found.is_whole().then(read).transpose()?;
    let media = whole.as_deref().and_then(media_type).map(str::to_owned);
    let file = whole.map(|whole| BASE64.encode(whole));
    Ok(AttachmentView { file, media, held, bytes, unsent, failed })
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
