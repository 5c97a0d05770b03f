//! *Today*: am I safe, where next, what is unsent.

use serde::Serialize;
use ts_rs::TS;

use super::Look;
use super::due::{Cold, Tonight, due};
use super::outing::{OutingCard, current_outing, planned};
use super::site::{SiteRow, sites};
use crate::clock::Millis;
use crate::error::Result;

/// What a streetworker needs at a glance.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Today {
    /// The outing this worker is on.
    pub outing: Option<OutingCard>,
    /// Those this worker means to go on, the next first.
    pub planned: Vec<OutingCard>,
    /// It freezes tonight.
    pub frost: Option<Frost>,
    /// Sites that need a visit, most urgent first.
    pub due: Vec<SiteRow>,
    /// How many more are due than are listed.
    pub more_due: usize,
}

/// A night on which people may freeze.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Frost {
    /// Air temperature in °C, as the outing has it.
    pub temperature: i64,
    /// Sites where somebody may freeze.
    pub at_risk: usize,
    /// Of these, not visited on this outing.
    pub unseen: usize,
}

/// Sites listed on the first screen.
const LISTED: usize = 20;
/// Without an outing, what was visited within the last half day was visited tonight.
const NIGHT_MS: i64 = Millis::DAY / 2;

/// The worker's day. At `frost_at` °C and below it is frost.
pub fn today(look: &Look<'_>, frost_at: i64) -> Result<Today> {
    let mut today = today_whole(look, frost_at)?;
    today.more_due = today.due.len().saturating_sub(LISTED);
    today.due.truncate(LISTED);
    Ok(today)
}

/// The same with every site that waits.
pub(super) fn today_whole(look: &Look<'_>, frost_at: i64) -> Result<Today> {
    let outing = current_outing(look)?;
    let temperature = outing.as_ref().and_then(|outing| outing.temperature);
    let tonight = Tonight {
        cold: match temperature {
            None => Cold::Unknown,
            Some(degrees) if degrees <= frost_at => Cold::Freezing,
            Some(_) => Cold::Mild,
        },
        since: outing.as_ref().map_or(look.now.plus(-NIGHT_MS), |outing| outing.started),
        now: look.now,
    };
    let sites = sites(look)?;
    let at_risk: Vec<&SiteRow> = sites.iter().filter(|site| tonight.is_at_risk(site)).collect();
    let frost = temperature.filter(|_| tonight.cold == Cold::Freezing).map(|temperature| Frost {
        temperature,
        at_risk: at_risk.len(),
        unseen: at_risk.iter().filter(|site| !tonight.has_seen(site)).count(),
    });
    Ok(Today { outing, planned: planned(look)?, frost, due: due(sites, &tonight), more_due: 0 })
}
