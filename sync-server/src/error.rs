//! What can go wrong: [`Error`] before and around serving, [`ApiError`] in an answer.

use std::path::PathBuf;

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use latarnia_core::record::FieldError;
use latarnia_core::sync::accept::Turned;
use latarnia_core::sync::round::Unfit;
use serde::Serialize;
use ts_rs::TS;
use utoipa::ToSchema;

/// Why a command ended; one sentence for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the data folder {} does not exist; create it, or name another with --data or LATARNIA_DATA", .0.display())]
    NoDataFolder(PathBuf),
    #[error("the data folder {} is a file; name a folder with --data or LATARNIA_DATA", .0.display())]
    DataIsNoFolder(PathBuf),
    #[error("there is no registry in {}; start the server once, or run `latarnia-server demo`", .0.display())]
    NoRegistry(PathBuf),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Core(#[from] latarnia_core::Error),
    #[error("{} cannot be opened for writing ({cause}); see that it is a file, and that whoever runs this may write in its folder", path.display())]
    Closed { path: PathBuf, cause: latarnia_core::Error },
    #[error("{} is damaged, or no registry; stop the server and put the newest backup in its place: phones send again what it lacks", .0.display())]
    Damaged(PathBuf),
    #[error("{} is no basemap: {source}; nothing was changed", path.display())]
    Basemap { path: PathBuf, source: latarnia_basemap::BasemapError },
    #[error(
        "{address} is reachable from other machines, and this server speaks no TLS itself; put a TLS proxy before it and start it with --behind-proxy, or listen on 127.0.0.1"
    )]
    Plaintext { address: std::net::SocketAddr },
    #[error(
        "cannot listen on {address}: {source}; stop what listens there, or choose another address with --addr"
    )]
    Listen { address: std::net::SocketAddr, source: std::io::Error },
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
    #[error("the copy {} is not sound ({problem}) and was thrown away; run `latarnia-server check`", path.display())]
    BadCopy { path: PathBuf, problem: String },
    #[error("{} cannot be restored: {problem}; take another backup", path.display())]
    BadBackup { path: PathBuf, problem: String },
    #[error("the server was asked to stop")]
    Interrupted,
    #[error("{0}")]
    Refused(String),
    #[error("{} was moved to PostgreSQL; name the database with --database or LATARNIA_DATABASE", .0.display())]
    Moved(PathBuf),
    #[error("{} problems found; stop the server and put the newest backup in place: phones send again what it lacks", .0.len())]
    Unsound(Vec<String>),
}

impl Error {
    /// Names the registry that could not be opened, and what to look at.
    pub fn opening(path: impl Into<PathBuf>) -> impl FnOnce(latarnia_core::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly, SystemIoFailure};
        let path = path.into();
        move |cause| match &cause {
            latarnia_core::Error::Database(told)
                if told.sqlite_error_code().is_some_and(|code| {
                    matches!(code, CannotOpen | PermissionDenied | ReadOnly | SystemIoFailure)
                }) =>
            {
                Self::Closed { path, cause }
            }
            latarnia_core::Error::NotADatabase { .. } => Self::Damaged(path),
            _ => Self::Core(cause),
        }
    }

    /// Names the file an I/O error is about.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Core(latarnia_core::Error::DiskFull),
            _ => Self::File { path, source },
        }
    }
}

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("the body is not JSON: {0}")]
    BadJson(String),
    #[error("{0}")]
    BadInput(String),
    #[error("{0}")]
    WrongMediaType(&'static str),
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    #[error("sign in first")]
    Unauthenticated,
    #[error("{0}")]
    Forbidden(&'static str),
    #[error("there is no such thing, or you may not know of it")]
    NotFound,
    #[error("this address does not take that method")]
    MethodNotAllowed,
    #[error("too many attempts; wait {retry_after} s")]
    TooManyAttempts { retry_after: u64 },
    #[error("name or password is wrong")]
    WrongSignIn,
    #[error("the code is wrong, used or too old")]
    CodeRefused,
    #[error("this device has no access any more")]
    DeviceRevoked,
    #[error("operation {seq} of this device is here with other content: the phone was restored or copied")]
    Fork { seq: u64 },
    #[error("this server is older than the phone: update the server")]
    ProtoTooNew,
    #[error("the body is larger than {} bytes", crate::router::MAX_BODY)]
    BodyTooLarge,
    #[error("the message unpacks to too much")]
    TooLarge,
    #[error("the bytes do not have the hash they were promised with; they were thrown away, send them anew")]
    WrongHash,
    #[error("the bytes are more than a bare JPEG; they were thrown away")]
    NotBare,
    #[error("the bytes are no sound in WebM, Ogg or MP4; they were thrown away")]
    NotSound,
    #[error("there is no room for more pictures")]
    PhotosFull,
    #[error("no byte of it lies in that range")]
    BadRange,
    #[error("the answer took too long")]
    Timeout,
    #[error("the disk of the server is full; nothing was changed")]
    DiskFull,
    #[error("the server cannot answer just now; try again")]
    Unavailable(String),
    #[error("something went wrong on the server")]
    Internal(String),
}

impl ApiError {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::BadJson(_) => (StatusCode::BAD_REQUEST, "bad_json"),
            Self::BadInput(_) => (StatusCode::BAD_REQUEST, "bad_input"),
            Self::WrongMediaType(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad_input"),
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
            Self::WrongSignIn => (StatusCode::UNAUTHORIZED, "wrong_sign_in"),
            Self::CodeRefused => (StatusCode::FORBIDDEN, "code_refused"),
            Self::DeviceRevoked => (StatusCode::FORBIDDEN, "device_revoked"),
            Self::Fork { .. } => (StatusCode::CONFLICT, "fork"),
            Self::ProtoTooNew => (StatusCode::BAD_REQUEST, "proto_too_new"),
            Self::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::WrongHash => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_hash"),
            Self::NotBare => (StatusCode::UNPROCESSABLE_ENTITY, "not_a_bare_jpeg"),
            Self::NotSound => (StatusCode::UNPROCESSABLE_ENTITY, "not_a_sound"),
            Self::PhotosFull => (StatusCode::INSUFFICIENT_STORAGE, "photos_full"),
            Self::BadRange => (StatusCode::RANGE_NOT_SATISFIABLE, "bad_range"),
            Self::Timeout => (StatusCode::REQUEST_TIMEOUT, "timeout"),
            Self::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            Self::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

/// What every refusal looks like.
#[derive(Debug, Serialize, ToSchema, TS)]
pub struct Refusal {
    pub error: RefusalBody,
}

/// The refusal itself.
#[derive(Debug, Serialize, ToSchema, TS)]
pub struct RefusalBody {
    /// What a screen may branch on.
    pub code: String,
    /// For developers; holds no personal data.
    pub detail: String,
    /// The fields that are wrong.
    pub fields: Vec<FieldError>,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let detail = self.to_string();
        if let Self::Internal(cause) = &self {
            tracing::error!(%cause, "a request failed");
        }
        if let Self::Unavailable(cause) = &self {
            tracing::warn!(%cause, "a request could not be answered");
        }
        let retry_after =
            if let Self::TooManyAttempts { retry_after } = self { Some(retry_after) } else { None };
        let fields = if let Self::Invalid(fields) = self { fields } else { Vec::new() };
        let body = RefusalBody { code: code.to_owned(), detail, fields };
        let mut response = (status, Json(Refusal { error: body })).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<latarnia_core::Error> for ApiError {
    fn from(error: latarnia_core::Error) -> Self {
        use latarnia_core::Error as Core;
        match error {
            Core::Invalid(fields) => Self::Invalid(fields),
            Core::NotFound(_) => Self::NotFound,
            Core::MalformedMessage(detail) | Core::MalformedOp(detail) => Self::BadInput(detail),
            Core::TooLarge { .. } => Self::TooLarge,
            Core::DiskFull => Self::DiskFull,
            Core::Unreachable(cause) => Self::Unavailable(cause),
            Core::Refused { code } => Self::BadInput(code),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<Turned> for ApiError {
    fn from(turned: Turned) -> Self {
        match turned {
            Turned::Fork { seq } => Self::Fork { seq },
            Turned::Store(error) => error.into(),
        }
    }
}

impl From<Unfit> for ApiError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Proto { .. } => Self::ProtoTooNew,
            Unfit::TooMuch => Self::TooLarge,
            Unfit::Senseless(detail) => Self::BadInput(detail),
            Unfit::Unreadable(error) => error.into(),
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => Self::BadInput(error.body_text()),
            JsonRejection::JsonSyntaxError(error) => Self::BadJson(error.body_text()),
            JsonRejection::MissingJsonContentType(_) => {
                Self::WrongMediaType("send content-type: application/json")
            }
            JsonRejection::BytesRejection(error) => error.into(),
            other => Self::BadInput(other.body_text()),
        }
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::BodyTooLarge
        } else {
            Self::BadInput(rejection.body_text())
        }
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::BadInput(rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::BadInput(rejection.body_text())
    }
}
