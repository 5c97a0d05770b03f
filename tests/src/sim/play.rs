//! One step of a story. One more act is one more case and one more function.

use super::dice::Dice;
use super::fuse::{Blow, Point};
use super::harm::Harm;
use super::server::PutBack;
use super::story::{Act, Step, Story};
use super::world::World;

/// Clones and late phones a story may have; each lives on as a phone of its own.
const MOST_CLONES: usize = 2;

impl World {
    /// Plays a whole story.
    pub fn play(&mut self, story: &Story) {
        for (n, step) in story.steps.iter().enumerate() {
            self.tell(|| format!("{n}. {:?}", step.act));
            self.step(step);
        }
    }

    fn step(&mut self, step: &Step) {
        self.now = self.now.plus(step.after);
        let mut dice = Dice::new(step.salt);
        match step.act {
            Act::Write(phone, writing) => {
                self.with(phone, |world, phone| world.write_on(phone, writing, dice));
            }
            Act::Forge(phone, forgery) => {
                self.with(phone, |world, phone| world.forge(phone, forgery, dice));
            }
            Act::Strike(stroke) => self.strike(stroke, dice),
            Act::Sync(phone) => self.with(phone, |world, phone| world.sync_in_weather(phone, &mut dice)),
            Act::Send(phone) => self.with(phone, Self::send_again),
            Act::Answer(phone) => self.with(phone, Self::answer_if_asked),
            Act::LateRequest(which) => self.late_request(which),
            Act::ClockJump(phone, ahead) => {
                self.with(phone, |world, phone| world.phones[phone].ahead = ahead);
            }
            Act::RestartPhone(phone) => self.with(phone, Self::restart_phone),
            Act::MinePhone(phone, point, blow) => {
                self.with(phone, |world, phone| world.phones[phone].disk.mine(point, blow));
            }
            Act::PhoneRoom(phone, pages) => {
                self.with(phone, |world, phone| world.phones[phone].disk.leave_room(pages));
            }
            Act::LockPhone(phone, permission) => {
                self.with(phone, |world, phone| world.phones[phone].disk.permit(permission));
            }
            Act::CopyPhone(phone) => self.with(phone, Self::copy_phone),
            Act::RestorePhone(phone) => self.with(phone, Self::restore_phone),
            Act::SyncALittle(phone) => self.with(phone, |world, phone| {
                let ended = world.sync_a_little(phone, &mut dice);
                world.tell(|| format!("{ended:?}"));
            }),
            Act::EnrolLate(phone) => self.with(phone, Self::enrol_late),
            Act::ReplacePhone(phone) => self.with(phone, Self::replace),
            Act::EnrolAgain(phone) => self.with(phone, Self::enrol_again),
            Act::ClonePhone(phone) => self.with(phone, Self::clone_phone),
            Act::RestartServer => self.restart_server(),
            Act::MineServer(point, blow) => self.mine_server(point, blow),
            Act::ServerRoom(pages) => self.server.disk.leave_room(pages),
            Act::BackUp => self.back_up(),
            Act::RollBack(what) => self.roll_back(what),
            Act::FailOver => self.fail_over(),
            Act::HandOver => self.hand_over(),
        }
    }

    /// Does it to a phone, if there is one of that number.
    fn with(&mut self, phone: usize, act: impl FnOnce(&mut Self, usize)) {
        if phone < self.phones.len() {
            act(self, phone);
        }
    }

    fn sync_in_weather(&mut self, phone: usize, dice: &mut Dice) {
        let weather = self.cast.weather;
        let ending = self.sync(phone, weather, dice);
        self.tell(|| format!("{ending:?}"));
    }

    fn send_again(&mut self, phone: usize) {
        self.give_up(phone);
        let sent = self.send(phone);
        self.tell(|| format!("{sent:?}"));
    }

    fn answer_if_asked(&mut self, phone: usize) {
        if self.halves[phone].is_some() {
            let heard = self.answer(phone);
            self.tell(|| format!("{heard:?}"));
        }
    }

    fn restart_phone(&mut self, phone: usize) {
        self.give_up(phone);
        self.phones[phone].restart();
    }

    fn copy_phone(&mut self, phone: usize) {
        let folder = self.folder.path().join(format!("copy{phone}"));
        self.phones[phone].disk.copy_files(&folder);
        self.phones[phone].copy = Some(folder);
    }

    fn restore_phone(&mut self, phone: usize) {
        if let Some(copy) = self.phones[phone].copy.clone() {
            self.give_up(phone);
            self.phones[phone].put_back(&copy);
            self.note_loss();
        }
    }

    fn clone_phone(&mut self, phone: usize) {
        if self.phones.len() < self.cast.phones + MOST_CLONES {
            let folder = self.new_folder();
            let clone = self.phones[phone].clone_to(&folder);
            self.phones.push(clone);
            self.halves.push(None);
        }
    }

    fn enrol_late(&mut self, phone: usize) {
        if self.phones.len() < self.cast.phones + MOST_CLONES {
            self.enrol(self.phones[phone].who.worker);
        }
    }

    /// A server that dies forgets what it was about to answer.
    fn restart_server(&mut self) {
        self.hang_up();
        self.server.restart(self.now);
        self.note_server();
    }

    fn mine_server(&mut self, point: Point, blow: Blow) {
        self.server.disk.mine(point, blow);
    }

    fn back_up(&mut self) {
        let folder = self.folder.path().join("backup");
        let done = self.server.back_up(&folder);
        self.tell(|| format!("{done:?}"));
    }

    fn roll_back(&mut self, what: PutBack) {
        if self.server.roll_back(what, self.now) {
            self.hang_up();
            self.letters.clear();
            self.note_server();
            self.note_loss();
        }
    }

    fn fail_over(&mut self) {
        if self.server.fail_over(self.now) {
            self.hang_up();
            self.letters.clear();
            self.note_server();
            self.note_loss();
        }
    }

    /// Round trips under way were with the first server.
    fn hand_over(&mut self) {
        self.hang_up();
        let folder = self.new_folder();
        if let Err(error) = self.server.hand_over(&folder, self.now) {
            self.harms.note(Harm::Lost, format!("the second server cannot take over: {error}"));
        }
        self.note_server();
    }

    /// Every round trip under way ends without an answer.
    pub fn hang_up(&mut self) {
        for phone in 0..self.phones.len() {
            self.give_up(phone);
        }
    }
}
