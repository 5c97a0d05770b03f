//! Case work of the demo: one assistant with six people, a programme with goals and tasks, referrals up the
//! ladder, tasks any crew may take, and reports from the public.

use std::collections::BTreeSet;

use latarnia_core::clock::{Millis, Moment};
use latarnia_core::error::Result;
use latarnia_core::id::{FacilityId, GoalId, Ids, PersonId, ProgrammeId, RecordId, ReportId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{
    Code, Consent, Contact, Date, Form, Goal, Kind, Position, Programme, Record, Referral, Report, Task,
    Visit,
};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry::{Group, Query, Row, newest_per, row, rows};
use serde_json::json;

use super::calendar::{Calendar, spoken};
use super::cast::SiteOfDemo;
use super::dice::Dice;
use super::people::PersonOfDemo;
use super::words::{GoalOfDemo, ReportOfDemo, words};

const HOUR: i64 = 60 * 60 * Millis::SECOND;
/// People whom the assistant accompanies.
const CASELOAD: usize = 6;
/// Of these, so many were met this week.
const MET: usize = 4;
/// Nobody met these people for so long before: whoever was met this week is known exactly.
const UNSEEN_DAYS: i64 = 8;

/// What the case work is written with.
pub struct Desk<'a, 'b> {
    pub pen: Pen<'b>,
    pub dice: &'a mut Dice,
    pub calendar: Calendar,
    pub assistant: WorkerId,
}

impl Desk<'_, '_> {
    /// Writes all of it.
    pub fn work(&mut self, people: &[PersonOfDemo], sites: &[SiteOfDemo]) -> Result<()> {
        let caseload = self.choose(people)?;
        for (nth, person) in caseload.iter().enumerate() {
            self.accompany(person, nth)?;
        }
        for (nth, person) in caseload.iter().take(2).enumerate() {
            self.plan(person, nth)?;
        }
        if let Some(person) = caseload.first() {
            self.climb(person)?;
        }
        self.leave_to_the_crew(people, &caseload)?;
        words().reports.iter().enumerate().try_for_each(|(nth, report)| self.hear(report, nth, sites))
    }

    fn write<R: Record>(&mut self, record: &R, scope: Scope, subject: Option<PersonId>) -> Result<RecordId> {
        let id = self.dice.ordered(self.pen.now);
        self.pen.create(Place { id, scope, subject }, record)?;
        Ok(id)
    }

    fn about<R: Record>(&mut self, record: &R, person: &PersonOfDemo) -> Result<RecordId> {
        self.write(record, Scope::Area(person.area), Some(person.id))
    }

    /// People known by name whom nobody met lately.
    fn choose<'a>(&self, people: &'a [PersonOfDemo]) -> Result<Vec<&'a PersonOfDemo>> {
        let since = Some(self.calendar.now().plus(-UNSEEN_DAYS * Millis::DAY));
        let lately = Query { kinds: vec![Kind::Contact, Kind::Intervention], since, ..Query::default() };
        let lately: BTreeSet<PersonId> = newest_per(self.pen.db, Group::Subject, &lately)?
            .into_iter()
            .filter_map(|row| row.subject)
            .collect();
        let known = people.iter().filter(|person| person.known && person.is_named());
        Ok(known.filter(|person| !lately.contains(&person.id)).take(CASELOAD).collect())
    }

    fn accompany(&mut self, person: &PersonOfDemo, nth: usize) -> Result<()> {
        let words = words();
        let form: Form = serde_json::from_value(json!({
            "assistant": self.assistant,
            "meetings_weekly": 1 + nth % 2,
            "strengths": ["trust", "will_to_work"],
            "limits": ["long_homelessness", "no_documents"],
            "circle": words.circle,
            "informed_how": "told_and_card",
        }))?;
        self.pen.edit(person.id.into(), &form)?;
        let (calendar, now) = (self.calendar, self.pen.now);
        for (success, days_ago) in words.successes.iter().zip([12, 21, 30]).take(1 + nth % 3) {
            let at = calendar.moment(days_ago, 11, 20);
            self.meet(person, at, Some(success))?;
        }
        if nth < MET {
            self.meet(person, spoken(now), None)?;
        }
        let consent = Consent {
            person: Some(person.id),
            purpose: Some(Code::from(if nth.is_multiple_of(2) { "partner_sharing" } else { "photo" })),
            how: Some(Code::from(if nth.is_multiple_of(2) { "paper" } else { "refused" })),
            on: calendar.date(40),
            ..Consent::default()
        };
        self.about(&consent, person).map(|_| ())
    }

    fn meet(&mut self, person: &PersonOfDemo, at: Moment, success: Option<&String>) -> Result<()> {
        let contact = Contact {
            at: Some(at),
            kind: Some(Code::from("met")),
            person: Some(person.id),
            phase: Some(Code::from("plan")),
            tag: Some(Code::from("integration")),
            role: Some(Code::from("supporting")),
            agreement: Some(Code::from("agreed")),
            success: success.cloned(),
            ..Contact::default()
        };
        self.about(&contact, person).map(|_| ())
    }

    /// The first programme waits for a look, the second has a task that was due yesterday.
    fn plan(&mut self, person: &PersonOfDemo, nth: usize) -> Result<()> {
        let calendar = self.calendar;
        let programme = Programme {
            person: Some(person.id),
            kind: Some(Code::from("ipwzb")),
            made_on: calendar.date(44),
            worker: Some(self.assistant),
            accepted_on: calendar.date(44),
            approved_on: calendar.date(42),
            realised_by: Some(Code::from("centre")),
            causes: Some(vec![Code::from("eviction"), Code::from("job_loss")]),
            strengths: Some(vec![Code::from("will_to_work"), Code::from("trust")]),
            limits: Some(vec![Code::from("no_documents"), Code::from("long_homelessness")]),
            diagnosis: Some(words().diagnosis.clone()),
            review_days: Some(14),
            reviewed_on: calendar.date(if nth == 0 { 16 } else { 5 }),
            result: Some(Code::from("in_progress")),
            ..Programme::default()
        };
        let programme = ProgrammeId::from(self.about(&programme, person)?);
        for (place, goal) in words().goals.iter().enumerate() {
            self.aim(person, programme, (place, goal), nth)?;
        }
        Ok(())
    }

    fn aim(
        &mut self,
        person: &PersonOfDemo,
        programme: ProgrammeId,
        (place, goal): (usize, &GoalOfDemo),
        nth: usize,
    ) -> Result<()> {
        let record = Goal {
            programme: Some(programme),
            person: Some(person.id),
            what: Some(goal.what.clone()),
            sphere: Some(Code::from(goal.sphere.as_str())),
            causes: Some(vec![Code::from(goal.cause.as_str())]),
            due: self.calendar.date_ahead(60),
            state: Some(Code::from("open")),
            place: i64::try_from(place).ok(),
            ..Goal::default()
        };
        let id = GoalId::from(self.about(&record, person)?);
        for (step, what) in (0_u64..).zip(&goal.tasks) {
            let done = step == 0 && goal.tasks.len() > 1;
            let late = nth == 1 && place == 0 && !done;
            let due = if done {
                self.calendar.date(9)
            } else if late {
                self.calendar.date(1)
            } else {
                self.calendar.date_ahead(5 + 4 * step)
            };
            let task = Task {
                what: Some(what.clone()),
                due,
                kind: Some(Code::from(goal.kind.as_str())),
                state: Some(Code::from(if done { "done" } else { "open" })),
                ended: done.then(|| self.calendar.moment(9, 12, 0)),
                doer: Some(Code::from("worker")),
                worker: Some(self.assistant),
                person: Some(person.id),
                goal: Some(id),
                ..Task::default()
            };
            self.about(&task, person)?;
        }
        Ok(())
    }

    /// From the warm room to the shelter.
    fn climb(&mut self, person: &PersonOfDemo) -> Result<()> {
        let steps =
            [("warming_room", 180, Some(150)), ("night_shelter", 150, Some(60)), ("shelter", 60, None)];
        for (category, since, until) in steps {
            let Some(facility) = self.facility(category)? else { continue };
            let referral = Referral {
                at: Some(self.calendar.moment(since, 19, 10)),
                person: Some(person.id),
                facility: Some(facility),
                consent: Some(true),
                consent_how: Some(Code::from("oral_witness")),
                brought: Some(category == "warming_room"),
                result: Some(Code::from("admitted")),
                result_on: self.calendar.date(since),
                left_on: until.and_then(|day| self.calendar.date(day)),
                ..Referral::default()
            };
            self.about(&referral, person)?;
        }
        Ok(())
    }

    fn facility(&self, category: &str) -> Result<Option<FacilityId>> {
        let all = rows(self.pen.db, &Query { kinds: vec![Kind::Facility], ..Query::default() })?;
        let fits = |row: &&Row| row.doc.get("category").is_some_and(|known| known == category);
        Ok(all.iter().find(fits).map(|row| row.id.into()))
    }

    /// Tasks for whichever crew is out, of people who are nobody's caseload.
    fn leave_to_the_crew(&mut self, people: &[PersonOfDemo], caseload: &[&PersonOfDemo]) -> Result<()> {
        let free = people.iter().filter(|one| one.known && caseload.iter().all(|own| own.id != one.id));
        let due: [Option<Date>; 3] = [self.calendar.date(1), self.calendar.date(0), self.calendar.date(0)];
        for ((person, what), due) in free.step_by(7).zip(&words().crew_tasks).zip(due) {
            let task = Task {
                what: Some(what.clone()),
                due,
                kind: Some(Code::from("follow_up")),
                state: Some(Code::from("open")),
                person: Some(person.id),
                site: Some(person.home),
                ..Task::default()
            };
            self.about(&task, person)?;
        }
        Ok(())
    }

    /// Somebody saw somebody. The first report is new, the second was looked after in vain, the third found.
    fn hear(&mut self, report: &ReportOfDemo, nth: usize, sites: &[SiteOfDemo]) -> Result<()> {
        let Some(site) = sites.iter().filter(|site| site.state == "active").nth(nth * 3 + 1) else {
            return Ok(());
        };
        let position: Option<Position> = row(self.pen.db, site.id.into())?
            .and_then(|row| serde_json::from_value(row.doc.get("position")?.clone()).ok());
        let hours = [2, 20, 30].get(nth).copied().unwrap_or(2);
        let at = self.calendar.now().plus(-hours * HOUR);
        let answer = report.answer.as_deref();
        let record = Report {
            at: Some(spoken(at)),
            place: Some(report.place.clone()),
            position,
            site: answer.map(|_| site.id),
            heads: Some(1),
            seen: Some(report.seen.clone()),
            danger: Some(Code::from(report.danger.as_str())),
            answer_by: Some(spoken(at.plus(24 * HOUR))),
            ..Report::default()
        };
        let id = ReportId::from(self.write(&record, Scope::Area(site.area), None)?);
        let Some(answer) = answer else { return Ok(()) };
        let visit = Visit {
            site: Some(site.id),
            at: Some(spoken(at.plus(3 * HOUR))),
            result: Some(Code::from(if answer == "not_found" { "traces_only" } else { "people_met" })),
            report: Some(id),
            answer: Some(Code::from(answer)),
            note: Some(report.note.clone()),
            ..Visit::default()
        };
        self.write(&visit, Scope::Area(site.area), None).map(|_| ())
    }
}
