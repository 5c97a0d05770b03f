//! What every registry promises about first reading, whatever database is under it.

use latarnia_core::access::Role;
use latarnia_core::id::RecordId;
use latarnia_core::op::Scope;
use latarnia_core::record::Kind;
use latarnia_core::store::segment::SegmentHash;
use latarnia_core::sync::segment::hash_of;
use latarnia_core::sync::serve::{Page, Pull};
use latarnia_server::registry::{Deed, Note, Stroke};

use crate::contract::{Both, NORTH, NOW, contact, device, fresh, push, worker};

const SCOPE: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes(NORTH)));
const ELSEWHERE: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([0x22; 16])));

fn first_pull() -> Pull {
    let granted = vec![SCOPE, ELSEWHERE];
    Pull { reader: Some(device(99)), granted, segments: Some(10), ..Pull::default() }
}

async fn first_page(both: &Both) -> Page {
    both.records.page(first_pull()).await.expect("page")
}

fn names(page: &Page) -> Vec<SegmentHash> {
    let plan = &page.fill[&SCOPE];
    plan.segments.iter().map(|piece| hash_of(&piece.hash).expect("a name")).collect()
}

async fn told(both: &Both, contacts: u8) {
    let ops: Vec<String> = (1..=contacts).map(|n| contact(n, "spod zegara")).collect();
    both.records.push(push(device(1), 1, &ops)).await.expect("taken");
}

#[tokio::test]
async fn many_who_come_at_once_get_one_plan_and_its_pieces_have_their_hashes() {
    for both in fresh().await {
        told(&both, 45).await;
        let mut asked = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let records = both.records.clone();
            asked.spawn(async move { records.page(first_pull()).await.expect("page") });
        }
        let pages = asked.join_all().await;
        for page in &pages {
            assert_eq!((page.fill[&SCOPE].pinned, names(page)), (40, names(&pages[0])));
            assert_eq!(page.ops.len(), 5, "and what is newer than the pieces");
            assert!(!page.cursors.contains_key(&SCOPE), "the scope has not been read");
            assert!(page.cursors.contains_key(&ELSEWHERE), "where there is nothing, it has");
        }
        for name in names(&pages[0]) {
            let bytes = both.records.segment(name, vec![SCOPE]).await.expect("read").expect("there");
            assert_eq!(*blake3::hash(&bytes).as_bytes(), name);
            assert_eq!(both.records.segment(name, vec![ELSEWHERE]).await.expect("read"), None);
        }
    }
}

#[tokio::test]
async fn who_is_erased_is_in_no_piece_from_the_answer_on() {
    for both in fresh().await {
        told(&both, 45).await;
        let before = names(&first_page(&both).await);
        let record = RecordId::from([7; 16]);
        let (kind, writer) = (Kind::Contact, worker(Role::Supervisor, &[NORTH]));
        let deed = Deed::Erase { kind, record, fields: [].into(), writer };
        let note = Note::of_command_line("erased", NOW);
        let stroke = Stroke { author: [7; 16].into(), now: NOW, deed, note };
        both.records.write(stroke).await.expect("erased");
        for name in &before {
            assert_eq!(both.records.segment(*name, vec![SCOPE]).await.expect("read"), None);
        }
        let after = names(&first_page(&both).await);
        assert_ne!(before, after);
    }
}
