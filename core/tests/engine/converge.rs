//! Whatever happens on the wire and in whatever order phones come back, everyone ends with the same.

use latarnia_core::op::Scope;
use proptest::prelude::*;
use serde_json::json;

use crate::town::{Phone, Server, Wire, area};

const HERE: Scope = Scope::Area(latarnia_core::id::AreaId::new(uuid::Uuid::from_bytes([1; 16])));

#[test]
fn two_phones_edit_one_site_offline_and_nothing_is_lost() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();

    ania.clock.advance(1_000);
    ania.edit(site, json!({"state": "empty", "hazards": ["dogs", "fire"]}));
    bartek.clock.advance(60_000);
    bartek.edit(site, json!({"state": "closed", "access": "od podwórza", "hazards": []}));
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();

    let doc = server.doc(site).unwrap();
    assert_eq!(doc["state"], "closed", "the later edit wins");
    assert_eq!(doc["access"], "od podwórza", "an edit of another field is kept");
    assert_eq!(doc["hazards"], json!(["fire"]), "the add wins, the removal of what was seen stands");
    let state = latarnia_core::store::registry::state(server.store.db(), site.into()).unwrap();
    let losers = state.field("state").unwrap().losers();
    assert_eq!(losers[0].1.value, "empty", "the loser stays readable");
    assert_eq!(ania.doc(site), Some(doc.clone()));
    assert_eq!(bartek.doc(site), Some(doc));
    assert_eq!(ania.digest(HERE), server.digest(HERE));
    assert_eq!(bartek.digest(HERE), server.digest(HERE));
}

#[test]
fn what_a_phone_wrote_is_shown_at_once_and_never_un_merged() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Altany", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    bartek.edit(site, json!({"name": "Altany za torami"}));
    bartek.sync(&mut server).unwrap();
    ania.clock.advance(5_000);
    ania.edit(site, json!({"owner": "ROD"}));
    let base = ania.digest(HERE);
    assert_eq!(ania.doc(site).unwrap()["owner"], "ROD", "before any sync");
    assert_eq!(ania.digest(HERE), base, "the base holds only what the server numbered");
    ania.sync(&mut server).unwrap();
    assert_eq!(ania.doc(site).unwrap()["name"], "Altany za torami");
    assert_eq!(ania.doc(site).unwrap()["owner"], "ROD");
}

#[test]
fn a_long_history_arrives_page_by_page() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    for _ in 0..250 {
        let made = ania.made;
        ania.contact_at(site);
        ania.made = made.wrapping_add(1).max(1);
    }
    let report = ania.sync(&mut server).unwrap();
    assert_eq!(report.sent, 252);
    let mut bartek = server.enrol(2);
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.count(), ania.count());
    assert_eq!(bartek.digest(HERE), server.digest(HERE));
}

#[derive(Clone, Debug)]
enum Step {
    AddSite(usize),
    Edit { phone: usize, site: usize, field: usize, value: u8 },
    Contact { phone: usize, site: usize },
    Tick { phone: usize, by: i64 },
    Sync { phone: usize, wires: Vec<Wire> },
}

fn wire() -> impl Strategy<Value = Wire> {
    prop_oneof![
        Just(Wire::Whole),
        Just(Wire::RequestLost),
        Just(Wire::AnswerLost),
        Just(Wire::Repeated),
        (0usize..400).prop_map(Wire::RequestCut),
        (0usize..400).prop_map(Wire::AnswerCut),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let year = 366 * 86_400_000i64;
    prop_oneof![
        (0usize..3).prop_map(Step::AddSite),
        (0usize..3, any::<usize>(), 0usize..3, any::<u8>())
            .prop_map(|(phone, site, field, value)| Step::Edit { phone, site, field, value }),
        (0usize..3, any::<usize>()).prop_map(|(phone, site)| Step::Contact { phone, site }),
        (0usize..3, prop_oneof![0i64..600_000, Just(2 * year), Just(-2 * year)])
            .prop_map(|(phone, by)| Step::Tick { phone, by }),
        (0usize..3, prop::collection::vec(wire(), 0..4))
            .prop_map(|(phone, wires)| Step::Sync { phone, wires }),
    ]
}

fn do_step(
    step: &Step,
    phones: &mut [Phone],
    server: &mut Server,
    sites: &mut Vec<latarnia_core::id::SiteId>,
) {
    match step {
        Step::AddSite(phone) => sites.push(phones[*phone].add_site("Miejsce", area(1))),
        Step::Edit { phone, site, field, value } => {
            let Some(id) = sites.get(site % sites.len().max(1)) else { return };
            if phones[*phone].doc(*id).is_some() {
                let (field, value) = match field {
                    0 => ("name", json!(format!("nazwa {value}"))),
                    1 => ("state", json!(["active", "empty", "closed"][usize::from(value % 3)])),
                    _ => ("hazards", json!([["dogs"], ["fire"], ["needles"]][usize::from(value % 3)])),
                };
                phones[*phone].edit(*id, json!({ field: value }));
            }
        }
        Step::Contact { phone, site } => {
            if let Some(id) = sites.get(site % sites.len().max(1)) {
                phones[*phone].contact_at(*id);
            }
        }
        Step::Tick { phone, by } => phones[*phone].clock.advance(*by),
        Step::Sync { phone, wires } => {
            server.clock.advance(10_000);
            // A failed sync is part of the story; the next one goes on.
            let _ = phones[*phone].sync_over(server, wires.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_story_ends_with_equal_registries_and_nothing_lost_or_doubled(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        let mut server = Server::new();
        let mut phones = vec![server.enrol(1), server.enrol(2), server.enrol(3)];
        let mut sites = Vec::new();
        for step in &steps {
            do_step(step, &mut phones, &mut server, &mut sites);
        }
        for _ in 0..2 {
            for phone in &mut phones {
                phone.sync(&mut server).unwrap();
            }
        }
        for phone in &phones {
            prop_assert_eq!(phone.waiting(), 0);
            prop_assert_eq!(phone.digest(HERE), server.digest(HERE));
            let head = latarnia_core::store::log::head(server.store.db(), phone.device).unwrap();
            prop_assert_eq!(head, latarnia_core::store::meta::last_seq(phone.store.db()).unwrap());
        }
        let all = latarnia_core::store::registry::Query::default();
        let kept = latarnia_core::store::registry::rows(server.store.db(), &all).unwrap();
        let made: usize = phones.iter().map(|phone| usize::from(phone.made)).sum();
        prop_assert_eq!(kept.len(), made);
        prop_assert_eq!(server.quarantined(), vec![]);
    }
}
