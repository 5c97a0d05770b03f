//! What every registry promises, whatever database is under it. Each law takes the traits only; a new
//! database is one more line in [`fresh`].

use std::sync::Arc;

use latarnia_core::access::{Principal, Role};
use latarnia_core::clock::Millis;
use latarnia_core::error::Error;
use latarnia_core::id::{AreaId, DeviceId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::Kind;
use latarnia_core::sync::accept::Turned;
use latarnia_core::sync::serve::Pull;
use latarnia_server::registry::postgres::Postgres;
use latarnia_server::registry::sqlite::Sqlite;
use latarnia_server::registry::{
    Accounts, Attachments, Deed, NewDevice, NewUser, Note, Pushed, Reader, Redeemed, Registry, SiteFilter,
    Stroke,
};
use latarnia_tests::Cluster;
use serde_json::{Value, json};

pub const NOW: Millis = crate::town::START;
pub const NORTH: [u8; 16] = [0x11; 16];

pub struct Both {
    pub records: Arc<dyn Registry>,
    pub pictures: Arc<dyn Attachments>,
    accounts: Arc<dyn Accounts>,
    _folder: tempfile::TempDir,
}

/// An empty registry of each database.
pub async fn fresh() -> Vec<Both> {
    let folder = tempfile::tempdir().expect("folder");
    let sqlite = Arc::new(Sqlite::open(folder.path()).expect("new"));
    let in_a_file =
        Both { records: sqlite.clone(), pictures: sqlite.clone(), accounts: sqlite, _folder: folder };
    let folder = tempfile::tempdir().expect("folder");
    let url = Cluster::shared().database().url();
    let postgres = Arc::new(Postgres::open(&url, folder.path()).await.expect("new"));
    let shared =
        Both { records: postgres.clone(), pictures: postgres.clone(), accounts: postgres, _folder: folder };
    vec![in_a_file, shared]
}

pub fn pull(reader: DeviceId, scope: Scope, cursor: u64) -> Pull {
    Pull { reader: Some(reader), granted: vec![scope], cursors: [(scope, cursor)].into(), ..Pull::default() }
}

pub fn worker(role: Role, areas: &[[u8; 16]]) -> Principal {
    Principal::new([7; 16].into(), role, areas.iter().map(|area| AreaId::from(*area)).collect())
}

pub fn device(number: u8) -> DeviceId {
    [number; 16].into()
}

pub fn contact(record: u8, note: &str) -> String {
    contact_of(u128::from_ne_bytes([record; 16]), note)
}

pub fn contact_of(record: u128, note: &str) -> String {
    json!({
        "at": "0000000000070000", "by": WorkerId::from([7; 16]), "rec": uuid::Uuid::from_u128(record),
        "kind": "contact", "scope": format!("area:{}", AreaId::from(NORTH)), "v": 1, "do": "event",
        "body": {"at": {"ms": NOW.0}, "kind": "met", "heads": 1, "note": note},
    })
    .to_string()
}

pub fn push(device: DeviceId, first: u64, ops: &[String]) -> Pushed {
    let writer = worker(Role::Streetworker, &[NORTH]);
    Pushed {
        device,
        writer,
        first,
        ops: ops.to_vec(),
        erased: 0,
        tip: None,
        clock_error: 0,
        app_version: None,
        now: NOW,
    }
}

pub fn create(kind: Kind, form: Value) -> Stroke {
    let Value::Object(form) = form else { panic!("a form is an object") };
    let deed = Deed::Create { kind, scope: Scope::Area(NORTH.into()), form };
    Stroke { author: [7; 16].into(), now: NOW, deed, note: Note::of_command_line("made", NOW) }
}

#[tokio::test]
async fn numbers_are_dense_and_a_page_misses_none_while_others_write() {
    for both in fresh().await {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 1..=8_u8 {
            let records = both.records.clone();
            writers.spawn(async move {
                for seq in 1..=12_u8 {
                    let ops = [contact(writer.wrapping_mul(16).wrapping_add(seq), "n")];
                    records.push(push(device(writer), seq.into(), &ops)).await.expect("taken");
                }
            });
        }
        // A reader follows the log while it grows: what it scanned must be all there was.
        let scope = Scope::Area(NORTH.into());
        let (mut cursor, mut seen) = (0, Vec::new());
        while cursor < 96 {
            let page = both.records.page(pull(device(99), scope, cursor)).await.expect("page");
            seen.extend(page.ops.iter().map(|op| op.n));
            cursor = page.cursors[&scope];
            tokio::task::yield_now().await;
        }
        writers.join_all().await;
        assert_eq!(seen, (1..=96).collect::<Vec<u64>>());
        assert_eq!(both.records.log_number().await.expect("number"), 96);
    }
}

#[tokio::test]
async fn a_push_that_is_turned_down_leaves_nothing_behind() {
    for both in fresh().await {
        both.records.push(push(device(1), 1, &[contact(1, "first")])).await.expect("taken");
        let forked = push(device(1), 1, &[contact(1, "other"), contact(2, "new")]);
        assert!(matches!(both.records.push(forked).await, Err(Turned::Fork { seq: 1 })));
        assert_eq!(both.records.head(device(1)).await.expect("head"), 1);
        assert_eq!(both.records.log_number().await.expect("number"), 1);
    }
}

#[tokio::test]
async fn a_stroke_that_breaks_a_rule_leaves_nothing_behind_not_even_a_note() {
    for both in fresh().await {
        let wrong = create(Kind::Site, json!({"category": "castle"}));
        assert!(matches!(both.records.write(wrong).await, Err(Error::Invalid(_))));
        assert_eq!(both.records.log_number().await.expect("number"), 0);
        assert_eq!(both.accounts.audit(10).await.expect("audit").len(), 0);
    }
}

#[tokio::test]
async fn readers_get_what_they_may_know_and_no_more() {
    for both in fresh().await {
        let form =
            json!({"category": "park", "name": "Park", "position": {"lat": 51.931_234, "lon": 19.421_987}});
        let (site, _) = both.records.write(create(Kind::Site, form)).await.expect("written");
        let look = async |who: Principal| {
            let reader = Reader { who, now: NOW };
            let list = both.records.sites(reader.clone(), SiteFilter::default()).await.expect("sites");
            (list, both.records.site(reader, site.into()).await)
        };
        let (list, card) = look(worker(Role::Streetworker, &[NORTH])).await;
        assert_eq!(list[0].position.map(|at| at.lat), Some(51.931_234));
        assert!(card.is_ok());
        let (list, card) = look(worker(Role::Administrator, &[])).await;
        assert_ne!(list[0].position.map(|at| at.lat), Some(51.931_234));
        assert_ne!(card.expect("card").site.position.map(|at| at.lat), Some(51.931_234));
        let (list, card) = look(worker(Role::Streetworker, &[[0x22; 16]])).await;
        assert!(list.is_empty());
        assert!(matches!(card, Err(Error::NotFound(_))));
    }
}

async fn somebody(both: &Both, name: &str) -> WorkerId {
    somebody_at(&*both.accounts, name).await
}

pub async fn somebody_at(accounts: &dyn Accounts, name: &str) -> WorkerId {
    let user = NewUser {
        name: name.into(),
        full_name: name.into(),
        role: Role::Streetworker,
        areas: vec![],
        password: "$argon2id$ of nothing".into(),
        now: NOW,
    };
    accounts.add_user(user).await.expect("added")
}

pub fn new_device(number: u8) -> NewDevice {
    NewDevice { id: device(number), name: "x".into(), app_version: "1".into(), token: [number; 32], now: NOW }
}

#[tokio::test]
async fn a_code_is_spent_once_however_many_try() {
    for both in fresh().await {
        let worker = somebody(&both, "anna").await;
        let note = Note::of(worker, "enrolment_offered", NOW);
        both.accounts.offer_code([5; 32], worker, NOW.plus(1000), note).await.expect("offered");
        let mut tries = tokio::task::JoinSet::new();
        for number in 1..=8 {
            let accounts = both.accounts.clone();
            tries.spawn(
                async move { accounts.redeem_code([5; 32], new_device(number)).await.expect("answer") },
            );
        }
        let won =
            tries.join_all().await.into_iter().filter(|tried| matches!(tried, Redeemed::By(..))).count();
        assert_eq!(won, 1);
        assert_eq!(both.accounts.devices().await.expect("devices").len(), 1);
    }
}

#[tokio::test]
async fn what_is_revoked_or_changed_has_no_access_from_the_answer_on() {
    for both in fresh().await {
        let worker = somebody(&both, "anna").await;
        let note = |action| Note::of(worker, action, NOW);
        both.accounts.offer_code([5; 32], worker, NOW.plus(1000), note("offered")).await.expect("offered");
        both.accounts.redeem_code([5; 32], new_device(1)).await.expect("spent");
        assert!(!both.accounts.device([1; 32]).await.expect("read").expect("known").revoked);
        assert!(both.accounts.revoke(device(1), note("device_revoked")).await.expect("revoked"));
        assert!(both.accounts.device([1; 32]).await.expect("read").expect("known").revoked);
        assert!(!both.accounts.revoke(device(2), note("device_revoked")).await.expect("unknown"));

        both.accounts.open_session([9; 32], note("signed_in"), NOW.plus(1000)).await.expect("opened");
        assert!(both.accounts.session([9; 32], NOW).await.expect("read").is_some());
        assert!(
            both.accounts.session([9; 32], NOW.plus(1000)).await.expect("read").is_none(),
            "it has expired"
        );
        let changed = both.accounts.set_password(worker, "$argon2id$ new".into(), note("password_changed"));
        changed.await.expect("changed");
        assert!(both.accounts.session([9; 32], NOW).await.expect("read").is_none());
    }
}

#[tokio::test]
async fn a_name_signs_in_one_person_only() {
    for both in fresh().await {
        somebody(&both, "anna").await;
        let again = NewUser {
            name: "anna".into(),
            full_name: "Another".into(),
            role: Role::Supervisor,
            areas: vec![],
            password: "$argon2id$ of nothing".into(),
            now: NOW,
        };
        assert!(matches!(both.accounts.add_user(again).await, Err(Error::Refused { .. })));
        assert_eq!(both.records.staff().await.expect("staff").len(), 1, "no record without an account");
    }
}

pub fn strike(deed: Deed) -> Stroke {
    Stroke { author: [7; 16].into(), now: NOW, deed, note: Note::of_command_line("done", NOW) }
}

#[tokio::test]
async fn linked_people_are_one_until_they_are_taken_apart() {
    for both in fresh().await {
        let writer = worker(Role::Supervisor, &[]);
        let reader = || Reader { who: worker(Role::Supervisor, &[]), now: NOW };
        let kind = Kind::Person;
        let (record, _) =
            both.records.write(create(kind, json!({"label": "Misiek"}))).await.expect("written");
        let (other, _) = both.records.write(create(kind, json!({"label": "Mietek"}))).await.expect("written");
        let link = Deed::Link { kind, record, other, writer: writer.clone() };
        both.records.write(strike(link)).await.expect("linked");
        assert_eq!(both.records.people(reader(), None).await.expect("people").len(), 1);
        let card = both.records.person(reader(), record.into()).await.expect("card");
        assert_eq!(card.same.len(), 1);
        both.records.write(strike(Deed::Unlink { kind, record, other, writer })).await.expect("unlinked");
        assert_eq!(both.records.people(reader(), None).await.expect("people").len(), 2);
    }
}

#[tokio::test]
async fn whom_the_writer_does_not_know_of_is_not_found_whatever_is_asked() {
    for both in fresh().await {
        let kind = Kind::Person;
        let (record, _) =
            both.records.write(create(kind, json!({"label": "Misiek"}))).await.expect("written");
        let writer = worker(Role::Supervisor, &[[0x22; 16]]);
        let scope = Scope::Area([0x22; 16].into());
        let fields = [].into();
        for deed in [
            Deed::Link { kind, record, other: record, writer: writer.clone() },
            Deed::Move { kind, record, scope, writer: writer.clone() },
            Deed::Erase { kind, record, fields, writer },
        ] {
            let refused = both.records.write(strike(deed)).await;
            assert!(matches!(refused, Err(Error::NotFound(id)) if id == record), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_moved_record_is_gone_for_those_it_left_and_whole_for_those_it_comes_to() {
    for both in fresh().await {
        let kind = Kind::Person;
        let (record, _) =
            both.records.write(create(kind, json!({"label": "Misiek"}))).await.expect("written");
        let (north, south) = (Scope::Area(NORTH.into()), Scope::Area([0x22; 16].into()));
        let at = both.records.log_number().await.expect("number");
        let writer = worker(Role::Supervisor, &[]);
        both.records.write(strike(Deed::Move { kind, record, scope: south, writer })).await.expect("moved");
        let left = both.records.page(pull(device(9), north, at)).await.expect("page");
        assert_eq!(left.gone, [(north, vec![record])].into());
        assert!(left.ops.is_empty());
        let come = both.records.page(pull(device(9), south, at)).await.expect("page");
        assert_eq!(come.ops.len(), 2, "what it was, and that it moved");
        assert!(come.gone.is_empty());
    }
}

#[tokio::test]
async fn what_is_erased_is_ordered_first_and_receipts_are_kept() {
    for both in fresh().await {
        let anna = somebody(&both, "anna").await;
        let code = [5; 32];
        let offered = Note::of(anna, "offered", NOW);
        both.accounts.offer_code(code, anna, NOW.plus(1_000), offered).await.expect("offered");
        both.accounts.redeem_code(code, new_device(9)).await.expect("redeemed");
        let kind = Kind::Person;
        let (record, _) =
            both.records.write(create(kind, json!({"label": "Zenobiusz"}))).await.expect("written");
        let (fields, writer) = ([].into(), worker(Role::Supervisor, &[]));
        both.records.write(strike(Deed::Erase { kind, record, fields, writer })).await.expect("erased");
        let reader = Reader { who: worker(Role::Supervisor, &[]), now: NOW };
        let gone = both.records.person(reader, record.into()).await;
        assert!(matches!(gone, Err(Error::NotFound(_))));
        let page = both.records.page(pull(device(9), Scope::Area(NORTH.into()), 0)).await.expect("page");
        let [order] = page.erase.as_slice() else { panic!("one order: {:?}", page.erase) };
        assert_eq!((order.record, order.n), (record, both.records.log_number().await.expect("number")));
        assert!(!format!("{page:?}").contains("Zenobiusz"));
        let receipt = Pushed { erased: order.n, ..push(device(9), 1, &[]) };
        both.records.push(receipt).await.expect("taken");
        let devices = both.accounts.devices().await.expect("devices");
        assert_eq!(devices.first().map(|device| device.erased), Some(order.n));
    }
}

#[tokio::test]
async fn a_copy_from_before_an_erasure_comes_back_without_who_was_erased() {
    let folder = tempfile::tempdir().expect("folder");
    let sqlite = Sqlite::open(folder.path()).expect("new");
    let kind = Kind::Person;
    let (record, _) =
        Registry::write(&sqlite, create(kind, json!({"label": "Zenobiusz"}))).await.expect("made");
    let copy = folder.path().join("copy.db");
    let (_never, stopping) = tokio::sync::watch::channel(false);
    sqlite.backup(copy.clone(), stopping).await.expect("copied");
    let (fields, writer) = ([].into(), worker(Role::Supervisor, &[]));
    Registry::write(&sqlite, strike(Deed::Erase { kind, record, fields, writer })).await.expect("erased");
    drop(sqlite);
    std::fs::rename(&copy, folder.path().join("registry.db")).expect("restored");
    let again = Sqlite::open(folder.path()).expect("opens");
    let reader = Reader { who: worker(Role::Supervisor, &[]), now: NOW };
    assert!(matches!(again.person(reader, record.into()).await, Err(Error::NotFound(_))));
    drop(again);
    let bytes = std::fs::read(folder.path().join("registry.db")).expect("file");
    assert!(!bytes.windows(9).any(|window| window == b"Zenobiusz"), "nor is it in the file");
}
