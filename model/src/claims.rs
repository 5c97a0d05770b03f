//! What must be true in every state, and what must be reached in some.

use std::collections::BTreeMap;

use crate::op::{GONE, Line, Verdict, heads};
use crate::phone::Phone;
use crate::rules::TOLERANCE;
use crate::server::{OWN, Server};
use crate::story::{Setback, Story};
use crate::world::World;

/// No cursor passes a number its phone has not seen.
pub const CURSOR: &str = "no cursor passes an unseen number";
/// What a phone was told is on the server stays on the server or on a phone.
pub const KEPT: &str = "what was answered for is on the server or on a phone";
/// Who holds the same operations sees the same.
pub const EQUAL: &str = "equal operations give equal state";
/// Nothing erased comes back.
pub const ERASED: &str = "nothing erased comes back";
/// The merge order keeps everyone's own order, and what was there before who came and saw it.
pub const ORDER: &str = "the order of the merge keeps one's own order and what was seen";
/// An operation is later than every one it saw, also than one that came after it.
pub const CAUSE: &str = "an operation is later than every one it saw";
/// No operation is far ahead of the server's clock.
pub const AHEAD: &str = "nothing is far ahead of the server's clock";
/// Who saw what stays as it was written.
pub const SEEN: &str = "what an operation saw stays what its writer saw";
/// When nothing is under way and all sync, all have everything.
pub const CONVERGE: &str = "all who sync have everything, once";
/// The story can end.
pub const DONE: &str = "a story ends with everything written and everywhere";

/// What a claim is about, and whether it holds there.
#[derive(Clone, Copy, Debug)]
pub enum Claims {
    /// One phone, as long as the server would let it read on.
    Phone(fn(&Phone, &Server) -> bool),
    /// The server.
    Server(fn(&Server) -> bool),
    /// Everything there is.
    World(fn(&World) -> bool),
    /// What comes of it when nothing is under way and all sync.
    Outlook,
    /// Some state, not each: the story can end.
    End,
}

/// One claim.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// What it says.
    pub name: &'static str,
    /// Of what.
    pub about: Claims,
}

impl Claim {
    /// Must it hold in every state, or in some?
    pub const fn is_for_all(&self) -> bool {
        !matches!(self.about, Claims::End)
    }

    /// Does it hold here?
    pub fn holds(&self, story: &Story, world: &World) -> bool {
        match self.about {
            Claims::Phone(holds) => {
                let mut phones = world.phones.iter();
                phones.all(|phone| !reads_on(story, phone, &world.server) || holds(phone, &world.server))
            }
            Claims::Server(holds) => holds(&world.server),
            Claims::World(holds) => holds(world),
            Claims::Outlook => all_converge(story, world),
            Claims::End => is_done(story, world),
        }
    }
}

/// All claims.
pub fn all() -> Vec<Claim> {
    let claim = |name, about| Claim { name, about };
    vec![
        claim(CURSOR, Claims::Phone(cursor_is_true)),
        claim(KEPT, Claims::World(answered_is_kept)),
        claim(EQUAL, Claims::Phone(holds_what_the_server_holds)),
        claim(ERASED, Claims::World(erased_stays_away)),
        claim(ORDER, Claims::Server(order_is_kept)),
        claim(CAUSE, Claims::Server(seen_is_earlier)),
        claim(AHEAD, Claims::Server(nothing_is_ahead)),
        claim(SEEN, Claims::Server(seen_is_what_was_meant)),
        claim(CONVERGE, Claims::Outlook),
        claim(DONE, Claims::End),
    ]
}

/// Would the server let it read on? Whoever has to begin anew is not asked what it holds.
pub fn reads_on(story: &Story, phone: &Phone, server: &Server) -> bool {
    server.knows(phone.epoch, phone.tip, &story.rules)
}

/// What is left of a line that every replica has.
fn place(line: &Line) -> (Option<u8>, Option<i16>, u8) {
    (line.number, line.effective, line.op.word)
}

fn numbered(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| line.number.is_some() && line.id.device != OWN)
}

fn cursor_is_true(phone: &Phone, server: &Server) -> bool {
    let passed =
        numbered(&server.lines).filter(|line| line.number.is_some_and(|number| number <= phone.cursor));
    passed.filter(|line| !line.blank).all(|line| {
        let erased = phone.has_erased(line.op.record);
        erased || phone.line(line.id).is_some_and(|own| place(own) == place(line))
    })
}

fn holds_what_the_server_holds(phone: &Phone, server: &Server) -> bool {
    let known = |line: &Line| server.lines.iter().find(|other| other.id == line.id).map(place);
    let same = numbered(&phone.lines).all(|line| known(line) == Some(place(line)));
    let reads = server.newest() == phone.cursor && server.orders().all(|(number, _)| number <= phone.erased);
    same && (!reads || state(&phone.lines) == state(&server.lines))
}

/// Record → the words that nobody replaced, the newest of them, and the first.
type State = BTreeMap<u8, (Vec<u8>, Option<u8>, Option<u8>)>;

fn state(lines: &[Line]) -> State {
    let base: Vec<Line> = numbered(lines).filter(|line| line.tells()).copied().collect();
    let mut state = State::new();
    for record in base.iter().map(|line| line.op.record) {
        let open = heads(&base, record);
        let newest = open.iter().max_by_key(|line| line.rank()).map(|line| line.op.word);
        let own = base.iter().filter(|line| line.op.record == record);
        let first = own.min_by_key(|line| line.rank()).map(|line| line.op.word);
        let mut words: Vec<u8> = open.iter().map(|line| line.op.word).collect();
        words.sort_unstable();
        state.insert(record, (words, newest, first));
    }
    state
}

fn is_erased(world: &World, record: u8) -> bool {
    record < 16 && world.erased & (1 << record) != 0
}

/// The words that can be read somewhere, one bit each.
pub fn told(world: &World) -> u16 {
    words(world).fold(0, |bits, line| bits | 1 << line.op.word)
}

/// The lines that can be read somewhere, and whose record nobody erased.
fn words(world: &World) -> impl Iterator<Item = &Line> {
    let phones = world.phones.iter().flat_map(|phone| &phone.lines);
    let told = world.server.lines.iter().chain(phones);
    told.filter(|line| line.tells() && line.op.word != GONE && !is_erased(world, line.op.record))
}

fn answered_is_kept(world: &World) -> bool {
    let here = told(world);
    let lines = world.server.lines.iter().chain(world.phones.iter().flat_map(|phone| &phone.lines));
    let erased = lines.filter(|line| is_erased(world, line.op.record) && line.op.word != GONE);
    let erased = erased.fold(0_u16, |bits, line| bits | 1 << line.op.word);
    world.answered & !(here | erased) == 0
}

fn erased_stays_away(world: &World) -> bool {
    let on_server = world.server.lines.iter().any(|line| line.tells() && is_erased(world, line.op.record));
    let on_phone =
        |phone: &Phone| phone.lines.iter().any(|line| line.tells() && phone.has_erased(line.op.record));
    !on_server && !world.phones.iter().any(on_phone)
}

fn saw(one: &Line, other: &Line) -> bool {
    one.op.saw.contains(other.id)
}

fn order_is_kept(server: &Server) -> bool {
    let lines: Vec<&Line> = numbered(&server.lines).collect();
    let own = |one: &Line, other: &Line| one.id.device == other.id.device && one.id.seq < other.id.seq;
    let before = |one: &Line, other: &Line| own(one, other) || (saw(other, one) && one.number < other.number);
    let in_order = lines
        .iter()
        .all(|one| lines.iter().all(|other| !before(one, other) || one.effective < other.effective));
    in_order && lines.iter().all(|line| is_after_the_first(server, line))
}

fn seen_is_earlier(server: &Server) -> bool {
    let lines: Vec<&Line> = numbered(&server.lines).collect();
    lines.iter().all(|one| lines.iter().all(|other| !saw(one, other) || other.effective < one.effective))
}

/// Whoever came first of a record stays its first, as long as it can be read.
fn is_after_the_first(server: &Server, line: &Line) -> bool {
    let own = numbered(&server.lines).filter(|other| other.op.record == line.op.record);
    let first = own.min_by_key(|other| other.number);
    first.is_none_or(|first| first.id == line.id || first.effective < line.effective)
}

fn nothing_is_ahead(server: &Server) -> bool {
    numbered(&server.lines).all(|line| line.effective.is_none_or(|at| at <= server.clock + TOLERANCE))
}

fn seen_is_what_was_meant(server: &Server) -> bool {
    let lines: Vec<&Line> = numbered(&server.lines).filter(|line| line.tells()).collect();
    lines.iter().all(|line| {
        let seen = lines.iter().filter(|other| line.op.saw.contains(other.id));
        let seen = seen.fold(0_u16, |bits, other| bits | 1 << other.op.word);
        let here = lines.iter().fold(0_u16, |bits, other| bits | 1 << other.op.word);
        seen == line.op.meant & here
    })
}

/// Round trips after which whoever still has something to do goes in circles.
pub const ENOUGH: usize = 60;

/// Nothing is under way any more, nobody writes, and all sync until nothing changes. Then nothing waits, all
/// hold what the server holds, and that is every word there was anywhere, once.
fn all_converge(story: &Story, world: &World) -> bool {
    !world.late.is_empty() || quiet(story, world).is_some_and(|quiet| has_converged(story, world, &quiet))
}

/// What comes of it when all sync until nothing changes; nothing if they go in circles.
pub fn quiet(story: &Story, world: &World) -> Option<World> {
    let mut quiet = world.clone();
    for _ in 0..ENOUGH {
        let before = quiet.clone();
        for phone in 0..quiet.phones.len() {
            quiet.sync(story, phone, 0);
        }
        if quiet == before {
            return Some(quiet);
        }
    }
    None
}

/// Has everybody everything, once, that was anywhere before?
pub fn has_converged(story: &Story, before: &World, world: &World) -> bool {
    let base = state(&world.server.lines);
    let settled = |phone: &Phone| {
        let nothing_waits = phone.acknowledged == phone.last;
        // What a server that went back no longer has of others, their phones bring; a copy here may stay.
        let counts = |line: &Line| story.setback == Setback::Never || line.id.device == phone.device;
        let waits = |line: &Line| line.verdict == Verdict::Waiting && !line.blank;
        let none_left = !phone.lines.iter().any(|line| counts(line) && waits(line));
        let nobody_erased = phone.lines.iter().all(|line| !line.tells() || !is_erased(world, line.op.record));
        nothing_waits && none_left && nobody_erased && state(&phone.lines) == base
    };
    let mut held = world.server.words();
    held.sort_unstable();
    let once = held.windows(2).all(|pair| matches!(pair, [one, other] if one != other));
    let all = words(before).all(|line| held.binary_search(&line.op.word).is_ok());
    once && all && world.phones.iter().all(settled)
}

/// Is everything written, and everywhere?
pub fn is_done(story: &Story, world: &World) -> bool {
    let written = world.phones.len() == story.strokes.len()
        && world.phones.iter().zip(&story.strokes).all(|(phone, strokes)| phone.written == strokes.len());
    written && world.late.is_empty() && has_converged(story, world, world)
}
