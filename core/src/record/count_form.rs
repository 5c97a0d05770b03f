//! The questionnaires of a count: versioned data files in `core/forms`, with labels in three languages. What the
//! ministry asks changes from count to count; the code does not.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use super::code::CodeEntry;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/forms");

/// One questionnaire.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct CountForm {
    /// The name by which counts refer to it.
    pub form: String,
    /// Grows with every change of its questions or options; each questionnaire notes the version it was asked in.
    pub version: i64,
    /// The questions in the order they are asked.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Question {
    /// What stands before the colon of an answer.
    pub key: String,
    /// What may be answered.
    pub ask: Ask,
    /// The question in Polish.
    pub pl: String,
    /// The question in English.
    pub en: String,
    /// The question in Ukrainian.
    pub uk: String,
    /// May be guessed of whoever refuses or is only seen.
    #[serde(default)]
    pub guess: bool,
    /// Part of the key by which two questionnaires of one person are found.
    #[serde(default)]
    pub tells_apart: bool,
    /// What can be chosen.
    #[serde(default)]
    pub options: Vec<CodeEntry>,
    /// The smallest number accepted.
    #[serde(default)]
    pub min: i64,
    /// The largest number accepted.
    #[serde(default)]
    pub max: i64,
}

/// What may be answered to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// One option.
    One,
    /// Any of the options.
    Many,
    /// A whole number.
    Number,
}

impl Question {
    /// Is that an answer to it?
    pub fn accepts(&self, answer: &str) -> bool {
        match self.ask {
            Ask::One | Ask::Many => self.options.iter().any(|option| option.key == answer),
            Ask::Number => answer.parse::<i64>().is_ok_and(|number| (self.min..=self.max).contains(&number)),
        }
    }
}

/// Every shipped questionnaire, by name.
pub fn count_forms() -> &'static BTreeMap<String, CountForm> {
    static FORMS: OnceLock<BTreeMap<String, CountForm>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let json = FILES.files().filter(|file| file.path().extension().is_some_and(|ext| ext == "json"));
        json.map(|file| {
            let form: CountForm =
                serde_json::from_slice(file.contents()).expect("shipped questionnaires are tested to parse");
            (form.form.clone(), form)
        })
        .collect()
    })
}

/// Is `answer` (`question:option`) one that a shipped questionnaire offers?
pub fn known_answer(answer: &str) -> bool {
    let Some((question, option)) = answer.split_once(':') else { return false };
    let questions = count_forms().values().flat_map(|form| &form.questions);
    questions.into_iter().any(|one| one.key == question && one.accepts(option))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_question_and_option_has_a_key_of_its_own_and_words_in_three_languages() {
        assert!(count_forms().contains_key("homeless_count"));
        for form in count_forms().values() {
            let keys: BTreeSet<_> = form.questions.iter().map(|question| &question.key).collect();
            assert_eq!(keys.len(), form.questions.len(), "{} repeats a question", form.form);
            for question in &form.questions {
                let words = [&question.pl, &question.en, &question.uk];
                assert!(words.iter().all(|words| !words.is_empty()), "{}", question.key);
                let keys: BTreeSet<_> = question.options.iter().map(|option| &option.key).collect();
                assert_eq!(keys.len(), question.options.len(), "{} repeats an option", question.key);
                for option in &question.options {
                    let words = [&option.pl, &option.en, &option.uk];
                    assert!(words.iter().all(|words| !words.is_empty()), "{}.{}", question.key, option.key);
                }
                let is_number = question.ask == Ask::Number;
                assert_eq!(question.options.is_empty(), is_number, "{} can be answered", question.key);
                assert_eq!(question.min < question.max, is_number, "{} has bounds", question.key);
            }
        }
    }

    #[test]
    fn what_is_guessed_is_asked_in_every_questionnaire_first() {
        for form in count_forms().values() {
            let guessed = form.questions.iter().take_while(|question| question.guess).count();
            let all = form.questions.iter().filter(|question| question.guess).count();
            assert!(all > 0 && guessed == all, "{}", form.form);
        }
    }
}
