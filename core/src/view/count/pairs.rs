//! Questionnaires that may be of one person: a count goes on for days, and nobody has a name in it. The answers to
//! the questions that the questionnaire marks as telling people apart are compared; a supervisor decides.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::place::questionnaires_of;
use crate::error::Result;
use crate::id::{CountId, RecordId};
use crate::record::{Questionnaire, count_forms};

/// As many equal answers make two questionnaires one person's, perhaps: of six questions one or two may have been
/// left out.
const ENOUGH: usize = 4;

/// How sure a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Likely {
    /// All that was asked in both is the same, the year of birth too.
    Very,
    /// All that was asked in both is the same, but no year of birth.
    Perhaps,
}

/// Two questionnaires that may be of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountPair {
    /// The later one.
    pub one: RecordId,
    /// The earlier one.
    pub other: RecordId,
    /// How sure it is.
    pub likely: Likely,
    /// What they have in common: `question:option`.
    pub same: Vec<String>,
}

/// The pairs of a count, the surest first. Who refused or was only seen is in none: nothing is known of them.
pub fn count_pairs(look: &Look<'_>, id: CountId) -> Result<Vec<CountPair>> {
    let all = questionnaires_of(look, id)?;
    let asked: Vec<(RecordId, Vec<(&str, &str)>)> =
        all.iter().map(|(row, questionnaire)| (row.id, telling(questionnaire))).collect();
    let mut pairs = Vec::new();
    for (nth, (one, mine)) in asked.iter().enumerate() {
        for (other, theirs) in asked.iter().skip(nth + 1) {
            if let Some((likely, same)) = compare(mine, theirs) {
                pairs.push(CountPair { one: *one, other: *other, likely, same });
            }
        }
    }
    pairs.sort_by_key(|pair| (pair.likely, std::cmp::Reverse(pair.same.len())));
    Ok(pairs)
}

/// The answers that tell people apart, by question.
fn telling(questionnaire: &Questionnaire) -> Vec<(&str, &str)> {
    let answered = questionnaire.outcome.as_ref().is_some_and(|outcome| outcome == "answered");
    let form = questionnaire.form.as_deref().and_then(|form| count_forms().get(form));
    let Some(form) = form.filter(|_| answered) else { return Vec::new() };
    let tells = |key: &str| form.questions.iter().any(|question| question.tells_apart && question.key == key);
    let answers = questionnaire.answers.iter().flatten().filter_map(|answer| answer.split_once(':'));
    answers.filter(|(question, _)| tells(question)).collect()
}

/// One answer that differs makes two people; a question that one was not asked says nothing.
fn compare(mine: &[(&str, &str)], theirs: &[(&str, &str)]) -> Option<(Likely, Vec<String>)> {
    let mut same = Vec::new();
    for (question, answer) in mine {
        let Some((_, other)) = theirs.iter().find(|(asked, _)| asked == question) else { continue };
        if answer != other {
            return None;
        }
        same.push(format!("{question}:{answer}"));
    }
    let year = same.iter().any(|answer| answer.starts_with("birth_year:"));
    (same.len() >= ENOUGH).then_some((if year { Likely::Very } else { Likely::Perhaps }, same))
}
