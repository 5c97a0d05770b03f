//! What the stories of pictures are told with: pictures, a shelf, a wire that is cut.

use std::cell::RefCell;

use base64::Engine as _;
use latarnia_core::access::Principal;
use latarnia_core::clock::{Clock as _, Millis, Moment};
use latarnia_core::id::RecordId;
use latarnia_core::op::Scope;
use latarnia_core::record::{AttachmentHash, Code, Photo, Visit};
use latarnia_core::store::Store;
use latarnia_core::store::attachment;
use latarnia_core::store::pen::Place;
use latarnia_core::sync::photos::{self, Carrier, Held, Lender, Piece, Put, Report, Sending};
use latarnia_core::view::{self, Look};
use latarnia_core::{Error, Result};

use crate::town::{Phone, Server, area};

pub const SPACE: u64 = 64 * 1024 * 1024;
/// Three pieces, the last one short.
pub const LENGTH: usize = 600_000;

/// A JPEG that says nothing but a picture, of so many bytes; each seed makes another one.
pub fn jpeg(length: usize, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xda, 0, 3, 1];
    let scan = (0..length - 9).map(|at| u8::try_from(at % 250).unwrap().wrapping_add(seed) % 250);
    bytes.extend(scan);
    bytes.extend([0xff, 0xd9]);
    bytes
}

pub fn photo(bytes: &[u8], taken: Millis) -> Photo {
    let thumb = base64::engine::general_purpose::STANDARD.encode(jpeg(40, 1));
    let length = u64::try_from(bytes.len()).unwrap();
    Photo { hash: AttachmentHash::of(bytes), bytes: length, width: 1600, height: 1200, thumb, taken }
}

impl Phone {
    /// Takes a picture into a form that is not saved yet.
    pub fn take(&mut self, bytes: &[u8]) -> Photo {
        let now = self.clock.now();
        self.store.write(|db| attachment::stage(db, bytes, now)).unwrap();
        photo(bytes, now)
    }

    pub fn try_visit(&mut self, photos: Vec<Photo>) -> Result<RecordId> {
        let id = self.fresh_id();
        let visit = |at| Visit {
            site: Some([7; 16].into()),
            at: Some(Moment::utc(at)),
            result: Some(Code::from("traces_only")),
            photos: Some(photos),
            ..Visit::default()
        };
        let place = Place { id, scope: Scope::Area(area(1)), subject: None };
        self.write(|pen| pen.create(place, &visit(pen.now)))?;
        Ok(id)
    }

    /// A visit with one picture.
    pub fn visit(&mut self, bytes: &[u8]) -> RecordId {
        let photo = self.take(bytes);
        self.try_visit(vec![photo]).unwrap()
    }

    pub fn carry(&mut self, server: &mut Server) -> Result<Report> {
        self.carry_over(server, Cut::none()).0
    }

    /// Carries pictures until the connection is cut; and how many pieces went up.
    pub fn carry_over(&mut self, server: &mut Server, cut: Cut) -> (Result<Report>, usize) {
        let mut wire = Wire { server, who: self.worker.clone(), cut, pieces: 0 };
        let (clock, own) = (self.clock.clone(), self.worker.worker);
        let shelf = Shelf(RefCell::new(&mut self.store));
        let done = photos::run::run(&shelf, &mut wire, own, Sending::Now, &*clock);
        (done, wire.pieces)
    }

    pub fn unsent(&self) -> usize {
        attachment::unsent(self.store.db()).unwrap().len()
    }

    pub fn has(&self, record: RecordId, bytes: &[u8]) -> bool {
        attachment::read(self.store.db(), record, AttachmentHash::of(bytes)).unwrap() == bytes
    }

    pub fn want(&mut self, record: RecordId, bytes: &[u8]) {
        let now = self.clock.now();
        let length = u64::try_from(bytes.len()).unwrap();
        let expect = |db: &_| attachment::expect(db, record, AttachmentHash::of(bytes), length, now);
        self.store.write(expect).unwrap();
    }
}

impl Server {
    pub fn shown(&self, who: &Principal, record: RecordId, bytes: &[u8]) -> Result<Vec<u8>> {
        let look = Look { db: self.store.db(), reader: who, now: self.clock.now(), here: None };
        view::attachment_bytes(&look, record, AttachmentHash::of(bytes))
    }

    pub fn pieces(&self) -> i64 {
        let count = "select count(*) from attachment_piece";
        self.store.db().query_row(count, [], |row| row.get(0)).unwrap()
    }

    pub fn take(&mut self, who: &Principal, piece: &Piece) -> Result<Put> {
        let now = self.clock.now();
        self.store.write(|db| photos::take::take(db, who.worker, piece, SPACE, now))
    }

    pub fn sweep(&mut self) -> usize {
        let now = self.clock.now();
        self.store.write(|db| photos::sweep(db, now)).unwrap()
    }
}

pub struct Shelf<'a>(pub RefCell<&'a mut Store>);

impl Lender for Shelf<'_> {
    type Error = Error;
    fn lend<T>(&self, work: impl FnOnce(&mut Store) -> Result<T>) -> Result<T> {
        work(&mut self.0.borrow_mut())
    }
}

/// After so many round trips the next one is lost, before or after the server did it; all later ones too.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub after: usize,
    pub done: bool,
}

impl Cut {
    pub const fn none() -> Self {
        Self { after: usize::MAX, done: false }
    }
}

pub struct Wire<'a> {
    pub server: &'a mut Server,
    pub who: Principal,
    pub cut: Cut,
    pub pieces: usize,
}

impl Wire<'_> {
    pub fn trip<T>(&mut self, ask: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let gone = || Error::Unreachable("the wire".into());
        if self.cut.after == 0 {
            if std::mem::take(&mut self.cut.done) {
                ask(self)?;
            }
            return Err(gone());
        }
        self.cut.after -= 1;
        ask(self)
    }
}

pub fn refused(error: Error) -> Error {
    match error {
        Error::NotFound(_) => Error::Refused { code: "not_found".into() },
        other => other,
    }
}

impl Carrier for Wire<'_> {
    fn held(&mut self, record: RecordId, hash: AttachmentHash) -> Result<Held> {
        self.trip(|wire| photos::held(wire.server.store.db(), wire.who.worker, record, hash).map_err(refused))
    }

    fn put(&mut self, piece: Piece) -> Result<Held> {
        self.trip(|wire| {
            wire.pieces += 1;
            match wire.server.take(&wire.who.clone(), &piece).map_err(refused)? {
                Put::Held(held) => Ok(held),
                other => Err(Error::Refused { code: format!("{other:?}") }),
            }
        })
    }

    fn get(&mut self, record: RecordId, hash: AttachmentHash, from: u64, until: u64) -> Result<Vec<u8>> {
        self.trip(|wire| {
            let look = Look {
                db: wire.server.store.db(),
                reader: &wire.who,
                now: wire.server.clock.now(),
                here: None,
            };
            let whole = view::attachment_bytes(&look, record, hash).map_err(refused)?;
            Ok(whole[usize::try_from(from).unwrap()..usize::try_from(until).unwrap()].to_vec())
        })
    }
}
