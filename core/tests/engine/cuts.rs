//! A push cut before, during and after the server's commit.

use latarnia_core::store::meta;

use crate::town::{Server, Wire, area};

#[test]
fn a_push_cut_anywhere_ends_with_each_form_once() {
    let cuts = [
        ("request lost", Wire::RequestLost),
        ("answer lost after the commit", Wire::AnswerLost),
        ("sent twice", Wire::Repeated),
    ];
    let in_request = (0..300).step_by(7).map(|at| ("request cut", Wire::RequestCut(at)));
    let in_answer = (0..300).step_by(7).map(|at| ("answer cut", Wire::AnswerCut(at)));
    for (name, wire) in cuts.into_iter().chain(in_request).chain(in_answer) {
        let mut server = Server::new();
        let mut ania = server.enrol(1);
        let site = ania.add_site("Dworzec", area(1));
        for _ in 0..5 {
            ania.contact_at(site);
        }
        let first = ania.sync_over(&mut server, vec![wire]);
        assert_eq!(first.is_ok(), wire == Wire::Repeated, "{name} {wire:?}: {first:?}");
        assert!(
            wire == Wire::Repeated || ania.waiting() > 0,
            "{name}: nothing is called done before the answer"
        );
        ania.sync(&mut server).unwrap();
        assert_eq!(ania.waiting(), 0, "{name} {wire:?}");
        let all = latarnia_core::store::registry::Query::default();
        let rows = latarnia_core::store::registry::rows(server.store.db(), &all).unwrap();
        assert_eq!(rows.len(), 6, "{name} {wire:?}");
    }
}

#[test]
fn a_page_and_its_cursor_are_one() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    let mut bartek = server.enrol(2);
    assert!(bartek.sync_over(&mut server, vec![Wire::AnswerLost]).is_err());
    assert_eq!(bartek.count(), 0);
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.count(), 2);
    assert_eq!(bartek.sync(&mut server).unwrap().received, 0, "an idle sync brings nothing twice");
}

#[test]
fn a_page_that_cannot_be_kept_moves_no_cursor_and_a_cursor_that_cannot_be_moved_keeps_no_page() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Dworzec", area(1));
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    let mut bartek = server.enrol(2);
    for table in ["op", "cursor"] {
        let full = format!(
            "create temp trigger full before insert on {table} begin select raise(abort, 'full'); end"
        );
        bartek.store.db().execute_batch(&full).unwrap();
        assert!(bartek.sync(&mut server).is_err(), "{table}");
        bartek.store.db().execute_batch("drop trigger full").unwrap();
        assert_eq!((bartek.count(), meta::cursors(bartek.store.db()).unwrap().len()), (0, 0), "{table}");
    }
    bartek.sync(&mut server).unwrap();
    assert_eq!(bartek.count(), 2);
}

#[test]
fn what_is_read_after_a_push_that_failed_is_read_once() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    bartek.contact_at(site);
    for wire in [Wire::RequestLost, Wire::RequestCut(9), Wire::AnswerLost, Wire::AnswerCut(9)] {
        assert!(bartek.sync_over(&mut server, vec![wire]).is_err(), "{wire:?}");
    }
    let report = bartek.sync(&mut server).unwrap();
    assert_eq!((report.received, report.sent, bartek.count()), (2, 1, 3), "hers and his own, each once");
    assert_eq!(bartek.sync(&mut server).unwrap().received, 0);
}

#[test]
fn an_idle_sync_is_one_round_of_few_bytes() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    let exchange = latarnia_core::sync::phone::prepare(&ania.store, &*ania.clock).unwrap();
    let request = exchange.packed().unwrap();
    let answer = server.answer(ania.device, &request).unwrap();
    assert!(request.len() <= 300 && answer.len() <= 300, "{} and {}", request.len(), answer.len());
    assert_eq!(ania.sync(&mut server).unwrap().rounds, 1);
}
