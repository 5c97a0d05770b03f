//! Who may see and do what: the same answer on the phone and on the server, and the only place that knows it.
//!
//! Rights have three layers: the *scope* (which records at all), the *role* (which kinds, and whether
//! to write them) and the *sensitivity* of each field (what of a record is shown).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::clock::Millis;
use crate::id::{AreaId, CountId, PersonId, WorkerId};
use crate::op::{Change, Scope};
use crate::record::{Form, Kind, Position, Sensitivity};

/// What someone is in the centre.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    TS,
    strum::EnumString,
    strum::Display,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Goes out, meets people, writes.
    Streetworker,
    /// Reviews, decides, sees exact places.
    Supervisor,
    /// Looks after accounts and devices; sees no case data.
    Administrator,
    /// Takes part in a count and knows of nothing else.
    Volunteer,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Streetworker, Self::Supervisor, Self::Administrator, Self::Volunteer];
}

/// How exactly a reader may know where someone sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The true place.
    Exact,
    /// A cell of about 500 m.
    Cell,
}

/// Someone who asks, and where they may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub worker: WorkerId,
    /// In which role.
    pub role: Role,
    /// In which areas; a supervisor with none sees all.
    pub areas: BTreeSet<AreaId>,
    /// Of which people whose data is restricted they may know.
    pub circles: BTreeSet<PersonId>,
    /// The running counts they take part in.
    pub counts: BTreeSet<CountId>,
    /// Areas they worked in and counts they took part in, with the time the right ended.
    pub former: BTreeMap<Scope, Millis>,
}

/// What was written in an area or a count before the right to it ended is taken for so long after: as long as a
/// phone may stay away by default.
pub const GRACE_MS: i64 = 14 * Millis::DAY;

/// What is done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Look at it.
    Read,
    /// Make, change or withdraw it.
    Write,
}

impl Principal {
    /// Somebody in these areas, in no circle, who lost no right.
    pub const fn new(worker: WorkerId, role: Role, areas: BTreeSet<AreaId>) -> Self {
        Self {
            worker,
            role,
            areas,
            circles: BTreeSet::new(),
            counts: BTreeSet::new(),
            former: BTreeMap::new(),
        }
    }

    /// May this role do that to records of this kind at all?
    pub const fn may(&self, deed: Deed, kind: Kind) -> bool {
        may(self.role, deed, kind)
    }

    /// The scopes this principal's phone holds. A volunteer's holds counts alone: not even the names of staff.
    pub fn scopes(&self) -> Vec<Scope> {
        let counts = self.counts.iter().map(|count| Scope::Count(*count));
        if self.role == Role::Volunteer {
            return counts.collect();
        }
        let areas = self.areas.iter().map(|area| Scope::Area(*area));
        let circles = self.circles.iter().map(|person| Scope::Circle(*person));
        let own = [Scope::Organisation, Scope::Caseload(self.worker)];
        own.into_iter().chain(areas).chain(circles).chain(counts).collect()
    }

    /// May this principal see records of that scope?
    pub fn reaches(&self, scope: Scope) -> bool {
        match scope {
            // Who leads looks at a count after it was closed, too; phones no longer hold it then.
            Scope::Count(count) => self.counts.contains(&count) || self.role == Role::Supervisor,
            _ if self.role == Role::Volunteer => false,
            Scope::Organisation => true,
            Scope::Area(area) => self.areas.contains(&area) || self.reaches_everything(),
            Scope::Caseload(worker) => worker == self.worker || self.reaches_everything(),
            Scope::Circle(person) => self.circles.contains(&person),
        }
    }

    /// A supervisor to whom no areas were given sees the whole centre; so does who administers it.
    /// Restricted data is beyond both.
    pub fn reaches_everything(&self) -> bool {
        matches!(self.role, Role::Supervisor | Role::Administrator) && self.areas.is_empty()
    }

    /// Did this principal reach that scope when it was written there, not too long ago?
    pub fn reached(&self, scope: Scope, written: Millis, now: Millis) -> bool {
        self.former.get(&scope).is_some_and(|lost| written < *lost && now.since(*lost) <= GRACE_MS)
    }

    /// May this principal change a record in that way at all?
    ///
    /// # Errors
    /// The code of the reason, as it is shown beside a quarantined operation.
    pub const fn allow_change(&self, change: &Change) -> Result<(), &'static str> {
        match (change, self.role) {
            (Change::Move { .. } | Change::Erase { .. }, _) => Err("only_the_server_may"),
            (Change::Link { .. } | Change::Unlink { .. }, role) if !matches!(role, Role::Supervisor) => {
                Err("only_a_supervisor_may")
            }
            _ => Ok(()),
        }
    }

    /// May this principal write that kind into that scope?
    ///
    /// # Errors
    /// The code of the reason, as it is shown beside a quarantined operation.
    pub fn allow_write(&self, kind: Option<Kind>, scope: Scope) -> Result<(), &'static str> {
        self.allow_role(kind)?;
        allow_in_count(kind, scope)?;
        if self.reaches(scope) { Ok(()) } else { Err("outside_own_areas") }
    }

    /// Might this principal write that kind into that scope when it was `written`, not too long ago?
    ///
    /// # Errors
    /// As [`Self::allow_write`].
    pub fn allow_late_write(
        &self,
        kind: Option<Kind>,
        scope: Scope,
        written: Millis,
        now: Millis,
    ) -> Result<(), &'static str> {
        if !self.reached(scope, written, now) {
            return self.allow_write(kind, scope);
        }
        self.allow_role(kind)?;
        allow_in_count(kind, scope)
    }

    fn allow_role(&self, kind: Option<Kind>) -> Result<(), &'static str> {
        let allowed = kind.is_none_or(|kind| self.may(Deed::Write, kind));
        if allowed { Ok(()) } else { Err("role_may_not_write_kind") }
    }

    /// How exactly this principal may know a place.
    pub const fn precision(&self) -> Precision {
        match self.role {
            // Volunteers go to the places of their count, and reach no other place.
            Role::Streetworker | Role::Supervisor | Role::Volunteer => Precision::Exact,
            Role::Administrator => Precision::Cell,
        }
    }

    /// May this principal see a field of that sensitivity?
    pub const fn sees(&self, sensitivity: Sensitivity) -> bool {
        match self.role {
            Role::Streetworker | Role::Supervisor | Role::Volunteer => true,
            Role::Administrator => matches!(sensitivity, Sensitivity::Plain),
        }
    }

    /// Leaves in a document only what this principal may see. Exact positions become cells; this runs
    /// on the server, never in a client.
    pub fn redact(&self, kind: Kind, doc: &mut Form) {
        for field in kind.fields().iter().filter(|field| !self.sees(field.sensitivity)) {
            let cell = doc.remove(field.name).and_then(|value| coarse(&value));
            if let Some(cell) = cell.filter(|_| self.precision() == Precision::Cell) {
                doc.insert(field.name.to_owned(), cell);
            }
        }
        doc.retain(|name, _| kind.field(name).is_some() || self.sees(Sensitivity::Special));
    }
}

fn coarse(value: &Value) -> Option<Value> {
    let exact: Position = serde_json::from_value(value.clone()).ok()?;
    serde_json::to_value(exact.coarse()?).ok()
}

/// The matrix of roles, deeds and kinds.
const fn may(role: Role, deed: Deed, kind: Kind) -> bool {
    match (role, deed) {
        (Role::Streetworker, Deed::Read) | (Role::Supervisor, _) => true,
        (Role::Streetworker, Deed::Write) => {
            !matches!(kind, Kind::Facility | Kind::Worker | Kind::Area | Kind::Count | Kind::CountPlace)
        }
        (Role::Volunteer, Deed::Read) => is_of_count(kind),
        (Role::Volunteer, Deed::Write) => matches!(kind, Kind::CountResult | Kind::Questionnaire),
        (Role::Administrator, Deed::Read) => {
            matches!(kind, Kind::Site | Kind::Facility | Kind::Worker | Kind::Area | Kind::Outing)
        }
        (Role::Administrator, Deed::Write) => matches!(kind, Kind::Worker | Kind::Area),
    }
}

/// Volunteers hold what stands in the scope of a count, so nothing else may be written there.
fn allow_in_count(kind: Option<Kind>, scope: Scope) -> Result<(), &'static str> {
    match (scope, kind) {
        (Scope::Count(_), Some(kind)) if !is_of_count(kind) => Err("role_may_not_write_kind"),
        _ => Ok(()),
    }
}

const fn is_of_count(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::CountPlace | Kind::CountResult | Kind::Questionnaire)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn somebody(role: Role, areas: &[u8]) -> Principal {
        let areas = areas.iter().map(|n| AreaId::from([*n; 16])).collect();
        Principal::new(WorkerId::from([7; 16]), role, areas)
    }

    /// The matrix as people would write it on a wall: R reads, W writes, – neither.
    #[test]
    fn roles_may_do_to_each_kind_what_the_matrix_says() {
        let wall = [
            // kind                streetworker supervisor administrator volunteer
            (Kind::Outing, ["RW", "RW", "R", "–"]),
            (Kind::Site, ["RW", "RW", "R", "–"]),
            (Kind::Visit, ["RW", "RW", "–", "–"]),
            (Kind::Person, ["RW", "RW", "–", "–"]),
            (Kind::Contact, ["RW", "RW", "–", "–"]),
            (Kind::Action, ["RW", "RW", "–", "–"]),
            (Kind::Intervention, ["RW", "RW", "–", "–"]),
            (Kind::Facility, ["R", "RW", "R", "–"]),
            (Kind::Task, ["RW", "RW", "–", "–"]),
            (Kind::Referral, ["RW", "RW", "–", "–"]),
            (Kind::Report, ["RW", "RW", "–", "–"]),
            (Kind::Programme, ["RW", "RW", "–", "–"]),
            (Kind::Goal, ["RW", "RW", "–", "–"]),
            (Kind::Consent, ["RW", "RW", "–", "–"]),
            (Kind::Count, ["R", "RW", "–", "R"]),
            (Kind::CountPlace, ["R", "RW", "–", "R"]),
            (Kind::CountResult, ["RW", "RW", "–", "RW"]),
            (Kind::Questionnaire, ["RW", "RW", "–", "RW"]),
            (Kind::Worker, ["R", "RW", "RW", "–"]),
            (Kind::Area, ["R", "RW", "RW", "–"]),
        ];
        assert_eq!(wall.len(), Kind::ALL.len(), "every kind stands on the wall");
        for (kind, cells) in wall {
            for (role, cell) in Role::ALL.into_iter().zip(cells) {
                let who = somebody(role, &[]);
                assert_eq!(who.may(Deed::Read, kind), cell.contains('R'), "{role} reads {kind}");
                assert_eq!(who.may(Deed::Write, kind), cell.contains('W'), "{role} writes {kind}");
            }
        }
    }

    #[test]
    fn a_streetworker_reaches_only_own_areas() {
        let who = somebody(Role::Streetworker, &[1]);
        assert!(who.reaches(Scope::Area([1; 16].into())));
        assert!(!who.reaches(Scope::Area([2; 16].into())));
        assert!(!who.reaches(Scope::Caseload([8; 16].into())));
        assert_eq!(who.allow_write(Some(Kind::Visit), Scope::Area([2; 16].into())), Err("outside_own_areas"));
        assert!(!somebody(Role::Streetworker, &[]).reaches(Scope::Area([1; 16].into())));
    }

    #[test]
    fn a_volunteer_reaches_own_counts_and_nothing_else() {
        let mut who = somebody(Role::Volunteer, &[1]);
        who.circles.insert([4; 16].into());
        who.counts.insert([5; 16].into());
        let count = Scope::Count([5; 16].into());
        assert_eq!(who.scopes(), [count], "not even the names of staff");
        let others = [
            Scope::Organisation,
            Scope::Area([1; 16].into()),
            Scope::Caseload(who.worker),
            Scope::Circle([4; 16].into()),
            Scope::Count([6; 16].into()),
        ];
        assert!(others.into_iter().all(|scope| !who.reaches(scope)));
        assert!(!somebody(Role::Volunteer, &[]).reaches_everything());
        assert_eq!(who.allow_write(Some(Kind::Questionnaire), count), Ok(()));
        assert_eq!(who.allow_write(Some(Kind::CountPlace), count), Err("role_may_not_write_kind"));
    }

    #[test]
    fn nobody_writes_of_people_where_volunteers_read() {
        let mut who = somebody(Role::Streetworker, &[1]);
        who.counts.insert([5; 16].into());
        let count = Scope::Count([5; 16].into());
        for kind in [Kind::Person, Kind::Contact, Kind::Site] {
            assert_eq!(who.allow_write(Some(kind), count), Err("role_may_not_write_kind"), "{kind}");
        }
        assert_eq!(who.allow_write(Some(Kind::CountResult), count), Ok(()));
    }

    #[test]
    fn a_role_without_exact_places_gets_a_cell_and_no_words_about_the_way_in() {
        let mut doc = json!({
            "category": "heating_duct", "name": "Węzeł", "access": "przez płot",
            "position": {"lat": 51.931_234, "lon": 19.421_987}, "from_the_future": "secret"
        });
        let doc = doc.as_object_mut().expect("object");
        somebody(Role::Administrator, &[]).redact(Kind::Site, doc);
        assert_eq!(doc.keys().collect::<Vec<_>>(), ["category", "name", "position"]);
        let text = serde_json::to_string(doc).expect("json");
        assert!(text.contains("cell") && !text.contains("51.931234"), "{text}");
    }
}
