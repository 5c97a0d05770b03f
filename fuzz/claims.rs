//! What must hold of any bytes that arrive. The engine's tests (`core/tests/engine/corpus.rs`) call these
//! functions with the kept corpus and with what comes of it by chance; a fuzzer may call the same with bytes
//! of its own. Bytes that are no zstd frame are packed first, so that the corpus can be read.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::Read;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::{FixedClock, Millis, Moment};
use latarnia_core::id::{AreaId, DeviceId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact};
use latarnia_core::store::erase::{self, Order};
use latarnia_core::store::pen::{Ink, Pen, Place};
use latarnia_core::store::{Store, fill as filling, meta, registry};
use latarnia_core::sync::accept::{Outcome, Push, Turned, accept};
use latarnia_core::sync::protocol::{Refused, RefusedAs, pack, unpack_within};
use latarnia_core::sync::round::{Round, Taken};
use latarnia_core::sync::serve::{Pull, page};
use latarnia_core::sync::{Report, fill, phone};
use latarnia_core::{Error, clock::Hlc};
use rusqlite::Connection;

/// A claim about any bytes; it panics where it does not hold.
pub type Claim = fn(&[u8]);

/// Every claim, by the name of its target and of its folder in the corpus.
pub const CLAIMS: [(&str, Claim); 4] =
    [("request", request), ("reply", reply), ("segment", segment), ("unpack", unpack)];

const EPOCH: &str = "0f0f";
const NOW: Millis = Millis(1_795_366_800_000);
const DEVICE: [u8; 16] = same(0x0a);
const OTHER: [u8; 16] = same(0x0b);
const WORKER: [u8; 16] = same(0x07);
const AREA: [u8; 16] = same(0x01);
const ERASED: [u8; 16] = same(0x06);

/// The ids of the golden messages: one byte everywhere, in the shape of a random UUID.
const fn same(byte: u8) -> [u8; 16] {
    let mut id = [byte; 16];
    id[6] = 0x40 | (byte & 0x0f);
    id[8] = 0x80 | (byte & 0x3f);
    id
}

fn area() -> Scope {
    Scope::Area(AreaId::from(AREA))
}

fn worker() -> Principal {
    Principal::new(WorkerId::from(WORKER), Role::Streetworker, BTreeSet::from([AreaId::from(AREA)]))
}

fn packed(data: &[u8]) -> Vec<u8> {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    if data.starts_with(&MAGIC) {
        data.to_vec()
    } else {
        zstd::encode_all(data, 1).expect("memory is enough")
    }
}

/// Undoes a transaction on purpose.
struct Undone;

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        panic!("the store failed: {error}");
    }
}

thread_local! {
    /// A server that holds two operations of the device and an order to erase; every claim undoes its own.
    static SERVER: RefCell<Store> = RefCell::new(server());
    /// A busy phone into whose file nothing was written since it was made, not even to be undone.
    static PHONE: Cell<Option<Store>> = const { Cell::new(None) };
}

fn rows_written(db: &Connection) -> i64 {
    db.query_row("select total_changes()", [], |row| row.get(0)).expect("a number")
}

fn server() -> Store {
    let mut store = Store::in_memory().expect("memory is enough");
    let log = include_str!("../core/tests/golden/v1/log.jsonl");
    let two = log.lines().take(2).collect();
    let order = Order { n: 40, record: RecordId::from(ERASED), fields: BTreeSet::new(), at: Hlc::of(NOW) };
    let prepared: Result<(), Error> = store.write(|db| {
        meta::set_device(db, DeviceId::from([0; 16]))?;
        erase::carry_out(db, &order)?;
        let taken = accept(db, &Push { ops: two, ..push_of(&worker()) }).expect("golden operations are good");
        assert_eq!((taken.head, taken.refused.len()), (2, 0));
        Ok(())
    });
    prepared.expect("it can be prepared");
    store
}

const fn push_of(writer: &Principal) -> Push<'_> {
    let device = DeviceId::new(uuid::Uuid::from_bytes(DEVICE));
    Push { device, writer, first: 1, ops: Vec::new(), erased: 0, tip: None, clock_error: 0, now: NOW }
}

/// A sync request, as the server reads it. It is no message, or every operation of it gets a verdict; a repeat
/// is a repeat; what was accepted can be served, and read by another phone.
pub fn request(data: &[u8]) {
    let Ok(round) = Round::open(&packed(data), EPOCH, NOW) else { return };
    SERVER.with_borrow_mut(|server| {
        let _: Result<(), Undone> = server.write(|db| {
            let outcome = taken_in(db, &round);
            let fresh = outcome.as_ref().is_some_and(|outcome| outcome.fresh > 0);
            let own = page(db, &round.pull(DeviceId::from(DEVICE), worker().scopes()))?;
            let taken = outcome.map_or(Taken::LeftAlone { head: 2 }, Taken::In);
            pack(&round.reply(taken, own, 14)?).expect("an answer can be written");
            if fresh {
                another_phone_reads(db);
            }
            Err(Undone)
        });
    });
}

fn taken_in(db: &Connection, round: &Round) -> Option<Outcome> {
    let stretch = round.stretch()?;
    let writer = worker();
    let push = Push {
        first: stretch.first,
        ops: stretch.ops,
        erased: stretch.erased,
        tip: stretch.tip,
        clock_error: stretch.clock_error,
        ..push_of(&writer)
    };
    let sent = u64::try_from(push.ops.len()).expect("few");
    match accept(db, &push) {
        Ok(outcome) => {
            let tried = sent > 0 && push.first <= 3 && push.tip.is_none();
            assert!(!tried || outcome.head >= push.first + sent - 1, "every one has a verdict");
            let again = accept(db, &push).unwrap_or_else(|turned| panic!("a repeat: {turned}"));
            assert_eq!((again.head, again.fresh), (outcome.head, 0), "a repeat changes nothing");
            assert_eq!(verdicts(&again.refused), verdicts(&outcome.refused), "a repeat is answered the same");
            Some(outcome)
        }
        Err(Turned::Fork { .. }) => None,
        Err(Turned::Store(error)) => panic!("a push makes the store fail: {error}"),
    }
}

fn verdicts(refused: &[Refused]) -> Vec<(u64, RefusedAs)> {
    refused.iter().map(|refused| (refused.seq, refused.verdict)).collect()
}

/// The whole area, page by page, as a phone that has nothing reads it.
fn another_phone_reads(server: &Connection) {
    let mut store = phone_of(OTHER);
    let clock = FixedClock::at(NOW);
    for _ in 0..100 {
        let exchange = phone::prepare(&store, &clock).expect("it can ask");
        let asked = Round::open(&exchange.packed().expect("it can ask"), EPOCH, NOW).expect("it asks well");
        let pull = Pull { segments: None, ..asked.pull(DeviceId::from(OTHER), worker().scopes()) };
        let page = page(server, &pull).expect("a page can be read");
        let reply = asked.reply(Taken::LeftAlone { head: 0 }, page, 14).expect("an answer");
        let answer = pack(&reply).expect("an answer");
        let mut report = Report::default();
        if !phone::complete(&mut store, &exchange, &answer, &clock, &mut report).expect("it understands") {
            let state = |db| registry::base_digest(db, area()).expect("a registry");
            assert_eq!(state(store.db()), state(server), "it holds what the server holds");
            return;
        }
    }
    panic!("there is no end to what it is told");
}

fn phone_of(device: [u8; 16]) -> Store {
    let mut store = Store::in_memory().expect("memory is enough");
    store.write(|db| meta::set_device(db, DeviceId::from(device))).expect("it can be enrolled");
    store
}

/// A phone with two contacts that wait.
fn busy_phone() -> Store {
    let mut store = phone_of(DEVICE);
    let contact = Contact {
        at: Some(Moment::utc(NOW)),
        kind: Some(Code::from("met")),
        heads: Some(1),
        ..Contact::default()
    };
    let (device, author) = (DeviceId::from(DEVICE), WorkerId::from(WORKER));
    for n in [0x21, 0x22] {
        let place = Place { id: RecordId::from(same(n)), scope: area(), subject: None };
        let ink = Ink::Phone { skew: 0 };
        let write = |db: &_| Pen { db, device, author, now: NOW, ink }.create(place, &contact);
        store.write(write).expect("it can be written");
    }
    store
}

/// What a failed step may not change.
fn state_of(db: &Connection) -> Vec<String> {
    let rows = "select hex(device) || seq || coalesce(number, '') || verdict || raw from op union all
        select key || value from meta union all select scope || number from cursor order by 1";
    let mut select = db.prepare(rows).expect("tables");
    let rows = select.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("text")
}

/// A sync reply, as a phone reads it. It is understood, or nothing changed; in either case the next request
/// of the phone is a good one.
pub fn reply(data: &[u8]) {
    let untouched = PHONE.take();
    let mut store = untouched.unwrap_or_else(busy_phone);
    let written = rows_written(store.db());
    answered(&mut store, &packed(data));
    if rows_written(store.db()) == written {
        PHONE.set(Some(store));
    }
}

fn answered(store: &mut Store, answer: &[u8]) {
    let clock = FixedClock::at(NOW);
    let exchange = phone::prepare(store, &clock).expect("it can ask");
    let before = state_of(store.db());
    let mut report = Report::default();
    match phone::complete(store, &exchange, answer, &clock, &mut report) {
        Ok(_) => drop(fill::next(store).expect("it knows what to fetch")),
        Err(error) if phone::is_fork(&error) => {}
        Err(_) => assert_eq!(state_of(store.db()), before, "what was not understood changed something"),
    }
    let next = phone::prepare(store, &clock).expect("it can ask again");
    let next = next.packed().expect("it can ask again");
    Round::open(&next, EPOCH, NOW).expect("it asks well");
}

/// A segment, as a phone reads it: all of it, and the area has a cursor; or nothing.
pub fn segment(data: &[u8]) {
    let mut store = busy_phone();
    let piece = packed(data);
    let length = u64::try_from(piece.len()).expect("short");
    let plan = [(*blake3::hash(&piece).as_bytes(), length)];
    store.write(|db| filling::plan(db, area(), 1000, &plan)).expect("a plan");
    let before = state_of(store.db());
    let wanted = fill::next(&store).expect("a store").expect("there is a piece");
    if let Ok(read) = fill::take(&mut store, &wanted, &piece) {
        assert!(read.is_some(), "it is whole");
        assert_eq!(meta::cursor(store.db(), area()).expect("a cursor"), 1000);
        assert_eq!(fill::next(&store).expect("a store"), None);
    } else {
        assert_eq!(state_of(store.db()), before, "what was not understood changed something");
        let again = fill::next(&store).expect("a store").map(|wanted| wanted.held);
        assert_eq!(again, Some(0), "the piece is fetched anew");
    }
}

/// A zstd frame, whatever it says of itself: no byte above the limit, and below it all of them.
pub fn unpack(data: &[u8]) {
    for limit in [0, 1, 300, 70_000] {
        let plain = unpack_within(data, limit);
        let (all, sound) = unpacked(data, limit + 1);
        match plain {
            Ok(bytes) => {
                assert!(bytes.len() <= limit, "{} bytes of at most {limit}", bytes.len());
                // A frame that says it holds more than it does is read, or not, by how large the reader's buffer is.
                let sound = sound || says(data).is_some_and(|said| said != bytes.len());
                assert!(sound && bytes == all, "not what is in the frame");
            }
            // Of a frame that breaks off behind the limit one reader gets further than another.
            Err(Error::TooLarge { .. }) => {
                assert!(all.len() > limit || !sound, "{} bytes are not too many", all.len());
            }
            Err(_) => {}
        }
    }
}

/// How many bytes a frame says it holds.
fn says(data: &[u8]) -> Option<usize> {
    let said = zstd::zstd_safe::get_frame_content_size(data).ok().flatten()?;
    usize::try_from(said).ok()
}

/// The first bytes of a frame, and whether they could be read so far.
fn unpacked(data: &[u8], most: usize) -> (Vec<u8>, bool) {
    let Ok(mut decoder) = zstd::Decoder::new(data) else { return (Vec::new(), false) };
    let (mut all, mut piece) = (Vec::new(), [0; 1024]);
    while all.len() < most {
        let room = (most - all.len()).min(piece.len());
        match decoder.read(&mut piece[..room]) {
            Ok(0) => return (all, true),
            Ok(read) => all.extend_from_slice(&piece[..read]),
            Err(_) => return (all, false),
        }
    }
    (all, true)
}
