//! The people of the demo: as far as each has let herself be known.

use latarnia_core::clock::Moment;
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, Ids, PersonId, RecordId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Person};
use latarnia_core::store::pen::{Pen, Place};

use super::calendar::Calendar;
use super::cast::SiteOfDemo;
use super::dice::Dice;
use super::words::words;

/// People of the demo.
pub const PEOPLE: usize = 180;
/// Those the centre knew before the first night.
const KNOWN_BEFORE: usize = 110;

/// A person, as far as the nights need it.
pub struct PersonOfDemo {
    pub id: PersonId,
    pub area: AreaId,
    pub home: SiteId,
    /// Is the record written yet?
    pub known: bool,
    record: Person,
}

impl PersonOfDemo {
    /// Did this person tell a name?
    pub const fn is_named(&self) -> bool {
        self.record.name_told.is_some()
    }

    /// Writes the record with that pen, if nobody has.
    pub fn meet(&mut self, pen: &Pen<'_>, at: Moment) -> Result<()> {
        if self.known {
            return Ok(());
        }
        self.known = true;
        let told = self.record.name_told.is_some().then_some(at);
        let record = Person { informed: told, ..self.record.clone() };
        let id = RecordId::from(self.id);
        pen.create(Place { id, scope: Scope::Area(self.area), subject: Some(self.id) }, &record)
    }
}

/// Invents everybody; those known before are written with `pen`.
pub fn gather(
    dice: &mut Dice,
    sites: &[SiteOfDemo],
    pen: &Pen<'_>,
    calendar: Calendar,
) -> Result<Vec<PersonOfDemo>> {
    let at = calendar.moment(94, 10, 0);
    let homes: Vec<&SiteOfDemo> = sites.iter().filter(|site| site.state == "active").collect();
    let mut people = Vec::new();
    for nth in 0..PEOPLE {
        let home = *dice.pick(&homes);
        let mut person = PersonOfDemo {
            id: dice.opaque().into(),
            area: home.area,
            home: home.id,
            known: false,
            record: invent(dice, nth, home.id, calendar.year()),
        };
        if nth < KNOWN_BEFORE {
            person.meet(pen, at)?;
        }
        people.push(person);
    }
    Ok(people)
}

fn invent(dice: &mut Dice, nth: usize, home: SiteId, year: i64) -> Person {
    let words = words();
    let woman = dice.chance(18);
    let level = match nth % 10 {
        0 | 1 => "level_0",
        2..=6 => "level_1",
        _ => "level_2",
    };
    let (names, nicknames) =
        if woman { (&words.women, &words.nicknames_women) } else { (&words.men, &words.nicknames_men) };
    let age = dice.between(22, 74);
    let looks = format!("{}, {}", dice.pick(&words.jackets), dice.pick(&words.traits));
    let nickname = (level != "level_0").then(|| dice.pick(nicknames).clone());
    let name = (level == "level_2").then(|| dice.pick(names).clone());
    let label = match (&nickname, &name) {
        (Some(nickname), Some(name)) => format!("{nickname} ({name})"),
        (Some(nickname), None) => nickname.clone(),
        _ => format!("{looks}, ok. {}", (age + 5) / 10 * 10),
    };
    Person {
        label: Some(label),
        level: Some(Code::from(level)),
        birth_year: name.is_some().then_some(year - age),
        name_told: name,
        nickname,
        sex: Some(Code::from(if woman { "female" } else { "male" })),
        age_band: Some(Code::from(band(age))),
        description: Some(looks),
        site: dice.chance(75).then_some(home),
        causes: (level == "level_2").then(|| causes(dice)),
        documents_missing: dice.chance(20).then(|| vec![Code::from("id_card")]),
        animals: dice.chance(8).then_some(true),
        hazard: dice.chance(5).then(|| dice.pick(&words.hazards).clone()),
        ..Person::default()
    }
}

const fn band(age: i64) -> &'static str {
    match age {
        ..=25 => "age_18_25",
        26..=40 => "age_26_40",
        41..=60 => "age_41_60",
        _ => "age_over_60",
    }
}

fn causes(dice: &mut Dice) -> Vec<Code> {
    let all =
        ["eviction", "family_conflict", "breakup", "addiction", "job_loss", "debt", "health", "left_prison"];
    let mut all = all.to_vec();
    dice.shuffle(&mut all);
    let many = usize::try_from(dice.between(1, 2)).unwrap_or(1);
    all.into_iter().take(many).map(Code::from).collect()
}
