//! Forms as a night brings them: contacts of ten mixed fields, each another, the same for the same number.

use latarnia_core::clock::{Millis, Moment};
use latarnia_core::record::{Code, Contact};

const NEEDS: [&str; 6] = ["meal", "clothing", "sleeping_bag", "shelter", "medical", "documents"];
const KINDS: [&str; 3] = ["met", "seen_only", "met"];
const SEXES: [&str; 3] = ["female", "male", "unknown_sex"];
const AGES: [&str; 4] = ["age_18_25", "age_26_40", "age_41_60", "age_over_60"];
const PHASES: [&str; 4] = ["environment_study", "making_contact", "relationship", "plan"];
const BEGUN: [&str; 3] = ["worker", "person", "third_party"];
const WORDS: [&str; 32] = [
    "herbata",
    "rękawiczki",
    "rozmowa",
    "o",
    "noclegu",
    "przy",
    "moście",
    "prosi",
    "bilet",
    "do",
    "lekarza",
    "kaszel",
    "śpiwór",
    "mokry",
    "kurtka",
    "dworzec",
    "wczoraj",
    "pies",
    "spokojnie",
    "odmawia",
    "schroniska",
    "jutro",
    "wróci",
    "dowód",
    "zgubiony",
    "ciepły",
    "posiłek",
    "noga",
    "opatrunek",
    "altanka",
    "sam",
    "dwie",
];

/// The number mixed: what looks like chance and is the same every time.
pub const fn mixed(nth: u64) -> u64 {
    let mixed = (nth.wrapping_add(1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 27)
}

fn one_of(list: &[&str], chance: u64) -> Code {
    Code::from(list[usize::try_from(chance % 97).expect("small") % list.len()])
}

/// A contact of ten fields: when, of which kind, how many, sex and age guessed, phase, who came to whom,
/// engagement, needs, and a note of five to nine words.
pub fn contact(nth: u64, now: Millis) -> Contact {
    let chance = mixed(nth);
    let note: Vec<&str> = (0..5 + chance % 5)
        .map(|word| WORDS[usize::try_from(mixed(chance ^ word) % 32).expect("small")])
        .collect();
    Contact {
        at: Some(Moment::utc(now.plus(-i64::try_from(nth % 40_000).expect("small") * 1_000))),
        kind: Some(one_of(&KINDS, chance >> 8)),
        heads: Some(i64::try_from(1 + (chance >> 16) % 4).expect("small")),
        seen_sex: Some(one_of(&SEXES, chance >> 20)),
        seen_age: Some(one_of(&AGES, chance >> 24)),
        phase: Some(one_of(&PHASES, chance >> 28)),
        initiated_by: Some(one_of(&BEGUN, chance >> 32)),
        engagement: Some(i64::try_from(1 + (chance >> 36) % 5).expect("small")),
        needs: Some(vec![one_of(&NEEDS, chance >> 40)]),
        note: Some(note.join(" ")),
        ..Contact::default()
    }
}
