//! What can go wrong in the core, named after the fact.

use crate::id::RecordId;
use crate::op::OpId;
use crate::record::FieldError;

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything the core refuses or fails at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A form breaks the rules of its record kind; nothing was written.
    #[error("the form is not complete: {}", list(.0))]
    Invalid(Vec<FieldError>),
    /// There is no such record, or the reader may not know of it.
    #[error("there is no record {0} here")]
    NotFound(RecordId),
    /// An operation whose bytes are not an operation.
    #[error("not an operation: {0}")]
    MalformedOp(String),
    /// A sync message that cannot be read.
    #[error("not a sync message: {0}")]
    MalformedMessage(String),
    /// A compressed message that would unpack to more than the limit.
    #[error("the message unpacks to more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The linked SQLite has the WAL-reset corruption bug (fixed in 3.51.3).
    #[error("SQLite {found} can corrupt a database; at least {needed} is required")]
    SqliteTooOld {
        /// The linked version.
        found: String,
        /// The first safe version.
        needed: &'static str,
    },
    /// The file is no database, or not ours, or the key does not open it.
    #[error("the database {path} cannot be opened: it is damaged, or the key is not its key")]
    NotADatabase {
        /// Where the file is.
        path: String,
    },
    /// The database comes from a newer version of the program.
    #[error("the database has schema {found}, this program knows {known}; update the program")]
    FromNewerVersion {
        /// Schema of the file.
        found: i64,
        /// Newest schema this program knows.
        known: i64,
    },
    /// The database comes from an older version and was not opened for writing since.
    #[error(
        "the database has schema {found}, this program works with {known}; let the program open it once, which brings it up to date"
    )]
    FromOlderVersion {
        /// Schema of the file; 0 if it has none.
        found: i64,
        /// The schema this program works with.
        known: i64,
    },
    /// No room is left; the transaction was rolled back.
    #[error("the disk is full; nothing was changed, free some space and try again")]
    DiskFull,
    /// A migration of the database failed; the file is as it was before.
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    /// Any other failure of the database.
    #[error("the database failed: {0}")]
    Database(rusqlite::Error),
    /// A log that was to be replayed here is not the one this store follows.
    #[error("operation {0} is here with other content: this is a copy of another log")]
    OtherLog(OpId),
    /// The database that several servers share failed; nothing is known to have changed.
    #[error("the shared database failed: {0}")]
    Shared(String),
    /// A document in the registry that does not read as what it says it is.
    #[error("a stored document is not readable: {0}")]
    Document(#[from] serde_json::Error),
    /// The other side could not be reached or did not answer.
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
    /// The server answered with a refusal.
    #[error("the server refused: {code}")]
    Refused {
        /// The server's machine-readable code.
        code: String,
    },
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                Self::NotADatabase { path: String::new() }
            }
            _ => Self::Database(error),
        }
    }
}

fn list(errors: &[FieldError]) -> String {
    let parts: Vec<_> = errors.iter().map(ToString::to_string).collect();
    parts.join("; ")
}

/// `store.row(id)?.or_not_found(id)?`
pub trait OrNotFound<T> {
    /// The value, or [`Error::NotFound`].
    fn or_not_found(self, id: impl Into<RecordId>) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self, id: impl Into<RecordId>) -> Result<T> {
        self.ok_or_else(|| Error::NotFound(id.into()))
    }
}
