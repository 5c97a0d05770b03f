//! Days and hours of the demo, by the clock of a Polish town.

use chrono::{Datelike, Days, NaiveDate, Offset, TimeZone};
use chrono_tz::Europe::Warsaw;
use latarnia_core::clock::{Millis, Moment};
use latarnia_core::record::Date;

/// The day the demo is made on, and how to count back from it.
#[derive(Clone, Copy)]
pub struct Calendar {
    today: NaiveDate,
    now: Millis,
}

impl Calendar {
    /// The calendar of `now`.
    pub fn at(now: Millis) -> Self {
        let local = chrono::DateTime::from_timestamp_millis(now.0).unwrap_or_default().with_timezone(&Warsaw);
        Self { today: local.date_naive(), now }
    }

    /// When the demo is made.
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// This year.
    pub fn year(&self) -> i64 {
        i64::from(self.today.year())
    }

    fn day(&self, days_ago: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days_ago)).unwrap_or(self.today)
    }

    /// The day, as forms write it.
    pub fn date(&self, days_ago: u64) -> Option<Date> {
        Date::parse(&self.day(days_ago).format("%Y-%m-%d").to_string())
    }

    /// A day after today.
    pub fn date_ahead(&self, days: u64) -> Option<Date> {
        let day = self.today.checked_add_days(Days::new(days)).unwrap_or(self.today);
        Date::parse(&day.format("%Y-%m-%d").to_string())
    }

    /// Monday is 0.
    pub fn weekday(&self, days_ago: u64) -> u32 {
        self.day(days_ago).weekday().num_days_from_monday()
    }

    /// That hour and minute of that day, by the wall clock.
    pub fn moment(&self, days_ago: u64, hour: u32, minute: u32) -> Moment {
        let wall = self.day(days_ago).and_hms_opt(hour, minute, 0).unwrap_or_default();
        let local = Warsaw.from_local_datetime(&wall).earliest();
        spoken(local.map_or(self.now, |at| Millis(at.timestamp_millis())))
    }

    /// How warm an evening of that season is, before chance: −4 °C in January, 18 °C in July.
    pub fn season_celsius(&self, days_ago: u64) -> i64 {
        let from_july = (i64::from(self.day(days_ago).ordinal()) - 200).abs();
        18 - from_july.min(365 - from_july) * 22 / 182
    }
}

/// A time as a worker of the town says it.
pub fn spoken(ms: Millis) -> Moment {
    let at = chrono::DateTime::from_timestamp_millis(ms.0).unwrap_or_default().with_timezone(&Warsaw);
    let minutes = at.offset().fix().local_minus_utc() / 60;
    Moment { ms, offset: i16::try_from(minutes).unwrap_or_default() }
}
