//! What people of the demo are called and what they write; all of it invented, in `words.json`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use latarnia_core::access::Role;
use serde::Deserialize;

/// The words.
#[derive(Deserialize)]
pub struct Words {
    pub staff: Vec<Staff>,
    pub men: Vec<String>,
    pub women: Vec<String>,
    pub nicknames_men: Vec<String>,
    pub nicknames_women: Vec<String>,
    pub jackets: Vec<String>,
    pub traits: Vec<String>,
    pub hazards: Vec<String>,
    pub site_names: BTreeMap<String, Vec<String>>,
    pub access: Vec<String>,
    pub owners: Vec<String>,
    pub visit_notes_met: Vec<String>,
    pub visit_notes_traces: Vec<String>,
    pub visit_notes_empty: Vec<String>,
    pub visit_notes_no_access: Vec<String>,
    pub setups: Vec<String>,
    pub contact_notes: Vec<String>,
    pub refusal_notes: Vec<String>,
    pub seen_as: Vec<String>,
    pub next_steps: Vec<String>,
    pub items: BTreeMap<String, Vec<String>>,
    pub interventions: Vec<Danger>,
    pub handed_over_to: Vec<String>,
    pub outing_notes: Vec<String>,
    pub devices: Vec<String>,
    pub facility_hours: BTreeMap<String, String>,
    pub admits: BTreeMap<String, String>,
    pub sign_ins: String,
    pub circle: Vec<String>,
    pub successes: Vec<String>,
    pub diagnosis: String,
    pub goals: Vec<GoalOfDemo>,
    pub crew_tasks: Vec<String>,
    pub reports: Vec<ReportOfDemo>,
    pub count: CountOfDemo,
}

/// The running count.
#[derive(Deserialize)]
pub struct CountOfDemo {
    pub name: String,
    /// Who helps.
    pub volunteer: Staff,
}

/// A goal of a programme.
#[derive(Deserialize)]
pub struct GoalOfDemo {
    pub what: String,
    pub sphere: String,
    pub cause: String,
    /// Of its tasks, of which the first is done if there are several.
    pub kind: String,
    pub tasks: Vec<String>,
}

/// A report from the public.
#[derive(Deserialize)]
pub struct ReportOfDemo {
    pub place: String,
    pub seen: String,
    pub danger: String,
    /// What a crew found, if one was there.
    pub answer: Option<String>,
    pub note: String,
}

/// A member of staff.
#[derive(Deserialize)]
pub struct Staff {
    pub sign_in: String,
    pub name: String,
    pub role: Role,
    /// Places in the list of areas.
    pub areas: Vec<usize>,
}

/// An intervention.
#[derive(Deserialize)]
pub struct Danger {
    pub reason: String,
    pub done: String,
    pub services: Vec<String>,
}

/// The words.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        serde_json::from_str(include_str!("words.json")).expect("words.json is tested to read")
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_read() {
        assert_eq!(super::words().staff.len(), 8);
    }
}
