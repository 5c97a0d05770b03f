//! Round trips: what a phone and the server say to each other, and what the weather makes of it.

use latarnia_core::Error;
use latarnia_core::sync::phone::is_fork;

use super::dice::Dice;
use super::harm::Harm;
use super::phone::Standing;
use super::server::Refusal;
use super::weather::{Fate, Weather, cut};
use super::wiretap;
use super::world::{Letter, World};

/// Round trips after which a sync that does not end is called endless.
const ENDLESS: usize = 2_000;

/// How a sync ended.
#[derive(Debug)]
pub enum Ending {
    /// Nothing is left to do.
    Done,
    /// A push was refused; a smaller one may tell more.
    Again,
    /// It stopped; the next one goes on.
    Stopped(String),
    /// The phone was noticed to be a copy.
    Forked,
}

impl World {
    /// A whole sync of a phone, in that weather.
    pub fn sync(&mut self, phone: usize, weather: Weather, dice: &mut Dice) -> Ending {
        self.give_up(phone);
        for _ in 0..ENDLESS {
            match self.round(phone, weather, dice) {
                Ok(true) | Err(Ending::Again) => {}
                Ok(false) => return Ending::Done,
                Err(ending) => return ending,
            }
        }
        self.harms.note(Harm::Lost, format!("phone {phone} syncs without an end"));
        Ending::Stopped("endless".into())
    }

    /// A round trip, and the next segment if one is wanted; tells whether there is more to do.
    fn round(&mut self, phone: usize, weather: Weather, dice: &mut Dice) -> Result<bool, Ending> {
        let more = match weather.fate(dice) {
            Fate::Whole => self.round_trip(phone)?,
            fate => self.misfortune(phone, fate, dice)?,
        };
        Ok(more || self.fill(phone, weather, dice)?)
    }

    fn round_trip(&mut self, phone: usize) -> Result<bool, Ending> {
        self.send(phone)?;
        self.answer(phone)
    }

    /// The phone asks, and the server takes the push in.
    pub fn send(&mut self, phone: usize) -> Result<(), Ending> {
        let packed = self.ask(phone)?;
        let half = self.server.begin(self.phones[phone].device, &packed, self.now);
        self.halves[phone] = Some(half);
        Ok(())
    }

    /// The server reads the page, and the phone takes the answer in.
    pub fn answer(&mut self, phone: usize) -> Result<bool, Ending> {
        let answer = self.answered(phone)?;
        self.hear(phone, &answer)
    }

    fn ask(&mut self, phone: usize) -> Result<Vec<u8>, Ending> {
        self.phones[phone].ask(self.now).map_err(|error| self.stop(phone, &error))
    }

    /// What the server answers to the round trip under way.
    fn answered(&mut self, phone: usize) -> Result<Vec<u8>, Ending> {
        let nobody = || Ending::Stopped("no round trip under way".into());
        let half = self.halves[phone].take().ok_or_else(nobody)?;
        let device = self.phones[phone].device;
        let answer = half.and_then(|half| {
            let granted = half.granted.clone();
            self.server.finish(half).map(|answer| (answer, granted))
        });
        match answer {
            Ok((answer, granted)) => {
                wiretap::listen(self, device, &answer, &granted);
                let promised = self.ledger.promise(self.server.disk.store().db(), device);
                promised.expect("a store can be read");
                Ok(answer)
            }
            Err(refusal) => Err(self.refuse(phone, &refusal)),
        }
    }

    fn hear(&mut self, phone: usize, answer: &[u8]) -> Result<bool, Ending> {
        let heard = self.phones[phone].hear(self.now, answer);
        wiretap::look_for_gaps(self, phone);
        heard.map_err(|error| self.stop(phone, &error))
    }

    fn misfortune(&mut self, phone: usize, fate: Fate, dice: &mut Dice) -> Result<bool, Ending> {
        self.tell(|| format!("{fate:?}"));
        let lost = || Ending::Stopped("no answer".into());
        let packed = self.ask(phone)?;
        let device = self.phones[phone].device;
        match fate {
            Fate::Whole => unreachable!("that is no misfortune"),
            Fate::RequestLost => {}
            Fate::RequestCut(part) => self.take_half(device, cut(&packed, part)),
            Fate::HeldBack => self.letters.push_back(Letter { device, packed }),
            Fate::AnswerLost => {
                self.halves[phone] = Some(self.server.begin(device, &packed, self.now));
                self.answered(phone)?;
            }
            Fate::AnswerCut(part) => {
                self.halves[phone] = Some(self.server.begin(device, &packed, self.now));
                let answer = self.answered(phone)?;
                let heard = self.hear(phone, cut(&answer, part));
                if heard.is_ok() {
                    self.harms.note(Harm::Lost, format!("phone {phone} took half an answer for a whole one"));
                }
            }
            Fate::Repeated | Fate::Echoed | Fate::Overtaken => {
                self.halves[phone] = Some(self.server.begin(device, &packed, self.now));
                self.meanwhile(phone, fate, packed, dice)?;
                return self.answer(phone);
            }
        }
        self.give_up(phone);
        Err(lost())
    }

    /// What happens between the push and the answer.
    fn meanwhile(
        &mut self,
        phone: usize,
        fate: Fate,
        packed: Vec<u8>,
        dice: &mut Dice,
    ) -> Result<(), Ending> {
        let device = self.phones[phone].device;
        match fate {
            Fate::Repeated => {
                self.answered(phone)?;
                self.halves[phone] = Some(self.server.begin(device, &packed, self.now));
            }
            Fate::Echoed => self.letters.push_back(Letter { device, packed }),
            _ => self.overtake(phone, dice),
        }
        Ok(())
    }

    /// Somebody else's push comes in.
    pub fn overtake(&mut self, phone: usize, dice: &mut Dice) {
        let other = dice.below(self.phones.len());
        if other != phone {
            self.give_up(other);
            // Whatever becomes of it is the other's story.
            drop(self.send(other));
        }
    }

    /// Half a request is none: nothing of it may be taken in.
    fn take_half(&mut self, device: latarnia_core::id::DeviceId, packed: &[u8]) {
        let before = self.server.log_number();
        let taken = self.server.begin(device, packed, self.now);
        if taken.is_ok() || self.server.log_number() != before {
            self.harms.note(Harm::Diverged, "the server took half a request for a whole one");
        }
    }

    /// A request that was held back arrives; nobody hears the answer.
    pub fn late_request(&mut self, which: usize) {
        if self.letters.is_empty() {
            return;
        }
        let place = which % self.letters.len();
        let letter = self.letters.remove(place).expect("it is one of them");
        let half = self.server.begin(letter.device, &letter.packed, self.now);
        if let Ok(half) = half {
            let granted = half.granted.clone();
            if let Ok(answer) = self.server.finish(half) {
                wiretap::listen(self, letter.device, &answer, &granted);
                let promised = self.ledger.promise(self.server.disk.store().db(), letter.device);
                promised.expect("a store can be read");
            }
        }
    }

    /// The phone waits no longer.
    pub fn give_up(&mut self, phone: usize) {
        self.phones[phone].exchange = None;
        self.halves[phone] = None;
    }

    /// A sync ends with that error.
    pub fn stop(&mut self, phone: usize, error: &Error) -> Ending {
        self.give_up(phone);
        if is_fork(error) {
            return self.fork(phone);
        }
        Ending::Stopped(error.to_string())
    }

    /// A sync ends with that refusal.
    pub fn refuse(&mut self, phone: usize, refusal: &Refusal) -> Ending {
        let ending = match refusal {
            Refusal::Fork => match self.phones[phone].carry_less() {
                Ok(true) => Ending::Again,
                Ok(false) => self.fork(phone),
                Err(error) => Ending::Stopped(error.to_string()),
            },
            other => Ending::Stopped(format!("{other:?}")),
        };
        self.give_up(phone);
        ending
    }

    fn fork(&mut self, phone: usize) -> Ending {
        self.phones[phone].standing = Standing::Forked;
        Ending::Forked
    }
}
