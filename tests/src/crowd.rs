//! A crowd: many phones that were away and come back at once, each with what it wrote and its pictures.

use std::time::{Duration, Instant};

use latarnia_core::Error;
use latarnia_core::clock::{Clock, SystemClock};
use latarnia_core::id::RecordId;
use latarnia_core::record::{AttachmentHash, Contact, Kind};
use latarnia_field::picture::{Picture, draw};

use crate::camera::scene;
use crate::line::Trip;
use crate::{LightPhone, Line, Server, forms};

/// Attempts after which a phone gives up; each waits longer than the one before, up to [`LONGEST`].
const ATTEMPTS: u32 = 40;
const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);

/// One phone of a crowd.
pub struct Member {
    /// The phone.
    pub phone: LightPhone<Line>,
    pictures: Vec<(RecordId, AttachmentHash)>,
}

/// How a phone fared.
#[derive(Clone, Debug, Default)]
pub struct Fare {
    /// From its first request to its last answer.
    pub took: Duration,
    /// Every request of it.
    pub trips: Vec<Trip>,
    /// Attempts that ended without a good answer and were made again.
    pub again: u32,
    /// Requests to which no whole answer came.
    pub broken: usize,
    /// Why it gave up, if it did.
    pub gave_up: Option<String>,
}

/// So many pictures as phones send them, all different; at 1,600 by 1,200 pixels each has about 250 kB.
pub fn pictures(count: u32, width: u32, height: u32) -> Vec<Picture> {
    let draw_one = |seed| {
        let mut png = std::io::Cursor::new(Vec::new());
        let place = image::imageops::blur(&scene(width, height, seed), 1.1);
        place.write_to(&mut png, image::ImageFormat::Png).expect("a picture can be drawn");
        draw(png.into_inner()).expect("a picture can be drawn anew")
    };
    (0..count).map(draw_one).collect()
}

/// `phones` phones in each of the teams of the server: enrolled, synced once, and away since; then each
/// wrote `contacts` contacts and two visits with one of the pictures each.
pub fn gather(
    server: &Server,
    (teams, phones): (usize, usize),
    contacts: u64,
    pictures: &[Picture],
) -> Vec<Member> {
    let mut members = Vec::new();
    for team in 1..=teams {
        for link in server.invite_many(&format!("team{team}"), server.address(), phones) {
            let mut phone = LightPhone::on_a_line(&link);
            phone.sync().expect("the first sync");
            let nth = u64::try_from(members.len()).expect("few");
            let now = SystemClock.now();
            let written: Vec<Contact> =
                (0..contacts).map(|one| forms::contact(nth * contacts + one, now)).collect();
            phone.record_all(&written);
            let two = pictures.iter().cycle().skip(members.len()).take(2);
            let pictures = two.map(|picture| phone.photograph(picture)).collect();
            phone.line().trips.clear();
            members.push(Member { phone, pictures });
        }
    }
    members
}

/// All of them come back, evenly spread over that time, each in a thread of its own.
pub fn come_back(members: &mut [Member], within: Duration) -> Vec<Fare> {
    let apart = within / u32::try_from(members.len().max(1)).expect("few");
    let began = Instant::now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0_u32..)
            .zip(members)
            .map(|(nth, member)| {
                scope.spawn(move || {
                    wait_until(began + apart * nth);
                    member.come_back()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a phone does not panic")).collect()
    })
}

fn wait_until(moment: Instant) {
    while let Some(left) = moment.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

impl Member {
    fn come_back(&mut self) -> Fare {
        let (began, mut fare, mut wait) = (Instant::now(), Fare::default(), SHORTEST);
        while let Err(error) = self.deliver() {
            let may_go_on = matches!(error, Error::Unreachable(_)) && fare.again < ATTEMPTS;
            if !may_go_on {
                fare.gave_up = Some(error.to_string());
                break;
            }
            fare.again += 1;
            wait_until(Instant::now() + wait);
            wait = (wait * 2).min(LONGEST);
        }
        fare.took = began.elapsed();
        let line = self.phone.line();
        (fare.trips, fare.broken) = (std::mem::take(&mut line.trips), line.broken);
        fare
    }

    fn deliver(&mut self) -> Result<(), Error> {
        let report = self.phone.sync()?;
        let pictures = self.phone.send_pictures()?;
        let refused = report.refused + pictures.refused;
        if refused == 0 { Ok(()) } else { Err(Error::Refused { code: format!("{refused} refused") }) }
    }
}

/// What is missing or unequal once all are back and have synced once more; empty if nothing is.
pub fn losses(server: &Server, members: &mut [Member], phones: usize) -> Vec<String> {
    let mut lost = Vec::new();
    for (team, members) in (1..).zip(members.chunks_mut(phones)) {
        lost.extend(losses_of_team(members).into_iter().map(|loss| format!("team {team}: {loss}")));
    }
    let expected: u64 = members.iter().map(|member| member.phone.written()).sum();
    let held = server.count("contact") + server.count("visit");
    if u64::try_from(held) != Ok(expected) {
        lost.push(format!("the server holds {held} forms of {expected}"));
    }
    lost
}

fn losses_of_team(members: &mut [Member]) -> Vec<String> {
    let mut lost = Vec::new();
    let written: u64 = members.iter().map(|member| member.phone.written()).sum();
    for member in &mut *members {
        if let Err(error) = member.phone.sync() {
            lost.push(format!("a phone cannot sync: {error}"));
        }
        let (waiting, phone) = (member.phone.waiting(), &member.phone);
        let held = phone.count(Kind::Contact) + phone.count(Kind::Visit);
        if waiting > 0 || u64::try_from(held) != Ok(written) {
            lost.push(format!("a phone holds {held} forms of {written}, {waiting} wait"));
        }
        for picture in member.pictures.clone() {
            let there = member.phone.held_there(picture);
            if !there.as_ref().is_ok_and(latarnia_core::sync::photos::Held::is_whole) {
                lost.push(format!("a picture is not whole: {there:?}"));
            }
        }
    }
    let first = members.first().map(|member| member.phone.digest());
    if members.iter().any(|member| Some(member.phone.digest()) != first) {
        lost.push("its phones hold different things".to_owned());
    }
    lost
}
