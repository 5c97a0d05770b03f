//! What of a person is compared with others, and with which others it is worth comparing at all.
//!
//! Comparing everybody with everybody would take a thousand million looks among 50,000 people. People
//! are put into blocks by what a pair must share, and only neighbours in a block are compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Millis;
use crate::id::RecordId;
use crate::record::{Person, Position};
use crate::store::search::{fold, similarity};

/// Most people of one block that are compared, those seen last.
const MOST_IN_BLOCK: usize = 60;
/// How much two words must be alike to sound alike, of 1: two of six letters may differ.
const ALIKE: f64 = 0.55;
/// Fewer digits are no telephone number.
const DIGITS: usize = 7;

/// What of a person is compared.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// The record; its place among the faces is how it is referred to.
    pub id: Option<RecordId>,
    /// Its group.
    pub head: Option<RecordId>,
    /// Names, folded.
    pub names: BTreeSet<String>,
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

/// How names compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Nothing in common.
    Differ,
    /// A letter or two differ.
    Alike,
    /// One and the same word.
    Same,
}

impl Face {
    /// What the record says.
    pub fn of(person: &Person) -> Self {
        Self {
            names: names_of(person),
            year: person.birth_year,
            phone: person.phone.as_deref().and_then(digits),
            not_same: person.not_same.iter().flatten().copied().collect(),
            ..Self::default()
        }
    }

    /// How the names of both compare.
    pub fn names(&self, other: &Self) -> Names {
        if self.names.intersection(&other.names).next().is_some() {
            return Names::Same;
        }
        let alike = |one: &String| {
            other.names.iter().any(|two| initial(one) == initial(two) && similarity(one, two) >= ALIKE)
        };
        if self.names.iter().any(alike) { Names::Alike } else { Names::Differ }
    }

    fn blocks(&self) -> BTreeSet<String> {
        let mut blocks: BTreeSet<String> = self.names.iter().map(|name| format!("name {name}")).collect();
        blocks.extend(self.phone.iter().map(|phone| format!("phone {phone}")));
        for (name, year) in self.names.iter().zip(std::iter::repeat(self.year)) {
            let letter = initial(name).filter(|_| year.is_some());
            blocks.extend(letter.zip(year).map(|(letter, year)| format!("year {year} {letter}")));
        }
        blocks
    }
}

fn initial(name: &str) -> Option<char> {
    name.chars().next()
}

/// Names, not descriptions: a label with a comma or a digit ("about 50, red jacket") names nobody.
fn names_of(person: &Person) -> BTreeSet<String> {
    let label = person.label.as_deref().filter(|label| !label.contains([',', '(']) && !has_digit(label));
    let all = [label, person.nickname.as_deref(), person.name_told.as_deref()];
    let folded: Vec<String> = all.into_iter().flatten().map(fold).collect();
    let words = folded.iter().flat_map(|text| text.split_whitespace());
    words.filter(|word| word.chars().count() >= 3).map(str::to_owned).collect()
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|letter| letter.is_ascii_digit())
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
    fn a_nickname_sounds_like_another_after_folding() {
        for (one, two, expected) in [
            ("Misiek", "Mietek", Names::Alike),
            ("Śliwa", "sliwa", Names::Same),
            ("Józef", "Józek", Names::Alike),
            ("Misiek", "Zenon", Names::Differ),
            ("ok. 50, czerwona kurtka", "ok. 60, czerwona kurtka", Names::Differ),
        ] {
            assert_eq!(face(one, None).names(&face(two, None)), expected, "{one} and {two}");
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
