//! The quiet end of a story: nothing fails any more, everyone syncs until nothing moves, and then
//! everything is looked at.

use latarnia_core::store::meta;

use super::dice::Dice;
use super::disk::Permission;
use super::exchange::Ending;
use super::filling::Cut;
use super::harm::Harm;
use super::invariants;
use super::phone::Standing;
use super::weather::Weather;
use super::world::World;

/// Rounds of everybody's syncs after which a world that still moves is called restless.
const PASSES: usize = 12;

impl World {
    /// Ends the story and judges it.
    pub fn close(&mut self) {
        self.tell(|| "closing".into());
        self.calm();
        for phone in 0..self.phones.len() {
            self.enrol_again(phone);
        }
        self.settle();
        for worker in self.workers.clone() {
            let new = self.enrol(worker);
            if self.cast.cut.every < Cut::LIFE.every && self.twins.is_none() {
                let other = self.enrol(worker);
                self.server.by_pages.insert(self.phones[other].device);
                self.twins = Some((new, other));
            }
        }
        self.settle();
        invariants::judge(self);
    }

    /// Nothing fails any more, and what was held back arrives.
    fn calm(&mut self) {
        self.hang_up();
        self.server.disk.defuse();
        self.server.disk.leave_room(None);
        for phone in &mut self.phones {
            phone.disk.defuse();
            phone.disk.leave_room(None);
            phone.disk.permit(Permission::Write);
        }
        while !self.letters.is_empty() {
            self.late_request(0);
        }
    }

    /// Everyone syncs until nothing moves.
    fn settle(&mut self) {
        for _ in 0..PASSES {
            let before = self.standings();
            for phone in self.well() {
                self.now = self.now.plus(1_000);
                let ending = self.sync(phone, Weather::CALM, &mut Dice::new(0));
                match ending {
                    Ending::Stopped(why) => {
                        self.harms.note(Harm::Lost, format!("phone {phone} can sync no more: {why}"));
                    }
                    Ending::Forked => self.enrol_again(phone),
                    Ending::Done | Ending::Again => {}
                }
            }
            if self.standings() == before {
                return;
            }
        }
        self.harms.note(Harm::Diverged, format!("after {PASSES} quiet rounds something still moves"));
    }

    /// The phones that sync.
    pub fn well(&self) -> Vec<usize> {
        let well =
            |phone: &usize| self.phones.get(*phone).is_some_and(|phone| phone.standing == Standing::Well);
        (0..self.phones.len()).filter(well).collect()
    }

    /// How far everyone is.
    fn standings(&self) -> Vec<String> {
        let server = format!("{:?} {}", self.server.epoch, self.server.log_number());
        let phones = self.phones.iter().map(|phone| {
            let db = phone.disk.store().db();
            let [acknowledged, written] = ["acknowledged", "own_seq"].map(|fact| meta::last(db, fact).ok());
            format!("{acknowledged:?} {written:?} {:?} {:?}", phone.standing, meta::cursors(db).ok())
        });
        std::iter::once(server).chain(phones).collect()
    }
}
