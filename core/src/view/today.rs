//! *Today*: am I safe, where next, what is unsent.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::outing::{OutingCard, outings};
use super::site::{SiteMark, SiteRow, sites};
use crate::clock::Millis;
use crate::error::Result;

/// What a streetworker needs at a glance.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Today {
    /// The outing this worker is on.
    pub outing: Option<OutingCard>,
    /// Sites that need a visit, most urgent first.
    pub due: Vec<SiteRow>,
    /// How many more are due than are listed.
    pub more_due: usize,
}

/// Sites listed on the first screen.
const LISTED: usize = 20;
/// An outing nobody ended counts as over after two days.
const FORGOTTEN_MS: i64 = 2 * Millis::DAY;

/// The worker's day.
pub fn today(look: &Look<'_>) -> Result<Today> {
    let worker = look.reader.worker;
    let since = look.now.plus(-FORGOTTEN_MS);
    let mine = |outing: &OutingCard| outing.ended.is_none() && outing.crew.contains(&worker);
    let outing = outings(look, since)?.into_iter().find(mine);
    let needs_visit = |site: &SiteRow| site.overdue || site.mark == SiteMark::Danger;
    let mut due: Vec<SiteRow> = sites(look)?.into_iter().filter(needs_visit).collect();
    let more_due = due.len().saturating_sub(LISTED);
    due.truncate(LISTED);
    Ok(Today { outing, due, more_due })
}
