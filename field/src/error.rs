//! What a screen is told when a command fails: a code it may branch on, and the fields that are wrong.

use latarnia_core::record::FieldError;
use serde::Serialize;
use ts_rs::TS;

/// A command failed; nothing was written.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CallError {
    /// What happened; the text for people is `error_<code>` in `ui/messages`.
    pub code: Code,
    /// For developers and support; never shown alone, never with personal data.
    pub detail: String,
    /// The fields that are wrong, if the form was.
    pub fields: Vec<FieldError>,
    /// Seconds to wait before trying again, if that is the matter.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

/// What a screen may branch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, strum::Display)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ErrorCode")]
#[strum(serialize_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "the code that was refused is a code")]
pub enum Code {
    /// No such command.
    UnknownCommand,
    /// The command's input is not of its type.
    BadInput,
    /// The form breaks a rule; `fields` says where.
    Invalid,
    /// There is no such record here.
    NotFound,
    /// The vault is locked.
    Locked,
    /// This phone is not enrolled.
    NotEnrolled,
    /// It already is.
    AlreadyEnrolled,
    /// Another program has this phone's vault open.
    InUse,
    /// The PIN does not open the vault.
    WrongPin,
    /// Too many wrong PINs; wait.
    PinThrottled,
    /// The PIN is shorter than six digits.
    PinTooShort,
    /// The code is unknown, used or too old.
    CodeRefused,
    /// The server's address is not one.
    BadAddress,
    /// No answer from the server.
    Unreachable,
    /// The server knows this phone no more; its data is being destroyed.
    Revoked,
    /// This phone was restored or copied; it needs a new code, and loses nothing by it.
    Forked,
    /// The code is another worker's; this vault stays whose it is.
    OtherWorker,
    /// The server refused for another reason.
    Refused,
    /// The lease is over: the server must be asked before this opens.
    LeaseOver,
    /// The phone's storage is full; nothing was changed.
    DiskFull,
    /// The database is damaged.
    DatabaseDamaged,
    /// The database comes from a newer version of the app.
    AppTooOld,
    /// The picture is too large to be taken in.
    PhotoTooLarge,
    /// The file is no picture that can be read here.
    PhotoUnreadable,
    /// The note by voice is too long or too large to be taken in.
    VoiceTooLong,
    /// The recording is no sound that can be kept here.
    VoiceUnreadable,
    /// Nobody touched the reader; nothing happened.
    BiometricCancelled,
    /// Only the PIN opens from now on; the session says why.
    BiometricClosed,
    /// The reader of fingers or faces failed; the PIN opens.
    BiometricFailed,
    /// There is no open outing, and the command needs one.
    NoOuting,
    /// It was saved too long ago, or by somebody else, to be taken back.
    TooLate,
    /// Something else; `detail` for support.
    Internal,
}

impl CallError {
    /// A failure with nothing more to say.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new(), retry_after_s: None }
    }

    pub(crate) fn bad_input(error: serde_json::Error) -> Self {
        Self::new(Code::BadInput, error.to_string())
    }

    pub(crate) fn bad_output(error: serde_json::Error) -> Self {
        Self::new(Code::Internal, error.to_string())
    }

    pub(crate) fn unknown_command(name: &str) -> Self {
        Self::new(Code::UnknownCommand, format!("there is no command {name:?}"))
    }
}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for CallError {}

impl From<latarnia_core::Error> for CallError {
    fn from(error: latarnia_core::Error) -> Self {
        use latarnia_core::Error as Core;
        let detail = error.to_string();
        match error {
            Core::Invalid(fields) => Self { fields, ..Self::new(Code::Invalid, detail) },
            Core::NotFound(_) => Self::new(Code::NotFound, detail),
            Core::DiskFull => Self::new(Code::DiskFull, detail),
            Core::NotADatabase { .. } => Self::new(Code::DatabaseDamaged, detail),
            Core::FromNewerVersion { .. } => Self::new(Code::AppTooOld, detail),
            Core::Unreachable(_) => Self::new(Code::Unreachable, detail),
            Core::Refused { code } if code == "device_revoked" => Self::new(Code::Revoked, detail),
            Core::Refused { code } if code == "fork" => Self::new(Code::Forked, detail),
            Core::Refused { .. } => Self::new(Code::Refused, detail),
            _ => Self::new(Code::Internal, detail),
        }
    }
}
