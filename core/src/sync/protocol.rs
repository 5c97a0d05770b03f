//! The messages of `POST /v1/sync`: JSON, compressed by zstd.

use std::collections::BTreeMap;
use std::io::Read;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::segment::Plan;
use crate::clock::{Hlc, Millis};
use crate::error::{Error, Result};
use crate::id::{DeviceId, RecordId};
use crate::op::Scope;
use crate::store::erase::Order;
use crate::store::log::Entry;
use crate::store::seal::Tip;

/// The protocol this version speaks. Version 2 reads segments and knows the scopes `count:…`; version 1 reads pages
/// alone, and could not read an answer that names such a scope.
pub const VERSION: u32 = 2;
/// The oldest protocol this version serves. Who speaks an older one can still hand its log in.
pub const OLDEST: u32 = 1;
/// Most operations in one push, and in one page of a pull.
pub const MAX_OPS: usize = 500;
/// Most bytes of operations in one push, before compression.
pub const MAX_PUSH_BYTES: usize = 256 * 1024;
/// Most bytes any message may unpack to.
pub const MAX_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// Most bytes of one operation.
pub const MAX_OP_BYTES: usize = 64 * 1024;
/// Stands in a push for an operation the sender no longer has, because its record left the sender's
/// scopes after it was answered for, or was erased. It keeps its number and holds nothing.
pub const GONE: &str = "null";
const COMPRESSION: i32 = 9;

/// What a phone sends: the next stretch of its log, and how far it has read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncRequest))]
pub struct Request {
    /// The protocol the sender speaks.
    pub proto: u32,
    /// The log epoch the cursors belong to; absent before the first sync.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    /// The sender's clock, as it was set when the operations were written.
    pub now: Millis,
    /// Sequence number of the first operation.
    #[serde(default)]
    pub first: u64,
    /// The operations, dense from `first`, each in its own bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub ops: Vec<Box<RawValue>>,
    /// How far each scope has been read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub cursors: BTreeMap<Scope, u64>,
    /// The newest place in the server's log that the sender was told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub tip: Option<Tip>,
    /// Most operations the sender wants in the answer, if fewer than may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
    /// The number of the newest order to erase that was carried out: a receipt.
    #[serde(default)]
    pub erased: u64,
    /// The scopes whose segments it is reading, each with the number it will read on from: what left them
    /// since must go.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub filling: BTreeMap<Scope, u64>,
    /// The sender lacks operations of its own: send them with their bytes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// What the server answers: what became of the push, and the next page.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncReply))]
pub struct Reply {
    /// The protocol the server speaks.
    pub proto: u32,
    /// The server's log epoch; another one than yours means: read everything anew, send what I lack.
    pub epoch: String,
    /// The server's clock.
    pub now: Millis,
    /// The newest place in this log, to be shown the next time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub tip: Option<Tip>,
    /// The place you showed is not in this log, which went back since: read everything anew, send what I
    /// lack.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub went_back: bool,
    /// The highest sequence number of your log the server holds. Send on from here.
    pub head: u64,
    /// What became of operations that were not simply accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Refused>,
    /// What to take out, before anything else of this answer is read; in the order of numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erase: Vec<Order>,
    /// The scopes you may hold, with the number up to which this page has scanned each.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub cursors: BTreeMap<Scope, u64>,
    /// The scopes you may hold and read for the first time, with the segments they consist of: fetch those.
    /// They are not among the `cursors`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Plan>))]
    pub fill: BTreeMap<Scope, Plan>,
    /// The devices named by the page, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceId>,
    /// The page, in the order of numbers within each scope.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ops: Vec<Numbered>,
    /// Scope → records that are no longer for those who hold that scope.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<String>>))]
    pub gone: BTreeMap<Scope, Vec<RecordId>>,
    /// There is more to read.
    #[serde(default)]
    pub more: bool,
    /// What you speak is too old to be served: your log was taken in, update to read on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
    /// Days the phone may stay away before it locks.
    pub lease_days: u32,
}

/// An operation that was not simply accepted. It advances the head all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refused {
    /// Its sequence number.
    pub seq: u64,
    /// `suppressed` or `quarantined`.
    pub verdict: RefusedAs,
    /// The reason's code.
    pub reason: String,
}

/// How an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RefusedAs {
    /// Its subject was erased; nothing of it was kept.
    Suppressed,
    /// Kept aside for a human.
    Quarantined,
}

/// One operation of a page.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Numbered {
    /// The server's number.
    pub n: u64,
    /// The writing device: its place in `devices` of the reply.
    pub d: usize,
    /// Its place in that device's log.
    pub s: u64,
    /// The time everyone merges it by.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub e: Hlc,
    /// Its bytes; absent if the reader wrote it and must have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub op: Option<Box<RawValue>>,
}

impl Numbered {
    /// An operation of the server's log, whose device stands at `place` in the list; with its bytes or without.
    pub fn of(entry: Entry, place: usize, with_bytes: bool) -> Result<Self> {
        let raw = with_bytes.then(|| RawValue::from_string(entry.raw)).transpose()?;
        let (n, e) = (entry.number.unwrap_or_default(), entry.effective.unwrap_or_default());
        Ok(Self { n, d: place, s: entry.id.seq, e, op: raw })
    }
}

/// Writes and compresses a message.
pub fn pack<T: Serialize>(message: &T) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(message)?;
    // All of it at once: for a message whose length it does not know, zstd clears its largest tables.
    zstd::bulk::compress(&json, COMPRESSION).map_err(|error| Error::MalformedMessage(error.to_string()))
}

/// Unpacks and reads a message; stops unpacking at [`MAX_MESSAGE_BYTES`].
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let json = unpack_within(packed, MAX_MESSAGE_BYTES)?;
    serde_json::from_slice(&json).map_err(|error| Error::MalformedMessage(error.to_string()))
}

/// The bytes of a frame; stops unpacking at `limit`, whatever the frame says of itself.
///
/// # Errors
/// [`Error::TooLarge`], or [`Error::MalformedMessage`] if it is no frame.
pub fn unpack_within(packed: &[u8], limit: usize) -> Result<Vec<u8>> {
    let unreadable = |error: std::io::Error| Error::MalformedMessage(format!("zstd: {error}"));
    let mut decoder = zstd::Decoder::new(packed).map_err(unreadable)?;
    decoder.window_log_max(23).map_err(unreadable)?;
    let mut json = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(bound).read_to_end(&mut json).map_err(unreadable)?;
    if json.len() > limit {
        return Err(Error::TooLarge { limit });
    }
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = zstd::encode_all(vec![b' '; 64 << 20].as_slice(), 19).expect("packs");
        assert!(bomb.len() < 100_000);
        assert!(matches!(unpack::<Request>(&bomb), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn noise_is_told_from_a_message() {
        for noise in [&b""[..], b"{}", &[0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0]] {
            assert!(matches!(unpack::<Request>(noise), Err(Error::MalformedMessage(_))), "{noise:?}");
        }
    }

    #[test]
    fn an_operation_keeps_its_bytes_through_both_ends() {
        let raw = "{ \"unknown\" : 1.50 , \"z\":[ ]}";
        let request = Request {
            proto: VERSION,
            epoch: None,
            now: Millis(0),
            first: 1,
            ops: vec![RawValue::from_string(raw.to_owned()).expect("json")],
            ..Request::default()
        };
        let back: Request = unpack(&pack(&request).expect("packs")).expect("reads");
        assert_eq!(back.ops.first().map(|op| op.get()), Some(raw));
    }

    #[test]
    fn an_idle_sync_is_small() {
        let cursors = (0..6u8).map(|n| (Scope::Area([n * 37; 16].into()), 123_456)).collect();
        let request = Request {
            proto: VERSION,
            epoch: Some("0".repeat(32)),
            now: Millis(1),
            first: 1,
            ops: vec![],
            cursors,
            ..Request::default()
        };
        assert!(pack(&request).expect("packs").len() <= 300);
    }
}
