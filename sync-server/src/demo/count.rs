//! A count that runs: some places done last night, some not, and a volunteer who helps.

use latarnia_core::clock::Moment;
use latarnia_core::error::{OrNotFound, Result};
use latarnia_core::id::{CountId, CountPlaceId, Ids, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{
    Ask, Code, Count, CountResult, NIGHT, Question, Questionnaire, Record, count_forms,
};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry;
use rusqlite::Connection;

use super::calendar::Calendar;
use super::cast::Cast;
use super::dice::Dice;
use super::words::words;
use crate::auth::password;
use crate::registry::NewUser;
use crate::registry::sqlite::{count, staff};

/// The questionnaire of the demo's count.
const FORM: &str = "homeless_count";
/// Places of the count, and how many of them were looked at last night.
const PLACES: usize = 14;
const DONE: usize = 9;

/// Opens a count that began yesterday, and tells what its first night brought.
pub fn hold(db: &Connection, dice: &mut Dice, cast: &Cast, calendar: Calendar, password: &str) -> Result<()> {
    let volunteer = hire(db, dice, calendar, password)?;
    let id = CountId::from(dice.ordered(calendar.moment(2, 12, 0).ms));
    let pen = staff::pen(db, cast.supervisor, calendar.moment(2, 12, 0).ms)?;
    let count = Count {
        name: Some(words().count.name.clone()),
        from_day: calendar.date(1),
        to_day: calendar.date_ahead(1),
        form: Some(FORM.to_owned()),
        volunteers: Some(vec![volunteer]),
        ..Count::default()
    };
    pen.create(within(id, id.into()), &count)?;
    let active = cast.sites.iter().filter(|site| site.state == "active");
    for (nth, site) in active.take(PLACES).enumerate() {
        let row = registry::row(db, site.id.into())?.or_not_found(site.id)?;
        let place = count::copy(&row, id)?.or_not_found(site.id)?;
        let place_id = dice.ordered(pen.now);
        pen.create(within(id, place_id), &place)?;
        if nth < DONE {
            let minute = u32::try_from(nth * 20).unwrap_or_default();
            let at = calendar.moment(1, 20 + minute / 60, minute % 60);
            let pen = staff::pen(db, volunteer, at.ms)?;
            Stop { pen, count: id, place: place_id.into(), at }.visit(dice, nth)?;
        }
    }
    Ok(())
}

fn hire(db: &Connection, dice: &mut Dice, calendar: Calendar, password: &str) -> Result<WorkerId> {
    let one = &words().count.volunteer;
    let user = NewUser {
        name: one.sign_in.clone(),
        full_name: one.name.clone(),
        role: one.role,
        areas: Vec::new(),
        password: password::hash(password),
        now: calendar.moment(3, 9, 0).ms,
    };
    staff::add_user(db, dice, &user)
}

/// A place of the count, at an hour of its night.
struct Stop<'a> {
    pen: Pen<'a>,
    count: CountId,
    place: CountPlaceId,
    at: Moment,
}

impl Stop<'_> {
    fn visit(&self, dice: &mut Dice, nth: usize) -> Result<()> {
        match nth % 4 {
            1 => self.mark(dice, if nth == 5 { "no_access" } else { "nobody" }),
            0 => ["answered", "answered", "refused"].iter().try_for_each(|outcome| self.ask(dice, outcome)),
            2 => self.ask(dice, "only_seen"),
            _ => self.ask(dice, "answered"),
        }
    }

    fn mark(&self, dice: &mut Dice, result: &str) -> Result<()> {
        self.write(
            dice,
            &CountResult {
                count: Some(self.count),
                place: Some(self.place),
                at: Some(self.at),
                round: Some(Code::from(NIGHT)),
                result: Some(Code::from(result)),
            },
        )
    }

    fn ask(&self, dice: &mut Dice, outcome: &str) -> Result<()> {
        let form = count_forms().get(FORM);
        let questions = form.map_or(&[][..], |form| &form.questions);
        let asked = questions.iter().filter(|question| outcome == "answered" || question.guess);
        let answers: Vec<String> = asked.filter_map(|question| answer(dice, question)).collect();
        self.write(
            dice,
            &Questionnaire {
                count: Some(self.count),
                place: Some(self.place),
                at: Some(self.at),
                round: Some(Code::from(NIGHT)),
                outcome: Some(Code::from(outcome)),
                form: Some(FORM.to_owned()),
                form_version: form.map(|form| form.version),
                answers: Some(answers),
                unanswered: None,
            },
        )
    }

    fn write<R: Record>(&self, dice: &mut Dice, record: &R) -> Result<()> {
        self.pen.create(within(self.count, dice.ordered(self.pen.now)), record)
    }
}

/// Something a grown-up could say, or nothing.
fn answer(dice: &mut Dice, question: &Question) -> Option<String> {
    if dice.chance(15) {
        return None;
    }
    let said = match question.ask {
        Ask::Number => dice.between(1948, 1999).to_string(),
        Ask::One | Ask::Many => {
            let grown = question.options.iter().filter(|option| option.key != "age_0_17");
            dice.pick(&grown.collect::<Vec<_>>()).key.clone()
        }
    };
    Some(format!("{}:{said}", question.key))
}

const fn within(count: CountId, id: RecordId) -> Place {
    Place { id, scope: Scope::Count(count), subject: None }
}
