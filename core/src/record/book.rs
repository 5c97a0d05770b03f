//! The field tables as a page for people: `docs/FIELDS.md`, written by `make types`. With `docs/SYNC.md` it is all
//! that the writer of another client needs to know.

use super::{Ask, FieldSpec, FieldType, Kind, Question, Sensitivity, Shape, code_lists, count_forms};

/// The page.
pub fn tables() -> String {
    let kinds: Vec<String> = Kind::ALL.iter().copied().map(of_kind).collect();
    [INTRODUCTION, &kinds.concat(), LISTS, &lists(), QUESTIONNAIRES, &questionnaires()].concat()
}

const INTRODUCTION: &str = "<!-- Generated from core/src/record by `make types`. Do not edit. -->

# Fields

What stands in the bodies of operations ([SYNC.md](SYNC.md), section 2), one table for each kind of record.

An **event** is one form, written whole: `event`, corrected by `amend`, withdrawn by `void`. All its fields are members
of the form; a field of several values is a list. A **living** record has no form: each field is a cell of its own,
written by `set`; a field of several values is a set, whose elements are written by `add` and taken back by `remove`.

*Needed* says without which fields a record means nothing. The server asks for them in every form (`event` and `amend`:
`invalid: FIELD: Missing`). Of a living record it asks nothing at once, for its fields come one by one: the client asks.
In an *important* field two values written at the same time are both shown until somebody decides. *personal*, *place*
and *special* (GDPR art. 9) say why not everybody may see a field.

| a value | in JSON |
|---|---|
| text | a string of at most so many characters |
| code | a key of the list named, as a string; the keys are below. A reader keeps and shows one it does not know |
| number | a whole number within the bounds, both included |
| yes or no | `true`, `false` |
| moment | `{\"ms\":1795366800000,\"offset\":60}`: milliseconds since 1970, UTC; minutes by which the wall clock is ahead of UTC, 0 if absent, −840 to 840. From the year 2000 up to 2100 |
| day | `\"2026-11-22\"` |
| position | `{\"lat\":51.93,\"lon\":19.42,\"accuracy_m\":8.0,\"source\":\"fix\"}`: degrees, WGS 84; the radius in metres if it is known; `fix`, or `pin` if set by hand. `cell` is the server's |
| id | the id of another record, as a string |
| unanswered | a question without an answer and why: `\"birth_year:declines_to_say\"`, the name of a field, a colon, a key of `missing_answer` |
| answer | `\"sex:female\"`, `\"birth_year:1971\"`: the key of a question, a colon, the key of an option or a number |
| picture, sound | see SYNC.md, section 13 |

`null` in a `set` clears the field.
";

const LISTS: &str = "
# Code lists

Their labels in Polish, English and Ukrainian are in `core/codes`.

| list | keys |
|---|---|
";

const QUESTIONNAIRES: &str = "
# Questionnaires of counts

Their words are in `core/forms`.

| form | question | answers |
|---|---|---|
";

fn of_kind(kind: Kind) -> String {
    let shape = match kind.shape() {
        Shape::Event => "An event",
        Shape::Living => "A living record",
    };
    let about: String = kind.about().concat();
    let rows: String = kind.fields().iter().map(|field| row(kind.shape(), field)).collect();
    format!(
        "\n## {kind}\n\n{shape}.{about}\n\n| field | value | written by | needed | | what it tells |\n|---|---|---|---|---|---|\n{rows}"
    )
}

fn row(shape: Shape, field: &FieldSpec) -> String {
    let written = match (shape, field.many) {
        (Shape::Event, _) => "`event`",
        (Shape::Living, true) => "`add`",
        (Shape::Living, false) => "`set`",
    };
    let needed = if field.required { "yes" } else { "" };
    let marks = [sensitivity(field.sensitivity), if field.important { "important" } else { "" }];
    let marks = marks.into_iter().filter(|mark| !mark.is_empty()).collect::<Vec<_>>().join(", ");
    let (name, value, about) = (field.name, value(field), field.about.trim());
    format!("| `{name}` | {value} | {written} | {needed} | {marks} | {about} |\n")
}

fn value(field: &FieldSpec) -> String {
    let one = match field.ty {
        FieldType::Text { max } => format!("text, {max}"),
        FieldType::Code { list } => format!("code `{list}`"),
        FieldType::Integer { min, max } => format!("number, {min} to {max}"),
        FieldType::Flag => "yes or no".to_owned(),
        FieldType::Moment => "moment".to_owned(),
        FieldType::Date => "day".to_owned(),
        FieldType::Position => "position".to_owned(),
        FieldType::Reference => "id".to_owned(),
        FieldType::Unanswered => "unanswered".to_owned(),
        FieldType::Photo => "picture".to_owned(),
        FieldType::Sound => "sound".to_owned(),
        FieldType::Answer => "answer".to_owned(),
    };
    match (field.many, field.most) {
        (false, _) => one,
        (true, 0) => format!("several: {one}"),
        (true, most) => format!("at most {most}: {one}"),
    }
}

const fn sensitivity(of: Sensitivity) -> &'static str {
    match of {
        Sensitivity::Plain => "",
        Sensitivity::Personal => "personal",
        Sensitivity::ExactPlace => "place",
        Sensitivity::Special => "special",
    }
}

fn lists() -> String {
    let row = |list: &super::CodeList| {
        let keys: Vec<String> = list.entries.iter().map(|entry| format!("`{}`", entry.key)).collect();
        format!("| {} | {} |\n", list.list, keys.join(" "))
    };
    code_lists().values().map(row).collect()
}

fn questionnaires() -> String {
    let forms = count_forms().values();
    let rows = forms.flat_map(|form| {
        let name = format!("`{}` {}", form.form, form.version);
        form.questions
            .iter()
            .map(move |question| format!("| {name} | `{}` | {} |\n", question.key, answers(question)))
    });
    rows.collect()
}

fn answers(question: &Question) -> String {
    let options: Vec<String> = question.options.iter().map(|option| format!("`{}`", option.key)).collect();
    match question.ask {
        Ask::One => format!("one of {}", options.join(" ")),
        Ask::Many => format!("any of {}", options.join(" ")),
        Ask::Number => format!("a number, {} to {}", question.min, question.max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_in_the_book_with_what_it_tells_and_every_list_it_names_with_its_keys() {
        let book = tables();
        for kind in Kind::ALL {
            assert!(book.contains(&format!("\n## {kind}\n")), "{kind}");
            for field in kind.fields() {
                assert!(!field.about.trim().is_empty(), "{kind}.{} says nothing", field.name);
                let FieldType::Code { list } = field.ty else { continue };
                assert!(book.contains(&format!("\n| {list} | `")), "{kind}.{} names {list}", field.name);
            }
        }
    }
}
