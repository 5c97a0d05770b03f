//! Who takes part and what may happen: one space of states to look through.

use crate::claims::{CAUSE, SEEN};
use crate::op::Time;
use crate::phone::Stroke;
use crate::rules::{EVENING, Rules, STEP};

/// How the server's log goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setback {
    /// It does not.
    Never,
    /// Its epoch changes, as an operator sees to.
    Noticed,
    /// Its epoch stays.
    Unnoticed,
}

/// What may happen, at any moment and in any order.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its name.
    pub name: &'static str,
    /// What each phone writes, in this order.
    pub strokes: Vec<Vec<Stroke>>,
    /// How many requests may come when their phone has long given up: late, or again, with the answer lost.
    pub late: usize,
    /// Whether, and how, the server is put back once to any earlier state.
    pub setback: Setback,
    /// The record that is erased once.
    pub erase: Option<u8>,
    /// The last phone is no phone of its own: it is a copy of the first, made at any moment.
    pub copy: bool,
    /// How many operations a phone may write while an answer is on its way.
    pub meanwhile: usize,
    /// Writing is a step of its own as well. That adds states of which nobody but the writer knows.
    pub writing_apart: bool,
    /// Claims that do not hold here, and are known not to: `docs/SYNC.md`, "The model", says how it comes.
    pub known: Vec<&'static str>,
    /// The rules in force.
    pub rules: Rules,
}

/// Each phone's strokes: records, each with how far the clock is ahead then. The times are about the same on
/// all phones, whoever writes first: clocks are never right to the moment.
fn strokes(plan: &Plan) -> Vec<Vec<Stroke>> {
    let (mut word, mut all) = (0, Vec::new());
    for phone in plan {
        let mut own = Vec::new();
        for ((record, ahead), at) in phone.iter().zip((EVENING..).step_by(usize::from(STEP.unsigned_abs()))) {
            own.push(Stroke { word, record: *record, at, ahead: *ahead });
            word += 1;
        }
        all.push(own);
    }
    all
}

type Plan = [&'static [(u8, Time)]; 3];

/// A clock that is right, one a little fast, and one far ahead that is set right after the first operation.
const SIX: Plan = [&[(0, 0), (1, 0)], &[(0, 1), (0, 1)], &[(0, 20), (1, 0)]];
/// The last is a copy of the first.
const SIX_WITH_A_COPY: Plan = [&[(0, 0), (1, 0)], &[(0, 1), (0, 1)], &[(0, 0), (0, 0)]];
const FOUR: Plan = [&[(0, 0)], &[(0, 1)], &[(0, 20), (1, 0)]];
const FOUR_WITH_A_COPY: Plan = [&[(0, 0)], &[(0, 1)], &[(0, 0), (0, 0)]];
const THREE: Plan = [&[(0, 0)], &[(0, 1)], &[(1, 20)]];

impl Story {
    fn of(name: &'static str, plan: &Plan) -> Self {
        Self {
            name,
            strokes: strokes(plan),
            late: 0,
            setback: Setback::Never,
            erase: None,
            copy: false,
            meanwhile: 1,
            writing_apart: false,
            known: Vec::new(),
            rules: Rules::default(),
        }
    }

    /// Three phones, six operations, two records.
    pub fn six() -> Vec<Self> {
        Self::with(&SIX, &SIX_WITH_A_COPY)
    }

    /// The same with four operations.
    pub fn four() -> Vec<Self> {
        Self::with(&FOUR, &FOUR_WITH_A_COPY)
    }

    /// The same with three: small enough to be looked through without leaving anything out.
    pub fn three() -> Vec<Self> {
        Self::with(&THREE, &THREE)
    }

    fn with(plan: &Plan, copied: &Plan) -> Vec<Self> {
        vec![
            Self { late: 1, ..Self::of("late and lost", plan) },
            Self { setback: Setback::Noticed, known: vec![CAUSE], ..Self::of("restored", plan) },
            Self { setback: Setback::Unnoticed, known: vec![CAUSE], ..Self::of("set back unnoticed", plan) },
            Self { erase: Some(0), late: 1, ..Self::of("erased", plan) },
            Self { copy: true, late: 1, ..Self::of("copied", copied) },
            Self {
                erase: Some(0),
                setback: Setback::Unnoticed,
                known: vec![CAUSE],
                ..Self::of("erased and set back", plan)
            },
            Self {
                copy: true,
                setback: Setback::Noticed,
                known: vec![CAUSE, SEEN],
                ..Self::of("copied and restored", copied)
            },
        ]
    }

    /// The one of that name, with four operations.
    ///
    /// # Panics
    /// If there is none.
    pub fn named(name: &str) -> Self {
        let found = Self::four().into_iter().find(|story| story.name == name);
        found.expect("a story is asked for by its name")
    }
}
