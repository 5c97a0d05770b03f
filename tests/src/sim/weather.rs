//! What lies between a phone and the server: it loses, cuts, repeats and holds back.

use super::dice::Dice;

/// What becomes of one round trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives both ways.
    Whole,
    /// The request never arrives.
    RequestLost,
    /// Only the beginning of the request arrives, so many thousandths of it.
    RequestCut(usize),
    /// The server does it, and the answer never arrives.
    AnswerLost,
    /// Only the beginning of the answer arrives, so many thousandths of it.
    AnswerCut(usize),
    /// The request arrives twice; the phone hears the second answer.
    Repeated,
    /// The phone gives up; the request arrives some time later, perhaps after newer ones.
    HeldBack,
    /// It arrives, and is held back and arrives a second time later.
    Echoed,
    /// Between the push and the page somebody else's push comes in.
    Overtaken,
}

/// How bad it is, in round trips of a hundred that go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weather(pub usize);

impl Weather {
    /// No wind.
    pub const CALM: Self = Self(0);

    /// The fate of the next round trip.
    pub fn fate(self, dice: &mut Dice) -> Fate {
        if !dice.chance(self.0) {
            return Fate::Whole;
        }
        let part = dice.below(1000);
        let fates = [
            (3, Fate::RequestLost),
            (1, Fate::RequestCut(part)),
            (4, Fate::AnswerLost),
            (1, Fate::AnswerCut(part)),
            (2, Fate::Repeated),
            (3, Fate::HeldBack),
            (2, Fate::Echoed),
            (3, Fate::Overtaken),
        ];
        dice.weighed(&fates)
    }
}

/// The beginning of a message: never all of it.
pub fn cut(message: &[u8], thousandths: usize) -> &[u8] {
    let length = message.len() * thousandths / 1000;
    message.get(..length.min(message.len().saturating_sub(1))).unwrap_or_default()
}
