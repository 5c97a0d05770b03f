//! Where next: the sites that wait for somebody, the most urgent first.
//!
//! Frost goes before everything; within frost and within the rest, how long nobody came is weighed against
//! how far it is to walk.

use super::site::{SiteMark, SiteRow};
use crate::clock::Millis;

/// How far a crew would walk for a site that waits a day longer.
const METRES_PER_DAY: f64 = 250.0;
/// A site waits no more than that, also one where nobody ever was: distance must go on to count.
const LONGEST_WAIT_DAYS: i64 = 60;

/// Whether somebody may freeze tonight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cold {
    /// It is as cold as the team calls frost, or colder.
    Freezing,
    /// It is warmer.
    Mild,
    /// Nobody said; the team goes as if it froze.
    Unknown,
}

/// What the evening is like.
#[derive(Clone, Copy, Debug)]
pub struct Tonight {
    /// Whether somebody may freeze.
    pub cold: Cold,
    /// Whoever was visited after this was visited tonight, and waits no more.
    pub since: Millis,
    /// The time.
    pub now: Millis,
}

impl Tonight {
    /// Is a visit to this site urgent because of the cold?
    pub fn is_at_risk(&self, site: &SiteRow) -> bool {
        site.frost_risk && site.mark != SiteMark::Closed && self.cold != Cold::Mild
    }

    /// Was somebody there tonight, and did they see who is there? Before a locked gate they did not.
    pub fn has_seen(&self, site: &SiteRow) -> bool {
        self.has_gone_to(site)
            && site.last_result.as_ref().is_none_or(|result| result.as_str() != "no_access")
    }

    fn has_gone_to(&self, site: &SiteRow) -> bool {
        site.last_visit.is_some_and(|at| at >= self.since)
    }
}

/// Those of `sites` that wait for a visit tonight, the most urgent first.
pub fn due(sites: Vec<SiteRow>, tonight: &Tonight) -> Vec<SiteRow> {
    let mut waiting: Vec<(Urgency, SiteRow)> =
        sites.into_iter().filter_map(|site| Some((urgency(&site, tonight)?, site))).collect();
    waiting.sort_by(|(a, site_a), (b, site_b)| {
        let order = a.why.cmp(&b.why).then(a.costs_m.total_cmp(&b.costs_m));
        order.then_with(|| site_a.id.cmp(&site_b.id))
    });
    waiting.into_iter().map(|(_, site)| site).collect()
}

/// Frost goes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Frost,
    Overdue,
}

struct Urgency {
    why: Why,
    /// The way there, less what the wait is worth, in metres.
    costs_m: f64,
}

fn urgency(site: &SiteRow, tonight: &Tonight) -> Option<Urgency> {
    if tonight.has_seen(site) {
        return None;
    }
    let (why, waits_since) = if tonight.is_at_risk(site) {
        (Why::Frost, site.last_visit)
    } else if site.overdue && !tonight.has_gone_to(site) {
        (Why::Overdue, site.due)
    } else {
        return None;
    };
    let days = waits_since.map_or(LONGEST_WAIT_DAYS, |since| tonight.now.since(since) / Millis::DAY);
    let days = i32::try_from(days.clamp(0, LONGEST_WAIT_DAYS)).unwrap_or_default();
    let costs_m = site.distance_m.unwrap_or_default() - METRES_PER_DAY * f64::from(days);
    Some(Urgency { why, costs_m })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_000_000_000);
    const HOUR_MS: i64 = 3_600_000;

    fn site(n: u8, visited_days_ago: Option<i64>, distance_m: f64) -> SiteRow {
        let last_visit = visited_days_ago.map(|days| NOW.plus(-days * Millis::DAY));
        let due = last_visit.map(|at| at.plus(30 * Millis::DAY));
        SiteRow {
            id: [n; 16].into(),
            name: n.to_string(),
            category: None,
            state: None,
            area: None,
            position: None,
            mark: SiteMark::Active,
            frost_risk: false,
            overdue: due.is_none_or(|due| due < NOW),
            hazards: Vec::new(),
            last_visit,
            last_result: None,
            people: None,
            interval_days: 30,
            due,
            promised: None,
            distance_m: Some(distance_m),
            unsent: false,
        }
    }

    fn cold_site(n: u8, visited_days_ago: Option<i64>, distance_m: f64) -> SiteRow {
        SiteRow { frost_risk: true, mark: SiteMark::Danger, ..site(n, visited_days_ago, distance_m) }
    }

    fn order(sites: Vec<SiteRow>, cold: Cold) -> String {
        let tonight = Tonight { cold, since: NOW.plus(-HOUR_MS * 2), now: NOW };
        due(sites, &tonight).into_iter().map(|site| site.name).collect()
    }

    #[test]
    fn frost_goes_before_everything_and_only_in_frost() {
        let sites = || vec![site(1, Some(50), 100.0), cold_site(2, Some(3), 4000.0), site(3, Some(5), 10.0)];
        assert_eq!(
            order(sites(), Cold::Freezing),
            "21",
            "the far one in frost first, the one in time not at all"
        );
        assert_eq!(order(sites(), Cold::Unknown), "21", "nobody said that it is warm");
        assert_eq!(order(sites(), Cold::Mild), "1", "in the mild it is not due for days");
    }

    #[test]
    fn a_day_of_waiting_is_worth_a_quarter_of_a_kilometre() {
        let near_and_far = |days: i64| {
            let sites = vec![site(1, Some(31), 500.0), site(2, Some(31 + days), 2000.0)];
            order(sites, Cold::Mild)
        };
        assert_eq!(near_and_far(5), "12");
        assert_eq!(near_and_far(7), "21");
    }

    #[test]
    fn who_was_never_visited_waits_long_but_not_for_ever() {
        let sites = vec![site(1, None, 20_000.0), site(2, Some(31), 100.0), site(3, Some(60), 100.0)];
        assert_eq!(order(sites, Cold::Mild), "321");
    }

    #[test]
    fn who_was_visited_tonight_waits_no_more() {
        let seen = SiteRow { last_visit: Some(NOW.plus(-HOUR_MS)), ..cold_site(1, Some(40), 5.0) };
        assert_eq!(order(vec![seen, cold_site(2, Some(1), 5.0)], Cold::Freezing), "2");
    }

    #[test]
    fn who_sleeps_behind_a_locked_gate_still_waits_in_the_frost() {
        let locked = Some(crate::record::Code::from("no_access"));
        let at = Some(NOW.plus(-HOUR_MS));
        let cold = SiteRow { last_visit: at, last_result: locked.clone(), ..cold_site(1, Some(40), 5.0) };
        let tonight = Tonight { cold: Cold::Freezing, since: NOW.plus(-2 * HOUR_MS), now: NOW };
        assert!(!tonight.has_seen(&cold));
        let warm = SiteRow { last_visit: at, last_result: locked, overdue: true, ..site(2, Some(40), 5.0) };
        assert_eq!(order(vec![cold, warm], Cold::Freezing), "1", "once is enough where nobody may freeze");
    }

    #[test]
    fn nobody_is_sent_to_a_closed_site() {
        let closed = SiteRow { mark: SiteMark::Closed, overdue: false, ..cold_site(1, Some(40), 5.0) };
        assert_eq!(order(vec![closed], Cold::Freezing), "");
    }
}
