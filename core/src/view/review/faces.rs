//! What of a person is compared with others, and with which others it is worth comparing at all.
//!
//! Comparing everybody with everybody would take a thousand million looks among 50,000 people. People
//! are put into blocks by what a pair must share, and only neighbours in a block are compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Millis;
use crate::id::RecordId;
use crate::record::{Code, Person, Position};
use crate::store::search::fold;

/// Most people of one block that are compared, those seen last.
const MOST_IN_BLOCK: usize = 60;
/// Words before a name that name nobody.
const TITLES: [&str; 2] = ["pan", "pani"];
/// Fewer digits are no telephone number.
const DIGITS: usize = 7;

/// What of a person is compared.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// The record; its place among the faces is how it is referred to.
    pub id: Option<RecordId>,
    /// Its group.
    pub head: Option<RecordId>,
    /// What others call this person, folded: the words of nickname and label that are names.
    pub called: BTreeSet<String>,
    /// The words of the name this person told, folded.
    pub told: BTreeSet<String>,
    /// Sex.
    pub sex: Option<Code>,
    /// Year of birth.
    pub year: Option<i64>,
    /// Telephone number, its digits.
    pub phone: Option<String>,
    /// Where last seen.
    pub place: Option<Position>,
    /// When last seen.
    pub seen: Option<Millis>,
    /// Who somebody said it is not.
    pub not_same: BTreeSet<RecordId>,
}

impl Face {
    /// What the record says.
    pub fn of(person: &Person) -> Self {
        let label = person.label.as_deref().filter(|label| is_name(label));
        let called = [label, person.nickname.as_deref()];
        Self {
            called: called.into_iter().flatten().flat_map(words).collect(),
            told: person.name_told.as_deref().map(words).unwrap_or_default(),
            sex: person.sex.clone(),
            year: person.birth_year,
            phone: person.phone.as_deref().and_then(digits),
            not_same: person.not_same.iter().flatten().copied().collect(),
            ..Self::default()
        }
    }

    /// Every name, however it is known.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.called.union(&self.told)
    }

    fn blocks(&self) -> BTreeSet<String> {
        let mut blocks: BTreeSet<String> = self.names().map(|name| format!("name {name}")).collect();
        blocks.extend(self.phone.iter().map(|phone| format!("phone {phone}")));
        for (name, year) in self.names().zip(std::iter::repeat(self.year)) {
            let letter = initial(name).filter(|_| year.is_some());
            blocks.extend(letter.zip(year).map(|(letter, year)| format!("year {year} {letter}")));
        }
        blocks
    }
}

/// The first letter.
pub fn initial(name: &str) -> Option<char> {
    name.chars().next()
}

/// A label with a comma, a bracket or a digit ("about 50, red jacket") describes and does not name.
fn is_name(label: &str) -> bool {
    !label.contains([',', '(']) && !label.contains(|letter: char| letter.is_ascii_digit())
}

/// The words that name somebody, folded: those with a capital, or the first if nobody typed one. What
/// comes after in "Basia z dworca" says where, and is said of many.
fn words(name: &str) -> BTreeSet<String> {
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let all = || name.split_whitespace();
    let named: Vec<&str> = if all().any(|word| capital(&word)) {
        all().filter(capital).collect()
    } else {
        all().take(1).collect()
    };
    let folded = named.into_iter().map(fold);
    folded.filter(|word| word.chars().count() >= 3 && !TITLES.contains(&word.as_str())).collect()
}

fn digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= DIGITS).then_some(digits)
}

/// The pairs worth comparing, as places in `faces`, the smaller first.
pub fn neighbours(faces: &[Face]) -> BTreeSet<(usize, usize)> {
    let mut order: Vec<usize> = (0..faces.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(faces.get(*place).and_then(|face| face.seen)));
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, face) in order.iter().filter_map(|place| Some((*place, faces.get(*place)?))) {
        for block in face.blocks() {
            let block = blocks.entry(block).or_default();
            if block.len() < MOST_IN_BLOCK {
                block.push(place);
            }
        }
    }
    let mut pairs = BTreeSet::new();
    for block in blocks.values() {
        for (nth, one) in block.iter().enumerate() {
            pairs.extend(block.iter().skip(nth + 1).map(|two| (*one.min(two), *one.max(two))));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(name: &str, year: Option<i64>) -> Face {
        Face::of(&Person { label: Some(name.into()), birth_year: year, ..Person::default() })
    }

    #[test]
    fn names_are_what_somebody_is_called_and_not_where_or_what_like() {
        for (label, expected) in [
            ("Basia z dworca", vec!["basia"]),
            ("Pani Zosia", vec!["zosia"]),
            ("basia z dworca", vec!["basia"]),
            ("Jan Śliwa", vec!["jan", "sliwa"]),
            ("ok. 50, czerwona kurtka", vec![]),
        ] {
            assert_eq!(face(label, None).called.into_iter().collect::<Vec<_>>(), expected, "{label}");
        }
    }

    #[test]
    fn among_fifty_thousand_people_a_pair_in_a_thousand_is_compared() {
        let names =
            ["Misiek", "Mietek", "Zenek", "Józek", "Ryszard", "Halina", "Bolek", "Kazik", "Tadek", "Ela"];
        let faces: Vec<Face> = (0_u32..50_000)
            .map(|n| {
                let name = names[usize::try_from(n % 10).unwrap()];
                // Letters of their own, so that not everybody bears one of ten names.
                let own: String =
                    n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
                face(&format!("{name} {own}"), Some(1940 + i64::from(n % 60)))
            })
            .collect();
        let compared = neighbours(&faces).len();
        let all = 50_000_usize * 49_999 / 2;
        assert!(compared * 1_000 < all, "{compared} of {all}");
        assert!(compared > 0);
    }
}
