//! Which states are one: what nobody can ever see any more is put into one form, and what everybody may do at
//! any time without anybody noticing is done at once.

use crate::op::{GONE, Line, Verdict};
use crate::phone::Phone;
use crate::rules::{Rule, TOLERANCE};
use crate::server::Server;
use crate::story::{Setback, Story};
use crate::world::World;

/// Puts a state into that form.
pub fn settle(story: &Story, world: &mut World) {
    world.server.clock = world.server.clock.min(late_enough(story));
    forget_dead_requests(world);
    for phone in 0..world.phones.len() {
        begin_anew(story, world, phone);
        let reads_no_more = forgets(story, world, phone);
        let Some(own) = world.phones.get_mut(phone) else { continue };
        for line in own.lines.iter_mut().filter(|line| line.number.is_none()) {
            line.effective = None;
        }
        let is_done = own.written == story.strokes.get(phone).map_or(0, Vec::len);
        if is_done && !(world.left.copy && phone == 0) {
            own.last_at = 0;
        }
        if reads_no_more {
            forget_the_read(world, phone);
        }
    }
    forget_answers(story, world);
}

/// From here on no operation is ahead of the server's clock, whoever wrote it.
fn late_enough(story: &Story) -> i16 {
    let strokes = || story.strokes.iter().flatten();
    let latest = strokes().map(|stroke| stroke.at + stroke.ahead.max(0)).max().unwrap_or_default();
    latest + i16::try_from(strokes().count()).unwrap_or_default() + TOLERANCE
}

/// A request that carries nothing new will never do anything: it might as well not have been lost.
fn forget_dead_requests(world: &mut World) {
    let server = &world.server;
    let lost = world.late.len();
    world.late.retain(|request| {
        let last = usize::from(request.first) + request.ops.len();
        last > usize::from(server.head(request.device)) + 1
    });
    world.left.late += lost - world.late.len();
    for request in &mut world.late {
        (request.cursor, request.erased, request.whole, request.most) = (0, 0, false, None);
        (request.epoch, request.tip) = (None, None);
    }
}

/// Whoever believes in a log that is no more begins anew: that changes nobody else, and nothing else can come of
/// its next round trip.
fn begin_anew(story: &Story, world: &mut World, phone: usize) {
    let Some(own) = world.phones.get_mut(phone) else { return };
    let server = &world.server;
    let gone_for_good = match story.setback {
        Setback::Never => false,
        Setback::Noticed => own.epoch.is_some_and(|epoch| epoch != server.epoch),
        Setback::Unnoticed => {
            let is_over = own.tip.is_some_and(|(number, _)| number <= server.newest());
            !world.left.setback
                && is_over
                && !server.holds(own.tip)
                && story.rules.hold(Rule::SealTellsOfASetback)
        }
    };
    let at_once = story.rules.hold(Rule::EverythingIsSentAgain);
    if gone_for_good && at_once {
        own.start_over((server.epoch, 0), &story.rules);
    }
    let seals_count = story.setback == Setback::Unnoticed && story.rules.hold(Rule::SealTellsOfASetback);
    if !seals_count || (!world.left.setback && server.holds(own.tip)) {
        own.tip = None;
    }
    if own.epoch.is_none() && (story.setback != Setback::Noticed || at_once) {
        own.epoch = Some(server.epoch);
    }
}

/// Does nobody ever look at what that phone reads? Its worker writes no more, and nobody bears its name. What it
/// reads is checked, then, and forgotten ([`crate::sweep`]).
pub fn forgets(story: &Story, world: &World, phone: usize) -> bool {
    let settled = match story.setback {
        Setback::Never => true,
        Setback::Noticed => story.rules.hold(Rule::EverythingIsSentAgain),
        Setback::Unnoticed => story.rules.hold(Rule::SealTellsOfASetback),
    };
    let alone = !story.copy || phone == 1;
    let needed = [Rule::PhonesKeepWhatTheyWrote, Rule::OldNumbersAreForgotten, Rule::TheServerStamps];
    let in_force = needed.iter().all(|rule| story.rules.hold(*rule));
    settled && alone && in_force && world.strokes_left(story, phone) == 0
}

/// Is that line, to the letter, on the server? Of what was erased there the phone may not know yet.
fn is_on(server: &Server, line: &Line) -> bool {
    let same = |other: &&Line| (other.id, other.op, other.effective) == (line.id, line.op, line.effective);
    let mut lines = server.lines.iter().filter(same);
    line.number.is_some() && lines.any(|other| other.number == line.number && (other.blank || !line.blank))
}

/// Does somebody have that word as his own, whatever he calls it by now?
fn is_at_its_writer(world: &World, phone: usize, line: &Line) -> bool {
    let others = world.phones.iter().enumerate().filter(|(other, _)| *other != phone);
    others.map(|(_, other)| other).any(|other| {
        other.lines.iter().any(|own| own.id.device == other.device && own.op.word == line.op.word)
    })
}

/// What was read of a log to which the phone's tip belongs can be read of it again, from the beginning. What was
/// read of another will count for nothing, unless the log comes to be the same again.
fn forget_the_read(world: &mut World, phone: usize) {
    let Some(own) = world.phones.get(phone) else { return };
    let reads_on = world.server.holds(own.tip);
    let is_own = |line: &Line| line.id.device == own.device;
    let is_told_anew = |line: &Line| {
        let again = is_on(&world.server, line);
        let back = (line.number.is_none() || !reads_on) && is_at_its_writer(world, phone, line);
        let erased = line.blank && own.has_erased(line.op.record);
        again || back || erased
    };
    if reads_on && own.lines.iter().any(|line| line.number.is_some() && !is_told_anew(line)) {
        return;
    }
    let kept: Vec<Line> =
        own.lines.iter().filter(|line| is_own(line) || !is_told_anew(line)).copied().collect();
    let Some(own) = world.phones.get_mut(phone) else { return };
    own.lines = kept;
    for line in own.lines.iter_mut().filter(|line| line.verdict == Verdict::Accepted) {
        (line.number, line.effective, line.verdict) = (None, None, Verdict::Waiting);
    }
    own.cursor = 0;
}

/// What was answered for is safe for good where nothing takes it away again: on a server that will not go back,
/// and with its writer, who keeps it and whose name nobody else bears.
fn forget_answers(story: &Story, world: &mut World) {
    let is_erased = |line: &Line| line.op.record < 16 && world.erased & (1 << line.op.record) != 0;
    let counts = |line: &&Line| line.op.word != GONE && (line.tells() || is_erased(line));
    let bits = |bits: u16, line: &Line| bits | 1 << line.op.word;
    let mut safe = 0;
    if !world.left.setback {
        safe = world.server.lines.iter().filter(counts).fold(safe, bits);
    }
    if !story.copy && story.rules.hold(Rule::PhonesKeepWhatTheyWrote) {
        let own = |phone: &Phone, line: &Line| line.id.device == phone.device;
        for phone in &world.phones {
            safe = phone.lines.iter().filter(|line| own(phone, line)).filter(counts).fold(safe, bits);
        }
    }
    world.answered &= !safe;
}
