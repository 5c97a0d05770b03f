//! The national count on the phone: how far it is, its places, and what is written down there without a name.

use latarnia_core::clock::Moment;
use latarnia_core::error::{Error, OrNotFound};
use latarnia_core::id::{CountId, CountPlaceId, RecordId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Count, CountResult, Kind, Position, Questionnaire, count_forms};
use latarnia_core::store::pen::{Pen, Place};
use latarnia_core::store::{draft, registry};
use latarnia_core::view::{self, CountCard, CountPlaceCard, CountRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::FieldApp;
use crate::error::CallError;

/// The phone's wall clock, by which a count tells night from day.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct OnClock {
    /// Minutes east of UTC.
    pub offset: i16,
}

/// Which count, and where the phone is, if it knows.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowCount {
    /// The count.
    pub id: CountId,
    /// The last position, for distances.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
    /// Minutes east of UTC.
    pub offset: i16,
}

/// Which place of a count.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct ShowCountPlace {
    /// The place.
    pub id: CountPlaceId,
    /// The last position, for distances.
    #[serde(default)]
    #[ts(optional)]
    pub here: Option<Position>,
    /// Minutes east of UTC.
    pub offset: i16,
}

/// What one person said, or that she refused, or was only seen.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct RecordQuestionnaire {
    /// Of which count.
    pub count: CountId,
    /// Where; absent outside its places.
    #[serde(default)]
    #[ts(optional)]
    pub place: Option<CountPlaceId>,
    /// When.
    pub at: Moment,
    /// Answered, refused, only seen.
    pub outcome: Code,
    /// The answers, `question:option`.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub answers: Vec<String>,
    /// Questions that got no answer, and why, `question:why`.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub unanswered: Vec<String>,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What a place gave where nobody was asked.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct MarkCountPlace {
    /// The place.
    pub place: CountPlaceId,
    /// When.
    pub at: Moment,
    /// Nobody, no access, gone.
    pub result: Code,
}

/// What was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct CountRecorded {
    /// The record.
    pub id: RecordId,
}

/// The counts this phone holds.
pub fn list(app: &FieldApp, input: OnClock) -> Result<Vec<CountRow>, CallError> {
    app.look(None, |look| view::counts(look, input.offset))
}

/// One count with its places.
pub fn show(app: &FieldApp, input: ShowCount) -> Result<CountCard, CallError> {
    app.look(input.here, |look| view::count_card(look, input.id, input.offset))
}

/// One place with what was written down there.
pub fn place(app: &FieldApp, input: ShowCountPlace) -> Result<CountPlaceCard, CallError> {
    app.look(input.here, |look| view::count_place(look, input.id, input.offset))
}

/// Saves a questionnaire; the round is that of its time.
pub fn ask(app: &FieldApp, input: RecordQuestionnaire) -> Result<CountRecorded, CallError> {
    let id = app.new_id();
    app.write(|pen| {
        let count = count_of(pen, input.count)?;
        let form = count.form.clone().unwrap_or_default();
        let questionnaire = Questionnaire {
            count: Some(input.count),
            place: input.place,
            at: Some(input.at),
            round: Some(Code::from(count.round_at(input.at))),
            outcome: Some(input.outcome.clone()),
            form_version: Some(count_forms().get(&form).map_or(1, |form| form.version)),
            form: Some(form),
            answers: (!input.answers.is_empty()).then(|| input.answers.clone()),
            unanswered: (!input.unanswered.is_empty()).then(|| input.unanswered.clone()),
        };
        pen.create(within(input.count, id), &questionnaire)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(CountRecorded { id })
}

/// Saves what a place gave where nobody was asked.
pub fn mark(app: &FieldApp, input: MarkCountPlace) -> Result<CountRecorded, CallError> {
    let id = app.new_id();
    app.write(|pen| {
        let row = registry::row(pen.db, input.place.into())?;
        let row = row.filter(|row| row.kind == Kind::CountPlace).or_not_found(input.place)?;
        let Scope::Count(count) = row.scope else { return Err(Error::NotFound(row.id)) };
        let result = CountResult {
            count: Some(count),
            place: Some(input.place),
            at: Some(input.at),
            round: Some(Code::from(count_of(pen, count)?.round_at(input.at))),
            result: Some(input.result.clone()),
        };
        pen.create(within(count, id), &result)
    })?;
    Ok(CountRecorded { id })
}

fn count_of(pen: &Pen<'_>, id: CountId) -> latarnia_core::Result<Count> {
    registry::row(pen.db, id.into())?.filter(|row| row.kind == Kind::Count).or_not_found(id)?.read()
}

const fn within(count: CountId, id: RecordId) -> Place {
    Place { id, scope: Scope::Count(count), subject: None }
}

#[cfg(test)]
mod tests {
    use latarnia_core::id::CountId;
    use latarnia_core::op::Scope;
    use latarnia_core::record::{Form, Kind};
    use latarnia_core::store::{meta, pen::Place};
    use serde_json::{Value, json};

    use crate::testing::{Desk, NOW, TODAY};

    const COUNT: CountId = CountId::new(uuid::Uuid::from_bytes([0xc0; 16]));
    const PLACE: &str = "a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1";

    /// A phone in a count with one place.
    fn counting() -> Desk {
        let desk = Desk::open();
        let count =
            json!({ "name": "Liczenie", "from_day": TODAY, "to_day": TODAY, "form": "homeless_count" });
        let place = json!({ "count": COUNT, "name": "Dworzec", "site_type": "station" });
        let ids = [COUNT.into(), PLACE.parse().expect("an id")];
        for (id, (kind, form)) in ids.into_iter().zip([(Kind::Count, count), (Kind::CountPlace, place)]) {
            let form: Form = serde_json::from_value(form).expect("a form");
            let place = Place { id, scope: Scope::Count(COUNT), subject: None };
            desk.app.write(|pen| pen.create_form(kind, place, form)).expect("written");
        }
        // The server granted the areas and the count.
        let scopes = [Scope::Area(desk.area), Scope::Count(COUNT)];
        let grant = |scope: Scope| desk.app.write(|pen| meta::set_cursor(pen.db, scope, 0)).expect("granted");
        scopes.into_iter().for_each(grant);
        desk
    }

    fn ask(desk: &Desk, more: Value) -> Value {
        let mut input = json!({ "count": COUNT, "place": PLACE, "at": { "ms": NOW, "offset": 60 } });
        input.as_object_mut().expect("a form").extend(more.as_object().expect("a form").clone());
        desk.call("count.ask", input)
    }

    fn card(desk: &Desk) -> Value {
        desk.call("count.place", json!({ "id": PLACE, "offset": 60 }))
    }

    #[test]
    fn a_refusal_needs_nothing_but_the_place_and_gives_the_place_its_result() {
        let desk = counting();
        assert_eq!(card(&desk)["row"]["rounds"][0]["result"], Value::Null);
        ask(&desk, json!({ "outcome": "refused" }));
        let card = card(&desk);
        assert_eq!(card["row"]["rounds"][0]["result"], json!("counted"));
        assert_eq!(card["row"]["tally"], json!({ "answered": 0, "refused": 1, "only_seen": 0 }));
        assert_eq!(card["questionnaires"][0]["questionnaire"]["round"], json!("night"), "it is 20:00");
        assert_eq!(card["questionnaires"][0]["unsent"], json!(true));
    }

    #[test]
    fn not_answered_and_not_asked_are_kept_apart() {
        let desk = counting();
        let answers = json!(["sex:female", "income:work", "income:family"]);
        let input =
            json!({ "outcome": "answered", "answers": answers, "unanswered": ["education:declines_to_say"] });
        ask(&desk, input);
        let said = &card(&desk)["questionnaires"][0]["questionnaire"];
        assert_eq!((&said["answers"], &said["form_version"]), (&answers, &json!(1)));
        assert_eq!(said["unanswered"], json!(["education:declines_to_say"]), "and nothing of the rest");
    }

    #[test]
    fn nobody_is_a_result_and_can_be_taken_back() {
        let desk = counting();
        let at = json!({ "ms": NOW, "offset": 60 });
        let made = desk.call("count.mark", json!({ "place": PLACE, "at": at, "result": "nobody" }));
        assert_eq!(card(&desk)["row"]["rounds"][0]["result"], json!("nobody"));
        desk.call("event.take_back", json!({ "ids": [made["id"]], "reason": "pomyłka" }));
        assert_eq!(card(&desk)["row"]["rounds"][0]["result"], Value::Null);
    }

    #[test]
    fn a_saved_questionnaire_leaves_no_draft() {
        let desk = counting();
        let form = format!("count:{COUNT}:{PLACE}");
        desk.call("draft.keep", json!({ "form": form, "body": { "answers": ["sex:male"] } }));
        ask(&desk, json!({ "outcome": "answered", "answers": ["sex:male"], "draft": form }));
        assert_eq!(desk.call("draft.list", json!({})), json!([]));
    }

    #[test]
    fn an_answer_the_questionnaire_does_not_offer_is_refused() {
        let desk = counting();
        let input = json!({ "count": COUNT, "at": { "ms": NOW, "offset": 60 }, "outcome": "answered",
            "answers": ["nick:Misiek"] });
        assert!(desk.try_call("count.ask", input).is_err());
        assert_eq!(desk.call("count.list", json!({ "offset": 60 }))[0]["tally"]["answered"], json!(0));
    }
}
