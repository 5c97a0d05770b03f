//! An evening on one phone: where next, in which order, and what was corrected.

use latarnia_core::clock::{Clock, Millis, Moment};
use latarnia_core::id::{OutingId, SiteId};
use latarnia_core::op::Scope;
use latarnia_core::record::{Code, Contact, Date, Form, Outing, Position, Site, Visit};
use latarnia_core::store::pen::Place;
use latarnia_core::view::{self, EveningRoute, Look, RouteStart, Today};
use serde_json::json;

use crate::town::{Phone, Server, area};

/// Sites in a row from west to east, a street apart; the first knows frost.
fn row_of_sites(phone: &mut Phone, count: u32) -> Vec<SiteId> {
    (0..count).map(|n| add_site(phone, Position::pin(51.93, 19.40 + f64::from(n) / 200.0), n == 0)).collect()
}

fn add_site(phone: &mut Phone, position: Position, frost_risk: bool) -> SiteId {
    let id = phone.fresh_id();
    let site = Site {
        category: Some(Code::from("vacant_building")),
        position: Some(position),
        frost_risk: Some(frost_risk),
        ..Site::default()
    };
    let place = Place { id, scope: Scope::Area(area(1)), subject: None };
    phone.write(|pen| pen.create(place, &site)).unwrap();
    id.into()
}

fn visit(phone: &mut Phone, site: SiteId, outing: Option<OutingId>, next: Option<&str>) -> SiteId {
    let id = phone.fresh_id();
    let place = Place { id, scope: Scope::Area(area(1)), subject: None };
    let visit = Visit {
        site: Some(site),
        outing,
        result: Some(Code::from("people_met")),
        next_visit: next.and_then(Date::parse),
        ..Visit::default()
    };
    phone.write(|pen| pen.create(place, &Visit { at: Some(Moment::utc(pen.now)), ..visit.clone() })).unwrap();
    id.into()
}

fn set_out(phone: &mut Phone, temperature: Option<i64>) -> OutingId {
    let id = phone.fresh_id();
    let crew = vec![phone.worker.worker];
    let outing = Outing {
        on: Date::parse("2026-11-22"),
        crew: Some(crew),
        alone_reason: Some("choroba".into()),
        area: Some(area(1)),
        temperature,
        ..Outing::default()
    };
    let place = Place { id, scope: Scope::Area(area(1)), subject: None };
    phone
        .write(|pen| pen.create(place, &Outing { started: Some(Moment::utc(pen.now)), ..outing.clone() }))
        .unwrap();
    id.into()
}

fn look<T>(phone: &Phone, here: Option<Position>, work: impl FnOnce(&Look<'_>) -> T) -> T {
    work(&Look { db: phone.store.db(), reader: &phone.worker, now: phone.clock.now(), here })
}

fn today(phone: &Phone) -> Today {
    look(phone, None, |look| view::today(look, 0)).unwrap()
}

fn due(phone: &Phone) -> Vec<SiteId> {
    today(phone).due.iter().map(|site| site.id).collect()
}

fn route(phone: &Phone, order: &[SiteId]) -> EveningRoute {
    look(phone, None, |look| view::route(look, order)).unwrap().expect("on an outing")
}

fn edit(phone: &mut Phone, id: OutingId, fields: serde_json::Value) {
    let fields: Form = serde_json::from_value(fields).unwrap();
    phone.write(|pen| pen.edit(id.into(), &fields)).unwrap();
}

#[test]
fn frost_puts_sites_at_risk_on_top_until_they_are_visited() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 3);
    for site in &sites {
        visit(&mut ania, *site, None, None);
    }
    ania.clock.advance(Millis::DAY);
    let outing = set_out(&mut ania, Some(5));
    assert_eq!(due(&ania), [], "five degrees, and all were visited yesterday");
    assert_eq!(today(&ania).frost, None);

    edit(&mut ania, outing, json!({ "temperature": -8 }));
    let frost = today(&ania).frost.expect("frost");
    assert_eq!((frost.temperature, frost.at_risk, frost.unseen), (-8, 1, 1));
    assert_eq!(due(&ania), [sites[0]]);

    visit(&mut ania, sites[0], Some(outing), None);
    let frost = today(&ania).frost.expect("still frost");
    assert_eq!((frost.at_risk, frost.unseen), (1, 0));
    assert_eq!(due(&ania), []);
}

fn contact(phone: &mut Phone, site: SiteId, kind: &str) {
    let id = phone.fresh_id();
    let contact = |at| Contact {
        site: Some(site),
        at: Some(Moment::utc(at)),
        kind: Some(Code::from(kind)),
        ..Contact::default()
    };
    let place = Place { id, scope: Scope::Area(area(1)), subject: None };
    phone.write(|pen| pen.create(place, &contact(pen.now))).unwrap();
}

#[test]
fn who_met_somebody_at_a_site_was_there_and_who_telephoned_was_not() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 3);
    for site in &sites {
        visit(&mut ania, *site, None, None);
    }
    ania.clock.advance(40 * Millis::DAY);
    set_out(&mut ania, Some(-8));
    assert_eq!(due(&ania).len(), 3);
    for site in &sites {
        contact(&mut ania, *site, "phone");
    }
    assert_eq!(due(&ania).len(), 3, "a call is made from anywhere");
    assert_eq!(today(&ania).frost.map(|frost| frost.unseen), Some(1));

    contact(&mut ania, sites[0], "met");
    contact(&mut ania, sites[1], "traces");
    contact(&mut ania, sites[1], "phone");
    assert_eq!(due(&ania), [sites[2]], "neither in frost nor overdue any more");
    assert_eq!(today(&ania).frost.map(|frost| frost.unseen), Some(0));
    let found = |site| {
        let card = look(&ania, None, |look| view::site_card(look, site)).unwrap();
        (card.row.overdue, card.row.last_result)
    };
    assert_eq!(found(sites[0]), (false, Some(Code::from("people_met"))));
    assert_eq!(found(sites[1]), (false, Some(Code::from("traces_only"))));
}

#[test]
fn a_promised_day_counts_more_than_the_rhythm() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 3);
    let day = |days: i64| {
        // The evening of the engine's town is 22 November 2026.
        format!(
            "2026-{:02}-{:02}",
            if days > 8 { 12 } else { 11 },
            if days > 8 { days - 8 } else { 22 + days }
        )
    };
    visit(&mut ania, sites[0], None, None);
    visit(&mut ania, sites[1], None, Some(&day(2)));
    visit(&mut ania, sites[2], None, Some(&day(36)));
    ania.clock.advance(3 * Millis::DAY);
    set_out(&mut ania, Some(10));
    assert_eq!(due(&ania), [sites[1]], "promised for yesterday");
    ania.clock.advance(30 * Millis::DAY);
    set_out(&mut ania, Some(10));
    assert_eq!(due(&ania), [sites[1], sites[0]], "the third is promised for later than its rhythm");
}

#[test]
fn a_route_is_ordered_from_where_the_crew_was_last_and_ticked_off_by_visiting() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 4);
    let outing = set_out(&mut ania, Some(10));
    let mixed = [sites[2], sites[0], sites[3], sites[1]];
    edit(&mut ania, outing, json!({ "planned": mixed }));
    assert_eq!(route(&ania, &[]).from, RouteStart::AreaMiddle);

    let here = Some(Position::pin(51.93, 19.39));
    let order = look(&ania, here, |look| view::in_walking_order(look, &mixed)).unwrap();
    assert_eq!(order, sites, "from the west the row is walked eastwards");
    let walked = route(&ania, &order);
    assert_eq!(walked.stops.iter().map(|stop| stop.site.id).collect::<Vec<_>>(), sites);
    assert!((walked.total_m - 1028.0).abs() < 5.0, "{}", walked.total_m);

    visit(&mut ania, sites[0], Some(outing), None);
    let walked = route(&ania, &order);
    assert_eq!(walked.from, RouteStart::LastPlace);
    assert!(walked.stops[0].visited.is_some() && walked.stops[0].leg_m.is_none());
    assert!(walked.stops[1].visited.is_none());
    assert!((walked.left_m - walked.total_m).abs() < 3.0, "{} of {}", walked.left_m, walked.total_m);
}

#[test]
fn a_route_takes_in_the_most_urgent_sites_of_the_outings_area() {
    let mut ania = Server::new().enrol(1);
    let here = row_of_sites(&mut ania, 3);
    let elsewhere = ania.add_site("za rzeką", area(2));
    set_out(&mut ania, Some(-3));
    let chosen = look(&ania, None, |look| view::choose(look, 0)).unwrap();
    assert_eq!(chosen[0], here[0], "frost first");
    assert_eq!(chosen.len(), 3);
    assert!(!chosen.contains(&elsewhere));
    assert!(due(&ania).contains(&elsewhere), "it is due all the same");
}

#[test]
fn what_was_planned_elsewhere_comes_after_what_has_an_order() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 3);
    let outing = set_out(&mut ania, None);
    edit(&mut ania, outing, json!({ "planned": sites }));
    let order: Vec<SiteId> = route(&ania, &[sites[2]]).stops.iter().map(|stop| stop.site.id).collect();
    assert_eq!(order[0], sites[2]);
    assert_eq!(order.len(), 3);
    edit(&mut ania, outing, json!({ "planned": [sites[1]] }));
    assert_eq!(route(&ania, &sites).stops.len(), 1, "what is planned no more is not walked to");
}

#[test]
fn without_an_outing_there_is_no_route() {
    let mut ania = Server::new().enrol(1);
    row_of_sites(&mut ania, 2);
    assert!(look(&ania, None, |look| view::route(look, &[])).unwrap().is_none());
}

#[test]
fn a_corrected_event_tells_who_said_what_before() {
    let mut ania = Server::new().enrol(1);
    let sites = row_of_sites(&mut ania, 1);
    let id = visit(&mut ania, sites[0], None, None);
    ania.clock.advance(60_000);
    let mut form = look(&ania, None, |look| view::versions(look, id.into())).unwrap()[0].form.clone();
    form.insert("heads".into(), json!(4));
    form.remove("result");
    form.insert("result".into(), json!("traces_only"));
    ania.write(|pen| pen.amend(id.into(), form.clone())).unwrap();
    ania.clock.advance(60_000);
    ania.write(|pen| pen.void(id.into(), "pomyłka")).unwrap();
    let told = look(&ania, None, |look| view::versions(look, id.into())).unwrap();
    assert_eq!(told.len(), 3);
    assert_eq!(told[0].withdrawn.as_deref(), Some("pomyłka"));
    assert_eq!(told[1].changed, ["heads", "result"]);
    assert_eq!(told[2].form["result"], "people_met");
    assert_eq!(told[2].changed, Vec::<String>::new());
    assert!(told[0].at > told[1].at && told[1].at > told[2].at);
}
