//! What somebody who writes has at hand: a die, the areas, a word of their own, and the records there are.

use latarnia_core::Result;
use latarnia_core::clock::Millis;
use latarnia_core::id::{AreaId, Ids, RecordId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Kind, Position};
use latarnia_core::store::pen::Pen;
use latarnia_core::store::registry::{Query, Row, rows};
use serde_json::{Value, json};

use super::dice::Dice;

/// At hand while writing.
pub struct Desk<'a> {
    /// What the act leaves open falls here.
    pub dice: Dice,
    /// Where the writer works.
    pub areas: Vec<AreaId>,
    /// Every area there is.
    pub all_areas: &'a [AreaId],
    /// Every worker there is.
    pub workers: &'a [WorkerId],
    /// The word that is in nothing else.
    pub mark: String,
}

impl Desk<'_> {
    /// One of the writer's areas as a scope, if there is any.
    pub fn scope(&mut self) -> Option<Scope> {
        self.dice.pick(&self.areas).map(|area| Scope::Area(*area))
    }

    /// A new id; people's tell nothing.
    pub fn id(&mut self, kind: Kind, now: Millis) -> RecordId {
        if kind == Kind::Person { self.dice.opaque() } else { self.dice.ordered(now) }
    }

    /// One of the records of that kind that can be seen here.
    pub fn find(&mut self, pen: &Pen<'_>, kind: Kind) -> Result<Option<Row>> {
        let found = rows(pen.db, &Query { kinds: vec![kind], ..Query::default() })?;
        Ok(self.dice.pick(&found).cloned())
    }

    /// A number from 0 to 0.099.
    fn thousandths(&mut self) -> f64 {
        f64::from(u8::try_from(self.dice.below(100)).expect("it is below a hundred")) / 1000.0
    }

    /// A few of some codes, none twice.
    pub fn some_of(&mut self, codes: &[&str]) -> Value {
        codes.iter().filter(|_| self.dice.chance(40)).copied().collect()
    }
}

/// A JSON object as a form.
pub fn form(value: Value) -> Form {
    match value {
        Value::Object(form) => form,
        other => unreachable!("{other} is no form"),
    }
}

/// A new site as a form.
pub fn site(desk: &mut Desk<'_>) -> Form {
    let hazards = desk.some_of(&["dogs", "fire", "needles", "water"]);
    let name = format!("Pustostan {}", desk.mark);
    let position = Position::pin(51.9 + desk.thousandths(), 19.4 + desk.thousandths());
    form(json!({
        "category": "vacant_building", "name": name, "state": "active", "hazards": hazards, "position": position,
    }))
}

/// A new person as a form.
pub fn person(desk: &mut Desk<'_>) -> Form {
    let causes = desk.some_of(&["eviction", "debt", "violence"]);
    let label = format!("Czapka {}", desk.mark);
    form(json!({"label": label, "nickname": "Wróbel", "causes": causes}))
}

/// Some fields of a site, changed.
pub fn site_edit(desk: &mut Desk<'_>) -> Form {
    let state = *desk.dice.pick(&["active", "empty", "closed", "unknown"]).expect("there are states");
    let hazards = desk.some_of(&["dogs", "fire", "needles", "water"]);
    let text = desk.mark.clone();
    let edits = [
        json!({"name": format!("Altana {text}")}),
        json!({"state": state, "description": text}),
        json!({"access": format!("przez płot {text}"), "people": desk.dice.between(0, 9)}),
        json!({"hazards": hazards}),
        json!({"owner": null, "description": text}),
    ];
    form(desk.dice.pick(&edits).cloned().expect("there are edits"))
}

/// Some fields of a person, changed.
pub fn person_edit(desk: &mut Desk<'_>) -> Form {
    let causes = desk.some_of(&["eviction", "debt", "violence"]);
    let text = desk.mark.clone();
    let edits = [
        json!({"label": format!("Kaptur {text}")}),
        json!({"phone": format!("600 {text}"), "nickname": null}),
        json!({"hazard": text}),
        json!({"causes": causes}),
        json!({"birth_year": desk.dice.between(1940, 2000), "description": text}),
    ];
    form(desk.dice.pick(&edits).cloned().expect("there are edits"))
}
