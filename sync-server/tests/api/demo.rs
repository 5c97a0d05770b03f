use latarnia_core::access::{Principal, Role};
use latarnia_core::id::WorkerId;
use latarnia_core::store::Store;
use latarnia_core::store::registry::{Query, rows};
use latarnia_core::view::{Among, Look, outings, people, sites};

use crate::town::START;

#[test]
fn the_demo_is_whole_believable_and_made_once() {
    let data = tempfile::tempdir().expect("folder");
    let told = latarnia_server::demo::make(data.path(), START).expect("made");
    assert!(told.contains("nadzor") && told.contains("latarnia-demo"), "{told}");
    let file = data.path().join("registry.db");
    let store = Store::open_reader(&file, None).expect("open");
    let reader = Principal::new(WorkerId::from([0; 16]), Role::Supervisor, [].into());
    let look = Look { db: store.db(), reader: &reader, now: START, here: None };
    let sites = sites(&look).expect("sites");
    assert_eq!(sites.len(), 60);
    assert_eq!(people(&look, Among::All, usize::MAX).expect("people").len(), 180);
    let overdue = sites.iter().filter(|site| site.overdue).count();
    assert!((3..20).contains(&overdue), "{overdue} are overdue");
    assert!(sites.iter().filter(|site| site.frost_risk).count() >= 5);
    let out: Vec<_> = outings(&look, START.plus(-18 * 3_600_000)).expect("outings");
    assert_eq!(out.iter().filter(|outing| outing.ended.is_none()).count(), 2);
    assert_eq!(out.iter().filter(|outing| outing.late).count(), 1);
    let all = rows(store.db(), &Query::default()).expect("rows").len();
    let again = latarnia_server::demo::make(data.path(), START.plus(86_400_000)).expect_err("a second time");
    assert!(again.to_string().contains("not empty"), "{again}");
    assert_eq!(rows(store.db(), &Query::default()).expect("rows").len(), all);
}
