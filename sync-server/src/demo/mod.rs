//! The invented town of Latarnowo with ninety days of work, written through the same pen and the same
//! acceptance as everything else, with clocks set back.
//!
//! * [`dice`], [`calendar`], [`words`]: chance with a seed, the days, what people say
//! * `cast`, `people`: what there is before the first night
//! * `night`, `meeting`, `phone`: an outing, a contact on it, and the phone it is written on
//! * `count`: a count of homeless people that runs, with a volunteer
//! * `casework`: an assistant's people, programmes, referrals, reports
//!
//! All of it is one transaction: a demo is there whole or not at all.

mod calendar;
mod casework;
mod cast;
mod count;
mod dice;
mod meeting;
mod night;
mod people;
mod phone;
mod words;

use std::path::Path;

use latarnia_core::access::Principal;
use latarnia_core::clock::{Millis, Moment};
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, DeviceId, Ids};
use latarnia_core::store::pen::{Ink, Pen};
use rusqlite::Connection;

use crate::Error;
use crate::auth::token;
use crate::basemap::Shelf;
use crate::registry::NewDevice;
use crate::registry::sqlite::{self, FILE, staff};
use calendar::{Calendar, spoken};
use casework::Desk;
use cast::Cast;
use dice::Dice;
use night::Night;
use people::PersonOfDemo;
use phone::Phone;
use words::words;

const SEED: u64 = 0x006c_6174_6172_6e69;
/// The password of everybody in the demo.
pub const PASSWORD: &str = "latarnia-demo";
/// Days of outings.
const DAYS: u64 = 90;
const HOUR: i64 = 60 * 60 * Millis::SECOND;

/// Fills an empty registry; says who may sign in. One that is not empty is somebody's, and refused.
pub fn make(data: &Path, now: Millis) -> Result<String, Error> {
    let file = data.join(FILE);
    let mut store = sqlite::open_store(&file).map_err(Error::opening(&file))?;
    if !staff::users(store.db())?.is_empty() {
        return Err(Error::Refused(format!(
            "the registry in {} is not empty; the demo needs a data folder of its own, see --data",
            data.display()
        )));
    }
    // The map first: a registry with people in it is the sign that all of it is there.
    if Shelf::of(data).current().map_err(|error| Error::Refused(error.to_string()))?.is_none() {
        draw(data)?;
    }
    store.write(|db| fill(db, Calendar::at(now)))?;
    Ok(words().sign_ins.replace("{password}", PASSWORD))
}

fn draw(data: &Path) -> Result<(), Error> {
    let drawn = data.join("latarnowo.pmtiles");
    latarnia_basemap::write_basemap(&drawn, |_| {})
        .map_err(|source| Error::Basemap { path: drawn.clone(), source })?;
    let added = Shelf::of(data).add(&drawn);
    std::fs::remove_file(&drawn).map_err(Error::file(&drawn))?;
    added.map(|_| ())
}

fn fill(db: &Connection, calendar: Calendar) -> Result<()> {
    let mut dice = Dice::new(SEED);
    let cast = cast::assemble(db, &mut dice, calendar, PASSWORD)?;
    let mut pen = staff::pen(db, cast.supervisor, calendar.moment(94, 10, 0).ms)?;
    let people = people::gather(&mut dice, &cast.sites, &pen, calendar)?;
    let mut crews = crews(db, &mut dice, &cast, calendar)?;
    let mut stage = Stage { cast, people };
    for days_ago in (1..=DAYS).rev() {
        for crew in &mut crews {
            if let Some(night) = crew.plan(calendar, days_ago, &mut dice) {
                crew.go(db, &night, &mut dice, &mut stage)?;
            }
        }
    }
    pen.now = calendar.now().plus(-4 * HOUR);
    for person in &mut stage.people {
        // Whom no crew has met in ninety days was told of by somebody else.
        person.meet(&pen, spoken(pen.now))?;
    }
    let assistant = stage.cast.streetworkers.get(1).map_or(stage.cast.supervisor, |who| who.worker);
    let pen = staff::pen(db, assistant, calendar.now().plus(-HOUR))?;
    Desk { pen, dice: &mut dice, calendar, assistant }.work(&stage.people, &stage.cast.sites)?;
    // Two crews are out: one in good time, one should have been back.
    for (crew, back_in_minutes) in crews.iter_mut().skip(1).zip([110, -25]) {
        if let Some(night) = crew.out_now(calendar, back_in_minutes, &mut dice) {
            crew.go(db, &night, &mut dice, &mut stage)?;
        }
    }
    // Last, so that nothing before it depends on it.
    count::hold(db, &mut dice, &stage.cast, calendar, PASSWORD)
}

/// What the nights change.
struct Stage {
    cast: Cast,
    people: Vec<PersonOfDemo>,
}

/// Two workers, the days they go out, and what they write on.
struct Crew {
    members: Vec<Principal>,
    /// Monday is 0.
    weekdays: &'static [u32],
    hour: u32,
    /// `None`: this crew writes on the console.
    phone: Option<Phone>,
}

fn crews(db: &Connection, dice: &mut Dice, cast: &Cast, calendar: Calendar) -> Result<Vec<Crew>> {
    let rhythm: [(&[u32], u32); 3] = [(&[0, 2, 4], 19), (&[1, 3, 5], 18), (&[0, 3], 10)];
    let mut crews = Vec::new();
    for (nth, (members, (weekdays, hour))) in cast.streetworkers.chunks(2).zip(rhythm).enumerate() {
        let phone = match (words().devices.get(nth), members.first()) {
            (Some(name), Some(owner)) => Some(enrol(db, dice, name, owner, calendar)?),
            _ => None,
        };
        crews.push(Crew { members: members.to_vec(), weekdays, hour, phone });
    }
    Ok(crews)
}

fn enrol(
    db: &Connection,
    dice: &mut Dice,
    name: &str,
    owner: &Principal,
    calendar: Calendar,
) -> Result<Phone> {
    let id = DeviceId::new(dice.opaque().uuid());
    let device = NewDevice {
        id,
        name: name.to_owned(),
        app_version: phone::APP_VERSION.to_owned(),
        // Nobody knows this token: the demo's phones have done their work.
        token: token::hash(&token::new_token()),
        now: calendar.moment(92, 9, 30).ms,
    };
    sqlite::enrol(db, owner.worker, &device)?;
    Phone::new(id, owner.clone())
}

impl Crew {
    /// The outing of that day, if the crew goes out.
    fn plan(&self, calendar: Calendar, days_ago: u64, dice: &mut Dice) -> Option<Night> {
        if !self.weekdays.contains(&calendar.weekday(days_ago)) {
            return None;
        }
        let started = calendar.moment(days_ago, self.hour, 0);
        let danger = dice.chance(if calendar.season_celsius(days_ago) < 5 { 14 } else { 6 });
        Some(Night { days_ago, danger, ..self.night(calendar, started, 4, dice)? })
    }

    /// An outing of today that is not over.
    fn out_now(&self, calendar: Calendar, back_in_minutes: i64, dice: &mut Dice) -> Option<Night> {
        let now = calendar.now();
        let return_by = spoken(now.plus(back_in_minutes * 60 * Millis::SECOND));
        let started = spoken(now.plus(-3 * HOUR));
        Some(Night { return_by, open: true, ..self.night(calendar, started, 4, dice)? })
    }

    fn night(&self, calendar: Calendar, started: Moment, hours: i64, dice: &mut Dice) -> Option<Night> {
        let areas: Vec<AreaId> = self.members.first()?.areas.iter().copied().collect();
        Some(Night {
            calendar,
            days_ago: 0,
            crew: self.members.iter().map(|who| who.worker).collect(),
            area: *dice.pick(&areas),
            started,
            return_by: spoken(started.ms.plus(hours * HOUR)),
            open: false,
            danger: false,
        })
    }

    /// Goes out; what was written on a phone is pushed at the end.
    fn go(&mut self, db: &Connection, night: &Night, dice: &mut Dice, stage: &mut Stage) -> Result<()> {
        let (sites, people) = (&mut stage.cast.sites, &mut stage.people);
        let now = night.started.ms;
        let Some(phone) = &mut self.phone else {
            let author = self.members.first().map_or(stage.cast.supervisor, |who| who.worker);
            return night::walk(night, dice, staff::pen(db, author, now)?, sites, people).map(|_| ());
        };
        let (device, author) = (phone.device, phone.owner.worker);
        let pen = Pen { db: phone.store.db(), device, author, now, ink: Ink::Phone { skew: 0 } };
        let end = night::walk(night, dice, pen, sites, people)?;
        phone.push(db, end.plus(5 * 60 * Millis::SECOND))
    }
}
