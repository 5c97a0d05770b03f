//! A contact of the demo: what was said, what was given.

use latarnia_core::error::Result;
use latarnia_core::id::{ContactId, SiteId};
use latarnia_core::record::{Action, Code, Contact};

use super::dice::Dice;
use super::night::Walk;
use super::people::PersonOfDemo;
use super::words::words;

impl Walk<'_, '_> {
    /// Meets someone of the site, and gives what is needed.
    pub(super) fn meet(&mut self, site: SiteId, person: &mut PersonOfDemo, celsius: i64) -> Result<()> {
        let words = words();
        person.meet(&self.pen, self.now())?;
        let refuses = self.dice.chance(20);
        let refused = *self.dice.pick(&["shelter", "shelter", "name", "medical_help"]);
        let notes = if refuses { &words.refusal_notes } else { &words.contact_notes };
        let step = self.dice.chance(18);
        let contact = Contact {
            at: Some(self.now()),
            kind: Some(Code::from("met")),
            person: Some(person.id),
            site: Some(site),
            outing: Some(self.outing),
            phase: self.dice.chance(60).then(|| {
                Code::from(*self.dice.pick(&["making_contact", "relationship", "relationship", "plan"]))
            }),
            initiated_by: self
                .dice
                .chance(40)
                .then(|| Code::from(*self.dice.pick(&["worker", "worker", "person"]))),
            engagement: self.dice.chance(30).then(|| self.dice.between(1, 5)),
            needs: self.dice.chance(45).then(|| needs(self.dice)),
            agreement: Some(Code::from(if refuses { "refused" } else { "agreed" })),
            refused: refuses.then(|| vec![Code::from(refused)]),
            note: self.dice.chance(65).then(|| self.dice.pick(notes).clone()),
            next_step: step.then(|| self.dice.pick(&words.next_steps).clone()),
            next_step_on: (step && self.night.days_ago < 6)
                .then(|| self.night.calendar.date_ahead(3))
                .flatten(),
            ..Contact::default()
        };
        let contact = ContactId::from(self.write(&contact, Some(person))?);
        self.give(contact, person, site, celsius)
    }

    fn give(&mut self, contact: ContactId, person: &PersonOfDemo, site: SiteId, celsius: i64) -> Result<()> {
        let cold = if celsius < 5 { 35 } else { 6 };
        let things = [
            ("water", 60),
            ("meal", 35),
            ("clothing", 18),
            ("sleeping_bag", cold),
            ("hygiene", 10),
            ("information_leaflet", 14),
            ("first_aid", 4),
        ];
        for (kind, chance) in things {
            if !self.dice.chance(chance) {
                continue;
            }
            let items = words().items.get(kind).map_or(&[][..], Vec::as_slice);
            let action = Action {
                kind: Some(Code::from(kind)),
                at: Some(self.now()),
                contact: Some(contact),
                person: Some(person.id),
                site: Some(site),
                outing: Some(self.outing),
                quantity: Some(1),
                item: (!items.is_empty()).then(|| self.dice.pick(items).clone()),
                ..Action::default()
            };
            self.write(&action, Some(person))?;
        }
        Ok(())
    }

    /// Somebody nobody knows.
    pub(super) fn see_somebody(&mut self, site: SiteId) -> Result<()> {
        let contact = Contact {
            at: Some(self.now()),
            kind: Some(Code::from("seen_only")),
            site: Some(site),
            outing: Some(self.outing),
            heads: Some(self.dice.between(1, 2)),
            seen_as: Some(self.dice.pick(&words().seen_as).clone()),
            ..Contact::default()
        };
        self.write(&contact, None).map(|_| ())
    }
}

fn needs(dice: &mut Dice) -> Vec<Code> {
    let all = [
        "meal",
        "clothing",
        "sleeping_bag",
        "medical",
        "documents",
        "benefits",
        "work",
        "therapy",
        "hygiene",
    ];
    let mut all = all.to_vec();
    dice.shuffle(&mut all);
    let many = usize::try_from(dice.between(1, 3)).unwrap_or(1);
    all.into_iter().take(many).map(Code::from).collect()
}
