//! A person, known as far as she lets herself be known (DOMAIN B.3: identity levels 0–2 here).

use super::field::{code, date, flag, integer, moment, reference, text, unanswered};
use super::{Code, Date, record};
use crate::clock::Moment;
use crate::id::{RecordId, SiteId, WorkerId};

record! {
    /// A person. The only thing that must be there is a label the worker chooses.
    Person: Living {
        /// What the team calls this person: a nickname, or "red jacket, about 50".
        label: String = text(120).required().personal().important(),
        /// How far the person has let herself be known.
        level: Code = code("identity_level"),
        /// First and last name as told.
        name_told: String = text(120).personal().important(),
        /// What friends call this person.
        nickname: String = text(80).personal(),
        /// Sex, as told or guessed.
        sex: Code = code("sex"),
        /// Year of birth, as told or guessed.
        birth_year: i64 = integer(1900, 2100).personal().important(),
        /// Age guessed.
        age_band: Code = code("age_band"),
        /// Languages spoken; tells of origin.
        languages: Vec<Code> = code("language").many().special(),
        /// What the person looks like.
        description: String = text(1000).personal(),
        /// The telephone number.
        phone: String = text(40).personal().important(),
        /// Another way to find the person.
        contact_via: String = text(200).personal(),
        /// Where the person mostly sleeps.
        site: SiteId = reference().exact_place(),
        /// What led here.
        causes: Vec<Code> = code("cause").many().special(),
        /// What helps the person.
        strengths: Vec<Code> = code("strength").many().personal(),
        /// What stands in the person's way.
        limits: Vec<Code> = code("barrier").many().special(),
        /// People around, by what they are to the person and never by name: "a sister, calls on Sundays".
        circle: Vec<String> = text(200).many().personal(),
        /// Papers the person has.
        documents_held: Vec<Code> = code("identity_document").many().personal(),
        /// Papers the person lacks.
        documents_missing: Vec<Code> = code("identity_document").many().personal(),
        /// Without a home since.
        homeless_since: Date = date().personal(),
        /// Comes with an animal.
        animals: bool = flag(),
        /// What the crew must know for its own safety.
        hazard: String = text(300).personal().important(),
        /// Last registered for permanent stay in.
        registered_in: String = text(120).personal(),
        /// When the person was told what the centre does with the data.
        informed: Moment = moment(),
        /// How the person was told, or why it was not possible.
        informed_how: Code = code("informed_how"),
        /// Questions without an answer, each with why: `field:missing_answer`. Blank is no answer.
        unanswered: Vec<String> = unanswered().many().personal(),
        /// The assistant, who meets the person every week.
        assistant: WorkerId = reference().important(),
        /// Meetings with the assistant planned for a week.
        meetings_weekly: i64 = integer(1, 7),
        /// Who works with the person; while the data is restricted, only these know of her.
        team: Vec<WorkerId> = reference().many(),
        /// Records a supervisor looked at beside this one: they are somebody else.
        not_same: Vec<RecordId> = reference().many(),
        /// Died on.
        died: Date = date().personal().important(),
    }
}

/// Who is younger than this must not be written down as only seen (DOMAIN B.6-13).
const OF_AGE: i64 = 18;

impl Person {
    /// Is this person under 18 on that day, or may she be? A year of birth counts until the year's last day; without
    /// one the guess does, and without a guess nobody says so.
    pub fn may_be_minor(&self, at: Moment) -> bool {
        let Some(born) = self.birth_year else {
            return self.age_band.as_ref().is_some_and(|band| band == "age_0_17");
        };
        let of_age = Date::parse(&format!("{}-12-31", born + OF_AGE));
        Date::of(at).zip(of_age).is_some_and(|(today, of_age)| today < of_age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Millis;

    #[test]
    fn who_may_be_under_eighteen_counts_as_a_minor() {
        let person = |birth_year, band: Option<&str>| Person {
            birth_year,
            age_band: band.map(Code::from),
            ..Person::default()
        };
        let on = |day: &str| {
            Moment::utc(Date::parse(day).expect("a day").begins().plus(12 * 3600 * Millis::SECOND))
        };
        for (who, born, band, day, minor) in [
            ("nobody said anything", None, None, "2026-11-22", false),
            ("guessed so", None, Some("age_0_17"), "2026-11-22", true),
            ("guessed older", None, Some("age_18_25"), "2026-11-22", false),
            ("clearly a child", Some(2012), None, "2026-11-22", true),
            ("has her birthday this year, nobody knows when", Some(2008), None, "2026-01-01", true),
            ("the same a day before the year ends", Some(2008), None, "2026-12-30", true),
            ("on the last day she has had it", Some(2008), None, "2026-12-31", false),
            ("eighteen for a year", Some(2007), None, "2026-01-01", false),
            ("told the year, looks younger", Some(1990), Some("age_0_17"), "2026-11-22", false),
            ("told the year, looks older", Some(2010), Some("age_18_25"), "2026-11-22", true),
        ] {
            assert_eq!(person(born, band).may_be_minor(on(day)), minor, "{who}");
        }
    }
}
