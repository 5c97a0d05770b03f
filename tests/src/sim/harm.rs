//! What must never happen, and whether it did.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A kind of harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// Something written is nowhere, or not where it ought to be.
    Lost,
    /// Something written stands twice.
    Doubled,
    /// Two who should hold the same do not.
    Diverged,
    /// Something is where it may not be.
    Leaked,
    /// Something replaced, taken back or erased is there again.
    Resurrected,
}

impl Harm {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 5] = [Self::Lost, Self::Doubled, Self::Diverged, Self::Leaked, Self::Resurrected];
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::Diverged => "diverged",
            Self::Leaked => "leaked",
            Self::Resurrected => "resurrected",
        })
    }
}

/// Harms of one kind that are told in full.
const TOLD: usize = 5;

/// The harm done in one story, in words.
#[derive(Clone, Debug, Default)]
pub struct Harms(BTreeMap<Harm, Vec<String>>);

impl Harms {
    /// Notes one.
    pub fn note(&mut self, harm: Harm, what: impl Into<String>) {
        self.0.entry(harm).or_default().push(what.into());
    }

    /// How often it was done.
    pub fn count(&self, harm: Harm) -> usize {
        self.0.get(&harm).map_or(0, Vec::len)
    }

    /// Was none done?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The kinds that were done.
    pub fn kinds(&self) -> Vec<Harm> {
        self.0.keys().copied().collect()
    }

    /// What was done, without whom and what it was done to: by this a harm is known again in a shorter
    /// story.
    pub fn shapes(&self) -> BTreeSet<String> {
        self.0
            .iter()
            .flat_map(|(harm, all)| all.iter().map(move |what| format!("{harm} {}", shape(what))))
            .collect()
    }
}

/// The first few words, without those that hold a figure.
fn shape(what: &str) -> String {
    let words = what.split_whitespace().filter(|word| !word.bytes().any(|letter| letter.is_ascii_digit()));
    words.take(6).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Harms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (harm, all) in &self.0 {
            for what in all.iter().take(TOLD) {
                writeln!(f, "  {harm}: {what}")?;
            }
            if all.len() > TOLD {
                writeln!(f, "  {harm}: and {} more", all.len() - TOLD)?;
            }
        }
        Ok(())
    }
}
