//! Reports from the public: looked after by a visit, whatever it finds.

use latarnia_core::clock::Moment;
use latarnia_core::error::OrNotFound;
use latarnia_core::id::{RecordId, ReportId, SiteId, VisitId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Form, Report, Site, Visit};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::{draft, registry};
use latarnia_core::view::{self, ReportRow};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::contact::scope_of;
use super::today::ShowToday;
use crate::FieldApp;
use crate::error::CallError;

/// Which report.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowReport {
    /// The id.
    pub id: ReportId,
}

/// What was found. Without a site in the visit the report's own is meant, or a new one where it says.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct AnswerReport {
    /// Which report.
    pub id: ReportId,
    /// The visit; its answer says what was found.
    pub visit: Visit,
    /// What kind of place a new site is.
    #[serde(default)]
    #[ts(optional)]
    pub category: Option<Code>,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ReportAnswered {
    /// The visit.
    pub visit: VisitId,
    /// The site it was at, known or new.
    pub site: SiteId,
}

/// Reports to look after, then those answered lately.
pub fn list(app: &FieldApp, input: ShowToday) -> Result<Vec<ReportRow>, CallError> {
    app.look(input.here, view::reports)
}

/// One report.
pub fn show(app: &FieldApp, input: ShowReport) -> Result<ReportRow, CallError> {
    app.look(None, |look| view::report_row(look, input.id))
}

/// Answers a report by a visit.
pub fn answer(app: &FieldApp, input: AnswerReport) -> Result<ReportAnswered, CallError> {
    let (id, fresh) = (app.new_id(), app.new_id());
    let mut visit = input.visit;
    let site = app.write(|pen| {
        let row = registry::row(pen.db, input.id.into())?.or_not_found(input.id)?;
        let report: Report = row.read()?;
        visit.at = visit.at.or(Some(Moment::utc(pen.now)));
        let site = match visit.site.or(report.site) {
            Some(site) => site,
            None => write_site(pen, fresh, row.scope, &report, input.category.as_ref())?,
        };
        (visit.site, visit.report) = (Some(site), Some(input.id));
        let scope = scope_of(pen, visit.site, visit.outing, None)?;
        pen.create(Place { id, scope, subject: None }, &visit)?;
        if report.site != Some(site) {
            let form: Form = serde_json::from_value(json!({ "site": site }))?;
            pen.edit(input.id.into(), &form)?;
        }
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))?;
        Ok(site)
    })?;
    Ok(ReportAnswered { visit: id.into(), site })
}

/// A site where the report says, for this visit and the next try.
fn write_site(
    pen: &Pen<'_>,
    id: RecordId,
    scope: Scope,
    report: &Report,
    category: Option<&Code>,
) -> latarnia_core::Result<SiteId> {
    let site = Site {
        category: Some(category.cloned().unwrap_or_else(|| Code::from("other"))),
        position: report.position,
        description: report.place.clone(),
        state: Some(Code::from("unknown")),
        first_seen: Some(Moment::utc(pen.now)),
        ..Site::default()
    };
    pen.create(Place { id, scope, subject: None }, &site)?;
    Ok(id.into())
}

#[cfg(test)]
mod tests {
    use latarnia_core::record::Kind;
    use serde_json::{Value, json};

    use crate::testing::Desk;

    fn reports(desk: &Desk) -> Vec<Value> {
        desk.call("report.list", json!({})).as_array().expect("a list").clone()
    }

    fn behind_the_market(desk: &Desk) -> Value {
        let position = json!({ "lat": 51.9, "lon": 19.4, "source": "pin" });
        let form = json!({ "at": Desk::days_ago(0), "place": "za targowiskiem", "position": position,
            "seen": "mężczyzna, ok. 50", "answer_by": Desk::days_ago(-1) });
        json!(desk.write(Kind::Report, None, form))
    }

    fn answer(desk: &Desk, id: &Value, found: &str, result: &str) -> Value {
        let visit = json!({ "result": result, "answer": found });
        desk.call("report.answer", json!({ "id": id, "visit": visit, "category": "tent_camp" }))
    }

    #[test]
    fn a_report_not_found_stays_open_until_somebody_is_found() {
        let desk = Desk::open();
        let id = behind_the_market(&desk);
        let first = answer(&desk, &id, "not_found", "traces_only");
        let [row] = &reports(&desk)[..] else { panic!("one report") };
        assert_eq!((&row["open"], &row["answers"][0]["answer"]), (&json!(true), &json!("not_found")));
        let second = answer(&desk, &id, "already_known", "people_met");
        let [row] = &reports(&desk)[..] else { panic!("one report") };
        assert_eq!((&row["open"], row["answers"].as_array().map(Vec::len)), (&json!(false), Some(2)));
        assert_eq!(first["site"], second["site"], "both visits belong to one site");
    }

    #[test]
    fn the_place_of_a_report_becomes_a_site_at_the_first_visit() {
        let desk = Desk::open();
        let id = behind_the_market(&desk);
        let made = answer(&desk, &id, "not_found", "empty");
        let site = desk.call("site.show", json!({ "id": made["site"] }));
        assert_eq!(
            (&site["site"]["category"], &site["site"]["description"], &site["site"]["position"]["lat"]),
            (&json!("tent_camp"), &json!("za targowiskiem"), &json!(51.9))
        );
    }

    #[test]
    fn danger_comes_first_and_old_answers_go() {
        let desk = Desk::open();
        behind_the_market(&desk);
        let form = json!({ "at": Desk::days_ago(1), "place": "park", "danger": "frost", "answer_by": Desk::days_ago(1) });
        desk.write(Kind::Report, None, form);
        let old = json!(desk.write(Kind::Report, None, json!({ "at": Desk::days_ago(9), "place": "most" })));
        let visit = json!({ "result": "people_met", "answer": "found", "at": Desk::days_ago(3) });
        desk.call("report.answer", json!({ "id": old, "visit": visit }));
        let rows = reports(&desk);
        let places: Vec<_> = rows.iter().map(|row| (&row["report"]["place"], &row["late"])).collect();
        assert_eq!(places, [(&json!("park"), &json!(true)), (&json!("za targowiskiem"), &json!(false))]);
    }
}
