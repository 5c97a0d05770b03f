//! What records name and do not hold: pictures and sounds. A record says their fingerprint and size; the
//! bytes rest and travel beside the log ([`crate::store::attachment`]), and a record is complete without
//! them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Kind;
use super::field::{FieldType, Form};
use super::jpeg::is_bare_jpeg;
use super::photo::Photo;
use super::sound::Sound;
use super::sound_file::{Container, container_of};

/// The BLAKE3 hash of all bytes of an attachment; 64 lower-case hex digits as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct AttachmentHash([u8; 32]);

impl AttachmentHash {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes that stand in a database column.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for AttachmentHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for AttachmentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for AttachmentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AttachmentHash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let hash = blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes()));
        // One attachment has one name: capital letters would give it a second one.
        let strict = hash.ok().filter(|hash| hash.to_string() == text);
        strict.ok_or_else(|| "an attachment is named by 64 lower-case hex digits".to_owned())
    }
}

impl Serialize for AttachmentHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AttachmentHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

// Written as text, so the bytes must not be described.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for AttachmentHash {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::{Object, Type};
        Object::builder().schema_type(Type::String).pattern(Some("^[0-9a-f]{64}$")).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for AttachmentHash {}

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A JPEG of nothing but a picture.
    Picture,
    /// A note by voice, in one of the containers a webview records in.
    Sound,
}

impl Media {
    /// What a field of this type names, if it names attachments.
    pub const fn of_field(ty: FieldType) -> Option<Self> {
        match ty {
            FieldType::Photo => Some(Self::Picture),
            FieldType::Sound => Some(Self::Sound),
            _ => None,
        }
    }

    /// Are these bytes, all of them, what it says?
    pub fn holds(self, whole: &[u8]) -> bool {
        match self {
            Self::Picture => is_bare_jpeg(whole),
            Self::Sound => container_of(whole).is_some(),
        }
    }
}

/// The media type of an attachment's bytes, as HTTP and webviews name it; `None` if they are neither a bare
/// JPEG nor a sound.
pub fn media_type(whole: &[u8]) -> Option<&'static str> {
    if is_bare_jpeg(whole) {
        return Some("image/jpeg");
    }
    container_of(whole).map(Container::media_type)
}

/// An attachment, as a record names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The field that names it.
    pub field: &'static str,
    /// What it is.
    pub media: Media,
    /// BLAKE3 of all its bytes.
    pub hash: AttachmentHash,
    /// How many bytes it has.
    pub bytes: u64,
}

/// The attachments a form of `kind` names.
pub fn attached_in(kind: Kind, form: &Form) -> Vec<Attached> {
    let fields = kind.fields().iter().filter_map(|field| Some((field.name, Media::of_field(field.ty)?)));
    let named = fields.flat_map(|(field, media)| {
        let values = values_of(form, field).iter();
        values.filter_map(move |value| described(field, media, value))
    });
    named.collect()
}

/// What a field holds: one value or a list of them.
pub(super) fn values_of<'a>(form: &'a Form, field: &str) -> &'a [Value] {
    match form.get(field) {
        Some(Value::Array(many)) => many.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn described(field: &'static str, media: Media, value: &Value) -> Option<Attached> {
    let (hash, bytes) = match media {
        Media::Picture => {
            serde_json::from_value(value.clone()).map(|Photo { hash, bytes, .. }| (hash, bytes))
        }
        Media::Sound => serde_json::from_value(value.clone()).map(|Sound { hash, bytes, .. }| (hash, bytes)),
    }
    .ok()?;
    Some(Attached { field, media, hash, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_names_two_sorts_of_attachments() {
        for kind in Kind::ALL {
            let sorts = kind.fields().iter().filter(|field| Media::of_field(field.ty).is_some()).count();
            // Erasing one field of a record takes all its attachments along.
            assert!(sorts <= 1, "{kind} has {sorts}");
        }
    }
}
