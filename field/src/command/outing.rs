//! Outings: start, "we are all right", extend, end.

use latarnia_core::clock::{Millis, Moment};
use latarnia_core::error::OrNotFound;
use latarnia_core::id::{AreaId, OutingId, WorkerId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Form, Kind, Outing};
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

/// A new outing. Its evening, time of start and this worker in the crew are added if absent.
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
            if row.kind == Kind::Worker && row.doc.get("left") != Some(&json!(true)) {
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
