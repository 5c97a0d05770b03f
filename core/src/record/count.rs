//! The national count of homeless people: the count, the places where it looks, and what was met there.
//! Nobody has a name in it. All of it belongs to the scope of the count ([`crate::op::Scope::Count`]), so that
//! a phone can hold a count and nothing else.

use super::field::{answer, code, date, integer, moment, position, reference, text, unanswered};
use super::{Code, Date, FieldError, Form, Position, Problem, one_of, record};
use crate::clock::{Millis, Moment};
use crate::id::{CountId, CountPlaceId, SiteId, WorkerId};

/// The round of a count by night.
pub const NIGHT: &str = "night";
/// The round of a count by day.
pub const DAY: &str = "day";

/// The hours of the night where the count says nothing else: 20:00 to 2:00.
const NIGHT_HOURS: (i64, i64) = (20, 2);

record! {
    /// One count. It runs from its first day until a supervisor closes it.
    Count: Living {
        /// What it is called.
        name: String = text(120).required(),
        /// Its first day.
        from_day: Date = date().required(),
        /// Its last day.
        to_day: Date = date().required(),
        /// The hour at which its night begins; 20 if absent.
        night_from: i64 = integer(0, 23),
        /// The hour at which its night ends; 2 if absent.
        night_to: i64 = integer(0, 23),
        /// The questionnaire asked, by the name of its file.
        form: String = text(64).required(),
        /// The volunteers who take part; they hold nothing but the count.
        volunteers: Vec<WorkerId> = reference().many(),
        /// Nobody counts any more.
        closed: Moment = moment(),
    }
    /// `to_day` is not before `from_day`.
    rule in_order;
}

record! {
    /// A place where a count looks: a copy of what the way there needs, without what a site knows of people.
    CountPlace: Living {
        /// Of which count.
        count: CountId = reference().required(),
        /// What it is called; if nothing, its kind has to do.
        name: String = text(160),
        /// A sleeping site of that kind …
        site_type: Code = code("site_type"),
        /// … or an institution of that kind.
        facility_type: Code = code("facility_type"),
        /// Where.
        position: Position = position(),
        /// How to find it, in a few words.
        directions: String = text(300).exact_place(),
        /// The site or institution it was copied from.
        source: SiteId = reference(),
    }
    /// One of `site_type` and `facility_type` is there.
    rule of_some_kind;
}

record! {
    /// A place that was looked at in one round and where nobody was asked.
    CountResult: Event {
        /// Of which count.
        count: CountId = reference().required(),
        /// Where.
        place: CountPlaceId = reference().required(),
        /// When.
        at: Moment = moment().required(),
        /// By night or by day.
        round: Code = code("count_round").required(),
        /// Nobody, no access, gone.
        result: Code = code("count_result").required(),
    }
}

record! {
    /// What one person said at a count, or that she refused, or was only seen. Without a name.
    Questionnaire: Event {
        /// Of which count.
        count: CountId = reference().required(),
        /// Where; absent outside the places of the count.
        place: CountPlaceId = reference(),
        /// When.
        at: Moment = moment().required(),
        /// By night or by day.
        round: Code = code("count_round").required(),
        /// Answered, refused, only seen.
        outcome: Code = code("count_outcome").required(),
        /// The questionnaire that was asked …
        form: String = text(64).required(),
        /// … and its version.
        form_version: i64 = integer(1, 10_000).required(),
        /// The answers; those to one question stand together.
        answers: Vec<String> = answer().many().special(),
        /// Questions that were asked and got no answer, and why. What is in neither list was not asked.
        unanswered: Vec<String> = unanswered().many(),
    }
}

impl Count {
    /// Is that moment in the night of the count or in the day?
    pub fn round_at(&self, at: Moment) -> &'static str {
        let (from, to) = (self.night_from.unwrap_or(NIGHT_HOURS.0), self.night_to.unwrap_or(NIGHT_HOURS.1));
        let wall = at.ms.plus(i64::from(at.offset) * 60 * Millis::SECOND);
        let hour = wall.0.rem_euclid(Millis::DAY) / (3600 * Millis::SECOND);
        let night = if from <= to { (from..to).contains(&hour) } else { hour >= from || hour < to };
        if night { NIGHT } else { DAY }
    }

    /// Does it run on that day? It does until it is closed: what was written on paper is typed in later.
    pub fn runs_on(&self, today: Date) -> bool {
        self.closed.is_none() && self.from_day.is_some_and(|first| first <= today)
    }
}

fn in_order(form: &Form) -> Option<FieldError> {
    let day = |name: &str| form.get(name).and_then(|day| day.as_str()).and_then(Date::parse);
    let wrong = day("from_day").zip(day("to_day")).is_some_and(|(first, last)| last < first);
    wrong.then(|| FieldError::new("to_day", Problem::OutOfRange))
}

fn of_some_kind(form: &Form) -> Option<FieldError> {
    one_of(form, &["site_type", "facility_type"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Codes, Kind};
    use serde_json::json;

    /// That hour of a winter's day in Poland.
    fn at(hour: i64) -> Moment {
        let midnight = Date::parse("2026-03-03").expect("a day").begins();
        Moment { ms: midnight.plus((hour - 1) * 3600 * Millis::SECOND), offset: 60 }
    }

    #[test]
    fn the_night_goes_over_midnight_and_by_the_clock_on_the_wall() {
        let usual = Count::default();
        let hours: Vec<i64> = (0..24).filter(|hour| usual.round_at(at(*hour)) == NIGHT).collect();
        assert_eq!(hours, [0, 1, 20, 21, 22, 23]);
        let early = Count { night_from: Some(0), night_to: Some(5), ..Count::default() };
        let hours: Vec<i64> = (0..24).filter(|hour| early.round_at(at(*hour)) == NIGHT).collect();
        assert_eq!(hours, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_count_does_not_end_before_it_begins() {
        let mut form = json!({
            "name": "Liczenie", "from_day": "2026-03-05", "to_day": "2026-03-03", "form": "homeless_count"
        });
        let form = form.as_object_mut().expect("a form");
        let errors = Kind::Count.check_new(form, Codes::Known);
        assert_eq!(errors, [FieldError::new("to_day", Problem::OutOfRange)]);
        form.insert("to_day".into(), json!("2026-03-05"));
        assert_eq!(Kind::Count.check_new(form, Codes::Known), []);
    }

    #[test]
    fn who_refuses_or_is_only_seen_is_complete_without_any_answer() {
        for outcome in ["refused", "only_seen", "answered"] {
            let form = json!({
                "count": "0190a2b4-0000-7000-8000-000000000001", "at": at(22), "round": "night",
                "outcome": outcome, "form": "homeless_count", "form_version": 1
            });
            let form = form.as_object().expect("a form");
            assert_eq!(Kind::Questionnaire.check_new(form, Codes::Known), [], "{outcome}");
        }
    }

    #[test]
    fn no_answer_is_free_text_where_a_name_could_stand() {
        let problem = |answer: &str| {
            let mut form = Form::new();
            form.insert("answers".into(), json!([answer]));
            Kind::Questionnaire.check_values(&form, Codes::Known).first().map(|error| error.problem.clone())
        };
        assert_eq!(problem("sex:female"), None);
        assert_eq!(problem("birth_year:1971"), None);
        assert_eq!(problem("birth_year:Misiek"), Some(Problem::UnknownCode));
        assert_eq!(problem("sex:Misiek"), Some(Problem::UnknownCode));
        assert_eq!(problem("nick:Misiek"), Some(Problem::UnknownCode));
        assert_eq!(problem("Misiek"), Some(Problem::WrongType));
    }
}
