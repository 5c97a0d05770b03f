//! What every registry promises of pictures, whatever database is under it.

use latarnia_core::access::Role;
use latarnia_core::clock::Millis;
use latarnia_core::error::Error;
use latarnia_core::id::{AreaId, RecordId, WorkerId};
use latarnia_core::record::{AttachmentHash, Kind};
use latarnia_core::sync::photos::{Held, Piece, Put, UNNAMED_MS};
use latarnia_server::registry::{Deed, Reader, Sent};
use serde_json::{Value, json};

use crate::attachments::{jpeg, photo, voice, webm};
use crate::contract::{Both, device, fresh, push, strike, worker};
use crate::town::START;

const PIECE: usize = 262_144;
const LENGTH: usize = 600_000;
const SPACE: u64 = 64 << 20;
const ANNA: [u8; 16] = [7; 16];

fn visit(record: u8, how: &str, body: &Value) -> String {
    op("visit", record, how, body)
}

/// A contact that names a note by voice.
fn contact(record: u8, voice: &Value) -> String {
    op("contact", record, "event", &json!({"at": {"ms": START.0}, "kind": "met", "heads": 1, "voice": voice}))
}

fn op(kind: &str, record: u8, how: &str, body: &Value) -> String {
    json!({
        "at": format!("00000000000{record:01x}0000"), "by": WorkerId::from(ANNA),
        "rec": RecordId::from([record; 16]), "kind": kind,
        "scope": format!("area:{}", AreaId::from([0x11; 16])), "v": 1, "do": how, "body": body,
    })
    .to_string()
}

fn form(photos: &[Value]) -> Value {
    let site = RecordId::from([3; 16]);
    json!({"site": site, "at": {"ms": START.0}, "result": "traces_only", "photos": photos})
}

fn piece(record: u8, bytes: &[u8], place: usize) -> Piece {
    let offset = place * PIECE;
    let part = bytes.get(offset..bytes.len().min(offset + PIECE)).unwrap_or_default();
    let offset = u64::try_from(offset).expect("small");
    Piece { record: [record; 16].into(), hash: AttachmentHash::of(bytes), offset, bytes: part.to_vec() }
}

fn sent(piece: Piece) -> Sent {
    Sent { sender: ANNA.into(), piece, space: SPACE, now: START }
}

async fn put(both: &Both, piece: Piece) -> Put {
    both.pictures.take_piece(sent(piece)).await.expect("answered")
}

async fn put_all(both: &Both, record: u8, bytes: &[u8]) -> Put {
    let mut last = Put::NoRoom;
    for place in 0..bytes.len().div_ceil(PIECE) {
        last = put(both, piece(record, bytes, place)).await;
    }
    last
}

fn held(held: usize, bytes: usize) -> Put {
    let count = |number| u64::try_from(number).expect("small");
    Put::Held(Held { held: count(held), bytes: count(bytes) })
}

async fn shown(
    both: &Both,
    role: Role,
    areas: &[[u8; 16]],
    record: u8,
    bytes: &[u8],
) -> Result<Vec<u8>, Error> {
    let reader = Reader { who: worker(role, areas), now: START };
    let found = both.pictures.picture(reader, [record; 16].into(), AttachmentHash::of(bytes)).await;
    found.map(|picture| picture.bytes)
}

#[tokio::test]
async fn pieces_are_taken_in_turn_from_who_named_the_picture() {
    for both in fresh().await {
        let (bytes, stranger) = (jpeg(LENGTH, 0), WorkerId::from([8; 16]));
        let early = both.pictures.take_piece(sent(piece(1, &bytes, 0))).await;
        assert!(matches!(early, Err(Error::NotFound(_))), "nobody named it yet");
        let ops = [visit(1, "event", &form(&[photo(&bytes)]))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");

        let foreign = Sent { sender: stranger, ..sent(piece(1, &bytes, 0)) };
        assert!(matches!(both.pictures.take_piece(foreign).await, Err(Error::NotFound(_))));
        let (record, hash) = (RecordId::from([1; 16]), AttachmentHash::of(&bytes));
        assert!(matches!(both.pictures.held(stranger, record, hash).await, Err(Error::NotFound(_))));

        let short = Piece { bytes: vec![1; 5], ..piece(1, &bytes, 0) };
        let no_room = Sent { space: 599_999, ..sent(piece(1, &bytes, 0)) };
        assert_eq!(both.pictures.take_piece(no_room).await.expect("answered"), Put::NoRoom);
        for (what, piece, answer) in [
            ("a gap", piece(1, &bytes, 1), held(0, LENGTH)),
            ("half a piece", short, Put::Misshapen),
            ("the first", piece(1, &bytes, 0), held(PIECE, LENGTH)),
            ("the first again", piece(1, &bytes, 0), held(PIECE, LENGTH)),
            ("the second", piece(1, &bytes, 1), held(2 * PIECE, LENGTH)),
        ] {
            assert_eq!(put(&both, piece).await, answer, "{what}");
        }
        let begun = both.pictures.held(ANNA.into(), record, hash).await.expect("known");
        assert_eq!(Put::Held(begun), held(2 * PIECE, LENGTH));
        assert!(shown(&both, Role::Supervisor, &[], 1, &bytes).await.is_err(), "half a picture is none");
        assert_eq!(put(&both, piece(1, &bytes, 2)).await, held(LENGTH, LENGTH));
        assert_eq!(shown(&both, Role::Supervisor, &[], 1, &bytes).await.expect("whole"), bytes);
    }
}

#[tokio::test]
async fn a_picture_is_given_to_who_may_read_its_record_with_its_place() {
    for both in fresh().await {
        let bytes = jpeg(3000, 0);
        let ops = [visit(1, "event", &form(&[photo(&bytes)]))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        put_all(&both, 1, &bytes).await;
        let (north, south) = ([0x11; 16], [0x22; 16]);
        for (role, areas, may) in [
            (Role::Streetworker, &[north][..], true),
            (Role::Supervisor, &[], true),
            (Role::Streetworker, &[south], false),
            (Role::Supervisor, &[south], false),
            (Role::Administrator, &[], false),
        ] {
            let told = shown(&both, role, areas, 1, &bytes).await;
            assert_eq!(told.is_ok(), may, "{role} in {areas:?}");
            assert!(may || matches!(told, Err(Error::NotFound(_))), "{told:?}");
        }
    }
}

#[tokio::test]
async fn a_note_by_voice_is_kept_as_a_picture_is_and_nothing_else_in_its_place() {
    for both in fresh().await {
        let (bytes, picture) = (webm(LENGTH), jpeg(3000, 0));
        let ops = [contact(1, &voice(&bytes)), contact(2, &voice(&picture))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        assert_eq!(put_all(&both, 1, &bytes).await, held(LENGTH, LENGTH));
        assert_eq!(put_all(&both, 2, &picture).await, Put::NotSound);
        let here = shown(&both, Role::Streetworker, &[[0x11; 16]], 1, &bytes).await;
        assert_eq!(here.expect("whole"), bytes);
        let administrator = shown(&both, Role::Administrator, &[], 1, &bytes).await;
        assert!(matches!(administrator, Err(Error::NotFound(_))), "{administrator:?}");

        let erase = Deed::Erase {
            kind: Kind::Contact,
            record: [1; 16].into(),
            fields: ["voice".to_owned()].into(),
            writer: worker(Role::Supervisor, &[]),
        };
        both.records.write(strike(erase)).await.expect("erased");
        let gone = shown(&both, Role::Supervisor, &[], 1, &bytes).await;
        assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
        let again = both.pictures.take_piece(sent(piece(1, &bytes, 0))).await;
        assert!(matches!(again, Err(Error::NotFound(_))), "nothing names it any more: {again:?}");
    }
}

#[tokio::test]
async fn wrong_bytes_leave_nothing_behind() {
    for both in fresh().await {
        let (bytes, plain) = (jpeg(LENGTH, 0), jpeg(2000, 0));
        let told = [&plain[..2], b"\xff\xfe\0\x04hi", &plain[2..]].concat();
        let ops = [visit(1, "event", &form(&[photo(&bytes)])), visit(2, "event", &form(&[photo(&told)]))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        let wrong = jpeg(LENGTH, 9);
        for place in 0..3 {
            let bytes = Piece { bytes: piece(1, &wrong, place).bytes, ..piece(1, &bytes, place) };
            let put = put(&both, bytes).await;
            assert!(place < 2 || put == Put::WrongHash, "{put:?}");
        }
        assert_eq!(put_all(&both, 2, &told).await, Put::NotBare);
        for (record, bytes) in [(1, &bytes), (2, &told)] {
            let held = both.pictures.held(ANNA.into(), [record; 16].into(), AttachmentHash::of(bytes)).await;
            assert_eq!(held.expect("still named").held, 0);
        }
        assert_eq!(put_all(&both, 1, &bytes).await, held(LENGTH, LENGTH), "it begins anew");
    }
}

#[tokio::test]
async fn several_who_send_at_once_make_one_picture() {
    for both in fresh().await {
        let bytes = jpeg(LENGTH, 0);
        let ops = [visit(1, "event", &form(&[photo(&bytes)]))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        let mut senders = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (pictures, bytes) = (both.pictures.clone(), bytes.clone());
            senders.spawn(async move {
                for place in 0..3 {
                    pictures.take_piece(sent(piece(1, &bytes, place))).await.expect("answered");
                }
            });
        }
        senders.join_all().await;
        put_all(&both, 1, &bytes).await;
        assert_eq!(shown(&both, Role::Supervisor, &[], 1, &bytes).await.expect("whole"), bytes);
    }
}

#[tokio::test]
async fn what_no_record_names_goes_after_thirty_days_and_the_rest_stays() {
    for both in fresh().await {
        let (gone, kept) = (jpeg(3000, 0), jpeg(3000, 1));
        let ops = [visit(1, "event", &form(&[photo(&gone)])), visit(2, "event", &form(&[photo(&kept)]))];
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        put_all(&both, 1, &gone).await;
        put_all(&both, 2, &kept).await;
        let seen = format!("{}:1", device(1));
        let amended = visit(1, "amend", &json!({"form": form(&[]), "saw": [seen]}));
        both.records.push(push(device(1), 3, &[amended])).await.expect("taken");
        let sweep = async |after: i64| both.pictures.sweep(START.plus(after)).await.expect("swept");
        let there = async |record: u8, bytes: &[u8]| {
            let held = both.pictures.held(ANNA.into(), [record; 16].into(), AttachmentHash::of(bytes)).await;
            held.expect("named once").is_whole()
        };
        assert_eq!(sweep(0).await, 0);
        assert_eq!(sweep(UNNAMED_MS - 1).await, 0);
        assert!(there(1, &gone).await);
        assert_eq!(sweep(UNNAMED_MS).await, 1);
        assert!(!there(1, &gone).await && there(2, &kept).await);
        assert_eq!(sweep(UNNAMED_MS + 100 * Millis::DAY).await, 0, "a named one stays for ever");
    }
}

#[tokio::test]
async fn what_is_erased_takes_its_pictures_along() {
    for both in fresh().await {
        let (gone, redacted, kept) = (jpeg(3000, 0), jpeg(3000, 1), jpeg(3000, 2));
        let all = [(1, &gone), (2, &redacted), (3, &kept)];
        let ops = all.map(|(record, bytes)| visit(record, "event", &form(&[photo(bytes)])));
        both.records.push(push(device(1), 1, &ops)).await.expect("taken");
        for (record, bytes) in all {
            put_all(&both, record, bytes).await;
        }
        for (record, fields) in [(1, vec![]), (2, vec!["photos".to_owned()])] {
            let (record, fields) = ([record; 16].into(), fields.into_iter().collect());
            let writer = worker(Role::Supervisor, &[]);
            let deed = Deed::Erase { kind: Kind::Visit, record, fields, writer };
            both.records.write(strike(deed)).await.expect("erased");
        }
        for (record, bytes) in [(1, &gone), (2, &redacted)] {
            let late = both.pictures.take_piece(sent(piece(record, bytes, 0))).await;
            assert!(matches!(late, Err(Error::NotFound(_))), "nobody promised it any more: {late:?}");
            assert!(shown(&both, Role::Supervisor, &[], record, bytes).await.is_err());
        }
        assert_eq!(both.pictures.sweep(START).await.expect("swept"), 0, "nothing was left to sweep");
        assert_eq!(shown(&both, Role::Supervisor, &[], 3, &kept).await.expect("there"), kept);
    }
}
