//! Pictures and notes by voice that records name: phones send them piece by piece, phones and the console
//! look at them and listen.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use latarnia_core::id::RecordId;
use latarnia_core::record::{AttachmentHash, media_type};
use latarnia_core::sync::photos::{Held, Piece, Put};
use serde::Deserialize;
use utoipa::IntoParams;

use super::sites::LISTED_AGAIN_MS;
use super::{Id, Octets, Refusals, ranges};
use crate::auth::{Anyone, Device, Seat};
use crate::error::ApiError;
use crate::registry::{Note, Picture, Sent};
use crate::{App, daily};

const OCTETS: &str = "application/octet-stream";
const UPLOAD_OFFSET: &str = "upload-offset";
const UPLOAD_LENGTH: &str = "upload-length";

/// Which picture.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct Which {
    /// The record that names it
    record: RecordId,
    /// Its BLAKE3 hash, 64 lower-case hex digits
    #[param(value_type = String, pattern = "^[0-9a-f]{64}$")]
    hash: AttachmentHash,
}

/// Which piece.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct WhichPiece {
    /// The record that names the picture
    record: RecordId,
    /// The picture's BLAKE3 hash, 64 lower-case hex digits
    #[param(value_type = String, pattern = "^[0-9a-f]{64}$")]
    hash: AttachmentHash,
    /// Where in the picture it begins: a multiple of 262144
    offset: u64,
}

/// How much of a picture the server has, in the headers `upload-offset` and `upload-length`. For whom
/// named it in an operation that was accepted; to everybody else there is no such picture.
#[utoipa::path(head, path = "/v1/attachments/{record}/{hash}", tag = "attachments", params(Which),
    responses((status = 200, headers(("upload-offset" = u64), ("upload-length" = u64))), Refusals))]
pub async fn held(
    State(app): State<App>,
    device: Device,
    Id(Which { record, hash }): Id<Which>,
) -> Result<impl IntoResponse, ApiError> {
    let Held { held, bytes } = app.attachments.held(device.who.worker, record, hash).await?;
    Ok([(UPLOAD_OFFSET, held.to_string()), (UPLOAD_LENGTH, bytes.to_string())])
}

/// Takes the next piece: 262144 bytes, or what is left. A piece that is not the next one changes nothing;
/// the answer says where to go on. With the last piece the whole is compared with its hash.
#[utoipa::path(put, path = "/v1/attachments/{record}/{hash}/{offset}", tag = "attachments", params(WhichPiece),
    request_body(content = inline(Octets), content_type = "application/octet-stream"),
    responses((status = 200, body = Held), Refusals))]
pub async fn put(
    State(app): State<App>,
    device: Device,
    Id(WhichPiece { record, hash, offset }): Id<WhichPiece>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Held>, ApiError> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != OCTETS) {
        return Err(ApiError::WrongMediaType("send content-type: application/octet-stream"));
    }
    let piece = Piece { record, hash, offset, bytes: body?.to_vec() };
    let space = app.settings.photo_space;
    let sent = Sent { sender: device.who.worker, piece, space, now: app.now() };
    let held = match app.attachments.take_piece(sent).await? {
        Put::Held(held) => held,
        Put::Misshapen => {
            let told =
                "a piece begins at a multiple of 262144 and has so many bytes, the last one what is left";
            return Err(ApiError::BadInput(told.to_owned()));
        }
        Put::WrongHash => return Err(ApiError::WrongHash),
        Put::NotBare => return Err(ApiError::NotBare),
        Put::NotSound => return Err(ApiError::NotSound),
        Put::NoRoom => return Err(ApiError::PhotosFull),
    };
    if held.is_whole() {
        daily::sweep_photos(&app).await;
    }
    Ok(Json(held))
}

/// The picture or note by voice, whole or by one HTTP range, for those who may read the field that names it:
/// `image/jpeg`, `audio/webm`, `audio/ogg` or `audio/mp4`. That somebody at the console looked is noted.
#[utoipa::path(get, path = "/v1/attachments/{record}/{hash}", tag = "attachments", params(Which),
    responses((status = 200, body = inline(Octets), content_type = "*/*"),
        (status = 206, body = inline(Octets), content_type = "*/*"), Refusals))]
pub async fn show(
    State(app): State<App>,
    Anyone { who, seat }: Anyone,
    Id(Which { record, hash }): Id<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Picture { kind, bytes } = app.attachments.picture(app.reader(&who), record, hash).await?;
    let media = media_type(&bytes).unwrap_or(OCTETS);
    if seat == Seat::Console {
        let action = if media.starts_with("audio/") { "voice_read" } else { "photo_read" };
        let note = Note::of(who.worker, action, app.now()).about(kind, record);
        app.accounts.note(note, LISTED_AGAIN_MS).await?;
    }
    ranges::answer(&headers, media, bytes)
}
