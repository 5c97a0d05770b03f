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
    use serde_json::json;

    use crate::testing::Desk;

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
