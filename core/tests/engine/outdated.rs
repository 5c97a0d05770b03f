//! A phone whose version is served no more: it hands its log in, carries out orders to erase, and gets nothing else.

use std::collections::BTreeSet;

use latarnia_core::Result;
use latarnia_core::id::{Ids, SystemIds};
use latarnia_core::store::fill::Wanted;
use latarnia_core::sync::protocol::{OLDEST, Reply, Request, pack, unpack};
use latarnia_core::sync::{Report, Transport, phone};

use crate::town::{Line, Phone, Server, area};

/// Says of every request that an older phone sent it, and keeps what was said of orders.
struct Old<'a> {
    line: Line<'a>,
    receipts: Vec<u64>,
}

impl Transport for Old<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        let request: Request = unpack(request)?;
        self.receipts.push(request.erased);
        let answer = self.line.exchange(&pack(&Request { proto: OLDEST - 1, ..request })?)?;
        let reply: Reply = unpack(&answer)?;
        assert!(reply.outdated && reply.ops.is_empty() && reply.cursors.is_empty() && reply.fill.is_empty());
        Ok(answer)
    }

    fn fetch(&mut self, _wanted: &Wanted) -> Result<Vec<u8>> {
        panic!("nothing is given out to it")
    }
}

fn sync(phone: &mut Phone, server: &mut Server) -> (Report, Vec<u64>) {
    let line = Line { server, device: phone.device, wires: vec![].into_iter() };
    let mut old = Old { line, receipts: Vec::new() };
    let report = phone::run(&mut phone.store, &mut old, &*phone.clock).unwrap();
    assert!(report.outdated);
    (report, old.receipts)
}

#[test]
fn a_phone_too_old_to_be_served_hands_its_log_in_and_keeps_what_it_has() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    ania.contact_at(site);
    sync(&mut ania, &mut server);
    assert_eq!(server.count(), 2, "its log is in");
    assert_eq!(ania.count(), 2, "and it has lost nothing");
}

#[test]
fn a_phone_too_old_to_be_served_carries_out_orders_to_erase_and_says_so() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let (site, other) = (ania.add_site("Węzeł", area(1)), ania.add_site("Altany", area(1)));
    ania.sync(&mut server).unwrap();
    ania.edit(site, serde_json::json!({"description": "za torami"}));
    let unseen: Vec<_> = (0..600).map(|_| SystemIds.opaque()).collect();
    server.write(|pen| {
        pen.erase(site.into(), &BTreeSet::new())?;
        unseen.iter().try_for_each(|record| pen.erase_unseen(*record, &BTreeSet::new()))
    });
    let newest = latarnia_core::store::ledger::log_number(server.store.db()).unwrap();
    let (report, _) = sync(&mut ania, &mut server);
    assert_eq!(report.erased, 601, "however many there are");
    assert!(ania.doc(site).is_none() && ania.doc(other).is_some());
    assert_eq!(ania.waiting(), 0);
    assert!(server.doc(site).is_none(), "what waited about it brings nothing back");
    let (report, receipts) = sync(&mut ania, &mut server);
    assert_eq!((report.erased, receipts), (0, vec![newest]));
}

#[test]
fn a_phone_too_old_to_be_served_fills_up_a_server_that_went_back() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    let site = ania.add_site("Węzeł", area(1));
    ania.sync(&mut server).unwrap();
    let mut restored = Server::new();
    restored.epoch = "second".into();
    restored.workers = server.workers.clone();
    sync(&mut ania, &mut restored);
    assert!(restored.doc(site).is_some() && ania.doc(site).is_some());
    // One that went back and does not know it.
    let mut unnoticed = Server::new();
    unnoticed.epoch = "second".into();
    unnoticed.workers = server.workers.clone();
    sync(&mut ania, &mut unnoticed);
    assert!(unnoticed.doc(site).is_some() && ania.doc(site).is_some());
}
