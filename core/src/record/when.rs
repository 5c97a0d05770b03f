//! A calendar day, as forms write it.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clock::{Millis, Moment};

/// A day as `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, TS)]
#[ts(type = "string")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; nothing else, and no day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        (1..=days_in(date.year, date.month)).contains(&date.day).then_some(date)
    }

    /// The day somebody's wall clock showed at that moment; none outside the years 0 to 9999.
    pub fn of(moment: Moment) -> Option<Self> {
        let wall = moment.ms.plus(i64::from(moment.offset) * 60 * Millis::SECOND);
        Self::numbered(wall.0.div_euclid(Millis::DAY))
    }

    /// Days since 1970-01-01, negative before: the calendar counted in years that begin in March, so that
    /// the day a leap year adds is a year's last.
    pub fn number(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let from_march = (month + 9) % 12;
        let day_of_year = (153 * from_march + 2) / 5 + day - 1;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - TO_1970
    }

    /// The day with that [`Self::number`].
    fn numbered(number: i64) -> Option<Self> {
        let days = number + TO_1970;
        let (era, day_of_era) = (days.div_euclid(PER_400_YEARS), days.rem_euclid(PER_400_YEARS));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / (PER_400_YEARS - 1)) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = (from_march + 2) % 12 + 1;
        Some(Self {
            year: u16::try_from(era * 400 + year_of_era + i64::from(month <= 2)).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day_of_year - (153 * from_march + 2) / 5 + 1).ok()?,
        })
    }

    /// The day so many days later, or earlier.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::numbered(self.number().saturating_add(days))
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> Self {
        // 1970-01-01 was a Thursday.
        Self::numbered(self.number() - (self.number() + 3).rem_euclid(7)).unwrap_or(self)
    }

    /// The midnight in UTC with which the day begins; in Poland it is one or two in the morning then.
    pub fn begins(self) -> Millis {
        Millis(self.number() * Millis::DAY)
    }
}

/// Days from the first of March of the year 0 to 1970-01-01.
const TO_1970: i64 = 719_468;
/// Days in 400 years: after so many the calendar begins anew.
const PER_400_YEARS: i64 = 146_097;

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

// Written as text, so the fields must not be described.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Date {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::{KnownFormat, Object, SchemaFormat, Type};
        let text = Object::builder().schema_type(Type::String);
        text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Date {}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a day is written YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_days() {
        assert!(Date::parse("2028-02-29").is_some());
        for wrong in ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "", "2026-01-01T"] {
            assert!(Date::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn every_day_of_a_century_has_its_number_and_its_week() {
        let thursday = Date::parse("1970-01-01").unwrap();
        assert_eq!((thursday.number(), thursday.monday().to_string()), (0, "1969-12-29".to_owned()));
        let first = Date::parse("1999-02-27").unwrap().number();
        for number in first..first + 37_000 {
            let day = Date::numbered(number).unwrap();
            assert_eq!(Date::parse(&day.to_string()), Some(day), "a day that exists");
            assert_eq!(day.number(), number, "{day}");
            assert_eq!(
                (number - day.monday().number(), day.monday().number().rem_euclid(7)),
                ((number + 3).rem_euclid(7), 4)
            );
        }
        assert_eq!(Date::parse("2026-11-22").unwrap().monday().to_string(), "2026-11-16", "a Sunday");
    }

    #[test]
    fn the_day_is_that_of_the_wall_clock_it_was_read_from() {
        let said = |ms, offset| Date::of(Moment { ms: Millis(ms), offset }).map(|day| day.to_string());
        assert_eq!(said(1_795_390_200_000, 0).as_deref(), Some("2026-11-22"), "23:30 in London");
        assert_eq!(
            said(1_795_390_200_000, 60).as_deref(),
            Some("2026-11-23"),
            "half past midnight in Warsaw"
        );
    }

    #[test]
    fn days_begin_when_the_calendar_says() {
        let begins = [
            ("1970-01-01", 0),
            ("2000-02-29", 951_782_400_000),
            ("2026-11-22", 1_795_305_600_000),
            ("2028-03-01", 1_835_481_600_000),
        ];
        for (day, ms) in begins {
            assert_eq!(Date::parse(day).map(Date::begins), Some(Millis(ms)), "{day}");
        }
    }
}
