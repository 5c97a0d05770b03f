//! Referrals: where somebody was sent, having agreed, and what came of it.

use latarnia_core::clock::Moment;
use latarnia_core::id::{PersonId, ReferralId};
use latarnia_core::record::{Form, Referral};
use latarnia_core::store::draft;
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, ReferralRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Nothing;
use super::contact::scope_of;
use crate::FieldApp;
use crate::error::CallError;

/// Of whom.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
pub struct OfPerson {
    /// Who.
    pub person: PersonId,
}

/// A referral. `at` is now if absent.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct MakeReferral {
    /// The referral; without the person's consent it is refused.
    pub referral: Referral,
    /// The half-typed form this was.
    #[serde(default)]
    #[ts(optional)]
    pub draft: Option<String>,
}

/// What was saved.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ReferralMade {
    /// The referral.
    pub id: ReferralId,
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, TS)]
pub struct EditReferral {
    /// Which.
    pub id: ReferralId,
    /// Field → new value; null clears.
    #[ts(type = "Record<string, unknown>")]
    pub fields: Form,
}

/// One person's referrals, the last first.
pub fn list(app: &FieldApp, input: OfPerson) -> Result<Vec<ReferralRow>, CallError> {
    app.look(None, |look| view::referrals_of(look, input.person))
}

/// Sends somebody somewhere.
pub fn make(app: &FieldApp, input: MakeReferral) -> Result<ReferralMade, CallError> {
    let mut referral = input.referral;
    let id = app.new_id();
    app.write(|pen| {
        referral.at = referral.at.or(Some(Moment::utc(pen.now)));
        let scope = scope_of(pen, referral.site, referral.outing, referral.person)?;
        pen.create(Place { id, scope, subject: referral.person }, &referral)?;
        input.draft.as_ref().map_or(Ok(()), |form| draft::discard(pen.db, form))
    })?;
    Ok(ReferralMade { id: id.into() })
}

/// Says what came of it.
pub fn edit(app: &FieldApp, input: EditReferral) -> Result<Nothing, CallError> {
    app.write(|pen| pen.edit(input.id.into(), &input.fields))?;
    Ok(Nothing {})
}

#[cfg(test)]
mod tests {
    use latarnia_core::record::Kind;
    use serde_json::{Value, json};

    use crate::testing::{Desk, TODAY};

    #[test]
    fn nobody_is_sent_to_a_shelter_without_agreeing() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let shelter =
            desk.write(Kind::Facility, None, json!({ "name": "Noclegownia", "category": "night_shelter" }));
        let send = |consent: bool| {
            let referral =
                json!({ "person": ela, "facility": shelter, "consent": consent, "consent_how": "oral" });
            desk.try_call("referral.make", json!({ "referral": referral }))
        };
        let refused = send(false).expect_err("refused");
        assert_eq!(refused.fields.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["consent"]);
        let made = send(true).expect("sent");
        let result = json!({ "result": "admitted", "result_on": "2026-11-26" });
        desk.call("referral.edit", json!({ "id": made["id"], "fields": result }));
        let list = desk.call("referral.list", json!({ "person": ela }));
        assert_eq!(
            (&list[0]["facility_name"], &list[0]["category"], &list[0]["referral"]["result"]),
            (&json!("Noclegownia"), &json!("night_shelter"), &json!("admitted"))
        );
    }

    #[test]
    fn who_has_no_place_in_a_facility_is_listed_until_let_in_and_again_after_leaving() {
        let desk = Desk::open();
        let (ela, _) = (desk.person("Ela", json!({})), desk.person("Zenek", json!({})));
        desk.person("Stary", json!({ "died": "2026-01-02" }));
        let facility =
            |name, category| desk.write(Kind::Facility, None, json!({ "name": name, "category": category }));
        let (shelter, kitchen) =
            (facility("Noclegownia", "night_shelter"), facility("Jadłodajnia", "soup_kitchen"));
        let outside = || {
            let list = desk.call("person.list", json!({ "outside": true }));
            let labels = list.as_array().expect("a list").iter();
            labels.map(|row| row["label"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let send = |to: &Value| {
            let referral = json!({ "person": ela, "facility": to, "consent": true, "result": "in_progress" });
            desk.call("referral.make", json!({ "referral": referral }))["id"].clone()
        };
        let say =
            |id: &Value, fields: Value| desk.call("referral.edit", json!({ "id": id, "fields": fields }));
        assert_eq!(outside(), ["Zenek", "Ela"]);
        say(&send(&json!(kitchen)), json!({ "result": "admitted" }));
        let there = send(&json!(shelter));
        assert_eq!(
            outside(),
            ["Zenek", "Ela"],
            "nobody sleeps in a kitchen, nor where she was not let in yet"
        );
        say(&there, json!({ "result": "admitted", "result_on": "2026-11-20" }));
        assert_eq!(outside(), ["Zenek"]);
        say(&there, json!({ "left_on": "2026-11-25" }));
        assert_eq!(outside(), ["Zenek", "Ela"]);
        let everybody = desk.call("person.list", json!({}));
        assert_eq!(everybody.as_array().map(Vec::len), Some(3));
    }

    #[test]
    fn somebody_without_a_record_is_sent_too_and_is_told_with_the_contact_then_with_the_person() {
        let desk = Desk::open();
        let site =
            desk.write(Kind::Site, None, json!({ "category": "vacant_building", "description": "młyn" }));
        let contact = json!({ "kind": "met", "site": site, "heads": 1, "next_step": "buty",
            "next_step_on": "2026-12-01" });
        let met = desk.call("contact.record", json!({ "contact": contact }));
        let referral =
            json!({ "contact": met["id"], "site": site, "partner": "Noclegownia", "consent": true });
        desk.call("referral.make", json!({ "referral": referral }));
        let at_site = |id: &Value| {
            let card = desk.call("site.show", json!({ "id": id }));
            card["history"][0]["referrals"][0]["facility_name"].clone()
        };
        assert_eq!(at_site(&json!(site)), json!("Noclegownia"));
        let named =
            desk.call("contact.name", json!({ "id": met["id"], "whom": { "new": { "label": "Ela" } } }));
        let list = desk.call("referral.list", json!({ "person": named["person"] }));
        assert_eq!(list[0]["facility_name"], json!("Noclegownia"), "the ladder is hers now");
        let todo = desk.call("task.of_person", json!({ "person": named["person"], "today": TODAY }));
        assert_eq!(todo[0]["task"]["what"], json!("buty"), "and so is what was promised");
        desk.call("contact.name", json!({ "id": met["id"], "whom": "nobody" }));
        let list = desk.call("referral.list", json!({ "person": named["person"] }));
        assert_eq!(list, json!([]));
    }

    #[test]
    fn a_consent_is_told_by_purpose_and_taken_back() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let consent = json!({ "person": ela, "purpose": "photo", "how": "oral", "on": "2026-11-20" });
        desk.call("consent.record", json!({ "consent": consent }));
        let id = desk.call("consent.list", json!({ "person": ela }))[0]["id"].clone();
        desk.call("consent.withdraw", json!({ "id": id, "on": "2026-11-26" }));
        let list = desk.call("consent.list", json!({ "person": ela }));
        assert_eq!(list[0]["consent"]["withdrawn_on"], json!("2026-11-26"));
    }
}
