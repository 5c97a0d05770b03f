//! Bytes of every released version of the protocol are read as they were meant.

use latarnia_core::clock::Hlc;
use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::merge::State;
use latarnia_core::op::{Change, OpId, parse};
use latarnia_core::record::Form;
use latarnia_core::sync::protocol::{RefusedAs, Reply, Request, VERSION, pack, unpack};
use latarnia_core::sync::round::Round;
use serde_json::Value;

use crate::town::EVENING;

const LOG: &str = include_str!("../golden/v1/log.jsonl");
const SITE: [u8; 16] = *uuid::uuid!("05050505-0505-4505-8505-050505050505").as_bytes();
const DEVICE: [u8; 16] = *uuid::uuid!("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a").as_bytes();

#[test]
fn every_act_of_version_1_reads_as_it_did() {
    let ops: Vec<_> = LOG.lines().map(|line| parse(line).expect(line)).collect();
    let acts: Vec<_> = ops.iter().map(|op| std::mem::discriminant(&op.change)).collect();
    assert_eq!(acts.len(), 12);
    assert!(matches!(ops[11].change, Change::Unknown { .. }), "only the last is unknown");
    assert!(ops[..11].iter().all(|op| !matches!(op.change, Change::Unknown { .. })));
    let mut state = State::default();
    for (op, seq) in ops.iter().zip(1..) {
        if op.record == RecordId::from(SITE) {
            state.apply(OpId { device: DeviceId::from(DEVICE), seq }, op, op.at);
        }
    }
    let expected: Form = serde_json::from_str(include_str!("../golden/v1/state.json")).unwrap();
    assert_eq!(state.document(), expected);
    assert_eq!(state.linked().count(), 0, "linked and taken apart");
}

#[test]
fn an_operation_of_version_1_is_written_as_it_was() {
    for line in LOG.lines().take(11) {
        let again: Value = serde_json::from_str(&parse(line).unwrap().to_raw()).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(line).unwrap());
    }
}

#[test]
fn a_request_of_version_1_is_still_answered() {
    let packed = include_bytes!("../golden/v1/request.json.zst");
    let round = Round::open(packed, "0f0f", EVENING).unwrap();
    let stretch = round.stretch().unwrap();
    assert_eq!((stretch.first, stretch.ops.len(), stretch.erased), (1, 2, 40));
    assert_eq!(stretch.ops[0], LOG.lines().next().unwrap(), "to the byte");
    let pull = round.pull(DEVICE.into(), vec![]);
    assert_eq!((pull.cursors.len(), pull.whole), (2, true));
}

#[test]
fn an_answer_of_version_1_is_still_understood() {
    let reply: Reply = unpack(include_bytes!("../golden/v1/reply.json.zst")).unwrap();
    assert_eq!((reply.head, reply.more, reply.outdated), (19, true, false));
    assert_eq!(reply.verdicts[1].verdict, RefusedAs::Suppressed);
    assert_eq!(reply.erase[1].fields.iter().collect::<Vec<_>>(), ["note"]);
    assert_eq!(reply.gone.values().flatten().count(), 1);
    assert_eq!(reply.ops[0].e, Hlc::of(EVENING.plus(4)));
    assert!(reply.ops[1].op.is_none(), "the phone's own");
}

#[test]
fn a_newer_phone_is_told_so() {
    assert!(Round::open(&pack(&request_of(VERSION + 1)).unwrap(), "x", EVENING).is_err());
}

fn request_of(proto: u32) -> Request {
    let request: Request = unpack(include_bytes!("../golden/v1/request.json.zst")).unwrap();
    Request { proto, ..request }
}
