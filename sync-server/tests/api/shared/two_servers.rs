//! Two servers on one database are one server.

use latarnia_core::access::Role;
use latarnia_core::op::Scope;
use latarnia_core::record::Kind;
use latarnia_core::sync::accept::Turned;
use latarnia_server::registry::{Accounts, Deed, Note, Reader, Redeemed, Registry, SiteFilter};
use serde_json::json;

use super::{Office, Process};
use crate::contract::{NORTH, NOW, contact, create, device, new_device, pull, push, strike, worker};

async fn two() -> (Office, Process, Process) {
    let office = Office::new();
    let (one, other) = (office.server().await, office.server().await);
    (office, one, other)
}

async fn hire(server: &Process, name: &str) -> latarnia_core::id::WorkerId {
    crate::contract::somebody_at(&*server.registry, name).await
}

#[tokio::test]
async fn what_one_has_committed_the_other_reads_at_once() {
    let (_office, one, other) = two().await;
    for seq in 1..=5 {
        one.push(1, seq).await.expect("taken");
        assert_eq!(other.number().await, one.number().await);
        other.make_site(&format!("Site {seq}")).await;
        let reader = Reader { who: worker(Role::Supervisor, &[]), now: NOW };
        let sites = one.registry.sites(reader, SiteFilter::default()).await.expect("sites");
        assert_eq!(sites.len(), usize::from(seq));
        // The number of the next push follows the site's operations.
        one.push(2, seq).await.expect("taken");
        let newest = one.number().await;
        assert_eq!(other.numbers().await.len(), usize::try_from(newest).expect("small"));
        let (idle, _) = other.registry.push(push(device(1), u64::from(seq) + 1, &[])).await.expect("idle");
        assert_eq!(idle.head, u64::from(seq));
        assert_eq!(one.adds_up().await, other.adds_up().await);
    }
}

#[tokio::test]
async fn both_write_at_once_and_lose_and_double_nothing() {
    let (_office, one, other) = two().await;
    let mut running = tokio::task::JoinSet::new();
    for phone in 1..=6_u8 {
        let server = if phone % 2 == 0 { one.registry.clone() } else { other.registry.clone() };
        running.spawn(async move {
            for seq in 1..=12_u8 {
                let ops = [contact(phone * 16 + seq, "n")];
                server.push(push(device(phone), seq.into(), &ops)).await.expect("taken");
            }
        });
    }
    running.join_all().await;
    assert_eq!(one.numbers().await, (1..=72).collect::<Vec<u64>>());
    assert_eq!(one.adds_up().await, other.adds_up().await);
    assert_eq!(one.tip().await, other.tip().await);
    assert_eq!(one.problems().await, Vec::<String>::new());
    assert_eq!(other.problems().await, Vec::<String>::new());
}

#[tokio::test]
async fn one_phone_that_talks_to_both_is_answered_as_by_one() {
    let (_office, one, other) = two().await;
    one.push(1, 1).await.expect("taken");
    let again = other.push(1, 1).await.expect("a repeat");
    assert_eq!((again.head, again.fresh), (1, 0));
    let forked = other.registry.push(push(device(1), 1, &[contact(9, "another")])).await;
    assert!(matches!(forked, Err(Turned::Fork { seq: 1 })));
    assert_eq!(other.push(1, 2).await.expect("taken").head, 2);
    assert_eq!(one.push(1, 3).await.expect("taken").head, 3);
}

#[tokio::test]
async fn who_is_let_in_or_shut_out_at_one_is_so_at_the_other() {
    let (_office, one, other) = two().await;
    let anna = hire(&one, "anna").await;
    assert_eq!(other.staff().await.len(), 1);
    let note = |action| Note::of(anna, action, NOW);
    one.registry.offer_code([5; 32], anna, NOW.plus(1000), note("offered")).await.expect("offered");
    let spent = other.registry.redeem_code([5; 32], new_device(1)).await.expect("answer");
    assert!(matches!(spent, Redeemed::By(..)));
    let again = one.registry.redeem_code([5; 32], new_device(2)).await.expect("answer");
    assert!(matches!(again, Redeemed::Refused));
    assert!(!one.registry.device([1; 32]).await.expect("read").expect("known").revoked);
    assert!(one.registry.revoke(device(1), note("device_revoked")).await.expect("revoked"));
    assert!(other.registry.device([1; 32]).await.expect("read").expect("known").revoked);
    other.registry.open_session([9; 32], note("signed_in"), NOW.plus(1000)).await.expect("opened");
    assert!(one.registry.session([9; 32], NOW).await.expect("read").is_some());
    one.registry.set_password(anna, "$argon2id$ new".into(), note("changed")).await.expect("changed");
    assert!(other.registry.session([9; 32], NOW).await.expect("read").is_none());
}

#[tokio::test]
async fn what_one_writes_is_told_to_the_others_and_not_to_itself() {
    let (_office, one, other) = two().await;
    let (mut own, mut heard) = (one.registry.changes(), other.registry.changes());
    // A listener that is not there yet hears nothing: ask until the first word arrives.
    let mut seq = 0;
    let change = loop {
        seq += 1;
        one.push(1, seq).await.expect("taken");
        if let Ok(change) = tokio::time::timeout(std::time::Duration::from_millis(200), heard.recv()).await {
            break change.expect("open");
        }
        assert!(seq < 100, "the other was never told");
    };
    assert_eq!((change.number, change.kinds.len()), (u64::from(seq), 1));
    assert!(change.kinds.contains("contact"));
    assert!(own.try_recv().is_err(), "its own change it tells itself");
}

#[tokio::test]
async fn what_is_erased_at_one_is_nowhere_at_the_other_nor_in_the_journal() {
    let (office, one, other) = two().await;
    let kind = Kind::Person;
    let (record, _) = one.registry.write(create(kind, json!({"label": "Zenobiusz"}))).await.expect("written");
    assert_eq!(other.number().await, 1);
    let deed = Deed::Erase { kind, record, fields: [].into(), writer: worker(Role::Supervisor, &[]) };
    one.registry.write(strike(deed)).await.expect("erased");
    let page = other.registry.page(pull(device(9), Scope::Area(NORTH.into()), 0)).await.expect("page");
    assert!(!format!("{page:?}").contains("Zenobiusz"));
    let named = "select count(*) from op where position('Zenobiusz'::bytea in raw) > 0";
    assert_eq!(office.database.sql(named), "0");
    assert_eq!(one.adds_up().await, other.adds_up().await);
    let third = office.server().await;
    assert_eq!(third.adds_up().await, other.adds_up().await, "also for who comes later");
    let tips = [one.tip().await, other.tip().await, third.tip().await];
    assert!(tips[0].is_some() && tips.iter().all(|tip| *tip == tips[0]), "one log has one seal: {tips:?}");
    for server in [&one, &other, &third] {
        assert_eq!(server.problems().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_area_made_at_one_bounds_a_worker_at_the_other() {
    let (_office, one, other) = two().await;
    let anna = hire(&one, "anna").await;
    let fields = json!({"left": true});
    let serde_json::Value::Object(fields) = fields else { panic!("a form is an object") };
    assert!(other.registry.principal(anna).await.expect("read").is_some());
    let writer = worker(Role::Administrator, &[]);
    let deed = Deed::Edit { kind: Kind::Worker, record: anna.into(), fields, writer };
    one.registry.write(strike(deed)).await.expect("written");
    assert!(other.registry.principal(anna).await.expect("read").is_none(), "who left has no rights anywhere");
}
