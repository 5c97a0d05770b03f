//! What speaks for two records being one person, and what against (DOMAIN, duplicates: a name that
//! sounds alike, the year of birth, the place).
//!
//! A nickname alone proves nothing: every town has several called Rudy. It counts together with one more
//! thing the two share. Whatever speaks against outweighs everything but a shared telephone number.
//!
//! | names | and | proposed |
//! |---|---|---|
//! | same nickname | same year of birth, or same place | yes |
//! | same name told, other nicknames | same year of birth, not far apart | yes |
//! | sound alike | same year of birth, not far apart | yes |
//! | anything | same telephone number | yes |
//! | anything | other sex, other age, or other name told | no |

use std::collections::BTreeSet;

use super::faces::{Face, initial};
use super::pairs::Reason;
use crate::store::search::similarity;

/// As far apart one person may be met in a night, in metres.
const SEEN_NEAR_M: f64 = 3_000.0;
/// Nearer than this is one place, in metres.
const SAME_PLACE_M: f64 = 100.0;
/// Years of birth that were guessed may differ by so many.
const YEARS: i64 = 2;
/// How much two words must be alike to sound alike, of 1: two of six letters may differ.
const ALIKE: f64 = 0.55;
/// Forms of one first name begin alike: Stanisław is Staszek.
const SAME_BEGINNING: usize = 2;

/// How names compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// Nothing in common.
    Differ,
    /// A letter or two differ.
    Alike,
    /// They share a name that was told and have different nicknames.
    Told,
    /// They are called the same.
    Called,
}

/// Why both may be one, the strongest reason first; none if there is too little, or if something speaks
/// against it.
pub(super) fn compare(one: &Face, other: &Face) -> Option<Vec<Reason>> {
    let likeness = Likeness::of(one, other)?;
    let likely = match likeness.names {
        Names::Called => {
            likeness.year.is_some() || likeness.metres.is_some_and(|metres| metres <= SAME_PLACE_M)
        }
        Names::Told | Names::Alike => likeness.year.is_some() && !likeness.is_far(),
        Names::Differ => false,
    };
    (likeness.phone || (likely && !contradict(one, other))).then(|| likeness.reasons())
}

/// Why somebody being written down may be this one: a name is enough, if nothing speaks against it.
pub(super) fn resemble(one: &Face, other: &Face) -> Option<Vec<Reason>> {
    let likeness = Likeness::of(one, other)?;
    let named = likeness.names != Names::Differ && !contradict(one, other);
    (likeness.phone || named).then(|| likeness.reasons())
}

/// What two faces share.
struct Likeness {
    phone: bool,
    names: Names,
    year: Option<i64>,
    metres: Option<f64>,
}

impl Likeness {
    /// None if both are one already.
    fn of(one: &Face, other: &Face) -> Option<Self> {
        (one.head != other.head).then(|| Self {
            phone: one.phone.is_some() && one.phone == other.phone,
            names: names(one, other),
            year: one.year.filter(|year| other.year == Some(*year)),
            metres: one.place.as_ref().zip(other.place.as_ref()).map(|(a, b)| a.distance_m(b).round()),
        })
    }

    fn is_far(&self) -> bool {
        self.metres.is_some_and(|metres| metres > SEEN_NEAR_M)
    }

    fn reasons(&self) -> Vec<Reason> {
        let reasons = [
            self.phone.then_some(Reason::SamePhone),
            matches!(self.names, Names::Called | Names::Told).then_some(Reason::SameName),
            (self.names == Names::Alike).then_some(Reason::NameSoundsAlike),
            self.year.map(|year| Reason::SameBirthYear { year }),
            self.metres.filter(|_| !self.is_far()).map(|metres| Reason::SeenNear { metres }),
        ];
        reasons.into_iter().flatten().collect()
    }
}

fn names(one: &Face, other: &Face) -> Names {
    let all = |face: &Face| face.names().cloned().collect::<BTreeSet<_>>();
    let (first, second) = (all(one), all(other));
    let nicknames_differ = !one.called.is_empty() && !other.called.is_empty();
    if one.called.intersection(&other.called).next().is_some() {
        return Names::Called;
    }
    if first.intersection(&second).next().is_some() {
        return if nicknames_differ { Names::Told } else { Names::Called };
    }
    let alike = |a: &String| {
        second.iter().any(|b| initial(a) == initial(b) && similarity(a, b).max(similarity(b, a)) >= ALIKE)
    };
    if first.iter().any(alike) { Names::Alike } else { Names::Differ }
}

fn contradict(one: &Face, other: &Face) -> bool {
    let other_sex = one.sex.as_ref().zip(other.sex.as_ref()).is_some_and(|(a, b)| a != b);
    let other_age = one.year.zip(other.year).is_some_and(|(a, b)| (a - b).abs() > YEARS);
    other_sex || other_age || told_differ(&one.told, &other.told)
}

/// Both told a name, and what the one has beyond the other is no form of what the other has.
fn told_differ(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let beyond = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    let (left, right) = (beyond(one, other), beyond(other, one));
    let begins = |name: &str| name.chars().take(SAME_BEGINNING).collect::<String>();
    let form = |a: &String| right.iter().any(|b| begins(a) == begins(b));
    !left.is_empty() && !right.is_empty() && !left.iter().any(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RecordId;
    use crate::record::{Code, Person, Position};

    /// Nickname, name told, sex, year, and how many metres from the station.
    struct Known(&'static str, Option<&'static str>, Option<&'static str>, Option<i64>, Option<f64>);

    impl Known {
        fn face(&self, id: u8) -> Face {
            let Self(label, told, sex, year, metres) = self;
            let north = |metres: f64| {
                serde_json::from_value::<Position>(
                    serde_json::json!({"lat": 51.9 + metres / 111_195.0, "lon": 19.4, "source": "pin"}),
                )
                .unwrap()
            };
            Face {
                head: Some(RecordId::from([id; 16])),
                place: metres.map(north),
                ..Face::of(&Person {
                    label: Some((*label).into()),
                    name_told: told.map(Into::into),
                    sex: sex.map(Code::from),
                    birth_year: *year,
                    ..Person::default()
                })
            }
        }
    }

    fn codes(one: &Known, other: &Known) -> Vec<&'static str> {
        let code = |reason: &Reason| match reason {
            Reason::SamePhone => "phone",
            Reason::SameName => "name",
            Reason::NameSoundsAlike => "alike",
            Reason::SameBirthYear { .. } => "year",
            Reason::SeenNear { .. } => "near",
            Reason::Near { .. } | Reason::SameCategory => "site",
        };
        compare(&one.face(1), &other.face(2)).unwrap_or_default().iter().map(code).collect()
    }

    /// What each pair comes to, whichever of both is looked at first.
    fn tell<const N: usize>(cases: [(&str, Known, Known, Vec<&str>); N]) {
        for (why, one, other, expected) in cases {
            assert_eq!(codes(&one, &other), expected, "{why}");
            assert_eq!(codes(&other, &one), expected, "{why}, the other way round");
        }
    }

    #[test]
    fn two_records_are_proposed_with_evidence_and_near_misses_are_not() {
        let (at, m, none) = (Some(0.0), Some("male"), None);
        tell([
            (
                "E2: sound alike, one year, one place",
                Known("Misiek", none, none, Some(1968), at),
                Known("Mietek", none, none, Some(1968), at),
                vec!["alike", "year", "near"],
            ),
            (
                "... of another year",
                Known("Misiek", none, none, Some(1968), at),
                Known("Mietek", none, none, Some(1969), at),
                vec![],
            ),
            (
                "... of the same year at the other end of town",
                Known("Misiek", none, none, Some(1968), at),
                Known("Mietek", none, none, Some(1968), Some(3_500.0)),
                vec![],
            ),
            (
                "one nickname at one place",
                Known("Rudy", none, m, None, at),
                Known("Rudy", none, m, None, Some(60.0)),
                vec!["name", "near"],
            ),
            (
                "... in the next street",
                Known("Rudy", none, m, None, at),
                Known("Rudy", none, m, None, Some(400.0)),
                vec![],
            ),
            (
                "one nickname, one year, far apart",
                Known("Rudy", none, m, Some(1970), at),
                Known("Rudy", none, m, Some(1970), Some(9_000.0)),
                vec!["name", "year"],
            ),
            (
                "one first name, other nicknames, at one place",
                Known("Filozof", Some("Stanisław"), m, None, at),
                Known("Szczypior", Some("Stanisław"), m, None, at),
                vec![],
            ),
            (
                "... and of one year",
                Known("Filozof", Some("Stanisław"), m, Some(1955), at),
                Known("Szczypior", Some("Stanisław"), m, Some(1955), at),
                vec!["name", "year", "near"],
            ),
            (
                "two who are both at the station",
                Known("Basia z dworca", none, none, None, at),
                Known("Zenek z dworca", none, none, None, at),
                vec![],
            ),
            (
                "two who look alike",
                Known("czerwona kurtka, ok. 50", none, m, Some(1970), at),
                Known("czerwona czapka, ok. 50", none, m, Some(1970), at),
                vec![],
            ),
        ]);
    }

    #[test]
    fn what_speaks_against_outweighs_a_nickname_at_one_place() {
        let (at, m, none) = (Some(0.0), Some("male"), None);
        tell([
            (
                "... of whom one is a woman",
                Known("Rudy", none, m, None, at),
                Known("Rudy", none, Some("female"), None, at),
                vec![],
            ),
            (
                "one nickname at one place, three years apart",
                Known("Rudy", none, m, Some(1970), at),
                Known("Rudy", none, m, Some(1973), at),
                vec![],
            ),
            (
                "one nickname at one place, who told different names",
                Known("Mietek", Some("Witold"), m, Some(2004), at),
                Known("Mietek", Some("Sławomir"), m, Some(2004), at),
                vec![],
            ),
            (
                "... who told two forms of one name",
                Known("Mietek", Some("Stanisław"), m, None, at),
                Known("Mietek", Some("Staszek"), m, None, at),
                vec!["name", "near"],
            ),
            (
                "... of whom only one told a surname",
                Known("Mietek", Some("Jan Śliwa"), m, None, at),
                Known("Mietek", Some("Jan"), m, None, at),
                vec!["name", "near"],
            ),
            (
                "... who told different surnames",
                Known("Mietek", Some("Jan Śliwa"), m, None, at),
                Known("Mietek", Some("Jan Grusza"), m, None, at),
                vec![],
            ),
        ]);
    }

    #[test]
    fn one_telephone_number_is_enough_whatever_speaks_against() {
        let phone = |known: &Known, id| Face { phone: Some("600100100".into()), ..known.face(id) };
        let one = phone(&Known("Rudy", Some("Jan"), Some("male"), Some(1950), None), 1);
        let other = phone(&Known("Halina", Some("Anna"), Some("female"), Some(1980), None), 2);
        assert_eq!(compare(&one, &other), Some(vec![Reason::SamePhone]));
        assert_eq!(compare(&one, &Face { head: one.head, ..other }), None, "linked already");
    }

    #[test]
    fn a_nickname_sounds_like_another_after_folding() {
        let face = |name: &str| Face::of(&Person { label: Some(name.into()), ..Person::default() });
        for (one, two, expected) in [
            ("Misiek", "Mietek", Names::Alike),
            ("Śliwa", "sliwa", Names::Called),
            ("Józef", "Józek", Names::Alike),
            ("Misiek", "Zenon", Names::Differ),
            ("ok. 50, czerwona kurtka", "ok. 60, czerwona kurtka", Names::Differ),
        ] {
            assert_eq!(names(&face(one), &face(two)), expected, "{one} and {two}");
        }
    }
}
