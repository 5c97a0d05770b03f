//! A story: who takes part, and what happens, one step after another. All of it comes from one seed,
//! and each step carries its own die, so that leaving one out changes no other.

use super::dice::Dice;
use super::disk::Permission;
use super::filling::Cut;
use super::forgery::Forgery;
use super::fuse::{Blow, Point};
use super::server::PutBack;
use super::stroke::Stroke;
use super::weather::Weather;
use super::writing::Writing;

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A worker writes on a phone.
    Write(usize, Writing),
    /// Somebody with a phone's token forges an operation.
    Forge(usize, Forgery),
    /// The console writes.
    Strike(Stroke),
    /// A phone syncs until nothing is left to do, or the weather stops it.
    Sync(usize),
    /// A phone sends a request and the server takes the push in; the answer is on its way.
    Send(usize),
    /// The answer of a phone's round trip comes.
    Answer(usize),
    /// A request that was held back comes to the server.
    LateRequest(usize),
    /// A phone's clock jumps: from now on it is so many milliseconds ahead.
    ClockJump(usize, i64),
    /// The program on a phone is ended and started again.
    RestartPhone(usize),
    /// The store of a phone will fail.
    MinePhone(usize, Point, Blow),
    /// A phone's disk has room for so many pages more, or is freed.
    PhoneRoom(usize, Option<i64>),
    /// A phone's folder is copied.
    CopyPhone(usize),
    /// A phone goes back to the copy of its folder.
    RestorePhone(usize),
    /// A phone's folder runs on a second phone.
    ClonePhone(usize),
    /// A phone syncs for a moment and is out of reach again.
    SyncALittle(usize),
    /// A second phone of that phone's worker enrols.
    EnrolLate(usize),
    /// A phone is gone with all that was on it; its worker gets another.
    ReplacePhone(usize),
    /// A phone that was noticed to be a copy enrols again.
    EnrolAgain(usize),
    /// The server is ended and started again.
    RestartServer,
    /// The store of the server will fail.
    MineServer(Point, Blow),
    /// The system lets the program on a phone only read its folder, or write there again.
    LockPhone(usize, Permission),
    /// The server's disk has room for so many pages more, or is freed.
    ServerRoom(Option<i64>),
    /// The server is backed up.
    BackUp,
    /// The server goes back to the backup.
    RollBack(PutBack),
    /// A second server takes over with the backup.
    FailOver,
    /// A second server that follows the journal of the first takes its place.
    HandOver,
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Milliseconds since the step before.
    pub after: i64,
    /// What happens.
    pub act: Act,
    /// The die for what the act leaves open.
    pub salt: u64,
}

/// Who takes part, and in what weather.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// Phones at the beginning, each of another worker.
    pub phones: usize,
    /// The last of them is a volunteer's, who holds nothing but counts.
    pub volunteer: bool,
    /// Areas of the centre.
    pub areas: usize,
    /// The network.
    pub weather: Weather,
    /// Operations one message may carry.
    pub portion: usize,
    /// How the log is cut for first reading.
    pub cut: Cut,
}

/// A story.
#[derive(Clone, Debug)]
pub struct Story {
    /// Where it comes from.
    pub seed: u64,
    /// Who takes part.
    pub cast: Cast,
    /// What happens.
    pub steps: Vec<Step>,
}

const YEAR: i64 = 365 * 86_400_000;

/// Steps of a story where nobody says otherwise.
pub const STEPS: usize = 70;

impl Story {
    /// The story of a seed, of about `steps` steps.
    pub fn of(seed: u64, steps: usize) -> Self {
        let mut dice = Dice::new(seed);
        let mut cast = Cast {
            phones: 2 + dice.below(5),
            volunteer: false,
            areas: 1 + dice.below(3),
            weather: Weather(*dice.pick(&[0, 15, 40, 70]).expect("there is some weather")),
            portion: *dice.pick(&[1, 2, 3, 7, 500, 500]).expect("there is some portion"),
            cut: Cut::LIFE,
        };
        let mut mood = Mood::of(&mut dice);
        // A die of its own: stories without segments are what they were before there were any.
        let mut late = Dice::new(seed.rotate_left(32));
        if late.chance(60) {
            cast.cut = small_cut(&mut late);
            mood.acts.extend_from_slice(&[
                (6, Kind::SyncALittle),
                (3, Kind::EnrolLate),
                (2, Kind::ReplacePhone),
            ]);
        }
        let mut crowd = Dice::new(seed.rotate_left(16));
        if crowd.chance(40) {
            cast.volunteer = crowd.chance(60);
            mood.acts.extend_from_slice(&[(5, Kind::Count), (8, Kind::Ask)]);
        }
        // Where the log goes back, whoever knows the id of a lost record could be first to say what it is.
        if crowd.chance(30) && !mood.goes_back() {
            mood.acts.extend_from_slice(&[(5, Kind::Forge), (4, Kind::LetIn)]);
        }
        let steps = (0..steps).map(|_| mood.step(&mut dice, &cast)).collect();
        Self { seed, cast, steps }
    }
}

fn small_cut(dice: &mut Dice) -> Cut {
    let every = dice.weighed(&[(1, 1), (3, 4), (3, 10), (2, 25)]);
    let full = dice.weighed(&[(2, 1), (3, 700), (2, 4_000)]);
    let step = dice.weighed(&[(1, 50), (2, 300), (3, 100_000)]);
    Cut { every, full, step }
}

/// What a story is about: not every story has every misfortune, or none would ever come to an end.
struct Mood {
    acts: Vec<(usize, Kind)>,
}

/// The acts without their particulars.
#[derive(Clone, Copy)]
enum Kind {
    Write,
    Strike,
    Count,
    Ask,
    Forge,
    LetIn,
    Sync,
    Send,
    Answer,
    LateRequest,
    ClockJump,
    Restart,
    Mine,
    Room,
    Lock,
    CopyPhone,
    RestorePhone,
    ClonePhone,
    SyncALittle,
    EnrolLate,
    ReplacePhone,
    EnrolAgain,
    BackUp,
    RollBack,
    HandOver,
}

impl Mood {
    fn of(dice: &mut Dice) -> Self {
        let mut acts = vec![
            (40, Kind::Write),
            (6, Kind::Strike),
            (30, Kind::Sync),
            (6, Kind::Send),
            (6, Kind::Answer),
            (4, Kind::LateRequest),
            (2, Kind::Restart),
        ];
        let troubles: [(usize, &[(usize, Kind)]); 6] = [
            (50, &[(4, Kind::ClockJump)]),
            (40, &[(8, Kind::Mine)]),
            (20, &[(4, Kind::Room), (3, Kind::Lock)]),
            (
                30,
                &[
                    (2, Kind::CopyPhone),
                    (2, Kind::RestorePhone),
                    (1, Kind::ClonePhone),
                    (3, Kind::EnrolAgain),
                ],
            ),
            (40, &[(3, Kind::BackUp), (2, Kind::RollBack)]),
            (25, &[(3, Kind::HandOver)]),
        ];
        for (chance, kinds) in troubles {
            if dice.chance(chance) {
                acts.extend_from_slice(kinds);
            }
        }
        Self { acts }
    }

    fn goes_back(&self) -> bool {
        self.acts.iter().any(|(_, kind)| matches!(kind, Kind::RollBack))
    }

    fn step(&self, dice: &mut Dice, cast: &Cast) -> Step {
        let kind = dice.weighed(&self.acts);
        let after = dice.weighed(&[(60, 20_000), (30, 1_200_000), (3, 86_400_000), (7, 0)]);
        let after = dice.between(after / 10, after);
        Step { after, act: kind.act(dice, cast), salt: dice.roll() }
    }
}

impl Kind {
    fn act(self, dice: &mut Dice, cast: &Cast) -> Act {
        // A clone is one phone more than the cast.
        let phone = dice.below(cast.phones + 1);
        let server = dice.chance(30);
        match self {
            Self::Write => Act::Write(phone, Writing::any(dice)),
            Self::Strike => Act::Strike(Stroke::any(dice)),
            Self::Count => Act::Strike(Stroke::of_a_count(dice)),
            Self::Ask => Act::Write(phone, Writing::at_a_count(dice)),
            Self::LetIn => Act::Strike(Stroke::LetIn),
            Self::Forge => Act::Forge(phone, Forgery::any(dice)),
            Self::Sync => Act::Sync(phone),
            Self::Send => Act::Send(phone),
            Self::Answer => Act::Answer(phone),
            Self::LateRequest => Act::LateRequest(dice.below(8)),
            Self::ClockJump => Act::ClockJump(phone, jump(dice)),
            Self::Restart if server => Act::RestartServer,
            Self::Restart => Act::RestartPhone(phone),
            Self::Mine if server => Act::MineServer(point(dice), blow(dice)),
            Self::Mine => Act::MinePhone(phone, point(dice), blow(dice)),
            Self::Room if server => Act::ServerRoom(room(dice)),
            Self::Room => Act::PhoneRoom(phone, room(dice)),
            Self::Lock => Act::LockPhone(phone, permission(dice)),
            Self::CopyPhone => Act::CopyPhone(phone),
            Self::RestorePhone => Act::RestorePhone(phone),
            Self::ClonePhone => Act::ClonePhone(phone),
            Self::SyncALittle => Act::SyncALittle(phone),
            Self::EnrolLate => Act::EnrolLate(phone),
            Self::ReplacePhone => Act::ReplacePhone(phone),
            Self::EnrolAgain => Act::EnrolAgain(phone),
            Self::BackUp => Act::BackUp,
            Self::HandOver => Act::HandOver,
            Self::RollBack => dice.weighed(&[
                (2, Act::RollBack(PutBack::Database)),
                (2, Act::RollBack(PutBack::Folder)),
                (1, Act::FailOver),
            ]),
        }
    }
}

fn jump(dice: &mut Dice) -> i64 {
    let reach = dice.weighed(&[(3, 2 * YEAR), (3, 3_600_000), (2, 130_000), (2, 0)]);
    dice.between(-reach, reach)
}

fn point(dice: &mut Dice) -> Point {
    let steps = dice.weighed(&[(1, 10), (2, 100), (2, 1_000)]);
    let length = |dice: &mut Dice, most| u32::try_from(dice.between(0, most)).expect("it is small");
    if dice.chance(30) { Point::Commit(length(dice, 3)) } else { Point::Step(length(dice, steps)) }
}

fn blow(dice: &mut Dice) -> Blow {
    if dice.chance(60) { Blow::Death } else { Blow::Error }
}

fn permission(dice: &mut Dice) -> Permission {
    if dice.chance(60) { Permission::ReadOnly } else { Permission::Write }
}

fn room(dice: &mut Dice) -> Option<i64> {
    dice.chance(60).then(|| dice.between(0, 4))
}
