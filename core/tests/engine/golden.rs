//! Bytes of every released version of the protocol are read as they were meant.

use latarnia_core::clock::Hlc;
use latarnia_core::id::{DeviceId, RecordId};
use latarnia_core::merge::State;
use latarnia_core::op::{Change, OpId, Scope, parse};
use latarnia_core::record::Form;
use latarnia_core::sync::protocol::{OLDEST, RefusedAs, Reply, Request, VERSION, pack, unpack};
use latarnia_core::sync::round::{Round, Taken};
use latarnia_core::sync::segment::{Segment, hash_of};
use latarnia_core::sync::serve::Page;
use serde_json::Value;

use crate::town::EVENING;

const LOG: &str = include_str!("../golden/v1/log.jsonl");
const SITE: [u8; 16] = *uuid::uuid!("05050505-0505-4505-8505-050505050505").as_bytes();
const COUNT: Scope =
    Scope::Count(latarnia_core::id::CountId::new(uuid::uuid!("0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c0c")));
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
    let pull = round.pull(DEVICE.into(), vec![Scope::Organisation, COUNT]);
    assert_eq!((pull.cursors.len(), pull.whole), (2, true));
    assert_eq!(pull.granted, [Scope::Organisation], "it could not read the name of a count");
    assert_eq!(pull.segments, None, "it reads pages");
    let taken = Taken::LeftAlone { head: 0 };
    assert_eq!(round.reply(taken, Page::default(), 14).unwrap().proto, 1, "in the version it asked in");
}

#[test]
fn a_request_of_version_2_is_answered_with_segments_and_counts() {
    let round = Round::open(include_bytes!("../golden/v2/request.json.zst"), "0f0f", EVENING).unwrap();
    let stretch = round.stretch().unwrap();
    assert_eq!((stretch.first, stretch.ops.len(), stretch.erased), (20, 1, 42));
    assert_eq!(stretch.tip.unwrap().to_string(), "60.03b1d95e77c2a841");
    assert_eq!(parse(stretch.ops[0]).unwrap().scope, COUNT);
    let pull = round.pull(DEVICE.into(), vec![Scope::Organisation, COUNT]);
    assert_eq!(pull.granted, [Scope::Organisation, COUNT]);
    assert_eq!((pull.cursors[&COUNT], pull.most, pull.whole), (60, Some(200), false));
    assert_eq!(pull.filling.values().collect::<Vec<_>>(), [&3000]);
    assert!(pull.segments.is_some());
}

#[test]
fn an_answer_of_version_2_and_the_segment_it_names_are_still_understood() {
    let reply: Reply = unpack(include_bytes!("../golden/v2/reply.json.zst")).unwrap();
    assert_eq!((reply.proto, reply.head, reply.cursors[&COUNT]), (2, 20, 61));
    assert_eq!(reply.gone[&COUNT].len(), 1);
    let plan = reply.fill.values().next().unwrap();
    let bytes = include_bytes!("../golden/v2/segment.json.zst");
    assert_eq!(hash_of(&plan.segments[0].hash).unwrap(), *blake3::hash(bytes).as_bytes());
    assert_eq!((plan.pinned, plan.segments[0].length), (3000, 255));
    let segment: Segment = unpack(bytes).unwrap();
    let mut state = State::default();
    for one in &segment.ops {
        let op = parse(one.op.as_ref().unwrap().get()).unwrap();
        state.apply(OpId { device: segment.devices[one.d], seq: one.s }, &op, one.e);
    }
    assert_eq!(state.document()["name"], "Węzeł");
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
fn this_version_and_the_one_before_are_served_and_a_newer_phone_is_told_so() {
    assert_eq!(OLDEST, VERSION - 1);
    assert!(Round::open(&pack(&request_of(OLDEST)).unwrap(), "x", EVENING).is_ok());
    assert!(Round::open(&pack(&request_of(VERSION + 1)).unwrap(), "x", EVENING).is_err());
}

fn request_of(proto: u32) -> Request {
    let request: Request = unpack(include_bytes!("../golden/v1/request.json.zst")).unwrap();
    Request { proto, ..request }
}
