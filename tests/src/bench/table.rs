//! The table: `what · ours · floor or peer · ratio · goal · met|missed`.

use std::fmt;

/// What was measured again and again.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// One more.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// The middle one; none of none.
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }

    fn ends(&self) -> Option<(f64, f64)> {
        let least = self.0.iter().copied().min_by(f64::total_cmp)?;
        Some((least, self.0.iter().copied().max_by(f64::total_cmp)?))
    }
}

impl From<f64> for Samples {
    fn from(value: f64) -> Self {
        Self(vec![value])
    }
}

/// The median, with the least and the most where they differ.
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(median), Some((least, most))) = (self.median(), self.ends()) else {
            return f.write_str("not run");
        };
        f.write_str(&number(median))?;
        if self.0.len() > 1 { write!(f, " ({}–{})", number(least), number(most)) } else { Ok(()) }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 10_000.0 => format!("{:.0} k", value / 1_000.0),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// What is to be reached.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Ours is at least so many times the other.
    TimesAtLeast(f64),
    /// Ours is at most so many times the other.
    TimesAtMost(f64),
    /// Ours is at most that.
    AtMost(f64),
    /// Only to know.
    None,
}

/// The rows, as they come.
#[derive(Default)]
pub struct Table {
    rows: Vec<[String; 6]>,
}

impl Table {
    /// Adds a row: ours beside the floor or the peer of that name, which may not have run.
    pub fn row(&mut self, what: &str, ours: &Samples, other: Option<(&str, &Samples)>, goal: Goal) {
        let beside = other.and_then(|(_, other)| other.median());
        let ratio = ours.median().zip(beside).map(|(ours, other)| ours / other);
        let met = match (goal, ratio, ours.median()) {
            (Goal::TimesAtLeast(goal), Some(ratio), _) => Some(ratio >= goal),
            (Goal::TimesAtMost(goal), Some(ratio), _) => Some(ratio <= goal),
            (Goal::AtMost(goal), _, Some(ours)) => Some(ours <= goal),
            _ => None,
        };
        let goal = match goal {
            Goal::TimesAtLeast(goal) => format!("≥{goal}×"),
            Goal::TimesAtMost(goal) => format!("≤{goal}×"),
            Goal::AtMost(goal) => format!("≤{goal}"),
            Goal::None => "–".to_owned(),
        };
        let other = other.map_or_else(|| "–".to_owned(), |(name, other)| format!("{name}: {other}"));
        let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}×"));
        let verdict = met.map_or("–", |met| if met { "met" } else { "missed" }).to_owned();
        self.rows.push([what.to_owned(), ours.to_string(), other, ratio, goal, verdict]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | ours | floor or peer | ratio | goal | |\n|---|---|---|---|---|---|")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}
