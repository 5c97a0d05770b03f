//! Is this JSON value what the field table says? Parse at the edge, then trust.

use serde_json::Value;

use super::code::known_code;
use super::count_form::known_answer;
use super::field::{Codes, FieldType, Problem};
use super::photo;
use super::position::Position;
use super::sound;
use super::when::Date;
use crate::clock::{Millis, Moment};

/// What is wrong with one value of type `ty`, if anything.
pub fn value(ty: FieldType, value: &Value, codes: Codes) -> Option<Problem> {
    match ty {
        FieldType::Text { max } => text(value, max),
        FieldType::Code { list } => code(value, list, codes),
        FieldType::Integer { min, max } => integer(value, min, max),
        FieldType::Flag => wrong_unless(value.is_boolean()),
        FieldType::Moment => moment(value),
        FieldType::Date => wrong_unless(value.as_str().is_some_and(|day| Date::parse(day).is_some())),
        FieldType::Position => position(value),
        FieldType::Reference => wrong_unless(is_uuid(value)),
        FieldType::Unanswered => unanswered(value, codes),
        FieldType::Photo => photo::check(value, codes),
        FieldType::Sound => sound::check(value, codes),
        FieldType::Answer => answer(value, codes),
    }
}

const fn wrong_unless(right: bool) -> Option<Problem> {
    if right { None } else { Some(Problem::WrongType) }
}

fn is_uuid(value: &Value) -> bool {
    value.as_str().is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())
}

fn text(value: &Value, max: usize) -> Option<Problem> {
    match value.as_str() {
        None => Some(Problem::WrongType),
        Some(text) if text.chars().count() > max => Some(Problem::TooLong { max }),
        Some(_) => None,
    }
}

fn code(value: &Value, list: &str, codes: Codes) -> Option<Problem> {
    match value.as_str() {
        None => Some(Problem::WrongType),
        Some(key) if key.is_empty() || key.len() > 64 => Some(Problem::UnknownCode),
        Some(key) if codes == Codes::Known && !known_code(list, key) => Some(Problem::UnknownCode),
        Some(_) => None,
    }
}

fn unanswered(value: &Value, codes: Codes) -> Option<Problem> {
    let Some(text) = value.as_str() else { return Some(Problem::WrongType) };
    match text.split_once(':') {
        Some((field, why)) if !field.is_empty() && field.len() <= 64 => {
            code(&Value::from(why), "missing_answer", codes)
        }
        _ => Some(Problem::WrongType),
    }
}

fn answer(value: &Value, codes: Codes) -> Option<Problem> {
    let Some(text) = value.as_str() else { return Some(Problem::WrongType) };
    match text.split_once(':') {
        Some((question, option)) if question.is_empty() || option.is_empty() => Some(Problem::WrongType),
        Some(_) if text.len() > 130 => Some(Problem::UnknownCode),
        Some(_) if codes == Codes::Known && !known_answer(text) => Some(Problem::UnknownCode),
        Some(_) => None,
        None => Some(Problem::WrongType),
    }
}

fn integer(value: &Value, min: i64, max: i64) -> Option<Problem> {
    match value.as_i64() {
        None => Some(Problem::WrongType),
        Some(number) if (min..=max).contains(&number) => None,
        Some(_) => Some(Problem::OutOfRange),
    }
}

fn moment(value: &Value) -> Option<Problem> {
    match serde_json::from_value::<Moment>(value.clone()) {
        Err(_) => Some(Problem::WrongType),
        Ok(moment) if !believable(moment.ms) => Some(Problem::UnbelievableTime),
        Ok(moment) if !(-840..=840).contains(&moment.offset) => Some(Problem::OutOfRange),
        Ok(_) => None,
    }
}

fn believable(ms: Millis) -> bool {
    Millis::BELIEVABLE.contains(&ms)
}

fn position(value: &Value) -> Option<Problem> {
    match serde_json::from_value::<Position>(value.clone()) {
        Err(_) => Some(Problem::WrongType),
        Ok(position) if !position.is_on_earth() => Some(Problem::OutOfRange),
        Ok(_) => None,
    }
}
