//! Outings: plan, start, "we are all right", extend, end.

use latarnia_core::clock::{Millis, Moment};
use latarnia_core::error::OrNotFound;
use latarnia_core::id::{AreaId, OutingId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Kind, Outing, Record as _};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::registry::{Query, row, rows};
use latarnia_core::view::{self, OutingCard};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::Nothing;
use crate::FieldApp;
use crate::error::CallError;

/// Who can go out, where.
#[derive(Clone, Debug, Serialize, TS)]
pub struct OutingChoices {
    /// This worker.
    pub me: WorkerId,
    /// Colleagues, by name; this worker too.
    pub workers: Vec<Named<WorkerId>>,
    /// This worker's areas.
    pub areas: Vec<Named<AreaId>>,
}

/// An id with its name.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Named<T> {
    /// The id.
    pub id: T,
    /// The name.
    pub name: String,
}

/// A new outing, or one that is meant. Its time of start and this worker in the crew are added if absent.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct StartOuting {
    /// The outing.
    pub outing: Outing,
}

/// Which outing.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct WhichOuting {
    /// Its id.
    pub id: OutingId,
}

/// The crew of a planned outing sets out.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct SetOut {
    /// Which outing.
    pub id: OutingId,
    /// As it is now: crew, area, when to be back.
    pub outing: Outing,
}

/// A planned outing nobody set out on after all.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct PutOff {
    /// Which outing.
    pub id: OutingId,
    /// When the crew means to set out.
    pub started: Moment,
}

/// A later time to be back.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ExtendOuting {
    /// Which outing.
    pub id: OutingId,
    /// Back by.
    pub return_by: Moment,
}

/// A check-in nobody meant.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct UncheckOuting {
    /// On which outing.
    pub id: OutingId,
    /// The check-in before it; absent if there was none.
    pub before: Option<Moment>,
}

/// How cold it is.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct MeasureOuting {
    /// On which outing.
    pub id: OutingId,
    /// Air temperature in °C; absent if nobody knows any more.
    pub temperature: Option<i64>,
}

/// Who can go out, where.
pub fn choices(app: &FieldApp, _: Nothing) -> Result<OutingChoices, CallError> {
    app.look(None, |look| {
        let staff = Query { kinds: vec![Kind::Worker, Kind::Area], ..Query::default() };
        let mut choices = OutingChoices { me: look.reader.worker, workers: Vec::new(), areas: Vec::new() };
        for row in rows(look.db, &staff)? {
            let name = row.doc.get("name").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
            let says = |flag: &str| row.doc.get(flag) == Some(&json!(true));
            if row.kind == Kind::Worker && !says("left") && !says("no_outings") {
                choices.workers.push(Named { id: row.id.into(), name });
            } else if row.kind == Kind::Area && look.reader.reaches(Scope::Area(row.id.into())) {
                choices.areas.push(Named { id: row.id.into(), name });
            }
        }
        choices.workers.sort_by(|a, b| a.name.cmp(&b.name));
        choices.areas.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(choices)
    })
}

/// Starts an outing.
pub fn start(app: &FieldApp, input: StartOuting) -> Result<OutingCard, CallError> {
    let mut outing = input.outing;
    let id = app.new_id();
    app.write(|pen| {
        let now = outing.started.unwrap_or(Moment::utc(pen.now));
        outing.started = Some(now);
        if outing.crew.as_ref().is_none_or(Vec::is_empty) {
            outing.crew = Some(vec![pen.author]);
        }
        let scope = outing.area.map_or(Scope::Caseload(pen.author), Scope::Area);
        pen.create(Place { id, scope, subject: None }, &outing)
    })?;
    app.keep_alarm();
    card(app, id.into())
}

/// The crew of a planned outing sets out, now.
pub fn set_out(app: &FieldApp, input: SetOut) -> Result<OutingCard, CallError> {
    let mut form = input.outing.to_form();
    form.insert("meant".to_owned(), json!(null));
    change(app, input.id, |now| {
        form.insert("started".to_owned(), json!(Moment::utc(now)));
        json!(form)
    })
}

/// Nobody set out: the outing is planned again.
pub fn put_off(app: &FieldApp, input: PutOff) -> Result<OutingCard, CallError> {
    change(app, input.id, |_| json!({ "meant": true, "started": input.started, "return_by": null }))
}

/// A planned outing will not take place.
pub fn call_off(app: &FieldApp, input: WhichOuting) -> Result<Nothing, CallError> {
    app.write(|pen| pen.void(input.id.into(), CALLED_OFF))?;
    Ok(Nothing {})
}

/// Why a planned outing was withdrawn: a key, put into words by whoever shows it.
const CALLED_OFF: &str = "called_off";

/// "We are all right."
pub fn check_in(app: &FieldApp, input: WhichOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |now| json!({ "checked_in": Moment::utc(now) }))
}

/// It was said by mistake that all is well: what was said before holds again.
pub fn uncheck(app: &FieldApp, input: UncheckOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |_| json!({ "checked_in": input.before }))
}

/// Moves the time to be back.
pub fn extend(app: &FieldApp, input: ExtendOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |_| json!({ "return_by": input.return_by }))
}

/// Ends an outing.
pub fn end(app: &FieldApp, input: WhichOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |now| json!({ "ended": Moment::utc(now) }))
}

/// Whoever ended an outing a moment ago goes on with it.
pub fn reopen(app: &FieldApp, input: WhichOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |_| json!({ "ended": null }))
}

/// Says how cold it is. A forecast, where the server knows one, comes by the same field of the outing.
pub fn measure(app: &FieldApp, input: MeasureOuting) -> Result<OutingCard, CallError> {
    change(app, input.id, |_| json!({ "temperature": input.temperature }))
}

fn change(
    app: &FieldApp,
    id: OutingId,
    wanted: impl FnOnce(Millis) -> serde_json::Value,
) -> Result<OutingCard, CallError> {
    app.write(|pen: &Pen<'_>| {
        let form: Form = serde_json::from_value(wanted(pen.now))?;
        pen.edit(id.into(), &form)
    })?;
    app.keep_alarm();
    card(app, id)
}

fn card(app: &FieldApp, id: OutingId) -> Result<OutingCard, CallError> {
    app.look(None, |look| view::outing_card(look, &row(look.db, id.into())?.or_not_found(id)?))
}

/// The area of an outing, which is the scope of what is written on it.
pub(crate) fn scope_of(pen: &Pen<'_>, outing: Option<OutingId>) -> latarnia_core::Result<Option<Scope>> {
    let Some(outing) = outing else { return Ok(None) };
    Ok(row(pen.db, outing.into())?.map(|row| row.scope))
}

#[cfg(test)]
mod tests {
    use latarnia_core::record::Kind;
    use serde_json::json;

    use crate::testing::Desk;

    #[test]
    fn a_crew_is_chosen_from_who_goes_out() {
        let desk = Desk::open();
        let worker = |form| desk.write(Kind::Worker, None, form);
        worker(json!({ "name": "Bartek Lis" }));
        worker(json!({ "name": "Celina Rak", "left": true }));
        worker(json!({ "name": "Wolontariuszka Iga", "no_outings": true }));
        let choices = desk.call("outing.choices", json!({}));
        let names: Vec<_> =
            choices["workers"].as_array().expect("workers").iter().map(|one| &one["name"]).collect();
        assert!(names.contains(&&json!("Bartek Lis")), "{names:?}");
        assert!(!names.contains(&&json!("Celina Rak")) && !names.contains(&&json!("Wolontariuszka Iga")));
    }

    #[test]
    fn an_outing_is_planned_rings_for_nobody_and_begins_when_the_crew_sets_out() {
        let desk = Desk::open();
        let me = desk.call("outing.choices", json!({}))["me"].clone();
        let mut outing = json!({ "on": "2099-01-02", "area": desk.area, "crew": [me], "alone_reason": "rowerem",
            "meant": true, "started": { "ms": 4_070_970_000_000_i64, "offset": 60 } });
        let planned = desk.call("outing.start", json!({ "outing": outing }));
        let today = || desk.call("today.show", json!({}));
        assert_eq!((&today()["outing"], &today()["planned"][0]["id"]), (&json!(null), &planned["id"]));
        outing["alone_reason"] = json!("Bartek chory");
        desk.call("outing.set_out", json!({ "id": planned["id"], "outing": outing }));
        assert_eq!((&today()["outing"]["id"], &today()["planned"]), (&planned["id"], &json!([])));
        desk.call("outing.put_off", json!({ "id": planned["id"], "started": outing["started"] }));
        assert_eq!((&today()["outing"], &today()["planned"][0]["id"]), (&json!(null), &planned["id"]));
        desk.call("outing.call_off", json!({ "id": planned["id"] }));
        assert_eq!(today()["planned"], json!([]));
    }
}
