//! Makes a story that does harm shorter, as long as it does the same kind of harm.

use std::collections::BTreeSet;

use super::story::Story;
use super::{Trace, tell};

/// Stories tried before the shortest so far is good enough.
const TRIALS: usize = 600;

/// The shortest story found that does some of the harm this one does.
pub fn shrink(story: &Story, shapes: &BTreeSet<String>) -> Story {
    let mut best = story.clone();
    let mut trials = 0;
    let mut chunk = best.steps.len().div_ceil(2);
    while chunk > 0 && trials < TRIALS {
        let shorter = pass(&best, chunk, shapes, &mut trials);
        let helped = shorter.steps.len() < best.steps.len();
        best = shorter;
        if !helped || chunk > 1 {
            chunk = if chunk == 1 { 0 } else { chunk.div_ceil(2) };
        }
    }
    best
}

/// Leaves out one stretch after another where the harm is done without it.
fn pass(story: &Story, chunk: usize, shapes: &BTreeSet<String>, trials: &mut usize) -> Story {
    let mut best = story.clone();
    let mut from = 0;
    while from < best.steps.len() && *trials < TRIALS {
        let mut shorter = best.clone();
        let until = (from + chunk).min(shorter.steps.len());
        let left_out: i64 = shorter.steps.drain(from..until).map(|step| step.after).sum();
        // The time goes by all the same.
        if let Some(next) = shorter.steps.get_mut(from) {
            next.after += left_out;
        }
        *trials += 1;
        if tell(&shorter, Trace::Off).harms.shapes().is_disjoint(shapes) {
            from += chunk;
        } else {
            best = shorter;
        }
    }
    best
}
