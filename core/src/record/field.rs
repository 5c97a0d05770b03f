//! The field table: one line per field, from which validation, redaction, merging, export and forms follow.

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::check;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Free text of at most `max` characters.
    Text {
        /// Longest accepted text, in characters.
        max: usize,
    },
    /// A key of a code list.
    Code {
        /// Name of the list in `core/codes`.
        list: &'static str,
    },
    /// A whole number between two bounds, both included.
    Integer {
        /// Smallest accepted value.
        min: i64,
        /// Largest accepted value.
        max: i64,
    },
    /// Yes or no.
    Flag,
    /// An instant with the offset of the clock it was read from.
    Moment,
    /// A calendar day.
    Date,
    /// Where on Earth, and how exactly we know it.
    Position,
    /// The id of another record.
    Reference,
    /// A question without an answer, and why: the name of a field, a colon, a key of `missing_answer`.
    Unanswered,
    /// A picture of a place: its fingerprint and a preview.
    Photo,
    /// A note by voice: its fingerprint and its length.
    Sound,
    /// An answer of a questionnaire: the key of a question, a colon, the key of an option or a number.
    Answer,
}

/// Who may see a field, before any role is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Harmless on its own.
    Plain,
    /// Tells who someone is, or what was written about them.
    Personal,
    /// Tells exactly where someone sleeps.
    ExactPlace,
    /// GDPR art. 9: health, addiction, violence, origin.
    Special,
}

/// One field of one record kind.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The key in documents and operations; never reused, never retyped.
    pub name: &'static str,
    /// What it tells, in words.
    pub about: &'static str,
    /// What one value is.
    pub ty: FieldType,
    /// A list in events, an add-wins set in living records.
    pub many: bool,
    /// With `many`, the most values one form may hold; 0 for any number.
    pub most: usize,
    /// A record cannot be created without it.
    pub required: bool,
    /// Two concurrent values are shown to a supervisor instead of one winning silently.
    pub important: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

const fn of(ty: FieldType) -> FieldSpec {
    FieldSpec {
        name: "",
        about: "",
        ty,
        many: false,
        most: 0,
        required: false,
        important: false,
        sensitivity: Sensitivity::Plain,
    }
}

/// Free text of at most `max` characters.
pub const fn text(max: usize) -> FieldSpec {
    of(FieldType::Text { max })
}
/// A key of the code list `list`.
pub const fn code(list: &'static str) -> FieldSpec {
    of(FieldType::Code { list })
}
/// A whole number between `min` and `max`, both included.
pub const fn integer(min: i64, max: i64) -> FieldSpec {
    of(FieldType::Integer { min, max })
}
/// Yes or no.
pub const fn flag() -> FieldSpec {
    of(FieldType::Flag)
}
/// A time a worker says.
pub const fn moment() -> FieldSpec {
    of(FieldType::Moment)
}
/// A calendar day.
pub const fn date() -> FieldSpec {
    of(FieldType::Date)
}
/// A place on Earth; exact positions are for those who go there.
pub const fn position() -> FieldSpec {
    FieldSpec { sensitivity: Sensitivity::ExactPlace, ..of(FieldType::Position) }
}
/// The id of another record.
pub const fn reference() -> FieldSpec {
    of(FieldType::Reference)
}
/// A question that got no answer, and why.
pub const fn unanswered() -> FieldSpec {
    of(FieldType::Unanswered)
}
/// Answers of a questionnaire.
pub const fn answer() -> FieldSpec {
    of(FieldType::Answer)
}
/// A picture of a place, by which the place can be recognised.
pub const fn photo() -> FieldSpec {
    FieldSpec { sensitivity: Sensitivity::ExactPlace, ..of(FieldType::Photo) }
}

/// A note by voice: whatever somebody said, as a note in words.
pub const fn sound() -> FieldSpec {
    FieldSpec { sensitivity: Sensitivity::Special, ..of(FieldType::Sound) }
}

impl FieldSpec {
    /// Several values instead of one.
    #[must_use]
    pub const fn many(self) -> Self {
        Self { many: true, ..self }
    }
    /// Several values, but at most `most` of them in one form.
    #[must_use]
    pub const fn up_to(self, most: usize) -> Self {
        Self { many: true, most, ..self }
    }
    /// A record cannot be created without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
    /// Concurrent values are shown, not decided silently.
    #[must_use]
    pub const fn important(self) -> Self {
        Self { important: true, ..self }
    }
    /// Tells who someone is.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { sensitivity: Sensitivity::Personal, ..self }
    }
    /// Tells exactly where someone sleeps.
    #[must_use]
    pub const fn exact_place(self) -> Self {
        Self { sensitivity: Sensitivity::ExactPlace, ..self }
    }
    /// A special category of GDPR art. 9.
    #[must_use]
    pub const fn special(self) -> Self {
        Self { sensitivity: Sensitivity::Special, ..self }
    }

    /// What is wrong with `value` in this field, if anything. `null` is always fine: it clears the field.
    pub fn check(&self, value: &Value, codes: Codes) -> Option<Problem> {
        match value {
            Value::Null => None,
            Value::Array(items) if self.many && self.most > 0 && items.len() > self.most => {
                Some(Problem::TooMany { max: self.most })
            }
            Value::Array(items) if self.many => {
                items.iter().find_map(|item| check::value(self.ty, item, codes))
            }
            _ if self.many => Some(Problem::WrongType),
            one => check::value(self.ty, one, codes),
        }
    }
}

/// How codes outside our lists are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// The writer knows no more codes than we do: an unknown one is a mistake.
    Known,
    /// The writer is newer: its codes are kept and shown as "other (newer version)".
    Open,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Problem {
    /// It must be filled in.
    Missing,
    /// One of several fields must be filled in.
    MissingOneOf {
        /// The fields of which one suffices.
        fields: Vec<String>,
    },
    /// It holds another kind of value.
    WrongType,
    /// The number or coordinate lies outside its bounds.
    OutOfRange,
    /// The text is too long.
    TooLong {
        /// Longest accepted text, in characters.
        max: usize,
    },
    /// There are too many of them.
    TooMany {
        /// The most a form may hold.
        max: usize,
    },
    /// The picture's bytes are not on this phone, so nobody could ever see it.
    PhotoGone,
    /// The sound's bytes are not on this phone, so nobody could ever hear it.
    SoundGone,
    /// The code is in no list we know.
    UnknownCode,
    /// The time is before 2000 or after 2100.
    UnbelievableTime,
    /// Fewer than two workers, and no reason given.
    CrewTooSmall,
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's name in its record.
    pub field: String,
    /// What is wrong.
    #[serde(flatten)]
    pub problem: Problem,
}

impl FieldError {
    /// `problem` in `field`.
    pub fn new(field: &str, problem: Problem) -> Self {
        Self { field: field.to_owned(), problem }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {:?}", self.field, self.problem)
    }
}

/// A document: field name → value, sorted by name.
pub type Form = Map<String, Value>;
