//! A server restored from an older backup: noticed by its epoch, refilled from the phones.

use latarnia_core::op::Scope;
use latarnia_core::sync::protocol::{Request, VERSION, pack};

use crate::town::{EVENING, Server, area};

#[test]
fn a_restored_server_gets_back_what_the_phones_kept() {
    let mut server = Server::new();
    let (mut ania, mut bartek) = (server.enrol(1), server.enrol(2));
    let site = ania.add_site("Dworzec", area(1));
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    server.store.backup(&backup).unwrap();

    ania.contact_at(site);
    ania.sync(&mut server).unwrap();
    bartek.contact_at(site);
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();

    server.store = latarnia_core::store::Store::open(&backup, None).unwrap();
    server.epoch = "second".into();
    // The other phone comes first: the lost numbers now go to other operations.
    bartek.contact_at(site);
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();
    bartek.sync(&mut server).unwrap();
    ania.sync(&mut server).unwrap();

    let here = Scope::Area(area(1));
    assert_eq!((ania.count(), bartek.count()), (4, 4), "one site, three contacts");
    assert_eq!((ania.waiting(), bartek.waiting()), (0, 0));
    assert_eq!(ania.digest(here), server.digest(here));
    assert_eq!(bartek.digest(here), server.digest(here));
}

/// A line to a server that answers and takes nothing.
struct Deaf<F>(F);
impl<F: FnMut(&[u8]) -> latarnia_core::Result<Vec<u8>>> latarnia_core::sync::Transport for Deaf<F> {
    fn exchange(&mut self, request: &[u8]) -> latarnia_core::Result<Vec<u8>> {
        (self.0)(request)
    }

    fn fetch(&mut self, _wanted: &latarnia_core::store::fill::Wanted) -> latarnia_core::Result<Vec<u8>> {
        unreachable!("it is never told of segments")
    }
}

#[test]
fn a_push_the_server_never_takes_ends_the_sync_instead_of_repeating() {
    let mut server = Server::new();
    let mut ania = server.enrol(1);
    ania.add_site("Dworzec", area(1));
    let deaf = |_: &[u8]| -> latarnia_core::Result<Vec<u8>> {
        let nothing = Request {
            proto: VERSION,
            epoch: None,
            now: EVENING,
            first: 99,
            ops: vec![],
            ..Request::default()
        };
        server.answer([1; 16].into(), &pack(&nothing)?)
    };
    let report = latarnia_core::sync::run(&mut ania.store, &mut Deaf(deaf), &*ania.clock).unwrap();
    assert_eq!(report.rounds, 1);
    assert_eq!(ania.waiting(), 2, "and nothing is called sent");
}
