//! What is known: record kinds, each one file with one typed struct and one table of its fields.
//!
//! The table ([`Kind::fields`]) is the single source for validation, redaction by role, merge rule,
//! export columns and the forms' labels. Adding a field is one line in its record and its texts in
//! `ui/messages`.

mod action;
mod area;
mod attachment;
pub mod book;
mod check;
mod code;
mod consent;
mod contact;
mod count;
mod count_form;
mod facility;
mod field;
mod intervention;
mod jpeg;
mod outing;
mod person;
mod photo;
mod position;
mod programme;
mod referral;
mod report;
mod site;
mod sound;
mod sound_file;
mod task;
mod visit;
mod when;
mod worker;

pub use action::Action;
pub use area::Area;
pub use attachment::{Attached, AttachmentHash, Media, attached_in, media_type};
pub use code::{Code, CodeEntry, CodeList, code_lists, known_code};
pub use consent::Consent;
pub use contact::Contact;
pub use count::{Count, CountPlace, CountResult, DAY, NIGHT, Questionnaire};
pub use count_form::{Ask, CountForm, Question, count_forms, known_answer};
pub use facility::Facility;
pub use field::{Codes, FieldError, FieldSpec, FieldType, Form, Problem, Sensitivity};
pub use intervention::Intervention;
pub use jpeg::is_bare_jpeg;
pub use outing::Outing;
pub use person::Person;
pub use photo::{MAX_PHOTO_BYTES, MAX_PHOTO_SIDE, MAX_PHOTOS, MAX_THUMB, Photo, photos_in};
pub use position::{Position, PositionSource};
pub use programme::{Goal, Programme, REVIEW_DAYS};
pub use referral::Referral;
pub use report::Report;
pub use site::{Site, VISIT_INTERVAL_DAYS};
pub use sound::{MAX_SOUND_BYTES, MAX_SOUND_MS, Sound};
pub use task::Task;
pub use visit::Visit;
pub use when::Date;
pub use worker::Worker;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use ts_rs::TS;

/// How records of a kind change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One whole form, immutable; corrected by `Amend`, withdrawn by `Void`.
    Event,
    /// Several people edit its fields over years; merged field by field.
    Living,
}

/// A record kind this version knows.
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
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kind {
    /// A crew's outing.
    Outing,
    /// A sleeping site.
    Site,
    /// A visit to a site.
    Visit,
    /// A person.
    Person,
    /// A contact.
    Contact,
    /// Something given or done.
    Action,
    /// An intervention in danger.
    Intervention,
    /// A shelter or service point.
    Facility,
    /// Something to do until a day.
    Task,
    /// Somebody sent to a facility, and what came of it.
    Referral,
    /// A report from the public.
    Report,
    /// A programme out of homelessness.
    Programme,
    /// A goal of a programme.
    Goal,
    /// A consent for one purpose.
    Consent,
    /// A count of homeless people.
    Count,
    /// A place where a count looks.
    CountPlace,
    /// What a place gave when nobody was asked there.
    CountResult,
    /// What one person said at a count.
    Questionnaire,
    /// A member of staff.
    Worker,
    /// An area of the centre.
    Area,
}

/// A typed record: its kind, its shape and its field table.
pub trait Record: Serialize + DeserializeOwned + Default {
    /// The kind it belongs to.
    const KIND: Kind;
    /// How it changes.
    const SHAPE: Shape;
    /// One line per field.
    const FIELDS: &'static [FieldSpec];
    /// What it is, and what its rule asks, in words ([`book`]).
    const ABOUT: &'static [&'static str];

    /// A rule that looks at several fields; the first broken one.
    fn rule(_form: &Form) -> Option<FieldError> {
        None
    }

    /// The document of this record; absent fields are left out.
    fn to_form(&self) -> Form {
        match serde_json::to_value(self) {
            Ok(Value::Object(form)) => form,
            _ => Form::new(),
        }
    }

    /// Reads a document; fields this version does not know are passed over.
    fn from_form(form: &Form) -> crate::Result<Self> {
        Ok(serde_json::from_value(Value::Object(form.clone()))?)
    }
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        impl Kind {
            /// Every kind, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The field table.
            pub const fn fields(self) -> &'static [FieldSpec] {
                match self { $(Self::$kind => <$kind as Record>::FIELDS),* }
            }
            /// How records of this kind change.
            pub const fn shape(self) -> Shape {
                match self { $(Self::$kind => <$kind as Record>::SHAPE),* }
            }
            /// What it is, and what its rule asks; in words.
            const fn about(self) -> &'static [&'static str] {
                match self { $(Self::$kind => <$kind as Record>::ABOUT),* }
            }
            fn rule(self, form: &Form) -> Option<FieldError> {
                match self { $(Self::$kind => <$kind as Record>::rule(form)),* }
            }
        }
    };
}
kinds! {
    Outing Site Visit Person Contact Action Intervention Facility Task Referral Report Programme Goal Consent
    Count CountPlace CountResult Questionnaire Worker Area
}

impl Kind {
    /// The field called `name`, if this version knows it.
    pub fn field(self, name: &str) -> Option<&'static FieldSpec> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Every value that is there must be of its field's type; unknown fields pass.
    pub fn check_values(self, form: &Form, codes: Codes) -> Vec<FieldError> {
        let wrong = form.iter().filter_map(|(name, value)| {
            let problem = self.field(name)?.check(value, codes)?;
            Some(FieldError { field: name.clone(), problem })
        });
        wrong.collect()
    }

    /// A whole new record: values, required fields and the kind's own rule.
    pub fn check_new(self, form: &Form, codes: Codes) -> Vec<FieldError> {
        let mut errors = self.check_values(form, codes);
        let missing = self.fields().iter().filter(|field| field.required && is_absent(form, field.name));
        errors.extend(missing.map(|field| FieldError::new(field.name, Problem::Missing)));
        errors.extend(self.rule(form));
        errors
    }
}

/// Is the field missing, null or an empty list?
fn is_absent(form: &Form, name: &str) -> bool {
    match form.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(_) => false,
    }
}

/// One of `fields` must be there.
fn one_of(form: &Form, fields: &[&str]) -> Option<FieldError> {
    let absent = fields.iter().all(|name| is_absent(form, name));
    let first = fields.first()?;
    let names = fields.iter().map(|name| (*name).to_owned()).collect();
    absent.then(|| FieldError::new(first, Problem::MissingOneOf { fields: names }))
}

/// Declares a record: struct, field table and kind in one place.
///
/// Every field is optional in the struct: "absent" is not an answer, and no field ever forces a name.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $name:ident: $shape:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident: $ty:ty = $spec:expr, )*
        }
        $($(#[doc = $law:literal])* rule $rule:expr;)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(default)]
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                #[ts(optional)]
                pub $field: Option<$ty>,
            )*
        }

        impl $crate::record::Record for $name {
            const KIND: $crate::record::Kind = $crate::record::Kind::$name;
            const SHAPE: $crate::record::Shape = $crate::record::Shape::$shape;
            const FIELDS: &'static [$crate::record::FieldSpec] = &[
                $( $crate::record::FieldSpec {
                    name: stringify!($field), about: concat!($($field_doc),*), ..$spec
                }, )*
            ];
            const ABOUT: &'static [&'static str] = &[$($doc,)* $($($law),*)?];
            $(
                fn rule(form: &$crate::record::Form) -> Option<$crate::record::FieldError> {
                    $rule(form)
                }
            )?
        }
    };
}
use record;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form(value: Value) -> Form {
        match value {
            Value::Object(form) => form,
            other => panic!("not a form: {other}"),
        }
    }

    #[test]
    fn a_contact_is_complete_without_any_name() {
        let nameless = form(json!({
            "at": {"ms": 1_795_305_600_000_i64, "offset": 60}, "kind": "met", "heads": 1
        }));
        assert_eq!(Kind::Contact.check_new(&nameless, Codes::Known), []);
    }

    #[test]
    fn every_problem_is_named_with_its_field() {
        let wrong = form(json!({
            "at": {"ms": 0}, "kind": "ufo", "heads": -1, "position": {"lat": 91, "lon": 0},
            "note": 7, "needs": "meal"
        }));
        let errors = Kind::Contact.check_new(&wrong, Codes::Known);
        let found = |field: &str| errors.iter().find(|e| e.field == field).map(|e| e.problem.clone());
        assert_eq!(found("at"), Some(Problem::UnbelievableTime));
        assert_eq!(found("kind"), Some(Problem::UnknownCode));
        assert_eq!(found("heads"), Some(Problem::OutOfRange));
        assert_eq!(found("position"), Some(Problem::OutOfRange));
        assert_eq!(found("note"), Some(Problem::WrongType));
        assert_eq!(found("needs"), Some(Problem::WrongType));
    }

    #[test]
    fn nobody_is_sent_anywhere_without_having_agreed() {
        let mut sent = form(json!({
            "at": {"ms": 1_795_305_600_000_i64, "offset": 60}, "partner": "noclegownia",
            "person": "0190a2b4-0000-7000-8000-000000000001"
        }));
        assert_eq!(
            Kind::Referral.check_new(&sent, Codes::Known),
            [FieldError::new("consent", Problem::Missing)]
        );
        sent.insert("consent".into(), json!(true));
        assert_eq!(Kind::Referral.check_new(&sent, Codes::Known), []);
    }

    #[test]
    fn a_question_without_an_answer_says_why() {
        let whys = |why: &str| form(json!({"label": "Misiek", "unanswered": [why]}));
        assert_eq!(Kind::Person.check_new(&whys("birth_year:declines_to_say"), Codes::Known), []);
        let wrong =
            |why: &str| Kind::Person.check_new(&whys(why), Codes::Known).first().map(|e| e.problem.clone());
        assert_eq!(wrong("birth_year:shy"), Some(Problem::UnknownCode));
        assert_eq!(wrong("birth_year"), Some(Problem::WrongType));
    }

    #[test]
    fn codes_of_a_newer_writer_pass() {
        let newer = form(json!({"category": "floating_house", "description": "barka"}));
        assert_eq!(Kind::Site.check_new(&newer, Codes::Open), []);
    }

    #[test]
    fn no_field_of_a_person_forces_a_name() {
        let required: Vec<_> = Person::FIELDS.iter().filter(|f| f.required).map(|f| f.name).collect();
        assert_eq!(required, ["label"]);
    }
}
