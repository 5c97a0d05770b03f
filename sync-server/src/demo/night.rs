//! One outing of the demo: set out, visit sites, meet people, come back.

use latarnia_core::clock::{Millis, Moment};
use latarnia_core::error::Result;
use latarnia_core::id::{AreaId, Ids, OutingId, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Form, Intervention, Outing, Record, Visit};
use latarnia_core::store::pen::{Pen, Place};

use super::calendar::{Calendar, spoken};
use super::cast::SiteOfDemo;
use super::dice::Dice;
use super::people::PersonOfDemo;
use super::words::words;

const MINUTE: i64 = 60 * Millis::SECOND;

/// An outing about to begin.
pub struct Night {
    pub calendar: Calendar,
    /// How many days before the demo is made.
    pub days_ago: u64,
    pub crew: Vec<WorkerId>,
    pub area: AreaId,
    pub started: Moment,
    pub return_by: Moment,
    /// The crew is still out.
    pub open: bool,
    /// Something happens that cannot wait.
    pub danger: bool,
}

/// Writes one thing after another, at the hour at which it happened.
pub(super) struct Walk<'a, 'b> {
    pub(super) night: &'a Night,
    pub(super) dice: &'a mut Dice,
    /// Who writes where; the pen's clock moves on with the walk.
    pub(super) pen: Pen<'b>,
    pub(super) outing: OutingId,
}

/// Writes the outing with the crew's pen; returns when the last of it was written.
pub fn walk(
    night: &Night,
    dice: &mut Dice,
    pen: Pen<'_>,
    sites: &mut [SiteOfDemo],
    people: &mut [PersonOfDemo],
) -> Result<Millis> {
    let outing = OutingId::from(dice.ordered(night.started.ms));
    let mut walk = Walk { night, dice, pen, outing };
    let celsius = walk.set_out()?;
    let many = if night.open { 2 } else { 7 };
    for nth in choose(sites, night.area, many) {
        let Some(site) = sites.get_mut(nth) else { continue };
        walk.pen.now = walk.pen.now.plus(walk.dice.between(9, 24) * MINUTE);
        site.visited = night.days_ago;
        walk.visit(site, people, celsius)?;
    }
    if night.danger {
        walk.intervene(sites, people)?;
    }
    walk.come_back()?;
    Ok(walk.pen.now)
}

/// The sites of the area that nobody has seen for longest.
fn choose(sites: &[SiteOfDemo], area: AreaId, many: usize) -> Vec<usize> {
    let due = |site: &SiteOfDemo| {
        site.area == area && site.state != "closed" && !(site.neglected && site.visited < 95)
    };
    let mut own: Vec<(u64, usize)> = sites
        .iter()
        .enumerate()
        .filter(|(_, site)| due(site))
        .map(|(nth, site)| (site.visited, nth))
        .collect();
    own.sort_by_key(|(visited, nth)| (std::cmp::Reverse(*visited), *nth));
    own.into_iter().take(many).map(|(_, nth)| nth).collect()
}

impl Walk<'_, '_> {
    pub(super) fn now(&self) -> Moment {
        spoken(self.pen.now)
    }

    fn place(&mut self, id: RecordId, person: Option<&PersonOfDemo>) -> Place {
        Place { id, scope: Scope::Area(self.night.area), subject: person.map(|person| person.id) }
    }

    pub(super) fn write<R: Record>(&mut self, record: &R, person: Option<&PersonOfDemo>) -> Result<RecordId> {
        let id = self.dice.ordered(self.pen.now);
        let place = self.place(id, person);
        self.pen.create(place, record)?;
        Ok(id)
    }

    fn set_out(&mut self) -> Result<i64> {
        let night = self.night;
        self.pen.now = night.started.ms;
        let celsius = night.calendar.season_celsius(night.days_ago) + self.dice.between(-4, 4);
        let partners = [("municipal_guard", 15), ("medic", 6)];
        let partners: Vec<Code> = partners
            .iter()
            .filter(|(_, chance)| self.dice.chance(*chance))
            .map(|(code, _)| Code::from(*code))
            .collect();
        let outing = Outing {
            on: night.calendar.date(night.days_ago),
            started: Some(night.started),
            crew: Some(night.crew.clone()),
            area: Some(night.area),
            return_by: Some(night.return_by),
            partners: (!partners.is_empty()).then_some(partners),
            temperature: Some(celsius),
            ..Outing::default()
        };
        let place = self.place(self.outing.into(), None);
        self.pen.create(place, &outing)?;
        Ok(celsius)
    }

    fn come_back(&mut self) -> Result<()> {
        let now = self.now();
        let mut end = Outing { checked_in: Some(now), ..Outing::default() };
        if !self.night.open {
            self.pen.now = self.pen.now.plus(self.dice.between(10, 30) * MINUTE);
            end.ended = Some(self.now());
            end.note = self.dice.chance(30).then(|| self.dice.pick(&words().outing_notes).clone());
        }
        let form: Form = end.to_form();
        self.pen.edit(self.outing.into(), &form)
    }

    fn visit(&mut self, site: &SiteOfDemo, people: &mut [PersonOfDemo], celsius: i64) -> Result<()> {
        let words = words();
        let result = self.found_at(site);
        let (heads, notes) = match result {
            "people_met" => (self.dice.between(1, 4), &words.visit_notes_met),
            "traces_only" => (0, &words.visit_notes_traces),
            "empty" => (0, &words.visit_notes_empty),
            _ => (0, &words.visit_notes_no_access),
        };
        let met = result == "people_met";
        let visit = Visit {
            site: Some(site.id),
            at: Some(self.now()),
            result: Some(Code::from(result)),
            outing: Some(self.outing),
            heads: (result != "no_access").then_some(heads),
            setup: (met && self.dice.chance(30)).then(|| self.dice.pick(&words.setups).clone()),
            next_visit: (self.night.days_ago < 5 && site.frost_risk)
                .then(|| self.night.calendar.date_ahead(2))
                .flatten(),
            note: self.dice.chance(55).then(|| self.dice.pick(notes).clone()),
            ..Visit::default()
        };
        self.write(&visit, None)?;
        if met {
            let mut residents: Vec<usize> = people
                .iter()
                .enumerate()
                .filter(|(_, one)| one.home == site.id)
                .map(|(nth, _)| nth)
                .collect();
            self.dice.shuffle(&mut residents);
            let known = usize::try_from(heads).unwrap_or_default().min(residents.len());
            for nth in residents.into_iter().take(known) {
                self.pen.now = self.pen.now.plus(self.dice.between(3, 9) * MINUTE);
                if let Some(person) = people.get_mut(nth) {
                    self.meet(site.id, person, celsius)?;
                }
            }
            if self.dice.chance(22) {
                self.see_somebody(site.id)?;
            }
        }
        Ok(())
    }

    fn found_at(&mut self, site: &SiteOfDemo) -> &'static str {
        let fall = self.dice.between(1, 100);
        match (site.state, fall) {
            ("empty", ..=85) => "empty",
            (_, ..=56) => "people_met",
            (_, ..=78) => "traces_only",
            (_, ..=94) => "empty",
            _ => "no_access",
        }
    }

    /// The last person met is the one in danger.
    fn intervene(&mut self, sites: &[SiteOfDemo], people: &mut [PersonOfDemo]) -> Result<()> {
        let words = words();
        let risky = sites.iter().find(|site| site.area == self.night.area && site.frost_risk);
        let site = risky.or_else(|| sites.iter().find(|site| site.area == self.night.area));
        let Some(site) = site.map(|site| site.id) else { return Ok(()) };
        let Some(person) = people.iter_mut().find(|person| person.home == site) else { return Ok(()) };
        self.pen.now = self.pen.now.plus(12 * MINUTE);
        person.meet(&self.pen, self.now())?;
        let danger = self.dice.pick(&words.interventions);
        let later = |minutes: i64| Some(spoken(self.pen.now.plus(minutes * MINUTE)));
        let intervention = Intervention {
            at: later(0),
            reason: Some(Code::from(danger.reason.as_str())),
            done: Some(danger.done.clone()),
            person: Some(person.id),
            site: Some(site),
            outing: Some(self.outing),
            services: Some(danger.services.iter().map(|code| Code::from(code.as_str())).collect()),
            called_at: later(2),
            arrived_at: later(15),
            handed_over_at: later(21),
            handed_over_to: Some(self.dice.pick(&words.handed_over_to).clone()),
            ..Intervention::default()
        };
        self.write(&intervention, Some(person))?;
        self.pen.now = self.pen.now.plus(22 * MINUTE);
        Ok(())
    }
}
