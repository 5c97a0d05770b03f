//! The assistant's week and the programmes it is made of; both without a network.

use latarnia_core::view::{self, ProgrammeCard, Week};

use super::task::{OnDay, PersonOnDay};
use crate::FieldApp;
use crate::error::CallError;

/// Who was not met, what is due, which programmes wait.
pub fn show(app: &FieldApp, input: OnDay) -> Result<Week, CallError> {
    app.look(None, |look| view::week(look, input.today))
}

/// One person's programmes, the one under way first.
pub fn programmes(app: &FieldApp, input: PersonOnDay) -> Result<Vec<ProgrammeCard>, CallError> {
    app.look(None, |look| view::programmes_of(look, input.person, input.today))
}

#[cfg(test)]
mod tests {
    use latarnia_core::id::PersonId;
    use latarnia_core::record::Kind;
    use serde_json::{Value, json};

    use crate::testing::{Desk, TODAY};

    fn week(desk: &Desk) -> Value {
        desk.call("week.show", json!({ "today": TODAY }))
    }

    fn meet(desk: &Desk, person: PersonId, kind: &str, days_ago: i64) {
        let contact = json!({ "kind": kind, "person": person, "at": Desk::days_ago(days_ago) });
        desk.call("contact.record", json!({ "contact": contact }));
    }

    fn not_met(week: &Value) -> Vec<&str> {
        let people = week["caseload"].as_array().expect("a list");
        let missed = people.iter().filter(|one| one["met"] == json!(0));
        missed.filter_map(|one| one["row"]["label"].as_str()).collect()
    }

    #[test]
    fn the_assistant_sees_exactly_what_waits() {
        let desk = Desk::open();
        let names = ["Adam", "Basia", "Cezary", "Danka", "Edek", "Felek"];
        let people: Vec<PersonId> =
            names.iter().map(|name| desk.person(name, json!({ "assistant": desk.me }))).collect();
        desk.person("Obcy", json!({}));
        for person in people.iter().take(4) {
            meet(&desk, *person, "met", 1);
        }
        let programme = |person: PersonId, reviewed: &str| {
            let form = json!({ "person": person, "kind": "ipwzb", "made_on": "2026-10-01",
                "reviewed_on": reviewed, "worker": desk.me });
            desk.write(Kind::Programme, Some(person), form)
        };
        programme(people[0], "2026-11-12");
        let late = programme(people[1], "2026-11-11");
        for (due, state) in [("2026-11-25", "open"), ("2026-11-25", "done"), ("2026-11-27", "open")] {
            let task = json!({ "due": due, "kind": "papers", "state": state, "person": people[0], "worker": desk.me });
            desk.call("task.add", json!({ "task": task, "today": TODAY }));
        }
        let week = week(&desk);
        assert_eq!(
            (&week["monday"], week["caseload"].as_array().map(Vec::len)),
            (&json!("2026-11-23"), Some(6))
        );
        assert_eq!(not_met(&week), ["Edek", "Felek"]);
        let due: Vec<_> =
            week["due"].as_array().expect("due").iter().map(|task| &task["task"]["due"]).collect();
        assert_eq!(due, [&json!("2026-11-25")]);
        let [review] = &week["reviews"].as_array().expect("reviews")[..] else { panic!("one review") };
        assert_eq!((&review["programme"], &review["days"]), (&json!(late), &json!(15)));
    }

    #[test]
    fn only_being_together_since_monday_is_a_meeting() {
        let desk = Desk::open();
        let person = |name: &str| desk.person(name, json!({ "assistant": desk.me }));
        meet(&desk, person("Niedziela"), "met", 4);
        meet(&desk, person("Poniedziałek"), "accompanied", 3);
        meet(&desk, person("Telefon"), "phone", 1);
        assert_eq!(not_met(&week(&desk)), ["Niedziela", "Telefon"]);
    }

    #[test]
    fn a_programme_that_ended_waits_for_nobody() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({ "assistant": desk.me }));
        let form = json!({ "person": ela, "kind": "ipwzb", "made_on": "2026-01-01", "result": "completed" });
        desk.write(Kind::Programme, Some(ela), form);
        assert_eq!(week(&desk)["reviews"], json!([]));
    }

    #[test]
    fn goals_stand_in_order_each_with_its_tasks() {
        let desk = Desk::open();
        let ela = desk.person("Ela", json!({}));
        let form = json!({ "person": ela, "kind": "ipwzb", "made_on": "2026-11-20", "review_days": 7 });
        let programme = desk.write(Kind::Programme, Some(ela), form);
        let goal = |what: &str, place: i64, within: Option<String>| {
            let form = json!({ "programme": programme, "person": ela, "what": what, "place": place, "within": within });
            desk.write(Kind::Goal, Some(ela), form).to_string()
        };
        goal("praca", 1, None);
        let papers = goal("dokumenty", 0, None);
        let photo = goal("zdjęcie", 5, Some(papers));
        let task = json!({ "due": TODAY, "kind": "papers", "person": ela, "goal": photo });
        desk.call("task.add", json!({ "task": task, "today": TODAY }));
        let cards = desk.call("programme.list", json!({ "person": ela, "today": TODAY }));
        let goals = cards[0]["goals"].as_array().expect("goals");
        let order: Vec<_> = goals.iter().filter_map(|row| row["goal"]["what"].as_str()).collect();
        assert_eq!(order, ["dokumenty", "zdjęcie", "praca"]);
        let tasks: Vec<_> = goals.iter().filter_map(|row| row["tasks"].as_array().map(Vec::len)).collect();
        assert_eq!(tasks, [0, 1, 0]);
        assert_eq!((&cards[0]["review_by"], &cards[0]["open"]), (&json!("2026-11-27"), &json!(true)));
    }
}
